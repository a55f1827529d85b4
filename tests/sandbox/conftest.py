"""A running sandbox, and a client that trusts it."""

import json
import ssl
import subprocess
import sys
from collections.abc import Iterator

import httpx
import pytest


@pytest.fixture(scope="session")
def sandbox() -> Iterator[dict[str, str]]:
    command = [sys.executable, "-m", "sandbox"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:  # noqa: S603 - our own module
        assert process.stdout is not None
        yield json.loads(process.stdout.readline())
        process.terminate()


@pytest.fixture(scope="session")
def http(sandbox: dict[str, str]) -> Iterator[httpx.Client]:
    trust = ssl.create_default_context(cafile=sandbox["CA_FILE"])
    with httpx.Client(verify=trust, trust_env=False) as client:
        yield client
