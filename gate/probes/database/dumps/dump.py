"""A dump as it lies in its folder, with the manifest that was taken with it.

Beside `NAME`, a plain (`pg_dump`), custom or tar (`pg_dump --format=custom`) dump, lies `NAME.manifest.json`:

    {"taken_at": "2026-11-24T08:15:00Z",      when its snapshot was taken
     "system_identifier": "7712027927174907535",  of the server: select system_identifier from pg_control_system()
     "bytes": 7340032, "sha256": "…",         of the dump
     "roles": ["anon", …],                    of the server, so that policies and grants can be restored
     "rows": {"public.wallets": 1417, …},     of every table that is in the dump, in the same snapshot
     "sums": {"public.wallets.balance": "8812.50", …}}  of every column that holds money, exact

What stands in one snapshot is read by `pg_export_snapshot()`, and dumped by `pg_dump --snapshot`.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Annotated

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StrictInt, ValidationError

from gate.files.foreign_file import MB, UnreadableFileError, open_regular, read_foreign_bytes
from gate.files.times import Time  # noqa: TC001 - pydantic reads it
from gate.outcome import NotShown

if TYPE_CHECKING:
    from pathlib import Path

SUFFIX = ".manifest.json"
CUSTOM, TAR = b"PGDMP", b"toc.dat\0"
"""How a custom dump begins, and one in tar format."""
END_OF_TAR = bytes(512)
FOREIGN = (
    (re.compile(rb"\x1f\x8b"), "compressed by gzip"),
    (re.compile(rb"\x28\xb5\x2f\xfd"), "compressed by zstd"),
    (re.compile(rb"\xfd7zXZ\0"), "compressed by xz"),
    (re.compile(rb"BZh\d"), "compressed by bzip2"),
    (re.compile(rb"\x04\x22\x4d\x18"), "compressed by lz4"),
    (re.compile(rb"PK\x03\x04"), "a ZIP archive"),
    (re.compile(rb".{257}ustar", re.DOTALL), "a tar archive of another program than pg_dump"),
    (re.compile(rb"age-encryption\.org/|-----BEGIN (PGP|AGE) |Salted__"), "encrypted"),
    (re.compile(rb"\xff\xfe|\xfe\xff"), "in UTF-16, as PowerShell's > writes text, perhaps not as it was"),
    (re.compile(rb"[\s-]*PostgreSQL database cluster dump"), "of all databases and roles (pg_dumpall)"),
    (re.compile(rb".*^\\connect ", re.DOTALL | re.MULTILINE), "for a database of its own name (pg_dump --create)"),
)
"""How what is no dump of one database begins, or what would leave the database into which it is restored."""
FOLDER = "a folder (pg_dump --format=directory)"
START_BYTES = 8_192
END_OF_PLAIN = b"PostgreSQL database dump complete"
TAIL_BYTES = 1_000


def _exact(value: object) -> object:
    if isinstance(value, float):
        raise ValueError("is a number that was rounded; write it as text")  # noqa: TRY004 - pydantic listens to this one
    return value


Count = Annotated[StrictInt, Field(ge=0)]
Sum = Annotated[Decimal, BeforeValidator(_exact), Field(allow_inf_nan=False)]


class Manifest(BaseModel):
    """What was true of the database at the moment of the dump, and of the dump itself."""

    model_config = ConfigDict(frozen=True)

    taken_at: Time
    system_identifier: str
    bytes: Count
    sha256: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
    roles: tuple[str, ...]
    rows: dict[str, Count]
    sums: dict[str, Sum]


@dataclass(frozen=True)
class Dump:
    """A dump as it lies there now; of 0 bytes also where it is gone. is_whole: it has the end that its format has.

    is_archive: it is read by pg_restore, not psql. foreign: what it is instead of a dump that is read here.
    """

    file: Path
    manifest: Manifest
    bytes: int
    sha256: str
    is_archive: bool
    is_whole: bool
    foreign: str = ""

    @property
    def is_unchanged(self) -> bool:
        """Whether it is still what its manifest was written for."""
        return self.sha256 == self.manifest.sha256


@dataclass(frozen=True)
class DumpFolder:
    """The newest dump by the time in its manifest, None without any; and the names of files without a manifest."""

    newest: Dump | None
    without_manifest: tuple[str, ...]


def look_into(folder: Path) -> DumpFolder:
    """Raises NotShown where the folder or one of its manifests can't be read."""
    try:
        names = sorted(file.name for file in folder.iterdir() if file.is_file())
    except OSError as error:
        raise NotShown(
            f"the folder of dumps {folder} can't be read ({error.strerror}): look at backup.folder"
        ) from None
    manifests = {name.removesuffix(SUFFIX): _manifest(folder / name) for name in names if name.endswith(SUFFIX)}
    newest = max(manifests, key=lambda name: manifests[name].taken_at, default=None)
    return DumpFolder(
        newest=_dump(folder / newest, manifests[newest]) if newest else None,
        without_manifest=tuple(name for name in names if not name.endswith(SUFFIX) and name not in manifests),
    )


def _manifest(file: Path) -> Manifest:
    try:
        return Manifest.model_validate_json(read_foreign_bytes(file, MB))
    except UnreadableFileError as error:
        raise NotShown(f"{file} {error}") from None
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"]) or "it"
        raise NotShown(
            f"{file}: {where} is wrong ({first['msg'].lower()}); take the dump again, or remove it"
        ) from None


def _dump(file: Path, manifest: Manifest) -> Dump:
    digest, size, start, tail = hashlib.sha256(), 0, b"", b""
    try:
        with open_regular(file) as stream:
            while chunk := stream.read(1 << 20):
                start = start or chunk[:START_BYTES]
                digest.update(chunk)
                size += len(chunk)
                tail = (tail + chunk)[-TAIL_BYTES:]
    except UnreadableFileError as error:
        if not file.exists() or file.is_dir():
            is_folder = file.is_dir()
            return Dump(file, manifest, 0, "", is_archive=False, is_whole=False, foreign=FOLDER if is_folder else "")
        raise NotShown(f"{file} {error}") from None
    is_archive = start.startswith((CUSTOM, TAR))
    foreign = "" if is_archive else next((what for form, what in FOREIGN if form.match(start)), "")
    # a custom dump has no mark at its end: pg_restore reads it to its end, and says so where there is none
    is_whole = tail.endswith(END_OF_TAR) if start.startswith(TAR) else is_archive or END_OF_PLAIN in tail
    return Dump(file, manifest, size, digest.hexdigest(), is_archive, is_whole, foreign)
