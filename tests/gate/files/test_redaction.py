"""Secrets: masked wherever they stand and however they are written; ordinary sentences stay as they are."""

import json
from urllib.parse import quote, quote_plus, urlencode

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gate.files.redaction import MASK, Redactor
from gate.record import Record, RecordWriter
from tests.support.past_runs import A_RUN, AN_OBSERVATION

TOKEN = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiI0NzExIn0.c2lnbmF0dXJl-_x"  # noqa: S105 - planted
SECRETS = st.text(st.characters(codec="utf-8", exclude_characters="*"), min_size=6, max_size=30)
WRITINGS = {
    "plain": lambda secret: f"it answered: {secret}!",
    "JSON": lambda secret: json.dumps({"said": f"<{secret}>"}),
    "JSON in letters of ASCII": lambda secret: json.dumps({"said": secret}, ensure_ascii=True),
    "JSON as it is": lambda secret: json.dumps({"said": secret}, ensure_ascii=False),
    "JSON within JSON": lambda secret: json.dumps({"body": json.dumps({"said": secret})}),
    "path": lambda secret: f"https://alaskapay.com/{quote(secret)}/x",
    "query": lambda secret: f"https://alaskapay.com/?q={quote(secret, safe='')}",
    "form": lambda secret: urlencode({"q": secret}),
    "plus": quote_plus,
    "DSN": lambda secret: f"postgresql://verifier:{quote(secret, safe='')}@db.example:5432/postgres",
}


@settings(derandomize=True, deadline=None)
@given(SECRETS, st.sampled_from(list(WRITINGS)))
def test_a_known_secret_never_survives_however_it_is_written(secret, writing):
    redact = Redactor([secret])
    written = WRITINGS[writing](secret)

    said = redact(written)

    assert MASK in said
    assert WRITINGS[writing](secret) not in said
    assert secret not in said
    assert quote(secret, safe="") not in said
    assert json.dumps(secret)[1:-1] not in said


@settings(derandomize=True, deadline=None)
@given(SECRETS)
def test_a_known_secret_never_reaches_a_record_and_the_record_stays_readable(tmp_path_factory, secret):
    path = tmp_path_factory.mktemp("records") / "run.jsonl"
    writer = RecordWriter(path, Redactor([secret]))
    writer.append("run", run="now", **A_RUN)
    told = {"reason": f"«{secret}»", "said": [json.dumps({"a": secret})], "more": {"deep": {"er": secret}}}
    writer.append("observation", **{**AN_OBSERVATION, **told})

    entry = Record.read(path).of_kind("observation")[0]

    for text in (entry["reason"], *entry["said"], entry["more"]["deep"]["er"]):
        assert MASK in text
        assert secret not in text
        assert json.dumps(secret)[1:-1] not in text


@pytest.mark.parametrize(
    "name", ["password", "refresh_token", "access_token", "otp", "pin", "confirmPin", "newPassword"]
)
@pytest.mark.parametrize(
    "value", ["s3cr3t-value", 'with"quote', "with\\slash", "ends in \\", "ünïcode", "spaces in it"]
)
def test_what_a_field_of_this_name_holds_is_masked_although_nobody_knows_it(name, value):
    redact = Redactor([])
    body = json.dumps({"email": "ada@example.org", name: value, "next": "stays"})

    for text in (body, json.dumps(body), json.dumps({name: value}), json.dumps({name: value}, ensure_ascii=False)):
        assert value not in redact(text)
        assert json.dumps(value)[1:-1] not in redact(text)
        assert MASK in redact(text)
    assert "ada@example.org" in redact(body)


def test_a_masked_body_keeps_its_other_fields():
    body = json.dumps({"password": "s3cr3t", "next": "stays", "pin": 4711, "otp": "123456", "last": 1})

    assert Redactor([])(body) == '{"password": "***", "next": "stays", "pin": ***, "otp": "***", "last": 1}'


@pytest.mark.parametrize("cut", range(12, len(TOKEN)))
def test_a_token_that_was_cut_off_is_masked_too(cut):
    said = Redactor([])(f'{{"session": "{TOKEN[:cut]}')

    assert "eyJ" not in said


def test_a_field_that_was_cut_off_is_masked_too():
    assert Redactor([])('{"a": 1, "refresh_token": "v1.Mr5Z9') == '{"a": 1, "refresh_token": "***'


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (f"authorization: Bearer {TOKEN}", "authorization: Bearer ***"),
        ("Basic U0swMTIzNDU6cGxhbnRlZC1zZWNyZXQ= sent", "Basic *** sent"),
        ("postgresql://verifier:hunter2@db:5432/x", "postgresql://verifier:***@db:5432/x"),
        ("redis://:hunter2@cache:6379", "redis://:***@cache:6379"),
        (
            "host=db user=verifier password=hunter2 sslmode=verify-full",
            "host=db user=verifier password=*** sslmode=verify-full",
        ),
        ("host=db password='hun ter2' user=a", "host=db password=*** user=a"),
        (
            "https://alaskapay.com/#auth?token=f00ba4&type=recovery",
            "https://alaskapay.com/#auth?token=***&type=recovery",
        ),
        ("https://x/#access_token=abc.def&expires_in=3600", "https://x/#access_token=***&expires_in=3600"),
        ("GET https://x/rest?apikey=abcdef answered 401", "GET https://x/rest?apikey=*** answered 401"),
    ],
)
def test_what_looks_like_a_secret_is_masked_and_nothing_around_it(text, said):
    assert Redactor([])(text) == said


@pytest.mark.parametrize(
    "sentence",
    [
        "The password was accepted although it is wrong; the pin pad is covered.",
        "wallet credited twice for AP-7F3K: 5,000.00 paid, 10,000.00 credited",
        "127.0.0.1:4001 did not answer within 5000 ms ([Errno 111] Connection refused)",
        "GET https://127.0.0.1:4001/rest/v1/profiles?select=id&limit=5 answered 200 application/json",
        '{"code": "42501", "message": "permission denied for table wallets", "pinned": 3, "token_type": "bearer"}',
        "Basic authentication failed; the Bearer was refused",
        "the page asks for another password; seen: “Sign In”",
        "mail came from no-reply@alaskapay.com at 09:12, host: db, user: verifier",
        "",
    ],
)
def test_ordinary_sentences_stay_as_they_are(sentence):
    assert Redactor(["hunter2-hunter2", TOKEN])(sentence) == sentence


def test_the_longer_of_two_secrets_is_masked_as_a_whole():
    assert Redactor(["secret", "secret-value"])("secret-value and secret") == "*** and ***"


def test_an_empty_secret_masks_nothing():
    assert Redactor([""])("all is well") == "all is well"


def test_a_secret_that_is_learnt_later_is_masked_from_then_on():
    redact = Redactor([])
    redact.add("Verify-0123456789abcdef")

    assert redact("typed Verify-0123456789abcdef") == "typed ***"
