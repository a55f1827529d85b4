"""Before production: can people with disabilities use the product?"""

import pytest


@pytest.mark.item("testing.accessibility")
def test_no_public_page_has_a_grave_accessibility_violation(examination):
    """Testing complete: "Accessibility testing completed": what anybody may read.

    Fails when a public page does not open, or axe finds a serious or critical violation of WCAG 2.2 A or AA on it.
    """
    accessibility = examination.of_public_pages()

    assert accessibility.unopened == (), (
        f"of {accessibility.pages} pages these did not open: {'; '.join(accessibility.unopened)}"
    )
    assert accessibility.violations == (), f"axe finds {'; '.join(accessibility.violations)}"


@pytest.mark.item("testing.accessibility")
@pytest.mark.effects("creates-user")
def test_no_page_for_members_has_a_grave_accessibility_violation(examination, member):
    """Testing complete: "Accessibility testing completed": what is seen signed in, with every tab of the dashboard.

    Fails when such a page does not open, or axe finds a serious or critical violation of WCAG 2.2 A or AA on it.
    """
    accessibility = examination.of_members_pages(member)

    assert accessibility.unopened == (), (
        f"of {accessibility.pages} pages these did not open: {'; '.join(accessibility.unopened)}"
    )
    assert accessibility.violations == (), f"axe finds {'; '.join(accessibility.violations)}"
