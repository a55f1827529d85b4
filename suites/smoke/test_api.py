"""Smoke, first 15 minutes: does every endpoint of the release answer as documented?"""

import pytest


@pytest.mark.item("smoke.api")
def test_endpoint_answers_signed_out_as_documented(api, endpoint):
    """Smoke test: "API endpoints responding": what anybody may ask.

    Fails when an endpoint answers another status, content type or shape than documented, or gives without a token
    what needs one.
    """
    answer = api.asks(endpoint)

    assert answer.mismatch is None, f"{endpoint.name} ({endpoint.method} {endpoint.path}): {answer.mismatch}"


@pytest.mark.item("smoke.api")
@pytest.mark.effects("creates-user")
def test_endpoint_answers_signed_in_as_documented(api, signed_in_endpoint, member):
    """Smoke test: "API endpoints responding": what a signed-in user may ask.

    Fails when an endpoint answers another status, content type or shape than documented.
    """
    answer = api.asks(signed_in_endpoint, member)

    assert answer.mismatch is None, (
        f"{signed_in_endpoint.name} ({signed_in_endpoint.method} {signed_in_endpoint.path}): {answer.mismatch}"
    )


@pytest.mark.item("smoke.api")
def test_health_endpoint_and_its_own_rows_say_healthy(health):
    """Smoke test: "API endpoints responding": the health endpoint is believed only when its own rows say healthy.

    Fails when it reports a service as not healthy, names none, or says healthy while a service's newest row does not.
    """
    report = health.report()

    assert report.problem is None, f"the health endpoint can't be believed: {report.problem}"
    assert report.services != (), "the health endpoint names no service"
    assert report.unhealthy_services == (), (
        f"the health endpoint itself says that these are not healthy: {', '.join(report.unhealthy_services)}"
    )
    assert report.unhealthy_rows == (), (
        f"the health endpoint says healthy, but the newest health_check_logs row of {', '.join(report.unhealthy_rows)} "
        "does not"
    )
