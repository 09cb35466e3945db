"""The public promise: what was kept, reckoned up again from the rows by other means, is the same."""

from datetime import UTC, date, datetime, timedelta

from sqlmodel import Session, select

from distributor.db import Database
from distributor.models import (
    Account,
    Case,
    CaseMessage,
    CaseReply,
    CaseReplyState,
    CaseState,
    Post,
    PostFigures,
    PostState,
    PostTransition,
    Staff,
)
from distributor.report.promise import PROMISED, PromiseKept, promise_kept
from tests.web.province import NOON, Province, add_item, add_post, build_province, identity

NOW = NOON
"""24/11/2026 12:00 in Vietnam, a Tuesday."""
MORNING = datetime(2026, 11, 20, 2, 0, tzinfo=UTC)
"""Friday the 20th, 9:00 in Vietnam."""


def post(
    session: Session, province: Province, title: str, state: PostState, planned: datetime, after_s: float | None
) -> Post:
    item_id = add_item(session, province, title, at=planned - timedelta(hours=1))
    row = session.get_one(Post, add_post(session, province.facebook, item_id, state, text=title))
    row.slot_at = planned
    row.published_at = None if after_s is None else planned + timedelta(seconds=after_s)
    session.add(
        PostTransition(
            post_id=identity(row.id), at=planned - timedelta(minutes=30), from_state="draft", to_state="planned"
        )
    )
    session.add(row)
    return row


def filled(session: Session) -> Province:
    province = build_province(session)
    on_time = post(session, province, "Đúng giờ", PostState.PUBLISHED, MORNING, 119)
    post(session, province, "Trễ", PostState.PUBLISHED, MORNING, 121)
    post(session, province, "Không đăng được", PostState.FAILED, MORNING, None)
    post(session, province, "Bị bỏ", PostState.SKIPPED, MORNING, None)
    again = post(session, province, "Lỡ rồi đăng lại", PostState.PUBLISHED, MORNING + timedelta(days=1), 5)
    again.was_due_at = MORNING
    # 23:59 in Vietnam belongs to its day, and today to none.
    post(session, province, "Nửa đêm", PostState.EDITED, MORNING.replace(hour=16, minute=59), 1)
    post(session, province, "Hôm nay", PostState.PUBLISHED, NOW - timedelta(hours=1), 1)
    post(session, province, "Lâu rồi", PostState.PUBLISHED, NOW - timedelta(days=40), 1)
    lonely = add_item(session, province, "Chưa ai lên lịch", at=MORNING)
    assert lonely
    session.add(PostFigures(post_id=identity(on_time.id), at=NOW, reach=100, clicks=4))
    manual = Account(unit_id=province.unit_id, channel="manual", name="Loa phường", settings={}, limits={})
    session.add(manual)
    session.flush()
    by_hand = post(session, province, "Người chuyển", PostState.PUBLISHED, MORNING, 9_000)
    by_hand.account_id = identity(manual.id)
    staff = session.exec(select(Staff)).first()
    assert staff is not None
    for hours in (2.0, 100.0, None):
        case = Case(
            unit_id=province.unit_id, state=CaseState.ANSWERED, opened_at=MORNING - timedelta(days=7), last_at=MORNING
        )
        session.add(case)
        session.flush()
        message = CaseMessage(case_id=identity(case.id), external_id="w", text="?", written_at=MORNING, seen_at=MORNING)
        session.add(message)
        session.flush()
        if hours is not None:
            session.add(
                CaseReply(
                    case_id=identity(case.id),
                    message_id=identity(message.id),
                    staff_id=identity(staff.id),
                    key=str(hours),
                    text="!",
                    state=CaseReplyState.SENT,
                    created_at=case.opened_at,
                    sent_at=case.opened_at + timedelta(hours=hours),
                )
            )
    session.flush()
    return province


def again(session: Session) -> dict[date, tuple[int, int, int, int]]:
    """Reckoned from the rows, one by one: promised, on time, late, unsent."""
    days: dict[date, list[int]] = {}
    for row in session.exec(select(Post)):
        planned = row.was_due_at or row.slot_at
        channel = session.get_one(Account, row.account_id).channel
        if planned is None or row.state not in PROMISED or channel == "manual":
            continue
        day = (planned.astimezone(UTC) + timedelta(hours=7)).date()
        sums = days.setdefault(day, [0, 0, 0, 0])
        sums[0] += 1
        if row.published_at is None:
            sums[3] += 1
        else:
            sums[1 if (row.published_at - planned).total_seconds() <= 120 else 2] += 1
    return {day: (one[0], one[1], one[2], one[3]) for day, one in days.items()}


def day_of(kept: PromiseKept, day: date) -> tuple[int, int, int, int]:
    one = next(each for each in kept.days if each.day == day)
    return one.promised, one.on_time, one.late, one.unsent


def test_what_was_kept_is_what_the_rows_say(database: Database) -> None:
    with database.write() as session:
        filled(session)
    with database.read() as session:
        kept, told = promise_kept(session, NOW), again(session)
    assert day_of(kept, date(2026, 11, 20)) == (5, 2, 2, 1)
    for one in kept.days:
        assert day_of(kept, one.day) == told.get(one.day, (0, 0, 0, 0)), one.day
    assert (kept.first, kept.last, len(kept.days)) == (date(2026, 10, 25), date(2026, 11, 23), 30)
    assert kept.on_time_share == 2 / 5
    assert kept.total("items") == 8, "with those of which no post was planned"
    assert kept.total("planned_in_time") == 7
    facebook = next(one for one in kept.channels if one.channel == "facebook")
    assert (facebook.reach, facebook.views, facebook.clicks) == (100, None, 4)
    assert (kept.answers.asked, kept.answers.answered, kept.answers.in_time) == (3, 2, 1)
    assert kept.answers.median_hours == 51


def test_a_house_without_anything_says_so(database: Database) -> None:
    with database.write() as session:
        build_province(session)
    with database.read() as session:
        kept = promise_kept(session, NOW)
    assert (kept.on_time_share, kept.planned_share, kept.answers.median_hours) == (None, None, None)
    assert not any(day.has_incident for day in kept.days)
