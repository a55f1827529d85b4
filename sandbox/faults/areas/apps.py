"""The apps, and what their users say."""

from sandbox.faults.fault import Fault

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
    Fault("link-file-other-team", "Links do not open the iOS app: the link file names the team of before."),
    Fault("link-file-upload-key", "Links do not open the Android app: the link file names the key for uploads."),
    Fault("apple-copy-old", "Devices still get the link file of before the deploy."),
    Fault("apple-copy-stuck", "A day after the deploy, devices still get the link file of before."),
    Fault("apple-copy-missing", "A day after the deploy, Apple has no copy of the link file for devices."),
    Fault("google-refuses-links", "Android does not believe the link file: Google finds fault with how it is served."),
    Fault(
        "deployed-from-changed-checkout",
        "What is live was built on a machine with changes that nobody committed; its commit is the release's.",
    ),
    Fault("other-commit-live", "What is live is another commit than the one that was approved."),
)
STORES = (
    Fault("app-store-rejected", "Apple has rejected the new version of the app."),
    Fault("app-store-other-build", "The new version in the App Store holds a build that nobody has tested."),
    Fault("phased-release-paused", "Somebody has paused the new version's release in phases."),
    Fault("phased-release-missing", "All users of iOS get the new version at once, though it should go out in phases."),
    Fault("play-share-full", "All users of Android get the new version at once, instead of a tenth of them."),
    Fault("play-rollout-halted", "Somebody has halted the new version's rollout at Google Play."),
    Fault("play-version-missing", "Google Play goes on giving out the version of before."),
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
