"""What the tests of this room share: a database in a folder, a clock that stands, feeds built from parts, real material."""

import unicodedata
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlmodel import select

from distributor.db import Database
from distributor.ingest.fetch import Fetched, Fetcher, FetchError, NotModified
from distributor.ingest.read import ReadingResult, read_source
from distributor.ingest.sources import add_source
from distributor.models import Item, Notice, Source, Unit, UnitLevel
from tests.support.both import make_tables

NOW = datetime(2026, 11, 24, 8, 0, tzinfo=UTC)
ADDRESS = "https://pbgdpl.huonggiang.example/rss"
REAL = Path(__file__).resolve().parent.parent.parent.parent / "shared" / "real"


def real(name: str) -> Path:
    """A file of the real material beside the repository; the test is skipped where that was not handed over."""
    path = REAL / name
    if not path.exists():
        pytest.skip(f"real material is not here: ../shared/real/{name} beside the repository")
    return path


class StandingClock:
    def __init__(self, instant: datetime = NOW) -> None:
        self.instant = instant

    def now(self) -> datetime:
        return self.instant

    def pass_by(self, **how_long: float) -> None:
        self.instant += timedelta(**how_long)


class Answers(Fetcher):
    """A fetcher that gives what it is told to: bytes, nothing new, or an error."""

    def __init__(self, body: bytes = b"", content_type: str = "application/rss+xml") -> None:
        super().__init__()
        self.body = body
        self.content_type = content_type
        self.error: FetchError | None = None
        self.asked: list[tuple[str, str, str]] = []

    def fetch(self, address: str, *, etag: str = "", last_modified: str = "") -> Fetched | NotModified:
        self.asked.append((address, etag, last_modified))
        if self.error is not None:
            raise self.error
        return Fetched(self.body, self.content_type, "utf-8", '"1"', "Tue, 24 Nov 2026 08:00:00 GMT", address)


def rss(items: Iterable[str], *, title: str = "Trang mẫu", link: str = "https://pbgdpl.huonggiang.example/") -> bytes:
    return (
        '<?xml version="1.0" encoding="UTF-8"?><rss version="2.0"><channel>'
        f"<title>{title}</title><link>{link}</link><description>Dữ liệu mẫu</description>{''.join(items)}</channel></rss>"
    ).encode()


def item(
    title: str = "",
    *,
    guid: str = "",
    link: str = "",
    text: str = "",
    date: str = "",
    category: str = "",
    more: str = "",
) -> str:
    parts = {"title": title, "guid": guid, "link": link, "description": text, "pubDate": date, "category": category}
    inner = "".join(f"<{name}><![CDATA[{value}]]></{name}>" for name, value in parts.items() if value)
    return f"<item>{inner}{more}</item>"


class Room:
    """One unit with sources, read through the whole path. The first reading takes all unless told otherwise."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.clock = StandingClock()
        make_tables(database)
        self._units = 0
        self.unit_id = self.new_unit()

    def new_unit(self) -> int:
        self._units += 1
        with self.database.write() as session:
            unit = Unit(level=UnitLevel.PROVINCE, code=f"huong-giang-{self._units}")
            session.add(unit)
            session.flush()
            assert unit.id is not None
            return unit.id

    def source(self, address: str = ADDRESS, *, take_all: bool = True, flood_limit: int = 50) -> int:
        with self.database.write() as session:
            source = add_source(
                session, self.unit_id, address, take_all=take_all, clock=self.clock, flood_limit=flood_limit
            )
        assert source.id is not None
        return source.id

    def read(self, source_id: int, *items: str) -> ReadingResult:
        return self.read_bytes(source_id, rss(items))

    def read_bytes(self, source_id: int, body: bytes) -> ReadingResult:
        outcome = read_source(self.database, source_id, self.clock, Answers(body))
        assert outcome.error == ""
        return outcome

    def items(self) -> list[Item]:
        with self.database.read() as session:
            return list(session.exec(select(Item).order_by("id")))

    def titles(self) -> list[str]:
        return [each.title for each in self.items()]

    def notices(self, kind: str) -> list[Notice]:
        with self.database.read() as session:
            return [each for each in session.exec(select(Notice)) if each.kind == kind and each.closed_at is None]

    def get_source(self, source_id: int) -> Source:
        with self.database.read() as session:
            return session.get_one(Source, source_id)


def decomposed(text: str) -> str:
    return unicodedata.normalize("NFD", text)
