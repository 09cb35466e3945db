"""Posts that have not gone out, put right by the decision: new words and picture, the old yes void, the decision in its place.

Nothing is called here, so it is done in the decision's own transaction. Functions take a session and never commit.
"""

from datetime import datetime

from sqlalchemy import delete, exists, update
from sqlmodel import Session, col, select

from channels.registry import spec_of
from distributor.compose.amend import Misstatement, says, without_accents
from distributor.correct.pictures import PICTURE
from distributor.correct.ways import HEADLINE, OURS, said_hash
from distributor.deliver.waiting import DISPUTED
from distributor.draft.targets import renewable
from distributor.errors import LoaError
from distributor.models import (
    Account,
    Approval,
    Correction,
    CorrectionCause,
    CorrectionStep,
    Delivery,
    Item,
    Post,
    PostEdit,
    PostMedia,
    PostState,
    Staff,
)
from distributor.notices import close_notices, open_notice
from distributor.outgoing.manifest import manifest_of, media_of
from distributor.render.wanted import shape_wanted, want_shapes
from distributor.review.rules import void_yeses
from distributor.states import ENGINE, move, update_posts
from phrases import beginning, phrase

GONE = phrase("correct.gone")


def renew(session: Session, step: CorrectionStep, staff: Staff, now: datetime) -> str:
    """Give a waiting post the step's words and picture. Returns what was done, for the step. Raises LoaError.

    A post that had a yes has the decision's now, to exactly what it says and shows, and goes on as planned; one that waited for
    its first yes still does. One with a video is drawn and reviewed anew.
    """
    post = _locked(session, step)
    if not _waits(session, post):
        return GONE
    unchanged = (post.title, post.text) == (step.title, step.text)
    if said_otherwise(session, step, post):
        return phrase("correct.right-already")
    said, before = phrase("correct.renewed", who=staff.login), PostState(post.state)
    if unchanged and PICTURE not in step.settings and step.settings.get(HEADLINE, "") == post.headline:
        return _approve_again(session, post, staff, said, now)
    approved = _had_yes(session, post)
    session.add(_kept(post, now))
    post.title, post.text = step.title, step.text
    post.headline = str(step.settings.get(HEADLINE, post.headline))
    post.settings = {name: value for name, value in step.settings.items() if name not in OURS}
    post.dropped = []
    redrawn = not post.rendered or _shows_video(session, post)
    if redrawn:
        _draw_again(session, post, now)
    elif PICTURE in step.settings:
        session.connection().execute(
            update(PostMedia)
            .where(col(PostMedia.post_id) == post.id, col(PostMedia.position) == 0)
            .values(**step.settings[PICTURE])
        )
    after = PostState.DRAFT if redrawn else _after(before)
    session.add(post)
    session.flush()
    void_yeses(session, step.post_id, said, now)
    # What an adapter had prepared belongs to the words that are gone.
    session.connection().execute(
        update(Delivery).where(col(Delivery.post_id) == step.post_id).values(progress={}, tries=0, first_call_at=None)
    )
    shown = "" if redrawn else manifest_of(post, media_of(session, [step.post_id])[step.post_id]).hash()
    move(
        session,
        post,
        after,
        reason="" if after is PostState.PLANNED else said,
        keeps_reason=after in (PostState.FAILED, PostState.MISSED),  # those say why they did not go out
        told=said,
        now=now,
        by=staff.login,
        due_at=now if after is PostState.DRAFT else post.slot_at or now if after is PostState.PLANNED else None,
        manifest_hash=shown,
        approval_id=_give(session, step.post_id, shown, staff, now) if approved and not redrawn else None,
    )
    if before is PostState.PROCESSING:
        close_notices(session, subject=f"post:{step.post_id}", kind="handover", now=now)
    if after is PostState.AWAITING_REVIEW:
        text = phrase("correct.awaits-review", title=post.title, why=said)
        open_notice(session, kind="review", subject=f"post:{step.post_id}", unit_id=post.unit_id, now=now, text=text)
    return said


def drop(session: Session, step: CorrectionStep, staff: Staff, now: datetime) -> str:
    """Drop a waiting post; return what was done."""
    post = _locked(session, step)
    if not _waits(session, post):
        return GONE
    before, said = PostState(post.state), phrase("correct.dropped", who=staff.login)
    after = PostState.CANCELLED if before in (PostState.PLANNED, PostState.PROCESSING) else PostState.SKIPPED
    void_yeses(session, step.post_id, said, now)
    move(session, post, after, reason=said, now=now, by=staff.login, approval_id=None)
    close_notices(session, subject=f"post:{step.post_id}", now=now)
    return said


def let_go(session: Session, post_id: int) -> None:
    """Take away a post's reason for waiting: what held it is over."""
    update_posts(session, col(Post.id) == post_id, col(Post.reason).startswith(beginning(DISPUTED)), reason="")


def said_otherwise(session: Session, step: CorrectionStep, post: Post) -> bool:
    """Return True if somebody has put the post right meanwhile. Raises LoaError if it was changed and may still be wrong."""
    if said_hash(post) == step.old_hash:
        return False
    correction = session.get_one(Correction, step.correction_id)
    if correction.cause is not CorrectionCause.OURS:
        return (post.title, post.text) != (step.title, step.text)
    error, said = Misstatement(correction.wrong, correction.right), f"{post.title}\n{post.text}"
    if not says(said, error) and not says(said, without_accents(error)):
        return True
    raise LoaError(phrase("correct.changed-and-wrong", post=post.id))


def _locked(session: Session, step: CorrectionStep) -> Post:
    return session.exec(select(Post).where(Post.id == step.post_id).with_for_update()).one()


def _waits(session: Session, post: Post) -> bool:
    return session.exec(select(Post.id).where(Post.id == post.id, renewable())).first() is not None


def _had_yes(session: Session, post: Post) -> bool:
    """Return True if the post had a yes, by a person or by rule, to what it said: it is planned, or was and did not go out."""
    if post.approval_id is None:
        return False
    counts = exists().where(
        col(Approval.id) == post.approval_id,
        col(Approval.manifest_hash) == post.manifest_hash,
        col(Approval.voided_at).is_(None),
    )
    return bool(session.exec(select(counts)).one())


def _approve_again(session: Session, post: Post, staff: Staff, said: str, now: datetime) -> str:
    """Composed again already, for the source changed it: what a person had approved before has the decision's yes now."""
    post_id = post.id or 0
    once = session.exec(select(Approval.id).where(Approval.post_id == post_id)).first() is not None
    if post.state is not PostState.AWAITING_REVIEW or not once or not post.rendered:
        return phrase("correct.composed-again")
    shown = manifest_of(post, media_of(session, [post_id])[post_id]).hash()
    slot_at = post.slot_at or now
    move(
        session,
        post,
        PostState.PLANNED,
        reason="",
        told=said,
        now=now,
        by=staff.login,
        due_at=max(slot_at, now),
        slot_at=slot_at,
        manifest_hash=shown,
        approval_id=_give(session, post_id, shown, staff, now),
    )
    close_notices(session, subject=f"post:{post_id}", kind="review", now=now)
    return said


def _give(session: Session, post_id: int, manifest_hash: str, staff: Staff, now: datetime) -> int | None:
    """The id of the decision's yes to exactly this manifest."""
    approval = Approval(
        post_id=post_id, manifest_hash=manifest_hash, staff_id=staff.id or 0, given_at=now, void_reason=""
    )
    session.add(approval)
    session.flush()
    return approval.id


def _after(before: PostState) -> PostState:
    """Begun with and not called, it begins anew; else it waits where it waited."""
    return PostState.PLANNED if before is PostState.PROCESSING else before


def _shows_video(session: Session, post: Post) -> bool:
    account, item = session.get_one(Account, post.account_id), session.get_one(Item, post.item_id)
    return bool(shape_wanted(spec_of(account.channel), account.settings, item.kind)) and not post.picture


def _draw_again(session: Session, post: Post, now: datetime) -> None:
    """Have the video or card drawn again, for what it shows may be wrong too; then the post is reviewed."""
    post.rendered = False
    session.connection().execute(delete(PostMedia).where(col(PostMedia.post_id) == post.id))
    make_video_anew(session, post, now)


def make_video_anew(session: Session, post: Post, now: datetime) -> None:
    """Ask for the item's video anew in this account's shape, from what the item says now."""
    account, item = session.get_one(Account, post.account_id), session.get_one(Item, post.item_id)
    if shape := shape_wanted(spec_of(account.channel), account.settings, item.kind):
        want_shapes(session, item, [shape], now, recording="")


def _kept(post: Post, now: datetime) -> PostEdit:
    lead = post.settings.get("lead")
    return PostEdit(
        post_id=post.id or 0,
        at=now,
        by=post.edited_by or ENGINE,
        title=post.title,
        lead=lead if isinstance(lead, str) else "",
        text=post.text,
        headline=post.headline,
    )
