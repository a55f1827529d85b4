"""Watches the generator itself, and reports each second of the run to whoever started it.

Locust rounds times of 100 ms and more to two digits, so that 295 ms counts as 300 and 304 ms as 300 too: a limit of
300 ms could not be judged. `bucket_response_time` of locust/stats.py (2.47) is "a module-level function so it can be
replaced at runtime for custom bucketing", see "customizing response time bucketing" in its documentation: replaced
here by buckets that are named by their lowest time and begin at each limit.
"""

import contextlib
import json
import os
import time
from collections import Counter
from collections.abc import Callable
from typing import Any

import gevent
import locust.stats
from locust import events
from locust.env import Environment
from locust.runners import MasterRunner, Runner, WorkerRunner

from loadtests.scenarios.order import CREW, ORDER, SCENARIO, shared_out
from loadtests.scenarios.ramp import users_at

REPORT_FD = "LOADTEST_REPORT_FD"
TICK_S = 0.1
LATE_S = 0.1
CPU_WINDOW_S = 3.0
WHOLE_MS_BELOW = 100


def bucket_from(limits_ms: list[int]) -> Callable[[float], int]:
    """Give the function from a time in ms to the lowest time of its bucket: two digits, and an edge at each limit."""
    limits = sorted(limits_ms, reverse=True)

    def bucket(response_time: float) -> int:
        whole = int(response_time)
        width = 1
        while whole >= WHOLE_MS_BELOW * width:
            width *= 10
        edge = whole - whole % width
        return max(edge, next((limit for limit in limits if limit <= whole), 0))

    return bucket


locust.stats.bucket_response_time = bucket_from(SCENARIO["limits_ms"])  # type: ignore[assignment]


class Watch:
    """What this process sees of itself: processor time, lateness, rounds, and what broke."""

    def __init__(self) -> None:
        """Begin when the load begins."""
        self.rounds: Counter[str] = Counter()
        self.crashes: Counter[str] = Counter()
        self.held_back = 0
        self.cpu_share = 0.0
        self.wakes = self.late = 0
        self.since = (time.perf_counter(), time.process_time())

    def keep_watch(self) -> None:
        """Wake every 100 ms and see how late that is; add up the processor time every three seconds."""
        while True:
            began = time.perf_counter()
            gevent.sleep(TICK_S)
            now = time.perf_counter()
            self.wakes += 1
            self.late += now - began - TICK_S > LATE_S
            if now - self.since[0] >= CPU_WINDOW_S:
                used = time.process_time()
                self.cpu_share = max(self.cpu_share, (used - self.since[1]) / (now - self.since[0]))
                self.since = (now, used)

    def told(self) -> dict[str, Any]:
        """Say all of it as plain JSON."""
        return {
            "rounds": dict(self.rounds),
            "crashes": dict(self.crashes),
            "held_back": self.held_back,
            "cpu_share": self.cpu_share,
            "wakes": self.wakes,
            "late": self.late,
        }


WATCH = Watch()
_workers: dict[str, dict[str, Any]] = {}
_lost: dict[str, None] = {}
_started_at = 0.0
_stopped_at: float | None = None
_parent = os.getppid()


def runner_of(environment: Environment) -> Runner:
    """Give the runner, which is there from `init` on."""
    assert environment.runner is not None  # noqa: S101 - for the type checker
    return environment.runner


def _listen(environment: Environment, **_: Any) -> None:  # noqa: ANN401 - Locust's
    runner = environment.runner
    if isinstance(runner, WorkerRunner):
        runner.register_message("crew", lambda msg, **_: CREW.take_over(msg.data))
    elif not isinstance(runner, MasterRunner):
        CREW.take_over(ORDER["crew"])
    if not isinstance(runner, WorkerRunner):
        gevent.spawn(_end_with_whoever_started_us, environment)


def _begin(environment: Environment, **_: Any) -> None:  # noqa: ANN401 - Locust's
    global _started_at  # noqa: PLW0603 - one run a process
    runner = environment.runner
    if isinstance(runner, MasterRunner):
        workers = [worker.id for worker in runner.clients.ready]
        for worker, share in zip(workers, shared_out(ORDER["crew"], len(workers)), strict=True):
            _workers[worker] = {}
            runner.send_message("crew", share, worker)
    WATCH.since = (time.perf_counter(), time.process_time())
    gevent.spawn(WATCH.keep_watch)
    if not isinstance(runner, WorkerRunner):
        _started_at = time.monotonic()
        gevent.spawn(_tell_every_second, environment)


def _stop(**_: Any) -> None:  # noqa: ANN401 - Locust's
    global _stopped_at  # noqa: PLW0603 - one run a process
    _stopped_at = _stopped_at or time.monotonic()


def _tell_master(data: dict[str, Any], **_: Any) -> None:  # noqa: ANN401 - Locust's
    data["watch"] = WATCH.told()


def _hear_worker(client_id: str, data: dict[str, Any], **_: Any) -> None:  # noqa: ANN401 - Locust's
    _workers[client_id] = data["watch"]


def _note_crash(exception: Exception, **_: Any) -> None:  # noqa: ANN401 - Locust's
    WATCH.crashes[f"{type(exception).__name__}: {exception}"[:200]] += 1


def _end(environment: Environment, **_: Any) -> None:  # noqa: ANN401 - Locust's
    if isinstance(environment.runner, WorkerRunner) or not _started_at:
        return
    _note_lost(environment)
    _report({"sample": _sample(environment)})
    errors = [
        {"endpoint": f"{error.method} {error.name}", "kind": _kind(error.error), "count": error.occurrences}
        for error in environment.stats.errors.values()
    ]
    watches = [*_workers.values()] if _workers else [WATCH.told()]
    _report(
        {
            "end": {
                "lasted_s": (_stopped_at or time.monotonic()) - _started_at,
                "errors": errors,
                "lost_workers": list(_lost),
                "watches": [watch for watch in watches if watch],
            }
        }
    )


def _end_with_whoever_started_us(environment: Environment) -> None:
    """Stop when the process that started us is gone, so that no load outlives its command."""
    while os.getppid() == _parent:
        gevent.sleep(1)
    runner_of(environment).quit()


def _tell_every_second(environment: Environment) -> None:
    while True:
        _note_lost(environment)
        _report({"sample": _sample(environment)})
        gevent.sleep(1)


def _note_lost(environment: Environment) -> None:
    """Remember the workers that have fallen silent or gone while there was still something to do."""
    runner = environment.runner
    if not isinstance(runner, MasterRunner) or _stopped_at:
        return
    alive = {worker.id for worker in (*runner.clients.ready, *runner.clients.spawning, *runner.clients.running)}
    _lost.update(dict.fromkeys(sorted(_workers.keys() - alive)))


def _sample(environment: Environment) -> dict[str, Any]:
    at_s, total = time.monotonic() - _started_at, environment.stats.total
    return {
        "at_s": round(at_s, 2),
        "users_asked": users_at(at_s) or 0,
        "users": runner_of(environment).user_count,
        "requests": total.num_requests,
        "failures": total.num_failures,
        "p50_ms": total.get_current_response_time_percentile(0.5),
        "p95_ms": total.get_current_response_time_percentile(0.95),
    }


def _kind(error: object) -> str:
    text = error if isinstance(error, str) else repr(error)
    return text.removeprefix("CatchResponseError('").removesuffix("')")


def _report(line: dict[str, Any]) -> None:
    with contextlib.suppress(OSError):  # whoever started us is gone
        os.write(int(os.environ[REPORT_FD]), (json.dumps(line) + "\n").encode())


events.init.add_listener(_listen)
events.test_start.add_listener(_begin)
events.test_stopping.add_listener(_stop)
events.report_to_master.add_listener(_tell_master)
events.worker_report.add_listener(_hear_worker)
events.user_error.add_listener(_note_crash)
events.quitting.add_listener(_end)
