"""The journal of the pool: which users must be removed, on the disk before the first of them is made."""

from __future__ import annotations

import json
import os
import secrets
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Self

from gate.files.addresses import origin_of
from loadtests.target import LOCAL

if TYPE_CHECKING:
    from pathlib import Path

    from gate.environment import Environment

PREFIX = "load-test"


@dataclass(frozen=True)
class PoolEntry:
    """All users whose e-mail address begins with `tag`, and the process that made them."""

    tag: str
    domain: str
    pid: int

    def owns(self, email: str) -> bool:
        """Whether this is the address of one of them."""
        return email.startswith(f"{self.tag}-") and email.endswith(f"@{self.domain}")


@dataclass(frozen=True)
class PoolJournal:
    """The pools of one environment: of its name and address, since a launched one has another each time."""

    folder: Path

    @classmethod
    def of(cls, environment: Environment) -> Self:
        """The journal of this environment."""
        host, port = origin_of(environment.supabase.url)
        return cls(LOCAL / "pools" / environment.name / f"{host}-{port}")

    def open_pool(self, domain: str) -> PoolEntry:
        """Note a new pool, with a tag of its own."""
        entry = PoolEntry(f"{PREFIX}-{secrets.token_hex(4)}", domain, os.getpid())
        self.folder.mkdir(parents=True, exist_ok=True)
        draft = self.folder / f".{entry.tag}"
        with draft.open("w", encoding="utf-8") as file:
            json.dump(asdict(entry), file)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(self.folder / f"{entry.tag}.json")
        return entry

    def forget(self, entry: PoolEntry) -> None:
        """Cross out a pool of which nobody is left."""
        (self.folder / f"{entry.tag}.json").unlink(missing_ok=True)

    def due(self) -> list[PoolEntry]:
        """Pools of this process, and of processes that are no more."""
        files = sorted(self.folder.glob("*.json")) if self.folder.is_dir() else []
        entries = [PoolEntry(**json.loads(file.read_text(encoding="utf-8"))) for file in files]
        return [entry for entry in entries if entry.pid == os.getpid() or not _is_alive(entry.pid)]


def _is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
