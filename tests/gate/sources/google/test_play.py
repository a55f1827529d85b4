"""Are the stars those of this version's reviews, each person's once, and does nothing pass our HTTP client by?"""

import json
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import UTC, datetime
from time import monotonic
from typing import Any
from urllib.parse import parse_qs, urlsplit

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from gate.environment.vendors import Play as Settings
from gate.http import CallNotListed, HttpClient
from gate.network.guard import HostNotListed
from gate.outcome import NotShown
from gate.sources.google.play import CALLS, TOKEN_CALLS, Play
from tests.support.servers.listener import Listener, answer, dribbling, listening
from tests.support.source_faults import DEADLINE_MS, PATIENCE_S

PRIVATE = rsa.generate_private_key(65537, 2048)
PEM = PRIVATE.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()
EMAIL = "verify@alaskapay.iam.gserviceaccount.com"
TOKEN = "ya29.planted-access-token"  # noqa: S105 - planted
GOOD_TOKEN = answer(json.dumps({"access_token": TOKEN, "expires_in": 3599, "token_type": "Bearer"}).encode())
BEGAN = 1_795_000_000


def comment(stars: Any = 5, at: int = 0, version: Any = "2.4.0") -> dict[str, Any]:
    named = {} if version is None else {"appVersionName": version}
    return {"userComment": {"starRating": stars, "lastModified": {"seconds": str(BEGAN + at), "nanos": 7}, **named}}


def review(number: int, *comments: dict[str, Any]) -> dict[str, Any]:
    return {"reviewId": f"r{number}", "authorName": "Ada", "comments": list(comments) or [comment()]}


REVIEWS = [
    review(1, comment(5, 60)),
    review(2, comment(4, 50), {"developerComment": {"text": "Thank you", "lastModified": {"seconds": "1"}}}),
    review(3, comment(1, 40)),
    review(4, comment(1, 30, "2.3.1")),
    review(5, comment(2, 20, None)),
]


class Store:
    """Answers as Google Play does, with what the test makes of it; tokens come from another address."""

    def __init__(self, play: Listener, tokens: Listener) -> None:
        self.play, self.tokens = play, tokens
        self.pages: list[Any] = [{"reviews": REVIEWS}]
        self.tokens.replies = [GOOD_TOKEN]

    def key(self, **change: Any) -> str:
        facts = {
            "type": "service_account",
            "client_email": EMAIL,
            "private_key_id": "k1",
            "private_key": PEM,
            "token_uri": f"{self.tokens.url}/token",
        }
        return json.dumps({**facts, **change})

    def replies(self) -> list[bytes]:
        return [answer(json.dumps(page).encode(), kind=b"application/json; charset=UTF-8") for page in self.pages]


@pytest.fixture
def store() -> Iterator[Store]:
    with ExitStack() as open_listeners:
        yield Store(*(open_listeners.enter_context(listening()) for _ in range(2)))


def http_client_to(*listeners: Listener, **more: Any) -> HttpClient:
    return HttpClient(
        "here", frozenset(("127.0.0.1", listener.port) for listener in listeners), 1000, DEADLINE_MS, **more
    )


@pytest.fixture
def source(store: Store) -> Iterator[Play]:
    calls = {store.play.url: CALLS, store.tokens.url: TOKEN_CALLS}
    http_client = http_client_to(store.play, store.tokens, vendor_calls=calls)
    yield Play(http_client, Settings(url=store.play.url, package="com.alaskapay.app", key=store.key()))
    http_client.close()


@pytest.fixture
def read(store: Store, source: Play) -> Callable[[], Any]:
    def ask() -> Any:
        store.play.replies = list(store.replies())
        return source.stars("2.4.0")

    return ask


def sentence_of(read: Callable[[], Any]) -> str:
    with pytest.raises(NotShown) as caught:
        read()
    said = str(caught.value)
    assert said.startswith("Google Play")
    assert "\n" not in said
    assert TOKEN not in said
    assert PEM.splitlines()[1] not in said
    return said


def test_reviews_of_this_version_are_counted_by_their_stars(read):
    stars = read()

    assert stars.counts == {1: 1, 2: 0, 3: 0, 4: 1, 5: 1}
    assert stars.kind == (
        "written reviews of 2.4.0 in about the last week, and 1 that name no version are not among them"
    )
    assert (stars.indicator, stars.source) == ("rating_android", "play")
    assert stars.observed_at == datetime.fromtimestamp(BEGAN + 60, UTC)


def test_googles_client_asks_for_the_apps_reviews_alone(store, read):
    read()

    (line,) = store.play.lines
    asked = urlsplit(line.removeprefix("GET "))
    assert asked.path == "/androidpublisher/v3/applications/com.alaskapay.app/reviews"
    assert parse_qs(asked.query) == {"maxResults": ["100"], "alt": ["json"]}
    assert f"authorization: Bearer {TOKEN}".lower() in store.play.requests[0].decode().lower()


def test_the_key_is_exchanged_for_a_token_by_a_signed_assertion(store, read):
    read()

    assert store.tokens.lines == ["POST /token"]
    head, _, body = store.tokens.requests[0].partition(b"\r\n\r\n")
    assert b"content-type: application/x-www-form-urlencoded" in head.lower()
    sent = parse_qs(body.decode())
    claims = jwt.decode(
        sent["assertion"][0], PRIVATE.public_key(), ["RS256"], audience="https://oauth2.googleapis.com/token"
    )
    assert (claims["iss"], claims["scope"]) == (EMAIL, "https://www.googleapis.com/auth/androidpublisher")
    assert sent["grant_type"] == ["urn:ietf:params:oauth:grant-type:jwt-bearer"]


def test_neither_key_nor_token_nor_assertion_stands_in_the_record(source, read):
    read()

    kept = str(source.http_client.exchanges)
    assert "com.alaskapay.app/reviews" in kept
    assert "(a credential)" in kept
    assert not [secret for secret in (TOKEN, "assertion=", PEM.splitlines()[1]) if secret in kept + repr(source)]


def test_the_newest_comment_of_a_person_is_what_counts(store, read):
    store.pages = [{"reviews": [review(1, comment(5, 0), comment(1, 90), comment(4, 30))]}]

    assert read().counts == {1: 1, 2: 0, 3: 0, 4: 0, 5: 0}


def test_pages_are_followed_and_a_review_that_is_listed_twice_counts_once(store, read):
    changed = review(2, comment(1, 70))
    store.pages = [
        {"reviews": REVIEWS[:2], "tokenPagination": {"nextPageToken": "two"}},
        {"reviews": [changed, REVIEWS[0]], "tokenPagination": {"nextPageToken": "three"}},
        {"reviews": REVIEWS[1:3]},
    ]

    stars = read()

    assert stars.counts == {1: 2, 2: 0, 3: 0, 4: 0, 5: 1}
    tokens = [parse_qs(urlsplit(line).query).get("token") for line in store.play.lines]
    assert tokens == [None, ["two"], ["three"]]
    assert store.tokens.lines == ["POST /token"]  # one for all pages


def test_a_list_that_leads_back_to_itself_ends(store, read):
    store.pages = [{"reviews": REVIEWS, "tokenPagination": {"nextPageToken": "again"}}]

    assert "does not end as a list should" in sentence_of(read)
    assert len(store.play.lines) == 2


def test_a_version_that_nobody_has_reviewed_has_no_stars(store, read):
    store.pages = [{"reviews": REVIEWS[3:]}]

    assert sum(read().counts.values()) == 0


@pytest.mark.parametrize("page", [{}, {"reviews": []}, {"reviews": [{"reviewId": "r", "comments": []}]}])
def test_a_week_without_any_review_is_not_shown(store, read, page):
    store.pages = [page]

    assert "it lists no review of the last week" in sentence_of(read)


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        (comment(None), "starRating"),
        (comment(0), "starRating"),
        (comment(6), "starRating"),
        (comment("5"), "starRating"),
        (comment(4.5), "starRating"),
        ({"userComment": {"starRating": 5}}, "lastModified"),
        ({"userComment": {"starRating": 5, "lastModified": {"seconds": None}}}, "lastModified.seconds"),
        ({"userComment": {"starRating": 5, "lastModified": {"seconds": "soon"}}}, "lastModified.seconds"),
        (comment(5, version=204), "appVersionName"),
    ],
)
def test_a_review_with_a_wrong_field_is_not_shown(store, read, wrong, field):
    store.pages = [{"reviews": [review(1, wrong)]}]

    assert f"{field} wrong" in sentence_of(read)


@pytest.mark.parametrize("wrong", [{"reviews": None}, {"reviews": [{"comments": []}]}, {"reviews": [None]}])
def test_a_list_with_a_hole_is_not_shown(store, read, wrong):
    store.pages = [wrong]

    assert "wrong" in sentence_of(read)


@pytest.mark.parametrize(
    ("reply", "words"),
    [
        (
            answer(b'{"error": "invalid_grant"}', b"400 Bad Request"),
            "refuses the service account's key (400): renew it",
        ),
        (answer(b'{"error": "invalid_client"}', b"401 Unauthorized"), "refuses the service account's key (401)"),
        (answer(b"{}", b"503 Unavailable"), "(its tokens) answered 503"),
        (answer(b"<html>", kind=b"text/html"), "(its tokens) answered text/html"),
        (answer(b"{}"), "(its tokens): its answer has access_token wrong"),
        (answer(b'{"access_token": "", "expires_in": 1}'), "access_token wrong"),
        (answer(b'{"access_token": "t", "expires_in": null}'), "expires_in wrong"),
        (dribbling(b"HTTP/1.1 200 OK\r\n"), "did not answer within"),
    ],
    ids=["400", "401", "503", "html", "empty", "no-token", "null-lifetime", "slow"],
)
def test_a_token_that_is_not_given_is_told(store, read, reply, words):
    store.tokens.replies = [reply]
    started = monotonic()

    assert words in sentence_of(read)
    assert monotonic() - started < PATIENCE_S
    assert len(store.tokens.lines) == 1
    assert store.play.lines == []


@pytest.mark.parametrize(
    "key",
    ["secret", "{}", "[]", "null", '{"client_email": "a", "token_uri": "b", "private_key": "c"}'],
)
def test_what_is_no_key_is_said_without_showing_it(store, source, key):
    asked = Play(source.http_client, source.settings.model_copy(update={"key": key}))

    said = sentence_of(lambda: asked.stars("2.4.0"))

    assert said == (
        "Google Play: vendors.play.key is no key of a service account: give it the whole text of the JSON file"
    )
    assert store.tokens.lines == []


@pytest.mark.parametrize("key", ["secret", "{}", "[]", '{"token_uri": null}', '{"token_uri": "ftp://a"}'])
def test_a_key_that_names_no_address_for_tokens_names_none(key):
    assert Settings(url="https://a.example", key=key).token_url is None


def test_a_key_that_sends_its_assertion_elsewhere_is_refused_before_anything_is_sent(store, source):
    elsewhere = source.settings.model_copy(
        update={"key": store.key(token_uri="https://tokens.example.org/token")}  # noqa: S106 - an address
    )

    with pytest.raises(HostNotListed, match=r"tokens\.example\.org"):
        Play(source.http_client, elsewhere).stars("2.4.0")


def test_another_path_for_tokens_is_refused_before_anything_is_sent(store, source):
    elsewhere = source.settings.model_copy(update={"key": store.key(token_uri=f"{store.tokens.url}/elsewhere")})

    with pytest.raises(CallNotListed, match="POST /elsewhere"):
        Play(source.http_client, elsewhere).stars("2.4.0")
    assert store.tokens.lines == []


def test_a_store_that_is_not_listed_is_refused_before_anything_is_sent(store, source):
    http_client = http_client_to(store.tokens)

    with pytest.raises(HostNotListed):
        Play(http_client, source.settings).stars("2.4.0")

    http_client.close()
    assert store.play.lines == []
