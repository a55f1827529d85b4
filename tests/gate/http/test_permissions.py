"""Which calls of a vendor pass, and where the service key may go."""

from collections.abc import Callable

import pytest

from gate.http import CallNotListed, HttpClient, PowerfulKey, VendorCall
from tests.support.servers.listener import Listener

PATIENCE_S = 3
"""Ten times the limit of a slow request here, and far below the server's patience."""
SLOW_MS = 300
KEY = "service-key-value"
USERS = (VendorCall("GET", "/auth/v1/admin/users"), VendorCall("DELETE", "/auth/v1/admin/users/{id}"))


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("POST", "/transaction/verify/AP-1"),
        ("GET", "/transaction/verify/AP-1/more"),
        ("GET", "/transaction/verify/"),
        ("GET", "/transaction/verify/.."),
        ("GET", "/transaction/verify/%2e%2e"),
        ("GET", "/transaction/verify/a%2Fb"),
        ("GET", "/transaction"),
        ("GET", "/x/transaction/verify/AP-1"),
    ],
)
@pytest.mark.parametrize("address", ["http://127.0.0.1:{}", "http://somebody@127.0.0.1:{}", "HTTP://127.0.0.1:{}"])
def test_a_vendor_call_that_no_source_declares_is_refused(opened, listener, method, path, address):
    http_client = opened(vendor_calls={listener.url: (VendorCall("GET", "/transaction/verify/{reference}"),)})

    with pytest.raises(CallNotListed, match="nothing was sent"):
        http_client.ask(method, address.format(listener.port) + path)

    assert listener.connections == 0


def test_a_declared_vendor_call_passes_with_its_query(opened, listener):
    http_client = opened(vendor_calls={listener.url: (VendorCall("GET", "/transaction/verify/{reference}"),)})

    assert http_client.ask("GET", f"{listener.url}/transaction/verify/AP-7F3K.1?a=/b").status == 200
    assert listener.lines == ["GET /transaction/verify/AP-7F3K.1?a=/b"]


@pytest.fixture
def keeper(opened: Callable[..., HttpClient], listener: Listener, other: Listener) -> HttpClient:
    """A client with a powerful key, which belongs to `listener`."""
    origins = frozenset({("127.0.0.1", listener.port), ("127.0.0.1", other.port)})
    return opened(listed_origins=origins, powerful_keys=(PowerfulKey(KEY, listener.url, USERS),))


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("POST", "/auth/v1/admin/users"),
        ("DELETE", "/auth/v1/admin/users"),
        ("PUT", "/auth/v1/admin/users/17"),
        ("GET", "/rest/v1/profiles"),
        ("DELETE", "/auth/v1/admin/users/.."),
        ("DELETE", "/auth/v1/admin/users/17/factors/1"),
    ],
)
def test_the_service_key_goes_with_no_other_call(keeper, listener, method, path):
    with pytest.raises(CallNotListed, match="may not carry the service key"):
        keeper.ask(method, listener.url + path, headers={"authorization": f"Bearer {KEY}"})

    assert listener.connections == 0


@pytest.mark.parametrize(
    "carrying",
    [
        {"headers": {"apikey": KEY}},
        {"body": {"key": KEY}},
        {"auth": ("somebody", KEY)},
    ],
    ids=["header", "body", "auth"],
)
def test_the_service_key_goes_to_no_other_host_however_it_is_carried(keeper, other, carrying):
    with pytest.raises(CallNotListed, match="may not carry the service key"):
        keeper.ask("GET", f"{other.url}/auth/v1/admin/users", **carrying)

    assert other.connections == 0


def test_the_service_key_in_an_address_is_refused(keeper, listener):
    with pytest.raises(CallNotListed, match="may not carry the service key"):
        keeper.ask("GET", f"{listener.url}/rest/v1/profiles?apikey={KEY}")

    assert listener.connections == 0


def test_the_service_key_goes_with_its_own_calls_and_others_go_without(keeper, listener):
    headers = {"apikey": KEY, "authorization": f"Bearer {KEY}"}
    keeper.ask("GET", f"{listener.url}/auth/v1/admin/users?page=1", headers=headers)
    keeper.ask("DELETE", f"{listener.url}/auth/v1/admin/users/17-a", headers=headers)
    keeper.ask("POST", f"{listener.url}/auth/v1/signup", headers={"apikey": "anon"}, body={})

    assert listener.connections == 3


def test_a_client_never_prints_its_key(keeper):
    assert KEY not in repr(keeper)
