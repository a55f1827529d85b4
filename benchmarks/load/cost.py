"""Inside Locust: what generating the load costs this process, from the first user to the last."""

import json
import os
import time
from pathlib import Path

from locust import events

FOLDER = Path(os.environ["LOAD_COST_FOLDER"])
counted = {"requests": 0, "failures": 0}
began: list[float] = []


@events.test_start.add_listener
def begin(**_: object) -> None:
    """Look at both clocks."""
    began[:] = [time.perf_counter(), time.process_time()]


@events.request.add_listener
def count(exception: Exception | None = None, **_: object) -> None:
    """Count one."""
    counted["requests"] += 1
    counted["failures"] += exception is not None


@events.test_stopping.add_listener
def end(**_: object) -> None:
    """Write it down, where this process has sent anything."""
    if counted["requests"]:
        clocks = {"clock_s": time.perf_counter() - began[0], "cpu_s": time.process_time() - began[1]}
        (FOLDER / f"{os.getpid()}.json").write_text(json.dumps(counted | clocks))
