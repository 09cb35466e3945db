"""Lists of telephone numbers of a unit that merges: they move with each yes as it was given, and every no goes with them.

A number that both units have becomes one, with the yeses of both; a no to either holds for the successor. What was sent stays as
it was said. Never commits.
"""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ScalarSelect, delete, exists, insert, literal, select, update
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, func

from distributor.audience_terms import BY_SMS
from distributor.models import (
    Account,
    Audience,
    AudienceMember,
    Broadcast,
    BroadcastState,
    Consent,
    Inbound,
    OptOut,
    PhoneCall,
    Post,
    Recipient,
    ReplyState,
    SmsAsking,
    SmsReply,
    Subscriber,
)
from distributor.states import NOT_GONE_OUT, update_posts

NOT_OVER = (BroadcastState.DRAFT, BroadcastState.PLANNED, BroadcastState.SENDING, BroadcastState.PAUSED)
WRITTEN = (OptOut, Inbound, SmsAsking, SmsReply, PhoneCall)
"""What people wrote to the unit, refused and were answered."""
LONGEST = 200
AT_ONCE = 500


def messages_under_way(session: Session, unit_id: int) -> int:
    """Messages to lists that are not over: they bear the unit's name, and cannot be others half-way."""
    found = select(func.count(col(Broadcast.id))).where(
        col(Broadcast.unit_id) == unit_id, col(Broadcast.state).in_(NOT_OVER)
    )
    return int(session.execute(found).scalar_one())


def move_lists(session: Session, unit_id: int, into_id: int, name: str, reason: str, now: datetime) -> int:
    """Move the lists of a unit to its heir; return how many. `name`: of the unit; `reason`: why an answer that waited is not
    sent."""
    session.connection().execute(
        update(SmsReply)
        .where(col(SmsReply.unit_id) == unit_id, col(SmsReply.state) == ReplyState.WAITING)
        .values(state=ReplyState.FAILED, reason=reason, due_at=None)
    )
    _join_numbers(session, unit_id, into_id)
    moved = _move_audiences(session, unit_id, into_id, name, now)
    for table in (Subscriber, *WRITTEN):
        session.connection().execute(update(table).where(col(table.unit_id) == unit_id).values(unit_id=into_id))
    return moved


def _join_numbers(session: Session, unit_id: int, into_id: int) -> None:
    """Join numbers that both have: all that hangs on the one hangs on the successor's."""
    old, heirs = aliased(Subscriber), aliased(Subscriber)
    both = select(col(old.id)).join(heirs, col(heirs.number_hash) == col(old.number_hash))
    both = both.where(col(old.unit_id) == unit_id, col(heirs.unit_id) == into_id)
    ids: Sequence[int] = session.execute(both).scalars().all()
    for first in range(0, len(ids), AT_ONCE):
        some = ids[first : first + AT_ONCE]
        for table in (AudienceMember, Consent, Recipient):
            session.connection().execute(
                update(table).where(col(table.subscriber_id).in_(some)).values(subscriber_id=_heirs_row(table, into_id))
            )
        session.connection().execute(delete(Subscriber).where(col(Subscriber.id).in_(some)))


def _heirs_row(table: type[AudienceMember] | type[Consent] | type[Recipient], into_id: int) -> ScalarSelect[int]:
    old, heirs = aliased(Subscriber), aliased(Subscriber)
    return (
        select(col(heirs.id))
        .join(old, col(old.number_hash) == col(heirs.number_hash))
        .where(col(old.id) == col(table.subscriber_id), col(heirs.unit_id) == into_id)
        .correlate(table)
        .scalar_subquery()
    )


def _move_audiences(session: Session, unit_id: int, into_id: int, name: str, now: datetime) -> int:
    """A name that the successor's lists have already is told apart; those who signed up by themselves stand on one list."""
    of_heir = select(col(Audience.name), col(Audience.id)).where(col(Audience.unit_id) == into_id)
    taken = dict(session.execute(of_heir).all())
    lists = session.execute(
        select(Audience).where(col(Audience.unit_id) == unit_id).order_by(col(Audience.id)).with_for_update()
    ).scalars()
    moved = 0
    for one in lists.all():
        if one.name == BY_SMS and BY_SMS in taken:
            _join_sign_ups(session, one, taken[BY_SMS] or 0, now)
            continue
        if one.name in taken:
            told = f"{one.name[: LONGEST // 2]} ({name[:80]})"
            one.name = told if told not in taken else f"{told} {one.id}"
        taken[one.name] = one.id
        one.unit_id, moved = into_id, moved + 1
        session.add(one)
        session.flush()
    return moved


def _join_sign_ups(session: Session, old: Audience, into: int, now: datetime) -> None:
    """The old list is closed and stays for what was sent to it."""
    on_it, there = aliased(AudienceMember), aliased(AudienceMember)
    new = select(literal(into), col(on_it.subscriber_id), col(on_it.added_at)).where(
        col(on_it.audience_id) == old.id,
        ~exists().where(col(there.audience_id) == into, col(there.subscriber_id) == col(on_it.subscriber_id)),
    )
    put = insert(AudienceMember).from_select(["audience_id", "subscriber_id", "added_at"], new)
    session.connection().execute(put)
    session.connection().execute(delete(AudienceMember).where(col(AudienceMember.audience_id) == old.id))
    counted = select(func.count()).select_from(AudienceMember).where(col(AudienceMember.audience_id) == into)
    session.connection().execute(
        update(Audience).where(col(Audience.id) == into).values(members=counted.scalar_subquery())
    )
    old.members, old.closed_at = 0, old.closed_at or now
    session.add(old)
    accounts = session.execute(select(Account).where(col(Account.unit_id) == old.unit_id)).scalars().all()
    for account in accounts:
        if account.settings.get("audience") == old.id:
            account.settings = {**account.settings, "audience": into}
            session.add(account)
    ids = [account.id for account in accounts]
    waiting = select(Post).where(col(Post.account_id).in_(ids), col(Post.state).in_(NOT_GONE_OUT))
    for post in session.execute(waiting).scalars().all():
        if post.settings.get("audience") == old.id:
            update_posts(session, col(Post.id) == post.id, settings={**post.settings, "audience": into})
    session.flush()
