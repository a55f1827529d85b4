"""What stands in the sample release's release.yaml: all in order, or as badly as people sometimes leave it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sandbox.faults.switches import Faults
from sandbox.moments import FRIDAY, Moment, local_text
from sandbox.product.supabase.deployed import VERSION
from sandbox.product.supabase.functions import DEPLOYED
from sandbox.product.supabase.functions.call import CALLED_BY_VENDORS
from sandbox.product.web import api_docs
from sandbox.release import results
from sandbox.release.notifications import TEAMS, channel, notified_at
from sandbox.release.people import DEPLOYER, Colleague, of_role
from sandbox.vendors.google.play import SHARE
from sandbox.vendors.supabase.project import KEYS, LONG_AGO, ROTATED_AGO

SCOPE = ("web", "functions", "ios", "android", "flags", "sms", "push", "beta", "press")
STAKEHOLDERS = ("product", "qa", "security", "legal", "executive")
STATEMENTS = {
    "testing.manual": ("qa", "Plan 7 was executed on 2.4.0: 120 cases passed, 0 failed"),
    "testing.security-audit": ("security", "Audited by Halima Sani: nothing open of level error or critical"),
    "testing.mobile-devices": ("qa", "iPhone 15 with iOS 18.1, Pixel 8 and Tecno Spark 20 with Android 15"),
    "docs.user-guides": ("product", "The user guide is that of 2.4.0"),
    "docs.admin": ("product", "The admin guide is that of 2.4.0"),
    "final.team": ("release", "All four of the rotation have confirmed the window and the day after it"),
    "final.support": ("support", "Support was briefed with the brief of 2.4.0"),
}
LAST = "final."
"""What is signed only shortly before the window opens."""
ON_CALL = {"primary": "engineering", "secondary": "mobile", "database": "database", "infrastructure": "operations"}
ESCALATION = (
    ("On-call engineer", 0, 15, "engineering"),
    ("Team lead", 15, 30, "release"),
    ("CTO", 30, 60, "operations"),
    ("CEO", 60, None, "executive"),
)
INTENDED: dict[str, dict[str, Any]] = {"ios": {"phased": True}, "android": {"share": SHARE}}
OTHER_COMMIT = "0badc0de0badc0de0badc0de0badc0de0badc0de"
FAULTS = (
    "word-missing",
    "word-expired",
    "word-of-wrong-role",
    "word-of-deployer",
    "word-on-other-commit",
    "word-placeholder",
    "word-on-unknown-record",
    "word-says-nothing",
    "on-call-unnamed",
    "on-call-twice",
    "on-call-team-as-name",
    "on-call-number-made-up",
    "on-call-ends-early",
    "escalation-gap",
    "escalation-overlap",
    "escalation-unnamed",
    "notification-missing",
    "notification-late",
    "scope-denies-changes",
    "window-at-peak",
    "rotation-long-ago",
    "window-on-friday",
    "window-until-friday",
    "window-long",
    "window-long-ago",
)


@dataclass(frozen=True)
class ReleaseYaml:
    """The file as it stands now. head: that of the record on which the stakeholders approved."""

    moment: Moment
    faults: Faults
    site: str
    head: str
    launch_tests: dict[str, tuple[str, str]]
    """Build and report of each platform."""

    def facts(self) -> dict[str, Any]:
        """Everything, in the order in which people would write it."""
        release, moment, is_approved = self.moment.release, self.moment, self.moment.is_approved
        return {
            "version": release.version,
            "commit": release.commit,
            "previous": {"version": release.previous_version, "commit": release.previous_commit},
            "freeze": {"commit": release.freeze_commit, "at": local_text(moment.frozen_at)},
            "window": self._window(),
            "deployer": DEPLOYER.name,
            "scope": self._scope(),
            "builds": {
                name: {"number": number, "launch_test": file, **INTENDED[name]}
                for name, (number, file) in self.launch_tests.items()
            },
            "results": results.NAMES,
            "runbook": "runbook.md",
            "migrations": {"folder": "migrations", "down": "migrations/down", "forward_only": {}},
            "functions": self._functions(),
            "guides": {
                "user": f"{self.site}/guide/",
                "admin": f"{self.site}/guide/admin/",
                "api": f"{self.site}{api_docs.ADDRESS}",
            },
            "brief": f"{self.site}/guide/support-{release.version}/",
            "on_call": self._on_call(),
            "escalation": list(self._escalation()),
            "targets": {"registrations": 200, "active_users": 400, "transaction_volume_naira": 20_000_000},
            "approvals": self._words([(f"stakeholders.{role}", role, "") for role in STAKEHOLDERS if is_approved]),
            "attestations": self._words(
                [(it, role, said) for it, (role, said) in STATEMENTS.items() if is_approved or not it.startswith(LAST)]
            ),
            "notifications": list(self._notifications()),
            "rotations": self._rotations(),
            "rolled_back_to": None,
        }

    @staticmethod
    def _functions() -> dict[str, Any]:
        by_vendors = {name: {"version": VERSION, "verify_jwt": False} for name in CALLED_BY_VENDORS}
        return {name: by_vendors.get(name, VERSION) for name in DEPLOYED}

    def _scope(self) -> dict[str, Any]:
        out = {"in": False, "reason": "no change", "approver": of_role("executive").name}
        return {part: out if part == "ios" and self.faults.is_on("scope-denies-changes") else True for part in SCOPE}

    def _window(self) -> dict[str, str]:
        """Around the deploy, which is the quietest moment of the week; half a day earlier people are busiest."""
        faults, moment = self.faults, self.moment
        opens, closes = moment.window_opens, moment.window_closes
        if faults.is_on("window-at-peak"):
            opens, closes = opens - timedelta(hours=12), closes - timedelta(hours=12)
        if faults.is_on("window-long-ago"):
            opens -= timedelta(hours=3)
            closes = opens + timedelta(hours=1)
        if faults.is_on("window-long"):
            closes = opens + timedelta(hours=6)
        to_friday = timedelta(days=(FRIDAY - opens.astimezone(ZoneInfo(moment.team_zone)).weekday()) % 7)
        if faults.is_on("window-on-friday"):
            opens, closes = opens + to_friday, closes + to_friday
        if faults.is_on("window-until-friday"):
            opens, closes = opens + to_friday - timedelta(days=1), closes + to_friday
        return {"opens": local_text(opens), "closes": local_text(closes)}

    def _words(self, wanted: list[tuple[str, str, str]]) -> list[dict[str, Any]]:
        """Who answers for what; a statement where one is asked for, a record where not."""
        return [] if self.faults.is_on("word-missing") else [self._word(*word) for word in wanted]

    def _word(self, item: str, role: str, statement: str) -> dict[str, Any]:
        at, faults = self.moment.approved_at, self.faults
        ends = (
            at + timedelta(hours=1) if faults.is_on("word-expired") else self.moment.window_closes + timedelta(days=9)
        )
        said = "Done" if faults.is_on("word-says-nothing") else statement
        head = "0" * 64 if faults.is_on("word-on-unknown-record") else self.head
        return {
            "item": item,
            "by": self._signer(role),
            "at": local_text(at),
            "commit": OTHER_COMMIT if faults.is_on("word-on-other-commit") else self.moment.release.commit,
            "expires": local_text(ends),
            **({"statement": said} if statement else {"evidence": head}),
        }

    def _signer(self, role: str) -> str:
        if self.faults.is_on("word-placeholder"):
            return "[Name]"
        if self.faults.is_on("word-of-deployer"):
            return DEPLOYER.name
        return of_role("marketing" if self.faults.is_on("word-of-wrong-role") else role).name

    def _rotations(self) -> list[dict[str, str]]:
        """When each key was exchanged: what people write, whatever is true at the provider."""
        ago = LONG_AGO if self.faults.is_on("rotation-long-ago") else ROTATED_AGO
        at = local_text(self.moment.window_opens - ago)
        return [{"key": name, "at": at} for name in KEYS]

    def _notifications(self) -> Iterator[dict[str, str]]:
        at = notified_at(self.moment, self.faults)
        if self.faults.is_on("notification-missing") or at > self.moment.now:
            return
        for team in TEAMS:
            receipt = f"{team}-{self.moment.release.version}@alaskapay.com"
            yield {"team": team, "channel": channel(team), "receipt": receipt, "at": local_text(at)}

    def _on_call(self) -> dict[str, Any]:
        people = {name: _contact(of_role(role)) for name, role in ON_CALL.items()}
        if self.faults.is_on("on-call-twice"):
            people["secondary"] = dict(people["primary"])
        if self.faults.is_on("on-call-unnamed"):
            people["database"] = {"name": "[Name]", "phone": "[Phone]"}
        if self.faults.is_on("on-call-team-as-name"):
            people["infrastructure"]["name"] = "Platform team"
        if self.faults.is_on("on-call-number-made-up"):
            people["primary"]["phone"] = "+2348000000000"
        moment = self.moment
        ends = moment.window_opens + timedelta(hours=8)
        if not self.faults.is_on("on-call-ends-early"):
            ends = moment.window_closes + timedelta(days=2)
        return {"from": local_text(moment.window_opens - timedelta(hours=2)), "until": local_text(ends), **people}

    def _escalation(self) -> list[dict[str, Any]]:
        faults = self.faults
        gap = 5 * (faults.is_on("escalation-gap") - faults.is_on("escalation-overlap"))
        steps = [
            {
                "role": name,
                "from_minutes": begin + (gap if begin else 0),
                **({"to_minutes": end} if end else {}),
                **_contact(of_role(role)),
            }
            for name, begin, end, role in ESCALATION
        ]
        if faults.is_on("escalation-unnamed"):
            steps[-1] |= {"name": "[Name]", "phone": "[Phone]"}
        return steps


def _contact(colleague: Colleague) -> dict[str, str]:
    return {"name": colleague.name, "phone": colleague.phone}
