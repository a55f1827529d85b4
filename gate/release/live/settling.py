"""Is the release live everywhere and ready? Fresh answers of the home page are counted until there are enough."""

from __future__ import annotations

from collections import Counter
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Any, Self

from gate.outcome import Outcome
from gate.release.live.build import Build, Expected, Says

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

SERVER_ERROR = 500
WARM_MS_MAX = 1_000
EXAMPLES_MAX = 3
NAMED_MAX = 4
CERTAIN = 3
"""Where a share p of all answers is old, a row of 3/p without one comes once in twenty times."""
WORDS = {
    Says.ANOTHER: "another build",
    Says.FAILED: "5xx or no answer",
    Says.NO_PAGE: "no page of the product",
    Says.BESIDE: "the build that is meant to answer beside it",
}
BAD = (Says.ANOTHER, Says.FAILED, Says.NO_PAGE)


@dataclass(frozen=True)
class PageAnswer:
    """One answer over a connection of its own. build: None where there is no page of the product; status 0: no answer.

    why: the answer in words, for the record.
    """

    address: str
    status: int
    build: Build | None
    is_from_cache: bool = False
    why: str = ""


@dataclass(frozen=True)
class FunctionAnswer:
    """How a deployed function answered to a question that changes nothing; status 0: not at all."""

    name: str
    status: int
    took_ms: int

    @property
    def has_answered(self) -> bool:
        """Whether it runs; what it says is for the checks."""
        return 0 < self.status < SERVER_ERROR


@dataclass(frozen=True)
class Settled:
    """What a run saw while it waited, and whether it may begin.

    wanted: answers in a row at each address. counts: answers by what they say. builds: answers by build. build: what
    the last answers were of. cold: functions that were slow or failed at first; unready: those that still do.
    blind: why our own network is to blame.
    """

    is_ready: bool
    is_cut_short: bool
    within_ms: int
    took_ms: int
    wanted: int
    addresses: tuple[str, ...]
    left_out: Mapping[str, str]
    counts: Mapping[str, int]
    builds: Mapping[str, int]
    bad_from_cache: int
    build: str
    commit: str
    assets: tuple[str, ...]
    examples: tuple[str, ...]
    functions: int
    cold: tuple[str, ...]
    unready: tuple[str, ...]
    blind: str = ""

    @classmethod
    def of_entry(cls, entry: Mapping[str, Any]) -> Self:
        """Read what stands in a record of a run that has waited."""
        told: dict[str, Any] = {
            name: tuple(value) if isinstance(value, list) else value
            for name, value in entry.items()
            if name in cls.__dataclass_fields__
        }
        return cls(**told)

    def as_entry(self) -> dict[str, Any]:
        """Fields for the record."""
        return asdict(self)

    def judge(self) -> tuple[Outcome, str]:
        """Say whether the release was live everywhere and ready. What our own network hides is not shown."""
        limit = f"{self.within_ms / 1000:g} s"
        if self.is_ready:
            return Outcome.SHOWN, ""
        if self.is_cut_short:
            return Outcome.NOT_SHOWN, f"the run was ended while it waited for the release: {self._seen()}"
        if self.blind:
            return Outcome.NOT_SHOWN, f"whether the release is live everywhere could not be seen: {self.blind}"
        if not (self._bad or self.unready):
            reason = f"within {limit} there were too few answers to say that the release is live: {self._seen()}"
            return Outcome.NOT_SHOWN, f"{reason}; run again, or give settle.within more time"
        return Outcome.REFUTED, f"the release was not live everywhere and ready within {limit}: {self._seen()}"

    def __str__(self) -> str:
        """Read as a line of its own."""
        if self.is_ready:
            return f"settled in {self.took_ms / 1000:.1f} s   {self._seen()}"
        return f"NOT settled in {self.took_ms / 1000:.1f} s   {self._seen()}"

    @property
    def known_assets(self) -> frozenset[str] | None:
        """The files of the release's page, where no page names its commit; else None."""
        return frozenset(self.assets) if self.is_ready and not self.commit else None

    @property
    def _answers(self) -> int:
        return sum(self.counts.values())

    @property
    def _bad(self) -> int:
        return sum(self.counts.get(says, 0) for says in BAD)

    def _seen(self) -> str:
        where = f"at {len(self.addresses)} address{'es' if len(self.addresses) != 1 else ''}"
        parts = [f"{self.wanted} answers in a row {where} were {self.build}"] if self.is_ready else []
        parts += [self._shares(where)] if self._bad or self.counts.get(Says.BESIDE) or not self.is_ready else []
        if self.counts.get(Says.ANOTHER) and self.counts.get(Says.APPROVED) and not self.is_ready:
            parts.append("two builds are live at once")
        parts += [self._of_functions()] if self.functions else []
        parts += [f"{address} was left out: {why}" for address, why in self.left_out.items()]
        parts += [f"for example {'; '.join(self.examples)}"] if self.examples and not self.is_ready else []
        return ", ".join(parts)

    def _shares(self, where: str) -> str:
        """As in: 5 of 20 answers (25 %) were another build (commit 9f8e7d6: 5)."""
        shares = [
            f"{count} of {self._answers} ({count / self._answers:.0%}) were {WORDS[says]}{self._which(says)}"
            for says in (*BAD, Says.BESIDE)
            if (count := self.counts.get(says, 0))
        ]
        told = ", ".join(shares) or f"{self._answers} answers, {self.counts.get(Says.APPROVED, 0)} of the release"
        cache = f", {self.bad_from_cache} of them out of a cache" if self.bad_from_cache else ""
        return f"{'before that ' if self.is_ready else f'of the answers {where} '}{told}{cache}"

    def _which(self, says: Says) -> str:
        others = [f"{build}: {count}" for build, count in self.builds.items() if build != self.build]
        return f" ({', '.join(others)})" if says is Says.ANOTHER and others else ""

    def _of_functions(self) -> str:
        if self.unready:
            return f"{len(self.unready)} of {self.functions} functions do not answer: {_some(self.unready)}"
        cold = f", at first cold: {_some(self.cold)}" if self.cold else ""
        return f"{self.functions} function{'s' if self.functions != 1 else ''} warm{cold}"


def told_before(entries: Iterable[Mapping[str, Any]]) -> str:
    """What a record says of the time before its first check; empty where the run was not about what is live."""
    for entry in entries:
        skipped = entry.get("skipped")
        return f"judged at once ({skipped}): nobody waited for the release" if skipped else str(Settled.of_entry(entry))
    return ""


def _some(names: Sequence[str]) -> str:
    more = len(names) - NAMED_MAX
    return ", ".join(names[:NAMED_MAX]) + (f" and {more} more" if more > 0 else "")


@dataclass
class Settling:
    """Takes answers until the release is live at every address, and every function is warm."""

    expected: Expected
    wanted: int
    addresses: Collection[str]
    functions: Collection[str] = ()
    left_out: dict[str, str] = field(default_factory=dict)
    blind: str = ""
    _rows: dict[str, int] = field(default_factory=dict, init=False)
    _longest_broken: int = field(default=0, init=False)
    _counts: Counter[Says] = field(default_factory=Counter, init=False)
    _builds: Counter[Build] = field(default_factory=Counter, init=False)
    _build: Build = field(default=Build(), init=False)
    _bad_from_cache: int = field(default=0, init=False)
    _examples: dict[str, None] = field(default_factory=dict, init=False)
    _warm: set[str] = field(default_factory=set, init=False)
    _is_compared: bool = field(default=False, init=False)
    _cold: dict[str, bool] = field(default_factory=dict, init=False)
    """Functions that were slow or failed, and whether they have answered since."""

    @property
    def counted(self) -> list[str]:
        """Addresses at which the release has to be."""
        return [address for address in self.addresses if address not in self.left_out]

    @property
    def unready_addresses(self) -> list[str]:
        """Those that have not answered often enough in a row."""
        return [address for address in self.counted if self.missing(address) > 0]

    def missing(self, address: str) -> int:
        """How many answers in a row are still to come from an address."""
        return self.needed - self._rows.get(address, 0)

    @property
    def needed(self) -> int:
        """How long a row has to be: once another build has answered, much longer than any that a bad answer ended."""
        is_mixed = self._is_compared and len(self._builds) > 1
        if not (is_mixed or self._counts[Says.ANOTHER]):
            return self.wanted
        return CERTAIN * max(self.wanted, self._longest_broken)

    @property
    def unready_functions(self) -> list[str]:
        """Those that are not warm yet."""
        return [name for name in self.functions if name not in self._warm]

    @property
    def is_ready(self) -> bool:
        """Whether nothing is left to wait for. Where only what is meant to answer beside the release does, it is."""
        has_seen_it = self._counts[Says.APPROVED] > 0
        return has_seen_it and bool(self.counted) and not (self.unready_addresses or self.unready_functions)

    def leave_out(self, address: str, why: str) -> None:
        """Count an address no more that can't be reached from here."""
        self.left_out[address] = why

    def take(self, answer: PageAnswer) -> Says:
        """Count an answer, and say what it says."""
        says = self._says(answer)
        self._counts[says] += 1
        if says in BAD:
            self._break_row(answer.address)
            self._bad_from_cache += answer.is_from_cache
            if len(self._examples) < EXAMPLES_MAX:
                self._examples.setdefault(f"{answer.address}: {answer.why}")
        else:
            self._rows[answer.address] = self._rows.get(answer.address, 0) + 1
        return says

    def _says(self, answer: PageAnswer) -> Says:
        if answer.status == 0 or answer.status >= SERVER_ERROR:
            return Says.FAILED
        if answer.build is None:
            return Says.NO_PAGE
        self._builds[answer.build] += 1
        says = self.expected.says(answer.build)
        if says is None:
            self._compare(answer.build)
            return Says.APPROVED
        if says is Says.APPROVED or not self._counts[Says.APPROVED]:
            self._build = answer.build
        return says

    def _compare(self, build: Build) -> None:
        """Where nothing tells which build is the release's, all answers have to be of one: another begins anew."""
        self._is_compared = True
        if self._build not in {build, Build()}:
            self._examples.setdefault(f"{self._build}, then {build}")
            for address in self.addresses:
                self._break_row(address)
        self._build = build

    def _break_row(self, address: str) -> None:
        self._longest_broken = max(self._longest_broken, self._rows.get(address, 0))
        self._rows[address] = 0

    def _by_now(self) -> Counter[Says]:
        """What the answers say. Where they are only compared with each other, the build of most of them counts."""
        if not self._is_compared:
            return self._counts
        most = self._builds[self._build] if self.is_ready else max(self._builds.values())
        others = sum(self._builds.values()) - most
        return self._counts + Counter({Says.ANOTHER: others}) - Counter({Says.APPROVED: others})

    def take_function(self, answer: FunctionAnswer) -> None:
        """Count how a function answered: it is warm when it answers quickly, or for the second time."""
        is_quick = answer.has_answered and answer.took_ms <= WARM_MS_MAX
        if is_quick or (answer.has_answered and self._cold.get(answer.name)):
            self._warm.add(answer.name)
        else:
            self._cold[answer.name] = answer.has_answered

    def result(self, took_ms: int, within_ms: int) -> Settled:
        """What was seen so far."""
        (most, _), *_ = [*self._builds.most_common(1), (Build(), 0)]
        build = most if self._is_compared and not self.is_ready else self._build
        return Settled(
            is_ready=self.is_ready,
            is_cut_short=False,
            within_ms=within_ms,
            took_ms=took_ms,
            wanted=self.needed,
            addresses=tuple(self.counted),
            left_out=dict(self.left_out),
            counts={says.value: count for says, count in self._by_now().items() if count},
            builds={str(build): count for build, count in self._builds.items()},
            bad_from_cache=self._bad_from_cache,
            build=str(build),
            commit=build.commit,
            assets=tuple(sorted(build.assets)),
            examples=tuple(self._examples),
            functions=len(self.functions),
            cold=tuple(self._cold),
            unready=tuple(self.unready_functions),
            blind=self.blind,
        )
