"""`loa paste` in a home of its own, against the sandbox's pages: what it takes, what it knows already, what it refuses."""

import json
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from sqlmodel import select

from channels.addresses import WayOut
from commands.guard import guarded
from commands.home import make_home
from commands.paste import paste
from distributor.clock import SystemClock
from distributor.db import Database
from distributor.ingest.fetch import Fetcher
from distributor.ingest.read import read_source
from distributor.ingest.sources import DUE_SOURCES, add_source
from distributor.models import Intake, Item, Source, Unit, UnitLevel
from distributor.scheduler.due import ids
from tests.support.servers import sandbox


@dataclass
class Office:
    """A home with one unit, and the province's pages."""

    database: Database
    pages: str
    capture: pytest.CaptureFixture[str]

    def paste(self, address: str, *, code: int = 0, unit: str = "", by: str = "") -> str:
        """What the person is told."""
        self.capture.readouterr()
        assert guarded(lambda: paste(address, unit=unit, by=by, as_json=False), as_json=False) == code
        said = self.capture.readouterr()
        return said.out if code == 0 else said.err

    def items(self) -> list[Item]:
        with self.database.read() as session:
            return list(session.exec(select(Item).order_by("id")))


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with sandbox(tmp_path_factory.mktemp("sandbox"), "--publish-every", "0") as base:
        yield base


@pytest.fixture
def office(
    pages: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    sqlite_template: Path,
) -> Iterator[Office]:
    monkeypatch.setenv("LOA_HOME", str(tmp_path))
    monkeypatch.setenv("LOA_SANDBOX_PORT", pages.rpartition(":")[2])
    settings = make_home()
    shutil.copyfile(sqlite_template, tmp_path / "loa.db")
    database = Database(settings.database_url)
    with database.write() as session:
        session.add(Unit(level=UnitLevel.PROVINCE, code="huong-giang"))
    yield Office(database, f"{pages}/huonggiang/", capsys)
    database.dispose()


DECISION = "tin/quyet-dinh-27-2026-dien-tich-toi-thieu-tach-thua-dat.html"


def test_an_article_is_taken_once_whatever_tracks_its_address(office: Office) -> None:
    said = office.paste(f" {office.pages}{DECISION} ")
    assert "Đã nhận nội dung số 1: Quyết định số 27/2026/QĐ-UBND" in said
    assert "Tệp kèm theo: Toàn văn Quyết định số 27/2026/QĐ-UBND" in said
    assert "Loại: Văn bản mới" in said
    assert "Trùng với nội dung số 1 (đã dán trước đây)" in office.paste(
        f"{office.pages}{DECISION}?utm_source=zalo&fbclid=x"
    )
    assert [each.intake for each in office.items()] == [Intake.TAKEN]
    with office.database.read() as session:
        assert [each.active for each in session.exec(select(Source))] == [False]
        assert ids(session, DUE_SOURCES, SystemClock().now()) == []


def test_an_item_of_a_feed_is_known(office: Office) -> None:
    clock = SystemClock()
    with office.database.write() as session:
        source_id = add_source(session, 1, f"{office.pages}rss.xml", take_all=True, clock=clock).id
    assert source_id is not None
    read_source(office.database, source_id, clock, Fetcher(way_out=WayOut.to(origins=[office.pages])))
    before = len(office.items())
    assert "có từ nguồn «Phổ biến, giáo dục pháp luật" in office.paste(f"{office.pages}{DECISION}")
    assert len(office.items()) == before
    assert "mà Loa đang đọc" in office.paste(f"{office.pages}rss.xml", code=1)


def test_a_document_is_an_item_made_of_itself(office: Office) -> None:
    said = office.paste(f"{office.pages}dinh-kem/quyet-dinh-27-2026-qd-ubnd.pdf")
    assert "Quyết định số 27/2026/QĐ-UBND quy định điều kiện và diện tích tối thiểu" in said
    assert "Điều 9. Hiệu lực" in office.items()[0].text


def test_a_scan_waits_for_a_person(office: Office) -> None:
    said = office.paste(f"{office.pages}xa/tep/thong-bao-niem-yet-diem-kinh-doanh-cho-xa.pdf")
    assert "bản quét 1 trang" in said
    assert office.items()[0].intake is Intake.HELD


def test_what_is_internal_is_held(office: Office) -> None:
    said = office.paste(f"{office.pages}tin/huong-dan-noi-bo-kiem-tra-ho-so-boi-thuong-nha-nuoc.html")
    assert "bị giữ lại" in said
    assert office.items()[0].intake is Intake.HELD


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("{pages}khong-co.html", "404"),
        ("{pages}rss.xml", "nguồn nhiều tin"),
        ("{pages}sitemap.xml", "nguồn nhiều tin"),
        ("{pages}", "danh sách"),
        ("{pages}xa/", "danh sách"),
        ("{pages}xa/anh/dai-dien.png", "không phải trang web"),
        ("http://10.0.0.1/x", "mạng nội bộ"),
        ("http://[/x", "không hợp lệ"),
        ("tin.html", "không phải liên kết"),
        ("file:///etc/passwd", "không phải liên kết"),
    ],
)
def test_what_cannot_be_pasted_says_why(office: Office, address: str, words: str) -> None:
    said = office.paste(address.format(pages=office.pages), code=1)
    assert words in said
    assert "Traceback" not in said
    assert office.items() == []


def test_who_and_whose(office: Office) -> None:
    assert "Không có đơn vị «la»" in office.paste(f"{office.pages}{DECISION}", code=1, unit="la")
    assert "Không có cán bộ «la»" in office.paste(f"{office.pages}{DECISION}", code=1, by="la")
    office.paste(f"{office.pages}{DECISION}", unit="huong-giang")


def test_as_json(office: Office) -> None:
    office.capture.readouterr()
    assert guarded(lambda: paste(f"{office.pages}{DECISION}", unit="", by="", as_json=True), as_json=True) == 0
    answer = json.loads(office.capture.readouterr().out)
    assert (answer["item"], answer["is_new"], answer["state"]) == (1, True, "taken")
