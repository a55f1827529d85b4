"""What the tests of the database's measures share: a product that nobody has used yet, and our look into it."""

from collections.abc import Callable, Iterator

import pytest

from gate.network.guard import NetworkGuard
from gate.probes.database.postgres import Database
from gate.sources.postgres import Server
from tests.sandbox.database.measured_product import Product, products


@pytest.fixture(scope="module")
def running_product() -> Iterator[Product]:
    with products() as product:
        yield product


@pytest.fixture
def product(running_product: Product) -> Product:
    """A product that nobody has used yet."""
    running_product.owner.execute("truncate auth.users cascade")
    return running_product


@pytest.fixture
def read_as(product: Product) -> Iterator[Callable[..., Database]]:
    opened: list[Database] = []

    def read(role: str = "verifier") -> Database:
        guard = NetworkGuard(frozenset({str(product.folder)}), "here")
        opened.append(Database(product.address(role), guard))
        return opened[-1]

    yield read
    for database in opened:
        database.close()


@pytest.fixture
def server(read_as: Callable[..., Database]) -> Server:
    return Server(read_as())
