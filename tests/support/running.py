"""Running sandboxes: the common one, and one of a test's own where what others have done would be in the way."""

import json
import os
import ssl
import subprocess
import sys
from collections.abc import Awaitable, Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import TypeVar

import httpx
from anyio.from_thread import start_blocking_portal

Answer = TypeVar("Answer")


@contextmanager
def running_sandbox(*arguments: str, **settings: str) -> Iterator[dict[str, str]]:
    """Start one with these arguments and environment variables, give its addresses, and end it."""
    command = [sys.executable, "-m", "sandbox", *arguments]
    environment = {**os.environ, **settings}
    with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True) as process:  # noqa: S603 - our own module
        assert process.stdout is not None
        try:
            yield json.loads(process.stdout.readline())
        finally:
            process.terminate()
    assert process.returncode == 0


@contextmanager
def client_of(addresses: Mapping[str, str]) -> Iterator[httpx.Client]:
    """A client that trusts its authority."""
    trust = ssl.create_default_context(cafile=addresses["CA_FILE"])
    with httpx.Client(verify=trust, trust_env=False) as client:
        yield client


def in_a_loop_of_its_own(ask: Callable[..., Awaitable[Answer]], *arguments: object) -> Answer:
    """Run it in another thread: in the tests' own a browser may keep a loop running."""
    with start_blocking_portal() as portal:
        return portal.call(ask, *arguments)
