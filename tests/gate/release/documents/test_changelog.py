"""Is a changelog read as people and tools write one?"""

from datetime import date
from textwrap import dedent

import pytest

from gate.release.documents.changelog import KnownIssue, read_changelog

THE_DAY = date(2026, 11, 14)
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


@pytest.mark.parametrize("ends_with", ["\n", "\r\n"])
def test_each_version_has_its_section(ends_with):
    newest, before = read_changelog(CHANGELOG.replace("\n", ends_with))

    assert (newest.version, newest.day) == ("2.4.0", THE_DAY)
    assert newest.entries == ("A new checkout (#401)", "A refund is booked once (#407)")
    assert (before.version, before.entries, before.known_issues) == ("2.3.1", ("The balance",), ())


def test_known_issues_are_told_with_the_numbers_that_they_refer_to():
    newest = read_changelog(CHANGELOG)[0]

    assert newest.known_issues == (
        KnownIssue("The export takes a minute (#371)", frozenset({371})),
        KnownIssue("Two more: https://github.com/alaskapay/alaskapay/issues/372 and #373", frozenset({372, 373})),
        KnownIssue("Dark mode", frozenset()),
    )


def test_what_stands_beneath_the_known_issues_goes_on_about_the_last():
    (notes,) = read_changelog(
        "2.4.0\n=====\n\nKnown issues\n------------\n\n- one\n\n  of them: #1\n- two (#2)\n\nBoth will go.\n"
    )

    assert notes.known_issues == (
        KnownIssue("one of them: #1", frozenset({1})),
        KnownIssue("two (#2) Both will go.", frozenset({2})),
    )


@pytest.mark.parametrize(
    ("heading", "version", "day"),
    [
        ("## 2.4.0 (2026-11-14)", "2.4.0", THE_DAY),
        ("# [2.4.0](https://github.com/a/b/compare/v2.3.1...v2.4.0) (2026-11-14)", "2.4.0", THE_DAY),
        ("### v2.4.0 — 2026-11-14 ###", "2.4.0", THE_DAY),
        ("## [2.4.0-rc.1] - 2026-11-14", "2.4.0-rc.1", THE_DAY),
        ("## 2.4.0", "2.4.0", None),
        ("## 2.4.0 - soon", "2.4.0", None),
        ("## 2.4.0 - 2026-13-41", "2.4.0", None),
        # underlined, as Express and many before Markdown have it
        ("2.4.0 / 2026-11-14\n==================", "2.4.0", THE_DAY),
        ("v2.4.0\n---", "2.4.0", None),
        # with a word, a package, an emoji or markup before it
        ("## Version 2.4.0 (2026-11-14)", "2.4.0", THE_DAY),
        ("## Release v2.4.0 (2026-11-14)", "2.4.0", THE_DAY),
        ("## VERSION: 2.4.0", "2.4.0", None),
        ("## alaskapay@2.4.0", "2.4.0", None),
        ("## @alaskapay/web@2.4.0", "2.4.0", None),
        ("## 🚀 2.4.0", "2.4.0", None),
        ("## **2.4.0**", "2.4.0", None),
        ("## `2.4.0` (2026-11-14)", "2.4.0", THE_DAY),
        ("## [v2.4.0](https://a.example/v2.4.0) (2026-11-14) [YANKED]", "2.4.0", THE_DAY),
        ("## 2026-11-14, Version 2.4.0 (Current), @a-person", "2.4.0", THE_DAY),
        ("## 2026.11.14", "2026.11.14", None),
        # as people write a day
        ("## 2.4.0 (14 November 2026)", "2.4.0", THE_DAY),
        ("## 2.4.0 - November 14th, 2026", "2.4.0", THE_DAY),
        ("## 2.4.0 - Nov. 14, 2026", "2.4.0", THE_DAY),
        ("## v2.4.0 (Sat Nov 14 2026)", "2.4.0", THE_DAY),
        ("## 2.4.0 (14-Nov-2026)", "2.4.0", THE_DAY),
        ("## 2.4.0 (14.11.2026)", "2.4.0", THE_DAY),
        ("## 2.4.0 - 2026/11/14", "2.4.0", THE_DAY),
        ("## 2.4.0 - 11/14/2026", "2.4.0", THE_DAY),
        ("## 2.4.0 - 14/11/2026", "2.4.0", THE_DAY),
        ("## 2.4.0 - 03/04/2026", "2.4.0", None),
        # with no-break spaces
        ("##\N{NO-BREAK SPACE}2.4.0\N{NO-BREAK SPACE}- 2026-11-14", "2.4.0", THE_DAY),
        ("\N{ZERO WIDTH NO-BREAK SPACE}## 2.4.0 (2026-11-14)", "2.4.0", THE_DAY),
        # the day beneath the heading, as auto-changelog and people have it
        ("#### [v2.4.0](https://a.example/compare)\n\n> 14 November 2026", "2.4.0", THE_DAY),
        ("## 2.4.0\n_Released on 2026-11-14_", "2.4.0", THE_DAY),
        ("## 2.4.0\nRelease date: 2026-11-14", "2.4.0", THE_DAY),
    ],
)
def test_a_heading_names_a_version_and_perhaps_a_day(heading, version, day):
    (notes,) = read_changelog(f"{heading}\n\n- something\n")

    assert (notes.version, notes.day, notes.entries) == (version, day, ("something",))


@pytest.mark.parametrize(
    "heading",
    [
        "## Unreleased",
        "2.4.0",
        "## 2.4",
        "## 2.4.0.1",
        "## Since 2.4.0",
        "```\n## 2.4.0\n```",
        "~~~~markdown\n~~~\n## 2.4.0\n~~~~",
        "    ## 2.4.0",
        "<!--\n\n## 2.4.0\n\n-->",
        "> ## 2.4.0",
    ],
)
def test_what_names_no_version_is_no_section(heading):
    assert read_changelog(f"{heading}\n- something\n") == ()


@pytest.mark.parametrize(
    ("text", "entries"),
    [
        (
            "### Minor Changes\n\n- 1a2b3c4: A new checkout\n\n  With two lines",
            ("1a2b3c4: A new checkout", "With two lines"),
        ),
        ("### <!-- 0 -->🚀 Features\n\n- *(web)* A checkout", ("*(web)* A checkout",)),
        ("Long ago\na sentence.", ("Long ago a sentence.",)),
        ("1. one\n   - two", ("one", "two")),
        ("- Escapes `<!--` in titles\n- and `-->`", ("Escapes `<!--` in titles", "and `-->`")),
        ("```sh\n## 9.9.9\n```", ("## 9.9.9",)),
        ("<details>\nAll of it\n</details>", ("All of it",)),
    ],
    ids=["changesets", "git-cliff", "prose", "nested", "marks of a comment", "a block of code", "HTML"],
)
def test_what_is_said_of_a_version_is_told_as_it_is_written(text, entries):
    (notes,) = read_changelog(f"## 2.4.0\n\n{text}\n")

    assert notes.entries == entries


def test_a_patch_of_standard_version_has_its_changes_in_headings_of_its_own_level():
    text = (
        '### [2.4.1](https://a.example) (2026-11-14)\n\n\n### Bug Fixes\n\n* refund\n\n<a name="2.4.0"></a>\n## 2.4.0\n'
    )

    patch, before = read_changelog(text)

    assert (patch.entries, before.entries) == (("refund",), ())


@pytest.mark.parametrize(
    "line", ["", "### Added", "- TODO", "TBD.", "- ...", "[2.4.0]: https://a.example", "<!-- - x -->", "- None"]
)
def test_what_says_nothing_is_no_entry(line):
    (notes,) = read_changelog(f"## 2.4.0\n{line}\n\n### Known issues\n{line}\n")

    assert (notes.entries, notes.known_issues) == ((), ())
