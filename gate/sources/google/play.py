"""Google Play: stars of a version's reviews, who gets it, and how it is signed; asked through Google's own client."""

from __future__ import annotations

import base64
import binascii
import contextlib
import re
from collections import Counter
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated, Any, Literal, Protocol

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
TRACK = "production"
APP = "/androidpublisher/v3/applications/{package}"
CALLS = (
    VendorCall("GET", f"{APP}/reviews"),
    VendorCall("POST", f"{APP}/edits"),
    VendorCall("GET", f"{APP}/edits/{{edit}}/tracks/{TRACK}"),
    VendorCall("DELETE", f"{APP}/edits/{{edit}}"),
    VendorCall("GET", f"{APP}/generatedApks/{{code}}"),
)
"""An edit is a draft of ours that is thrown away again: who gets a version can be read in one only."""
OK, NO_CONTENT, NOT_FOUND = 200, 204, 404
HEX = re.compile(r"[0-9A-Fa-f]{2}(?::?[0-9A-Fa-f]{2}){31}")
DIGEST_BYTES = 32
TO_STANDARD = str.maketrans("-_", "+/")
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


class _Edit(BaseModel):
    id: Annotated[str, Field(min_length=1)]


class _Release(BaseModel):
    codes: tuple[str, ...] = Field(default=(), alias="versionCodes")
    status: Literal["draft", "inProgress", "halted", "completed"]
    share: Annotated[float | None, Field(alias="userFraction", gt=0, le=1)] = None


class _Track(BaseModel):
    track: Literal["production"]
    releases: list[_Release] = []


class _Signed(BaseModel):
    certificate: str = Field(alias="certificateSha256Hash")


class _Generated(BaseModel):
    keys: list[_Signed] = Field(default=[], alias="generatedApks")


@dataclass(frozen=True)
class TrackRelease:
    """A release on the production track: its version codes, whether it goes out, and to which share of the users."""

    codes: tuple[str, ...]
    status: str
    share: float


class Drafts(Protocol):
    """Where it is written down which drafts have to be thrown away."""

    def note(self, line: str) -> None:
        """Write one down."""

    def forget(self, line: str) -> None:
        """Cross one out."""

    def due(self) -> list[str]:
        """Those that are to be thrown away."""


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

    def production_track(self, drafts: Drafts) -> tuple[TrackRelease, ...]:
        """What is on the production track. It is read in a draft that is thrown away, also by the next run."""
        for left in drafts.due():
            self._throw_away(left, drafts)
        edits, app = self._client().edits(), self.settings.package
        draft = read_content(edits.insert(packageName=app, body={}).execute(), _Edit, SYSTEM).id
        drafts.note(draft)
        try:
            asked = edits.tracks().get(packageName=app, editId=draft, track=TRACK)
            track = read_content(asked.execute(), _Track, SYSTEM)
        finally:
            self._throw_away(draft, drafts)
        return tuple(
            TrackRelease(one.codes, one.status, 1.0 if one.status == "completed" else one.share or 0.0)
            for one in track.releases
        )

    def signing_certificates(self, code: str) -> tuple[str, ...]:
        """SHA-256 fingerprints of the certificates with which Play signs what it makes of a version's bundle.

        Raises NotShown where it has made nothing of it.
        """
        asked = self._client().generatedapks().list(packageName=self.settings.package, versionCode=int(code))
        found = read_content(asked.execute(), _Generated, SYSTEM).keys
        if not found:
            raise NotShown(f"{SYSTEM}: it has signed nothing of version code {code}: is that the uploaded bundle?")
        return tuple(dict.fromkeys(fingerprint_of(one.certificate) for one in found))

    def _throw_away(self, draft: str, drafts: Drafts) -> None:
        """One that Play does not know any more is gone; one that can't be thrown away now stays written down."""
        from googleapiclient.errors import HttpError  # noqa: PLC0415 - with Google's client only

        edits = self._client((OK, NO_CONTENT, NOT_FOUND)).edits()
        with contextlib.suppress(NotShown):
            with contextlib.suppress(HttpError):
                edits.delete(packageName=self.settings.package, editId=draft).execute()
            drafts.forget(draft)

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

    def _client(self, statuses: tuple[int, ...] = (OK,)) -> Any:  # noqa: ANN401 - as above
        return google_client(
            self.http_client, SYSTEM, ("androidpublisher", "v3", SCOPE), self.settings, "vendors.play.key", statuses
        )


def fingerprint_of(text: str) -> str:
    """A SHA-256 as link files write it, of hex with or without colons, or of Base64. Raises NotShown for all else."""
    if HEX.fullmatch(text.strip()):
        digest = bytes.fromhex(text.replace(":", ""))
    else:
        bare = text.strip().rstrip("=").translate(TO_STANDARD)
        try:
            digest = base64.b64decode(bare + "=" * (-len(bare) % 4), validate=True)
        except binascii.Error:
            digest = b""
    if len(digest) != DIGEST_BYTES:
        raise NotShown(f"{SYSTEM}: its certificate's hash is no SHA-256, so it can't be compared: has its API changed?")
    return digest.hex(":").upper()


def _newest(review: _Review) -> _Opinion | None:
    comments = [comment.user for comment in review.comments if comment.user]
    if not comments:
        return None
    newest = max(comments, key=lambda comment: (comment.changed.seconds, comment.changed.nanos))
    return _Opinion(newest.stars, datetime.fromtimestamp(newest.changed.seconds, UTC), newest.version or None)
