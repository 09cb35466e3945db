"""Posts by hand, items taken, outcomes settled: the functions behind the console and the commands, on both databases."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, select

from channels.base import Published
from distributor.calendar.period import midnight
from distributor.cases.speakers import today_of
from distributor.compose.occasions import EFFECTIVE
from distributor.deliver.settle import found_at, look_again, not_there
from distributor.errors import LoaError
from distributor.models import (
    Account,
    AccountGrant,
    AuditEntry,
    Delivery,
    Document,
    Intake,
    Item,
    Post,
    PostEdit,
    PostState,
    Receipt,
    Staff,
    Unit,
    UnitLevel,
    WebhookEndpoint,
    WebhookEvent,
)
from distributor.plan.expiry import TooLate
from distributor.review.check import Check
from distributor.review.person import retry_post
from distributor.review.taking import take_left_aside
from distributor.review.words import EditedWords
from distributor.staff.deeds import Actor, actor_named
from distributor.write.hand_made import ForAccount, accounts_to_write_for, made_of, make_post
from distributor.write.typed import HandMade, problems_of_draft
from tests.review.test_pipeline import PUBLIC, House, house

__all__ = ["house"]

DRAFT = HandMade("Tư vấn miễn phí", "Mời bà con đến dự.", "", "", "council_activity", (1, 2))


def staff_of(session: Session, house: House) -> Staff:
    return session.get_one(Staff, house.seeded.staff_id)


def made(house: House) -> list[Post]:
    with house.database.write() as session:
        accounts = accounts_to_write_for(session, staff_of(session, house))
        check = Check(EditedWords(), 0, 280, "", "", 0.0, ())
        chosen = [
            ForAccount(one.id or 0, one.name, one.channel, one.channel, check, is_short=False) for one in accounts
        ]
        item_id = make_post(
            session, Actor(staff_of(session, house), house.clock.now()), DRAFT, chosen, public_url=PUBLIC
        )
    return house.posts(item_id)


def test_a_post_by_hand_is_drawn_and_waits_for_a_person_and_is_not_composed_over(house: House) -> None:
    x, rss = made(house)
    assert x.text == f"Tư vấn miễn phí\n\nMời bà con đến dự.\n\n{x.link}", "no field for the title: it begins the text"
    assert (rss.title, rss.text) == ("Tư vấn miễn phí", "Mời bà con đến dự.")
    assert house.compose(x.item_id) == []
    for post in (x, rss):
        assert house.render(post.id or 0)
        house.review(post.id or 0)
    x, rss = house.posts(x.item_id)
    assert {x.state, rss.state} == {PostState.AWAITING_REVIEW}
    house.revise(x.item_id, "Tư vấn miễn phí, đổi ngày")
    house.compose(x.item_id)
    assert house.posts(x.item_id)[0].text == x.text
    with house.database.read() as session:
        assert len(session.exec(select(PostEdit)).all()) == 2


def test_an_item_by_hand_is_told_to_who_listens(house: House) -> None:
    with house.database.write() as session:
        endpoint = WebhookEndpoint(
            unit_id=house.seeded.unit_id, url="https://a.example/b", created_at=house.clock.now(), created_by="ha"
        )
        session.add(endpoint)
    made(house)
    with house.database.read() as session:
        assert "item.new" in [event.kind for event in session.exec(select(WebhookEvent))]


def test_accounts_of_others_are_written_for_only_by_grant(house: House) -> None:
    with house.database.write() as session:
        other = Unit(level=UnitLevel.COMMUNE, code="an-loc", parent_id=house.seeded.unit_id)
        session.add(other)
        session.flush()
        page = Account(unit_id=other.id or 0, channel="facebook", name="Xã An Lộc")
        video = Account(unit_id=house.seeded.unit_id, channel="youtube", name="Kênh video")
        session.add_all([page, video])
        session.flush()
        staff = staff_of(session, house)
        assert [one.channel for one in accounts_to_write_for(session, staff)] == ["x", "rss", "youtube"]
        session.add(AccountGrant(account_id=page.id or 0, unit_id=house.seeded.unit_id))
        session.flush()
        assert "Xã An Lộc" in [one.name for one in accounts_to_write_for(session, staff)]


def test_a_draft_without_anything_says_all_that_is_missing(house: House) -> None:
    now = house.clock.now()
    problems = problems_of_draft(HandMade("", "", "", "ftp://x", "", (), now - timedelta(minutes=1)), now)
    assert len(problems) == 5


def test_items_are_taken_all_or_none(house: House) -> None:
    held = house.item(intake=Intake.HELD, intake_reason="có dấu «lưu hành nội bộ»")
    waiting = house.prepare(held)
    assert {post.state for post in waiting} == {PostState.AWAITING_REVIEW}
    with house.database.write() as session, pytest.raises(LoaError, match="Không có nội dung số 999"):
        take_left_aside(session, Actor(staff_of(session, house), house.clock.now()), [held, 999])
    with house.database.write() as session:
        assert take_left_aside(session, Actor(staff_of(session, house), house.clock.now()), [held]) == [held]
    with house.database.read() as session:
        item = session.get_one(Item, held)
        noted = session.exec(select(AuditEntry)).all()
    assert item.intake is Intake.TAKEN
    assert item.composed_revision < item.revision, "what waited is made anew"
    assert [(one.action, one.subject, one.unit_id) for one in noted] == [("take", f"item:{held}", item.unit_id)]


def test_what_was_taken_for_a_unit_below_stands_in_that_units_log(house: House) -> None:
    with house.database.write() as session:
        commune = Unit(level=UnitLevel.COMMUNE, code="an-loc", parent_id=house.seeded.unit_id)
        session.add(commune)
        session.flush()
        item = Item(unit_id=commune.id or 0, title="Tin của xã", intake=Intake.BACKLOG, first_seen_at=house.clock.now())
        session.add(item)
        session.flush()
        now = house.clock.now()
        assert take_left_aside(session, Actor(staff_of(session, house), now), [item.id or 0]) == [item.id]
        assert take_left_aside(session, Actor(staff_of(session, house), now), [item.id or 0]) == [], "once"
        noted = session.exec(select(AuditEntry.unit_id)).all()
    assert list(noted) == [commune.id]


def test_two_that_send_one_form_at_once_make_one_item(house: House) -> None:
    draft = replace(DRAFT, form="1:a")
    with house.database.write() as session:
        item_id = make_post(session, Actor(staff_of(session, house), house.clock.now()), draft, (), public_url=PUBLIC)
    with pytest.raises(IntegrityError), house.database.write() as session:
        make_post(session, Actor(staff_of(session, house), house.clock.now()), draft, (), public_url=PUBLIC)
    with house.database.read() as session:
        assert made_of(session, draft) == item_id
        assert made_of(session, replace(draft, account_ids=(2,))) is None
        assert made_of(session, DRAFT) is None


@pytest.fixture
def unknown(house: House) -> Post:
    post = house.prepare(house.item())[0]
    with house.database.write() as session:
        session.get_one(Post, post.id).state = PostState.UNKNOWN
        session.get_one(Post, post.id).due_at = None
        delivery = session.exec(select(Delivery).where(Delivery.post_id == post.id)).one()
        delivery.looks, delivery.first_call_at, delivery.last_look_at = 3, house.clock.now(), house.clock.now()
    return post


def test_a_post_that_a_person_found_is_published_once(house: House, unknown: Post) -> None:
    with house.database.write() as session:
        found_at(session, actor_named(session, "lanhdao", house.clock.now()), unknown.id or 0, " https://x.example/7 ")
    with house.database.read() as session:
        post = session.get_one(Post, unknown.id)
        assert (post.state, post.external_url) == (PostState.PUBLISHED, "https://x.example/7")
        receipt = session.exec(select(Receipt)).one()
        assert Published(receipt.external_id, receipt.url) == Published("https://x.example/7", "https://x.example/7")
    with house.database.write() as session, pytest.raises(LoaError, match="việc này chỉ dành cho bài"):
        not_there(session, actor_named(session, "lanhdao", house.clock.now()), unknown.id or 0)


def test_a_post_that_is_not_there_is_planned_again(house: House, unknown: Post) -> None:
    with house.database.write() as session:
        not_there(session, actor_named(session, "lanhdao", house.clock.now()), unknown.id or 0)
    with house.database.read() as session:
        delivery = session.exec(select(Delivery).where(Delivery.post_id == unknown.id)).one()
        assert (delivery.looks, delivery.first_call_at, delivery.progress) == (0, None, {})
        assert session.get_one(Post, unknown.id).state is PostState.PLANNED


def takes_effect(house: House, post: Post, day: date) -> None:
    with house.database.write() as session:
        document = Document(issuer="UBND tỉnh", number="27/2026/QĐ-UBND", issued_on=day, effective_on=day)
        session.add(document)
        session.flush()
        session.get_one(Item, post.item_id).document_id = document.id
        session.get_one(Post, post.id).purpose = EFFECTIVE


def test_what_is_not_true_any_more_is_not_sent_again(house: House, unknown: Post) -> None:
    today = today_of(house.clock.now())
    takes_effect(house, unknown, today - timedelta(days=1))
    with house.database.write() as session:
        assert (
            not_there(session, actor_named(session, "lanhdao", house.clock.now()), unknown.id or 0) is PostState.MISSED
        )
    with house.database.write() as session, pytest.raises(TooLate, match="nay đã muộn"):
        retry_post(session, actor_named(session, "lanhdao", house.clock.now()), unknown.id or 0)
    with house.database.read() as session:
        assert session.get_one(Post, unknown.id).state is PostState.MISSED


def test_what_is_sent_again_expires_when_it_is_not_true_any_more(house: House, unknown: Post) -> None:
    today = today_of(house.clock.now())
    takes_effect(house, unknown, today)
    with house.database.write() as session:
        session.get_one(Post, unknown.id).expires_at = house.clock.now() - timedelta(hours=1)
        assert (
            not_there(session, actor_named(session, "lanhdao", house.clock.now()), unknown.id or 0) is PostState.PLANNED
        )
    with house.database.read() as session:
        assert session.get_one(Post, unknown.id).expires_at == midnight(today + timedelta(days=1))


def test_looking_again_counts_its_looks_anew_and_only_where_loa_had_stopped(house: House, unknown: Post) -> None:
    with house.database.write() as session:
        look_again(session, actor_named(session, "lanhdao", house.clock.now()), unknown.id or 0)
    with house.database.read() as session:
        delivery = session.exec(select(Delivery).where(Delivery.post_id == unknown.id)).one()
        assert (delivery.looks, delivery.last_look_at) == (0, None)
        assert delivery.first_call_at is not None, "the outcome is still unknown"
        assert session.get_one(Post, unknown.id).due_at == house.clock.now()
    with house.database.write() as session, pytest.raises(LoaError, match="Loa đang tự tìm bài này"):
        look_again(session, actor_named(session, "lanhdao", house.clock.now()), unknown.id or 0)
