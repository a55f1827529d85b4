"""The checklist: every line of the deployment procedures that can be true or false, in its phase."""

import ast
from collections.abc import Iterator
from functools import cache, cached_property
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field, StrictBool

from gate.files.places import ROOT
from gate.files.scalars import ItemId, Text
from gate.files.times import Duration, ReleaseMoment
from gate.files.validation_errors import nearest, suggest
from gate.files.yaml_file import Section, read_yaml
from gate.files.yaml_text import Spot

CHECKLIST = ROOT / "suites" / "checklist.yaml"
A_PHASE = "phase:"

Means = Literal["check", "measure", "evidence", "attestation", "items"]
Part = Literal["web", "functions", "ios", "android", "flags", "sms", "push", "beta", "press"]
Owner = Literal[
    "database",
    "engineering",
    "executive",
    "legal",
    "marketing",
    "mobile",
    "operations",
    "product",
    "qa",
    "release",
    "security",
    "support",
]


class Phase(Section):
    """A group of items, and the time in which a run of it has to begin; `from` is `from_`."""

    title: Text
    from_: Annotated[ReleaseMoment, Field(alias="from")]
    until: ReleaseMoment
    lasts: Duration | None = None


class Item(Section):
    """One line of the checklist."""

    id: ItemId
    phase: Text
    also: tuple[Text, ...] = ()
    section: Text
    text: Text
    settled_by: Annotated[tuple[Means, ...], Field(min_length=1)]
    where: Literal["repository", "staging", "production", "any"]
    of: tuple[Part, ...] = ()
    owner: Owner
    due: ReleaseMoment | None = None
    waivable: StrictBool = True
    advisory: StrictBool = False
    needs: tuple[Text, ...] = ()
    must: Text


class Checklist(Section):
    """All phases and items, in the order of the file."""

    phases: Annotated[dict[str, Phase], Field(min_length=1)]
    all_items: Annotated[tuple[Item, ...], Field(alias="items", min_length=1)]

    @staticmethod
    def read(path: Path = CHECKLIST) -> "Checklist":
        """Read the checklist; raise FileError with all that is wrong."""
        return _own() if path == CHECKLIST else read_yaml(path, Checklist, contradictions=_contradictions).facts

    @cached_property
    def items(self) -> dict[str, Item]:
        """The items by id."""
        return {item.id: item for item in self.all_items}

    def nearest_item(self, name: str) -> str | None:
        """Return the id that was probably meant."""
        return nearest(name, self.items)

    def evaluate(self, markexpr: str) -> frozenset[str]:
        """Return the phases that `-m` chooses; raise ValueError with a sentence where it chooses none."""
        try:
            tree = ast.parse(markexpr.strip(), mode="eval").body
        except SyntaxError:
            raise ValueError(
                f"can't be read; join phases with or, such as: {' or '.join(list(self.phases)[4:6])}"
            ) from None
        chosen = frozenset(phase for phase in self.phases if self._is_chosen(tree, phase))
        if not chosen:
            raise ValueError("chooses nothing: an item has one phase; join phases with or")
        return chosen

    def _is_chosen(self, tree: ast.expr, phase: str) -> bool:
        match tree:
            case ast.Name(id=name):
                if name not in self.phases:
                    raise ValueError(f'there is no phase "{name}"; {suggest(name, self.phases)}')
                return name == phase
            case ast.UnaryOp(op=ast.Not(), operand=operand):
                return not self._is_chosen(operand, phase)
            case ast.BoolOp(op=op, values=values):
                chosen = [self._is_chosen(value, phase) for value in values]
                return all(chosen) if isinstance(op, ast.And) else any(chosen)
            case _:
                raise ValueError(
                    f'"{ast.unparse(tree)}" is no phase; only names, and, or, not and parentheses are used here'
                )


@cache
def _own() -> Checklist:
    """The suite's own checklist, read once a process: it takes a while, and many ask for it."""
    return read_yaml(CHECKLIST, Checklist, contradictions=_contradictions).facts


def _contradictions(checklist: Checklist) -> Iterator[tuple[Spot, str]]:
    seen: dict[str, int] = {}
    for number, item in enumerate(checklist.all_items):
        spot = ("items", number)
        if item.id in seen:
            yield (*spot, "id"), f'"{item.id}" stands here a second time; every item has an id of its own'
        seen[item.id] = number
        for key, names in (("phase", (item.phase,)), ("also", item.also)):
            for name in names:
                if name not in checklist.phases:
                    yield (*spot, key), f'there is no phase "{name}"; {suggest(name, checklist.phases)}'
        yield from (((*spot, "needs", place), sentence) for place, sentence in _unknown_needs(item, checklist))
        if bool(item.needs) != ("items" in item.settled_by):
            yield (
                (*spot, "settled_by"),
                "`items` and `needs` go together: an item that is derived says from what, and no other does",
            )


def _unknown_needs(item: Item, checklist: Checklist) -> Iterator[tuple[int, str]]:
    for place, need in enumerate(item.needs):
        phase = need.removeprefix(A_PHASE)
        if need.startswith(A_PHASE) and phase not in checklist.phases:
            yield place, f'there is no phase "{phase}"; {suggest(phase, checklist.phases)}'
        if not need.startswith(A_PHASE) and need not in checklist.items:
            meant = nearest(need, checklist.items)
            yield (
                place,
                f'there is no item "{need}"; '
                + (f'nearest: "{meant}"' if meant else f"a phase is written {A_PHASE}NAME"),
            )
