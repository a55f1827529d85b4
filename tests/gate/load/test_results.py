import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from gate.load.results import (
    EndpointLoad,
    GeneratorLoad,
    LoadError,
    LoadResult,
    LoadResultError,
    LoadSample,
    Money,
    load_outcome,
    readings,
)
from gate.load.scenarios import load_scenarios
from gate.measure import State

COMMIT, ANOTHER = "1" * 40, "2" * 40
IDLE = GeneratorLoad(processes=4, cpu_share=0.4, late_share=0.0, held_back=0, lost_workers=(), crashes={})
IN_ORDER = Money(before={}, after={}, cleaned={})
BEGAN = datetime(2026, 11, 24, 9, tzinfo=UTC)


def endpoint(name: str, requests: int, *, slow: int = 0, failures: int = 0, slow_ms: int = 300) -> EndpointLoad:
    histogram = {40: requests - slow} | ({slow_ms: slow} if slow else {})
    return EndpointLoad(name=name, judged="fully", requests=requests, failures=failures, histogram=histogram)


def good_result(scenario: str = "wallet", scale: float = 1, **changes: Any) -> LoadResult:
    """A run that met everything, with what a test changes."""
    asked = load_scenarios()[scenario].scaled(scale)
    each = asked.requests_min // 2 + 1
    samples = [
        LoadSample(
            at_s=second,
            users_asked=asked.users_at(second),
            users=asked.users_at(second),
            requests=0,
            failures=0,
            p50_ms=40,
            p95_ms=90,
        )
        for second in range(int(asked.lasts.total_seconds()) + 1)
    ]
    fields: dict[str, Any] = {
        "format": 1,
        "scenario": scenario,
        "scale": scale,
        "full_length": False,
        "environment": "staging",
        "environment_kind": "staging",
        "version": "2.4.0",
        "commit": COMMIT,
        "live_commit": COMMIT,
        "started_at": BEGAN,
        "ended_at": BEGAN + asked.lasts,
        "lasted_s": asked.lasts.total_seconds(),
        "cut_short": "",
        "limits": asked.limits,
        "stages": asked.stages,
        "samples": tuple(samples),
        "rounds": dict.fromkeys(asked.tasks, 100),
        "endpoints": (endpoint("GET wallet_accounts", each), endpoint("POST wallet-transfer", each)),
        "errors": (),
        "generator": IDLE,
        "money": IN_ORDER,
        "users_left": 0,
        "readings": {},
    }
    return LoadResult(**{**fields, **changes})


def said(result: LoadResult, commit: str = COMMIT) -> tuple[str, str]:
    found = load_outcome(result, commit)
    return str(found.outcome), found.sentence


def changed(result: LoadResult, **changes: Any) -> LoadResult:
    return result.model_copy(update=changes)


@pytest.mark.parametrize("scenario", load_scenarios())
def test_a_full_run_within_all_limits_is_shown(scenario):
    outcome, sentence = said(good_result(scenario))

    assert outcome == "shown", sentence
    assert f"{load_scenarios()[scenario].users:,} users" in sentence


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"cut_short": "interrupted (Ctrl-C)"}, "the run was cut short: interrupted (Ctrl-C)"),
        ({"endpoints": ()}, "not a single request was sent"),
        ({"endpoints": (endpoint("GET wallet_accounts", 4_000),)}, "too few requests: 4,000 of 478,787"),
        ({"samples": ()}, "too few users: 0 of 100, 0 of 500, 0 of 1,000, 0 of 1,000"),
        ({"lasted_s": 1_400.0}, "too short: 23 min 20 s of 24 min 0 s"),
        ({"rounds": {"look_at_wallet": 9, "transfer": 0, "open_dashboard": 9}}, "never done: transfer"),
        ({"stages": good_result(scale=0.5).stages}, "its stages or limits are not those of the scenario"),
        ({"limits": good_result("payment").limits}, "its stages or limits are not those of the scenario"),
        ({"generator": changed(IDLE, cpu_share=0.97)}, "a process of it used 97% of a core"),
        ({"generator": changed(IDLE, late_share=0.2)}, "the generator missed its pacing: 20%"),
        ({"generator": changed(IDLE, held_back=40_000)}, "held back by permits.load_requests_per_second_max"),
        (
            {"generator": changed(IDLE, crashes={"KeyError: 'x'": 3})},
            "own code failed 3 times (KeyError",
        ),
        ({"generator": changed(IDLE, lost_workers=("box-7",))}, "1 worker lost on the way: box-7"),
        ({"money": Money(before={}, after=None, cleaned={}, why_not="no database")}, "looked at: no database"),
        ({"money": Money(before={"no-orphan": 1}, after={"no-orphan": 1}, cleaned={})}, "out of order before the load"),
        ({"live_commit": ""}, "what was live could not be read"),
        ({"live_commit": ANOTHER}, f"commit {ANOTHER} was live, not the release's 1111111"),
        ({"scenario": "breakfast"}, "there is no such scenario"),
    ],
)
def test_what_falls_short_of_the_scenario_shows_nothing(changes, why):
    outcome, sentence = said(changed(good_result(), **changes))

    assert outcome == "not shown"
    assert why in sentence


def test_a_result_of_another_commit_shows_nothing():
    assert said(good_result(), ANOTHER) == (
        "not shown",
        "wallet load: the result is of commit 1111111, not of the release's 2222222",
    )


def test_a_good_result_at_a_smaller_scale_shows_nothing():
    outcome, sentence = said(good_result(scale=0.5))

    assert outcome == "not shown"
    assert "at scale 0.5 a good result proves nothing of the full load" in sentence


@pytest.mark.parametrize("scale", [1, 0.1])
@pytest.mark.parametrize(
    ("bad", "why"),
    [
        ({"slow": 20_000}, "GET wallet_accounts below 300 ms: FAIL"),
        ({"failures": 20_000}, "GET wallet_accounts errors: FAIL"),
    ],
)
def test_a_broken_limit_is_refuted_at_any_scale(scale, bad, why):
    result = good_result(scale=scale)
    share = next(iter(bad.values())) / 100_000
    requests = result.endpoints[0].requests
    worse = endpoint("GET wallet_accounts", requests, **{name: int(share * requests) for name in bad})

    outcome, sentence = said(changed(result, endpoints=(worse, result.endpoints[1])))

    assert outcome == "refuted"
    assert why in sentence
    assert "POST wallet-transfer" not in sentence


def test_each_endpoint_is_judged_by_itself():
    """A rare one that is always slow would vanish among the others."""
    result = good_result()
    rare = endpoint("GET profiles", 400, slow=400)

    assert said(changed(result, endpoints=(*result.endpoints, rare)))[0] == "refuted"


@pytest.mark.parametrize("when", ["after", "cleaned"])
def test_money_that_goes_missing_is_refuted(when):
    money = changed(IN_ORDER, **{when: {"wallet-equals-transactions": 2}})

    outcome, sentence = said(changed(good_result(scale=0.1), money=money))

    assert outcome == "refuted"
    assert "wallet-equals-transactions is broken by 2 rows since the load" in sentence


def test_an_answer_that_takes_the_limit_is_too_late_and_one_just_below_is_not():
    answers = EndpointLoad(name="GET x", judged="fully", requests=30, failures=0, histogram={290: 10, 300: 20})

    assert answers.slower_than(300) == 20


def test_the_99th_percentile_has_its_own_reading():
    result = good_result("system")
    requests = result.endpoints[0].requests
    tail = endpoint("GET wallet_accounts", requests, slow=requests // 40, slow_ms=1_000)

    found = readings(changed(result, endpoints=(tail,)))

    assert found["GET wallet_accounts below 500 ms"].state is State.PASS
    assert found["GET wallet_accounts below 1,000 ms"].state is State.FAIL


def test_times_of_an_overloaded_generator_refute_nothing():
    result = good_result()
    slow = endpoint("GET wallet_accounts", 300_000, slow=100_000)
    overloaded = changed(result, endpoints=(slow,), generator=changed(IDLE, cpu_share=0.99))

    assert said(changed(overloaded, generator=IDLE))[0] == "refuted"
    assert said(overloaded)[0] == "not shown"


def test_errors_and_lost_money_of_an_overloaded_generator_still_refute():
    overloaded = changed(good_result(), generator=changed(IDLE, cpu_share=0.99))
    failing = endpoint("GET wallet_accounts", 300_000, failures=100_000)

    assert said(changed(overloaded, endpoints=(failing,)))[0] == "refuted"
    assert said(changed(overloaded, money=Money(before={}, after={"no-orphan": 1}, cleaned={})))[0] == "refuted"


def test_what_the_generators_lateness_may_have_caused_is_nobodys():
    result = good_result()
    slow = endpoint("GET wallet_accounts", 300_000, slow=30_000)
    late = changed(result, endpoints=(slow,), generator=changed(IDLE, late_share=0.1))

    assert readings(changed(late, generator=IDLE))["GET wallet_accounts below 300 ms"].state is State.FAIL
    assert readings(late)["GET wallet_accounts below 300 ms"].state is State.NOT_ENOUGH_EVIDENCE


def test_what_somebody_else_answers_is_not_judged():
    provider = EndpointLoad(
        name="POST provider: charge", judged="not", requests=900, failures=900, histogram={9_000: 900}
    )
    step = EndpointLoad(name="STEP wallet credited", judged="errors", requests=900, failures=0, histogram={9_000: 900})
    result = good_result()

    found = readings(changed(result, endpoints=(*result.endpoints, provider, step)))

    assert [name for name in found if "provider" in name or "STEP" in name] == ["STEP wallet credited errors"]


def test_what_is_slow_together_in_one_second_counts_once():
    """300 slow answers of one second among 24 minutes are one bad second, not 300 bad answers."""
    result = good_result()
    hiccup = endpoint("GET wallet_accounts", 300_000, slow=300)

    reading = readings(changed(result, endpoints=(hiccup,)))["GET wallet_accounts below 300 ms"]

    assert "clusters of 209" in reading.reason
    assert reading.state is State.PASS


def test_a_result_is_read_as_it_was_written(tmp_path):
    result = good_result("system", 0.1, errors=(LoadError(endpoint="GET x", kind="status 503", count=3),))
    file = tmp_path / "results" / "system.json"
    result.write(file)

    assert LoadResult.read(file) == result
    assert [path.name for path in file.parent.iterdir()] == ["system.json"]


@pytest.mark.parametrize(
    ("damage", "why"),
    [
        (lambda fields: fields.pop("money"), "money: Field required"),
        (lambda fields: fields.update(format=2), "format: Input should be 1"),
        (lambda fields: fields.update(mood="good"), "mood: Extra inputs are not permitted"),
        (lambda fields: fields.update(commit="main"), "commit: Value error, is not a commit"),
        (lambda fields: fields.update(scale=2), "scale: Input should be less than or equal to 1"),
        (lambda fields: fields.update(environment_kind="production"), "environment_kind: Input should be 'local'"),
        (lambda fields: fields["endpoints"][0].update(failures=10**9), "more failures or times than requests at GET"),
        (
            lambda fields: fields["endpoints"][0].update(requests="many"),
            "endpoints.0.requests: Input should",
        ),
    ],
)
def test_a_damaged_result_is_refused_with_its_place(tmp_path, damage, why):
    file = tmp_path / "wallet.json"
    good_result().write(file)
    fields = json.loads(file.read_text())
    damage(fields)
    file.write_text(json.dumps(fields))

    with pytest.raises(LoadResultError) as refused:
        LoadResult.read(file)

    assert str(refused.value).startswith(f"{file}: is no load result: ")
    assert why in str(refused.value)


@pytest.mark.parametrize("content", ["", "{", "[]", "<html>"])
def test_what_is_no_result_at_all_is_refused(tmp_path, content):
    file = tmp_path / "wallet.json"
    file.write_text(content)

    with pytest.raises(LoadResultError, match="is no load result"):
        LoadResult.read(file)


def test_a_missing_file_is_named(tmp_path):
    with pytest.raises(LoadResultError, match=r"no-such\.json: can't be read"):
        LoadResult.read(tmp_path / "no-such.json")


def test_less_load_never_makes_a_result_better():
    """Fewer users, less time or fewer requests never turn not shown into shown."""
    whole = good_result()
    half = tuple(changed(sample, users=sample.users // 2) for sample in whole.samples)

    for less in ({"samples": half}, {"lasted_s": 700.0}, {"ended_at": BEGAN + timedelta(1), "endpoints": ()}):
        assert said(changed(whole, **less))[0] == "not shown"
