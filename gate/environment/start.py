"""An environment at hand: started where it is ours to start, read, and what it says it is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Self

from gate.environment.file import Environment, identity_contradictions
from gate.files.foreign_file import MB, UnreadableFileError, read_foreign_text
from gate.files.places import ROOT
from gate.files.yaml_file import FileError
from gate.launch.process import Launched, launch

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path


@dataclass(frozen=True)
class StartedEnvironment:
    """An environment that may be spoken to. `launched` where this process started it, with the addresses it printed.

    ca_pem: its private authority, read once: a local environment may end before its run does.
    """

    environment: Environment
    launched: Launched | None
    addresses: Mapping[str, str]
    ca_pem: str | None

    @classmethod
    def start(
        cls,
        name: str,
        command: Sequence[str] | None,
        log: Path,
        refuse: Callable[[Environment], None],
        addresses: Mapping[str, str] | None = None,
    ) -> Self:
        """Start the environment with its command, or take the addresses of one that stands already, and read it.

        refuse: raises where nothing may be sent. Raises also FileError and LaunchError; then nothing runs on.
        """
        launched = launch(command, ROOT, log) if command and addresses is None else None
        addresses = launched.addresses if launched else addresses or {}
        try:
            environment = Environment.read(name, addresses or None)
            refuse(environment)
            return cls(environment, launched, addresses, _authority(environment))
        except BaseException:
            if launched:
                launched.end()
            raise

    def end(self) -> None:
        """End what this process started."""
        if self.launched:
            self.launched.end()


def refuse_another_identity(environment: Environment) -> None:
    """Raise FileError where keys and addresses are not of what the file says it is."""
    if found := identity_contradictions(environment):
        raise FileError(f"nothing was sent to {environment.name}: {'; '.join(found)}")


def _authority(environment: Environment) -> str | None:
    if environment.ca_file is None:
        return None
    try:
        return read_foreign_text(environment.ca_file, MB, "ascii")
    except UnreadableFileError as error:
        raise FileError(f"{environment.file}: ca_file {environment.ca_file} {error}") from None
