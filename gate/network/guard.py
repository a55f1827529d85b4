"""Behind every HTTP client: no connection of this process leaves to a host that the environment doesn't list."""

from __future__ import annotations

import ipaddress
import socket
import sys
from typing import TYPE_CHECKING, Any

from gate.outcome import NotShown

if TYPE_CHECKING:
    from collections.abc import Iterable


class HostNotListed(NotShown):
    """A connection was refused before it was made; names the host and where to list it."""

    def __init__(self, host: str, environment: str) -> None:
        """`environment` is the name of the environment file's environment."""
        self.host = host
        super().__init__(
            f"{host} is not listed in environments/{environment}.yaml, so nothing was sent; add it to `hosts`"
        )


class NetworkGuard:
    """Refuses sockets to unlisted hosts, whatever the library. Once installed it stays for the process."""

    def __init__(self, listed_hosts: frozenset[str], environment: str) -> None:
        """`listed_hosts` holds names and IP literals."""
        self.listed_hosts = listed_hosts
        self.environment = environment
        self._resolved: set[str] = set()

    def install(self) -> None:
        """Watch all sockets of this process. Names are matched when resolved, addresses when connected to."""
        resolve = socket.getaddrinfo

        def resolve_listed(host: Any, *args: Any, **kwargs: Any) -> Any:  # noqa: ANN401 - the signature of socket.getaddrinfo
            answers = resolve(host, *args, **kwargs)
            if host:  # without a host it is this machine, which is listed or not like any other
                self._resolved.update(str(answer[4][0]) for answer in answers)
            return answers

        socket.getaddrinfo = resolve_listed
        sys.addaudithook(self._look)

    def check(self, host: str) -> None:
        """Raise HostNotListed unless `host` (name or IP literal) is listed."""
        if host not in self.listed_hosts:
            raise HostNotListed(host, self.environment)

    def admit(self, host: str, addresses: Iterable[str]) -> None:
        """Let connections to the addresses of a listed host pass, also where another resolver has told them."""
        self.check(host)
        self._resolved.update(addresses)

    def _look(self, event: str, args: tuple[Any, ...]) -> None:
        if event in {"socket.getaddrinfo", "socket.gethostbyname"}:
            self._look_at_name(args[0])
        elif event in {"socket.connect", "socket.sendto", "socket.sendmsg"}:
            self._look_at_address(args[0], args[1])

    def _look_at_name(self, host: bytes | str | None) -> None:
        name = host.decode() if isinstance(host, bytes) else host
        if name and name not in self._resolved:
            self.check(name)

    def _look_at_address(self, sock: socket.socket, address: Any) -> None:  # noqa: ANN401 - whatever the family takes
        if sock.family not in {socket.AF_INET, socket.AF_INET6} or not isinstance(address, tuple):
            return
        host = str(address[0])
        if host in self._resolved and _is_address(host):
            return
        self.check(host)


def _is_address(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True
