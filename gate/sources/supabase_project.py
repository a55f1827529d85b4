"""Supabase's Management API: from which networks the project's database can be reached, and how it is backed up."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated, Literal

from pydantic import BaseModel, Field, StrictBool, StrictInt

from gate.answers import read_answer
from gate.http import Door, VendorCall
from gate.times import Time  # noqa: TC001 - pydantic reads it

if TYPE_CHECKING:
    from gate.http import Answer, Unreachable
    from gate.vendors import SupabaseManagement

CALLS = (
    VendorCall("GET", "/v1/projects/{ref}/network-restrictions"),
    VendorCall("GET", "/v1/projects/{ref}/database/backups"),
)
SYSTEM = "Supabase's Management API"
SECONDS_MAX = 1 << 36
"""Of Unix time: beyond it stand milliseconds or nonsense."""


class _Networks(BaseModel):
    dbAllowedCidrs: tuple[str, ...] | None = None  # noqa: N815 - the vendor's word
    dbAllowedCidrsV6: tuple[str, ...] | None = None  # noqa: N815 - the vendor's word


class _Restrictions(BaseModel):
    config: _Networks
    status: Literal["stored", "applied"]


class _Backup(BaseModel):
    status: Literal["COMPLETED", "FAILED", "PENDING", "REMOVED", "ARCHIVED", "CANCELLED"]
    inserted_at: Time


class _Physical(BaseModel):
    latest_physical_backup_date_unix: Annotated[StrictInt, Field(gt=0, lt=SECONDS_MAX)] | None = None


class _Backups(BaseModel):
    pitr_enabled: StrictBool
    backups: tuple[_Backup, ...]
    physical_backup_data: _Physical


@dataclass(frozen=True)
class Backups:
    """The provider's own backups: when the newest completed one began, and how far recovery to a point in time reaches.

    Each None where there is none.
    """

    completed_at: datetime | None
    point_in_time: datetime | None


@dataclass(frozen=True)
class Restrictions:
    """Networks (CIDR) that the database may be reached from; without any of a family, that family is not restricted."""

    networks: tuple[str, ...]
    is_applied: bool


@dataclass(frozen=True)
class SupabaseProject:
    """Reads one project's settings."""

    door: Door
    settings: SupabaseManagement
    ref: str

    def network_restrictions(self) -> Restrictions:
        """What the project's owner has asked for, and whether it is in force."""
        read = read_answer(self._ask("network-restrictions"), _Restrictions, SYSTEM)
        return Restrictions(
            networks=(
                *(read.config.dbAllowedCidrs or ("0.0.0.0/0",)),
                *(read.config.dbAllowedCidrsV6 or ("::/0",)),
            ),
            is_applied=read.status == "applied",
        )

    def backups(self) -> Backups:
        """The newest backup of each kind."""
        read = read_answer(self._ask("database/backups"), _Backups, SYSTEM)
        latest = read.physical_backup_data.latest_physical_backup_date_unix if read.pitr_enabled else None
        return Backups(
            completed_at=max((one.inserted_at for one in read.backups if one.status == "COMPLETED"), default=None),
            point_in_time=datetime.fromtimestamp(latest, UTC) if latest else None,
        )

    def _ask(self, what: str) -> Answer | Unreachable:
        url = f"{self.settings.url}/v1/projects/{self.ref}/{what}"
        return self.door.ask("GET", url, headers={"authorization": f"Bearer {self.settings.token}"})
