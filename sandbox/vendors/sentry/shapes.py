"""Sentry's JSON for issues and releases."""

import zlib
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from sandbox.traffic.app_event import AppEvent
from sandbox.vendors.sentry.events import PACKAGE, release_names

if TYPE_CHECKING:
    from sandbox.context import Context

PROJECT = {"id": "4501", "name": "alaskapay", "slug": "alaskapay", "platform": "react-native"}
BETWEEN_RELEASES = timedelta(days=21)


def moment(when: datetime) -> str:
    """Write a time as Sentry does."""
    return when.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")


def issue_json(events: list[AppEvent]) -> dict[str, Any]:
    """Shape the events of one title, newest first, as an issue."""
    newest, oldest = events[0], events[-1]
    number = zlib.crc32(newest.title.encode())
    is_crash = newest.level == "fatal"
    return {
        "id": str(number),
        "shareId": None,
        "shortId": f"ALASKAPAY-{number % 1000}",
        "title": newest.title,
        "culprit": "MainActivity",
        "permalink": f"https://alaskapay.sentry.io/issues/{number}/",
        "logger": None,
        "level": newest.level,
        "status": "unresolved",
        "statusDetails": {},
        "substatus": "new" if is_crash else "ongoing",
        "isPublic": False,
        "platform": PROJECT["platform"],
        "priority": "high" if is_crash else "medium",
        "priorityLockedAt": None,
        "seerFixabilityScore": None,
        "seerAutofixLastTriggered": None,
        "seerExplorerAutofixLastTriggered": None,
        "project": PROJECT,
        "type": "error",
        "issueType": "error",
        "issueCategory": "error",
        "metadata": {"title": newest.title},
        "numComments": 0,
        "assignedTo": None,
        "isBookmarked": False,
        "isSubscribed": False,
        "subscriptionDetails": None,
        "hasSeen": False,
        "annotations": [],
        "isUnhandled": is_crash,
        "count": str(len(events)),
        "userCount": len(events),
        "firstSeen": moment(oldest.timestamp),
        "lastSeen": moment(newest.timestamp),
        "derivedData": {
            "blocker": "",
            "progress": "",
            "status": "",
            "viewCount": 0,
            "hasOpenFixPr": False,
            "isAssigned": False,
            "hasRootCause": False,
            "lastCompletedAutofixStep": "",
            "lastProgressedAt": None,
        },
        "stats": {},
        "lifetime": {},
        "filtered": None,
        "sessionCount": 0,
        "inbox": {"reason": 0, "reason_details": None, "date_added": moment(oldest.timestamp)},
        "owners": {"type": "", "owner": "", "date_added": moment(oldest.timestamp)},
        "integrationIssues": [],
        "sentryAppIssues": [],
        "latestEventHasAttachments": False,
        "matchingEventId": None,
        "matchingEventEnvironment": None,
    }


def rule_json(number: int, name: str, condition: str, *, notifies: bool, is_muted: bool) -> dict[str, Any]:
    """Shape an issue alert rule that writes to a team."""
    team = {
        "id": "sentry.mail.actions.NotifyEmailAction",
        "targetType": "Team",
        "targetIdentifier": 4,
        "fallthroughType": "ActiveMembers",
        "uuid": "0b6d3f0e-4a3c-4d9c-9a52-2f3c0f6f6f11",
        "name": "Send a notification to Team and if none can be found then send a notification to ActiveMembers",
    }
    return {
        "id": str(number),
        "conditions": [{"id": condition, "name": name}],
        "filters": [],
        "actions": [team] if notifies else [],
        "actionMatch": "any",
        "filterMatch": "all",
        "frequency": 5,
        "name": name,
        "dateCreated": moment(datetime(2026, 1, 12, 8, 30, tzinfo=UTC)),
        "owner": "team:4",
        "createdBy": {"id": 7, "name": "Chinedu Okeke", "email": "chinedu@alaskapay.com"},
        "environment": "production",
        "projects": [PROJECT["slug"]],
        "status": "active",
        "snooze": is_muted,
    }


def release_json(context: "Context", name: str) -> dict[str, Any]:
    """Shape one of the two releases that the sandbox knows."""
    is_new = name == release_names(context)[0]
    released = context.moment.deployed_at if is_new else context.moment.deployed_at - BETWEEN_RELEASES
    version, _, build = name.partition("@")[2].partition("+")
    return {
        "id": zlib.crc32(name.encode()),
        "version": name,
        "shortVersion": version,
        "status": "open",
        "versionInfo": {
            "package": PACKAGE,
            "version": {"raw": f"{version}+{build}"},
            "buildHash": None,
            "description": f"{version} ({build})",
        },
        "ref": context.moment.release.commit if is_new else context.moment.release.previous_commit,
        "url": None,
        "dateCreated": moment(released - timedelta(hours=2)),
        "dateStarted": None,
        "dateReleased": moment(released),
        "owner": None,
        "lastCommit": None,
        "lastDeploy": {
            "id": "1",
            "environment": "production",
            "dateStarted": None,
            "dateFinished": moment(released),
            "name": name,
            "url": None,
        },
        "firstEvent": None,
        "lastEvent": None,
        "currentProjectMeta": {},
        "userAgent": None,
        "adoptionStages": None,
        "newGroups": int(is_new and context.faults.is_on("fatal-startup-event")),
        "data": {},
        "commitCount": 12,
        "deployCount": 1,
        "authors": [],
        "projects": [
            PROJECT
            | {
                "id": int(PROJECT["id"]),
                "newGroups": 0,
                "platforms": [PROJECT["platform"]],
                "hasHealthData": False,
            }
        ],
    }
