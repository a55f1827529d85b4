"""Before production: do those who answer for testing and guides say that the work is done, and what it came to?"""

import pytest


@pytest.mark.item("testing.manual", part="attestation")
def test_qa_says_what_was_tested_by_hand(attestations):
    """Testing complete: "Manual testing completed".

    Fails when nobody of QA has signed this commit with the plan that was executed and how many cases passed and
    failed, or when that has expired: the item is then not shown.
    """
    manual_testing = attestations.on("testing.manual")

    manual_testing.must_hold()


@pytest.mark.item("testing.security-audit", part="attestation")
def test_security_says_who_audited_this_very_commit(attestations):
    """Testing complete: "Security audit completed": the auditor's name.

    Fails when nobody of security, other than the deployer, has signed this commit with the auditor's name, or when
    that has expired: the item is then not shown.
    """
    audit = attestations.on("testing.security-audit")

    audit.must_hold()


@pytest.mark.item("testing.mobile-devices", part="attestation")
def test_qa_names_the_real_devices_that_were_used(attestations):
    """Testing complete: "Mobile device testing completed": the devices in people's hands.

    Fails when nobody of QA has signed this commit with a real device for each app in scope and its system's version,
    or when that has expired: the item is then not shown.
    """
    devices = attestations.on("testing.mobile-devices")

    devices.must_hold()


@pytest.mark.item("docs.user-guides", part="attestation")
def test_the_owner_of_the_user_guides_confirms_this_version(attestations):
    """Documentation: "User guides updated": the word of their owner.

    Fails when nobody of product has signed this commit and named this version, or when that has expired: the item is
    then not shown.
    """
    confirmation = attestations.on("docs.user-guides")

    confirmation.must_hold()


@pytest.mark.item("docs.admin", part="attestation")
def test_the_owner_of_the_admin_documentation_confirms_this_version(attestations):
    """Documentation: "Admin documentation updated": the word of its owner.

    Fails when nobody of product has signed this commit and named this version, or when that has expired: the item is
    then not shown.
    """
    confirmation = attestations.on("docs.admin")

    confirmation.must_hold()
