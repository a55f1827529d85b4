"""Serves the page like its host: every path that is no file answers the app shell with 200."""

import asyncio
import hashlib
from http import HTTPStatus
from pathlib import PurePosixPath

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from sandbox.context import Context
from sandbox.network.edge.cache import Cache
from sandbox.product.web.api_docs import ADDRESS, api_document
from sandbox.product.web.build import OTHER, build
from sandbox.product.web.guides import guide_page
from sandbox.product.web.link_files import ANDROID, APPLE, link_file

HTML = "text/html; charset=utf-8"
TYPES = {
    ".js": "application/javascript; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".json": "application/json",
    ".map": "application/json",
    ".svg": "image/svg+xml",
    ".txt": "text/plain; charset=utf-8",
}
ADMIN_PAGE = b"<!doctype html><title>AlaskaPay</title><h2>Dashboard Overview</h2><p>300 users</p>\n"
UNGUARDED = ("content-security-policy", "strict-transport-security", "x-frame-options")
SLOW_S = 10
GZIP_BYTES_MIN = 512


def app(context: Context) -> Starlette:
    """Serve the site."""

    async def answer(request: Request) -> Response:
        if context.faults.is_on("site-down"):
            return PlainTextResponse("Service Unavailable\n", HTTPStatus.SERVICE_UNAVAILABLE)
        content, content_type = _content(context, request.url.path)
        if content_type == TYPES[".css"] and context.faults.is_on("asset-not-found"):
            return PlainTextResponse("Not Found\n", HTTPStatus.NOT_FOUND)
        if content_type == TYPES[".css"] and context.faults.is_on("asset-with-wrong-type"):
            content_type = TYPES[".txt"]
        if content_type == HTML:
            await asyncio.sleep(SLOW_S * context.faults.strength("slow-page"))
        headers = _headers(context, request.url.path, content_type, content)
        if request.headers.get("if-none-match") == headers["etag"]:
            return Response(status_code=HTTPStatus.NOT_MODIFIED, headers=headers)
        return Response(content, headers=headers | {"content-type": content_type})

    return Starlette(
        routes=[Route("/{path:path}", answer)],
        middleware=[Middleware(Cache, context=context), Middleware(GZipMiddleware, minimum_size=GZIP_BYTES_MIN)],
    )


def _content(context: Context, path: str) -> tuple[bytes, str]:
    """Find the file at `path`, or else the shell: the rewrite leaves no 404."""
    if path in (APPLE, ANDROID) and not context.faults.is_on("link-file-app-shell"):
        return link_file(path, context), "application/json"
    if path == "/admin" and context.faults.is_on("admin-page-open"):
        return ADMIN_PAGE, HTML
    if path == ADDRESS:
        return api_document(context), "application/json"
    guide = guide_page(context, path)
    if guide is not None:
        return guide, HTML
    deploy = build(context)
    if path in deploy.files:
        return deploy.files[path], TYPES[PurePosixPath(path).suffix]
    return deploy.shell, HTML


def _headers(context: Context, path: str, content_type: str, content: bytes) -> dict[str, str]:
    headers = {
        "cache-control": _cache_control(context, path, content_type),
        "etag": f'"{hashlib.sha256(content).hexdigest()[:32]}"',
        "content-security-policy": _content_security_policy(context),
        "referrer-policy": "strict-origin-when-cross-origin",
        "strict-transport-security": "max-age=31536000; includeSubDomains; preload",
        "x-content-type-options": "nosniff",
        "x-frame-options": "DENY",
    }
    is_unguarded = context.faults.is_on("headers-missing")
    return {name: value for name, value in headers.items() if not (is_unguarded and name in UNGUARDED)}


def _cache_control(context: Context, path: str, content_type: str) -> str:
    is_hashed = path.startswith("/assets/") and content_type != HTML
    if is_hashed and not context.faults.is_on("assets-short-lived"):
        return "public, max-age=31536000, immutable"
    if content_type == HTML and context.faults.is_on("page-kept-by-browsers"):
        return "public, max-age=86400"
    return "public, max-age=0, must-revalidate"


def _content_security_policy(context: Context) -> str:
    widget = f" {context.addresses['WIDGET_URL']}" if context.skin == OTHER else ""
    return "; ".join(
        (
            "default-src 'none'",
            "base-uri 'none'",
            f"connect-src 'self' {context.addresses['SUPABASE_URL']}{widget}",
            "form-action 'self'",
            "frame-ancestors 'none'",
            "img-src 'self'",
            "manifest-src 'self'",
            f"script-src 'self'{widget}",
            "style-src 'self'",
            "worker-src 'self'",
        )
    )
