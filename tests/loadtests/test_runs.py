"""All four scenarios, scaled, on a healthy product and on one with each of the faults that only a crowd sees."""

import re
import xml.etree.ElementTree as ET

import pytest

from gate.load.results import load_outcome
from gate.load.scenarios import load_scenarios

pytestmark = pytest.mark.timeout(300)

SECRETS = re.compile(r"eyJ[\w-]+\.eyJ|sk_test_\w|Load-[\w-]{8}")
"""Tokens and API keys, the provider's key, passwords of the pool."""
ENDPOINTS = {
    "wallet": {"GET wallet_accounts", "GET wallet_transactions", "POST wallet-transfer", "POST verify-transaction-pin"},
    "payment": {"POST paystack-initialize", "POST verify-paystack-payment", "STEP wallet credited"},
    "endurance": {"GET wallet_accounts", "POST wallet-transfer"},
    "system": {"GET wallet_accounts", "GET profiles"},
}


@pytest.mark.parametrize("scenario", load_scenarios())
def test_a_healthy_product_bears_a_small_load_which_shows_nothing_yet(ended, scenario):
    run = ended(scenario)
    result = run.result
    asked = load_scenarios()[scenario].scaled(0.01)

    assert run.exit_code == 10, run.output
    assert "NOT SHOWN" in run.output
    assert "at scale 0.01 a good result proves nothing of the full load" in run.output
    assert (result.stages, result.limits, result.cut_short) == (asked.stages, asked.limits, "")
    assert max(result.reached()) == asked.users
    assert ENDPOINTS[scenario] <= {endpoint.name for endpoint in result.endpoints}
    assert [(endpoint.name, endpoint.failures) for endpoint in result.endpoints if endpoint.failures] == []
    assert result.money.model_dump() == {"before": {}, "after": {}, "cleaned": {}, "why_not": ""}
    assert (result.users_left, result.generator.crashes) == (0, {})
    assert result.commit == result.live_commit


@pytest.mark.parametrize("scenario", load_scenarios())
def test_a_task_asks_as_much_as_its_scenario_says(ended, scenario):
    """The requests that a run must reach are counted from these numbers."""
    result = ended(scenario).result
    tasks = load_scenarios()[scenario].tasks

    least = sum(result.rounds.get(name, 0) * task.requests for name, task in tasks.items())

    assert result.requests >= least - result.stages[-2].users  # a round may be cut by the end
    assert result.requests <= 1.3 * least + result.generator.processes


@pytest.mark.parametrize(
    ("fault", "why"),
    [
        ("load-slow", r"below 300 ms: FAIL"),
        ("load-errors", r"errors: FAIL"),
        ("pool-exhausted", r"below 300 ms: FAIL"),
        ("lost-update", r"money: wallet-equals-transactions is broken by \d+ rows? since the load"),
        ("rate-limited", r"errors: FAIL"),
    ],
)
def test_a_fault_that_only_a_crowd_sees_is_refuted(ended, fault, why):
    run = ended(fault)

    assert run.exit_code == 1, run.output
    assert re.search(rf"^REFUTED .*{why}", run.output, re.MULTILINE), run.output
    assert run.result.users_left == 0


@pytest.mark.parametrize(("fault", "kind"), [("load-errors", "status 503"), ("rate-limited", "status 429")])
def test_failures_are_told_by_their_kind(ended, fault, kind):
    errors = ended(fault).result.errors

    assert {error.kind for error in errors} == {kind}
    assert sum(error.count for error in errors) == sum(endpoint.failures for endpoint in ended(fault).result.endpoints)


@pytest.mark.parametrize("name", ["wallet", "lost-update"])
def test_whoever_reads_the_file_comes_to_the_same_outcome(ended, name):
    run = ended(name)
    found = load_outcome(run.result, run.result.commit)

    assert f"{found.outcome.upper()}  {found.sentence}" in run.output


def test_pictures_and_report_lie_beside_the_result(ended):
    folder = ended("wallet").results
    pictures = sorted(folder.glob("*.svg"))

    assert [path.stem.rpartition("-")[2] for path in pictures] == ["percentiles", "throughput", "users"]
    for picture in pictures:
        drawn = ET.parse(picture).getroot()  # noqa: S314 - our own file
        assert len(drawn.findall("{http://www.w3.org/2000/svg}polyline")) >= 2
    assert len(list(folder.glob("*.html"))) == 1


@pytest.mark.parametrize("name", ["payment", "load-errors"])
def test_no_file_of_a_run_holds_a_secret(ended, name):
    run = ended(name)
    texts = {path.name: path.read_text(encoding="utf-8") for path in run.results.iterdir()}

    assert [name for name, text in {**texts, "output": run.output}.items() if SECRETS.search(text)] == []
    assert len(texts) >= 7
