"""Keys of the newer form and tokens signed with a published key, as the platform takes them."""

import secrets

import jwt
import pytest

from tests.support.running import client_of, running_sandbox

PASSWORD = "correct horse"  # noqa: S105 - of nobody real


@pytest.fixture(scope="module")
def ask():
    """Ask a sandbox that is set up so; headers are told by their names."""
    with running_sandbox(SANDBOX_SETUP="new-api-keys,es256-keys") as addresses, client_of(addresses) as http:

        def send(method, path, body=None, **headers):
            return http.request(method, addresses["SUPABASE_URL"] + path, json=body, headers=headers)

        send.publishable, send.secret = addresses["SUPABASE_ANON_KEY"], addresses["SUPABASE_SERVICE_KEY"]
        yield send


@pytest.fixture(scope="module")
def session(ask):
    wish = {"email": f"{secrets.token_hex(6)}@verify.alaskapay.com", "password": PASSWORD}
    return ask("POST", "/auth/v1/signup", wish, apikey=ask.publishable).json()


def test_the_keys_are_of_the_newer_form(ask):
    assert ask.publishable.startswith("sb_publishable_")
    assert ask.secret.startswith("sb_secret_")


def test_a_key_alone_stands_for_its_role(ask):
    assert ask("GET", "/auth/v1/settings", apikey=ask.publishable).status_code == 200
    assert ask("POST", "/functions/v1/health-check", {}, apikey=ask.publishable).status_code == 200
    assert ask("GET", "/auth/v1/admin/users", apikey=ask.secret).status_code == 200
    assert ask("GET", "/auth/v1/admin/users", apikey=ask.publishable).status_code == 403
    assert ask("GET", "/auth/v1/settings", apikey="sb_secret_made_up").status_code == 401


@pytest.mark.parametrize("path", ["/functions/v1/health-check", "/rest/v1/rpc/x", "/auth/v1/logout"])
def test_a_key_that_is_shown_as_a_token_is_refused(ask, path):
    bearer = f"Bearer {ask.publishable}"

    assert ask("POST", path, {}, apikey=ask.publishable, authorization=bearer).status_code in {401, 403}


def test_a_token_is_verified_with_the_key_that_is_published(ask, session):
    (public,) = ask("GET", "/auth/v1/.well-known/jwks.json").json()["keys"]
    token = session["access_token"]

    assert jwt.get_unverified_header(token)["kid"] == public["kid"]
    assert "d" not in public
    assert jwt.decode(token, jwt.PyJWK(public).key, ["ES256"], audience="authenticated")["role"] == "authenticated"
    opened = ask("GET", "/auth/v1/user", apikey=ask.publishable, authorization=f"Bearer {token}")
    assert opened.status_code == 200
