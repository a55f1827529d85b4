"""Signatures as ssh-keygen makes them, and everything for which one does not count."""

import subprocess
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

import gate.signing.signature
from gate.environment.people import Person
from gate.release import Attestation
from gate.signing.signature import SignatureError, mistrust, sign, signed_text

VERSION = "2.4.0"
ENTRY = Attestation(
    item="stakeholders.qa",
    by="Bola Adé",
    at="2026-11-20T10:00:00+01:00",
    commit="1a2b3c4d5e6f708192a3b4c5d6e7f8091a2b3c4d",
    evidence="0123456789abcdef" * 4,
    expires="2026-11-27",
    statement='two lines\nand a "quote"',
)


@pytest.fixture(scope="module")
def key(tmp_path_factory):
    """A key pair as somebody would have it."""

    def make(name: str) -> Path:
        file = tmp_path_factory.mktemp("keys") / name
        command = ["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", f"{name}@laptop", "-f", str(file)]
        subprocess.run(command, check=True)  # noqa: S603 - our own command
        return file

    return make


@pytest.fixture(scope="module")
def bolas_key(key) -> Path:
    return key("bola")


@pytest.fixture(scope="module")
def musas_key(key) -> Path:
    return key("musa")


def person(*keys: Path, email: str = "bola@alaskapay.com") -> Person:
    return Person(name="Bola Adé", email=email, keys=[file.with_suffix(".pub").read_text() for file in keys])


def text_of(entry: Attestation = ENTRY) -> str:
    return signed_text(entry, VERSION)


def test_a_signature_verifies_with_one_of_the_persons_keys(bolas_key, musas_key):
    assert mistrust(text_of(), sign(text_of(), bolas_key), person(musas_key, bolas_key)) == ""


def test_the_signature_of_somebody_else_counts_for_nothing(bolas_key, musas_key):
    why = mistrust(text_of(), sign(text_of(), musas_key), person(bolas_key))

    assert why.startswith("it does not verify with a key of Bola Adé (")


@pytest.mark.parametrize(
    "change",
    [
        {"item": "stakeholders.legal"},
        {"by": "Musa Bello"},
        {"role": "qa"},
        {"at": ENTRY.at + timedelta(seconds=1)},
        {"commit": "0" * 40},
        {"evidence": "0" * 64},
        {"expires": ENTRY.expires + timedelta(days=1)},
        {"statement": "two lines"},
    ],
    ids=lambda change: next(iter(change)),
)
def test_whatever_is_changed_after_signing_is_noticed(bolas_key, change):
    signature = sign(text_of(), bolas_key)

    assert mistrust(text_of(ENTRY.model_copy(update=change)), signature, person(bolas_key)) != ""


def test_a_signature_for_another_version_counts_for_nothing(bolas_key):
    signature = sign(signed_text(ENTRY, "2.3.1"), bolas_key)

    assert mistrust(text_of(), signature, person(bolas_key)) != ""


def test_a_signature_made_for_another_purpose_counts_for_nothing(bolas_key, monkeypatch):
    monkeypatch.setattr(gate.signing.signature, "NAMESPACE", "git")
    signature = sign(text_of(), bolas_key)
    monkeypatch.undo()

    assert mistrust(text_of(), signature, person(bolas_key)) != ""


def test_an_address_with_wildcards_stands_for_nobody_else(bolas_key, musas_key):
    assert mistrust(text_of(), sign(text_of(), bolas_key), person(bolas_key, email="*@alaskapay.com")) == ""
    assert mistrust(text_of(), sign(text_of(), musas_key), person(bolas_key, email="*@alaskapay.com")) != ""


@pytest.mark.parametrize("signature", ["yes", "", "-----BEGIN SSH SIGNATURE-----\nAAAA\n-----END SSH SIGNATURE-----"])
def test_what_is_no_signature_counts_for_nothing(bolas_key, signature):
    assert mistrust(text_of(), signature, person(bolas_key)) != ""


def test_somebody_without_a_key_can_have_signed_nothing(bolas_key):
    why = mistrust(text_of(), sign(text_of(), bolas_key), person())

    assert why == "the environment file has no key of Bola Adé"


def test_the_same_moment_in_another_zone_is_the_same_text():
    elsewhere = ENTRY.model_copy(update={"at": datetime(2026, 11, 20, 9, tzinfo=UTC)})

    assert text_of(elsewhere) == text_of()


def test_the_text_is_ascii_and_an_empty_entry_differs_from_a_missing_one():
    assert text_of().isascii()
    assert text_of(ENTRY.model_copy(update={"statement": None})) != text_of(
        ENTRY.model_copy(update={"statement": "None"})
    )


def test_a_key_that_is_not_there_is_told(tmp_path):
    with pytest.raises(SignatureError, match=r"there is no key .*nobody; name the private key"):
        sign("text", tmp_path / "nobody")


def test_a_file_that_is_no_key_is_told(tmp_path):
    file = tmp_path / "letter"
    file.write_text("dear all")

    with pytest.raises(SignatureError, match="letter can't sign: "):
        sign("text", file)


def test_without_openssh_the_way_to_it_is_told(bolas_key, monkeypatch):
    monkeypatch.setattr(gate.signing.signature, "PROGRAM", "no-such-program")

    with pytest.raises(SignatureError, match="install OpenSSH's client"):
        sign("text", bolas_key)
    assert "install OpenSSH's client" in mistrust(text_of(), "signature", person(bolas_key))
