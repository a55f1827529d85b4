"""`python -m sandbox` serves until its parent ends; `faults` lists what can go wrong, `setups` how it can be set up."""

import argparse
import asyncio
import os
from collections.abc import Mapping

from sandbox.database.postgres import run_postgres
from sandbox.faults.catalogue import FAULTS, UnknownFaultError
from sandbox.faults.switches import Faults
from sandbox.moments import MOMENTS, moment_now
from sandbox.process.processes import watched_processes
from sandbox.process.server import Choices, serve
from sandbox.setups import SETTINGS, Setup, UnknownSettingError
from sandbox.traffic.flag import PERCENTS, Flag


def main() -> None:
    """Read the command line and the environment."""
    parser = argparse.ArgumentParser(prog="python -m sandbox", description=__doc__)
    parser.add_argument("command", nargs="?", choices=("serve", "faults", "setups"), default="serve")
    parser.add_argument("--moment", choices=MOMENTS, default=os.environ.get("SANDBOX_MOMENT", "launch"))
    parser.add_argument("--flag", type=int, choices=PERCENTS, default=os.environ.get("SANDBOX_FLAG", "100"))
    parser.add_argument("--skin", choices=("", "other"), default=os.environ.get("SANDBOX_SKIN", ""))
    arguments = parser.parse_args()
    if arguments.command == "faults":
        list_names({fault.name: fault.sentence for fault in FAULTS.values()})
        return
    if arguments.command == "setups":
        list_names(SETTINGS)
        return
    moment = moment_now(arguments.moment)
    try:
        faults = Faults(_listed("SANDBOX_FAULTS"), moment.deployed_at)
    except UnknownFaultError as problem:
        parser.error(f"SANDBOX_FAULTS: {problem}")
    try:
        flag = Flag(arguments.flag, moment, faults)
    except ValueError as problem:
        parser.error(f"SANDBOX_FLAG: {problem}")
    try:
        setup = Setup(_listed("SANDBOX_SETUP"))
    except UnknownSettingError as problem:
        parser.error(f"SANDBOX_SETUP: {problem}")
    with watched_processes() as processes, run_postgres(processes) as socket_folder:
        asyncio.run(serve(processes, socket_folder, Choices(moment, faults, flag, setup, arguments.skin)))


def list_names(sentences: Mapping[str, str]) -> None:
    """Print one name a line, with its sentence."""
    for name, sentence in sentences.items():
        print(f"{name:28} {sentence}")  # noqa: T201 - what the command is for


def _listed(variable: str) -> list[str]:
    return [name for name in os.environ.get(variable, "").split(",") if name]


if __name__ == "__main__":
    main()
