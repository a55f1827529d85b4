"""A real Prometheus on loopback that scrapes pages which the test writes, and can be given a past."""

import json
import os
import shutil
import socket
import subprocess
import tempfile
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import httpx
import pytest

COMMAND, TOOL = shutil.which("prometheus"), shutil.which("promtool")
SCRAPE_MS = 200
PAGES = tuple(f"api-{number}" for number in range(1, 5))
START_S_MAX = 90  # its discovery looks for targets every five seconds
END_S_MAX = 10
CONFIGURATION = """
global: {{scrape_interval: {interval}ms, scrape_timeout: {interval}ms}}
scrape_configs:
  - job_name: api
    file_sd_configs: [{{files: [{folder}/targets.json]}}]
"""


@dataclass
class Page:
    """What an instance shows when it is scraped; without a text it can't be scraped."""

    instance: str
    text: str | None = None

    def show(self, *lines: str) -> None:
        """Show these from now on."""
        self.text = "".join(f"{line}\n" for line in lines)


@dataclass
class PrometheusServer:
    """A running server, and the pages that it scrapes."""

    url: str
    folder: Path
    port: int = 0
    pages: dict[str, Page] = field(default_factory=lambda: {name: Page(name) for name in PAGES})

    def query(self, text: str) -> list[dict[str, Any]]:
        answer = httpx.get(f"{self.url}/api/v1/query", params={"query": text}, trust_env=False)
        found: list[dict[str, Any]] = answer.json()["data"]["result"]
        return found

    def is_ready(self) -> bool:
        """Whether it answers."""
        try:
            return httpx.get(f"{self.url}/-/ready", trust_env=False).is_success
        except httpx.HTTPError:
            return False

    def targets(self) -> set[str]:
        """Instances that it knows; none while it starts."""
        try:
            return {series["metric"]["instance"] for series in self.query("up")}
        except (httpx.HTTPError, KeyError, ValueError):
            return set()

    def scrape(self, *names: str) -> None:
        """Have these instances for targets, and no others; it takes the server some seconds to see it."""
        address = [f"127.0.0.1:{self.port}"]
        targets = [{"targets": address, "labels": {"__metrics_path__": f"/{name}", "instance": name}} for name in names]
        draft = self.folder / "targets.draft"
        draft.write_text(json.dumps(targets))
        draft.rename(self.folder / "targets.json")


@contextmanager
def serving(pages: dict[str, Page]) -> Iterator[int]:
    """Serve the pages on loopback."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            page = pages[self.path.removeprefix("/")]
            body = (page.text or "").encode()
            self.send_response(503 if page.text is None else 200)
            self.send_header("content-type", "text/plain; version=0.0.4")
            self.send_header("content-length", str(len(body)))
            self.end_headers()
            with suppress(ConnectionError):  # it waits for a page no longer than a scrape may take
                self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Keep quiet."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        server.daemon_threads = True
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield server.server_port
        server.shutdown()
        thread.join()


def plant(folder: Path, open_metrics: str) -> None:
    """Write a past into the data of a server that has not been started yet."""
    file = folder / "past.txt"
    file.write_text(f"{open_metrics}# EOF\n")
    subprocess.run(  # noqa: S603 - our own arguments
        [str(TOOL), "tsdb", "create-blocks-from", "openmetrics", str(file), str(folder / "data")],
        check=True,
        capture_output=True,
    )


@contextmanager
def running(folder: Path) -> Iterator[PrometheusServer]:
    """Start a server over a folder, and end it by its process."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    (folder / "prometheus.yml").write_text(CONFIGURATION.format(folder=folder, interval=SCRAPE_MS))
    command = [
        str(COMMAND),
        f"--config.file={folder / 'prometheus.yml'}",
        f"--storage.tsdb.path={folder / 'data'}",
        f"--web.listen-address=127.0.0.1:{port}",
        "--log.level=error",
    ]
    with (folder / "log").open("wb") as log, subprocess.Popen(command, stdout=log, stderr=log) as process:  # noqa: S603 - our own arguments
        try:
            yield PrometheusServer(f"http://127.0.0.1:{port}", folder)
        finally:
            process.terminate()
            process.wait(END_S_MAX)


@pytest.fixture(scope="session")
def prometheus_folder() -> Iterator[Path]:
    if not COMMAND or not TOOL:
        reason = "Prometheus not run: there is none here (apt-get install prometheus)"
        (pytest.fail if os.environ.get("CI") == "true" else pytest.skip)(reason)
    with tempfile.TemporaryDirectory(prefix="prometheus-", ignore_cleanup_errors=True) as name:
        yield Path(name)


@pytest.fixture(scope="session")
def running_prometheus(prometheus_folder: Path, eventually: Callable[..., Any]) -> Iterator[PrometheusServer]:
    folder = prometheus_folder / "live"
    folder.mkdir()
    with running(folder) as server, serving(server.pages) as server.port:
        server.scrape(*PAGES)
        assert eventually(lambda: server.targets() == set(PAGES), START_S_MAX), (folder / "log").read_text()
        yield server


@pytest.fixture
def prometheus(running_prometheus: PrometheusServer) -> Iterator[PrometheusServer]:
    """A Prometheus whose pages are empty yet."""
    yield running_prometheus
    for page in running_prometheus.pages.values():
        page.text = None
