"""What waits calls the approver by mail, over a real server on loopback: once, within the minute, with a link."""

from datetime import timedelta

import pytest
from sqlmodel import Session, select

from distributor.db import Database
from distributor.errors import LoaError
from distributor.mail.calls import APART, DUE_CALLS, call_approver
from distributor.mail.wishes import wish_calls
from distributor.models import Item, Post, PostState, ReviewCall, Role, Staff
from distributor.notices import close_notices, open_notice
from distributor.scheduler.due import ids
from distributor.settings import Settings
from distributor.staff.deeds import Actor
from distributor.vault import open_vault
from tests.mail.sending import Hands
from tests.support.mail_servers import Mailbox

ADDRESS = "giam.doc@huonggiang.example"


@pytest.fixture
def approver(database: Database, schedule: int, clock: Hands) -> int:
    with database.write() as session:
        staff = Staff(unit_id=1, login="giam.doc", full_name="Lê Giám Đốc", role=Role.APPROVER, password_hash="x")
        session.add(staff)
        session.flush()
        wish_calls(session, Actor(staff, clock.now()), ADDRESS)
        return staff.id or 0


def add_waiting(database: Database, clock: Hands, title: str, *, posts: int = 2, unit_id: int = 1) -> list[int]:
    with database.write() as session:
        item = Item(unit_id=unit_id, title=title, first_seen_at=clock.now(), kind="new_law")
        session.add(item)
        session.flush()
        return [_wait(session, clock, item, number) for number in range(posts)]


def _wait(session: Session, clock: Hands, item: Item, number: int) -> int:
    post = Post(
        unit_id=item.unit_id,
        account_id=1,
        item_id=item.id or 0,
        purpose=f"campaign:1:{number}",
        state=PostState.AWAITING_REVIEW,
        created_at=clock.now(),
        dropped=[],
        settings={},
    )
    session.add(post)
    session.flush()
    open_notice(
        session, kind="review", subject=f"post:{post.id}", unit_id=item.unit_id, now=clock.now(), text="Bài chờ duyệt"
    )
    return post.id or 0


def due(database: Database, clock: Hands) -> list[int]:
    with database.read() as session:
        return ids(session, DUE_CALLS, clock.now())


def call(database: Database, settings: Settings, clock: Hands) -> int:
    """As the sweep does; how many mails were taken."""
    return sum(
        call_approver(database, settings, open_vault(settings.home), clock, call_id) for call_id in due(database, clock)
    )


def text_of(box: Mailbox) -> str:
    body = box.kept[-1].get_body(("plain",))
    assert body is not None
    return str(body.get_content())


def test_a_mail_names_each_item_once_and_leads_to_it(
    database: Database, settings: Settings, clock: Hands, approver: int, box: Mailbox
) -> None:
    assert due(database, clock) == []
    add_waiting(database, clock, "Quyết định 27/2026/QĐ-UBND", posts=4)
    assert call(database, settings, clock) == 1
    assert box.asked == [ADDRESS]
    assert box.kept[0]["Subject"] == "Loa: 4 bài của 1 tin chờ bạn duyệt"
    said = text_of(box)
    assert said.count("Quyết định 27/2026/QĐ-UBND (4 bài)") == 1
    assert "https://loa.huonggiang.example/cho-duyet#tin-" in said
    assert call(database, settings, clock) == 0, "told once"


def test_what_comes_meanwhile_stands_in_the_next_within_the_minute(
    database: Database, settings: Settings, clock: Hands, approver: int, box: Mailbox
) -> None:
    add_waiting(database, clock, "Tin một")
    assert call(database, settings, clock) == 1
    add_waiting(database, clock, "Tin hai")
    assert call(database, settings, clock) == 0, "not a mail for each"
    assert timedelta(seconds=60) > APART
    clock.instant += APART
    assert call(database, settings, clock) == 1
    assert "Tin hai" in text_of(box)
    assert "Tin một" not in text_of(box)


def test_while_the_server_is_away_nothing_is_lost(
    database: Database, settings: Settings, clock: Hands, approver: int, box: Mailbox
) -> None:
    box.at_content = lambda: "451 4.3.0 come back later"
    posts = add_waiting(database, clock, "Tin một")
    assert call(database, settings, clock) == 0
    with database.read() as session:
        row = session.exec(select(ReviewCall)).one()
    assert "451" in row.problem
    with database.write() as session:
        close_notices(session, subject=f"post:{posts[0]}", now=clock.now(), kind="review")
        post = session.get_one(Post, posts[0])
        post.state = PostState.PLANNED
        session.add(post)
    add_waiting(database, clock, "Tin hai", posts=1)
    clock.instant += timedelta(minutes=2)
    box.at_content = lambda: "250 OK"
    assert call(database, settings, clock) == 1
    assert "Tin một (1 bài)" in text_of(box), "what waits no more is not told"
    assert "Tin hai (1 bài)" in text_of(box)


@pytest.mark.parametrize("gone", [{"role": Role.AUTHOR}, {"disabled": True}])
def test_who_may_not_approve_is_not_called(
    database: Database, settings: Settings, clock: Hands, approver: int, box: Mailbox, gone: dict[str, object]
) -> None:
    with database.write() as session:
        session.get_one(Staff, approver).sqlmodel_update(gone)
    add_waiting(database, clock, "Tin một")
    assert call(database, settings, clock) == 0
    assert due(database, clock) == [], "and is not asked about again"


def test_whoever_wants_no_mail_gets_none(
    database: Database, settings: Settings, clock: Hands, approver: int, box: Mailbox
) -> None:
    with database.write() as session:
        actor = Actor(session.get_one(Staff, approver), clock.now())
        with pytest.raises(LoaError):
            wish_calls(session, actor, "giám đốc@tỉnh")
        wish_calls(session, actor, "  ")
    add_waiting(database, clock, "Tin một")
    assert call(database, settings, clock) == 0
