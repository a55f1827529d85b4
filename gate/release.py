"""The release: what goes out, by whom, and which exceptions people have signed. Written by people, read here."""

from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any, Self

from pydantic import BeforeValidator, Field, StrictBool

from gate.checklist import Checklist, Item
from gate.scalars import Commit, Text, Version, Whole
from gate.times import Expiry, Time
from gate.yaml_file import FilePath, Section, read_yaml
from gate.yaml_text import Spot

Count = Annotated[Whole, Field(gt=0)]


class Previous(Section):
    """What was live before, and what a rollback goes back to."""

    version: Version
    commit: Commit


class Part(Section):
    """Whether a part of the product is in the release (`in`); one that is left out says why, and who agreed."""

    is_in: Annotated[StrictBool, Field(alias="in")]
    reason: Text | None = None
    approver: Text | None = None


def _short_form(value: Any) -> Any:  # noqa: ANN401 - whatever the file holds
    """Read `ios: true` as `ios: {in: true}`."""
    if isinstance(value, bool):
        return {"in": value}
    if not isinstance(value, dict | Part):
        raise ValueError("does not say whether it is in; write true, or {in: false, reason: …, approver: …}")  # noqa: TRY004 - pydantic's
    return value


ScopedPart = Annotated[Part, BeforeValidator(_short_form)]


class Scope(Section):
    """Which parts of the product the release changes."""

    web: ScopedPart
    functions: ScopedPart
    ios: ScopedPart
    android: ScopedPart
    flags: ScopedPart
    sms: ScopedPart
    push: ScopedPart
    beta: ScopedPart
    press: ScopedPart


class Build(Section):
    """An app as submitted, and the JUnit file of the test that launched this very build."""

    number: Text
    launch_test: FilePath | None = None


class Builds(Section):
    """The apps of the release."""

    ios: Build | None = None
    android: Build | None = None


class RolledBackTo(Section):
    """What is live after a rollback."""

    commit: Commit
    reason: Text
    at: Time


class Window(Section):
    """When the deployment happens."""

    opens: Time
    closes: Time


class Targets(Section):
    """What the release is expected to bring within a week; `[TARGET]` is none. Money is in whole naira."""

    registrations: Count | None = None
    active_users: Count | None = None
    transaction_volume_naira: Count | None = None


class Waiver(Section):
    """A dated exception for one item, of this version only. A day ends with its last second, UTC."""

    item: Text
    reason: Text
    owner: Text
    approver: Text
    issue: Text
    expires: Expiry


class Release(Section):
    """One release.yaml. Placeholders such as `[Name]` count as not written."""

    version: Version
    commit: Commit
    previous: Previous
    deployer: Text
    scope: Scope
    builds: Builds = Builds()
    rolled_back_to: RolledBackTo | None = None
    window: Window | None = None
    targets: Targets = Targets()
    waivers: tuple[Waiver, ...] = ()

    @classmethod
    def read(cls, path: Path) -> Self:
        """Read a release file; raise FileError with all that is wrong."""
        return read_yaml(path, cls, contradictions=_contradictions, has_placeholders=True).facts

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


def _contradictions(release: Release) -> Iterator[tuple[Spot, str]]:
    if release.previous.commit == release.commit:
        yield ("previous", "commit"), "this is the release's own commit; write the one that was live before"
    for name in Scope.model_fields:
        part = getattr(release.scope, name)
        if not part.is_in and not (part.reason and part.approver):
            yield ("scope", name), "what is left out says why and who agreed; write {in: false, reason: …, approver: …}"
    if release.window and release.window.closes <= release.window.opens:
        yield ("window", "closes"), "the window closes before it opens; exchange the two, or correct the day"
    yield from _waiver_contradictions(release)


def _waiver_contradictions(release: Release) -> Iterator[tuple[Spot, str]]:
    if not release.waivers:
        return
    checklist = Checklist.read()
    for number, waiver in enumerate(release.waivers):
        item = checklist.items.get(waiver.item)
        if not item:
            meant = checklist.nearest_item(waiver.item)
            advice = f'nearest: "{meant}"' if meant else "the items are in suites/checklist.yaml"
            yield ("waivers", number, "item"), f'there is no item "{waiver.item}"; {advice}'
        elif not item.waivable:
            yield ("waivers", number, "item"), f"{waiver.item} can't be waived by anybody; take the waiver out"
        if release.is_deployed_by(waiver.approver):
            yield (
                ("waivers", number, "approver"),
                f"{waiver.approver} deploys this release; a waiver is approved by somebody else",
            )
