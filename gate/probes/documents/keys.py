"""Keys in a text that anybody can read: what is one, and what only looks like one."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

import jwt
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.serialization import load_pem_private_key, load_ssh_private_key

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator

BODY_MIN = 8
"""Less than that after a prefix is code that speaks of keys."""
Found = tuple[str, int, bool]
"""A kind of key, where it stands, and whether it is one."""
FORMS = {
    "a secret payment key (sk_live_…)": (r"[sr]k_live_", r"[0-9A-Za-z]{24,}"),
    "a secret payment key (sk_test_…)": (r"[sr]k_test_", r"[0-9A-Za-z]{24,}"),
    "a secret of payment messages (whsec_…)": (r"whsec_", r"[0-9A-Za-z]{32,}"),
    "a Flutterwave secret key": (r"FLWSECK(?:_TEST)?-", r"[0-9A-Za-z]{16,}-(?:[0-9A-Za-z]+-)?X"),
    "a Supabase secret key (sb_secret_…)": (r"sb_secret_", r"[\w-]{22}_[\w-]{8}"),
    "a Supabase access token": (r"sbp_(?:v0_)?", r"[0-9a-f]{40}"),
    "a SendGrid key": (r"SG\.", r"[\w-]{22}\.[\w-]{43}"),
    "a Twilio key": (r"SK(?=[0-9a-f]{8})", r"[0-9a-f]{32}"),
    "an AWS key": (r"A[KS]IA(?=[0-9A-Z]{8})", r"[A-Z2-7]{16}"),
    "a GitHub token": (r"g(?:h[pousr]|ithub_pat)_", r"[0-9A-Za-z]{36}|[0-9A-Za-z_]{82}"),
    "a Netlify token": (r"nfp_", r"[0-9A-Za-z]{36,}"),
    "a Google client secret": (r"GOCSPX-", r"[\w-]{28}"),
    "a Sentry token": (r"sntry[us]_", r"[0-9a-f]{64}|eyJ[\w+/=-]{60,}"),
}
"""Prefix and body of vendors' keys: a whole word with both is one, with the prefix only can't be one."""
LIVE = (r"(?:[ps]k_live_|FLW(?:PUB|SEC)K-)", r"[0-9A-Za-z]{24,}|[0-9A-Za-z]{16,}-(?:[0-9A-Za-z]+-)?X")
ESCAPED = frozenset({r"\n", r"\r", r"\t"})
MADE_UP = re.compile(r"example|placeholder|your|replace|redacted|dummy|change.?me|x{6}|\.\.\.", re.IGNORECASE)
LETTERS_MIN = 6
"""Keys are random: so few different letters are somebody's filling."""
DATABASE = re.compile(r"postgres(?:ql)?://[^\s:/@\"']+:(?P<body>[^\s@\"'`${}<>\[\]]+)@(?P<host>[\w.-]*)")
NO_PASSWORDS = frozenset({"password", "pass", "passwd", "secret", "postgres", "pw", "pwd"})
NEAR = frozenset({"localhost", "127.0.0.1", "host", "hostname", "db", ""})
PRIVATE_KEY = re.compile(r"-----BEGIN ((?:[A-Z0-9]+ )*PRIVATE KEY)-----")
PRIVATE_KEY_CHARACTERS_MAX = 20_000
LINE_END = re.compile(r"""(?:\\+[nr]|\\*["'`]\s*[+,]?\s*\\*["'`]|\s*\n)+""")
"""Between the lines of a text, also of one that a script puts together."""
PEM_BODY = re.compile(r"\s*((?:[\w-]+: .*\n)*)([0-9A-Za-z+/=\s]*)")
JSON_WEB_TOKEN = re.compile(r"eyJ[\w-]+\.eyJ[\w-]+\.[\w-]*")
SIGNATURE_BYTES_MIN = 32
MASTERS = frozenset({"service_role", "supabase_admin"})
DEMO = "supabase-demo"
"""The issuer of the keys that every local Supabase has."""


@dataclass(frozen=True)
class Leak:
    """A key where everybody can read it. The key itself is not kept."""

    kind: str
    file: str
    line: int

    def __str__(self) -> str:
        """Read as a sentence."""
        return f"{self.kind} in {self.file}, line {self.line}"


@dataclass(frozen=True)
class Leaks:
    """keys: what holds as one; live: those that move real money, be they public; lookalikes: what can't be one."""

    keys: tuple[Leak, ...]
    live: tuple[Leak, ...]
    lookalikes: tuple[Leak, ...]


def leaks_in(file: str, text: str, own_keys: Collection[str]) -> Leaks:
    """Every key in a text: by its form, by the role that a token names, and `own_keys` as they are."""

    def leaks(found: Iterable[Found], *, are_keys: bool) -> tuple[Leak, ...]:
        told = (Leak(kind, file, text.count("\n", 0, at) + 1) for kind, at, is_key in found if is_key is are_keys)
        return tuple(dict.fromkeys(told))

    forms = (found for kind, (prefix, body) in FORMS.items() for found in _of_form(text, kind, prefix, body))
    own = (("a secret of the environment file", at, True) for key in own_keys if (at := text.find(key)) >= 0)
    found = [*forms, *_private_keys(text), *_databases(text), *_tokens(text), *own]
    return Leaks(
        keys=leaks(found, are_keys=True),
        live=leaks(_of_form(text, "a live key for payments", *LIVE), are_keys=True),
        lookalikes=leaks(found, are_keys=False),
    )


def _words(form: re.Pattern[str], text: str) -> Iterator[re.Match[str]]:
    """Where the form stands at the beginning of a word, also after an escaped end of line."""
    for found in form.finditer(text):
        before = text[max(0, found.start() - 2) : found.start()]
        if before in ESCAPED or not (before[-1:].isalnum() or before.endswith("_")):
            yield found


def _of_form(text: str, kind: str, prefix: str, body: str) -> Iterator[Found]:
    for found in _words(re.compile(rf"{prefix}(?P<body>[\w.-]{{{BODY_MIN},}})"), text):
        said = re.match(rf"(?:{body})(?![\w-])", found["body"])
        yield kind, found.start(), said is not None and len(set(said[0])) >= LETTERS_MIN and not MADE_UP.search(said[0])


def _databases(text: str) -> Iterator[Found]:
    for found in _words(DATABASE, text):
        is_one = found["body"].lower() not in NO_PASSWORDS and not MADE_UP.search(found["body"])
        yield "a database address with its password", found.start(), is_one and found["host"] not in NEAR


def _private_keys(text: str) -> Iterator[Found]:
    for found in PRIVATE_KEY.finditer(text):
        after = text[found.end() : found.end() + PRIVATE_KEY_CHARACTERS_MAX]
        body = PEM_BODY.match(LINE_END.sub("\n", after).replace("\\/", "/"))
        if body and (body[1] or len(body[2].strip()) >= BODY_MIN):
            pem = f"-----BEGIN {found[1]}-----\n{body[1]}\n{body[2].strip()}\n-----END {found[1]}-----\n"
            yield "a private key", found.start(), _is_private_key(pem)


def _is_private_key(pem: str) -> bool:
    load = load_ssh_private_key if "OPENSSH" in pem else load_pem_private_key
    try:
        load(pem.encode(), None)
    except ValueError:
        return False
    except (TypeError, UnsupportedAlgorithm):  # it has a password, or is of a rare kind
        return True
    return True


def _tokens(text: str) -> Iterator[Found]:
    for found in _words(JSON_WEB_TOKEN, text):
        try:
            token = jwt.decode_complete(found[0], options={"verify_signature": False})
        except (jwt.InvalidTokenError, RecursionError):
            continue
        if token["payload"].get("role") in MASTERS:
            is_signed = len(token["signature"]) >= SIGNATURE_BYTES_MIN
            yield "Supabase's service key", found.start(), is_signed and token["payload"].get("iss") != DEMO
