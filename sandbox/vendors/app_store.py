"""App Store Connect: the versions of the app, and the reviews that it got."""

import time
from datetime import UTC, datetime, timedelta
from http import HTTPStatus
from typing import TYPE_CHECKING, Any
from uuid import NAMESPACE_OID, uuid4, uuid5

import jwt
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from sandbox.faults.faulty_source import FaultySource
from sandbox.traffic.reviews import Review, reviews
from sandbox.vendors.guard import Guard, bearer_token

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

    from sandbox.context import Context

APP = "6448311069"
AUDIENCE = "appstoreconnect-v1"
TOKEN_LIVES_MAX = timedelta(minutes=20)
PER_HOUR = 3500
HOUR_S = 3600
PAGE, PAGE_MAX = 20, 200
VERSIONS_PARAMETERS = {"filter[platform]", "filter[versionString]", "include", "limit"}
REVIEWS_PARAMETERS = {"sort", "limit", "cursor", "filter[rating]"}
BETWEEN_RELEASES = timedelta(days=21)
PHASED = "appStoreVersionPhasedRelease"


class QueryError(ValueError):
    """A question that is not in Apple's form."""


class AppStoreApi:
    """The endpoints of one team with one app."""

    def __init__(self, context: "Context") -> None:
        """Tell what the context's stores hold."""
        self.context = context

    async def versions(self, request: "Request") -> Response:
        """List the versions for iOS, with their phased releases where these are asked for."""
        query = _asked(request, VERSIONS_PARAMETERS)
        release, deployed_at = self.context.moment.release, self.context.moment.deployed_at
        state = "REJECTED" if self.context.faults.is_on("app-store-rejected") else "READY_FOR_DISTRIBUTION"
        known = {
            release.version: (deployed_at, state),
            release.previous_version: (deployed_at - BETWEEN_RELEASES, "REPLACED_WITH_NEW_VERSION"),
        }
        wanted = query.get("filter[versionString]", ",".join(known)).split(",")
        found = [name for name in known if name in wanted and query.get("filter[platform]", "IOS") == "IOS"]
        shown = [self._version(request, name, *known[name]) for name in found[: _limit(query)]]
        wished = query.get("include", "").split(",")
        if unknown := sorted({*wished} - {"", PHASED, "build"}):
            raise QueryError(f"'{unknown[0]}' is not a valid relationship name")
        named = found[: _limit(query)]
        included = [self._build(request, name) for name in named if "build" in wished]
        is_phased = PHASED in wished and not self.context.faults.is_on("phased-release-missing")
        included += [self._phased(request, name, known[name][0]) for name in named if is_phased]
        answer = {"data": shown, "links": {"self": str(request.url)}, "meta": _paging(len(found), _limit(query))}
        return JSONResponse(answer | ({"included": included} if included else {}))

    @staticmethod
    def _version(request: "Request", name: str, released_at: datetime, state: str) -> dict[str, Any]:
        number = _id(f"version {name}")
        address = f"{request.base_url}v1/appStoreVersions/{number}"
        return {
            "type": "appStoreVersions",
            "id": number,
            "attributes": {
                "platform": "IOS",
                "versionString": name,
                "appVersionState": state,
                "copyright": "Alaska Pay",
                "reviewType": "APP_STORE",
                "releaseType": "SCHEDULED",
                "earliestReleaseDate": _moment(released_at),
                "downloadable": True,
                "createdDate": _moment(released_at - timedelta(days=4)),
            },
            "relationships": {
                PHASED: {
                    "data": {"type": "appStoreVersionPhasedReleases", "id": _id(f"phased {name}")},
                    "links": {"related": f"{address}/{PHASED}"},
                }
            },
            "links": {"self": address},
        }

    def _build(self, request: "Request", name: str) -> dict[str, Any]:
        release = self.context.moment.release
        is_new = name == release.version
        is_other = not is_new or self.context.faults.is_on("app-store-other-build")
        number = _id(f"build {name}")
        return {
            "type": "builds",
            "id": number,
            "attributes": {
                "version": str(int(release.ios_build) - is_other),
                "uploadedDate": _moment(self.context.moment.deployed_at - timedelta(days=5)),
                "expired": False,
                "processingState": "VALID",
            },
            "links": {"self": f"{request.base_url}v1/builds/{number}"},
        }

    def _phased(self, request: "Request", name: str, released_at: datetime) -> dict[str, Any]:
        number = _id(f"phased {name}")
        days = max(1, min(7, (datetime.now(UTC) - released_at).days + 1))
        is_new = name == self.context.moment.release.version
        return {
            "type": "appStoreVersionPhasedReleases",
            "id": number,
            "attributes": {
                "phasedReleaseState": self._state_of_phases() if is_new else "COMPLETE",
                "startDate": _moment(released_at),
                "totalPauseDuration": 0,
                "currentDayNumber": days,
            },
            "links": {"self": f"{request.base_url}v1/appStoreVersionPhasedReleases/{number}"},
        }

    def _state_of_phases(self) -> str:
        return "PAUSED" if self.context.faults.is_on("phased-release-paused") else "ACTIVE"

    async def customer_reviews(self, request: "Request") -> Response:
        """List the reviews, page by page."""
        query = _asked(request, REVIEWS_PARAMETERS)
        limit = _limit(query)
        sort = query.get("sort", "-createdDate")
        if sort not in {"createdDate", "-createdDate"}:
            raise QueryError(f"'{sort}' is not a valid sort here.")
        ratings = set(query.get("filter[rating]", "1,2,3,4,5").split(","))
        found = [review for review in reviews(self.context, "ios") if str(review.stars) in ratings]
        if sort == "createdDate":
            found.reverse()
        begin = _cursor(query)
        links = {"self": str(request.url)}
        if begin + limit < len(found):
            links["next"] = str(request.url.include_query_params(cursor=begin + limit))
        shown = [self._review(request, review) for review in found[begin : begin + limit]]
        return JSONResponse({"data": shown, "links": links, "meta": _paging(len(found), limit)})

    @staticmethod
    def _review(request: "Request", review: Review) -> dict[str, Any]:
        number = _id(f"review {review.number}")
        address = f"{request.base_url}v1/customerReviews/{number}"
        return {
            "type": "customerReviews",
            "id": number,
            "attributes": {
                "rating": review.stars,
                "title": review.text,
                "body": review.text,
                "reviewerNickname": review.author,
                "createdDate": _moment(review.written_at),
                "territory": "NGA",
            },
            "relationships": {"response": {"links": {"related": f"{address}/response"}}},
            "links": {"self": address},
        }


class HourlyLimit:
    """Let `per_hour` requests through in any hour, and say how many are left."""

    def __init__(self, app: "ASGIApp", per_hour: int = PER_HOUR) -> None:
        """Begin with none."""
        self.app = app
        self.per_hour = per_hour
        self.sent_at: list[float] = []

    async def __call__(self, scope: "Scope", receive: "Receive", send: "Send") -> None:
        """Answer with what is left of the hour."""
        now = time.monotonic()
        self.sent_at = [at for at in self.sent_at if at > now - HOUR_S]
        is_refused = len(self.sent_at) >= self.per_hour
        if not is_refused:
            self.sent_at.append(now)
        left = self.per_hour - len(self.sent_at)
        header = (b"x-rate-limit", f"user-hour-lim:{self.per_hour};user-hour-rem:{left};".encode())

        async def send_with_limit(message: "Message") -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*message["headers"], header]
            await send(message)

        too_many = _refused(
            HTTPStatus.TOO_MANY_REQUESTS, "RATE_LIMIT_EXCEEDED", "The request rate limit has been reached."
        )
        await (too_many if is_refused else self.app)(scope, receive, send_with_limit)


def app(context: "Context") -> Starlette:
    """Serve the team to who signs with its one key."""
    api = AppStoreApi(context)

    def refusal(request: "Request") -> Response | None:
        if not _is_ours(bearer_token(request) or "", context):
            return _refused(
                HTTPStatus.UNAUTHORIZED,
                "NOT_AUTHORIZED",
                "Provide a properly configured and signed bearer token, and make sure that it has not expired.",
            )
        if not request.url.path.startswith(f"/v1/apps/{APP}/"):
            return _refused(HTTPStatus.NOT_FOUND, "NOT_FOUND", "There is no resource of this type with this id")
        return None

    return Starlette(
        routes=[
            Route(f"/v1/apps/{APP}/appStoreVersions", api.versions),
            Route(f"/v1/apps/{APP}/customerReviews", api.customer_reviews),
        ],
        middleware=[
            Middleware(FaultySource, context=context),
            Middleware(HourlyLimit),
            Middleware(Guard, refusal=refusal),
        ],
        exception_handlers={
            QueryError: lambda _, problem: _refused(HTTPStatus.BAD_REQUEST, "PARAMETER_ERROR.INVALID", str(problem)),
            HTTPStatus.NOT_FOUND: lambda *_: _refused(HTTPStatus.NOT_FOUND, "PATH_ERROR", "The URL path is not valid"),
        },
    )


def _is_ours(token: str, context: "Context") -> bool:
    """Whether the token is signed with the team's key, for Apple, by the team, and for no longer than is allowed."""
    keys = context.keys
    try:
        claims = jwt.decode(
            token,
            keys.app_store_public_key,
            algorithms=["ES256"],
            audience=AUDIENCE,
            issuer=keys.app_store_issuer,
            options={"require": ["exp", "iat"]},
        )
        is_the_key = jwt.get_unverified_header(token).get("kid") == keys.app_store_key_id
    except jwt.PyJWTError:
        return False
    return is_the_key and claims["exp"] - claims["iat"] <= TOKEN_LIVES_MAX.total_seconds()


def _asked(request: "Request", known: set[str]) -> dict[str, str]:
    if unknown := sorted(set(request.query_params) - known):
        raise QueryError(f"The parameter '{', '.join(unknown)}' can not be used with this request")
    return dict(request.query_params)


def _limit(query: dict[str, str]) -> int:
    text = query.get("limit", str(PAGE))
    if not text.isdecimal() or not 1 <= int(text) <= PAGE_MAX:
        raise QueryError(f"limit must be 1 to {PAGE_MAX}")
    return int(text)


def _cursor(query: dict[str, str]) -> int:
    text = query.get("cursor", "0")
    if not text.isdecimal():
        raise QueryError(f"'{text}' is not a valid cursor for this request")
    return int(text)


def _paging(total: int, limit: int) -> dict[str, Any]:
    return {"paging": {"total": total, "limit": limit}}


def _id(name: str) -> str:
    return str(uuid5(NAMESPACE_OID, name))


def _moment(when: datetime) -> str:
    return when.astimezone(UTC).isoformat(timespec="seconds")


def _refused(status: HTTPStatus, code: str, detail: str) -> Response:
    error = {"id": str(uuid4()), "status": str(status.value), "code": code, "title": status.phrase, "detail": detail}
    return JSONResponse({"errors": [error]}, status)
