"""A published OpenAPI document: of which version it is, and which calls it describes."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Mapping  # noqa: TC003 - pydantic reads it
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any
from urllib.parse import unquote, urldefrag, urljoin, urlsplit

import yaml
from pydantic import BaseModel, BeforeValidator, ValidationError

from gate.outcome import NotShown

METHODS = frozenset({"get", "put", "post", "delete", "options", "head", "patch", "trace", "query"})
REFERENCES_MAX = 20
DEPTH_MAX = 200
"""Of YAML: its parser in C breaks the process where the nesting does not end."""


@dataclass(frozen=True)
class ApiDocument:
    """version: that of the API. methods: path, with that of the server before it -> methods in capitals."""

    version: str
    methods: Mapping[str, frozenset[str]]


def _described(paths: object) -> object:
    """Without extensions, and with what is described as nothing at all."""
    if not isinstance(paths, dict):
        return paths or {}
    return {path: item or {} for path, item in paths.items() if not str(path).startswith("x-")}


class _Info(BaseModel):
    version: Annotated[str, BeforeValidator(lambda said: str(said) if isinstance(said, date) else said)]


class _Variable(BaseModel):
    default: Annotated[str, BeforeValidator(str)]


class _Server(BaseModel):
    url: str
    variables: dict[str, _Variable] = {}

    @property
    def filled_in(self) -> str:
        url = self.url
        for name, variable in self.variables.items():
            url = url.replace(f"{{{name}}}", variable.default)
        return url


class _Servers(BaseModel):
    servers: Annotated[list[_Server], BeforeValidator(lambda said: said or [])] = []


class _Document(_Servers):
    openapi: Annotated[str, BeforeValidator(str)] = ""
    swagger: Annotated[str, BeforeValidator(str)] = ""
    info: _Info
    basePath: str = ""  # noqa: N815 - Swagger 2's word
    paths: Annotated[dict[str, dict[str, Any]], BeforeValidator(_described)] = {}


def read_api_document(text: str, address: str = "") -> ApiDocument:
    """Read OpenAPI 3 or Swagger 2, as JSON or YAML, found at `address`. Raises ValueError with a predicate.

    Raises NotShown where a part of it stands elsewhere: nobody looked there.
    """
    whole = _load(text.removeprefix("\ufeff"))
    try:
        read = _Document.model_validate(whole)
    except ValidationError as error:
        raise _none_such(error) from None
    if not (read.openapi.startswith("3.") or read.swagger == "2.0"):
        raise ValueError("is no OpenAPI document: it names neither openapi 3 nor swagger 2.0")
    found: defaultdict[str, set[str]] = defaultdict(set)
    for path, described in read.paths.items():
        item = _follow(described, whole, address)
        calls = {name: call for name, call in item.items() if name in METHODS}
        for name, call in calls.items() or {"": item}.items():
            levels = [*(_servers_of(level) for level in (call, item)), read.servers]
            servers = next(filter(None, levels), None)
            before = urlsplit(urljoin(address, servers[0].filled_in)).path if servers else read.basePath
            found[one_path(before.rstrip("/") + path)] |= {name.upper()} - {""}
    return ApiDocument(read.info.version, {path: frozenset(methods) for path, methods in found.items()})


def one_path(path: str) -> str:
    """Write a path in the one way in which it is compared: without a query and a slash at its end."""
    return "/" + path.partition("?")[0].strip("/")


def _load(text: str) -> object:
    """JSON is read as such: YAML knows no tabs, and half of an emoji in it."""
    with suppress(ValueError, RecursionError):
        return json.loads(text)
    try:
        depth = 0
        for event in yaml.parse(text, Loader=yaml.CSafeLoader):
            depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
            if depth > DEPTH_MAX:
                raise ValueError(f"is nested more than {DEPTH_MAX} deep")
        return yaml.load(text, Loader=yaml.CSafeLoader)
    except yaml.YAMLError:
        raise ValueError("is neither JSON nor YAML") from None


def _servers_of(level: object) -> list[_Server]:
    try:
        return _Servers.model_validate(level or {}).servers
    except ValidationError as error:
        raise _none_such(error) from None


def _none_such(error: ValidationError) -> ValueError:
    first = error.errors(include_url=False)[0]
    where = ".".join(str(step) for step in first["loc"]) or "the whole"
    return ValueError(f"is no OpenAPI document: {where}: {first['msg'].lower()}")


def _follow(item: dict[str, Any], whole: object, address: str) -> dict[str, Any]:
    """A path's own description, with what it refers to; what it says itself comes first."""
    for _ in range(REFERENCES_MAX):
        if not isinstance(reference := item.get("$ref"), str):
            return item
        document, pointer = urldefrag(urljoin(address, reference))
        if document != address:
            raise NotShown(
                f"the OpenAPI document refers to {reference}, which stands elsewhere: publish it in one piece"
            )
        target = _at(whole, pointer)
        if not isinstance(target, dict):
            break
        item = target | {name: said for name, said in item.items() if name != "$ref"}
    raise ValueError(f"is no OpenAPI document: the reference {reference} leads nowhere")


def _at(whole: object, pointer: str) -> object:
    """What a JSON pointer (RFC 6901), written as a fragment, leads to; None where nothing is."""
    for step in unquote(pointer).split("/")[1:]:
        name = step.replace("~1", "/").replace("~0", "~")
        whole = whole.get(name) if isinstance(whole, dict) else None
    return whole
