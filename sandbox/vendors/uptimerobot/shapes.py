"""UptimeRobot's JSON for monitors and incidents."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sandbox.vendors.uptimerobot.past import INTERVAL, Incident

NO_RESPONSE = 444_444
CONTACT = {"alertContactId": 3_141_592, "threshold": 0, "recurrence": 0}


def moment(when: datetime) -> str:
    """Write a time as UptimeRobot does."""
    return when.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def incident_json(incident: Incident, monitor: int, name: str) -> dict[str, Any]:
    """Shape an outage."""
    span = incident.span
    return {
        "id": str(incident.number),
        "status": "Ongoing" if span.end is None else "Resolved",
        "type": "Downtime",
        "cause": NO_RESPONSE,
        "reason": "No Response",
        "monitor": {"id": monitor, "friendlyName": name},
        "commentsCount": 0,
        "startedAt": moment(span.start),
        "resolvedAt": None if span.end is None else moment(span.end),
        "duration": None if span.end is None else int((span.end - span.start).total_seconds()),
        "includeInReports": True,
    }


@dataclass(frozen=True)
class Monitor:
    """A monitor of web pages, in its state since some time."""

    number: int
    name: str
    url: str
    created: datetime
    status: str
    since: datetime
    newest: Incident | None = None
    notifies: bool = True


def monitor_json(monitor: Monitor) -> dict[str, Any]:
    """Shape a monitor as it is made without any wish beyond name and address."""
    newest = monitor.newest
    return {
        "id": monitor.number,
        "friendlyName": monitor.name,
        "url": monitor.url,
        "type": "HTTP",
        "status": monitor.status,
        "interval": int(INTERVAL.total_seconds()),
        "timeout": 30,
        "currentStateDuration": int((datetime.now(UTC) - monitor.since).total_seconds()),
        "lastIncidentId": str(newest.number) if newest else None,
        "lastIncident": _last(newest) if newest else None,
        "createDateTime": moment(monitor.created),
        "userId": 2_718_281,
        "groupId": 0,
        "tags": [],
        "assignedAlertContacts": [CONTACT] if monitor.notifies else [],
        "lastDayUptimes": {"bucketSize": 3600, "histogram": []},
        "apiKey": None,
        "sslBrand": None,
        "sslExpiryDateTime": None,
        "domainExpireDate": None,
        "checkSSLErrors": True,
        "sslExpirationReminder": True,
        "domainExpirationReminder": False,
        "followRedirections": True,
        "authType": "HTTP_BASIC",
        "httpUsername": "",
        "httpPassword": "",
        "customHttpHeaders": {},
        "httpMethodType": "GET",
        "successHttpResponseCodes": ["2xx", "3xx"],
        "postValueData": None,
        "postValueType": None,
        "port": None,
        "gracePeriod": 0,
        "keywordValue": "",
        "keywordCaseType": 0,
        "keywordType": None,
        "responseTimeThreshold": 0,
        "config": None,
        "regionalData": {"REGION": ["eu"]},
        "maintenanceWindows": [],
        "psps": [],
        "customFields": {},
    }


def _last(incident: Incident) -> dict[str, Any]:
    shown = incident_json(incident, 0, "")
    return {name: shown[name] for name in ("id", "status", "cause", "reason", "startedAt", "duration")}
