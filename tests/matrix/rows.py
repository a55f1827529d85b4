"""The rows of tests/faults.yaml: pairs of a check and a fault, whole phases under each fault, and what is explained."""

from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

import yaml

FILE = Path(__file__).parents[1] / "faults.yaml"
SUITES = Path(__file__).parents[2] / "suites"
CHECKLIST = SUITES / "checklist.yaml"
PHASES = {
    item["id"]: "smoke" if item["phase"] == "rollback" else item["phase"]
    for item in yaml.safe_load(CHECKLIST.read_text(encoding="utf-8"))["items"]
}
"""By item; what stands beside every phase is of the smoke phase here."""


@dataclass(frozen=True, order=True)
class Place:
    """A sandbox of which a row speaks: at a moment, with the flag at a step, and a fault that is there from the start.

    Other faults are switched on and off in it. setup: the settings that it has.
    """

    moment: str = "launch"
    flag: int = 100
    fault: str = ""
    setup: str = ""
    skin: str = ""
    """The front-end that it serves: the first, or `other`."""


@dataclass(frozen=True)
class Pair:
    """A check under a fault, and the outcome that it must bring to its item.

    since: "" is from now on; "deploy" lets counters have seen it since then; "start" is a sandbox that began with it.
    """

    check: str
    item: str
    fault: str
    strength: float
    outcome: str
    since: str
    place: Place
    needs: str = ""
    """A program without which the fault shows nowhere."""
    lasting_s: float = 0.0
    """How long the fault has to last before counters of what passes by tell it."""

    @property
    def phase(self) -> str:
        """The one of its item."""
        return PHASES[self.item]

    @property
    def occasion(self) -> tuple[object, ...]:
        """What it shares with every pair that can be seen in the same run."""
        return self.place, self.fault, self.strength, self.since, self.needs, self.lasting_s

    @property
    def is_of_words(self) -> bool:
        """Whether the fault changes what people have signed or said of the release, and nothing else."""
        return self.fault.startswith("word-") or self.fault == "changes-requested"

    @property
    def id(self) -> str:
        """For the list of tests."""
        return "-".join(filter(None, [self.item, self.fault, self.place.skin and "on-the-other-skin"]))


@dataclass(frozen=True, order=True)
class Sight:
    """A phase and the smoke phase, looked at in one run under one fault."""

    place: Place
    phase: str
    fault: str
    strength: float
    since: str
    outcomes: tuple[tuple[str, str], ...] = ()
    """Of the items for which the fault is there."""

    @property
    def id(self) -> str:
        """For the list of tests, and the name of what is kept of it."""
        place = self.place
        usual = ((place.moment, "launch"), (place.flag, 100), (place.setup, ""))
        where = [str(part) for part, normal in usual if part != normal]
        strength = [f"{self.strength:g}"] if self.strength != 1 else []
        return "-".join([self.phase, *where, self.fault or "healthy", *strength])

    def has(self, item: str) -> bool:
        """Whether its run looks at the item."""
        return PHASES[item] in {self.phase, "smoke"}


@dataclass(frozen=True)
class Explained:
    """Why an item is right to be red under a fault that is another's; not at each hour, or only once in a while."""

    because: str
    sometimes: bool = False


@cache
def node_of(check: str) -> str:
    """Where a check stands, as pytest is given it."""
    file = next(file for file in SUITES.rglob("test_*.py") if f"def {check}(" in file.read_text(encoding="utf-8"))
    return f"{file}::{check}"


def read_also_red() -> dict[str, dict[str, Explained]]:
    """By fault and item."""
    return {
        fault: {item: Explained(row["because"], row.get("sometimes", False)) for row in rows for item in row["items"]}
        for fault, rows in read_matrix()["also_red"].items()
    }


@cache
def read_matrix() -> dict[str, Any]:
    return yaml.safe_load(FILE.read_text(encoding="utf-8"))


def read_pairs() -> list[Pair]:
    pairs = []
    for check, row in read_matrix()["checks"].items():
        for fault, wanted in row["faults"].items():
            wish = wanted if isinstance(wanted, dict) else {"outcome": wanted}
            strength, since = float(wish.get("strength", 1)), wish.get("since", "")
            begins_with, setup = fault if since == "start" else "", wish.get("setup", "")
            moment = wish.get("moment", row.get("moment", "launch"))
            place = Place(moment, row.get("flag", 100), begins_with, setup)
            rest = {"needs": wish.get("needs", ""), "lasting_s": float(wish.get("lasting_s", 0))}
            pairs.append(Pair(check, row["item"], fault, strength, wish["outcome"], since, place, **rest))
    return sorted(pairs, key=lambda pair: pair.place)  # so that each place is opened once


def read_pairs_on_the_other_skin(*, every: bool) -> list[Pair]:
    """Of what is looked at in a browser: one fault of each check, that which `other_skin` names, or every one."""
    named = {(check, row["other_skin"]) for check, row in read_matrix()["checks"].items() if "other_skin" in row}
    checks = {check for check, _ in named}
    return [
        replace(pair, place=replace(pair.place, skin="other"))
        for pair in read_pairs()
        if not pair.place.setup and (pair.check in checks if every else (pair.check, pair.fault) in named)
    ]


def read_sights() -> list[Sight]:
    """Each place and phase without a fault, and under each that is there for one of its items."""
    pairs = read_pairs()
    healthy = {Sight(replace(pair.place, fault=""), pair.phase, "", 1, "") for pair in pairs}
    faulty = {Sight(pair.place, pair.phase, pair.fault, pair.strength, pair.since) for pair in pairs}
    seen_elsewhere = {(sight.place, sight.fault, sight.strength) for sight in faulty if sight.phase != "smoke"}
    return sorted(
        replace(sight, outcomes=_outcomes(sight, pairs))
        for sight in healthy | faulty
        if sight.phase != "smoke" or (sight.place, sight.fault, sight.strength) not in seen_elsewhere
    )


def _outcomes(sight: Sight, pairs: list[Pair]) -> tuple[tuple[str, str], ...]:
    """What rows promise of the items in sight: a weaker fault need not do what a stronger one does."""
    return tuple(
        sorted(
            (pair.item, pair.outcome)
            for pair in pairs
            if (pair.place, pair.fault) == (sight.place, sight.fault)
            and sight.has(pair.item)
            and pair.strength <= sight.strength
        )
    )
