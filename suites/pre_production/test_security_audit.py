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
def test_whoever_is_not_signed_in_reaches_nothing_of_the_database(exposure):
    """Testing complete: "Security audit completed": what would pull the trigger: anonymous access to the database.

    Fails when a visitor sees a row, may write one or is answered by a function that the environment does not list, or
    a table, view or function with its owner's rights is left open.
    """
    access, powerful = exposure.to_anybody(), exposure.owners_rights()
    unprotected = exposure.without_row_security()

    assert access.readable == (), f"anybody may read {', '.join(access.readable)} without signing in"
    assert access.writable == (), f"anybody may write {', '.join(access.writable)} without signing in"
    assert access.callable == (), f"anybody may call {', '.join(access.callable)} without signing in"
    assert unprotected == (), f"no row-level security guards {', '.join(unprotected)}"
    assert powerful.open_to_anybody == (), f"anybody may run {', '.join(powerful.open_to_anybody)} as its owner"
    assert powerful.without_search_path == (), (
        f"{', '.join(powerful.without_search_path)} runs with its owner's rights and without a search_path of its own"
    )


@pytest.mark.item("testing.security-audit", kinds=["local", "staging"])
def test_browsers_get_no_secret_and_no_administrators_page(public_surface):
    """Testing complete: "Security audit completed": what would pull the trigger: what any browser gets.

    Fails when a secret key is shipped, a foreign site may act with the visitor's credentials or frame the page, or a
    page or call for administrators answers a visitor.
    """
    bundle, guards = public_surface.bundle(), public_surface.guards()
    foreign, routes = public_surface.lets_in_foreign_sites(), public_surface.open_admin_routes()

    assert bundle.leaks == (), f"everybody can read {'; '.join(map(str, bundle.leaks))}: replace the key at once"
    assert guards.forbids_foreign_frames, "foreign sites may frame the page"
    assert foreign == (), f"a foreign site may act with the visitor's credentials at {'; '.join(foreign)}"
    assert routes == (), f"open without signing in: {', '.join(routes)}"


@pytest.mark.item("testing.security-audit", kinds=["local", "staging"])
@pytest.mark.effects("creates-user", "breaks-access")
def test_files_of_people_are_reached_by_nobody_else(files_of_others):
    """Testing complete: "Security audit completed": files in Supabase's storage, identity documents among them.

    Fails when a stranger, or a member who has handed in nothing, is listed a file of a private bucket, is given an
    address to read it, or finds it at its public one. None is read.
    """
    reached = files_of_others.reached()

    assert reached == (), f"reached by who has no right to it: {'; '.join(reached)}"


@pytest.mark.item("testing.security-audit", kinds=["local", "staging"])
@pytest.mark.effects("creates-user")
def test_nothing_for_administrators_opens_for_a_member(admin_powers):
    """Testing complete: "Security audit completed": pages and calls for administrators, tried by an ordinary member.

    Fails when the admin page shows its contents in the member's browser, or a call for administrators answers the
    member's own token.
    """
    powers = admin_powers.of_an_ordinary_member()

    assert powers == (), f"open to every member: {', '.join(powers)}"


@pytest.mark.item("testing.security-audit", kinds=["local", "staging"])
@pytest.mark.effects("creates-user", "breaks-access")
def test_a_refresh_token_works_once(sessions):
    """Testing complete: "Security audit completed": a refresh token that somebody has copied.

    Fails when one that was used before is still taken after the time in which an answer may be asked for again.
    """
    assert not sessions.refresh_token_is_taken_again(), (
        "a refresh token that was used is taken again: whoever has copied it stays in for ever"
    )


@pytest.mark.item("testing.security-audit", kinds=["local", "staging"])
@pytest.mark.effects("creates-user", "breaks-access")
def test_sessions_end_when_the_password_changes_and_everybody_signs_out(sessions):
    """Testing complete: "Security audit completed": sessions of whoever has got in.

    Fails when another session lives on after the password was changed, or any of them after signing out everywhere.
    """
    outliving = sessions.outliving()

    assert outliving == (), f"still signed in: {'; '.join(outliving)}"


@pytest.mark.item("testing.security-audit", kinds=["local", "staging"])
@pytest.mark.effects("creates-user")
def test_an_access_token_ends_when_the_product_says(sessions, environment):
    """Testing complete: "Security audit completed": the life of an access token.

    Fails when it never ends, or lives longer than the environment says.
    """
    life = sessions.life_of_a_token()

    assert life is not None, "an access token never ends"
    assert life <= environment.security.token_life_max, (
        f"an access token lives for {life}, at most {environment.security.token_life_max} are expected"
    )


@pytest.mark.item("testing.security-audit", kinds=["local", "staging"])
@pytest.mark.effects("creates-user", "breaks-access", "sends-message")
def test_nobody_is_told_who_has_an_account(sessions):
    """Testing complete: "Security audit completed": whether an address has an account.

    Fails when a sign-in with a wrong password, or asking for a new one, is answered otherwise where there is none.
    """
    told = sessions.told_of_accounts()

    assert told == (), f"tells who has an account: {'; '.join(told)}"


@pytest.mark.item("testing.security-audit", kinds=["local", "staging"])
@pytest.mark.effects("creates-user")
def test_a_password_below_the_rule_is_refused(sessions, environment):
    """Testing complete: "Security audit completed": passwords that are too short.

    Fails when one a character shorter than the rule is taken, when signing up or when it is changed.
    """
    taken = sessions.short_passwords_taken()

    assert taken == (), (
        f"a password of {environment.security.password_length_min - 1} characters is taken {' and '.join(taken)}"
    )


@pytest.mark.item("testing.security-audit", kinds=["local", "staging"])
@pytest.mark.effects("breaks-access", "sends-message")
def test_a_code_by_sms_works_once_and_is_not_guessed(sms_codes):
    """Testing complete: "Security audit completed": guessing a code that was sent by SMS.

    Fails when a wrong code is taken, the right one a second time, or the right one after too many wrong ones.
    """
    guessing = sms_codes.by_guessing()

    assert guessing.wrong_ones_taken == 0, f"{guessing.wrong_ones_taken} of {guessing.wrong_attempts} wrong codes pass"
    assert not guessing.is_taken_twice, "a code works a second time"
    assert not guessing.is_taken_after_all, f"the right code passes after {guessing.wrong_attempts} wrong ones"


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

    Fails when a negative amount, nothing, a fraction of a kobo, a text, dollars, more than there is, a transfer to
    oneself or one in another's name is accepted or moves money, or a money invariant is broken by it. An honest one
    must have worked.
    """
    transfers = transfers.dishonest_transfers()

    assert transfers.successful == (), f"{'; '.join(map(str, transfers.successful))}"
    assert transfers.broken_before == (), f"broken before: {', '.join(map(str, transfers.broken_before))}"
    assert transfers.broken_after == (), f"broken after: {', '.join(map(str, transfers.broken_after))}"


@pytest.mark.item("testing.security-audit", kinds=["local", "staging"])
@pytest.mark.effects("creates-user", "opens-checkout")
def test_no_payment_is_opened_for_what_is_no_amount(openings, intruder):
    """Testing complete: "Security audit completed": payments that must not be opened.

    Fails when the function that opens a payment takes nothing, a negative amount, a fraction of a kobo, 10^18 Naira or
    a text for an amount, or leaves a row or money behind for it. An honest one must have been opened.
    """
    opened = openings.of_no_amount(intruder)

    assert opened.accepted == (), f"a payment was opened for {'; '.join(opened.accepted)}"
    assert opened.rows_left == 0, f"refused, and yet {opened.rows_left} rows of it stand in the transactions"
    assert opened.moved_kobo == 0, f"refused, and yet the wallet changed by {opened.moved_kobo} kobo"


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
