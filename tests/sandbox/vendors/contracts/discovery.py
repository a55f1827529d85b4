"""Holds answers against the contract of Google's own client: its bundled discovery documents."""

import json
from functools import cache
from pathlib import Path
from typing import Any

import googleapiclient
import jsonschema_rs

DOCUMENTS = Path(googleapiclient.__file__).parent / "discovery_cache" / "documents"
KEPT = ("type", "enum", "items", "properties")


def complaints(name: str, schema: str, content: Any) -> list[str]:
    """Say what the document ("androidpublisher.v3") has against JSON that should be of this schema."""
    return [
        f"{'/'.join(map(str, e.instance_path))}: {e.message}" for e in _validator(name, schema).iter_errors(content)
    ]


@cache
def _validator(name: str, schema: str) -> Any:
    schemas = json.loads((DOCUMENTS / f"{name}.json").read_text())["schemas"]
    definitions = {key: _strict(value) for key, value in schemas.items()}
    return jsonschema_rs.validator_for({"$ref": f"#/$defs/{schema}", "$defs": definitions})


def _strict(node: dict[str, Any]) -> dict[str, Any]:
    """Turn a schema of a discovery document into a JSON schema that allows nothing else than what it names."""
    if "$ref" in node:
        return {"$ref": f"#/$defs/{node['$ref']}"}
    found = {key: node[key] for key in KEPT if key in node}
    if node.get("format") in {"int64", "uint64"} and node["type"] == "string":
        found["pattern"] = "^-?[0-9]+$"
    if "items" in node:
        found["items"] = _strict(node["items"])
    if "properties" in node:
        found["properties"] = {key: _strict(value) for key, value in node["properties"].items()}
        found["additionalProperties"] = False
    return found
