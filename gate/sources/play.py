"""Google Play: how many stars the reviews of a version give, asked through Google's own client."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated, Any
from urllib.parse import parse_qsl

from pydantic import BaseModel, Field

from gate.answers import read_answer, read_content
from gate.http import Answer, Door, Unreachable, VendorCall
from gate.outcome import NotShown
from gate.sample import Stars

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from gate.vendors import Play as PlaySettings

SYSTEM = "Google Play"
CALLS = (VendorCall("GET", "/androidpublisher/v3/applications/{package}/reviews"),)
TOKEN_CALLS = (VendorCall("POST", "/token"),)
"""At the address that the key names as `token_uri`."""
SCOPE = "https://www.googleapis.com/auth/androidpublisher"
PAGE = 100
PAGES_MAX = 100
STARS = range(1, 6)
KEY_REFUSED = {400, 401}


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


class _Token(BaseModel):
    access_token: Annotated[str, Field(min_length=1)]
    expires_in: int


class _Anything(BaseModel):
    """Any JSON object: what it holds is read after Google's client has seen it."""


@dataclass(frozen=True)
class _Opinion:
    """What one person thinks now: a changed review has taken the place of the former one."""

    stars: int
    at: datetime
    version: str | None


@dataclass(frozen=True)
class Play:
    """Reads one app."""

    door: Door
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
        """Google's client over our door; imported here, because that takes half a second."""
        from google.oauth2.service_account import Credentials  # noqa: PLC0415
        from google_auth_httplib2 import AuthorizedHttp  # noqa: PLC0415
        from googleapiclient.discovery import build  # noqa: PLC0415

        try:
            key = json.loads(self.settings.key)
            credentials = Credentials.from_service_account_info(key, scopes=[SCOPE])  # type: ignore[no-untyped-call]
        except (ValueError, TypeError, AttributeError):
            raise NotShown(
                f"{SYSTEM}: vendors.play.key is no key of a service account: give it the whole text of the JSON file"
            ) from None
        return build(
            "androidpublisher",
            "v3",
            http=AuthorizedHttp(credentials, http=_ThroughTheDoor(self.door, self.settings.token_url)),
            client_options={"api_endpoint": self.settings.url},
            static_discovery=True,
        )


@dataclass
class _ThroughTheDoor:
    """What Google's client takes for its HTTP: `httplib2.Http.request` over our door, and only good answers."""

    door: Door
    token_url: str | None

    def request(
        self,
        uri: str,
        method: str = "GET",
        body: bytes | str | None = None,
        headers: Mapping[str, str] | None = None,
        **_of_httplib2: object,
    ) -> tuple[Any, bytes]:
        """Send it. Raises NotShown for anything else than documented JSON, so that the client never tries again."""
        import httplib2  # noqa: PLC0415 - with Google's client only

        if uri == self.token_url:
            content = body.decode() if isinstance(body, bytes) else body or ""
            answer = self._token(self.door.ask(method, uri, form=dict(parse_qsl(content))))
        else:
            answer = self.door.ask(method, uri, headers=_own(headers or {}))
            read_answer(answer, _Anything, SYSTEM)
        assert isinstance(answer, Answer)  # noqa: S101 - read above
        return httplib2.Response({"status": str(answer.status), **answer.headers}), answer.body

    def close(self) -> None:
        """Leave the door open: it is not ours."""

    @staticmethod
    def _token(answer: Answer | Unreachable) -> Answer | Unreachable:
        if isinstance(answer, Answer) and answer.status in KEY_REFUSED:
            raise NotShown(
                f"{SYSTEM}: Google refuses the service account's key ({answer.status}): renew it, or set this "
                "machine's clock"
            )
        read_answer(answer, _Token, f"{SYSTEM} (its tokens)")
        return answer


def _own(headers: Mapping[str, str]) -> dict[str, str]:
    """Leave out what the door sets itself."""
    return {name: value for name, value in headers.items() if name.lower() in {"authorization", "accept"}}


def _newest(review: _Review) -> _Opinion | None:
    comments = [comment.user for comment in review.comments if comment.user]
    if not comments:
        return None
    newest = max(comments, key=lambda comment: (comment.changed.seconds, comment.changed.nanos))
    return _Opinion(newest.stars, datetime.fromtimestamp(newest.changed.seconds, UTC), newest.version or None)
