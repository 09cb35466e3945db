"""Fetching the photo that `/photos` was given as an address. Loopback only: the sandbox never leaves this machine."""

from __future__ import annotations

from sandbox import loopback_http
from sandbox.graph.errors import GraphRefused
from sandbox.graph.publishing import LARGEST_PHOTO

_TIMEOUT_S = 5.0


async def fetch_photo(address: str) -> bytes:
    """The bytes behind the address. Raises GraphRefused (#324) when they cannot be had."""
    headers = {"User-Agent": "facebookexternalhit/1.1"}
    try:
        reply = await loopback_http.get(address, headers, _TIMEOUT_S, LARGEST_PHOTO)
    except loopback_http.Unreachable:
        raise GraphRefused(400, 324, "(#324) Missing or invalid image file") from None
    if reply.status != 200:
        raise GraphRefused(400, 324, "(#324) Missing or invalid image file")
    return reply.body
