"""What the tests of the measures' sources share."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from gate.environment.indicators import Indicator


@pytest.fixture
def indicator() -> Callable[..., Indicator]:
    """An indicator of a local environment."""

    def build(source: str = "prometheus", **more: object) -> Indicator:
        watch = {"window": timedelta(seconds=30), "poll": timedelta(milliseconds=250), "lag_max": timedelta(seconds=2)}
        return Indicator.model_validate({"source": source, **watch, **more})

    return build
