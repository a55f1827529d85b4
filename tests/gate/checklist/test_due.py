"""What is not required yet: by the time since the deploy, or by how far the flag stands."""

from datetime import UTC, datetime, timedelta

import pytest

from gate.checklist import Checklist
from gate.checklist.due import not_due
from gate.rollout.steps import rollout_percent

DEPLOYED = datetime(2026, 11, 24, 9, 12, tzinfo=UTC)
ITEMS = Checklist.read().all_items
ROLLOUT = [item for item in ITEMS if item.phase == "rollout"]
TARGETS = [item for item in ITEMS if item.phase == "success_metrics"]
DAY = timedelta(days=1)


@pytest.mark.parametrize(
    ("after", "waiting"), [(timedelta(minutes=2), 10), (DAY - timedelta(seconds=1), 10), (DAY, 5), (7 * DAY, 0)]
)
def test_a_target_waits_for_its_day(after, waiting):
    assert len(not_due(TARGETS, DEPLOYED, None, DEPLOYED + after)) == waiting


def test_the_sentence_says_when():
    waiting = not_due(TARGETS, DEPLOYED, None, DEPLOYED)

    assert waiting["target.day1.uptime"] == "due 2026-11-25 09:12 UTC"
    assert waiting["target.week1.rating"] == "due 2026-12-01 09:12 UTC"


@pytest.mark.parametrize(
    ("percent", "waiting"),
    [
        (0, {"rollout.10", "rollout.50", "rollout.100"}),
        (10, {"rollout.50", "rollout.100"}),
        (49, {"rollout.50", "rollout.100"}),
        (50, {"rollout.100"}),
        (100, set()),
    ],
)
def test_a_step_of_the_rollout_waits_for_its_flag(percent, waiting):
    assert set(not_due(ROLLOUT, DEPLOYED, percent, DEPLOYED)) == waiting


def test_what_cannot_be_read_excuses_nothing():
    assert not_due(TARGETS, None, None, DEPLOYED) == {}
    assert not_due(ROLLOUT, DEPLOYED, None, DEPLOYED) == {}


def test_items_without_a_due_time_are_always_required():
    others = [item for item in ITEMS if item.phase not in {"rollout", "success_metrics"}]

    assert not_due(others, DEPLOYED, 0, DEPLOYED) == {}


def test_the_triggers_wait_for_the_release_itself():
    triggers = {item.id for item in ITEMS if item.id.startswith("trigger.")}

    assert triggers
    assert set(not_due(ITEMS, DEPLOYED, 100, DEPLOYED + 30 * DAY, goes_out=DEPLOYED)) == triggers
    assert not_due(ITEMS, DEPLOYED, 100, DEPLOYED + 30 * DAY) == {}


def test_every_item_of_the_rollout_names_its_step():
    assert [rollout_percent(item.id) for item in ROLLOUT] == [10, 50, 100]
