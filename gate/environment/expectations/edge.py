"""The product as the Internet sees it: public hosts, records in the DNS, what a CDN may keep. Section `edge:`."""

from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address
from typing import Annotated

from pydantic import AfterValidator, Field

from gate.files.addresses import PORTS, Host, Origin, Url, origin_of
from gate.files.scalars import CertificateAuthority, Dkim, Dmarc, MailExchanger, Port, Spf, Text, Whole
from gate.files.yaml_file import Section

HTTP_PORT = PORTS["http"]


def _ipv4(text: str) -> str:
    return _address(text, IPv4Address, "an IPv4 address; write it as 192.0.2.1")


def _ipv6(text: str) -> str:
    return _address(text, IPv6Address, "an IPv6 address; write it as 2001:db8::1")


def _address(text: str, kind: type[IPv4Address | IPv6Address], wanted: str) -> str:
    try:
        return str(kind(text))
    except ValueError:
        raise ValueError(f"is not {wanted}") from None


@dataclass(frozen=True)
class PublicHost:
    """A host that people and apps reach. Whoever comes without encryption comes to `plain_port`."""

    url: str
    plain_port: int

    @property
    def origin(self) -> Origin:
        """Where it is encrypted."""
        return origin_of(self.url)

    @property
    def plain(self) -> Origin:
        """Where it is not."""
        return Origin(self.origin.host, self.plain_port)


class PlainPorts(Section):
    """Where whoever comes to site and API without encryption comes to."""

    site: Port = HTTP_PORT
    supabase: Port = HTTP_PORT


class Records(Section):
    """What the DNS must say of a name, and nothing else of the same type.

    dkim: selector -> the record's text, or the name that it leads to where the mail provider keeps the keys.
    """

    a: tuple[Annotated[str, AfterValidator(_ipv4)], ...] = ()
    aaaa: tuple[Annotated[str, AfterValidator(_ipv6)], ...] = ()
    cname: Host | None = None
    caa: tuple[CertificateAuthority, ...] = ()
    mx: tuple[MailExchanger, ...] = ()
    spf: Spf | None = None
    dkim: dict[Text, Dkim] = Field(default_factory=dict)
    dmarc: Dmarc | None = None


class Edge(Section):
    """What must be true at the product's edge. Without `dns` nothing is known of its names."""

    hosts: tuple[Url, ...] = ()
    """Public hosts beside the site and Supabase."""
    plain_ports: PlainPorts = PlainPorts()
    certificate_days_min: Whole = 30
    """More than so many have to be left."""
    dns: dict[Host, Records] = Field(default_factory=dict)
    assets: Text = "/assets/"
    """Where the site has the files whose names change with what is in them."""
    asset_days_min: Whole = 30
    """How long browsers may keep these at least."""
