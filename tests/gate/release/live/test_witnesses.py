"""Who says which commit a deploy was built from, and what it comes to when two say different ones."""

import pytest

from gate.release.live import Identity, Statement, Witness, commit_in_title, identify

RELEASE, BEFORE = "1a2b3c4d5e6f708192a3b4c5d6e7f8091a2b3c4d", "9f8e7d6c5b4a39281706f5e4d3c2b1a09f8e7d6c"
OTHER = "0badc0de0badc0de0badc0de0badc0de0badc0de"
KNOWN = (RELEASE, BEFORE)
TITLE = "the deploy's title"


@pytest.mark.parametrize(
    ("title", "commit"),
    [
        (RELEASE, RELEASE),
        ("1a2b3c4", RELEASE),
        ("Release 2.4.0 (1A2B3C4D)", RELEASE),
        ("v2.4.0-3-g1a2b3c4", RELEASE),
        ("build-king1a2b3c4", ""),
        ("v2.4.0 1a2b3c4, ticket 1234567, 20261123", RELEASE),
        ("Hotfix past the release: 0badc0d", "0badc0d"),
        (f"deploy {OTHER}", OTHER),
        ("Release 2.4.0", ""),
        ("", ""),
        ("Ticket 1234567", ""),
        ("The wall was defaced", ""),
        ("Revert 1a2b3c4", ""),
        ("Fixes what 1a2b3c4 broke", ""),
        ("2.4.0 without 1a2b3c4", ""),
        ("9f8e7d6 to 1a2b3c4", ""),
        ("1a2b3c4, build f00ba42", ""),
    ],
)
def test_a_title_names_one_commit_or_says_nothing(title, commit):
    assert commit_in_title(title, KNOWN) == commit


def test_a_commit_of_digits_or_letters_only_is_known_by_the_release():
    assert commit_in_title("deploy 1234567", ["1234567" + "a" * 33]) == "1234567" + "a" * 33
    assert commit_in_title("deploy abcdefa", ["abcdefa" + "1" * 33]) == "abcdefa" + "1" * 33


def told(**commits):
    return [Statement(Witness[name.upper()], commit) for name, commit in commits.items()]


def test_whoever_says_nothing_is_no_witness():
    assert identify(told(host="", title="", stamp=""), KNOWN) == Identity()
    assert identify(told(host="", title="", stamp="1a2b3c4"), KNOWN) == Identity(RELEASE, (Witness.STAMP,))


def test_two_that_agree_are_both_named():
    identity = identify(told(title="1a2b3c4d", stamp="1a2b3c4"), KNOWN)

    assert identity == Identity(RELEASE, (Witness.TITLE, Witness.STAMP))
    assert identity.by == "by the deploy's title and the stamp in the site"
    assert identify(told(host=RELEASE, stamp=RELEASE), KNOWN).by == ""


def test_a_shortened_commit_that_nobody_knows_is_taken_in_full_from_whoever_has_it():
    assert identify(told(title="0badc0d", stamp=OTHER), KNOWN).commit == OTHER


@pytest.mark.parametrize(
    ("commits", "words"),
    [
        ({"host": RELEASE, "stamp": OTHER}, "Netlify names 1a2b3c4, but the stamp in the site names 0badc0d"),
        ({"title": "0badc0d", "stamp": RELEASE}, f"{TITLE} names 0badc0d, but the stamp in the site names 1a2b3c4"),
        ({"title": "9f8e7d6", "stamp": RELEASE}, f"{TITLE} names 9f8e7d6, but the stamp in the site names 1a2b3c4"),
    ],
)
def test_two_that_contradict_each_other_are_told(commits, words):
    assert identify(told(**commits), KNOWN).contradiction == words
