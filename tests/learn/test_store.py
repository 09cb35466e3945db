"""Trials in the database, on both kinds: settled once, told apart; best times read back; what staff decide; slots that follow."""

from collections.abc import Callable
from datetime import UTC, datetime, time, timedelta

import pytest
from sqlalchemy import delete
from sqlmodel import Session, col, func, select

from distributor.clock import VIETNAM
from distributor.db import Database
from distributor.errors import LoaError
from distributor.learn.beliefs import Beliefs
from distributor.learn.choices import decided, pin, refuse, switch_off, take_back
from distributor.learn.store import Foreseen, best_times
from distributor.measure.judge import judge
from distributor.measure.settle import settle_trials
from distributor.models import (
    Account,
    AccountReading,
    AuditEntry,
    Campaign,
    Doubt,
    Post,
    PostState,
    PostTransition,
    PostTrial,
    Role,
    Sample,
    Staff,
    Stance,
    TrialOutcome,
)
from distributor.plan.slots import foresee_slot, slot_for
from distributor.review.store import approve_by_person
from distributor.staff.deeds import Actor
from distributor.staff.permissions import NotAllowed
from tests.support import province

NOW = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)
"""A Tuesday, 09:00 in Vietnam."""
DAY = timedelta(days=1)
EVENING = time(20, 0)


class Office:
    """A Page with posts of the last weeks, one a day at hours that come by turns."""

    def __init__(self, database: Database) -> None:
        self.database = database
        with database.write() as session:
            self.seeded = province.seed_unit(session)
            account = Account(unit_id=self.seeded.unit_id, channel="facebook", name="Trang")
            campaign = Campaign(
                unit_id=self.seeded.unit_id,
                name="Tự động",
                automatic=True,
                cadence={"*": {"best": True, "hours": ["06:00", "22:00"], "minutes_between": 60, "per_day": 2}},
            )
            session.add_all([account, campaign])
            session.flush()
            assert account.id is not None
            assert campaign.id is not None
            self.account_id, self.campaign_id = account.id, campaign.id

    def staff(self, session: Session) -> Staff:
        return session.get_one(Staff, self.seeded.staff_id)

    def post(self, session: Session, number: int, at: datetime | None) -> int:
        account = session.get_one(Account, self.account_id)
        item_id = province.seed_item(session, self.seeded, number, NOW)
        (post_id,) = province.seed_posts(session, self.seeded, account, [item_id], now=NOW)
        post = session.get_one(Post, post_id)
        post.campaign_id, post.slot_at = self.campaign_id, at
        if at is not None:
            post.state, post.published_at, post.due_at = PostState.PUBLISHED, at, None
        return post_id

    def published(self, count: int, reach: Callable[[int], int | None], *, ago: int = 6) -> list[int]:
        """`reach`: by the hour at which it went out. Read until now; as the collector does, a row only where a number changed."""
        hours, ids = (7, 12, 15, 20), []
        with self.database.write() as session:
            for number in range(count):
                day = (NOW - DAY * (ago + number)).astimezone(VIETNAM)
                at = day.replace(hour=hours[number % 4], minute=0)
                ids.append(self.post(session, number, at))
                session.add(_sample(ids[-1], reach(hours[number % 4]), at + timedelta(hours=47)))
            session.merge(AccountReading(account_id=self.account_id, answered_at=NOW))
        return ids

    def outcomes(self) -> dict[int, TrialOutcome]:
        with self.database.read() as session:
            return {row.post_id: TrialOutcome(row.outcome) for row in session.exec(select(PostTrial))}


def _sample(post_id: int, value: int | None, at: datetime, doubt: Doubt = Doubt.NONE) -> Sample:
    metric = "post_total_media_view_unique"
    return Sample(post_id=post_id, metric=metric, api_version="v25.0", at=at, value=value, doubt=doubt)


@pytest.fixture
def office(database: Database) -> Office:
    return Office(database)


def evening(hour: int) -> int:
    return 900 if hour == 20 else 400


def test_a_post_is_settled_once(office: Office) -> None:
    ids = office.published(3, evening)
    assert settle_trials(office.database, NOW, sandbox=False) == 3
    assert settle_trials(office.database, NOW + DAY, sandbox=False) == 0
    with office.database.read() as session:
        trial = session.get_one(PostTrial, ids[0])
    assert (trial.outcome, trial.figure, trial.value) == (TrialOutcome.COUNTED, "reach", 400.0)
    assert (trial.channel, trial.kind) == ("facebook", "new_law")


def test_where_all_posts_rest_the_account_is_heard_by_its_answers(office: Office) -> None:
    """And where it does not answer any more, nobody knows whether they rest."""
    resting, silent = office.published(2, evening)[0], NOW - 5 * DAY
    with office.database.write() as session:
        session.get_one(AccountReading, office.account_id).answered_at = silent
    settle_trials(office.database, NOW - 2 * DAY, sandbox=False)
    assert resting not in office.outcomes()
    with office.database.write() as session:
        session.get_one(AccountReading, office.account_id).answered_at = NOW - 2 * DAY
    settle_trials(office.database, NOW - 2 * DAY, sandbox=False)
    assert office.outcomes()[resting] is TrialOutcome.COUNTED


def test_a_young_post_is_not_valued_yet(office: Office) -> None:
    office.published(1, evening, ago=1)
    assert settle_trials(office.database, NOW, sandbox=False) == 0
    assert settle_trials(office.database, NOW + 4 * DAY, sandbox=False) == 1


def test_what_is_not_certain_is_told_apart(office: Office) -> None:
    unsaid, late, wrong, gone, views = office.published(5, lambda _hour: None)
    with office.database.write() as session:
        session.connection().execute(delete(Sample).where(col(Sample.post_id) == wrong))
    with office.database.write() as session:
        at = {post_id: session.get_one(Post, post_id).published_at or NOW for post_id in (late, wrong, gone, views)}
        session.add(_sample(late, 300, at[late] + timedelta(hours=1)))
        session.add(_sample(late, 900, at[late] + timedelta(hours=120)))
        session.add(_sample(wrong, 500, at[wrong] + timedelta(hours=3)))
        senseless = judge(-5, None, None, early=False, gone=False)
        session.add(_sample(wrong, senseless.value, at[wrong] + timedelta(hours=40), senseless.doubt))
        session.add(_sample(gone, 500, at[gone] + timedelta(hours=3)))
        session.add(
            PostTransition(post_id=gone, at=at[gone] + DAY, from_state="published", to_state="withdrawn", by="lanhdao")
        )
        session.get_one(Post, gone).state = PostState.WITHDRAWN
        said = at[views] + timedelta(hours=47)
        session.add(Sample(post_id=views, metric="post_media_view", api_version="v25.0", at=said, value=70))
    # Weeks later nothing is waited for any more
    assert settle_trials(office.database, NOW + 20 * DAY, sandbox=False) == 5
    assert office.outcomes() == {
        unsaid: TrialOutcome.UNSAID,
        late: TrialOutcome.LATE,
        wrong: TrialOutcome.WRONG,
        gone: TrialOutcome.GONE,
        views: TrialOutcome.COUNTED,
    }
    with office.database.read() as session:
        times = best_times(session, office.account_id, "new_law", NOW)
    assert times.posts == 1
    assert times.left_out == {
        TrialOutcome.UNSAID: 1,
        TrialOutcome.LATE: 1,
        TrialOutcome.WRONG: 1,
        TrialOutcome.GONE: 1,
    }
    assert times.words == "chưa đủ số liệu: mới 1 bài"


def test_best_times_say_why(office: Office) -> None:
    office.published(28, evening)
    settle_trials(office.database, NOW, sandbox=False)
    with office.database.read() as session:
        times = best_times(session, office.account_id, "new_law", NOW)
    best = times.suggestions[0]
    assert 19 <= best.at.hour <= 21
    assert best.words.endswith("so với trung bình, 28 bài")
    assert (times.posts, times.words, times.off) == (28, "", False)
    assert len(times.week) == 7
    assert all(len(day) == 24 for day in times.week)
    assert max(times.week[0]) == times.week[0][20]


def test_a_refused_time_is_neither_told_nor_chosen_and_comes_back(office: Office) -> None:
    office.published(28, evening)
    settle_trials(office.database, NOW, sandbox=False)
    with office.database.write() as session:
        for hour in (19, 20, 21):
            choice = refuse(session, Actor(office.staff(session), NOW), office.account_id, "", 0, time(hour, 0))
        times = best_times(session, office.account_id, "new_law", NOW)
        assert len(times.refused) == 3
        assert not any(18 < each.at.hour < 22 for each in times.suggestions)
        take_back(session, Actor(office.staff(session), NOW), choice.id or 0)
        assert len(decided(session, office.account_id, "new_law").refused) == 2
        actions = session.exec(select(AuditEntry.action).order_by(col(AuditEntry.id))).all()
    assert actions == ["times.refuse"] * 3 + ["times.take_back"]


def test_the_later_word_on_one_time_counts_and_twice_is_once(office: Office) -> None:
    with office.database.write() as session:
        staff = office.staff(session)
        refuse(session, Actor(staff, NOW), office.account_id, "", 4, EVENING)
        pin(session, Actor(staff, NOW), office.account_id, "", 4, EVENING)
        pin(session, Actor(staff, NOW), office.account_id, "", 4, EVENING)
        stands = decided(session, office.account_id, "guide")
        assert [(choice.stance, choice.weekday, choice.at) for choice in stands.pinned] == [(Stance.PINNED, 4, "20:00")]
        assert stands.refused == ()
        assert session.exec(select(func.count()).select_from(AuditEntry)).one() == 2


def test_who_may_decide(office: Office) -> None:
    with office.database.write() as session:
        unit_id = office.seeded.unit_id
        viewer = Staff(unit_id=unit_id, login="xem", full_name="Xem", role=Role.VIEWER, password_hash="-")
        session.add(viewer)
        session.flush()
        with pytest.raises(NotAllowed):
            switch_off(session, Actor(viewer, NOW), office.account_id, "")
        with pytest.raises(LoaError, match="Không có tài khoản"):
            switch_off(session, Actor(office.staff(session), NOW), 999, "")
        with pytest.raises(LoaError, match="từ 1"):
            pin(session, Actor(office.staff(session), NOW), office.account_id, "", 8, EVENING)


def slot(office: Office, session: Session, number: int) -> tuple[datetime, str]:
    post = session.get_one(Post, office.post(session, number, None))
    chosen = slot_for(session, post, session.get_one(Campaign, office.campaign_id), NOW)
    return chosen.at.astimezone(VIETNAM), chosen.why


def test_a_campaign_that_wants_best_times_gets_them_within_its_rules(office: Office) -> None:
    office.published(60, evening)
    settle_trials(office.database, NOW, sandbox=False)
    with office.database.write() as session:
        slots = [slot(office, session, 100 + number) for number in range(12)]
    assert all(6 <= at.hour <= 22 and NOW <= at < NOW + 2 * DAY for at, _ in slots)
    assert sum(18 <= at.hour <= 21 for at, _ in slots) >= 8
    assert all(why.startswith("Giờ do Loa chọn") and "60 bài" in why for _, why in slots)


def test_the_same_post_gets_the_same_slot(office: Office) -> None:
    office.published(20, evening)
    settle_trials(office.database, NOW, sandbox=False)
    with office.database.write() as session:
        post = session.get_one(Post, office.post(session, 100, None))
        campaign = session.get_one(Campaign, office.campaign_id)
        assert slot_for(session, post, campaign, NOW) == slot_for(session, post, campaign, NOW)


def foreseen_post(office: Office) -> tuple[int, Foreseen]:
    """A post that waits, and the hour that was reckoned for it."""
    office.published(20, evening)
    settle_trials(office.database, NOW, sandbox=False)
    with office.database.write() as session:
        post_id = office.post(session, 100, None)
    with office.database.read() as session:
        foreseen = foresee_slot(session, post_id, NOW)
    assert foreseen is not None
    return post_id, foreseen


def no_reckoning(*_: object) -> Beliefs:
    raise AssertionError("reckoned while rows are held")


def test_what_was_foreseen_is_planned_without_reckoning(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    post_id, foreseen = foreseen_post(office)
    with office.database.write() as session:
        post, campaign = session.get_one(Post, post_id), session.get_one(Campaign, office.campaign_id)
        reckoned = slot_for(session, post, campaign, NOW)
        monkeypatch.setattr("distributor.learn.store.beliefs_of", no_reckoning)
        assert slot_for(session, post, campaign, NOW, foreseen) == reckoned


def test_what_was_foreseen_and_is_taken_meanwhile_is_reckoned_again(office: Office) -> None:
    post_id, foreseen = foreseen_post(office)
    with office.database.write() as session:
        other = session.get_one(Post, office.post(session, 101, None))
        other.slot_at, other.state = foreseen.choice.at, PostState.PLANNED
        session.flush()
        post, campaign = session.get_one(Post, post_id), session.get_one(Campaign, office.campaign_id)
        slot = slot_for(session, post, campaign, NOW, foreseen)
        assert abs(slot.at - foreseen.choice.at) >= timedelta(hours=1)
        refuse(session, Actor(office.staff(session), NOW), office.account_id, "", 0, slot.at.astimezone(VIETNAM).time())
        session.flush()
        assert slot_for(session, post, campaign, NOW, foreseen).at != slot.at
        switch_off(session, Actor(office.staff(session), NOW), office.account_id, "")
        assert slot_for(session, post, campaign, NOW, foreseen).why == ""


def test_where_the_next_days_are_full_a_good_hour_of_the_days_after_is_taken(office: Office) -> None:
    office.published(60, evening)
    settle_trials(office.database, NOW, sandbox=False)
    found = []
    with office.database.write() as session:
        for number in range(8):
            post = session.get_one(Post, office.post(session, 100 + number, None))
            chosen = slot_for(session, post, session.get_one(Campaign, office.campaign_id), NOW)
            post.slot_at, post.state = chosen.at, PostState.PLANNED
            session.flush()
            found.append(chosen)
    assert all(chosen.why for chosen in found)
    assert found[-1].at > NOW + 2 * DAY, "two a day"


def test_a_pinned_time_is_taken_and_off_is_the_first_free(office: Office) -> None:
    with office.database.write() as session:
        staff = office.staff(session)
        pin(session, Actor(staff, NOW), office.account_id, "new_law", 3, time(7, 30))
        at, why = slot(office, session, 1)
        assert (at.isoweekday(), f"{at:%H:%M}") == (3, "07:30")
        assert why == "Giờ do cán bộ ghim: Thứ Tư 07:30."
        switch_off(session, Actor(staff, NOW), office.account_id, "")
        assert slot(office, session, 2) == (NOW.astimezone(VIETNAM), "")


def test_an_hour_that_a_person_chose_is_kept(office: Office) -> None:
    office.published(60, evening)
    settle_trials(office.database, NOW, sandbox=False)
    chosen = NOW.astimezone(VIETNAM).replace(hour=9, minute=0) + 2 * DAY
    with office.database.write() as session:
        post = session.get_one(Post, office.post(session, 100, None))
        post.slot_at = chosen
        kept = slot_for(session, post, session.get_one(Campaign, office.campaign_id), NOW)
    assert chosen <= kept.at < chosen + timedelta(hours=3), "the first free instant from there on"
    assert kept.why == ""


HOURLY: dict[str, object] = {"minutes_between": 60}
BEST_HOURS: dict[str, object] = {"best": True, "hours": ["06:00", "22:00"]}


@pytest.mark.parametrize(
    ("purpose", "cadence", "is_apart"),
    [
        ("campaign:9:1", BEST_HOURS, True),
        ("announce", BEST_HOURS, True),
        ("campaign:9:1", HOURLY, True),
        ("erratum:1", HOURLY, False),
    ],
)
def test_what_is_said_again_does_not_stand_beside_the_announcement(
    office: Office, purpose: str, cadence: dict[str, object], is_apart: bool
) -> None:
    """Both would choose the same evening. A correction does not wait."""
    office.published(60, evening)
    settle_trials(office.database, NOW, sandbox=False)
    with office.database.write() as session:
        campaign = session.get_one(Campaign, office.campaign_id)
        campaign.cadence = {"*": cadence}
        said = session.get_one(Post, office.post(session, 100, None))
        said.purpose, said.state = "campaign:8:1", PostState.PLANNED
        said.slot_at = slot_for(session, said, campaign, NOW).at
        again = Post(
            **{**said.model_dump(exclude={"id"}), "purpose": purpose, "slot_at": None, "state": PostState.DRAFT}
        )
        session.add(again)
        session.flush()
        assert (abs(slot_for(session, again, campaign, NOW).at - said.slot_at) >= DAY) == is_apart


def test_a_planned_post_is_not_its_own_neighbour(office: Office) -> None:
    with office.database.write() as session:
        campaign = session.get_one(Campaign, office.campaign_id)
        campaign.cadence = {"*": {"hours": ["00:00", "23:59"]}}
        post = session.get_one(Post, office.post(session, 100, None))
        post.purpose, post.state, post.slot_at = "campaign:8:1", PostState.PLANNED, NOW
        session.flush()
        assert slot_for(session, post, campaign, NOW).at == NOW


def test_without_best_nothing_changes(office: Office) -> None:
    with office.database.write() as session:
        session.get_one(Campaign, office.campaign_id).cadence = {"*": {"minutes_between": 60}}
        session.flush()
        assert slot(office, session, 1) == (NOW.astimezone(VIETNAM), "")


def test_a_campaign_that_ends_before_any_free_half_hour_falls_back(office: Office) -> None:
    with office.database.write() as session:
        session.get_one(Campaign, office.campaign_id).ends_at = NOW
        session.flush()
        assert slot(office, session, 1) == (NOW.astimezone(VIETNAM), "")


def test_why_it_got_its_hour_stands_with_the_post(office: Office) -> None:
    office.published(28, evening)
    settle_trials(office.database, NOW, sandbox=False)
    with office.database.write() as session:
        post = session.get_one(Post, office.post(session, 100, None))
        post.state, post.due_at, post.approval_id = PostState.AWAITING_REVIEW, None, None
        session.flush()
        reviewed = approve_by_person(
            session, Actor(office.staff(session), NOW), post.id or 0, seen_hash=post.manifest_hash, slot_at=None
        )
        session.refresh(post)
        last = session.exec(select(PostTransition).order_by(col(PostTransition.id).desc())).first()
    assert reviewed.state is PostState.PLANNED
    assert post.slot_at == reviewed.slot_at
    assert post.reason.startswith("Giờ do Loa chọn")
    assert last is not None
    assert last.reason == post.reason
