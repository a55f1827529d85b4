"""Is the table of what sources can answer true of the sources that there are?"""

import pkgutil
from datetime import timedelta

import pytest

import gate.sources
from gate.environment.capabilities import capabilities
from gate.environment.indicators import NAMES, Indicator
from gate.environment.vendors import Sentry as SentrySettings
from gate.environment.vendors import SupabaseManagement
from gate.files.times import parse_time
from gate.http import HttpClient
from gate.outcome import NotShown
from gate.sample import Window
from gate.sources.sentry import Sentry
from gate.sources.supabase.logs import SupabaseLogs

NO_MEASURES = {
    "apple_links",
    "github",
    "google.asset_links",
    "google.client",
    "google.fcm",
    "netlify",
    "production_witnesses",
    "sendgrid",
    "statuspage",
    "supabase.project",
    "twilio",
}
"""Sources of facts, and a client that two of them share; no indicator is read there."""
OUR_OWN = {"probe"}
"""Loads of our own, which need no source."""
WINDOW = Window(parse_time("2026-11-24T09:00:00Z"), parse_time("2026-11-24T12:00:00Z"))


FAMILIES = {"google", "supabase"}
"""Folders with several sources."""
MODULES = {"play": "google.play", "supabase_logs": "supabase.logs"}
"""Where a source lies that the environment file calls otherwise."""


def modules() -> set[str]:
    (folder,) = gate.sources.__path__
    inside = {
        f"{family}.{module.name}" for family in FAMILIES for module in pkgutil.iter_modules([f"{folder}/{family}"])
    }
    return {module.name for module in pkgutil.iter_modules([folder])} - FAMILIES | inside


def test_every_source_of_measures_has_a_row_and_every_row_its_source() -> None:
    assert modules() - NO_MEASURES == {MODULES.get(name, name) for name in set(capabilities()) - OUR_OWN}


def test_what_is_said_to_be_missing_is_missing() -> None:
    assert NO_MEASURES - modules() == set()


@pytest.mark.parametrize("name", NAMES)
def test_every_indicator_can_be_read_somewhere(name: str) -> None:
    assert [source for source, row in capabilities().items() if name in row.answers] != []


@pytest.mark.parametrize("source", ["sentry", "supabase_logs"])
@pytest.mark.parametrize("name", [name for name in NAMES if name != "crash_free"])
def test_a_source_counts_what_its_row_says_and_nothing_else(source, name):
    """Asked through a client that is shut, it says either that it can't tell the indicator, or that nobody may pass."""
    http_client = HttpClient("here", frozenset(), 1000, 100)
    url = "http://127.0.0.1:9"
    asked = {
        "sentry": Sentry(http_client, SentrySettings(url=url, org="o", project="p", token="t")),  # noqa: S106 - none
        "supabase_logs": SupabaseLogs(http_client, SupabaseManagement(url=url, token="t"), "ref"),  # noqa: S106 - none
    }[source]
    indicator = Indicator(source=source, window="3h", poll="5s", lag_max="1m")

    with pytest.raises(Exception, match=r"can't tell|127\.0\.0\.1:9") as caught:
        asked.counts(name, indicator, WINDOW)

    can_not = isinstance(caught.value, NotShown) and f"can't tell {name}" in str(caught.value)
    assert can_not is (name not in capabilities()[source].answers)


def test_sessions_are_told_by_the_hour_as_the_row_says() -> None:
    finest = capabilities()["sentry"].answers["crash_free"]
    http_client = HttpClient("here", frozenset(), 1000, 100)
    asked = Sentry(http_client, SentrySettings(url="http://127.0.0.1:9", org="o", project="p", token="t"))  # noqa: S106 - none

    with pytest.raises(ValueError, match="is shorter than 1:00:00"):
        asked.crash_free("2.4.0", WINDOW.until(WINDOW.start + finest - timedelta(seconds=1)))
    http_client.close()
