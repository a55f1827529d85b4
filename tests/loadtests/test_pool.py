"""The pool of users: on the disk before it is made, gone when it is over, and nobody else is touched."""

from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import psycopg
import pytest

from gate.environment import Environment
from gate.outcome import NotShown
from gate.record.cleanup_journal import Journal
from loadtests.money import Books
from loadtests.pool import Account, Pool, PoolEntry
from loadtests.target import Target

DEAD = "999999999"


@pytest.fixture
def target(sandbox: dict[str, str], standing_environment: Path) -> Target:
    environment = Environment.read(str(standing_environment), sandbox)
    return Target(environment, None, {}, Path(sandbox["CA_FILE"]).read_text(encoding="ascii"))


@pytest.fixture
def pool(target: Target, tmp_path: Path) -> Iterator[Pool]:
    pool = Pool(target, Journal(tmp_path / "pools"))
    yield pool
    pool.clean()
    pool.close()


@pytest.fixture
def emails(sandbox: dict[str, str]) -> Callable[[], set[str]]:
    def look() -> set[str]:
        with psycopg.connect(sandbox["DATABASE_URL"]) as connection:
            return {row[0] for row in connection.execute("select email from auth.users where email is not null")}

    return look


@pytest.fixture
def books(target: Target) -> Iterator[Books]:
    books = Books(target.environment)
    yield books
    books.close()


def nobody(_: int) -> None:
    """Care for no progress."""


def test_each_user_has_a_token_a_number_and_money_of_its_own(pool: Pool, http: httpx.Client) -> None:
    _, accounts = pool.prepare(3, fund_kobo=100_00, made=nobody)
    environment = pool.target.environment

    def wallets(account: Account) -> list[dict[str, float]]:
        headers = {"apikey": environment.supabase.anon_key, "authorization": f"Bearer {account.access_token}"}
        found: list[dict[str, float]] = http.get(
            f"{environment.supabase.url}/rest/v1/wallet_accounts", headers=headers
        ).json()
        return found

    assert [[wallet["balance"] for wallet in wallets(account)] for account in accounts] == [[100], [100], [100]]
    assert len({account.phone for account in accounts}) == 3
    assert {account.email.rpartition("@")[2] for account in accounts} == {"verify.alaskapay.com"}
    assert "password" not in repr(accounts[0])
    assert accounts[0].access_token not in repr(accounts[0])


def test_after_the_clean_up_everybody_else_is_still_there(pool: Pool, emails: Callable[[], set[str]]) -> None:
    before = emails()
    pool.prepare(3, fund_kobo=0, made=nobody)
    assert len(emails() - before) == 3

    assert pool.clean() == 0
    assert {email for email in emails() if email.startswith("load-test-")} == set()
    assert before <= emails()
    assert pool.journal.due() == []


def test_a_pool_is_one_line_and_owns_its_own_users_only() -> None:
    entry = PoolEntry.of_line("load-test-0a1b@verify.alaskapay.com")

    assert entry == PoolEntry("load-test-0a1b", "verify.alaskapay.com")
    assert entry.line == "load-test-0a1b@verify.alaskapay.com"
    assert entry.owns("load-test-0a1b-00001@verify.alaskapay.com")
    assert not entry.owns("load-test-0a1c-00001@verify.alaskapay.com")
    assert not entry.owns("load-test-0a1b-00001@alaskapay.com")
    assert not PoolEntry.of_line("ada@alaskapay.com").owns("ada-okafor@alaskapay.com")


def test_cleaning_again_finds_nothing_to_do(pool: Pool) -> None:
    pool.prepare(2, fund_kobo=0, made=nobody)
    removed: list[int] = []

    assert [pool.clean(removed.append), pool.clean(removed.append)] == [0, 0]
    assert removed == [1, 2]


def test_the_pool_stands_in_the_journal_before_its_first_user_is_made(
    pool: Pool, emails: Callable[[], set[str]]
) -> None:
    seen: list[tuple[int, int]] = []
    before = len(emails())

    def look(users: int) -> None:
        seen.append((users, len(pool.journal.due())))

    pool.is_over.set()  # before anything is sent
    with pytest.raises(NotShown, match="given up"):
        pool.prepare(2, fund_kobo=0, made=look)

    assert len(pool.journal.due()) == 1
    assert len(emails()) == before
    assert seen == []


def test_the_pool_of_a_process_that_still_runs_is_left_alone(pool: Pool, emails: Callable[[], set[str]]) -> None:
    entry, _ = pool.prepare(2, fund_kobo=0, made=nobody)
    line = pool.journal.folder / entry.line
    line.write_text("1", encoding="utf-8")

    assert pool.clean() == 0
    assert len([email for email in emails() if entry.owns(email)]) == 2

    line.write_text(DEAD, encoding="utf-8")
    assert pool.clean() == 0
    assert [email for email in emails() if entry.owns(email)] == []


def test_users_that_stay_are_counted_and_kept_in_the_journal(pool: Pool, switch_on: Callable[..., None]) -> None:
    pool.prepare(2, fund_kobo=0, made=nobody)
    switch_on("user-removal-ignored")

    assert pool.clean() == 2
    assert len(pool.journal.due()) == 1


def test_a_sparing_product_still_gets_its_users(pool: Pool, switch_on: Callable[..., None]) -> None:
    switch_on("rate-limited")

    _, accounts = pool.prepare(2, fund_kobo=100_00, made=nobody)

    assert len(accounts) == 2


def test_what_is_refused_for_good_is_told_with_the_answer(pool: Pool, switch_on: Callable[..., None]) -> None:
    switch_on("wallet-not-created")

    with pytest.raises(NotShown, match="paid with the test card, and its wallet stays empty"):
        pool.prepare(1, fund_kobo=100_00, made=nobody)


def test_money_that_leaves_the_pool_is_noticed(pool: Pool, books: Books, http: httpx.Client) -> None:
    entry, (sender,) = pool.prepare(1, fund_kobo=100_00, made=nobody)
    _, (stranger,) = pool.prepare(1, fund_kobo=100_00, made=nobody)
    assert books.broken(entry) == {}

    headers = {
        "apikey": pool.target.environment.supabase.anon_key,
        "authorization": f"Bearer {sender.access_token}",
    }
    wish = {"recipient_phone": stranger.phone, "amount": 1}
    transfer = f"{pool.target.environment.supabase.url}/functions/v1/wallet-transfer"
    http.post(transfer, headers=headers, json=wish).raise_for_status()

    assert books.broken(entry) == {"pool-keeps-its-money": 1}


def test_without_a_database_nobody_says_that_money_is_in_order(pool: Pool) -> None:
    books = Books(pool.target.environment.model_copy(update={"database": None}))

    assert books.broken() is None
    assert "has no database" in books.why_not
