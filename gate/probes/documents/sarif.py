"""A SARIF file (OASIS, 2.1.0): what scans of the code have found, and what of it is still open."""

from __future__ import annotations

import json
from contextlib import suppress
from dataclasses import dataclass
from math import isfinite
from typing import TYPE_CHECKING, Annotated, Literal

from pydantic import BaseModel, BeforeValidator, Field, ValidationError

from gate.files.foreign_file import UnreadableFileError, read_foreign_bytes
from gate.outcome import NotShown

if TYPE_CHECKING:
    from pathlib import Path

BYTES_MAX = 100_000_000
CRITICAL_MIN = 9.0
"""From this `security-severity` on GitHub calls a result critical."""
CALLED = "the scan's file"

NO_FINDINGS = frozenset({"pass", "notApplicable", "informational"})
"""Kinds of results that tell of what is well."""
NOTIFICATIONS_MAX = 3

Gauge = Literal["none", "note", "warning", "error"]


@dataclass(frozen=True)
class Finding:
    """An open result. severity: 0 to 10, None where its rule has none; where: file and line, as far as it says."""

    rule: str
    level: Gauge
    severity: float | None
    where: str

    @property
    def is_grave(self) -> bool:
        """Whether it is at level error, or critical."""
        return self.level == "error" or (self.severity or 0) >= CRITICAL_MIN

    def __str__(self) -> str:
        """For sentences."""
        severity = "" if self.severity is None else f", severity {self.severity:g}"
        return f"{self.rule} in {self.where} (level {self.level}{severity})"


@dataclass(frozen=True)
class Scan:
    """One run of one tool. commits: those it says it looked at; open: what it found and nobody has suppressed."""

    tool: str
    commits: frozenset[str]
    open: tuple[Finding, ...]


def _number(said: object) -> float | None:
    """What is no number (Snyk writes `undefined` for licences) is an unknown severity."""
    with suppress(ValueError):
        number = float(str(said))
        return number if isfinite(number) else None
    return None


class _Bag(BaseModel):
    security_severity: Annotated[float | None, BeforeValidator(_number)] = Field(None, alias="security-severity")


class _Configuration(BaseModel):
    level: Gauge = "warning"


class _Rule(BaseModel):
    id: str
    configuration: _Configuration = Field(default=_Configuration(), alias="defaultConfiguration")
    properties: _Bag = _Bag()


class _Component(BaseModel):
    name: str
    guid: str | None = None
    rules: tuple[_Rule, ...] = ()


class _Tool(BaseModel):
    driver: _Component
    extensions: tuple[_Component, ...] = ()


class _ComponentReference(BaseModel):
    index: int = -1
    name: str | None = None
    guid: str | None = None


class _RuleReference(BaseModel):
    id: str | None = None
    index: int = -1
    component: _ComponentReference | None = Field(default=None, alias="toolComponent")


class _Suppression(BaseModel):
    status: Literal["accepted", "underReview", "rejected"] = "accepted"


class _Artifact(BaseModel):
    uri: str = "?"


class _Region(BaseModel):
    line: int | None = Field(default=None, alias="startLine")


class _Physical(BaseModel):
    artifact: _Artifact = Field(default=_Artifact(), alias="artifactLocation")
    region: _Region = _Region()


class _Location(BaseModel):
    physical: _Physical = Field(default=_Physical(), alias="physicalLocation")


class _Result(BaseModel):
    kind: str = "fail"
    level: Gauge | None = None
    rule_id: str | None = Field(default=None, alias="ruleId")
    rule_index: int = Field(default=-1, alias="ruleIndex")
    rule: _RuleReference = _RuleReference()
    baseline: str = Field(default="new", alias="baselineState")
    suppressions: tuple[_Suppression, ...] = ()
    locations: tuple[_Location, ...] = ()
    properties: _Bag = _Bag()

    @property
    def is_open(self) -> bool:
        is_suppressed = bool(self.suppressions) and all(entry.status == "accepted" for entry in self.suppressions)
        return self.kind not in NO_FINDINGS and self.baseline != "absent" and not is_suppressed

    @property
    def where(self) -> str:
        if not self.locations:
            return "?"
        physical = self.locations[0].physical
        return f"{physical.artifact.uri}:{physical.region.line}" if physical.region.line else physical.artifact.uri


class _Message(BaseModel):
    text: str = ""
    markdown: str = ""
    id: str = ""

    def __str__(self) -> str:
        return " ".join((self.text or self.markdown or self.id or "an error without a text").split())


class _Notification(BaseModel):
    level: Gauge = "warning"
    message: _Message = _Message()


class _Invocation(BaseModel):
    is_successful: bool = Field(default=True, alias="executionSuccessful")
    of_the_tool: tuple[_Notification, ...] = Field(default=(), alias="toolExecutionNotifications")
    of_its_settings: tuple[_Notification, ...] = Field(default=(), alias="toolConfigurationNotifications")

    @property
    def errors(self) -> list[str]:
        """What the tool says it could not do."""
        return [str(told.message) for told in self.of_the_tool + self.of_its_settings if told.level == "error"]


class _Provenance(BaseModel):
    commit: str | None = Field(default=None, alias="revisionId")


class _Run(BaseModel):
    tool: _Tool
    results: tuple[_Result, ...] | None = None
    invocations: tuple[_Invocation, ...] = ()
    provenance: tuple[_Provenance, ...] = Field(default=(), alias="versionControlProvenance")

    def rule_of(self, result: _Result) -> _Rule | None:
        """Look the rule up by its index, else by its id; a hierarchical id (`a/b`) stands for `a` too.

        Where the two contradict each other, as in files that were joined, the id counts.
        """
        name = result.rule_id or result.rule.id or ""
        names = {name, name.rpartition("/")[0]} - {""}
        rules = self._component_of(result.rule.component).rules
        index = result.rule_index if result.rule_index >= 0 else result.rule.index
        if 0 <= index < len(rules) and (not names or rules[index].id in names):
            return rules[index]
        everywhere = (*rules, *(rule for component in self._components for rule in component.rules))
        return next((rule for said in (name, *names) for rule in everywhere if rule.id == said), None)

    @property
    def _components(self) -> tuple[_Component, ...]:
        return (self.tool.driver, *self.tool.extensions)

    def _component_of(self, reference: _ComponentReference | None) -> _Component:
        """The part of the tool that a rule belongs to: by its index, its guid or its name, else the driver."""
        if reference and 0 <= reference.index < len(self.tool.extensions):
            return self.tool.extensions[reference.index]
        names = {reference.guid, reference.name} - {None} if reference else set()
        return next((it for it in self.tool.extensions if not names.isdisjoint({it.guid, it.name})), self.tool.driver)

    def finding(self, result: _Result) -> Finding:
        """Say it in our words."""
        rule = self.rule_of(result)
        level: Gauge = result.level or (rule.configuration.level if rule else "warning")
        severities = (result.properties.security_severity, rule.properties.security_severity if rule else None)
        return Finding(
            rule=result.rule_id or result.rule.id or (rule.id if rule else "a rule without a name"),
            level=level if result.kind == "fail" else "none",
            severity=next((severity for severity in severities if severity is not None), None),
            where=result.where,
        )


class _File(BaseModel):
    version: Literal["2.1.0"]
    runs: tuple[_Run, ...]


def read_scans(file: Path) -> tuple[Scan, ...]:
    """Read a SARIF file. Raises NotShown where there is none, it can't be read, or a scan in it did not succeed."""
    try:
        content = read_foreign_bytes(file, BYTES_MAX)
    except UnreadableFileError as error:
        raise NotShown(f"{CALLED} {file.name} {error}") from None
    try:
        read = _File.model_validate(json.loads(content, object_hook=_without_nulls))
    except (ValueError, RecursionError) as error:
        if not isinstance(error, ValidationError):
            raise NotShown(f"{CALLED} {file.name} is no SARIF 2.1.0: it is no JSON ({error})") from None
        first = error.errors(include_url=False)[0]
        where = ".".join(str(step) for step in first["loc"]) or "the whole"
        raise NotShown(f"{CALLED} {file.name} is no SARIF 2.1.0: {where}: {first['msg']}") from None
    if not read.runs:
        raise NotShown(f"{CALLED} {file.name} holds no scan at all")
    return tuple(_scan(file.name, run) for run in read.runs)


def _without_nulls(found: dict[str, object]) -> dict[str, object]:
    """Tools in Go and .NET write null for what they leave out."""
    return {name: value for name, value in found.items() if value is not None}


def _scan(name: str, run: _Run) -> Scan:
    tool = run.tool.driver.name
    if not all(invocation.is_successful for invocation in run.invocations):
        raise NotShown(f"{CALLED} {name}: {tool} did not succeed, so what it did not find may still be there")
    errors = list(dict.fromkeys(error for invocation in run.invocations for error in invocation.errors))
    if errors:
        more = f" and {len(errors) - NOTIFICATIONS_MAX} more" if len(errors) > NOTIFICATIONS_MAX else ""
        told = "; ".join(errors[:NOTIFICATIONS_MAX])
        raise NotShown(f"{CALLED} {name}: {tool} ended, and could not look everywhere: {told}{more}")
    if run.results is None:
        raise NotShown(f"{CALLED} {name}: {tool} has no results, not even an empty list: it has not looked")
    commits = frozenset(source.commit for source in run.provenance if source.commit)
    return Scan(tool, commits, tuple(run.finding(result) for result in run.results if result.is_open))
