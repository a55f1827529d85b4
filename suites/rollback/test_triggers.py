"""When to roll back: is there evidence, since the deploy, that the release does harm?"""

import pytest


@pytest.mark.item("trigger.error-rate", part="measure")
def test_error_rate_has_not_pulled_its_trigger(triggers):
    """Rollback trigger: ">5% error rate".

    Fails when the share of failed requests in the last hour, at most since the deploy, or since some later moment, is
    shown to be above the trigger. Not shown while there are too few requests to tell.
    """
    errors = triggers.error_rate()

    errors.must_hold()


@pytest.mark.item("trigger.payments", part="measure")
def test_payment_failures_have_not_pulled_their_trigger(triggers):
    """Rollback trigger: "Payment processing failures".

    Fails when the share of failed payments in the last hour, at most since the deploy, or since some later moment, is
    shown to be above the trigger. Not shown while there are too few payments to tell.
    """
    payments = triggers.payments()

    payments.must_hold()


@pytest.mark.item("trigger.critical-bug")
def test_no_bug_stops_everybody(triggers):
    """Rollback trigger: "Critical bug affecting all users".

    Fails when a core journey failed here twice and no user completed it since the deploy, though in the same time of
    earlier weeks at least 10 did; or when a new fatal issue of this release keeps growing over three looks.
    """
    bug = triggers.critical_bug()

    assert bug.broken_journeys == (), f"nobody gets through: {'; '.join(map(str, bug.broken_journeys))}"
    assert bug.growing_issues == (), f"error tracking: {'; '.join(bug.growing_issues)}"


@pytest.mark.item("trigger.data-corruption")
def test_the_books_are_not_corrupted(books):
    """Rollback trigger: "Data corruption issues".

    Fails when a wallet does not equal its transactions, is negative, a transfer has one leg only, a reference stands
    twice, or a transaction belongs to nobody.
    """
    books.must_hold()


@pytest.mark.item("trigger.outage")
def test_the_service_is_not_down(triggers):
    """Rollback trigger: "Complete service outage".

    Fails when the site does not answer from here, though our network works, and the uptime monitor sees it down as
    well. One of the two alone is not shown.
    """
    outage = triggers.outage()

    assert not outage.is_complete, f"down: from here {outage.here}; the uptime monitor: {outage.elsewhere}"
