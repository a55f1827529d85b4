"""Times as people in Lagos write them."""

from datetime import datetime, timedelta, timezone

LAGOS = timezone(timedelta(hours=1), "Africa/Lagos")


def in_lagos(when: datetime) -> str:
    """Write a time with its zone."""
    return when.astimezone(LAGOS).isoformat(timespec="seconds")
