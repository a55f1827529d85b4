"""Does the flag stand where it is told to, having come there by the usual steps?"""

from datetime import timedelta
from itertools import pairwise

import pytest

from sandbox.faults.switches import Faults
from sandbox.moments import moment_now
from sandbox.traffic.flag import Flag


@pytest.mark.parametrize("percent", [10, 50, 100])
@pytest.mark.parametrize("name", ["launch", "hour-1", "day-1", "week-1"])
def test_every_step_but_the_last_has_stood_for_a_while(name: str, percent: int) -> None:
    moment = moment_now(name)

    steps = Flag(percent, moment, Faults()).steps

    assert [step.percent for step in steps] == [each for each in (10, 50, 100) if each <= percent]
    assert steps[0].since == moment.deployed_at + timedelta(seconds=20)
    assert all(later.since - step.since >= timedelta(seconds=40) for step, later in pairwise(steps))
    assert steps[-1].since < moment.now


def test_the_steps_of_a_release_of_some_days_are_an_hour_apart() -> None:
    first, second, third = Flag(100, moment_now("day-1"), Faults()).steps

    assert second.since - first.since == third.since - second.since == timedelta(hours=1)


def test_a_turn_of_the_flag_is_one_more_step() -> None:
    flag = Flag(10, moment_now("launch"), Faults())

    flag.turn(50)
    flag.turn(50)

    assert [step.percent for step in flag.steps] == [10, 50]
    assert flag.percent == 50


@pytest.mark.parametrize("percent", [-1, 101])
def test_a_share_that_is_none_is_refused(percent: int) -> None:
    with pytest.raises(ValueError, match="from 0 to 100"):
        Flag(10, moment_now("launch"), Faults()).turn(percent)


def test_the_history_can_leave_a_step_out_or_make_it_short_while_the_truth_stays() -> None:
    faults = Faults()
    flag = Flag(100, moment_now("launch"), faults)
    truth = flag.steps

    faults.switch("flag-step-skipped", 1)
    assert [step.percent for step in flag.told_steps] == [10, 100]
    faults.switch_all_off()
    faults.switch("flag-step-short", 1)
    _, short, last = flag.told_steps
    assert last.since - short.since == timedelta(seconds=5)
    faults.switch_all_off()

    assert flag.told_steps == flag.steps == truth
