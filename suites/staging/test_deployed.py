"""Staging verification: is what stands on staging the release, and nothing else?"""

import pytest


@pytest.mark.item("staging.deployed")
def test_staging_was_built_from_the_release_commit_and_the_branch_holds_it(deployed_build, release):
    """Staging: "Deploy to staging environment".

    Fails when the live deploy was built from another commit than the release's or of other files than its build, or the
    release's commit never came to the branch that releases are made from.
    """
    deployed = deployed_build.deployed()

    assert deployed.contradiction == "", f"deploy {deployed.deploy} can't be what it says: {deployed.contradiction}"
    assert deployed.commit == release.commit, (
        f"deploy {deployed.deploy} was built from {deployed.commit[:7]}, the release is {release.commit[:7]}"
    )
    assert deployed.is_release_on_branch, (
        f"{deployed.branch} does not hold {release.commit[:7]}: merge the release, or release what was merged"
    )
