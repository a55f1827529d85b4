"""Do a thousand synthetic users, whose requests, payments and tickets go wrong, move any measure of the sandbox?"""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import pytest

from gate.environment import vendors
from gate.environment.indicators import Indicator
from gate.http import HttpClient
from gate.network.guard import NetworkGuard
from gate.probes.database.postgres import Database
from gate.sample import Sample, Window
from gate.sources.paystack import PaymentCounts
from gate.sources.postgres import People
from gate.sources.prometheus import Prometheus
from tests.support.running import running_sandbox

OURS = "verify.alaskapay.com"
USERS = 1000
SEEN_S_MAX = 10
FIRST = 'attempt="first"'


@pytest.fixture(scope="module")
def sandbox() -> Iterator[dict[str, str]]:
    """Of its own: three thousand users would be in the way of whoever counts people."""
    with running_sandbox() as addresses:
        yield addresses


@pytest.fixture
def http_client(sandbox: dict[str, str]) -> Iterator[HttpClient]:
    addresses = [urlsplit(sandbox[f"{name}_URL"]) for name in ("PROMETHEUS", "PAYSTACK")]
    http_client = HttpClient(
        environment="local",
        listed_origins=frozenset({(str(url.hostname), int(url.port or 443)) for url in addresses}),
        requests_per_second_max=1000,
        request_ms_max=5000,
        ca_pem=Path(sandbox["CA_FILE"]).read_text(encoding="ascii"),
    )
    yield http_client
    http_client.close()


@pytest.fixture
def prometheus_counts(sandbox: dict[str, str], http_client: HttpClient) -> Callable[..., Sample]:
    settings = vendors.Prometheus(
        url=sandbox["PROMETHEUS_URL"], user=sandbox["PROMETHEUS_USER"], password=sandbox["PROMETHEUS_PASSWORD"]
    )

    def count(window: Window, synthetic: str) -> Sample:
        query = f'http_requests_total{{{FIRST},synthetic="{synthetic}"}}'
        row = {"source": "prometheus", "query": query, "bad": 'status=~"5.."'}
        indicator = Indicator.model_validate({**row, "window": "30s", "poll": "1s", "lag_max": "2s"})
        return Prometheus(http_client, settings).counts("error_rate", indicator, window)

    return count


@pytest.fixture
def planted(
    sandbox: dict[str, str], http: httpx.Client, prometheus_counts: Callable[..., Sample], eventually
) -> Window:
    """A window in which they came, and about which everything has been told."""
    start = datetime.now(UTC)
    lever = f"{sandbox['SANDBOX_URL']}/_sandbox/synthetic"
    http.post(lever, json={"users": USERS}).raise_for_status()
    seen = eventually(lambda: prometheus_counts(Window(start, datetime.now(UTC)), "true").denominator, SEEN_S_MAX)
    assert seen >= USERS
    return Window(start, datetime.now(UTC))


def test_requests(planted: Window, prometheus_counts: Callable[..., Sample]) -> None:
    people, ours = prometheus_counts(planted, "false"), prometheus_counts(planted, "true")

    assert ours.numerator > USERS / 10, "they would be seen"
    assert people.denominator > 0
    assert people.numerator < people.denominator / 100


@pytest.fixture
def database(sandbox: dict[str, str]) -> Iterator[Database]:
    database = Database(sandbox["DATABASE_URL"], NetworkGuard(frozenset({"127.0.0.1", "localhost"}), "here"))
    yield database
    database.close()


def test_the_product_s_own_tables(database: Database, planted: Window, eventually) -> None:
    everybody, people = People(database, "nobody.example"), People(database, OURS)

    def ours() -> dict[str, int]:
        """Count them, while payments of people go on to end."""
        samples = {
            name: [one.counts(name, None, planted) for one in (everybody, people)]
            for name in ("sign_ins", "active_users", "payment_success")
        }
        totals = {
            name: [one.total(name, planted) for one in (everybody, people)]
            for name in ("registrations", "weekly_active_users", "transaction_volume")
        }
        return {
            **{name: all_.numerator - without.numerator for name, (all_, without) in samples.items()},
            **{name: all_.amount - without.amount for name, (all_, without) in totals.items()},
        }

    expected = {**dict.fromkeys(ours(), USERS), "transaction_volume": USERS * 100_00}
    assert eventually(lambda: ours() == expected, SEEN_S_MAX), ours()


def test_payments_at_the_provider(
    sandbox: dict[str, str], http_client: HttpClient, planted: Window, eventually
) -> None:
    settings = vendors.Paystack(url=sandbox["PAYSTACK_URL"], secret_key=sandbox["PAYSTACK_SECRET_KEY"])
    row = {"source": "paystack", "window": "30s", "poll": "1s", "lag_max": "2s"}

    def ours() -> tuple[int, int]:
        with_ours, without = (
            PaymentCounts(http_client, settings, "test", domain).counts(
                "payment_success", Indicator.model_validate(row), planted
            )
            for domain in ("nobody.example", OURS)
        )
        return with_ours.numerator - without.numerator, with_ours.denominator - without.denominator

    assert eventually(lambda: ours() == (USERS, 2 * USERS), SEEN_S_MAX), ours()
