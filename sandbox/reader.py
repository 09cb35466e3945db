"""A polite reader of Loa's own feeds: asks with conditional GET, notes every entry, how often it came as new, and its changes.

An entry comes as new when it was not in the reading before: at first sight, and again if it vanished and came back or
stood twice in one document. One that says something else than before is shown as it is now, with the time of the change.
Loopback only. Errors are noted and never fatal.
"""

from __future__ import annotations

import asyncio
import contextlib
import urllib.parse
from collections.abc import AsyncIterator
from dataclasses import asdict, dataclass, field
from pathlib import Path

from sandbox import loopback_http
from sandbox.clock import now
from sandbox.journal import Journal, Record
from sandbox.settings import is_loopback
from sandbox.store import Store

_TIMEOUT_S = 5.0
_LARGEST = 5 * 1024 * 1024
_LONGEST_PAUSE_S = 60.0


@dataclass
class Entry:
    feed: str
    guid: str
    title: str
    link: str
    summary: str
    time: float
    times_new: int = 1
    changed: float = 0.0
    """When it last said something else than before; 0 for never."""


@dataclass
class Feed:
    """What is known of one followed feed."""

    address: str
    title: str = ""
    etag: str = ""
    modified: str = ""
    error: str = ""
    read: float = 0.0
    readings: int = 0
    unchanged: int = 0
    current: set[str] = field(default_factory=set)


@dataclass(frozen=True)
class Found:
    guid: str
    title: str
    link: str
    summary: str


class FeedReader:
    def __init__(self, path: Path, store: Store, every: float) -> None:
        self._store = store
        self._every = every
        self.feeds: dict[str, Feed] = {}
        self.entries: dict[tuple[str, str], Entry] = {}
        self._tasks: dict[str, asyncio.Task[None]] = {}
        self._journal = Journal(path)
        for record in self._journal.records():
            self._apply(record)
        for address in store.follows:
            self.feeds.setdefault(address, Feed(address))

    def close(self) -> None:
        self._journal.close()

    def follow(self, address: str) -> None:
        """Raises ValueError for an address that is not on this machine."""
        parts = urllib.parse.urlsplit(address)
        if parts.scheme != "http" or not is_loopback(parts.hostname or ""):
            raise ValueError("only http addresses on loopback are followed")
        self._store.follow(address)
        self.feeds.setdefault(address, Feed(address))
        self._start(address)

    def reset(self) -> None:
        """Forgets all entries; the next reading asks without conditions and notes them again."""
        self._journal.append({"kind": "reset"})
        self._apply({"kind": "reset"})

    def newest_first(self) -> list[Entry]:
        return sorted(self.entries.values(), key=lambda entry: entry.time, reverse=True)

    @contextlib.asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        for address in self.feeds:
            self._start(address)
        try:
            yield
        finally:
            for task in self._tasks.values():
                task.cancel()
            await asyncio.gather(*self._tasks.values(), return_exceptions=True)

    def _start(self, address: str) -> None:
        if address not in self._tasks:
            self._tasks[address] = asyncio.create_task(self._follow(self.feeds[address]))

    async def _follow(self, feed: Feed) -> None:
        pause = self._every
        while True:
            feed.error = await self._read(feed)
            pause = min(pause * 2, max(_LONGEST_PAUSE_S, self._every)) if feed.error else self._every
            await asyncio.sleep(pause)

    async def _read(self, feed: Feed) -> str:
        """One reading. Returns what went wrong, or nothing."""
        headers = {
            "user-agent": "SandboxFeedReader/1.0",
            "accept": "application/rss+xml, application/atom+xml, */*",
        }
        if feed.etag:
            headers["if-none-match"] = feed.etag
        if feed.modified:
            headers["if-modified-since"] = feed.modified
        try:
            reply = await loopback_http.get(feed.address, headers, _TIMEOUT_S, _LARGEST)
        except loopback_http.Unreachable as problem:
            return str(problem)[:200]
        feed.read = now()
        feed.readings += 1
        if reply.status == 304:
            feed.unchanged += 1
            return ""
        if reply.status != 200:
            return f"HTTP {reply.status}"
        title, found, problem_text = await asyncio.to_thread(_parse, reply.body)
        if problem_text:
            return problem_text
        feed.title = title
        self._note(feed, found)
        feed.etag = reply.headers.get("etag", "")
        feed.modified = reply.headers.get("last-modified", "")
        return ""

    def _note(self, feed: Feed, found: list[Found]) -> None:
        seen_now: set[str] = set()
        for one in reversed(found):
            if one.guid not in feed.current or one.guid in seen_now:
                self._write("entry", feed, one)
            elif self._says_otherwise(feed, one):
                self._write("changed", feed, one)
            seen_now.add(one.guid)
        feed.current = seen_now

    def _says_otherwise(self, feed: Feed, one: Found) -> bool:
        entry = self.entries[(feed.address, one.guid)]
        return (entry.title, entry.link, entry.summary) != (one.title, one.link, one.summary)

    def _write(self, kind: str, feed: Feed, one: Found) -> None:
        record: Record = {"kind": kind, "feed": feed.address, **asdict(one), "time": now()}
        self._journal.append(record)
        self._apply(record)

    def _apply(self, record: Record) -> None:
        if record["kind"] == "reset":
            self.entries.clear()
            for feed in self.feeds.values():
                feed.current.clear()
                feed.etag = feed.modified = ""
            return
        address, guid = str(record["feed"]), str(record["guid"])
        feed = self.feeds.setdefault(address, Feed(address))
        feed.current.add(guid)
        moment = float(str(record["time"]))
        title, link, summary = (str(record.get(name, "")) for name in ("title", "link", "summary"))
        if (entry := self.entries.get((address, guid))) is None:
            self.entries[(address, guid)] = Entry(address, guid, title, link, summary, moment)
            return
        entry.title, entry.link, entry.summary = title, link, summary
        if record["kind"] == "changed":
            entry.changed = moment
        else:
            entry.times_new += 1


def _parse(content: bytes) -> tuple[str, list[Found], str]:
    # Imported here: only a sandbox that follows a feed needs the library, and loading it is a good part of a start.
    import feedparser  # noqa: PLC0415

    parsed = feedparser.parse(content)
    if parsed.bozo and not parsed.entries:
        return "", [], f"not a feed: {parsed.bozo_exception}"[:200]
    found = [
        Found(
            str(entry.get("id") or entry.get("link", "")),
            str(entry.get("title", "")),
            str(entry.get("link", "")),
            str(entry.get("summary", "")),
        )
        for entry in parsed.entries
    ]
    return str(parsed.feed.get("title", "")), found, ""
