"""Do the measures of the product's database count people exactly, and never take what is hidden for calm?"""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from gate.outcome import NotShown
from gate.sample import Window
from gate.sources.postgres import People
from tests.sandbox.database.measured_product import INSIDE, NOON

OURS = "verify.alaskapay.com"
HOUR = timedelta(hours=1)
WINDOW = Window(NOON, NOON + HOUR)


@pytest.fixture
def people(read_as) -> People:
    return People(read_as(), OURS)


@pytest.fixture
def counts(people: People) -> Callable[..., tuple[int, int, int]]:
    def count(name: str, window: Window = WINDOW) -> tuple[int, int, int]:
        sample = people.counts(name, None, window)
        return sample.numerator, sample.denominator, sample.missing

    return count


def test_payments_are_told_by_how_they_ended(product, counts):
    ada = product.user()
    for status, count in {"completed": 9, "failed": 2, "pending": 3, "processing": 1, "cancelled": 5}.items():
        product.pays(ada, status, count=count)
    product.pays(ada, "failed", kind="card_funding")
    product.pays(ada, "failed", kind="withdrawal")
    product.pays(ada, "failed", method="wallet")

    assert counts("payment_success") == (3, 12, 4)


def test_a_window_holds_its_start_and_not_its_end(product, counts):
    ada = product.user()
    for at in (NOON - timedelta(microseconds=1), NOON, NOON + HOUR - timedelta(microseconds=1), NOON + HOUR):
        product.pays(ada, "failed", at)
        product.signs_in(ada, at)

    assert counts("payment_success") == (2, 2, 0)
    assert counts("sign_ins") == (2, 3_600_000, 0)


def test_active_users_are_counted_once(product, counts, people):
    ada, ben = product.user(at=NOON - HOUR), product.user(at=NOON - HOUR)
    for user in (ada, ada, ben):
        product.signs_in(user)
    product.pays(ada)

    assert counts("active_users") == (2, 3_600_000, 0)
    assert people.total("weekly_active_users", WINDOW).amount == 2


def test_money_is_exact_to_the_kobo(product, people):
    ada = product.user()
    product.pays(ada, amount="0.01", count=3)
    product.pays(ada, amount="9999999999999.99", kind="card_funding")
    product.pays(ada, "failed", amount="5")
    product.pays(ada, "pending", amount="5")
    product.pays(ada, amount="5", kind="withdrawal")
    product.pays(ada, amount="5", at=NOON - HOUR)

    volume = people.total("transaction_volume", WINDOW)

    assert (volume.amount, volume.unit) == (1_000_000_000_000_002, "kobo")


def test_nothing_is_zero_of_everything(product, people, counts):  # noqa: ARG001 - an empty one
    assert counts("payment_success") == (0, 0, 0)
    assert counts("sign_ins") == (0, 3_600_000, 0)
    assert people.total("transaction_volume", WINDOW).amount == 0


def test_tickets_are_those_of_whole_days_of_the_team(product, people):
    ada, midnight = product.user(), datetime(2026, 3, 2, 23, tzinfo=UTC)
    for at in (midnight - timedelta(seconds=1), midnight, midnight + 23 * HOUR, midnight + 24 * HOUR):
        product.asks_for_help(ada, at)

    daily = people.daily_tickets(Window(midnight - HOUR, midnight + 49 * HOUR), "Africa/Lagos")

    assert daily.counts == (2, 1)
    assert daily.window == Window(midnight, midnight + 48 * HOUR)
    with pytest.raises(NotShown, match="holds no whole day of Africa/Lagos"):
        people.daily_tickets(Window(midnight - HOUR, midnight + 23 * HOUR), "Africa/Lagos")


def test_hours_without_traffic_are_told_too(product, people):
    product.pays(product.user(), count=4)

    assert people.traffic_by_hour(Window(NOON - HOUR, NOON + 2 * HOUR)) == {NOON - HOUR: 0, NOON: 4, NOON + HOUR: 0}


def test_what_was_completed_is_counted(product, people):
    ada = product.user()
    product.user(at=NOON - HOUR)
    product.signs_in(ada)
    product.pays(ada)
    product.pays(ada, "failed")

    done = people.completed(WINDOW)

    assert (done.sign_ins, done.registrations, done.payments) == (1, 1, 1)


def test_a_thousand_users_of_our_own_move_no_number(product, people, counts):
    ada = product.user()
    product.signs_in(ada)
    product.pays(ada, count=7)
    product.pays(ada, "failed")
    product.asks_for_help(ada, INSIDE)

    def everything() -> list[object]:
        day = Window(NOON - 36 * HOUR, NOON + 36 * HOUR)
        return [
            *(counts(name) for name in ("payment_success", "sign_ins", "active_users")),
            *(people.total(n, WINDOW).amount for n in ("registrations", "weekly_active_users", "transaction_volume")),
            people.daily_tickets(day, "Africa/Lagos").counts,
            people.traffic_by_hour(WINDOW),
            people.completed(WINDOW),
            [(s.numerator, s.denominator) for s in people.series("payment_success", None, WINDOW, 4)],
        ]

    before = everything()
    for _ in range(1000):
        ours = product.user(OURS)
        product.signs_in(ours)
        product.pays(ours)
        product.pays(ours, "failed")
        product.pays(ours, "pending")
        product.asks_for_help(ours, INSIDE)
    after = everything()
    product.signs_in(product.user(f"not-{OURS}"))

    assert after == before
    assert everything() != before


def test_slots_are_cumulative(product, people):
    ada = product.user()
    for minutes in (10, 30, 50):
        product.pays(ada, "failed", NOON + timedelta(minutes=minutes))

    samples = people.series("payment_success", None, WINDOW, 4)

    assert [sample.numerator for sample in samples] == [1, 1, 2, 3]
    assert [sample.window.start for sample in samples] == [NOON] * 4
    assert samples[-1].window == WINDOW


def test_an_answer_is_as_old_as_the_look(product, people):  # noqa: ARG001 - an empty one
    before = datetime.now(UTC)

    assert before <= people.counts("sign_ins", None, WINDOW).observed_at <= datetime.now(UTC)


@pytest.mark.parametrize("arm", ["exposed", "rest"])
def test_the_tables_do_not_tell_who_has_the_new_version(people, arm):
    with pytest.raises(NotShown, match=f"the tables do not tell who has the new version|has no {arm}"):
        people.counts("payment_success", None, WINDOW, arm)


def test_rows_that_row_security_hides_are_not_shown_as_none(product, read_as):
    product.pays(product.user(), "failed")

    with pytest.raises(NotShown, match=r"would be affected by row-level security .*: give our role BYPASSRLS"):
        People(read_as("no_bypass"), OURS).counts("payment_success", None, WINDOW)


def test_a_table_that_may_not_be_read_is_not_shown_with_what_to_grant(read_as):
    with pytest.raises(NotShown, match=r"permission denied for .*: grant our role usage of the schema and select on"):
        People(read_as("no_select"), OURS).counts("payment_success", None, WINDOW)


@pytest.mark.parametrize(
    ("change", "back"),
    [
        ("alter table public.transactions rename to old", "alter table public.old rename to transactions"),
        (
            "alter table public.transactions rename column payment_method to method",
            "alter table public.transactions rename column method to payment_method",
        ),
    ],
)
def test_another_schema_is_not_shown(product, people, change, back):
    with (
        product.changed(change, back),
        pytest.raises(NotShown, match=r"does not exist: is this the product's database"),
    ):
        people.counts("payment_success", None, WINDOW)
