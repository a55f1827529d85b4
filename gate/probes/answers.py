"""What a vendor's answer has to be before it counts; all else is 'not shown', with the system and what to do."""

from __future__ import annotations

from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, TypeVar

from pydantic import BaseModel, ValidationError

from gate.http import Answer, Unreachable
from gate.outcome import NotShown

if TYPE_CHECKING:
    from collections.abc import Collection

Model = TypeVar("Model", bound=BaseModel)

ADVICE: dict[int, str] = {
    HTTPStatus.UNAUTHORIZED: "the credential is refused: renew it",
    HTTPStatus.FORBIDDEN: "the credential lacks a permission: see the guide to the environment file",
    HTTPStatus.NOT_FOUND: "it does not know this project: look at the ids in the environment file",
    HTTPStatus.TOO_MANY_REQUESTS: "its rate limit is reached: wait and run again",
}


def read_answer(
    answer: Answer | Unreachable, model: type[Model], system: str, statuses: Collection[int] = (200,)
) -> Model:
    """Return the answer as `model`. Raises NotShown with one sentence for anything else than documented JSON."""
    return read_content(read_json(answer, system, statuses), model, system)


def read_json(answer: Answer | Unreachable, system: str, statuses: Collection[int] = (200,)) -> Any:  # noqa: ANN401 - JSON
    """Return the answer's JSON, whatever it says. Raises NotShown with one sentence where it is none."""
    if isinstance(answer, Unreachable):
        raise NotShown(f"{system}: {answer}: run again, then look at its status page")
    if answer.status not in statuses:
        advice = ADVICE.get(answer.status, "look at its status page")
        raise NotShown(f"{system} answered {answer.status}: {advice}")
    if answer.content_type != "application/json":
        raise NotShown(
            f"{system} answered {answer.content_type or 'nothing'} where JSON was due: is this really its address?"
        )
    content = answer.json
    if content is None:
        raise NotShown(f"{system}: its answer is no JSON, perhaps cut short: run again, then look at its status page")
    return content


def read_content(content: Any, model: type[Model], system: str) -> Model:  # noqa: ANN401 - JSON
    """Return JSON as `model`. Raises NotShown with one sentence that names the first field that is wrong."""
    try:
        return model.model_validate(content)
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"])
        raise NotShown(
            f"{system}: its answer has {where or 'its body'} wrong ({first['msg'].lower()}), so it can't be read: "
            "has its API changed?"
        ) from None


def told_at(answer: Answer | Unreachable) -> datetime:
    """When the system says that it answered (UTC): what comes out of somebody's cache is as old as it was then."""
    now = datetime.now(UTC)
    return min(date_of(answer) or now, now)


def date_of(answer: Answer | Unreachable) -> datetime | None:
    """The time on the system's own clock (UTC); None where it doesn't say."""
    try:
        told = parsedate_to_datetime(answer.headers["date"]) if isinstance(answer, Answer) else None
    except (KeyError, ValueError):
        return None
    return told and told.replace(tzinfo=told.tzinfo or UTC)
