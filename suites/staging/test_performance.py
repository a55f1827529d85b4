"""Staging verification: is the release fast enough, as far as one visitor can tell?"""

import pytest


@pytest.mark.item("staging.performance", part="measure")
def test_key_page_loads_fast_enough_on_staging(performance, key_view):
    """Staging: "Performance acceptable": page loads.

    Fails when a quarter of the loads of a key page or more take longer than the day-1 limit. As many loads are made
    as it takes to say so; once a page is too slow, those that would come after it are left out.
    """
    loads = performance.page_load(key_view)

    loads.must_hold()


@pytest.mark.item("staging.performance", part="measure")
def test_api_answers_fast_enough_on_staging(performance):
    """Staging: "Performance acceptable": API requests.

    Fails when 5 % of the requests or more take longer than the day-1 limit. As many requests are made as it takes to
    say so.
    """
    responses = performance.api_response()

    responses.must_hold()
