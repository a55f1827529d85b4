"""How far a look at the books goes: touched wallets, a sample, and the sentence that says how many."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from gate.network.guard import NetworkGuard
from gate.probes.database import extent
from gate.probes.database.extent import Extent, extent_of
from gate.probes.database.postgres import Database

WHEN = datetime(2026, 11, 25, 8, 30, tzinfo=UTC)


@pytest.fixture
def database(sandbox: dict[str, str]) -> Iterator[Database]:
    database = Database(sandbox["DATABASE_URL"], NetworkGuard(frozenset({"127.0.0.1"}), "here"))
    yield database
    database.close()


def test_few_wallets_are_all_looked_at(database):
    seen = extent_of(database, datetime.now(UTC) - timedelta(minutes=5))

    assert len(seen.wallets) == len(set(seen.wallets)) >= seen.all_wallets > 0
    assert str(seen) == f"all {seen.all_wallets:,} wallets were looked at"


def test_of_many_those_that_were_touched_and_some_others(database, monkeypatch):
    monkeypatch.setattr(extent, "SAMPLED", 7)
    everything = extent_of(database, datetime(2020, 1, 1, tzinfo=UTC))
    nothing_new = extent_of(database, datetime.now(UTC) + timedelta(days=1))

    assert everything.touched >= everything.all_wallets
    assert (nothing_new.touched, len(nothing_new.wallets)) == (0, nothing_new.sampled)
    assert 0 < nothing_new.sampled < 40


@pytest.mark.parametrize(
    ("touched", "wallets", "sentence"),
    [
        (
            2,
            9,
            "2 were touched since 2026-11-25 08:30 UTC, and all of these and 7 more, drawn at random, were looked at",
        ),
        (9_000, 5_007, "9,000 were touched since 2026-11-25 08:30 UTC, and 5,000 of these and 7 more"),
    ],
)
def test_the_bound_is_told(touched, wallets, sentence):
    seen = Extent(WHEN, tuple(map(str, range(wallets))), touched, 7, 500_000)

    assert sentence in str(seen)
    assert str(seen).startswith("of 500,000 wallets ")
