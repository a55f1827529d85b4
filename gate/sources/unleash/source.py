"""Unleash: how many users the flag of the release reaches, and by which steps it came to that."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC
from http import HTTPStatus
from itertools import pairwise
from typing import TYPE_CHECKING
from urllib.parse import quote, urlencode

from gate.http import Answer, HttpClient, VendorCall
from gate.outcome import NotShown
from gate.probes.answers import read_answer, read_json, told_at
from gate.sample import Flag
from gate.sources.unleash.history import FlagHistory, State, untold
from gate.sources.unleash.shapes import SYSTEM, Environment, Event, Feature, History

if TYPE_CHECKING:
    from datetime import datetime

    from gate.environment.vendors import Unleash as UnleashSettings

CALLS = (
    VendorCall("GET", "/api/admin/projects/{project}/features/{feature}"),
    VendorCall("GET", "/api/admin/search/events"),
)
PAGE = 100
EVENTS_MAX = 2_000


@dataclass(frozen=True)
class FlagSwitch:
    """A flag in one environment; no: why it can't be switched off there, empty where it can."""

    name: str
    environment: str
    no: str


@dataclass(frozen=True)
class FlagChange:
    """Somebody has changed a flag: what was done, when (UTC), and by whom."""

    flag: str
    what: str
    at: datetime
    by: str


@dataclass(frozen=True)
class Unleash:
    """Reads one flag in one environment."""

    http_client: HttpClient
    settings: UnleashSettings

    def flag(self, since: datetime) -> Flag:
        """The flag as it stands, and its steps since `since` (aware).

        `percent` is the share of all users that it reaches, 0 where its environment is switched off. `observed_at` is
        when applications last asked for the flag, as far as Unleash has heard (minutes late). Raises NotShown where the
        share can't be told, then or now, and where Unleash can't be read.
        """
        settings = self.settings
        address = f"{settings.url}/api/admin/projects/{quote(settings.project)}/features/{quote(settings.flag)}"
        answer = self.http_client.ask("GET", address, headers={"authorization": settings.token})
        reach = FlagHistory(settings.flag, settings.environment)
        environment = self._environment(read_answer(answer, Feature, SYSTEM))
        state = State(environment.enabled, {strategy.id: strategy for strategy in environment.strategies})
        percent = reach.percent(state)
        history = self._history(since)
        return Flag(
            indicator="flag",
            source="unleash",
            observed_at=min(told_at(answer), environment.last_seen or told_at(answer)).astimezone(UTC),
            evidence={
                "request": address,
                "environment": settings.environment,
                "enabled": state.is_on,
                "strategies": [strategy.model_dump(exclude={"id"}) for strategy in state.strategies.values()],
                "events": len(history),
            },
            name=settings.flag,
            is_on=state.is_on,
            percent=percent,
            steps=tuple(reach.steps(state, history, since))[::-1],
        )

    def switch(self) -> FlagSwitch:
        """Whether the flag can be switched off in its environment. Raises NotShown where Unleash can't be read."""
        settings = self.settings
        address = f"{settings.url}/api/admin/projects/{quote(settings.project)}/features/{quote(settings.flag)}"
        answer = self.http_client.ask("GET", address, headers={"authorization": settings.token})
        if isinstance(answer, Answer) and answer.status == HTTPStatus.NOT_FOUND:
            read_json(answer, SYSTEM, (HTTPStatus.NOT_FOUND,))
            return FlagSwitch(settings.flag, settings.environment, "does not exist")
        feature = read_answer(answer, Feature, SYSTEM)
        if (feature.name, feature.project) != (settings.flag, settings.project):
            raise NotShown(f"{SYSTEM} answered with another flag than {settings.flag}: is this really its address?")
        names = {environment.name for environment in feature.environments}
        no = "is archived" if feature.archived else "" if settings.environment in names else "does not exist there"
        return FlagSwitch(settings.flag, settings.environment, no)

    def turned_beside(self, since: datetime, until: datetime) -> tuple[FlagChange, ...]:
        """Changes of other flags in the same environment between two aware times, newest first."""
        found = self._search({"environment": f"IS:{self.settings.environment}"}, since, "its flags")
        return tuple(
            FlagChange(event.feature, event.type.removeprefix("feature-"), event.at.astimezone(UTC), event.by)
            for event in found
            if event.feature and event.feature != self.settings.flag and since <= event.at <= until
        )

    def _environment(self, feature: Feature) -> Environment:
        settings = self.settings
        if (feature.name, feature.project) != (settings.flag, settings.project):
            raise NotShown(
                f"{SYSTEM} answered with {feature.project}/{feature.name} where {settings.project}/{settings.flag} was "
                "asked for: is this really its address?"
            )
        found = {environment.name: environment for environment in feature.environments}
        environment = found.get(settings.environment)
        if environment is None:
            raise NotShown(
                f"{SYSTEM}: {settings.flag} has no environment {settings.environment}, only "
                f"{', '.join(found) or 'none'}: correct vendors.unleash.environment"
            )
        for is_so, what, advice in (
            (feature.archived, "is archived", "revive it, or name another flag"),
            (feature.dependencies, "depends on another flag", "free it of that flag"),
            (environment.release_plans, "follows a release plan", "give it a strategy of its own"),
        ):
            if is_so:
                raise untold(settings.flag, what, advice)
        return environment

    def _history(self, since: datetime) -> list[Event]:
        """Every event of the flag since the day of `since`, newest first."""
        flag = self.settings.flag
        events = self._search({"feature": f"IS:{flag}"}, since, flag)
        if any(event.feature != flag for event in events):
            raise NotShown(f"{SYSTEM}: its history is of another flag than {flag}: is this its address?")
        return events

    def _search(self, wanted: dict[str, str], since: datetime, what: str) -> list[Event]:
        settings = self.settings
        found: dict[int, Event] = {}
        offset = 0
        while True:
            asked = {
                **wanted,
                "from": f"IS:{since.astimezone(UTC):%Y-%m-%d}",
                "offset": offset,
                "limit": PAGE,
            }
            answer = self.http_client.ask(
                "GET",
                f"{settings.url}/api/admin/search/events?{urlencode(asked, safe=':')}",
                headers={"authorization": settings.token},
            )
            page = read_answer(answer, History, SYSTEM)
            found |= {event.id: event for event in page.events}
            if len(found) >= page.total:
                return self._in_order(found)
            offset += len(page.events)
            if not page.events or offset >= EVENTS_MAX:
                raise NotShown(
                    f"{SYSTEM}: its history has {page.total} events of {what} and gave {len(found)}: run again"
                )

    @staticmethod
    def _in_order(found: dict[int, Event]) -> list[Event]:
        events = [found[number] for number in sorted(found, reverse=True)]
        if any(newer.at < older.at for newer, older in pairwise(events)):
            raise NotShown(f"{SYSTEM}: the times of its history are out of order: run again, then ask who runs it")
        return events
