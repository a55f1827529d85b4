"""Where a release stands: each phase by its newest complete run in its time, all phases by the worst of them."""

from datetime import timedelta

import pytest

from gate.checklist import Checklist
from gate.outcome import Outcome
from gate.record import Record, now
from gate.record.standing import standing
from gate.verdict import Call, Finding
from tests.support.past_runs import COMMIT, OTHER, Past, a_release, write_past

SHOWN, REFUTED, NOT_SHOWN, NOT_PART = Outcome
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
STAGING = {"environment": "staging", "kind": "staging"}
LOCAL = {"environment": "local", "kind": "local"}


@pytest.fixture
def keep(tmp_path):
    """Write the record of a run that is over, the newest last."""
    written = iter(range(60))

    def write(*phases, seen=None, **more):
        return write_past(tmp_path, next(written), Past(seen or {}, phases=phases, **more))

    return write


@pytest.fixture
def stands(tmp_path):
    """The standing by all records; `release` as its file is now."""

    def look(release=None, doubts=()):
        records = [Record.read(path) for path in tmp_path.glob("*.jsonl")]
        return standing(records, release or a_release(), Checklist.read(), now(), doubts)

    return look


def phase(stood, name):
    return next(one for one in stood.phases if one.name == name)


def words(stood):
    return {one.name: str(one.word) for one in stood.phases if one.word != "not yet"}


BEFORE_THE_WINDOW = ("pre_production", "staging", "pre_deployment", "rollback")


def test_without_any_record_every_phase_whose_time_has_come_is_a_hold(stands):
    stood = stands()

    assert words(stood) == dict.fromkeys(BEFORE_THE_WINDOW, "HOLD")
    assert stood.call is Call.HOLD
    assert phase(stood, "staging").reasons[0].startswith("not run yet; its time is 20")
    assert phase(stood, "smoke").reasons == ("its time counts from the deploy",)


@pytest.mark.parametrize(
    ("opens_in", "begun"),
    [
        (15 * DAY, set()),
        (13 * DAY, {"pre_production", "rollback"}),
        (7 * DAY, {"pre_production", "rollback", "staging"}),
        (11 * HOUR, set(BEFORE_THE_WINDOW)),
    ],
)
def test_a_phase_counts_once_its_time_has_come(stands, opens_in, begun):
    assert set(words(stands(a_release(opens_in)))) == begun


def test_before_any_phase_has_begun_nothing_is_go(stands):
    assert stands(a_release(15 * DAY)).call is Call.HOLD


def test_all_phases_go_is_go(keep, stands):
    for name in BEFORE_THE_WINDOW:
        keep(name, **STAGING if name == "staging" else {})

    stood = stands()

    assert words(stood) == dict.fromkeys(BEFORE_THE_WINDOW, "GO")
    assert stood.call is Call.GO


@pytest.mark.parametrize(
    ("seen", "word"),
    [
        ({"infra.dns": NOT_SHOWN}, "HOLD"),
        ({"infra.dns": REFUTED, "infra.cdn": NOT_SHOWN}, "NO-GO"),
        ({"access.mfa": REFUTED}, "GO"),
    ],
)
def test_a_phase_is_as_good_as_its_worst_item(keep, stands, seen, word):
    keep("pre_production", seen=seen)

    one = phase(stands(), "pre_production")

    assert one.word == word
    assert {it.item.id for it in one.open} <= set(seen)
    assert bool(one.open) is (word != "GO")


def test_the_worst_phase_is_the_standing(keep, stands):
    keep("pre_production")
    keep("pre_deployment", seen={"access.mfa": REFUTED})

    assert stands().call is Call.NO_GO


def test_the_newest_complete_run_counts_and_tells_what_has_changed(keep, stands):
    keep("pre_production", seen={"infra.dns": REFUTED})
    keep("pre_production")

    one = phase(stands(), "pre_production")

    assert (one.word, one.changes) == ("GO", ("infra.dns newly shown",))


@pytest.mark.parametrize(
    "later",
    [{"ends": False}, {"narrowed_by": "paths"}, {"narrowed_by": "--item"}],
    ids=["cut short", "a path", "an item"],
)
def test_a_run_that_is_not_whole_can_make_a_phase_worse_and_never_better(keep, stands, later):
    keep("pre_production", seen={"infra.dns": REFUTED})
    keep("pre_production", **later)
    assert phase(stands(), "pre_production").word == "NO-GO"

    keep("pre_production")
    assert phase(stands(), "pre_production").word == "GO"
    keep("pre_production", seen={"infra.cdn": REFUTED}, **later)

    one = phase(stands(), "pre_production")
    assert one.word == "NO-GO"
    assert one.open[0].settled.reason.startswith("refuted in ")


def test_bad_news_counts_before_there_is_any_complete_run(keep, stands):
    keep(seen={"infra.dns": REFUTED})

    one = phase(stands(), "pre_production")

    assert (one.word, one.record, [it.item.id for it in one.open]) == ("NO-GO", None, ["infra.dns"])


@pytest.mark.parametrize(
    "told",
    [
        {"release": a_release(commit=OTHER, previous={"version": "2.3.0", "commit": "2" * 40})},
        {"findings": (Finding("release.live", REFUTED, "another commit"),)},
        LOCAL,
    ],
    ids=["another commit", "another live", "local"],
)
def test_a_run_of_something_else_does_not_count(keep, stands, told):
    keep("staging", **STAGING, seen={"staging.email": NOT_SHOWN})
    keep("pre_production", **told)

    assert phase(stands(), "pre_production").record is None


def test_where_all_records_are_local_they_count(keep, stands):
    keep("pre_production", **LOCAL)

    assert phase(stands(), "pre_production").word == "GO"


def test_what_lies_anywhere_counts_from_production_and_a_run_on_staging_is_told_apart(keep, stands):
    opened = a_release(-HOUR)
    keep("smoke", **STAGING, release=opened, deployed_at=now())
    assert phase(stands(opened), "smoke").word == "not yet"
    assert phase(stands(opened), "smoke").apart[0].startswith("GO on staging")

    keep("smoke", release=opened, deployed_at=now())
    assert phase(stands(opened), "smoke").word == "GO"


@pytest.mark.parametrize(
    ("opens_in", "word", "lateness"), [(-HOUR, "HOLD", "late: "), (2 * HOUR, "GO", ""), (9 * DAY, "HOLD", "early: ")]
)
def test_a_phase_is_on_time_if_one_run_of_it_began_in_its_time(keep, stands, opens_in, word, lateness):
    keep("staging", **STAGING)

    one = phase(stands(a_release(opens_in)), "staging")

    assert one.word == word
    assert "".join(one.reasons).startswith(lateness)
    assert one.verdict.call is Call.GO


def test_once_on_time_a_later_run_decides_without_being_late(keep, stands):
    opened = a_release(-HOUR)
    keep("smoke", release=opened, deployed_at=now() - timedelta(minutes=5), seen={"smoke.email": NOT_SHOWN})
    keep("smoke", release=opened, deployed_at=now() - timedelta(minutes=20))

    assert phase(stands(opened), "smoke").word == "GO"


def test_a_phase_whose_time_is_over_without_a_run_is_a_hold(keep, stands):
    opened = a_release(-2 * HOUR)
    keep("monitoring", release=opened, deployed_at=now() - HOUR)

    stood = stands(opened)

    assert (phase(stood, "smoke").word, phase(stood, "smoke").reasons[0][:9]) == ("HOLD", "never run")
    assert phase(stood, "monitoring").reasons[0].startswith("late: ")


def test_an_item_that_was_not_due_then_is_wanted_once_it_is(keep, stands):
    week = tuple(item.id for item in Checklist.read().all_items if item.id.startswith("target.week1."))
    seen = dict.fromkeys(week, NOT_SHOWN)
    opened = a_release(-2 * DAY)
    keep("success_metrics", release=opened, deployed_at=now() - 2 * DAY, seen=seen, not_due=week)
    one = phase(stands(opened), "success_metrics")
    assert (one.word, len(one.waiting)) == ("GO", 5)

    opened = a_release(-8 * DAY)
    keep("success_metrics", release=opened, deployed_at=now() - 7.5 * DAY, seen=seen, not_due=week)
    one = phase(stands(opened), "success_metrics")
    assert (one.word, len(one.waiting)) == ("HOLD", 0)


def test_a_waiver_counts_while_it_lasts_and_is_announced_a_week_before_its_end(keep, stands):
    facts = {"item": "infra.dns", "reason": "known", "owner": "A", "approver": "Bola Ade", "issue": "#1"}

    def waived(until):
        return a_release(waivers=[{**facts, "expires": until.isoformat()}])

    keep("pre_production", seen={"infra.dns": REFUTED}, release=waived(now() + 30 * DAY))

    assert phase(stands(waived(now() + 30 * DAY)), "pre_production").word == "GO"
    assert stands(waived(now() + 30 * DAY)).ending == ()
    assert [waiver.item for waiver in stands(waived(now() + 6 * DAY)).ending] == ["infra.dns"]
    assert phase(stands(waived(now() - DAY)), "pre_production").word == "NO-GO"


def test_a_record_that_cannot_be_read_holds_the_release_up(keep, stands):
    for name in BEFORE_THE_WINDOW:
        keep(name, **STAGING if name == "staging" else {})

    assert stands(doubts=["one was altered"]).call is Call.HOLD


def test_another_commit_in_the_release_file_leaves_nothing_shown(keep, stands):
    keep("pre_production")
    assert phase(stands(), "pre_production").word == "GO"

    moved = a_release(commit="3" * 40)

    assert phase(stands(moved), "pre_production").word == "HOLD"
    assert moved.commit != COMMIT
