"""Supabase's Management API: from which networks the project's database can be reached."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from pydantic import BaseModel

from gate.answers import read_answer
from gate.http import Door, VendorCall

if TYPE_CHECKING:
    from gate.vendors import SupabaseManagement

CALLS = (VendorCall("GET", "/v1/projects/{ref}/network-restrictions"),)
SYSTEM = "Supabase's Management API"


class _Networks(BaseModel):
    dbAllowedCidrs: tuple[str, ...] | None = None  # noqa: N815 - the vendor's word
    dbAllowedCidrsV6: tuple[str, ...] | None = None  # noqa: N815 - the vendor's word


class _Restrictions(BaseModel):
    config: _Networks
    status: Literal["stored", "applied"]


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
        url = f"{self.settings.url}/v1/projects/{self.ref}/network-restrictions"
        answer = self.door.ask("GET", url, headers={"authorization": f"Bearer {self.settings.token}"})
        read = read_answer(answer, _Restrictions, SYSTEM)
        return Restrictions(
            networks=(
                *(read.config.dbAllowedCidrs or ("0.0.0.0/0",)),
                *(read.config.dbAllowedCidrsV6 or ("::/0",)),
            ),
            is_applied=read.status == "applied",
        )
