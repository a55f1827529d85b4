"""Before production: is the code of the release complete, frozen and named?"""

import pytest


@pytest.mark.item("code-freeze.features-merged")
def test_nothing_is_open_in_the_milestone_of_the_version(milestone):
    """Code freeze: "All features complete and merged".

    Fails when an issue or a pull request of the version's milestone at GitHub is still open.
    """
    unfinished = milestone.unfinished()

    assert unfinished.issues == (), f"open in milestone {unfinished.milestone}: {'; '.join(unfinished.issues)}"
    assert unfinished.pull_requests == (), f"not merged or closed: {'; '.join(unfinished.pull_requests)}"


@pytest.mark.item("code-freeze.no-new-features", part="evidence")
def test_no_commit_since_the_freeze_is_a_feature(history):
    """Code freeze: "No new features added".

    Fails when a commit after the freeze point is a feature or a breaking change by its own words (Conventional
    Commits). Not shown when a commit does not say what it is.
    """
    features = history.features()

    assert features == (), f"merged after the freeze: {'; '.join(features)}"


@pytest.mark.item("code-freeze.only-critical-fixes", part="evidence")
def test_every_change_since_the_freeze_was_asked_for(history):
    """Code freeze: "Only critical bug fixes allowed": nothing was merged past pull requests and issues.

    Fails when a commit after the freeze point belongs to no pull request, closes no issue, and touches more than
    documentation, tests, changelog and the version number.
    """
    accounts = history.accounts()

    assert accounts.unaccounted == (), f"nobody asked for {'; '.join(accounts.unaccounted)}"


@pytest.mark.item("code-freeze.only-critical-fixes", part="check")
def test_every_change_since_the_freeze_is_labelled_critical(history):
    """Code freeze: "Only critical bug fixes allowed": the labels at GitHub.

    Fails when neither the pull request nor the issue of a commit after the freeze point is labelled critical, and it
    touches more than documentation, tests, changelog and the version number.
    """
    accounts = history.accounts()

    assert accounts.uncritical == (), f"not labelled critical: {'; '.join(accounts.uncritical)}"


@pytest.mark.item("code-freeze.version-final", part="evidence")
def test_one_final_version_stands_everywhere(papers):
    """Code freeze: "Version number finalized".

    Fails when the version is a preliminary one, its tag is not at the release's commit, or the package's manifest or
    the newest heading of the changelog names another one.
    """
    written = papers.version()

    assert written.is_final, f"{written.release_file} is no final version"
    assert written.has_tag, f"GitHub has no tag v{written.release_file}"
    assert written.tag_is_at_the_commit, f"the tag v{written.release_file} is at another commit than the release file's"
    assert written.manifest == written.release_file, f"the package's manifest says {written.manifest}"
    assert written.changelog == written.release_file, f"the changelog's newest heading says {written.changelog}"
    assert not written.is_marked_preliminary, f"GitHub's release v{written.release_file} is marked as a pre-release"
