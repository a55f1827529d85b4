"""DNS: the zones of Alaska Pay, and a name that proves that names can be looked up."""

import asyncio
import socket
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from dnslib import CAA, MX, QTYPE, RCODE, RR, TXT, A, DNSError, DNSRecord

if TYPE_CHECKING:
    from sandbox.world import World

DATAGRAM_BYTES_MAX = 4096
TTL_S = 60
HERE = A("127.0.0.1")
ZONES = (".alaskapay.com", ".alaskapay.ng", ".alaskapay.test")
RECORDS: dict[tuple[str, str], list[Any]] = {
    ("control.alaskapay.test", "A"): [HERE],
    ("alaskapay.com", "A"): [HERE],
    ("alaskapay.com", "MX"): [MX("mx.alaskapay.com", 10)],
    ("alaskapay.com", "TXT"): [TXT("v=spf1 include:sendgrid.net -all")],
    ("alaskapay.com", "CAA"): [CAA(0, "issue", "letsencrypt.org")],
    ("_dmarc.alaskapay.com", "TXT"): [TXT("v=DMARC1; p=reject; rua=mailto:dmarc@alaskapay.com")],
    ("mx.alaskapay.com", "A"): [HERE],
    ("alaskapay.ng", "A"): [HERE],
    ("www.alaskapay.ng", "A"): [HERE],
    ("verify.alaskapay.com", "MX"): [MX("mx.verify.alaskapay.com", 10)],
    ("mx.verify.alaskapay.com", "A"): [HERE],
}


def start(world: "World") -> Callable[[], None]:
    """Answer by UDP in the running loop; the result stops it."""
    listener = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    listener.bind(("127.0.0.1", 0))
    listener.setblocking(False)  # noqa: FBT003 - asyncio asks for it
    loop = asyncio.get_running_loop()
    loop.add_reader(listener, _answer_next, listener)
    world.addresses["DNS_ADDRESS"] = "{}:{}".format(*listener.getsockname())

    def stop() -> None:
        loop.remove_reader(listener)
        listener.close()

    return stop


def _answer_next(listener: socket.socket) -> None:
    """Answer one question; what is no question gets no answer, as everywhere."""
    data, asker = listener.recvfrom(DATAGRAM_BYTES_MAX)
    try:
        question = DNSRecord.parse(data)
    except DNSError:
        return
    listener.sendto(_answer(question).pack(), asker)


def _answer(question: DNSRecord) -> DNSRecord:
    reply = question.reply()
    name = str(question.q.qname).rstrip(".").lower()
    kind = QTYPE[question.q.qtype]
    if not f".{name}".endswith(ZONES):
        reply.header.rcode = RCODE.REFUSED
    elif not any(known == name for known, _ in RECORDS):
        reply.header.rcode = RCODE.NXDOMAIN
    for data in RECORDS.get((name, kind), ()):
        reply.add_answer(RR(name, question.q.qtype, ttl=TTL_S, rdata=data))
    return reply
