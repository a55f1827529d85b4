"""Are the stars those of this version's own reviews, each counted once?"""

import json
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import Any
from urllib.parse import parse_qs, urlsplit

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from gate.environment.vendors import AppStore as Settings
from gate.http import HttpClient
from gate.outcome import NotShown
from gate.sources.app_store import AppStore
from tests.support.servers.listener import Listener, answer, listening
from tests.support.source_faults import DEADLINE_MS

RELEASED = datetime(2026, 11, 17, 9, tzinfo=UTC)
PRIVATE = ec.generate_private_key(ec.SECP256R1())
PEM = PRIVATE.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()
RSA_PEM = (
    rsa.generate_private_key(65537, 2048).private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()
)


def review(number: int, rating: Any = 5, hours: float = 1.0) -> dict[str, Any]:
    written = (RELEASED + timedelta(hours=hours)).isoformat()
    return {"type": "customerReviews", "id": str(number), "attributes": {"rating": rating, "createdDate": written}}


REVIEWS = [review(5, 5, 90), review(4, 1, 60), review(3, 4, 30), review(2, 5, 0), review(1, 2, -1), review(0, 1, -9)]


class Store:
    """Answers as App Store Connect does, with what the test makes of it."""

    def __init__(self, listener: Listener) -> None:
        self.listener = listener
        self.version: dict[str, Any] = {
            "platform": "IOS",
            "versionString": "2.4.0",
            "appVersionState": "READY_FOR_DISTRIBUTION",
            "createdDate": (RELEASED - timedelta(days=4)).isoformat(),
            "earliestReleaseDate": RELEASED.isoformat(),
        }
        self.more_versions: list[dict[str, Any]] = []
        self.phased: dict[str, Any] | None = None
        self.pages: list[list[dict[str, Any]]] = [REVIEWS]
        self.links: dict[int, Any] = {}
        self.here = "/v1/apps/6448311069/customerReviews"
        self.headers = b"X-Rate-Limit: user-hour-lim:3500;user-hour-rem:3421;\r\n"

    def replies(self) -> list[bytes]:
        phased = (
            [{"type": "appStoreVersionPhasedReleases", "id": "p", "attributes": self.phased}] if self.phased else []
        )
        versions = [
            {"type": "appStoreVersions", "id": "v", "attributes": v} for v in (self.version, *self.more_versions)
        ]
        contents: list[Any] = [{"data": versions, "included": phased, "links": {"self": "x"}}]
        for number, reviews in enumerate(self.pages):
            links = {"self": f"{self.listener.url}{self.here}?cursor={number}"}
            if number + 1 < len(self.pages):
                links["next"] = f"{self.listener.url}{self.here}?cursor={number + 1}&limit=200"
            if number in self.links:
                links["next"] = self.links[number]
            contents.append({"data": reviews, "links": links})
        return [answer(json.dumps(content).encode(), more=self.headers) for content in contents]


@pytest.fixture
def store() -> Iterator[Store]:
    with listening() as listener:
        yield Store(listener)


@pytest.fixture
def source(store: Store) -> Iterator[AppStore]:
    http_client = HttpClient("here", frozenset({("127.0.0.1", store.listener.port)}), 1000, DEADLINE_MS)
    settings = Settings(url=store.listener.url, app="6448311069", issuer="69a6de70-1", key_id="2X9R4HXF34", key=PEM)
    yield AppStore(http_client, settings)
    http_client.close()


@pytest.fixture
def read(store: Store, source: AppStore) -> Callable[[], Any]:
    def ask() -> Any:
        store.listener.replies = list(store.replies())
        return source.stars("2.4.0")

    return ask


def sentence_of(read: Callable[[], Any]) -> str:
    with pytest.raises(NotShown) as caught:
        read()
    said = str(caught.value)
    assert said.startswith("App Store Connect")
    assert "\n" not in said
    assert PEM.splitlines()[1] not in said
    return said


def test_reviews_since_the_release_are_counted_by_their_stars(read):
    stars = read()

    assert stars.counts == {1: 1, 2: 0, 3: 0, 4: 1, 5: 2}
    assert stars.kind == "written reviews since the release of 2.4.0 on 2026-11-17 09:00 UTC"
    assert (stars.indicator, stars.source) == ("rating_ios", "app_store")
    assert stars.observed_at == RELEASED + timedelta(hours=90)
    assert stars.evidence["limit"] == "user-hour-lim:3500;user-hour-rem:3421;"


def test_it_asks_for_the_version_and_then_for_the_newest_reviews(store, read):
    read()

    versions, reviews = (urlsplit(line.removeprefix("GET ")) for line in store.listener.lines)
    assert (versions.path, reviews.path) == (
        "/v1/apps/6448311069/appStoreVersions",
        "/v1/apps/6448311069/customerReviews",
    )
    assert parse_qs(versions.query) == {
        "filter[platform]": ["IOS"],
        "filter[versionString]": ["2.4.0"],
        "include": ["appStoreVersionPhasedRelease"],
        "limit": ["2"],
    }
    assert parse_qs(reviews.query) == {"sort": ["-createdDate"], "limit": ["200"]}


def test_each_request_carries_a_short_lived_token_that_is_signed_with_the_key(store, source, read):
    read()

    for request in store.listener.requests:
        (line,) = (text for text in request.split(b"\r\n") if text.lower().startswith(b"authorization: bearer "))
        token = line.split()[2].decode()
        claims = jwt.decode(token, PRIVATE.public_key(), ["ES256"], audience="appstoreconnect-v1")
        assert jwt.get_unverified_header(token) == {"alg": "ES256", "kid": "2X9R4HXF34", "typ": "JWT"}
        assert claims["iss"] == "69a6de70-1"
        assert claims["exp"] - claims["iat"] <= 20 * 60
        assert claims["iat"] < datetime.now(UTC).timestamp() - 30
        assert token not in str(source.http_client.exchanges)


def test_a_phased_release_begins_when_it_says(store, read):
    store.phased = {"phasedReleaseState": "ACTIVE", "startDate": (RELEASED + timedelta(hours=40)).isoformat()}

    assert read().counts == {1: 1, 2: 0, 3: 0, 4: 0, 5: 1}


def test_a_phased_release_that_has_not_begun_leaves_the_other_date(store, read):
    store.phased = {"phasedReleaseState": "INACTIVE"}

    assert sum(read().counts.values()) == 4


def test_a_version_that_nobody_has_reviewed_has_no_stars(store, read):
    store.pages = [REVIEWS[4:]]

    stars = read()

    assert sum(stars.counts.values()) == 0
    assert stars.observed_at == RELEASED - timedelta(hours=1)


def test_pages_are_followed_and_a_review_that_is_listed_twice_counts_once(store, read):
    store.pages = [REVIEWS[:2], REVIEWS[1:3], REVIEWS[3:5], REVIEWS[5:]]

    assert read().counts == {1: 1, 2: 0, 3: 0, 4: 1, 5: 2}
    assert len(store.listener.lines) == 4  # the page after the release is not needed


@pytest.mark.parametrize(
    ("change", "words"),
    [
        pytest.param({"appVersionState": "WAITING_FOR_REVIEW"}, "2.4.0 is WAITING_FOR_REVIEW", id="in-review"),
        pytest.param({"appVersionState": "REPLACED_WITH_NEW_VERSION"}, "2.4.0 is REPLACED", id="replaced"),
        pytest.param({"earliestReleaseDate": None}, "does not say when 2.4.0 was released", id="no-date"),
        pytest.param({"earliestReleaseDate": "soon"}, "earliestReleaseDate wrong", id="bad-date"),
        pytest.param({"versionString": "2.3.1"}, "it holds no iOS version 2.4.0", id="another-version"),
        pytest.param({"platform": "MAC_OS"}, "it holds no iOS version 2.4.0", id="another-platform"),
        pytest.param({"versionString": None}, "versionString wrong", id="null-version"),
    ],
)
def test_a_version_whose_reviews_cannot_be_told_apart_is_not_shown(store, read, change, words):
    store.version |= change

    assert words in sentence_of(read)


def test_two_versions_of_one_name_are_not_shown(store, read):
    store.more_versions = [dict(store.version)]

    assert "it holds 2 iOS version 2.4.0" in sentence_of(read)


@pytest.mark.parametrize("rating", [None, 0, 6, "5", 4.5, True])
def test_a_rating_that_is_no_number_of_stars_is_not_shown(store, read, rating):
    store.pages = [[review(9, rating)]]

    assert "data.0.attributes.rating wrong" in sentence_of(read)


@pytest.mark.parametrize("date", [None, "yesterday", "2026-11-20T10:00:00"])
def test_a_review_without_a_time_is_not_shown(store, read, date):
    store.pages = [[{"id": "1", "attributes": {"rating": 5, "createdDate": date}}]]

    assert "data.0.attributes.createdDate wrong" in sentence_of(read)


def test_reviews_out_of_order_are_not_shown(store, read):
    store.pages = [[REVIEWS[2], REVIEWS[0]]]

    assert "not sorted by date" in sentence_of(read)


def test_an_app_without_any_review_is_not_shown(store, read):
    store.pages = [[]]

    assert "there is no review of any version" in sentence_of(read)


def test_reviews_of_another_app_are_not_shown(store, read):
    store.here = "/v1/apps/1111111111/customerReviews"

    assert "reviews of another app" in sentence_of(read)


@pytest.mark.parametrize(
    "link",
    ["https://apps.example.org/v1/apps/6448311069/customerReviews?cursor=1", "/v1/users", "SAME"],
    ids=["another-host", "another-path", "the-same-page-again"],
)
def test_a_list_that_leads_elsewhere_is_not_followed(store, read, link):
    here = f"{store.listener.url}{store.here}?cursor=0"
    store.pages = [REVIEWS[:1]]
    store.links = {0: here if link == "SAME" else link}

    assert "does not end as a list should" in sentence_of(read)
    assert len(store.listener.lines) <= 3


def test_a_list_without_an_end_ends(store, read):
    store.pages = [[review(1000 - number, 5, 1000 - number)] for number in range(60)]

    assert "does not end as a list should" in sentence_of(read)
    assert len(store.listener.lines) == 51


@pytest.mark.parametrize(
    "key", ["secret", RSA_PEM, PEM[:-40], "-----BEGIN PRIVATE KEY-----\n-----END PRIVATE KEY-----"]
)
def test_what_is_no_key_is_said_without_showing_it(store, source, key):
    asked = AppStore(source.http_client, source.settings.model_copy(update={"key": key}))

    said = sentence_of(lambda: asked.stars("2.4.0"))

    assert said == (
        "App Store Connect: vendors.app_store.key is no private key for ES256: give it the whole text of the .p8 file"
    )
    assert store.listener.lines == []


@pytest.mark.parametrize("off", [timedelta(minutes=37), -timedelta(minutes=37)])
def test_a_refusal_by_a_clock_that_is_off_says_so(store, source, off):
    date = format_datetime(datetime.now(UTC) + off).encode()
    store.listener.replies = [answer(b"{}", b"401 Unauthorized", more=b"Date: " + date + b"\r\n")]

    said = sentence_of(lambda: source.stars("2.4.0"))

    assert "this machine's clock is 3" in said
    assert said.endswith("minutes off: set the clock, or renew the key")
