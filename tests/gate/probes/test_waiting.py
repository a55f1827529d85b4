"""Waiting: as short as possible, as long as promised, and always with a last look."""

import time
from itertools import count

from gate.probes.waiting import wait_for

LONG_MS = 60_000


def test_what_is_there_is_seen_at_once():
    began = time.monotonic()

    assert wait_for(lambda: "mail", LONG_MS, poll_ms=LONG_MS) == "mail"
    assert time.monotonic() - began < 1


def test_it_is_looked_again_until_something_is_seen():
    looks = count()

    assert wait_for(lambda: "mail" if next(looks) == 3 else None, LONG_MS, poll_ms=1) == "mail"
    assert next(looks) == 4


def test_none_is_answered_when_the_time_is_over():
    began = time.monotonic()

    assert wait_for(lambda: None, within_ms=30, poll_ms=10) is None
    assert 0.03 <= time.monotonic() - began < 3


def test_a_long_pause_does_not_outlast_the_deadline_and_a_last_look_is_taken():
    began = time.monotonic()
    looks = count()

    assert wait_for(lambda: "late" if next(looks) else None, within_ms=30, poll_ms=LONG_MS) == "late"
    assert time.monotonic() - began < 3


def test_without_time_there_is_one_look():
    looks = iter([None])

    assert wait_for(lambda: next(looks), within_ms=0) is None


def test_nothing_and_zero_are_seen_too():
    assert wait_for(lambda: 0, LONG_MS) == 0
    assert wait_for(lambda: "", LONG_MS) == ""
