"""Supabase's edge functions, called by somebody: what does an answer say of who was let in?"""

from __future__ import annotations

from http import HTTPStatus
from typing import Any, Literal

from gate.http import Answer, Unreachable

REFUSALS = frozenset({HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN})
Entry = Literal["refused", "let in", "untold"]
"""untold: the function complains of what it was sent, or has failed, and so has not said whether it minds who calls."""


def entry_of(answer: Answer | Unreachable) -> Entry:
    """What an answer says: success that the body takes back, as many functions write it, is a refusal."""
    if not isinstance(answer, Answer):
        return "untold"
    if answer.status in REFUSALS:
        return "refused"
    if answer.status >= HTTPStatus.MULTIPLE_CHOICES:
        return "untold"
    return "refused" if _is_taken_back(answer.json) else "let in"


def _is_taken_back(said: Any) -> bool:  # noqa: ANN401 - JSON
    return isinstance(said, dict) and (bool(said.get("error")) or said.get("success") is False)
