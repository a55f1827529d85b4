"""Load tests: `python -m loadtests SCENARIO --env NAME`, and `python -m loadtests clean --env NAME`."""

from __future__ import annotations

import argparse
import sys
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

from gate.environment import Environment
from gate.files.places import RELEASES, ROOT
from gate.files.yaml_file import FileError
from gate.launch.process import LaunchError
from gate.load.results import LoadResult, load_outcome, readings
from gate.load.scenarios import load_scenarios
from gate.measure import State
from gate.outcome import NotShown, Outcome
from gate.release import Release, find_release_file
from loadtests.locust_process import Machines, free_port, run_locust
from loadtests.pictures import draw_pictures
from loadtests.pool import Pool, pool_journal
from loadtests.run import LoadRun, scenario_order, spent_kobo_max
from loadtests.target import (
    FOLDER,
    AskedWronglyError,
    Target,
    aim,
    refuse_load,
    refuse_production,
    refuse_size,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from gate.load.scenarios import Scenario

EXIT_CODES = {Outcome.SHOWN: 0, Outcome.REFUTED: 1, Outcome.NOT_SHOWN: 10}
ASKED_WRONGLY = 4
PORT = 5557
WORKERS_WAIT_S = 120
CLEAN = "clean"
LOG_S = 5.0
ERRORS_SHOWN = 5
EPILOG = """\
exit codes: 0 shown (full size, every limit kept) · 1 refuted · 10 not shown · 4 asked wrongly, nothing was sent

One machine:      python -m loadtests wallet --env staging --processes 4
Several machines: python -m loadtests wallet --env staging --master --workers 2   on one, which makes the users
                  python -m loadtests wallet --env staging --worker MASTER        on the others
The master hands the users' tokens to its workers unencrypted: keep them in one private network.
"""


def main(arguments: Sequence[str]) -> int:
    """Do what was asked; return the exit code."""
    asked = _parser().parse_args(arguments)
    try:
        if asked.what == CLEAN:
            return _clean(asked.env)
        return _load(asked)
    except (AskedWronglyError, FileError, LaunchError) as error:
        sys.stderr.write(f"{error}\n")
        return ASKED_WRONGLY


class Parser(argparse.ArgumentParser):
    """Refuses with the exit code that this project has for it."""

    def error(self, message: str) -> NoReturn:
        """Say what is wrong."""
        self.exit(ASKED_WRONGLY, f"{message}; see python -m loadtests --help\n")


def _parser() -> argparse.ArgumentParser:
    parser = Parser(
        prog="python -m loadtests",
        description="Load the product as its guide says, and judge what it answers.",
        epilog=EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument(
        "what",
        choices=[*load_scenarios(), CLEAN],
        help="the scenario; clean removes the users of runs that are over",
    )
    parser.add_argument(
        "--env", required=True, metavar="NAME", help="a name in environments/, or the path of such a file"
    )
    parser.add_argument(
        "--release", metavar="VERSION", help="version in reports/releases/, or the path of a release.yaml"
    )
    parser.add_argument(
        "--scale", type=_scale, default=1.0, metavar="S", help="multiply users and lengths by S, at most 1 (default: 1)"
    )
    parser.add_argument("--full-length", action="store_true", help="let --scale multiply the users only")
    who = parser.add_mutually_exclusive_group()
    who.add_argument("--processes", type=_at_least_one, metavar="N", help="generate the load in N processes")
    who.add_argument("--master", action="store_true", help="wait for workers on other machines")
    who.add_argument("--worker", metavar="HOST", help="generate load for the master at HOST")
    parser.add_argument("--workers", type=_at_least_one, default=1, metavar="N", help="how many the master waits for")
    parser.add_argument(
        "--workers-wait", type=_at_least_one, default=WORKERS_WAIT_S, metavar="S", help="and how long, in seconds"
    )
    parser.add_argument("--listen", default="0.0.0.0", metavar="ADDRESS", help="where the master listens")  # noqa: S104 - other machines come
    parser.add_argument("--port", type=int, default=PORT, help=f"of the master (default: {PORT})")
    parser.add_argument("--results", type=Path, metavar="DIR", help="where the result goes")
    parser.add_argument("--dry-run", action="store_true", help="show what would be done; send nothing")
    return parser


def _load(asked: argparse.Namespace) -> int:
    name, scenario = asked.what, load_scenarios()[asked.what]
    scenario = scenario.scaled(asked.scale, full_length=asked.full_length)
    if asked.dry_run:
        sys.stdout.write(_shape(name, scenario, asked.scale))
        return 0
    if asked.worker:
        return _work(asked, name, scenario)
    target = aim(asked.env)
    try:
        refuse_size(target, scenario, spent_kobo_max(scenario))
        refuse_production(target)
        return _run(asked, target, name, scenario)
    finally:
        target.end()


def _run(asked: argparse.Namespace, target: Target, name: str, scenario: Scenario) -> int:
    release = Release.read(find_release_file(asked.release, target.environment.name, target.addresses))
    folder = asked.results or _folder(target, release.version)
    stem = folder.absolute() / f"{datetime.now(UTC):%Y-%m-%dT%H%M%SZ}-{target.environment.name}-{name}"
    screen = Screen()
    lasts = scenario.lasts.total_seconds()
    screen(f"{name} load · {target.environment.name} · {release.version} · {scenario.users:,} users, {lasts:,.0f} s")
    run = LoadRun(
        target,
        release,
        name,
        scenario,
        scale=asked.scale,
        full_length=asked.full_length,
        machines=_machines(asked),
        stem=stem,
        say=screen,
    )
    result = run()
    path = stem.with_suffix(".json")
    result.write(path)
    pictures = draw_pictures(result, stem)
    for line in endpoint_lines(result):
        screen(f"  {line}")
    for error in sorted(result.errors, key=lambda error: -error.count)[:ERRORS_SHOWN]:
        screen(f"  {error.count:,} x {error.endpoint}: {error.kind}")
    if result.users_left:
        screen(f"  {result.users_left} users are left; remove them with: python -m loadtests clean --env {asked.env}")
    found = load_outcome(result, release.commit)
    screen(f"{found.outcome.upper()}  {found.sentence}")
    screen(f"result  {_shown(path)}")
    if stem.with_suffix(".html").is_file():
        screen(f"report  {_shown(stem.with_suffix('.html'))}, {len(pictures)} pictures beside it")
    return EXIT_CODES[found.outcome]


def endpoint_lines(result: LoadResult) -> Iterator[str]:
    """One line an endpoint: what it answered, and what that comes to."""
    found = readings(result)
    for endpoint in sorted(result.endpoints, key=lambda endpoint: -endpoint.requests):
        states = {reading.state for name, reading in found.items() if name.startswith(f"{endpoint.name} ")}
        word = "not judged"
        if states:
            word = "FAIL" if State.FAIL in states else "PASS" if states == {State.PASS} else "undecided"
        slow = "".join(
            f", {endpoint.slower_than(limit):,} at {limit:,} ms or longer"
            for limit in result.limits.slow_shares
            if endpoint.judged == "fully"
        )
        yield f"{endpoint.name:32} {endpoint.requests:8,} requests, {endpoint.failures:,} failed{slow}: {word}"


def _work(asked: argparse.Namespace, name: str, scenario: Scenario) -> int:
    """Generate load for a master; the result is the master's."""
    if Environment.launch_command(asked.env):
        raise AskedWronglyError(f"{asked.env} is on its master's machine alone; use --processes there")
    environment = Environment.read(asked.env)
    refuse_load(environment)
    machines = Machines("worker", host=asked.worker, port=asked.port)
    stem = FOLDER / "workers" / f"{datetime.now(UTC):%Y-%m-%dT%H%M%S.%fZ}-{name}"
    url = environment.supabase.url
    told = run_locust(name, scenario_order(scenario), machines, host=url, stem=stem, progress=lambda _: None)
    if told.exit_code:
        sys.stderr.write(f"the worker ended with {told.exit_code}: {told.said} (all of it: {stem}.log)\n")
    return EXIT_CODES[Outcome.NOT_SHOWN] if told.exit_code or told.interrupted else 0


def _clean(name: str) -> int:
    if Environment.launch_command(name):
        sys.stdout.write(f"{name} ends with each run, and all users with it: nothing to remove\n")
        return 0
    target = aim(name)
    pool = Pool(target, pool_journal(target.environment))
    removed: list[int] = []
    try:
        left = pool.clean(removed.append)
    except NotShown as refused:
        sys.stderr.write(f"{refused}\n")
        return EXIT_CODES[Outcome.NOT_SHOWN]
    finally:
        pool.close()
    sys.stdout.write(f"{len(removed)} users removed from {target.environment.name}, {left} left\n")
    return EXIT_CODES[Outcome.NOT_SHOWN] if left else 0


def _machines(asked: argparse.Namespace) -> Machines:
    if asked.master:
        return Machines("master", asked.workers, asked.listen, asked.port, asked.workers_wait)
    if asked.processes and asked.processes > 1:
        return Machines("processes", asked.processes, port=free_port())
    return Machines()


def _folder(target: Target, version: str) -> Path:
    if target.environment.kind == "local":
        return FOLDER / "results"
    return RELEASES / version / "load"


def _shape(name: str, scenario: Scenario, scale: float) -> str:
    lines = [f"{name} load at scale {scale:g}: {scenario.users:,} users, {scenario.lasts.total_seconds():,.0f} s"]
    begins = 0.0
    for stage in scenario.stages:
        ends = begins + stage.lasts.total_seconds()
        lines.append(f"  {begins:7,.0f} s to {ends:7,.0f} s   to {stage.users:,} users")
        begins = ends
    total = sum(task.share for task in scenario.tasks.values())
    lines.append(f"  thinks {scenario.think.from_.total_seconds():g} to {scenario.think.to.total_seconds():g} s, then:")
    lines += [f"    {task.share / total:4.0%} {task_name}" for task_name, task in scenario.tasks.items()]
    limits = scenario.limits
    slow = " and ".join(f"{1 - share:.0%} below {limit:,} ms" for limit, share in limits.slow_shares.items())
    rate, kobo = scenario.requests_per_second_max, spent_kobo_max(scenario)
    lines += [
        f"  owes: {slow}, errors below {limits.error_share:.0%}, each endpoint",
        f"  at most {rate:,.0f} requests/s and {kobo:,} kobo of test money",
        f"  at least {scenario.requests_min:,} requests",
    ]
    return "\n".join(lines) + "\n"


class Screen:
    """Lines for people. One that begins with a return is of the moment: the next takes its place on a screen.

    In a log, a moment is shown every five seconds.
    """

    def __init__(self) -> None:
        """Look whether somebody watches."""
        self.is_screen = sys.stdout.isatty()
        self.is_open = False
        self.next_at = 0.0

    def __call__(self, line: str) -> None:
        """Show a line."""
        is_of_the_moment = line.startswith("\r")
        if is_of_the_moment and self.is_screen:
            sys.stdout.write(f"\r\033[K{line[1:]}")
        elif not is_of_the_moment or time.monotonic() >= self.next_at:
            sys.stdout.write(("\n" if self.is_open else "") + line.removeprefix("\r") + "\n")
        if is_of_the_moment and time.monotonic() >= self.next_at:
            self.next_at = time.monotonic() + LOG_S
        self.is_open = is_of_the_moment and self.is_screen
        sys.stdout.flush()


def _scale(text: str) -> float:
    scale = float(text)
    if not 0 < scale <= 1:
        raise argparse.ArgumentTypeError(f"must be above 0 and at most 1, not {text}")
    return scale


def _at_least_one(text: str) -> int:
    number = int(text)
    if number < 1:
        raise argparse.ArgumentTypeError(f"must be 1 or more, not {text}")
    return number


def _shown(path: Path) -> str:
    return str(path.relative_to(ROOT)) if path.is_relative_to(ROOT) else str(path)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
