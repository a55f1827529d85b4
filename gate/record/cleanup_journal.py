"""The clean-up journal: what must be removed, written before it is made; one file a thing, so runs don't interfere."""

from __future__ import annotations

import contextlib
import os
import shutil
from dataclasses import dataclass
from typing import TYPE_CHECKING

from gate.files.addresses import origin_of
from gate.files.places import LOCAL

if TYPE_CHECKING:
    from pathlib import Path

    from gate.environment import Environment

TRIES_MAX = 100


@dataclass(frozen=True)
class Journal:
    """The journal of one environment: of its name and address, since a launched one has another each time."""

    folder: Path

    @classmethod
    def of(cls, environment: Environment, name: str = "clean-up") -> Journal:
        """The journal of this environment; what is removed in another way has a journal of another name."""
        host, port = origin_of(environment.supabase.url)
        return cls(LOCAL / name / environment.name / f"{host}-{port}")

    def note(self, line: str) -> None:
        """Write down that this must be removed, mostly an e-mail address; on the disk before this returns."""
        self.folder.parent.mkdir(parents=True, exist_ok=True)
        draft = self.folder.with_name(f"{self.folder.name}-{line}")  # nobody may read a line that is half written
        with draft.open("w", encoding="utf-8") as file:
            file.write(str(os.getpid()))
            file.flush()
            os.fsync(file.fileno())
        self._take_in(draft, line)

    def _take_in(self, draft: Path, line: str) -> None:
        for _ in range(TRIES_MAX):
            with contextlib.suppress(FileNotFoundError, FileExistsError):  # another process removes the empty folder
                self.folder.mkdir(exist_ok=True)
                draft.replace(self.folder / line)
                return
        raise OSError(f"{line} could not be written into the clean-up journal {self.folder}")

    def forget(self, line: str) -> None:
        """Cross out what has been removed."""
        (self.folder / line).unlink(missing_ok=True)
        with contextlib.suppress(OSError):  # another line stands in it
            self.folder.rmdir()

    def holds(self, line: str) -> bool:
        """Whether this stands in the journal."""
        return (self.folder / line).is_file()

    def due(self) -> list[str]:
        """What this process has made, and what processes that are no more have left behind."""
        try:
            files = sorted(self.folder.iterdir())
        except FileNotFoundError:
            return []
        return [file.name for file in files if self._is_due(file)]

    def close(self) -> None:
        """Throw the journal away: its environment has ended, and all that was made in it."""
        shutil.rmtree(self.folder, ignore_errors=True)

    @staticmethod
    def _is_due(file: Path) -> bool:
        try:
            maker = file.read_text(encoding="utf-8").strip()
        except FileNotFoundError:  # its maker has just crossed it out
            return False
        return not maker.isdigit() or int(maker) == os.getpid() or not _is_alive(int(maker))


def _is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
