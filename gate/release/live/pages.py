"""The pages that the checks of a run got: each of them has to be the release's, too."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from gate.outcome import Outcome
from gate.release.live.build import Build, Expected, Says

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping


@dataclass(frozen=True)
class SeenPage:
    """A page of the product that a check got from its server, and where."""

    url: str
    build: Build


@dataclass
class PagesSeen:
    """Counts them by build, with the item that met each first."""

    counts: Counter[Build] = field(default_factory=Counter)
    first: dict[Build, tuple[str, str]] = field(default_factory=dict)

    def take(self, item: str, pages: Iterable[SeenPage]) -> None:
        """Count what the check of an item has got."""
        for page in pages:
            self.counts[page.build] += 1
            self.first.setdefault(page.build, (item, page.url))

    def as_entry(self) -> dict[str, Any]:
        """Fields for the record."""
        return {
            "builds": [
                {"commit": build.commit, "assets": sorted(build.assets), "count": count, "item": item, "url": url}
                for build, count in self.counts.items()
                for item, url in [self.first[build]]
            ]
        }


def judge_pages(builds: Iterable[Mapping[str, Any]], expected: Expected) -> tuple[Outcome, str]:
    """Say whether every page was the release's, by what stands in a record.

    Pages without a commit are held against the release's files, or where these are not known, against each other.
    """
    told = [(Build(one["commit"], frozenset(one["assets"])), one) for one in builds]
    first = next((build for build, _ in told if not build.commit), Build())
    is_known = expected.assets is not None or expected.files is not None
    known = expected if is_known else replace(expected, assets=first.assets)
    others = [(build, one) for build, one in told if known.says(build) is Says.ANOTHER]
    if not others:
        return Outcome.SHOWN, ""
    total, count = sum(one["count"] for _, one in told), sum(one["count"] for _, one in others)
    build, met = others[0]
    return Outcome.REFUTED, (
        f"two builds are live at once: {count} of {total} pages that the checks got were another build, "
        f"as {build} at {met['url']} for {met['item']}"
    )
