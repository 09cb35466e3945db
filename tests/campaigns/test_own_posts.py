"""Posts that people write for a campaign, on both databases: in its timeline, under its switch, never under its standing yes."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from sqlmodel import col, select

from distributor.campaigns.draft import Draft, draft_of, keep_draft
from distributor.campaigns.forecast import forecast
from distributor.campaigns.running import CannotDo, end, move_saying, pause, resume, start
from distributor.campaigns.standing_approval import give_standing, standing_now
from distributor.campaigns.timeline import PlannedSaying, timeline_of
from distributor.deliver.claim import halted
from distributor.deliver.waiting import NOT_BEGUN
from distributor.errors import LoaError
from distributor.models import Account, Item, Post, PostState
from distributor.plan.free import Wish
from distributor.plan.move import move_slot
from distributor.plan.repeat import Repeat
from distributor.plan.slots import slot_of_a_yes
from distributor.report.campaign_forecast import plan_of
from distributor.report.campaign_pages import campaign_rows
from distributor.report.campaign_twice import said_twice
from distributor.review.check import Check
from distributor.review.edit import use_composed
from distributor.review.person import recall_post
from distributor.review.store import approve_by_person, skip_if_never
from distributor.review.words import EditedWords
from distributor.staff.deeds import Actor
from distributor.states import update_posts
from distributor.write.hand_made import ForAccount, make_post
from distributor.write.series import move_series
from distributor.write.typed import HandMade
from phrases import is_said, phrase
from tests.campaigns.conftest import AUTO, Office
from tests.deliver.conftest import START
from tests.review.test_pipeline import PUBLIC

DAY = timedelta(days=1)
HOUR = START + DAY
"""15:00 in Vietnam."""
DAILY = {"*": {"per_day": 1, "hours": ["08:00", "20:00"]}}
OWN = HandMade("Hỏi đáp", "Mời bà con đến hỏi luật sư.", "", "", "council_activity", (), form="1:a")


def write(office: Office, campaign_id: int, draft: HandMade = OWN, channels: Sequence[str] = ("x",)) -> list[int]:
    """The posts, drawn and reviewed."""
    with office.database.write() as session:
        accounts = session.exec(
            select(Account).where(col(Account.channel).in_(channels)).order_by(col(Account.id))
        ).all()
        check = Check(EditedWords(), 0, 280, "", "", 0.0, ())
        chosen = [
            ForAccount(one.id or 0, one.name, one.channel, one.channel, check, is_short=False) for one in accounts
        ]
        made = make_post(
            session, Actor(office.person(), office.clock.now()), replace(draft, campaign_id=campaign_id), chosen,
            public_url=PUBLIC,
        )  # fmt: skip
    ids = [post.id or 0 for post in office.posts(made)]
    for post_id in ids:
        assert office.render(post_id)
        office.review(post_id)
    return ids


def at_hour(hour: datetime, **more: object) -> HandMade:
    return replace(OWN, slot_at=hour, when=Wish.AT, **more)  # type: ignore[arg-type]


def post(office: Office, post_id: int) -> Post:
    with office.database.read() as session:
        return session.get_one(Post, post_id)


def approve(office: Office, post_id: int) -> Post:
    with office.database.write() as session:
        seen = session.get_one(Post, post_id).manifest_hash
        approve_by_person(session, Actor(office.person(), office.clock.now()), post_id, seen_hash=seen, slot_at=None)
    return post(office, post_id)


def shown(office: Office, campaign_id: int) -> list[PlannedSaying]:
    with office.database.read() as session:
        kept = office.campaign(campaign_id)
        return timeline_of(session, kept, draft_of(session, kept), office.clock.now())


def kept(office: Office, draft: Draft) -> int:
    """A draft of a campaign, with a standing approval."""
    accounts = tuple(office.accounts().values())
    with office.database.write() as session:
        made = keep_draft(session, replace(draft, account_ids=accounts), office.person(), START).campaign_id
        until = START + 30 * DAY
        give_standing(session, made, office.person(), templates=office.templates, ends_at=until, now=START)
    return made


def begin(office: Office, campaign_id: int) -> None:
    with office.database.write() as session:
        start(session, campaign_id, office.person(), office.clock.now())


def test_a_yes_that_is_taken_back_leaves_the_hour_that_a_person_chose(office: Office) -> None:
    """The hour that it was written for, and of any post the one that it was moved to; the hour of a rhythm is found anew."""
    campaign_id = kept(office, Draft("Đợt tin", automatic=False, item_ids=(office.chosen_item(),), policy=AUTO))
    begin(office, campaign_id)

    def taken_back(post_id: int) -> datetime | None:
        with office.database.write() as session:
            recall_post(session, Actor(office.person(), office.clock.now()), post_id)
        assert post(office, post_id).state is PostState.AWAITING_REVIEW
        return post(office, post_id).slot_at

    (written,) = write(office, campaign_id, at_hour(HOUR))
    assert approve(office, written).slot_at == HOUR
    assert taken_back(written) == HOUR
    assert approve(office, written).slot_at == HOUR

    (composed, *_) = office.choose()
    assert post(office, composed).state is PostState.PLANNED
    with office.database.write() as session:
        move_slot(session, Actor(office.person(), START), composed, HOUR + DAY)
    assert taken_back(composed) == HOUR + DAY
    approve(office, composed)
    (other,) = [one for one in (post.id or 0 for post in office.of(campaign_id)) if one not in (written, composed)]
    assert taken_back(other) is None


@pytest.mark.parametrize("automatic", [False, True])
def test_a_standing_approval_never_covers_them_even_composed_anew(office: Office, automatic: bool) -> None:
    items = () if automatic else (office.chosen_item(),)
    draft = Draft("Đợt tin", automatic=automatic, all_sources=automatic, item_ids=items, policy=AUTO)
    campaign_id = office.plan(draft)
    with office.database.read() as session:
        assert standing_now(session, campaign_id, office.templates, START) is not None
    (post_id,) = write(office, campaign_id)
    waiting = post(office, post_id)
    assert (waiting.state, waiting.campaign_id) == (PostState.AWAITING_REVIEW, campaign_id)
    assert waiting.reason == phrase("review.by-hand")
    with office.database.write() as session:
        use_composed(session, Actor(office.person(), START), post_id)
        session.get_one(Item, waiting.item_id).understood_revision = 1
    assert office.compose(waiting.item_id) == [post_id]
    assert office.render(post_id)
    office.review(post_id)
    anew = post(office, post_id)
    assert (anew.edited_by, bool(anew.template)) == ("", True), "the words are the template's now"
    assert (anew.state, anew.reason) == (PostState.AWAITING_REVIEW, phrase("review.by-hand"))
    if not automatic:
        assert {one.state for one in (post(office, one) for one in office.choose())} == {PostState.PLANNED}


def test_a_policy_against_items_says_nothing_of_them(office: Office) -> None:
    campaign_id = kept(office, Draft("Chỉ bài riêng", policy={"*": {"*": "auto", "x": "never"}}, all_sources=True))
    (post_id,) = write(office, campaign_id)
    assert post(office, post_id).state is PostState.AWAITING_REVIEW
    with office.database.write() as session:
        row = session.get_one(Post, post_id)
        row.state, row.rendered = PostState.DRAFT, False
        session.flush()
        assert not skip_if_never(session, post_id, START)


def test_a_draft_of_own_posts_alone_is_started_and_only_then_do_they_go(office: Office) -> None:
    campaign_id = kept(office, Draft("Chỉ bài riêng", automatic=False, policy=AUTO))
    with office.database.write() as session, pytest.raises(CannotDo, match="cũng chưa có bài riêng nào"):
        start(session, campaign_id, office.person(), START)
    (post_id,) = write(office, campaign_id, at_hour(HOUR))
    assert approve(office, post_id).slot_at == HOUR
    reason = phrase(NOT_BEGUN, campaign="Chỉ bài riêng")
    with office.database.write() as session:
        assert session.exec(select(Post.id).where(halted())).all() == [post_id]
        update_posts(session, col(Post.id) == post_id, reason=reason)
    begin(office, campaign_id)
    with office.database.read() as session:
        assert session.exec(select(Post.id).where(halted())).all() == []
    assert (post(office, post_id).state, post(office, post_id).reason) == (PostState.PLANNED, "")


def test_they_pause_and_end_with_their_campaign(office: Office) -> None:
    campaign_id = office.plan(Draft("Đợt tin", automatic=False, item_ids=(office.chosen_item(),), policy=AUTO))
    weekly = at_hour(HOUR, repeat=Repeat.WEEKLY, until=date(2026, 12, 20))
    first, second, *rest = write(office, campaign_id, weekly)
    assert rest, "each time of the series is a post of the campaign"
    assert {one.campaign_id for one in office.of(campaign_id)} == {campaign_id}
    approve(office, first)
    with office.database.write() as session:
        assert pause(session, campaign_id, office.person(), START) == 1
    assert is_said(post(office, first).reason, "deliver.campaign-on-hold")
    with office.database.write() as session:
        assert resume(session, campaign_id, office.person(), START) == 1
    assert post(office, first).reason == ""
    with office.database.write() as session:
        end(session, campaign_id, office.person(), START)
    assert post(office, first).state is PostState.CANCELLED
    assert {post(office, one).state for one in (second, *rest)} == {PostState.SKIPPED}
    with pytest.raises(LoaError, match="đã kết thúc"):
        write(office, campaign_id, replace(OWN, form="1:b"))


def test_a_series_is_not_moved_past_the_end(office: Office) -> None:
    draft = Draft("Đợt tin", automatic=False, item_ids=(office.chosen_item(),), policy=AUTO, ends_at=START + 10 * DAY)
    campaign_id = office.plan(draft)
    late = at_hour(HOUR, repeat=Repeat.WEEKLY, until=date(2026, 12, 20))
    with pytest.raises(LoaError, match="kết thúc"):
        write(office, campaign_id, late)
    assert office.of(campaign_id) == [], "nothing of it is made"
    first, second = write(office, campaign_id, at_hour(HOUR, repeat=Repeat.WEEKLY, until=date(2026, 12, 2)))
    with pytest.raises(LoaError, match="trước giờ đăng"), office.database.write() as session:
        move_series(session, Actor(office.person(), START), post(office, first).item_id, HOUR + 3 * DAY)
    assert [post(office, one).slot_at for one in (first, second)] == [HOUR, HOUR + 7 * DAY]


def test_the_timeline_gives_way_to_what_people_wrote_and_marks_it(office: Office) -> None:
    items = (office.chosen_item(), office.chosen_item())
    campaign_id = kept(office, Draft("Ngày Pháp luật", automatic=False, item_ids=items, policy=AUTO, cadence=DAILY))
    alone = shown(office, campaign_id)
    first = alone[0]
    assert first.at is not None
    on = next(channel for channel, account in office.accounts().items() if account == first.account_id)
    (post_id,) = write(office, campaign_id, at_hour(first.at), (on,))
    around = shown(office, campaign_id)
    own = [one for one in around if one.post_id]
    assert [(one.post_id, one.at, one.state) for one in own] == [(post_id, first.at, PostState.AWAITING_REVIEW)]
    others = [one for one in around if not one.post_id]
    assert len(others) == len(alone) == 4
    assert all(one.at is not None and one.at != first.at for one in others)
    here = sorted(one.at.date() for one in around if one.account_id == first.account_id and one.at)
    assert len(set(here)) == 3, "it counts for the one post a day"
    beside = first.at + timedelta(minutes=2)
    with office.database.write() as session, pytest.raises(CannotDo, match="năm phút"):
        move_saying(session, campaign_id, office.person(), START, others[0].key, beside)
    with office.database.write() as session, pytest.raises(CannotDo, match="không còn trong lịch"):
        move_saying(session, campaign_id, office.person(), START, own[0].key, HOUR)
    begin(office, campaign_id)
    assert own[0].key not in office.campaign(campaign_id).timeline
    assert shown(office, campaign_id) == around, "what was shown is kept"
    office.choose()
    taken = next(one for one in office.of(campaign_id) if one.id != post_id and one.slot_at)
    with pytest.raises(LoaError, match="năm phút"):
        write(office, campaign_id, replace(at_hour(taken.slot_at or HOUR), form="1:b"))


def test_their_hour_is_kept_and_posts_of_items_go_around_it(office: Office) -> None:
    """The cadence of an automatic campaign would put both elsewhere."""
    hourly = {"*": {"minutes_between": 60}}
    campaign_id = office.plan(Draft("Mọi tin", all_sources=True, policy=AUTO, cadence=hourly))
    with office.database.write() as session:  # the house's own campaign takes no part
        end(session, campaign_id - 1, office.person(), START)
    soon = START + timedelta(minutes=10)
    (post_id,) = write(office, campaign_id, at_hour(soon))
    x = office.accounts()["x"]
    (item_post,) = [one for one in office.prepare(office.item()) if one.account_id == x]
    assert (item_post.campaign_id, item_post.state) == (campaign_id, PostState.PLANNED)
    assert item_post.slot_at == soon + timedelta(hours=1), "it waits for a yes, and its hour is taken"
    with office.database.read() as session:
        row = session.get_one(Post, post_id)
        account, campaign = session.get_one(Account, x), office.campaign(campaign_id)
        promised = slot_of_a_yes(session, row, account, campaign, START)
    assert approve(office, post_id).slot_at == promised == soon
    (unsaid,) = write(office, campaign_id, replace(OWN, text="Một lời nữa.", form="1:c"))
    assert approve(office, unsaid).slot_at == soon + timedelta(hours=2), "without an hour it keeps the rhythm"


def test_they_count_in_progress_and_forecast(office: Office) -> None:
    x = office.accounts()["x"]
    items = (office.chosen_item(),)
    campaign_id = kept(office, Draft("Đợt tin", automatic=False, item_ids=items, policy=AUTO))
    ids = write(office, campaign_id, at_hour(HOUR, repeat=Repeat.WEEKLY, until=date(2026, 12, 9)))
    assert len(ids) == 3
    approve(office, ids[0])

    def told() -> tuple[int | None, int, int]:
        with office.database.read() as session:
            campaign = office.campaign(campaign_id)
            rows = campaign_rows(session, (campaign.unit_id,), START)
            progress = next(row.progress for row in rows if row.campaign.id == campaign_id)
            draft = draft_of(session, campaign)
            standing = standing_now(session, campaign_id, office.templates, START)
            plan = plan_of(session, campaign, draft, standing, timeline_of(session, campaign, draft, START), START)
            found = forecast(plan)
            (on_x,) = [one for one in plan.accounts if one.account_id == x]
            assert HOUR not in on_x.taken, "it is not counted twice"
        return progress.of, found.posts, found.review

    assert told() == (2 + 3, 2 + 3, 2)
    with office.database.write() as session:
        session.get_one(Post, ids[2]).state = PostState.SKIPPED
    assert told() == (2 + 2, 2 + 2, 1)


def test_the_timeline_warns_of_what_a_person_wrote_in_the_very_same_words(office: Office) -> None:
    item = office.chosen_item()
    campaign_id = kept(office, Draft("Đợt tin", automatic=False, item_ids=(item,), policy=AUTO, cadence=DAILY))

    def twice() -> list[tuple[int, int]]:
        with office.database.read() as session:
            campaign = office.campaign(campaign_id)
            timeline = timeline_of(session, campaign, draft_of(session, campaign), START)
            found = said_twice(session, campaign, timeline, office.templates, START)
            return [(one.saying.post_id, one.post_id) for one in found]

    (first,) = write(office, campaign_id, at_hour(HOUR))
    assert twice() == []
    (again,) = write(office, campaign_id, at_hour(HOUR + DAY, form="1:b"))
    assert twice() == [(again, first)]
    series = write(
        office,
        campaign_id,
        at_hour(HOUR + 2 * DAY, form="1:c", text="Khác.", repeat=Repeat.WEEKLY, until=date(2026, 12, 20)),
    )
    assert len(series) > 1
    assert twice() == [(again, first)], "the times of one series say the same on purpose"
    with office.database.write() as session:
        start(session, campaign_id, office.person(), START)
    (composed, *_) = [one for one in office.choose() if post(office, one).account_id == office.accounts()["x"]]
    with office.database.write() as session:
        kept_post = session.get_one(Post, first)
        kept_post.text = post(office, composed).text.replace(post(office, composed).link, kept_post.link)
    assert (0, first) in twice()
