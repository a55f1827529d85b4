"""Monitoring, first hour: do people's payments go through as they did before?"""

import pytest


@pytest.mark.item("monitoring.payment-success", part="measure")
@pytest.mark.watches("payment_success")
def test_payments_succeed_as_before_and_above_the_limit(watched):
    """Monitoring: "Payment success rate normal".

    Fails when fewer payments succeed than the limit demands, or clearly fewer than in the hour before the deploy. Not
    shown when there were too few payments to tell.
    """
    watched.must_hold()
