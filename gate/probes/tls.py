"""TLS: which key does a server show?"""

from __future__ import annotations

import hashlib
import socket
import ssl
import time
from base64 import b64encode
from typing import TYPE_CHECKING

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from gate.http import Unreachable

if TYPE_CHECKING:
    from pathlib import Path

HANDSHAKE_S_MAX = 5.0


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
