"""A sandbox of a module's own, where what other tests have done to the common one would be in the way."""

import json
import os
import ssl
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

import httpx


@contextmanager
def running_sandbox(*arguments: str, **settings: str) -> Iterator[dict[str, str]]:
    """Start one with these arguments and environment variables, give its addresses, and end it."""
    command = [sys.executable, "-m", "sandbox", *arguments]
    environment = {**os.environ, **settings}
    with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True) as process:  # noqa: S603 - our own module
        assert process.stdout is not None
        yield json.loads(process.stdout.readline())
        process.terminate()
    assert process.returncode == 0


@contextmanager
def client_of(addresses: dict[str, str]) -> Iterator[httpx.Client]:
    """A client that trusts its authority."""
    trust = ssl.create_default_context(cafile=addresses["CA_FILE"])
    with httpx.Client(verify=trust, trust_env=False) as client:
        yield client
