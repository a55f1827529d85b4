"""Locust's statistics, with our buckets in place of its own. In another process: importing Locust patches sockets."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PROGRAM = """
import json, sys
if sys.argv[1] == "ours":
    import loadtests.scenarios.watch
from locust.stats import RequestStats
stats = RequestStats()
for time_ms in json.loads(sys.argv[2]):
    stats.log_request("GET", "x", time_ms, 0)
print(json.dumps(stats.entries["x", "GET"].response_times))
"""


def histogram(times_ms: list[float], limits_ms: list[int], whose: str = "ours") -> dict[int, int]:
    scenario = {"stages": [], "limits_ms": limits_ms}
    reading, writing = os.pipe()
    os.write(writing, json.dumps({"scenario": scenario}).encode())
    os.close(writing)
    told = subprocess.run(  # noqa: S603 - our own program
        [sys.executable, "-c", PROGRAM, whose, json.dumps(times_ms)],
        cwd=ROOT,
        env={**os.environ, "LOADTEST_ORDER_FD": str(reading)},
        pass_fds=(reading,),
        capture_output=True,
        text=True,
        check=True,
    )
    os.close(reading)
    return {int(edge): count for edge, count in json.loads(told.stdout).items()}


def test_a_limit_is_the_edge_of_a_bucket():
    assert histogram([294.9, 299.99, 300.0, 304.0], [300]) == {290: 2, 300: 2}


def test_locust_by_itself_would_count_times_below_the_limit_as_above():
    assert histogram([295.1, 299.99, 300.0, 304.0], [300], "locust's") == {300: 4}


@pytest.mark.parametrize("limit_ms", [7, 255, 999, 1_250, 12_345])
def test_any_limit_is_an_edge(limit_ms):
    found = histogram([limit_ms - 0.5, limit_ms - 0.01, limit_ms, limit_ms + 0.3], [500, limit_ms])

    assert sum(count for edge, count in found.items() if edge >= limit_ms) == 2


def test_other_times_keep_two_digits():
    assert histogram([0.2, 1.9, 42, 99.9, 147, 3_432, 58_760], [500]) == {
        0: 1,
        1: 1,
        42: 1,
        99: 1,
        140: 1,
        3_400: 1,
        58_000: 1,
    }
