"""What the page of a web app tells of its build."""

import pytest

from gate.probes.documents.app_shell import build_of
from gate.release.live import Build

COMMIT = "1a2b3c4d5e6f708192a3b4c5d6e7f8091a2b3c4d"
FILES = '<link rel="stylesheet" href="/assets/index-ab.css"><script type="module" src="/assets/index-ab.js"></script>'
ASSETS = frozenset({"/assets/index-ab.css", "/assets/index-ab.js"})


@pytest.mark.parametrize("name", ["commit", "git-sha", "build:commit", "app-revision", "Git-Commit"])
def test_a_commit_is_read_by_any_of_its_names(name):
    build = build_of("https://a.example/", f'<meta name="{name}" content="{COMMIT.upper()}">{FILES}')

    assert build == Build(COMMIT, ASSETS)


def test_files_of_other_hosts_and_queries_are_no_part_of_a_build():
    foreign = '<script src="https://js.example/v1.js"></script>'

    assert build_of("https://a.example/", f"{foreign}{FILES.replace('.js', '.js?v=2')}") == Build("", ASSETS)


@pytest.mark.parametrize(
    "html",
    ["<title>Be right back</title>", '<link rel="stylesheet" href="/maintenance.css">', "", "{}", "<meta name=digits>"],
)
def test_a_page_of_maintenance_is_no_build(html):
    assert build_of("https://a.example/", html) is None


def test_other_words_in_the_head_are_no_commit():
    assert build_of("https://a.example/", f'<meta name="digit" content="{COMMIT}">{FILES}') == Build("", ASSETS)
