"""After an outage: what was passed over is planned anew at a human pace, before any of it goes out.

Everything younger than its expiry once went out in a second. Now an account on which nothing moved for a quarter of an hour, and
whose posts are late, gets new slots for all that is due there (`plan/anew.py`): by the sweep before it opens lanes, and by each
lane before it carries. What does not go out any more is `missed`. All of it remembers when it was due (`Post.was_due_at`), so
that staff see one thing to decide: let it be, send the missed ones too (`spread_late`), or leave them (`drop_late`).
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, exists, update
from sqlalchemy import select as select_
from sqlmodel import Session, col, func, or_, select
from sqlmodel.sql.expression import SelectOfScalar

from distributor.clock import VIETNAM
from distributor.deliver.lane_delay import open_to_go
from distributor.facts import facts_from_json
from distributor.models import Account, Campaign, Delivery, Item, Post, PostState, Receipt
from distributor.outgoing.carrier import Carrier
from distributor.plan.anew import LatePost, PlannedAnew, TakenSlot, plan_anew, recovery_rules
from distributor.plan.cadence import rule_of
from distributor.plan.expiry import expiry, latest_of
from distributor.plan.slots import HOLDING_A_SLOT
from distributor.scheduler.due import LATE, LATE_SINCE, Due
from distributor.staff.deeds import Actor, deed, note_on_post
from distributor.staff.visibility import visible_to
from distributor.states import move, move_post
from distributor.understand.item_gate import term_ended
from phrases import phrase

AT_A_TIME = 50
"""Posts in one transaction. Each looks itself whether its post is as it was."""
REMEMBERED = timedelta(days=8)
"""How far back a cadence counts (`CadenceRule.memory`)."""


@dataclass(frozen=True)
class _Row:
    """A post with what decides about it. `latest_at`: what it says of a document's day is true until then."""

    post: Post
    late: LatePost
    campaign: Campaign | None
    latest_at: datetime | None


def plan_late(carrier: Carrier, now: datetime, account_id: int | None = None) -> int:
    """Give what is late new slots, on one account or on all. Returns for how many accounts. Opens its own transactions."""
    with carrier.database.read() as session:
        # The account may have rested until a moment ago, for there was no way to its platform.
        wanted = [*open_to_go(session, now, now), col(Post.due_at) <= now - LATE, col(Post.state) == PostState.PLANNED]
        if account_id is not None:
            wanted.append(col(Post.account_id) == account_id)
        late = (
            select(Post.account_id)
            .join(Account, col(Account.id) == col(Post.account_id))
            .join(Item, col(Item.id) == col(Post.item_id))
            .where(*wanted)
        )
        stood = session.exec(select(Account).where(col(Account.id).in_(late), ~_moves(now))).all()
        found = [(account, _decided(session, account, now)) for account in stood]
    planned = [decided for _account, decided in found if decided]
    for decided in planned:
        for begin in range(0, len(decided), AT_A_TIME):
            with carrier.database.write() as session:
                for row, anew in decided[begin : begin + AT_A_TIME]:
                    _apply(session, row, anew, now)
            carrier.database.give_way()
    return len(planned)


def _moves(now: datetime) -> ColumnElement[bool]:
    """Something went out on the account a moment ago, or is going out: what is late there waits for its turn only.

    What a look found, or a dead worker still holds, is no movement.
    """
    of_account = col(Post.account_id) == col(Account.id)
    looked_for = exists().where(col(Receipt.post_id) == col(Post.id), col(Receipt.found_by_look)).correlate(Post)
    held = exists().where(col(Delivery.post_id) == col(Post.id), col(Delivery.claimed_at) > now - LATE).correlate(Post)
    return or_(
        exists().where(of_account, col(Post.published_at) > now - LATE, ~looked_for).correlate(Account),
        exists().where(of_account, col(Post.state) == PostState.SENDING, held).correlate(Account),
    )


def _decided(session: Session, account: Account, now: datetime) -> list[tuple[_Row, PlannedAnew]]:
    due = (
        select(Post.id)
        .join(Account, col(Account.id) == col(Post.account_id))
        .join(Item, col(Item.id) == col(Post.item_id))
        .where(*open_to_go(session, now, now), Post.account_id == account.id, col(Post.state) == PostState.PLANNED)
    )
    rows = {row.late.post_id: row for row in _rows(session, account, now, due)}
    if len(rows) == 1 and all(row.late.until is not None and row.late.until <= now for row in rows.values()):
        return []  # one that is missed is told by itself
    return [
        (rows[anew.post_id], anew)
        for anew in plan_anew([row.late for row in rows.values()], _taken(session, account, rows, now), now)
    ]


def _rows(
    session: Session, account: Account, now: datetime, post_ids: Sequence[int] | SelectOfScalar[Any]
) -> Iterator[_Row]:
    """Posts with what decides about them; those that are over say so."""
    rules, today = recovery_rules(), now.astimezone(VIETNAM).date()
    found = session.execute(
        select_(Post, col(Item.kind), col(Item.facts), Campaign)
        .join(Item, col(Item.id) == col(Post.item_id))
        .join(Campaign, col(Campaign.id) == col(Post.campaign_id), isouter=True)
        .where(col(Post.id).in_(post_ids))
    ).all()
    for post, kind, facts, campaign in found:
        ended = term_ended(facts_from_json(facts), today)
        latest_at = latest_of(session, post)
        late = LatePost(
            post_id=post.id or 0,
            campaign_id=post.campaign_id,
            priority=rules.priority_of(kind, post.purpose),
            was_due_at=post.was_due_at or post.slot_at or post.due_at or now,
            rule=rules.paced(rule_of(campaign.cadence if campaign else {}, account.channel), account.channel),
            until=min(filter(None, (post.expires_at, latest_at)), default=None),
            over=phrase("plan.over", day=ended) if ended else "",
        )
        yield _Row(post, late, campaign, latest_at)


def _taken(session: Session, account: Account, late: Sequence[int] | dict[int, _Row], now: datetime) -> list[TakenSlot]:
    """Return the times of all other posts on the account: when they went out, or are to."""
    at = func.coalesce(col(Post.published_at), col(Post.slot_at))
    which = (col(Post.account_id) == account.id, col(Post.state).in_(HOLDING_A_SLOT), at > now - REMEMBERED)
    rows = session.execute(select_(col(Post.id), at, col(Post.campaign_id)).where(*which)).all()
    return [TakenSlot(slot, campaign_id) for post_id, slot, campaign_id in rows if post_id not in late]


def plan_freed(session: Session, post_id: int, now: datetime, *, wanted: bool = False) -> bool:
    """Give a planned post, if it is late, the next slot that its cadence leaves. Return False if it is missed instead.

    For posts that waited to be looked for after a restore: they are freed together, and would go out together. `wanted`: a person
    wants it sent, however late.
    """
    with_account = select(Account).join(Post, col(Post.account_id) == col(Account.id))
    account = session.exec(with_account.where(Post.id == post_id)).one()
    (row,) = _rows(session, account, now, [post_id])
    if row.post.slot_at is None or row.post.slot_at > now - LATE:
        return True
    late = _only_true(row) if wanted else row.late
    (anew,) = plan_anew([late], _taken(session, account, [post_id], now), now)
    until = {"expires_at": expiry(row.campaign, anew.slot_at, row.latest_at)} if wanted and anew.slot_at else {}
    _apply(session, row, anew, now, **until)
    return anew.slot_at is not None


def _apply(session: Session, row: _Row, anew: PlannedAnew, now: datetime, **also: object) -> None:
    """Unless somebody else had to do with the post meanwhile."""
    post = row.post
    same = col(Post.due_at) == post.due_at
    was = row.late.was_due_at
    if anew.slot_at is not None:
        told = phrase("plan.planned-anew", was=was, slot=anew.slot_at)
        columns: dict[str, Any] = {"slot_at": anew.slot_at, "due_at": anew.slot_at, "was_due_at": was, **also}
        move_post(session, anew.post_id, PostState.PLANNED, PostState.PLANNED, same, told=told, now=now, **columns)
        return
    is_expired = not row.late.over and row.late.until is not None and row.late.until <= now
    why = phrase("deliver.missed", slot=was) if is_expired else anew.why
    move_post(
        session,
        anew.post_id,
        PostState.PLANNED,
        PostState.MISSED,
        same,
        reason=why,
        now=now,
        due_at=None,
        was_due_at=was,
    )


def _missed(actor: Actor, session: Session, post_ids: Sequence[int] | None) -> list[ColumnElement[bool]]:
    """Those of the outage that did not go out; None: all that this person sees."""
    wanted = [
        col(Post.unit_id).in_(visible_to(session, actor.staff)),
        col(Post.state) == PostState.MISSED,
        col(Post.was_due_at).is_not(None),
    ]
    return wanted if post_ids is None else [*wanted, col(Post.id).in_(post_ids)]


@deed("retry")
def spread_late(session: Session, actor: Actor, post_ids: Sequence[int] | None = None) -> tuple[int, int]:
    """Send also those that came too late to go out by themselves: each within its cadence, however late, while it is true.

    Returns how many have a slot, and how many stay as they are because they are over.
    """
    now = actor.now
    which = _missed(actor, session, post_ids)
    accounts = session.exec(
        select(Account)
        .where(col(Account.id).in_(select(Post.account_id).where(*which)))
        .with_for_update(key_share=True)
    ).all()
    sent, over = 0, 0
    for account in accounts:
        mine = select(Post.id).where(*which, Post.account_id == account.id)
        rows = {row.late.post_id: row for row in _rows(session, account, now, mine)}
        late = [_only_true(row) for row in rows.values()]
        for anew in plan_anew(late, _taken(session, account, rows, now), now):
            if anew.slot_at is None:
                over += 1
                continue
            row, sent = rows[anew.post_id], sent + 1
            move(
                session,
                row.post,
                PostState.PLANNED,
                reason=phrase("plan.spread", slot=anew.slot_at),
                now=now,
                by=actor.login,
                due_at=anew.slot_at,
                slot_at=anew.slot_at,
                expires_at=expiry(row.campaign, anew.slot_at, row.latest_at),
            )
            session.connection().execute(
                update(Delivery)
                .where(col(Delivery.post_id) == anew.post_id)
                .values(tries=0, progress={}, first_call_at=None)
            )
            note_on_post(session, actor, "retry", row.post, "slot_at")
    return sent, over


def _only_true(row: _Row) -> LatePost:
    """Its own time is up, and a person sends it all the same: only what it says must still be true."""
    late = row.late
    return LatePost(late.post_id, late.campaign_id, late.priority, late.was_due_at, late.rule, row.latest_at, late.over)


@deed("skip")
def drop_late(session: Session, actor: Actor, post_ids: Sequence[int] | None = None) -> int:
    """Leave those that did not go out. Returns how many."""
    posts = session.exec(select(Post).where(*_missed(actor, session, post_ids)).with_for_update()).all()
    for post in posts:
        reason = phrase("plan.dropped-late", was=post.was_due_at)
        move(session, post, PostState.SKIPPED, reason=reason, now=actor.now, by=actor.login)
        note_on_post(session, actor, "skip", post)
    return len(posts)


PASSED_OVER = Due(
    "passed over",
    lambda carrier, _, now: plan_late(carrier, now),
    exists().where(col(Post.state) == PostState.PLANNED, col(Post.due_at) <= LATE_SINCE),
)
