"""Staging verification: does the browser complain of any page, whoever looks at it?"""

import pytest


@pytest.mark.item("staging.console")
def test_no_page_makes_a_visitors_browser_complain(console_errors):
    """Staging: "No console errors": signed out.

    Fails when a route does not open, or the browser tells there of a console error, an uncaught error, a request that
    failed or something that the page's security policy forbids.
    """
    noise = console_errors.noise()

    assert noise.unopened == (), f"of {noise.pages} pages these did not open: {'; '.join(noise.unopened)}"
    assert noise.complaints == (), f"the browser complains of {'; '.join(noise.complaints)}"


@pytest.mark.item("staging.console")
@pytest.mark.effects("creates-user")
def test_no_page_makes_a_members_browser_complain(console_errors, member):
    """Staging: "No console errors": signed in, with every tab of the dashboard.

    Fails when a route or tab does not open, or the browser tells there of a console error, an uncaught error, a
    request that failed or something that the page's security policy forbids.
    """
    noise = console_errors.noise(member)

    assert noise.unopened == (), f"of {noise.pages} pages these did not open: {'; '.join(noise.unopened)}"
    assert noise.complaints == (), f"the browser complains of {'; '.join(noise.complaints)}"
