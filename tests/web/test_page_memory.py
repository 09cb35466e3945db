"""What the page memory keeps, for how long, and what goes past it; over an application that counts how often it is asked."""

import asyncio
from typing import Any

import pytest
from starlette.types import Message, Receive, Scope, Send

from web.page_memory import LARGEST, LIFE_S, MOST, SLOW_LIFE_S, PageMemory

HEADS = [
    (b"etag", b'"one"'),
    (b"cache-control", b"public, max-age=60"),
    (b"content-length", b"4"),
    (b"vary", b"Cookie"),
]


class Home:
    """Answers everything, and says how often it had to."""

    def __init__(
        self, status: int = 200, heads: list[tuple[bytes, bytes]] | None = None, body: bytes = b"page"
    ) -> None:
        self.asked: list[Scope] = []
        self.now = 100.0
        self._status, self._heads, self._body = status, HEADS if heads is None else heads, body
        self.memory = PageMemory(self._answer, lambda: self.now)

    async def _answer(self, scope: Scope, _receive: Receive, send: Send) -> None:
        self.asked.append(scope)
        await send({"type": "http.response.start", "status": self._status, "headers": self._heads})
        await send({"type": "http.response.body", "body": self._body})

    def get(
        self, path: str = "/tin/1", *heads: tuple[bytes, bytes], query: bytes = b"", method: str = "GET"
    ) -> Message:
        said: list[Message] = []

        async def send(message: Message) -> None:
            said.append(message)

        async def receive() -> Message:
            return {"type": "http.disconnect"}

        scope = {"type": "http", "method": method, "path": path, "query_string": query, "headers": list(heads)}
        asyncio.run(self.memory(scope, receive, send))
        start, body = said
        return {"status": start["status"], "heads": dict(start["headers"]), "body": body["body"]}


def test_a_page_is_made_once_while_it_is_fresh() -> None:
    home = Home()
    assert home.get() == home.get()
    assert home.get()["body"] == b"page"
    assert len(home.asked) == 1
    home.now += LIFE_S
    home.get()
    assert len(home.asked) == 2


@pytest.mark.parametrize("path", ["/cam-ket", "/cam-ket.json", "/sitemap.xml"])
def test_what_is_reckoned_over_all_posts_is_made_once_a_minute(path: str) -> None:
    home = Home()
    home.get(path)
    home.now += SLOW_LIFE_S - 1
    home.get(path)
    assert len(home.asked) == 1
    home.now += 1
    home.get(path)
    assert len(home.asked) == 2


@pytest.mark.parametrize("held", [b'"one"', b'W/"one"', b'"other", "one"', b"*"])
def test_who_has_it_is_told_so(held: bytes) -> None:
    home = Home()
    for _ in range(2):
        answer = home.get("/tin/1", (b"if-none-match", held))
        assert (answer["status"], answer["body"]) == (304, b"")
        assert answer["heads"] == {b"etag": b'"one"', b"cache-control": b"public, max-age=60", b"vary": b"Cookie"}
    assert len(home.asked) == 1
    assert home.get("/tin/1", (b"if-none-match", b'"two"'))["status"] == 200
    assert home.get()["status"] == 200


@pytest.mark.parametrize(
    "given",
    [
        {"heads": [(b"cookie", b"a=b")]},
        {"heads": [(b"authorization", b"Bearer x")]},
        {"heads": [(b"range", b"bytes=0-1")]},
        {"heads": [(b"if-modified-since", b"Sat, 28 Nov 2026 00:00:00 GMT")]},
        {"method": "HEAD"},
        {"method": "POST"},
        {"path": "/tra-cuu", "query": b"q=dat"},
        {"path": "/feeds/phap-luat.rss"},
        {"path": "/bieu-ngu/300x250.html"},
        {"path": "/duyet"},
        {"query": b"a" * LARGEST},
    ],
    ids=str,
)
def test_what_goes_past(given: dict[str, Any]) -> None:
    home = Home()
    for _ in range(2):
        home.get(
            given.get("path", "/tin/1"),
            *given.get("heads", ()),
            **{k: given[k] for k in ("query", "method") if k in given},
        )
    assert len(home.asked) == 2


@pytest.mark.parametrize(
    "home",
    [
        Home(404),
        Home(410),
        Home(303),
        Home(200, [(b"etag", b'"a"'), (b"cache-control", b"no-store")]),
        Home(200, [(b"etag", b'"a"'), (b"cache-control", b"private, no-cache")]),
        Home(200, [(b"cache-control", b"public, max-age=60")]),
        Home(200, [*HEADS, (b"set-cookie", b"a=b")]),
        Home(200, body=b"a" * (LARGEST + 1)),
    ],
)
def test_only_what_caches_may_keep_is_kept(home: Home) -> None:
    assert home.get() == home.get()
    assert len(home.asked) == 2


def test_each_address_host_and_encoding_by_itself_and_not_without_end() -> None:
    home = Home()
    for asked in (("/tin/1",), ("/tin/2",), ("/tin/1", (b"host", b"a")), ("/tin/1", (b"accept-encoding", b"gzip"))):
        home.get(*asked)
    home.get(query=b"in=1")
    assert len(home.asked) == 5
    for number in range(MOST):
        home.get(f"/tin/{number + 10}")
    home.get()
    assert len(home.asked) == 5 + MOST + 1
