"""The announcements of items as they stand: state, reason, address, and since when."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, case, literal_column
from sqlalchemy import select as columns
from sqlmodel import Session, col, func, or_, select

from distributor.compose.occasions import DIGEST
from distributor.draft.targets import ANNOUNCE
from distributor.models import Post, PostState, PostTransition

OF_DIGEST = f"{DIGEST}:"


def first_said() -> ColumnElement[bool]:
    """The post by which an account says an item at all: its announcement, or the month's digest, which is an item of its own."""
    return or_(col(Post.purpose) == ANNOUNCE, col(Post.purpose).startswith(OF_DIGEST))


def _says_first(purpose: str) -> bool:
    """Return True as `first_said` has it, of a row at hand."""
    return purpose == ANNOUNCE or purpose.startswith(OF_DIGEST)


@dataclass(frozen=True)
class NewestPost:
    purpose: str
    id: int
    state: PostState
    reason: str
    url: str
    at: datetime


@dataclass(frozen=True)
class NewestPosts:
    """The newest posts by (item, account). `again`: the newest post there that is no announcement, but a reminder, a
    campaign's, a correction."""

    first: dict[tuple[int, int], NewestPost]
    again: dict[tuple[int, int], NewestPost]


def newest_posts(session: Session, item_ids: Sequence[int]) -> NewestPosts:
    """One query."""
    found = NewestPosts({}, {})
    for item_id, account_id, purpose, *rest in session.execute(
        columns(
            *(col(Post.item_id), col(Post.account_id), col(Post.purpose)),
            *(col(Post.id), col(Post.state), col(Post.reason), col(Post.external_url), _since()),
        )
        .where(col(Post.item_id).in_(item_ids))
        .order_by(col(Post.id))
    ):
        (found.first if _says_first(purpose) else found.again)[item_id, account_id] = NewestPost(purpose, *rest)
    return found


def count_said_again(session: Session, unit_ids: Sequence[int]) -> dict[str, int]:
    """State → posts of these units that the ledger does not count, for they say an item again. Only states that some stand in."""
    again = (col(Post.purpose) != literal_column(f"'{ANNOUNCE}'"), ~col(Post.purpose).startswith(OF_DIGEST))
    counted = columns(col(Post.state), func.count()).where(col(Post.unit_id).in_(unit_ids), *again)
    return {str(state): count for state, count in session.execute(counted.group_by(col(Post.state)))}


def _since() -> ColumnElement[datetime]:
    """Its slot while it is planned, when it went out once it has; else when it moved to where it stands."""
    moved = select(func.max(PostTransition.at)).where(col(PostTransition.post_id) == col(Post.id)).scalar_subquery()
    own_time = case(
        (col(Post.state) == PostState.PLANNED, col(Post.slot_at)),
        (col(Post.state) == PostState.PUBLISHED, col(Post.published_at)),
    )
    return func.coalesce(own_time, moved, col(Post.created_at))
