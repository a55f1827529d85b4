"""DNS: the zones of Alaska Pay, and a name that proves that names can be looked up."""

import asyncio
import socket
from collections.abc import Callable
from typing import Any

from dnslib import CAA, CNAME, MX, QTYPE, RCODE, RR, TXT, A, DNSError, DNSRecord

from sandbox.context import Context

DATAGRAM_BYTES_MAX = 4096
TTL_S = 60
HERE = A("127.0.0.1")
THERE = A("127.0.0.2")
ZONES = (".alaskapay.com", ".alaskapay.ng", ".alaskapay.test", ".netlify.test", ".sendgrid.net")
HOSTED = "alaskapay.netlify.test"
SENDERS = "sendgrid.net"
DMARC = "_dmarc.alaskapay.com"
DKIM = "s1._domainkey.alaskapay.com"
MAIL_KEY = "v=DKIM1; k=rsa; p=MIGfMA0GCSqGSIb3DQEBAQUAA4GNADCBiQKBgQC7v1pXJ3m0Zk5vT9wQd2QIDAQAB"
Records = dict[tuple[str, str], list[Any]]
UNANSWERED: list[Any] = []
"""Stands where a server has no answer, as if its zone were broken."""
RECORDS: Records = {
    ("control.alaskapay.test", "A"): [HERE],
    ("alaskapay.com", "A"): [HERE],
    ("alaskapay.com", "MX"): [MX("mx.alaskapay.com", 10)],
    ("alaskapay.com", "TXT"): [TXT("v=spf1 include:sendgrid.net -all")],
    ("alaskapay.com", "CAA"): [CAA(0, "issue", "letsencrypt.org")],
    (DMARC, "TXT"): [TXT("v=DMARC1; p=reject; rua=mailto:dmarc@alaskapay.com")],
    ("mx.alaskapay.com", "A"): [HERE],
    ("alaskapay.ng", "A"): [HERE],
    ("www.alaskapay.ng", "CNAME"): [CNAME(HOSTED)],
    (HOSTED, "A"): [HERE],
    (DKIM, "TXT"): [TXT(MAIL_KEY)],
    (SENDERS, "TXT"): [TXT("v=spf1 ip4:127.0.0.1 ~all")],
    ("verify.alaskapay.com", "MX"): [MX("mx.verify.alaskapay.com", 10)],
    ("mx.verify.alaskapay.com", "A"): [HERE],
}


def start(context: Context) -> Callable[[], None]:
    """Answer as two name servers by UDP in the running loop; the result stops them."""
    loop = asyncio.get_running_loop()
    listeners = []
    for number, name in enumerate(("DNS_ADDRESS", "SECOND_DNS_ADDRESS")):
        listener = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        listener.bind(("127.0.0.1", 0))
        listener.setblocking(False)  # noqa: FBT003 - asyncio asks for it
        loop.add_reader(listener, _answer_next, listener, context, bool(number))
        context.addresses[name] = "{}:{}".format(*listener.getsockname())
        listeners.append(listener)

    def stop() -> None:
        for listener in listeners:
            loop.remove_reader(listener)
            listener.close()

    return stop


def _answer_next(listener: socket.socket, context: Context, is_second: bool) -> None:  # noqa: FBT001 - for add_reader
    """Answer one question; what is no question gets no answer, as everywhere."""
    data, asker = listener.recvfrom(DATAGRAM_BYTES_MAX)
    try:
        question = DNSRecord.parse(data)
    except DNSError:
        return
    listener.sendto(_answer(question, _records(context, is_second=is_second)).pack(), asker)


def _records(context: Context, *, is_second: bool) -> Records:
    """What stands in the zones now; one of the two servers may be behind."""
    records, faults = dict(RECORDS), context.faults
    if faults.is_on("name-dangling"):
        del records[HOSTED, "A"]
    if faults.is_on("sender-policy-missing"):
        del records["alaskapay.com", "TXT"]
    if faults.is_on("sender-policy-deep"):
        parts = [f"u{number}.{SENDERS}" for number in range(10)]
        records[SENDERS, "TXT"] = [TXT(["v=spf1", *(f" include:{part}" for part in parts), " ~all"])]
        records |= {(part, "TXT"): [TXT("v=spf1 ip4:127.0.0.1 ~all")] for part in parts}
    if faults.is_on("sender-policy-open"):
        records[SENDERS, "TXT"] = [TXT("v=spf1 +all")]
    if faults.is_on("sender-policy-unanswered"):
        records[SENDERS, "TXT"] = UNANSWERED
    if faults.is_on("mail-policy-doubled"):
        records[DMARC, "TXT"] = [*records[DMARC, "TXT"], TXT("v=DMARC1;p=reject;rua=mailto:dmarc@alaskapay.com")]
    if faults.is_on("mail-key-withdrawn"):
        records[DKIM, "TXT"] = [TXT("v=DKIM1; k=rsa; p=")]
    if faults.is_on("name-server-stale") and is_second:
        records["alaskapay.com", "A"] = [THERE]
    return records


def _answer(question: DNSRecord, records: Records) -> DNSRecord:
    """Answer from the records; a CNAME is followed, as resolvers do."""
    reply = question.reply()
    name = str(question.q.qname).rstrip(".").lower()
    kind = QTYPE[question.q.qtype]
    if not f".{name}".endswith(ZONES) or records.get((name, kind)) == UNANSWERED:
        reply.header.rcode = RCODE.REFUSED
        return reply
    while (target := records.get((name, "CNAME"))) and kind != "CNAME":
        reply.add_answer(RR(name, QTYPE.CNAME, ttl=TTL_S, rdata=target[0]))
        name = str(target[0].label).rstrip(".").lower()
    if not any(known == name for known, _ in records):
        reply.header.rcode = RCODE.NXDOMAIN
    for data in records.get((name, kind), ()):
        reply.add_answer(RR(name, question.q.qtype, ttl=TTL_S, rdata=data))
    return reply
