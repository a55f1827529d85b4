"""What earlier records say of an item or a phase: the newest that counts, and no older one behind its back."""

from datetime import timedelta

import pytest

from gate.checklist import Checklist
from gate.outcome import Outcome
from gate.record.history import RunHistory
from gate.verdict import Finding
from tests.support.past_runs import COMMIT, LIVE, OTHER, Past, a_release, write_past

SHOWN, REFUTED, NOT_SHOWN, NOT_PART = Outcome
DAY = timedelta(days=1)
ON_STAGING, ON_PRODUCTION, ANYWHERE = "testing.accessibility", "infra.tls", "smoke.login"
IN_FILES = "final.support"
UNREADABLE = Finding("release.live", NOT_SHOWN, "Netlify did not answer")
ANOTHER = Finding("release.live", REFUTED, "another commit")


@pytest.fixture
def keep(tmp_path):
    """Write the record of a run that is over, the newest last."""
    written = iter(range(60))

    def write(seen=None, **more):
        return write_past(tmp_path, next(written), Past(seen or {}, **more))

    return write


@pytest.fixture
def asked(tmp_path):
    """What the records say, asked from an environment of this kind."""

    def ask(need, kind="production", release=None, environment=None, own=None):
        name = environment or {"production": "prod"}.get(kind, kind)
        runs = RunHistory((tmp_path, tmp_path), name, kind, release or a_release(), Checklist.read(), own)
        return runs.find(need)

    return ask


STAGING = {"environment": "staging", "kind": "staging"}


def test_the_newest_record_counts(keep, asked):
    keep({IN_FILES: SHOWN})
    newest = keep({IN_FILES: REFUTED})

    assert asked(IN_FILES).outcome.outcome is REFUTED
    assert asked(IN_FILES).record.path == newest


def test_without_a_record_the_command_is_named(asked):
    said = asked(ON_STAGING).outcome

    assert said.outcome is NOT_SHOWN
    assert said.reason == (
        f"no record of commit {COMMIT[:7]} shows {ON_STAGING}; "
        f"run: pytest --item {ON_STAGING} --env staging --release 2.4.0"
    )


LOCAL = {"environment": "local", "kind": "local"}


@pytest.mark.parametrize(
    ("need", "told", "kind"),
    [
        (ON_STAGING, STAGING, "production"),
        (ON_STAGING, STAGING, "staging"),
        (ON_PRODUCTION, {}, "staging"),
        (ANYWHERE, {}, "production"),
        (IN_FILES, STAGING, "production"),
        (ON_PRODUCTION, LOCAL, "local"),
    ],
)
def test_a_record_counts_that_comes_from_where_the_item_lies(keep, asked, need, told, kind):
    keep({need: SHOWN}, **told)

    assert asked(need, kind).outcome.outcome is SHOWN


@pytest.mark.parametrize(
    ("need", "told", "kind"),
    [
        (ON_STAGING, {}, "production"),
        (ON_PRODUCTION, STAGING, "production"),
        (ANYWHERE, STAGING, "production"),
        (ANYWHERE, {"environment": "prod-eu"}, "production"),
        (IN_FILES, LOCAL, "production"),
        (ON_PRODUCTION, {}, "local"),
    ],
)
def test_a_record_from_anywhere_else_shows_nothing(keep, asked, need, told, kind):
    keep({need: SHOWN}, **told)

    assert asked(need, kind).outcome.outcome is NOT_SHOWN


@pytest.mark.parametrize(
    ("told", "words"),
    [
        ({"release": a_release(commit=OTHER, previous={"version": "2.3.0", "commit": "2" * 40})}, "is about commit"),
        ({"findings": (ANOTHER,)}, "saw another commit live"),
        ({"ends": False}, ""),
        ({"narrowed_by": "paths"}, ""),
        ({"narrowed_by": "--keyword"}, ""),
        ({"not_due": (IN_FILES,)}, ""),
    ],
    ids=["another commit", "another live", "cut short", "a path", "a keyword", "not due"],
)
def test_what_does_not_count_leaves_the_word_to_an_older_record(keep, asked, told, words):
    older = keep({IN_FILES: REFUTED})
    keep({IN_FILES: SHOWN}, **told)

    assert asked(IN_FILES).record.path == older
    older.unlink()
    assert asked(IN_FILES).outcome.outcome is NOT_SHOWN
    assert words in asked(IN_FILES).outcome.reason


@pytest.mark.parametrize("told", [{"ends": False}, {"narrowed_by": "paths"}], ids=["cut short", "a path"])
def test_bad_news_counts_however_the_run_ended(keep, asked, told):
    keep({IN_FILES: SHOWN})
    keep({IN_FILES: REFUTED}, **told)

    assert asked(IN_FILES).outcome.outcome is REFUTED


def test_what_was_seen_while_nobody_knew_what_was_live_is_not_shown(keep, asked):
    keep({ON_STAGING: SHOWN}, **STAGING)
    keep({ON_STAGING: SHOWN}, findings=(UNREADABLE,), **STAGING)

    assert asked(ON_STAGING).outcome.outcome is NOT_SHOWN
    assert "Netlify did not answer" in asked(ON_STAGING).outcome.reason


@pytest.mark.parametrize(("opens_in", "fresh"), [(13 * DAY, True), (15 * DAY, False), (-DAY, False)])
def test_a_record_is_fresh_that_began_in_the_time_of_its_phase_by_the_window_of_today(keep, asked, opens_in, fresh):
    keep({ON_STAGING: SHOWN}, **STAGING)

    said = asked(ON_STAGING, release=a_release(opens_in)).outcome

    assert said.outcome is (SHOWN if fresh else NOT_SHOWN)
    assert ("is not fresh: it began" in said.reason) is not fresh


def test_without_a_window_nothing_can_be_told_fresh(keep, asked):
    keep({ON_STAGING: SHOWN}, **STAGING)

    assert "can't be told fresh" in asked(ON_STAGING, release=a_release(window=None)).outcome.reason


def test_behind_a_record_that_was_altered_nothing_older_is_believed(keep, asked):
    keep({IN_FILES: SHOWN})
    newest = keep({IN_FILES: REFUTED})
    newest.write_bytes(newest.read_bytes().replace(b"refuted", b"shown  ", 1))

    said = asked(IN_FILES).outcome

    assert said.outcome is NOT_SHOWN
    assert "nothing before this record is believed" in said.reason
    assert newest.name in said.reason


def test_the_run_that_asks_is_not_its_own_witness(keep, asked):
    own = keep({IN_FILES: REFUTED}, ends=False)

    assert asked(IN_FILES).outcome.outcome is REFUTED
    assert asked(IN_FILES, own=own).outcome.outcome is NOT_SHOWN


@pytest.mark.parametrize(
    ("seen", "outcome"),
    [({}, SHOWN), ({"staging.email": NOT_SHOWN}, NOT_SHOWN), ({"staging.email": REFUTED}, REFUTED)],
)
def test_a_phase_is_what_the_verdict_over_its_items_is(keep, asked, seen, outcome):
    keep(seen, phases=("staging",), **STAGING)

    assert asked("phase:staging").outcome.outcome is outcome
    assert asked("phase:staging", "staging").outcome.outcome is outcome


def test_a_phase_among_others_is_judged_by_its_own_items(keep, asked):
    keep({"testing.load": REFUTED}, phases=("pre_production", "staging"), **STAGING)

    assert asked("phase:staging").outcome.outcome is SHOWN
    assert asked("phase:pre_production", "staging", environment="staging").outcome.outcome is REFUTED


@pytest.mark.parametrize("told", [{"ends": False}, {"narrowed_by": "--item"}], ids=["cut short", "partial"])
def test_a_run_that_is_not_whole_is_no_phase(keep, asked, told):
    keep(phases=("staging",), **STAGING, **told)

    assert asked("phase:staging").outcome.outcome is NOT_SHOWN


def test_an_item_that_the_record_of_a_phase_lacks_is_not_shown(keep, asked):
    keep(phases=("staging",), lacks=("staging.email",), **STAGING)

    said = asked("phase:staging").outcome
    assert said.outcome is NOT_SHOWN
    assert "HOLD (staging.email)" in said.reason


def test_a_waiver_that_has_ended_since_lifts_nothing_any_more(keep, asked):
    waiver = {"item": "staging.email", "reason": "known", "owner": "Bola Ade", "approver": "Bola Ade", "issue": "#1"}

    def waived(until):
        return a_release(waivers=[{**waiver, "expires": until}])

    keep({"staging.email": REFUTED}, phases=("staging",), release=waived("2099-01-01"), **STAGING)

    assert asked("phase:staging", release=waived("2099-01-01")).outcome.outcome is SHOWN
    assert asked("phase:staging", release=waived("2020-01-01")).outcome.outcome is REFUTED


def test_all_records_of_the_environment_are_those_of_this_commit(keep, tmp_path):
    kept = keep({IN_FILES: SHOWN}, ends=False)
    keep({IN_FILES: SHOWN}, **STAGING)
    broken = keep({IN_FILES: SHOWN}, findings=(LIVE,))
    broken.write_text("nothing")

    runs = RunHistory((tmp_path,), "prod", "production", a_release(), Checklist.read())

    assert [record.path for record in runs.all_records()] == [kept]


def test_a_record_is_read_once_and_again_when_it_has_changed(keep, tmp_path):
    kept = keep({IN_FILES: SHOWN})
    runs = RunHistory((tmp_path,), "prod", "production", a_release(), Checklist.read())
    (first,), (again,) = list(runs.all_records()), list(runs.all_records())
    assert again is first

    kept.write_bytes(kept.read_bytes().replace(b"shown", b"hidden", 1))

    assert list(runs.all_records()) == []
    said = runs.outcome(IN_FILES)
    assert said.outcome is NOT_SHOWN
    assert "nothing before this record is believed" in said.reason
