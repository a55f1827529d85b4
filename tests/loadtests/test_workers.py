"""The load from several processes: children of one command, or a master and its workers."""

import re
import socket

import psutil
import pytest

from tests.loadtests.load_commands import end_of

pytestmark = pytest.mark.timeout(200)


@pytest.fixture
def port():
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return str(listener.getsockname()[1])


def test_two_processes_share_the_users(standing):
    run = standing.run("endurance", "--scale=0.005", "--processes=2")

    assert run.exit_code == 10, run.output
    assert run.result.generator.processes == 2
    assert run.result.generator.lost_workers == ()
    assert max(run.result.reached()) == 10
    assert all(run.result.rounds[task] for task in ("look_at_wallet", "transfer"))
    assert standing.pool_users() == 0


def test_a_worker_that_dies_on_the_way_is_reported_and_nothing_is_shown(standing, port):
    asked = ("endurance", "--scale=0.005", f"--port={port}")
    with standing.start(*asked, "--master", "--workers=2", "--listen=127.0.0.1") as master:
        workers = [standing.start(*asked, "--worker=127.0.0.1") for _ in range(2)]
        for line in master.stdout:
            if " users · " in line and " 0 requests" not in line:
                break
        (doomed,) = psutil.Process(workers[0].pid).children()
        doomed.kill()
        ended = end_of(master, standing.results)
        killed, survivor = (end_of(worker, standing.results) for worker in workers)

    assert ended.exit_code == 10, ended.output
    assert re.search(r"^NOT SHOWN .*1 worker lost on the way: ", ended.output, re.MULTILINE), ended.output
    assert len(ended.result.generator.lost_workers) == 1
    assert ended.result.generator.processes == 2
    assert ended.result.requests > 0
    assert (killed.exit_code, survivor.exit_code) == (10, 0)
    assert "the worker ended with -9" in killed.output
    assert standing.pool_users() == 0


def test_a_master_without_workers_gives_up(standing, port):
    alone = ("--master", f"--port={port}", "--listen=127.0.0.1", "--workers-wait=2")

    run = standing.run("endurance", "--scale=0.005", *alone)

    assert run.exit_code == 10
    assert "not all of the 1 expected workers came" in run.output
    assert "not a single request was sent" in run.output
    assert standing.pool_users() == 0
