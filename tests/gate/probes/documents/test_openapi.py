"""A published OpenAPI document is read as it is written, and what is none is told in a sentence."""

import json

import pytest

from gate.outcome import NotShown
from gate.probes.documents.openapi import one_path, read_api_document

INFO = {"title": "Alaska Pay", "version": "2.4.0"}
PATHS = {"/token/": {"post": {}, "parameters": [], "x-note": 1}, "/user": {"get": {}, "put": {}}}
ADDRESS = "https://docs.alaskapay.com/api/openapi.json"
HEAD = "openapi: 3.1.0\ninfo: {title: a, version: 2.4.0}\n"


def test_version_and_methods_are_read_below_the_path_of_the_server():
    servers = [{"url": "https://api.alaskapay.com/auth/v1/"}]
    found = read_api_document(json.dumps({"openapi": "3.1.0", "info": INFO, "servers": servers, "paths": PATHS}))

    assert found.version == "2.4.0"
    assert found.methods == {"/auth/v1/token": {"POST"}, "/auth/v1/user": {"GET", "PUT"}}


@pytest.mark.parametrize("version", ["'2.0'", "2.0"])
def test_swagger_2_and_yaml_are_read_too(version):
    head = f"swagger: {version}\nbasePath: /rest/v1\ninfo: {{title: a, version: '2.4.0'}}\n"

    assert read_api_document(f"{head}paths:\n  /wallets: {{get: {{}}}}\n").methods == {"/rest/v1/wallets": {"GET"}}


@pytest.mark.parametrize(
    ("paths", "methods"),
    [
        ("{x-internal: true, x-groups: [a], /a: {get: {}}}", {"/a": {"GET"}}),
        ("{/a: {get: {}, x-get: {}, summary: post, parameters: []}}", {"/a": {"GET"}}),
        ("{/a: , /b: {get: }}", {"/a": set(), "/b": {"GET"}}),
        ("{/a: {get: {}}, /a/: {post: {}}}", {"/a": {"GET", "POST"}}),
        ("{/a: {query: {}}}", {"/a": {"QUERY"}}),
        ("\nwebhooks: {paid: {post: {}}}", {}),
        ("{/a: {$ref: '#/components/pathItems/a'}}", {"/a": {"GET"}}),
        ("{/a: {$ref: '#/components/pathItems/a', post: {}}}", {"/a": {"GET", "POST"}}),
        ("{/a: {$ref: '#/components/pathItems/b'}}", {"/a": {"GET"}}),
        ("{/a: {$ref: '#/paths/~1b~1%7Bid%7D'}, '/b/{id}': {put: {}}}", {"/a": {"PUT"}, "/b/{id}": {"PUT"}}),
        ("{/a: {$ref: 'openapi.json#/components/pathItems/a'}}", {"/a": {"GET"}}),
    ],
)
def test_a_path_has_the_calls_that_are_described_there_or_where_it_refers_to(paths, methods):
    items = "components: {pathItems: {a: {get: {}}, b: {$ref: '#/components/pathItems/a'}}}\n"

    assert read_api_document(f"{HEAD}{items}paths: {paths}\n", ADDRESS).methods == methods


@pytest.mark.parametrize(
    ("servers", "path"),
    [
        (
            "[{url: '{s}://{host}/{v}', variables: {s: {default: https}, host: {default: a}, v: {default: v1}}}]",
            "/v1/a",
        ),
        (
            "[{url: 'https://a:{port}/{v}', variables: {port: {default: 8443, enum: [443, 8443]}, v: {default: 2}}}]",
            "/2/a",
        ),
        ("[{url: 'https://{project}.supabase.co/rest/v1'}]", "/rest/v1/a"),
        ("[{url: /v1}, {url: /v2}]", "/v1/a"),
        ("[{url: v1}]", "/api/v1/a"),
        ("[{url: ../v1/}]", "/v1/a"),
        ("[{url: https://api.alaskapay.com}]", "/a"),
        ("[]", "/a"),
        ("", "/a"),
    ],
)
def test_the_path_of_the_server_stands_before_that_of_the_call(servers, path):
    assert read_api_document(f"{HEAD}servers: {servers}\npaths: {{/a: {{get: {{}}}}}}\n", ADDRESS).methods == {
        path: {"GET"}
    }


def test_the_server_of_a_call_goes_before_that_of_its_path_and_this_before_that_of_all():
    text = HEAD + (
        "servers: [{url: /rest/v1}]\n"
        "paths:\n  /a: {get: {}}\n"
        "  /b: {servers: [{url: /auth/v1}], get: {}, post: {servers: [{url: /functions/v1}]}}\n"
        "  /c: {servers: [{url: /auth/v1}]}\n"
    )

    assert read_api_document(text).methods == {
        "/rest/v1/a": {"GET"},
        "/auth/v1/b": {"GET"},
        "/functions/v1/b": {"POST"},
        "/auth/v1/c": set(),
    }


@pytest.mark.parametrize(
    "text",
    [
        '\ufeff{"openapi": "3.0.3", "info": {"version": "1"}, "paths": {}}',
        '{\n\t"openapi": "3.0.3",\n\t"info": {"version": "1", "title": "\\ud83d\\ude80 \\/"},\n\t"paths": {}\n}',
        "%YAML 1.2\n---\nopenapi: 3.0.3\ninfo: {version: '1'}\npaths: {}\n",
        "openapi: 3.1\ninfo: {version: '1'}\npaths:\n",
    ],
    ids=["mark", "tabs and an emoji", "directive", "number"],
)
def test_json_and_yaml_are_read_as_tools_write_them(text):
    assert read_api_document(text).version == "1"


def test_a_day_is_a_version():
    assert read_api_document("openapi: 3.0.3\ninfo: {version: 2026-11-23}\npaths: {}").version == "2026-11-23"


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "is no OpenAPI document: the whole"),
        ("{", "is neither JSON nor YAML"),
        ("[" * 100_000, "is nested more than 200 deep"),
        ("a: [" * 100_000, "is nested more than 200 deep"),
        ("<!doctype html><title>AlaskaPay</title>", "is no OpenAPI document"),
        ('{"openapi": "3.1.0", "paths": {}}', "is no OpenAPI document: info: field required"),
        ('{"info": {"version": "2.4.0"}, "paths": {}}', "names neither openapi 3 nor swagger 2.0"),
        ("openapi: 3.1.0\ninfo: {version: 2.4}\npaths: {}", "is no OpenAPI document: info.version"),
        (f"{HEAD}paths: {{/a: true}}", "is no OpenAPI document: paths./a"),
        (f"{HEAD}paths: {{/a: {{get: {{servers: [1]}}}}}}", "is no OpenAPI document: servers.0"),
        (f"{HEAD}paths: {{/a: {{$ref: '#/paths/~1b'}}}}", "the reference #/paths/~1b leads nowhere"),
        (f"{HEAD}paths: {{/a: {{$ref: '#/paths/~1a'}}}}", "the reference #/paths/~1a leads nowhere"),
        (f"{HEAD}paths: {{/a: {{$ref: '#/openapi/x'}}}}", "the reference #/openapi/x leads nowhere"),
    ],
    ids=lambda text: text[:60],
)
def test_what_is_no_document_is_told(text, sentence):
    with pytest.raises(ValueError, match="is n") as caught:
        read_api_document(text)

    assert sentence in str(caught.value)


@pytest.mark.parametrize("reference", ["paths/a.yaml", "https://elsewhere.example/openapi.json#/paths/~1a"])
def test_what_stands_elsewhere_is_not_shown(reference):
    with pytest.raises(NotShown, match=f"refers to {reference}, which stands elsewhere: publish it in one piece"):
        read_api_document(f"{HEAD}paths: {{/a: {{$ref: '{reference}'}}}}", ADDRESS)


@pytest.mark.parametrize("path", ["/a/b", "a/b", "/a/b/", "a/b?select=*"])
def test_a_path_is_written_in_one_way(path):
    assert one_path(path) == "/a/b"
