"""Sentry: what the apps in the field and the traced requests have reported."""

from gate.sources.sentry.round_trip import INGEST_CALLS, SentryRoundTrip
from gate.sources.sentry.source import CALLS, EventGroup, FatalIssue, Sentry

__all__ = ["CALLS", "INGEST_CALLS", "EventGroup", "FatalIssue", "Sentry", "SentryRoundTrip"]
