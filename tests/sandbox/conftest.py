"""What the tests of the sandbox share."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta

import psycopg
import pytest

from gate.sample import Window

RUSH = timedelta(seconds=0.5)


@pytest.fixture
def database(sandbox: dict[str, str]) -> Iterator[psycopg.Connection]:
    with psycopg.connect(sandbox["DATABASE_URL"], autocommit=True) as connection:
        yield connection


@pytest.fixture
def a_rush(eventually: Callable[[Callable[[], bool], float], bool]) -> Callable[[], Window]:
    """Let time pass in which some hundred requests come, for sources that may not be asked again and again."""

    def pass_by() -> Window:
        began = datetime.now(UTC)
        assert eventually(lambda: datetime.now(UTC) - began > RUSH, 2)
        return Window(began, datetime.now(UTC))

    return pass_by
