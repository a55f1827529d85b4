"""SSH signatures over what people sign in a release file, made and verified by ssh-keygen."""

from __future__ import annotations

import json
import subprocess
import tempfile
from datetime import UTC
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from gate.environment.people import People, Person
    from gate.release import Attestation, Release

NAMESPACE = "release@alaskapay.com"
"""Written into each signature: one that was made for something else (a commit, a file) is none here."""
PROGRAM = "ssh-keygen"
SECONDS_MAX = 60
"""Long: who signs may have to type a passphrase or touch a token."""


class SignatureError(Exception):
    """No signature could be made; the text says why and what to do."""


def signed_text(signed: Attestation, version: str) -> str:
    """Write what is signed: a JSON object, keys in order, ASCII, times in UTC; all of the entry but its signature."""
    facts = {
        "version": version,
        "item": signed.item,
        "by": signed.by,
        "role": signed.role,
        "at": _time(signed.at),
        "commit": signed.commit,
        "evidence": signed.evidence,
        "expires": _time(signed.expires),
        "statement": signed.statement,
    }
    return json.dumps(facts, indent=1, sort_keys=True) + "\n"


def sign(text: str, key_file: Path) -> str:
    """Return an armoured signature. Raises SignatureError where ssh-keygen makes none."""
    if not key_file.is_file():
        raise SignatureError(f"there is no key {key_file}; name the private key, or the .pub file of one in the agent")
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "signed"
        file.write_text(text, encoding="ascii")
        done = _run(["-Y", "sign", "-q", "-f", str(key_file), "-n", NAMESPACE, str(file)])
        signature = file.with_name("signed.sig")
        if done.returncode or not signature.is_file():
            raise SignatureError(f"{key_file} can't sign: {_said(done)}")
        return signature.read_text(encoding="ascii")


def mistrust(text: str, signature: str, person: Person) -> str:
    """Say why this is not the person's signature over the text; empty where it is."""
    if not person.keys:
        return f"the environment file has no key of {person.name}"
    with tempfile.TemporaryDirectory() as folder:
        allowed, file = Path(folder) / "allowed_signers", Path(folder) / "signature"
        allowed.write_text("".join(_allowed_signers(person)), encoding="ascii")
        file.write_text(signature.strip() + "\n", encoding="utf-8")
        asked = ["-Y", "verify", "-f", str(allowed), "-I", _principal(person), "-n", NAMESPACE, "-s", str(file)]
        try:
            done = _run(asked, text)
        except SignatureError as error:
            return str(error)
    return "" if done.returncode == 0 else f"it does not verify with a key of {person.name} ({_said(done)})"


def mistrusted(release: Release, people: People) -> dict[Attestation, str]:
    """Say for each signed entry why its signature counts for nothing; empty where it is good.

    It is held against the keys of whoever it is signed by, in the role that the entry or its item names.
    """
    found = {}
    for signed in (*release.approvals, *release.attestations):
        if signed.signature and signed.by:
            person = people.named(signed.by)
            text = signed_text(signed, release.version)
            found[signed] = mistrust(text, signed.signature, person) if person else f"nobody is called {signed.by}"
    return found


def _allowed_signers(person: Person) -> Iterable[str]:
    return (f'{_principal(person)} namespaces="{NAMESPACE}" {key}\n' for key in person.keys)


def _principal(person: Person) -> str:
    """How ssh-keygen calls the person; wildcards in it would stand for others."""
    return person.email.translate(str.maketrans("*?!,", "____")).encode("ascii", "replace").decode().replace("?", "_")


def _time(when: datetime | None) -> str | None:
    return when.astimezone(UTC).isoformat() if when else None


def _run(arguments: list[str], text: str | None = None) -> subprocess.CompletedProcess[str]:
    try:
        return subprocess.run(  # noqa: S603 - OpenSSH's own program, on files that we wrote
            [PROGRAM, *arguments],
            input=text,
            capture_output=True,
            text=True,
            timeout=SECONDS_MAX,
            check=False,
        )
    except OSError as error:
        raise SignatureError(f"{PROGRAM} can't be started ({error.strerror}); install OpenSSH's client") from None
    except subprocess.TimeoutExpired:
        raise SignatureError(f"{PROGRAM} was not done after {SECONDS_MAX} s") from None


def _said(done: subprocess.CompletedProcess[str]) -> str:
    lines = [line for line in (done.stderr or done.stdout).splitlines() if line.strip()]
    return lines[-1].strip() if lines else f"{PROGRAM} did not say why"
