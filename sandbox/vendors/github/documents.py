"""The files of the repository that tell of the version: the package's manifest and the changelog."""

import hashlib
import json
from base64 import encodebytes
from typing import TYPE_CHECKING, Any

from sandbox.vendors.github.history import BRANCH
from sandbox.vendors.github.repository import API, WEB

if TYPE_CHECKING:
    from sandbox.context import Context

MANIFEST, CHANGELOG = "package.json", "CHANGELOG.md"
NOTES = """\
# Changelog

## [Unreleased]

## [{version}]{dated}

{news}

### Known issues
- The export of more than 10,000 transactions takes a minute (#371){known}

## [{previous}] - {previous_day:%Y-%m-%d}

### Fixed
- The balance after a refund

[{version}]: {web}/compare/v{previous}...v{version}
"""
NEWS = """\
### Added
- A new checkout, behind a flag (#401)
- Top-ups that are under way are shown in the wallet (#398, #399)
- A message when a transfer has come in (#403)

### Fixed
- A refund is booked once when Paystack repeats its message (#407, #408)"""
NO_NEWS = """\
### Added
- TODO"""
KNOWN_NO_MORE = "\n- Top-ups that are under way are invisible (#399)"
PATCH = """\
@@ -1,5 +1,5 @@
 {{
   "name": "alaskapay",
-  "version": "{previous}",
+  "version": "{version}",
   "private": true,"""


def files(context: "Context") -> dict[str, str]:
    """Write them as they stand at the release's commit."""
    return {MANIFEST: _manifest(context), CHANGELOG: _changelog(context)}


def patch(context: "Context", path: str) -> str:
    """Show what has changed in the manifest; other patches are not told."""
    release = context.moment.release
    return PATCH.format(previous=release.previous_version, version=release.version) if path == MANIFEST else ""


def file_json(path: str, text: str) -> dict[str, Any]:
    """Shape a file with its content."""
    content = text.encode()
    sha = hashlib.sha1(b"blob %d\0" % len(content) + content, usedforsecurity=False).hexdigest()
    url, page = f"{API}/contents/{path}?ref={BRANCH}", f"{WEB}/blob/{BRANCH}/{path}"
    git = f"{API}/git/blobs/{sha}"
    return {
        "type": "file",
        "encoding": "base64",
        "size": len(content),
        "name": path,
        "path": path,
        "content": encodebytes(content).decode(),
        "sha": sha,
        "url": url,
        "git_url": git,
        "html_url": page,
        "download_url": f"https://raw.githubusercontent.com/alaskapay/alaskapay/{BRANCH}/{path}",
        "_links": {"git": git, "self": url, "html": page},
    }


def _manifest(context: "Context") -> str:
    release = context.moment.release
    version = release.previous_version if context.faults.is_on("manifest-unbumped") else release.version
    return json.dumps({"name": "alaskapay", "version": version, "private": True, "type": "module"}, indent=2) + "\n"


def _changelog(context: "Context") -> str:
    moment, faults = context.moment, context.faults
    return NOTES.format(
        version=moment.release.version,
        previous=moment.release.previous_version,
        dated="" if faults.is_on("changelog-undated") else f" - {moment.frozen_at:%Y-%m-%d}",
        news=NO_NEWS if faults.is_on("changelog-says-nothing") else NEWS,
        known=KNOWN_NO_MORE if faults.is_on("known-issue-closed") else "",
        previous_day=moment.frozen_at.replace(day=1),
        web=WEB,
    )
