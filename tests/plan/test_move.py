"""Moving a planned post, on both databases: what it keeps, what it changes, why it may not, and two people at once."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from sqlmodel import Session, col, select

from distributor.clock import VIETNAM
from distributor.db import Database
from distributor.deliver.claim import approved
from distributor.errors import NotThere
from distributor.models import (
    Account,
    Approval,
    Campaign,
    Document,
    Hold,
    Item,
    Post,
    PostState,
    PostTransition,
    Role,
    Staff,
    StandingApproval,
    Unit,
    UnitLevel,
)
from distributor.plan.move import CannotMove, MovedMeanwhile, move_slot
from distributor.staff.deeds import Actor
from distributor.staff.permissions import NotAllowed
from tests.support import province

NOW = datetime(2026, 11, 24, 8, 0, tzinfo=VIETNAM)
SLOT = datetime(2026, 11, 25, 9, 30, tzinfo=VIETNAM)
LATER = datetime(2026, 11, 27, 14, 0, tzinfo=VIETNAM)


class Office:
    """A planned, approved post of tomorrow, and people of each role."""

    def __init__(self, database: Database) -> None:
        self.database = database
        with database.write() as session:
            self.seeded = province.seed_unit(session)
            account = Account(unit_id=self.seeded.unit_id, channel="facebook", name="Pháp luật Hương Giang")
            session.add(account)
            session.flush()
            assert account.id is not None
            self.account_id = account.id
            self.item_id = province.seed_item(session, self.seeded, 1, NOW)
            (self.post_id,) = province.seed_posts(session, self.seeded, account, [self.item_id], now=NOW, slots=[SLOT])
            other = Unit(level=UnitLevel.COMMUNE, code="an-loc", parent_id=self.seeded.unit_id)
            session.add(other)
            session.flush()
            assert other.id is not None
            for unit_id, login, name, role in (
                (self.seeded.unit_id, "soan", "Lê Minh", Role.AUTHOR),
                (self.seeded.unit_id, "xem", "Phạm Xem", Role.VIEWER),
                (other.id, "xa", "Lê Văn An", Role.APPROVER),
            ):
                session.add(Staff(unit_id=unit_id, login=login, full_name=name, role=role, password_hash="-"))

    def move(self, to: datetime = LATER, by: str = "soan", **given: Any) -> tuple[str, ...]:
        with self.database.write() as session:
            staff = session.exec(select(Staff).where(Staff.login == by)).one()
            return move_slot(session, Actor(staff, NOW), self.post_id, to, **given).warnings

    def post(self) -> Post:
        with self.database.read() as session:
            return session.get_one(Post, self.post_id)

    def change(self, **values: Any) -> None:
        with self.database.write() as session:
            post = session.get_one(Post, self.post_id)
            for name, value in values.items():
                setattr(post, name, value)
            session.add(post)

    def on_channel(self, channel: str, **settings: Any) -> None:
        with self.database.write() as session:
            account = session.get_one(Account, self.account_id)
            account.channel, account.settings = channel, settings
            session.add(account)

    def about(self, effective_on: date, purpose: str) -> None:
        with self.database.write() as session:
            document = Document(
                issuer="UBND", number="27/2026/QĐ-UBND", issued_on=date(2026, 11, 20), effective_on=effective_on
            )
            session.add(document)
            session.flush()
            session.get_one(Item, self.item_id).document_id = document.id
        self.change(purpose=purpose)


@pytest.fixture
def office(database: Database) -> Office:
    return Office(database)


def test_a_move_keeps_the_approval_and_notes_who_and_why(office: Office) -> None:
    before = office.post()
    assert office.move(why="  trùng lễ\nkhai mạc ", seen=SLOT) == ()
    after = office.post()
    assert (after.slot_at, after.due_at, after.expires_at) == (LATER, LATER, LATER + timedelta(hours=48))
    assert (after.state, after.approval_id, after.manifest_hash) == (
        PostState.PLANNED,
        before.approval_id,
        before.manifest_hash,
    )
    with office.database.read() as session:
        assert session.exec(select(Post.id).where(Post.id == office.post_id, approved(NOW))).one() == office.post_id
        note = session.exec(select(PostTransition).order_by(col(PostTransition.id).desc())).first()
    assert note is not None
    assert (note.by, note.at) == ("soan", NOW)
    assert note.reason == "Chuyển giờ đăng từ 25/11/2026 09:30 sang 27/11/2026 14:00: trùng lễ khai mạc"


def test_expiry_is_the_campaigns(office: Office) -> None:
    with office.database.write() as session:
        campaign = Campaign(unit_id=office.seeded.unit_id, name="Ngắn", expiry_hours=6, ends_at=NOW + timedelta(days=1))
        session.add(campaign)
        session.flush()
        session.get_one(Post, office.post_id).campaign_id = campaign.id
    assert "Chiến dịch của bài kết thúc" in " ".join(office.move())
    assert office.post().expires_at == LATER + timedelta(hours=6)


@pytest.mark.parametrize("state", [state for state in PostState if state is not PostState.PLANNED])
def test_only_planned_posts_move(office: Office, state: PostState) -> None:
    office.change(state=state)
    with pytest.raises(CannotMove, match="Chỉ bài «Đã lên lịch» mới đổi được giờ"):
        office.move()
    assert office.post().slot_at == SLOT


@pytest.mark.parametrize(
    ("to", "words"),
    [
        (NOW - timedelta(minutes=1), "đã qua"),
        (NOW, "đã qua"),
        (NOW + timedelta(days=400), "quá xa"),
    ],
)
def test_not_into_the_past_and_not_into_a_mistyped_year(office: Office, to: datetime, words: str) -> None:
    with pytest.raises(CannotMove, match=words):
        office.move(to)
    assert office.post().slot_at == SLOT


@pytest.mark.parametrize(
    ("purpose", "to", "words"),
    [
        ("before_effect", datetime(2026, 12, 1, 0, 0, tzinfo=VIETNAM), "chỉ đúng đến trước 01/12/2026 00:00"),
        ("before_effect", datetime(2026, 11, 26, 8, 0, tzinfo=VIETNAM), "chọn ngày gần ngày đó hơn"),
        ("before_effect", datetime(2026, 11, 30, 23, 0, tzinfo=VIETNAM), ""),
        ("effective", datetime(2026, 12, 1, 10, 0, tzinfo=VIETNAM), ""),
        ("effective", datetime(2026, 12, 2, 0, 0, tzinfo=VIETNAM), "chỉ đúng đến trước 02/12/2026 00:00"),
        ("effective", datetime(2026, 11, 30, 23, 0, tzinfo=VIETNAM), "chỉ đăng trong ngày 01/12/2026"),
        ("announce", datetime(2026, 12, 5, 10, 0, tzinfo=VIETNAM), ""),
    ],
)
def test_what_is_said_of_a_day_stays_true(office: Office, purpose: str, to: datetime, words: str) -> None:
    office.about(date(2026, 12, 1), purpose)
    if words:
        with pytest.raises(CannotMove, match=words):
            office.move(to)
        return
    office.move(to)
    after = office.post()
    assert after.slot_at == to
    assert after.expires_at is not None
    limit = {"before_effect": date(2026, 12, 1), "effective": date(2026, 12, 2)}.get(purpose)
    if limit:
        assert after.expires_at <= datetime(limit.year, limit.month, limit.day, tzinfo=VIETNAM)


@pytest.mark.parametrize(
    ("channel", "settings", "hour", "goes"),
    [
        ("zalo", {}, 22, False),
        ("zalo", {}, 7, False),
        ("zalo", {}, 8, True),
        ("zalo", {"broadcast": False}, 23, True),
        ("sms", {}, 23, False),
        ("sms", {}, 7, True),
        ("facebook", {}, 3, True),
    ],
)
def test_quiet_hours_of_a_channel(
    office: Office, channel: str, settings: dict[str, Any], hour: int, goes: bool
) -> None:
    office.on_channel(channel, **settings)
    to = LATER.replace(hour=hour)
    if goes:
        office.move(to)
        assert office.post().slot_at == to
    else:
        with pytest.raises(CannotMove, match="chỉ cho gửi từ"):
            office.move(to)


def test_a_hold_is_only_a_warning(office: Office) -> None:
    with office.database.write() as session:
        for start, channel, kinds in ((LATER, "", []), (LATER, "x", []), (LATER, "", ["new_law"]), (NOW, "", [])):
            session.add(
                Hold(
                    reason="Quốc tang" if start == LATER else "Đã qua",
                    ordered_by="UBND tỉnh",
                    channel=channel,
                    starts_at=start - timedelta(hours=1),
                    ends_at=start + timedelta(hours=1),
                    allowed_kinds=kinds,
                )
            )
    (warning,) = office.move()
    assert "tạm dừng «Quốc tang» (theo UBND tỉnh)" in warning
    assert office.post().slot_at == LATER


def test_an_approval_by_rule_that_ends_before_is_told(office: Office) -> None:
    with office.database.write() as session:
        campaign = Campaign(unit_id=office.seeded.unit_id, name="Tự động")
        session.add(campaign)
        session.flush()
        assert campaign.id is not None
        rule = StandingApproval(
            campaign_id=campaign.id,
            staff_id=office.seeded.staff_id,
            given_at=NOW,
            ends_at=NOW + timedelta(days=2),
            source_ids=[],
            kinds=[],
            account_ids=[],
            templates={},
        )
        session.add(rule)
        session.flush()
        approval = session.exec(select(Approval).where(Approval.post_id == office.post_id)).one()
        approval.standing_id = rule.id
    (warning,) = office.move()
    assert "hết hạn 26/11/2026 08:00" in warning


def test_who_may_and_whose(office: Office) -> None:
    with pytest.raises(NotAllowed, match="người soạn"):
        office.move(by="xem")
    with pytest.raises(NotThere):
        office.move(by="xa")
    assert office.post().slot_at == SLOT


def test_the_second_is_told_by_whom_it_was_moved(office: Office) -> None:
    office.move(seen=SLOT, by="lanhdao")
    with pytest.raises(MovedMeanwhile, match=r"Lãnh đạo Sở vừa chuyển giờ bài này.*27/11/2026 14:00"):
        office.move(LATER + timedelta(days=1), seen=SLOT)
    assert office.post().slot_at == LATER
    assert office.move(LATER, seen=SLOT) == (), "who wants what it is already has it"


def test_two_people_at_the_same_moment(office: Office) -> None:
    """One goes through, the other is told; nothing is half done."""

    def attempt(days: int) -> str:
        try:
            office.move(LATER + timedelta(days=days), seen=SLOT)
        except MovedMeanwhile:
            return "told"
        return "moved"

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(attempt, (1, 2))) == ["moved", "told"]
    with office.database.read() as session:
        notes = session.exec(select(PostTransition).where(PostTransition.post_id == office.post_id)).all()
    assert len(notes) == 1
    assert office.post().slot_at in (LATER + timedelta(days=1), LATER + timedelta(days=2))


def test_no_claim_slips_between(office: Office) -> None:
    """A post that a worker took first does not move."""

    def take(session: Session) -> None:
        session.get_one(Post, office.post_id, with_for_update=True).state = PostState.SENDING

    with office.database.write() as session:
        take(session)
    with pytest.raises(CannotMove, match="Đang gửi"):
        office.move(seen=SLOT)
