"""Which edge functions are deployed, and how: the release's, or what a fault has made of them."""

from dataclasses import dataclass
from http import HTTPStatus
from typing import TYPE_CHECKING

from starlette.responses import JSONResponse, Response

from sandbox.product.supabase.functions import DEPLOYED
from sandbox.product.supabase.functions.call import CALLED_BY_VENDORS, OPENED

if TYPE_CHECKING:
    from starlette.requests import Request

    from sandbox.context import Context

VERSION = 24
PATH = "/functions/v1/"
FORGOTTEN = "send-activity-alert"
"""Is not deployed, not found where it is, or does not start: function-missing, -not-found, -crashes."""
OLD = "process-withdrawal"
BY_HAND = "debug-wallets"
SET_OPEN = ("function-open-as-set", "function-without-gate")
"""Faults that lie in the settings of a function, not in its code."""


@dataclass(frozen=True)
class Deployment:
    """A function as the platform has it."""

    name: str
    version: int = VERSION
    verify_jwt: bool = True
    is_throttled: bool = False


def deployments(context: "Context") -> tuple[Deployment, ...]:
    """All that are there now."""
    faults = context.faults
    names = [name for name in DEPLOYED if not (name == FORGOTTEN and faults.is_on("function-missing"))]
    by_hand = [Deployment(BY_HAND, version=1)] if faults.is_on("function-unknown") else []
    return (*(_deployment(context, name) for name in names), *by_hand)


def answers_for_the_forgotten(request: "Request", context: "Context") -> Response | None:
    """Answer for a function that is not there, or does not start."""
    if request.url.path != PATH + FORGOTTEN:
        return None
    if context.faults.is_on("function-missing") or context.faults.is_on("function-not-found"):
        body = {"code": "NOT_FOUND", "message": "Requested function was not found"}
        return JSONResponse(body, HTTPStatus.NOT_FOUND)
    if context.faults.is_on("function-crashes"):
        body = {"code": "BOOT_ERROR", "message": "Worker failed to boot (please check logs)"}
        return JSONResponse(body, HTTPStatus.SERVICE_UNAVAILABLE)
    return None


def _deployment(context: "Context", name: str) -> Deployment:
    faults = context.faults
    is_set_open = any(OPENED[fault] == name and faults.is_on(fault) for fault in SET_OPEN)
    return Deployment(
        name,
        version=VERSION - (name == OLD and faults.is_on("function-other-version")),
        verify_jwt=name not in CALLED_BY_VENDORS and not is_set_open,
        is_throttled=name == OLD and faults.is_on("function-throttled"),
    )
