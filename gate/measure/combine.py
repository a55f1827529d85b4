"""Several readings as one."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from gate.measure.reading import Needs, Reading, State


@dataclass(frozen=True)
class CombinedGrounds:
    """The named readings behind a combined one, and what is required."""

    readings: tuple[tuple[str, Reading], ...]
    required: tuple[str, ...]

    def account(self, state: State) -> str:
        """Say which readings made the state."""
        given = dict(self.readings)
        if not self.required:
            return "nothing is required"
        if state is State.PASS:
            return f"all of {', '.join(self.required)}"
        if state is State.NOT_ENOUGH_EVIDENCE:
            absent = [f"{name}: no reading" for name in self.required if name not in given]
            open_ = [name for name in self.required if name in given and given[name].state is not State.PASS]
            return "; ".join(absent + [f"{name}: {given[name].reason}" for name in open_])
        making = [name for name, reading in self.readings if reading.state is state]
        return "; ".join(f"{name}: {given[name].reason}" for name in making)

    def interval(self) -> tuple[float | None, float | None]:
        """Give none: different things are combined."""
        return None, None

    def needs(self) -> Needs:
        """Give none: different things are combined."""
        return Needs()


def combine(readings: Mapping[str, Reading], required: Collection[str]) -> Reading:
    """Judge named readings together: any FAIL, else any DATA_ERROR, else PASS if all required ones do.

    No correction is needed for PASS, since all must pass (intersection-union); for FAIL each gate needs its
    share of alpha, see trigger_alpha. If a required one is absent, or none is required: NOT_ENOUGH_EVIDENCE.
    reading.n counts the readings, .bad those that FAIL; the confidence is the lowest that took part.
    """
    states = [reading.state for reading in readings.values()]
    state = State.NOT_ENOUGH_EVIDENCE
    if State.FAIL in states:
        state = State.FAIL
    elif State.DATA_ERROR in states:
        state = State.DATA_ERROR
    elif required and all(name in readings and readings[name].state is State.PASS for name in required):
        state = State.PASS
    return Reading(
        state=state,
        confidence=_confidence(readings, required, state),
        n=len(states),
        bad=states.count(State.FAIL),
        estimate=None,
        log_e_fail=0.0,
        log_e_pass=0.0,
        grounds=CombinedGrounds(tuple(readings.items()), tuple(required)),
    )


def _confidence(readings: Mapping[str, Reading], required: Collection[str], state: State) -> float | None:
    match state:
        case State.NOT_ENOUGH_EVIDENCE:
            return 0.0
        case State.PASS:
            taking_part = [readings[name] for name in required]
        case _:
            taking_part = [reading for reading in readings.values() if reading.state is state]
    return min((reading.confidence for reading in taking_part if reading.confidence is not None), default=None)
