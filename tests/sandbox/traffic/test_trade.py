"""Do people use the sandbox's product while it is looked at, as they did at the same hours of the weeks before?"""

from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
import psycopg
import pytest
import yaml

from gate.probes.database.postgres import ALL_OF_IT

INVARIANTS = Path(__file__).parents[3] / "gate" / "environment" / "expectations" / "invariants.yaml"
WEEK = timedelta(days=7)
Count = Callable[..., int]


@pytest.fixture
def count(database: psycopg.Connection) -> Count:
    """Count rows of a table between two times."""

    def rows(table: str, since: datetime, until: datetime, condition: str = "true") -> int:
        statement = f"select count(*) from {table} where created_at >= %s and created_at < %s and {condition}"  # noqa: S608 - our words
        [found] = database.execute(statement.encode(), (since, until)).fetchone() or (0,)
        return int(found)

    return rows


def settled() -> datetime:
    """A moment of which all has been written."""
    return datetime.now(UTC) - timedelta(seconds=2)


def test_in_the_last_minutes_people_sign_in_as_often_as_in_the_weeks_before(count: Count) -> None:
    until = settled()
    since = until - timedelta(seconds=60)

    for week in range(5):
        assert count("auth.sessions", since - week * WEEK, until - week * WEEK) == pytest.approx(300, abs=15)


def test_the_same_minutes_of_earlier_weeks_are_ahead_of_those_that_pass(count: Count) -> None:
    now = datetime.now(UTC)

    for week in range(1, 5):
        assert count("auth.sessions", now - week * WEEK, now - week * WEEK + timedelta(seconds=10)) == pytest.approx(
            50, abs=6
        )


def test_payments_begin_pending_and_nearly_all_succeed(count: Count) -> None:
    until = settled()
    since, paid = until - timedelta(seconds=60), "payment_method = 'paystack' and status = '{}'"
    completed, failed, pending = (
        count("public.transactions", since, until, paid.format(status)) for status in ("completed", "failed", "pending")
    )

    assert completed + failed == pytest.approx(60 * 24, rel=0.1)
    assert failed / (completed + failed) < 0.04
    assert pending == 0
    assert count("public.transactions", until, datetime.now(UTC), paid.format("pending")) > 0


def test_what_was_declined_under_a_fault_is_forgotten_with_it(
    count: Count,
    switch_on: Callable[..., None],
    http: httpx.Client,
    sandbox: dict[str, str],
    eventually: Callable[..., object],
) -> None:
    since, failed = datetime.now(UTC), "payment_method = 'paystack' and status = 'failed'"
    switch_on("payments-decline")
    assert eventually(lambda: count("public.transactions", since, datetime.now(UTC), failed) > 60, 10)

    http.delete(f"{sandbox['SANDBOX_URL']}/_sandbox/past").raise_for_status()

    assert count("public.transactions", since, datetime.now(UTC), failed) < 20


def test_the_four_weeks_before_swing_by_day_and_hold_registrations_and_transfers(count: Count) -> None:
    now = datetime.now(UTC)
    for week in range(1, 5):
        since, until = now - week * WEEK, now - (week - 1) * WEEK
        assert 200 < count("auth.users", since, until) < 400
        assert count("public.transactions", since, until, "type = 'transfer'") > 200
    at_noon = now - 10 * timedelta(days=1) + timedelta(hours=9)  # the deploy was at the quietest hour
    quiet = at_noon - timedelta(hours=12)
    hours = timedelta(hours=6)
    assert count("auth.sessions", at_noon, at_noon + hours) > 1.5 * count("auth.sessions", quiet, quiet + hours)


def test_a_registration_comes_with_a_profile_a_wallet_and_a_sign_in(database: psycopg.Connection) -> None:
    [incomplete, all_] = database.execute(
        """
        select count(*) filter (where p.id is null or w.id is null or s.user_id is null), count(*)
        from auth.users u left join public.profiles p on p.id = u.id left join public.wallets w on w.user_id = u.id
          left join (select distinct user_id from auth.sessions) s on s.user_id = u.id
        where u.email ~ '^[a-z]+\\.[a-z]+\\.[0-9]+@example\\.com$'
        """
    ).fetchone() or (1, 0)

    assert incomplete == 0
    assert all_ > 1000


def test_the_books_balance_at_every_moment(database: psycopg.Connection) -> None:
    invariants = yaml.safe_load(INVARIANTS.read_text(encoding="utf-8"))["invariants"]

    for _ in range(30):
        assert [name for name, query in invariants.items() if database.execute(query, ALL_OF_IT).fetchall()] == []


@pytest.mark.parametrize("is_at_peak", [False, True])
def test_the_window_lies_in_quiet_hours_unless_it_is_put_at_the_peak(
    database: psycopg.Connection, sandbox: dict[str, str], switch_on: Callable[..., None], *, is_at_peak: bool
) -> None:
    switch_on("window-at-peak", float(is_at_peak))
    window = yaml.safe_load(Path(sandbox["RELEASE_FILE"]).read_text(encoding="utf-8"))["window"]
    opens = datetime.fromisoformat(window["opens"])
    rows = database.execute(
        "select floor(extract(epoch from created_at - %(opens)s) / 3600)::integer, count(*) from public.transactions"
        " where created_at < %(opens)s and created_at >= %(opens)s - interval '4 weeks' group by 1",
        {"opens": opens},
    )
    by_hour: Counter[int] = Counter()
    for hour, count in rows:
        by_hour[hour % 168] += count
    quietest = sorted(by_hour, key=lambda hour: by_hour[hour])[: 168 // 4]

    assert (0 in quietest) is not is_at_peak
