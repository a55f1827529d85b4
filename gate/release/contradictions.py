"""What can't be true together in a release file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gate.checklist import Checklist
from gate.release.scope import Scope

if TYPE_CHECKING:
    from collections.abc import Iterator

    from gate.files.yaml_text import Spot
    from gate.release.file import Release

ATTESTATION = "attestation"


def contradictions(release: Release) -> Iterator[tuple[Spot, str]]:
    """Say which entries exclude each other, and where."""
    if release.previous.commit == release.commit:
        yield ("previous", "commit"), "this is the release's own commit; write the one that was live before"
    for name in Scope.model_fields:
        part = getattr(release.scope, name)
        if not part.is_in and not (part.reason and part.approver):
            yield ("scope", name), "what is left out says why and who agreed; write {in: false, reason: …, approver: …}"
    yield from _of_the_plan(release)
    if release.waivers or release.approvals or release.attestations or release.incidents:
        checklist = Checklist.read()
        yield from _of_waivers(release, checklist)
        yield from _of_signatures(release, checklist)
        yield from _of_incidents(release, checklist)


def _of_the_plan(release: Release) -> Iterator[tuple[Spot, str]]:
    if release.window and release.window.closes <= release.window.opens:
        yield ("window", "closes"), "the window closes before it opens; exchange the two, or correct the day"
    if release.window and release.freeze and release.window.opens <= release.freeze.at:
        yield ("freeze", "at"), "the freeze begins after the window opens; correct one of the two"
    on_call = release.on_call
    if on_call.from_ and on_call.until and on_call.until <= on_call.from_:
        yield ("on_call", "until"), "the rotation ends before it begins; exchange the two, or correct the day"
    for number, step in enumerate(release.escalation):
        if step.to_minutes is not None and step.to_minutes <= step.from_minutes:
            yield ("escalation", number, "to_minutes"), "the step ends before it begins; exchange the two numbers"


def _of_waivers(release: Release, checklist: Checklist) -> Iterator[tuple[Spot, str]]:
    for number, waiver in enumerate(release.waivers):
        item = checklist.items.get(waiver.item)
        if not item:
            yield ("waivers", number, "item"), _no_item(waiver.item, checklist)
        elif not item.waivable:
            yield ("waivers", number, "item"), f"{waiver.item} can't be waived by anybody; take the waiver out"
        if release.is_deployed_by(waiver.approver):
            yield (
                ("waivers", number, "approver"),
                f"{waiver.approver} deploys this release; a waiver is approved by somebody else",
            )


def _of_signatures(release: Release, checklist: Checklist) -> Iterator[tuple[Spot, str]]:
    for section in ("approvals", "attestations"):
        for number, signed in enumerate(getattr(release, section)):
            item, spot = checklist.items.get(signed.item), (section, number)
            if not item:
                yield (*spot, "item"), _no_item(signed.item, checklist)
            elif ATTESTATION not in item.settled_by:
                yield (
                    (*spot, "item"),
                    f"{signed.item} is not settled by anybody's word ({', '.join(item.settled_by)}); take it out",
                )
            if signed.expires and signed.at and signed.expires <= signed.at:
                yield (*spot, "expires"), "it ends before it was signed; correct one of the two"


def _of_incidents(release: Release, checklist: Checklist) -> Iterator[tuple[Spot, str]]:
    for number, incident in enumerate(release.incidents):
        for place, name in enumerate(incident.items):
            if name not in checklist.items:
                yield ("incidents", number, "items", place), _no_item(name, checklist)


def _no_item(name: str, checklist: Checklist) -> str:
    meant = checklist.nearest_item(name)
    advice = f'nearest: "{meant}"' if meant else "the items are in suites/checklist.yaml"
    return f'there is no item "{name}"; {advice}'
