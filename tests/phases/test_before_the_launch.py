"""The sample release on its way to the launch: freeze, staging and eve, with one folder of records over all three.

Each phase is GO at its moment; staging after it was looked at and signed. A browser engine that this machine lacks is
waived, the only item that is, and its true outcome stays visible.
"""

import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from gate.files.places import ROOT

PHASE_S_MAX = 400
ENGINES, REASON, APPROVER = "testing.cross-browser", "no engine but Chromium can be had here", "Kelechi Uche"
BY = f"owner: qa, approver: {APPROVER}, issue: QA-12"
STAKEHOLDERS = {
    "product": "Folake Adeyemi",
    "qa": "Bola Ade",
    "security": "Halima Sani",
    "legal": "Musa Bello",
    "executive": "Ngozi Eze",
}


def outcomes_of(run):
    """Outcome of each item of the run's own phases that is not shown, with whose waiver lifts it."""
    beside = run.record.run["beside"]
    entries = run.record.of_kind("outcome")
    return {
        e["item"]: (e["outcome"], e["waived_by"])
        for e in entries
        if e["item"] not in beside and e["outcome"] != "shown"
    }


def without_checks(run):
    """Parts of items that no check of the run was to settle."""
    built = {(row["item"], row["part"]) for plan in run.record.of_kind("plan") for row in plan["checks"]}
    items = [item for item in run.record.run["items"] if item["id"] not in run.record.run["beside"]]
    parts = {(item["id"], part) for item in items for part in item["settled_by"] if part != "items"}
    return parts - built


def waive_engines(place):
    """What people do where another machine's record can't be had in time."""
    file = Path(place.addresses["RELEASE_FILE"])
    text = file.read_text(encoding="utf-8")
    assert "\nwaivers:" not in text
    expires = datetime.now(UTC).date() + timedelta(days=30)
    file.write_text(
        f"{text}\nwaivers:\n  - {{item: {ENGINES}, reason: {REASON}, {BY}, expires: {expires}}}\n", encoding="utf-8"
    )


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


@pytest.fixture
def verdict_on_paper(new_context):
    """What stands above everything in a run's report, as whoever signs opens it: a file, with the network off."""

    def read(run):
        rendered = reports("render", str(run.record.path))
        assert rendered.returncode == 0, rendered.stderr
        page = new_context(offline=True).new_page()
        page.goto((run.record.folder / "index.html").as_uri())
        return page.locator(".verdict").inner_text()

    return read


@pytest.mark.timeout(1500)
def test_each_phase_is_go_at_its_moment(sandbox_at, stands, run_suite, verdict_on_paper):
    freeze = sandbox_at("freeze")
    waive_engines(freeze)
    run = freeze.run("-m", "pre_production", within_s=PHASE_S_MAX)
    assert without_checks(run) == set()
    open_ = outcomes_of(run)
    assert {item: outcome for item, (outcome, _) in open_.items()} in ({}, {ENGINES: "not shown"}), run.output
    assert all(waived_by.startswith(APPROVER) for _, waived_by in open_.values())
    assert run.exit_code == 0, run.output
    words, shown = stands(freeze)
    assert words["pre_production"] == "GO", shown.stdout
    assert {words["staging"], words["pre_deployment"], words["smoke"]} == {"not yet"}, shown.stdout
    freeze.end()

    staging = sandbox_at("staging")
    run = staging.run("-m", "staging", within_s=PHASE_S_MAX)
    assert without_checks(run) == set()
    assert set(outcomes_of(run)) == {f"stakeholders.{role}" for role in STAKEHOLDERS}, run.output
    assert run.exit_code == 10
    words, shown = stands(staging)
    assert words["staging"] == "HOLD"
    assert "who can settle it: qa (Bola Ade); python -m reports sign stakeholders.qa" in shown.stdout
    told = verdict_on_paper(run)
    assert told.startswith("HOLD")
    assert "QA team sign-off not shown · stakeholders.qa · qa" in told
    for role, name in STAKEHOLDERS.items():
        signed = reports(
            *("sign", f"stakeholders.{role}", "--release", staging.addresses["RELEASE_FILE"], "--as", name),
            *("--env", str(run_suite.environment), "--record", str(run.record.path)),
        )
        assert signed.returncode == 0, signed.stdout + signed.stderr
    run = staging.run("-m", "staging", within_s=PHASE_S_MAX)
    assert outcomes_of(run) == {}, run.output
    assert run.exit_code == 0, run.output
    words, shown = stands(staging)
    assert words["staging"] == "GO", shown.stdout
    assert "since the run before: " in shown.stdout
    told = verdict_on_paper(run)
    assert told.startswith("GO")
    assert "stakeholders.qa newly shown" in told
    staging.end()

    eve = sandbox_at("eve")
    run = eve.run("-m", "pre_deployment", within_s=PHASE_S_MAX)
    assert without_checks(run) == set()
    assert outcomes_of(run) == {}, run.output
    assert run.exit_code == 0, run.output
    words, shown = stands(eve)
    assert {words["staging"], words["pre_deployment"]} == {"GO"}, shown.stdout
    assert words["deployment"] == words["smoke"] == "not yet", shown.stdout
    assert reports("verify", str(run_suite.records)).returncode == 0
