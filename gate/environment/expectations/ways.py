"""How one gets from one place of the product to another: what is pressed, filled and opened, and what is seen."""

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from typing import Annotated, Self

from pydantic import Field, model_validator

from gate.files.places import ROOT
from gate.files.scalars import Text
from gate.files.validation_errors import nearest
from gate.files.yaml_file import Section, read_yaml
from gate.files.yaml_text import Spot

DEFAULTS = ROOT / "gate" / "environment" / "expectations" / "ways.yaml"
NAME = re.compile(r"\{([a-z_]+)\}")
BRINGS = {
    "sign_in": ("email", "password"),
    "sign_up": ("full_name", "email", "password", "phone", "code"),
    "set_pin": ("pin",),
    "reset": ("email",),
    "top_up": ("amount",),
    "pay": ("card_number", "card_expiry", "card_cvv"),
    "transfer": ("recipient", "amount", "pin"),
    "withdraw": ("amount", "bank"),
}
"""What a visitor brings along on a way."""
TO_ANOTHER_SITE = ("top_up", "pay")
"""Ways whose end is the address itself."""


class Sight(Section):
    """Something on a page: exactly one of these. A button is whatever can be pressed."""

    heading: Text | None = None
    button: Text | None = None
    dialog: Text | None = None
    toast: Text | None = None
    text: Text | None = None
    selector: Text | None = None

    @model_validator(mode="after")
    def _is_one(self) -> Self:
        if len(self.model_fields_set) != 1:
            raise ValueError(f"is no sight; write exactly one of {', '.join(type(self).model_fields)}")
        return self

    @property
    def kind(self) -> str:
        """Which of them."""
        return next(iter(self.model_fields_set))

    @property
    def words(self) -> str:
        """What has to be there, with its names in braces."""
        return str(getattr(self, self.kind))


VERBS = ("open", "press", "fill", "see")


class Step(Section):
    """One thing that a visitor does: open, press, fill or see."""

    open: str | None = None
    press: Text | None = None
    fill: Text | None = None
    see: Annotated[tuple[Sight, ...], Field(min_length=1)] = ()
    with_: Annotated[Text | None, Field(alias="with")] = None
    in_: Annotated[Text | None, Field(alias="in")] = None

    @model_validator(mode="after")
    def _is_one(self) -> Self:
        verbs = [verb for verb in VERBS if verb in self.model_fields_set]
        if len(verbs) != 1:
            raise ValueError(f"is {len(verbs)} steps; write exactly one of {', '.join(VERBS)}")
        if (verbs[0] == "fill") != (self.with_ is not None):
            raise ValueError("has to say `with` what is filled in, and only a `fill` can")
        if self.in_ is not None and verbs[0] not in {"press", "fill"}:
            raise ValueError("can't be `in` a dialog; only what is pressed or filled can")
        return self

    @property
    def words(self) -> tuple[str, ...]:
        """All that stands in it, with its names in braces."""
        said = (self.open, self.press, self.fill, self.with_, self.in_, *(sight.words for sight in self.see))
        return tuple(words for words in said if words)


Way = tuple[Step, ...]


def _default(name: str) -> Way:
    found: Way = Field(default_factory=lambda: default_ways()[name])
    return found


class Ways(Section):
    """All that journeys need; ways.yaml says where each one begins and what it brings."""

    sign_in_form: Way = _default("sign_in_form")
    sign_in: Way = _default("sign_in")
    refused: Way = _default("refused")
    dashboard: Way = _default("dashboard")
    guarded: Way = _default("guarded")
    signed_in: Way = _default("signed_in")
    signed_out: Way = _default("signed_out")
    sign_out: Way = _default("sign_out")
    way_in: Way = _default("way_in")
    sign_up: Way = _default("sign_up")
    to_be_confirmed: Way = _default("to_be_confirmed")
    confirmed: Way = _default("confirmed")
    set_pin: Way = _default("set_pin")
    reset: Way = _default("reset")
    wallet: Way = _default("wallet")
    history: Way = _default("history")
    notifications: Way = _default("notifications")
    top_up: Way = _default("top_up")
    pay: Way = _default("pay")
    transfer: Way = _default("transfer")
    withdraw: Way = _default("withdraw")

    def named(self) -> Mapping[str, Way]:
        """Return each by its name."""
        return {name: getattr(self, name) for name in type(self).model_fields}


class _Defaults(Section):
    ways: dict[str, Way]


@cache
def default_ways() -> Mapping[str, Way]:
    """Return the ways of the product as it is known."""
    return read_yaml(DEFAULTS, _Defaults).facts.ways


def names_in(words: str) -> tuple[str, ...]:
    """Return the names that stand in braces."""
    return tuple(NAME.findall(words))


def fill_in(words: str, values: Mapping[str, str]) -> str:
    """Put values in place of the names in braces."""
    return NAME.sub(lambda name: values[name[1]], words)


def mistakes(ways: Ways, texts: Iterable[str]) -> Iterator[tuple[Spot, str]]:
    """Say which ways arrive nowhere, and which names in braces nobody knows; `texts` are those of `pages:`."""
    for name, way in ways.named().items():
        if not (name in TO_ANOTHER_SITE or (way and way[-1].see)):
            yield (name,), "doesn't say what shows that one has arrived; end it with a `see`"
        brought = BRINGS.get(name, ())
        known = [*brought, *texts]
        for number, step in enumerate(way):
            for unknown in (one for words in step.words for one in names_in(words) if one not in known):
                meant = nearest(unknown, known)
                hint = f'nearest: "{meant}"' if meant else f"this way brings {', '.join(brought) or 'nothing'}"
                yield (name, number), f'"{{{unknown}}}" is neither a text of pages: nor brought along; {hint}'
