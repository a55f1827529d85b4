"""Is a changelog read as people and tools write one?"""

from datetime import date
from textwrap import dedent

import pytest

from gate.release.documents.changelog import KnownIssue, read_changelog

CHANGELOG = dedent(
    """\
    # Changelog

    ## [Unreleased]
    - not yet

    ## [2.4.0] - 2026-11-14

    ### Added
    - A new checkout (#401)
    <!-- - to be told -->

    ### Known issues
    - The export takes a minute (#371)
    - Two more: https://github.com/alaskapay/alaskapay/issues/372
      and #373
    * Dark mode

    ### Fixed
    - A refund is booked once (#407)

    ## [2.3.1] - 2026-11-01
    - The balance

    [2.4.0]: https://github.com/alaskapay/alaskapay/compare/v2.3.1...v2.4.0
    """
)


def test_each_version_has_its_section():
    newest, before = read_changelog(CHANGELOG)

    assert (newest.version, newest.day) == ("2.4.0", date(2026, 11, 14))
    assert newest.entries == ("- A new checkout (#401)", "- A refund is booked once (#407)")
    assert (before.version, before.entries, before.known_issues) == ("2.3.1", ("- The balance",), ())


def test_known_issues_are_told_with_the_numbers_that_they_refer_to():
    newest = read_changelog(CHANGELOG)[0]

    assert newest.known_issues == (
        KnownIssue("The export takes a minute (#371)", frozenset({371})),
        KnownIssue("Two more: https://github.com/alaskapay/alaskapay/issues/372 and #373", frozenset({372, 373})),
        KnownIssue("Dark mode", frozenset()),
    )


@pytest.mark.parametrize(
    ("heading", "version", "day"),
    [
        ("## 2.4.0 (2026-11-14)", "2.4.0", date(2026, 11, 14)),
        ("# [2.4.0](https://github.com/a/b/compare/v2.3.1...v2.4.0) (2026-11-14)", "2.4.0", date(2026, 11, 14)),
        ("### v2.4.0 — 2026-11-14 ###", "2.4.0", date(2026, 11, 14)),
        ("## [2.4.0-rc.1] - 2026-11-14", "2.4.0-rc.1", date(2026, 11, 14)),
        ("## 2.4.0", "2.4.0", None),
        ("## 2.4.0 - soon", "2.4.0", None),
        ("## 2.4.0 - 2026-13-41", "2.4.0", None),
    ],
)
def test_a_heading_names_a_version_and_perhaps_a_day(heading, version, day):
    (notes,) = read_changelog(f"{heading}\n\n- something\n")

    assert (notes.version, notes.day, notes.entries) == (version, day, ("- something",))


@pytest.mark.parametrize("heading", ["## Unreleased", "2.4.0", "## 2.4", "## 2.4.0.1", "## Since 2.4.0"])
def test_what_names_no_version_is_no_section(heading):
    assert read_changelog(f"{heading}\n- something\n") == ()


@pytest.mark.parametrize(
    "line", ["", "### Added", "- TODO", "TBD.", "- ...", "[2.4.0]: https://a.example", "<!-- - x -->", "- None"]
)
def test_what_says_nothing_is_no_entry(line):
    (notes,) = read_changelog(f"## 2.4.0\n{line}\n\n### Known issues\n{line}\n")

    assert (notes.entries, notes.known_issues) == ((), ())
