"""The CDN's cache: what was asked for once comes out of it the next time."""

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from sandbox.context import Context

NAME = '"Netlify Edge"'


class Cache:
    """ASGI middleware that says what a cache says, and hands texts on as large as they are under a fault."""

    def __init__(self, app: ASGIApp, context: Context) -> None:
        """Begin empty."""
        self.app = app
        self.context = context
        self._seen: set[tuple[str, str]] = set()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Tell each answer where it came from."""

        async def tell(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                key = (scope["path"], headers.get("etag", ""))
                is_hit = key in self._seen and not self.context.faults.is_on("cdn-passes-all-on")
                headers["cache-status"] = f"{NAME}; {'hit' if is_hit else 'fwd=miss'}"
                self._seen.add(key)
            await send(message)

        if self.context.faults.is_on("texts-uncompressed"):
            kept = [(name, value) for name, value in Headers(scope=scope).raw if name != b"accept-encoding"]
            scope = {**scope, "headers": kept}
        await self.app(scope, receive, tell)
