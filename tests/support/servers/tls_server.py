"""A TLS server on loopback that shakes hands, answers what it is told to, and ends."""

import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress

PATIENCE_S = 5


@contextmanager
def shaking_hands(context: ssl.SSLContext, says: bytes = b"") -> Iterator[int]:
    """Serve one connection after the other; its port."""
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def answer() -> None:
            while True:
                try:
                    connection, _ = listener.accept()
                except OSError:
                    return
                connection.settimeout(PATIENCE_S)
                with connection, suppress(OSError), context.wrap_socket(connection, server_side=True) as tls:
                    tls.sendall(says)
                    with suppress(OSError):  # who closes with unread bytes takes back what was said
                        tls.unwrap()

        thread = threading.Thread(target=answer)
        thread.start()
        try:
            yield listener.getsockname()[1]
        finally:
            listener.shutdown(socket.SHUT_RDWR)
            thread.join()
