from datetime import timedelta

import pytest

from gate.load.scenarios import load_scenarios

GUIDE = {
    "wallet": (300, None, 0.05, 1_000, 24),
    "payment": (1_000, None, 0.03, 1_000, 21),
    "endurance": (500, None, 0.02, 2_000, 34),
    "system": (500, 1_000, 0.05, 1_500, 19),
}


@pytest.mark.parametrize("name", GUIDE)
def test_a_scenario_is_what_the_products_guide_says(name):
    scenario = load_scenarios()[name]
    limits = scenario.limits

    assert (limits.p95_ms, limits.p99_ms, limits.error_share, scenario.users, scenario.lasts.seconds / 60) == GUIDE[
        name
    ]


def test_there_is_no_other_scenario():
    assert load_scenarios().keys() == GUIDE.keys()


def test_endurance_and_system_keep_all_their_users_for_as_long_as_the_guide_says():
    held = {name: load_scenarios()[name].stages[1] for name in ("endurance", "system")}

    assert {name: (stage.users, stage.lasts) for name, stage in held.items()} == {
        "endurance": (2_000, timedelta(minutes=30)),
        "system": (1_500, timedelta(minutes=15)),
    }


def test_a_scaled_scenario_has_fewer_users_for_a_shorter_time():
    tenth = load_scenarios()["wallet"].scaled(0.1)

    assert [(stage.lasts.total_seconds(), stage.users) for stage in tenth.stages] == [
        (12, 10),
        (30, 50),
        (30, 100),
        (60, 100),
        (12, 0),
    ]


def test_however_small_there_are_two_users_and_five_seconds_a_stage():
    tiny = load_scenarios()["wallet"].scaled(0.0001)

    assert {stage.users for stage in tiny.stages} == {2, 0}
    assert {stage.lasts.total_seconds() for stage in tiny.stages} == {5}


def test_at_full_length_only_the_users_are_scaled():
    whole, tenth = load_scenarios()["payment"], load_scenarios()["payment"].scaled(0.1, full_length=True)

    assert (tenth.lasts, tenth.users) == (whole.lasts, 100)


def test_users_change_evenly_within_a_stage():
    wallet = load_scenarios()["wallet"]

    assert [wallet.users_at(second) for second in (0, 60, 120, 270, 1_000, 1_380, 1_440)] == [
        0,
        50,
        100,
        300,
        1_000,
        500,
        0,
    ]


def test_a_good_product_lets_through_what_is_asked_of_it():
    wallet = load_scenarios()["wallet"]
    area = 120 * 50 + 300 * 300 + 300 * 750 + 600 * 1_000 + 120 * 500
    round_s = 4 + 2.3 * 0.3

    assert wallet.user_seconds == area
    assert wallet.requests_min == pytest.approx((area / round_s - 1_000) * 2.3, rel=1e-6)
    assert wallet.requests_per_second_max == pytest.approx(1_000 * 2.3 / 4)


def test_money_is_counted_before_it_is_moved():
    scenarios = load_scenarios()

    assert scenarios["wallet"].paid_kobo_max == 0
    assert scenarios["payment"].paid_kobo_max == int(scenarios["payment"].user_seconds / 10 * 8_000)
