"""What every part of the sandbox knows of the others."""

import asyncio
import ssl
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path

import httpx
from psycopg import AsyncConnection
from psycopg.rows import DictRow
from psycopg_pool import AsyncConnectionPool

from sandbox.faults.switches import Faults
from sandbox.keys import Keys
from sandbox.moments import Moment
from sandbox.setups import Setup
from sandbox.traffic.app_event import AppEvent
from sandbox.traffic.flag import Flag
from sandbox.traffic.requests.counters import Counters

Pool = AsyncConnectionPool[AsyncConnection[DictRow]]


@dataclass
class Context:
    """Passed to every app; complete before the first request is served."""

    moment: Moment
    faults: Faults
    flag: Flag
    keys: Keys
    directory: Path
    """Everything on disk; removed at the end."""
    tls: ssl.SSLContext
    """The one leaf certificate, for servers."""
    http: httpx.AsyncClient
    """For calls from one part to another; trusts the sandbox's authority."""
    pool: Pool
    """The database as its owner."""
    setup: Setup = field(default_factory=Setup)
    skin: str = ""
    """Which front-end is served: the first, or `other`."""
    addresses: dict[str, str] = field(default_factory=dict)
    """What the first line of stdout says."""
    effects_at_rest: list[asyncio.Event] = field(default_factory=list)
    """Of each fault that has to be brought about and taken back: set while that is done."""
    own_events: list[AppEvent] = field(default_factory=list)
    """Sent to error tracking while the sandbox runs."""

    @property
    def smtp(self) -> tuple[str, int]:
        """Host and port that take mail."""
        return self.addresses["SMTP_HOST"], int(self.addresses["SMTP_PORT"])

    @cached_property
    def counters(self) -> Counters:
        """What the API counts of its requests."""
        return Counters(self.moment, self.flag, self.faults)

    def data_until(self) -> datetime:
        """How far the data of measure sources reach: until now, or until the fault source-stale began."""
        return self._since("source-stale") or datetime.now(UTC)

    def counting_since(self) -> datetime | None:
        """When counters started again from 0, with the fault source-reset; None where they never did."""
        return self._since("source-reset")

    def _since(self, fault: str) -> datetime | None:
        return self.faults.spells(fault)[-1].since if self.faults.is_on(fault) else None
