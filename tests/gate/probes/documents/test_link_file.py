"""The link files: do they let the real app open links, and which of the names that must stand in them are missing?"""

import json

import pytest

from gate.http import Answer, Unreachable
from gate.outcome import NotShown
from gate.probes.documents.link_file import LinkFile, read_asset_links, read_association

APP, PACKAGE, FINGERPRINT = "7KX2M9QW4T.com.alaskapay.app", "com.alaskapay.app", "8D:41:F3"
OPENS, SIGNS_IN = "delegate_permission/common.handle_all_urls", "delegate_permission/common.get_login_creds"
APPLE = {"applinks": {"details": [{"appIDs": [APP], "components": [{"/": "/pay/*"}]}]}}
OPENS_NO_PATH = f"lets {APP} open no path of the site"
OPENS_NO_LINK = f"names {APP}, but not as an app of applinks.details: no link opens it"


def answered(content, status=200, kind="application/json"):
    body = content if isinstance(content, bytes) else json.dumps(content).encode()
    return Answer("GET", "https://alaskapay.com/.well-known/x", status, kind, {}, body, 5)


def association(**entry):
    return answered({"applinks": {"apps": [], "details": [entry]}})


def statement(package=PACKAGE, prints=(FINGERPRINT,), relation=(OPENS,), namespace="android_app", **more):
    target = {"namespace": namespace, "package_name": package, "sha256_cert_fingerprints": list(prints)}
    return {"relation": list(relation), "target": target, **more}


def dynamic(*components):
    return {"relation_extensions": {OPENS: {"dynamic_app_link_components": list(components)}}}


@pytest.mark.parametrize(
    "rules",
    [
        {"components": [{"/": "/pay/*"}]},
        {"components": [{"#": "no_links", "exclude": True}, {"/": "*"}]},
        {"components": [{"?": {"web": "1"}, "exclude": True}, {"/": "/*", "comment": "all"}]},
        {"components": [{"/": "/help/*", "exclude": True}, {"/": "/*"}]},
        {"components": [{"/": "/?*", "exclude": True}, {"/": "/*"}]},
        {"components": [{"/": "/$(lang)/pay/?*", "caseSensitive": False}]},
        {"components": [{"/": "/PAY/*", "exclude": True}, {"/": "/pay/*"}]},
        {"components": [{}]},
        {"paths": ["*"]},
        {"paths": ["/"]},
        {"paths": ["?*"]},
        {"paths": ["NOT /help/*", "/pay/*", "NOT *"]},
        {"paths": ["NOT *"], "components": [{"/": "/pay/*"}]},
    ],
    ids=str,
)
@pytest.mark.parametrize("named", [{"appID": APP}, {"appIDs": [f"{APP}.beta", APP]}], ids=["appID", "appIDs"])
def test_an_association_opens_the_app_by_what_it_does_not_exclude(rules, named):
    assert read_association(association(**named, **rules), APP) == LinkFile(None, ())


@pytest.mark.parametrize(
    "rules",
    [
        {"paths": ["NOT *"]},
        {"paths": ["NOT /*", "/pay/*"]},
        {"paths": ["NOT *", "*"]},
        {"paths": []},
        {"paths": ["pay/*"]},
        {"paths": ["*"], "components": [{"/": "*", "exclude": True}]},
        {"components": []},
        {"components": [{"exclude": True}, {"/": "/pay/*"}]},
        {"components": [{"/": "/pay/*", "exclude": True}, {"/": "/pay/bills/*"}]},
        {"components": [{"/": "/PAY/*", "exclude": True, "caseSensitive": False}, {"/": "/pay/*"}]},
        {"components": [{"/": "*", "?": {"web": "1"}, "exclude": True}, {"/": "*", "?": {"web": "1"}}]},
        {},
    ],
    ids=str,
)
def test_an_association_that_leaves_no_path_opens_nothing(rules):
    assert read_association(association(appID=APP, **rules), APP) == LinkFile(OPENS_NO_PATH, ())


def test_an_exclusion_in_an_entry_of_the_app_counts_for_the_entries_after_it():
    none, every = {"appID": APP, "paths": ["NOT *"]}, {"appID": APP, "paths": ["*"]}
    other = {"appID": f"{APP}.beta", "paths": ["NOT *"]}

    assert read_association(answered({"applinks": {"details": [none, every]}}), APP).problem == OPENS_NO_PATH
    assert read_association(answered({"applinks": {"details": [other, every]}}), APP).problem is None


@pytest.mark.parametrize(
    "content",
    [
        {"webcredentials": {"apps": [APP]}},
        {"appclips": {"apps": [APP]}, "applinks": {"details": []}},
        {"applinks": {"apps": [APP], "details": [{"appID": f"{APP}.beta", "paths": ["*"]}]}},
        {APP: "stands here as a key"},
    ],
    ids=str,
)
def test_an_app_that_stands_beside_the_links_opens_none(content):
    assert read_association(answered(content), APP) == LinkFile(OPENS_NO_LINK, ())


@pytest.mark.parametrize(
    "content",
    [
        {"applinks": {"details": [{"appIDs": ["TEAMID.com.alaskapay.app"], "paths": ["*"]}]}},
        {"applinks": {"details": [{"appIDs": [f"{APP}.beta"], "paths": ["*"]}]}},
        {},
    ],
    ids=str,
)
def test_a_name_that_is_not_there_as_a_whole_is_missing(content):
    assert read_association(answered(content), APP) == LinkFile(None, (APP,))


def test_an_association_that_is_too_large_for_apple_is_told():
    padded = Answer("GET", "x", 200, "application/json", {}, json.dumps(APPLE).encode() + b" " * 131_072, 5)

    assert read_association(padded, APP).problem.endswith("bytes, and no more than 131072 are read")


@pytest.mark.parametrize(
    ("content", "where"),
    [
        ({"applinks": {"details": {APP: {"paths": ["*"]}}}}, "applinks.details"),
        ({"applinks": {"details": [{"appIDs": APP, "components": []}]}}, "applinks.details.0.appIDs"),
        ({"applinks": {"details": [{"appID": APP, "paths": "*"}]}}, "applinks.details.0.paths"),
        ([], "it"),
        ("", "it"),
        (0, "it"),
        (False, "it"),
    ],
    ids=str,
)
def test_a_form_that_phones_do_not_read_is_named(content, where):
    found = read_association(answered(content), APP)

    assert found.problem.startswith(f"{where} is wrong (")
    assert found.missing == (APP,)


@pytest.mark.parametrize(
    "statements",
    [
        [statement()],
        [statement(prints=("0A:0B", FINGERPRINT), relation=(SIGNS_IN, OPENS))],
        [statement(package="com.alaskapay.beta", prints=("0A:0B",)), statement()],
        [statement(prints=("0A:0B",)), statement()],
        [statement(), {"include": "https://alaskapay.com/more.json"}],
        [{"relation": [OPENS], "target": {"namespace": "web", "site": "https://alaskapay.com"}}, statement()],
        [statement(**dynamic({"/": "/help/*", "exclude": True}))],
        [statement(**dynamic({"/": "/pay/*"}, {"/": "*", "exclude": True}))],
    ],
    ids=str,
)
def test_a_statement_opens_its_own_app(statements):
    assert read_asset_links(answered(statements), PACKAGE, (FINGERPRINT,)) == LinkFile(None, ())


@pytest.mark.parametrize(
    ("statements", "problem"),
    [
        (
            [statement(prints=("REPLACE_ME",)), statement(package="com.alaskapay.beta")],
            f"lacks {FINGERPRINT} in the statement of {PACKAGE}, though it is there elsewhere",
        ),
        (
            [statement(prints=("0A:0B",)), statement(relation=(SIGNS_IN,))],
            f"lacks {FINGERPRINT} in the statement of {PACKAGE}, though it is there elsewhere",
        ),
        *(
            ([broken], f"lets {PACKAGE} open no link: no statement of this Android app has the relation {OPENS}")
            for broken in (statement(relation=(SIGNS_IN,)), statement(relation=()), statement(namespace="web"))
        ),
        ([statement(**dynamic({"/": "*", "exclude": True}))], f"lets {PACKAGE} open no path of the site"),
    ],
    ids=["another package", "another relation", "sign-in only", "no relation", "no app", "excluded"],
)
def test_a_statement_that_opens_nothing_of_the_app_is_told(statements, problem):
    assert read_asset_links(answered(statements), PACKAGE, (FINGERPRINT,)) == LinkFile(problem, ())


def test_each_missing_name_is_told():
    placeholder = [statement(prints=("SHA256_FINGERPRINT_PLACEHOLDER", FINGERPRINT.lower()))]

    assert read_asset_links(answered(placeholder), PACKAGE, (FINGERPRINT, "0A")).missing == (FINGERPRINT, "0A")
    assert read_asset_links(answered([]), PACKAGE, (FINGERPRINT,)).missing == (PACKAGE, FINGERPRINT)


def test_what_may_stand_in_an_included_file_is_not_shown():
    with pytest.raises(NotShown, match=r"assetlinks\.json includes https://a\.example/l\.json, which is not read here"):
        read_asset_links(answered([{"include": "https://a.example/l.json"}]), PACKAGE, (FINGERPRINT,))


@pytest.mark.parametrize(
    ("answer", "problem"),
    [
        (answered(b"<html>", kind="text/html"), "answered 200 text/html, expected 200 application/json"),
        (answered(APPLE, 404), "answered 404 application/json, expected 200 application/json"),
        (answered(APPLE, 301), "answered 301 application/json, expected 200 application/json"),
        (
            answered(b"0\x80\x06\t*", kind="application/pkcs7-mime"),
            "answered 200 application/pkcs7-mime, expected 200 application/json",
        ),
        (answered(b'{"cut'), "answered 200 application/json, and what came is no JSON"),
        (Unreachable("alaskapay.com", 5000, "timed out"), "alaskapay.com did not answer within 5000 ms (timed out)"),
    ],
    ids=["app shell", "missing", "moved", "signed", "cut short", "unreachable"],
)
def test_a_file_that_can_not_be_read_misses_everything(answer, problem):
    assert read_association(answer, APP) == LinkFile(problem, (APP,))
    assert read_asset_links(answer, PACKAGE, (FINGERPRINT,)) == LinkFile(problem, (PACKAGE, FINGERPRINT))
