"""The OpenAPI document of the API, as it is made from the migrations and the functions, well or badly."""

import json
import re
from pathlib import Path
from typing import Any

from sandbox.context import Context
from sandbox.product.supabase.functions import DEPLOYED

ADDRESS = "/guide/api/openapi.json"
MIGRATIONS = Path(__file__).parents[2] / "database" / "migrations"
RELATION = re.compile(r"^create (?:table|view) public\.(\w+)", re.MULTILINE)
FUNCTION = re.compile(r"^create function public\.(\w+)\(", re.MULTILINE)
AUTH = {
    "health": ("get",),
    "settings": ("get",),
    "signup": ("post",),
    "token": ("post",),
    "user": ("get", "put"),
    "logout": ("post",),
    "recover": ("post",),
    "resend": ("post",),
}
UNDESCRIBED, GONE = "wallet-transfer", "issue-virtual-card"


def api_document(context: Context) -> bytes:
    """Write it."""
    release, faults = context.moment.release, context.faults
    version = release.previous_version if faults.is_on("api-docs-outdated") else release.version
    functions = [name for name in DEPLOYED if not (faults.is_on("api-docs-incomplete") and name == UNDESCRIBED)]
    functions += [GONE] if faults.is_on("api-docs-of-what-is-gone") else []
    sql = "\n".join(file.read_text(encoding="utf-8") for file in sorted(MIGRATIONS.glob("*.sql")))
    paths = {
        **{f"/auth/v1/{name}": _calls(*methods) for name, methods in AUTH.items()},
        **{f"/rest/v1/{name}": _calls("get", "post", "patch", "delete") for name in RELATION.findall(sql)},
        **{f"/rest/v1/rpc/{name}": _calls("post") for name in FUNCTION.findall(sql)},
        **{f"/functions/v1/{name}": _calls("post") for name in functions},
    }
    info = {"title": "Alaska Pay", "version": version}
    servers = [{"url": "https://api.alaskapay.com"}]
    return json.dumps({"openapi": "3.1.0", "info": info, "servers": servers, "paths": paths}).encode()


def _calls(*methods: str) -> dict[str, Any]:
    return {method: {"responses": {"default": {"description": "As the guide says"}}} for method in methods}
