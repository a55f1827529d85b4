"""What a page asks of the database is read off its requests, by relation and column; and held against a schema."""

import pytest

from gate.probes.rest_asks import RestAsk, read_ask, unknown_to

BASE = "https://x.supabase.co"


@pytest.mark.parametrize(
    ("query", "columns"),
    [
        ("select=*&user_id=eq.7&order=created_at.desc&limit=50", ("user_id", "created_at")),
        ("select=id,total:amount,metadata->>note,balance::text", ("id", "amount", "metadata", "balance")),
        ("select=id,profiles(full_name,email),count()", ("id",)),
        ("select=amount.sum()&or=(a.eq.1,b.eq.2)&offset=10", ("amount",)),
        ("", ()),
    ],
)
def test_the_columns_that_a_request_names_are_read(query, columns):
    assert read_ask("GET", f"{BASE}/rest/v1/wallets?{query}") == RestAsk("GET", "wallets", columns)


def test_what_is_written_is_named_by_the_body():
    ask = read_ask("POST", f"{BASE}/rest/v1/wallets?on_conflict=id", [{"id": 1}, {"id": 2, "balance": 3}])

    assert ask == RestAsk("POST", "wallets", ("id", "balance"))


@pytest.mark.parametrize(
    ("method", "path"),
    [("OPTIONS", "/rest/v1/wallets"), ("GET", "/auth/v1/user"), ("POST", "/rest/v1/rpc/count"), ("GET", "/rest/v1/")],
)
def test_what_is_no_table_or_view_is_no_ask(method, path):
    assert read_ask(method, BASE + path) is None


def test_what_a_schema_lacks_is_named_once():
    schema = {"wallets": {"id", "balance"}}
    asks = [
        RestAsk("GET", "wallets", ("id", "colour")),
        RestAsk("PATCH", "wallets", ("colour",)),
        RestAsk("GET", "cards", ("id",)),
    ]

    assert unknown_to(schema, asks) == ("wallets.colour", "cards")
    assert unknown_to(schema, asks[:0]) == ()
