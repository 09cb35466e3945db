"""The hour that a card shows is the hour that a yes plans, for every way in which an hour comes about."""

from datetime import timedelta
from pathlib import Path

import pytest
from sqlmodel import Session, select

from distributor.db import Database
from distributor.models import Account, Campaign, Hold, Post, PostState, Staff
from distributor.plan.slots import foresee_slot
from distributor.report.going_out import GoingOut, going_out
from distributor.report.review_groups import grouped_queue
from distributor.review.store import SlotChanged, approve_by_person
from distributor.staff.deeds import Actor
from tests.web.province import LOGIN, NOON, Province, add_item, add_post, identity

SOONEST = NOON + timedelta(minutes=1)
NIGHT = NOON + timedelta(hours=11)
CADENCES: dict[str, dict[str, object]] = {
    "none": {},
    "two a week": {"per_week": 2},
    "half an hour apart": {"minutes_between": 30},
    "mornings": {"hours": ["07:30", "09:00"]},
    "Mondays": {"days": [1], "hours": ["08:00", "10:00"]},
    "one a day": {"per_day": 1},
    "best": {"best": True, "per_day": 2},
}


def add_waiting(session: Session, province: Province, cadence: dict[str, object], *, posts: int = 4) -> None:
    """Items of a campaign that wait on three accounts; two of one item on one account, among others that are planned already."""
    campaign = Campaign(
        unit_id=province.unit_id, name="Đợt", policy={}, cadence={"*": cadence} if cadence else {}, started_at=NOON
    )
    session.add(campaign)
    session.flush()
    for number in range(posts):
        item = add_item(session, province, f"Tin {number}")
        state = PostState.PLANNED if number == 0 else PostState.AWAITING_REVIEW
        for account in (province.facebook, province.x):
            post = session.get_one(Post, add_post(session, account, item, state, text=f"Chữ {number}"))
            post.campaign_id, post.rendered = campaign.id, True
            post.slot_at = NOON + timedelta(hours=2) if number == 0 else None
            session.add(post)
        again = {**post.model_dump(exclude={"id"}), "purpose": f"campaign:{campaign.id}:2", "text": f"Nhắc {number}"}
        session.add(Post(**again))
    session.flush()


def shown(database: Database, province: Province) -> dict[int, tuple[str, GoingOut]]:
    with database.read() as session:
        queue = grouped_queue(session, (province.unit_id,), Path, page=1, now=NOON, soonest=SOONEST)
    return {one.card.post.post_id: (one.card.post.seen, one.goes) for group in queue.groups for one in group.posts}


def approve(session: Session, post_id: int, seen: str, goes: GoingOut | None = None) -> Post:
    staff = session.exec(select(Staff).where(Staff.login == LOGIN)).one()
    foreseen = foresee_slot(session, post_id, SOONEST)
    approve_by_person(
        session,
        Actor(staff, NOON),
        post_id,
        seen_hash=seen,
        slot_at=None,
        not_before=SOONEST,
        foreseen=foreseen,
        seen_slot=goes.at if goes else None,
    )
    return session.get_one(Post, post_id)


@pytest.mark.parametrize("name", CADENCES)
def test_every_post_goes_out_when_its_card_said(database: Database, bare_province: Province, name: str) -> None:
    """Item by item, as people approve: after each the page is shown anew."""
    with database.write() as session:
        add_waiting(session, bare_province, CADENCES[name])
    approved = 0
    while cards := shown(database, bare_province):
        with database.read() as session:
            first = session.get_one(Post, next(iter(cards))).item_id
            of_item = [post_id for post_id in sorted(cards) if session.get_one(Post, post_id).item_id == first]
        for post_id in of_item:
            with database.write() as session:
                planned = approve(session, post_id, *cards[post_id])
                assert (planned.state, planned.slot_at) == (PostState.PLANNED, cards[post_id][1].at)
                assert planned.due_at == planned.slot_at
            approved += 1
    assert approved == 9


def test_who_saw_another_hour_is_asked_again(database: Database, bare_province: Province) -> None:
    with database.write() as session:
        add_waiting(session, bare_province, {"minutes_between": 30})
    before = shown(database, bare_province)
    with database.read() as session:
        of_facebook = sorted(key for key in before if session.get_one(Post, key).account_id == bare_province.facebook)
    one, other = of_facebook[0], of_facebook[-1]
    with database.write() as session:
        approve(session, other, before[other][0])
    with database.write() as session, pytest.raises(SlotChanged):
        approve(session, one, *before[one])
    again = shown(database, bare_province)
    with database.write() as session:
        assert approve(session, one, *again[one]).slot_at == again[one][1].at


def test_a_hold_and_an_account_that_rests_are_told(database: Database, bare_province: Province) -> None:
    with database.write() as session:
        add_waiting(session, bare_province, {})
        session.add(Hold(reason="Quốc tang", ordered_by="Văn phòng", channel="facebook", starts_at=NOON))
        account = session.get_one(Account, bare_province.x)
        account.state = "paused"  # type: ignore[assignment]
        session.add(account)
    for post_id, (_seen, goes) in shown(database, bare_province).items():
        with database.read() as session:
            channel = session.get_one(Account, session.get_one(Post, post_id).account_id).channel
        assert ("Quốc tang" in goes.waits) == (channel == "facebook"), goes.waits
        assert ("Tài khoản" in goes.waits) == (channel == "x"), goes.waits


def test_a_message_at_night_is_planned_for_the_morning(database: Database, bare_province: Province) -> None:
    with database.write() as session:
        sms = Account(unit_id=bare_province.unit_id, channel="sms", name="Tin nhắn", settings={}, limits={})
        session.add(sms)
        session.flush()
        add_post(
            session, identity(sms.id), add_item(session, bare_province, "Bão"), PostState.AWAITING_REVIEW, text="Chữ"
        )
        post = session.exec(select(Post).where(Post.account_id == sms.id)).one()
        post.slot_at, post.rendered = None, True
    with database.read() as session:
        [group] = grouped_queue(
            session, (bare_province.unit_id,), Path, page=1, now=NIGHT, soonest=NIGHT + timedelta(minutes=1)
        ).groups
        [goes] = going_out(session, [one.card for one in group.posts], NIGHT, NIGHT + timedelta(minutes=1)).values()
    assert (goes.at, goes.at_once) == (NOON + timedelta(hours=19), False)
