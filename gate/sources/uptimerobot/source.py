"""UptimeRobot: whether the site is up, and how long it was not, as somebody else sees it from outside.

A check that failed is part of an incident, and one that succeeded left a point in the series of response times. Where
there is neither, nobody looked, and that time is unobserved: the monitor was paused, began later, or is stale. The
series may be thinned out by UptimeRobot; gaps shorter than two of its steps can't be told from up.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from statistics import median
from typing import TYPE_CHECKING, Any, Literal
from urllib.parse import parse_qs, urlencode, urlsplit

from gate.files.addresses import origin_of
from gate.http import HttpClient, VendorCall
from gate.outcome import NotShown
from gate.probes.answers import Model, read_answer
from gate.sample import Downtime, Window
from gate.sources.uptimerobot.shapes import AccountMonitors, Incident, Incidents, Monitor, Monitors, Series

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from gate.environment.vendors import UptimeRobot as UptimeRobotSettings

CALLS = (
    VendorCall("GET", "/v3/monitors"),
    VendorCall("GET", "/v3/monitors/{id}/stats/response-time"),
    VendorCall("GET", "/v3/incidents"),
)
SYSTEM = "UptimeRobot"
PAGES_MAX = 20
SERIES_AT_ONCE = timedelta(days=1)
LONGEST_OUTAGE = timedelta(days=31)
"""An incident that began longer before the window is not asked for."""
COARSEST = 10
"""A series with a point every so many intervals says nothing of what was between them."""
LATE = 3
"""So many steps without a point, and the monitor has not reported lately."""
MS = timedelta(milliseconds=1)
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)

Span = tuple[int, int]
"""From and until, in whole ms since 1970."""


@dataclass(frozen=True)
class SeenState:
    """How the monitor sees the site, since when, and how far its looks reach. `why` says what makes it unknown."""

    state: Literal["up", "down", "unknown"]
    since: datetime
    observed_at: datetime
    why: str = ""


@dataclass(frozen=True)
class Watcher:
    """A monitor of the account: where it looks, whether it does so now, and whether anybody hears of it."""

    url: str
    is_looking: bool
    notifies_somebody: bool


@dataclass(frozen=True)
class _Looks:
    """The checks that succeeded in some time; each vouches for one step before and after it."""

    times: tuple[datetime, ...]
    step: timedelta

    @property
    def spans(self) -> tuple[Span, ...]:
        step = self.step // MS
        return tuple((_ms(time) - step, _ms(time) + step) for time in self.times)


@dataclass(frozen=True)
class UptimeRobot:
    """Reads the one monitor of the settings, which has to watch the host of `site` (a URL)."""

    http_client: HttpClient
    settings: UptimeRobotSettings
    site: str

    def downtime(self, window: Window) -> Downtime:
        """Time down and time unobserved in the part of the window that is over.

        An incident that has not ended lasts until now. Slow responses are no downtime. Raises NotShown where
        UptimeRobot can't be read, or its monitor watches another host.
        """
        now = datetime.now(UTC)
        past = window.until(now)
        monitor = self._monitor()
        state_since = now - timedelta(seconds=monitor.current_state_duration)
        incidents = [incident for incident in self._incidents(past) if (incident.resolved_at or past.end) > past.start]
        # an incident that is still open, though the monitor is up again or paused, ended with that
        is_over = monitor.status in {"UP", "PAUSED", "STARTED"}
        down = [
            (
                _ms(incident.started_at),
                _ms(incident.resolved_at or (state_since if is_over and state_since > incident.started_at else now)),
            )
            for incident in incidents
        ]
        looks = self._looks(past, monitor)
        sighted = _ms(now if monitor.status in {"UP", "DOWN", "LOOKS_DOWN"} else state_since)
        seen = [(start, min(end, sighted)) for start, end in looks.spans]
        whole = (_ms(past.start), _ms(past.end))
        down_ms = _covered(down, whole)
        return Downtime(
            indicator="uptime",
            source="uptimerobot",
            observed_at=now if monitor.status == "DOWN" else max((past.start, *looks.times)),
            evidence={
                "asked": self._asked(),
                "monitor": monitor.model_dump(),
                "incidents": [incident.model_dump(mode="json") for incident in incidents],
                "checks that succeeded": len(looks.times),
                "seconds between them": looks.step.total_seconds(),
            },
            down_ms=down_ms,
            unobserved_ms=whole[1] - whole[0] - _covered([*down, *seen], whole),
            window=past,
            outages=len(incidents),
        )

    def state(self) -> SeenState:
        """Whether the site is up now as the monitor sees it. Up needs a fresh check; down needs none.

        Raises NotShown where UptimeRobot can't be read, or its monitor watches another host.
        """
        now = datetime.now(UTC)
        monitor = self._monitor()
        since = now - timedelta(seconds=monitor.current_state_duration)
        if monitor.status == "DOWN":
            return SeenState("down", since, now)
        length = max(timedelta(minutes=10), COARSEST * timedelta(seconds=monitor.interval))
        looks = self._looks(Window(now - length, now), monitor)
        newest = max(looks.times, default=now - length)
        if monitor.status == "PAUSED":
            return SeenState("unknown", since, newest, "the monitor is paused: start it again")
        if monitor.status != "UP":
            return SeenState("unknown", since, newest, f"the monitor is {monitor.status}: wait for its next check")
        if now - newest > LATE * looks.step:
            return SeenState("unknown", since, newest, f"no check succeeded since {newest:%H:%M:%S} UTC")
        return SeenState("up", since, newest)

    def watchers(self) -> tuple[Watcher, ...]:
        """Every monitor of the account. Raises NotShown where UptimeRobot can't be read."""
        pages: Iterator[AccountMonitors] = self._pages("/v3/monitors", {"limit": 200}, AccountMonitors)
        found = (monitor for page in pages for monitor in page.data)
        return tuple(Watcher(one.url, one.status != "PAUSED", bool(one.contacts)) for one in found)

    def _monitor(self) -> Monitor:
        wanted = self.settings.monitor
        pages: Iterator[Monitors] = self._pages("/v3/monitors", {"limit": 200}, Monitors)
        monitor = next((monitor for page in pages for monitor in page.data if str(monitor.id) == wanted), None)
        if monitor is None:
            raise NotShown(
                f"{SYSTEM} has no monitor {wanted}: look at vendors.uptimerobot.monitor and whose token it is"
            )
        watched, host = _host(monitor.url), origin_of(self.site).host
        if watched != host:
            raise NotShown(
                f"{SYSTEM}: monitor {wanted} watches {watched or 'no host'}, not {host}: name the one that does"
            )
        return monitor

    def _incidents(self, past: Window) -> list[Incident]:
        """All incidents that touch the window, each once."""
        asked = {
            "monitor_id": self.settings.monitor,
            "started_after": _text(past.start - LONGEST_OUTAGE),
            "started_before": _text(past.end),
        }
        found = {}
        for page in self._pages("/v3/incidents", asked, Incidents):
            for incident in page.data:
                if incident.resolved_at and incident.resolved_at < incident.started_at:
                    raise NotShown(f"{SYSTEM}: incident {incident.id} ended before it began: has its API changed?")
                is_ours = str(incident.monitor.id) == self.settings.monitor
                if is_ours and incident.type != "SlowResponse" and incident.started_at < past.end:
                    found[incident.id] = incident
        return list(found.values())

    def _looks(self, past: Window, monitor: Monitor) -> _Looks:
        """The checks that succeeded in the window, and one step around it."""
        interval = timedelta(seconds=monitor.interval)
        start, last = past.start - 2 * interval, past.end + 2 * interval
        times: set[datetime] = set()
        while start < last:
            end = min(start + SERIES_AT_ONCE, last)
            asked = {"from": _text(start), "to": _text(end), "includeTimeSeries": "true"}
            series = self._read(f"/v3/monitors/{monitor.id}/stats/response-time", asked, Series)
            times.update(point.timestamp for point in series.time_series)
            start = end
        ordered = tuple(sorted(time for time in times if past.start - 2 * interval <= time <= last))
        apart_s = [(later - earlier).total_seconds() for earlier, later in pairwise(ordered)]
        step = max(interval, timedelta(seconds=median(apart_s))) if apart_s else interval
        return _Looks((), interval) if step > COARSEST * interval else _Looks(ordered, step)

    def _pages(self, path: str, asked: dict[str, Any], model: type[Model]) -> Iterator[Any]:
        """Page after page; only the cursor of the next address is taken, so that no answer leads elsewhere."""
        cursors: set[str] = set()
        while len(cursors) < PAGES_MAX:
            page: Any = self._read(path, asked, model)
            yield page
            if not page.next_link:
                return
            cursor = parse_qs(urlsplit(page.next_link).query).get("cursor", [""])[0]
            if not cursor or cursor in cursors:
                raise NotShown(f"{SYSTEM}: its pages lead nowhere, so the list is not whole: has its API changed?")
            cursors.add(cursor)
            asked = {**asked, "cursor": cursor}
        raise NotShown(
            f"{SYSTEM}: more than {PAGES_MAX} pages of {path}: ask for less, or keep a token for this monitor"
        )

    def _read(self, path: str, asked: dict[str, Any], model: type[Model]) -> Model:
        answer = self.http_client.ask(
            "GET",
            f"{self.settings.url}{path}?{urlencode(asked)}",
            headers={"authorization": f"Bearer {self.settings.token}"},
        )
        return read_answer(answer, model, SYSTEM)

    def _asked(self) -> list[str]:
        return [f"{call.method} {self.settings.url}{call.path}" for call in CALLS]


def _covered(spans: Iterable[Span], whole: Span) -> int:
    """How many ms of `whole` lie in any of the spans."""
    covered, reached = 0, whole[0]
    for start, end in sorted(spans):
        begin, until = max(start, reached), min(end, whole[1])
        if until > begin:
            covered += until - begin
            reached = until
    return covered


def _ms(time: datetime) -> int:
    return (time - EPOCH) // MS


def _text(time: datetime) -> str:
    return time.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _host(url: str) -> str:
    try:
        return origin_of(url).host
    except ValueError:
        return ""
