"""The sweep: once a second, what must be done, straight from the database. Losing every nudge loses nothing because of it.

1. Posts whose time has passed become missed; pauses that are over end.
2. Accounts with due posts get lanes; posts that may not go now get the reason why.
3. Posts of unknown outcome get their look; claims of the dead are taken over.
4. Items, drafts, sources and metrics that wait for their step are nudged on.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, delete, update
from sqlmodel import Session, col, func, or_, select

from channels.errors import Misconfigured
from channels.registry import spec_of
from distributor.clock import vietnam_time
from distributor.deliver.carrier import Carrier
from distributor.deliver.claim import CARRIED, account_open, approved
from distributor.deliver.holds import held_by, hold_reason, not_held, standing_holds
from distributor.deliver.limits import limits_of
from distributor.deliver.ports import Nudge
from distributor.deliver.recover import recover_orphans
from distributor.models import Account, AccountState, Intake, Item, Post, PostState, QuotaUse, Source
from distributor.models.hold import Hold
from distributor.states import note_move

HORIZON = timedelta(seconds=1.2)
"""Posts whose slot comes before the next sweep are nudged now, for their moment."""
MOST_NUDGES = 200
UNAPPROVED_REASON = "Phê duyệt không còn hiệu lực"
QUOTA_MEMORY = timedelta(days=3)


def sweep(carrier: Carrier, nudge: Nudge) -> None:
    """One sweep. Harmless at any time, any number of times, on any number of workers."""
    now = carrier.clock.now()
    with carrier.database.read() as session:
        overdue = _has(session, (col(Post.state) == PostState.PLANNED) & (col(Post.expires_at) <= now))
        sending = _has(session, col(Post.state) == PostState.SENDING)
        lapsed = session.exec(
            select(Account.id).where(Account.state == AccountState.PAUSED, col(Account.paused_until) <= now)
        ).all()
    if overdue:
        _miss(carrier, now)
    if lapsed:
        _end_pauses(carrier, now)
    if sending:
        recover_orphans(carrier)
    _open_lanes(carrier, nudge, now)
    _nudge_steps(carrier, nudge, now)


def _has(session: Session, condition: ColumnElement[bool]) -> bool:
    return session.exec(select(Post.id).where(condition).limit(1)).first() is not None


def _miss(carrier: Carrier, now: datetime) -> None:
    """A campaign never fires days late after an outage: past its expiry a post is missed, and staff decide."""
    with carrier.database.write() as session:
        passed = session.exec(
            select(Post.id, Post.slot_at)
            .where(Post.state == PostState.PLANNED, col(Post.expires_at) <= now)
            .limit(MOST_NUDGES)
            .with_for_update(skip_locked=True)
        ).all()
        for post_id, slot_at in passed:
            assert post_id is not None  # noqa: S101 - a primary key
            slot = vietnam_time(slot_at) if slot_at else "không rõ"
            reason = f"Quá hạn: giờ đăng là {slot} mà chưa gửi được. Cán bộ chọn giờ mới hoặc bỏ qua."
            session.connection().execute(
                update(Post).where(col(Post.id) == post_id).values(state=PostState.MISSED, reason=reason, due_at=None)
            )
            note_move(session, post_id, before=PostState.PLANNED, after=PostState.MISSED, reason=reason, now=now)


def _end_pauses(carrier: Carrier, now: datetime) -> None:
    with carrier.database.write() as session:
        session.connection().execute(
            update(Account)
            .where(col(Account.state) == AccountState.PAUSED, col(Account.paused_until) <= now)
            .values(state=AccountState.ACTIVE, state_reason="", paused_until=None)
        )


def _open_lanes(carrier: Carrier, nudge: Nudge, now: datetime) -> None:
    """As many lanes as an account has due posts and room. A lane that finds nothing to claim ends at once."""
    with carrier.database.read() as session:
        waiting = session.exec(
            select(Post.account_id, func.count(), func.min(Post.due_at))
            .where(col(Post.state).in_(CARRIED), col(Post.due_at) <= now + HORIZON)
            .group_by(col(Post.account_id))
        ).all()
        if not waiting:
            return
        accounts = {
            account.id: account
            for account in session.exec(
                select(Account).where(col(Account.id).in_([account_id for account_id, _, _ in waiting]))
            )
        }
        holds = standing_holds(session, now)
        blocked = {id_: reason for id_, account in accounts.items() if (reason := _why_blocked(account, now))}
        open_ids = [account_id for account_id, _, _ in waiting if account_id not in blocked]
        claimable = _claimable(session, open_ids, holds, now)
    _explain(carrier, blocked, holds, open_ids, now)
    for account_id, (count, first) in claimable.items():
        eta = first if first > now else None
        nudge.deliver(account_id, min(count, _parallel(accounts[account_id])), eta)


def _claimable(
    session: Session, account_ids: Sequence[int], holds: list[Hold], now: datetime
) -> dict[int, tuple[int, datetime]]:
    """Per account: how many posts may be claimed within the horizon, and from when."""
    statement = (
        select(Post.account_id, func.count(), func.min(Post.due_at))
        .where(
            col(Post.account_id).in_(account_ids),
            col(Post.state).in_(CARRIED),
            col(Post.due_at) <= now + HORIZON,
            approved(now),
        )
        .group_by(col(Post.account_id))
    )
    if holds:
        statement = (
            statement.join(Account, col(Account.id) == col(Post.account_id))
            .join(Item, col(Item.id) == col(Post.item_id))
            .where(not_held(holds))
        )
    return {account_id: (count, first) for account_id, count, first in session.exec(statement) if first is not None}


def _parallel(account: Account) -> int:
    try:
        return limits_of(spec_of(account.channel), account.limits).parallel
    except Misconfigured:
        return 0


def _why_blocked(account: Account, now: datetime) -> str:
    """Why nothing goes out on this account now; empty if it may."""
    try:
        spec_of(account.channel)
    except Misconfigured as error:
        return error.message
    if account_open(account.state, account.wait_until, now):
        return ""
    if account.state == AccountState.PAUSED:
        until = f" đến {vietnam_time(account.paused_until)}" if account.paused_until else ""
        return f"Tài khoản tạm dừng{until}: {account.state_reason}"
    if account.state == AccountState.NEEDS_SIGNIN:
        return f"Tài khoản cần kết nối lại: {account.state_reason}"
    if account.state == AccountState.CLOSED:
        return "Tài khoản đã đóng."
    until = f" Gửi tiếp lúc {vietnam_time(account.wait_until)}." if account.wait_until else ""
    return f"{account.wait_reason}{until}"


def _explain(
    carrier: Carrier, blocked: dict[int | None, str], holds: list[Hold], open_ids: Sequence[int], now: datetime
) -> None:
    """Planned posts that may not go now say why. Written only where the reason changes."""
    reasons: list[tuple[ColumnElement[bool], str]] = [
        (col(Post.account_id) == account_id, reason) for account_id, reason in blocked.items()
    ]
    with carrier.database.read() as session:
        stale: list[tuple[list[int], str]] = []
        for condition, reason in reasons:
            stale.append((_differing(session, condition, reason, now), reason))
        for hold in holds:
            stale.append((_differing(session, held_by(hold), hold_reason(hold), now), hold_reason(hold)))
        unapproved = f"{UNAPPROVED_REASON} (nội dung đã đổi hoặc phê duyệt thường trực đã hết hạn); cần duyệt lại."
        if open_ids:
            stale.append(
                (_differing(session, col(Post.account_id).in_(open_ids) & ~approved(now), unapproved, now), unapproved)
            )
    for post_ids, reason in stale:
        if post_ids:
            with carrier.database.write() as session:
                session.connection().execute(
                    update(Post)
                    .where(col(Post.id).in_(post_ids), col(Post.state) == PostState.PLANNED)
                    .values(reason=reason[:1000])
                )


def _differing(session: Session, condition: ColumnElement[bool], reason: str, now: datetime) -> list[int]:
    found = session.exec(
        select(Post.id)
        .join(Account, col(Account.id) == col(Post.account_id))
        .join(Item, col(Item.id) == col(Post.item_id))
        .where(Post.state == PostState.PLANNED, col(Post.due_at) <= now, Post.reason != reason[:1000], condition)
        .limit(MOST_NUDGES)
    ).all()
    return [post_id for post_id in found if post_id is not None]


def _nudge_steps(carrier: Carrier, nudge: Nudge, now: datetime) -> None:
    with carrier.database.read() as session:
        unknown = session.exec(
            select(Post.account_id).where(Post.state == PostState.UNKNOWN, col(Post.due_at) <= now).distinct()
        ).all()
        items = session.exec(
            select(Item.id)
            .where(Item.composed_revision < Item.revision, col(Item.intake).in_([Intake.TAKEN, Intake.HELD]))
            .order_by(col(Item.id))
            .limit(MOST_NUDGES)
        ).all()
        drafts = session.exec(
            select(Post.id, Post.rendered)
            .where(Post.state == PostState.DRAFT, col(Post.due_at) <= now)
            .order_by(col(Post.due_at), col(Post.id))
            .limit(MOST_NUDGES)
        ).all()
        sources = session.exec(
            select(Source.id).where(
                col(Source.active).is_(True), or_(col(Source.next_read_at).is_(None), col(Source.next_read_at) <= now)
            )
        ).all()
        measured = session.exec(select(Post.account_id).where(col(Post.measure_at) <= now).distinct()).all()
    for account_id in unknown:
        nudge.reconcile(account_id)
    for item_id in items:
        nudge.compose(_key(item_id))
    for post_id, rendered in drafts:
        if rendered:
            nudge.review(_key(post_id))
        else:
            nudge.render(_key(post_id))
    for source_id in sources:
        nudge.ingest(_key(source_id))
    for account_id in measured:
        nudge.measure(account_id)


def _key(value: int | None) -> int:
    assert value is not None  # noqa: S101 - a primary key
    return value


def forget_old_quota_uses(carrier: Carrier) -> None:
    """Uses that no window can reach any more."""
    with carrier.database.write() as session:
        session.connection().execute(delete(QuotaUse).where(col(QuotaUse.at) < carrier.clock.now() - QUOTA_MEMORY))
