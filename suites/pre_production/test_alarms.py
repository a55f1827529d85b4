"""Before production: if something went wrong there, would anybody get to know?"""

import pytest


@pytest.mark.item("infra.monitoring")
@pytest.mark.effects("sends-event")
def test_an_event_sent_to_error_tracking_is_seen_there_again(alarms):
    """Infrastructure: "Monitoring tools configured": error tracking, tried with an event of our own.

    Fails when error tracking refuses the event because it has had enough, or takes it and does not show it in time.
    """
    trip = alarms.event_to_error_tracking()

    assert trip.problem == "", f"error tracking lost event {trip.event}: {trip.problem}"


@pytest.mark.item("infra.monitoring")
def test_an_uptime_monitor_watches_each_public_host(alarms):
    """Infrastructure: "Monitoring tools configured": uptime.

    Fails when a public host has no monitor, or its monitor is paused.
    """
    unwatched = alarms.unwatched_hosts()

    assert unwatched == (), f"no uptime monitor looks at {', '.join(unwatched)}"


@pytest.mark.item("infra.monitoring")
def test_alerts_reach_somebody(alarms):
    """Infrastructure: "Monitoring tools configured": alert rules.

    Fails when error tracking has no rule that is on and notifies somebody, or a public host's monitor notifies nobody.
    """
    silence = alarms.silence()

    assert silence.of_errors == "", f"nobody hears of a new error: {silence.of_errors}"
    assert silence.of_monitors == (), f"nobody hears of an outage of {', '.join(silence.of_monitors)}"


@pytest.mark.item("infra.monitoring")
def test_the_health_check_log_is_fresh(health_log):
    """Infrastructure: "Monitoring tools configured": the product's own health log.

    Fails when the log has no row, or the newest one of a service is older than ten minutes: it writes every five.
    """
    stale = health_log.stale

    assert not health_log.is_empty, "the product's health log (public.health_check_logs) has no row at all"
    assert stale == (), f"the health log of {', '.join(stale)} has ended"
