"""Unleash: how many users the flag of the release reaches, and by which steps it came to that."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC
from http import HTTPStatus
from itertools import groupby, pairwise
from typing import TYPE_CHECKING
from urllib.parse import quote, urlencode

from pydantic import AwareDatetime, BaseModel, Field

from gate.http import Answer, HttpClient, VendorCall
from gate.outcome import NotShown
from gate.probes.answers import read_answer, read_content, read_json, told_at
from gate.sample import Flag, FlagStep

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from gate.environment.vendors import Unleash as UnleashSettings

SYSTEM = "Unleash"
CALLS = (
    VendorCall("GET", "/api/admin/projects/{project}/features/{feature}"),
    VendorCall("GET", "/api/admin/search/events"),
)
PAGE = 100
EVENTS_MAX = 2_000
EVERYBODY = 100
BEYOND_THE_ENVIRONMENT = {
    "feature-archived",
    "feature-revived",
    "feature-dependency-added",
    "feature-dependency-removed",
    "feature-dependencies-removed",
}
"""Events that change whom the flag reaches, and that belong to no environment."""


class _Strategy(BaseModel):
    id: str
    name: str
    disabled: bool | None = False
    parameters: dict[str, str] = {}
    constraints: list[object] = []
    segments: list[object] = []


class _Environment(BaseModel):
    name: str
    enabled: bool
    strategies: list[_Strategy]
    release_plans: list[object] = Field(default=[], alias="releasePlans")
    last_seen: AwareDatetime | None = Field(default=None, alias="lastSeenAt")


class _Feature(BaseModel):
    name: str
    project: str
    archived: bool = False
    dependencies: list[object] = []
    environments: list[_Environment]


class _Event(BaseModel):
    id: int
    type: str
    at: AwareDatetime = Field(alias="createdAt")
    by: str = Field(alias="createdBy")
    environment: str | None = None
    feature: str | None = Field(default=None, alias="featureName")
    after: object = Field(default=None, alias="data")
    before: object = Field(default=None, alias="preData")
    change: str | None = Field(default=None, alias="groupId")


class _History(BaseModel):
    events: list[_Event]
    total: int


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
class _State:
    """What stands in the environment at a moment."""

    is_on: bool
    strategies: dict[str, _Strategy]


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
        environment = self._environment(read_answer(answer, _Feature, SYSTEM))
        state = _State(environment.enabled, {strategy.id: strategy for strategy in environment.strategies})
        percent = self._percent(state)
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
            steps=tuple(self._steps(state, history, since))[::-1],
        )

    def switch(self) -> FlagSwitch:
        """Whether the flag can be switched off in its environment. Raises NotShown where Unleash can't be read."""
        settings = self.settings
        address = f"{settings.url}/api/admin/projects/{quote(settings.project)}/features/{quote(settings.flag)}"
        answer = self.http_client.ask("GET", address, headers={"authorization": settings.token})
        if isinstance(answer, Answer) and answer.status == HTTPStatus.NOT_FOUND:
            read_json(answer, SYSTEM, (HTTPStatus.NOT_FOUND,))
            return FlagSwitch(settings.flag, settings.environment, "does not exist")
        feature = read_answer(answer, _Feature, SYSTEM)
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

    def _environment(self, feature: _Feature) -> _Environment:
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
                raise self._untold(what, advice)
        return environment

    def _percent(self, state: _State) -> int:
        """Share of all users, in percent: strategies add up by "or", so one that reaches everybody settles it."""
        if not state.is_on:
            return 0
        active = [strategy for strategy in state.strategies.values() if not strategy.disabled]
        if not active:
            raise self._untold("is on without any active strategy", "give it one")
        reaching = [(strategy, share) for strategy in active if (share := self._share(strategy))]
        plain = [(strategy, share) for strategy, share in reaching if _is_for_everybody(strategy)]
        percent = max((share for _, share in plain), default=0)
        if percent == EVERYBODY:
            return percent
        if len(plain) < len(reaching):
            raise self._untold(
                "has a strategy for some people only (a constraint, a segment, a list)", "take that strategy out"
            )
        dice = {(s.parameters.get("groupId"), s.parameters.get("stickiness")) for s, _ in plain}
        if len(dice) > 1 or any(stickiness == "random" for _, stickiness in dice):
            raise self._untold(
                "is handed out by several strategies that pick people apart, or anew at each look",
                "use one gradual rollout with a stickiness",
            )
        return percent

    def _share(self, strategy: _Strategy) -> int:
        if strategy.name != "flexibleRollout":
            return EVERYBODY
        rollout = strategy.parameters.get("rollout", "")
        if not (rollout.isascii() and rollout.isdecimal() and int(rollout) <= EVERYBODY):
            raise self._untold("has a rollout that is no whole number of percent", "write it as 10, 50 or 100")
        return int(rollout)

    def _untold(self, what: str, advice: str) -> NotShown:
        return NotShown(
            f"{SYSTEM}: {self.settings.flag} {what}, so its share of all users can't be told: {advice}, and run again"
        )

    def _history(self, since: datetime) -> list[_Event]:
        """Every event of the flag since the day of `since`, newest first."""
        flag = self.settings.flag
        events = self._search({"feature": f"IS:{flag}"}, since, flag)
        if any(event.feature != flag for event in events):
            raise NotShown(f"{SYSTEM}: its history is of another flag than {flag}: is this its address?")
        return events

    def _search(self, wanted: dict[str, str], since: datetime, what: str) -> list[_Event]:
        settings = self.settings
        found: dict[int, _Event] = {}
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
            page = read_answer(answer, _History, SYSTEM)
            found |= {event.id: event for event in page.events}
            if len(found) >= page.total:
                return self._in_order(found)
            offset += len(page.events)
            if not page.events or offset >= EVENTS_MAX:
                raise NotShown(
                    f"{SYSTEM}: its history has {page.total} events of {what} and gave {len(found)}: run again"
                )

    @staticmethod
    def _in_order(found: dict[int, _Event]) -> list[_Event]:
        events = [found[number] for number in sorted(found, reverse=True)]
        if any(newer.at < older.at for newer, older in pairwise(events)):
            raise NotShown(f"{SYSTEM}: the times of its history are out of order: run again, then ask who runs it")
        return events

    def _steps(self, state: _State, history: list[_Event], since: datetime) -> Iterator[FlagStep]:
        """Walk from what stands back to `since`, newest step first; what one change did at once is one step."""
        recent = [event for event in history if event.at >= since]
        if any(event.type in BEYOND_THE_ENVIRONMENT for event in recent):
            raise self._untold("was archived, or tied to another flag, since the deploy", "look at its event log")
        own = [event for event in recent if event.environment == self.settings.environment]
        for _, events in groupby(own, key=lambda event: event.change or event.id):
            change = list(events)
            after = self._percent(state)
            for event in change:
                state = self._undone(state, event)
            if self._percent(state) != after:
                yield FlagStep(after, change[0].at.astimezone(UTC), change[0].by)

    def _undone(self, state: _State, event: _Event) -> _State:
        """What stood before the event; it must lead to what stands after it."""
        kind = event.type.removeprefix("feature-")
        if kind in {"environment-enabled", "environment-disabled"}:
            self._must(state.is_on == (kind == "environment-enabled"))
            return _State(not state.is_on, state.strategies)
        if kind not in {"strategy-add", "strategy-update", "strategy-remove"}:
            return state
        strategies = dict(state.strategies)
        if kind != "strategy-remove":
            after = read_content(event.after, _Strategy, SYSTEM)
            self._must(strategies.pop(after.id, None) == after)
        if kind != "strategy-add":
            before = read_content(event.before, _Strategy, SYSTEM)
            self._must(before.id not in strategies)
            strategies[before.id] = before
        return _State(state.is_on, strategies)

    def _must(self, agrees: bool) -> None:  # noqa: FBT001 - reads like a sentence where it is called
        if not agrees:
            raise NotShown(
                f"{SYSTEM}: the history of {self.settings.flag} does not lead to what stands, perhaps because it was "
                "changed just now: run again"
            )


def _is_for_everybody(strategy: _Strategy) -> bool:
    return strategy.name in {"default", "flexibleRollout"} and not strategy.constraints and not strategy.segments
