"""The database probe: exact money, read-only to the bone, and a sentence for whatever can't be read."""

from collections.abc import Iterator
from decimal import Decimal

import psycopg
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gate.network.guard import NetworkGuard
from gate.outcome import NotShown
from gate.probes.database.postgres import BrokenInvariant, Database, Deposit, advice_for, to_kobo

HERE = NetworkGuard(frozenset({"127.0.0.1", "localhost"}), "here")
WHAT_LIVE_TRAFFIC_KEEPS = """
    select (select sum(balance) from public.wallets) - (
        select sum(case when type in ('credit', 'deposit', 'card_funding', 'refund') then amount else -amount end)
        from public.transactions where status = 'completed'),
      (select count(*) from public.profiles where created_at < now() - interval '1 hour')
"""
USER = "select email from auth.users where email is not null order by created_at limit 1"


@pytest.fixture
def database(sandbox: dict[str, str]) -> Iterator[Database]:
    database = Database(sandbox["DATABASE_URL"], HERE)
    yield database
    database.close()


@settings(derandomize=True)
@given(st.integers(-(10**15), 10**15))
def test_kobo_are_exact(kobo):
    assert to_kobo(Decimal(kobo).scaleb(-2)) == kobo


@pytest.mark.parametrize("amount", ["0.001", "10.005", "NaN", "Infinity"])
def test_an_amount_that_is_no_whole_kobo_is_never_rounded(amount):
    with pytest.raises(NotShown, match="is no whole number of kobo"):
        to_kobo(Decimal(amount))


def test_an_account_is_read_with_its_rows(database, sandbox):
    with psycopg.connect(sandbox["DATABASE_URL"]) as connection:
        (email,) = connection.execute(USER).fetchone()
        balance = connection.execute(
            "select sum(balance) * 100 from public.wallets w join auth.users u on u.id = w.user_id where email = %s",
            (email,),
        ).fetchone()[0]

    account = database.account(email)

    assert (account.profiles, account.wallets) == (1, 1)
    assert account.balance_kobo == balance


def test_an_unknown_account_is_none_and_a_wild_address_is_no_pattern(database):
    assert database.account("nobody@verify.alaskapay.com") is None
    assert database.account("%") is None
    assert database.account("' or true --") is None


def test_deposits_of_a_reference_are_in_kobo(database, sandbox):
    with psycopg.connect(sandbox["DATABASE_URL"]) as connection:
        reference, amount, status = connection.execute(
            "select reference, amount, status from public.transactions where reference is not null limit 1"
        ).fetchone()

    assert Deposit(int(amount * 100), status) in database.deposits(reference)
    assert database.deposits("no such reference") == ()


def test_the_schema_and_the_services_are_read(database):
    assert database.schema_version().isdigit()
    assert dict(database.newest_health())


@pytest.mark.parametrize(
    "statement",
    [
        "update public.wallets set balance = balance + 1 returning id",
        "insert into public.wallets (user_id) select id from auth.users returning id",
        "delete from public.profiles returning id",
        "create table public.mine (id int)",
        "truncate public.transactions",
        "select 1; update public.wallets set balance = 0",
        "commit; begin read write; update public.wallets set balance = 0",
        "set session characteristics as transaction read write; update public.wallets set balance = 0",
        "with gone as (delete from public.profiles returning 1) select * from gone",
        "select pg_reload_conf()",
        "copy public.profiles to program 'cat'",
    ],
)
def test_nothing_is_ever_written(database, sandbox, statement):
    with psycopg.connect(sandbox["DATABASE_URL"]) as connection:
        before = connection.execute(WHAT_LIVE_TRAFFIC_KEEPS).fetchone()

    with pytest.raises(NotShown, match="the database can't be read: "):
        database.broken({"evil": statement})

    with psycopg.connect(sandbox["DATABASE_URL"]) as connection:
        assert connection.execute(WHAT_LIVE_TRAFFIC_KEEPS).fetchone() == before
    assert database.schema_version(), "it can be read again"


def test_each_transaction_is_read_only_and_bounded(database):
    assert (
        database.broken(
            {
                "writes": "select 1 where current_setting('transaction_read_only') = 'off'",
                "waits": "select 1 where current_setting('statement_timeout') = '0'",
            }
        )
        == ()
    )


def test_broken_invariants_are_counted_and_their_rows_are_not_kept(database):
    broken = database.broken({"none": "select 1 where false", "three": "select generate_series(1, 3) as secret"})

    assert broken == (BrokenInvariant("three", 3),)
    assert str(broken[0]) == "three is broken by 3 rows"
    assert [(query.count, query.rows) for query in database.queries] == [(0, ()), (3, ())]


def test_books_without_a_rule_are_not_shown_to_be_right():
    with pytest.raises(NotShown, match=r"lists no money invariant \(invariants\)"):
        Database("postgresql://nobody@127.0.0.1:1/none", HERE).broken({})


def test_a_statement_that_takes_too_long_is_ended(sandbox):
    database = Database(sandbox["DATABASE_URL"], HERE, statement_ms_max=100)

    with pytest.raises(NotShown, match="canceling statement due to statement timeout"):
        database.broken({"slow": "select pg_sleep(60)"})


def test_a_wrong_password_is_one_sentence_without_it(sandbox):
    dsn = psycopg.conninfo.make_conninfo(sandbox["DATABASE_URL"], password="planted-password")  # noqa: S106 - planted

    with pytest.raises(NotShown) as caught:
        Database(dsn, HERE).schema_version()

    assert "password authentication failed" in str(caught.value)
    assert "planted-password" not in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_database_never_prints_its_password(database, sandbox):
    password = psycopg.conninfo.conninfo_to_dict(sandbox["DATABASE_URL"])["password"]

    assert password not in repr(database)


@pytest.mark.parametrize(
    "said",
    [
        'connection to server at "db.abc.supabase.co" (2a05:d018::1f3), port 5432 failed: Network is unreachable',
        'connection to server at "2a05:d018::1f3", port 5432 failed: Cannot assign requested address',
    ],
)
def test_an_address_that_only_ipv6_leads_to_is_told_with_the_pooler(said):
    assert advice_for(psycopg.OperationalError(said)).startswith(": that is an IPv6 address, and this machine has no")


@pytest.mark.parametrize(
    "said",
    [
        'connection to server at "db.abc.supabase.co" (203.0.113.7), port 5432 failed: Network is unreachable',
        'connection to server at "2a05:d018::1f3", port 5432 failed: Connection refused',
    ],
)
def test_another_silence_is_no_lack_of_ipv6(said):
    assert advice_for(psycopg.OperationalError(said)) == ""


def test_a_lost_connection_is_not_shown_and_the_next_look_makes_a_new_one(database):
    database.schema_version()
    database._connection.close()  # noqa: SLF001 - as if the server had hung up

    with pytest.raises(NotShown, match="the connection is closed"):
        database.schema_version()

    assert database.schema_version()
