"""Connections that know the deadline of the request they carry, and when its first byte may have left.

They promise four things that urllib3 alone does not: they connect to no address where a request may not go; name lookup, TCP and
TLS together end within the deadline; whatever fails before the request itself is always a `NewConnectionError` or
`ConnectTimeoutError`; and the socket in use is watched. `connect_to` gives the same way out to what speaks no HTTP.
"""

import queue
import socket
import threading
from collections.abc import Callable, Sequence
from contextlib import suppress
from time import monotonic
from typing import Any

from urllib3 import HTTPConnectionPool, HTTPSConnectionPool, PoolManager
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.exceptions import ConnectTimeoutError, NameResolutionError, NewConnectionError

from channels.addresses import OPEN_INTERNET, WayOut
from channels.deadline import Deadline

Address = tuple[int, int, int, Any]


class _InFlight(threading.local):
    """The request that this thread is sending: its deadline, and where it may go; None: anywhere."""

    def __init__(self) -> None:
        self.deadline = Deadline(0.0)
        self.way_out: WayOut | None = None


IN_FLIGHT = _InFlight()

# A connection that nobody used for so long may have been forgotten by something in between, without a word. A post sent
# into it would be an unknown outcome; a new connection costs a few milliseconds.
IDLE_LIMIT_S = 45.0


def _sockets_to(address: str, port: int) -> list[Address]:
    found = socket.getaddrinfo(address, port, type=socket.SOCK_STREAM, flags=socket.AI_NUMERICHOST)
    return [(family, kind, protocol, to) for family, kind, protocol, _name, to in found]


def _look_up(host: str, port: int, seconds: float, way_out: WayOut) -> list[Address]:
    """Addresses of `host`. Raises OSError for one without any, or TimeoutError after `seconds`.

    The system's resolver cannot be interrupted, so it works on a thread of its own that a slow name leaves behind.
    """
    with suppress(OSError, UnicodeError):
        return _sockets_to(host, port)
    answers: queue.SimpleQueue[list[str] | Exception] = queue.SimpleQueue()

    def ask() -> None:
        try:
            answers.put(way_out.resolver(host, port))
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


class PlaceRefused(OSError):
    """The host lies where connections may not go (`channels.addresses`)."""


def connect_to(
    host: str,
    port: int,
    remaining: Callable[[], float],
    way_out: WayOut | None,
    options: Sequence[tuple[int, int, int | bytes]] = (),
) -> socket.socket:
    """A TCP connection, name lookup included, while `remaining` seconds are left; `way_out` None: wherever it leads.

    Raises PlaceRefused before any attempt, socket.gaierror, TimeoutError, or another OSError. The connection goes to the very
    addresses that were looked at: a name that leads elsewhere a moment later (DNS rebinding) gains nothing.
    """
    addresses = _look_up(host, port, remaining(), way_out or OPEN_INTERNET)
    if way_out is not None and not all(way_out.allows(host, port, str(to[0])) for *_, to in addresses):
        raise PlaceRefused(f"{host} is not on the open internet")
    failure: OSError = OSError(f"no address for {host}")
    for family, kind, protocol, address in addresses:
        connecting = socket.socket(family, kind, protocol)
        try:
            for option in options:
                connecting.setsockopt(*option)
            # Each address gets what is left, so that several dead ones do not add up beyond the end.
            connecting.settimeout(max(0.001, remaining()))
            connecting.connect(address)
            # What follows, such as a TLS handshake, counts as one operation and gets the rest.
            connecting.settimeout(max(0.001, remaining()))
        except OSError as error:
            connecting.close()
            failure = error
        else:
            return connecting
    raise failure


class AddressRefused(NewConnectionError):
    """The host lies on a private, loopback, link-local or otherwise reserved address."""


class _Guarded(HTTPConnection):
    """The part that both kinds of connection share. Mixed in before HTTPSConnection too, which is an HTTPConnection itself."""

    def _new_conn(self) -> socket.socket:
        options = [(level, name, value) for level, name, value in self.socket_options or ()]
        try:
            return connect_to(self.host, self.port, IN_FLIGHT.deadline.remaining, IN_FLIGHT.way_out, options)
        except PlaceRefused as error:
            raise AddressRefused(self, str(error)) from error
        except socket.gaierror as error:
            raise NameResolutionError(self.host, self, error) from error
        except TimeoutError as error:
            raise ConnectTimeoutError(self, f"no connection to {self.host} in time") from error
        except OSError as error:
            raise NewConnectionError(self, f"no connection: {error}") from error

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
