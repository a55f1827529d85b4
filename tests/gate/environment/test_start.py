"""An environment at hand: nothing that was started runs on where the environment may not be spoken to."""

import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

from gate.environment import Environment, StartedEnvironment, refuse_another_identity
from gate.environment import start as starting
from gate.files.yaml_file import FileError
from gate.launch.process import Launched, launch


def start(addresses: Mapping[str, str]) -> StartedEnvironment:
    return StartedEnvironment.start("local", None, Path("unused"), refuse_another_identity, addresses)


def test_addresses_of_one_that_stands_already_are_taken_with_its_authority(
    sandbox_variables: dict[str, str], tmp_path: Path
) -> None:
    authority = tmp_path / "ca.pem"
    authority.write_text("an authority", encoding="ascii")

    started = start({**sandbox_variables, "CA_FILE": str(authority)})

    assert (started.launched, started.ca_pem) == (None, "an authority")
    assert started.environment.name == "local"


def test_an_authority_that_is_not_there_is_told_with_the_file_that_names_it(sandbox_variables: dict[str, str]) -> None:
    with pytest.raises(FileError, match=r"local\.yaml: ca_file /run/sandbox/ca\.pem can't be read: "):
        start(sandbox_variables)


def test_another_identity_is_refused_in_a_sentence(sandbox_variables: dict[str, str]) -> None:
    with pytest.raises(FileError, match="nothing was sent to local: supabase"):
        start({**sandbox_variables, "SUPABASE_ANON_KEY": sandbox_variables["SUPABASE_SERVICE_KEY"]})


def test_what_was_started_ends_where_nothing_may_be_sent(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    running: list[Launched] = []

    def remember(command: list[str], root: Path, log: Path) -> Launched:
        running.append(launch(command, root, log))
        return running[0]

    def refuse(_environment: Environment) -> None:
        raise AssertionError("the file is wrong already")

    monkeypatch.setattr(starting, "launch", remember)
    command = [sys.executable, "-c", "import signal; print('{}', flush=True); signal.pause()"]

    with pytest.raises(FileError, match="secrets are missing"):
        StartedEnvironment.start("prod", command, tmp_path / "log", refuse)

    assert running[0].process.poll() is not None
