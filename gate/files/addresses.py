"""Addresses as they stand in files: URLs, hosts with or without a port, DSNs."""

from __future__ import annotations

import ipaddress
import re
from typing import Annotated, NamedTuple
from urllib.parse import urlsplit

import psycopg
from psycopg.conninfo import conninfo_to_dict
from pydantic import AfterValidator

PORTS = {"https": 443, "http": 80}
POSTGRES_PORT = 5432
HOST = re.compile(r"[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*")


class Origin(NamedTuple):
    """Where a connection goes."""

    host: str
    port: int


def origin_of(address: str, default_port: int = 443) -> Origin:
    """Return host and port of a URL, `host` or `host:port`; raise ValueError with a predicate for a sentence."""
    has_scheme = "://" in address
    try:
        parts = urlsplit(address if has_scheme else f"//{address}")
        host, port = parts.hostname or "", parts.port
    except ValueError:
        raise ValueError("is not an address; write it as https://host, host or host:port") from None
    if not is_host(host):
        raise ValueError("names no host; write it as https://host, host or host:port")
    return Origin(host, port or (PORTS.get(parts.scheme, default_port) if has_scheme else default_port))


def is_host(text: str) -> bool:
    """Whether the text is a host name or an IP address."""
    try:
        ipaddress.ip_address(text)
    except ValueError:
        return bool(HOST.fullmatch(text))
    return True


def is_loopback(host: str) -> bool:
    """Whether the host is this machine."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def origins_of_dsn(dsn: str) -> tuple[Origin, ...]:
    """Return every host that libpq may connect to for this DSN."""
    parts = dsn_parts(dsn)
    hosts = f"{parts.get('host', '')},{parts.get('hostaddr', '')}".split(",")
    ports = str(parts.get("port") or POSTGRES_PORT).split(",")
    return tuple(Origin(host, int(port)) for host in hosts if host for port in ports)


def dsn_parts(dsn: str) -> dict[str, str]:
    """Split a DSN as libpq does; raise ValueError without repeating it."""
    try:
        return {name: str(value) for name, value in conninfo_to_dict(dsn).items() if value is not None}
    except psycopg.ProgrammingError:
        raise ValueError(
            "is not a Postgres DSN; write postgresql://user:password@host:port/name?sslmode=verify-full"
        ) from None


def _url(text: str) -> str:
    if not text.startswith(("https://", "http://")):
        raise ValueError("is not a URL; write it as https://host or https://host:port")
    origin_of(text)
    parts = urlsplit(text)
    if parts.username or parts.password:
        raise ValueError("holds a user or password; these go into keys of their own")
    if parts.query or parts.fragment:
        raise ValueError("has a ? or # part; write the address without it")
    return text.rstrip("/")


def _page(text: str) -> str:
    if not re.fullmatch(r"https?://\S+", text):
        raise ValueError("is not the address of a page; write it as https://host/page")
    origin_of(text)
    if urlsplit(text).username or urlsplit(text).password:
        raise ValueError("holds a user or password; an address of a page is for everybody")
    return text


def _address(text: str) -> str:
    origin_of(text)
    return text.rstrip("/")


def _host(text: str) -> str:
    if not is_host(text):
        raise ValueError("is not a host name; write it without https://, port and path, in lower case")
    return text


def _dsn(text: str) -> str:
    parts = dsn_parts(text)
    if not parts.get("host"):
        raise ValueError("names no host; the host a DSN connects to must stand in it")
    if "service" in parts or parts["host"].startswith("/"):
        raise ValueError("hides where it connects to (service= or a socket); write host and port")
    if parts.get("sslmode") != "verify-full":
        has = f"has sslmode={parts['sslmode']}" if "sslmode" in parts else "has no sslmode"
        raise ValueError(f"{has}; add sslmode=verify-full, so that no one between can read along")
    if any(not port.isdecimal() for port in parts.get("port", "5432").split(",")):
        raise ValueError("has a port that is no number")
    return text


Url = Annotated[str, AfterValidator(_url)]
Page = Annotated[str, AfterValidator(_page)]
"""The address of a page, as it is."""
Address = Annotated[str, AfterValidator(_address)]
"""A URL, `host` or `host:port`."""
Host = Annotated[str, AfterValidator(_host)]
Dsn = Annotated[str, AfterValidator(_dsn)]
