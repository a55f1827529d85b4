"""A browser that opens reports, and so knows no environment."""

from typing import Any

import pytest
from playwright.sync_api import BrowserType

from fixtures.browser.browser import find_browser


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type: BrowserType) -> dict[str, Any]:
    """Launch options, with a browser of this machine."""
    return {"executable_path": find_browser(browser_type.executable_path), "args": ["--no-sandbox"]}
