"""Times as people write them where Alaska Pay is at home."""

from datetime import datetime, timedelta, timezone

LOCAL_ZONE = timezone(timedelta(hours=1), "Africa/Lagos")


def local_text(when: datetime) -> str:
    """Write a time with its zone."""
    return when.astimezone(LOCAL_ZONE).isoformat(timespec="seconds")
