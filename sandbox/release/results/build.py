"""The manifest of the web build, as `sha1sum` writes it after `npm run build`, and what Netlify says of its files."""

import hashlib
from dataclasses import replace
from pathlib import Path

from sandbox.context import Context
from sandbox.faults.switches import Faults
from sandbox.product.web.build import build

FILE = "build.sha1"
CHANGED_BY_HAND = b"\nconsole.debug('tried on my machine');\n"


def digests(context: Context, *, is_changed: bool = False) -> dict[str, str]:
    """SHA-1 of each file by its path. What the product gets wrong was built so, and is no other build.

    is_changed: with a line in the first script that nobody has committed.
    """
    built = build(replace(context, faults=Faults([], context.moment.deployed_at)))
    files = {"/index.html": built.shell, **built.files}
    if is_changed:
        first = next(path for path in files if path.endswith(".js"))
        files[first] += CHANGED_BY_HAND
    return {path: hashlib.sha1(content, usedforsecurity=False).hexdigest() for path, content in files.items()}


def write(context: Context, directory: Path) -> None:
    """Write it beside the release file."""
    lines = [f"{digest}  .{path}" for path, digest in digests(context).items()]
    text = "\n".join((f"# commit {context.moment.release.commit}", *lines))
    (directory / FILE).write_text(f"{text}\n", encoding="utf-8")
