"""Before production: can one customer get at another's rows, or make money out of nothing?"""

import pytest


@pytest.mark.item("testing.security-audit", kinds=["local", "staging"])
@pytest.mark.effects("creates-user", "breaks-access")
def test_one_member_reaches_nothing_of_another(cross_user_access):
    """Testing complete: "Security audit completed": cross-user access, tried with two synthetic members.

    Fails when a member sees rows of others, can make, change or remove rows of another member, or is answered about
    that member by a function of the database. Every exposed table and view with an owner is tried.
    """
    access = cross_user_access.into_rows_and_functions()

    assert access.readable == (), f"a member sees rows of others in {', '.join(access.readable)}"
    assert access.writable == (), f"a member can change what is another's: {', '.join(access.writable)}"
    assert access.callable == (), f"a member is told about another by {', '.join(access.callable)}"


@pytest.mark.item("testing.security-audit", kinds=["local", "staging"])
@pytest.mark.effects("creates-user", "breaks-access")
def test_no_member_raises_what_the_own_account_may_do(escalation):
    """Testing complete: "Security audit completed": a member who raises the own role, tier or limits.

    Fails when a synthetic member changes a column of the own rows that decides about rights, limits or money, and the
    environment does not list it. Each is tried with another value, looked up in the database, and put back.
    """
    tried = escalation.by_trying()

    assert tried.written == (), f"a member has changed what decides about the own account: {'; '.join(tried.written)}"


@pytest.mark.item("testing.security-audit", kinds=["local", "staging"])
@pytest.mark.effects("creates-user", "breaks-access", "forges", "sends-message")
def test_no_function_does_anything_for_a_stranger(functions_for_strangers):
    """Testing complete: "Security audit completed": every deployed function, called by who has not signed in.

    Fails when one that the environment does not list as open does what it is asked without a token, with the key of
    the page, with a token that nobody has signed, or with one whose session is over. A member must have been let in.
    """
    answering = functions_for_strangers.answering()

    assert answering == (), f"does what a stranger asks: {'; '.join(answering)}"


@pytest.mark.item("testing.security-audit", kinds=["local", "staging"])
@pytest.mark.effects("creates-user", "breaks-access")
def test_a_pin_locks_before_it_can_be_guessed(cross_user_access):
    """Testing complete: "Security audit completed": guessing a transaction PIN.

    Fails when the right PIN is still accepted after so many wrong ones that it has to be locked.
    """
    guessing = cross_user_access.by_guessing_a_pin()

    assert not guessing.is_still_accepted, (
        f"after {guessing.wrong_attempts} wrong PINs the right one is still accepted, so it can be guessed"
    )


@pytest.mark.item("testing.security-audit", kinds=["local", "staging"])
@pytest.mark.effects("creates-user", "breaks-access", "opens-checkout", "spends-money")
def test_no_dishonest_transfer_moves_money(transfers):
    """Testing complete: "Security audit completed": transfers that must be refused.

    Fails when a negative amount, nothing, a fraction of a kobo, more than there is, a transfer to oneself or one in
    another's name is accepted or moves money, or a money invariant is broken by it. An honest one must have worked.
    """
    transfers = transfers.dishonest_transfers()

    assert transfers.successful == (), f"{'; '.join(map(str, transfers.successful))}"
    assert transfers.broken_before == (), f"broken before: {', '.join(map(str, transfers.broken_before))}"
    assert transfers.broken_after == (), f"broken after: {', '.join(map(str, transfers.broken_after))}"


@pytest.mark.item("testing.security-audit", kinds=["local", "staging"])
@pytest.mark.effects("creates-user", "breaks-access", "opens-checkout", "spends-money")
def test_a_balance_is_spent_once_however_often_it_is_sent_at_once(transfers):
    """Testing complete: "Security audit completed": concurrent double spend.

    Fails when of several transfers of the whole balance at the same moment none or more than one succeeds, the money
    that left one wallet is not what came into the other, or a money invariant is broken by it.
    """
    race = transfers.whole_balance_several_times_at_once()

    assert race.successes == 1, f"{race.successes} of {race.sent_at_once} transfers of the whole balance succeeded"
    assert race.left_kobo == 0, f"the balance was sent, and {race.left_kobo} kobo are left"
    assert race.received_kobo == race.balance_kobo, (
        f"{race.balance_kobo} kobo were sent, {race.received_kobo} were received"
    )
    assert race.broken_before == (), f"broken before: {', '.join(map(str, race.broken_before))}"
    assert race.broken_after == (), f"broken after: {', '.join(map(str, race.broken_after))}"


@pytest.mark.item("testing.security-audit", kinds=["local", "staging"])
@pytest.mark.effects("creates-user", "forges")
def test_no_forged_token_opens_an_account(forged_tokens):
    """Testing complete: "Security audit completed": forged tokens.

    Fails when Auth or the database's API believes a token that is not signed, was altered, or was signed with another
    key than the project's: one of our own, or the public key taken for a secret. The real one must have been believed.
    """
    accepted = forged_tokens.accepted()

    assert accepted == (), f"a token that anybody can make up opens an account at {'; '.join(accepted)}"
