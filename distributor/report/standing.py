"""The announcements of items as they stand: state, reason, address, and since when."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, case
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
    at: datetime


def standing_posts(session: Session, item_ids: Sequence[int]) -> dict[tuple[int, int], StandingPost]:
    """(item, account) → its announcement. One query."""
    posts = session.execute(
        columns(
            *(col(Post.item_id), col(Post.account_id)),
            *(col(Post.id), col(Post.state), col(Post.reason), col(Post.external_url), _since()),
        ).where(col(Post.item_id).in_(item_ids), first_said())
    )
    return {(item_id, account_id): StandingPost(*rest) for item_id, account_id, *rest in posts}


def _since() -> ColumnElement[datetime]:
    """Its slot while it is planned, when it went out once it has; else when it moved to where it stands."""
    moved = select(func.max(PostTransition.at)).where(col(PostTransition.post_id) == col(Post.id)).scalar_subquery()
    own_time = case(
        (col(Post.state) == PostState.PLANNED, col(Post.slot_at)),
        (col(Post.state) == PostState.PUBLISHED, col(Post.published_at)),
    )
    return func.coalesce(own_time, moved, col(Post.created_at))
