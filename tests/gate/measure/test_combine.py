"""Several readings as one."""

import pytest

from gate.measure import RateGate, Reading, State, combine, uptime

DAY_MS = 86_400_000


def readings() -> dict[str, Reading]:
    fallen = RateGate(0.05)
    fallen.update(100, 0)
    return {
        "pass": RateGate(0.05).update(200, 0),
        "fail": RateGate(0.05, alpha_fail=0.0025).update(20, 20),
        "open": RateGate(0.05).update(10, 0),
        "error": fallen.update(50, 0),
        "up": uptime(DAY_MS, DAY_MS, 0, 0, 0.999),
    }


@pytest.mark.parametrize(
    ("given", "required", "state", "confidence"),
    [
        (["pass", "up"], ["pass", "up"], State.PASS, 0.95),
        (["up"], ["up"], State.PASS, None),
        (["pass", "open"], ["pass"], State.PASS, 0.95),
        (["pass", "open"], ["pass", "open"], State.NOT_ENOUGH_EVIDENCE, 0),
        (["pass"], ["pass", "absent"], State.NOT_ENOUGH_EVIDENCE, 0),
        (["pass"], [], State.NOT_ENOUGH_EVIDENCE, 0),
        ([], [], State.NOT_ENOUGH_EVIDENCE, 0),
        (["pass", "error", "open"], ["pass"], State.DATA_ERROR, None),
        (["pass", "error", "fail"], ["pass"], State.FAIL, 0.9975),
    ],
)
def test_several_readings_as_one(given: list[str], required: list[str], state: State, confidence: float | None) -> None:
    combined = combine({name: readings()[name] for name in given}, required)

    assert (combined.state, combined.n) == (state, len(given))
    assert combined.confidence == (None if confidence is None else pytest.approx(confidence))


def test_a_combined_reading_names_what_made_it() -> None:
    given = readings()
    assert combine(given, ["pass"]).reason == (
        "FAIL, 99.75% confidence: fail: FAIL, 99.75% confidence: 20 bad of 20, limit 5%"
    )
    waiting = combine({"open": given["open"]}, ["open", "absent"])
    assert waiting.reason.startswith("NOT ENOUGH EVIDENCE: absent: no reading; open: NOT ENOUGH EVIDENCE: 0 bad")
