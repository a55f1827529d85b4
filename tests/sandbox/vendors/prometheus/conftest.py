"""The sandbox's Prometheus, and a real one that scrapes the sandbox."""

import re
import shutil
import subprocess
from collections.abc import Callable, Iterator
from typing import Any

import httpx
import pytest
import yaml

from tests.sandbox.vendors.prometheus.asking import Ask

READY_WITHIN_S = 20
LISTENS = re.compile(r'msg="Listening on" address=127\.0\.0\.1:(\d+)')
SAMPLES = 10
"""Of the last seconds, which some questions look back to."""


@pytest.fixture
def ask(sandbox: dict[str, str], http: httpx.Client) -> Ask:
    """Ask the double."""

    def get(path: str = "query", **params: Any) -> httpx.Response:
        auth = (sandbox["PROMETHEUS_USER"], sandbox["PROMETHEUS_PASSWORD"])
        return http.get(f"{sandbox['PROMETHEUS_URL']}/api/v1/{path}", params=params, auth=auth)

    return get


@pytest.fixture(scope="module")
def ask_real(
    sandbox: dict[str, str],
    tmp_path_factory: pytest.TempPathFactory,
    eventually: Callable[[Callable[[], Any], float], Any],
) -> Iterator[Ask]:
    """Start a real server that scrapes the sandbox's page, and ask it once it has some samples."""
    program = shutil.which("prometheus")
    if program is None:
        pytest.skip("not run: there is no prometheus on this machine (apt-get install prometheus)")
    folder = tmp_path_factory.mktemp("prometheus")
    scrape = {
        "job_name": "api",
        "scheme": "https",
        "honor_labels": True,
        "scrape_interval": "250ms",
        "scrape_timeout": "250ms",
        "tls_config": {"ca_file": sandbox["CA_FILE"]},
        "static_configs": [{"targets": [sandbox["METRICS_URL"].removeprefix("https://")]}],
    }
    config = folder / "prometheus.yml"
    config.write_text(yaml.safe_dump({"scrape_configs": [scrape]}))
    options = (f"--config.file={config}", f"--storage.tsdb.path={folder / 'data'}", "--web.listen-address=127.0.0.1:0")
    log = folder / "log"
    with log.open("wb") as said, subprocess.Popen([program, *options], stderr=said) as server:  # noqa: S603 - Debian's program
        try:
            [port] = eventually(lambda: LISTENS.findall(log.read_text(encoding="utf-8"))[:1], READY_WITHIN_S)
            with httpx.Client(base_url=f"http://127.0.0.1:{port}/api/v1", trust_env=False) as client:

                def get(path: str = "query", **params: Any) -> httpx.Response:
                    return client.get(f"/{path}", params=params)

                def has_samples() -> bool:
                    try:
                        found = get(query='http_requests_total{status="200"}[1m]').json()["data"]["result"]
                    except ValueError:  # it says in plain words that it is not ready yet
                        return False
                    return any(len(series["values"]) > SAMPLES for series in found)

                assert eventually(has_samples, READY_WITHIN_S)
                yield get
        finally:
            server.terminate()
