"""What the tests of the sources share: a vendor that answers as it is told, and the HTTP client that reaches it."""

from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest

from gate.environment.indicators import Indicator
from gate.http import HttpClient
from tests.support.servers.listener import Listener, listening
from tests.support.source_faults import DEADLINE_MS


@pytest.fixture(scope="session")
def standing_vendor() -> Iterator[Listener]:
    with listening() as vendor:
        yield vendor


@pytest.fixture(scope="session")
def standing_http_client(standing_vendor: Listener) -> Iterator[HttpClient]:
    """One for all tests: reading the machine's certificates takes as long as a hundred requests."""
    http_client = HttpClient("here", frozenset({("127.0.0.1", standing_vendor.port)}), 1000, DEADLINE_MS)
    yield http_client
    http_client.close()


@pytest.fixture
def vendor(standing_vendor: Listener) -> Listener:
    """A vendor that nobody has asked yet."""
    standing_vendor.forget()
    return standing_vendor


@pytest.fixture
def http_client(vendor: Listener, standing_http_client: HttpClient) -> HttpClient:  # noqa: ARG001 - it leads there
    """The only way out leads to the vendor; nothing has gone there yet."""
    standing_http_client.exchanges.clear()
    return standing_http_client


@pytest.fixture
def indicator() -> Callable[..., Indicator]:
    """An indicator of a local environment."""

    def build(source: str = "prometheus", **more: object) -> Indicator:
        watch = {"window": timedelta(seconds=30), "poll": timedelta(milliseconds=250), "lag_max": timedelta(seconds=2)}
        return Indicator.model_validate({"source": source, **watch, **more})

    return build
