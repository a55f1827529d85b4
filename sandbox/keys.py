"""The secrets of the sandbox, new at each start."""

import secrets
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import jwt
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat


@dataclass(frozen=True)
class Keys:
    """One field a secret; none of them is worth anything outside its own run."""

    jwt_secret: str
    signing_key: str
    """Of access tokens, where they are signed with ES256."""
    signing_public_key: str
    signing_key_id: str
    anon: str
    service: str
    replaced_service: str
    """Of before the last exchange; opens nothing."""
    database_password: str
    scratch_password: str
    paystack_secret: str
    replaced_paystack_secret: str
    twilio_account_sid: str
    twilio_api_key: str
    twilio_api_secret: str
    sendgrid_key: str
    netlify_site_id: str
    netlify_token: str
    sentry_token: str
    sentry_key: str
    statuspage_key: str
    prometheus_password: str
    github_token: str
    supabase_token: str
    uptimerobot_monitor: str
    uptimerobot_token: str
    unleash_token: str
    unleash_client_token: str
    zendesk_email: str
    zendesk_token: str
    app_store_issuer: str
    app_store_key_id: str
    app_store_key: str
    app_store_public_key: str
    play_private_key: str
    play_public_key: str
    fcm_device: str


def cut_keys(*, newer_form: bool = False) -> Keys:
    """Make all of them, each in its vendor's form; those of Supabase's API in the newer one or the older."""
    jwt_secret = secrets.token_hex(32)
    signing_key, signing_public_key = _pem_pair(ec.generate_private_key(ec.SECP256R1()))
    app_store_key, app_store_public_key = _pem_pair(ec.generate_private_key(ec.SECP256R1()))
    play_private_key, play_public_key = _pem_pair(rsa.generate_private_key(65537, 2048))
    return Keys(
        jwt_secret=jwt_secret,
        signing_key=signing_key,
        signing_public_key=signing_public_key,
        signing_key_id=str(uuid4()),
        anon=_newer_api_key("publishable") if newer_form else _api_key("anon", jwt_secret),
        service=_newer_api_key("secret") if newer_form else _api_key("service_role", jwt_secret),
        replaced_service=_api_key("service_role", secrets.token_hex(32)),
        database_password=secrets.token_urlsafe(24),
        scratch_password=secrets.token_urlsafe(24),
        paystack_secret=f"sk_test_{secrets.token_hex(20)}",
        replaced_paystack_secret=f"sk_test_{secrets.token_hex(20)}",
        twilio_account_sid=f"AC{secrets.token_hex(16)}",
        twilio_api_key=f"SK{secrets.token_hex(16)}",
        twilio_api_secret=secrets.token_urlsafe(24),
        sendgrid_key=f"SG.{secrets.token_urlsafe(16)}.{secrets.token_urlsafe(32)}",
        netlify_site_id=str(uuid4()),
        netlify_token=f"nfp_{secrets.token_hex(18)}",
        sentry_token=f"sntrys_{secrets.token_hex(32)}",
        sentry_key=secrets.token_hex(16),
        statuspage_key=secrets.token_hex(32),
        prometheus_password=secrets.token_urlsafe(24),
        github_token=f"github_pat_{secrets.token_hex(41)}",
        supabase_token=f"sbp_{secrets.token_hex(20)}",
        uptimerobot_monitor=str(800_000_000 + secrets.randbelow(1_000_000)),
        unleash_token=f"*:*.{secrets.token_hex(32)}",
        unleash_client_token=f"default:production.{secrets.token_hex(32)}",
        zendesk_email="verify@alaskapay.com",
        zendesk_token=secrets.token_urlsafe(30),
        app_store_issuer=str(uuid4()),
        app_store_key_id=secrets.token_hex(5).upper(),
        app_store_key=app_store_key,
        app_store_public_key=app_store_public_key,
        play_private_key=play_private_key,
        play_public_key=play_public_key,
        fcm_device=f"{secrets.token_urlsafe(16)}:APA91b{secrets.token_urlsafe(90)}",
        uptimerobot_token=f"ur{secrets.randbelow(9_000_000)}-{secrets.token_hex(12)}",
    )


def _pem_pair(private: ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey) -> tuple[str, str]:
    """Write a key and its public half, as their vendors give them out."""
    own = private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    public = private.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    return own.decode(), public.decode()


def _api_key(role: str, jwt_secret: str) -> str:
    """Sign a key like those of a Supabase project: a token that only names a role."""
    now = datetime.now(UTC)
    claims = {"iss": "supabase", "ref": "sandbox", "role": role, "iat": now, "exp": now + timedelta(days=1)}
    return jwt.encode(claims, jwt_secret, algorithm="HS256")


def _newer_api_key(kind: str) -> str:
    """Draw a key like those that Supabase gives since 2025: it says what it is for, and nothing of a project."""
    return f"sb_{kind}_{secrets.token_urlsafe(32)[:22]}_{secrets.token_urlsafe(8)[:8]}"
