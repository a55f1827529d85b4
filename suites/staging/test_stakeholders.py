"""Stakeholder review: has everybody who has to approve seen this very release on staging, and said yes?"""

import pytest


@pytest.mark.item("stakeholders.product", part="attestation")
def test_the_product_team_has_approved_this_very_commit(attestations):
    """Stakeholder review: "Product team approval".

    Fails when somebody of product asks for changes to this commit at GitHub. Not shown until a person of product, not
    the deployer, has approved this commit on a record that shows all of staging, and again when that has expired.
    """
    approval = attestations.on("stakeholders.product")

    approval.must_hold()


@pytest.mark.item("stakeholders.qa", part="attestation")
def test_the_qa_team_has_signed_off_this_very_commit(attestations):
    """Stakeholder review: "QA team sign-off".

    Fails when somebody of QA asks for changes to this commit at GitHub. Not shown until a person of QA, not
    the deployer, has approved this commit on a record that shows all of staging, and again when that has expired.
    """
    approval = attestations.on("stakeholders.qa")

    approval.must_hold()


@pytest.mark.item("stakeholders.security", part="attestation")
def test_the_security_team_has_approved_this_very_commit(attestations):
    """Stakeholder review: "Security team approval".

    Fails when somebody of security asks for changes to this commit at GitHub. Not shown until a person of security, not
    the deployer, has approved this commit on a record that shows all of staging, and again when that has expired.
    """
    approval = attestations.on("stakeholders.security")

    approval.must_hold()


@pytest.mark.item("stakeholders.legal", part="attestation")
def test_legal_and_compliance_have_approved_this_very_commit(attestations):
    """Stakeholder review: "Legal/compliance approval".

    Fails when somebody of legal asks for changes to this commit at GitHub. Not shown until a person of legal, not
    the deployer, has approved this commit on a record that shows all of staging, and again when that has expired.
    """
    approval = attestations.on("stakeholders.legal")

    approval.must_hold()


@pytest.mark.item("stakeholders.executive", part="attestation")
def test_an_executive_has_approved_this_very_commit(attestations):
    """Stakeholder review: "Executive approval".

    Fails when an executive asks for changes to this commit at GitHub. Not shown until an executive, not
    the deployer, has approved this commit on a record that shows all of staging, and again when that has expired.
    """
    approval = attestations.on("stakeholders.executive")

    approval.must_hold()
