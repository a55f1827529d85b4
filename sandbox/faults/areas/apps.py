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
    Fault(
        "deployed-from-changed-checkout",
        "What is live was built on a machine with changes that nobody committed; its commit is the release's.",
    ),
    Fault("other-commit-live", "What is live is another commit than the one that was approved."),
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
