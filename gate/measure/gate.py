"""What gates over counters share: they count, gather evidence and remember; what they make of it is their own."""

from collections.abc import Mapping
from typing import Any

from gate.measure.counts.counters import Counters
from gate.measure.evidence import Evidence
from gate.measure.reading import Reading


class Gate:
    """Counters, the evidence gathered from them, and what the gate says of both.

    parameters: what two gates must share for one to go on from the other, alpha_fail and alpha_pass among them.
    """

    def __init__(self, parameters: Mapping[str, Any], counters: Counters, fail_level: float | None = None) -> None:
        """Open the gate, before anything is counted. fail_level: the log evidence of FAIL, if not log(1/alpha_fail)."""
        self._counters = counters
        self._judge_by(parameters, fail_level)
        self.reading = self._read()

    def _judge_by(self, parameters: Mapping[str, Any], fail_level: float | None) -> None:
        self._parameters = dict(parameters)
        self._evidence = Evidence(parameters["alpha_fail"], parameters["alpha_pass"], fail_level)

    def _read(self) -> Reading:
        raise NotImplementedError

    def _own(self) -> dict[str, Any]:
        """Give what a gate remembers beside counters and evidence, as plain JSON."""
        return {}

    def _resume_own(self, saved: dict[str, Any]) -> None:
        """Take that back."""

    def _adopt(self, saved: Mapping[str, Any]) -> Mapping[str, Any]:
        """Take over from saved parameters what a gate need not have been opened with; give all of them."""
        return saved

    def snapshot(self) -> dict[str, Any]:
        """Give the gate's memory as plain JSON."""
        return {
            "parameters": dict(self._parameters),
            "tally": self._counters.snapshot(),
            "evidence": self._evidence.snapshot(),
            **self._own(),
        }

    def resume(self, saved: dict[str, Any]) -> None:
        """Go on from a snapshot; ValueError if it was taken with other parameters."""
        check_same(self._adopt(saved["parameters"]), self._parameters)
        self._counters.resume(saved["tally"])
        self._evidence.resume(saved["evidence"])
        self._resume_own(saved)
        self.reading = self._read()


def check_same(saved: Mapping[str, Any], own: Mapping[str, Any]) -> None:
    """Refuse to go on from evidence that was gathered against something else."""
    differing = [f"{name} {saved.get(name)!r}, now {own[name]!r}" for name in own if saved.get(name) != own[name]]
    if differing:
        raise ValueError(f"The saved gate had other parameters: {'; '.join(differing)}.")
