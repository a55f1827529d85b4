"""Do both stores hold the reviews that the sandbox is told to have, and does our source read them so?"""

import json
import ssl
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import jwt
import pytest

from gate.environment.vendors import Vendors
from gate.http import HttpClient
from gate.outcome import NotShown
from gate.sources.app_store import AppStore
from gate.sources.google.play import Play
from sandbox.context import Context
from sandbox.faults.switches import Faults
from sandbox.keys import cut_keys
from sandbox.moments import moment_now
from sandbox.traffic.flag import Flag
from sandbox.traffic.reviews import Platform, reviews
from sandbox.vendors.app_store import HourlyLimit
from tests.sandbox.vendors.contracts.discovery import complaints
from tests.support.running import in_a_loop_of_its_own

SCOPE = "https://www.googleapis.com/auth/androidpublisher"
REVIEWS = "/androidpublisher/v3/applications/com.alaskapay.app/reviews"


@pytest.fixture
def app_store(http_client: HttpClient, settings: Vendors) -> AppStore:
    return AppStore(http_client, settings.app_store)


@pytest.fixture
def play(http_client: HttpClient, settings: Vendors) -> Play:
    return Play(http_client, settings.play)


def context_at(moment_name: str, poor: float = 0.0) -> Context:
    moment, faults = moment_now(moment_name), Faults()
    faults.switch("ratings-poor", poor)
    nobody: Any = None
    return Context(
        moment=moment,
        faults=faults,
        flag=Flag(100, moment, faults),
        keys=cut_keys(),
        directory=Path(),
        tls=ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT),
        http=nobody,
        pool=nobody,
    )


def of_new_version(context: Context, platform: Platform) -> list[int]:
    return [review.stars for review in reviews(context, platform) if review.version == "2.4.0"]


@pytest.mark.parametrize("platform", ["ios", "android"])
@pytest.mark.parametrize(
    ("moment", "count"), [("launch", range(2)), ("day-1", range(7, 11)), ("week-1", range(59, 63))]
)
def test_reviews_of_the_new_version_come_in_since_the_deploy(platform, moment, count):
    assert len(of_new_version(context_at(moment), platform)) in count


@pytest.mark.parametrize("platform", ["ios", "android"])
def test_most_people_are_content(platform):
    stars = of_new_version(context_at("week-1"), platform)

    assert 4.6 <= sum(stars) / len(stars) <= 4.8


@pytest.mark.parametrize(("poor", "ones"), [(0.0, 0), (0.2, 0.2), (1.0, 1.0)])
def test_poor_ratings_are_a_share_of_the_new_versions_alone(poor, ones):
    context = context_at("week-1", poor)
    stars = of_new_version(context, "ios")
    before = [review.stars for review in reviews(context, "ios") if review.version != "2.4.0"]

    assert stars.count(1) / len(stars) == pytest.approx(ones, abs=0.03)
    assert before.count(1) == 0


def test_the_app_store_is_read(app_store):
    stars = app_store.stars("2.4.0")

    assert sum(stars.counts.values()) in range(2)
    assert datetime.now(UTC) - stars.observed_at < timedelta(hours=3)
    assert stars.evidence["limit"].startswith("user-hour-lim:3500;user-hour-rem:")


def test_google_play_is_read(play):
    stars = play.stars("2.3.1")

    assert 58 <= sum(stars.counts.values()) <= 61
    assert 4.6 <= sum(star * count for star, count in stars.counts.items()) / sum(stars.counts.values()) <= 4.8
    assert datetime.now(UTC) - stars.observed_at < timedelta(hours=3)
    assert sum(play.stars("2.4.0").counts.values()) in range(2)


def test_reviews_are_paged_by_apple_without_a_gap(app_store):
    """Sixty a week for eight weeks are three pages of 200; the source stops where the release began."""
    pages = list(all_pages(app_store))

    numbers = [review["id"] for page in pages for review in page["data"]]
    assert [len(page["data"]) for page in pages[:2]] == [200, 200]
    assert len(numbers) == len(set(numbers)) == pages[0]["meta"]["paging"]["total"]


def all_pages(source: AppStore) -> Iterator[Any]:
    url = f"{source.settings.url}/v1/apps/{source.settings.app}/customerReviews?sort=-createdDate&limit=200"
    while url:
        page = source.http_client.ask("GET", url, headers={"authorization": f"Bearer {source._token()}"}).json  # noqa: SLF001
        yield page
        url = page["links"].get("next")


@pytest.mark.parametrize(
    ("version", "words"),
    [("2.3.1", "2.3.1 is REPLACED_WITH_NEW_VERSION"), ("9.9.9", "it holds no iOS version 9.9.9")],
)
def test_apple_knows_which_version_is_out(app_store, version, words):
    with pytest.raises(NotShown, match=words):
        app_store.stars(version)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"issuer": "somebody"}, "answered 401"),
        ({"key_id": "OTHER"}, "answered 401"),
        ({"key": cut_keys().app_store_key}, "answered 401"),
        ({"app": "1111111111"}, "answered 404"),
    ],
)
def test_apple_refuses_who_is_somebody_else(app_store, change, words):
    asked = replace(app_store, settings=app_store.settings.model_copy(update=change))

    with pytest.raises(NotShown, match=f"App Store Connect {words}"):
        asked.stars("2.4.0")


@pytest.mark.parametrize(
    ("query", "detail"),
    [
        ("cursor=next", "'next' is not a valid cursor for this request"),
        ("cursor=-1", "'-1' is not a valid cursor for this request"),
        ("limit=201", "limit must be 1 to 200"),
        ("sort=rating", "'rating' is not a valid sort here."),
        ("since=2026", "The parameter 'since' can not be used with this request"),
    ],
)
def test_apple_refuses_a_question_that_is_not_in_its_form(app_store, http, query, detail):
    url = f"{app_store.settings.url}/v1/apps/{app_store.settings.app}/customerReviews?{query}"

    answer = http.get(url, headers={"authorization": f"Bearer {app_store._token()}"})  # noqa: SLF001

    assert answer.status_code == 400
    assert [error["detail"] for error in answer.json()["errors"]] == [detail]


GOOD = {"iat": -60, "exp": 540, "aud": "appstoreconnect-v1"}


@pytest.mark.parametrize(
    ("change", "status"),
    [({}, 200), ({"iat": -1300, "exp": -100}, 401), ({"exp": 1300}, 401), ({"aud": "another"}, 401)],
    ids=["good", "expired", "lives-too-long", "another-audience"],
)
def test_apple_looks_at_how_long_a_token_lives_and_for_whom(sandbox, http, change, status):
    now, wish = int(datetime.now(UTC).timestamp()), GOOD | change
    claims = {"iss": sandbox["APP_STORE_ISSUER"], **wish, "iat": now + wish["iat"], "exp": now + wish["exp"]}
    token = jwt.encode(claims, sandbox["APP_STORE_KEY"], "ES256", {"kid": sandbox["APP_STORE_KEY_ID"]})

    url = f"{sandbox['APP_STORE_URL']}/v1/apps/{sandbox['APP_STORE_APP']}/appStoreVersions"

    assert http.get(url, headers={"authorization": f"Bearer {token}"}).status_code == status


def test_apple_counts_the_requests_of_an_hour():
    async def nothing(_scope: Any, _receive: Any, send: Any) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": b""})

    async def ask_three_times() -> list[tuple[int, str]]:
        transport = httpx.ASGITransport(HourlyLimit(nothing, per_hour=2))
        async with httpx.AsyncClient(transport=transport, base_url="http://a") as client:
            answers = [await client.get("/") for _ in range(3)]
        return [(answer.status_code, answer.headers["x-rate-limit"]) for answer in answers]

    assert in_a_loop_of_its_own(ask_three_times) == [
        (200, "user-hour-lim:2;user-hour-rem:1;"),
        (200, "user-hour-lim:2;user-hour-rem:0;"),
        (429, "user-hour-lim:2;user-hour-rem:0;"),
    ]


@pytest.fixture
def token(sandbox: dict[str, str], http: httpx.Client) -> Callable[..., httpx.Response]:
    """Ask Google for a token as a service account does, with some claims changed."""
    key = json.loads(sandbox["PLAY_KEY"])

    def exchange(
        grant: str = "urn:ietf:params:oauth:grant-type:jwt-bearer", signed_with: str = "", **change: Any
    ) -> Any:
        now = int(datetime.now(UTC).timestamp())
        claims = {"iss": key["client_email"], "scope": SCOPE, "aud": key["token_uri"], "iat": now, "exp": now + 600}
        assertion = jwt.encode({**claims, **change}, signed_with or key["private_key"], "RS256")
        return http.post(key["token_uri"], data={"grant_type": grant, "assertion": assertion})

    return exchange


@pytest.mark.parametrize(
    ("change", "error"),
    [
        ({"iss": "eve@example.org"}, "invalid_grant"),
        ({"aud": "https://example.org"}, "invalid_grant"),
        ({"exp": 1}, "invalid_grant"),
        ({"signed_with": cut_keys().play_private_key}, "invalid_grant"),
        ({"grant": "password"}, "unsupported_grant_type"),
    ],
)
def test_google_gives_no_token_to_somebody_else(token, change, error):
    answer = token(**change)

    assert (answer.status_code, answer.json()["error"]) == (400, error)


def test_a_key_that_was_withdrawn_is_told(play, sandbox):
    key = {**json.loads(sandbox["PLAY_KEY"]), "private_key": cut_keys().play_private_key}
    asked = replace(play, settings=play.settings.model_copy(update={"key": json.dumps(key)}))

    with pytest.raises(NotShown, match=r"Google refuses the service account's key \(400\): renew it"):
        asked.stars("2.4.0")


def test_a_token_for_something_else_opens_no_reviews(token, sandbox, http):
    other = token(scope="https://www.googleapis.com/auth/calendar").json()["access_token"]

    answer = http.get(f"{sandbox['PLAY_URL']}{REVIEWS}", headers={"authorization": f"Bearer {other}"})

    assert (answer.status_code, answer.json()["error"]["status"]) == (403, "PERMISSION_DENIED")


def test_another_package_is_not_found(play):
    asked = replace(play, settings=play.settings.model_copy(update={"package": "com.example.app"}))

    with pytest.raises(NotShown, match="Google Play answered 404: it does not know this project"):
        asked.stars("2.4.0")


@pytest.mark.parametrize("query", ["", "?maxResults=7", "?maxResults=100&token=50", "?maxResults=100&token=9000"])
def test_every_list_of_reviews_is_as_googles_own_contract_says(token, sandbox, http, query):
    bearer = {"authorization": f"Bearer {token().json()['access_token']}"}

    content = http.get(f"{sandbox['PLAY_URL']}{REVIEWS}{query}", headers=bearer).raise_for_status().json()

    assert complaints("androidpublisher.v3", "ReviewsListResponse", content) == []


@pytest.mark.parametrize(
    ("wrong", "complaint"),
    [
        ({"reviews": [{"stars": 5}]}, "'stars' was unexpected"),
        ({"reviews": [{"comments": [{"userComment": {"starRating": "5"}}]}]}, '"5" is not of type "integer"'),
        ({"reviews": [{"comments": [{"userComment": {"lastModified": {"seconds": 5}}}]}]}, '5 is not of type "string"'),
        ({"reviews": [{"comments": [{"userComment": {"lastModified": {"seconds": "x"}}}]}]}, "does not match"),
        ({"reviews": None}, 'null is not of type "array"'),
    ],
)
def test_a_planted_wrong_field_is_caught_by_googles_own_contract(wrong, complaint):
    (found,) = complaints("androidpublisher.v3", "ReviewsListResponse", wrong)

    assert complaint in found
