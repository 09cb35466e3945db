"""Returning: a post goes back to who writes it, with a comment; and what is said about a post. Never commits.

A returned post stays `awaiting_review` and is marked by an open return: a draft is the engine's, which would render and review
it again by itself, and might send it out by rule. Nobody can approve it until its author sends it in again, or its words are
others. A post that was ever returned waits for a person, whatever standing approval covers it.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, exists
from sqlalchemy import select as columns
from sqlmodel import Session, col, select

from distributor.errors import LoaError
from distributor.models import CommentKind, Post, PostComment, PostState, PostTransition
from distributor.notices import close_notices, open_notice
from distributor.outgoing.manifest import manifest_of, media_of
from distributor.review.decide import Approved, Never, Wait
from distributor.review.rules import author_of, require_return, void_yeses
from distributor.staff.deeds import Actor, deed, note_on_post
from distributor.staff.visibility import post_for
from distributor.states import ENGINE, move
from phrases import listed, phrase

LONGEST = 2000
"""Characters of a comment."""
QUOTED = 300
"""Characters of it that the ledger repeats."""
NOTICE = "returned"


def returned() -> ColumnElement[bool]:
    """A post that was returned and is not sent in again."""
    return exists().where(col(PostComment.post_id) == col(Post.id), *_is_open())


def returned_posts() -> Select[Any]:
    """Ids of posts with an open return."""
    return columns(col(PostComment.post_id)).where(*_is_open())


def _is_open() -> tuple[ColumnElement[bool], ...]:
    return col(PostComment.kind) == CommentKind.RETURN, col(PostComment.ended_at).is_(None)


def is_returned(session: Session, post_id: int) -> bool:
    return open_return(session, post_id) is not None


@deed("return")
def return_post(session: Session, actor: Actor, post_id: int, text: str) -> PostComment:
    """Back to the author, with what is to be changed. Every yes to it counts no more. Raises NotAllowed, LoaError."""
    said = _checked(text, phrase("review.return-needs-words"))
    post, by, now = _waiting(session, post_id, actor), actor.login, actor.now
    require_return(session, actor.staff, post, now)
    if open_return(session, post_id) is not None:
        raise LoaError(phrase("review.returned-already", post=post_id))
    if not post.text:
        raise LoaError(phrase("review.nothing-to-return", post=post_id))
    seen = manifest_of(post, media_of(session, [post_id])[post_id]).hash()
    comment = PostComment(post_id=post_id, at=now, by=by, kind=CommentKind.RETURN, text=said, manifest_hash=seen)
    session.add(comment)
    void_yeses(session, post_id, phrase("review.returned-by", by=by), now)
    title, unit_id = post.title, post.unit_id
    _note(session, post, phrase("review.returned", words=_quoted(said)), by, now)
    close_notices(session, subject=f"post:{post_id}", now=now, kind="review")
    told = phrase("review.notice-returned", post=post_id, title=title, by=by, words=_quoted(said))
    open_notice(session, kind=NOTICE, subject=f"post:{post_id}", unit_id=unit_id, now=now, text=told)
    session.flush()
    note_on_post(session, actor, "return", post, "loi")
    return comment


@deed("return")
def undo_return(session: Session, actor: Actor, post_id: int) -> None:
    """Undo a return: the post waits for what it waited for. The comment stays, marked. Raises NotAllowed, LoaError."""
    post, comment, by, now = _waiting(session, post_id, actor), open_return(session, post_id), actor.login, actor.now
    require_return(session, actor.staff, post, now)
    if comment is None:
        raise LoaError(phrase("review.not-returned-any-more", post=post_id))
    comment.ended_at, comment.ended_by, comment.undone = now, by, True
    session.add(comment)
    _wait_again(session, post, waited_for(session, post_id) or phrase("review.return-taken-back", by=by), by, now)
    note_on_post(session, actor, "undo_return", post)


@deed("resubmit")
def resubmit_post(session: Session, actor: Actor, post_id: int, text: str) -> None:
    """Send a post in again, as `send_in_again` does."""
    post = _waiting(session, post_id, actor)
    send_in_again(session, post_id, text, by=actor.login, now=actor.now)
    note_on_post(session, actor, "resubmit", post, *_said(text))


def send_in_again(session: Session, post_id: int, text: str, *, by: str, now: datetime) -> None:
    """Send a post in again as its author, to be reviewed, changed or not. `text` may be empty. Raises LoaError."""
    post, comment = _waiting(session, post_id), open_return(session, post_id)
    if comment is None:
        raise LoaError(phrase("review.not-returned", post=post_id))
    said = _checked(text) if text.strip() else ""
    comment.ended_at, comment.ended_by = now, by
    session.add(comment)
    session.add(PostComment(post_id=post_id, at=now, by=by, kind=CommentKind.ANSWER, text=said))
    before = _quoted(comment.text)
    reason = (
        phrase("review.resubmitted-saying", by=by, answer=_quoted(said), words=before)
        if said
        else phrase("review.resubmitted", by=by, words=before)
    )
    _wait_again(session, post, reason, by, now)


@deed("comment")
def comment_on(session: Session, actor: Actor, post_id: int, text: str) -> None:
    """Something said about the post, whatever its state. Raises LoaError."""
    post, said = post_for(session, actor.staff, post_id), _checked(text, phrase("review.comment-empty"))
    session.add(PostComment(post_id=post_id, at=actor.now, by=actor.login, kind=CommentKind.COMMENT, text=said))
    session.flush()
    note_on_post(session, actor, "comment", post, "loi")


def answer_by_edit(session: Session, post_id: int, text: str = "", *, by: str, now: datetime) -> bool:
    """Its words are others now: an open return is answered by that, and by `text`. Whether there was one. For whoever edits a
    waiting post. Raises LoaError.
    """
    comment = open_return(session, post_id)
    if comment is None:
        return False
    comment.ended_at, comment.ended_by = now, by
    session.add(comment)
    if text.strip():
        session.add(PostComment(post_id=post_id, at=now, by=by, kind=CommentKind.ANSWER, text=_checked(text)))
    close_notices(session, subject=f"post:{post_id}", now=now, kind=NOTICE)
    session.flush()
    return True


def wait_after_return(
    session: Session, post: Post, answer: Approved | Wait | Never, now: datetime
) -> Approved | Wait | Never:
    """Return what a review by rule may still say of a post that a person has returned. `post.manifest_hash`: of its words now."""
    post_id = post.id or 0
    last = session.exec(
        select(PostComment)
        .where(
            PostComment.post_id == post_id,
            PostComment.kind == CommentKind.RETURN,
            col(PostComment.undone).is_(False),
        )
        .order_by(col(PostComment.id).desc())
    ).first()
    if last is None or isinstance(answer, Never):
        return answer
    if last.ended_at is None and last.manifest_hash == post.manifest_hash:
        return Wait(phrase("review.returned", words=_quoted(last.text)))
    if last.ended_at is None:
        answer_by_edit(session, post_id, by=author_of(session, post_id) or ENGINE, now=now)
    told = phrase("review.changed-since-returned", words=_quoted(last.text))
    return Wait(listed((answer.reason, told), "; ") if isinstance(answer, Wait) else told)


def waited_for(session: Session, post_id: int) -> str:
    """Return why the post came to wait for a person the last time; empty if nothing is known."""
    reason = session.exec(
        select(PostTransition.reason)
        .where(
            PostTransition.post_id == post_id,
            PostTransition.to_state == PostState.AWAITING_REVIEW,
            PostTransition.from_state != PostState.AWAITING_REVIEW,
        )
        .order_by(col(PostTransition.id).desc())
    ).first()
    return reason or ""


def thread_of(session: Session, post_ids: Sequence[int]) -> dict[int, tuple[PostComment, ...]]:
    """Post → all that was said about it, oldest first. One query."""
    found: dict[int, tuple[PostComment, ...]] = {}
    rows = session.exec(select(PostComment).where(col(PostComment.post_id).in_(post_ids)).order_by(col(PostComment.id)))
    for comment in rows:
        found[comment.post_id] = (*found.get(comment.post_id, ()), comment)
    return found


def open_return(session: Session, post_id: int) -> PostComment | None:
    """The return that its author has not answered."""
    return session.exec(select(PostComment).where(PostComment.post_id == post_id, *_is_open())).first()


def _said(text: str) -> tuple[str, ...]:
    return ("loi",) if text.strip() else ()


def _waiting(session: Session, post_id: int, actor: Actor | None = None) -> Post:
    """Locked. With `actor`: one that they decide about."""
    if actor is not None:
        post_for(session, actor.staff, post_id, lock=True)
    post = session.exec(
        select(Post).where(Post.id == post_id, Post.state == PostState.AWAITING_REVIEW).with_for_update()
    ).first()
    if post is None:
        raise LoaError(phrase("review.not-waiting", post=post_id))
    return post


def _note(session: Session, post: Post, reason: str, by: str, now: datetime) -> None:
    move(session, post, PostState.AWAITING_REVIEW, reason=reason, now=now, by=by)


def _wait_again(session: Session, post: Post, reason: str, by: str, now: datetime) -> None:
    post_id, title, unit_id = post.id, post.title, post.unit_id
    _note(session, post, reason, by, now)
    close_notices(session, subject=f"post:{post_id}", now=now, kind=NOTICE)
    text = phrase("review.awaits-again", title=title, reason=reason)
    open_notice(session, kind="review", subject=f"post:{post_id}", unit_id=unit_id, now=now, text=text)
    session.flush()


def _checked(text: str, if_empty: str = "") -> str:
    said = text.strip()
    if not said:
        raise LoaError(if_empty)
    if len(said) > LONGEST:
        raise LoaError(phrase("review.note-too-long", most=LONGEST, length=len(said)))
    return said


def _quoted(text: str) -> str:
    flat = " ".join(text.split())
    return flat if len(flat) <= QUOTED else flat[: QUOTED - 1].rstrip() + "…"
