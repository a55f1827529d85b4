"""The certificate and the versions of TLS that the site's host shows; each fault exchanges them while it is on."""

import ssl
from collections.abc import AsyncIterator, Mapping
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from datetime import UTC, datetime, timedelta

import trustme

from sandbox.context import Context
from sandbox.faults.effects import FaultEffect
from sandbox.network.certificates import NAMES, Certificates
from sandbox.network.edge.http2 import ALPN

DAYS_LEFT = 20
HTTP_1 = "http/1.1"
"""First: whoever knows both, as browsers do, gets the one that the sandbox speaks in full."""


class PublicTls:
    """One context for the site's listener, changed for new connections; those that are open stay as they are."""

    def __init__(self, certificates: Certificates) -> None:
        """Be as good as any host."""
        self.context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self._authority = certificates.authority
        self._leaf = certificates.authority.issue_cert(*NAMES)
        self._leaf.configure_cert(self.context)
        self.context.set_alpn_protocols([HTTP_1, ALPN])

    def effects(self) -> Mapping[str, FaultEffect]:
        """What each fault does to the context."""
        now = datetime.now(UTC)
        ending = self._authority.issue_cert(*NAMES, not_after=now + timedelta(days=DAYS_LEFT))
        ended = self._authority.issue_cert(
            *NAMES, not_before=now - timedelta(days=91), not_after=now - timedelta(days=1)
        )
        return {
            "certificate-ending": self._showing(ending),
            "certificate-ended": self._showing(ended),
            "certificate-of-another-name": self._showing(self._authority.issue_cert("www.alaskapay.com")),
            "certificate-of-strangers": self._showing(trustme.CA().issue_cert(*NAMES)),
            "old-tls-accepted": self._with_old_versions,
            "http-1-only": self._without_http2,
        }

    def _showing(self, leaf: trustme.LeafCert) -> FaultEffect:
        @asynccontextmanager
        async def shown(_context: Context) -> AsyncIterator[None]:
            leaf.configure_cert(self.context)
            yield
            self._leaf.configure_cert(self.context)

        return shown

    def _with_old_versions(self, _context: Context) -> AbstractAsyncContextManager[None]:
        @asynccontextmanager
        async def accepted() -> AsyncIterator[None]:
            minimum, ciphers = self.context.minimum_version, self.context.get_ciphers()
            self.context.minimum_version = ssl.TLSVersion.TLSv1
            self.context.set_ciphers("ALL:@SECLEVEL=0")
            yield
            self.context.minimum_version = minimum
            self.context.set_ciphers(":".join(cipher["name"] for cipher in ciphers) + ":@SECLEVEL=2")

        return accepted()

    def _without_http2(self, _context: Context) -> AbstractAsyncContextManager[None]:
        @asynccontextmanager
        async def left_out() -> AsyncIterator[None]:
            self.context.set_alpn_protocols([HTTP_1])
            yield
            self.context.set_alpn_protocols([HTTP_1, ALPN])

        return left_out()
