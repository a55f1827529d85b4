"""Records as runs write them, for every outcome, and the papers made of them."""

import re
import struct
import subprocess
import sys
import zlib
from base64 import b64decode
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from json import loads
from pathlib import Path
from typing import Any

import pytest

from gate.checklist import Checklist
from gate.files.places import ROOT
from gate.outcome import Outcome
from gate.record import Record, RecordWriter, keep_attachment, now
from tests.support.report_browser import browser  # noqa: F401 - a fixture

COMMIT = "1a2b3c4d5e6f708192a3b4c5d6e7f8091a2b3c4d"
DATA = re.compile(r'd\("([^"]+)","([^"]*)"\)')


@dataclass(frozen=True)
class Said:
    """What the record of a run is to say of an item; `cases` are the checks of its parametrized test."""

    outcome: Outcome = Outcome.SHOWN
    reason: str = ""
    waived_by: str = ""
    is_unstable: bool = False
    is_advisory: bool = False
    not_due: str = ""
    cases: tuple[str, ...] = ("",)
    exhibits: tuple[tuple[str, str, bytes], ...] = ()


def picture() -> bytes:
    """A PNG of one red square."""
    side = 64
    rows = b"".join(b"\0" + b"\xcf\x22\x2e" * side for _ in range(side))

    def chunk(kind: bytes, content: bytes) -> bytes:
        return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))

    head = struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0)
    body = chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + body


EXCHANGE = ("requests and answers", "text/plain", b"POST /auth/v1/token\n\n400 invalid_grant")
EVERY_OUTCOME = {
    "smoke.homepage": Said(exhibits=(EXCHANGE,)),
    "smoke.registration": Said(is_unstable=True, exhibits=(EXCHANGE,)),
    "smoke.login": Said(
        Outcome.REFUTED, "a wrong password was accepted", exhibits=(EXCHANGE, ("screenshot", "image/png", picture()))
    ),
    "smoke.payment": Said(
        Outcome.REFUTED, "wallet credited twice: 5,000.00 paid, 10,000.00 credited", is_advisory=True
    ),
    "smoke.email": Said(
        Outcome.NOT_SHOWN, "mailbox control failed: no mail of ours arrives, so silence proves nothing"
    ),
    "smoke.api": Said(
        Outcome.REFUTED,
        "wallets: expected 401, saw 200",
        waived_by="Ngozi Eze: known, harmless (until 2026-12-01)",
        cases=("wallets", "profiles"),
    ),
    "smoke.mobile": Said(Outcome.NOT_PART, "ios and android stay as they are; approved by Ngozi Eze"),
}
ALL_SHOWN = dict.fromkeys(EVERY_OUTCOME, Said())


class Scribe:
    """Writes a record the way a run does."""

    def __init__(self, folder: Path, name: str) -> None:
        self.writer = RecordWriter(folder / f"{name}.jsonl", lambda text: text)

    def begin(self, items: Iterable[str], *, is_partial: bool = False) -> None:
        checklist = Checklist.read()
        self.writer.append(
            "run",
            run=self.writer.path.stem,
            environment="prod",
            environment_kind="production",
            release={"version": "2.4.0", "commit": COMMIT, "deployer": "Adaeze Okafor"},
            phases=[{"name": "smoke", "title": checklist.phases["smoke"].title}],
            is_partial=is_partial,
            items=[checklist.items[item].model_dump(mode="json") for item in items],
        )
        self.writer.append("live", when="start", deploy="66f1c0", commit=COMMIT, published_at="", reason="")

    def plan(self, said: dict[str, Said]) -> None:
        checks = [self._check(item, case) for item in said for case in said[item].cases]
        self.writer.append("plan", checks=checks)

    def observe(self, said: dict[str, Said]) -> None:
        for item, wanted in said.items():
            for number, case in enumerate(wanted.cases):
                # Of several checks the first is the bad one.
                outcome, reason = (Outcome.SHOWN, "") if number else (wanted.outcome, wanted.reason)
                self.writer.append(
                    "observation",
                    **{key: self._check(item, case)[key] for key in ("item", "part", "parameter")},
                    outcome=outcome,
                    reason=reason,
                    started_at=now().isoformat(timespec="milliseconds"),
                    duration_ms=600,
                    attachments=[
                        keep_attachment(self.writer.folder, lambda text: text, *exhibit) for exhibit in wanted.exhibits
                    ],
                    is_unstable=wanted.is_unstable,
                )

    def settle(self, said: dict[str, Said]) -> None:
        for item, wanted in said.items():
            self.writer.append(
                "outcome",
                item=item,
                outcome=wanted.outcome,
                reason=wanted.reason,
                waived_by=wanted.waived_by,
                is_advisory=wanted.is_advisory,
                is_unstable=wanted.is_unstable,
                not_due=wanted.not_due,
                duration_ms=600 * len(wanted.cases),
            )

    def find(self, name: str, outcome: Outcome, reason: str = "") -> None:
        self.writer.append("finding", id=name, outcome=outcome, reason=reason)

    def end(self, call: str, reasons: Iterable[str], said: dict[str, Said]) -> Path:
        counts = [wanted.outcome for wanted in said.values()]
        self.writer.append(
            "verdict",
            call=call,
            exit_code=0,
            reasons=list(reasons),
            shown=counts.count(Outcome.SHOWN),
            refuted=counts.count(Outcome.REFUTED),
            not_shown=counts.count(Outcome.NOT_SHOWN),
            waived=sum(bool(wanted.waived_by) for wanted in said.values()),
            not_part=counts.count(Outcome.NOT_PART),
            checks=len(said),
            proven=len(said),
        )
        return self.writer.path

    @staticmethod
    def _check(item: str, case: str) -> dict[str, Any]:
        function = f"test_{item.partition('.')[2]}_works"
        return {
            "node": f"suites/smoke/test_it.py::{function}",
            "item": item,
            "part": "check",
            "parameter": f"{function}[{case}]" if case else function,
            "title": f"{item.partition('.')[2]} works",
            "fails_when": f"Fails when {item.partition('.')[2]} does not work.",
            "effects": [],
            "is_proven": True,
        }


def write(
    folder: Path,
    name: str,
    said: dict[str, Said],
    call: str,
    **more: Any,
) -> Path:
    """Write the record of a whole run."""
    scribe = Scribe(folder, name)
    scribe.begin(said, is_partial=more.get("is_partial", False))
    scribe.plan({item: wanted for item, wanted in said.items() if wanted.outcome is not Outcome.NOT_PART})
    scribe.observe({item: wanted for item, wanted in said.items() if wanted.outcome is not Outcome.NOT_PART})
    scribe.settle(said)
    scribe.find("release.live", *more.get("live", (Outcome.SHOWN, "")))
    return scribe.end(call, more.get("reasons", ()), said)


@dataclass(frozen=True)
class Paper:
    """A record, and what `python -m reports render` made of it."""

    record: Record
    exit_code: int
    error: str

    @property
    def page(self) -> Path:
        return self.record.folder / "index.html"

    @property
    def junit(self) -> Path:
        return self.record.folder / "junit.xml"

    @property
    def summary(self) -> str:
        return (self.record.folder / "summary.md").read_text(encoding="utf-8")

    def results(self) -> dict[str, dict[str, Any]]:
        """The results inside the page, by item."""
        files = dict(DATA.findall(self.page.read_text(encoding="utf-8")))
        found = [loads(b64decode(text)) for name, text in files.items() if name.startswith("data/test-results/")]
        assert len({result["fullName"] for result in found}) == len(found)
        return {result["fullName"]: result for result in found}

    def widget(self, name: str) -> Any:
        """A part of the page's data."""
        return loads(b64decode(dict(DATA.findall(self.page.read_text(encoding="utf-8")))[f"widgets/{name}.json"]))


def render(path: Path) -> Paper:
    """Render a record as a user does."""
    done = subprocess.run(  # noqa: S603 - our own command
        [sys.executable, "-m", "reports", "render", str(path)], cwd=ROOT, capture_output=True, text=True, check=False
    )
    return Paper(Record.read(path), done.returncode, done.stderr)


@pytest.fixture(scope="session")
def no_go(tmp_path_factory: pytest.TempPathFactory) -> Paper:
    """A run with every outcome, after one in which all was shown."""
    folder = tmp_path_factory.mktemp("records")
    write(folder, "2026-11-24T081000.000Z-prod-smoke", ALL_SHOWN, "GO")
    path = write(folder, "2026-11-24T091213.000Z-prod-smoke", EVERY_OUTCOME, "NO-GO", reasons=["smoke.login"])
    return render(path)


@pytest.fixture(scope="session")
def unfinished(tmp_path_factory: pytest.TempPathFactory) -> Paper:
    """A run that was killed: two items looked at, one of them bad, the last line torn."""
    scribe = Scribe(tmp_path_factory.mktemp("records"), "2026-11-24T091213.000Z-prod-smoke")
    scribe.begin(EVERY_OUTCOME)
    scribe.plan(EVERY_OUTCOME)
    scribe.observe({item: EVERY_OUTCOME[item] for item in ("smoke.homepage", "smoke.login")})
    with scribe.writer.path.open("a", encoding="utf-8") as file:
        file.write('{"kind": "observation", "item": "smoke.em')
    return render(scribe.writer.path)


@pytest.fixture
def record_of(tmp_path: Path) -> Callable[..., Path]:
    """Write the record of a whole run: its verdict, and what it says of items that are not simply shown."""

    def write_it(call: str, said: dict[str, dict[str, Any]], time: str = "091213", **more: Any) -> Path:
        items = {item: Said(**said.get(item, {})) for item in EVERY_OUTCOME}
        return write(tmp_path, f"2026-11-24T{time}.000Z-prod-smoke", items, call, **more)

    return write_it


@pytest.fixture(name="render")
def _render() -> Callable[[Path], Paper]:
    return render


@pytest.fixture
def begun(tmp_path: Path) -> Path:
    """The record of a run that was killed at once."""
    scribe = Scribe(tmp_path, "2026-11-24T091213.000Z-prod-smoke")
    scribe.begin(EVERY_OUTCOME)
    return scribe.writer.path
