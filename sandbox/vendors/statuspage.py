"""Statuspage: the public page of Alaska Pay, its public API, and the components as the managing one has them."""

from datetime import datetime, timedelta
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.routing import Route

from sandbox.vendors.guard import Guard

if TYPE_CHECKING:
    from starlette.requests import Request

    from sandbox.context import Context

PAGE = "kctbh9vrtdwd"
COMPONENTS = ("Website", "API", "Payments", "Mobile apps")
SET_UP_BEFORE = timedelta(days=400)
ANNOUNCED_BEFORE = timedelta(days=3)
MARGIN = timedelta(minutes=15)
HTML = "<!doctype html><title>Alaska Pay Status</title><h1>Alaska Pay Status</h1>\n"


def app(context: "Context") -> Starlette:
    """Serve the page to anybody, and the managing API to whoever has its key."""

    async def page(_request: "Request") -> Response:
        return HTMLResponse(HTML)

    async def summary(_request: "Request") -> Response:
        incidents = _incidents(context)
        return JSONResponse(
            {
                "page": {
                    "id": PAGE,
                    "name": "Alaska Pay",
                    "url": context.addresses["STATUSPAGE_URL"],
                    "time_zone": "Africa/Lagos",
                    "updated_at": _moment(context.moment.approved_at),
                },
                "status": {
                    "indicator": "minor" if incidents else "none",
                    "description": "Partially Degraded Service" if incidents else "All Systems Operational",
                },
                "components": _components(context),
                "incidents": incidents,
                "scheduled_maintenances": _maintenances(context),
            }
        )

    async def components(_request: "Request") -> Response:
        return JSONResponse(_components(context))

    def refusal(request: "Request") -> Response | None:
        if context.faults.is_on("status-page-down"):
            return HTMLResponse("<h1>Bad gateway</h1>\n", HTTPStatus.BAD_GATEWAY)
        is_managed = request.url.path.startswith("/v1/")
        if is_managed and request.headers.get("authorization") != f"OAuth {context.keys.statuspage_key}":
            return JSONResponse({"error": "Could not authenticate"}, HTTPStatus.UNAUTHORIZED)
        return None

    return Starlette(
        routes=[
            Route("/", page),
            Route("/api/v2/summary.json", summary),
            Route(f"/v1/pages/{PAGE}/components", components),
        ],
        middleware=[Middleware(Guard, refusal=refusal)],
        exception_handlers={
            HTTPStatus.NOT_FOUND: lambda *_: JSONResponse({"error": "Not found"}, HTTPStatus.NOT_FOUND)
        },
    )


def _components(context: "Context") -> list[dict[str, Any]]:
    since = context.moment.deployed_at - SET_UP_BEFORE
    return [
        {
            "id": f"b13yz5g2cw{number:02}",
            "page_id": PAGE,
            "group_id": None,
            "created_at": _moment(since),
            "updated_at": _moment(context.moment.approved_at),
            "group": False,
            "name": name,
            "description": "As seen by everybody",
            "position": number,
            "status": _status(context, name),
            "showcase": True,
            "only_show_if_degraded": False,
            "start_date": f"{since:%Y-%m-%d}",
        }
        for number, name in enumerate(COMPONENTS, 1)
    ]


def _status(context: "Context", name: str) -> str:
    is_slow = name == "Payments" and context.faults.is_on("component-degraded")
    return "degraded_performance" if is_slow else "operational"


def _incidents(context: "Context") -> list[dict[str, Any]]:
    if not context.faults.is_on("incident-still-open"):
        return []
    began = context.moment.approved_at
    return [_incident("p31zjtct2jer", "Some payments are slow", "identified", "minor", began)]


def _maintenances(context: "Context") -> list[dict[str, Any]]:
    """The one of this release, around its window."""
    moment, faults = context.moment, context.faults
    if faults.is_on("maintenance-unannounced"):
        return []
    begins, ends = moment.window_opens - MARGIN, moment.window_closes + MARGIN
    if faults.is_on("maintenance-too-short"):
        ends = moment.window_opens + MARGIN
    status = "in_progress" if begins <= moment.now < ends else "scheduled"
    name = f"Update to version {moment.release.version}"
    announced = moment.window_opens - ANNOUNCED_BEFORE
    maintenance = _incident("w1zdr745wmfy", name, status, "maintenance", announced)
    return [{**maintenance, "scheduled_for": _moment(begins), "scheduled_until": _moment(ends)}]


def _incident(number: str, name: str, status: str, impact: str, began: datetime) -> dict[str, Any]:
    return {
        "id": number,
        "page_id": PAGE,
        "name": name,
        "status": status,
        "impact": impact,
        "created_at": _moment(began),
        "updated_at": _moment(began),
        "monitoring_at": None,
        "resolved_at": None,
        "shortlink": f"https://stspg.io/{number}",
        "incident_updates": [],
        "components": [],
    }


def _moment(when: datetime) -> str:
    return when.isoformat(timespec="milliseconds")
