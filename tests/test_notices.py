"""A notice is for the unit whose matter it is."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlmodel import col, select

from distributor.db import Database
from distributor.models import Notice
from distributor.notices import OWNED, close_notices, open_notice, reword_notice
from phrases import Phrase, in_language, listed, phrase
from tests.support import province

NOW = datetime(2026, 11, 25, 1, 0, tzinfo=UTC)


def open_ones(database: Database) -> list[Notice]:
    with database.read() as session:
        return list(session.exec(select(Notice).where(col(Notice.closed_at).is_(None)).order_by(col(Notice.id))))


def test_it_is_told_to_the_unit_of_what_it_names(database: Database) -> None:
    with database.write() as session:
        seeded = province.seed_unit(session)
        item_id = province.seed_item(session, seeded, 1, NOW)
        open_notice(session, kind="held", subject=f"item:{item_id}", text="Giữ lại", now=NOW)
        open_notice(session, kind="disk", subject="disk", text="Đĩa sắp đầy", now=NOW)
        open_notice(session, kind="held", subject="item:99999", text="Không còn", now=NOW)
    assert [notice.unit_id for notice in open_ones(database)] == [seeded.unit_id, None, None]


@pytest.mark.parametrize("name", OWNED)
def test_every_thing_that_has_a_unit_can_be_named(database: Database, name: str) -> None:
    with database.write() as session:
        open_notice(session, kind="test", subject=f"{name}:1", text="Nhắc", now=NOW)
    assert [notice.unit_id for notice in open_ones(database)] == [None]


def test_one_stands_open_a_subject_and_says_the_newest(database: Database) -> None:
    with database.write() as session:
        for text in ("Một", "Hai"):
            open_notice(session, kind="held", subject="disk", text=text, now=NOW)
        assert reword_notice(session, kind="held", subject="disk", text="Ba")
        assert not reword_notice(session, kind="held", subject="khác", text="Bốn")
    assert [(notice.text, notice.opened_at) for notice in open_ones(database)] == [("Ba", NOW)]
    with database.write() as session:
        close_notices(session, subject="disk", now=NOW + timedelta(minutes=1))
    assert open_ones(database) == []


def test_a_long_notice_is_still_said_in_english(database: Database) -> None:
    titles = [f"Quyết định số {number}/2026/QĐ-UBND" for number in range(12)]
    said = listed(phrase("notices.about", title=title, said=phrase("plan.choose-again")) for title in titles)
    with database.write() as session:
        open_notice(session, kind="a", subject="item:1", text=said, now=NOW)
    with database.read() as session:
        [kept] = session.exec(select(Notice.text)).all()
    assert isinstance(said, Phrase)
    assert len(said.stored()) > 1000
    assert (kept, in_language(kept, "en")) == (said, said.in_language("en"))
