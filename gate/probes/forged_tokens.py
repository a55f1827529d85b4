"""Tokens that a stranger can make up from a real one: each must open nothing, whatever a project signs its own with."""

from __future__ import annotations

import hashlib
import hmac
import json
import secrets
from typing import TYPE_CHECKING, Any

import jwt
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from jwt.algorithms import ECAlgorithm, RSAAlgorithm
from jwt.utils import base64url_encode

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from typing import TypeAlias

    PrivateKey: TypeAlias = ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey

SHARED, CURVE = "HS256", "ES256"
RSA_BITS = 2048
DEMO_SECRET = b"super-secret-jwt-token-with-at-least-32-characters-long"
"""Stands in the guides to running Supabase oneself, and whoever forgets to replace it has it too."""
Forged = tuple[str, str]
"""What was done to it, as a person would say it, and the token."""


def claims_of(token: str) -> dict[str, Any]:
    """What a token says, unverified."""
    claims: dict[str, Any] = jwt.decode(token, options={"verify_signature": False})
    return claims


def forge(real: str, public_keys: Sequence[dict[str, Any]], claims: dict[str, Any]) -> Iterator[Forged]:
    """Tokens with these claims, in the form of a real one; `public_keys`: those that the project publishes (JWKS)."""
    header = {name: value for name, value in jwt.get_unverified_header(real).items() if name in {"alg", "kid", "typ"}}
    signature = real.rpartition(".")[2]
    yield "not signed at all (alg none)", f"{_signed_part({**header, 'alg': 'none'}, claims)}."
    yield "altered, with the signature that it had", f"{_signed_part(header, claims)}.{signature}"
    yield "altered, with its signature cut off", f"{_signed_part(header, claims)}."
    yield f"signed with a secret of our own ({SHARED})", _with_secret({**header, "alg": SHARED}, claims, _random())
    yield (
        "signed with the secret that every local Supabase has",
        _with_secret({**header, "alg": SHARED}, claims, DEMO_SECRET),
    )
    if header["alg"] != SHARED:
        own = _new_key(header["alg"])
        yield f"signed with a key of our own ({header['alg']})", _with_key(own, header, claims)
        yield (
            "signed with a key of our own that it brings along (jwk)",
            _with_key(own, {**header, "jwk": _public_jwk(own)}, claims),
        )
    for public in public_keys:
        for form, secret in _written(public):
            confused = {**header, "alg": SHARED, **({"kid": public["kid"]} if "kid" in public else {})}
            yield f"signed with the public key taken for a secret ({form})", _with_secret(confused, claims, secret)


def _written(public: dict[str, Any]) -> Iterator[tuple[str, bytes]]:
    """A public key in the forms in which a server may hold it; none for a key of another kind."""
    read = {"EC": ECAlgorithm.from_jwk, "RSA": RSAAlgorithm.from_jwk}.get(public.get("kty", ""))
    if read is None:
        return
    key: Any = read(json.dumps(public))
    pem = key.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    yield "PEM", pem
    yield "PEM without its last line end", pem.strip()
    yield "DER", key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)


def _with_secret(header: dict[str, Any], claims: dict[str, Any], secret: bytes) -> str:
    """By hand: libraries rightly refuse a public key for a secret."""
    signed = _signed_part(header, claims)
    return f"{signed}.{_base64(hmac.new(secret, signed.encode(), hashlib.sha256).digest())}"


def _with_key(key: PrivateKey, header: dict[str, Any], claims: dict[str, Any]) -> str:
    return jwt.encode(claims, key, algorithm=header["alg"], headers=header)


def _new_key(algorithm: str) -> PrivateKey:
    if algorithm == CURVE:
        return ec.generate_private_key(ec.SECP256R1())
    return rsa.generate_private_key(65537, RSA_BITS)


def _public_jwk(key: PrivateKey) -> dict[str, Any]:
    if isinstance(key, rsa.RSAPrivateKey):
        return RSAAlgorithm.to_jwk(key.public_key(), as_dict=True)
    return ECAlgorithm.to_jwk(key.public_key(), as_dict=True)


def _signed_part(header: dict[str, Any], claims: dict[str, Any]) -> str:
    return f"{_base64(json.dumps(header).encode())}.{_base64(json.dumps(claims).encode())}"


def _base64(content: bytes) -> str:
    return base64url_encode(content).decode()


def _random() -> bytes:
    return secrets.token_hex(32).encode()
