"""What the lines of a record have to hold, so that whoever reads one later can rely on names, types and sizes."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError

from gate.checklist import Phase
from gate.checklist.timing import phase_time
from gate.release.live.settling import Settled

if TYPE_CHECKING:
    from collections.abc import Mapping

YEARS = range(2000, 2900)
LATE = datetime(YEARS.stop, 1, 1, tzinfo=UTC)
FAULTS = (ValueError, TypeError, AttributeError, LookupError, ArithmeticError)
"""What reading a value that is not such as runs write may raise."""


def _moment(text: str) -> str:
    at = datetime.fromisoformat(text)
    if at.tzinfo is None or at.year not in YEARS:
        raise ValueError("is no time of a run")
    return text


def _moment_if_any(text: str) -> str:
    return _moment(text) if text else text


def _phase(phase: dict[str, Any]) -> dict[str, Any]:
    """A phase that tells its time has to tell it as the checklist does."""
    if not (isinstance(phase.get("name"), str) and isinstance(phase.get("title", ""), str)):
        raise ValueError("has no name")  # noqa: TRY004 - pydantic wants a ValueError
    if "from" in phase:
        facts = {name: value for name, value in phase.items() if name != "name"}
        try:
            str(phase_time(Phase.model_validate(facts), LATE, LATE))
        except ArithmeticError:
            raise ValueError("has a time that no clock shows") from None
    return phase


Moment = Annotated[str, AfterValidator(_moment)]
MomentIfAny = Annotated[str | None, AfterValidator(_moment_if_any)]
Word = Literal["shown", "refuted", "not shown", "not part"]
Milliseconds = Annotated[float, Field(ge=0, le=1e12, allow_inf_nan=False)]
Kept = Annotated[str, Field(pattern=r"^[\w-]+(/[\w-]+)*(\.\w+)*$", max_length=200)]
"""A file in the record's own folder."""


class _Line(BaseModel):
    model_config = ConfigDict(strict=True, extra="allow")


class _Any(_Line):
    at: Moment


class _Window(_Line):
    opens: MomentIfAny = None
    closes: MomentIfAny = None


class _Release(_Line):
    version: str
    commit: str
    deployer: str
    window: _Window | None = None


class _Selection(_Line):
    narrowed_by: str = ""


class _Item(_Line):
    id: str
    text: str | None = None
    phase: str = ""
    section: str = ""
    owner: str = ""
    must: str = ""
    of: list[str] = []


class _Follows(_Line):
    record: str
    head: str


class _Frozen(_Line):
    checklist: str
    limits: dict[str, Any]
    targets: dict[str, Any]


class _Run(_Any):
    environment: str
    environment_kind: str
    release: _Release
    selection: _Selection = _Selection()
    phases: list[Annotated[dict[str, Any], AfterValidator(_phase)]]
    is_partial: bool
    items: list[_Item]
    beside: list[str] = []
    digests: dict[str, str] = {}
    follows: _Follows | None = None
    frozen: _Frozen | None = None


class _Check(_Line):
    item: str
    part: str
    parameter: str
    title: str
    fails_when: str = ""
    is_proven: bool


class _Plan(_Any):
    checks: list[_Check]


class _Live(_Any):
    commit: str | None
    deploy: str | None = ""
    reason: str | None = ""
    by: str | None = ""
    contradiction: str | None = ""
    remarks: str | None = ""
    published_at: MomentIfAny = None


class _Attachment(_Line):
    name: str
    type: str
    file: Kept


class _Observation(_Any):
    item: str
    part: str
    parameter: str
    outcome: Word
    reason: str
    started_at: Moment
    duration_ms: Milliseconds
    attachments: list[_Attachment]
    is_unstable: bool = False


class _Flag(_Any):
    percent: Annotated[float, Field(ge=0, le=100)] | None = None


class _Watch(_Any):
    measures: dict[str, Any]


class _Left(_Any):
    what: str
    reason: str


class _Used(_Any):
    need: str
    outcome: Word
    reason: str
    record: str
    head: str


class _Outcome(_Any):
    item: str
    outcome: Word
    reason: str
    waived_by: str = ""
    is_unstable: bool = False
    not_due: str = ""
    duration_ms: Milliseconds = 0


class _Finding(_Any):
    id: str
    outcome: Word
    reason: str


class _Verdict(_Any):
    call: str
    reasons: list[str]


KINDS: Mapping[str, type[_Any]] = {
    "run": _Run,
    "plan": _Plan,
    "live": _Live,
    "observation": _Observation,
    "flag": _Flag,
    "watch": _Watch,
    "left": _Left,
    "used": _Used,
    "outcome": _Outcome,
    "finding": _Finding,
    "verdict": _Verdict,
}


def fault_of_line(entry: Mapping[str, Any]) -> str:
    """Say what a line lacks, or holds that no run writes; empty where it is in order, and for kinds yet to come."""
    try:
        KINDS.get(entry["kind"], _Any).model_validate(entry)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        where = ".".join(str(step) for step in first["loc"])
        return f"{where}: {first['msg'].removeprefix('Value error, ').lower()}"
    if entry["kind"] == "settle" and not entry.get("skipped"):
        try:
            settled = Settled.of_entry(entry)
            str(settled), settled.judge(), settled.known_assets
        except FAULTS:
            return "settle: can't be read"
    return ""
