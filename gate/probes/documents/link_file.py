"""The two files that let links to the site open in the apps: does one let the real app open any?"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import Annotated, Any

from pydantic import BaseModel, Field, TypeAdapter, ValidationError

from gate.http import Answer, Unreachable
from gate.outcome import NotShown

OK = 200
ASSOCIATION_BYTES_MAX = 128 * 1024
OPENS_LINKS = "delegate_permission/common.handle_all_urls"
VARIABLE = re.compile(r"\$\(\w+\)")
SOME_NAME = "some-name-7q"


@dataclass(frozen=True)
class LinkFile:
    """Why the file lets the app open no link, None where nothing hinders; and which expected names it does not hold."""

    problem: str | None
    missing: tuple[str, ...]


class _Rule(BaseModel):
    """Links that open the app, or with `exclude` don't; of several rules the first that a link matches counts."""

    path: Annotated[str, Field(alias="/")] = "*"
    query: Annotated[Any, Field(alias="?")] = "*"
    fragment: Annotated[str, Field(alias="#")] = "*"
    exclude: bool = False
    is_case_sensitive: Annotated[bool, Field(alias="caseSensitive")] = True

    @property
    def examples(self) -> tuple[str, ...]:
        """Paths that match: with a name for every wildcard, and with nothing."""
        pattern = f"/{self.path.removeprefix('?')}" if self.path[:1] in {"*", "?"} else self.path
        filled = (VARIABLE.sub(SOME_NAME, pattern).replace("?", "x").replace("*", some) for some in (SOME_NAME, ""))
        return tuple(path for path in filled if path.startswith("/"))

    def covers(self, path: str, other: _Rule) -> bool:
        """Whether every link to this path, under the conditions of the other rule, matches."""
        pattern = re.escape(VARIABLE.sub("*", self.path)).replace(r"\*", ".*").replace(r"\?", ".")
        return (
            self.query in ("*", other.query)
            and self.fragment in ("*", other.fragment)
            and bool(re.fullmatch(pattern, path, re.NOFLAG if self.is_case_sensitive else re.IGNORECASE))
        )


class _Details(BaseModel):
    app: Annotated[str, Field(alias="appID")] = ""
    apps: Annotated[tuple[str, ...], Field(alias="appIDs")] = ()
    paths: tuple[str, ...] = ()
    components: tuple[_Rule, ...] | None = None

    @property
    def rules(self) -> tuple[_Rule, ...]:
        """Components, which iOS reads since 13; paths where there are none."""
        if self.components is not None:
            return self.components
        return tuple(_Rule(**{"/": path.removeprefix("NOT ")}, exclude=path.startswith("NOT ")) for path in self.paths)


class _Links(BaseModel):
    details: tuple[_Details, ...] = ()


class _Association(BaseModel):
    applinks: _Links = _Links()


class _Target(BaseModel):
    namespace: str = ""
    package_name: str = ""
    sha256_cert_fingerprints: tuple[str, ...] = ()


class _Extension(BaseModel):
    dynamic_app_link_components: tuple[_Rule, ...] = ()


class _Statement(BaseModel):
    relation: tuple[str, ...] = ()
    target: _Target = _Target()
    relation_extensions: dict[str, _Extension] = {}
    include: str | None = None


STATEMENTS = TypeAdapter(tuple[_Statement, ...])


def read_association(answer: Answer | Unreachable, app: str) -> LinkFile:
    """Look into Apple's file: `app` is team and bundle. What stands beside applinks.details opens no link."""
    try:
        content = _json(answer, ASSOCIATION_BYTES_MAX)
        details = [
            entry for entry in _Association.model_validate(content).applinks.details if app in {entry.app, *entry.apps}
        ]
    except ValueError as error:
        return LinkFile(_sentence(error), (app,))
    if missing := _missing(content, (app,)):
        return LinkFile(None, missing)
    if not details:
        return LinkFile(f"names {app}, but not as an app of applinks.details: no link opens it", ())
    opens = _open_any([rule for entry in details for rule in entry.rules])
    return LinkFile(None if opens else f"lets {app} open no path of the site", ())


def read_asset_links(answer: Answer | Unreachable, package: str, fingerprints: tuple[str, ...]) -> LinkFile:
    """Look into Android's file: a statement counts for its own package and relation only.

    Raises NotShown where what is missing may stand in a file that this one includes.
    """
    try:
        content = _json(answer)
        statements = STATEMENTS.validate_python(content)
    except ValueError as error:
        return LinkFile(_sentence(error), (package, *fingerprints))
    missing = _missing(content, (package, *fingerprints))
    problem = _why_closed(statements, package, [name for name in fingerprints if name not in missing])
    included = [statement.include for statement in statements if statement.include]
    if included and (problem or missing):
        raise NotShown(
            f"what {package} may open can't be told: assetlinks.json includes {included[0]}, which is not read here; "
            "write the statement into the file itself"
        )
    return LinkFile(problem, missing)


def _why_closed(statements: tuple[_Statement, ...], package: str, fingerprints: list[str]) -> str | None:
    of_the_app = [
        statement
        for statement in statements
        if (statement.target.namespace, statement.target.package_name) == ("android_app", package)
    ]
    opening = [statement for statement in of_the_app if OPENS_LINKS in statement.relation]
    if not opening:
        return f"lets {package} open no link: no statement of this Android app has the relation {OPENS_LINKS}"
    stated = {print_ for statement in opening for print_ in statement.target.sha256_cert_fingerprints}
    if lacking := [name for name in fingerprints if name not in stated]:
        return f"lacks {', '.join(lacking)} in the statement of {package}, though it is there elsewhere"
    extensions = [statement.relation_extensions.get(OPENS_LINKS, _Extension()) for statement in opening]
    dynamic = [rule for extension in extensions for rule in extension.dynamic_app_link_components]
    # a link that none of these matches is opened as the app's own manifest says
    return None if _open_any([*dynamic, _Rule()]) else f"lets {package} open no path of the site"


def _json(answer: Answer | Unreachable, bytes_max: int | None = None) -> Any:  # noqa: ANN401 - JSON
    if isinstance(answer, Unreachable):
        raise ValueError(str(answer))  # noqa: TRY004 - nothing that was answered
    if answer.status != OK or answer.content_type != "application/json":
        raise ValueError(f"answered {answer.status} {answer.content_type}, expected 200 application/json")
    if bytes_max and len(answer.body) > bytes_max:
        raise ValueError(f"is {len(answer.body)} bytes, and no more than {bytes_max} are read")
    if answer.json is None:
        raise ValueError("answered 200 application/json, and what came is no JSON")
    return answer.json


def _sentence(error: ValueError) -> str:
    if not isinstance(error, ValidationError):
        return str(error)
    first = error.errors()[0]
    return f"{'.'.join(map(str, first['loc'])) or 'it'} is wrong ({first['msg'].lower()})"


def _missing(content: object, names: tuple[str, ...]) -> tuple[str, ...]:
    text = json.dumps(content)
    return tuple(name for name in names if f'"{name}"' not in text)


def _open_any(rules: list[_Rule]) -> bool:
    """Whether some link opens the app: an example of a rule that no exclusion before it covers."""
    return any(
        not any(earlier.covers(path, rule) for earlier in rules[:place] if earlier.exclude)
        for place, rule in enumerate(rules)
        if not rule.exclude
        for path in rule.examples
    )
