"""A published OpenAPI document: of which version it is, and which calls it describes."""

from __future__ import annotations

from collections.abc import Mapping  # noqa: TC003 - pydantic reads it
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import yaml
from pydantic import BaseModel, ValidationError

METHODS = frozenset({"get", "put", "post", "delete", "options", "head", "patch", "trace"})


@dataclass(frozen=True)
class ApiDocument:
    """version: that of the API. methods: path, with that of the server before it -> methods in capitals."""

    version: str
    methods: Mapping[str, frozenset[str]]


class _Info(BaseModel):
    version: str


class _Server(BaseModel):
    url: str


class _Document(BaseModel):
    openapi: str = ""
    swagger: str = ""
    info: _Info
    servers: list[_Server] = []
    basePath: str = ""  # noqa: N815 - Swagger 2's word
    paths: dict[str, dict[str, Any]]


def read_api_document(text: str) -> ApiDocument:
    """Read OpenAPI 3 or Swagger 2, as JSON or YAML. Raises ValueError with a predicate for a sentence."""
    try:
        read = _Document.model_validate(yaml.load(text, Loader=yaml.CSafeLoader))
    except yaml.YAMLError:
        raise ValueError("is neither JSON nor YAML") from None
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        where = ".".join(str(step) for step in first["loc"]) or "the whole"
        raise ValueError(f"is no OpenAPI document: {where}: {first['msg'].lower()}") from None
    if not (read.openapi.startswith("3.") or read.swagger == "2.0"):
        raise ValueError("is no OpenAPI document: it names neither openapi 3 nor swagger 2.0")
    before = urlsplit(read.servers[0].url).path if read.servers else read.basePath
    return ApiDocument(
        version=read.info.version,
        methods={
            one_path(before.rstrip("/") + path): frozenset(name.upper() for name in calls if name in METHODS)
            for path, calls in read.paths.items()
        },
    )


def one_path(path: str) -> str:
    """Write a path in the one way in which it is compared: without a query and a slash at its end."""
    return "/" + path.partition("?")[0].strip("/")
