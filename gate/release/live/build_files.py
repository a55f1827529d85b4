"""The files of a build by their digests: those that were built against those that were deployed."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Self

from gate.files.foreign_file import MB, UnreadableFileError, read_foreign_text
from gate.outcome import NotShown

if TYPE_CHECKING:
    from collections.abc import Mapping

    from gate.release.file import Release

COMMIT = re.compile(r"#\s*commit\s+([0-9a-f]{40})", re.IGNORECASE)
LINE = re.compile(r"([0-9a-f]{40}) [ *](?:\./|/)?(\S.*)", re.IGNORECASE)
CODE = (".js", ".mjs", ".css")
NOT_SERVED = re.compile(r"(?:^|/)(?:_headers|_redirects|netlify\.toml|\.[^/]*)$")
"""What Netlify takes for itself or leaves behind."""
NAMED_MAX = 2
MANIFEST_MB_MAX = 8
"""Some 80,000 files."""
COMMAND = '(echo "# commit $(git rev-parse HEAD)"; cd dist && find . -type f -exec sha1sum {} +) > build.sha1'


class ManifestError(ValueError):
    """The text is no manifest. The message is a predicate for a sentence."""


@dataclass(frozen=True)
class Manifest:
    """What `sha1sum` said of the files of a build, by their paths in it, and the commit that was built."""

    commit: str
    digests: Mapping[str, str]

    @classmethod
    def read(cls, text: str) -> Self:
        """Read what COMMAND writes; raise ManifestError for anything else."""
        commit, digests = "", {}
        for number, line in enumerate(filter(str.strip, text.splitlines()), 1):
            if named := COMMIT.fullmatch(line.strip()):
                commit = named[1].lower()
            elif told := LINE.fullmatch(line.strip()):
                digests[told[2]] = told[1].lower()
            elif not line.startswith("#"):
                raise ManifestError(f"holds a line {number} that is none of sha1sum")
        if not commit:
            raise ManifestError("names no commit")
        if not any(path.endswith(CODE) for path in digests):
            raise ManifestError("names no script, so it is no manifest of a web app")
        return cls(commit, digests)

    @classmethod
    def of(cls, release: Release) -> Self | None:
        """That of the release's build; None where it names none, or has been rolled back. Raises NotShown."""
        path = release.results.build
        if path is None or release.rolled_back_to:
            return None
        try:
            manifest = cls.read(read_foreign_text(path, MANIFEST_MB_MAX * MB))
        except (UnreadableFileError, ManifestError) as error:
            why = f"{path.name} {error}; after `npm run build` write it with: {COMMAND}"
            raise NotShown(f"results.build: {why}") from None
        if manifest.commit != release.commit:
            why = f"{path.name} is of {manifest.commit[:7]}, the release is {release.commit[:7]}"
            raise NotShown(f"results.build: {why}")
        return manifest

    @property
    def paths(self) -> frozenset[str]:
        """Where the files are served."""
        return frozenset(f"/{path}" for path in self.digests)

    def differences(self, deployed: Mapping[str, str]) -> tuple[str, ...]:
        """Files that were built and not deployed so, each with what is wrong; none where it is the same build.

        A page that differs alone was changed by its host, as by a snippet that it puts in: the code is the build's.
        """
        served = {path: digest for path, digest in self.digests.items() if not NOT_SERVED.search(path)}
        missing = [path for path in served if path not in deployed]
        others = [path for path in served if path in deployed and deployed[path] != served[path]]
        if not missing and all(path.endswith(".html") for path in others):
            return ()
        return (*(f"{path} is another" for path in others), *(f"{path} is missing" for path in missing))

    def differs(self, deployed: Mapping[str, str]) -> str:
        """The same in words, as in: 2 of 41 files of the build were not deployed so (index.html is another, …)."""
        found = self.differences(deployed)
        more = f" and {len(found) - NAMED_MAX} more" if len(found) > NAMED_MAX else ""
        named = f"{', '.join(found[:NAMED_MAX])}{more}"
        return f"{len(found)} of {len(self.digests)} files of the build were not deployed so ({named})" if found else ""
