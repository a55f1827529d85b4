"""Runs Locust as a process of its own: importing it here would patch our sockets."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, Literal

from gate.files.places import ROOT
from gate.load.results import LoadSample

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

SCENARIOS = Path(__file__).with_name("scenarios")
ORDER_FD, REPORT_FD = "LOADTEST_ORDER_FD", "LOADTEST_REPORT_FD"
STOP_S_MAX = 10
END_S_MAX = 90
LOOPBACK = "127.0.0.1"


@dataclass(frozen=True)
class Machines:
    """Who generates the load: this process alone, its children, workers elsewhere; or this one is a worker."""

    role: Literal["alone", "processes", "master", "worker"] = "alone"
    count: int = 1
    """Children or expected workers."""
    host: str = LOOPBACK
    """For a worker, where its master is; for a master, at which address it listens."""
    port: int = 5557
    wait_s: int = 120
    """For a master, how long it waits for its workers."""

    def arguments(self) -> list[str]:
        """Locust's own options for that."""
        match self.role:
            case "alone":
                return []
            case "processes":
                bind = ["--master-bind-host", LOOPBACK, "--master-bind-port", str(self.port)]
                return ["--processes", str(self.count), *bind, "--master-port", str(self.port)]
            case "master":
                wait = ["--expect-workers", str(self.count), "--expect-workers-max-wait", str(self.wait_s)]
                return ["--master", "--master-bind-host", self.host, "--master-bind-port", str(self.port), *wait]
            case "worker":
                return ["--worker", "--master-host", self.host, "--master-port", str(self.port)]


@dataclass
class Told:
    """What the process reported, and Locust's own statistics where it came to its end."""

    samples: list[LoadSample] = field(default_factory=list)
    end: dict[str, Any] = field(default_factory=dict)
    statistics: list[dict[str, Any]] = field(default_factory=list)
    exit_code: int = 0
    interrupted: bool = False
    said: str = ""
    """Its last words."""


def free_port() -> int:
    """A port of this machine that nobody uses now."""
    with socket.create_server((LOOPBACK, 0)) as listener:
        port: int = listener.getsockname()[1]
        return port


def run_locust(  # noqa: PLR0913 - one process, named arguments
    scenario: str,
    order: Mapping[str, Any],
    machines: Machines,
    *,
    host: str,
    stem: Path,
    progress: Callable[[LoadSample], None],
) -> Told:
    """Run the scenario to its end. `stem` is where its files go: .log, .html and Locust's statistics.

    Ctrl-C ends the run in good order, and what was measured so far is kept.
    """
    told = Told()
    stem.parent.mkdir(parents=True, exist_ok=True)
    statistics = stem.with_name(f"{stem.name}-locust")
    with ExitStack() as closing:
        log = closing.enter_context(stem.with_suffix(".log").open("wb"))
        order_file = closing.enter_context(tempfile.TemporaryFile("w+", encoding="utf-8"))  # nameless: tokens are in it
        json.dump(order, order_file)
        order_file.seek(0)
        reading, writing = os.pipe()
        reports = closing.enter_context(os.fdopen(reading, encoding="utf-8"))
        process = _start(
            [
                *(sys.executable, "-m", "locust", "-f", str(SCENARIOS / f"{scenario}.py")),
                *("--headless", "--only-summary", "--exit-code-on-error", "0", "--stop-timeout", str(STOP_S_MAX)),
                *("--host", host, "--json-file", str(statistics)),
                *([] if machines.role == "worker" else ["--html", str(stem.with_suffix(".html"))]),
                *machines.arguments(),
            ],
            {ORDER_FD: order_file.fileno(), REPORT_FD: writing},
            log,
        )
        os.close(writing)
        _listen(process, reports, told, progress)
    told.exit_code = process.returncode
    told.said = _last_words(stem.with_suffix(".log"))
    statistics = statistics.with_name(f"{statistics.name}.json")
    if statistics.is_file():
        told.statistics = json.loads(statistics.read_text(encoding="utf-8"))
    return told


def _start(command: list[str], descriptors: Mapping[str, int], log: IO[bytes]) -> subprocess.Popen[bytes]:
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("LOCUST_")}
    return subprocess.Popen(  # noqa: S603 - our own arguments
        command,
        cwd=ROOT,
        env={**inherited, **{name: str(number) for name, number in descriptors.items()}},
        pass_fds=tuple(descriptors.values()),
        stdin=subprocess.DEVNULL,
        stdout=log,
        stderr=log,
        start_new_session=True,  # Ctrl-C is ours to pass on
    )


def _listen(
    process: subprocess.Popen[bytes], reports: IO[str], told: Told, progress: Callable[[LoadSample], None]
) -> None:
    while True:
        try:
            for line in reports:
                _take(json.loads(line), told, progress)
            process.wait(END_S_MAX)
        except KeyboardInterrupt:
            if told.interrupted:
                process.kill()
            told.interrupted = True
            process.send_signal(signal.SIGINT)
        except subprocess.TimeoutExpired:
            process.kill()
        else:
            return


def _take(report: dict[str, Any], told: Told, progress: Callable[[LoadSample], None]) -> None:
    if "end" in report:
        told.end = report["end"]
    else:
        told.samples.append(LoadSample(**report["sample"]))
        progress(told.samples[-1])


def _last_words(log: Path) -> str:
    lines = log.read_text(encoding="utf-8", errors="replace").strip().splitlines()
    return lines[-1] if lines else "(nothing)"
