"""The manifest of a build: what sha1sum writes, and what a deploy of another build differs in."""

import subprocess
from hashlib import sha1

import pytest

from gate.release.live.build_files import COMMAND, Manifest, ManifestError

COMMIT = "1a2b3c4d5e6f708192a3b4c5d6e7f8091a2b3c4d"
CODE, NOT_SO = "assets/index-a1.js", "files of the build were not deployed so"


def digest(text):
    return sha1(text.encode(), usedforsecurity=False).hexdigest()


BUILT = {"index.html": digest("page"), CODE: digest("code"), "_redirects": digest("/* /index.html")}
MANIFEST = Manifest(COMMIT, BUILT)
DEPLOYED = {path: it for path, it in BUILT.items() if path != "_redirects"}


def test_the_documented_command_writes_what_is_read(tmp_path):
    (tmp_path / "dist" / "assets").mkdir(parents=True)
    (tmp_path / "dist" / "index.html").write_text("page")
    (tmp_path / "dist" / "assets" / "index a.js").write_text("code")
    made = "git init -q && git -c user.name=a -c user.email=a@b.example commit -q --allow-empty -m x"
    script = f"{made} && {COMMAND} && git rev-parse HEAD"
    said = subprocess.run(["/bin/sh", "-ec", script], cwd=tmp_path, check=True, capture_output=True, text=True)  # noqa: S603 - our own command

    manifest = Manifest.read((tmp_path / "build.sha1").read_text())

    assert manifest.commit == said.stdout.strip()
    assert manifest.digests == {"index.html": digest("page"), "assets/index a.js": digest("code")}


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "names no commit"),
        (f"{digest('code')}  ./a.js", "names no commit"),
        (f"# commit {COMMIT}", "names no script"),
        (f"# commit {COMMIT}\n{digest('page')}  ./index.html", "names no script"),
        (f"# commit {COMMIT}\n<!doctype html>", "holds a line 2 that is none of sha1sum"),
        (f"# commit {COMMIT[:7]}\n{digest('code')}  ./a.js", "names no commit"),
    ],
)
def test_anything_else_is_no_manifest(text, why):
    with pytest.raises(ManifestError, match=why):
        Manifest.read(text)


@pytest.mark.parametrize(
    ("deployed", "words"),
    [
        (DEPLOYED, ""),
        ({**DEPLOYED, "sitemap.xml": digest("more")}, ""),
        ({**DEPLOYED, "index.html": digest("page with a snippet")}, ""),
        ({**DEPLOYED, CODE: digest("other")}, f"1 of 3 {NOT_SO} ({CODE} is another)"),
        ({"index.html": digest("page")}, f"1 of 3 {NOT_SO} ({CODE} is missing)"),
        ({"index.html": digest("other")}, f"2 of 3 {NOT_SO} (index.html is another, {CODE} is missing)"),
    ],
)
def test_another_build_differs_in_its_code(deployed, words):
    assert MANIFEST.differs(deployed) == words
