"""Results of the load tests of the sample release: each scenario at full size on staging, borne well or badly."""

import json
from dataclasses import dataclass
from datetime import timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

from sandbox.faults.switches import Faults
from sandbox.moments import Moment

FAULTS = ("load-result-slow", "load-result-money-broken")
SAMPLE_S = 10
USUAL_MS = 40
SLOW_SHARE = 0.002
TOO_SLOW_SHARE = 0.2
WIDTH, HEIGHT = 720, 240


@dataclass(frozen=True)
class Ramp:
    """A scenario as it was run. stages: seconds, and users at their end; requests: to each endpoint, one a task."""

    p95_ms: int
    p99_ms: int | None
    error_share: float
    stages: tuple[tuple[int, int], ...]
    requests: int
    tasks: tuple[str, ...]

    @property
    def lasts_s(self) -> int:
        """From the first user to the last."""
        return sum(lasts for lasts, _ in self.stages)

    def users_at(self, second: int) -> int:
        """How many there were; their number changes evenly from stage to stage."""
        begins, before = 0, 0
        for lasts, users in self.stages:
            if second <= begins + lasts:
                return before + (users - before) * (second - begins) // lasts
            begins, before = begins + lasts, users
        return 0


WALLET = ("look_at_wallet", "transfer", "open_dashboard")
RAMPS = {
    "wallet": Ramp(300, None, 0.05, ((120, 100), (300, 500), (300, 1000), (600, 1000), (120, 0)), 180_000, WALLET),
    "payment": Ramp(
        1000,
        None,
        0.03,
        ((60, 50), (180, 200), (300, 500), (60, 1000), (540, 1000), (120, 0)),
        110_000,
        ("top_up", "look_at_wallet"),
    ),
    "endurance": Ramp(500, None, 0.02, ((120, 2000), (1800, 2000), (120, 0)), 380_000, (*WALLET, "top_up")),
    "system": Ramp(500, 1000, 0.05, ((120, 1500), (900, 1500), (120, 0)), 170_000, ("sign_in", *WALLET, "top_up")),
}
FILES = tuple(f"load-{name}.json" for name in RAMPS)


def write(moment: Moment, faults: Faults, directory: Path) -> None:
    """Write a result and a picture of each."""
    for name, ramp in RAMPS.items():
        text = json.dumps(_result(name, ramp, moment, faults), indent=1)
        (directory / f"load-{name}.json").write_text(text, encoding="utf-8")
        (directory / f"load-{name}-users.svg").write_text(_picture(name, ramp), encoding="utf-8")


def _result(name: str, ramp: Ramp, moment: Moment, faults: Faults) -> dict[str, Any]:
    ended = moment.approved_at - timedelta(days=1)
    slow = TOO_SLOW_SHARE if faults.is_on("load-result-slow") else SLOW_SHARE
    late = int(ramp.requests * slow)
    histogram = {USUAL_MS: ramp.requests - late, ramp.p95_ms: late}
    broken = {"wallet-equals-transactions": 2} if faults.is_on("load-result-money-broken") else {}
    return {
        "format": 1,
        "scenario": name,
        "scale": 1.0,
        "full_length": False,
        "environment": "staging",
        "environment_kind": "staging",
        "version": moment.release.version,
        "commit": moment.release.commit,
        "live_commit": moment.release.commit,
        "started_at": (ended - timedelta(seconds=ramp.lasts_s)).isoformat(),
        "ended_at": ended.isoformat(),
        "lasted_s": float(ramp.lasts_s),
        "cut_short": "",
        "limits": {"p95_ms": ramp.p95_ms, "p99_ms": ramp.p99_ms, "error_share": ramp.error_share},
        "stages": [{"lasts": f"{lasts}s", "users": users} for lasts, users in ramp.stages],
        "samples": [_sample(ramp, second) for second in range(0, ramp.lasts_s + 1, SAMPLE_S)],
        "rounds": dict.fromkeys(ramp.tasks, ramp.requests // 2),
        "endpoints": [
            {
                "name": f"{task}: its requests",
                "judged": "fully",
                "requests": ramp.requests,
                "failures": 0,
                "histogram": histogram,
            }
            for task in ramp.tasks
        ],
        "errors": [],
        "generator": {
            "processes": 4,
            "cpu_share": 0.41,
            "late_share": 0.0,
            "held_back": 0,
            "lost_workers": [],
            "crashes": {},
        },
        "money": {"before": {}, "after": broken, "cleaned": broken, "why_not": ""},
        "users_left": 0,
        "readings": {},
    }


def _sample(ramp: Ramp, second: int) -> dict[str, Any]:
    users = ramp.users_at(second)
    sent = len(ramp.tasks) * ramp.requests * second // ramp.lasts_s
    return {
        "at_s": float(second),
        "users_asked": users,
        "users": users,
        "requests": sent,
        "failures": 0,
        "p50_ms": float(USUAL_MS),
        "p95_ms": 2.0 * USUAL_MS,
    }


def _picture(name: str, ramp: Ramp) -> str:
    """Draw the users over time."""
    most = max(users for _, users in ramp.stages)
    spots = [
        (second * WIDTH // ramp.lasts_s, HEIGHT - ramp.users_at(second) * HEIGHT // most)
        for second in range(0, ramp.lasts_s + 1, SAMPLE_S)
    ]
    lines = "".join(
        f'<line x1="{x}" y1="{y}" x2="{to_x}" y2="{to_y}" stroke="#1f5fbf"/>'
        for (x, y), (to_x, to_y) in pairwise(spots)
    )
    title = f"<title>Users in the {name} load, {most} at most</title>"
    return f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}">{title}{lines}</svg>\n'
