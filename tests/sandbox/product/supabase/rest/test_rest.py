"""Does the REST API show and change a caller's own rows, and say what it cannot do?"""

import pytest

ONE = "application/vnd.pgrst.object+json"
SHOW = "return=representation"
PRIVATE = (
    *("admin_activity_logs", "audit_logs", "backup_history", "failed_login_attempts", "health_check_logs"),
    *("linked_bank_accounts", "notification_history", "profiles", "releases", "support_tickets", "system_metrics"),
    *("transactions", "two_factor_auth", "wallet_accounts", "wallet_transactions", "wallets", "webhook_queue"),
    "withdrawal_requests",
)


def test_every_table_and_view_is_looked_at_here(database):
    found = database.execute(
        "select relname from pg_class where relnamespace = 'public'::regnamespace and relkind in ('r', 'v')"
    )
    assert {name for (name,) in found} == set(PRIVATE)


@pytest.mark.parametrize("table", PRIVATE)
def test_nobody_sees_rows_of_others(visitor, member, table):
    owner = {"profiles": "id", "failed_login_attempts": "email"}.get(table, "user_id")

    assert visitor.rest("GET", f"{table}?limit=5").json() == []
    for row in member.api.rest("GET", table).json():
        assert row[owner] in {member.id, member.email}


def test_nobody_without_a_token_writes(visitor, member):
    wish = {"user_id": member.id, "subject": "hello"}
    assert visitor.rest("POST", "support_tickets", wish).status_code == 401
    assert visitor.rest("PATCH", "profiles?kyc_tier=eq.1", {"role": "admin"}).status_code == 401
    assert visitor.rest("PATCH", "wallets?currency=eq.NGN", {"balance": 9}, prefer=SHOW).json() == []


def test_the_service_key_sees_all(admin):
    answer = admin.rest("GET", "wallets?select=id&limit=50")

    assert len(answer.json()) == 50
    assert answer.headers["content-range"] == "0-49/*"


def test_rows_are_chosen_ordered_and_cut(admin):
    richest = admin.rest("GET", "wallets?select=balance,currency&currency=eq.NGN&order=balance.desc&limit=3").json()

    assert [set(wallet) for wallet in richest] == [{"balance", "currency"}] * 3
    assert richest == sorted(richest, key=lambda wallet: -wallet["balance"])


def test_one_object_is_one_object_or_406(member):
    found = member.api.rest("GET", "wallets?select=currency", accept=ONE)
    missing = member.api.rest("GET", "wallets?select=currency&currency=eq.USD", accept=ONE)

    assert found.json() == {"currency": "NGN"}
    assert missing.status_code == 406
    assert missing.json()["code"] == "PGRST116"


def test_a_row_lives_from_insert_to_delete(member):
    wish = {"user_id": member.id, "subject": 'it\'s "broken"; drop table wallets'}
    made = member.api.rest("POST", "support_tickets?select=id,subject", wish, prefer=SHOW, accept=ONE)
    where = f"support_tickets?id=eq.{made.json()['id']}"
    changed = member.api.rest("PATCH", where, {"status": "closed"})
    seen = member.api.rest("GET", f"{where}&select=status").json()
    removed = member.api.rest("DELETE", where)

    assert (made.status_code, made.json()["subject"]) == (201, wish["subject"])
    assert (changed.status_code, changed.text, seen) == (204, "", [{"status": "closed"}])
    assert (removed.status_code, member.api.rest("GET", where).json()) == (204, [])


def test_several_rows_are_inserted_at_once(member):
    wishes = [{"user_id": member.id, "subject": subject} for subject in ("one", "two")]
    made = member.api.rest("POST", 'support_tickets?columns="user_id","subject"&select=subject', wishes, prefer=SHOW)

    assert made.json() == [{"subject": "one"}, {"subject": "two"}]


@pytest.mark.parametrize(
    ("path", "named"),
    [
        ("wallets?balance=gt.5", "'gt'"),
        ("wallets?or=(balance.eq.5)", "'or'"),
        ("wallets?offset=5", "'offset'"),
        ("wallets?select=id,profiles(email)", "'profiles(email)'"),
        ("wallets?select=total:balance", "'total:balance'"),
        ("wallets?order=id.sideways", "'sideways'"),
        ("wallets?id=eq", "'eq'"),
        ("wallets?limit=all", "'all'"),
        ("wallets?nothing=eq.5", "wallets.nothing"),
        ("wallets?select=nothing", "wallets.nothing"),
        ('wallets?order=id"--', 'wallets.id"--'),
        ("wallets?id=eq.5", '"5"'),
    ],
)
def test_what_is_not_spoken_is_refused_by_name(member, path, named):
    answer = member.api.rest("GET", path)

    assert answer.status_code == 400
    assert named in answer.json()["message"]


def test_a_preference_that_is_not_honoured_is_refused(member):
    answer = member.api.rest("GET", "wallets", prefer="count=exact")

    assert answer.status_code == 400
    assert "'count=exact'" in answer.json()["message"]


@pytest.mark.parametrize(
    ("method", "path", "code"), [("GET", "nothing", "PGRST205"), ("POST", "rpc/nothing", "PGRST202")]
)
def test_what_does_not_exist_is_not_found(member, method, path, code):
    answer = member.api.rest(method, path, {})

    assert (answer.status_code, answer.json()["code"]) == (404, code)


@pytest.mark.parametrize(
    ("table", "wish", "status", "code"),
    [
        ("two_factor_auth", {"user_id": "{me}", "nothing": 1}, 400, "PGRST204"),
        ("two_factor_auth", [], 400, "PGRST102"),
        ("two_factor_auth", {"user_id": "{me}", "enabled": "perhaps"}, 400, "22P02"),
        ("support_tickets", {"user_id": "00000000-0000-4000-8000-000000000000", "subject": "x"}, 403, "42501"),
    ],
)
def test_a_bad_row_is_refused_by_name(member, table, wish, status, code):
    if wish and wish["user_id"] == "{me}":
        wish = {**wish, "user_id": member.id}
    answer = member.api.rest("POST", table, wish)

    assert (answer.status_code, answer.json()["code"]) == (status, code)


def test_the_same_key_twice_is_a_conflict(member):
    answers = [member.api.rest("POST", "two_factor_auth", {"user_id": member.id}).status_code for _ in range(2)]

    assert answers == [201, 409]


@pytest.mark.parametrize("change", [{"role": "admin"}, {"kyc_tier": 3}, {"email": "other@verify.alaskapay.com"}])
def test_nobody_lifts_his_own_rights(member, change):
    assert member.api.rest("PATCH", f"profiles?id=eq.{member.id}", change).status_code == 403


def test_nobody_fills_his_own_wallet(member):
    assert member.api.rest("PATCH", "wallets?currency=eq.NGN", {"balance": 1000}, prefer=SHOW).json() == []
    assert member.balance() == "0.00"


def test_rows_can_lie_open(visitor, switch_on):
    switch_on("open-without-token")

    assert len(visitor.rest("GET", "wallets?limit=5").json()) == 5
