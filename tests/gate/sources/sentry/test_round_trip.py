"""An event of our own on its way into error tracking and out again; and whom its rules tell."""

import json

import pytest

from gate.environment.vendors import Sentry as Settings
from gate.outcome import NotShown
from gate.sources.sentry.round_trip import AlertRule, SentEvent, SentryRoundTrip
from tests.support.servers.listener import answer

TOKEN = "planted-secret-value"  # noqa: S105 - planted
RULE = {"name": "New issue", "status": "active", "snooze": False, "actions": [{"id": "mail"}]}
EVENT = SentEvent("ab" * 16)


@pytest.fixture
def sentry(vendor, http_client):
    """Sentry's API as it answers `body`."""

    def says(body):
        vendor.replies = [answer(json.dumps(body).encode())]
        return SentryRoundTrip(http_client, Settings(url=vendor.url, org="o", project="p", token=TOKEN))

    return says


def test_a_dsn_is_taken_apart():
    dsn = "https://key@o1.ingest.sentry.io/4501"

    settings = Settings(url="https://sentry.io", org="o", project="p", token=TOKEN, dsn=dsn)

    assert (settings.ingest.url, settings.ingest.project, settings.ingest.key) == (
        "https://o1.ingest.sentry.io:443",
        "4501",
        "key",
    )


def test_without_a_dsn_nothing_is_sent(sentry):
    with pytest.raises(NotShown, match=r"vendors\.sentry has no dsn"):
        sentry({}).send()


def test_an_event_is_found_by_its_own_id_only(sentry):
    assert sentry({"data": [{"id": EVENT.id}]}).has(EVENT)
    assert not sentry({"data": [{"id": "cd" * 16}]}).has(EVENT)
    assert not sentry({"data": []}).has(EVENT)


@pytest.mark.parametrize(
    ("change", "rule"),
    [
        ({}, AlertRule("New issue", is_muted=False, notifies_somebody=True)),
        ({"snooze": True}, AlertRule("New issue", is_muted=True, notifies_somebody=True)),
        ({"status": "disabled"}, AlertRule("New issue", is_muted=True, notifies_somebody=True)),
        ({"actions": []}, AlertRule("New issue", is_muted=False, notifies_somebody=False)),
    ],
)
def test_a_rule_is_heard_when_it_is_on_and_tells_somebody(sentry, change, rule):
    assert sentry([{**RULE, **change}]).alert_rules() == (rule,)


@pytest.mark.parametrize("body", [{"detail": "x"}, [{**RULE, "actions": None}], [{"name": "New issue"}], [None], None])
def test_rules_that_cannot_be_read_are_not_shown(sentry, body):
    with pytest.raises(NotShown, match=r"^Sentry: "):
        sentry(body).alert_rules()
