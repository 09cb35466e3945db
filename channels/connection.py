"""Connections that know the deadline of the request they carry, and when its first byte may have left.

They promise four things that urllib3 alone does not: where a request may go to the open internet only, they connect to no other
address; name lookup, TCP and TLS together end within the deadline; whatever
fails before the request itself is always a `NewConnectionError` or `ConnectTimeoutError`; and the socket in use is watched.
"""

import queue
import socket
import threading
from contextlib import suppress
from time import monotonic
from typing import Any

from urllib3 import HTTPConnectionPool, HTTPSConnectionPool, PoolManager
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.exceptions import ConnectTimeoutError, NameResolutionError, NewConnectionError

from channels.addresses import Resolver, is_public, resolve
from channels.deadline import Deadline

Address = tuple[int, int, int, Any]


class _InFlight(threading.local):
    """Of the request that this thread is sending: its deadline, who resolves names, and where it may go."""

    def __init__(self) -> None:
        self.deadline = Deadline(0.0)
        self.resolver: Resolver = resolve
        self.public_only = False
        self.allowed: frozenset[tuple[str | None, int | None]] = frozenset()


IN_FLIGHT = _InFlight()

# A connection that nobody used for so long may have been forgotten by something in between, without a word. A post sent
# into it would be an unknown outcome; a new connection costs a few milliseconds.
IDLE_LIMIT_S = 45.0


def _sockets_to(address: str, port: int) -> list[Address]:
    found = socket.getaddrinfo(address, port, type=socket.SOCK_STREAM, flags=socket.AI_NUMERICHOST)
    return [(family, kind, protocol, to) for family, kind, protocol, _name, to in found]


def _look_up(resolver: Resolver, host: str, port: int, seconds: float) -> list[Address]:
    """Addresses of `host`. Raises OSError for one without any, or TimeoutError after `seconds`.

    The system's resolver cannot be interrupted, so it works on a thread of its own that a slow name leaves behind.
    """
    with suppress(OSError, UnicodeError):
        return _sockets_to(host, port)
    answers: queue.SimpleQueue[list[str] | Exception] = queue.SimpleQueue()

    def ask() -> None:
        try:
            answers.put(resolver(host, port))
        except Exception as error:  # also a name that no IDNA can spell
            answers.put(error)

    threading.Thread(target=ask, name="loa-name-lookup", daemon=True).start()
    try:
        answer = answers.get(timeout=seconds)
    except queue.Empty:
        raise TimeoutError(f"no address for {host} in time") from None
    if isinstance(answer, Exception):
        raise socket.gaierror(f"no address for {host}") from answer
    return [to for address in answer for to in _sockets_to(address, port)]


class AddressRefused(NewConnectionError):
    """The host lies on a private, loopback, link-local or otherwise reserved address."""


class _Guarded(HTTPConnection):
    """What both kinds of connection share. Mixed in before HTTPSConnection too, which is an HTTPConnection itself."""

    def _new_conn(self) -> socket.socket:
        deadline = IN_FLIGHT.deadline
        try:
            addresses = _look_up(IN_FLIGHT.resolver, self.host, self.port, deadline.remaining())
        except socket.gaierror as error:
            raise NameResolutionError(self.host, self, error) from error
        except TimeoutError as error:
            raise ConnectTimeoutError(self, str(error)) from error
        # The connection goes to the very addresses that are looked at here: a name that leads elsewhere a moment later
        # (DNS rebinding) gains nothing.
        elsewhere = IN_FLIGHT.public_only and (self.host, self.port) not in IN_FLIGHT.allowed
        if elsewhere and not all(is_public(str(to[0])) for *_, to in addresses):
            raise AddressRefused(self, f"{self.host} is not on the open internet")
        failure: OSError = OSError(f"no address for {self.host}")
        for family, kind, protocol, address in addresses:
            connecting = socket.socket(family, kind, protocol)
            try:
                for option in self.socket_options or ():
                    connecting.setsockopt(*option)
                # Each address gets what is left, so that several dead ones do not add up beyond the deadline.
                connecting.settimeout(max(0.001, deadline.remaining()))
                connecting.connect(address)
                # The TLS handshake that may follow counts as one operation and gets the rest.
                connecting.settimeout(max(0.001, deadline.remaining()))
            except OSError as error:
                connecting.close()
                failure = error
            else:
                return connecting
        if isinstance(failure, TimeoutError):
            raise ConnectTimeoutError(self, f"no connection to {self.host} in time") from failure
        raise NewConnectionError(self, f"no connection: {failure}") from failure

    def connect(self) -> None:
        try:
            super().connect()
        except (NewConnectionError, ConnectTimeoutError):
            raise
        except Exception as error:
            # A failed handshake. As an SSLError it would look like a TLS connection that broke after the request left.
            self.close()
            raise NewConnectionError(self, f"no connection: {type(error).__name__}") from error

    _used_at = 0.0

    @property
    def is_connected(self) -> bool:
        """Asked by urllib3 before it uses a kept connection again; if not, it connects anew."""
        return monotonic() - self._used_at < IDLE_LIMIT_S and super().is_connected

    def send(self, data: Any) -> None:
        if self.sock is None:
            self.connect()
        self._used_at = monotonic()
        deadline = IN_FLIGHT.deadline
        deadline.sent = True
        # Watched from here and not from `connect`: an answer with `Connection: close` takes the socket away from us
        # while its body is still being read.
        deadline.watch(self.sock)
        super().send(data)


class GuardedHTTPConnection(_Guarded):
    pass


class GuardedHTTPSConnection(_Guarded, HTTPSConnection):
    pass


class _HTTPPool(HTTPConnectionPool):
    ConnectionCls = GuardedHTTPConnection


class _HTTPSPool(HTTPSConnectionPool):
    ConnectionCls = GuardedHTTPSConnection


def guarded_pools(hosts: int, connections: int) -> PoolManager:
    """Pools for `hosts` hosts that keep up to `connections` connections to each alive. They never retry."""
    manager = PoolManager(num_pools=hosts, maxsize=connections, retries=False)
    manager.pool_classes_by_scheme = {"http": _HTTPPool, "https": _HTTPSPool}
    return manager
