"""Sentry: what the apps in the field and the traced requests have reported."""

from gate.sources.sentry.source import CALLS, EventGroup, FatalIssue, Sentry

__all__ = ["CALLS", "EventGroup", "FatalIssue", "Sentry"]
