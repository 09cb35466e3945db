"""Chosen items, on both databases: each once on each account, however often it is composed; slots by the cadence."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

from sqlmodel import col, select

from distributor.campaigns.draft import Draft
from distributor.clock import VIETNAM
from distributor.models import Item, Post, PostState
from distributor.review.store import approve_by_person
from distributor.staff.deeds import Actor
from tests.campaigns.conftest import AUTO, Office
from tests.deliver.conftest import START


def at(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 11, day, hour, minute, tzinfo=VIETNAM).astimezone(UTC)


def test_chosen_items_are_said_once_on_each_account_by_the_cadence(office: Office) -> None:
    """START is 15:00 in Vietnam."""
    items = tuple(office.chosen_item() for _ in range(3))
    twice = {"per_day": 2, "hours": ["07:30", "19:30"], "minutes_between": 60}
    campaign_id = office.plan(
        Draft("Ngày Pháp luật", automatic=False, item_ids=items, policy=AUTO, cadence={"x": twice})
    )
    assert len(office.choose()) == 6
    assert office.choose() == [], "asked again, it makes none"
    posts = office.of(campaign_id)
    assert {post.purpose for post in posts} == {f"campaign:{campaign_id}:1"}
    assert {post.state for post in posts} == {PostState.PLANNED}
    x = office.accounts()["x"]
    assert [post.slot_at for post in posts if post.account_id == x] == [at(24, 15, 30), at(24, 16, 30), at(25, 7, 30)]
    assert {post.slot_at for post in posts if post.account_id != x} == {START}, "no cadence is said there"


def test_composed_by_two_at_once_a_post_is_made_once(office: Office) -> None:
    items = tuple(office.chosen_item() for _ in range(4))
    campaign_id = office.plan(Draft("Đợt tin", automatic=False, item_ids=items, policy=AUTO))
    with ThreadPoolExecutor(2) as pool:
        made = list(pool.map(lambda _: office.choose(), range(2)))
    made.append(office.choose())
    pairs = [(post.account_id, post.item_id) for post in office.of(campaign_id)]
    assert len(pairs) == len(set(pairs)) == 8
    assert sum(map(len, made)) == 8


def test_an_item_that_was_announced_is_said_again_by_the_campaign(office: Office) -> None:
    item_id = office.item()
    office.prepare(item_id)
    campaign_id = office.plan(Draft("Nhắc lại", automatic=False, item_ids=(item_id,), policy=AUTO))
    office.choose()
    assert {post.purpose for post in office.posts(item_id)} == {"announce", f"campaign:{campaign_id}:1"}
    office.revise(item_id, "Quyết định số 9/2026/QĐ-UBND đã sửa")
    renewed = office.prepare(item_id)
    assert len(renewed) == 4, "a revision renews what waits and makes nothing twice"
    assert {post.revision for post in renewed} == {2}


def test_without_a_standing_approval_posts_wait_and_a_persons_yes_keeps_the_cadence(office: Office) -> None:
    items = (office.chosen_item(), office.chosen_item())
    every_hour = {"*": {"minutes_between": 60}}
    campaign_id = office.plan(
        Draft("Duyệt tay", automatic=False, item_ids=items, policy=AUTO, cadence=every_hour), approved=False
    )
    office.choose()
    waiting = office.of(campaign_id)
    assert {(post.state, post.reason) for post in waiting} == {(PostState.AWAITING_REVIEW, "không có phê duyệt sẵn")}
    with office.database.write() as session:
        for post in waiting:
            approve_by_person(
                session, Actor(office.person(), START), post.id or 0, seen_hash=post.manifest_hash, slot_at=None
            )
    slots = [post.slot_at for post in office.of(campaign_id) if post.account_id == office.accounts()["x"]]
    assert slots == [START, START + timedelta(hours=1)]


def test_nothing_is_planned_before_the_beginning_or_after_the_end(office: Office) -> None:
    items = (office.chosen_item(), office.chosen_item())
    begins = START + timedelta(days=1)
    campaign_id = office.plan(
        Draft(
            "Một ngày",
            automatic=False,
            item_ids=items,
            policy=AUTO,
            cadence={"*": {"minutes_between": 120}},
            starts_at=begins,
            ends_at=begins + timedelta(hours=1),
            account_ids=(office.accounts()["x"],),
        )
    )
    office.choose()
    first, second = office.of(campaign_id)
    assert (first.state, first.slot_at) == (PostState.PLANNED, begins)
    assert second.state is PostState.AWAITING_REVIEW
    assert second.reason.startswith("chiến dịch kết thúc")


def test_a_held_item_waits_and_an_unread_one_comes_later(office: Office) -> None:
    held, unread = office.item(composed_revision=1, intake="held", intake_reason="dự thảo"), office.item()
    campaign_id = office.plan(Draft("Hai tin", automatic=False, item_ids=(held, unread), policy=AUTO))
    office.choose()
    assert {(post.item_id, post.state, post.reason) for post in office.of(campaign_id)} == {
        (held, PostState.AWAITING_REVIEW, "dự thảo")
    }
    with office.database.write() as session:
        session.get_one(Item, unread).composed_revision = 1
    assert len(office.choose()) == 2


def test_a_campaigns_wording_comes_before_the_accounts(office: Office) -> None:
    x, item_id = office.accounts()["x"], office.chosen_item()
    (variant, *_) = office.templates.variants("x", "announce", "new_law")
    draft = Draft(
        "Lời khác", automatic=False, item_ids=(item_id,), policy=AUTO, variants={"x": variant}, account_ids=(x,)
    )
    campaign_id = office.plan(draft)
    office.choose()
    assert [(post.variant, post.state) for post in office.of(campaign_id)] == [(variant, PostState.PLANNED)]
    office.revise(item_id, "Quyết định số 9/2026/QĐ-UBND đã sửa")
    office.compose(item_id)
    with office.database.read() as session:
        renewed = session.exec(select(Post.variant).where(col(Post.campaign_id) == campaign_id)).all()
    assert renewed == [variant]
