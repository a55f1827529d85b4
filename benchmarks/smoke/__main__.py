"""What the smoke phase costs: the whole command, its parts, and the same seven items as a bare script, side by side.

python -m benchmarks.smoke > benchmarks/smoke/smoke.md
Each round takes every measurement once, in turns, after a first round that is thrown away. Takes about six minutes;
other work on the machine makes it worthless. Processor time is that of all processes that a command starts, so not that
of the sandbox where it stands already.
"""

import os
import platform
import resource
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from statistics import median
from time import perf_counter

from playwright.sync_api import sync_playwright

from benchmarks.standing import ROOT, standing_sandbox, suite_command
from fixtures.browser.launch import find_browser
from gate.record import Record

ROUNDS = 7
RUN_S_MAX = 120

WHOLE = "`./verify -m smoke --env local`"
START = "start of the sandbox"
CHECKS = "checks: the same run against a standing sandbox, without report"
LOOKING = "of these, looking at the items (from the record)"
REPORT = "report: `python -m reports render RECORD`"
BARE = "bare script: `python -m benchmarks.smoke.bare_script`"
PARTS = (WHOLE, START, CHECKS, LOOKING, REPORT, BARE)


@dataclass(frozen=True)
class Cost:
    """What a part took: by the clock, and of the processors where that is known."""

    clock_s: float
    processor_s: float | None = None


Costs = dict[str, Cost]


def cost_of(*command: str, **settings: str) -> Cost:
    """Run a command. It must succeed, else there is nothing to measure."""
    started, used = perf_counter(), processor_s()
    done = subprocess.run(  # noqa: S603 - our own commands
        command,
        cwd=ROOT,
        env={**os.environ, **settings},
        capture_output=True,
        text=True,
        timeout=RUN_S_MAX,
        check=False,
    )
    if done.returncode:
        raise SystemExit(f"{' '.join(command)} ended with {done.returncode}:\n{done.stdout}{done.stderr}")
    return Cost(perf_counter() - started, processor_s() - used)


def processor_s() -> float:
    """Processor time of all processes started from here that have ended."""
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


def one_round(folder: Path, browser: str, *, bare_first: bool) -> Costs:
    """Every measurement once."""
    costs = {WHOLE: cost_of("./verify", "-m", "smoke", "--env", "local")}
    started = perf_counter()
    with standing_sandbox() as addresses:
        costs[START] = Cost(perf_counter() - started)

        def checks() -> None:
            costs[CHECKS] = cost_of(*suite_command(folder, addresses, "-m", "smoke"), **addresses)

        def bare() -> None:
            costs[BARE] = cost_of(
                sys.executable, "-m", "benchmarks.smoke.bare_script", BROWSER_EXECUTABLE=browser, **addresses
            )

        for measure in (bare, checks) if bare_first else (checks, bare):
            measure()
    record = max(folder.glob("*.jsonl"))
    looks = Record.read(record).of_kind("observation")
    costs[LOOKING] = Cost(sum(look["duration_ms"] for look in looks) / 1000)
    costs[REPORT] = cost_of(sys.executable, "-m", "reports", "render", str(record))
    return costs


def our_browser() -> str:
    """The browser that the suite takes; both sides take the same."""
    with sync_playwright() as playwright:
        return find_browser(playwright.chromium.executable_path)


def report(rounds: list[Costs]) -> Iterator[str]:
    """All as Markdown."""
    yield "# Smoke, measured\n"
    machine = f"{os.cpu_count()} cores, Python {platform.python_version()}"
    made = "Made by `python -m benchmarks.smoke`."
    yield f"{datetime.now(UTC):%Y-%m-%d}, {machine}, warm, {len(rounds)} rounds, all parts in turns. {made}\n"
    yield "| what | median | fastest | slowest | processor time, median |\n|---|--:|--:|--:|--:|"
    for part in PARTS:
        clock = [costs[part].clock_s for costs in rounds]
        used = [cost for costs in rounds if (cost := costs[part].processor_s) is not None]
        processor = f"{median(used):.1f} s" if used else ""
        yield f"| {part} | {median(clock):.1f} s | {min(clock):.1f} s | {max(clock):.1f} s | {processor} |"
    ratios = sorted(costs[CHECKS].clock_s / costs[BARE].clock_s for costs in rounds)
    yield f"\nChecks / bare script: median {median(ratios):.2f}, from {ratios[0]:.2f} to {ratios[-1]:.2f}."
    yield "Aims: the checks at most 1.50 of the bare script; the whole command below 10 s."


def main() -> None:
    """Measure and print."""
    browser = our_browser()
    rounds = []
    with tempfile.TemporaryDirectory() as folder:
        for number in range(ROUNDS + 1):
            rounds.append(one_round(Path(folder), browser, bare_first=number % 2 == 0))
            said = ", ".join(f"{rounds[-1][part].clock_s:.1f}" for part in PARTS)
            sys.stderr.write(f"round {number}: {said}; load {os.getloadavg()[0]:.1f}\n")
    for line in report(rounds[1:]):
        sys.stdout.write(line + "\n")


if __name__ == "__main__":
    main()
