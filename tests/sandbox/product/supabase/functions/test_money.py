"""Is money moved exactly, once, and only by who may move it?"""

import hashlib
import hmac
import json
from concurrent.futures import ThreadPoolExecutor

import pytest

BROKEN_WALLETS = """
    select id from wallets where balance <> (
      select coalesce(sum(
        case when type in ('credit', 'deposit', 'card_funding', 'refund') then amount else -amount end
      ), 0)
      from transactions where wallet_id = wallets.id and status = 'completed'
    )
"""
LONELY_LEGS = """
    select metadata ->> 'transfer_id' from transactions where metadata ? 'transfer_id'
    group by 1 having count(*) <> 2 or count(distinct amount) <> 1 or count(distinct type) <> 2
"""


@pytest.fixture
def top_up(pay, database, eventually):
    """Pay by card, and wait for both of Paystack's messages about it."""

    def pay_and_wait(member, naira):
        reference = pay(member, naira)
        messages = "select from webhook_queue where payload -> 'data' ->> 'reference' = %s"
        assert eventually(lambda: database.execute(messages, (reference,)).rowcount == 2, 5)
        return reference

    return pay_and_wait


@pytest.fixture
def rich(sign_up, top_up):
    """Somebody with 1,000.25 Naira."""
    member = sign_up()
    top_up(member, 1000.25)
    return member


@pytest.fixture
def say(visitor, sandbox):
    """Sign a message as Paystack does, and send it."""

    def send_signed(event, **data):
        body = json.dumps({"event": event, "data": data}).encode()
        signature = hmac.new(sandbox["PAYSTACK_SECRET_KEY"].encode(), body, hashlib.sha512).hexdigest()
        answer = visitor.http.post(
            f"{visitor.origin}/functions/v1/paystack-webhook",
            content=body,
            headers={"x-paystack-signature": signature},
        )
        assert answer.status_code == 200

    return send_signed


@pytest.fixture
def withdraw():
    """Take money out to a bank account of the member's, and give the reference."""

    def link_and_withdraw(member, naira):
        account = {"bank_name": "Test Bank", "bank_code": "001", "account_number": "0001234567", "account_name": "A B"}
        [bank] = member.api.rest(
            "POST",
            "linked_bank_accounts?select=id",
            account | {"user_id": member.id},
            prefer="return=representation",
        ).json()
        wish = {"bank_account_id": bank["id"], "amount": naira}
        return member.api.invoke("process-withdrawal", wish).json()["reference"]

    return link_and_withdraw


def withdrawal(database, reference):
    """Status of the request, and of the transaction."""
    return database.execute(
        "select r.status, t.status from withdrawal_requests r join transactions t using (reference)"
        " where reference = %s",
        (reference,),
    ).fetchone()


def send(member, phone, amount, **more):
    return member.api.invoke("wallet-transfer", {"recipient_phone": phone, "amount": amount, "currency": "NGN", **more})


def test_the_past_adds_up(database):
    assert database.execute(BROKEN_WALLETS).fetchall() == []
    assert database.execute(LONELY_LEGS).fetchall() == []
    assert database.execute("select from transactions where metadata ? 'transfer_id'").rowcount >= 600
    assert database.execute("select from wallets where balance < 0").rowcount == 0


def test_a_payment_is_credited_once_though_it_is_told_twice(member, top_up):
    reference = top_up(member, 1234.56)

    assert member.balance() == "1234.56"
    assert member.api.rest("GET", "transactions?select=type,amount,status,reference").json() == [
        {"type": "deposit", "amount": 1234.56, "status": "completed", "reference": reference}
    ]
    answer = member.api.invoke("verify-paystack-payment", {"reference": reference}).json()
    assert answer == {"success": True, "status": "success", "amount": "1234.56"}


@pytest.mark.parametrize("signature", ["", "00", "{of_another_key}"])
def test_an_unsigned_message_moves_nothing(visitor, member, signature):
    opened = member.api.invoke("paystack-initialize", {"amount": 1000, "email": member.email}).json()
    body = json.dumps(
        {"event": "charge.success", "data": {"reference": opened["reference"], "amount": 100000}}
    ).encode()
    forged = hmac.new(b"another key", body, hashlib.sha512).hexdigest()
    answer = visitor.http.post(
        f"{visitor.origin}/functions/v1/paystack-webhook",
        content=body,
        headers={"x-paystack-signature": signature.format(of_another_key=forged)},
    )

    assert answer.status_code == 401
    assert member.balance() == "0.00"


def test_nobody_looks_into_the_payment_of_another(member, sign_up):
    opened = member.api.invoke("paystack-initialize", {"amount": 1000, "email": member.email}).json()

    assert sign_up().api.invoke("verify-paystack-payment", {"reference": opened["reference"]}).status_code == 404


def test_a_transfer_has_two_legs(rich, member, database):
    answer = send(rich, member.phone, 100.1, description="lunch").json()

    assert answer["success"] is True
    assert (rich.balance(), member.balance()) == ("900.15", "100.10")
    legs = "transactions?select=type,amount,recipient_id,description,metadata&order=created_at.desc&limit=1"
    [sent], [received] = (person.api.rest("GET", legs).json() for person in (rich, member))
    assert (sent["type"], received["type"]) == ("transfer", "credit")
    assert {name: sent[name] for name in sent if name != "type"} == {
        name: received[name] for name in received if name != "type"
    }
    assert database.execute(BROKEN_WALLETS).fetchall() == database.execute(LONELY_LEGS).fetchall() == []


@pytest.mark.parametrize(
    ("amount", "error"),
    [
        (-5, "above 0"),
        (0, "above 0"),
        (1e20, "above 0"),
        (0.001, "whole kobo"),
        ("5", "must be a number"),
        (True, "must be a number"),
        (1000.26, "Insufficient balance"),
    ],
)
def test_a_bad_amount_is_refused(rich, member, amount, error):
    answer = send(rich, member.phone, amount)

    assert answer.status_code == 400
    assert error in answer.json()["error"]
    assert (rich.balance(), member.balance()) == ("1000.25", "0.00")


def test_nobody_transfers_to_himself_or_to_nobody(rich):
    assert "yourself" in send(rich, rich.phone, 5).json()["error"]
    assert "No Alaska Pay user" in send(rich, "+2340000000", 5).json()["error"]


def test_transfers_that_cross_neither_deadlock_nor_lose_a_kobo(rich, member):
    send(rich, member.phone, 500)
    crossing = [(rich, member.phone), (member, rich.phone)] * 8
    with ThreadPoolExecutor(8) as people:
        answers = list(people.map(lambda pair: send(*pair, 10.01).status_code, crossing))

    assert answers == [200] * len(crossing)
    assert (rich.balance(), member.balance()) == ("500.25", "500.00")


def test_a_wallet_cannot_be_emptied_twice_at_once(rich, member):
    with ThreadPoolExecutor(8) as people:
        answers = sorted(people.map(lambda _: send(rich, member.phone, 300).status_code, range(8)))

    assert answers == [200] * 3 + [400] * 5
    assert (rich.balance(), member.balance()) == ("100.25", "900.00")


@pytest.mark.parametrize(
    ("fault", "balance"),
    [("payment-never-credited", "0.00"), ("wallet-credited-twice", "2000.00"), ("amount-off-by-one-kobo", "999.99")],
)
def test_a_payment_can_go_wrong(member, top_up, switch_on, fault, balance):
    switch_on(fault)
    top_up(member, 1000)

    assert member.balance() == balance


def test_a_withdrawal_that_arrived_stays_out_of_the_wallet(rich, withdraw, say, database):
    reference = withdraw(rich, 400)
    say("transfer.success", reference=reference)
    say("transfer.failed", reference=reference)

    assert rich.balance() == "600.25"
    assert withdrawal(database, reference) == ("completed", "completed")


def test_a_withdrawal_that_failed_is_given_back_once(rich, withdraw, say, database):
    reference = withdraw(rich, 400)
    assert rich.balance() == "600.25"
    for event in ("transfer.failed", "transfer.failed", "transfer.success"):
        say(event, reference=reference)

    assert rich.balance() == "1000.25"
    assert withdrawal(database, reference) == ("failed", "failed")
    assert database.execute(BROKEN_WALLETS).fetchall() == []
    told = rich.api.invoke("get-notifications").json()["notifications"]
    assert [one["title"] for one in told] == ["Withdrawal failed", "Withdrawal requested"]


def test_nothing_is_given_back_for_a_withdrawal_that_nobody_asked_for(rich, say):
    say("transfer.failed", reference="WD-000000000000")

    assert rich.balance() == "1000.25"
