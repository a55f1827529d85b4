"""What an app reports when something went wrong in it."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class AppEvent:
    """One report of one app; `phase` is a tag that the apps set."""

    id: str
    release: str
    level: str
    phase: str
    title: str
    timestamp: datetime
