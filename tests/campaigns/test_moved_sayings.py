"""Before a campaign starts people move what it says to another time; all others stay where they were shown."""

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest

from distributor.campaigns.draft import Draft, draft_of, keep_draft
from distributor.campaigns.forecast import forecast
from distributor.campaigns.running import CannotDo, move_saying, start
from distributor.campaigns.timeline import MOST_DAYS, PlannedSaying, days_of, timeline_of
from distributor.clock import VIETNAM
from distributor.models import Account, Post, PostState
from distributor.plan.cadence import LEAST_APART
from distributor.plan.slots import next_slot, slot_of_a_yes
from distributor.report.campaign_forecast import plan_of
from distributor.review.person import recall_post
from distributor.review.store import approve_by_person
from distributor.staff.deeds import Actor
from tests.campaigns.conftest import AUTO, Office
from tests.deliver.conftest import START

BEGINS, ENDS = START + timedelta(days=1), START + timedelta(days=8)
DAILY = {"*": {"per_day": 1, "from": "08:00", "to": "20:00"}}


@pytest.fixture
def campaign(office: Office) -> int:
    """Two items on two accounts over a week, not started."""
    draft = Draft(
        "Ngày Pháp luật",
        automatic=False,
        item_ids=(office.chosen_item(), office.chosen_item()),
        account_ids=tuple(office.accounts().values()),
        policy=AUTO,
        cadence=DAILY,
        starts_at=BEGINS,
        ends_at=ENDS,
    )
    with office.database.write() as session:
        return keep_draft(session, draft, office.person(), START).campaign_id


def shown(office: Office, campaign_id: int, now: datetime = START) -> dict[str, datetime | None]:
    with office.database.read() as session:
        kept = office.campaign(campaign_id)
        return {one.key: one.at for one in timeline_of(session, kept, draft_of(session, kept), now)}


def move(office: Office, campaign_id: int, key: str, at: datetime) -> None:
    with office.database.write() as session:
        move_saying(session, campaign_id, office.person(), START, key, at)


def test_one_is_moved_and_the_others_stay(office: Office, campaign: int) -> None:
    before = shown(office, campaign)
    key, at = next(iter(before)), BEGINS + timedelta(days=4, hours=3, minutes=7)
    move(office, campaign, key, at)
    assert shown(office, campaign) == before | {key: at}
    with office.database.write() as session:
        start(session, campaign, office.person(), START)
    assert office.campaign(campaign).timeline[key] == at.isoformat()
    with pytest.raises(CannotDo, match="Không đổi giờ ở đây được"):
        move(office, campaign, key, at)


def test_hours_that_passed_while_it_waited_are_planned_anew(office: Office, campaign: int) -> None:
    before, late = shown(office, campaign), START + timedelta(days=5)
    moved, later = next(iter(before)), BEGINS + timedelta(days=6, hours=3, minutes=7)
    move(office, campaign, moved, later)
    anew = shown(office, campaign, late)
    assert anew.keys() == before.keys()
    assert anew[moved] == later
    assert all(at is not None and at > late for at in anew.values()), anew
    with office.database.write() as session:
        start(session, campaign, office.person(), late)
    assert office.campaign(campaign).timeline == {key: at.isoformat() for key, at in anew.items() if at}


def test_what_cannot_be_is_told(office: Office, campaign: int) -> None:
    before = shown(office, campaign)
    key, other = list(before)[:2]
    beside = before[other]
    assert beside is not None
    for at, told in (
        (BEGINS - timedelta(minutes=1), "ngoài thời gian"),
        (ENDS, "ngoài thời gian"),
        (beside + timedelta(minutes=4), "năm phút"),
    ):
        with pytest.raises(CannotDo, match=told):
            move(office, campaign, key, at)
    with pytest.raises(CannotDo, match="tải lại trang"):
        move(office, campaign, "999:1", BEGINS + timedelta(days=1))
    assert shown(office, campaign) == before


def test_another_plan_begins_anew_and_another_name_does_not(office: Office, campaign: int) -> None:
    before = shown(office, campaign)
    key, at = next(iter(before)), BEGINS + timedelta(days=4, hours=3, minutes=7)
    move(office, campaign, key, at)
    with office.database.write() as session:
        draft = draft_of(session, office.campaign(campaign))
        keep_draft(session, replace(draft, name="Tên khác"), office.person(), START, campaign_id=campaign)
    assert shown(office, campaign)[key] == at
    with office.database.write() as session:
        changed = replace(draft, name="Tên khác", ends_at=ENDS + timedelta(days=1))
        keep_draft(session, changed, office.person(), START, campaign_id=campaign)
    assert office.campaign(campaign).timeline == {}


def saying(at: datetime | None) -> PlannedSaying:
    return PlannedSaying(1, "Tin", 1, "Trang", "facebook", "Facebook", at)


@pytest.mark.parametrize(
    ("at", "ends", "days"),
    [
        ([], None, 0),
        ([None], None, 0),
        ([START], None, 1),
        ([START + timedelta(days=2)], None, 3),
        ([START], START + timedelta(days=5), 6),
        ([START, START + timedelta(days=MOST_DAYS + 1)], None, 2),
    ],
)
def test_the_days_of_a_timeline(at: list[datetime | None], ends: datetime | None, days: int) -> None:
    """An end at midnight is no day more; empty days are places to drop on, unless they are many."""
    found = days_of([saying(one) for one in at], START, ends.replace(hour=17) if ends else None)
    assert len(found) == days
    assert sum(len(sayings) for _day, sayings in found) == len([one for one in at if one])
    assert [day for day, _sayings in found] == sorted(day for day, _sayings in found)
    assert all(isinstance(day, date) for day, _sayings in found)


def test_each_goes_out_at_the_hour_that_was_shown_whatever_order_people_say_yes_in(
    office: Office, campaign: int
) -> None:
    """A yes, the last post first, one taken back and given again: the plan that was started is kept, to the minute."""
    key = next(iter(shown(office, campaign)))
    move(office, campaign, key, BEGINS + timedelta(days=4, hours=3, minutes=7))
    with office.database.write() as session:
        start(session, campaign, office.person(), START)
    planned = {key: datetime.fromisoformat(at) for key, at in office.campaign(campaign).timeline.items()}
    assert len(planned) == 4
    office.choose()
    waiting = office.of(campaign)
    assert {one.state for one in waiting} == {PostState.AWAITING_REVIEW}
    assert {f"{one.item_id}:{one.account_id}": one.slot_at for one in waiting} == planned, "while they wait"
    actor = Actor(office.person(), START)
    for post in reversed(waiting):
        with office.database.read() as session:
            account = session.get_one(Account, post.account_id)
            promised = slot_of_a_yes(session, post, account, office.campaign(campaign), START)
        assert promised == planned[f"{post.item_id}:{post.account_id}"], "what the card promises"
        yes(office, actor, post)
    with office.database.write() as session:
        recall_post(session, actor, waiting[0].id or 0)
    yes(office, actor, waiting[0])
    assert {f"{one.item_id}:{one.account_id}": one.slot_at for one in office.of(campaign)} == planned


def test_an_item_is_not_told_again_within_a_day_of_its_announcement(office: Office) -> None:
    """Neither after it nor before it, however good the hour; no place before the end is told rather than taken."""
    item_id = office.item()
    announced = {post.account_id: post.slot_at for post in office.prepare(item_id)}
    assert announced == dict.fromkeys(office.accounts().values(), START)
    draft = Draft(
        "Nhắc lại",
        automatic=False,
        item_ids=(item_id,),
        account_ids=tuple(announced),
        policy=AUTO,
        cadence=DAILY,
        ends_at=ENDS,
    )
    with office.database.read() as session:
        again = [one.at for one in timeline_of(session, None, draft, START)]
        soon = timeline_of(session, None, replace(draft, ends_at=START + timedelta(hours=20)), START)
    assert len(again) == 2
    assert all(at is not None and at >= START + timedelta(hours=24) for at in again), again
    assert [one.at for one in soon] == [None, None]


def test_hours_that_another_campaign_waits_for_are_kept_clear_of(office: Office, campaign: int) -> None:
    """Nobody has said yes yet: neither another timeline nor what is planned by a cadence takes the same minutes."""
    with office.database.write() as session:
        start(session, campaign, office.person(), START)
    office.choose()
    waiting = {(one.account_id, one.slot_at) for one in office.of(campaign)}
    assert {one.state for one in office.of(campaign)} == {PostState.AWAITING_REVIEW}
    item_id = office.chosen_item()
    with office.database.read() as session:
        draft = replace(draft_of(session, office.campaign(campaign)), item_ids=(item_id,))
        others = [(one.account_id, one.at) for one in timeline_of(session, None, draft, START)]
        assert len(others) == 2
        for account_id, slot in waiting:
            assert slot is not None
            channel, before = session.get_one(Account, account_id).channel, slot - timedelta(minutes=5)
            at = next_slot(session, account_id=account_id, channel=channel, cadence=DAILY, now=before)
            others.append((account_id, at))
    for account_id, hour in others:
        assert hour is not None
        near = [slot for other, slot in waiting if other == account_id and slot and abs(slot - hour) < LEAST_APART]
        assert not near, (account_id, hour)


def yes(office: Office, actor: Actor, post: Post) -> None:
    with office.database.write() as session:
        seen = session.get_one(Post, post.id).manifest_hash
        approve_by_person(session, actor, post.id or 0, seen_hash=seen, slot_at=None)


@pytest.mark.parametrize(
    ("many", "cadence", "days"),
    [
        (2, {"per_week": 2}, [0, 7]),
        (3, {"per_week": 2}, [0, 4, 9]),
        (4, {"per_week": 2}, [0, 3, 7, 10]),
        (2, {"per_week": 2, "days": [2, 4]}, [1, 3]),
        (2, {"per_day": 1}, [0, 1]),
    ],
    ids=["two", "three", "as many as there is room for", "days that were named", "every day"],
)
def test_so_many_a_week_are_spread_over_the_whole_campaign(
    office: Office, many: int, cadence: dict[str, object], days: list[int]
) -> None:
    """Two weeks from a Monday morning; the forecast tells the timeline's hours and no others."""
    begins = datetime(2026, 11, 30, 0, 0, tzinfo=VIETNAM)
    x = office.accounts()["x"]
    draft = Draft(
        "Hai tuần",
        automatic=False,
        item_ids=tuple(office.chosen_item() for _ in range(many)),
        account_ids=(x,),
        policy=AUTO,
        cadence={"*": cadence},
        starts_at=begins,
        ends_at=begins + timedelta(days=14),
    )
    with office.database.write() as session:
        campaign_id = keep_draft(session, draft, office.person(), START).campaign_id
    with office.database.read() as session:
        campaign = office.campaign(campaign_id)
        timeline = timeline_of(session, campaign, draft, START)
        found = forecast(plan_of(session, campaign, draft, None, timeline, START))
    hours = [one.at.astimezone(VIETNAM) for one in timeline if one.at]
    assert [(at.date() - begins.date()).days for at in hours] == days
    (on_x,) = found.accounts
    assert (on_x.posts, on_x.first_at, on_x.last_at) == (many, hours[0], hours[-1])
