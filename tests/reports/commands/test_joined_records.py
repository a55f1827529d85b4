"""Records of two machines, joined on the branch release-records: neither loses one, and together they stand."""

import subprocess
from pathlib import Path

import pytest
import yaml

from gate.outcome import Outcome
from tests.reports.running_commands import reports
from tests.support.past_runs import Past, a_release, write_past

BRANCH = "release-records"
FOLDER = Path("reports/releases/2.4.0")
RELEASE = a_release()


def git(place, *words):
    identity = ("-c", "user.name=ci", "-c", "user.email=ci@alaskapay.com", "-c", "commit.gpgsign=false")
    done = subprocess.run(["git", *identity, *words], cwd=place, capture_output=True, text=True, check=False)  # noqa: S603, S607 - git
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.fixture
def machines(tmp_path):
    """Two clones of a repository with the branch, on which the release file lies."""
    git(tmp_path, "init", "-q", "--bare", "-b", BRANCH, "shared.git")
    clones = []
    for name in ("one", "other"):
        git(tmp_path, "clone", "-q", "shared.git", name)
        clones.append(tmp_path / name)
        if name == "one":
            folder = clones[0] / FOLDER
            folder.mkdir(parents=True)
            text = yaml.safe_dump(RELEASE.for_the_record())
            (folder / "release.yaml").write_text(text, encoding="utf-8")
            hand_in(clones[0])
    return clones


def hand_in(clone):
    """What a machine does after a run: add its records, take in those of others, and push."""
    git(clone, "add", "--all")
    git(clone, "commit", "-q", "-m", "records of a run")
    if git(clone, "ls-remote", "--heads", "origin", BRANCH):
        git(clone, "pull", "-q", "--rebase", "origin", BRANCH)
    git(clone, "push", "-q", "origin", f"HEAD:{BRANCH}")


def test_two_machines_hand_in_at_the_same_time_and_both_see_all(machines):
    one, other = machines
    staging = {"environment": "staging", "kind": "staging", "release": RELEASE}
    write_past(one / FOLDER, 1, Past(phases=("staging",), **staging))
    write_past(one / FOLDER, 2, Past(phases=("rollback",), **staging))
    write_past(other / FOLDER, 3, Past(phases=("pre_production",), release=RELEASE))
    write_past(other / FOLDER, 4, Past(phases=("pre_deployment",), release=RELEASE))
    write_past(other / FOLDER, 5, Past(phases=("rollback",), release=RELEASE))

    hand_in(one)
    hand_in(other)
    git(one, "pull", "-q", "--rebase", "origin", BRANCH)

    stood = [reports("show", machine / FOLDER / "release.yaml") for machine in machines]
    assert [len(list((machine / FOLDER).glob("*.jsonl"))) for machine in machines] == [5, 5]
    assert [done.exit_code for done in stood] == [0, 0], stood[0].out
    assert stood[0].out.splitlines()[3:] == stood[1].out.splitlines()[3:]
    assert "apart      GO on staging" in stood[0].out


def test_what_one_machine_has_refuted_the_other_cannot_leave_behind(machines):
    one, other = machines
    write_past(one / FOLDER, 1, Past(phases=("pre_production",), release=RELEASE))
    hand_in(one)
    git(other, "pull", "-q", "--rebase", "origin", BRANCH)

    write_past(other / FOLDER, 2, Past({"infra.tls": Outcome.REFUTED}, phases=("pre_production",), release=RELEASE))
    hand_in(other)
    git(one, "pull", "-q", "--rebase", "origin", BRANCH)

    done = reports("show", one / FOLDER / "release.yaml")

    assert done.exit_code == 1
    assert "refuted    infra.tls: as seen then" in done.out
