"""What is watched at vendors: errors, uptime, the status page, and the sources of measures."""

from sandbox.faults.fault import Fault

ERROR_TRACKING = (
    Fault(
        "fatal-issue-growing",
        "The new version crashes when somebody pays, strength x once a second, and again and again.",
        has_strength=True,
    ),
    Fault("events-dropped", "Error tracking drops half of what is sent to it, because its quota is used up."),
)
ALARMS = (
    Fault("events-refused", "Error tracking refuses what is sent to it: its quota is used up."),
    Fault("events-swallowed", "Error tracking takes what is sent to it, and never shows it."),
    Fault("alerts-reach-nobody", "The rules of error tracking stand, but tell nobody."),
    Fault("alerts-muted", "Somebody has switched the alerts of error tracking off for a while."),
    Fault("api-unwatched", "The uptime monitor looks at the site, but not at the API."),
    Fault("outage-reaches-nobody", "The uptime monitor sees an outage of the site, but tells nobody."),
    Fault("health-log-ended", "The product stopped to check its services an hour ago."),
)
STATUS_PAGE = (
    Fault("status-page-down", "Nobody can open the status page."),
    Fault("component-degraded", "The status page says that payments are slow."),
    Fault("incident-still-open", "The status page shows an incident that nobody has closed."),
    Fault("maintenance-unannounced", "The status page announces no maintenance for the deployment."),
    Fault("maintenance-too-short", "The maintenance that the status page announces ends in the midst of the window."),
)
UPTIME = (
    Fault(
        "site-was-down",
        "The site was down for strength x 10 minutes in the middle of the time since the deploy; right after the "
        "deploy, in its last minute.",
        has_strength=True,
    ),
    Fault("uptime-unobserved", "The uptime monitor was paused for 20 minutes of the time since the deploy."),
    Fault("uptime-blind", "The uptime monitor is paused, so nobody looks."),
)
SOURCES = (
    Fault("source-stale", "What the monitoring shows ends at some moment and never goes on."),
    Fault("source-null", "The monitoring answers null where numbers are due."),
    Fault("source-html", "The monitoring answers a web page with status 200."),
    Fault("source-401", "The monitoring does not accept the token any more."),
    Fault("source-429", "The monitoring has had enough requests for now."),
    Fault("source-reset", "The monitoring's counters have started again from 0."),
)
