"""What a gate remembers, as plain JSON; it belongs to a gate with the same parameters."""

from collections.abc import Mapping
from typing import Any

from gate.measure.counts.counters import Counters
from gate.measure.evidence import Evidence


def save(parameters: Mapping[str, Any], counters: Counters, evidence: Evidence, **own: object) -> dict[str, Any]:
    """Give a gate's memory: its counters, its evidence and what it keeps of its own."""
    return {"parameters": dict(parameters), "tally": counters.snapshot(), "evidence": evidence.snapshot(), **own}


def restore(saved: Mapping[str, Any], parameters: Mapping[str, Any], counters: Counters, evidence: Evidence) -> None:
    """Put counters and evidence back; ValueError if they were saved with other parameters."""
    check_same(saved["parameters"], parameters)
    counters.resume(saved["tally"])
    evidence.resume(saved["evidence"])


def check_same(saved: Mapping[str, Any], own: Mapping[str, Any]) -> None:
    """Refuse to go on from evidence that was gathered against something else."""
    differing = [f"{name} {saved.get(name)!r}, now {own[name]!r}" for name in own if saved.get(name) != own[name]]
    if differing:
        raise ValueError(f"The saved gate had other parameters: {'; '.join(differing)}.")
