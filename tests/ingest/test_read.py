"""Readings through the whole path: identity, backlog, flood, marks, revisions, failures, real material."""

from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import update
from sqlmodel import col, select

from distributor.children import CHILDREN
from distributor.errors import LoaError
from distributor.ingest import parsing
from distributor.ingest import read as reading
from distributor.ingest.fetch import Fetcher, FetchError
from distributor.ingest.identify import identify
from distributor.ingest.known import load_known
from distributor.ingest.parse import parse_feed
from distributor.ingest.read import LONGEST_WAIT, next_wait, read_source
from distributor.ingest.sources import DUE_SOURCES, add_source, source_address, take_items
from distributor.ingest.store import withdraw_item
from distributor.models import (
    Account,
    Attachment,
    AttachmentState,
    Intake,
    Item,
    ItemKey,
    Post,
    PostState,
    Revision,
    RevisionKind,
    Sighting,
    SourceReading,
)
from distributor.scheduler.due import ids
from tests.ingest.support import ADDRESS, NOW, Answers, Room, decomposed, item, real, rss

HOME = "https://pbgdpl.huonggiang.example/"
OLD_DATE = "Mon, 02 Nov 2026 08:00:00 +0700"
COMING_DATE = "Mon, 30 Nov 2026 08:00:00 +0700"


def page(number: int) -> str:
    return f"{HOME}tin/{number}.html"


A = item("Tin A", guid="a", link=page(1), text="Chữ A.")
B = item("Tin B", guid="b", link=page(2), text="Chữ B.")


# --- identity inside one source


@pytest.mark.parametrize(
    ("first", "second", "titles"),
    [
        pytest.param([A, B], [B, A], ["Tin A", "Tin B"], id="reordered"),
        pytest.param([A, B], [B], ["Tin A", "Tin B"], id="truncated"),
        pytest.param([A], [item("Tin A", guid="a", link=page(9), text="Chữ A.")], ["Tin A"], id="link moved, guid same"),
        pytest.param(
            [item("Một", guid="1", link=HOME), item("Hai", guid="2", link=HOME)],
            [item("Ba", guid="3", link=HOME)],
            ["Một", "Hai", "Ba"],
            id="all link home",
        ),
        pytest.param(
            [item("Một", guid="1", link=page(1)), item("Hai", guid="2", link=page(1))], [], ["Một", "Hai"], id="one link"
        ),
        pytest.param(
            [item("Một", guid="1", link=page(1))],
            [item("Hai", guid="2", link=page(1))],
            ["Một", "Hai"],
            id="one link, two readings, guid wins",
        ),
        pytest.param([item("Một", link=page(1))], [item("Một", guid="1", link=page(1))], ["Một"], id="guid comes later"),
        pytest.param([item("Một", guid="1", link=page(1))], [item("Một", link=page(1))], ["Một"], id="guid goes away"),
        pytest.param(
            [item("Một", link=f"{HOME}?cn=28&tc=1"), item("Hai", link=f"{HOME}?cn=28&tc=2")],
            [item("Một", link=f"{HOME}?cn=28&tc=1&utm_source=rss")],
            ["Một", "Hai"],
            id="identity in the query",
        ),
        pytest.param(
            [item("Một", guid=f"{HOME}x?utm_source=1")], [item("Một", guid=f"{HOME}x?utm_source=2")], ["Một"], id="tracked guid"
        ),
        pytest.param(
            [item("Một", guid=f"{HOME}t#1", link=f"{HOME}t"), item("Hai", guid=f"{HOME}t#2", link=f"{HOME}t")],
            [],
            ["Một", "Hai"],
            id="guids apart by fragment",
        ),
        pytest.param([item("Thông báo", date=OLD_DATE)], [item(decomposed("Thông báo"), date=OLD_DATE)], ["Thông báo"], id="nfd"),
        pytest.param(
            [item("Thông báo", date=OLD_DATE), item("Thông báo", date=COMING_DATE), item("Thông báo")],
            [item("Thông báo")],
            ["Thông báo"] * 3,
            id="title and date",
        ),
        pytest.param(
            [item("Thông báo", link=page(1)), item("Thông báo", link=page(2))], [], ["Thông báo"] * 2, id="same title, two pages"
        ),
        pytest.param(
            [item("Một", link=page(1)), item("Hai", link=page(1))], [item("Một", link=page(1))], ["Một", "Hai"], id="shared, cut"
        ),
        pytest.param(
            [item("Một", guid=HOME, link=page(1)), item("Hai", guid=HOME, link=page(2))], [], ["Một", "Hai"], id="one guid"
        ),
        pytest.param([A, B], [item("Tin A", guid=f"{HOME}?p=1", link=page(1), text="Chữ A.")], ["Tin A", "Tin B"], id="regiven"),
        pytest.param([A, A], [A], ["Tin A"], id="twice in one feed"),
        pytest.param([item(text="<p>Câu đầu. Câu sau.</p>", link=page(1))], [], ["Câu đầu"], id="no title"),
    ],
)  # fmt: skip
def test_identity(room: Room, first: list[str], second: list[str], titles: list[str]) -> None:
    source = room.source()
    room.read(source, *first)
    outcome = room.read(source, *second, "")
    assert room.titles() == titles
    again = room.read(source, *second, " ")
    assert (again.new, again.revised) == (0, 0)
    assert outcome.skipped == again.skipped == ()


def test_nothing_is_lost_silently(room: Room) -> None:
    outcome = room.read(room.source(), item(link=page(1)), item("Một", guid="x"), item("Hai", guid="x"))
    assert [(each.title, bool(each.reason)) for each in outcome.skipped] == [("Hai", True), ("", True)]
    with room.database.read() as session:
        (reading,) = session.exec(select(SourceReading))
    assert (reading.found, reading.new, len(reading.warnings)) == (3, 1, 2)


def test_what_is_stored_together_is_told_apart(room: Room) -> None:
    """Keys, sightings and files of hundreds of items that are written at once belong to their own."""
    numbers = [7 * number % 450 for number in range(450)]
    more = '<enclosure url="https://pbgdpl.huonggiang.example/{}.pdf" type="application/pdf"/>'
    entries = [item(f"Tin {each}", link=page(each), text=f"Chữ {each}.", more=more.format(each)) for each in numbers]
    outcome = room.read(room.source(flood_limit=1000), *entries)
    with room.database.read() as session:
        items = {each.id: each for each in session.exec(select(Item))}
        assert [items[each].title for each in outcome.new_item_ids] == [f"Tin {each}" for each in numbers]
        for key in session.exec(select(ItemKey).where(ItemKey.kind == "address")):
            assert items[key.item_id].address.endswith(key.value.partition("/")[2])
        for file in session.exec(select(Attachment)):
            assert file.address == f"{HOME}{items[file.item_id].title.removeprefix('Tin ')}.pdf"
        sighted = {each.item_id: each.entry_key for each in session.exec(select(Sighting))}
    assert len(set(sighted.values())) == len(items) == 450


def test_an_entry_that_breaks_costs_itself_only(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    def fragile(title: str, text: str) -> tuple[str, ...]:
        if title == "Tin A":
            raise RuntimeError("hỏng")
        return ()

    source = room.source()
    with monkeypatch.context() as patch:
        # Within this process, as within a child.
        patch.setattr(CHILDREN, "call", lambda _function, body, **_: parsing.read_body(body))
        patch.setattr("distributor.ingest.content.find_marks", fragile)
        outcome = room.read(source, A, B)
    assert (outcome.new, [each.title for each in outcome.skipped]) == (1, ["Tin A"])
    # Same bytes: not remembered, since something was skipped.
    assert room.read(source, A, B).new == 1


def test_half_a_surrogate_pair_costs_its_entry_only(room: Room) -> None:
    body = (
        b'[{"url": "https://a.example/\\ud800", "title": "x\\ud800"}, {"url": "https://a.example/2", "title": "Hai"}]'
    )
    outcome = room.read_bytes(room.source(), body)
    assert (room.titles(), len(outcome.skipped)) == (["Hai"], 1)


def test_an_unexpected_fault_is_an_outcome(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_arguments: object) -> None:
        raise RuntimeError("hỏng")

    monkeypatch.setattr("distributor.ingest.read.decide", broken)
    outcome = read_source(room.database, room.source(), room.clock, Answers(rss([A])))
    assert "RuntimeError" in outcome.error


# --- two sources of one unit


@pytest.mark.parametrize(
    "other",
    [
        item("Tin A ở nơi khác", guid="khac", link=f"{page(1)}?utm_source=x"),
        item("Tin A ở nơi khác", link=page(1).replace("https", "http")),
        item("Tin A ở nơi khác", guid=page(1), link="https://rut-gon.example/1"),
    ],
)
def test_a_second_source_makes_a_sighting(room: Room, other: str) -> None:
    one, two = room.source(), room.source("https://so-tu-phap.huonggiang.example/rss")
    room.read(one, item("Tin A", guid="a", link=page(1)))
    outcome = room.read(two, other)
    assert (outcome.new, outcome.revised) == (0, 0)
    assert room.titles() == ["Tin A"]
    with room.database.read() as session:
        assert [(each.source_id, each.duplicate) for each in session.exec(select(Sighting))] == [
            (one, False),
            (two, True),
        ]
    # What the second source changes is not the item's own change.
    assert room.read(two, other.replace("nơi khác", "nơi khác nữa")).revised == 0


def test_documents_that_only_the_second_source_names_are_read(room: Room) -> None:
    """Which of two sites is read first is chance. What is not decided is composed anew with them, what is planned stays."""
    one, two = room.source(), room.source("https://xa-binh-lang.example/rss")
    room.read(one, item("Tin A", link=page(1)))
    states = (PostState.DRAFT, PostState.AWAITING_REVIEW, PostState.PLANNED)
    with room.database.write() as session:
        session.execute(update(Item).values(understood_revision=1, composed_revision=1))
        account = Account(unit_id=room.unit_id, channel="rss", name="Bản tin", settings={}, limits={})
        session.add(account)
        session.flush()
        for state in states:
            session.add(
                Post(
                    unit_id=room.unit_id,
                    account_id=account.id or 0,
                    item_id=room.items()[0].id or 0,
                    purpose=state.value,
                    revision=1,
                    state=state,
                    created_at=NOW,
                )
            )
    file = '<enclosure url="https://xa.example/{}.pdf" type="application/pdf" length="9"/>'
    for name in ("toan-van", "toan-van", "ban-khac"):
        room.read(two, item("Tin A", link=page(1), more=file.format(name)))
    with room.database.read() as session:
        assert session.exec(select(Attachment.address)).all() == ["https://xa.example/toan-van.pdf"]
        only = session.exec(select(Item)).one()
        assert (only.revision, only.understood_revision, only.composed_revision) == (1, 0, 0)
        revisions = {post.state: post.revision for post in session.exec(select(Post))}
        assert revisions == dict(zip(states, (0, 0, 1), strict=True))


def test_plain_guids_are_the_sources_own(room: Room) -> None:
    one, two = room.source(), room.source("https://so-tu-phap.huonggiang.example/rss")
    room.read(one, item("Một", guid="1"))
    assert room.read(two, item("Hai", guid="1")).new == 1


def test_home_links_join_nothing(room: Room) -> None:
    one, two = room.source(), room.source("https://so-tu-phap.huonggiang.example/rss")
    room.read(one, item("Một", guid="1", link=HOME))
    assert room.read(two, item("Hai", guid="2", link=HOME)).new == 1


# --- hypothesis: identity under reordering and truncation

ENTRIES = st.lists(
    st.builds(
        lambda number, guid, link: item(
            f"Tin {number}",
            guid={"own": f"g{number}", "web": page(number), "none": ""}[guid],
            link={"own": page(number), "home": HOME, "shared": page(0), "none": ""}[link],
            text="Chữ.",
        ),
        st.integers(1, 12),
        st.sampled_from(["own", "web", "none"]),
        st.sampled_from(["own", "home", "shared", "none"]),
    ),
    min_size=1,
    max_size=12,
    unique_by=lambda text: text.split("]]>")[0],
)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(entries=ENTRIES, data=st.data())
def test_identity_holds_under_reordering_and_truncation(room: Room, entries: list[str], data: st.DataObject) -> None:
    room.unit_id = room.new_unit()  # making a whole database for each example would be most of the time
    source = room.source()
    assert room.read(source, *entries).new == len(entries)
    for _ in range(3):
        part = data.draw(st.permutations(entries))[: data.draw(st.integers(0, len(entries)))]
        outcome = room.read(source, *part, " ")
        assert (outcome.new, outcome.revised, outcome.skipped) == (0, 0, ())


def test_entries_without_guid_that_shared_a_link_stay_themselves_when_alone(room: Room) -> None:
    """A feed that links them all to one page, cut short to one of them, then to the other."""
    source = room.source()
    one, other = item("Tin một", link=page(0), text="Chữ."), item("Tin hai", link=page(0), text="Chữ khác.")
    assert room.read(source, one, other).new == 2
    for alone in (one, other, one):
        outcome = room.read(source, alone)
        assert (outcome.new, outcome.revised, outcome.skipped) == (0, 0, ())


@given(entries=ENTRIES)
def test_names_do_not_depend_on_order(entries: list[str]) -> None:
    forward, backward = (
        {each.entry_key for each in identify(parse_feed(rss(order), address=ADDRESS), 1).entries}
        for order in (entries, entries[::-1])
    )
    assert forward == backward


# --- backlog, flood, marks


def test_backlog_is_what_was_there_before(room: Room) -> None:
    source = room.source(take_all=False)
    room.read(
        source,
        item("Cũ", guid="1", date=OLD_DATE),
        item("Không ngày", guid="2"),
        item("Sắp tới", guid="3", date=COMING_DATE),
    )
    room.read(source, item("Đến sau", guid="4", date=OLD_DATE))
    assert {each.title: each.intake for each in room.items()} == {
        "Cũ": Intake.BACKLOG,
        "Không ngày": Intake.BACKLOG,
        "Sắp tới": Intake.TAKEN,
        "Đến sau": Intake.TAKEN,
    }  # fmt: skip


def test_a_flood_waits_for_staff_with_one_notice(room: Room) -> None:
    source = room.source(take_all=False, flood_limit=3)
    room.read(source)
    room.read(source, *(item(f"Tin {number}", guid=str(number)) for number in range(3)))
    room.read(source, *(item(f"Tin {number}", guid=str(number)) for number in range(10, 14)))
    assert [each.intake for each in room.items()] == [Intake.TAKEN] * 3 + [Intake.FLOOD] * 4
    assert len(room.notices("flood")) == 1
    waiting = [each.id for each in room.items() if each.intake is Intake.FLOOD and each.id is not None]
    with room.database.write() as session:
        assert take_items(session, waiting[:1], "lan", NOW) == waiting[:1]
    assert len(room.notices("flood")) == 1
    with room.database.write() as session:
        assert take_items(session, waiting, "lan", NOW) == waiting[1:]
    assert room.notices("flood") == []
    assert room.items()[-1].intake_reason.startswith("lan nhận")


def test_take_all_takes_all(room: Room) -> None:
    room.read(
        room.source(flood_limit=2), *(item(f"Tin {number}", guid=str(number), date=OLD_DATE) for number in range(5))
    )
    assert {each.intake for each in room.items()} == {Intake.TAKEN}


def test_marks_hold_and_staff_may_take(room: Room) -> None:
    room.read(room.source(), item("Báo cáo", guid="1", text="<p>Tài liệu lưu hành nội bộ</p>"), item("Luật", guid="2"))
    held, free = room.items()
    assert (held.intake, free.intake) == (Intake.HELD, Intake.TAKEN)
    assert "lưu hành nội bộ" in held.intake_reason
    (notice,) = room.notices("held")
    assert notice.subject == f"item:{held.id}"
    assert held.id is not None
    with room.database.write() as session:
        take_items(session, [held.id], "lan", NOW)
    assert room.notices("held") == []


# --- revisions


def test_trivial_changes_leave_the_revision_alone(room: Room) -> None:
    source = room.source()
    room.read(source, item("Tin", guid="1", link=page(1), text="<p>Một   hai</p>"))
    outcome = room.read(source, item(" Tin ", guid="1", link=f"{page(1)}?utm_source=x", text="<p><b>Một</b> hai</p>"))
    (only,) = room.items()
    assert (outcome.revised, only.revision, only.html, only.address) == (0, 1, "<p><b>Một</b> hai</p>", page(1))
    assert room.notices("revision") == []


def test_a_document_that_comes_later_is_read_too(room: Room) -> None:
    """The words stay, so nothing is posted again; but a mark in the document must hold the item."""
    source = room.source()
    room.read(source, item("Tin", guid="1", text="Chữ."))
    with room.database.write() as session:
        session.execute(update(Item).values(understood_revision=1, composed_revision=1))
    file = '<enclosure url="https://stp.example/toan-van.pdf" type="application/pdf" length="9"/>'
    outcome = room.read(source, item("Tin", guid="1", text="Chữ.", more=file))
    (only,) = room.items()
    assert (outcome.revised, only.revision, only.understood_revision, only.composed_revision) == (0, 1, 0, 1)
    with room.database.read() as session:
        assert session.exec(select(Attachment.state)).all() == [AttachmentState.WANTED]


def test_a_substantive_change_is_recorded_with_what_stood_there(room: Room) -> None:
    source = room.source()
    room.read(source, item("Hạn nộp 01/12/2026", guid="1", text="Chữ cũ."))
    outcome = room.read(source, item("Hạn nộp 15/12/2026", guid="1", text="Chữ cũ."))
    (only,) = room.items()
    assert (only.title, only.revision, outcome.revised_item_ids) == ("Hạn nộp 15/12/2026", 2, (only.id,))
    with room.database.read() as session:
        (revision,) = session.exec(select(Revision))
    assert (revision.kind, revision.number, revision.title) == (RevisionKind.SUBSTANTIVE, 2, "Hạn nộp 01/12/2026")
    assert "15/12/2026" in revision.changes[0]
    (notice,) = room.notices("revision")
    assert notice.subject == f"item:{only.id}"


def test_a_change_that_brings_a_mark_holds(room: Room) -> None:
    source = room.source()
    room.read(source, item("Tin", guid="1", text="Chữ."))
    room.read(source, item("Tin", guid="1", text="Chữ. Độ mật: Mật"))
    assert [each.intake for each in room.items()] == [Intake.HELD]


def test_a_moved_article_is_known_by_its_new_address_too(room: Room) -> None:
    source = room.source()
    room.read(source, A)
    room.read(source, item("Tin A", guid="a", link=page(9), text="Chữ A."))
    (only,) = room.items()
    assert only.address == page(9)
    with room.database.read() as session:
        assert {each.value for each in session.exec(select(ItemKey)) if each.kind == "address"} == {page(1), page(9)}


def test_withdrawal(room: Room) -> None:
    room.read(room.source(), A)
    with room.database.write() as session:
        withdraw_item(session, room.items()[0], "trang báo mã 410", NOW)
    with room.database.read() as session:
        assert [each.kind for each in session.exec(select(Revision))] == [RevisionKind.WITHDRAWN]
    (only,) = room.items()
    assert (only.revision, only.intake) == (2, Intake.HELD)
    assert "gỡ khỏi nguồn" in only.intake_reason


def test_a_withdrawal_names_what_was_left_aside_as_the_same(room: Room) -> None:
    room.read(room.source(), A, B)
    first, second = room.items()
    with room.database.write() as session:
        session.execute(
            update(Item).where(col(Item.id) == second.id).values(intake=Intake.DUPLICATE, duplicate_of=first.id)
        )
        withdraw_item(session, session.get_one(Item, first.id), "trang báo mã 410", NOW)
    (notice,) = room.notices("revision")
    assert f"Tin trùng đang được bỏ qua: {second.id}" in notice.text


# --- the source itself


def test_same_bytes_and_conditional_get(room: Room) -> None:
    source = room.source()
    fetcher = Answers(rss([A]))
    assert read_source(room.database, source, room.clock, fetcher).new == 1
    outcome = read_source(room.database, source, room.clock, fetcher)
    assert (outcome.unchanged, outcome.found, outcome.error) == (True, 0, "")
    assert fetcher.asked == [(ADDRESS, "", ""), (ADDRESS, '"1"', "Tue, 24 Nov 2026 08:00:00 GMT")]
    assert room.get_source(source).title == "Trang mẫu"


def test_failures_back_off_tell_staff_once_and_heal(room: Room) -> None:
    source = room.source()
    fetcher = Answers(rss([A]))
    fetcher.error = FetchError("Không đọc được. Hãy thử lại.")
    waits = []
    for failures in range(1, 12):
        outcome = read_source(room.database, source, room.clock, fetcher)
        assert outcome.error == "Không đọc được. Hãy thử lại."
        state = room.get_source(source)
        assert state.next_read_at is not None
        waits.append(state.next_read_at - room.clock.now())
        assert len(room.notices("source")) == (failures >= 3)
    assert waits[:4] == [timedelta(seconds=60 * 2**power) for power in range(4)]
    assert waits[-1] == LONGEST_WAIT
    fetcher.error = None
    assert read_source(room.database, source, room.clock, fetcher).new == 1
    assert (room.get_source(source).failures, room.notices("source")) == (0, [])
    with room.database.read() as session:
        assert len(list(session.exec(select(SourceReading)))) == 12


def test_a_server_that_asks_for_rest_gets_it(room: Room) -> None:
    source = room.source()
    fetcher = Answers()
    fetcher.error = FetchError("Đọc thưa hơn.", wait_s=3600)
    read_source(room.database, source, room.clock, fetcher)
    assert room.get_source(source).next_read_at == NOW + timedelta(hours=1)
    assert next_wait(60, 10**6) == LONGEST_WAIT


def test_html_in_place_of_a_feed_forgets_nothing(room: Room) -> None:
    source = room.source()
    room.read(source, A)
    outcome = read_source(room.database, source, room.clock, Answers(b"<html><body>Bao tri</body></html>"))
    assert "HTML" in outcome.error
    assert room.read(source, A).unchanged
    assert room.titles() == ["Tin A"]


def test_an_unknown_source_is_named(room: Room) -> None:
    with pytest.raises(LoaError, match="99"):
        read_source(room.database, 99, room.clock, Answers())


def test_adding_and_due(room: Room, tmp_path: Path) -> None:
    one = room.source()
    assert room.source(ADDRESS.replace("https://pbgdpl", "HTTPS://PBGDPL") + "#x") == one
    file = tmp_path / "a.txt"
    assert room.source(str(file)) == room.source(file.as_uri())
    with room.database.write() as session:
        for wrong in ("ftp://a.example/x", "", "http://["):
            with pytest.raises(LoaError):
                add_source(session, room.unit_id, wrong, take_all=True, clock=room.clock)
        assert ids(session, DUE_SOURCES, NOW) == [one, one + 1]
    room.read(one, A)
    with room.database.read() as session:
        assert ids(session, DUE_SOURCES, NOW) == [one + 1]
    assert source_address(" /a/../b.xml ") == str(Path("/b.xml").resolve())


def test_another_reader_that_was_faster(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    """A second source stores the same article between our looking and our writing: it becomes a sighting."""
    one, two = room.source(), room.source("https://so-tu-phap.huonggiang.example/rss")
    load = load_known
    meddled: list[bool] = []

    def meddling(*arguments: object) -> object:
        known = load(*arguments)  # type: ignore[arg-type]
        if not meddled:
            meddled.append(True)
            room.read(two, A)
        return known

    monkeypatch.setattr(reading, "load_known", meddling)
    outcome = room.read(one, item("Tin A", guid="x", link=page(1)), B)
    assert outcome.new == 1
    assert sorted(room.titles()) == ["Tin A", "Tin B"]


# --- real material


@pytest.mark.parametrize(
    ("name", "count"),
    [
        ("feeds/collanote-vi-atom.xml", 10),
        ("feeds/hugo-worklog-vi.xml", 23),
        ("feeds/kubernetes-vi-empty.xml", 0),
        ("feeds/thanhnien-2024-01-27-transcribed.xml", 1),
        ("feeds/vnexpress-2017-04-19.xml", 25),
        ("feeds/vnexpress-2025-02-06-raw-ampersand.xml", 1),
        ("ke-hoach-de-an-471.txt", 1),
        ("legal-qa.json", 7),
    ],
)
def test_real_material_comes_in_whole_and_once(room: Room, name: str, count: int) -> None:
    source = room.source(str(real(name)))
    fetcher = Fetcher()
    first = read_source(room.database, source, room.clock, fetcher)
    assert (first.error, first.found, first.new, first.skipped) == ("", count, count, ())
    with room.database.write() as session:
        state = room.get_source(source)
        state.body_sha256 = ""
        session.add(state)
    second = read_source(room.database, source, room.clock, fetcher)
    assert (second.error, second.found, second.new, second.revised, second.unchanged) == ("", count, 0, 0, False)
    assert {each.intake for each in room.items()} <= {Intake.TAKEN}
    assert all(
        each.title and "\n" not in each.title and "&" not in each.title.replace(" & ", "") for each in room.items()
    )
    if "vnexpress" in name or "thanhnien" in name:
        assert all(each.picture_url and each.published_at and each.address for each in room.items())
    if name.endswith(".txt"):
        assert room.items()[0].kind == "plan"
        assert room.items()[0].title.startswith(
            "Kế hoạch thực hiện Đề án “Tăng cường ứng dụng công nghệ thông tin trong"
        )
