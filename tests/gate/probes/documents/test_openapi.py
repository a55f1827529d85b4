"""A published OpenAPI document is read as it is written, and what is none is told in a sentence."""

import json

import pytest

from gate.probes.documents.openapi import one_path, read_api_document

INFO = {"title": "Alaska Pay", "version": "2.4.0"}
PATHS = {"/token/": {"post": {}, "parameters": [], "x-note": 1}, "/user": {"get": {}, "put": {}}}


def test_version_and_methods_are_read_below_the_path_of_the_server():
    servers = [{"url": "https://api.alaskapay.com/auth/v1/"}]
    found = read_api_document(json.dumps({"openapi": "3.1.0", "info": INFO, "servers": servers, "paths": PATHS}))

    assert found.version == "2.4.0"
    assert found.methods == {"/auth/v1/token": {"POST"}, "/auth/v1/user": {"GET", "PUT"}}


def test_swagger_2_and_yaml_are_read_too():
    text = "swagger: '2.0'\nbasePath: /rest/v1\ninfo: {title: a, version: '2.4.0'}\npaths:\n  /wallets: {get: {}}\n"

    assert read_api_document(text).methods == {"/rest/v1/wallets": {"GET"}}


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "is no OpenAPI document: the whole"),
        ("{", "is neither JSON nor YAML"),
        ("<!doctype html><title>AlaskaPay</title>", "is no OpenAPI document"),
        ('{"openapi": "3.1.0", "paths": {}}', "is no OpenAPI document: info: field required"),
        ('{"info": {"version": "2.4.0"}, "paths": {}}', "names neither openapi 3 nor swagger 2.0"),
        ("openapi: 3.1.0\ninfo: {version: 2.4}\npaths: {}", "is no OpenAPI document: info.version"),
    ],
)
def test_what_is_no_document_is_told(text, sentence):
    with pytest.raises(ValueError, match="is n") as caught:
        read_api_document(text)

    assert sentence in str(caught.value)


@pytest.mark.parametrize("path", ["/a/b", "a/b", "/a/b/", "a/b?select=*"])
def test_a_path_is_written_in_one_way(path):
    assert one_path(path) == "/a/b"
