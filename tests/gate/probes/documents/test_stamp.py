"""Where a site says which commit it was built from: a meta tag, a header, or a JSON file."""

import json

import pytest

from gate.environment.sections import BuildStamp
from gate.http import Answer, Unreachable
from gate.probes.documents.stamp import StampedPage

COMMIT, OTHER = "1a2b3c4d5e6f708192a3b4c5d6e7f8091a2b3c4d", "9f8e7d6"
PAGE = f'<meta name="commit" content="{OTHER}"><meta name="app:build" content="{COMMIT}"><script src="/a.js"></script>'


def answer(body, content_type="text/html", url="https://a.example/", **headers):
    return Answer("GET", url, 200, content_type, headers, body.encode(), 1)


def build(stamp, page, file=None):
    return StampedPage(BuildStamp.model_validate(stamp)).build_at(page, lambda _url: file)


@pytest.mark.parametrize(
    ("stamp", "commit"),
    [({}, OTHER), ({"meta": "app:build"}, COMMIT), ({"meta": "build"}, ""), ({"header": "X-Commit"}, "abcdef1")],
)
def test_the_stamp_is_read_where_the_environment_says(stamp, commit):
    page = answer(PAGE, **{"x-commit": "ABCDEF1"})

    assert build(stamp, page).commit == commit
    assert build(stamp, page).assets == {"/a.js"}


@pytest.mark.parametrize("headers", [{}, {"x-commit": "2.4.0"}, {"x-commit": ""}])
def test_a_header_that_holds_no_commit_is_no_stamp(headers):
    assert build({"header": "x-commit"}, answer(PAGE, **headers)).commit == ""


@pytest.mark.parametrize(
    ("field", "told", "commit"),
    [
        ("commit", {"commit": COMMIT}, COMMIT),
        ("git.sha", {"git": {"sha": OTHER}}, OTHER),
        ("git.sha", {"git": OTHER}, ""),
        ("commit", {"commit": 1234567}, ""),
        ("commit", ["commit"], ""),
    ],
)
def test_a_file_beside_the_page_names_the_commit(field, told, commit):
    asked = []

    def ask(url):
        asked.append(url)
        return answer(json.dumps(told), "application/json")

    stamp = BuildStamp.model_validate({"json": "/version.json", "field": field})
    assert StampedPage(stamp).build_at(answer(PAGE, url="https://a.example/app/"), ask).commit == commit
    assert asked == ["https://a.example/version.json"]


@pytest.mark.parametrize("file", [answer(PAGE), Unreachable("a.example", 1, "it is down")])
def test_the_page_in_the_files_place_or_silence_is_no_stamp(file):
    assert build({"json": "/version.json"}, answer(PAGE), file).commit == ""


def test_a_page_of_maintenance_is_no_build_whatever_its_headers_say():
    assert build({"header": "x-commit"}, answer("<title>Be right back</title>", **{"x-commit": COMMIT})) is None
