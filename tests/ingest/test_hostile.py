"""What others wrote with bad intent, or by accident: it costs the child that reads it, and its source is stopped and says why."""

import io
import threading
import zipfile
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from functools import cache, partial
from pathlib import Path

import pytest
from sqlmodel import col, select

from distributor.children import CHILDREN, RETIRED_FROM
from distributor.ingest import bounded
from distributor.ingest.attachments import read_attachment
from distributor.ingest.fetch import Fetched, Fetcher, NotModified
from distributor.ingest.read import read_source
from distributor.ingest.sources import DUE_SOURCES
from distributor.ingest.subscriptions import rest, take_up
from distributor.ingest.turn import read_due
from distributor.models import AttachmentState, Source
from distributor.scheduler.due import ids
from tests.ingest.site import says
from tests.ingest.support import ADDRESS, NOW, Answers, Room, item, rss
from tests.ingest.test_sitemap import sitemap
from tests.ingest.web import Web
from tests.support.servers import PATIENCE_S, wait_until

BOMB = (
    '<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY a "aaaaaaaaaa">'
    + "".join(f'<!ENTITY {chr(98 + n)} "{f"&{chr(97 + n)};" * 10}">' for n in range(9))
    + ']><rss version="2.0"><channel><title>&j;</title><item><title>&j;</title></item></channel></rss>'
)


@cache
def many_attributes(count: int = 300_000) -> bytes:
    """3.5 MB; feedparser looks through all attributes of an element for each of them."""
    attributes = " ".join(f'a{number}="1"' for number in range(count))
    return rss([f"<item><title>Tin</title><link>https://a.example/1</link><x {attributes}/></item>"])


def deep(levels: int = 200_000) -> bytes:
    return rss([f"<item><title>Tin</title>{'<b>' * levels}{'</b>' * levels}</item>"])


def deep_markup(levels: int = 100_000) -> bytes:
    return rss([item("Tin", guid="1", text=f"{'<div>' * levels}chữ{'</div>' * levels}")])


def one_line(size: int = 6_000_000) -> bytes:
    return rss([item("Tin", guid="1", text="không được công bố dự thảo nội bộ " * (size // 40))])


@pytest.fixture
def short(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two seconds of the processor, that the tests need not wait for twenty; a busy machine gives them to a child late."""
    monkeypatch.setattr(bounded, "BOUNDS", replace(bounded.BOUNDS, processor_s=2.0, wall_s=PATIENCE_S))


@pytest.mark.usefixtures("short")
def test_a_source_that_harms_is_stopped_and_says_why(room: Room) -> None:
    source = room.source()
    outcome = read_source(room.database, source, room.clock, Answers(many_attributes()))
    assert "giây xử lý" in outcome.error
    stopped = room.get_source(source)
    assert (stopped.active, stopped.failures) == (False, 1)
    (notice,) = room.notices("source")
    assert ADDRESS in notice.text
    assert "Bật lại" in notice.text
    with room.database.read() as session:
        assert ids(session, DUE_SOURCES, NOW + timedelta(days=9)) == []
    with room.database.write() as session:
        take_up(session, session.get_one(Source, source), room.clock.now())
    assert room.notices("source") == []
    assert room.read(source, item("Tin", guid="1")).new == 1


def test_a_source_that_is_not_read_in_time_is_tried_later_and_later(
    room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    """On a slow machine nobody can tell whose fault it is; and it keeps no child from other sources for ever."""
    monkeypatch.setattr(bounded, "BOUNDS", replace(bounded.BOUNDS, wall_s=0.0))
    source = room.source()
    for failures in (1, 2, 3):
        outcome = read_source(room.database, source, room.clock, Answers(many_attributes()))
        assert "quá bận" in outcome.error
        assert (room.get_source(source).active, room.get_source(source).failures) == (True, failures)
    assert len(room.notices("source")) == 1


def most_memory(pid: int) -> int:
    status = Path(f"/proc/{pid}/status").read_text(encoding="ascii")
    return next(int(line.split()[1]) * 1024 for line in status.splitlines() if line.startswith("VmHWM"))


@pytest.mark.usefixtures("short")
@pytest.mark.parametrize(
    ("body", "new", "said"),
    [
        (partial(deep, 50_000), 1, ""),
        (partial(one_line, 2_000_000), 1, ""),
        (deep_markup, 0, "giây xử lý"),
        (BOMB.encode, 0, "khai báo thực thể XML"),
        (lambda: b"<rss>" + b"<" * 500_000, 0, ""),
        (lambda: b"[" * 5_000_000, 0, "không phải JSON"),
    ],
    ids=["deep", "one line", "deep markup", "bomb", "brackets", "lists"],
)
def test_whatever_comes_the_next_good_reading_works(room: Room, body: Callable[[], bytes], new: int, said: str) -> None:
    """Read, refused or too much: nothing of it reaches this process, and no child keeps its memory."""
    source = room.source()
    outcome = read_source(room.database, source, room.clock, Answers(body()))
    assert (outcome.new, said in outcome.error, bool(outcome.error)) == (new, True, bool(said)), outcome.error
    assert all(most_memory(pid) < RETIRED_FROM for pid in CHILDREN.waiting())
    with room.database.write() as session:
        take_up(session, session.get_one(Source, source), room.clock.now())
    assert room.read(source, item("Tin lành", guid="lành")).new == 1


def test_a_sitemap_that_lists_itself_ends(web: Web) -> None:
    address = f"{web.site.address}/sitemap.xml"
    nested = f"<sitemapindex>{f'<sitemap><loc>{address}</loc></sitemap>' * 50}</sitemapindex>".encode()
    web.site.answers["/sitemap.xml"] = says(nested)
    source = web.source("/sitemap.xml", None)
    outcome = read_source(web.room.database, source, web.room.clock, web.fetcher)
    assert (outcome.new, len(web.fetched()) <= 12) == (0, True)
    web.publish(1)
    web.site.answers["/sitemap.xml"] = says(sitemap((f"{web.site.address}/tin/1.html", "2026-11-24")))
    assert web.read(source).new == 1


def test_a_document_that_unpacks_to_gigabytes_costs_itself_only() -> None:
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        with archive.open("word/document.xml", "w", force_zip64=True) as part:
            for _ in range(190):
                part.write(b" " * 1_000_000)
    # Its directory says one byte, so that only who unpacks it learns more.
    lies = whole.getvalue().replace((190_000_000).to_bytes(4, "little"), (1).to_bytes(4, "little"))
    for content in (whole.getvalue(), lies):
        read = read_attachment(content, "", "a.docx")
        assert (read.state, read.text) == (AttachmentState.UNREADABLE, "")


class Slow(Fetcher):
    """Gives a body that is read for ever, and tells when it was asked."""

    def __init__(self) -> None:
        super().__init__()
        self.asked = threading.Event()

    def fetch(self, address: str, *, etag: str = "", last_modified: str = "") -> Fetched | NotModified:
        del etag, last_modified
        self.asked.set()
        return Fetched(many_attributes(), "application/rss+xml", "utf-8", "", "", address)


def test_none_is_read_while_others_wait_for_a_child(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    source, fetcher = room.source(), Slow()
    before = room.get_source(source).next_read_at
    monkeypatch.setattr(CHILDREN, "_waiting", 2)
    assert read_due(room.database, source, room.clock, fetcher) is None
    assert not fetcher.asked.is_set()
    assert room.get_source(source).next_read_at == before, "it stays due"


def test_staff_stop_a_source_while_it_is_read(room: Room) -> None:
    source, fetcher = room.source(), Slow()
    reader = threading.Thread(target=lambda: read_due(room.database, source, room.clock, fetcher))
    reader.start()
    assert fetcher.asked.wait(PATIENCE_S)
    wait_until(lambda: not CHILDREN.waiting(), "a child reads it")
    with room.database.write() as session:
        rest(session, session.get_one(Source, source))
    reader.join(PATIENCE_S)
    assert not reader.is_alive()
    assert (room.get_source(source).failures, room.notices("source")) == (0, [])
    with room.database.read() as session:
        assert session.exec(select(Source.active).where(col(Source.id) == source)).one() is False
