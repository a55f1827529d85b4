"""The people of a release: who may sign as what, and by which name, login and keys they are known."""

import base64
import binascii
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Literal

from pydantic import AfterValidator

from gate.checklist import Owner
from gate.files.scalars import Email, Text
from gate.files.yaml_file import Section

NO_KEY = 'is not a public SSH key; write the line of the .pub file, such as "ssh-ed25519 AAAA…"'


def _public_key(line: str) -> str:
    """Keep kind and key; the comment behind them is nobody's business."""
    parts = line.split()
    try:
        kind, blob = parts[0], base64.b64decode(parts[1], validate=True)
    except (IndexError, binascii.Error):
        raise ValueError(NO_KEY) from None
    named = blob[4 : 4 + int.from_bytes(blob[:4])]
    if named != kind.encode():
        raise ValueError(NO_KEY)
    return f"{kind} {parts[1]}"


PublicKey = Annotated[str, AfterValidator(_public_key)]


class Person(Section):
    """Somebody who signs: by a review at GitHub as `github`, or by SSH with one of the keys."""

    name: Text
    email: Email
    github: Text | None = None
    keys: tuple[PublicKey, ...] = ()

    def is_called(self, name: str) -> bool:
        """Whether this is the person's name, however it is written."""
        return self.name.casefold().split() == name.casefold().split()

    def is_same_as(self, other: "Person") -> bool:
        """Whether both are one person: by name, address or login."""
        logins = {(self.github or "").casefold(), (other.github or "").casefold()}
        has_same_login = bool(self.github and other.github) and len(logins) == 1
        return self.is_called(other.name) or self.email.casefold() == other.email.casefold() or has_same_login


class People(Section):
    """Who stands for which role; the roles are the owners of the checklist's items."""

    database: tuple[Person, ...] = ()
    engineering: tuple[Person, ...] = ()
    executive: tuple[Person, ...] = ()
    legal: tuple[Person, ...] = ()
    marketing: tuple[Person, ...] = ()
    mobile: tuple[Person, ...] = ()
    operations: tuple[Person, ...] = ()
    product: tuple[Person, ...] = ()
    qa: tuple[Person, ...] = ()
    release: tuple[Person, ...] = ()
    security: tuple[Person, ...] = ()
    support: tuple[Person, ...] = ()

    def of(self, role: Owner) -> tuple[Person, ...]:
        """Everybody of a role."""
        people: tuple[Person, ...] = getattr(self, role)
        return people

    def named(self, name: str, role: Owner | None = None) -> Person | None:
        """The person of this name, in this role if one is given."""
        people = self.of(role) if role else (person for _, person in self.everybody())
        return next((person for person in people if person.is_called(name)), None)

    def everybody(self) -> Iterator[tuple[str, Person]]:
        """Each person with a role; who has two comes twice."""
        for role in type(self).model_fields:
            yield from ((role, person) for person in getattr(self, role))


@dataclass(frozen=True)
class Said:
    """What a login has said of a commit at GitHub. at: UTC; None where GitHub does not tell.

    where: the review or the run, as a person would name it.
    """

    login: str
    commit: str
    verdict: Literal["approved", "objected", "withdrawn"]
    at: datetime | None
    where: str
