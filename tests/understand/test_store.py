"""The step from reading to composing, on both databases, over real HTTP: attachments, article, picture; marks and twins."""

import io
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import docx
import pytest
from PIL import Image
from sqlmodel import col, select

from distributor.compose.view import item_view
from distributor.db import Database
from distributor.ingest.fetch import Fetcher
from distributor.ingest.sources import take_items
from distributor.models import Attachment, AttachmentState, Document, Intake, Item, Notice, Sighting, Source, SourceKind
from distributor.render.store import MediaStore
from distributor.understand.facts import facts_from_json
from distributor.understand.store import WAITS, understand_item
from tests.support import province

NOW = datetime(2026, 11, 24, 8, 0, tzinfo=UTC)
TITLE = "Quyết định số 27/2026/QĐ-UBND quy định diện tích tối thiểu được tách thửa đất trên địa bàn tỉnh Hương Giang"
TEXT = (
    "Ngày 23/11/2026, Ủy ban nhân dân tỉnh Hương Giang ban hành Quyết định số 27/2026/QĐ-UBND quy định điều kiện và diện tích "
    "tối thiểu được tách thửa. Quyết định có hiệu lực thi hành từ ngày 05/12/2026. Đối với đất ở, thửa đất hình thành sau khi "
    "tách và thửa còn lại phải có diện tích tối thiểu 50 m² tại phường và 80 m² tại xã. "
)


class Site:
    """A website on loopback: what each path answers. A path that is not there answers 404."""

    def __init__(self) -> None:
        self.pages: dict[str, tuple[str, bytes]] = {}
        self.asked: list[str] = []
        self.base = ""

    def put(self, path: str, kind: str, content: bytes) -> str:
        self.pages[path] = (kind, content)
        return f"{self.base}{path}"


@contextmanager
def serving(site: Site) -> Iterator[Site]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            site.asked.append(self.path)
            kind, content = site.pages.get(self.path, ("", b""))
            self.send_response(200 if kind else 404)
            self.send_header("Content-Type", kind or "text/plain")
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *_args: object) -> None:
            """Nothing to say."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    site.base = f"http://127.0.0.1:{server.server_port}"
    try:
        yield site
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


@pytest.fixture
def site() -> Iterator[Site]:
    with serving(Site()) as site:
        yield site


class Desk:
    """A unit with two sources, and the step under test."""

    def __init__(self, database: Database, folder: Path) -> None:
        self.database, self.now = database, NOW
        self.store = MediaStore(folder / "media")
        self.fetcher = Fetcher(allow_private=True, timeout_s=5)
        with database.write() as session:
            self.seeded = province.seed_unit(session)
            sources = [
                Source(unit_id=self.seeded.unit_id, kind=SourceKind.FEED, address=f"https://{name}.example/rss")
                for name in ("tinh", "so")
            ]
            session.add_all(sources)
            session.flush()
            self.sources = [source.id or 0 for source in sources]
        self.number = 0

    def item(self, *, source: int = 0, attachments: tuple[str, ...] = (), **values: object) -> int:
        self.number += 1
        with self.database.write() as session:
            item_id = province.seed_item(session, self.seeded, self.number, NOW)
            item = session.get_one(Item, item_id)
            given = {
                "title": TITLE,
                "text": TEXT * 3,
                "kind": "new_law",
                "understood_revision": 0,
                "address": "",
                **values,
            }
            for name, value in given.items():
                setattr(item, name, value)
            session.add(item)
            session.add(
                Sighting(
                    source_id=self.sources[source],
                    item_id=item_id,
                    entry_key=str(item_id),
                    fingerprint="-",
                    first_seen_at=NOW,
                )
            )
            session.add_all(
                Attachment(item_id=item_id, position=position, address=address, title=f"Tệp {position}")
                for position, address in enumerate(attachments)
            )
        return item_id

    def understand(self, item_id: int) -> bool:
        return understand_item(self.database, item_id, fetcher=self.fetcher, store=self.store, now=lambda: self.now)

    def get(self, item_id: int) -> Item:
        with self.database.read() as session:
            return session.get_one(Item, item_id)

    def attachments(self, item_id: int) -> dict[str, Attachment]:
        with self.database.read() as session:
            found = session.exec(select(Attachment).where(Attachment.item_id == item_id))
            return {each.address: each for each in found}

    def notices(self, kind: str) -> list[str]:
        with self.database.read() as session:
            return [
                each.text
                for each in session.exec(select(Notice).where(Notice.kind == kind, col(Notice.closed_at).is_(None)))
            ]


@pytest.fixture
def desk(database: Database, tmp_path: Path) -> Desk:
    return Desk(database, tmp_path)


def word_file(*paragraphs: str) -> bytes:
    document = docx.Document()
    for paragraph in paragraphs:
        document.add_paragraph(paragraph)
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def photo() -> bytes:
    picture = Image.effect_mandelbrot((900, 600), (-2, -1.2, 1, 1.2), 60).convert("RGB")
    ground = Image.linear_gradient("L").resize((900, 600))
    picture = Image.merge("RGB", (picture.getchannel(0), ground, ground.rotate(90)))
    buffer = io.BytesIO()
    picture.save(buffer, "JPEG")
    return buffer.getvalue()


def test_an_item_gets_its_document_and_may_be_composed(desk: Desk) -> None:
    item_id = desk.item()
    assert desk.understand(item_id)
    item = desk.get(item_id)
    assert (item.understood_revision, item.document_role, item.intake) == (1, "announcement", Intake.TAKEN)
    with desk.database.read() as session:
        document = session.exec(select(Document)).one()
    assert (document.number, document.issuer) == ("27/2026/QĐ-UBND", "Ủy ban nhân dân tỉnh Hương Giang")
    assert (document.issued_on, document.effective_on) == (date(2026, 11, 23), date(2026, 12, 5))
    assert item.document_id == document.id
    assert not desk.understand(item_id), "there is nothing left to understand"


def test_an_attachment_is_read_and_a_mark_in_it_holds_the_item(desk: Desk, site: Site) -> None:
    secret = word_file("ỦY BAN NHÂN DÂN TỈNH HƯƠNG GIANG", "LƯU HÀNH NỘI BỘ", "Hướng dẫn kiểm tra hồ sơ.")
    address = site.put("/van-ban.docx", "application/octet-stream", secret)
    item_id = desk.item(attachments=(address,))
    assert desk.understand(item_id), "a held item is composed too, so that staff see it"
    item = desk.get(item_id)
    assert item.intake is Intake.HELD
    assert "nội bộ" in item.intake_reason
    read = desk.attachments(item_id)[address]
    assert (read.state, "Hướng dẫn kiểm tra hồ sơ." in read.text) == (AttachmentState.READ, True)
    assert len(desk.notices("held")) == 1


def test_who_let_a_held_item_through_is_not_asked_again_for_the_same(desk: Desk, site: Site) -> None:
    address = site.put("/van-ban.docx", "application/octet-stream", word_file("LƯU HÀNH NỘI BỘ", "Hướng dẫn."))
    item_id = desk.item(attachments=(address,))
    desk.understand(item_id)
    with desk.database.write() as session:
        take_items(session, [item_id], "lanhdao", NOW)
        session.get_one(Item, item_id).revision = 2
    assert desk.understand(item_id)
    assert desk.get(item_id).intake is Intake.TAKEN
    with desk.database.write() as session:
        item = session.get_one(Item, item_id)
        item.revision, item.text = 3, f"{TEXT}\nĐộ mật: Tối mật"
    assert desk.understand(item_id)
    assert desk.get(item_id).intake is Intake.HELD, "another mark is another question"


def test_what_cannot_be_fetched_is_tried_again_then_told(desk: Desk, site: Site) -> None:
    address = f"{site.base}/mat-roi.pdf"
    item_id = desk.item(attachments=(address,))
    for wait in WAITS:
        assert not desk.understand(item_id)
        assert not desk.understand(item_id), "not before its time"
        desk.now += wait
    assert desk.understand(item_id), "the item does not wait for ever"
    assert site.asked == ["/mat-roi.pdf"] * (len(WAITS) + 1)
    assert desk.attachments(item_id)[address].state is AttachmentState.UNREADABLE
    (told,) = desk.notices("question")
    assert "Tệp 0" in told


def test_a_few_words_are_completed_by_the_article_with_its_attachment_and_picture(desk: Desk, site: Site) -> None:
    site.put("/anh.jpg", "image/jpeg", photo())
    site.put("/toan-van.docx", "application/octet-stream", word_file("QUYẾT ĐỊNH", "Điều 1. Phạm vi điều chỉnh"))
    page = (
        f"<html><head><title>{TITLE}</title></head><body><nav>In Gửi email</nav><article><h1>{TITLE}</h1>"
        f"<p>{TEXT}</p><p>{TEXT}</p><img src='/anh.jpg' width='900' height='600'>"
        "<p>Người dân nộp hồ sơ tại Trung tâm Phục vụ hành chính công cấp xã.</p>"
        "<p><a href='/toan-van.docx'>Toàn văn</a></p></article></body></html>"
    )
    address = site.put("/tin/27.html", "text/html; charset=utf-8", page.encode())
    item_id = desk.item(text="Tóm tắt ngắn.", address=address)
    assert desk.understand(item_id)
    found = desk.attachments(item_id)
    assert "Trung tâm Phục vụ hành chính công" in found[address].text
    assert "In Gửi email" not in found[address].text
    assert "Phạm vi điều chỉnh" in found[f"{site.base}/toan-van.docx"].text
    with desk.database.read() as session:
        view = item_view(session, session.get_one(Item, item_id))
    assert view.text == "Tóm tắt ngắn.", "the source's own words stay, or its next reading would look like a change"
    assert view.picture == found[f"{site.base}/anh.jpg"].sha256
    assert Image.open(desk.store.path_of(view.picture)).size == (900, 600)


def test_a_second_announcement_of_a_document_is_a_duplicate(desk: Desk) -> None:
    first = desk.item()
    second = desk.item(
        source=1, title="Tách thửa đất: quy định mới tại Quyết định số 27/2026/QĐ-UBND của tỉnh Hương Giang"
    )
    assert desk.understand(first)
    assert not desk.understand(second)
    item = desk.get(second)
    assert (item.intake, item.duplicate_of) == (Intake.DUPLICATE, first)
    assert item.intake_reason.startswith("Trùng với «Quyết định số 27/2026/QĐ-UBND")
    with desk.database.write() as session:
        take_items(session, [second], "lanhdao", NOW)
        session.get_one(Item, second).revision = 2
    assert desk.understand(second), "staff want it all the same"
    assert desk.get(second).intake is Intake.TAKEN


def test_who_died_is_followed_by_another(desk: Desk) -> None:
    item_id = desk.item(understand_at=NOW + timedelta(minutes=5))
    assert not desk.understand(item_id)
    desk.now += timedelta(minutes=6)
    assert desk.understand(item_id)


def test_a_revision_is_understood_again(desk: Desk) -> None:
    item_id = desk.item()
    desk.understand(item_id)
    with desk.database.write() as session:
        item = session.get_one(Item, item_id)
        item.revision, item.text = 2, item.text.replace("05/12/2026", "15/12/2026")
    assert desk.understand(item_id)
    facts = facts_from_json(desk.get(item_id).facts)
    assert facts.document is not None
    assert facts.document.effective_on == date(2026, 12, 15)
