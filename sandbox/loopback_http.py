"""One small GET to this machine, for the simulated citizens' clicks and the feed reader.

Redirects are not followed, the size of an answer is bounded, and no host but loopback is ever connected to. Written
on asyncio alone, for a client library would cost every start of the sandbox more than all its pages do.
"""

from __future__ import annotations

import asyncio
import urllib.parse
from collections.abc import Mapping
from dataclasses import dataclass

from sandbox.settings import is_loopback

_MOST_HEADERS = 100


class Unreachable(Exception):
    """There is no whole answer to be had; the text says why."""


@dataclass(frozen=True)
class Reply:
    """Header names in lower case."""

    status: int
    headers: Mapping[str, str]
    body: bytes


async def get(address: str, headers: Mapping[str, str], timeout: float, largest: int) -> Reply:
    """Raises Unreachable, also for an address that is not plain HTTP on loopback or a body over `largest` bytes."""
    parts = urllib.parse.urlsplit(address)
    host = parts.hostname or ""
    if parts.scheme != "http" or not is_loopback(host):
        raise Unreachable("not an http address on loopback")
    try:
        async with asyncio.timeout(timeout):
            incoming, outgoing = await asyncio.open_connection(
                "127.0.0.1" if host == "localhost" else host, parts.port or 80
            )
            try:
                outgoing.write(_request(parts, headers))
                return await _reply(incoming, largest)
            finally:
                outgoing.close()
    except TimeoutError:
        raise Unreachable(f"no answer within {timeout:g} s") from None
    except (OSError, ValueError, IndexError, asyncio.IncompleteReadError, asyncio.LimitOverrunError) as problem:
        raise Unreachable(f"{type(problem).__name__}: {problem}") from None


def _request(parts: urllib.parse.SplitResult, headers: Mapping[str, str]) -> bytes:
    target = urllib.parse.quote(parts.path or "/", safe="/%:@!$&'()*+,;=~-._")
    if parts.query:
        target += "?" + urllib.parse.quote(parts.query, safe="/%:@!$&'()*+,;=~-._?")
    lines = [f"GET {target} HTTP/1.1", f"Host: {parts.netloc}", "Connection: close"]
    lines += [f"{name}: {value}" for name, value in headers.items()]
    return ("\r\n".join(lines) + "\r\n\r\n").encode("latin-1")


async def _reply(incoming: asyncio.StreamReader, largest: int) -> Reply:
    status = int((await incoming.readline()).split()[1])
    headers: dict[str, str] = {}
    for _ in range(_MOST_HEADERS):
        line = (await incoming.readline()).decode("latin-1").strip()
        if not line:
            break
        name, _, value = line.partition(":")
        headers[name.lower()] = value.strip()
    if status in (204, 304):
        return Reply(status, headers, b"")
    if headers.get("transfer-encoding", "").lower() == "chunked":
        return Reply(status, headers, await _chunks(incoming, largest))
    if "content-length" in headers:
        length = int(headers["content-length"])
        if length > largest:
            raise Unreachable(f"the answer has {length} bytes")
        return Reply(status, headers, await incoming.readexactly(length))
    body = await incoming.read(largest + 1)
    while len(body) <= largest and (more := await incoming.read(largest + 1 - len(body))):
        body += more
    if len(body) > largest:
        raise Unreachable(f"the answer has more than {largest} bytes")
    return Reply(status, headers, body)


async def _chunks(incoming: asyncio.StreamReader, largest: int) -> bytes:
    body = bytearray()
    while size := int((await incoming.readline()).partition(b";")[0], 16):
        if len(body) + size > largest:
            raise Unreachable(f"the answer has more than {largest} bytes")
        body += await incoming.readexactly(size)
        await incoming.readline()
    return bytes(body)


def host_of(address: str) -> str:
    """Raises ValueError for what is no http address."""
    parts = urllib.parse.urlsplit(address)
    if parts.scheme != "http" or not parts.hostname:
        raise ValueError("no http address")
    return parts.hostname


async def post(address: str, body: bytes, headers: Mapping[str, str], timeout_s: float) -> int:
    """The HTTP status of the answer."""
    parts = urllib.parse.urlsplit(address)
    host = "127.0.0.1" if parts.hostname == "localhost" else parts.hostname
    target = urllib.parse.quote(parts.path or "/", safe="/%") + (f"?{parts.query}" if parts.query else "")
    named = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
    head = (
        f"POST {target} HTTP/1.1\r\nHost: {parts.netloc}\r\nConnection: close\r\nUser-Agent: platform/1.0\r\n"
        f"Content-Length: {len(body)}\r\n{named}\r\n"
    )
    async with asyncio.timeout(timeout_s):
        incoming, outgoing = await asyncio.open_connection(host, parts.port or 80)
        try:
            outgoing.write(head.encode("latin-1") + body)
            await outgoing.drain()
            return int((await incoming.readline()).split()[1])
        finally:
            outgoing.close()
