"""Connections that keep two promises: only to addresses that were checked, and never beyond a total time.

The host is resolved here, every address it resolves to is checked, and the connection goes to that very address: a name that
resolves to something else a moment later (DNS rebinding) gains nothing. Every read and write gets what is left of the total
time, so that a server trickling single bytes cannot hold a worker.
"""

import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from typing import Any

import httpcore
import httpx

Resolver = Callable[[str, int], list[str]]

_NAT64 = ip_network("64:ff9b::/96")


class AddressRefused(Exception):
    """The host lies on a private, loopback, link-local or otherwise reserved address."""


class TotalTimeExceeded(Exception):
    """The whole call took longer than it may."""


class NameNotFound(Exception):
    """The host's name does not resolve."""


class Deadline:
    def __init__(self, seconds: float) -> None:
        self._end = time.monotonic() + seconds

    def left(self) -> float:
        """Seconds that remain; raises `TotalTimeExceeded` when none do."""
        remaining = self._end - time.monotonic()
        if remaining <= 0:
            raise TotalTimeExceeded
        return remaining


def is_public(address: str) -> bool:
    """Whether an IP address belongs to the open internet, also when it is wrapped in an IPv6 transition form."""
    try:
        parsed: IPv4Address | IPv6Address = ip_address(address.split("%", maxsplit=1)[0])
    except ValueError:
        return False
    if isinstance(parsed, IPv6Address):
        inner = parsed.ipv4_mapped or parsed.sixtofour or (parsed.teredo[1] if parsed.teredo else None)
        if inner is None and parsed in _NAT64:
            inner = IPv4Address(int(parsed) & 0xFFFFFFFF)
        if inner is not None:
            return is_public(str(inner))
    return parsed.is_global and not (parsed.is_multicast or parsed.is_reserved or parsed.is_unspecified)


def resolve(host: str, port: int) -> list[str]:
    """Every address of a host. Raises `NameNotFound`."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise NameNotFound(host) from error
    return list(dict.fromkeys(str(each[4][0]) for each in found))


class GuardedTransport(httpx.BaseTransport):
    """httpx over connections that are checked and timed. One a fetch: nothing is pooled between two fetches."""

    def __init__(self, context: ssl.SSLContext, deadline: Deadline, resolver: Resolver, private_allowed: bool) -> None:
        self._pool = httpcore.ConnectionPool(
            ssl_context=context,
            max_keepalive_connections=0,
            network_backend=_GuardedBackend(deadline, resolver, private_allowed),
        )

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        answer = self._pool.handle_request(
            httpcore.Request(
                method=request.method,
                url=httpcore.URL(
                    scheme=request.url.raw_scheme,
                    host=request.url.raw_host,
                    port=request.url.port,
                    target=request.url.raw_path,
                ),
                headers=request.headers.raw,
                content=request.read(),
                extensions=request.extensions,
            )
        )
        return httpx.Response(
            answer.status, headers=answer.headers, stream=_Stream(answer), extensions=answer.extensions
        )

    def close(self) -> None:
        self._pool.close()


class _Stream(httpx.SyncByteStream):
    def __init__(self, answer: httpcore.Response) -> None:
        self._answer = answer

    def __iter__(self) -> Iterator[bytes]:
        yield from self._answer.iter_stream()

    def close(self) -> None:
        self._answer.close()


class _GuardedBackend(httpcore.NetworkBackend):
    def __init__(self, deadline: Deadline, resolver: Resolver, private_allowed: bool) -> None:
        self._deadline = deadline
        self._resolver = resolver
        self._private_allowed = private_allowed
        self._inner = httpcore.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        addresses = _resolved_in_time(self._resolver, host, port, self._deadline)
        if not self._private_allowed and not all(is_public(each) for each in addresses):
            raise AddressRefused(host)
        failure: Exception = NameNotFound(host)
        for address in addresses:
            try:
                stream = self._inner.connect_tcp(
                    address, port, _shorter(timeout, self._deadline), local_address, socket_options
                )
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                failure = error
            else:
                return _TimedStream(stream, self._deadline)
        raise failure


class _TimedStream(httpcore.NetworkStream):
    def __init__(self, inner: httpcore.NetworkStream, deadline: Deadline) -> None:
        self._inner = inner
        self._deadline = deadline

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._inner.read(max_bytes, _shorter(timeout, self._deadline))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._inner.write(buffer, _shorter(timeout, self._deadline))

    def close(self) -> None:
        self._inner.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        secured = self._inner.start_tls(ssl_context, server_hostname, _shorter(timeout, self._deadline))
        return _TimedStream(secured, self._deadline)

    def get_extra_info(self, info: str) -> Any:
        return self._inner.get_extra_info(info)


def _shorter(timeout: float | None, deadline: Deadline) -> float:
    left = deadline.left()
    return left if timeout is None else min(timeout, left)


def _resolved_in_time(resolver: Resolver, host: str, port: int, deadline: Deadline) -> list[str]:
    """Resolve in a thread of its own: the system's resolver takes no timeout."""
    result: list[list[str] | Exception] = []

    def run() -> None:
        try:
            result.append(resolver(host, port))
        except Exception as error:
            result.append(error)

    thread = threading.Thread(target=run, daemon=True, name="loa-resolve")
    thread.start()
    thread.join(deadline.left())
    if not result:
        raise TotalTimeExceeded
    if isinstance(result[0], Exception):
        raise result[0]
    if not result[0]:
        raise NameNotFound(host)
    return result[0]
