"""Can faults be switched, seen and listed?"""

import os
import subprocess
import sys

import pytest

from sandbox.faults.catalogue import FAULTS
from tests.support.running import client_of, running_sandbox


@pytest.fixture
def lever(sandbox):
    return f"{sandbox['SANDBOX_URL']}/_sandbox/faults"


@pytest.mark.usefixtures("switch_on")  # which switches all off in the end
def test_a_fault_is_switched_on_and_off(http, lever):
    def strength(name):
        return http.get(lever).json()[name]["strength"]

    assert strength("mail-late") == 0
    assert http.put(f"{lever}/mail-late", json={"strength": 0.2}).status_code == 204
    assert strength("mail-late") == 0.2
    assert http.put(f"{lever}/mail-late").status_code == 204
    assert strength("mail-late") == 1
    assert http.delete(f"{lever}/mail-late").status_code == 204
    assert strength("mail-late") == 0


def test_all_faults_are_switched_off_at_once(http, lever):
    for name in ("mail-late", "site-down"):
        http.put(f"{lever}/{name}")
    assert http.delete(lever).status_code == 204

    assert not any(fault["strength"] for fault in http.get(lever).json().values())


def test_an_unknown_fault_names_the_nearest(http, lever):
    for answer in (http.put(f"{lever}/site-dwon"), http.delete(f"{lever}/site-dwon")):
        assert answer.status_code == 404
        assert "'site-down'" in answer.text


BAD = [b"{", b"[]", b'{"strength": "strong"}', b'{"strength": -1}', b'{"since": "yesterday"}']


@pytest.mark.parametrize("body", BAD)
def test_a_bad_wish_is_refused(http, lever, body):
    assert http.put(f"{lever}/mail-late", content=body).status_code == 400


def test_faults_are_listed_with_what_a_person_would_see(http, lever):
    listed = subprocess.run([sys.executable, "-m", "sandbox", "faults"], capture_output=True, text=True, check=True)

    for line, (name, shown) in zip(listed.stdout.splitlines(), http.get(lever).json().items(), strict=True):
        assert line.split(maxsplit=1) == [name, shown["sentence"]]
    assert len(FAULTS) == len(listed.stdout.splitlines())


def test_faults_can_be_on_from_the_start():
    with running_sandbox(SANDBOX_FAULTS="site-down,mail-late") as addresses, client_of(addresses) as client:
        shown = client.get(f"{addresses['SANDBOX_URL']}/_sandbox/faults").json()

    assert {name for name, fault in shown.items() if fault["strength"]} == {"site-down", "mail-late"}


def test_an_unknown_fault_at_start_is_refused():
    environment = {**os.environ, "SANDBOX_FAULTS": "site-dwon"}
    ended = subprocess.run(
        [sys.executable, "-m", "sandbox"], env=environment, capture_output=True, text=True, check=False
    )

    assert ended.returncode == 2
    assert "'site-down'" in ended.stderr
