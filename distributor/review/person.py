"""What a person decides about one post besides the yes: not at all, taken back, wanted after all. Never commits."""

from datetime import datetime
from functools import reduce

from sqlalchemy import update
from sqlmodel import Session, col, select

from distributor.draft.targets import is_own_words
from distributor.errors import LoaError
from distributor.labels import state_label
from distributor.models import Approval, Campaign, Delivery, Item, Post, PostState, PostTransition
from distributor.notices import close_notices, open_notice
from distributor.plan.expiry import expiry_again
from distributor.plan.move import tells_a_move
from distributor.plan.slots import hour_of_timeline
from distributor.review.redo import send_back
from distributor.review.returned import waited_for
from distributor.review.rules import void_yeses
from distributor.staff.deeds import Actor, deed, note_on_post
from distributor.staff.visibility import post_for
from distributor.states import move
from phrases import phrase

SKIPPABLE = (PostState.AWAITING_REVIEW, PostState.FAILED, PostState.MISSED)
RETRIABLE = (PostState.FAILED, PostState.MISSED)


@deed("skip")
def skip_post(session: Session, actor: Actor, post_id: int, *, reason: str) -> None:
    """This post is not wanted. `reason` goes into the ledger. Raises LoaError."""
    if not reason.strip():
        raise LoaError(phrase("review.skip-needs-reason"))
    post = _in_state(session, actor, post_id, *SKIPPABLE)
    move(session, post, PostState.SKIPPED, reason=reason.strip(), now=actor.now, by=actor.login)
    close_notices(session, subject=f"post:{post_id}", now=actor.now)
    note_on_post(session, actor, "skip", post)


@deed("cancel")
def cancel_post(session: Session, actor: Actor, post_id: int, *, reason: str) -> None:
    """Cancel a planned post for good. Raises LoaError."""
    post = _in_state(session, actor, post_id, PostState.PLANNED)
    move(session, post, PostState.CANCELLED, reason=reason, now=actor.now, by=actor.login)
    close_notices(session, subject=f"post:{post_id}", now=actor.now)
    note_on_post(session, actor, "cancel", post)


@deed("restore")
def restore_post(session: Session, actor: Actor, post_id: int) -> None:
    """Restore a post that was skipped: it is reviewed again, in new words if its item changed. Raises LoaError."""
    post, by, now = _in_state(session, actor, post_id, PostState.SKIPPED), actor.login, actor.now
    stale = post.revision < session.exec(select(Item.revision).where(Item.id == post.item_id)).one()
    move(session, post, PostState.DRAFT, reason=phrase("review.restored"), now=now, by=by, due_at=now)
    # It begins anew: what was uploaded of it before may not be what is approved now.
    session.connection().execute(
        update(Delivery).where(col(Delivery.post_id) == post_id).values(progress={}, tries=0, first_call_at=None)
    )
    if stale:
        send_back(session, post_id, by=by, now=now)
    note_on_post(session, actor, "restore", post)


@deed("recall")
def recall_post(session: Session, actor: Actor, post_id: int) -> None:
    """Take a yes back while nothing was called yet: the post waits again, for the reason it waited for.

    Raises LoaError if it is being sent or is out.
    """
    post, by, now = _in_state(session, actor, post_id, PostState.PLANNED), actor.login, actor.now
    called = session.exec(select(Delivery.first_call_at).where(Delivery.post_id == post_id)).first()
    if called is not None:
        raise LoaError(phrase("review.sent-already", post=post_id))
    reason = waited_for(session, post_id) or phrase("review.approval-taken-back", by=by)
    approval_id, unit_id, title = post.approval_id, post.unit_id, post.title
    waits = PostState.AWAITING_REVIEW
    hour = _hour_that_stays(session, post)
    kept = hour if hour is not None and hour > now else None
    move(session, post, waits, reason=reason, now=now, by=by, approval_id=None, slot_at=kept, expires_at=None)
    session.connection().execute(update(Delivery).where(col(Delivery.post_id) == post_id).values(progress={}))
    why = phrase("review.taken-back", by=by)
    void_approval(session, approval_id, why, now)
    void_yeses(session, post_id, why, now)
    text = phrase("review.awaits-again", title=title, reason=reason)
    open_notice(session, kind="review", subject=f"post:{post_id}", unit_id=unit_id, now=now, text=text)
    note_on_post(session, actor, "recall", post)


def _hour_that_stays(session: Session, post: Post) -> datetime | None:
    """The hour that holds for the next yes: a person wrote the post for it or moved it there, or a timeline shows it."""
    item = session.get_one(Item, post.item_id)
    last = session.exec(
        select(PostTransition.reason)
        .where(PostTransition.post_id == post.id, PostTransition.to_state == PostState.PLANNED)
        .order_by(col(PostTransition.id).desc())
        .limit(1)
    ).first()
    if is_own_words(item, post) or tells_a_move(last or ""):
        return post.slot_at
    campaign = session.exec(select(Campaign).where(Campaign.id == post.campaign_id)).first()
    return hour_of_timeline(post, campaign)


def void_approval(session: Session, approval_id: int | None, why: str, now: datetime) -> None:
    """Void an approval: the yes does not count any more; that it was given stays on record."""
    session.connection().execute(
        update(Approval)
        .where(col(Approval.id) == approval_id, col(Approval.voided_at).is_(None))
        .values(voided_at=now, void_reason=why)
    )


def ask_again(
    session: Session, post: Post, reason: str, now: datetime, *, by: str = "", unit_id: int | None = None
) -> None:
    """Ask a person again about a post that has not gone out: whoever said yes did not know `reason`. `unit_id`: of who is
    asked, if not the post's."""
    post_id, asked, title, approval_id = post.id or 0, unit_id or post.unit_id, post.title, post.approval_id
    move(session, post, PostState.AWAITING_REVIEW, reason=reason, now=now, by=by, approval_id=None, expires_at=None)
    void_approval(session, approval_id, reason, now)
    void_yeses(session, post_id, reason, now)
    text = phrase("review.awaits-again", title=title, reason=reason)
    open_notice(session, kind="review", subject=f"post:{post_id}", unit_id=asked, now=now, text=text)


@deed("retry")
def retry_post(session: Session, actor: Actor, post_id: int) -> None:
    """Give a failed or missed post a new slot now. Its approval still binds the content. Raises LoaError, TooLate."""
    post, by, now = _in_state(session, actor, post_id, *RETRIABLE), actor.login, actor.now
    until, reason = expiry_again(session, post, now), phrase("review.retried")
    move(session, post, PostState.PLANNED, reason=reason, now=now, by=by, due_at=now, slot_at=now, expires_at=until)
    session.connection().execute(
        update(Delivery).where(col(Delivery.post_id) == post_id).values(tries=0, progress={}, first_call_at=None)
    )
    close_notices(session, subject=f"post:{post_id}", now=now)
    note_on_post(session, actor, "retry", post)


def _in_state(session: Session, actor: Actor, post_id: int, *states: PostState) -> Post:
    post = post_for(session, actor.staff, post_id, lock=True)
    if post.state not in states:
        named = [phrase("review.quoted", words=state_label(state)) for state in states]
        wanted = reduce(lambda first, second: phrase("review.or", first=first, second=second), named)
        raise LoaError(phrase("review.wrong-state", post=post_id, state=state_label(post.state), wanted=wanted))
    return post
