"""The result of a load test: one JSON file, written by `python -m loadtests`, judged anew by whoever reads it.

Nothing in the file is believed because the file says so: readings and outcome follow from its counts, by
`readings` and `load_outcome`. `readings` in the file are a copy for people.
"""

import json
import math
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, Literal, Self

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, ValidationError, model_validator

from gate.files.foreign_file import MB, UnreadableFileError, read_foreign_text
from gate.files.scalars import Commit
from gate.load.scenarios import LoadLimits, Scenario, Stage, load_scenarios
from gate.measure import ALPHA_FAIL, RateGate, Reading, State
from gate.outcome import Outcome

CPU_SHARE_MAX = 0.9
LATE_SHARE_MAX = 0.05
HELD_BACK_SHARE_MAX = 0.01
USERS_SHARE_MIN = 0.98
LENGTH_SLACK_S = 2.0
SAMPLE_SLACK_S = 2.5
"""Users are counted once a second, and workers report them every few."""

Count = Annotated[int, Field(ge=0, strict=True)]
Counts = dict[str, Count]


class LoadResultError(ValueError):
    """A result file that can't be read; the text names the file and what is wrong in it."""


class Part(BaseModel):
    """A part of the file: nothing in it is unknown, and nothing changes."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class LoadSample(Part):
    """One second of the run: users asked for and running, what was sent by then, times of the last seconds."""

    at_s: Annotated[float, Field(ge=0)]
    users_asked: Count
    users: Count
    requests: Count
    failures: Count
    p50_ms: Annotated[float, Field(ge=0)] | None
    p95_ms: Annotated[float, Field(ge=0)] | None


class EndpointLoad(Part):
    """What one endpoint answered. `histogram`: lowest time in ms of each bucket -> answers in it.

    judged: "fully", or "errors" where a time has no limit, or "not" where somebody else answers (the provider).
    """

    name: str
    judged: Literal["fully", "errors", "not"]
    requests: Count
    failures: Count
    histogram: dict[Annotated[int, Field(ge=0)], Count]

    @model_validator(mode="after")
    def _agree(self) -> Self:
        if self.failures > self.requests or sum(self.histogram.values()) > self.requests:
            raise ValueError(f"more failures or times than requests at {self.name}")
        return self

    def slower_than(self, limit_ms: int) -> int:
        """Answers that took `limit_ms` or longer; a bucket must begin there, else this counts too many."""
        return sum(count for edge, count in self.histogram.items() if edge >= limit_ms)


class LoadError(Part):
    """So many failures of one kind at one endpoint."""

    endpoint: str
    kind: str
    count: Count


class GeneratorLoad(Part):
    """How the generator itself was.

    cpu_share: of one core, in the busiest 3 s of the busiest process. late_share: wake-ups that came 100 ms
    late or later. held_back: requests that waited because of the environment's rate limit. crashes: in our own code.
    """

    processes: Count
    cpu_share: Annotated[float, Field(ge=0)]
    late_share: Annotated[float, Field(ge=0, le=1)]
    held_back: Count
    lost_workers: tuple[str, ...]
    crashes: Counts


class Money(Part):
    """Which statements about money were broken, and by how many rows; None where nobody could look."""

    before: Counts | None
    after: Counts | None
    cleaned: Counts | None
    why_not: str = ""


class LoadResult(Part):
    """One run of one scenario."""

    format: Literal[1]
    scenario: str
    scale: Annotated[float, Field(gt=0, le=1)]
    full_length: bool
    """Whether only the users were scaled."""
    environment: str
    environment_kind: Literal["local", "staging"]
    version: str
    commit: Commit
    live_commit: str
    """What was live before and after; empty where it could not be read, and both where it changed."""
    started_at: AwareDatetime
    ended_at: AwareDatetime
    lasted_s: Annotated[float, Field(ge=0)]
    """From the first user to the last."""
    cut_short: str
    limits: LoadLimits
    stages: tuple[Stage, ...]
    samples: tuple[LoadSample, ...]
    rounds: Counts
    """How often each task was done."""
    endpoints: tuple[EndpointLoad, ...]
    errors: tuple[LoadError, ...]
    generator: GeneratorLoad
    money: Money
    users_left: Count
    readings: dict[str, dict[str, Any]]

    @property
    def requests(self) -> int:
        """All to the product."""
        return sum(endpoint.requests for endpoint in self.endpoints if endpoint.judged == "fully")

    def reached(self) -> tuple[int, ...]:
        """The most users in each stage."""
        found, begins = [], 0.0
        for stage in self.stages:
            ends = begins + stage.lasts.total_seconds()
            found.append(max((s.users for s in self.samples if begins <= s.at_s <= ends + SAMPLE_SLACK_S), default=0))
            begins = ends
        return tuple(found)

    def write(self, path: Path) -> None:
        """Write the file; it is whole or not there."""
        path.parent.mkdir(parents=True, exist_ok=True)
        draft = path.with_name(f"{path.name}.part")
        draft.write_text(json.dumps(self.model_dump(mode="json", by_alias=True), indent=1) + "\n", encoding="utf-8")
        draft.replace(path)

    @classmethod
    def read(cls, path: Path) -> Self:
        """Read a result file; raise LoadResultError for one that is none, is damaged, or contradicts itself."""
        try:
            text = read_foreign_text(path, 50 * MB)
        except UnreadableFileError as error:
            raise LoadResultError(f"{path}: {error}") from None
        try:
            return cls.model_validate_json(text)
        except ValidationError as error:
            first, *others = error.errors(include_url=False)
            where = ".".join(str(step) for step in first["loc"]) or "the whole"
            more = f"; and {len(others)} more" if others else ""
            raise LoadResultError(f"{path}: is no load result: {where}: {first['msg']}{more}") from None


@dataclass(frozen=True)
class LoadOutcome:
    """What a result shows of the release, and why."""

    outcome: Outcome
    sentence: str


def readings(result: LoadResult) -> dict[str, Reading]:
    """Judge each endpoint against its limits: the share of answers that took too long, and the share of errors.

    What is slow together in one second counts once: the gates' `cluster` is the endpoint's mean requests per second,
    at least 1. alpha_fail is shared out, so that all gates of a good product together cry wolf once in a hundred runs.
    As many slow answers as the generator's own lateness may have caused are missing: unknown, not the product's.
    """
    limits = result.limits
    tests: list[tuple[str, float, EndpointLoad, tuple[int, int, int]]] = []
    for endpoint in result.endpoints:
        if endpoint.judged == "fully":
            for limit_ms, share in limits.slow_shares.items():
                n, slow = sum(endpoint.histogram.values()), endpoint.slower_than(limit_ms)
                ours = min(slow, math.ceil(n * result.generator.late_share))
                name = f"{endpoint.name} below {limit_ms:,} ms"
                tests.append((name, share, endpoint, (n - ours, slow - ours, ours)))
        if endpoint.judged != "not":
            counts = (endpoint.requests, endpoint.failures, 0)
            tests.append((f"{endpoint.name} errors", limits.error_share, endpoint, counts))
    found = {}
    for name, limit, endpoint, (n, bad, missing) in tests:
        together = max(1.0, endpoint.requests / max(result.lasted_s, 1.0))
        gate = RateGate(limit, alpha_fail=ALPHA_FAIL / len(tests), cluster=math.ceil(together))
        found[name] = gate.update(n, bad, missing)
    return found


def generator_faults(result: LoadResult) -> list[str]:
    """Say why this generator did not load the product as it should have; empty where it did."""
    generator = result.generator
    faults = []
    if generator.cpu_share > CPU_SHARE_MAX:
        faults.append(
            f"the generator itself was the bottleneck: a process of it used {generator.cpu_share:.0%} of a core; "
            "use more --processes or machines"
        )
    if generator.late_share > LATE_SHARE_MAX:
        faults.append(
            f"the generator missed its pacing: {generator.late_share:.0%} of its wake-ups came late; "
            "use a machine that is not busy otherwise"
        )
    if result.requests and generator.held_back > HELD_BACK_SHARE_MAX * result.requests:
        faults.append(f"{generator.held_back:,} requests were held back by permits.load_requests_per_second_max")
    if generator.crashes:
        worst = next(iter(generator.crashes))
        faults.append(f"the generator's own code failed {sum(generator.crashes.values())} times ({worst})")
    return faults


def load_outcome(result: LoadResult, release_commit: str) -> LoadOutcome:
    """Say what a result shows of the release with this commit: shown, refuted or not shown, in a sentence.

    Refuted at any scale: less load than the product must bear has broken it. Shown only at full size, in full length.
    """
    head = f"{result.scenario} load"
    if result.commit != release_commit:
        text = f"{head}: the result is of commit {result.commit[:7]}, not of the release's {release_commit[:7]}"
        return LoadOutcome(Outcome.NOT_SHOWN, text)
    if result.scenario not in load_scenarios():
        return LoadOutcome(Outcome.NOT_SHOWN, f"{head}: there is no such scenario")
    found = readings(result)
    refutations = list(_refutations(result, found))
    size = f"{max(result.reached(), default=0):,} users, {_length(result.lasted_s)}, {result.requests:,} requests"
    if refutations:
        return LoadOutcome(Outcome.REFUTED, f"{head}, {size}: {'; '.join(refutations)}")
    gaps = list(_gaps(result, load_scenarios()[result.scenario], found))
    if gaps:
        return LoadOutcome(Outcome.NOT_SHOWN, f"{head}, {size}: {'; '.join(gaps)}")
    return LoadOutcome(Outcome.SHOWN, f"{head}: {size}, every endpoint within its limits, money conserved")


def _refutations(result: LoadResult, found: dict[str, Reading]) -> Iterator[str]:
    money = result.money
    if money.before is not None:
        for name in sorted({*(money.after or {}), *(money.cleaned or {})} - set(money.before)):
            rows = (money.after or {}).get(name) or (money.cleaned or {}).get(name)
            yield f"money: {name} is broken by {rows} row{'' if rows == 1 else 's'} since the load"
    is_blurred = result.generator.cpu_share > CPU_SHARE_MAX or bool(result.generator.crashes)
    for name, reading in found.items():
        if reading.state is State.FAIL and not (is_blurred and name.endswith(" ms")):
            yield f"{name}: {reading.reason}"


def _gaps(result: LoadResult, scenario: Scenario, found: dict[str, Reading]) -> Iterator[str]:
    if result.cut_short:
        yield f"the run was cut short: {result.cut_short}"
    asked = scenario.scaled(result.scale, full_length=result.full_length)
    if result.stages != asked.stages or result.limits != scenario.limits:
        yield "its stages or limits are not those of the scenario"
    if not result.requests:
        yield "not a single request was sent"
        return
    never = [task for task in scenario.tasks if not result.rounds.get(task)]
    if never:
        yield f"never done: {', '.join(never)}"
    yield from _size_gaps(result, asked)
    yield from generator_faults(result)
    if result.generator.lost_workers:
        lost = result.generator.lost_workers
        yield f"{len(lost)} worker{'' if len(lost) == 1 else 's'} lost on the way: {', '.join(lost)}"
    yield from _money_gaps(result.money)
    if result.live_commit != result.commit:
        live = f"commit {result.live_commit} was live" if result.live_commit else "what was live could not be read"
        yield f"{live}, not the release's {result.commit[:7]}" if result.live_commit else live
    if result.scale < 1:
        yield f"at scale {result.scale:g} a good result proves nothing of the full load"
    undecided = [f"{name}: {reading.reason}" for name, reading in found.items() if reading.state is not State.PASS]
    if undecided:
        more = f" (and {len(undecided) - 1} more)" if len(undecided) > 1 else ""
        yield f"undecided: {undecided[0]}{more}"


def _size_gaps(result: LoadResult, asked: Scenario) -> Iterator[str]:
    short = [
        f"{reached:,} of {stage.users:,}"
        for stage, reached in zip(asked.stages, result.reached(), strict=False)
        if reached < math.floor(stage.users * USERS_SHARE_MIN)
    ]
    if short:
        yield f"too few users: {', '.join(short)}"
    if result.lasted_s < asked.lasts.total_seconds() - LENGTH_SLACK_S:
        yield f"too short: {_length(result.lasted_s)} of {_length(asked.lasts.total_seconds())}"
    if result.requests < asked.requests_min:
        yield f"too few requests: {result.requests:,} of {asked.requests_min:,} that a good product lets through"


def _money_gaps(money: Money) -> Iterator[str]:
    if money.before is None or money.after is None or money.cleaned is None:
        yield f"the money could not be looked at: {money.why_not or 'the run ended before'}"
    elif money.before:
        yield f"money was out of order before the load: {', '.join(money.before)}"


def _length(seconds: float) -> str:
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes} min {rest} s" if minutes else f"{rest} s"
