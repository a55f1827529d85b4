"""Runs that don't come to their end: stopped by hand, or killed."""

import signal

import psutil
import pytest

pytestmark = pytest.mark.timeout(200)

END_S_MAX = 20.0


def read_until_under_load(process):
    """Read what it says until requests are on their way."""
    for line in process.stdout:
        if " users · " in line and " 0 requests" not in line:
            return
    raise AssertionError("it never came under load")


def test_ctrl_c_leaves_a_result_that_says_so_and_nobody_behind(standing):
    with standing.start("endurance", "--scale=0.005") as process:
        read_until_under_load(process)
        process.send_signal(signal.SIGINT)
        output, _ = process.communicate()
    (file,) = [path for path in standing.results.glob("*Z-*.json") if not path.stem.endswith("-locust")]

    assert process.returncode == 10
    assert "the run was cut short: interrupted (Ctrl-C)" in output
    assert '"cut_short": "interrupted (Ctrl-C)"' in file.read_text()
    assert standing.pool_users() == 0
    assert standing.money_out_of_order() == []


@pytest.mark.parametrize("next_command", ["clean", "run"])
def test_what_a_killed_run_leaves_is_removed_by_the_next_command(standing, eventually, next_command):
    assert standing.money_out_of_order() == []
    with standing.start("endurance", "--scale=0.005") as process:
        read_until_under_load(process)
        (generator,) = psutil.Process(process.pid).children()
        process.kill()
    assert standing.pool_users() == 10
    assert eventually(lambda: not generator.is_running(), END_S_MAX), "the generator outlives its command"

    if next_command == "clean":
        cleaned = standing.run("clean")

        assert (cleaned.exit_code, cleaned.output) == (0, "10 users removed from standing, 0 left\n")
    else:
        with standing.start("payment", "--scale=0.001") as process:
            read_until_under_load(process)
            assert standing.pool_users() == 2
            process.send_signal(signal.SIGINT)
            process.communicate()
    assert standing.pool_users() == 0
    assert standing.money_out_of_order() == []


def test_a_generator_that_is_killed_shows_nothing(standing):
    with standing.start("endurance", "--scale=0.005") as process:
        read_until_under_load(process)
        (generator,) = psutil.Process(process.pid).children()
        generator.kill()
        output, _ = process.communicate()

    assert process.returncode == 10
    assert "the run was cut short: the generator ended with -9" in output
    assert "not a single request was sent" in output
    assert standing.pool_users() == 0
