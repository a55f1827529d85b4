"""The shape of an answer, and the first place where an answer differs from it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gate.files.shape import KINDS, shape_fault, shape_mismatch

HEALTH = {"checks": [{"service_name": "str", "response_time_ms": "number?"}, "..."], "timestamp": "time"}
GOOD = {"checks": [{"service_name": "database", "response_time_ms": 12.5}], "timestamp": "2026-11-24T09:12:00Z"}
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
)


def test_an_answer_of_its_shape_has_no_mismatch_and_may_hold_more():
    assert shape_mismatch(HEALTH, {**GOOD, "version": 3}) is None


@pytest.mark.parametrize(
    ("answer", "sentence"),
    [
        ({**GOOD, "checks": []}, "$.checks should have entries, but is empty"),
        ({**GOOD, "checks": None}, "$.checks should be an array, but is null"),
        ({**GOOD, "checks": [{"service_name": 7}]}, "$.checks[0].service_name should be str, but is 7"),
        ({**GOOD, "checks": [*GOOD["checks"], {}]}, "$.checks[1].service_name is missing"),
        ({"checks": GOOD["checks"]}, "$.timestamp is missing"),
        ({**GOOD, "timestamp": "yesterday"}, '$.timestamp should be time, but is "yesterday"'),
        ({**GOOD, "timestamp": "2026-11-24T09:12:00"}, '$.timestamp should be time, but is "2026-11-24T09:12:00"'),
        ([], "$ should be an object, but is an array"),
        (None, "$ should be an object, but is null"),
    ],
)
def test_the_first_difference_is_told_with_its_path(answer, sentence):
    assert shape_mismatch(HEALTH, answer) == sentence


@pytest.mark.parametrize(
    ("kind", "fits", "differs"),
    [
        ("str", "", None),
        ("int", 3, 3.5),
        ("int", 0, False),
        ("number", 3.5, "3.5"),
        ("number", 3, True),
        ("bool", False, 0),
        ("uuid", "2f1c6a5e-58f2-4c7e-9a59-0b6f6f3f2f11", "1234"),
        ("object", {}, []),
        ("str?", None, 3),
        ([], [], [1]),
        (["int"], [], ["1"]),
        (["int", "..."], [1, 2], []),
    ],
)
def test_a_kind_fits_what_it_says_and_nothing_else(kind, fits, differs):
    assert shape_mismatch(kind, fits) is None
    assert shape_mismatch(kind, differs) is not None


def test_a_value_that_may_be_null_may_be_left_out():
    assert shape_mismatch({"error_message": "str?"}, {}) is None


@pytest.mark.parametrize("shape", ["sttr", "str??", ["int", "str"], {"a": ["...", "int"]}, 3, None])
def test_what_is_no_shape_is_refused_when_it_is_read(shape):
    assert shape_fault(shape) is not None


@given(st.sampled_from([*KINDS, "str?", "any"]) | st.just(HEALTH), JSON)
def test_every_answer_gets_a_sentence_or_none(shape, answer):
    mismatch = shape_mismatch(shape, answer)

    assert mismatch is None or mismatch.startswith("$")
