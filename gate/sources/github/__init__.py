"""GitHub: the history of the release, its checks and alerts, and what people have said of it."""

from gate.sources.github.api import CALLS
from gate.sources.github.facts import (
    Alert,
    ChangedFile,
    CheckRun,
    Comparison,
    Issue,
    Merge,
    Milestone,
    Protection,
    PublishedRelease,
    PullRequest,
    Review,
    RunApproval,
    Status,
    WorkflowRun,
)
from gate.sources.github.source import GitHub

__all__ = [
    "CALLS",
    "Alert",
    "ChangedFile",
    "CheckRun",
    "Comparison",
    "GitHub",
    "Issue",
    "Merge",
    "Milestone",
    "Protection",
    "PublishedRelease",
    "PullRequest",
    "Review",
    "RunApproval",
    "Status",
    "WorkflowRun",
]
