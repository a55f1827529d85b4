"""The guard behind every HTTP client. It stays for its process, so each test has another process."""

import json
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import pytest

from tests.support.servers.listener import Listener, listening

ROOT = Path(__file__).resolve().parents[3]
PROGRAM = """
import asyncio, json, os, smtplib, socket, sys, urllib.request
import dns.message, dns.query, httpx
from gate.network.guard import HostNotListed, NetworkGuard
from gate.probes.database.postgres import Database
attempts, host, port, listed = json.loads(sys.argv[1])
guard = NetworkGuard(frozenset(listed), "here")
guard.install()
question = dns.message.make_query("example.org", "A")
said = {}
for attempt in attempts:
    try:
        exec(attempt)
        said[attempt] = "passed"
    except HostNotListed as refused:
        said[attempt] = f"refused: {refused}"
    except BaseException as error:
        said[attempt] = f"{type(error).__name__}: {error}"
print(json.dumps(said))
"""
BY_NAME = (
    "httpx.get(f'http://{host}:{port}/', trust_env=False)",
    "urllib.request.urlopen(f'http://{host}:{port}/', timeout=5).read()",
    "socket.create_connection((host, port), timeout=5)",
    "socket.socket().connect((host, port))",
    "assert socket.socket().connect_ex((host, port)) == 0",
    "asyncio.run(asyncio.open_connection(host, port))",
    "socket.gethostbyname(host)",
    "socket.gethostbyname_ex(host)",
    "socket.getaddrinfo(host, port)",
)
SMTP = "smtplib.SMTP(host, port, 'here', timeout=5)"
DNS = "dns.query.udp(question, host, port=port, timeout=5)"
DNS_OVER_TCP = "dns.query.tcp(question, host, port=port, timeout=5)"
DATAGRAMS = (
    "socket.socket(type=socket.SOCK_DGRAM).sendto(b'x', (host, port))",
    "socket.socket(type=socket.SOCK_DGRAM).sendmsg([b'x'], [], 0, (host, port))",
    DNS,
)
THIS_MACHINE = (
    "socket.create_connection((None, port), timeout=5)",
    "socket.create_connection(('', port), timeout=5)",
    "socket.socket().connect(('', port))",
    "asyncio.run(asyncio.open_connection(None, port))",
    "asyncio.run(asyncio.open_connection('', port))",
    "socket.getaddrinfo(None, port); socket.create_connection(('127.0.0.1', port))",
    "socket.getaddrinfo('127.0.0.1', port)",
    "socket.create_connection(('::ffff:127.0.0.1', port), timeout=5)",
    "socket.create_connection(('0.0.0.0', port), timeout=5)",
    "socket.create_connection(('0', port), timeout=5)",
    "socket.create_connection((b'localhost', port), timeout=5)",
)
DATABASES = (
    "host=127.0.0.2 port={port}",
    "host=localhost port={port}",
    "host=127.0.0.1,127.0.0.2 port={port}",
    "host=127.0.0.1 hostaddr=127.0.0.2 port={port}",
    "hostaddr=127.0.0.1 port={port}",
    "port={port}",
)
PGHOSTADDR = (
    "os.environ['PGHOSTADDR'] = '127.0.0.2';"
    "Database(f'host=127.0.0.1 port={port} connect_timeout=2', guard).schema_version()"
)


@pytest.fixture
def attempt() -> Callable[..., dict[str, str]]:
    """What each attempt to get out of a guarded process comes to."""

    def run(attempts: Iterable[str], host: str, port: int, *listed: str) -> dict[str, str]:
        command = [sys.executable, "-c", PROGRAM, json.dumps([list(attempts), host, port, listed])]
        done = subprocess.run(  # noqa: S603 - our own interpreter
            command, cwd=ROOT, capture_output=True, text=True, check=True, timeout=60
        )
        return json.loads(done.stdout)

    return run


@pytest.fixture
def listener() -> Iterator[Listener]:
    with listening() as listener:
        yield listener


@pytest.fixture
def elsewhere() -> Iterator[Listener]:
    with listening("127.0.0.2") as elsewhere:
        yield elsewhere


def test_an_unlisted_host_gets_nothing_whatever_the_library(attempt, elsewhere):
    attempts = (*BY_NAME, SMTP, DNS_OVER_TCP)

    said = attempt(attempts, "127.0.0.2", elsewhere.port, "127.0.0.1")

    sentence = "refused: 127.0.0.2 is not listed in environments/here.yaml, so nothing was sent; add it to `hosts`"
    assert said == dict.fromkeys(attempts, sentence)
    assert elsewhere.connections == 0


def test_an_unlisted_name_gets_nothing_although_its_address_is_listed(attempt, listener):
    attempts = (*BY_NAME, SMTP)

    said = attempt(attempts, "localhost", listener.port, "127.0.0.1")

    assert {answer[:32] for answer in said.values()} == {"refused: localhost is not listed"}, said
    assert listener.connections == 0


def test_an_unlisted_host_gets_no_datagram(attempt):
    with socket.socket(type=socket.SOCK_DGRAM) as receiver:
        receiver.bind(("127.0.0.2", 0))
        receiver.setblocking(False)  # noqa: FBT003 - its signature
        said = attempt(DATAGRAMS, "127.0.0.2", receiver.getsockname()[1], "127.0.0.1")

        assert {answer[:32] for answer in said.values()} == {"refused: 127.0.0.2 is not listed"}, said
        with pytest.raises(BlockingIOError):
            receiver.recv(1)


def test_no_other_way_of_writing_this_machine_gets_around(attempt, listener):
    said = attempt(THIS_MACHINE, "127.0.0.1", listener.port, "127.0.0.2")

    assert all(answer.startswith(("refused: ", "gaierror: ")) for answer in said.values()), said
    assert listener.connections == 0


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost"])
def test_a_listed_host_is_reached_by_name_and_by_address(attempt, listener, host):
    said = attempt(BY_NAME, host, listener.port, host)

    assert said == dict.fromkeys(BY_NAME, "passed")
    assert listener.connections == 6


def test_an_address_that_a_listed_name_resolved_to_opens_no_other(attempt, elsewhere):
    code = "socket.getaddrinfo(host, port); socket.create_connection(('127.0.0.2', port))"

    (said,) = attempt([code], "localhost", elsewhere.port, "localhost").values()

    assert said.startswith("refused: 127.0.0.2")
    assert elsewhere.connections == 0


def test_a_listed_name_server_is_asked(attempt):
    with socket.socket(type=socket.SOCK_DGRAM) as server:
        server.bind(("127.0.0.1", 0))
        server.settimeout(10)

        def echo() -> None:
            question, sender = server.recvfrom(512)
            server.sendto(question[:2] + b"\x80" + question[3:], sender)

        thread = threading.Thread(target=echo)
        thread.start()
        said = attempt([DNS], "127.0.0.1", server.getsockname()[1], "127.0.0.1")
        thread.join()

    assert said == {DNS: "passed"}


def test_a_database_at_an_unlisted_host_is_refused_before_libpq_is_called(attempt, elsewhere):
    attempts = [f"Database(f'{dsn} connect_timeout=2', guard).schema_version()" for dsn in DATABASES]

    said = attempt(attempts, "", elsewhere.port, "127.0.0.1")

    assert all(answer.startswith("refused: ") for answer in said.values()), said
    assert elsewhere.connections == 0


def test_an_address_in_the_process_environment_leads_the_database_nowhere_else(attempt, elsewhere):
    (said,) = attempt([PGHOSTADDR], "", elsewhere.port, "127.0.0.1").values()

    assert said.startswith("NotShown: the database can't be read"), said
    assert elsewhere.connections == 0
