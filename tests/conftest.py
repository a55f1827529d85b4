"""What the project's own tests share: the command line, a running sandbox with its faults, and runs of the suite."""

import os
import re
import shutil
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from time import monotonic
from typing import Any, TypeVar

import httpx
import pytest
from xdist.scheduler import LoadScopeScheduling

from gate.record import Record
from tests.support.running import client_of, running_sandbox
from tests.support.servers.dovecot import dovecot, running_dovecot  # noqa: F401 - fixtures
from tests.support.servers.prometheus import prometheus, prometheus_folder, running_prometheus  # noqa: F401 - fixtures
from tests.support.suite_runs import run_pytest

ROOT = Path(__file__).resolve().parents[1]
RUN_S_MAX = 110
NOT_RUN = "contract tests not run: give --contracts DIR"


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--contracts",
        type=Path,
        metavar="DIR",
        help="the vendors' published contracts, to hold the sandbox and the sources against",
    )


@pytest.fixture(scope="session", autouse=True)
def _signals_as_at_a_terminal() -> Iterator[None]:
    """What was started in the background ignores SIGINT, and so would all that a test starts and interrupts."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.fixture(scope="session")
def contracts(request: pytest.FixtureRequest) -> Path:
    folder: Path | None = request.config.getoption("--contracts")
    if folder is None:
        pytest.skip(NOT_RUN)
    if not folder.is_dir():
        raise pytest.UsageError(f"--contracts: there is no folder {folder}")
    return folder


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> Iterator[None]:
    yield
    skipped = terminalreporter.stats.get("skipped", [])
    count = sum(NOT_RUN in str(report.longrepr) for report in skipped)
    if count:
        terminalreporter.write_line(f"{NOT_RUN} ({count} tests)", red=True, bold=True)


T = TypeVar("T")
POLL_S = 0.02


@pytest.fixture(scope="session")
def needs() -> Callable[[str], None]:
    """Skip what needs a program of Debian's that this machine lacks; CI has all of them."""

    def ask(program: str) -> None:
        if not shutil.which(program) and not shutil.which(f"{program}-esr"):
            (pytest.fail if os.environ.get("CI") == "true" else pytest.skip)(f"not run: there is no {program} here")

    return ask


@pytest.fixture(scope="session")
def sandbox() -> Iterator[dict[str, str]]:
    with running_sandbox() as addresses:
        yield addresses


@pytest.fixture(scope="module")
def http(sandbox: dict[str, str]) -> Iterator[httpx.Client]:
    """Of the sandbox that the module has: the common one, or its own."""
    with client_of(sandbox) as client:
        yield client


@pytest.fixture
def switch_on(sandbox: dict[str, str], http: httpx.Client) -> Iterator[Callable[..., None]]:
    """Switch a fault on, until the end of the test; afterwards it is as if it had never been."""
    levers = f"{sandbox['SANDBOX_URL']}/_sandbox"

    def switch(name: str, strength: float = 1.0) -> None:
        http.put(f"{levers}/faults/{name}", json={"strength": strength}).raise_for_status()

    yield switch
    http.delete(f"{levers}/past").raise_for_status()


@pytest.fixture(scope="session")
def eventually() -> Callable[[Callable[[], T], float], T]:
    """Look again and again until there is something to see, or the time is up."""

    def look_again(look: Callable[[], T], within_s: float) -> T:
        deadline, pause = monotonic() + within_s, threading.Event()
        while not (found := look()) and monotonic() < deadline:
            pause.wait(POLL_S)
        return found

    return look_again


@dataclass(frozen=True)
class Run:
    """A run of the suite that has ended."""

    exit_code: int
    output: str
    record: Record | None

    def outcome(self, item: str) -> str:
        """The item's outcome; empty where it has none."""
        return next((entry["outcome"] for entry in self._entries("outcome") if entry["item"] == item), "")

    def reason(self, item: str) -> str:
        """Why the item has this outcome."""
        return next((entry["reason"] for entry in self._entries("outcome") if entry["item"] == item), "")

    def finding(self, name: str) -> str:
        """The outcome of a finding of the run."""
        return next((entry["outcome"] for entry in self._entries("finding") if entry["id"] == name), "")

    def _entries(self, kind: str) -> list[dict[str, Any]]:
        return self.record.of_kind(kind) if self.record else []


@pytest.fixture(scope="session")
def standing_environment(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """environments/local.yaml without its launch: for a sandbox that outlives the run."""
    text = (ROOT / "environments" / "local.yaml").read_text(encoding="utf-8")
    file = tmp_path_factory.mktemp("environments") / "standing.yaml"
    file.write_text(
        "".join(line for line in text.splitlines(keepends=True) if not line.startswith("launch:")), encoding="utf-8"
    )
    return file


@pytest.fixture(scope="session")
def standing_other(standing_environment: Path) -> Path:
    """environments/other.yaml for a sandbox with the other front-end that outlives the run."""
    text = (ROOT / "environments" / "other.yaml").read_text(encoding="utf-8")
    file = standing_environment.with_name("other.yaml")
    file.write_text(
        re.sub(r"(?m)^launch:.*\n", "", text).replace("local.yaml", standing_environment.name, 1), encoding="utf-8"
    )
    return file


@dataclass(frozen=True)
class Suite:
    """The suite as a user runs it: in a process of its own, here against the standing sandbox."""

    sandbox: Mapping[str, str]
    environment: Path
    records: Path

    def __call__(self, *arguments: str, within_s: int = RUN_S_MAX, **settings: Any) -> Run:
        """Run to the end."""
        exit_code, output = run_pytest(self._options(*arguments, **settings), {**os.environ, **self.sandbox}, within_s)
        return Run(exit_code, output, self.newest_record())

    def start(self, *arguments: str, **settings: Any) -> subprocess.Popen[str]:
        """Start a run in a process as a user has it."""
        return subprocess.Popen(  # noqa: S603 - our own command
            [sys.executable, "-m", "pytest", *self._options(*arguments, **settings)],
            cwd=ROOT,
            env={**os.environ, **self.sandbox},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )

    def _options(self, *arguments: str, environment: Path | str | None = None, release: bool = True) -> list[str]:
        named = [f"--release={self.sandbox['RELEASE_FILE']}"] if release else []
        return [
            *(f"--env={environment or self.environment}", *named),
            *(f"--records={self.records}", "--no-report", *arguments),
        ]

    @contextmanager
    def under_way(self, *arguments: str, **settings: Any) -> Iterator[subprocess.Popen[str]]:
        """Start a run that a test cuts short; whatever comes of the test, the run ends with it."""
        with self.start(*arguments, **settings) as process:
            try:
                yield process
            finally:
                process.kill()

    def newest_record(self) -> Record | None:
        """What the last run has written; None where it wrote nothing."""
        written = sorted(self.records.glob("*.jsonl"))
        return Record.read(written[-1]) if written else None


@pytest.fixture
def run_suite(sandbox: Mapping[str, str], standing_environment: Path, tmp_path: Path) -> Suite:
    """Run the suite against the standing sandbox."""
    return Suite(sandbox, standing_environment, tmp_path / "records")


MEASURED = ("tests/phases", "tests/loadtests")
"""Whole phases and load: they measure, and one would disturb the other."""


class FileByFile(LoadScopeScheduling):
    """In two processes (-n 2): file by file in whichever is free; the matrix in one, since it counts its runs."""

    def _split_scope(self, nodeid: str) -> str:
        if nodeid.startswith("tests/matrix"):
            return "the matrix"
        return "what measures" if nodeid.startswith(MEASURED) else nodeid.partition("::")[0]


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> LoadScopeScheduling | None:
    """For the project's own tests; a phase has its own, and whole phases under each fault may go anywhere."""
    return None if config.option.env or config.getoption("--full", default=False) else FileByFile(config, log)
