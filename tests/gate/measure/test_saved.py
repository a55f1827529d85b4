"""A gate that goes on where it stopped."""

import json

import pytest

from gate.measure import CompareGate, CountGate, ScoreGate


@pytest.mark.parametrize("kind", [CompareGate, ScoreGate, CountGate], ids=lambda kind: kind.__name__)
def test_a_gate_goes_on_from_its_snapshot_as_json(kind: type[CompareGate | ScoreGate | CountGate]) -> None:
    gate, resumed = kind(), kind()
    polls = {
        CompareGate: [(100, 2, 900, 9), (200, 8, 1800, 18)],
        ScoreGate: [({5: 9, 4: 1},), ({5: 18, 4: 1, 1: 2},)],
        CountGate: [(1, 8), (2, 30)],
    }[kind]
    gate.update(*polls[0])

    resumed.resume(json.loads(json.dumps(gate.snapshot(), allow_nan=False)))

    assert resumed.update(*polls[1]) == gate.update(*polls[1])
    assert resumed.snapshot() == gate.snapshot()
    with pytest.raises(ValueError, match=r"alpha_fail 0\.01, now 0\.002"):
        kind(alpha_fail=0.002).resume(gate.snapshot())
