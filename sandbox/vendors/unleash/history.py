"""The flag's events, as Unleash keeps them: each step of the rollout is a change of one strategy."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any
from uuid import NAMESPACE_OID, uuid5

from sandbox.traffic.flag import NAME, OPERATOR, Step

if TYPE_CHECKING:
    from sandbox.context import Context

PROJECT = "default"
ENVIRONMENT = "production"
OTHER_ENVIRONMENT = "development"
OTHER_FLAG = "dark-mode"
DEVELOPER = "chidi.eze@alaskapay.com"
DEVELOPER_ID, OPERATOR_ID = 7, 12
CREATED_BEFORE = timedelta(days=9)
STRATEGY = str(uuid5(NAMESPACE_OID, "strategy of production"))
OTHER_STRATEGY = str(uuid5(NAMESPACE_OID, "strategy of development"))


def steps(context: "Context") -> list[Step]:
    """List the steps that Unleash has heard of."""
    until = context.data_until()
    return [step for step in context.flag.told_steps if step.since <= until]


def strategy(percent: int, strategy_id: str = STRATEGY) -> dict[str, Any]:
    """Shape a gradual rollout."""
    return {
        "id": strategy_id,
        "name": "flexibleRollout",
        "title": None,
        "disabled": False,
        "constraints": [],
        "parameters": {"groupId": NAME, "rollout": str(percent), "stickiness": "userId"},
        "variants": [],
        "sortOrder": 0,
        "segments": [],
    }


def events(context: "Context") -> list[dict[str, Any]]:
    """List all events, newest first."""
    happened = sorted((*_events(context), *_turned_beside(context)), key=lambda event: event["createdAt"])
    told = [{"id": number, **event} for number, event in enumerate(happened, 4001)]
    return told[::-1]


def _events(context: "Context") -> Iterator[dict[str, Any]]:
    """Oldest first. The flag was made and tried in development days before; each step is by whom the flag says."""
    created = context.moment.deployed_at - CREATED_BEFORE
    tried = strategy(100, OTHER_STRATEGY)
    yield _event("feature-created", created, DEVELOPER, data={"name": NAME, "type": "release", "project": PROJECT})
    yield _event(
        "feature-strategy-add", created + timedelta(minutes=4), DEVELOPER, data=tried, environment=OTHER_ENVIRONMENT
    )
    yield _event(
        "feature-environment-enabled", created + timedelta(minutes=5), DEVELOPER, environment=OTHER_ENVIRONMENT
    )
    before: dict[str, Any] | None = None
    is_on = False
    for step in steps(context):
        after = strategy(step.percent)
        kind = "feature-strategy-update" if before else "feature-strategy-add"
        yield _event(kind, step.since, step.by, data=after, pre_data=before, environment=ENVIRONMENT)
        before = after
        if bool(step.percent) is not is_on:
            is_on = not is_on
            kind = f"feature-environment-{'enabled' if is_on else 'disabled'}"
            yield _event(kind, step.since, step.by, environment=ENVIRONMENT)


def _turned_beside(context: "Context") -> Iterator[dict[str, Any]]:
    """Another flag, which somebody has turned since the window opened."""
    if context.faults.is_on("other-flag-turned"):
        at = context.moment.window_opens + timedelta(minutes=4)
        event = _event("feature-environment-enabled", at, DEVELOPER, environment=ENVIRONMENT)
        yield {**event, "featureName": OTHER_FLAG, "summary": f"**{DEVELOPER}**: enabled **{OTHER_FLAG}**"}


def _event(  # noqa: PLR0913 - the fields that differ
    kind: str,
    at: datetime,
    by: str,
    *,
    data: dict[str, Any] | None = None,
    pre_data: dict[str, Any] | None = None,
    environment: str | None = None,
) -> dict[str, Any]:
    written = moment(at)
    return {
        "type": kind,
        "createdBy": by,
        "createdAt": written,
        "createdByUserId": OPERATOR_ID if by == OPERATOR else DEVELOPER_ID,
        "data": data,
        "preData": pre_data,
        "tags": [],
        "featureName": NAME,
        "project": PROJECT,
        "environment": environment,
        "groupType": "transaction",
        "groupId": str(uuid5(NAMESPACE_OID, f"{environment} {written}")),
        "label": kind.replace("-", " ").capitalize(),
        "summary": f"**{by}**: {kind.replace('-', ' ')} of **{NAME}**",
    }


def moment(when: datetime) -> str:
    """Write a time as Unleash does."""
    return when.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
