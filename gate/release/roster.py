"""Who can be reached, when, and for how long: what is wrong with a rotation and with an escalation path."""

from __future__ import annotations

from datetime import timedelta
from itertools import combinations, pairwise
from typing import TYPE_CHECKING

from gate.files.phones import is_assigned

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from gate.release import Contact, Escalation, OnCall, Window

ROLES = ("primary", "secondary", "database", "infrastructure")
AFTER_THE_WINDOW = timedelta(hours=24)
NO_PERSON = frozenset({"engineer", "team", "lead", "duty", "desk", "tbd", "tba", "todo", "none", "unknown", "nobody"})
"""Words that stand where nobody's name stands yet."""
MADE_UP_DIGITS = 7
COUNTING = ("01234567890", "09876543210")


def contacts_of(on_call: OnCall) -> dict[str, Contact | None]:
    """The rotation by role; None where nothing is written."""
    return {role: getattr(on_call, role) for role in ROLES}


def is_filled(contact: Contact | None) -> bool:
    """Whether name and number are written; `[Name]` and `[Phone]` are not."""
    return bool(contact and contact.name and contact.phone)


def unreal(contact: Contact) -> str:
    """Say why nobody can be reached by what is written; empty where somebody can. Not dialled: judged by its form."""
    name, phone = contact.name or "", contact.phone or ""
    words = name.casefold().replace("-", " ").split()
    tail = phone[-MADE_UP_DIGITS:]
    if len(words) < 2 or NO_PERSON & set(words) or any(char.isdigit() for char in name):  # noqa: PLR2004 - two names
        return f"“{name}” is nobody's first and last name"
    if len(set(tail)) == 1 or any(tail in digits for digits in COUNTING):
        return f"{phone} is made up, not a number that can be dialled"
    if not is_assigned(phone):
        return f"{phone} is in no range of numbers that its country gives out"
    return ""


def shared(contacts: Mapping[str, Contact]) -> tuple[str, ...]:
    """Say which roles are filled by one person, by name or by number."""
    return tuple(
        f"{one} and {other} are both {contacts[one].name}, {contacts[one].phone}"
        for one, other in combinations(contacts, 2)
        if _key(contacts[one].name) == _key(contacts[other].name) or contacts[one].phone == contacts[other].phone
    )


def _key(name: str | None) -> list[str]:
    return (name or "").casefold().split()


def uncovered(on_call: OnCall, window: Window) -> tuple[str, ...]:
    """Say for which of the window and the 24 hours after it the rotation has nobody; its `from` and `until` are set."""
    begins, ends, needed_until = on_call.from_, on_call.until, window.closes + AFTER_THE_WINDOW
    found = []
    if begins and begins > window.opens:
        found.append(f"it begins {begins:%Y-%m-%d %H:%M} UTC, after the window opens ({window.opens:%Y-%m-%d %H:%M})")
    if ends and ends < needed_until:
        found.append(f"it ends {ends:%Y-%m-%d %H:%M} UTC, and is needed until {needed_until:%Y-%m-%d %H:%M}")
    return tuple(found)


def breaks(steps: Sequence[Escalation]) -> tuple[str, ...]:
    """Say where an escalation path, in the order of the file, is no path: from the alarm on, joined, without an end."""
    return tuple(_breaks(steps))


def _breaks(steps: Sequence[Escalation]) -> Iterator[str]:
    if steps and steps[0].from_minutes:
        yield f"in the first {steps[0].from_minutes} minutes nobody answers"
    for step, following in pairwise(steps):
        if step.to_minutes is None:
            yield f"{step.role} has no end, and {following.role} follows"
        elif step.to_minutes < following.from_minutes:
            yield f"from {step.to_minutes} to {following.from_minutes} minutes nobody answers"
        elif step.to_minutes > following.from_minutes:
            yield (
                f"from {following.from_minutes} to {step.to_minutes} minutes both {step.role} and {following.role} "
                "answer, so neither does"
            )
    if steps and steps[-1].to_minutes is not None:
        yield f"after {steps[-1].to_minutes} minutes nobody answers"
