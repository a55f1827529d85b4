"""Environments: where a run goes, what it may do there, and how long it waits."""

import os
from collections.abc import Iterator, Mapping
from functools import cache, cached_property
from pathlib import Path
from typing import Annotated, Any, Self

from pydantic import ConfigDict, Field, PrivateAttr, model_validator

from gate.environment.contradictions import contradictions, identity_contradictions
from gate.environment.expectations.edge import HTTP_PORT, Edge, PublicHost
from gate.environment.expectations.endpoints import Endpoint, Endpoints, default_endpoints
from gate.environment.expectations.pages import Pages
from gate.environment.expectations.security import Security
from gate.environment.expectations.storage import Storage
from gate.environment.extended import parse_extended
from gate.environment.indicators import Indicator, IndicatorName
from gate.environment.people import People
from gate.environment.production import Production, hides_production, productions, reaches_production
from gate.environment.sections import (
    HOSTED_LIMITS,
    HOSTED_WATCH,
    LOCAL_LIMITS,
    LOCAL_WATCH,
    Backup,
    BuildStamp,
    Calendar,
    Controls,
    Database,
    Engines,
    Identity,
    Kind,
    Limits,
    Mail,
    Mailbox,
    Mobile,
    Notify,
    Permits,
    Scratch,
    Settle,
    Supabase,
    Synthetic,
)
from gate.environment.vendors import Vendors
from gate.files.addresses import Address, Origin, Url, origin_of, origins_of_dsn
from gate.files.places import ROOT
from gate.files.redaction import SECRET_CHARACTERS_MIN, is_plain, secrets_in
from gate.files.scalars import Text
from gate.files.validation_errors import suggest
from gate.files.yaml_file import VARIABLE, FileError, FilePath, Section, read_yaml
from gate.files.yaml_text import Spot

__all__ = ["Environment", "identity_contradictions"]

ENVIRONMENTS = ROOT / "environments"
DNS_PORT = 53


class Signers(Section):
    """Of an environment file, what is needed to sign."""

    model_config = ConfigDict(extra="ignore")

    kind: Kind
    people: People = People()


class Environment(Section):
    """One file of environments/. What only some checks need may be missing: those checks are then not shown."""

    kind: Kind
    launch: Annotated[tuple[Text, ...], Field(min_length=1)] | None = None
    site: Url
    ca_file: FilePath | None = None
    supabase: Supabase
    database: Database | None = None
    scratch: Scratch | None = None
    backup: Backup | None = None
    identity: Identity
    permits: Permits
    synthetic: Synthetic | None = None
    mailbox: Mailbox | None = None
    controls: Controls = Controls()
    resolvers: tuple[Address, ...] = ()
    hosts: tuple[Address, ...] = ()
    vendors: Vendors = Vendors()
    indicators: dict[IndicatorName, Indicator] = Field(default_factory=dict)
    calendar: Calendar = Calendar()
    notify: Notify | None = None
    people: People = People()
    mail: Mail | None = None
    mobile: Mobile | None = None
    limits: Limits
    settle: Settle = Settle()
    build: BuildStamp = BuildStamp()
    pages: Pages = Pages()
    engines: Engines = Engines()
    security: Security = Security()
    storage: Storage = Storage()
    edge: Edge = Edge()
    own_endpoints: Annotated[Endpoints, Field(alias="endpoints")] = Field(default_factory=dict)
    own_invariants: Annotated[dict[str, Text | None], Field(alias="invariants")] = Field(default_factory=dict)

    _file: Path = PrivateAttr()
    _productions: tuple[Production, ...] = PrivateAttr(default=())
    _from_outside: frozenset[str] = PrivateAttr(default=frozenset())

    @classmethod
    def read(cls, name: str, variables: Mapping[str, str] | None = None) -> Self:
        """Read environments/<name>.yaml, or the file that `name` is the path of; raise FileError with all mistakes.

        `${NAME}` is taken from `variables`; without them, from the process environment.
        """
        file = _file_of(name)
        text, known = parse_extended(file), os.environ if variables is None else variables

        def all_contradictions(environment: Self) -> Iterator[tuple[Spot, str]]:
            yield from contradictions(environment)
            if environment.kind == "production":
                yield from hides_production(text)
            else:
                environment._productions = productions((ENVIRONMENTS, file.parent), file)
                yield from reaches_production(environment, text, known)

        found = read_yaml(file, cls, variables=known, contradictions=all_contradictions, parse_text=lambda _: text)
        found.facts._file = file  # noqa: SLF001 - our own
        found.facts._from_outside = found.secrets  # noqa: SLF001 - our own
        return found.facts

    @staticmethod
    def launch_command(name: str) -> list[str] | None:
        """Return the command that starts a local environment; None where it is not ours to start."""
        top = parse_extended(_file_of(name)).value
        if not isinstance(top, dict) or top.get("kind") != "local" or not isinstance(top.get("launch"), list):
            return None
        return [str(word) for word in top["launch"]] or None

    @staticmethod
    def signers(name: str) -> Signers:
        """Return who may sign in an environment, read without its secrets; raise FileError with all mistakes."""
        file = _file_of(name)
        unset = dict.fromkeys(VARIABLE.findall(parse_extended(file).text), "not needed to sign")
        return read_yaml(file, Signers, variables=unset, parse_text=parse_extended).facts

    @model_validator(mode="before")
    @classmethod
    def _fill_defaults(cls, sections: Any) -> Any:  # noqa: ANN401 - whatever the file holds
        """Take the limits and the length of watches that the file leaves out from those of its kind."""
        if not isinstance(sections, dict):
            return sections
        is_local = sections.get("kind") == "local"
        limits, indicators = sections.get("limits") or {}, sections.get("indicators") or {}
        if isinstance(limits, dict):
            limits = {**(LOCAL_LIMITS if is_local else HOSTED_LIMITS), **limits}
        if isinstance(indicators, dict):
            watch = LOCAL_WATCH if is_local else HOSTED_WATCH
            indicators = {name: {**watch, **row} if isinstance(row, dict) else row for name, row in indicators.items()}
        return {**sections, "limits": limits, "indicators": indicators}

    @property
    def name(self) -> str:
        """What `--env` calls it."""
        return self._file.stem

    @property
    def file(self) -> Path:
        """Where it was read."""
        return self._file

    @property
    def productions(self) -> tuple[Production, ...]:
        """What production is, where this environment is another one."""
        return self._productions

    @cached_property
    def endpoints(self) -> tuple[Endpoint, ...]:
        """What the API owes: the defaults, with what the file adds, replaces or leaves out."""
        merged = {**default_endpoints(), **self.own_endpoints}
        return tuple(endpoint for endpoint in merged.values() if endpoint)

    @cached_property
    def invariants(self) -> dict[str, str]:
        """Queries that return the rows which break a statement about money; parameters are those of an `Extent`."""
        merged = {**_default_invariants(), **self.own_invariants}
        return {name: query for name, query in merged.items() if query}

    @cached_property
    def secrets(self) -> frozenset[str]:
        """What must never be printed: what came in as a variable, and what stands under a key for secrets.

        A mere word from outside (a user's name, a project's) is none, and neither is the team's time zone: hidden, it
        would be hidden in every sentence.
        """
        from_outside = {value for value in self._from_outside - {self.calendar.timezone} if not value.isalpha()}
        return frozenset(value for value in self._keys | from_outside if len(value) >= SECRET_CHARACTERS_MIN)

    @cached_property
    def keys_of_servers(self) -> frozenset[str]:
        """What may reach no browser: what stands under a key for secrets, but for the key that the page itself has."""
        return frozenset(
            value
            for value in self._keys - {self.supabase.anon_key}
            if len(value) >= SECRET_CHARACTERS_MIN and not is_plain(value)
        )

    @cached_property
    def _keys(self) -> frozenset[str]:
        return frozenset(part for value in _secret_values(self) for part in {value, *secrets_in(value)})

    @cached_property
    def listed_origins(self) -> frozenset[tuple[str, int]]:
        """Host and port of every address in the file: connections go nowhere else."""
        return frozenset(self._origins())

    @cached_property
    def listed_hosts(self) -> frozenset[str]:
        """Every host in the file."""
        return frozenset(host for host, _ in self.listed_origins)

    @property
    def mail_hosts(self) -> tuple[str, ...]:
        """Where links in the product's mails may lead: its own hosts and Supabase, which sends on to them."""
        return tuple(dict.fromkeys((*self.identity.hosts, origin_of(self.supabase.url).host)))

    @property
    def public_hosts(self) -> tuple[PublicHost, ...]:
        """Every host that people and apps reach."""
        ports = self.edge.plain_ports
        own = (PublicHost(self.site, ports.site), PublicHost(self.supabase.url, ports.supabase))
        return (*own, *(PublicHost(url, HTTP_PORT) for url in self.edge.hosts))

    def _origins(self) -> Iterator[Origin]:
        vendors = [getattr(self.vendors, name) for name in Vendors.model_fields]
        mailpit = self.mailbox.mailpit if self.mailbox else None
        webhook = self.notify.webhook if self.notify else None
        receiver = self.vendors.fcm.receiver if self.vendors.fcm else None
        events = self.vendors.sentry.dsn if self.vendors.sentry else None
        own = (self.site, self.supabase.url, self.controls.web, mailpit, webhook, receiver, events)
        urls = (*own, *(vendor.url for vendor in vendors if vendor), *self.vendors.token_urls.values())
        yield from (origin_of(url) for url in (*urls, *self.hosts) if url)
        yield from (origin_of(resolver, DNS_PORT) for resolver in self.resolvers)
        for server in (self.database, self.scratch):
            if server:
                yield from origins_of_dsn(server.dsn)
        for host in self.public_hosts:
            yield from (host.origin, host.plain)
        if self.controls.smtp:
            yield Origin(self.controls.smtp.host, self.controls.smtp.port)
        if self.mailbox and self.mailbox.imap:
            yield Origin(self.mailbox.imap.host, self.mailbox.imap.port)


def _file_of(name: str) -> Path:
    if name.endswith((".yaml", ".yml")):
        return Path(name)
    names = sorted(file.stem for file in ENVIRONMENTS.glob("*.yaml"))
    if name not in names:
        raise FileError(f'there is no environment "{name}"; {suggest(name, names)}')
    return ENVIRONMENTS / f"{name}.yaml"


class _Invariants(Section):
    invariants: dict[str, Text]


@cache
def _default_invariants() -> dict[str, str]:
    return read_yaml(ROOT / "gate" / "environment" / "expectations" / "invariants.yaml", _Invariants).facts.invariants


def _secret_values(section: Section) -> Iterator[str]:
    for name, info in type(section).model_fields.items():
        value = getattr(section, name)
        if isinstance(value, Section):
            yield from _secret_values(value)
        elif info.repr is False and isinstance(value, str):
            yield value
