"""Kinds of text and number that files hold, each with the sentence for one that isn't of its kind."""

from __future__ import annotations

import re
from typing import Annotated
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import AfterValidator, BeforeValidator, Field
from pydantic_core import PydanticCustomError


def _kind(pattern: str, predicate: str) -> AfterValidator:
    def look(text: str) -> str:
        if not re.fullmatch(pattern, text):
            raise ValueError(predicate)
        return text

    return AfterValidator(look)


def _no_boolean(value: object) -> object:
    """Refuse `true`, which Python counts as 1."""
    if isinstance(value, bool):
        raise PydanticCustomError("int_type", "a boolean is no number")
    return value


Whole = Annotated[int, BeforeValidator(_no_boolean)]
Number = Annotated[float, BeforeValidator(_no_boolean)]
Port = Annotated[Whole, Field(gt=0, lt=65536)]
Text = Annotated[str, Field(min_length=1)]
Secret = Annotated[str, Field(min_length=1, repr=False)]
Email = Annotated[str, _kind(r"[^@\s]+@[\w-]+(\.[\w-]+)+", "is not an e-mail address; write name@host")]
Phone = Annotated[str, _kind(r"\+[1-9][0-9]{7,14}", 'is not a phone number; write it as "+2348012345678"')]
Version = Annotated[
    str, _kind(r"(0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)([-+][0-9A-Za-z.+-]+)?", "is not a version; write it as 2.4.0")
]
Commit = Annotated[
    str, _kind(r"[0-9a-f]{40}", "is not a commit; write all 40 hex digits, as `git rev-parse HEAD` prints them")
]
Digest = Annotated[
    str, _kind(r"[0-9a-f]{64}", "is not the head of a record; write all 64 hex digits, as its report shows them")
]
Fingerprint = Annotated[
    str,
    _kind(
        r"([0-9A-F]{2}:){31}[0-9A-F]{2}", "is not a SHA-256 fingerprint; write 32 upper-case hex pairs with : between"
    ),
]
ItemId = Annotated[
    str, _kind(r"[a-z0-9-]+(\.[a-z0-9-]+)+", "is not an id; write section.name, in small letters, digits and -")
]
Repository = Annotated[str, _kind(r"[\w.-]+/[\w.-]+", "is not a repository; write it as owner/name")]
RootFile = Annotated[str, _kind(r"[\w.-]+", "is not the name of a file in the root of the repository")]
SitePath = Annotated[str, _kind(r"/[\w./~-]+", "is not a path of the site; write it as /version.json")]
MailExchanger = Annotated[
    str,
    _kind(
        r"[0-9]+ [a-z0-9-]+(\.[a-z0-9-]+)+", 'is not a mail exchanger; write it as "10 mx.example.org", in lower case'
    ),
]
CertificateAuthority = Annotated[
    str,
    _kind(
        r"[0-9]+ (issue|issuewild|issuemail|iodef) \S+", 'is not a CAA record; write it as "0 issue letsencrypt.org"'
    ),
]
Spf = Annotated[str, _kind(r"v=spf1( .+)?", 'is not an SPF record; write it as "v=spf1 include:sendgrid.net -all"')]
Dmarc = Annotated[str, _kind(r"v=DMARC1;.+", 'is not a DMARC record; write it as "v=DMARC1; p=reject"')]
Dkim = Annotated[
    str,
    _kind(
        r"(.*;\s*)?p=\S+.*|[a-z0-9_-]+(\.[a-z0-9_-]+)+",
        'is no DKIM key, nor the name that leads to it; write it as "v=DKIM1; p=MIGf…" or s1.domainkey.example.org',
    ),
]
AppleTeam = Annotated[str, _kind(r"[A-Z0-9]{10}", "is not an Apple team id; it has ten capitals and digits")]


def _known_zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError):
        raise ValueError("is not a time zone; write it as Africa/Lagos") from None
    return name


TimeZone = Annotated[str, AfterValidator(_known_zone)]
