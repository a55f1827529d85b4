"""App Store Connect: how a version stands in the store, and how many stars its reviews give."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import TYPE_CHECKING, Annotated, Literal
from urllib.parse import quote, urlencode

import jwt
from pydantic import AwareDatetime, BaseModel, Field

from gate.http import Answer, HttpClient, Unreachable, VendorCall
from gate.outcome import NotShown
from gate.probes.answers import date_of, read_answer
from gate.sample import Stars

if TYPE_CHECKING:
    from gate.environment.vendors import AppStore as AppStoreSettings

SYSTEM = "App Store Connect"
CALLS = (VendorCall("GET", "/v1/apps/{app}/appStoreVersions"), VendorCall("GET", "/v1/apps/{app}/customerReviews"))
AUDIENCE = "appstoreconnect-v1"
TOKEN_LIVES = timedelta(minutes=10)
CLOCK_SKEW = timedelta(minutes=1)
"""Apple refuses tokens that live longer than 20 minutes; these may be made by a clock that is a little fast or slow."""
CLOCK_OFF = timedelta(minutes=5)
RELEASED = "READY_FOR_DISTRIBUTION"
PAGE = 200
PAGES_MAX = 50
STARS = range(1, 6)
PHASED = "appStoreVersionPhasedRelease"
UNAUTHORIZED = 401


class _VersionFacts(BaseModel):
    platform: str
    version: str = Field(alias="versionString")
    state: str = Field(alias="appVersionState")
    not_before: AwareDatetime | None = Field(default=None, alias="earliestReleaseDate")


class _Version(BaseModel):
    facts: _VersionFacts = Field(alias="attributes")


class _PhasedFacts(BaseModel):
    began: AwareDatetime | None = Field(default=None, alias="startDate")
    state: Literal["INACTIVE", "ACTIVE", "PAUSED", "COMPLETE"] | None = Field(default=None, alias="phasedReleaseState")
    build: str | None = Field(default=None, alias="version")


class _Included(BaseModel):
    type: str
    facts: _PhasedFacts = Field(default=_PhasedFacts(), alias="attributes")


class _Versions(BaseModel):
    data: list[_Version]
    included: list[_Included] = []


class _ReviewFacts(BaseModel):
    rating: Annotated[int, Field(strict=True, ge=1, le=5)]
    at: AwareDatetime = Field(alias="createdDate")


class _Review(BaseModel):
    id: str
    facts: _ReviewFacts = Field(alias="attributes")


class _Links(BaseModel):
    here: str = Field(alias="self")
    next: str | None = None


class _Reviews(BaseModel):
    data: list[_Review]
    links: _Links


@dataclass(frozen=True)
class StoreVersion:
    """A version as the store has it: its state, the build that was chosen for it, and the state of its phases.

    build and phases are None where there are none.
    """

    state: str
    build: str | None
    phases: str | None


@dataclass(frozen=True)
class AppStore:
    """Reads one app."""

    http_client: HttpClient
    settings: AppStoreSettings

    def stars(self, version: str) -> Stars:
        """Stars of the written reviews since this version (2.4.0) was released for iOS.

        A review names no version, so those since the release of the version that is out are taken. `observed_at`: when
        the newest review of whatever version was written. Raises NotShown where the version is not the one that is out,
        where its release has no date, and where App Store Connect can't be read.
        """
        released = self._released_at(version)
        reviews, answers = self._reviews(released)
        if not reviews:
            raise NotShown(f"{SYSTEM}: there is no review of any version, so nobody can tell how old its data are")
        counted = Counter(review.facts.rating for review in reviews.values() if review.facts.at >= released)
        return Stars(
            indicator="rating_ios",
            source="app_store",
            observed_at=max(review.facts.at for review in reviews.values()).astimezone(UTC),
            evidence={
                "request": self._address("customerReviews"),
                "released": released.isoformat(),
                "pages": len(answers),
                "limit": next((a.headers["x-rate-limit"] for a in answers if "x-rate-limit" in a.headers), ""),
            },
            counts={star: counted[star] for star in STARS},
            kind=f"written reviews since the release of {version} on {released:%Y-%m-%d %H:%M} UTC",
        )

    def version(self, version: str) -> StoreVersion | None:
        """How a version stands in the store; None where nobody has submitted it. Raises NotShown as `stars`."""
        found = self._versions(version, f"{PHASED},build")
        versions = _of_ios(found, version)
        if not versions:
            return None
        if len(found.data) != 1:
            raise NotShown(f"{SYSTEM}: it answered with {len(found.data)} versions where one was asked for: run again")
        beside = {entry.type: entry.facts for entry in found.included}
        build, phased = beside.get("builds"), beside.get("appStoreVersionPhasedReleases")
        return StoreVersion(versions[0].state, build.build if build else None, phased.state if phased else None)

    def _versions(self, version: str, include: str) -> _Versions:
        asked = {"filter[platform]": "IOS", "filter[versionString]": version, "include": include, "limit": 2}
        return read_answer(self._ask(f"{self._address('appStoreVersions')}?{urlencode(asked)}"), _Versions, SYSTEM)

    def _released_at(self, version: str) -> datetime:
        """The latest of the dates before which nobody had the version: reviews before it speak of another one."""
        found = self._versions(version, PHASED)
        versions = _of_ios(found, version)
        if len(versions) != 1 or len(found.data) != 1:
            raise NotShown(
                f"{SYSTEM}: it holds {len(versions) or 'no'} iOS version {version} of this app: "
                "correct vendors.app_store.app, or submit the version"
            )
        (facts,) = versions
        if facts.state != RELEASED:
            raise NotShown(f"{SYSTEM}: {version} is {facts.state}, so its reviews can't be told apart: release it")
        began = [entry.facts.began for entry in found.included if entry.type == "appStoreVersionPhasedReleases"]
        dates = [date for date in (facts.not_before, *began) if date]
        if not dates:
            raise NotShown(
                f"{SYSTEM}: it does not say when {version} was released, so its reviews can't be told apart: "
                "release in phases, or on a date"
            )
        return max(dates).astimezone(UTC)

    def _reviews(self, since: datetime) -> tuple[dict[str, _Review], list[Answer]]:
        """Reviews by id, newest first, back to the first page that ends before `since`."""
        address = self._address("customerReviews")
        url: str | None = f"{address}?{urlencode({'sort': '-createdDate', 'limit': PAGE})}"
        found: dict[str, _Review] = {}
        answers: list[Answer] = []
        while url:
            answer = self._ask(url)
            page = read_answer(answer, _Reviews, SYSTEM)
            if f"/apps/{self.settings.app}/" not in page.links.here:
                raise NotShown(f"{SYSTEM}: it answered with reviews of another app: is this really its address?")
            answers += [answer] if isinstance(answer, Answer) else []
            known = len(found)
            found |= {review.id: review for review in page.data if review.id not in found}
            times = [review.facts.at for review in found.values()]
            if any(newer < older for newer, older in pairwise(times)):
                raise NotShown(f"{SYSTEM}: its reviews are not sorted by date, so some may be missing: run again")
            url = page.links.next
            if times and times[-1] < since:
                break
            if url and (len(found) == known or len(answers) == PAGES_MAX or not url.startswith(f"{address}?")):
                raise NotShown(f"{SYSTEM}: its list of reviews does not end as a list should: run again")
        return found, answers

    def _ask(self, url: str) -> Answer | Unreachable:
        answer = self.http_client.ask("GET", url, headers={"authorization": f"Bearer {self._token()}"})
        if isinstance(answer, Answer) and answer.status == UNAUTHORIZED:
            now = datetime.now(UTC)
            off = abs(now - (date_of(answer) or now))
            if off > CLOCK_OFF:
                raise NotShown(
                    f"{SYSTEM} answered 401, and this machine's clock is {off // timedelta(minutes=1)} minutes off: "
                    "set the clock, or renew the key"
                )
        return answer

    def _token(self) -> str:
        """Sign a token for the next minutes."""
        settings, now = self.settings, datetime.now(UTC)
        claims = {
            "iss": settings.issuer,
            "iat": now - CLOCK_SKEW,
            "exp": now + TOKEN_LIVES,
            "aud": AUDIENCE,
        }
        try:
            return jwt.encode(claims, settings.key, algorithm="ES256", headers={"kid": settings.key_id})
        except (jwt.PyJWTError, ValueError, TypeError):
            raise NotShown(
                f"{SYSTEM}: vendors.app_store.key is no private key for ES256: give it the whole text of the .p8 file"
            ) from None

    def _address(self, what: str) -> str:
        return f"{self.settings.url}/v1/apps/{quote(self.settings.app)}/{what}"


def _of_ios(found: _Versions, version: str) -> list[_VersionFacts]:
    return [entry.facts for entry in found.data if (entry.facts.version, entry.facts.platform) == (version, "IOS")]
