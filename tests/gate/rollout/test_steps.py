"""The steps of a rollout: in order, each with its hour, and what to do next."""

from datetime import UTC, datetime, timedelta

import pytest

from gate.rollout.steps import advice, history_fault
from gate.sample import FlagStep

NOW = datetime(2026, 11, 24, 15, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)


def steps(*set_at):
    """(percent, hours before now)."""
    return [FlagStep(percent, NOW - hours * HOUR, "ada@example.org") for percent, hours in set_at]


@pytest.mark.parametrize(
    ("history", "percent"),
    [
        ([(10, 0.1)], 10),
        ([(10, 3)], 10),
        ([(10, 1.5), (50, 0.5)], 50),
        ([(10, 2), (50, 1)], 50),
        ([(10, 4), (50, 2.5), (100, 1)], 100),
        ([(50, 6), (0, 5), (10, 4), (50, 2.5), (100, 1)], 100),
    ],
)
def test_the_agreed_way_has_no_fault(history, percent):
    assert history_fault(steps(*history), percent, HOUR, NOW) == ""


@pytest.mark.parametrize(
    ("history", "percent", "fault"),
    [
        ([], 10, "10 % does not stand in the flag's history since the deploy"),
        ([(50, 1)], 50, "50 % was set without 10 % before"),
        ([(10, 4), (100, 1)], 100, "100 % was set without 50 % before"),
        ([(10, 1.5), (50, 0.9)], 50, "10 % stood for 2160 s, 3600 s are agreed"),
        ([(10, 4), (50, 1.2), (100, 0.5)], 100, "50 % stood for 2520 s, 3600 s are agreed"),
        ([(50, 3), (10, 2)], 50, "50 % was set at 12:00:00 UTC, before 10 % at 13:00:00 UTC"),
    ],
)
def test_another_way_is_named(history, percent, fault):
    assert history_fault(steps(*history), percent, HOUR, NOW) == fault


@pytest.mark.parametrize(
    ("call", "percent", "said"),
    [
        ("GO", 10, "promote to 50 %"),
        ("GO", 50, "promote to 100 %"),
        ("GO", 100, "complete: everybody has it"),
        ("HOLD", 10, "hold at 10 %"),
        ("NO-GO", 50, "roll back: switch the flag off; 50 % must not stay"),
        ("ROLLBACK", 100, "roll back: switch the flag off; 100 % must not stay"),
        ("PARTIAL", 10, "hold at 10 %"),
        ("UNFINISHED", 10, "hold at 10 %"),
        ("GO", None, ""),
    ],
)
def test_the_advice_follows_the_verdict(call, percent, said):
    assert advice(call, percent) == said
