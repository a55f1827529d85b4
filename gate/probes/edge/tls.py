"""TLS: which key and certificate does a server show, and is it accepted?"""

from __future__ import annotations

import hashlib
import socket
import ssl
import time
from base64 import b64encode
from dataclasses import dataclass
from typing import TYPE_CHECKING

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from gate.http import Unreachable

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

    from gate.files.addresses import Origin

HANDSHAKE_S_MAX = 5.0


@dataclass(frozen=True)
class Certificate:
    """What a host shows. `refusal`: why its chain or name is not accepted, and then there is no expiry (UTC)."""

    refusal: str
    expires_at: datetime | None = None


def certificate_of(origin: Origin, ca_pem: str | None) -> Certificate | Unreachable:
    """Shake hands as a browser does: chain, name and time are verified, against `ca_pem` or else this machine's roots.

    A server that sends its chain without the intermediate certificates is refused, too.
    """
    context = ssl.create_default_context(cadata=ca_pem)
    started = time.monotonic()
    try:
        with (
            socket.create_connection(origin, timeout=HANDSHAKE_S_MAX) as connection,
            context.wrap_socket(connection, server_hostname=origin.host) as tls,
        ):
            leaf = x509.load_der_x509_certificate(tls.getpeercert(binary_form=True) or b"")
    except ssl.SSLCertVerificationError as error:
        return Certificate(error.verify_message)
    except ssl.SSLError as error:
        return Certificate(error.reason or str(error))
    except OSError as error:
        after_ms = round((time.monotonic() - started) * 1000)
        return Unreachable(f"{origin.host}:{origin.port}", after_ms, str(error))
    return Certificate("", leaf.not_valid_after_utc)


def spki_pin(host: str, port: int, ca_file: Path) -> str | Unreachable:
    """Hash the public key of the leaf that `host` shows, once `ca_file` has vouched for it: a pin for browsers."""
    started = time.monotonic()
    context = ssl.create_default_context(cafile=str(ca_file))
    try:
        with (
            socket.create_connection((host, port), timeout=HANDSHAKE_S_MAX) as connection,
            context.wrap_socket(connection, server_hostname=host) as tls,
        ):
            leaf = tls.getpeercert(binary_form=True)
    except OSError as error:
        after_ms = round((time.monotonic() - started) * 1000)
        return Unreachable(f"{host}:{port}", after_ms, str(error))
    key = x509.load_der_x509_certificate(leaf or b"").public_key()
    digest = hashlib.sha256(key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)).digest()
    return b64encode(digest).decode()
