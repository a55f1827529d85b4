"""Servers on loopback, and clients that may ask them."""

from collections.abc import Callable, Iterator

import pytest

from gate.http import HttpClient
from tests.support.servers.listener import Listener, listening


@pytest.fixture
def listener() -> Iterator[Listener]:
    with listening() as listener:
        yield listener


@pytest.fixture
def other() -> Iterator[Listener]:
    with listening() as other:
        yield other


@pytest.fixture
def opened(listener: Listener) -> Iterator[Callable[..., HttpClient]]:
    http_clients = []

    def open_http_client(**settings: object) -> HttpClient:
        defaults = {
            "environment": "here",
            "listed_origins": frozenset({("127.0.0.1", listener.port)}),
            "requests_per_second_max": 1000,
            "request_ms_max": 2000,
        }
        http_clients.append(HttpClient(**{**defaults, **settings}))
        return http_clients[-1]

    yield open_http_client
    for http_client in http_clients:
        http_client.close()


@pytest.fixture
def http_client(opened: Callable[..., HttpClient]) -> HttpClient:
    return opened()
