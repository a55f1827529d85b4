"""Google Play: how many stars the reviews of a version give, asked through Google's own client."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated, Any

from pydantic import BaseModel, Field

from gate.http import HttpClient, VendorCall
from gate.outcome import NotShown
from gate.probes.answers import read_content
from gate.sample import Stars
from gate.sources.google.client import TOKEN_CALLS, google_client

if TYPE_CHECKING:
    from collections.abc import Iterator

    from gate.environment.vendors import Play as PlaySettings

__all__ = ["CALLS", "TOKEN_CALLS", "Play"]

SYSTEM = "Google Play"
CALLS = (VendorCall("GET", "/androidpublisher/v3/applications/{package}/reviews"),)
SCOPE = "https://www.googleapis.com/auth/androidpublisher"
PAGE = 100
PAGES_MAX = 100
STARS = range(1, 6)


class _Time(BaseModel):
    seconds: int
    nanos: int = 0


class _UserComment(BaseModel):
    stars: Annotated[int, Field(alias="starRating", strict=True, ge=1, le=5)]
    changed: _Time = Field(alias="lastModified")
    version: str | None = Field(default=None, alias="appVersionName")


class _Comment(BaseModel):
    user: _UserComment | None = Field(default=None, alias="userComment")


class _Review(BaseModel):
    id: str = Field(alias="reviewId")
    comments: list[_Comment]


class _Paging(BaseModel):
    next: str | None = Field(default=None, alias="nextPageToken")


class _Page(BaseModel):
    reviews: list[_Review] = []
    paging: _Paging = Field(default=_Paging(), alias="tokenPagination")


@dataclass(frozen=True)
class _Opinion:
    """What one person thinks now: a changed review has taken the place of the former one."""

    stars: int
    at: datetime
    version: str | None


@dataclass(frozen=True)
class Play:
    """Reads one app."""

    http_client: HttpClient
    settings: PlaySettings

    def stars(self, version: str) -> Stars:
        """Stars of the reviews that were written or changed in about the last week with this version (2.4.0).

        `observed_at`: when the newest review of whatever version was written. Raises NotShown where there is none, and
        where Google Play can't be read.
        """
        opinions: dict[str, _Opinion] = {}
        pages = 0
        for page in self._pages():
            pages += 1
            for review in page.reviews:
                opinion = _newest(review)
                if opinion and (review.id not in opinions or opinion.at > opinions[review.id].at):
                    opinions[review.id] = opinion
        if not opinions:
            raise NotShown(
                f"{SYSTEM}: it lists no review of the last week, of whatever version, so nobody can tell how old its "
                "data are: look at vendors.play.package, then wait for reviews"
            )
        counted = Counter(opinion.stars for opinion in opinions.values() if opinion.version == version)
        unknown = sum(opinion.version is None for opinion in opinions.values())
        return Stars(
            indicator="rating_android",
            source="play",
            observed_at=max(opinion.at for opinion in opinions.values()),
            evidence={
                "request": f"androidpublisher.reviews.list of {self.settings.package}",
                "pages": pages,
                "reviews": len(opinions),
                "without_version": unknown,
            },
            counts={star: counted[star] for star in STARS},
            kind=f"written reviews of {version} in about the last week"
            + (f", and {unknown} that name no version are not among them" if unknown else ""),
        )

    def _pages(self) -> Iterator[_Page]:
        reviews = self._client().reviews()
        token: str | None = None
        seen: set[str | None] = set()
        while token not in seen and len(seen) < PAGES_MAX:
            seen.add(token)
            asked = {"packageName": self.settings.package, "maxResults": PAGE, **({"token": token} if token else {})}
            page = read_content(reviews.list(**asked).execute(), _Page, SYSTEM)
            yield page
            token = page.paging.next
            if not token:
                return
        raise NotShown(f"{SYSTEM}: its list of reviews does not end as a list should: run again")

    def _client(self) -> Any:  # noqa: ANN401 - Google's client makes its methods out of the bundled contract
        return google_client(
            self.http_client, SYSTEM, ("androidpublisher", "v3", SCOPE), self.settings, "vendors.play.key"
        )


def _newest(review: _Review) -> _Opinion | None:
    comments = [comment.user for comment in review.comments if comment.user]
    if not comments:
        return None
    newest = max(comments, key=lambda comment: (comment.changed.seconds, comment.changed.nanos))
    return _Opinion(newest.stars, datetime.fromtimestamp(newest.changed.seconds, UTC), newest.version or None)
