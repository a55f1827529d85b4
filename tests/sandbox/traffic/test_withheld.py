"""Can the days since the deploy have been poor, and be made good again?"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import psycopg

from tests.support.running import running_sandbox

WEEK = """
    select (select count(*) from auth.users where created_at > now() - interval '7 days'),
      (select sum(amount)::float from public.transactions
       where created_at > now() - interval '7 days' and status = 'completed'),
      (select count(*) from auth.sessions where created_at > now() - interval '7 days')
"""


@contextmanager
def week_one(**settings: str) -> Iterator[psycopg.Connection]:
    """A sandbox a week after the deploy."""
    with (
        running_sandbox("--moment", "week-1", **settings) as addresses,
        psycopg.connect(addresses["DATABASE_URL"], autocommit=True) as connection,
    ):
        yield connection


def test_a_week_after_the_deploy_its_targets_are_met() -> None:
    with week_one() as database:
        registrations, volume, sign_ins = database.execute(WEEK).fetchone() or (0, 0, 0)

    assert registrations > 230
    assert volume > 40_000_000
    assert sign_ins > 2000


def test_a_week_can_have_been_poor_from_the_start() -> None:
    faults = "registrations-few,volume-low,sign-ins-silent,payments-decline"
    with week_one(SANDBOX_FAULTS=faults) as database:
        registrations, volume, sign_ins = database.execute(WEEK).fetchone() or (0, 0, 0)
        [paid] = database.execute(
            "select count(*) from public.transactions where payment_method = 'paystack' and status = 'completed'"
            " and type = 'deposit' and created_at > now() - interval '6 days'"
        ).fetchone() or (0,)

    assert registrations < 60
    assert volume < 10_000_000
    assert sign_ins < 300
    assert paid < 100


def test_what_was_put_away_comes_back(
    database: psycopg.Connection,
    switch_on: Callable[..., None],
    eventually: Callable[[Callable[[], bool], float], bool],
) -> None:
    def away() -> int:
        [count] = database.execute(
            "select count(*) from public.transactions where created_at < now() - interval '9 years'"
        ).fetchone() or (0,)
        return int(count)

    switch_on("volume-low")
    assert eventually(lambda: away() > 100, 3)
    switch_on("volume-low", 0)

    assert eventually(lambda: away() == 0, 3)
