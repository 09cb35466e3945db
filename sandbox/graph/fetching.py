"""Fetching the photo that `/photos` was given as an address. Loopback only: the sandbox never leaves this machine."""

from __future__ import annotations

import urllib.parse

import httpx

from sandbox.graph.errors import GraphRefused
from sandbox.graph.publishing import LARGEST_PHOTO
from sandbox.settings import is_loopback

_TIMEOUT_S = 5.0


async def fetch_photo(address: str) -> bytes:
    """The bytes behind the address. Raises GraphRefused (#324) when they cannot be had."""
    if not is_loopback(urllib.parse.urlsplit(address).hostname or ""):
        raise GraphRefused(400, 324, "(#324) Missing or invalid image file")
    content = bytearray()
    try:
        async with (
            httpx.AsyncClient(timeout=_TIMEOUT_S, trust_env=False, follow_redirects=False) as client,
            client.stream("GET", address, headers={"user-agent": "facebookexternalhit/1.1"}) as answer,
        ):
            answer.raise_for_status()
            async for part in answer.aiter_bytes():
                content += part
                if len(content) > LARGEST_PHOTO:
                    break
    except httpx.HTTPError:
        raise GraphRefused(400, 324, "(#324) Missing or invalid image file") from None
    return bytes(content)
