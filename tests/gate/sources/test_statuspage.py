"""What the status page says of the product, and when it says nothing that can be read."""

import json
from datetime import UTC, datetime, timedelta

import pytest

from gate.environment.vendors import Statuspage as Settings
from gate.outcome import NotShown
from gate.sources.statuspage import Component, Maintenance, Statuspage
from tests.support.servers.listener import answer

OPENS = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)
CLOSES = OPENS + timedelta(hours=1)


def component(name="API", status="operational", **more):
    return {"name": name, "status": status, **more}


def maintenance(status="scheduled", begins=OPENS, ends=CLOSES):
    return {
        "name": "Update",
        "status": status,
        "scheduled_for": begins.isoformat(),
        "scheduled_until": ends.isoformat(),
    }


@pytest.fixture
def state(vendor, http_client):
    """The state that is read off a summary with these lists."""

    def read(components=(), incidents=(), scheduled_maintenances=(), without=""):
        summary = {
            "components": [*components],
            "incidents": [*incidents],
            "scheduled_maintenances": [*scheduled_maintenances],
        }
        summary.pop(without, None)
        vendor.replies = [answer(json.dumps(summary).encode())]
        return Statuspage(http_client, Settings(url=vendor.url)).state()

    return read


def test_components_are_read_without_the_groups_that_hold_them(state):
    read = state([component(), component("Pay", "major_outage"), component("All", "major_outage", group=True)])

    assert read.components == (Component("API", "operational"), Component("Pay", "major_outage"))


def test_incidents_count_until_they_are_resolved(state):
    read = state(incidents=[{"name": "Slow", "status": "monitoring"}, {"name": "Over", "status": "resolved"}])

    assert read.incidents == ("Slow",)


@pytest.mark.parametrize(
    ("status", "read"),
    [
        ("scheduled", (Maintenance("Update", OPENS, CLOSES, is_running=False),)),
        ("in_progress", (Maintenance("Update", OPENS, CLOSES, is_running=True),)),
        ("verifying", (Maintenance("Update", OPENS, CLOSES, is_running=True),)),
        ("completed", ()),
    ],
)
def test_a_maintenance_counts_until_it_is_completed(state, status, read):
    assert state(scheduled_maintenances=[maintenance(status)]).maintenances == read


@pytest.mark.parametrize(
    ("begins", "ends", "covers"),
    [
        (OPENS, CLOSES, True),
        (OPENS - timedelta(minutes=1), CLOSES + timedelta(minutes=1), True),
        (OPENS + timedelta(seconds=1), CLOSES, False),
        (OPENS, CLOSES - timedelta(seconds=1), False),
        (CLOSES, CLOSES + timedelta(hours=1), False),
    ],
)
def test_the_window_is_covered_from_end_to_end_or_not(begins, ends, covers):
    assert Maintenance("Update", begins, ends, is_running=False).covers(OPENS, CLOSES) is covers


@pytest.mark.parametrize("missing", ["components", "incidents", "scheduled_maintenances"])
def test_a_list_that_is_missing_is_not_an_empty_one(state, missing):
    with pytest.raises(NotShown, match=f"Statuspage: its answer has {missing} wrong"):
        state(without=missing)
