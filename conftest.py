"""The plugins of the suite, room by room; each room lists its own."""

import pytest

pytest.register_assert_rewrite("fixtures")  # rooms import each other before their turn comes

from fixtures import plugins_in  # noqa: E402 - see above

ROOMS = [
    "fixtures.run",
    "fixtures.accounts",
    "fixtures.api",
    "fixtures.database",
    "fixtures.browser",
    "fixtures.payments",
    "fixtures.security",
    "fixtures.release",
    "fixtures.recovery",
    "fixtures.deployment",
    "fixtures.operations",
    "fixtures.measures",
    "fixtures.traffic",
    "fixtures.survey",
]


def pytest_addoption(pluginmanager: pytest.PytestPluginManager) -> None:
    """Not by `pytest_plugins`: each name there is looked for in all installed packages, a second in every run."""
    for plugin in plugins_in(ROOMS):
        pluginmanager.import_plugin(plugin)
