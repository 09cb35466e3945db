"""Moving a planned post to another slot. Its approval stays: the slot is no part of what was approved."""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, select

from distributor.errors import LoaError, WrongValue
from distributor.holds import holds_over
from distributor.labels import channel_label
from distributor.models import (
    Account,
    Approval,
    Campaign,
    Post,
    PostState,
    PostTransition,
    Staff,
    StandingApproval,
)
from distributor.plan.decide import why_no_time, why_not
from distributor.plan.expiry import expiry, latest_of, over_of
from distributor.plan.facts import facts_at
from distributor.plan.hours import open_hours
from distributor.staff.deeds import Actor, deed, note_on_post
from distributor.staff.visibility import post_for
from distributor.states import move_post
from phrases import Phrase, is_said, listed, phrase

_MOVES = ("plan.moved", "plan.moved-from", "plan.moved-because", "plan.moved-from-because")


class CannotMove(LoaError):
    """The post may not go out then, with why in words."""


class WrongTime(CannotMove, WrongValue):
    """No post may go out then."""


class MovedMeanwhile(CannotMove):
    """Somebody else moved it since this person looked."""


@dataclass(frozen=True)
class Moved:
    """`warnings`: what will keep it from going out then, as things stand, in words."""

    post_id: int
    before: datetime | None
    after: datetime
    warnings: tuple[str, ...]


@deed("move")
def move_slot(
    session: Session,
    actor: Actor,
    post_id: int,
    slot_at: datetime,
    *,
    seen: datetime | None = None,
    why: str = "",
) -> Moved:
    """Give a planned post another slot. `seen`: the slot that the person saw; None: any. `why`: in their words, may be empty.

    Raises NotAllowed, NotThere, CannotMove, WrongTime, MovedMeanwhile.
    """
    # The post before the account, as a review takes them; the account's row as for any new slot.
    post, now = post_for(session, actor.staff, post_id, lock=True), actor.now
    account = session.exec(select(Account).where(Account.id == post.account_id).with_for_update(key_share=True)).one()
    facts = facts_at(session, post, account, slot_at)
    if facts.state is PostState.PLANNED and post.slot_at == slot_at:
        return Moved(post_id, slot_at, slot_at, warnings_at(session, post, slot_at))
    if facts.state is PostState.PLANNED and seen is not None and post.slot_at != seen:
        raise MovedMeanwhile(_who_was_first(session, post))
    if facts.state is PostState.PLANNED and (no := why_no_time(slot_at, now)):
        raise WrongTime(no, "slot_at")
    if no := why_not(facts, slot_at, now):
        raise CannotMove(no)
    campaign = session.exec(select(Campaign).where(Campaign.id == post.campaign_id)).first()
    before = post.slot_at
    if not move_post(
        session,
        post_id,
        PostState.PLANNED,
        PostState.PLANNED,
        told=_note(before, slot_at, why),
        now=now,
        by=actor.login,
        slot_at=slot_at,
        due_at=slot_at,
        was_due_at=None,
        expires_at=expiry(campaign, slot_at, latest_of(session, post)),
    ):
        raise CannotMove(phrase("plan.handled-elsewhere"))
    session.expire(post)
    if before != slot_at:
        note_on_post(session, actor, "move", post, "slot_at")
    return Moved(post_id, before, slot_at, warnings_at(session, post, slot_at))


def warnings_at(session: Session, post: Post, slot_at: datetime) -> tuple[str, ...]:
    """Return what, as things stand, will keep this post from going out at `slot_at`: a hold, hours, an approval or event over."""
    post_id, found = post.id or 0, []
    if (hold := holds_over(session, [post_id], slot_at).get(post_id)) is not None:
        found.append(phrase("plan.in-a-hold", reason=hold.reason, by=hold.ordered_by))
    account = session.get_one(Account, post.account_id)
    hours = open_hours(account.channel, account.settings, slot_at)
    if hours is not None and not hours.hold(slot_at):
        found.append(phrase("plan.will-wait-for-hours", channel=channel_label(account.channel), hours=hours.words))
    ends_at = session.exec(
        select(StandingApproval.ends_at)
        .join(Approval, col(Approval.standing_id) == col(StandingApproval.id))
        .where(Approval.id == post.approval_id)
    ).first()
    if ends_at is not None and ends_at <= slot_at:
        found.append(phrase("plan.standing-approval-ends", ends=ends_at))
    campaign_ends = session.exec(select(Campaign.ends_at).where(Campaign.id == post.campaign_id)).first()
    if campaign_ends is not None and campaign_ends <= slot_at:
        found.append(phrase("plan.campaign-ends", ends=campaign_ends))
    over = over_of(session, post)
    if over is not None and over <= slot_at:
        found.append(phrase("plan.ends-first", until=over))
    return tuple(found)


def _who_was_first(session: Session, post: Post) -> str:
    last = session.exec(
        select(PostTransition, Staff.full_name)
        .join(Staff, col(Staff.login) == col(PostTransition.by), isouter=True)
        .where(PostTransition.post_id == post.id)
        .order_by(col(PostTransition.id).desc())
        .limit(1)
    ).first()
    if last is None or not tells_a_move(last[0].reason):
        told = phrase("plan.slot-changed")
    else:
        told = phrase("plan.slot-changed-by", who=last[1] or last[0].by, at=last[0].at)
    slot = phrase("plan.slot-now", slot=post.slot_at) if post.slot_at else ""
    return listed([told, slot, phrase("plan.choose-again")])


def tells_a_move(reason: str) -> bool:
    """Return True if this note of a post's history is that of a move."""
    return any(is_said(reason, code) for code in _MOVES)


def _note(before: datetime | None, after: datetime, why: str) -> Phrase:
    told = " ".join(why.split())
    code = ("plan.moved-from" if before else "plan.moved") + ("-because" if told else "")
    return phrase(code, before=before, after=after, why=told)
