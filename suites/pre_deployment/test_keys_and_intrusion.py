"""Before production is touched: do old keys open anything, and would somebody who tries passwords be stopped?"""

import pytest


@pytest.mark.item("access.keys-rotated")
def test_every_key_was_exchanged_lately(keys):
    """Production access: "API keys rotated": at the provider.

    Fails when a secret of the product's functions was last changed longer ago than its limit (security.key_age_max),
    or later by the release file than at the provider.
    """
    ages = keys.at_the_provider()

    assert ages.old == (), f"not exchanged for too long: {', '.join(ages.old)}"
    assert ages.untrue == (), f"exchanged by the release file, but not at the provider: {', '.join(ages.untrue)}"


@pytest.mark.item("access.keys-rotated", part="evidence")
def test_the_release_file_says_when_each_key_was_exchanged(keys):
    """Production access: "API keys rotated": as it was written down.

    Fails when the release file says that a key was exchanged longer ago than its limit (security.key_age_max).
    """
    old = keys.in_the_release_file()

    assert old == (), f"exchanged too long ago, by the release file: {', '.join(old)}"


@pytest.mark.item("access.keys-rotated")
def test_replaced_keys_open_nothing(keys):
    """Production access: "API keys rotated": the keys of before.

    Fails when Supabase or Paystack still lets in whoever has a key that was replaced. The keys of today were let in.
    """
    opened = keys.still_opening()

    assert opened == (), f"a key that was replaced is still let in by {', '.join(opened)}"


@pytest.mark.item("access.intrusion", kinds=["local", "staging"])
@pytest.mark.effects("creates-user", "breaks-access", "sends-message")
def test_repeated_failed_sign_ins_are_counted_stopped_and_told(intrusion, guessed_member):
    """Production access: "Intrusion detection active": passwords are tried, as a stranger would.

    Fails when wrong passwords for one account are not counted, may be tried again and again, or nobody is told.
    """
    guessing = intrusion.by_guessing_the_password_of(guessed_member)

    assert guessing.is_stopped, f"after {guessing.tried} wrong passwords the next one may be tried as fast"
    assert guessing.counted >= guessing.tried, f"{guessing.tried} wrong passwords, {guessing.counted} counted"
    assert guessing.is_told, f"{guessing.tried} wrong passwords were tried, and nobody was told"


@pytest.mark.item("access.intrusion", kinds=["local", "staging"])
def test_production_guards_sign_ins_as_staging_does(intrusion):
    """Production access: "Intrusion detection active": what was tried here holds on production.

    Fails when a setting that guards sign-ins (rate limits, hooks, captcha, second factors) is another on production.
    """
    unlike = intrusion.settings_unlike_production()

    assert unlike == (), f"not as on production: {'; '.join(unlike)}"
