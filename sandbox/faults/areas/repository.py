"""The repository at GitHub."""

from sandbox.faults.fault import Fault

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
