"""The announcements of items as they stand: state, words, address, and since when."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement
from sqlmodel import Session, col, func, or_, select

from distributor.compose.occasions import DIGEST
from distributor.compose.targets import ANNOUNCE
from distributor.models import Post, PostState, PostTransition


def first_said() -> ColumnElement[bool]:
    """The post by which an account says an item at all: its announcement, or the month's digest, which is an item of its own."""
    return or_(col(Post.purpose) == ANNOUNCE, col(Post.purpose).startswith(f"{DIGEST}:"))


@dataclass(frozen=True)
class StandingPost:
    id: int
    state: PostState
    reason: str
    url: str
    text: str
    at: datetime


def standing_posts(session: Session, item_ids: Sequence[int]) -> dict[tuple[int, int], StandingPost]:
    """(item, account) → its announcement. Two queries."""
    posts = session.exec(select(Post).where(col(Post.item_id).in_(item_ids), first_said())).all()
    moves = session.exec(
        select(PostTransition.post_id, func.max(PostTransition.at))
        .where(col(PostTransition.post_id).in_([post.id for post in posts]))
        .group_by(col(PostTransition.post_id))
    )
    moved: dict[int, datetime] = dict(moves.all())
    return {
        (post.item_id, post.account_id): StandingPost(
            id=post.id or 0,
            state=PostState(post.state),
            reason=post.reason,
            url=post.external_url,
            text=post.text,
            at=_since(post, moved.get(post.id or 0)),
        )
        for post in posts
    }


def _since(post: Post, moved_at: datetime | None) -> datetime:
    match PostState(post.state):
        case PostState.PLANNED if post.slot_at:
            return post.slot_at
        case PostState.PUBLISHED if post.published_at:
            return post.published_at
        case _:
            return moved_at or post.created_at
