"""Which of the values that came from outside must never be printed."""

from __future__ import annotations

import ipaddress
import re
from urllib.parse import unquote, urlsplit

SECRET_CHARACTERS_MIN = 6
NUMBER = re.compile(r"[-+]?[0-9.]+")
HOST_NAME = re.compile(r"(localhost|([a-z0-9-]+\.)+[a-z]{2,12})\.?(:[0-9]+)?")
PRIVATE_KEY = "PRIVATE KEY-----"
KEY_LINE = re.compile(r"^[A-Za-z0-9+/=]{16,}$", re.MULTILINE)
ADDRESS = re.compile(r"\[?([0-9a-fA-F:.]+?)\]?(:[0-9]+)?")


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
