"""What stands in the sample release's release.yaml: all in order, or as badly as people sometimes leave it."""

from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from typing import TYPE_CHECKING, Any

from sandbox import results
from sandbox.staff import DEPLOYER, Colleague, of_role
from sandbox.vendors.supabase_settings import KEYS, LONG_AGO, ROTATED_AGO
from sandbox.web import api_docs

if TYPE_CHECKING:
    from sandbox.faults import Faults
    from sandbox.moments import Moment

SCOPE = ("web", "functions", "ios", "android", "flags", "sms", "push", "beta", "press")
LAGOS = timezone(timedelta(hours=1), "Africa/Lagos")
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
TEAMS = ("development", "support", "marketing", "executive")
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
    "escalation-gap",
    "notification-missing",
    "window-at-peak",
    "rotation-long-ago",
)


@dataclass(frozen=True)
class ReleaseYaml:
    """The file as it stands now. head: that of the record on which the stakeholders approved."""

    moment: "Moment"
    faults: "Faults"
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
            "freeze": {"commit": release.freeze_commit, "at": in_lagos(moment.frozen_at)},
            "window": self._window(),
            "deployer": DEPLOYER.name,
            "scope": dict.fromkeys(SCOPE, True),
            "builds": {
                name: {"number": number, "launch_test": file} for name, (number, file) in self.launch_tests.items()
            },
            "results": results.NAMES,
            "runbook": "runbook.md",
            "migrations": {"folder": "migrations", "down": "migrations/down", "forward_only": {}},
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
            "notifications": [
                {
                    "team": team,
                    "channel": f"#{team}",
                    "receipt": f"{team}-{release.version}@alaskapay.com",
                    "at": in_lagos(moment.window_opens - timedelta(hours=18)),
                }
                for team in TEAMS
                if not (team == "support" and self.faults.is_on("notification-missing"))
            ],
            "rotations": self._rotations(),
            "rolled_back_to": None,
        }

    def _window(self) -> dict[str, str]:
        """Around the deploy, which is the quietest moment of the week; half a day earlier people are busiest."""
        earlier = timedelta(hours=12) if self.faults.is_on("window-at-peak") else timedelta()
        moment = self.moment
        return {"opens": in_lagos(moment.window_opens - earlier), "closes": in_lagos(moment.window_closes - earlier)}

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
            "at": in_lagos(at),
            "commit": OTHER_COMMIT if faults.is_on("word-on-other-commit") else self.moment.release.commit,
            "expires": in_lagos(ends),
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
        at = in_lagos(self.moment.window_opens - ago)
        return [{"key": name, "at": at} for name in KEYS]

    def _on_call(self) -> dict[str, dict[str, str]]:
        people = {name: _contact(of_role(role)) for name, role in ON_CALL.items()}
        if self.faults.is_on("on-call-twice"):
            people["secondary"] = dict(people["primary"])
        if self.faults.is_on("on-call-unnamed"):
            people["database"] = {"name": "[Name]", "phone": "[Phone]"}
        return people

    def _escalation(self) -> list[dict[str, Any]]:
        gap = 5 if self.faults.is_on("escalation-gap") else 0
        return [
            {
                "role": name,
                "from_minutes": begin + (gap if begin else 0),
                **({"to_minutes": end} if end else {}),
                **_contact(of_role(role)),
            }
            for name, begin, end, role in ESCALATION
        ]


def in_lagos(when: datetime) -> str:
    """Write a time as people in Lagos do."""
    return when.astimezone(LAGOS).isoformat(timespec="seconds")


def _contact(colleague: Colleague) -> dict[str, str]:
    return {"name": colleague.name, "phone": colleague.phone}
