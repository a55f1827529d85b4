"""A key that is no token is shown as a key only: whoever takes it for one refuses it."""

import pytest

from gate.probes.api_keys import headers_with

OLDER, TOKEN = "eyJhbGciOiJIUzI1NiJ9.eyJyb2xlIjoiYW5vbiJ9.c2ln", "eyJ1c2Vy.token.of"


@pytest.mark.parametrize(
    ("key", "token", "bearer"),
    [
        (OLDER, "", f"Bearer {OLDER}"),
        (OLDER, TOKEN, f"Bearer {TOKEN}"),
        ("sb_publishable_0123456789", "", None),
        ("sb_secret_0123456789", "", None),
        ("sb_publishable_0123456789", TOKEN, f"Bearer {TOKEN}"),
    ],
)
def test_the_bearer_is_a_token_or_nobody(key, token, bearer):
    headers = headers_with(key, token)

    assert headers["apikey"] == key
    assert headers.get("authorization") == bearer
