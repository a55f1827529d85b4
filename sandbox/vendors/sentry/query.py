"""The small part of Sentry's search that the sandbox understands."""

import re
from datetime import UTC, datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from sandbox.traffic.app_event import AppEvent

TERM = re.compile(r'(?P<not>!?)(?P<field>[a-z.]+):(?:"(?P<quoted>[^"]*)"|(?P<plain>[^\s"]+))')
FIELDS: "dict[str, Callable[[AppEvent], str]]" = {
    "id": lambda event: event.id,
    "release": lambda event: event.release,
    "release.version": lambda event: event.release.partition("@")[2].partition("+")[0],
    "release.build": lambda event: event.release.partition("+")[2],
    "level": lambda event: event.level,
    "phase": lambda event: event.phase,
    "title": lambda event: event.title,
    "timestamp": lambda event: event.timestamp.isoformat(timespec="seconds"),
}
FIRST_SEEN = re.compile(r"firstSeen:>(\S+)")
SEARCHABLE = ("id", "release", "release.version", "release.build", "level", "phase")


class QueryError(ValueError):
    """A question that the sandbox does not understand."""


def first_seen_filter(query: str) -> "tuple[str, Callable[[datetime], bool]]":
    """Take `firstSeen:>2026-11-24T09:12:00` out of a query about issues, as a filter of its own."""
    found = FIRST_SEEN.search(query)
    if found is None:
        return query, lambda _: True
    try:
        since = datetime.fromisoformat(found[1])
    except ValueError:
        raise QueryError(f"'{found[1]}' is not a valid ISO 8601 time.") from None
    since = since if since.tzinfo else since.replace(tzinfo=UTC)
    return query.replace(found[0], ""), lambda first_seen: first_seen > since


def event_filter(query: str) -> "Callable[[AppEvent], bool]":
    """Read `level:fatal release.version:2.4.0 !phase:session`; all terms must hold."""
    if rest := TERM.sub("", query).strip():
        raise QueryError(f"The sandbox's Sentry does not understand '{rest}' in the query '{query}'.")
    terms = [
        (found["field"], found["quoted"] or found["plain"] or "", bool(found["not"])) for found in TERM.finditer(query)
    ]
    for name, _, _ in terms:
        if name not in SEARCHABLE:
            known = ", ".join(SEARCHABLE)
            raise QueryError(f"The sandbox's Sentry does not search by '{name}', only by {known}.")

    def is_wanted(event: "AppEvent") -> bool:
        return all((FIELDS[name](event) == value) is not negated for name, value, negated in terms)

    return is_wanted
