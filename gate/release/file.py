"""release.yaml as a whole."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Self

from pydantic import Field

from gate.checklist import Item
from gate.files.places import RELEASES
from gate.files.scalars import Commit, Text, Version
from gate.files.yaml_file import FileError, Section, read_yaml
from gate.release.contradictions import contradictions
from gate.release.events import Announcement, Incident, Notification, RolledBackTo, Rotation
from gate.release.plan import Escalation, Freeze, Guides, Migrations, OnCall, Targets, Window
from gate.release.results import Files, Results
from gate.release.scope import Builds, Functions, Scope
from gate.release.signed import Attestation, Waiver

RELEASE_FILE = "release.yaml"
DECIDING = ("version", "commit", "previous", "deployer", "window", "scope", "waivers", "rolled_back_to")


class Previous(Section):
    """What was live before, and what a rollback goes back to."""

    version: Version
    commit: Commit


class Release(Section):
    """One release.yaml. Placeholders such as `[Name]` count as not written."""

    version: Version
    commit: Commit
    previous: Previous
    deployer: Text
    freeze: Freeze | None = None
    window: Window | None = None
    scope: Scope
    builds: Builds = Builds()
    results: Results = Results()
    runbook: Files = ()
    migrations: Migrations = Migrations()
    functions: Functions = Field(default_factory=dict)
    guides: Guides = Guides()
    brief: Text | None = None
    on_call: OnCall = OnCall()
    escalation: tuple[Escalation, ...] = ()
    targets: Targets = Targets()
    approvals: tuple[Attestation, ...] = ()
    attestations: tuple[Attestation, ...] = ()
    notifications: tuple[Notification, ...] = ()
    rotations: tuple[Rotation, ...] = ()
    announcements: tuple[Announcement, ...] = ()
    waivers: tuple[Waiver, ...] = ()
    incidents: tuple[Incident, ...] = ()
    rolled_back_to: RolledBackTo | None = None

    @classmethod
    def read(cls, path: Path) -> Self:
        """Read a release file; raise FileError with all that is wrong."""
        return read_yaml(path, cls, contradictions=contradictions, has_placeholders=True).facts

    @classmethod
    def of_record(cls, facts: Mapping[str, Any]) -> Self:
        """Read back what `for_the_record` wrote; raise pydantic's ValidationError where it is something else."""
        return cls.model_validate(facts)

    def for_the_record(self) -> dict[str, Any]:
        """Everything that a verdict depends on, as JSON."""
        return self.model_dump(mode="json", by_alias=True, include=set(DECIDING))

    @property
    def commits(self) -> tuple[str, ...]:
        """Those that it speaks of; a shortened one that is among them is known in full."""
        back = [self.rolled_back_to.commit] if self.rolled_back_to else []
        return (self.commit, self.previous.commit, *back)

    def is_deployed_by(self, name: str) -> bool:
        """Whether this is the deployer's name, however it is written."""
        return name.casefold().split() == self.deployer.casefold().split()

    def leaves_out(self, item: Item) -> str:
        """Say why the item is not part of this release; empty where it is."""
        parts = {name: getattr(self.scope, name) for name in item.of}
        if not parts or any(part.is_in for part in parts.values()):
            return ""
        whys = dict.fromkeys(f"{part.reason} (approved by {part.approver})" for part in parts.values())
        return f"{' and '.join(parts)} left out: {'; '.join(whys)}"

    def signed_for(self, item: str) -> tuple[Attestation, ...]:
        """Return all that people have signed for an item, in the order of the file."""
        return tuple(signed for signed in (*self.approvals, *self.attestations) if signed.item == item)


def release_path(asked: str) -> Path:
    """Give the path of a release file, asked for by its version or its path; whether it is there is not looked at."""
    return Path(asked) if asked.endswith((".yaml", ".yml")) else RELEASES / asked / RELEASE_FILE


def find_release_file(asked: str | None, environment: str, addresses: Mapping[str, str]) -> Path:
    """Find the release that was asked for by version or path; a launched environment brings a sample of its own.

    Raises FileError where there is none.
    """
    if not asked and "RELEASE_FILE" in addresses:
        return Path(addresses["RELEASE_FILE"])
    if not asked:
        raise FileError(f"--env {environment} needs --release VERSION: which release is this about?")
    path = release_path(asked)
    if not path.is_file():
        raise FileError(
            f"there is no {path}; --release takes a version in reports/releases/ or the path of a release.yaml"
        )
    return path
