"""What generating load costs: the wallet scenario against a bare FastHttpUser loop, and one process against two.

python -m benchmarks.load > benchmarks/load/load.md
All sides in turns, on one sandbox, without think times. The sandbox is a single Python process and gives way long
before the generator does; so what is compared is the processor time of the generating processes.
Takes about four minutes.
"""

import json
import os
import platform
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from statistics import median
from typing import Any

from gate.files.places import ROOT
from gate.load.scenarios import load_scenarios
from loadtests.locust_process import ORDER_FD, REPORT_FD, free_port
from loadtests.pool import Account, Pool, pool_journal
from loadtests.run import scenario_order
from loadtests.target import Target, aim

ROUNDS = 5
USERS = 20
LASTS_S = 12
FUND_KOBO = 10_000_00
"""Nobody thinks, so far more is sent than in a load test; a wallet must not run dry."""
OURS, BARE, TWO = "our wallet scenario", "bare FastHttpUser loop", "our wallet scenario, 2 processes"
FILES = {OURS: "loadtests/scenarios/wallet.py", BARE: "benchmarks/load/bare.py", TWO: "loadtests/scenarios/wallet.py"}


@dataclass(frozen=True)
class Cost:
    """What a side sent, and what that took."""

    requests: int
    failures: int
    clock_s: float
    cpu_s: float

    @property
    def per_core_s(self) -> float:
        """Requests per second of processor time."""
        return self.requests / self.cpu_s

    @property
    def per_second(self) -> float:
        """Requests per second by the clock."""
        return self.requests / self.clock_s


def order(target: Target, accounts: list[Account]) -> dict[str, Any]:
    """The wallet scenario: one stage, nobody thinks, no limit of rate."""
    told = scenario_order(load_scenarios()["wallet"])
    told["scenario"] |= {"stages": [{"lasts_s": LASTS_S, "users": USERS}], "think_s": [0, 0]}
    crew = {
        "accounts": [account.as_entry() for account in accounts],
        "phones": [account.phone for account in accounts],
        "anon_key": target.environment.supabase.anon_key,
        "ca_pem": target.ca_pem,
        "provider": {},
        "requests_per_second_max": 1e6,
    }
    return {**told, "crew": crew}


def run_side(side: str, told: Mapping[str, Any], host: str) -> Cost:
    """Run one side to its end."""
    with tempfile.TemporaryDirectory() as folder, tempfile.TemporaryFile("w+", encoding="utf-8") as order_file:
        json.dump(told, order_file)
        order_file.seek(0)
        with Path(os.devnull).open("wb") as nowhere:
            port = str(free_port())
            two = ["--processes", "2", "--master-bind-host", "127.0.0.1", "--master-bind-port", port]
            subprocess.run(  # noqa: S603 - our own command
                [
                    *(sys.executable, "-m", "locust", "-f", f"{FILES[side]},benchmarks/load/cost.py"),
                    *("--headless", "--only-summary", "--exit-code-on-error", "0", "--stop-timeout", "5"),
                    *("--host", host),
                    *([*two, "--master-port", port] if side == TWO else []),
                ],
                cwd=ROOT,
                env={
                    **os.environ,
                    "PYTHONPATH": str(ROOT),
                    "LOAD_COST_FOLDER": folder,
                    ORDER_FD: str(order_file.fileno()),
                    REPORT_FD: str(nowhere.fileno()),
                },
                pass_fds=(order_file.fileno(), nowhere.fileno()),
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                check=True,
            )
        costs = [json.loads(file.read_text()) for file in Path(folder).glob("*.json")]
    if len(costs) != (2 if side == TWO else 1):
        raise SystemExit(f"{side}: {len(costs)} processes told what they did")
    return Cost(
        sum(cost["requests"] for cost in costs),
        sum(cost["failures"] for cost in costs),
        max(cost["clock_s"] for cost in costs),
        sum(cost["cpu_s"] for cost in costs),
    )


@contextmanager
def pool_of_users() -> Iterator[tuple[Target, list[Account]]]:
    """A sandbox with users."""
    target = aim("local")
    pool = Pool(target, pool_journal(target.environment))
    try:
        _, accounts = pool.prepare(USERS, fund_kobo=FUND_KOBO, made=lambda _: None)
        yield target, accounts
    finally:
        pool.clean()
        pool.close()
        target.end()


def report(rounds: list[dict[str, Cost]]) -> Iterator[str]:
    """All as Markdown."""
    yield "# Load, measured\n"
    machine = f"{os.cpu_count()} cores, Python {platform.python_version()}"
    made = "Made by `python -m benchmarks.load`."
    yield f"{datetime.now(UTC):%Y-%m-%d}, {machine}, {len(rounds)} rounds, all sides in turns. {made}\n"
    yield "| what | requests per second of processor time | lowest | highest | per second by the clock | failures |"
    yield "|---|--:|--:|--:|--:|--:|"
    for side in FILES:
        cores = sorted(costs[side].per_core_s for costs in rounds)
        clock = median(costs[side].per_second for costs in rounds)
        failures = sum(costs[side].failures for costs in rounds)
        yield f"| {side} | {median(cores):.0f} | {cores[0]:.0f} | {cores[-1]:.0f} | {clock:.0f} | {failures} |"
    ratios = sorted(costs[OURS].per_core_s / costs[BARE].per_core_s for costs in rounds)
    more = sorted(costs[TWO].per_second / costs[OURS].per_second for costs in rounds)
    spread = f"median {median(ratios):.2f}, from {ratios[0]:.2f} to {ratios[-1]:.2f}"
    yield f"\nOurs / bare, per core: {spread}. Aim: at least 0.80."
    yield (
        f"Two processes / one, by the clock: median {median(more):.2f}, from {more[0]:.2f} to {more[-1]:.2f}. "
        "Here both wait for the sandbox, which is one process on the same two cores."
    )


def main() -> None:
    """Measure and print."""
    rounds = []
    with pool_of_users() as (target, accounts):
        told, host = order(target, accounts), target.environment.supabase.url
        for number in range(ROUNDS + 1):
            sides = list(FILES) if number % 2 else list(reversed(FILES))
            rounds.append({side: run_side(side, told, host) for side in sides})
            said = ", ".join(f"{side} {rounds[-1][side].per_core_s:.0f}" for side in FILES)
            sys.stderr.write(f"round {number}: {said}; load {os.getloadavg()[0]:.1f}\n")
    for line in report(rounds[1:]):
        sys.stdout.write(line + "\n")


if __name__ == "__main__":
    main()
