"""The browser that opens reports: it knows no environment, and is another one than that of checks."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserType

from fixtures.browser.launch import find_browser


@pytest.fixture(scope="session")
def browser(browser_type: BrowserType) -> Iterator[Browser]:
    """A browser of this machine, without an environment's limits."""
    started = browser_type.launch(executable_path=find_browser(browser_type.executable_path), args=["--no-sandbox"])
    yield started
    started.close()
