"""The defects that the sandbox can be told to have, each in the words of a person who would see it."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from difflib import get_close_matches


@dataclass(frozen=True)
class Fault:
    """A defect; `has_strength` ones can be weak or strong."""

    name: str
    sentence: str
    has_strength: bool = False


WEB = (
    Fault("missing-script", "The page stays blank: its script is gone and the app shell is answered instead."),
    Fault(
        "stale-service-worker",
        "Whoever visited before sees a blank page: the old worker serves the old shell.",
    ),
    Fault("script-error-on-load", "The page looks right, but its script throws an error while loading."),
    Fault("way-in-covered", "An overlay lies over the main button, so a click never reaches it."),
    Fault("way-in-disabled", "The main button is there, but greyed out."),
    Fault("terms-script-error", "The page with the terms looks right, but throws an error when it is opened."),
    Fault("unknown-address-shows-home", "An address that does not exist shows the home page, as if all were well."),
    Fault("page-too-wide", "On a phone the page hangs over the edge of the screen."),
    Fault("touch-ignored", "Buttons answer a mouse, but no finger."),
    Fault("labels-missing", "The fields of forms have no labels that a screen reader could read out."),
    Fault("balance-unreadable", "The balance of the wallet is written in light grey on white."),
    Fault("tracker-forbidden", "The page wants a tracking pixel that its own security policy forbids."),
    Fault("profile-asks-amiss", "A member's profile looks right, but asks for rows that the API does not know."),
    Fault("slow-page", "The page answers only after strength x 10 seconds.", has_strength=True),
    Fault("site-down", "No address of the site answers."),
)
ACCOUNT = (
    Fault("otp-not-sent", "Sign-up says that the code was sent, but no SMS ever comes."),
    Fault("profile-not-created", "A new user signs up and has no profile."),
    Fault("wallet-not-created", "A new user signs up and has no wallet."),
    Fault("user-removal-ignored", "Removing a user is confirmed, but the user stays."),
    Fault("right-password-refused", "The right password is refused."),
    Fault("wrong-password-accepted", "Any password opens the account."),
    Fault("session-survives-sign-out", "After signing out, the session's token still opens everything."),
    Fault("withdrawal-refused", "No withdrawal goes through."),
    Fault("transfer-untold", "Who gets money from another is not told of it."),
    Fault("transfer-not-listed", "Who gets money from another does not find it in the list of transactions."),
    Fault("dashboard-empty", "Signing in works, but the dashboard shows nothing."),
)
API = (
    Fault("endpoint-500", "An endpoint answers 500, internal error."),
    Fault("endpoint-html", "An endpoint answers an HTML page with status 200."),
    Fault("endpoint-wrong-shape", "An endpoint answers JSON whose fields are not the documented ones."),
    Fault("open-without-token", "Protected endpoints answer rows to anybody, signed in or not."),
    Fault("health-lies", "The health check says healthy, while its own log says that a service is down."),
    Fault("old-app-refused", "App versions that people still use are told that they are no longer supported."),
    Fault("app-api-html", "The apps get an HTML page where they expect their API."),
)
PAYMENTS = (
    Fault("checkout-does-not-open", "After choosing Paystack, no checkout opens."),
    Fault("checkout-wrong-amount", "The checkout asks for another amount than was entered."),
    Fault("payment-never-credited", "The card is charged, but the wallet never grows."),
    Fault("wallet-credited-twice", "One payment is credited twice, when the provider repeats its message."),
    Fault("amount-off-by-one-kobo", "The wallet grows by one kobo less than was paid."),
    Fault("decline-credited", "The bank declines the card, and the wallet grows all the same."),
    Fault("refund-not-taken-back", "A payment is given back to the card, and the money stays in the wallet as well."),
    Fault("refund-taken-twice", "A payment that is given back is taken out of the wallet twice."),
    Fault("wrong-amount-credited", "The wallet grows by whatever a message names, not by what was to be paid."),
    Fault("webhook-signature-ignored", "Messages about payments are believed, whoever has signed them."),
    Fault("live-payment-key-in-page", "The page carries the key for real payments."),
    Fault("wallet-out-of-balance", "A wallet holds one kobo more than its transactions come to."),
)
MAIL = (
    Fault("mail-dropped", "Mail is accepted for delivery and never arrives."),
    Fault("mail-late", "Mail arrives strength x 10 seconds late.", has_strength=True),
    Fault("mail-wrong-sender", "Mail comes from a sender that is not Alaska Pay's."),
    Fault("mail-foreign-link", "The link in the mail leads to a foreign site."),
    Fault("mail-bounced", "Hours ago a mail to a user of ours came back: there is no such mailbox, its server says."),
    Fault("mail-blocked", "Hours ago a mail to a user of ours was turned away, because it looked forged."),
    Fault("sms-undelivered", "The provider takes text messages, but the phone's network never delivers them."),
    Fault("sms-unconfirmed", "Text messages leave the provider, and nobody ever says whether they arrived."),
    Fault("push-key-refused", "No push message leaves the product: Google refuses its key."),
    Fault("push-claimed", "The product says that a push message was sent, and never sends one."),
    Fault("push-not-displayed", "Google takes push messages, and the phone never shows them."),
    Fault("push-device-unregistered", "Google does not know our test device any more."),
    Fault("mailbox-blind", "Our mailbox shows no mail of anybody, not even our own control mail."),
)
MOBILE = (
    Fault("launch-test-other-build", "The launch test that passed was that of another build."),
    Fault("launch-test-failed", "The app does not start on the test device."),
    Fault("launch-test-empty", "The launch test's report holds no test at all."),
    Fault("fatal-startup-event", "The app crashes on start for people with the new version."),
    Fault(
        "link-file-placeholder",
        "Links do not open the app: the link files hold a placeholder for its identity.",
    ),
    Fault(
        "link-file-app-shell",
        "Links do not open the app: the web page is answered where the link files belong.",
    ),
    Fault("other-commit-live", "What is live is another commit than the one that was approved."),
)
ERROR_TRACKING = (
    Fault(
        "fatal-issue-growing",
        "The new version crashes when somebody pays, strength x once a second, and again and again.",
        has_strength=True,
    ),
    Fault("events-dropped", "Error tracking drops half of what is sent to it, because its quota is used up."),
)
ALARMS = (
    Fault("events-refused", "Error tracking refuses what is sent to it: its quota is used up."),
    Fault("events-swallowed", "Error tracking takes what is sent to it, and never shows it."),
    Fault("alerts-reach-nobody", "The rules of error tracking stand, but tell nobody."),
    Fault("alerts-muted", "Somebody has switched the alerts of error tracking off for a while."),
    Fault("api-unwatched", "The uptime monitor looks at the site, but not at the API."),
    Fault("outage-reaches-nobody", "The uptime monitor sees an outage of the site, but tells nobody."),
    Fault("health-log-ended", "The product stopped to check its services an hour ago."),
)
STATUS_PAGE = (
    Fault("status-page-down", "Nobody can open the status page."),
    Fault("component-degraded", "The status page says that payments are slow."),
    Fault("incident-still-open", "The status page shows an incident that nobody has closed."),
    Fault("maintenance-unannounced", "The status page announces no maintenance for the deployment."),
    Fault("maintenance-too-short", "The maintenance that the status page announces ends in the midst of the window."),
)
UPTIME = (
    Fault(
        "site-was-down",
        "The site was down for strength x 10 minutes in the middle of the time since the deploy; right after the "
        "deploy, in its last minute.",
        has_strength=True,
    ),
    Fault("uptime-unobserved", "The uptime monitor was paused for 20 minutes of the time since the deploy."),
    Fault("uptime-blind", "The uptime monitor is paused, so nobody looks."),
)
TRAFFIC = (
    Fault(
        "requests-fail",
        "Requests time out or are turned away (408, 429) at the first attempt.",
        has_strength=True,
    ),
    Fault("server-errors", "Requests end in an internal error (500).", has_strength=True),
    Fault("requests-slow", "Requests take longer than 200 ms.", has_strength=True),
    Fault("requests-very-slow", "Requests take longer than a second.", has_strength=True),
    Fault(
        "exposed-fail",
        "Whoever has the new checkout gets internal errors (500); everybody else is well.",
        has_strength=True,
    ),
    Fault("payments-decline", "Payments by card fail.", has_strength=True),
    Fault("sign-ins-silent", "Sign-ins are missing; at full strength nobody signs in any more.", has_strength=True),
    Fault("registrations-few", "Since the release hardly anybody registers."),
    Fault("volume-low", "Since the release people pay and send far smaller amounts."),
)
ROLLOUT = (
    Fault(
        "flag-share-off",
        "The flag says how many users have the new checkout, but only half as many have it.",
    ),
    Fault("other-flag-turned", "Somebody has turned another flag while the window of the release was open."),
    Fault("flag-step-skipped", "The rollout left out the step before the one it stands at."),
    Fault("flag-step-short", "The rollout's step before the last stood for a few seconds only."),
    Fault("other-deploy-building", "Another deploy of the site is being built."),
    Fault("window-on-friday", "The deployment window lies on a Friday."),
    Fault("window-until-friday", "The deployment window opens on a Thursday, and closes on Friday."),
    Fault("window-long", "The deployment window stays open for six hours."),
    Fault("window-long-ago", "The release went live three hours after its window had opened."),
    Fault("window-at-peak", "The deployment window lies in the busiest hour of the day."),
)
DATABASE = (
    Fault("statements-slow", "A query of the app takes many times as long as before."),
    Fault("connections-exhausted", "Nearly all connections that the database allows are taken."),
    Fault("locks-wait", "Statements wait for a lock that somebody holds and does not release."),
    Fault("dead-tuples", "Tables fill with dead rows, because nothing clears them away."),
    Fault("cache-cold", "The database reads from disk what it used to have in memory."),
    Fault("replication-lagging", "The standby no longer takes what the database writes."),
)
BACKUPS = (
    Fault("provider-without-backup", "The database's provider has no backup of it at all."),
    Fault("provider-backup-old", "The provider's backups have failed for three nights, and no other way back reaches."),
    Fault("dump-missing", "Nobody has taken a dump."),
    Fault("dump-empty", "The newest dump is a file of 0 bytes."),
    Fault("dump-truncated", "The newest dump ends in the middle, because the disk was full."),
    Fault("dump-altered", "The newest dump has changed since its checksum was taken."),
    Fault("dump-of-another-server", "The newest dump is that of staging."),
    Fault("dump-old", "The newest dump is two days old."),
    Fault("dump-late", "The newest dump was taken after the window had opened."),
    Fault("dump-lost-a-row", "The newest dump lacks one transaction."),
    Fault("dump-out-of-balance", "In the newest dump a wallet holds one kobo more than its transactions come to."),
    Fault("dump-unrestorable", "The newest dump stops with an error when somebody restores it."),
    Fault("manifest-off-by-one-kobo", "What was noted with the newest dump is one kobo more than is in it."),
)
MIGRATIONS = (
    Fault("migration-unapplied", "The newest migration of the release has not been applied."),
    Fault("migration-foreign", "A migration has been applied that the release does not have."),
    Fault("migration-needs-rows", "The newest migration fails on a database that is still empty."),
    Fault("schema-drifted", "Somebody has added a column by hand."),
    Fault("schema-index-lost", "Somebody has dropped an index by hand."),
    Fault("old-web-asks-for-dropped-column", "Whoever still has the old web open sees no support requests any more."),
    Fault("new-web-needs-new-column", "The new web shows no support requests before the release's migration is there."),
)
WAY_BACK = (
    Fault("previous-deploy-removed", "The host no longer keeps the web as it was before the release."),
    Fault("previous-deploy-gone", "Whoever opens the web as it was before the release finds nothing there."),
    Fault("previous-deploy-blank", "The web as it was before the release stays blank: its script is gone."),
    Fault("flag-archived", "The release's flag was archived, so nobody can switch it off."),
    Fault("flag-unknown", "The release's flag does not exist at the flag service."),
    Fault("way-back-missing", "Nobody has written how the release's migration is taken back."),
    Fault("way-back-leaves-a-column", "What takes the release's migration back leaves its column there."),
    Fault("way-back-fails", "What takes the release's migration back stops with an error."),
)
RELEASE_FILE = (
    Fault("word-missing", "Nobody has signed anything in the release file."),
    Fault("word-expired", "What people signed in the release file has come to its end."),
    Fault("word-of-wrong-role", "Marketing has signed in the release file what others answer for."),
    Fault("word-of-deployer", "Whoever deploys the release has signed everything in its file."),
    Fault("word-on-other-commit", "What people signed in the release file is another commit."),
    Fault("word-placeholder", "The release file says that [Name] has signed."),
    Fault("word-on-unknown-record", "The stakeholders approved on a record that nobody has."),
    Fault("word-says-nothing", "Whoever had to say what was done has signed: done."),
    Fault("on-call-unnamed", "The rotation says [Name] and [Phone] where somebody for the database is due."),
    Fault("on-call-twice", "One person is the primary and the secondary of the rotation."),
    Fault("on-call-team-as-name", "The rotation names a team where a person is due."),
    Fault("on-call-number-made-up", "The number of the rotation's first one is made up."),
    Fault("on-call-ends-early", "The rotation ends eight hours after the window opens, and nobody follows."),
    Fault("escalation-gap", "Between two steps of the escalation nobody answers for five minutes."),
    Fault("escalation-overlap", "Each step of the escalation begins five minutes before the one before it ends."),
    Fault("escalation-unnamed", "The last step of the escalation says [Name] and [Phone]."),
    Fault("notification-missing", "No team was told of the release."),
    Fault("notification-late", "The teams were told of the release when its window had been open for five minutes."),
    Fault("notification-other-version", "The teams were told of another version."),
    Fault("notification-without-window", "The teams were told of the release, and not when it comes."),
    Fault("scope-denies-changes", "The release file leaves the iOS app out, which the release changes."),
    Fault("runbook-does-harm", "The runbook takes a migration back by emptying the database."),
    Fault("runbook-does-nothing", "The runbook takes the web back by a command that does not exist."),
)
RESULTS = (
    Fault("unit-test-failed", "A test of the refunds failed at the release's commit."),
    Fault("unit-test-skipped", "The test that pays by card was skipped."),
    Fault("test-reports-empty", "The reports of the automated tests hold no test at all."),
    Fault("load-result-slow", "Under its full load the product answered one in five requests too late."),
    Fault("load-result-money-broken", "Under its full load the product lost count of two wallets."),
    Fault("scan-error-open", "The scan of the code found a way to run foreign SQL, and nobody has closed it."),
    Fault("scan-critical-open", "The scan of the code warns of codes that can be guessed, which is critical."),
)
GUIDES = (
    Fault("api-docs-outdated", "The description of the API is that of the release before."),
    Fault("api-docs-incomplete", "The description of the API says nothing of transfers."),
    Fault("api-docs-of-what-is-gone", "The description of the API tells of a virtual card that nothing answers."),
    Fault("guide-lost", "Where the user guide is due, the app answers."),
    Fault("guide-page-lost", "The page of the user guide on the wallet is gone, and still led to."),
    Fault("admin-guide-lost", "Where the guide for administrators is due, the app answers."),
    Fault("admin-guide-link-dead", "The guide for administrators leads to a place that its page does not have."),
)
REPOSITORY = (
    Fault("milestone-still-open", "The release's milestone has an issue that is still open."),
    Fault("milestone-pull-open", "The release's milestone has a pull request that nobody has merged."),
    Fault("feature-after-freeze", "A feature was merged after the freeze."),
    Fault("breaking-change-after-freeze", "A fix that breaks what others rely on was merged after the freeze."),
    Fault("pushed-after-freeze", "Somebody pushed a change to the branch after the freeze, past all reviews."),
    Fault("uncritical-fix-after-freeze", "A fix was merged after the freeze that nobody had called critical."),
    Fault("known-issue-unwritten", "A bug that is known, and open, stands in no release notes."),
    Fault("known-issue-closed", "The release notes call a bug known that has long been closed."),
    Fault("changelog-undated", "The changelog's section for the release has no date."),
    Fault("changelog-says-nothing", "In the changelog's section for the release stands TODO where news are due."),
    Fault("check-run-failed", "A required check of the release's commit failed."),
    Fault("commit-status-failed", "The builds of the apps failed for the release's commit."),
    Fault("tag-elsewhere", "The release's tag names another commit."),
    Fault("manifest-unbumped", "The package still has the version of the release before."),
    Fault("release-off-main", "The release was built from a commit that never came to the main branch."),
    Fault("release-draft", "The release at GitHub is still a draft."),
    Fault("branch-unprotected", "Anybody who may push may push to the branch that releases are made from."),
    Fault("dependency-vulnerable", "A package that the product uses has a critical hole."),
    Fault("code-alert-open", "The scan of the code has found a way in that nobody has closed."),
    Fault("secret-leaked", "A key of the product stands in the repository."),
    Fault("other-migration-waits", "A pull request that changes the database is open, and may be merged any time."),
    Fault("review-of-another-commit", "What people approved at GitHub is another commit than the release's."),
    Fault("changes-requested", "The stakeholders ask for changes to the release at GitHub."),
    Fault("github-permission-missing", "The token for GitHub may not see security alerts."),
    Fault("github-rate-limited", "GitHub has had enough requests for now."),
)
SOURCES = (
    Fault("source-stale", "What the monitoring shows ends at some moment and never goes on."),
    Fault("source-null", "The monitoring answers null where numbers are due."),
    Fault("source-html", "The monitoring answers a web page with status 200."),
    Fault("source-401", "The monitoring does not accept the token any more."),
    Fault("source-429", "The monitoring has had enough requests for now."),
    Fault("source-reset", "The monitoring's counters have started again from 0."),
)
OPINIONS = (
    Fault(
        "tickets-flood",
        "Users open strength x 100 more support tickets a day than usual, since the deploy.",
        has_strength=True,
    ),
    Fault(
        "ratings-poor",
        "Of the reviews of the new version in both stores, a share of strength gives one star.",
        has_strength=True,
    ),
)
LOAD = (
    Fault(
        "load-slow",
        "For each other person who uses it at once, every answer takes strength x 0.1 s longer.",
        has_strength=True,
    ),
    Fault("load-errors", "While five or more use it at once, every second request fails."),
    Fault(
        "pool-exhausted",
        "The database connections run out: each of four stays taken for strength x 1 s.",
        has_strength=True,
    ),
    Fault(
        "lost-update",
        "Two transfers of one wallet within strength x 2 s: what the first one changed is lost.",
        has_strength=True,
    ),
    Fault("rate-limited", "More than three requests in a second are refused, whoever sends them."),
)
EDGE = (
    Fault("certificate-ending", "The site's certificate ends in less than three weeks, and nobody has renewed it."),
    Fault("certificate-ended", "Browsers warn of the site: its certificate ended yesterday."),
    Fault("certificate-of-another-name", "Browsers warn of the site: its certificate is that of another name."),
    Fault("certificate-of-strangers", "Browsers warn of the site: they don't know who vouches for its certificate."),
    Fault("old-tls-accepted", "The site still speaks TLS 1.0, which whoever listens in can break."),
    Fault("plain-http-served", "Whoever types the site's name without https stays without encryption."),
    Fault("http-1-only", "The site speaks HTTP/1.1 only, so a page needs many connections."),
    Fault("assets-short-lived", "Browsers load the same scripts anew at each visit."),
    Fault("cdn-passes-all-on", "The cache in front of the site is off: each request goes all the way."),
    Fault("page-kept-by-browsers", "For a day after a deploy, returning visitors still see the old page."),
    Fault("texts-uncompressed", "Page and scripts come three times as large as they need to be."),
    Fault("name-server-stale", "Some people come to an old server: one name server still tells its address."),
    Fault("name-dangling", "www leads to a name that is free: whoever takes it speaks for Alaska Pay."),
    Fault("sender-policy-missing", "Nobody can tell real mail of Alaska Pay from forged mail: its SPF record is gone."),
    Fault("sender-domain-unverified", "The mail provider finds no valid records of ours, so it signs mail as its own."),
    Fault("sender-domain-missing", "The mail provider does not know the domain that mail of Alaska Pay comes from."),
    Fault("mail-key-withdrawn", "Mail of Alaska Pay counts as forged: its DKIM key was withdrawn."),
)
SECURITY = (
    Fault("table-open-to-everybody", "Anybody can read all withdrawals: the row security of their table is off."),
    Fault("table-writable-by-everybody", "Anybody may write support tickets, without signing in."),
    Fault("view-with-owners-rights", "Anybody sees all wallets through a view that passes row security by."),
    Fault("definer-function-open", "Anybody who knows a phone number gets to know how much its owner has."),
    Fault("definer-function-led-astray", "A function with its owner's rights can be made to run somebody else's code."),
    Fault("function-answers-everybody", "Anybody may ask how many people have a wallet."),
    Fault("function-writes-for-everybody", "Anybody may call a function that opens a support ticket."),
    Fault("secret-in-bundle", "The secret key for payments stands in a script that every browser gets."),
    Fault("secret-in-source-map", "The service key stands in a source map that every browser can get."),
    Fault("headers-missing", "The page tells browsers neither to insist on HTTPS nor to refuse foreign frames."),
    Fault("cors-reflects", "The API lets pages of any site act with the visitor's credentials."),
    Fault("admin-open", "Anybody can list all users with the key that stands in the page."),
    Fault("cross-user-read", "Every member can read the transactions of all others."),
    Fault("cross-user-write", "Every member can switch off the second factor of another."),
    Fault("definer-function-for-members", "Every member gets to know how much another one has."),
    Fault("pin-never-locks", "A PIN may be guessed as often as one likes."),
    Fault("negative-transfer-accepted", "Whoever sends a negative amount takes it from the other wallet."),
    Fault("self-transfer-accepted", "Whoever sends money to himself has it twice."),
    Fault("transfer-for-another", "Whoever names another one as the sender sends that person's money."),
    Fault("double-spend", "A balance that is sent twice at the same moment arrives twice."),
    Fault("plain-database-connections", "The database talks to whoever comes without encryption."),
    Fault("verifier-can-write", "The role that only ought to look may write support tickets."),
    Fault("verifier-may-become-another", "The role that only ought to look may become the one that may do anything."),
    Fault("superuser-login", "A contractor may log in to the database as a superuser."),
    Fault("money-rounded", "The fees of withdrawals are stored to ten kobo only."),
    Fault("extension-missing", "An extension that the product relies on is gone from the database."),
    Fault("database-open-to-the-world", "The database can be reached from every network."),
    Fault("audit-log-erasable", "Whoever writes the audit log may also erase it."),
    Fault("audit-log-silent", "Users are removed, and the audit log says nothing of it."),
    Fault("admin-without-second-factor", "An administrator signs in with a password alone."),
    Fault("admin-second-factor-unverified", "A new administrator began to set up a second factor, and never ended."),
    Fault("key-of-last-year", "The key for sending mail has been the same for more than half a year."),
    Fault("rotation-long-ago", "By the release file, the keys were exchanged more than half a year ago."),
    Fault("replaced-key-opens", "The service key that was exchanged still opens the API."),
    Fault("replaced-payment-key-opens", "The payment key that was exchanged still moves money."),
    Fault("failed-sign-ins-uncounted", "Nobody counts how often somebody tried a wrong password."),
    Fault("failed-sign-ins-unnoticed", "Nobody hears of it when somebody tries one password after the other."),
    Fault("sign-ins-never-stopped", "Passwords may be tried as often and as fast as one likes."),
    Fault("production-unguarded", "What guards sign-ins on staging is switched off on production."),
    Fault("admin-page-open", "The admin page comes with its figures for anybody who knows its address."),
)
FAULTS = {
    fault.name: fault
    for fault in (
        *WEB,
        *ACCOUNT,
        *API,
        *PAYMENTS,
        *MAIL,
        *MOBILE,
        *ERROR_TRACKING,
        *ALARMS,
        *STATUS_PAGE,
        *UPTIME,
        *TRAFFIC,
        *ROLLOUT,
        *DATABASE,
        *BACKUPS,
        *MIGRATIONS,
        *WAY_BACK,
        *RELEASE_FILE,
        *RESULTS,
        *GUIDES,
        *REPOSITORY,
        *SOURCES,
        *EDGE,
        *SECURITY,
        *OPINIONS,
        *LOAD,
    )
}


class UnknownFaultError(LookupError):
    """A name that is not in the table."""

    def __init__(self, name: str) -> None:
        """Say the nearest name that is in the table."""
        nearest = get_close_matches(name, FAULTS, n=1, cutoff=0.0)
        super().__init__(f"There is no fault '{name}'. The nearest name is '{nearest[0]}'.")


@dataclass(frozen=True)
class Spell:
    """A fault at one strength, from a moment until another; `until` is None while it lasts."""

    since: datetime
    until: datetime | None
    strength: float


class Faults:
    """Which faults are on, how strong, and since when."""

    def __init__(self, switched_on: Iterable[str] = (), since: datetime | None = None) -> None:
        """Begin with these at full strength, as if they had come with the deploy (`since`)."""
        since = since or datetime.now(UTC)
        self._spells = {_known(name): [Spell(since, None, 1.0)] for name in switched_on}
        self._callbacks: dict[str, list[Callable[[], None]]] = {}

    def strength(self, name: str) -> float:
        """0.0 is off."""
        spells = self._spells.get(_known(name))
        return spells[-1].strength if spells and spells[-1].until is None else 0.0

    def spells(self, name: str) -> tuple[Spell, ...]:
        """When the fault was on, and how strong: counters remember what has happened."""
        return tuple(self._spells.get(_known(name), ()))

    def is_on(self, name: str) -> bool:
        """Whether the fault has any strength."""
        return self.strength(name) > 0

    def switch(self, name: str, strength: float, since: datetime | None = None) -> None:
        """Set a fault's strength from now on, or as if from some moment on; 0 switches it off."""
        if self.strength(name) == strength:
            return
        now, spells = datetime.now(UTC), self._spells.setdefault(name, [])
        if spells and spells[-1].until is None:
            spells[-1] = replace(spells[-1], until=now)
        if strength:
            spells.append(Spell(since or now, None, strength))
        self._tell_of(name)

    def switch_all_off(self) -> None:
        """Be as good as new."""
        for name in tuple(self._spells):
            self.switch(name, 0.0)

    def forget_what_was(self) -> None:
        """Have no fault ever been but those that are on: counters stand where they would without them."""
        for name, spells in self._spells.items():
            if any(spell.until is not None for spell in spells):
                spells[:] = [spell for spell in spells if spell.until is None]
                self._tell_of(name)

    def on_change(self, name: str, callback: Callable[[], None]) -> None:
        """Call back whenever the strength of this fault has changed, or what is known of its past."""
        self._callbacks.setdefault(_known(name), []).append(callback)

    def _tell_of(self, name: str) -> None:
        for callback in self._callbacks.get(name, ()):
            callback()


def _known(name: str) -> str:
    if name not in FAULTS:
        raise UnknownFaultError(name)
    return name
