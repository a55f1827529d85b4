"""release.freeze: what a release is judged by stands still once the first run of pre_deployment has begun."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, Any

from gate.outcome import Outcome
from gate.record.recount import began
from gate.verdict import Finding

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from gate.checklist import Checklist
    from gate.environment.indicators import Indicator
    from gate.record import Record
    from gate.release import Targets

FREEZE = "release.freeze"
FREEZING_PHASE = "pre_deployment"
NAMED_MAX = 3


def frozen_facts(checklist: Checklist, indicators: Mapping[Any, Indicator], targets: Targets) -> dict[str, Any]:
    """What a run is judged by, as it goes on its record: a digest of the checklist, limits, and targets."""
    items = json.dumps([item.model_dump(mode="json") for item in checklist.all_items], sort_keys=True)
    return {
        "checklist": hashlib.sha256(items.encode()).hexdigest(),
        "limits": {name: indicator.model_dump(mode="json") for name, indicator in indicators.items()},
        "targets": targets.model_dump(mode="json"),
    }


def judge_freeze(own: Record, others: Iterable[Record]) -> Finding | None:
    """Compare a run with the first one of pre_deployment of its version; None where none has begun before it.

    Limits are those of an environment, so they are compared within it. A local release is a new one with each window.
    """
    earlier = [record for record in others if _is_of_the_same_release(record, own) and began(record) < began(own)]
    freezing = sorted((record for record in earlier if _freezes(record)), key=began)
    if not freezing:
        return None
    first = freezing[0]
    here = next((record for record in freezing if record.run["environment"] == own.run["environment"]), None)
    moved = [*_moved(first, own, ("checklist", "targets")), *(_moved(here, own, ("limits",)) if here else ())]
    if not moved:
        return Finding(FREEZE, Outcome.SHOWN)
    named = "; ".join(moved[:NAMED_MAX]) + (f" and {len(moved) - NAMED_MAX} more" if len(moved) > NAMED_MAX else "")
    return Finding(FREEZE, Outcome.REFUTED, f"moved since {first.path.name} froze it: {named}")


def _is_of_the_same_release(record: Record, own: Record) -> bool:
    one, other = record.run["release"], own.run["release"]
    is_local = own.run["environment_kind"] == "local"
    if one["version"] != other["version"] or (record.run["environment_kind"] == "local") is not is_local:
        return False
    return not is_local or one.get("window") == other.get("window")


def _freezes(record: Record) -> bool:
    phases = {phase["name"] for phase in record.run["phases"]}
    return FREEZING_PHASE in phases and not record.run["is_partial"] and "frozen" in record.run


def _moved(then: Record, now: Record, sections: tuple[str, ...]) -> Iterator[str]:
    """Each value that is another one now, as a person would name it."""
    for section in sections:
        before, after = then.run["frozen"][section], now.run["frozen"][section]
        if section == "checklist" and before != after:
            yield "the checklist is another one (git diff suites/checklist.yaml)"
        elif section != "checklist":
            yield from _differences(section.removesuffix("s"), before, after)


def _differences(name: str, before: Any, after: Any) -> Iterator[str]:  # noqa: ANN401 - JSON
    if not (isinstance(before, dict) and isinstance(after, dict)):
        if before != after:
            yield f"{name} was {_words(before)}, is {_words(after)}"
        return
    for key in dict.fromkeys([*before, *after]):
        yield from _differences(f"{name}.{key}", before.get(key), after.get(key))


def _words(value: Any) -> str:  # noqa: ANN401 - JSON
    if value is None:
        return "not there"
    return json.dumps(value) if isinstance(value, dict | list) else str(value)
