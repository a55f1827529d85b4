"""Keys: what holds as one is told, what can't be one is told apart, and what browsers may have is not told."""

import json
from itertools import count

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
)
from hypothesis import given, settings
from hypothesis import strategies as st

from gate.probes.documents.keys import leaks_in

HEX = "0123456789abcdef" * 6
MIXED = "0aB1cD2eF3gH4iJ5kL6mN7oP8qR9sT0uV1wX2yZ3" * 3
LIVE = "sk_" + "live_" + HEX[:40]
RSA, EC = rsa.generate_private_key(65537, 2048), ec.generate_private_key(ec.SECP256R1())


def token(role, **claims):
    return jwt.encode({"iss": "supabase", "role": role, **claims}, "s" * 32, algorithm="HS256")


def pem(key=EC, form=PrivateFormat.PKCS8, lock=None):
    return key.private_bytes(Encoding.PEM, form, lock or NoEncryption()).decode()


def escaped(text):
    return json.dumps(text)


def joined(text):
    return "[" + ",".join(f'"{line}"' for line in text.splitlines()) + '].join("\\n")'


def added(text):
    return " +\n  ".join(f'"{line}\\n"' for line in text.splitlines())


VENDORS = [
    (LIVE, "a secret payment key (sk_live_…)"),
    ("sk_" + "live_" + MIXED[:24], "a secret payment key (sk_live_…)"),
    ("sk_" + "live_51" + MIXED[:97], "a secret payment key (sk_live_…)"),
    ("rk_" + "live_" + MIXED[:99], "a secret payment key (sk_live_…)"),
    ("sk_" + "test_" + HEX[:40], "a secret payment key (sk_test_…)"),
    ("whsec_" + MIXED[:32], "a secret of payment messages (whsec_…)"),
    ("FLWSECK" + "-" + HEX[:32] + "-X", "a Flutterwave secret key"),
    ("FLWSECK" + "_TEST-" + HEX[:32] + "-X", "a Flutterwave secret key"),
    ("FLWSECK" + "-" + HEX[:32] + "-18ce30be5dcvt-X", "a Flutterwave secret key"),
    ("sb_" + "secret_" + MIXED[:22] + "_" + MIXED[:8], "a Supabase secret key (sb_secret_…)"),
    ("sbp_" + HEX[:40], "a Supabase access token"),
    ("SG." + MIXED[:22] + "." + MIXED[:43], "a SendGrid key"),
    ("SK" + HEX[:32], "a Twilio key"),
    ("AKIA" + "QYLPMN5HHHFPZAM2", "an AWS key"),
    ("ghp_" + MIXED[:36], "a GitHub token"),
    ("github_pat_" + MIXED[:22] + "_" + MIXED[:59], "a GitHub token"),
    ("nfp_" + MIXED[:36], "a Netlify token"),
    ("GOCSPX-" + MIXED[:28], "a Google client secret"),
    ("sntryu_" + HEX[:64], "a Sentry token"),
    ("postgresql://postgres:" + "hunter2hunter2@db.example:5432/postgres", "a database address with its password"),
    (token("service_role"), "Supabase's service key"),
    (pem(), "a private key"),
]


@pytest.mark.parametrize(("key", "kind"), VENDORS, ids=[f"{at} {kind}" for at, (_, kind) in enumerate(VENDORS)])
@pytest.mark.parametrize("around", ['k = "{}";', "`{}`", "KEY={}\n", "'\\n{}\\n'", "https://api.example/?key={}&x=1"])
def test_a_key_is_found_by_its_form_and_not_kept(key, kind, around):
    found = leaks_in("/a.js", f"line one\n{around.format(key)}", ())

    assert ([str(leak) for leak in found.keys], found.lookalikes) == ([f"{kind} in /a.js, line 2"], ())
    assert key not in repr(found)


@pytest.mark.parametrize(
    "key",
    [
        pem(RSA),
        pem(RSA, PrivateFormat.TraditionalOpenSSL),
        pem(RSA, PrivateFormat.TraditionalOpenSSL, BestAvailableEncryption(b"x")),
        pem(EC, PrivateFormat.TraditionalOpenSSL),
        pem(EC, PrivateFormat.OpenSSH),
        pem(EC, PrivateFormat.PKCS8, BestAvailableEncryption(b"x")),
        pem().replace("\n", ""),
    ],
    ids=["PKCS#8", "RSA", "RSA with a password", "EC", "OpenSSH", "with a password", "one line"],
)
@pytest.mark.parametrize("write", [str, escaped, lambda key: escaped(escaped(key)), joined, added])
def test_a_private_key_is_found_however_a_script_writes_it(key, write):
    found = leaks_in("/a.js", write(key), ())

    assert ([leak.kind for leak in found.keys], found.lookalikes) == (["a private key"], ())


def test_the_key_of_a_google_service_account_is_found():
    account = json.dumps({"type": "service_account", "private_key": pem(RSA), "client_email": "a@b.example"})

    assert [leak.kind for leak in leaks_in("/a.js", f"const a = {account}", ()).keys] == ["a private key"]


LOOKALIKES = [
    ("sk_" + "live_xxxxxxxxxxxxxxxxxxxxxxxx", "a secret payment key (sk_live_…)"),
    ("sk_" + "live_your_secret_key_here", "a secret payment key (sk_live_…)"),
    ("sk_" + "test_0123456789abcdef", "a secret payment key (sk_test_…)"),
    ("FLWSECK" + "_TEST-xxxxxxxxxxxxxxxxxxxxxxxx-X", "a Flutterwave secret key"),
    ("sb_" + "secret_your-key-goes-here", "a Supabase secret key (sb_secret_…)"),
    ("SG." + "a" * 22 + "." + "b" * 43, "a SendGrid key"),
    ("SG." + MIXED[:22] + "." + MIXED[:30], "a SendGrid key"),
    ("SK" + "0" * 32, "a Twilio key"),
    ("AKIA" + "IOSFODNN7EXAMPLE", "an AWS key"),
    ("AKIA" + "0123456789ABCDEF", "an AWS key"),
    ("ghp_" + "x" * 36, "a GitHub token"),
    ("nfp_" + MIXED[:12], "a Netlify token"),
    ("postgres://postgres:password@localhost:5432/postgres", "a database address with its password"),
    ("postgres://user:your-password@db.abc.supabase.co/postgres", "a database address with its password"),
    ("-----BEGIN " + "PRIVATE KEY-----\nMIIBVgIBADANBg...\n-----END PRIVATE KEY-----", "a private key"),
    ("-----BEGIN " + "RSA PRIVATE KEY-----\\nMIIEpAIBAAKCAQEA\\n-----END RSA PRIVATE KEY-----", "a private key"),
    ("-----BEGIN " + "OPENSSH PRIVATE KEY-----\nb3BlbnNzaC1rZXktdjEAAAAA\n", "a private key"),
    (pem().replace("MIG", "MIH", 1), "a private key"),
    (token("service_role", iss="supabase-demo"), "Supabase's service key"),
    (token("service_role").rpartition(".")[0] + ".c2lnbmF0dXJl", "Supabase's service key"),
]


@pytest.mark.parametrize(("text", "kind"), LOOKALIKES, ids=[f"{at} {kind}" for at, (_, kind) in enumerate(LOOKALIKES)])
def test_what_looks_like_a_key_and_can_not_be_one_is_told_apart(text, kind):
    found = leaks_in("/a.js", f'line one\n"{text}"', ())

    assert [str(leak) for leak in found.lookalikes] == [f"{kind} in /a.js, line 2"]
    assert found.keys == ()


@pytest.mark.parametrize(
    "text",
    [
        token("anon"),
        token("authenticated"),
        "eyJhbGciOiJIUzI1NiJ9.eyJub3QgSlNPTg.c2ln",
        "eyJ" + "W" * 200_000 + ".eyJ" + "W" * 200_000 + ".c2ln",
        "pk_" + "live_" + HEX[:40],
        "pk_" + "test_" + HEX[:40],
        "FLWPUBK" + "_TEST-" + HEX[:32] + "-X",
        "sb_" + "publishable_" + MIXED[:22] + "_" + MIXED[:8],
        "AIza" + "SyA" + MIXED[:32],
        "AC" + HEX[:32],
        "phc_" + MIXED[:43],
        "https://0123456789abcdef0123456789abcdef@o1.ingest.sentry.io/2",
        "1234567890-abc.apps.googleusercontent.com",
        "sk_" + "live_…",
        'if (key.startsWith("sk_' + 'live_") || key.startsWith("sb_' + 'secret_")) throw Error("never in a browser")',
        "-----BEGIN PUBLIC KEY-----",
        EC.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode(),
        'key = "-----BEGIN PRIVATE KEY-----\\n"; key += wrap(this.der()) + "\\n"; key += "-----END PRIVATE KEY-----"',
        "const url = `postgres://${user}:${password}@${host}`",
        "TASK0123456789abcdef0123456789abcdef",
        "risk_live_" + MIXED[:30],
        "SK_STATUS_ACTIVE AKIAN skeleton SG.js",
        "sha512-" + MIXED,
    ],
    ids=count(),
)
def test_what_browsers_may_have_is_no_leak(text):
    found = leaks_in("/a.js", text, ())

    assert (found.keys, found.lookalikes) == ((), ())


@pytest.mark.parametrize(
    ("key", "is_live"),
    [
        ("pk_" + "live_" + HEX[:40], True),
        (LIVE, True),
        ("FLWPUBK" + "-" + HEX[:32] + "-X", True),
        ("pk_" + "test_" + HEX[:40], False),
        ("pk_" + "live_your_public_key_goes_here", False),
        ("FLWPUBK" + "_TEST-" + HEX[:32] + "-X", False),
    ],
)
def test_a_key_for_real_money_is_told_be_it_public(key, is_live):
    assert [leak.kind for leak in leaks_in("/a.js", f"'{key}'", ()).live] == ["a live key for payments"] * is_live


def test_a_key_of_our_own_is_found_whatever_its_form():
    (found,) = leaks_in("/a.js", "x = 'whatever-it-is'", ["whatever-it-is"]).keys

    assert found.kind == "a secret of the environment file"


@settings(derandomize=True)
@given(st.text(), st.text())
def test_a_key_is_found_wherever_it_stands(before, after):
    text = f"{before} {LIVE} {after}"

    assert "a secret payment key (sk_live_…)" in {found.kind for found in leaks_in("/a.js", text, ()).keys}
