"""Does somebody's word count? A pure judgement over what was signed, by whom, and on which record.

What doesn't count is `not shown`, whatever the reason: the item waits for the word of the right person (design: an
attestation that is missing, expired or for another commit). One thing refutes: a person of the role who, at GitHub,
asks for changes to this very commit, where the item is an approval. Silence is no answer; a no is one.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime
from types import MappingProxyType
from typing import TYPE_CHECKING

from gate.outcome import ItemOutcome, Outcome
from gate.signing.statement import what_is_missing

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from gate.checklist import Checklist, Item
    from gate.environment.people import People, Person, Said
    from gate.environment.sections import Kind
    from gate.record import Record
    from gate.release import Attestation, Release

APPROVALS = "stakeholders."
SEEN_ON_STAGING = "staging."
LONG_AGO = datetime.min.replace(tzinfo=UTC)
NAMED_MAX = 3


@dataclass(frozen=True)
class PastRun:
    """A record as far as somebody can approve on it. ended_at is None for a run that was cut short."""

    name: str
    commit: str
    kind: str
    ended_at: datetime | None
    outcomes: Mapping[str, Outcome]
    waived: frozenset[str] = frozenset()
    refuted_findings: tuple[str, ...] = ()


def past_runs(records: Iterable[Record]) -> dict[str, PastRun]:
    """Read records by their head, the hash by which an approval names one."""
    return {record.head: _past_run(record) for record in records}


def _past_run(record: Record) -> PastRun:
    said, findings = record.of_kind("outcome"), record.of_kind("finding")
    return PastRun(
        name=record.path.name,
        commit=record.run["release"]["commit"],
        kind=record.run["environment_kind"],
        ended_at=datetime.fromisoformat(record.verdict["at"]) if record.verdict else None,
        outcomes={entry["item"]: Outcome(entry["outcome"]) for entry in said},
        waived=frozenset(entry["item"] for entry in said if entry.get("waived_by")),
        refuted_findings=tuple(entry["id"] for entry in findings if entry["outcome"] == Outcome.REFUTED),
    )


@dataclass(frozen=True)
class Proofs:
    """What tells that a word is really that person's.

    mistrusted: each signed entry with why its signature counts for nothing, empty where it verifies
    (`gate.signing.signature.mistrusted`). said: what GitHub knows. no_github: why it could not be asked.
    """

    mistrusted: Mapping[Attestation, str] = field(default_factory=lambda: MappingProxyType({}))
    said: tuple[Said, ...] = ()
    no_github: str = ""


@dataclass(frozen=True)
class Court:
    """All that the word on an item is judged by; kind is that of the environment which the run points at."""

    release: Release
    people: People
    proofs: Proofs
    records: Mapping[str, PastRun]
    kind: Kind
    now: datetime


def items_to_be_seen(item: Item, checklist: Checklist) -> tuple[Item, ...]:
    """Return what the record that an approval names must show; nothing where the item is settled by a statement."""
    if not item.id.startswith(APPROVALS):
        return ()
    return tuple(other for other in checklist.all_items if other.id.startswith(SEEN_ON_STAGING))


def attestation_outcome(item: Item, court: Court, to_be_seen: Iterable[Item] = ()) -> ItemOutcome:
    """Judge all that is signed for an item. Shown names whose word counts; not shown says what is missing.

    One word that counts is enough. Where none does, the sentence is that of the word which lacks least.
    """
    hearing = _Hearing(item, court, tuple(to_be_seen))
    heard = [(signed, *hearing.hear(signed)) for signed in court.release.signed_for(item.id)]
    good = [signed for signed, _, doubt in heard if not doubt]
    no = hearing.objection(good)
    if no:
        return ItemOutcome(Outcome.REFUTED, no)
    if good and hearing.to_be_seen and court.proofs.no_github:
        return ItemOutcome(Outcome.NOT_SHOWN, f"whether anybody objects is not known: {court.proofs.no_github}")
    if good:
        return ItemOutcome(Outcome.SHOWN, "; ".join(dict.fromkeys(hearing.describe(signed) for signed in good)))
    if not heard:
        names = _names(court.people.of(item.owner)) or f"nobody is named under people.{item.owner}"
        return ItemOutcome(
            Outcome.NOT_SHOWN,
            f"nobody of {item.owner} has signed it yet ({names}): python -m reports sign {item.id}",
        )
    _, _, doubt = max(heard, key=lambda entry: entry[1])
    return ItemOutcome(Outcome.NOT_SHOWN, doubt)


def doubt_about(signed: Attestation, item: Item, court: Court, to_be_seen: Iterable[Item] = ()) -> str:
    """Say why an entry does not count, whoever wrote it; empty for none. Whether it is that person's is not asked."""
    hearing = _Hearing(item, court, tuple(to_be_seen))
    return next(filter(None, hearing.doubts(signed)), "")


def doubt_about_author(signed: Attestation, item: Item, court: Court) -> str:
    """Say why it is not known that an entry is the word of the person whom it names; empty for none."""
    return _Hearing(item, court, ()).doubt_of_author(signed)


@dataclass(frozen=True)
class _Hearing:
    item: Item
    court: Court
    to_be_seen: tuple[Item, ...]

    def hear(self, signed: Attestation) -> tuple[int, str]:
        """How many questions the entry answers before the first that it doesn't, and that doubt; empty for none."""
        for passed, doubt in enumerate((*self.doubts(signed), self.doubt_of_author(signed))):
            if doubt:
                return passed, doubt
        return 0, ""

    def doubts(self, signed: Attestation) -> Iterator[str]:
        """Reasons for which a word would not count, whoever it came from, in the order in which a person would ask."""
        yield self._of_name(signed)
        yield self._of_commit(signed)
        yield self._of_role(signed)
        yield self._of_deployer(signed)
        yield self._of_time(signed)
        yield self._of_statement(signed)
        yield self._of_evidence(signed)

    def _of_name(self, signed: Attestation) -> str:
        return "" if signed.by else "whose word it is was never filled in: `by` is empty or still a placeholder"

    def _of_commit(self, signed: Attestation) -> str:
        commit = self.court.release.commit
        if not signed.commit:
            return f"{signed.by} signed no commit; write the release's: {commit}"
        return "" if signed.commit == commit else f"{signed.by} signed commit {signed.commit[:7]}, not {commit[:7]}"

    def _of_role(self, signed: Attestation) -> str:
        owner = self.item.owner
        if signed.role and signed.role != owner:
            return f"{signed.by} signed as {signed.role}, but {self.item.id} is answered for by {owner}"
        if not self.court.people.of(owner):
            return f"nobody may sign as {owner}: the environment file names nobody under people.{owner}"
        if self._person(signed) is None:
            return f"{signed.by} is not of {owner}; these are: {_names(self.court.people.of(owner))}"
        return ""

    def _of_deployer(self, signed: Attestation) -> str:
        release, person = self.court.release, self._person(signed)
        if self.item.waivable or person is None:
            return ""
        deployer = self.court.people.named(release.deployer)
        is_own = release.is_deployed_by(person.name) or (deployer is not None and person.is_same_as(deployer))
        return f"{signed.by} deploys this release; somebody else of {self.item.owner} has to sign" if is_own else ""

    def _of_time(self, signed: Attestation) -> str:
        if signed.at is None:
            return f"when {signed.by} signed was never filled in: `at` is empty or still a placeholder"
        if signed.at > self.court.now:
            return f"{signed.by} signed at {signed.at:%Y-%m-%d %H:%M} UTC, which is yet to come"
        if signed.expires is None:
            return f"the word of {signed.by} has no end; write `expires`"
        if signed.expires <= self.court.now:
            return f"the word of {signed.by} ended on {signed.expires:%Y-%m-%d %H:%M} UTC; it has to be given again"
        return ""

    def _of_statement(self, signed: Attestation) -> str:
        if self.to_be_seen:
            return ""
        if not signed.statement:
            return f"{signed.by} has signed, but says nothing; write a `statement`: {self.item.must}"
        missing = what_is_missing(signed.statement, self.item, self.court.release)
        return f"{signed.by} has signed “{signed.statement}”, which leaves something open: {missing}" if missing else ""

    def _of_evidence(self, signed: Attestation) -> str:
        if signed.evidence is None and not self.to_be_seen:
            return ""
        if signed.evidence is None:
            return f"{signed.by} names no record; `evidence` is the head of the one that was looked at"
        run = self.court.records.get(signed.evidence)
        if run is None:
            return f"the record {signed.evidence[:12]}… that {signed.by} names is not among those of this release"
        named = f"{run.name}, which {signed.by} names,"
        if run.commit != self.court.release.commit:
            return f"{named} is about commit {run.commit[:7]}"
        if run.ended_at is None or (signed.at and signed.at < run.ended_at):
            return f"{named} was cut short" if run.ended_at is None else f"{named} ended only after that was signed"
        return self._of_what_was_seen(signed, run) if self.to_be_seen else ""

    def _of_what_was_seen(self, signed: Attestation, run: PastRun) -> str:
        due = "local" if self.court.kind == "local" else "staging"
        if run.kind != due:
            return f"{run.name}, which {signed.by} names, is from {run.kind}, not from {due}"
        if run.refuted_findings:
            return f"{run.name}, which {signed.by} names, counts for no release: {', '.join(run.refuted_findings)}"
        unseen = [item.id for item in self.to_be_seen if not self._was_seen(item, run)]
        more = f" and {len(unseen) - NAMED_MAX} more" if len(unseen) > NAMED_MAX else ""
        named = ", ".join(unseen[:NAMED_MAX]) + more
        return f"{run.name}, which {signed.by} names, does not show {named}" if unseen else ""

    def _was_seen(self, item: Item, run: PastRun) -> bool:
        """Shown; or left out by the scope; or lifted by a waiver that stood on that record and still stands."""
        release, outcome = self.court.release, run.outcomes.get(item.id)
        if outcome is Outcome.NOT_PART:
            return bool(release.leaves_out(item))
        still_waived = any(w.item == item.id and self.court.now < w.expires for w in release.waivers)
        return outcome is Outcome.SHOWN or (outcome is not None and item.id in run.waived and still_waived)

    def doubt_of_author(self, signed: Attestation) -> str:
        """A bare line is enough on a machine of one's own. Elsewhere a signature or GitHub says whose word it is."""
        if self.court.kind == "local" or self._proof(signed):
            return ""
        person, proofs, commit = self._person(signed), self.court.proofs, self.court.release.commit
        login = person.github if person else None
        if proofs.no_github:
            github = f"GitHub can't be asked: {proofs.no_github}"
        elif login:
            github = f"at GitHub {login} has not approved {commit[:7]}{self._after(signed)}"
        else:
            github = f"the environment file has no GitHub login of {signed.by}"
        if signed.signature:
            why = proofs.mistrusted.get(signed, "it was not verified")
            return f"the signature of {signed.by} counts for nothing: {why}; {github}"
        return f"it is not confirmed that this is the word of {signed.by}: no signature, and {github}"

    def _proof(self, signed: Attestation) -> str:
        """By what the word is known to be the person's; empty where it isn't known."""
        person = self._person(signed)
        if person is None:
            return ""
        if signed.signature and self.court.proofs.mistrusted.get(signed, "not verified") == "":
            return "signed by SSH"
        latest = self._latest(person)
        run = self.court.records.get(signed.evidence or "")
        is_too_old = latest and latest.at and run and run.ended_at and latest.at < run.ended_at
        return latest.where if latest and latest.verdict == "approved" and not is_too_old else ""

    def _after(self, signed: Attestation) -> str:
        run = self.court.records.get(signed.evidence or "")
        return f" since the end of {run.name}" if run else ""

    def _latest(self, person: Person) -> Said | None:
        """Return what the person said last of this commit at GitHub."""
        login, commit = (person.github or "").casefold(), self.court.release.commit
        said = [one for one in self.court.proofs.said if one.login.casefold() == login and one.commit == commit]
        return max(said, key=lambda one: one.at or LONG_AGO) if login and said else None

    def objection(self, good: Iterable[Attestation]) -> str:
        """Somebody of the role says no at GitHub, and has not signed since; asked where the item is an approval."""
        if not self.to_be_seen:
            return ""
        for person in self.court.people.of(self.item.owner):
            latest = self._latest(person)
            if latest is None or latest.verdict != "objected":
                continue
            since = latest.at or LONG_AGO
            if not any(person.is_called(signed.by or "") and signed.at and signed.at > since for signed in good):
                return f"{person.name} asks for changes to {latest.commit[:7]} ({latest.where})"
        return ""

    def _person(self, signed: Attestation) -> Person | None:
        return self.court.people.named(signed.by, self.item.owner) if signed.by else None

    def describe(self, signed: Attestation) -> str:
        """Say whose word counts, since when, and by what it is known."""
        run = self.court.records.get(signed.evidence or "")
        parts = [
            f"{signed.by}, {signed.at:%Y-%m-%d %H:%M} UTC",
            f"on {run.name}" if run else "",
            self._proof(signed) or "a bare line, which counts locally only",
            f"“{signed.statement}”" if signed.statement else "",
        ]
        return ", ".join(filter(None, parts))


def _names(people: Iterable[Person]) -> str:
    return ", ".join(person.name for person in people)
