"""Monitoring, first hour: do requests end well, and soon enough?"""

import pytest


@pytest.mark.item("monitoring.error-rate", part="measure")
@pytest.mark.watches("error_rate")
def test_error_rate_stays_below_its_limit_and_no_worse_than_before(watched):
    """Monitoring: "Error rates normal".

    Fails when more requests fail than the limit allows, or more than 1.5 times as many as in the hour before the
    deploy. Not shown when there were too few requests to tell, or the source did not answer nearly all the time.
    """
    watched.must_hold()


@pytest.mark.item("monitoring.response-time", part="measure")
@pytest.mark.watches("api_p95", "api_p99")
def test_response_times_stay_below_their_limits(watched):
    """Monitoring: "Response times acceptable".

    Fails when more than 5 % of the requests take longer than the limit of the 95th percentile, or more than 1 % longer
    than that of the 99th, or clearly more than in the hour before the deploy.
    """
    watched.must_hold()


@pytest.mark.item("monitoring.no-500-spike", part="measure")
@pytest.mark.watches("server_errors")
def test_server_errors_do_not_rise_above_the_hour_before(watched):
    """Monitoring: "No spike in 500 errors".

    Fails when the share of 5xx answers is above 1.5 times that of the hour before the deploy, or above its limit, on
    the whole or from some minute on.
    """
    watched.must_hold()
