"""Supabase's REST API, asked as somebody: does it let the caller in?"""

from __future__ import annotations

from dataclasses import dataclass, field
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, Literal

from gate.http import Answer, Unreachable
from gate.outcome import NotShown
from gate.probes.api_keys import headers_with

if TYPE_CHECKING:
    from collections.abc import Sequence

    from gate.http import HttpClient

SYSTEM = "Supabase's REST API"
NO_PRIVILEGE = "42501"
NOT_SERVED = frozenset({"PGRST106", "PGRST202", "PGRST205", "42P01", "42883"})
RAISED = ("22", "23", "P0")
"""How the codes of errors begin that come from within: bad data, broken constraints, and what a function raises."""

CONSTRAINT = "23"

Entry = Literal["refused", "nothing", "let in"]
"""refused: by privilege, or because it isn't served. nothing: allowed to ask, and no row is the caller's. let in."""


@dataclass(frozen=True)
class Rest:
    """Asks with the key that the page carries, and with a user's token where there is one."""

    http_client: HttpClient
    url: str
    key: str
    token: str = field(default="", repr=False)

    def reads(self, name: str) -> Entry:
        """Whether a table or view shows a row. Raises NotShown where the answer doesn't tell."""
        return entry_of(self.ask("GET", f"{name}?select=*&limit=1"))

    def calls(self, name: str, arguments: Sequence[str]) -> Entry:
        """Whether a function answers, with null for each argument. What raises an error of its own has refused.

        Only for functions that are STABLE or IMMUTABLE: those are run in a transaction that can't write.
        """
        answer = self.ask("POST", f"rpc/{name}", dict.fromkeys(arguments))
        if _code(answer).startswith(RAISED):
            return "refused"
        return "let in" if isinstance(answer, Answer) and answer.status < HTTPStatus.BAD_REQUEST else entry_of(answer)

    def changes(self, method: Literal["POST", "PATCH", "DELETE"], path: str, body: Any = None) -> Entry:  # noqa: ANN401 - JSON
        """Whether rows can be made, changed or removed. What only a constraint has stopped was let in."""
        answer = self.ask(method, path, body)
        made = isinstance(answer, Answer) and answer.status == HTTPStatus.CREATED
        return "let in" if made or _code(answer).startswith(CONSTRAINT) else entry_of(answer)

    def ask(self, method: str, path: str, body: Any = None) -> Answer | Unreachable:  # noqa: ANN401 - JSON
        """Ask for rows, also for those that were changed or removed; a row that was made may be invisible to us."""
        headers = headers_with(self.key, self.token)
        if method in {"PATCH", "DELETE"}:
            headers["prefer"] = "return=representation"
        return self.http_client.ask(method, f"{self.url}/rest/v1/{path}", headers=headers, body=body)


def entry_of(answer: Answer | Unreachable) -> Entry:
    """What an answer says. Raises NotShown for all that says neither yes nor no, such as a key that isn't accepted."""
    code = _code(answer)
    if code == NO_PRIVILEGE or code in NOT_SERVED:
        return "refused"
    if isinstance(answer, Answer) and answer.status < HTTPStatus.MULTIPLE_CHOICES and isinstance(answer.json, list):
        return "let in" if answer.json else "nothing"
    raise NotShown(f"{SYSTEM}: {answer}, {f'code {code}, ' if code else ''}which says neither yes nor no: ask again")


def _code(answer: Answer | Unreachable) -> str:
    said = answer.json if isinstance(answer, Answer) and answer.status >= HTTPStatus.BAD_REQUEST else None
    return str(said.get("code") or "") if isinstance(said, dict) else ""
