"""release.freeze: a limit that is moved once the launch-day checks have begun is found, whoever moved it."""

from datetime import timedelta

import pytest

from gate.checklist import Checklist
from gate.environment.indicators import Indicator
from gate.outcome import Outcome
from gate.record import Record
from gate.record.freeze import frozen_facts, judge_freeze
from gate.release import Targets
from tests.support.past_runs import Past, a_release, write_past

CHECKLIST = Checklist.read()
WATCHED = {"window": "1h", "poll": "5s", "lag_max": "1m", "source": "prometheus"}
ERRORS = {"error_rate": Indicator.model_validate({**WATCHED, "limit": 0.001, "trigger": 0.05})}
LAXER = {"error_rate": Indicator.model_validate({**WATCHED, "limit": 0.01, "trigger": 0.05})}
TARGETS = Targets(registrations=200)
LOCAL = {"environment": "local", "kind": "local"}


def facts(checklist=CHECKLIST, indicators=ERRORS, targets=TARGETS):
    return frozen_facts(checklist, indicators, targets)


@pytest.fixture
def keep(tmp_path):
    """Write the record of a run that is over, the newest last."""
    written = iter(range(60))

    def write(*phases, **more):
        return Record.read(write_past(tmp_path, next(written), Past(phases=phases, frozen=facts(), **more)))

    return write


def test_before_the_first_run_of_pre_deployment_nothing_is_frozen(keep):
    others = [keep("staging"), keep("pre_production")]

    assert judge_freeze(keep("smoke"), others) is None


def test_what_has_not_moved_is_shown(keep):
    first = keep("pre_deployment")

    assert judge_freeze(keep("smoke"), [first]).outcome is Outcome.SHOWN


def without_the_last_item():
    return CHECKLIST.model_copy(update={"all_items": CHECKLIST.all_items[:-1]})


@pytest.mark.parametrize(
    ("moved", "sentence"),
    [
        (facts(indicators=LAXER), "limit.error_rate.limit was 0.001, is 0.01"),
        (facts(indicators={}), "limit.error_rate was {"),
        (facts(targets=Targets(registrations=20)), "target.registrations was 200, is 20"),
        (facts(targets=Targets()), "target.registrations was 200, is not there"),
        (facts(checklist=without_the_last_item()), "the checklist is another one"),
    ],
    ids=["limit", "limit gone", "target", "target gone", "checklist"],
)
def test_what_has_moved_is_refuted_and_named(keep, moved, sentence):
    first = keep("pre_deployment")
    later = keep("smoke")
    later.run["frozen"] = moved

    finding = judge_freeze(later, [later, first])

    assert finding.outcome is Outcome.REFUTED
    assert finding.reason.startswith(f"moved since {first.path.name} froze it: ")
    assert sentence in finding.reason


@pytest.mark.parametrize("moved", [facts(indicators=LAXER), facts(targets=Targets())], ids=["limit", "target"])
def test_a_second_run_of_pre_deployment_freezes_nothing_anew(keep, moved):
    first, second, later = keep("pre_deployment"), keep("pre_deployment"), keep("smoke")
    second.run["frozen"] = later.run["frozen"] = moved

    assert judge_freeze(later, [second, first]).outcome is Outcome.REFUTED


def test_the_first_run_is_not_judged_by_itself_nor_by_later_ones(keep):
    first, second = keep("pre_deployment"), keep("pre_deployment")
    second.run["frozen"] = facts(indicators=LAXER)

    assert judge_freeze(first, [second, first]) is None


def test_a_run_that_was_cut_short_freezes_too_and_a_partial_one_does_not(keep):
    later = keep("smoke")
    assert judge_freeze(keep("smoke"), [keep("pre_deployment", narrowed_by="--item"), later]) is None

    cut_short = keep("pre_deployment", ends=False)

    assert judge_freeze(keep("smoke"), [cut_short]).outcome is Outcome.SHOWN


def test_limits_are_those_of_an_environment_and_targets_those_of_the_release(keep):
    first = keep("pre_deployment")
    elsewhere = keep("pre_deployment", environment="staging", kind="staging")
    elsewhere.run["frozen"] = facts(indicators=LAXER)
    assert judge_freeze(elsewhere, [first]).outcome is Outcome.SHOWN

    elsewhere.run["frozen"] = facts(targets=Targets(registrations=20))
    assert judge_freeze(elsewhere, [first]).outcome is Outcome.REFUTED


def test_another_version_or_another_local_release_is_frozen_by_itself(keep):
    here = keep("pre_deployment", **LOCAL)
    later = keep("smoke", **LOCAL, release=a_release(timedelta(hours=3)))

    assert judge_freeze(later, [here]) is None
    assert judge_freeze(keep("smoke", release=a_release(version="2.5.0")), [keep("pre_deployment")]) is None
