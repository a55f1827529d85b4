"""The plugins of the suite, room by room; each room lists its own."""

import pytest

pytest.register_assert_rewrite("fixtures")  # rooms import each other before their turn comes

pytest_plugins = [
    "fixtures.run",
    "fixtures.accounts",
    "fixtures.api",
    "fixtures.database",
    "fixtures.browser",
    "fixtures.payments",
    "fixtures.security",
    "fixtures.release",
    "fixtures.recovery",
    "fixtures.operations",
    "fixtures.measures",
    "fixtures.traffic",
    "fixtures.survey",
]
