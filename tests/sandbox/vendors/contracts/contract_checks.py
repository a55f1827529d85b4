"""Holds exchanges against the vendors' published contracts, in both directions."""

import json
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx
import schemathesis
import yaml

FILES = {
    "paystack": "paystack.json",
    "twilio": "twilio_api_v2010.json",
    "netlify": "netlify.json",
    "sentry": "sentry.json",
    "supabase_management": "supabase_management.json",
    "github": "github.json",
    "uptimerobot": "uptimerobot.json",
    "unleash": "unleash_live.json",
    "app_store": "appstoreconnect.json",
    "statuspage": "statuspage.json",
    "sendgrid": "sendgrid_[ds]*.json",  # the others have an ErrorResponse of another shape
    "zendesk": "zendesk_*_thirdparty.json",
}
CUT_AWAY = {
    "github": (
        "/repos/{owner}/{repo}/issues",
        "/repos/{owner}/{repo}/pulls/{pull_number}/reviews",
        "/repos/{owner}/{repo}/commits/{commit_sha}/pulls",
        "/repos/{owner}/{repo}/contents/{path}",
    ),
    "netlify": ("/sites/{site_id}/files", "/sites/{site_id}/traffic_splits"),
    "sendgrid": ("/v3/suppression/blocks",),
    "supabase_management": ("/v1/projects/{ref}/secrets",),
    "sentry": ("/api/0/projects/{organization_id_or_slug}/{project_id_or_slug}/rules/",),
}
"""Operations that a vendor has and a contract cut to fewer operations may lack. Tests of them are skipped there, and
run where the whole contract is given (npm @octokit/openapi, generated/api.github.com.json)."""
KNOWN_DEFECTS = Path(__file__).with_name("known_spec_defects.yaml")


@dataclass(frozen=True)
class Defect:
    """Where a published contract is wrong, and how that is known."""

    vendor: str
    operation: str
    complaint: str
    found: str
    evidence: str
    stands_for: str = ""
    """For an operation that the contract lacks: the path of one there, whose parameters and shapes it has."""

    def concerns(self, vendor: str, operation: str) -> bool:
        """Whether it is about this operation, be it written as the contract does or as it is sent."""
        return vendor == self.vendor and (
            self.operation == "any" or bool(_pattern(self.operation).fullmatch(operation))
        )

    def is_met(self, vendor: str, operation: str, complaint: str) -> bool:
        return self.concerns(vendor, operation) and self.complaint in complaint


def known_defects() -> list[Defect]:
    return [Defect(**entry) for entry in yaml.safe_load(KNOWN_DEFECTS.read_text())]


def unknown(vendor: str, operation: str, complaints: list[str]) -> list[str]:
    """Leave out what is a known defect of the contract."""
    defects = known_defects()
    return [text for text in complaints if not any(defect.is_met(vendor, operation, text) for defect in defects)]


def response_complaints(contracts: Path, vendor: str, method: str, path: str, response: httpx.Response) -> list[str]:
    """Say what the contract has against a response; `path` is the contract's own template."""
    document = _document(contracts / FILES[vendor])
    if path not in document["paths"] and (stand_in := _stand_in(vendor, method, path)):
        missing = [f"there is no {method} {path}"]
        return missing + response_complaints(contracts, vendor, method, stand_in, response)
    operation = _schema(contracts / FILES[vendor])[path][method]
    declared = document["paths"][path][method.lower()]["responses"]
    if str(response.status_code) not in declared and "default" not in declared:
        return [f"status {response.status_code} is not declared"]
    try:
        operation.validate_response(response)
    except BaseException as failure:  # noqa: BLE001 - several failures come as a group that is no Exception
        return [_first_lines(leaf) for leaf in _leaves(failure)]
    return []


def is_cut_away(contracts: Path, vendor: str, path: str) -> bool:
    """Whether the contract lacks an operation that the vendor is known to have; `path` as sent, or the template."""
    document = _document(contracts / FILES[vendor])
    path = path.removeprefix(base_path(document))
    is_known = any(_pattern(template).fullmatch(path) for template in CUT_AWAY.get(vendor, ()))
    return is_known and not any(_pattern(template).fullmatch(path) for template in document["paths"])


def request_exists(contracts: Path, vendor: str, method: str, path: str, query_names: list[str]) -> list[str]:
    """Say what a request asks for that the contract does not have; nothing means that all of it exists."""
    document = _document(contracts / FILES[vendor])
    base = base_path(document)
    for template, operations in document["paths"].items():
        if _pattern(base + template).fullmatch(path) and method.lower() in operations:
            shared = operations.get("parameters", [])
            own = operations[method.lower()].get("parameters", [])
            parameters = [_resolved(document, parameter) for parameter in (*shared, *own)]
            known = {parameter["name"] for parameter in parameters if parameter["in"] == "query"}
            return [f"{method} {template} has no query parameter '{n}'" for n in query_names if n not in known]
    missing = [f"there is no {method} {path}"]
    stand_in = _stand_in(vendor, method, path)
    return missing + (request_exists(contracts, vendor, method, stand_in, query_names) if stand_in else [])


def _stand_in(vendor: str, method: str, path: str) -> str:
    """Name the path of the contract that a path which it lacks is held against; nothing where there is none."""
    defects = (defect for defect in known_defects() if defect.concerns(vendor, f"{method} {path}"))
    return next((defect.stands_for for defect in defects if defect.stands_for), "")


def _pattern(template: str) -> re.Pattern[str]:
    return re.compile(re.sub(r"\\\{[^/]+?\\\}", "[^/]+", re.escape(template)))


def base_path(document: dict[str, Any]) -> str:
    """Say what stands before every path: Swagger 2 has it as such, OpenAPI 3 in the address of its server."""
    servers = document.get("servers", [])
    from_server = urlsplit(servers[0]["url"]).path.rstrip("/") if servers else ""
    return document.get("basePath", from_server)


@cache
def _schema(contract: Path) -> Any:
    return schemathesis.openapi.from_dict(_document(contract))


@cache
def _document(contract: Path) -> dict[str, Any]:
    """Read a contract; `*` in its name stands for the parts of one that comes in several files."""
    first, *others = [json.loads(file.read_text()) for file in sorted(contract.parent.glob(contract.name))]
    for other in others:
        first["paths"] |= other["paths"]
        for kind, parts in other.get("components", {}).items():
            first.setdefault("components", {}).setdefault(kind, {}).update(parts)
    return first


def _resolved(document: dict[str, Any], node: dict[str, Any]) -> dict[str, Any]:
    if "$ref" not in node:
        return node
    found: Any = document
    for step in node["$ref"].removeprefix("#/").split("/"):
        found = found[step]
    return found


def _leaves(failure: BaseException) -> list[BaseException]:
    if isinstance(failure, BaseExceptionGroup):
        return [leaf for inner in failure.exceptions for leaf in _leaves(inner)]
    return [failure]


def _first_lines(failure: BaseException) -> str:
    return " ".join(str(failure).split())[:400]
