"""Passwords and PINs, as they are kept."""

import asyncio
import hashlib
import hmac
import os

ROUNDS = 1024
"""Few: what is kept here is worth nothing, and tests should not wait."""


async def hash_secret(secret: str) -> str:
    """Hash with a new salt, beside the event loop."""
    salt = os.urandom(16)
    return f"{salt.hex()}:{(await asyncio.to_thread(_scrypt, secret, salt)).hex()}"


async def is_secret(secret: str, kept: str) -> bool:
    """Compare in constant time; what is no hash matches nothing."""
    salt, _, digest = kept.partition(":")
    if not digest:
        return False
    made = await asyncio.to_thread(_scrypt, secret, bytes.fromhex(salt))
    return hmac.compare_digest(made.hex(), digest)


def _scrypt(secret: str, salt: bytes) -> bytes:
    return hashlib.scrypt(secret.encode(), salt=salt, n=ROUNDS, r=8, p=1)
