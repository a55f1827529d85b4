"""What the product's API promises: each endpoint with the answer that it owes."""

from functools import cache
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BeforeValidator, Field

from gate.files.places import ROOT
from gate.files.scalars import Text, Whole
from gate.files.shape import shape_fault, shape_mismatch
from gate.files.yaml_file import Section, read_yaml

DEFAULTS = ROOT / "gate" / "environment" / "expectations" / "endpoints.yaml"
JSON = "application/json"
SUCCESS = range(200, 300)


def _shape(shape: object) -> object:
    fault = shape_fault(shape)
    if fault:
        raise ValueError(fault)
    return shape


class Expects(Section):
    """The answer that is owed. The shape is that of a success; a refusal has only to be JSON."""

    status: Annotated[tuple[Annotated[Whole, Field(ge=100, lt=600)], ...], Field(min_length=1)]
    content_type: Text = JSON
    shape: Annotated[Any, AfterValidator(_shape)] = "any"

    def mismatch(self, status: int, content_type: str, value: object) -> str | None:
        """Say how an answer differs from what is owed; `value` is its JSON, None where it has none."""
        if status not in self.status:
            return f"status {status} instead of {' or '.join(str(code) for code in self.status)}"
        if not self._is_promised(content_type):
            return f"status {status}, but content type {content_type or 'unknown'} instead of {self.content_type}"
        if status not in SUCCESS or self.content_type != JSON:
            return None
        return shape_mismatch(self.shape, value)

    def _is_promised(self, content_type: str) -> bool:
        media_type = content_type.partition(";")[0].strip().lower()
        return media_type == self.content_type or (self.content_type == JSON and media_type.endswith("+json"))


class Endpoint(Section):
    """A call and the answer that it owes. `path` is relative to the base."""

    name: Text
    method: Literal["GET", "HEAD", "POST"] = "GET"
    path: Text
    base: Literal["supabase", "site"] = "supabase"
    as_who: Literal["anonymous", "user", "service"]
    headers: dict[str, str] = Field(default_factory=dict)
    body: Any = None
    expects: Expects


def _with_names(entries: object) -> object:
    if not isinstance(entries, dict):
        return entries
    return {name: {**entry, "name": name} if isinstance(entry, dict) else entry for name, entry in entries.items()}


Endpoints = Annotated[dict[str, Endpoint | None], BeforeValidator(_with_names)]
"""By name; an empty entry leaves a default endpoint out."""


class _Defaults(Section):
    endpoints: Endpoints


@cache
def default_endpoints() -> dict[str, Endpoint | None]:
    """Return the endpoints of the core journey."""
    return read_yaml(DEFAULTS, _Defaults).facts.endpoints
