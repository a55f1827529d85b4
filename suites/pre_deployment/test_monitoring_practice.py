"""Best practices: is this the hour to deploy, and would we see what it does?"""

import pytest


@pytest.mark.item("practice.low-traffic")
def test_the_window_lies_in_the_quietest_hours(traffic, release):
    """Best practice: "Deploy during low-traffic hours".

    Fails when an hour of the window belongs to the busier three quarters of the week, by the traffic of the last four
    weeks before it.
    """
    busy = traffic.busy_hours_of(release.window)

    assert busy == (), f"the window is not quiet: {'; '.join(map(str, busy))}"


@pytest.mark.item("practice.monitored")
def test_the_source_of_a_watched_measure_answers_with_fresh_data(monitored_source):
    """Best practice: "Monitor closely / don't deploy without monitoring".

    Fails when a source that the monitoring phase reads does not answer now, answers with old data, or has no limit to
    hold the numbers against.
    """
    answer = monitored_source.asks_now()

    assert answer.problem == "", f"{answer.indicator} could not be watched: {answer.problem}"
