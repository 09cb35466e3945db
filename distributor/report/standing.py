"""The announcements of items as they stand: state, words, address, and since when."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row
from sqlalchemy import select as columns
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
    posts = session.execute(
        columns(
            *(col(Post.id), col(Post.item_id), col(Post.account_id), col(Post.state), col(Post.reason)),
            *(col(Post.external_url), col(Post.text), col(Post.slot_at), col(Post.published_at), col(Post.created_at)),
        ).where(col(Post.item_id).in_(item_ids), first_said())
    ).all()
    moves = session.exec(
        select(PostTransition.post_id, func.max(PostTransition.at))
        .where(col(PostTransition.post_id).in_([post.id for post in posts if _own_time(post) is None]))
        .group_by(col(PostTransition.post_id))
    )
    moved: dict[int, datetime] = dict(moves.all())
    return {
        (post.item_id, post.account_id): StandingPost(
            id=post.id,
            state=post.state,
            reason=post.reason,
            url=post.external_url,
            text=post.text,
            at=_own_time(post) or moved.get(post.id) or post.created_at,
        )
        for post in posts
    }


def _own_time(post: Row[Any]) -> datetime | None:
    """Its slot while it is planned, when it went out once it has; None: it stands so since it moved there."""
    times: dict[PostState, datetime | None] = {PostState.PLANNED: post.slot_at, PostState.PUBLISHED: post.published_at}
    return times.get(post.state)
