"""What every question to Sentry has: a window, a page, and parameters that must be known."""

import re
from collections.abc import Callable, Collection
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from starlette.responses import JSONResponse, Response

from sandbox.vendors.sentry.query import QueryError

if TYPE_CHECKING:
    from starlette.requests import Request

CURSOR = re.compile(r"0:(\d+):0")
PERIOD = re.compile(r"(\d+)([smhdw])")
SECONDS = {"s": 1, "m": 60, "h": 3600, "d": 86400, "w": 604800}
PER_PAGE_MAX = 100
WINDOW = ("start", "end", "statsPeriod")
PAGING = ("per_page", "limit", "cursor")


def check_parameters(request: "Request", known: Collection[str]) -> None:
    """Refuse parameters that are not known here."""
    if unknown := sorted(set(request.query_params) - {*known, *WINDOW, *PAGING, "project"}):
        raise QueryError(f"The sandbox's Sentry does not know the parameter {', '.join(unknown)}.")


def check_values(request: "Request", name: str, known: Collection[str]) -> list[str]:
    """Read a parameter that may be there several times; refuse what is not known here."""
    values = request.query_params.getlist(name)
    unknown = [value for value in values if value not in known]
    if unknown or not values:
        asked = ", ".join(unknown) or "none"
        raise QueryError(f"The sandbox's Sentry knows as {name}: {', '.join(known)}; asked for: {asked}.")
    return values


def window(request: "Request", default: timedelta) -> tuple[datetime, datetime]:
    """Read the window, by its ends or by its length."""
    now, query = datetime.now(UTC), request.query_params
    if "start" in query and "end" in query:
        return _time(query["start"]), _time(query["end"])
    if "start" in query or "end" in query:
        raise QueryError("start and end are only valid together.")
    if "statsPeriod" not in query:
        return now - default, now
    return now - length(query["statsPeriod"], "statsPeriod"), now


def length(text: str, name: str) -> timedelta:
    """Read a length such as 15m."""
    period = PERIOD.fullmatch(text)
    if period is None:
        raise QueryError(f"Invalid {name}: '{text}'")
    return timedelta(seconds=int(period[1]) * SECONDS[period[2]])


def page(request: "Request", rows: list[Any], shape: Callable[[list[Any]], Any]) -> Response:
    """Cut a page out of the rows, and name the next one in `Link` as Sentry does."""
    query = request.query_params
    cursor = CURSOR.fullmatch(query.get("cursor", "0:0:0"))
    size = query.get("per_page", query.get("limit", str(PER_PAGE_MAX)))
    if cursor is None or not size.isdecimal() or not 0 < int(size) <= PER_PAGE_MAX:
        raise QueryError(f"Invalid cursor, or a page size that is not 1 to {PER_PAGE_MAX}.")
    begin = int(cursor[1])
    end = begin + int(size)
    has_more = str(end < len(rows)).lower()
    url = request.url.include_query_params(cursor=f"0:{end}:0")
    link = f'<{url}>; rel="next"; results="{has_more}"; cursor="0:{end}:0"'
    return JSONResponse(shape(rows[begin:end]), headers={"link": link})


def _time(text: str) -> datetime:
    try:
        when = datetime.fromisoformat(text)
    except ValueError:
        raise QueryError(f"'{text}' is not a valid ISO 8601 time.") from None
    return when if when.tzinfo else when.replace(tzinfo=UTC)
