"""What production is, by its own file and without any of its secrets; and what of another environment reaches it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from gate.environment.contradictions import PAYSTACK_KEYS, claims_of_key, hosts_of
from gate.environment.extended import parse_extended
from gate.files.addresses import origin_of
from gate.files.yaml_file import VARIABLE, FileError, shown

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path

    from gate.environment import Environment
    from gate.files.yaml_text import Spot, YamlText

REF: Spot = ("identity", "supabase_ref")
HOSTS: tuple[Spot, ...] = (("site",), ("supabase", "url"), ("identity", "hosts"), ("edge", "hosts"))
KNOWN_BY: tuple[Spot, ...] = (*HOSTS, ("identity",))
"""What production is known by. None of it is secret."""
ITS_OWN: tuple[Spot, ...] = (("supabase",), ("database",), ("scratch",), ("vendors", "paystack"))
"""What another environment never shares, whatever it is called there."""
FOR_ONE_ONLY: tuple[Spot, ...] = (("vendors",), ("notify",), ("hosts",))
"""What two environments share only where both files name the same variable."""
LIVE_KEYS = (PAYSTACK_KEYS["live"], "pk_live_")
WWW = "www."
NOT_KNOWN = (
    "environments/ has no file of kind production, so nothing can be told from it; "
    "write one with site, supabase.url and identity (none of it is secret)"
)


@dataclass(frozen=True)
class Production:
    """An environment of kind production. `texts` are the words of its file as written, by where they stand."""

    file: str
    texts: Mapping[Spot, str]

    @property
    def ref(self) -> str:
        """Supabase's reference of the project."""
        return self.texts.get(REF, "")

    @cached_property
    def hosts(self) -> frozenset[str]:
        """Where people and apps reach it, without the www. that some of them may have."""
        named = (text for spot, text in self.texts.items() if _is_in(spot, HOSTS))
        return frozenset(origin_of(text).host.removeprefix(WWW) for text in named)

    @cached_property
    def own_variables(self) -> tuple[str, ...]:
        """The variables of what no other environment shares."""
        return tuple(
            name for spot, text in self.texts.items() if _is_in(spot, ITS_OWN) for name in VARIABLE.findall(text)
        )

    def is_at(self, host: str) -> bool:
        """Whether a host is one of production's, or of its project at Supabase."""
        return host.removeprefix(WWW) in self.hosts or self.is_named_in(host)

    def is_named_in(self, text: str) -> bool:
        """Whether an address or a user in it is of production's project at Supabase."""
        return bool(self.ref) and bool(re.search(rf"(?<![a-z0-9]){re.escape(self.ref)}(?![a-z0-9])", text))


def productions(folders: Iterable[Path], beside: Path) -> tuple[Production, ...]:
    """Read what production is by the files beside one that is none.

    Raises FileError where a file of it does not say so in plain words, or there is none: then all is refused.
    """
    files = dict.fromkeys(file.absolute() for folder in folders for file in sorted(folder.glob("*.yaml")))
    found = {file: text for file in files if file != beside.absolute() and (text := _of_production(file))}
    if not found:
        raise FileError(NOT_KNOWN)
    mistakes = [
        f"{place.file or shown(file)}:{place.line}:{place.column}: {'.'.join(map(str, spot))}: {sentence}"
        for file, text in found.items()
        for spot, sentence in hides_production(text)
        for place in [text.place_of(spot)]
    ]
    if mistakes:
        raise FileError("\n".join(mistakes))
    return tuple(Production(shown(file), dict(_texts((), text.value))) for file, text in found.items())


def hides_production(text: YamlText) -> Iterator[tuple[Spot, str]]:
    """Say what of that by which production is known its file has from outside, or not as an address."""
    for spot, words in _texts((), text.value):
        if _is_in(spot, KNOWN_BY) and VARIABLE.search(words):
            yield spot, f"is {words}; write it as it is: it is no secret, and other environments are told from it"
        elif _is_in(spot, HOSTS):
            try:
                origin_of(words)
            except ValueError as error:
                yield spot, str(error)


def reaches_production(
    environment: Environment, text: YamlText, variables: Mapping[str, str]
) -> Iterator[tuple[Spot, str]]:
    """Say by which entries an environment of another kind reaches production: with any, nothing may be sent.

    text: its file as parsed. variables: what `${NAME}` stands for.
    """
    texts = dict(_texts((), text.value))
    for spot, value in _texts((), environment.model_dump(mode="json", by_alias=True)):
        if value.startswith(LIVE_KEYS):
            yield spot, f"is a live payment key, and this environment is {environment.kind}; take one of test money"
    for production in environment.productions:
        yield from _by_address(environment, production)
        yield from _by_flags(environment, texts, production)
        yield from _by_variable(texts, production, variables)


def _by_address(environment: Environment, production: Production) -> Iterator[tuple[Spot, str]]:
    why = f"production's by {production.file}, and this environment is {environment.kind}"
    own = ((("identity", "hosts", number), host) for number, host in enumerate(environment.identity.hosts))
    elsewhere = () if environment.kind == "local" else hosts_of(environment)  # of a local one, all are this machine
    for spot, host in (*elsewhere, *own):
        if production.is_at(host):
            yield spot, f"{host} is {why}; write the address of its own"
    if environment.identity.supabase_ref == production.ref:
        yield REF, f"{production.ref} is {why}; write the reference of its own project"
    for name in ("database", "scratch"):
        server = getattr(environment, name)
        if server and production.is_named_in(server.dsn):
            yield (name, "dsn"), f"leads to the project {production.ref}, which is {why}; take a server of its own"
    for name in ("anon_key", "service_key"):
        claims = claims_of_key(getattr(environment.supabase, name)) or {}
        if claims.get("ref") == production.ref:
            yield ("supabase", name), f"is a key of the project {production.ref}, which is {why}; take one of its own"


def _by_flags(
    environment: Environment, texts: Mapping[Spot, str], production: Production
) -> Iterator[tuple[Spot, str]]:
    server, flags = ("vendors", "unleash", "url"), ("vendors", "unleash", "environment")
    if server in texts and all(texts.get(spot) == production.texts.get(spot) for spot in (server, flags)):
        yield (
            flags,
            f"{texts[flags]} has production's flags by {production.file}; name the environment of {environment.kind}",
        )


def _by_variable(
    texts: Mapping[Spot, str], production: Production, variables: Mapping[str, str]
) -> Iterator[tuple[Spot, str]]:
    for spot, words in texts.items():
        for name in VARIABLE.findall(words):
            if name in production.own_variables:
                yield spot, f"is ${{{name}}}, which {production.file} has for itself; take a variable of its own"
            elif other := next(_of_the_same_value(name, _its_variables(spot, production), variables), ""):
                is_shareable = other not in production.own_variables
                remedy = f" Where it is meant to be shared, write ${{{other}}} here, too" if is_shareable else ""
                whose = f"the value of {other}, which {production.file} has for itself"
                yield spot, f"{name} has {whose}; were they exchanged?{remedy}"


def _its_variables(spot: Spot, production: Production) -> Iterable[str]:
    """What production has there that no other environment has: for what is all its own, wherever it stands in it."""
    if _is_in(spot, ITS_OWN):
        return production.own_variables
    return VARIABLE.findall(production.texts.get(spot, "")) if _is_in(spot, FOR_ONE_ONLY) else ()


def _of_the_same_value(name: str, others: Iterable[str], variables: Mapping[str, str]) -> Iterator[str]:
    value = _value(variables, name)
    return (other for other in others if value and other != name and _value(variables, other) == value)


def _of_production(file: Path) -> YamlText | None:
    text = parse_extended(file)
    if text.value is None and text.errors:
        place = text.errors[0].place
        raise FileError(f"{shown(file)}:{place.line}:{place.column}: {text.errors[0].sentence}")
    return text if isinstance(text.value, dict) and text.value.get("kind") == "production" else None


def _texts(spot: Spot, value: object) -> Iterator[tuple[Spot, str]]:
    if isinstance(value, dict):
        for key, entry in value.items():
            yield from _texts((*spot, key), entry)
    elif isinstance(value, (list, tuple)):
        for number, entry in enumerate(value):
            yield from _texts((*spot, number), entry)
    elif isinstance(value, str):
        yield spot, value


def _is_in(spot: Spot, sections: Iterable[Spot]) -> bool:
    return any(spot[: len(section)] == section for section in sections)


def _value(variables: Mapping[str, str], name: str) -> str:
    return variables.get(name, "").strip()
