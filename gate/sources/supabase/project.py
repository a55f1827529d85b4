"""Supabase's Management API: functions, who gets at the database, backups, how old secrets are, guards of sign-ins."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated, Any, Literal

from pydantic import AwareDatetime, BaseModel, Field, RootModel, StrictBool, StrictInt

from gate.files.times import Time  # noqa: TC001 - pydantic reads it
from gate.http import HttpClient, VendorCall
from gate.outcome import NotShown
from gate.probes.answers import read_answer

if TYPE_CHECKING:
    from gate.environment import Environment
    from gate.environment.vendors import SupabaseManagement
    from gate.http import Answer, Unreachable

CALLS = (
    VendorCall("GET", "/v1/projects/{ref}/functions"),
    VendorCall("GET", "/v1/projects/{ref}/network-restrictions"),
    VendorCall("GET", "/v1/projects/{ref}/database/backups"),
    VendorCall("GET", "/v1/projects/{ref}/secrets"),
    VendorCall("GET", "/v1/projects/{ref}/config/auth"),
)
SYSTEM = "Supabase's Management API"
SECONDS_MAX = 1 << 36
"""Of Unix time: beyond it stand milliseconds or nonsense."""
GUARDS = re.compile(
    r"rate_limit_\w+|mfa_\w+_enabled|password_(hibp_enabled|min_length|required_characters)|security_captcha_enabled"
    r"|hook_password_verification_attempt_enabled|hook_mfa_verification_attempt_enabled|sessions_(timebox|inactivity_timeout)"
    r"|refresh_token_rotation_enabled|security_refresh_token_reuse_interval|jwt_exp|mailer_otp_(exp|length)|sms_otp_(exp|length)"
)
"""Settings that stand between a stranger and an account. None of them is a secret; many of the others are."""


class _Networks(BaseModel):
    dbAllowedCidrs: tuple[str, ...] | None = None  # noqa: N815 - the vendor's word
    dbAllowedCidrsV6: tuple[str, ...] | None = None  # noqa: N815 - the vendor's word


class _Restrictions(BaseModel):
    config: _Networks
    status: Literal["stored", "applied"]


class _Function(BaseModel):
    slug: str
    status: Literal["ACTIVE", "REMOVED", "THROTTLED"]


class _Functions(RootModel[list[_Function]]):
    pass


class _FunctionFacts(_Function):
    version: StrictInt
    verify_jwt: StrictBool


class _AllFacts(RootModel[list[_FunctionFacts]]):
    pass


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
class DeployedFunction:
    """An edge function as the project has it. is_throttled: it is there, and its callers are turned away."""

    name: str
    version: int
    verifies_tokens: bool
    is_throttled: bool


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


class _Secret(BaseModel):
    name: str
    updated_at: AwareDatetime


class _Secrets(RootModel[list[_Secret]]):
    """With their values or digests, which are not read."""


class _Settings(RootModel[dict[str, Any]]):
    """All settings of sign-ins, keys of other providers among them."""


class _Addresses(BaseModel):
    site_url: str | None = None
    uri_allow_list: str | None = None


@dataclass(frozen=True)
class AuthAddresses:
    """Where Auth sends people on to: the site, and what else it lets through (with wildcards, and schemes of apps)."""

    site: str
    redirects: tuple[str, ...]


@dataclass(frozen=True)
class SecretAge:
    """A secret of the product's functions, by name, and when it was last changed (UTC)."""

    name: str
    changed_at: datetime


@dataclass(frozen=True)
class SupabaseProject:
    """Reads one project's settings."""

    http_client: HttpClient
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

    def active_functions(self) -> tuple[str, ...]:
        """The names of the edge functions that are served."""
        read = read_answer(self._ask("functions"), _Functions, SYSTEM)
        return tuple(function.slug for function in read.root if function.status != "REMOVED")

    def functions(self) -> tuple[DeployedFunction, ...]:
        """The edge functions that are served, with what stands in their settings."""
        read = read_answer(self._ask("functions"), _AllFacts, SYSTEM)
        return tuple(
            DeployedFunction(one.slug, one.version, one.verify_jwt, one.status == "THROTTLED")
            for one in read.root
            if one.status != "REMOVED"
        )

    def backups(self) -> Backups:
        """The newest backup of each kind."""
        read = read_answer(self._ask("database/backups"), _Backups, SYSTEM)
        latest = read.physical_backup_data.latest_physical_backup_date_unix if read.pitr_enabled else None
        return Backups(
            completed_at=max((one.inserted_at for one in read.backups if one.status == "COMPLETED"), default=None),
            point_in_time=datetime.fromtimestamp(latest, UTC) if latest else None,
        )

    def secrets(self) -> tuple[SecretAge, ...]:
        """How old the secrets of the product's functions are. Their values come along, and are kept nowhere."""
        found = read_answer(self._ask("secrets", is_secret=True), _Secrets, SYSTEM).root
        return tuple(SecretAge(secret.name, secret.updated_at) for secret in found)

    def sign_in_guards(self) -> dict[str, bool | float | str | None]:
        """The settings that guard sign-ins, by their names. All others come along, and are kept nowhere."""
        found = read_answer(self._ask("config/auth", is_secret=True), _Settings, SYSTEM).root
        return {name: value for name, value in sorted(found.items()) if GUARDS.fullmatch(name)}

    def auth_addresses(self) -> AuthAddresses:
        """Where people land after a mail of Auth's. All other settings come along, and are kept nowhere."""
        found = read_answer(self._ask("config/auth", is_secret=True), _Addresses, SYSTEM)
        listed = (entry.strip() for entry in (found.uri_allow_list or "").split(","))
        return AuthAddresses(found.site_url or "", tuple(entry for entry in listed if entry))

    def _ask(self, what: str, *, is_secret: bool = False) -> Answer | Unreachable:
        url = f"{self.settings.url}/v1/projects/{self.ref}/{what}"
        headers = {"authorization": f"Bearer {self.settings.token}"}
        return self.http_client.ask("GET", url, headers=headers, is_secret=is_secret)


def project_of(environment: Environment, http_client: HttpClient, unknown: str) -> SupabaseProject:
    """The environment's own project. Raises NotShown where nobody can ask; `unknown` is what is not known then."""
    settings = environment.vendors.supabase
    if settings is None:
        raise NotShown(f"{environment.name} has no vendors.supabase, so {unknown}")
    return SupabaseProject(http_client, settings, environment.identity.supabase_ref)
