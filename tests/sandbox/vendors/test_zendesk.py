"""Are the tickets at Zendesk the rows of the product, and does our source count them so?"""

from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4
from zoneinfo import ZoneInfo

import httpx
import pytest

from gate.environment.vendors import Vendors
from gate.http import HttpClient
from gate.outcome import NotShown
from gate.sample import Daily, Window
from gate.sources.zendesk import Zendesk
from sandbox.moments import moment_now
from sandbox.product.supabase.tickets import flood_tickets, usual_tickets

LAGOS = ZoneInfo("Africa/Lagos")
DOMAIN = "verify.alaskapay.com"


@pytest.fixture
def source(http_client: HttpClient, settings: Vendors) -> Zendesk:
    return Zendesk(http_client, settings.zendesk, DOMAIN)


@pytest.fixture
def last_week(source: Zendesk) -> Callable[[], Daily]:
    now = datetime.now(UTC)
    return lambda: source.daily_tickets(
        Window(now - timedelta(days=8, hours=1), now - timedelta(hours=1)), "Africa/Lagos"
    )


@pytest.fixture
def ask(sandbox: dict[str, str], http: httpx.Client) -> Callable[..., httpx.Response]:
    def get(query: str, token: str = sandbox["ZENDESK_TOKEN"]) -> httpx.Response:
        auth = (f"{sandbox['ZENDESK_EMAIL']}/token", token)
        return http.get(f"{sandbox['ZENDESK_URL']}/api/v2/search/count", params={"query": query}, auth=auth)

    return get


def test_a_healthy_product_has_about_three_tickets_a_day(last_week):
    week = last_week()

    assert len(week.counts) >= 7
    assert 2 <= sum(week.counts) / len(week.counts) <= 4
    assert (week.coverage, week.source) == (1.0, "zendesk")
    assert datetime.now(UTC) - week.observed_at < timedelta(seconds=10)


def test_each_count_is_that_of_the_products_own_rows(last_week, database):
    week = last_week()

    rows = database.execute(
        "select date_trunc('day', created_at at time zone 'Africa/Lagos') as day, count(*) from public.support_tickets"
        " where created_at >= %s and created_at < %s group by day",
        (week.window.start, week.window.end),
    ).fetchall()
    by_day = {day.replace(tzinfo=LAGOS).astimezone(UTC): count for day, count in rows}
    days = [week.window.start + timedelta(days=number) for number in range(len(week.counts))]
    assert week.counts == tuple(by_day.get(day, 0) for day in days)


def test_a_thousand_synthetic_tickets_move_no_number(sandbox, http, last_week):
    before = last_week()
    somebody = {"email": f"load-{uuid4().hex}@{DOMAIN}", "password": "correct horse"}
    anon, service = ({"apikey": sandbox[f"SUPABASE_{name}_KEY"]} for name in ("ANON", "SERVICE"))
    signed_up = http.post(f"{sandbox['SUPABASE_URL']}/auth/v1/signup", json=somebody, headers=anon).json()
    at = (before.window.start + timedelta(hours=9)).isoformat()
    ours = [{"user_id": signed_up["user"]["id"], "subject": "Load test", "created_at": at}] * 1000

    http.post(f"{sandbox['SUPABASE_URL']}/rest/v1/support_tickets", json=ours, headers=service).raise_for_status()

    after = last_week()
    person = f"{sandbox['SUPABASE_URL']}/auth/v1/admin/users/{signed_up['user']['id']}"
    http.delete(person, headers=service).raise_for_status()
    assert after.counts == before.counts


def test_a_flood_is_seen_since_the_deploy_and_is_gone_without_it(switch_on, ask, eventually):
    hour_ago = (datetime.now(UTC) - timedelta(hours=1)).strftime("%Y-%m-%dT%H:%M:%SZ")
    count = lambda: ask(f"type:ticket created>={hour_ago}").json()["count"]  # noqa: E731 - asked again and again
    before = count()

    switch_on("tickets-flood", 100)  # ten thousand a day: at the moment launch the deploy is two minutes old
    assert eventually(lambda: count() >= before + 6, 10)

    switch_on("tickets-flood", 0)
    assert eventually(lambda: count() <= before + 1, 10)


def test_a_new_ticket_is_not_indexed_at_once(switch_on, ask, database, eventually):
    switch_on("tickets-flood", 100)
    newest = "select max(created_at) from public.support_tickets"
    assert eventually(lambda: datetime.now(UTC) - database.execute(newest).fetchone()[0] < timedelta(seconds=20), 10)

    minute_ago = (datetime.now(UTC) - timedelta(seconds=50)).strftime("%Y-%m-%dT%H:%M:%SZ")

    assert ask(f"type:ticket created>={minute_ago}").json() == {"count": 0}


@pytest.mark.parametrize(("strength", "a_day"), [(0, 0), (0.1, 10), (1, 100)], ids=["off", "weak", "full"])
def test_a_flood_brings_so_many_more_a_day(strength, a_day):
    now = moment_now("week-1").now

    days = Counter((now - ticket.created_at).days for ticket in flood_tickets(now - timedelta(days=7), now, strength))

    assert [days[day] for day in range(7)] == [a_day] * 7


def test_the_usual_tickets_are_three_a_day_and_always_the_same():
    now = datetime.now(UTC)

    tickets = list(usual_tickets(now))

    assert 160 <= len(tickets) <= 170
    assert [t.id for t in tickets] == [t.id for t in usual_tickets(now)]
    assert max(t.created_at for t in tickets) <= now


@pytest.mark.parametrize(
    "query",
    ["type:ticket weather:bad", "type:user created>2026-01-01", "type:ticket created>yesterday", "", "tags:vip"],
)
def test_a_search_that_it_does_not_know_is_refused(ask, query):
    answer = ask(query)

    assert answer.status_code == 422
    assert answer.json()["error"] == "invalid"


@pytest.mark.parametrize(
    ("query", "share"),
    [("requester:*@example.com", 1), ("-requester:*@example.com", 0), ("-requester:nobody@example.org", 1)],
)
def test_requesters_are_found_by_the_end_of_their_address(ask, query, share):
    every = ask("type:ticket created<2099-01-01").json()["count"]

    assert ask(f"type:ticket created<2099-01-01 {query}").json()["count"] == every * share


def test_an_exclusion_of_everybody_leaves_nothing_and_still_agrees(source, last_week):
    everybody = replace(source, synthetic_domain="example.com")
    week = last_week()

    assert everybody.daily_tickets(week.window, "Africa/Lagos").counts == (0,) * len(week.counts)


@pytest.mark.parametrize(("change", "words"), [({"token": "wrong"}, "401"), ({"email": "eve@alaskapay.com"}, "401")])
def test_a_wrong_credential_is_refused(source, change, words):
    asked: Any = replace(source, settings=source.settings.model_copy(update=change))
    now = datetime.now(UTC)

    with pytest.raises(NotShown, match=f"Zendesk answered {words}: the credential is refused"):
        asked.daily_tickets(Window(now - timedelta(days=3), now), "Africa/Lagos")
