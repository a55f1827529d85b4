"""Does the pin belong to the key that the server shows, and only when its authority vouches for it?"""

import hashlib
import socket
import ssl
import threading
from base64 import b64encode
from collections.abc import Iterator
from pathlib import Path

import pytest
import trustme
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from gate.http import Unreachable
from gate.probes.edge.tls import spki_pin


@pytest.fixture
def authority() -> trustme.CA:
    return trustme.CA()


@pytest.fixture
def ca_file(authority: trustme.CA, tmp_path: Path) -> Path:
    file = tmp_path / "authority.pem"
    authority.cert_pem.write_to_path(file)
    return file


@pytest.fixture
def leaf(authority: trustme.CA) -> trustme.LeafCert:
    return authority.issue_cert("127.0.0.1")


@pytest.fixture
def port(leaf: trustme.LeafCert) -> Iterator[int]:
    """Serve one handshake."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    leaf.configure_cert(context)
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def answer() -> None:
            connection, _ = listener.accept()
            with connection:
                try:
                    context.wrap_socket(connection, server_side=True).close()
                except OSError:
                    return

        thread = threading.Thread(target=answer)
        thread.start()
        yield listener.getsockname()[1]
        thread.join()


def test_pin_is_the_hash_of_the_leafs_public_key(port: int, leaf: trustme.LeafCert, ca_file: Path) -> None:
    certificate = x509.load_pem_x509_certificate(leaf.cert_chain_pems[0].bytes())
    key = certificate.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)

    assert spki_pin("127.0.0.1", port, ca_file) == b64encode(hashlib.sha256(key).digest()).decode()


def test_strange_authority_gets_no_pin(port: int, tmp_path: Path) -> None:
    stranger = tmp_path / "stranger.pem"
    trustme.CA().cert_pem.write_to_path(stranger)

    answer = spki_pin("127.0.0.1", port, stranger)

    assert isinstance(answer, Unreachable)
    assert "certificate verify failed" in answer.why


def test_closed_port_is_unreachable(ca_file: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        closed = listener.getsockname()[1]

    assert isinstance(spki_pin("127.0.0.1", closed, ca_file), Unreachable)
