"""What every part of the sandbox knows of the others."""

import ssl
from dataclasses import dataclass, field
from pathlib import Path

import httpx
from psycopg import AsyncConnection
from psycopg.rows import DictRow
from psycopg_pool import AsyncConnectionPool

from sandbox.faults import Faults
from sandbox.keys import Keys
from sandbox.moments import Moment

Pool = AsyncConnectionPool[AsyncConnection[DictRow]]


@dataclass
class World:
    """Passed to every app; complete before the first request is served."""

    moment: Moment
    faults: Faults
    keys: Keys
    directory: Path
    """Everything on disk; removed at the end."""
    tls: ssl.SSLContext
    """The one leaf certificate, for servers."""
    http: httpx.AsyncClient
    """For calls from one part to another; trusts the sandbox's authority."""
    pool: Pool
    """The database as its owner."""
    addresses: dict[str, str] = field(default_factory=dict)
    """What the first line of stdout says."""

    @property
    def smtp(self) -> tuple[str, int]:
        """Host and port that take mail."""
        return self.addresses["SMTP_HOST"], int(self.addresses["SMTP_PORT"])
