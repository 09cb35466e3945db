"""Texts and fonts go out compressed to whoever can read that; pictures, videos, feeds and live streams are left alone.

A page holds a form's token beside words that an address may choose (a search), and whoever watches the line sees how long the
answer is. So each page is lengthened by a random amount ("Heal the Breach", Palacios and others, 2022).
"""

import gzip
import secrets
from functools import lru_cache
from io import BytesIO

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

COMPRESSED = ("text/html", "text/css", "text/javascript", "image/svg+xml", "font/ttf")
SMALLEST = 500
"""Bytes: below, the wrapping costs what it saves."""
LONGEST_PADDING = 100


class Compression:
    """A plain ASGI layer. Only answers that come in one piece: a stream is passed on as it flows."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        reads = _reads_gzip(Headers(scope=scope))
        held: Message | None = None

        async def send_compressed(message: Message) -> None:
            nonlocal held
            if message["type"] == "http.response.start" and _is_worth_it(MutableHeaders(scope=message)) and reads:
                held = message
                return
            if held is not None:
                start, held = held, None
                body = message.get("body", b"")
                if not message.get("more_body", False) and len(body) >= SMALLEST:
                    body = _squeezed(MutableHeaders(scope=start), body)
                    message = {**message, "body": body}
                await send(start)
            await send(message)

        await self._app(scope, receive, send_compressed)


def _reads_gzip(asked: Headers) -> bool:
    for offer in asked.get("accept-encoding", "").split(","):
        name, _, quality = offer.strip().partition(";")
        if name == "gzip":
            return quality.replace(" ", "") not in ("q=0", "q=0.0", "q=0.00", "q=0.000")
    return False


def _is_worth_it(headers: MutableHeaders) -> bool:
    """Return True if compressing is worth it. Also says that the answer depends on what the reader can read."""
    if headers.get("content-type", "").partition(";")[0] not in COMPRESSED or "content-encoding" in headers:
        return False
    headers.add_vary_header("Accept-Encoding")
    return True


def _squeezed(headers: MutableHeaders, body: bytes) -> bytes:
    small = _for_ever(body) if "immutable" in headers.get("cache-control", "") else _padded(body)
    headers["Content-Encoding"] = "gzip"
    headers["Content-Length"] = str(len(small))
    etag = headers.get("etag", "")
    if etag.startswith('"'):
        headers["ETag"] = f"W/{etag}"  # other bytes of the same content (RFC 9110, 8.8.1)
    return small


@lru_cache(maxsize=32)
def _for_ever(body: bytes) -> bytes:
    return gzip.compress(body, 9, mtime=0)


def _padded(body: bytes) -> bytes:
    out = BytesIO()
    name = "a" * secrets.randbelow(LONGEST_PADDING)
    with gzip.GzipFile(name, "wb", 5, out, mtime=0) as file:
        file.write(body)
    return out.getvalue()
