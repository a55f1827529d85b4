"""`python -m sandbox` serves until its parent ends; `python -m sandbox faults` lists what can go wrong."""

import argparse
import asyncio
import os

from sandbox.database.postgres import run_postgres
from sandbox.faults.catalogue import FAULTS, UnknownFaultError
from sandbox.faults.switches import Faults
from sandbox.moments import MOMENTS, moment_now
from sandbox.process.processes import watched_processes
from sandbox.process.server import serve
from sandbox.traffic.flag import PERCENTS, Flag


def main() -> None:
    """Read the command line and the environment."""
    parser = argparse.ArgumentParser(prog="python -m sandbox", description=__doc__)
    parser.add_argument("command", nargs="?", choices=("serve", "faults"), default="serve")
    parser.add_argument("--moment", choices=MOMENTS, default=os.environ.get("SANDBOX_MOMENT", "launch"))
    parser.add_argument("--flag", type=int, choices=PERCENTS, default=os.environ.get("SANDBOX_FLAG", "100"))
    arguments = parser.parse_args()
    if arguments.command == "faults":
        list_faults()
        return
    moment = moment_now(arguments.moment)
    try:
        faults = Faults(filter(None, os.environ.get("SANDBOX_FAULTS", "").split(",")), moment.deployed_at)
    except UnknownFaultError as problem:
        parser.error(f"SANDBOX_FAULTS: {problem}")
    try:
        flag = Flag(arguments.flag, moment, faults)
    except ValueError as problem:
        parser.error(f"SANDBOX_FLAG: {problem}")
    with watched_processes() as processes, run_postgres(processes) as socket_folder:
        asyncio.run(serve(processes, socket_folder, moment, faults, flag))


def list_faults() -> None:
    """Print one fault a line."""
    for fault in FAULTS.values():
        print(f"{fault.name:28} {fault.sentence}")  # noqa: T201 - what the command is for


if __name__ == "__main__":
    main()
