"""The link files: which of the names that must stand in them are missing."""

import json

import pytest

from gate.http import Answer, Unreachable
from gate.probes.documents.link_file import LinkFile, read_link_file

APP, FINGERPRINT = "7KX2M9QW4T.com.alaskapay.app", "8D:41:F3"
APPLE = {"applinks": {"details": [{"appIDs": [APP], "components": [{"/": "/pay/*"}]}]}}


def answered(content, status=200, kind="application/json"):
    body = content if isinstance(content, bytes) else json.dumps(content).encode()
    return Answer("GET", "https://alaskapay.com/.well-known/x", status, kind, {}, body, 5)


def test_a_name_is_found_however_deep_it_stands():
    assert read_link_file(answered(APPLE), (APP,)) == LinkFile(None, ())
    assert read_link_file(answered([{"target": {"prints": ["x", FINGERPRINT]}}]), (FINGERPRINT,)) == LinkFile(None, ())


@pytest.mark.parametrize(
    "content",
    [
        {"applinks": {"details": [{"appIDs": ["TEAMID.com.alaskapay.app"]}]}},
        {"applinks": {"details": [{"appIDs": [f"{APP}.beta"]}]}},
        {APP: "stands here as a key"},
        [],
        {},
        "",
        0,
        False,
    ],
    ids=str,
)
def test_a_name_that_is_not_there_as_a_whole_is_missing(content):
    assert read_link_file(answered(content), (APP,)) == LinkFile(None, (APP,))


def test_each_missing_name_is_told():
    assert read_link_file(answered([FINGERPRINT]), (APP, FINGERPRINT, "other")).missing == (APP, "other")


@pytest.mark.parametrize(
    ("answer", "problem"),
    [
        (answered(b"<html>", kind="text/html"), "answered 200 text/html, expected 200 application/json"),
        (answered(APPLE, 404), "answered 404 application/json, expected 200 application/json"),
        (answered(APPLE, 301), "answered 301 application/json, expected 200 application/json"),
        (answered(b'{"cut'), "answered 200 application/json, expected 200 application/json"),
        (Unreachable("alaskapay.com", 5000, "timed out"), "alaskapay.com did not answer within 5000 ms (timed out)"),
    ],
    ids=["app shell", "missing", "moved", "cut short", "unreachable"],
)
def test_a_file_that_can_not_be_read_misses_everything(answer, problem):
    assert read_link_file(answer, (APP, FINGERPRINT)) == LinkFile(problem, (APP, FINGERPRINT))
