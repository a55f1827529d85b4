"""The release: what goes out, when and by whom, and what people have signed. Written by people, read here."""

from gate.release.events import Announcement, Incident, Notification, PostMortem, RolledBackTo
from gate.release.file import RELEASE_FILE, Release, find_release_file, release_path
from gate.release.plan import Contact, Escalation, Freeze, Guides, Migrations, OnCall, Targets, Window
from gate.release.results import Results
from gate.release.scope import AndroidBuild, Build, Builds, EdgeFunction, Functions, IosBuild, Part, Scope
from gate.release.signed import Attestation, Waiver

__all__ = [
    "RELEASE_FILE",
    "AndroidBuild",
    "Announcement",
    "Attestation",
    "Build",
    "Builds",
    "Contact",
    "EdgeFunction",
    "Escalation",
    "Freeze",
    "Functions",
    "Guides",
    "Incident",
    "IosBuild",
    "Migrations",
    "Notification",
    "OnCall",
    "Part",
    "PostMortem",
    "Release",
    "Results",
    "RolledBackTo",
    "Scope",
    "Targets",
    "Waiver",
    "Window",
    "find_release_file",
    "release_path",
]
