"""What anybody may see is made once in a few seconds and not for each reader: a plain ASGI layer before all others.

Only where the answer itself says that caches may keep it, and nobody says who they are: a request with a cookie, a key, a range
or a date goes past. A memory of each process, bounded. What is withdrawn is gone after `LIFE_S` (from `SLOW` ones later); caches
were told a minute.
Searches go past, for there are as many as there are words; so do the feeds of accounts, which hubs read once we ring.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass

from starlette.types import ASGIApp, Message, Receive, Scope, Send

LIFE_S, MOST, LARGEST = 5.0, 200, 100_000
"""Seconds; pages; bytes of one."""
SLOW_LIFE_S = 60.0
SLOW = ("/cam-ket", "/sitemap.xml")
"""What reckons over all posts or lists all items, and says nothing newer than yesterday, or addresses alone."""
PLACES = (
    *(
        "/tin/",
        "/chu-de/",
        "/co-quan/",
        "/feeds/chu-de/",
        "/feeds/co-quan/",
        "/feeds/loai/",
        "/lich-phap-luat",
        "/theo-doi",
    ),
    *("/kenh-chinh-thuc", "/.well-known/official-accounts", "/cam-ket", "/sitemap.xml", "/robots.txt", "/cong-dan"),
)
_PAST = (b"cookie", b"authorization", b"range", b"if-modified-since")
_UNCHANGED = (b"content-length", b"content-type", b"content-encoding")
"""Heads of a 200 that its 304 lacks."""
Head = tuple[bytes, bytes]
Key = tuple[str, bytes, bytes, bytes]


@dataclass(frozen=True)
class KeptPage:
    etag: bytes
    heads: list[Head]
    unchanged: list[Head]
    body: bytes
    until: float


class PageMemory:
    """Safe for one event loop: nothing is awaited between a look and a change."""

    def __init__(self, app: ASGIApp, clock: Callable[[], float] = time.monotonic) -> None:
        self._app, self._clock = app, clock
        self._kept: dict[Key, KeptPage] = {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        key, held = _asked(scope)
        if key is None:
            await self._app(scope, receive, send)
            return
        kept = self._kept.get(key)
        if kept is not None and self._clock() < kept.until:
            await _answer(kept, held, send)
            return
        # Asked for whole, so that it can be kept; who has it already is told so.
        whole = {**scope, "headers": [each for each in scope["headers"] if each[0] != b"if-none-match"]}
        start: Message = {}

        async def keep(message: Message) -> None:
            nonlocal start
            if message["type"] == "http.response.start" and _may_be_kept(message):
                start = message
                return
            if not start:
                await send(message)
                return
            body: bytes = message.get("body", b"")
            if message.get("more_body", False) or len(body) > LARGEST:
                first, start = start, {}
                await send(first)
                await send(message)
                return
            await _answer(self._keep(key, list(start["headers"]), body), held, send)

        await self._app(whole, receive, keep)

    def _keep(self, key: Key, heads: list[Head], body: bytes) -> KeptPage:
        while len(self._kept) >= MOST:
            self._kept.pop(next(iter(self._kept)))
        etag = next((value for name, value in heads if name.lower() == b"etag"), b"")
        unchanged = [each for each in heads if each[0].lower() not in _UNCHANGED]
        kept = KeptPage(etag, heads, unchanged, body, self._clock() + _life_of(key[0]))
        self._kept.pop(key, None)
        self._kept[key] = kept
        return kept


def _life_of(path: str) -> float:
    return SLOW_LIFE_S if path.startswith(SLOW) else LIFE_S


def _asked(scope: Scope) -> tuple[Key | None, bytes]:
    """None for what goes past; and what the reader has already."""
    if scope["type"] != "http" or scope["method"] != "GET":
        return None, b""
    path: str = scope["path"]
    if not (path == "/" or path.startswith(PLACES)) or len(scope["query_string"]) > LARGEST // 1_000:
        return None, b""
    host, accepts, held = b"", b"", b""
    for name, value in scope["headers"]:
        if name == b"if-none-match":
            held = held + b"," + value if held else value
        elif name == b"accept-encoding":
            accepts = value
        elif name == b"host":
            host = value
        elif name in _PAST:
            return None, b""
    return (path, scope["query_string"], accepts, host), held


def _may_be_kept(message: Message) -> bool:
    heads = {name.lower(): value for name, value in message["headers"]}
    public = heads.get(b"cache-control", b"").startswith(b"public")
    return message["status"] == 200 and public and b"etag" in heads and b"set-cookie" not in heads


async def _answer(kept: KeptPage, held: bytes, send: Send) -> None:
    if held and _has_it(held, kept.etag):
        await send({"type": "http.response.start", "status": 304, "headers": kept.unchanged})
        await send({"type": "http.response.body", "body": b""})
        return
    await send({"type": "http.response.start", "status": 200, "headers": kept.heads})
    await send({"type": "http.response.body", "body": kept.body})


def _has_it(held: bytes, etag: bytes) -> bool:
    """Compare by the weak comparison (RFC 9110, 13.1.2)."""
    bare = etag.removeprefix(b"W/")
    return any(tag.strip().removeprefix(b"W/") in (bare, b"*") for tag in held.split(b","))
