"""A WebSub hub's stand-in: takes pings, fetches the feeds that they name, and shows both on a screen.

A ping is `hub.mode=publish` with one `hub.url` or more, form-encoded, and answered 204. The feed is fetched a moment later,
politely (conditional GET), and its entries are counted. Loopback only. `PUT /_sandbox/hub {"down": true}` makes it answer 503.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import urllib.parse
from collections.abc import AsyncIterator
from dataclasses import asdict, dataclass, field
from pathlib import Path

from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from sandbox import loopback_http
from sandbox.clock import now
from sandbox.journal import Journal, Record
from sandbox.settings import is_loopback
from sandbox.templates import render

PATH = "/hub"
_KNOWN = frozenset({"hub.mode", "hub.url", "hub.topic"})
_TIMEOUT_S = 5.0
_LARGEST = 5 * 1024 * 1024
_SHOWN = 100
_LONGEST_FORM = 16_384


@dataclass
class Topic:
    """What is known of one feed. `pings`: how often it was named; `changes`: how often a fetch brought other bytes."""

    address: str
    pings: int = 0
    fetches: int = 0
    changes: int = 0
    entries: int = 0
    names_hub: bool = False
    error: str = ""
    etag: str = ""


@dataclass(frozen=True)
class Ping:
    """`status`: how it was answered."""

    time: float
    topics: tuple[str, ...]
    status: int


@dataclass
class _Fetched:
    entries: int = 0
    links: set[tuple[str, str]] = field(default_factory=set)
    error: str = ""


class Hub:
    def __init__(self, path: Path, base_url: str) -> None:
        self.address = base_url + PATH
        self.pings: list[Ping] = []
        self.topics: dict[str, Topic] = {}
        self.down = False
        self._fetching: set[asyncio.Task[None]] = set()
        self._journal = Journal(path)
        for record in self._journal.records():
            self._apply(record)

    def close(self) -> None:
        self._journal.close()

    def forget(self) -> None:
        """Forgets all pings and feeds."""
        self._note({"kind": "reset"})

    def routes(self) -> list[Route]:
        return [
            Route(PATH, self.ping, methods=["POST"]),
            Route("/trung-tam-phat-tin", self.screen),
            Route("/_sandbox/hub", self.state, methods=["GET"]),
            Route("/_sandbox/hub", self.change, methods=["PUT"]),
        ]

    @contextlib.asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        try:
            yield
        finally:
            for task in self._fetching:
                task.cancel()
            await asyncio.gather(*self._fetching, return_exceptions=True)

    async def ping(self, request: Request) -> Response:
        topics, fault = _topics_of(await request.body(), request.headers.get("content-type", ""))
        if fault:
            self._note({"kind": "ping", "time": now(), "topics": [], "status": 400})
            return PlainTextResponse(fault, 400)
        if self.down:
            self._note({"kind": "ping", "time": now(), "topics": list(topics), "status": 503})
            return PlainTextResponse("the hub is down", 503, {"Retry-After": "2"})
        self._note({"kind": "ping", "time": now(), "topics": list(topics), "status": 204})
        for address in topics:
            task = asyncio.create_task(self._fetch(self.topics[address]))
            self._fetching.add(task)
            task.add_done_callback(self._fetching.discard)
        return Response(status_code=204)

    async def screen(self, _request: Request) -> Response:
        pings = self.pings[-_SHOWN:][::-1]
        return HTMLResponse(render("hub.html", hub=self.address, down=self.down, pings=pings, topics=self._listed()))

    async def state(self, _request: Request) -> Response:
        return JSONResponse(
            {
                "address": self.address,
                "down": self.down,
                "pings": [asdict(ping) for ping in self.pings],
                "topics": [asdict(topic) for topic in self._listed()],
            }
        )

    async def change(self, request: Request) -> Response:
        try:
            wishes = json.loads(await request.body())
        except ValueError:
            wishes = None
        if not isinstance(wishes, dict) or set(wishes) != {"down"} or not isinstance(wishes["down"], bool):
            return JSONResponse({"error": 'the body is {"down": true} or {"down": false}'}, 400)
        self._note({"kind": "down", "down": wishes["down"]})
        return await self.state(request)

    def _listed(self) -> list[Topic]:
        return sorted(self.topics.values(), key=lambda topic: topic.address)

    async def _fetch(self, topic: Topic) -> None:
        """Fetches the feed as it is now. Errors are noted and never fatal."""
        headers = {"user-agent": "SandboxHub/1.0"} | ({"if-none-match": topic.etag} if topic.etag else {})
        record: Record = {"kind": "fetch", "topic": topic.address}
        try:
            reply = await loopback_http.get(topic.address, headers, _TIMEOUT_S, _LARGEST)
        except loopback_http.Unreachable as problem:
            self._note(record | {"error": str(problem)[:200]})
            return
        if reply.status == 304:
            self._note(record)
        elif reply.status != 200:
            self._note(record | {"error": f"HTTP {reply.status}"})
        else:
            found = await asyncio.to_thread(_read, reply.body)
            names_hub = ("hub", self.address) in found.links and ("self", topic.address) in found.links
            record |= {"changed": True, "etag": reply.headers.get("etag", ""), "error": found.error}
            self._note(record | {"entries": found.entries, "names_hub": names_hub})

    def _note(self, record: Record) -> None:
        self._journal.append(record)
        self._apply(record)

    def _apply(self, record: Record) -> None:
        match record["kind"]:
            case "reset":
                self.pings.clear()
                self.topics.clear()
                self.down = False
            case "down":
                self.down = bool(record["down"])
            case "ping":
                listed = record["topics"]
                topics = tuple(str(one) for one in listed) if isinstance(listed, list) else ()
                self.pings.append(Ping(float(str(record["time"])), topics, int(str(record["status"]))))
                for address in topics:
                    self.topics.setdefault(address, Topic(address)).pings += 1
            case "fetch":
                # A reset may have come while the feed was on its way.
                if (topic := self.topics.get(str(record["topic"]))) is not None:
                    _learn(topic, record)


def _learn(topic: Topic, record: Record) -> None:
    topic.fetches += 1
    topic.error = str(record.get("error", ""))
    if record.get("changed"):
        topic.changes += 1
        topic.etag = str(record["etag"])
        topic.entries = int(str(record["entries"]))
        topic.names_hub = bool(record["names_hub"])


def _topics_of(body: bytes, kind: str) -> tuple[tuple[str, ...], str]:
    """The feeds that a ping names, and what is wrong with it."""
    if kind.partition(";")[0].strip().lower() != "application/x-www-form-urlencoded" or len(body) > _LONGEST_FORM:
        return (), "a ping is a form"
    pairs = urllib.parse.parse_qsl(body.decode("utf-8", "replace"), keep_blank_values=True)
    if unknown := {name for name, _ in pairs} - _KNOWN:
        return (), f"unknown parameter {min(unknown)}"
    if [value for name, value in pairs if name == "hub.mode"] != ["publish"]:
        return (), "hub.mode is publish"
    topics = tuple(dict.fromkeys(value for name, value in pairs if name in ("hub.url", "hub.topic")))
    if not topics:
        return (), "hub.url is missing"
    for address in topics:
        parts = urllib.parse.urlsplit(address)
        if parts.scheme != "http" or not is_loopback(parts.hostname or ""):
            return (), "this hub knows feeds on loopback only"
    return topics, ""


def _read(content: bytes) -> _Fetched:
    """Entries, and link relations of the feed itself, whichever form it has."""
    if content.lstrip()[:1] == b"{":
        return _read_json(content)
    # Imported here: only a sandbox that is pinged needs the library, and loading it is a good part of a start.
    import feedparser  # noqa: PLC0415

    parsed = feedparser.parse(content)
    if parsed.bozo and not parsed.entries:
        return _Fetched(error=f"not a feed: {parsed.bozo_exception}"[:200])
    links = {(str(link.get("rel", "")), str(link.get("href", ""))) for link in parsed.feed.get("links", [])}
    return _Fetched(len(parsed.entries), links)


def _read_json(content: bytes) -> _Fetched:
    try:
        feed = json.loads(content)
        items, hubs = feed["items"], feed.get("hubs", [])
        links = {("hub", str(hub["url"])) for hub in hubs} | {("self", str(feed.get("feed_url", "")))}
        return _Fetched(len(items), links)
    except (ValueError, KeyError, TypeError) as problem:
        return _Fetched(error=f"not a feed: {type(problem).__name__}")
