"""What the platforms have made of the site's link files: Apple's copy for devices, and Google's word on app links."""

import json
from http import HTTPStatus
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from starlette.applications import Starlette
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from sandbox.product.web.link_files import ANDROID, APPLE, link_file

if TYPE_CHECKING:
    from starlette.requests import Request

    from sandbox.context import Context

RELATION = "delegate_permission/common.handle_all_urls"
CHECKED = "target.androidApp.certificate.sha256Fingerprint"
UNREACHED = {
    "Apple-Failure-Reason": "SWCERR00301 Timeout",
    "Apple-Failure-Details": '{"cause":"context deadline exceeded"}',
    "Apple-Try-Direct": "true",
}
OLD = ("apple-copy-old", "apple-copy-stuck")


def apple(context: "Context") -> Starlette:
    """Serve Apple's copies: of this one site."""

    async def copy(request: "Request") -> Response:
        host = urlsplit(context.addresses["SITE_URL"]).hostname
        if request.path_params["host"] != host or context.faults.is_on("apple-copy-missing"):
            return PlainTextResponse("Not Found\n", HTTPStatus.NOT_FOUND, UNREACHED)
        is_old = any(context.faults.is_on(fault) for fault in OLD)
        content = link_file(APPLE, context, is_former=is_old)
        return Response(content, media_type="application/json", headers={"cache-control": "max-age=21600"})

    return Starlette(routes=[Route("/a/v1/{host}", copy)])


def google(context: "Context") -> Starlette:
    """Serve the Digital Asset Links API."""

    async def check(request: "Request") -> Response:
        query = request.query_params
        if query.get("relation") != RELATION or query.get("source.web.site", "").strip("/") != _site(context):
            return JSONResponse({"maxAge": "3600s", "debugString": "no statement"})
        if context.faults.is_on("google-refuses-links"):
            return JSONResponse({"maxAge": "3600s", "errorCode": ["ERROR_CODE_WRONG_CONTENT_TYPE"]})
        is_linked = any(_links(statement, query) for statement in json.loads(link_file(ANDROID, context)))
        return JSONResponse({"maxAge": "3600s", **({"linked": True} if is_linked else {})})

    return Starlette(routes=[Route("/v1/assetlinks:check", check)])


def _links(statement: dict[str, Any], query: Any) -> bool:  # noqa: ANN401 - Starlette's
    target = statement["target"]
    is_app = target["package_name"] == query.get("target.androidApp.packageName")
    return is_app and query.get(CHECKED) in target["sha256_cert_fingerprints"]


def _site(context: "Context") -> str:
    return context.addresses["SITE_URL"].strip("/")
