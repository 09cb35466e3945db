"""Having a post composed and drawn anew that has not gone out. Never commits."""

from datetime import datetime

from sqlalchemy import delete, update
from sqlmodel import Session, col, select

from distributor.draft.targets import ERRATA, renewable
from distributor.errors import LoaError
from distributor.models import Delivery, Item, Post, PostMedia, PostState
from distributor.notices import close_notices
from distributor.outgoing.manifest import media_of
from distributor.review.rules import void_yeses
from distributor.staff.deeds import Actor, deed, note_on_post
from distributor.staff.visibility import post_for
from distributor.states import NOT_GONE_OUT, move_post
from phrases import phrase


@deed("redo")
def redo_post(session: Session, actor: Actor, post_id: int) -> None:
    """Have a post composed and drawn anew. Raises LoaError if it is gone out, or being sent."""
    post = post_for(session, actor.staff, post_id, lock=True)
    send_back(session, post_id, by=actor.login, now=actor.now)
    note_on_post(session, actor, "redo", post)


def send_back(session: Session, post_id: int, *, by: str, now: datetime) -> None:
    """Have a post composed and drawn anew, as after a template was mended or a picture was lost.

    Raises LoaError if it is gone out, or being sent.
    """
    post = session.exec(select(Post).where(Post.id == post_id).with_for_update()).first()
    if post is None or post.state not in NOT_GONE_OUT:
        raise LoaError(phrase("review.not-to-compose", post=post_id))
    if post.purpose.startswith(ERRATA):
        _make_erratum_again(session, post, by=by, now=now)
        return
    stays = PostState(post.state)
    told = phrase("review.composed-anew")
    move_post(session, post_id, stays, stays, told=told, now=now, by=by, keeps_reason=True, revision=0)
    session.connection().execute(
        update(Item).where(col(Item.id) == post.item_id).values(composed_revision=col(Item.revision) - 1)
    )


def _make_erratum_again(session: Session, post: Post, *, by: str, now: datetime) -> None:
    """Make an erratum again. What it says was decided with the correction and nobody composes it: its words stay, its picture
    is drawn anew."""
    assert post.id is not None  # noqa: S101 - a row that was read has its key
    if session.exec(select(Item.id).where(Item.id == post.item_id, Item.revision == post.revision)).first() is None:
        raise LoaError(phrase("review.erratum-outdated", post=post.id))
    # Some errata are words alone, by the decision: a picture would repeat what was wrong. They were never drawn.
    words_alone = post.rendered and not media_of(session, [post.id])[post.id]
    if not move_post(
        session,
        post.id,
        PostState(post.state),
        PostState.DRAFT,
        renewable(),
        told=phrase("review.composed-anew"),
        now=now,
        by=by,
        due_at=now,
        expires_at=None,
        rendered=words_alone,
        manifest_hash="",
        approval_id=None,
    ):
        raise LoaError(phrase("review.not-to-compose", post=post.id))
    session.connection().execute(
        update(Delivery).where(col(Delivery.post_id) == post.id).values(progress={}, tries=0, first_call_at=None)
    )
    session.connection().execute(delete(PostMedia).where(col(PostMedia.post_id) == post.id))
    void_yeses(session, post.id, phrase("review.composed-anew-by", by=by), now)
    close_notices(session, subject=f"post:{post.id}", now=now)
    session.expire(post)
