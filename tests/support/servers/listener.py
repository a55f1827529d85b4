"""A plain HTTP server on loopback that does as it is told and counts what reaches it."""

import re
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

HEAD = b"HTTP/1.1 %s\r\nContent-Type: %s\r\nContent-Length: %d\r\nConnection: close\r\n%s\r\n"
END_S_MAX = 5


def answer(
    body: bytes = b"{}", status: bytes = b"200 OK", kind: bytes = b"application/json", more: bytes = b""
) -> bytes:
    return HEAD % (status, kind, len(body), more) + body


def is_whole(request: bytes) -> bool:
    """Whether a request has come with its body, which may arrive after its head."""
    head, end, body = request.partition(b"\r\n\r\n")
    length = re.search(rb"(?i)\r\ncontent-length: *(\d+)", head)
    return bool(end) and len(body) >= int(length[1] if length else 0)


Reply = bytes | Callable[[socket.socket, threading.Event], None]


@dataclass
class Listener:
    """`replies` are given in turn, the last one again and again; a function gets the connection to itself.

    `repeats`: a request that comes again at once gets the same reply. Who did not wait long enough for the first one,
    on a machine that is busy, asks again, and is not to get what was meant for the next request.
    """

    port: int
    replies: list[Reply] = field(default_factory=lambda: [answer()])
    requests: list[bytes] = field(default_factory=list)
    connections: int = 0
    repeats: bool = False
    ends: threading.Event = field(default_factory=threading.Event)
    _reply: Reply = b""

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def lines(self) -> list[str]:
        return [request.split(b"\r\n")[0].removesuffix(b" HTTP/1.1").decode() for request in self.requests]

    def forget(self) -> None:
        """Begin anew, as if nobody had asked yet."""
        self.replies, self.requests, self.connections, self.repeats = [answer()], [], 0, False

    def next_reply(self) -> Reply:
        """What the newest request gets."""
        is_again = self.requests[-1:] == self.requests[-2:-1]
        if not (self.repeats and is_again):
            self._reply = self.replies.pop(0) if len(self.replies) > 1 else self.replies[0]
        return self._reply

    def serve(self, connection: socket.socket) -> None:
        with connection:
            request = b""
            while not is_whole(request):
                chunk = connection.recv(65536)
                if not chunk:
                    return
                request += chunk
            self.requests.append(request)
            reply = self.next_reply()
            if isinstance(reply, bytes):
                connection.sendall(reply)
            else:
                reply(connection, self.ends)

    def accept(self, server: socket.socket) -> None:
        while not self.ends.is_set():
            try:
                connection, _ = server.accept()
            except OSError:
                return
            self.connections += 1
            try:
                self.serve(connection)
            except OSError:
                continue


@contextmanager
def listening(host: str = "127.0.0.1") -> Iterator[Listener]:
    with socket.create_server((host, 0)) as server:
        listener = Listener(server.getsockname()[1])
        thread = threading.Thread(target=listener.accept, args=(server,))
        thread.start()
        yield listener
        listener.ends.set()
        server.shutdown(socket.SHUT_RDWR)
        thread.join(END_S_MAX)


def dribbling(first: bytes) -> Reply:
    """Send `first`, and then a byte at a time without an end."""

    def dribble(connection: socket.socket, ends: threading.Event) -> None:
        connection.sendall(first)
        while not ends.wait(0.02):
            connection.sendall(b"x")

    return dribble


def silent(connection: socket.socket, ends: threading.Event) -> None:
    """Take the request and say nothing until the other side gives up."""
    connection.settimeout(END_S_MAX)
    while connection.recv(1) and not ends.is_set():
        pass
