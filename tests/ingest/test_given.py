"""What a program hands over is an item by the rules of ingest, on both databases."""

from dataclasses import replace
from datetime import UTC, datetime
from threading import Thread

import pytest
from sqlmodel import select

from distributor.db import Database
from distributor.errors import LoaError
from distributor.ingest.given import GivenFile, GivenItem, TakenItem, take_given
from distributor.models import Attachment, Item, Source, Unit, UnitLevel

NOW = datetime(2026, 11, 24, 5, 0, tzinfo=UTC)
GIVEN = GivenItem(
    title="Quyết định 45/2026/QĐ-UBND",
    external_id="vb-45",
    text="Có hiệu lực từ 15/12/2026.",
    address="https://vanban.example/45",
    files=(GivenFile("https://vanban.example/45.pdf"),),
)


class Clock:
    def now(self) -> datetime:
        return NOW


@pytest.fixture
def unit_id(database: Database) -> int:
    with database.write() as session:
        unit = Unit(level=UnitLevel.PROVINCE, code="huong-giang")
        session.add(unit)
        session.flush()
        return unit.id or 0


def test_known_again_by_its_external_id_and_by_its_address(database: Database, unit_id: int) -> None:
    first = take_given(database, unit_id, GIVEN, Clock())
    assert first.is_new
    assert take_given(database, unit_id, GIVEN, Clock()) == TakenItem(first.item_id, False, False)
    revised = take_given(database, unit_id, replace(GIVEN, text="Có hiệu lực từ 20/12/2026."), Clock())
    assert revised == TakenItem(first.item_id, False, True)
    unnamed = replace(GIVEN, external_id="", title="Tin khác", address="https://vanban.example/46")
    second = take_given(database, unit_id, unnamed, Clock())
    assert second.is_new
    assert take_given(database, unit_id, unnamed, Clock()).item_id == second.item_id
    with database.read() as session:
        assert session.exec(select(Source.address)).all() == ["api:huong-giang"]
        assert session.exec(select(Attachment.mime).where(Attachment.item_id == first.item_id)).all() == [
            "application/pdf"
        ]


def test_many_at_once_make_one(database: Database, unit_id: int) -> None:
    taken: list[TakenItem] = []
    givers = [Thread(target=lambda: taken.append(take_given(database, unit_id, GIVEN, Clock()))) for _ in range(6)]
    for giver in givers:
        giver.start()
    for giver in givers:
        giver.join()
    assert len(taken) == 6
    assert len({each.item_id for each in taken}) == 1
    assert [each.is_new for each in taken].count(True) == 1
    with database.read() as session:
        assert len(session.exec(select(Item)).all()) == 1


def test_html_is_made_safe_and_text_stays_text(database: Database, unit_id: int) -> None:
    unsafe = replace(GIVEN, text="", html="<p onclick=alert(1)>Xem <script>alert(2)</script><b>đây</b></p>")
    item_id = take_given(database, unit_id, unsafe, Clock()).item_id
    plain = replace(GIVEN, external_id="vb-46", address="", text="Điều 1. Thửa đất < 50 m² & > 30 m²")
    plain_id = take_given(database, unit_id, plain, Clock()).item_id
    with database.read() as session:
        assert "alert" not in session.get_one(Item, item_id).html
        assert session.get_one(Item, plain_id).text == "Điều 1. Thửa đất < 50 m² & > 30 m²"


def test_what_says_nothing_is_refused(database: Database, unit_id: int) -> None:
    with pytest.raises(LoaError, match="không có tiêu đề lẫn nội dung"):
        take_given(database, unit_id, replace(GIVEN, title=" ", text=" "), Clock())
