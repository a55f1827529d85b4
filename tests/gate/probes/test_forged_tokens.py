"""Every forged token is taken by the server that makes the mistake it is made for, and by no right one."""

import json
import time

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from jwt.algorithms import ECAlgorithm, HMACAlgorithm, RSAAlgorithm

from gate.probes.forged_tokens import DEMO_SECRET, claims_of, forge

CLAIMS = {"sub": "ada", "role": "authenticated", "exp": int(time.time()) + 86_400}
SECRET = "of the project, and long enough for it"  # noqa: S105 - of nobody
KEYS = {"ES256": ec.generate_private_key(ec.SECP256R1()), "RS256": rsa.generate_private_key(65537, 2048)}
ALGORITHMS = {"ES256": ECAlgorithm, "RS256": RSAAlgorithm}


def project(algorithm):
    """A real token, the published keys, and what a right server verifies with."""
    if algorithm == "HS256":
        return jwt.encode(CLAIMS, SECRET, algorithm), [], SECRET
    public = KEYS[algorithm].public_key()
    published = {**ALGORITHMS[algorithm].to_jwk(public, as_dict=True), "kid": "k1", "alg": algorithm}
    return jwt.encode(CLAIMS, KEYS[algorithm], algorithm, {"kid": "k1"}), [published], public


def forged(algorithm):
    real, published, _ = project(algorithm)
    return dict(forge(real, published, {"sub": "eve", "exp": CLAIMS["exp"]}))


@pytest.mark.parametrize("algorithm", ["HS256", "ES256", "RS256"])
def test_a_right_server_believes_the_real_token_and_none_of_the_forged(algorithm):
    real, _, key = project(algorithm)

    assert jwt.decode(real, key, [algorithm]) == CLAIMS
    for what, token in forged(algorithm).items():
        assert claims_of(token)["sub"] == "eve", what
        with pytest.raises(jwt.InvalidTokenError):
            jwt.decode(token, key, [algorithm])


@pytest.mark.parametrize("algorithm", ["ES256", "RS256"])
def test_a_server_that_takes_the_public_key_for_a_secret_is_found(algorithm):
    pem = KEYS[algorithm].public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    token = forged(algorithm)["signed with the public key taken for a secret (PEM)"]
    signed, _, signature = token.rpartition(".")

    assert jwt.get_unverified_header(token)["alg"] == "HS256"
    assert HMACAlgorithm(HMACAlgorithm.SHA256).verify(
        signed.encode(), pem, jwt.utils.base64url_decode(signature.encode())
    )


@pytest.mark.parametrize("algorithm", ["ES256", "RS256"])
def test_a_server_that_believes_a_key_which_a_token_brings_along_is_found(algorithm):
    token = forged(algorithm)["signed with a key of our own that it brings along (jwk)"]
    brought = ALGORITHMS[algorithm].from_jwk(json.dumps(jwt.get_unverified_header(token)["jwk"]))

    assert jwt.decode(token, brought, [algorithm])["sub"] == "eve"


def test_a_server_with_the_secret_of_the_guides_is_found():
    token = forged("HS256")["signed with the secret that every local Supabase has"]

    assert jwt.decode(token, DEMO_SECRET, ["HS256"])["sub"] == "eve"


def test_a_key_of_an_unknown_kind_is_left_alone():
    real, _, _ = project("ES256")

    assert not [what for what, _ in forge(real, [{"kty": "OKP"}, {}], CLAIMS) if "public key" in what]
