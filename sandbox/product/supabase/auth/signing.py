"""How access tokens are signed and believed: by the secret of the project or, where it has signing keys, by those."""

import hashlib
import hmac
import json
from typing import Any

import jwt
from jwt.algorithms import ECAlgorithm

from sandbox.context import Context

OLDER, NEWER = "HS256", "ES256"
UNSIGNED = "none"


def sign(claims: dict[str, Any], context: Context) -> str:
    """Make a token."""
    keys = context.keys
    if context.setup.has("es256-keys"):
        return jwt.encode(claims, keys.signing_key, NEWER, {"kid": keys.signing_key_id})
    return jwt.encode(claims, keys.jwt_secret, OLDER)


def verified_claims(token: str, context: Context) -> dict[str, Any]:
    """What a token says, once its signature is seen to be right; the keys of the API are signed with the secret."""
    algorithm = jwt.get_unverified_header(token).get("alg")
    key, algorithms = context.keys.jwt_secret, [OLDER]
    if context.setup.has("es256-keys") and algorithm == NEWER:
        key, algorithms = context.keys.signing_public_key, [NEWER]
    claims: dict[str, Any] = (
        jwt.decode(token, options={"verify_signature": False})
        if _is_believed_anyway(token, algorithm, context)
        else jwt.decode(token, key, algorithms=algorithms, options={"verify_aud": False})
    )
    return claims


def public_keys(context: Context) -> list[dict[str, Any]]:
    """The keys that anybody may verify tokens with (JWKS)."""
    if not context.setup.has("es256-keys"):
        return []
    keys = context.keys
    public = json.loads(ECAlgorithm.to_jwk(ECAlgorithm(ECAlgorithm.SHA256).prepare_key(keys.signing_public_key)))
    return [{**public, "alg": NEWER, "kid": keys.signing_key_id, "use": "sig", "key_ops": ["verify"], "ext": True}]


def _is_believed_anyway(token: str, algorithm: str | None, context: Context) -> bool:
    """The faults that leave a signature unchecked, or have it checked with what everybody knows."""
    faults = context.faults
    if faults.is_on("unsigned-token-accepted") and algorithm == UNSIGNED:
        return True
    if faults.is_on("token-signature-unchecked") and algorithm != UNSIGNED:
        return True
    if not (faults.is_on("public-key-taken-for-secret") and algorithm == OLDER):
        return False
    signed, _, signature = token.rpartition(".")
    made = hmac.new(context.keys.signing_public_key.encode(), signed.encode(), hashlib.sha256).digest()
    return hmac.compare_digest(jwt.utils.base64url_encode(made).decode(), signature)
