"""What can't be true together: within an environment file, and between the file and the keys it is used with."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import jwt

from gate.environment.capabilities import capabilities
from gate.environment.expectations.edge import Records
from gate.environment.indicators import OF_DAYS, REQUESTS
from gate.environment.sections import NEVER_ON_PRODUCTION, PUBLISHABLE, SECRET
from gate.files.addresses import dsn_parts, is_loopback, origin_of, origins_of_dsn
from gate.files.times import write_duration

if TYPE_CHECKING:
    from collections.abc import Iterator

    from gate.environment import Environment
    from gate.environment.indicators import Indicator, IndicatorName
    from gate.environment.people import Person
    from gate.files.yaml_text import Spot

HOSTED_BY_SUPABASE = ".supabase.co"
PAYSTACK_KEYS = {"test": "sk_test_", "live": "sk_live_"}
SUPABASE_KEYS = {"anon_key": ("anon", PUBLISHABLE), "service_key": ("service_role", SECRET)}
"""Role that a key must have, and how keys of the newer form begin."""


def contradictions(environment: Environment) -> Iterator[tuple[Spot, str]]:
    """Say which entries of the file exclude each other, and where."""
    kind, identity, permits = environment.kind, environment.identity, environment.permits
    if kind != "local" and environment.launch:
        yield ("launch",), f"only a local environment is started by us, and this one is {kind}; take it out"
    if kind == "production":
        yield from _on_production(environment)
    expected = "live" if kind == "production" else "test"
    if identity.paystack_domain != expected:
        yield (
            ("identity", "paystack_domain"),
            f'must be "{expected}" where kind is {kind}: no other money is touched there',
        )
    if permits.spend_max_kobo and "spends-money" not in permits.effects:
        yield (
            ("permits", "spend_max_kobo"),
            "money is granted, but spends-money is not among the effects; write 0, or permit it",
        )
    if environment.mailbox and bool(environment.mailbox.mailpit) == bool(environment.mailbox.imap):
        yield ("mailbox",), "a mailbox is read in one way; write either mailpit or imap"
    yield from _of_the_live_build(environment)
    yield from _of_scratch(environment)
    yield from _of_indicators(environment)
    yield from _of_people(environment)
    yield from _of_edge(environment)
    yield from ((("pages", *spot), sentence) for spot, sentence in environment.pages.mistakes())
    for spot, host in hosts_of(environment):
        if kind == "local" and not is_loopback(host):
            yield spot, f"{host} is another machine, but local is this one; elsewhere, kind is staging or production"
    for spot, url in _urls(environment):
        if kind != "local" and url.startswith("http://"):
            yield spot, "is not encrypted; write https://"


def _of_the_live_build(environment: Environment) -> Iterator[tuple[Spot, str]]:
    """A stamp in several places, and more answers than can be asked for in the time."""
    stamp = environment.build
    if len([place for place in (stamp.meta, stamp.header, stamp.json_) if place]) > 1:
        yield ("build",), "a build is stamped in one place; write meta, header or json"
    settle, rate = environment.settle, environment.permits.requests_per_second_max
    needed_s, within_s = settle.answers / rate, settle.within.total_seconds()
    if needed_s > within_s:
        yield (
            ("settle", "answers"),
            f"take {needed_s:.0f} s at {rate:g} requests/s, and settle.within is {within_s:g} s; ask for fewer",
        )


def _of_scratch(environment: Environment) -> Iterator[tuple[Spot, str]]:
    """A dump that would be restored over the product."""
    if environment.scratch and environment.database:
        shared = {*origins_of_dsn(environment.scratch.dsn)} & {*origins_of_dsn(environment.database.dsn)}
        for host, port in sorted(shared):
            yield ("scratch", "dsn"), f"{host}:{port} is the product's own server; dumps are restored on another one"


def _of_indicators(environment: Environment) -> Iterator[tuple[Spot, str]]:
    """An indicator without its source, or one that can't be watched as it is written."""
    for name, indicator in environment.indicators.items():
        spot, source = ("indicators", name), indicator.source
        section = {"postgres": "database", "supabase_logs": "vendors.supabase"}.get(source, f"vendors.{source}")
        found = environment.database if source == "postgres" else getattr(environment.vendors, section[8:], None)
        if source != "probe" and found is None:
            yield (*spot, "source"), f"is {source}, but the file has no {section}; write it, or take another source"
        if indicator.window < 2 * indicator.poll:
            yield (*spot, "poll"), f"a window of {indicator.window} is over before it was polled twice; poll more often"
        if source == "prometheus" and indicator.query is None:
            yield (*spot, "source"), "is prometheus, which needs a query: the selector of the counter"
        yield from _beyond_its_source(name, indicator)


def _beyond_its_source(name: IndicatorName, indicator: Indicator) -> Iterator[tuple[Spot, str]]:
    """An indicator that its source can't answer, or not as it is asked."""
    spot, source, known = ("indicators", name), indicator.source, capabilities()
    can = known[source]
    if name not in can.answers:
        able = [other for other, row in known.items() if name in row.answers]
        yield (*spot, "source"), f"is {source}, which can't tell {name}; {' or '.join(able) or 'no source'} can"
        return
    shortest = can.answers[name]
    if name not in OF_DAYS and indicator.window < shortest:
        finest, asked = write_duration(shortest), write_duration(indicator.window)
        yield (*spot, "window"), f"{asked} is too short: {source} tells {name} by {finest} at the finest; widen it"
    if can.poll and indicator.poll < can.poll:
        pause, asked = write_duration(can.poll), write_duration(indicator.poll)
        yield (*spot, "poll"), f"{asked} is too often: {source} refuses more than one look in {pause}; poll less often"
    if name in REQUESTS and not can.first_attempts and indicator.cluster == 1:
        yield (
            (*spot, "cluster"),
            f"is 1, but {source} can't tell first attempts from retries; write how often a client tries",
        )


def _of_people(environment: Environment) -> Iterator[tuple[Spot, str]]:
    """Two people who can't be told apart: what one of them signs would be the other's word."""
    seen: list[Person] = []
    numbers: Counter[str] = Counter()
    for role, person in environment.people.everybody():
        spot = ("people", role, numbers[role])
        numbers[role] += 1
        for other in seen:
            if person == other:  # in several roles
                continue
            if person.is_same_as(other):
                yield (
                    spot,
                    (
                        f"{person.name} <{person.email}> can't be told from {other.name} <{other.email}>: "
                        "name, e-mail or login is the same; "
                        "correct it, or write the same person in the same words"
                    ),
                )
            elif shared := set(person.keys) & set(other.keys):
                yield spot, f"{person.name} has the key of {other.name} ({min(shared)[:30]}…); a key is one person's"
        seen.append(person)


def _of_edge(environment: Environment) -> Iterator[tuple[Spot, str]]:
    """A name in the DNS for which nothing is expected."""
    for name, records in environment.edge.dns.items():
        if records == Records():
            yield ("edge", "dns", name), "expects no record at all; write those that must be there, or take it out"


def _on_production(environment: Environment) -> Iterator[tuple[Spot, str]]:
    permits = environment.permits
    for number, effect in enumerate(permits.effects):
        if effect in NEVER_ON_PRODUCTION:
            yield ("permits", "effects", number), f'"{effect}" is never permitted where kind is production; take it out'
    if "spends-money" in permits.effects:
        number = permits.effects.index("spends-money")
        yield (
            ("permits", "effects", number),
            '"spends-money" is not supported on production: a checkout is opened and abandoned there',
        )
    if permits.spend_max_kobo:
        yield (
            ("permits", "spend_max_kobo"),
            "must be 0 where kind is production: a checkout is opened and abandoned there",
        )
    if environment.ca_file:
        yield (
            ("ca_file",),
            "a private authority is never trusted on production: people's browsers don't trust it either; take it out",
        )


def hosts_of(environment: Environment) -> Iterator[tuple[Spot, str]]:
    """Every host that the file leads to, and where it stands."""
    yield from ((spot, origin_of(url).host) for spot, url in _urls(environment))
    yield from ((("hosts", number), origin_of(host).host) for number, host in enumerate(environment.hosts))
    yield from ((("resolvers", number), origin_of(host).host) for number, host in enumerate(environment.resolvers))
    for name in ("database", "scratch"):
        server = getattr(environment, name)
        hosts = dsn_parts(server.dsn)["host"].split(",") if server else ()
        yield from (((name, "dsn"), host) for host in hosts)
    if environment.controls.smtp:
        yield ("controls", "smtp", "host"), environment.controls.smtp.host
    if environment.mailbox and environment.mailbox.imap:
        yield ("mailbox", "imap", "host"), environment.mailbox.imap.host


def _urls(environment: Environment) -> Iterator[tuple[Spot, str]]:
    yield ("site",), environment.site
    yield ("supabase", "url"), environment.supabase.url
    if environment.controls.web:
        yield ("controls", "web"), environment.controls.web
    if environment.mailbox and environment.mailbox.mailpit:
        yield ("mailbox", "mailpit"), environment.mailbox.mailpit
    if environment.notify:
        yield ("notify", "webhook"), environment.notify.webhook
    yield from ((("edge", "hosts", number), url) for number, url in enumerate(environment.edge.hosts))
    for name in type(environment.vendors).model_fields:
        vendor = getattr(environment.vendors, name)
        if vendor:
            yield ("vendors", name, "url"), vendor.url
    if environment.vendors.sentry and environment.vendors.sentry.dsn:
        yield ("vendors", "sentry", "dsn"), environment.vendors.sentry.dsn
    if environment.vendors.fcm and environment.vendors.fcm.receiver:
        yield ("vendors", "fcm", "receiver"), environment.vendors.fcm.receiver
    for name, address in environment.vendors.token_urls.items():
        yield ("vendors", name, "key"), address


def identity_contradictions(environment: Environment) -> list[str]:
    """Say where the file's `identity` and its keys and addresses disagree; with any, nothing may be sent."""
    return [
        *_site_contradictions(environment),
        *_supabase_contradictions(environment),
        *_database_contradictions(environment),
        *_paystack_contradictions(environment),
    ]


def _site_contradictions(environment: Environment) -> Iterator[str]:
    host = origin_of(environment.site).host
    if host not in environment.identity.hosts:
        yield f"site is {host}, but identity.hosts is {', '.join(environment.identity.hosts)}"


def _supabase_contradictions(environment: Environment) -> Iterator[str]:
    ref = environment.identity.supabase_ref
    host = origin_of(environment.supabase.url).host
    is_hosted = host.endswith(HOSTED_BY_SUPABASE)
    if is_hosted and host.split(".")[0] != ref:
        yield f"supabase.url is project {host.split('.')[0]}, but identity.supabase_ref is {ref}"
    is_own = host in environment.identity.hosts
    for name, (role, newer_form) in SUPABASE_KEYS.items():
        key = getattr(environment.supabase, name)
        if key.startswith((PUBLISHABLE, SECRET)):
            if not key.startswith(newer_form):
                yield f"supabase.{name} does not begin with {newer_form}; were the two keys exchanged?"
            elif not (is_hosted or is_own):
                yield (
                    f"supabase.{name} names no project, as keys of its form do, and neither does {host}: "
                    "write that host under identity.hosts too, if it is this environment's own"
                )
            continue
        claims = claims_of_key(key)
        if claims is None:
            yield f"supabase.{name} names no project (it is not a JSON web token), so it can't be told whose it is"
            continue
        if claims.get("ref") != ref:
            yield f"supabase.{name} is of project {claims.get('ref')}, but identity.supabase_ref is {ref}"
        if claims.get("role") != role:
            yield f"supabase.{name} has the role {claims.get('role')}, not {role}; were the two keys exchanged?"


def _database_contradictions(environment: Environment) -> Iterator[str]:
    if environment.kind == "local" or not environment.database:
        return
    ref, parts = environment.identity.supabase_ref, dsn_parts(environment.database.dsn)
    labels = {label for host in parts["host"].split(",") for label in host.split(".")}
    if ref not in labels | {parts.get("user", "").rpartition(".")[2]}:
        yield f"database.dsn names {ref}, the project of identity.supabase_ref, neither in its host nor in its user"


def _paystack_contradictions(environment: Environment) -> Iterator[str]:
    paystack, domain = environment.vendors.paystack, environment.identity.paystack_domain
    if paystack and not paystack.secret_key.startswith(PAYSTACK_KEYS[domain]):
        seen = next(
            (name for name, start in PAYSTACK_KEYS.items() if paystack.secret_key.startswith(start)),
            "neither test nor live",
        )
        yield f"vendors.paystack.secret_key is {seen}, but identity.paystack_domain is {domain}"


def claims_of_key(token: str) -> dict[str, object] | None:
    """Read what a JSON web token says of itself, unverified."""
    try:
        return jwt.decode(token, options={"verify_signature": False})
    except jwt.DecodeError:
        return None
