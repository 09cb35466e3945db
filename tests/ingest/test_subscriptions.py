"""Staff take sources on, change them and let them rest; what stood there before does not flood the channels."""

from datetime import timedelta

import pytest
from sqlmodel import col, select

from distributor.db import Database
from distributor.errors import LoaError
from distributor.ingest.sources import DUE_SOURCES, add_source
from distributor.ingest.subscriptions import change_source, read_soon, rest, source_of_units, subscribe, take_up
from distributor.models import Intake, Item, Source, SourceKind, SourceReading
from distributor.report.source_desk import reading_lines, source_lines
from distributor.scheduler.due import ids
from tests.ingest.support import Room, item

ADDRESS = "https://so.huonggiang.example/rss.xml"


@pytest.fixture
def room(database: Database) -> Room:
    return Room(database)


def add(room: Room, address: str = ADDRESS, *, title: str = "", minutes: int = 15, take_all: bool = False) -> int:
    with room.database.write() as session:
        source = subscribe(
            session,
            room.unit_id,
            address,
            title=title,
            minutes=minutes,
            take_all=take_all,
            profile="",
            clock=room.clock,
        )
        return source.id or 0


def due(room: Room) -> list[int]:
    with room.database.read() as session:
        return ids(session, DUE_SOURCES, room.clock.now())


@pytest.mark.parametrize(("take_all", "before"), [(False, Intake.BACKLOG), (True, Intake.TAKEN)])
def test_what_stood_there_waits_and_what_comes_is_taken(room: Room, take_all: bool, before: Intake) -> None:
    source_id = add(room, take_all=take_all)
    assert due(room) == [source_id]
    room.read(source_id, item("Tin cũ", guid="1"))
    room.read(source_id, item("Tin cũ", guid="1"), item("Tin mới", guid="2"))
    with room.database.read() as session:
        intakes = dict(session.exec(select(Item.title, Item.intake)).all())
    assert intakes == {"Tin cũ": before, "Tin mới": Intake.TAKEN}
    assert due(room) == []
    room.clock.instant += timedelta(minutes=15)
    assert due(room) == [source_id]


def test_one_that_is_read_is_not_taken_on_again(room: Room) -> None:
    source_id = add(room, title="  Trang của   Sở ")
    assert add(room) == source_id, "sent twice before it was read"
    room.read(source_id, item("Tin", guid="1"))
    with pytest.raises(LoaError, match="đang được đọc rồi: «Trang của Sở»"):
        add(room)


def test_one_that_was_read_once_goes_on(room: Room) -> None:
    """As `loa run` leaves it: read, and not read again by itself."""
    source_id = room.source(ADDRESS)
    room.read(source_id, item("Tin", guid="1"))
    with room.database.write() as session:
        session.get_one(Source, source_id).active = False
    assert add(room, minutes=60) == source_id
    source = room.get_source(source_id)
    assert (source.active, source.interval_s, source.take_all) == (True, 3600, False)
    room.read(source_id, item("Tin", guid="1"), item("Tin mới", guid="2"))
    assert [each.intake for each in room.items()] == [Intake.TAKEN, Intake.TAKEN]


@pytest.mark.parametrize(
    ("address", "title", "minutes", "words"),
    [
        ("", "", 15, "Hãy nhập cả địa chỉ"),
        ("/etc/passwd", "", 15, "Hãy nhập cả địa chỉ"),
        ("file:///etc/passwd", "", 15, "Hãy nhập cả địa chỉ"),
        ("https://", "", 15, "không hợp lệ|Hãy nhập"),
        (ADDRESS, "x" * 301, 15, "dài quá 300"),
        (ADDRESS, "", 1, "trong danh sách"),
        (ADDRESS, "", 0, "trong danh sách"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_left(
    room: Room, address: str, title: str, minutes: int, words: str
) -> None:
    with pytest.raises(LoaError, match=words):
        add(room, address, title=title, minutes=minutes)
    with room.database.read() as session:
        assert session.exec(select(Source)).all() == []


def test_a_page_that_was_pasted_is_no_source_until_it_is_taken_on(room: Room) -> None:
    """So is one that rests: its address added again takes it up."""
    with room.database.write() as session:
        pasted = add_source(session, room.unit_id, ADDRESS, take_all=True, clock=room.clock, kind=SourceKind.PAGE)
        pasted.active, pasted.first_read_at = False, room.clock.now()  # as `ingest.paste` leaves it
        session.flush()
        pasted_id = pasted.id or 0
    for _ in range(2):
        with room.database.read() as session:
            assert source_lines(session, [room.unit_id]) == []
            assert source_of_units(session, pasted_id, [room.unit_id]) is None
        assert add(room) == pasted_id
        with room.database.write() as session:
            (line,) = source_lines(session, [room.unit_id])
            assert (line.active, line.kind_label) == (True, "trang một bài")
            rest(session, session.get_one(Source, pasted_id))


def test_one_that_turns_out_to_be_one_article_is_still_shown(room: Room) -> None:
    source_id = add(room)
    with room.database.write() as session:
        session.get_one(Source, source_id).kind = SourceKind.PAGE  # the first reading saw it
    with room.database.read() as session:
        (line,) = source_lines(session, [room.unit_id])
        assert line.kind_label == "trang một bài"
        assert source_of_units(session, source_id, [room.unit_id]) is not None


def test_it_rests_and_is_taken_up_again(room: Room) -> None:
    source_id = add(room)
    with room.database.write() as session:
        source = session.get_one(Source, source_id)
        source.failures = 4
        assert rest(session, source) == ["active"]
        assert rest(session, source) == []
        with pytest.raises(LoaError, match="đang ngừng đọc"):
            read_soon(session, source, room.clock.now())
    assert due(room) == []
    with room.database.write() as session:
        source = session.get_one(Source, source_id)
        assert take_up(session, source, room.clock.now()) == ["active"]
        assert take_up(session, source, room.clock.now()) == []
        assert source.failures == 0
    assert due(room) == [source_id]


def test_another_name_and_interval_and_read_at_once(room: Room) -> None:
    source_id = add(room)
    room.read(source_id, item("Tin", guid="1"))
    with room.database.write() as session:
        source = session.get_one(Source, source_id)
        source.interval_s = 15  # as the demo's
        assert change_source(session, source, title="Trang của Sở", minutes=None) == ["title"]
        assert (source.title, source.interval_s) == ("Trang của Sở", 15)
        assert change_source(session, source, title="", minutes=30) == ["interval_s"]
        assert (source.title, source.interval_s) == ("Trang của Sở", 1800)
        read_soon(session, source, room.clock.now())
    assert due(room) == [source_id]


def test_the_desk_tells_how_each_stands(room: Room) -> None:
    resting, read = add(room, "https://xa.huonggiang.example/rss"), add(room)
    with room.database.write() as session:
        rest(session, session.get_one(Source, resting))
    room.read(read, item("Tin", guid="1"))
    room.read(read, item("Tin", guid="1"), item("Tin 2", guid="2"))
    body = room.read(read, item("Tin", guid="1"), item("Tin 2", guid="2"))
    assert body.unchanged
    with room.database.read() as session:
        first, second = source_lines(session, [room.unit_id])
        readings = reading_lines(session, read, 20)
        assert source_lines(session, [room.unit_id + 1]) == []
        assert source_lines(session, [room.unit_id], resting) == [second]
    assert (first.id, first.active, first.items, first.title) == (read, True, 2, "Trang mẫu")
    assert first.last is not None
    assert first.last.unchanged
    assert (second.id, second.active, second.items, second.last) == (resting, False, 0, None)
    assert [(each.found, each.new) for each in readings] == [(2, 1), (1, 1)]


def test_readings_that_find_nothing_changed_are_one_row(room: Room) -> None:
    """With the newest's time; another comes after something has changed."""
    source_id, at = add(room), []
    for titles in (["A"], ["A"], ["A"], ["A", "B"], ["A", "B"]):
        room.clock.instant += timedelta(minutes=15)
        at.append(room.clock.now())
        room.read(source_id, *(item(title, guid=title) for title in titles))
    with room.database.read() as session:
        readings = session.exec(select(SourceReading).order_by(col(SourceReading.id))).all()
    assert [(each.read_at, each.unchanged) for each in readings] == [
        *((at[0], False), (at[2], True)),
        *((at[3], False), (at[4], True)),
    ]
