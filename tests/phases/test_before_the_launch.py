"""The sample release on its way to the launch: freeze, staging and eve, with one folder of records over all three.

Each phase is GO at its moment once every part of its items has a check; until then exactly the items that lack one are
not shown, and those that want a browser engine which this machine lacks. Which they are is read off the plan of each
run, so that nothing here has to be crossed out later.
"""

import subprocess
import sys

import pytest

from gate.checklist import Checklist
from gate.yaml_file import ROOT

PHASE_S_MAX = 400
NO_ENGINE = "can't be started on this machine"
CHECKLIST = Checklist.read()
STAKEHOLDERS = {
    "product": "Folake Adeyemi",
    "qa": "Bola Ade",
    "security": "Halima Sani",
    "legal": "Musa Bello",
    "executive": "Ngozi Eze",
}


def lacking(run, *, open_needs=()):
    """Items of a run of which some part has no check, and those that need one of them."""
    built = {(row["item"], row["part"]) for plan in run.record.of_kind("plan") for row in plan["checks"]}
    items = [item for item in run.record.run["items"] if item["id"] not in run.record.run["beside"]]
    found = {it["id"] for it in items for part in it["settled_by"] if part != "items" and (it["id"], part) not in built}
    found |= elsewhere(run)
    return found | {it["id"] for it in items if {*found, *open_needs} & {*it["needs"]}}


def elsewhere(run):
    """Items that want a browser engine which this machine lacks: another machine's record shows them."""
    outcomes = run.record.of_kind("outcome")
    return {it["item"] for it in outcomes if it["outcome"] == "not shown" and NO_ENGINE in it["reason"]}


def not_shown(run):
    """Items of the run's own phases that are not shown; none of them may be refuted."""
    beside = run.record.run["beside"]
    outcomes = {it["item"]: it["outcome"] for it in run.record.of_kind("outcome") if it["item"] not in beside}
    assert "refuted" not in outcomes.values(), run.output
    return {item for item, outcome in outcomes.items() if outcome == "not shown"}


def required(items):
    return {item for item in items if not CHECKLIST.items[item].advisory}


def reports(*words):
    """What a command of `python -m reports` says."""
    command = [sys.executable, "-m", "reports", *words]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)  # noqa: S603 - our own
    assert "Traceback" not in done.stderr
    return done


@pytest.fixture
def stands(run_suite):
    """What `reports show` says of each phase: its word, by name."""

    def look(place):
        file, records = place.addresses["RELEASE_FILE"], str(run_suite.records)
        done = reports("show", file, "--records", records, "--env", str(run_suite.environment))
        lines = [line for line in done.stdout.splitlines() if line.startswith("  ") and line[2] != " "]
        return {line[11:].split()[0]: line[2:11].strip() for line in lines}, done

    return look


@pytest.mark.timeout(1500)
def test_each_phase_is_go_at_its_moment_or_lacks_exactly_what_has_no_check(sandbox_at, stands, run_suite):
    freeze = sandbox_at("freeze")
    run = freeze.run("-m", "pre_production", within_s=PHASE_S_MAX)
    open_ = lacking(run)
    assert not_shown(run) == open_, run.output
    assert run.exit_code == (10 if required(open_) else 0), run.output
    words, shown = stands(freeze)
    assert words["pre_production"] == ("HOLD" if required(open_) else "GO"), shown.stdout
    assert {words["staging"], words["pre_deployment"], words["smoke"]} == {"not yet"}, shown.stdout
    assert all(f"not shown  {item}: " in shown.stdout for item in required(open_))
    freeze.end()

    staging = sandbox_at("staging")
    run = staging.run("-m", "staging", within_s=PHASE_S_MAX)
    open_ = lacking(run)
    unsigned = {f"stakeholders.{role}" for role in STAKEHOLDERS}
    assert not_shown(run) == open_ | unsigned, run.output
    assert run.exit_code == 10
    words, shown = stands(staging)
    assert words["staging"] == "HOLD"
    assert "who can settle it: qa (Bola Ade); python -m reports sign stakeholders.qa" in shown.stdout
    may_sign = not any(item.startswith("staging.") for item in open_)
    for role, name in STAKEHOLDERS.items():
        signed = reports(
            *("sign", f"stakeholders.{role}", "--release", staging.addresses["RELEASE_FILE"], "--as", name),
            *("--env", str(run_suite.environment), "--record", str(run.record.path)),
        )
        assert (signed.returncode == 0) is may_sign, signed.stdout + signed.stderr
        assert may_sign or "it would not count" in signed.stderr
    run = staging.run("-m", "staging", within_s=PHASE_S_MAX)
    left = open_ if may_sign else open_ | unsigned
    assert not_shown(run) == left, run.output
    words, shown = stands(staging)
    assert words["staging"] == ("HOLD" if left else "GO"), shown.stdout
    assert ("since the run before: " in shown.stdout) is may_sign
    staging.end()

    eve = sandbox_at("eve")
    run = eve.run("-m", "pre_deployment", within_s=PHASE_S_MAX)
    open_ = lacking(run, open_needs={"phase:staging"} if left else ())
    assert not_shown(run) == open_, run.output
    assert run.exit_code == (10 if required(open_) else 0), run.output
    words, shown = stands(eve)
    assert words["staging"] == ("HOLD" if left else "GO"), shown.stdout
    assert words["pre_deployment"] == ("HOLD" if required(open_) else "GO"), shown.stdout
    assert words["deployment"] == words["smoke"] == "not yet", shown.stdout
    assert reports("verify", str(run_suite.records)).returncode == 0
