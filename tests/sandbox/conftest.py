"""What the tests of the sandbox share."""

from collections.abc import Iterator

import psycopg
import pytest


@pytest.fixture
def database(sandbox: dict[str, str]) -> Iterator[psycopg.Connection]:
    with psycopg.connect(sandbox["DATABASE_URL"], autocommit=True) as connection:
        yield connection
