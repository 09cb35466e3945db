"""What the calendar reads, on SQLite and on PostgreSQL alike."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import Engine, event

from distributor.calendar.period import Period, View
from distributor.clock import VIETNAM
from distributor.db import Database
from distributor.models import Account, AccountGrant, AccountState, Hold, PostState
from distributor.report.calendar import Calendar, CalendarDay, Narrowing, calendar
from tests.calendar.month import add_slot, seed_month
from tests.web.province import NOON, Province, add_item, build_province

NOVEMBER = Period(View.MONTH, date(2026, 11, 24))
DECEMBER = Period(View.LIST, date(2026, 12, 1))


class Month:
    """The believable month, read as the province or as its commune."""

    def __init__(self, database: Database, count: int = 60) -> None:
        self.database = database
        with database.write() as session:
            self.province: Province = build_province(session)
            self.ids = seed_month(session, self.province, count)

    def read(
        self, period: Period = NOVEMBER, narrowing: Narrowing | None = None, *, most: int = 20, commune: bool = False
    ) -> Calendar:
        units = [self.province.commune_id]
        if not commune:
            units.insert(0, self.province.unit_id)
        with self.database.read() as session:
            return calendar(session, units, period, narrowing or Narrowing(), most=most, now=NOON)


@pytest.fixture
def month(database: Database) -> Month:
    return Month(database)


def on(found: Calendar, day: date) -> CalendarDay:
    return next(each for each in found.days if each.day == day)


def test_posts_stand_on_their_day_in_order(month: Month) -> None:
    found = month.read()
    assert len(found.days) == 42
    assert found.total == len([chip for day in found.days for chip in day.posts])
    for day in found.days:
        assert [chip.at for chip in day.posts] == sorted(chip.at for chip in day.posts)
        assert {chip.at.date() for chip in day.posts} <= {day.day}
    states = {chip.state for day in found.days for chip in day.posts}
    assert states >= {PostState.PUBLISHED, PostState.PLANNED, PostState.FAILED, PostState.AWAITING_REVIEW}
    every = month.read(DECEMBER, most=500).total + month.read(Period(View.LIST, date(2026, 11, 1)), most=500).total
    assert every == len(month.ids)


def test_a_day_is_vietnams(month: Month) -> None:
    """Half past midnight in Vietnam is still yesterday in UTC."""
    with month.database.write() as session:
        item_id = add_item(session, month.province, "Đêm")
        midnight = datetime(2026, 11, 26, 0, 30, tzinfo=VIETNAM)
        late = add_slot(session, item_id, month.province.facebook, midnight, PostState.PLANNED)
    assert late in [chip.post_id for chip in on(month.read(), date(2026, 11, 26)).posts]


def test_a_busy_day_says_how_many_there_are(month: Month) -> None:
    busy = on(month.read(most=4), date(2026, 11, 27))
    assert len(busy.posts) == 4
    assert busy.total == len(on(month.read(most=500), date(2026, 11, 27)).posts) > 4


def test_narrowed(month: Month) -> None:
    by_account = month.read(narrowing=Narrowing(account_id=month.province.rss))
    assert {chip.account_id for day in by_account.days for chip in day.posts} == {month.province.rss}
    by_channel = month.read(narrowing=Narrowing(channel="youtube"))
    assert {chip.channel for day in by_channel.days for chip in day.posts} == {"youtube"}
    by_state = month.read(narrowing=Narrowing(state="failed"))
    assert {chip.state for day in by_state.days for chip in day.posts} == {PostState.FAILED}
    assert by_state.total < by_channel.total


def test_what_does_not_go_out_stands_there_only_when_asked_for(month: Month) -> None:
    with month.database.write() as session:
        item_id = add_item(session, month.province, "Bỏ qua")
        add_slot(session, item_id, month.province.rss, NOON + timedelta(days=1), PostState.SKIPPED)
    assert not [chip for day in month.read().days for chip in day.posts if chip.state is PostState.SKIPPED]
    assert month.read(narrowing=Narrowing(state="skipped")).total == 1


def test_another_units_posts_are_not_there(month: Month) -> None:
    with month.database.write() as session:
        item_id = add_item(session, month.province, "Của xã", unit_id=month.province.commune_id)
        own = add_slot(session, item_id, month.province.commune_account, NOON, PostState.PLANNED)
    found = month.read(commune=True)
    assert [chip.post_id for day in found.days for chip in day.posts] == [own]
    assert [line.name for line in found.accounts] == ["Xã An Lộc"]
    assert not [anchor for day in found.days for anchor in day.anchors]
    with month.database.write() as session:
        session.add(AccountGrant(account_id=month.province.rss, unit_id=month.province.commune_id))
    found = month.read(commune=True)
    assert found.total == 1
    assert "Tin pháp luật" in [line.name for line in found.accounts], "they may post there"


def test_days_that_documents_give(month: Month) -> None:
    found = month.read()
    first = on(month.read(DECEMBER), date(2026, 12, 1))
    assert [(anchor.sign, anchor.name) for anchor in first.anchors] == [
        ("effective", "27/2026/QĐ-UBND"),
        ("effective", "14/2026/NQ-HĐND"),
        ("effective", "15/2026/NQ-HĐND"),
    ]
    assert [anchor.label for anchor in on(found, date(2026, 11, 20)).anchors] == ["Ban hành"]
    (deadline,) = on(month.read(DECEMBER), date(2026, 12, 15)).anchors
    assert (deadline.label, deadline.name[:14]) == ("Hạn góp ý", "Lấy ý kiến dự ")


def test_a_hold_covers_its_days_and_ends_where_it_was_lifted(month: Month) -> None:
    with month.database.write() as session:
        session.add_all(
            [
                Hold(
                    reason="Quốc tang",
                    ordered_by="Trung ương",
                    starts_at=NOON - timedelta(days=9),
                    lifted_at=NOON - timedelta(days=7),
                ),
                Hold(reason="Chưa định", ordered_by="Sở", channel="x", starts_at=datetime(2026, 12, 5, tzinfo=VIETNAM)),
                Hold(reason="Của xã", ordered_by="Xã", unit_id=month.province.commune_id, starts_at=NOON),
            ]
        )
    found = month.read()

    def bands(day: date) -> list[tuple[str, bool]]:
        return [(band.reason[:9], band.begins) for band in on(found, day).bands if band.reason != "Của xã"]

    assert bands(date(2026, 11, 14)) == []
    assert bands(date(2026, 11, 15)) == [("Quốc tang", True)]
    assert bands(date(2026, 11, 17)) == [("Quốc tang", False)]
    assert bands(date(2026, 11, 18)) == []
    assert bands(date(2026, 12, 3)) == [("Bão số 12", True)]
    assert bands(date(2026, 12, 5)) == [("Bão số 12", False), ("Chưa định", True)]
    assert bands(date(2026, 12, 6)) == [("Chưa định", False)]
    assert [band.scope for band in on(found, date(2026, 12, 6)).bands] == ["mọi kênh của đơn vị", "X"]
    with month.database.write() as session:
        session.get_one(Hold, 1).unit_id = month.province.unit_id
    commune = month.read(commune=True)
    assert "Bão số 12, chỉ đưa tin phòng chống thiên tai" not in [b.reason for d in commune.days for b in d.bands]


def test_remarks_on_accounts(month: Month) -> None:
    lines = {line.channel: line for line in month.read().accounts if line.name != "Xã An Lộc"}
    assert lines["youtube"].remarks == ("hết hạn mức đến 25/11/2026 02:00",)
    assert lines["x"].remarks == ("cần kết nối lại",)
    assert (lines["zalo"].remarks, lines["zalo"].rests) == (("chỉ gửi từ 8:00 đến 22:00",), False)
    assert lines["facebook"].remarks == ()
    assert len({line.colour for line in lines.values()}) == 6


def test_posts_without_a_slot_are_counted(month: Month) -> None:
    with month.database.write() as session:
        item_id = add_item(session, month.province, "Chờ")
        post = add_slot(session, item_id, month.province.rss, NOON, PostState.AWAITING_REVIEW)
        session.connection().exec_driver_sql(f"UPDATE post SET slot_at = NULL WHERE id = {post}")
    assert month.read().without_slot == 1
    assert month.read(narrowing=Narrowing(channel="x")).without_slot == 0


def test_closed_accounts_stand_there_only_with_posts(month: Month) -> None:
    with month.database.write() as session:
        session.add(Account(unit_id=month.province.unit_id, channel="x", name="Cũ", state=AccountState.CLOSED))
    assert "Cũ" not in [line.name for line in month.read().accounts]


@contextmanager
def counted() -> Iterator[list[str]]:
    statements: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        if statement.startswith("SELECT"):
            statements.append(statement)

    event.listen(Engine, "before_cursor_execute", note)
    yield statements
    event.remove(Engine, "before_cursor_execute", note)


def test_queries_do_not_grow_with_posts(database: Database) -> None:
    month = Month(database, 50)
    periods = [Period(view, date(2026, 11, 27)) for view in View]

    def read() -> dict[View, tuple[int, int]]:
        """Posts and queries."""
        told = {}
        for period in periods:
            with counted() as asked:
                total = month.read(period).total
            told[period.view] = total, len(asked)
        return told

    before = read()
    with database.write() as session:
        for number in range(450):
            item_id = add_item(session, month.province, f"Tin {number}")
            at = NOON + timedelta(days=number % 20 - 10, minutes=number)
            add_slot(session, item_id, month.province.rss, at, PostState.PLANNED)
    after = read()
    assert all(after[view][0] > before[view][0] for view in View)
    assert {queries for told in (before, after) for _posts, queries in told.values()} == {7}
