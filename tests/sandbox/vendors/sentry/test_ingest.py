"""Does an event that our source sends come out of the double again, and is nothing else taken?"""

import json
from pathlib import Path

import pytest

from gate.environment.vendors import Sentry as Settings
from gate.files.addresses import origin_of
from gate.http import HttpClient
from gate.sources.sentry import SentryRoundTrip

EVENT = {"event_id": "ab" * 16, "timestamp": "2026-11-24T09:12:00+00:00", "level": "debug", "message": "Seen?"}


@pytest.fixture
def tracking(sandbox):
    settings = Settings(
        url=sandbox["SENTRY_URL"],
        org="alaskapay",
        project="alaskapay",
        token=sandbox["SENTRY_TOKEN"],
        dsn=sandbox["SENTRY_DSN"],
    )
    origins = frozenset({origin_of(settings.url), origin_of(settings.dsn)})
    http_client = HttpClient("local", origins, 1000, 5000, Path(sandbox["CA_FILE"]).read_text(encoding="ascii"))
    yield SentryRoundTrip(http_client, settings)
    http_client.close()


@pytest.fixture
def post(http, tracking):
    def send(body, key=None):
        ingest = tracking.settings.ingest
        headers = {"x-sentry-auth": f"Sentry sentry_version=7, sentry_key={key or ingest.key}"}
        return http.post(f"{ingest.url}/api/{ingest.project}/envelope/", content=body, headers=headers)

    return send


def envelope(event=None, kind="event", length=None):
    payload = json.dumps(EVENT if event is None else event)
    item = {"type": kind, "length": len(payload) if length is None else length}
    return "\n".join((json.dumps({"event_id": EVENT["event_id"]}), json.dumps(item), payload, ""))


def test_what_is_sent_is_found_again_once(tracking):
    event = tracking.send()

    assert event.refusal == ""
    assert tracking.has(event)


def test_a_swallowed_event_is_taken_and_not_found(tracking, switch_on):
    switch_on("events-swallowed")

    event = tracking.send()

    assert event.refusal == ""
    assert not tracking.has(event)


def test_a_used_up_quota_refuses_the_event(tracking, switch_on):
    switch_on("events-refused")

    assert "it has had enough events" in tracking.send().refusal


def test_a_strange_key_is_refused(post):
    assert post(envelope(), key="0" * 32).status_code == 403


@pytest.mark.parametrize(
    "body",
    [
        "",
        "{}",
        envelope(kind="session"),
        envelope(length=10_000),
        envelope({**EVENT, "event_id": "cd" * 16}),
        envelope({**EVENT, "timestamp": "yesterday"}),
        envelope([]),
    ],
    ids=["empty", "head only", "no event", "too short", "another id", "no time", "no object"],
)
def test_what_is_no_envelope_of_an_event_is_refused(post, body):
    assert post(body).status_code == 400
