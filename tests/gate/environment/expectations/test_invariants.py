"""Statements about money: each holds on good books, and finds the defect that it is for."""

import json
from collections.abc import Callable
from copy import deepcopy
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

import psycopg
import pytest

from gate.environment import Environment
from gate.probes.database.postgres import ALL_OF_IT

Books = dict[str, list[dict[str, Any]]]

ADA, BOLA = UUID(int=1), UUID(int=2)
ADA_WALLET, BOLA_WALLET = UUID(int=11), UUID(int=12)
KINDS = {"balance": "numeric(15,2)", "amount": "numeric(15,2)", "metadata": "jsonb", "created_at": "timestamptz"}
NOW, LONG_AGO = datetime(2026, 11, 29, tzinfo=UTC), datetime(2026, 11, 1, tzinfo=UTC)
TEXTS = {"type", "status", "reference", "currency"}


def booked(number: int, wallet: UUID, user: UUID, kind: str, amount: str, **more: object) -> dict[str, Any]:
    row = {"id": UUID(int=number), "wallet_id": wallet, "user_id": user, "type": kind, "amount": Decimal(amount)}
    return {
        **row,
        "status": "completed",
        "reference": f"AP-{number}",
        "recipient_id": None,
        "metadata": "{}",
        "created_at": NOW,
        **more,
    }


GOOD: Books = {
    "wallets": [
        {"id": ADA_WALLET, "user_id": ADA, "balance": Decimal("3999.99")},
        {"id": BOLA_WALLET, "user_id": BOLA, "balance": Decimal("1000.01")},
        {"id": UUID(int=13), "user_id": UUID(int=3), "balance": Decimal(0)},
    ],
    "transactions": [
        booked(21, ADA_WALLET, ADA, "deposit", "5000"),
        booked(22, ADA_WALLET, ADA, "deposit", "7000", status="pending"),
        booked(
            23, ADA_WALLET, ADA, "transfer", "1000.01", recipient_id=BOLA, metadata=json.dumps({"transfer_id": "T1"})
        ),
        booked(24, BOLA_WALLET, BOLA, "credit", "1000.01", metadata=json.dumps({"transfer_id": "T1"})),
        booked(25, ADA_WALLET, ADA, "withdrawal", "300", status="failed"),
        booked(26, ADA_WALLET, ADA, "withdrawal", "300"),
        booked(27, ADA_WALLET, ADA, "refund", "300", reference="RF-AP-26"),
    ],
    "withdrawal_requests": [
        {"wallet_id": ADA_WALLET, "reference": "AP-25", "status": "failed", "created_at": NOW},
        {"wallet_id": ADA_WALLET, "reference": "AP-26", "status": "failed", "created_at": NOW},
    ],
}


def credit_twice(books: Books) -> None:
    books["wallets"][0]["balance"] += 5000


def lose_a_kobo(books: Books) -> None:
    books["wallets"][0]["balance"] -= Decimal("0.01")


def forget_the_booking(books: Books) -> None:
    books["transactions"].pop(0)


def overdraw(books: Books) -> None:
    books["wallets"][2]["balance"] = Decimal("-0.01")


def credit_nobody(books: Books) -> None:
    books["transactions"].pop(3)


def credit_less(books: Books) -> None:
    books["transactions"][3]["amount"] -= Decimal("0.01")


def credit_somebody_else(books: Books) -> None:
    books["transactions"][2]["recipient_id"] = UUID(int=3)


def credit_from_nowhere(books: Books) -> None:
    books["transactions"].pop(2)


def keep_a_failed_payout(books: Books) -> None:
    books["transactions"][4]["status"] = "completed"


def give_a_failed_payout_back_twice(books: Books) -> None:
    books["transactions"][4].update(type="refund", status="completed")


def take_a_reference_twice(books: Books) -> None:
    books["transactions"][1]["reference"] = "AP-21"


def book_on_no_wallet(books: Books) -> None:
    books["transactions"][0]["wallet_id"] = UUID(int=99)


def book_on_the_wallet_of_another(books: Books) -> None:
    books["transactions"][0]["user_id"] = BOLA


@pytest.fixture(params=["whole", "lately"])
def offending(sandbox: dict[str, str], request: pytest.FixtureRequest) -> Callable[[str, Books], list[tuple[Any, ...]]]:
    """The rows that an invariant finds in these books, asked of all or of what is new."""
    return lambda name, books: found(sandbox, name, books, is_whole=request.param == "whole")


def found(sandbox: dict[str, str], name: str, books: Books, *, is_whole: bool) -> list[tuple[Any, ...]]:
    """The books stand in for the tables, so nothing is written; else it is asked of every wallet, and since now."""
    narrow = {"wallets": [row["id"] for row in books["wallets"]], "since": NOW}
    values = dict(ALL_OF_IT) if is_whole else narrow
    tables = ", ".join(_table(table, rows, values) for table, rows in books.items())
    query = Environment.read("local", sandbox).invariants[name].replace("public.", "")
    with psycopg.connect(sandbox["DATABASE_URL"]) as connection:
        return connection.execute(f"with {tables} {query}", values).fetchall()


def _table(name: str, rows: list[dict[str, Any]], values: dict[str, Any]) -> str:
    written = []
    for number, row in enumerate(rows):
        values |= {f"{name}_{number}_{column}": value for column, value in row.items()}
        kinds = {column: KINDS.get(column, "text" if column in TEXTS else "uuid") for column in row}
        written.append(f"({', '.join(f'%({name}_{number}_{column})s::{kind}' for column, kind in kinds.items())})")
    return f"{name} ({', '.join(rows[0])}) as (values {', '.join(written)})"


@pytest.mark.parametrize(
    "name",
    [
        "wallet-equals-transactions",
        "no-negative-wallet",
        "no-one-legged-transfer",
        "no-duplicate-reference",
        "failed-payout-comes-back-once",
        "no-orphan-transaction",
    ],
)
def test_good_books_break_nothing(offending, name):
    assert offending(name, GOOD) == []


@pytest.mark.parametrize(
    ("name", "defect"),
    [
        ("wallet-equals-transactions", credit_twice),
        ("wallet-equals-transactions", lose_a_kobo),
        ("wallet-equals-transactions", forget_the_booking),
        ("no-negative-wallet", overdraw),
        ("no-one-legged-transfer", credit_nobody),
        ("no-one-legged-transfer", credit_less),
        ("no-one-legged-transfer", credit_somebody_else),
        ("no-one-legged-transfer", credit_from_nowhere),
        ("no-duplicate-reference", take_a_reference_twice),
        ("failed-payout-comes-back-once", keep_a_failed_payout),
        ("failed-payout-comes-back-once", give_a_failed_payout_back_twice),
        ("no-orphan-transaction", book_on_no_wallet),
        ("no-orphan-transaction", book_on_the_wallet_of_another),
    ],
)
def test_a_defect_is_found_as_exactly_one_row(offending, name, defect):
    books = deepcopy(GOOD)
    defect(books)

    assert len(offending(name, books)) == 1


@pytest.mark.parametrize("name", ["no-one-legged-transfer", "no-orphan-transaction", "no-duplicate-reference"])
def test_what_is_older_is_left_to_the_look_at_all_of_it(sandbox, name):
    books = deepcopy(GOOD)
    credit_nobody(books)
    book_on_no_wallet(books)
    take_a_reference_twice(books)
    for row in books["transactions"]:
        row["created_at"] = LONG_AGO

    assert found(sandbox, name, books, is_whole=False) == []
    assert len(found(sandbox, name, books, is_whole=True)) > 0


def test_every_invariant_can_be_narrowed_and_those_of_the_file_stay_as_they_are(sandbox):
    usual = Environment.read("local", sandbox)
    mine = {"mine": "select 1 where false", "no-negative-wallet": "select 2"}
    own = usual.model_copy(update={"own_invariants": mine})

    assert all("%(wallets)s" in query or "%(since)s" in query for query in usual.invariants.values())
    assert own.invariants["mine"] == "select 1 where false"
    assert own.invariants["no-negative-wallet"] == "select 2"
