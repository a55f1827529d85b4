"""YAML as people mean it, and where each thing stands."""

import re

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from gate.files import yaml_text
from gate.files.yaml_text import Place, parse

TEXTS = st.text(st.characters(codec="utf-8", exclude_characters="\x85\u2028\u2029"), max_size=12)
"""Without the line ends that the writer itself does not quote."""
SCALARS = st.none() | st.booleans() | st.integers(-(10**9), 10**9) | TEXTS
FILES = st.recursive(
    st.dictionaries(st.from_regex(r"[a-z_]{1,8}", fullmatch=True), SCALARS, max_size=4),
    lambda inner: st.dictionaries(st.from_regex(r"[a-z_]{1,8}", fullmatch=True), inner | st.lists(inner), max_size=4),
    max_leaves=12,
)


@given(FILES, st.sampled_from([None, True, False]))
def test_what_a_yaml_writer_wrote_is_read_back(facts, flow_style):
    text = yaml.safe_dump(facts, default_flow_style=flow_style, allow_unicode=True)

    assert parse(text).value == facts


@given(st.text(alphabet="ab: -[]{}\"'#\n\t&*!|>%@`$,?0", max_size=60))
def test_no_text_breaks_the_parser(text):
    parsed = parse(text)

    assert all(1 <= error.place.line <= text.count("\n") + 2 for error in parsed.errors)


@given(FILES, st.sampled_from([None, True, False]))
def test_the_quick_parser_reads_what_the_exact_one_reads_at_the_same_places(facts, flow_style):
    text = yaml.safe_dump(facts, default_flow_style=flow_style, allow_unicode=True)

    with pytest.MonkeyPatch.context() as patch:
        quick = parse(text)
        patch.setattr(yaml_text, "READ_OTHERWISE", re.compile(""))
        exact = parse(text)

    assert quick == exact


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("2026-11-24", "2026-11-24"),
        ("01:30", "01:30"),
        ("0755", "0755"),
        ("0x1f", "0x1f"),
        ("1_000", "1_000"),
        (".inf", ".inf"),
        ("1e3", "1e3"),
        ("12", 12),
        ("-1.50", -1.5),
        ("true", True),
        ("~", None),
        ("", None),
        ('"12"', "12"),
        ("'yes'", "yes"),
        ("${NAME}", "${NAME}"),
        ("[1.1.1.1]", ["1.1.1.1"]),
        ("9" * 40, "9" * 40),
        ("[a, '', \"\"]", ["a", "", ""]),
        ("\n- \n- b", [None, "b"]),
        ("|\n  12", "12"),
    ],
)
def test_a_plain_word_means_what_it_looks_like(written, meant):
    assert parse(f"key: {written}").value == {"key": meant}


@pytest.mark.parametrize("word", ["yes", "No", "on", "OFF", "True", "FALSE"])
def test_a_word_that_is_a_boolean_to_some_is_refused(word):
    (error,) = parse(f"first: 1\nkey: {word}").errors

    assert error.place == Place(2, 6)
    assert (
        error.sentence
        == f'{word} is a boolean to some and a word to others; write true or false, or quote it: "{word}"'
    )


@pytest.mark.parametrize(
    ("text", "place", "sentence"),
    [
        ("a: {b: ${X}}", (1, 8), 'within {…} and […] a variable is quoted; write "${X}"'),
        ("a: [${X}, ${Y}]", (1, 5), 'within {…} and […] a variable is quoted; write "${X}"'),
        ("a: 1\n\tc: 3", (2, 1), "a tab; YAML is indented with spaces"),
        ("a: b: c", (1, 5), 'a ":" where no key ends; quote the text, or correct the indentation'),
        ("a: @b", (1, 4), "a text can't begin with @; quote it"),
        ("a: 1\n---\nb: 2", (2, 1), "a file holds one document; take out this line and what follows"),
        ("a: &x 1", (1, 4), "anchors and aliases (& and *) are not used here; write the value where it is needed"),
        ("a: *x", (1, 4), "anchors and aliases (& and *) are not used here; write the value where it is needed"),
        ("a: !!python/name:os.system x", (1, 4), "!!python/name:os.system is not used here; write the plain value"),
        ("a: b\tc", (1, 5), "a tab; YAML is indented with spaces"),
        ("a: 1\nb: 2\na: 3", (3, 1), '"a" stands here a second time (first: line 1); keep one'),
        ("? [a]\n: b", (1, 3), "a key is one word; lists and sections can't be keys"),
        ("a: 1\nb: \x07", (2, 1), "this line holds a character that YAML does not allow"),
        ("[" * 3000, (1, 101), "this file is nested too deeply"),
    ],
    ids=lambda value: value[:14].replace("\n", " ") if isinstance(value, str) else "",
)
def test_a_slip_is_told_with_its_place_and_its_cure(text, place, sentence):
    (error,) = parse(text).errors

    assert (error.place, error.sentence) == (Place(*place), sentence)


def test_every_value_and_key_keeps_its_place():
    parsed = parse("site: x\npermits:\n  effects: [load, forges]\n")

    assert parsed.places["permits", "effects", 1] == Place(3, 19)
    assert parsed.key_places["permits", "effects"] == Place(3, 3)
    assert parsed.place_of(("permits", "messages_max")) == Place(2, 1)
