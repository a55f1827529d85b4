"""Smoke, first 15 minutes: can somebody register, and is the account complete?"""

import pytest


@pytest.mark.item("smoke.registration")
@pytest.mark.effects("creates-user", "sends-message")
def test_new_user_registers_gets_profile_and_wallet_and_can_be_removed(registrations):
    """Smoke test: "User registration works".

    Fails when a step of the sign-up in the browser fails, the code does not reach the phone, the database has no user
    with exactly one profile and one empty wallet, or the synthetic user can't be removed again.
    """
    registration = registrations.of_a_newcomer()

    assert registration.failed is None, f"sign-up failed: {registration.failed}"
    assert registration.account is not None, (
        "the page says that the account is set up, but the database has no such user"
    )
    assert registration.account.profiles == 1, (
        f"the new user has {registration.account.profiles} profiles in the database, expected 1"
    )
    assert registration.account.verified_phones == 1, "the code was accepted, but the profile's phone is not verified"
    assert registration.account.wallets == 1, (
        f"the new user has {registration.account.wallets} wallets in the database, expected 1"
    )
    assert registration.account.balance_kobo == 0, (
        f"a new wallet holds {registration.account.balance_kobo} kobo, expected 0"
    )
    assert registration.removal.is_gone, f"the synthetic user could not be removed: {registration.removal.saw}"
