"""One small GET to this machine: enough for a simulated citizen's click, and cheap.

Redirects are not followed, at most 64 KiB are read, and no host but loopback is ever connected to.
"""

from __future__ import annotations

import asyncio
import urllib.parse
from contextlib import suppress

from sandbox.settings import is_loopback

_ENOUGH = 64 * 1024


async def get(address: str, user_agent: str, timeout: float) -> int:
    """The HTTP status; 0 when there was none. Never raises."""
    try:
        parts = urllib.parse.urlsplit(address)
        host, port = parts.hostname or "", parts.port or 80
        if parts.scheme != "http" or not is_loopback(host):
            return 0
        target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        request = (
            f"GET {urllib.parse.quote(target, safe='/%?=&+;:@!$,~*()[]')} HTTP/1.1\r\nHost: {parts.netloc}\r\n"
            f"User-Agent: {user_agent}\r\nAccept: text/html,*/*;q=0.8\r\nAccept-Language: vi\r\nConnection: close\r\n\r\n"
        )
        async with asyncio.timeout(timeout):
            stream_in, stream_out = await asyncio.open_connection("127.0.0.1" if host == "localhost" else host, port)
            try:
                stream_out.write(request.encode("latin-1"))
                head = await stream_in.readline()
                with suppress(asyncio.IncompleteReadError):
                    await stream_in.readexactly(_ENOUGH)
            finally:
                stream_out.close()
        words = head.split()
        return int(words[1]) if len(words) > 1 else 0
    except (OSError, ValueError, TimeoutError, asyncio.LimitOverrunError):
        return 0
