"""What happened in the repository: commits, pull requests, checks, reviews and alerts, well or badly."""

import hashlib
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from sandbox.release.people import DEPLOYER, PEOPLE, of_role

if TYPE_CHECKING:
    from sandbox.context import Context

BRANCH = "main"
CRITICAL, KNOWN_ISSUE = "critical", "known-issue"
OTHER_COMMIT = "0badc0de0badc0de0badc0de0badc0de0badc0de"
CHECKS = ("build", "unit tests", "end-to-end tests", "migrations")
CONTEXTS = ("ci/mobile-builds",)
RELEASE_PULL = 412
APPROVERS = ("product", "qa", "security", "legal", "executive")


@dataclass(frozen=True)
class Change:
    """A pull request as it was merged: one commit, `days` before the deploy."""

    number: int
    title: str
    days: float
    files: tuple[tuple[str, str], ...]
    login: str = "tunde-bakare"
    labels: tuple[str, ...] = ()
    commit: str = ""

    @property
    def sha(self) -> str:
        """The commit on main."""
        return self.commit or hashlib.sha1(self.title.encode(), usedforsecurity=False).hexdigest()

    @property
    def message(self) -> str:
        """What git log shows."""
        return f"{self.title} (#{self.number})" if self.number else self.title


@dataclass(frozen=True)
class Ticket:
    """An issue."""

    number: int
    title: str
    labels: tuple[str, ...]
    is_open: bool = True
    in_milestone: bool = False
    is_pull: bool = False


@dataclass(frozen=True)
class Verdict:
    """A review of the release's pull request."""

    login: str
    state: str
    commit: str
    at: datetime


@dataclass(frozen=True)
class Trouble:
    """An open security alert."""

    kind: str
    severity: str
    summary: str


FEATURES = (
    Change(398, "feat(wallet): show top-ups that are under way", 18, (("src/components/Wallet.tsx", "modified"),)),
    Change(
        401,
        "feat(checkout): a new checkout behind the flag new-checkout",
        15,
        (
            ("src/components/Checkout.tsx", "added"),
            ("src/flags.ts", "modified"),
            ("supabase/migrations/20250519101500_ticket_channel.sql", "added"),
            ("supabase/functions/paystack-initialize/index.ts", "modified"),
        ),
    ),
    Change(
        403,
        "feat(push): tell of a transfer that came in",
        13,
        (
            ("ios/App/App/AppDelegate.swift", "modified"),
            ("android/app/src/main/java/com/alaskapay/app/Push.java", "added"),
            ("supabase/functions/send-push-notification/index.ts", "modified"),
        ),
        login="ifeoma-obi",
    ),
)
FREEZE = Change(
    405, "feat(sms): a shorter text for the code", 11, (("supabase/functions/send-phone-otp/index.ts", "modified"),)
)
FIXES = (
    Change(
        408,
        "fix(payments): refund a payment once when Paystack repeats its message",
        8,
        (("supabase/functions/paystack-webhook/index.ts", "modified"), ("tests/refund.test.ts", "added")),
        labels=("bug", CRITICAL),
    ),
    Change(410, "docs: what is known not to work in 2.4.0", 6, (("docs/known-issues.md", "modified"),)),
)
LATE_FEATURE = Change(
    411, "feat(cards): freeze a card from the list", 5, (("src/components/Cards.tsx", "modified"),), labels=(CRITICAL,)
)
LATE_FIX = Change(
    411, "fix(profile): align the avatar", 5, (("src/components/Profile.tsx", "modified"),), labels=("bug",)
)
LATE_BREAK = Change(
    411,
    "fix(api)!: amounts are answered in kobo",
    5,
    (("supabase/functions/wallet-transfer/index.ts", "modified"),),
    labels=(CRITICAL,),
)
LATE_PUSH = Change(0, "fix(login): log more of what goes wrong", 5, (("src/auth.ts", "modified"),))
"""Number 0: it belongs to no pull request."""
WAITING = Change(
    415,
    "feat(limits): a monthly limit for withdrawals",
    1.5,
    (
        ("src/components/Limits.tsx", "added"),
        ("supabase/migrations/20251120090000_monthly_limits.sql", "added"),
    ),
    login="emeka-nwosu",
)
"""A pull request that is open."""
TICKETS = (
    Ticket(371, "Export of more than 10,000 transactions takes a minute", ("bug", KNOWN_ISSUE)),
    Ticket(388, "Dark mode on the statement page", ("enhancement",)),
    Ticket(399, "Top-ups that are under way are invisible", ("enhancement",), is_open=False, in_milestone=True),
    Ticket(407, "A refund is booked twice", ("bug", CRITICAL), is_open=False, in_milestone=True),
)
OPEN_PULL = Ticket(415, "feat(statement): download as a spreadsheet", (), in_milestone=True, is_pull=True)


@dataclass(frozen=True)
class History:
    """Everything as it stands now; made anew for each request, since faults come and go."""

    context: "Context"
    now: datetime
    changes: tuple[Change, ...] = field(init=False)

    def __post_init__(self) -> None:
        """Order the changes, oldest first: the release before, the way to this one, and this one."""
        faults, release = self.context.faults, self.context.moment.release
        late = [LATE_FEATURE] if faults.is_on("feature-after-freeze") else []
        late += [LATE_FIX] if faults.is_on("uncritical-fix-after-freeze") else []
        late += [LATE_BREAK] if faults.is_on("breaking-change-after-freeze") else []
        late += [LATE_PUSH] if faults.is_on("pushed-after-freeze") else []
        bumped = (("package.json", "modified"), ("CHANGELOG.md", "modified"))
        previous = Change(
            396,
            f"chore(release): {release.previous_version}",
            21,
            bumped,
            DEPLOYER.login,
            commit=release.previous_commit,
        )
        this = Change(
            RELEASE_PULL, f"chore(release): {release.version}", 4, bumped, DEPLOYER.login, commit=release.commit
        )
        freeze = replace(FREEZE, commit=release.freeze_commit)
        object.__setattr__(self, "changes", (previous, *FEATURES, freeze, *FIXES, *late, this))

    @property
    def pulls(self) -> tuple[Change, ...]:
        """What came by a pull request."""
        return tuple(change for change in self.changes if change.number)

    @property
    def waiting(self) -> tuple[Change, ...]:
        """What is open, and may be merged at any moment."""
        return (WAITING,) if self.context.faults.is_on("other-migration-waits") else ()

    @property
    def line(self) -> tuple[Change, ...]:
        """What is on main, and what is branched off its head."""
        return (*self.changes, *self.waiting)

    def at(self, change: Change) -> datetime:
        """When it was merged, or last moved while it is open."""
        return self.context.moment.deployed_at - timedelta(days=change.days)

    def position(self, ref: str) -> int | None:
        """Where a commit, the branch or a tag stands among the changes; None for an unknown one."""
        release = self.context.moment.release
        named = {
            BRANCH: FIXES[-1].sha if self.context.faults.is_on("release-off-main") else release.commit,
            f"v{release.previous_version}": release.previous_commit,
            f"v{release.version}": FIXES[-1].sha if self.context.faults.is_on("tag-elsewhere") else release.commit,
        }
        sha = named.get(ref, ref)
        return next((number for number, change in enumerate(self.line) if change.sha == sha), None)

    @property
    def tickets(self) -> tuple[Ticket, ...]:
        """The issues, newest first."""
        faults, more = self.context.faults, []
        if faults.is_on("milestone-still-open"):
            more.append(Ticket(413, "Statement shows yesterday's rate", ("bug",), in_milestone=True))
        if faults.is_on("milestone-pull-open"):
            more.append(OPEN_PULL)
        if faults.is_on("known-issue-unwritten"):
            more.append(Ticket(414, "Withdrawals to one bank take a day", ("bug", KNOWN_ISSUE)))
        return tuple(sorted((*TICKETS, *more), key=lambda ticket: -ticket.number))

    def conclusion(self, check: str) -> str:
        """How a check of the release's commit ended."""
        is_bad = check == "end-to-end tests" and self.context.faults.is_on("check-run-failed")
        return "failure" if is_bad else "success"

    def state(self, context: str) -> str:
        """How an older CI ended."""
        is_bad = context == CONTEXTS[0] and self.context.faults.is_on("commit-status-failed")
        return "failure" if is_bad else "success"

    @property
    def reviews(self) -> list[Verdict]:
        """What the stakeholders said of the release's pull request, oldest first."""
        faults, commit = self.context.faults, self.context.moment.release.commit
        looked_at = OTHER_COMMIT if faults.is_on("review-of-another-commit") else commit
        at = self.context.moment.approved_at
        if not self.context.moment.is_approved:
            return []
        said = [
            Verdict(of_role(role).login, "APPROVED", looked_at, at + timedelta(minutes=number))
            for number, role in enumerate(APPROVERS)
        ]
        said.insert(0, Verdict("tunde-bakare", "COMMENTED", commit, at - timedelta(days=1)))
        if faults.is_on("changes-requested"):
            at = self.now - timedelta(seconds=5)
            said += [Verdict(of_role(role).login, "CHANGES_REQUESTED", commit, at) for role in APPROVERS]
        return said

    @property
    def troubles(self) -> list[Trouble]:
        """Open security alerts."""
        faults, found = self.context.faults, []
        if faults.is_on("dependency-vulnerable"):
            found.append(Trouble("dependency", "critical", "Prototype pollution in a parser of query strings"))
        if faults.is_on("code-alert-open"):
            found.append(Trouble("code", "high", "Database query built from user-controlled sources"))
        if faults.is_on("secret-leaked"):
            found.append(Trouble("secret", "critical", "Paystack Secret Key"))
        return found


def logins() -> frozenset[str]:
    """Everybody with an account."""
    return frozenset(colleague.login for colleague in PEOPLE)
