"""What people write about the apps in the two stores: sixty reviews a week in each, most of them content."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from sandbox.context import Context

Platform = Literal["ios", "android"]
FAULT = "ratings-poor"
BETWEEN = timedelta(weeks=1) / 60
PAST = timedelta(weeks=8)
STARS = (5, 5, 5, 4, 5, 5, 5, 3, 5, 5)
"""Of ten reviews one after the other: 4.7 in the mean."""
TEXTS = {
    5: "Fast and easy.",
    4: "Good, but the dark mode is missing.",
    3: "It is all right.",
    1: "I can't pay any more since the update!",
}
SHIFT = {"ios": timedelta(), "android": BETWEEN / 2}
SPREAD = 0.6180339887
"""Of the golden ratio: its multiples lie evenly in 0..1, so that any share of them is well mixed."""


@dataclass(frozen=True)
class Review:
    """One person's opinion; `number` counts from the release, below 0 before it."""

    number: int
    version: str
    stars: int
    written_at: datetime

    @property
    def text(self) -> str:
        """What it says."""
        return TEXTS[self.stars]

    @property
    def author(self) -> str:
        """Who signs it."""
        return f"user{self.number % 997}"


def reviews(context: Context, platform: Platform) -> list[Review]:
    """List what both versions got so far, newest first."""
    until = context.data_until()
    return sorted(
        (review for review in _all(context, platform) if review.written_at <= until),
        key=lambda review: review.written_at,
        reverse=True,
    )


def _all(context: Context, platform: Platform) -> Iterator[Review]:
    release, deployed_at = context.moment.release, context.moment.deployed_at
    poor = context.faults.strength(FAULT)
    for number in range(-(PAST // BETWEEN), (context.data_until() - deployed_at) // BETWEEN + 2):
        is_new = number > 0
        stars = 1 if is_new and number * SPREAD % 1 < poor else STARS[number % len(STARS)]
        version = release.version if is_new else release.previous_version
        yield Review(number, version, stars, deployed_at + number * BETWEEN - SHIFT[platform] - timedelta(seconds=1))
