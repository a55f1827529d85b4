"""TLS: an authority and the one leaf certificate that all listeners use."""

import ssl
from dataclasses import dataclass
from pathlib import Path

import trustme

NAMES = ("127.0.0.1", "localhost")


@dataclass(frozen=True)
class Certificates:
    """What a server needs, what a client needs, and the latter as a file."""

    server: ssl.SSLContext
    client: ssl.SSLContext
    authority_file: Path
    authority: trustme.CA


def issue_certificates(directory: Path) -> Certificates:
    """Certify this machine."""
    authority = trustme.CA(organization_name="Alaska Pay sandbox")
    authority_file = directory / "authority.pem"
    authority.cert_pem.write_to_path(str(authority_file))
    server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert(*NAMES).configure_cert(server)
    return Certificates(server, ssl.create_default_context(cafile=authority_file), authority_file, authority)
