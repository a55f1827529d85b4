"""The release: how it goes out and back, its file, and the results of its tests."""

from sandbox.faults.fault import Fault

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
DEPLOYED = (
    Fault("asset-not-found", "The page comes without its style: the file is not found."),
    Fault("asset-with-wrong-type", "The page's style is served as plain text, so that browsers refuse it."),
    Fault("icon-missing", "The app has no icon on the home screen: its file is not there."),
    Fault("precache-outdated", "The service worker keeps the page in the place of a file that is no longer there."),
    Fault("function-other-version", "One function is still that of the release before."),
    Fault("function-unknown", "A function was deployed by hand that no release knows."),
    Fault("function-missing", "One function of the release was forgotten when the others were deployed."),
    Fault("function-throttled", "One function turns most of its callers away, because its limit is reached."),
    Fault("function-not-found", "One function is said to be deployed, and nobody finds it at its address."),
    Fault("function-crashes", "One function does not start."),
    Fault("function-open", "One function goes to work for anybody, with a token or without."),
    Fault("function-open-as-set", "One function was deployed so that it goes to work for anybody."),
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
