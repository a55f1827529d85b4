"""Secrets: which values from outside are, and how they are kept out of records, reports and terminals."""

from __future__ import annotations

import ipaddress
import json
import re
from typing import TYPE_CHECKING
from urllib.parse import quote, quote_plus, unquote, urlsplit

if TYPE_CHECKING:
    from collections.abc import Iterable

SECRET_CHARACTERS_MIN = 6
NUMBER = re.compile(r"[-+]?[0-9.]+")
HOST_NAME = re.compile(r"(localhost|([a-z0-9-]+\.)+[a-z]{2,12})\.?(:[0-9]+)?")
PRIVATE_KEY = "PRIVATE KEY-----"
KEY_LINE = re.compile(r"^[A-Za-z0-9+/=]{16,}$", re.MULTILINE)
ADDRESS = re.compile(r"\[?([0-9a-fA-F:.]+?)\]?(:[0-9]+)?")
MASK = "***"
NAME = (
    r"(?:\w*(?:token|token_hash|password|secret|authorization|apikey|api_key|service_key)|(?:\w+_|confirm)?(?:otp|pin))"
)
# A body is cut after some thousand characters, so a token or a text may lack its end.
JSON_WEB_TOKEN = re.compile(r"eyJ[\w-]{8,}(?:\.[\w-]*){0,2}")
IN_AUTHORIZATION = re.compile(r"\b(Bearer|Basic) [\w.~+/=-]{16,}")
IN_URL = re.compile(r"(?<=://)([^/\s:@]*):[^/\s@]+(?=@)")
IN_QUERY = re.compile(rf"([?&#;](?:{NAME}|code)=)[^&#;\s\"'<>\\]+", re.IGNORECASE)
IN_DSN = re.compile(r"\b(password\s*=\s*)('(?:\\.|[^'\\])*'|[^\s&'\"]+)")
# \1 is what escapes the quotes: nothing in JSON, a backslash in JSON within JSON.
IN_JSON = re.compile(rf'((\\*)"{NAME}\2"\s*:\s*\2")(.+?)((?<!\\)\2"|$)', re.IGNORECASE)
NUMBER_IN_JSON = re.compile(rf'((\\*)"{NAME}\2"\s*:\s*)\d+', re.IGNORECASE)


def secrets_in(value: str) -> frozenset[str]:
    """Return what is to be hidden of a value: nothing of a plain address, the password of a DSN also by itself.

    Of a private key each line: messages are cut, and a key in JSON is written with other ends of lines.
    """
    if len(value) < SECRET_CHARACTERS_MIN or is_plain(value):
        return frozenset()
    hidden = {value}
    if "://" in value:
        password = urlsplit(value).password
        hidden |= {password, unquote(password)} if password else set()
    hidden |= set(re.findall(r"\bpassword\s*=\s*'?([^\s']+)", value))
    if PRIVATE_KEY in value:
        hidden |= set(KEY_LINE.findall(value.replace("\\n", "\n")))
    return frozenset(text for text in hidden if len(text) >= SECRET_CHARACTERS_MIN)


def is_plain(value: str) -> bool:
    """Whether a value is an address, a host, a path or a number, which anybody may read.

    An address with a path is none of these: the address of a webhook is its password.
    """
    if NUMBER.fullmatch(value) or HOST_NAME.fullmatch(value) or _is_ip_address(value):
        return True
    if value.startswith("/"):
        return bool(re.fullmatch(r"(/[\w.-]+){2,}", value))
    return bool(re.fullmatch(r"https?://[^/@?#\s]+/?", value))


def _is_ip_address(value: str) -> bool:
    match = ADDRESS.fullmatch(value)
    try:
        return bool(match and ipaddress.ip_address(match[1]))
    except ValueError:
        return False


class Redactor:
    """Masks known secret values, tokens by their shape, and the values of fields that hold secrets by their name."""

    def __init__(self, secrets: Iterable[str]) -> None:
        """`secrets` are the values that the environment took from outside."""
        self._secrets: set[str] = set()
        for secret in secrets:
            self.add(secret)

    def add(self, secret: str) -> None:
        """Mask `secret` from now on, also where JSON (or JSON within JSON) or a URL has escaped it."""
        if not secret:
            return
        written = {secret}
        for _ in range(2):
            written |= {json.dumps(text, ensure_ascii=is_ascii)[1:-1] for text in written for is_ascii in (True, False)}
        self._secrets |= written | {quote(secret), quote(secret, safe=""), quote_plus(secret)}

    def __call__(self, text: str) -> str:
        """Return `text` without secrets."""
        for secret in sorted(self._secrets, key=len, reverse=True):
            text = text.replace(secret, MASK)
        text = JSON_WEB_TOKEN.sub(MASK, text)
        text = IN_AUTHORIZATION.sub(rf"\1 {MASK}", text)
        text = IN_URL.sub(rf"\1:{MASK}", text)
        text = IN_QUERY.sub(rf"\1{MASK}", text)
        text = IN_DSN.sub(rf"\1{MASK}", text)
        text = NUMBER_IN_JSON.sub(rf"\1{MASK}", text)
        return IN_JSON.sub(rf"\1{MASK}\4", text)
