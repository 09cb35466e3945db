"""A unit with two sources and a website on loopback, for the step between reading and composing."""

import io
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import docx
from PIL import Image
from sqlmodel import col, select

from channels.addresses import LOOPBACK, WayOut
from distributor.db import Database
from distributor.ingest.fetch import Fetcher
from distributor.media.store import MediaStore
from distributor.models import Attachment, Item, Notice, Revision, RevisionKind, Sighting, Source, SourceKind
from distributor.understand.store import understand_item
from tests.support import province, servers

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
    class Handler(servers.QuietHandler):
        def do_GET(self) -> None:
            site.asked.append(self.path)
            kind, content = site.pages.get(self.path, ("", b""))
            self.send_response(200 if kind else 404)
            self.send_header("Content-Type", kind or "text/plain")
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

    with servers.serving(Handler) as site.base:
        yield site


class Desk:
    """A unit with two sources, and the step under test."""

    def __init__(self, database: Database, folder: Path) -> None:
        self.database, self.now = database, NOW
        self.store = MediaStore(folder / "media")
        self.fetcher = Fetcher(way_out=WayOut.to(networks=LOOPBACK), timeout_s=5)
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
                "composed_revision": 0,
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

    def revise(self, item_id: int, **values: object) -> None:
        """As a reading does: other words, a new revision, seen now."""
        with self.database.write() as session:
            item = session.get_one(Item, item_id)
            before = item.text
            for name, value in {"revision": item.revision + 1, **values}.items():
                setattr(item, name, value)
            session.add_all(
                [
                    item,
                    Revision(
                        item_id=item_id,
                        number=item.revision,
                        kind=RevisionKind.SUBSTANTIVE,
                        seen_at=self.now,
                        title=item.title,
                        text=before,
                    ),
                ]
            )

    def refuse(self, table: str) -> None:
        """The database takes no new row of this table any more."""
        with self.database.write() as session:
            if self.database.is_sqlite:
                session.connection().exec_driver_sql(
                    f"CREATE TRIGGER refuse BEFORE INSERT ON {table} BEGIN SELECT RAISE(ABORT, 'refused'); END"
                )
            else:
                session.connection().exec_driver_sql(
                    f"ALTER TABLE {table} ADD CONSTRAINT refuse CHECK (id < 0) NOT VALID"
                )

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


def word_file(*paragraphs: str) -> bytes:
    document = docx.Document()
    for paragraph in paragraphs:
        document.add_paragraph(paragraph)
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def photo(*, turned: bool = False) -> bytes:
    picture = Image.effect_mandelbrot((900, 600), (-2, -1.2, 1, 1.2), 60).convert("RGB")
    ground = Image.linear_gradient("L").resize((900, 600))
    picture = Image.merge("RGB", (picture.getchannel(0), ground, ground.rotate(90)))
    picture = picture.transpose(Image.Transpose.FLIP_TOP_BOTTOM) if turned else picture
    buffer = io.BytesIO()
    picture.save(buffer, "JPEG")
    return buffer.getvalue()
