"""The week, and the month, in one video: which items it tells of, in rows. Functions take a session and never commit."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlmodel import Session, col, func, select

from distributor.clock import VIETNAM
from distributor.compose.item import ItemView
from distributor.compose.occasions import DIGEST, load_occasions, month_of, week_of
from distributor.compose.view import item_view
from distributor.ingest.identify import Key
from distributor.law.status import is_gone
from distributor.models import Intake, Item, ItemKey, Post, Unit
from distributor.post_states import SHOWN_STATES
from distributor.render.wanted import want_shapes

WEEK, MONTH = "week", "month"
MOST = 8


def want_weeks(session: Session, now: datetime) -> None:
    """Ask for each unit's video of the week before, wanted once: its item is unique by the week."""
    due = week_of(load_occasions(), now)
    if due is not None:
        rules = load_occasions().week
        _want(session, WEEK, "Điểm tin pháp luật tuần", due, rules.least, rules.shapes, now)


def want_months(session: Session, now: datetime) -> None:
    """Ask for each unit's video of the month before, wanted once in the first days of the next."""
    due = month_of(load_occasions(), now)
    if due is not None:
        rules = load_occasions().month
        _want(session, MONTH, "Điểm tin pháp luật", due, rules.least, rules.shapes, now)


def _want(
    session: Session,
    kind: str,
    title: str,
    due: tuple[str, datetime, datetime],
    least: int,
    shapes: Sequence[str],
    now: datetime,
) -> None:
    name, first, after = due
    for unit_id in session.exec(select(Unit.id).order_by(col(Unit.id))).all():
        assert unit_id is not None  # noqa: S101 - a primary key
        key = Key(kind, kind, name)
        if session.exec(select(ItemKey.id).where(ItemKey.unit_id == unit_id, ItemKey.key == key.digest)).first():
            continue
        if len(_published(session, unit_id, first, after)) < least:
            continue
        item = Item(
            unit_id=unit_id,
            kind=DIGEST,
            title=f"{title} {period_text(first, after)}",
            document_role=f"{kind}:{name}",
            published_at=now,
            first_seen_at=now,
            revision=1,
            understood_revision=1,
            composed_revision=1,
        )
        session.add(item)
        session.flush()
        assert item.id is not None  # noqa: S101 - flushed
        session.add(ItemKey(unit_id=unit_id, item_id=item.id, key=key.digest, kind=key.kind, value=key.value))
        want_shapes(session, item, shapes, now)


def is_round_up(item: Item) -> bool:
    """Return True if the item is a week's or a month's video, put together from others."""
    return item.document_role.startswith((f"{WEEK}:", f"{MONTH}:"))


def is_month(item: Item) -> bool:
    return item.document_role.startswith(f"{MONTH}:")


def bounds_of(item: Item) -> tuple[datetime, datetime]:
    """The first instant of a round-up's item, and the first one after it; from its role, `week:2026-W47` or `month:2026-11`."""
    name = item.document_role.partition(":")[2]
    if is_month(item):
        first = datetime.fromisoformat(f"{name}-01").replace(tzinfo=VIETNAM)
        return first, (first + timedelta(days=32)).replace(day=1)
    year, _, week = name.partition("-W")
    first = datetime.fromisocalendar(int(year), int(week), 1).replace(tzinfo=VIETNAM)
    return first, first + timedelta(days=7)


def period_text(first: datetime, after: datetime) -> str:
    """Return text such as `16/11 – 22/11/2026`; of a whole month `tháng 11/2026`."""
    begins, last = first.astimezone(VIETNAM), after.astimezone(VIETNAM) - timedelta(days=1)
    if begins.day == 1 and (last + timedelta(days=1)).day == 1:
        return f"tháng {begins:%m/%Y}"
    return f"{begins:%d/%m} – {last:%d/%m/%Y}"


def members_of(session: Session, item: Item, now: datetime) -> list[ItemView]:
    """Return what the week's, or the month's, video tells of: the items that went out most widely, the earliest first among
    equals.

    Not what has ended meanwhile.
    """
    first, after = bounds_of(item)
    published = _published(session, item.unit_id, first, after)
    return [item_view(session, one) for one in published if not is_gone(session, one, now)]


def _published(session: Session, unit_id: int, first: datetime, after: datetime) -> Sequence[Item]:
    return session.exec(
        select(Item)
        .join(Post, col(Post.item_id) == col(Item.id))
        .where(
            Item.unit_id == unit_id,
            Item.intake == Intake.TAKEN,
            Item.kind != DIGEST,
            col(Post.state).in_(SHOWN_STATES),
            col(Post.published_at) >= first,
            col(Post.published_at) < after,
        )
        .group_by(col(Item.id))
        .order_by(func.count(col(Post.id)).desc(), col(Item.id))
        .limit(MOST)
    ).all()
