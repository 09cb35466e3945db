"""What the province has published and when; its feed; its attachments.

A publication, change or withdrawal is a line in a journal of its own (a reset of the platforms does not touch it). The next
publication comes every `publish_every` seconds of the clock, or when asked for; with 0, never by itself.
"""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from datetime import datetime
from email.utils import format_datetime
from functools import cached_property
from pathlib import Path
from xml.etree import ElementTree

from sandbox.clock import VIETNAM, now
from sandbox.huonggiang.attachments import make_attachment
from sandbox.huonggiang.items import Attachment, Item, Programme, day_after
from sandbox.journal import Journal, Record
from sandbox.store import Store

IN_FEED = 48
PAST_S = 18 * 86_400
"""From the first item of the series in the past to the last, three days before the start."""
BEFORE_S = 3 * 86_400
_ATOM = "http://www.w3.org/2005/Atom"
_SITEMAP = "http://www.sitemaps.org/schemas/sitemap/0.9"
_DUBLIN_CORE = "http://purl.org/dc/elements/1.1/"
_TYPES = {
    ".pdf": "application/pdf",
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}


@dataclass(frozen=True)
class Issue:
    """An item as published at a time. `changed`: when the province put it right, or took it away; else the time."""

    number: int
    time: float
    item: Item
    changed: float = 0.0
    withdrawn: bool = False

    @cached_property
    def day(self) -> datetime:
        return datetime.fromtimestamp(self.time, VIETNAM)


@dataclass(frozen=True)
class Document:
    """Bytes with the validators of a conditional GET."""

    content: bytes
    etag: str
    modified: float


class Province:
    def __init__(self, folder: Path, base_url: str, store: Store, past: int = 0) -> None:
        self.files = folder / "dinh-kem"
        self.files.mkdir(parents=True, exist_ok=True)
        self.base_url = base_url
        self._store = store
        self._programme = Programme()
        self._issues: list[Issue] = []
        self._feed: Document | None = None
        self._changed = asyncio.Event()
        self._journal = Journal(folder / "published.jsonl")
        for record in self._journal.records():
            self._replay(record)
        if not self._issues:
            started, first = now(), len(self._programme.prepared)
            days = sorted(_office_hour(started - PAST_S + place * PAST_S / past) for place in range(past))
            old = [(moment, first + place) for place, moment in enumerate(days)]
            there = [
                (started - item.hours_before * 3600, number)
                for number, item in enumerate(self._programme.prepared)
                if item.hours_before is not None
            ]
            for moment, number in sorted(old + there):
                self._publish(number, moment)

    def close(self) -> None:
        self._journal.close()

    def publish_next(self) -> Issue:
        """Publishes the next item now."""
        published = {issue.number for issue in self._issues}
        number = self._issues[-1].number + 1 if self._issues else 0
        while number in published:
            number += 1
        self._publish(number, now())
        published_now = self._issues[-1]
        self._put_right(published_now.item)
        self._changed.set()
        return published_now

    def change(self, slug: str, old: str, new: str) -> Issue:
        """Puts an item right: other words in its title, summary and body. Raises ValueError if it does not say `old`."""
        issue = self._known(slug)
        if not old or not any(old in text for text in (issue.item.title, issue.item.summary, issue.item.body)):
            raise ValueError(f"{slug} does not say {old!r}")
        return self._note({"slug": slug, "old": old, "new": new, "time": now()})

    def withdraw(self, slug: str) -> Issue:
        """Takes an item away: its page is gone (410) and the feed does not name it any more. Raises ValueError."""
        self._known(slug)
        return self._note({"slug": slug, "withdrawn": True, "time": now()})

    def _known(self, slug: str) -> Issue:
        issue = self.issue(slug)
        if issue is None or issue.withdrawn:
            raise ValueError(f"nothing published is called {slug!r}")
        return issue

    def _note(self, record: Record) -> Issue:
        self._journal.append(record)
        self._replay(record)
        return next(issue for issue in self._issues if issue.item.slug == record["slug"])

    def pace_changed(self) -> None:
        self._changed.set()

    def issues(self) -> list[Issue]:
        """Newest first."""
        return list(reversed(self._issues))

    @property
    def began(self) -> float:
        """When the stand-in was started first: what was published before lies before it."""
        first = next(issue for issue in self._issues if issue.item.hours_before is not None)
        return first.time + (first.item.hours_before or 0) * 3600

    @property
    def modified(self) -> float:
        """When anything was published or changed last, whole seconds."""
        return float(int(max(max(issue.time, issue.changed) for issue in self._issues)))

    def issue(self, slug: str) -> Issue | None:
        return next((issue for issue in self._issues if issue.item.slug == slug), None)

    def address(self, issue: Issue) -> str:
        return f"{self.base_url}/huonggiang/tin/{issue.item.slug}.html"

    def attachment_address(self, attachment: Attachment) -> str:
        return f"{self.base_url}/huonggiang/dinh-kem/{attachment.name}"

    async def attachment_path(self, name: str) -> Path | None:
        """The file, made when first asked for; None when nothing published carries this name."""
        for issue in self._issues:
            for attachment in issue.item.attachments:
                if attachment.name == name:
                    return await asyncio.to_thread(make_attachment, self.files, issue.item, attachment, issue.day)
        return None

    async def feed(self) -> Document:
        """RSS 2.0 of the newest items, built anew only when something was published."""
        if self._feed is None:
            shown = [issue for issue in self._issues if not issue.withdrawn][-IN_FEED:]
            before = list(self._issues)
            content = await asyncio.to_thread(self._build_feed, shown)
            etag = f'"{hashlib.sha256(content).hexdigest()[:32]}"'
            document = Document(content, etag, self.modified)
            if before != self._issues:
                return document
            self._feed = document
        return self._feed

    def sitemap(self) -> Document:
        """Every article with the time it was published."""
        ElementTree.register_namespace("", _SITEMAP)
        root = ElementTree.Element(f"{{{_SITEMAP}}}urlset")
        root.append(ElementTree.Comment(" Dữ liệu mẫu "))
        for issue in self.issues():
            if issue.withdrawn:
                continue
            page = ElementTree.SubElement(root, f"{{{_SITEMAP}}}url")
            _put(page, f"{{{_SITEMAP}}}loc", self.address(issue))
            last = datetime.fromtimestamp(issue.changed or issue.time, VIETNAM)
            _put(page, f"{{{_SITEMAP}}}lastmod", last.isoformat(timespec="seconds"))
        content: bytes = ElementTree.tostring(root, encoding="utf-8", xml_declaration=True)
        return Document(content, f'"{hashlib.sha256(content).hexdigest()[:32]}"', self.modified)

    @contextlib.asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        task = asyncio.create_task(self._go_on())
        try:
            yield
        finally:
            task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await task

    async def _go_on(self) -> None:
        # A sandbox that was down for hours must not publish in a burst: the wait begins with the start.
        started = now()
        while True:
            self._changed.clear()
            every = self._store.pace.publish_every
            if every <= 0:
                await self._changed.wait()
                continue
            wait = max(self._issues[-1].time, started) + every - now()
            if wait <= 0:
                self.publish_next()
                continue
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._changed.wait(), wait)

    def _put_right(self, item: Item) -> None:
        """Move the day in the item that this one corrects."""
        moved = item.moves_day
        if moved is not None and (issue := self.issue(moved["slug"])) is not None and not issue.withdrawn:
            wrong, right = (day_after(issue.time, moved[name]) for name in ("wrong", "right"))
            self.change(issue.item.slug, wrong, right)

    def _publish(self, number: int, moment: float) -> None:
        self._journal.append({"number": number, "time": moment})
        self._add(number, moment)

    def _replay(self, record: Record) -> None:
        moment = float(str(record["time"]))
        if "number" in record:
            self._add(int(str(record["number"])), moment)
            return
        for place, issue in enumerate(self._issues):
            if issue.item.slug == record["slug"]:
                if record.get("withdrawn"):
                    self._issues[place] = replace(issue, changed=moment, withdrawn=True)
                else:
                    item = issue.item.saying(str(record["old"]), str(record["new"]))
                    self._issues[place] = replace(issue, item=item, changed=moment)
        self._feed = None

    def _add(self, number: int, moment: float) -> None:
        item = self._programme.item(number)
        # A correction speaks of the day of what it corrects, though midnight lie between the two.
        other = self.issue(item.moves_day["slug"]) if item.moves_day else None
        self._issues.append(Issue(number, moment, item.dated(other.time if other else moment)))
        self._feed = None

    def _build_feed(self, issues: list[Issue]) -> bytes:
        ElementTree.register_namespace("atom", _ATOM)
        ElementTree.register_namespace("dc", _DUBLIN_CORE)
        root = ElementTree.Element("rss", {"version": "2.0"})
        channel = ElementTree.SubElement(root, "channel")
        _put(channel, "title", "Phổ biến, giáo dục pháp luật tỉnh Hương Giang (Dữ liệu mẫu)")
        _put(channel, "link", f"{self.base_url}/huonggiang/")
        _put(
            channel,
            "description",
            "Tin, văn bản và hỏi đáp pháp luật của tỉnh Hương Giang. Dữ liệu mẫu, hư cấu.",
        )
        _put(channel, "language", "vi")
        _put(channel, "lastBuildDate", format_datetime(issues[-1].day))
        itself = {"rel": "self", "type": "application/rss+xml", "href": f"{self.base_url}/huonggiang/rss.xml"}
        ElementTree.SubElement(channel, f"{{{_ATOM}}}link", itself)
        for issue in reversed(issues):
            self._put_item(channel, issue)
        ElementTree.indent(root)
        content: bytes = ElementTree.tostring(root, encoding="utf-8", xml_declaration=True)
        return content + b"\n"

    def _put_item(self, channel: ElementTree.Element, issue: Issue) -> None:
        entry = ElementTree.SubElement(channel, "item")
        _put(entry, "title", issue.item.title)
        _put(entry, "link", self.address(issue))
        # Stable wherever the stand-in serves: its port may change from one start to the next.
        _put(entry, "guid", f"tag:huonggiang.example,2026:{issue.item.slug}").set("isPermaLink", "false")
        _put(entry, "pubDate", format_datetime(issue.day))
        _put(entry, f"{{{_DUBLIN_CORE}}}creator", "Sở Tư pháp tỉnh Hương Giang")
        _put(entry, "category", issue.item.kind)
        mark = f"[{issue.item.mark}] " if issue.item.mark else ""
        _put(entry, "description", f"<p>{mark}{issue.item.summary}</p>")
        for attachment in issue.item.attachments[:1]:
            # RSS 2.0 knows one enclosure an item, with its true length in bytes.
            path = make_attachment(self.files, issue.item, attachment, issue.day)
            described = {"url": self.attachment_address(attachment), "length": str(path.stat().st_size)}
            ElementTree.SubElement(entry, "enclosure", described | {"type": _TYPES[path.suffix]})


def _office_hour(moment: float) -> float:
    """The time that day between eight and half past four at which an office would have published it."""
    day = datetime.fromtimestamp(moment - BEFORE_S, VIETNAM)
    minutes = int(moment / 60) * 37 % 510
    return day.replace(hour=8 + minutes // 60, minute=minutes % 60, second=0, microsecond=0).timestamp()


def content_type(path: Path) -> str:
    return _TYPES[path.suffix]


def _put(parent: ElementTree.Element, name: str, text: str) -> ElementTree.Element:
    child = ElementTree.SubElement(parent, name)
    child.text = text
    return child
