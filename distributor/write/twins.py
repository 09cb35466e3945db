"""The same words twice on one account: told to who writes them. Each post has a short link of its own, which is no word of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlmodel import Session, and_, col, func, or_, select

from distributor.models import Post, PostState
from distributor.post_states import SHOWN_STATES

OPEN = (
    PostState.DRAFT,
    PostState.AWAITING_REVIEW,
    PostState.PLANNED,
    PostState.SENDING,
    PostState.PROCESSING,
    PostState.UNKNOWN,
)
SPACE = " \n"
"""Stands before a short link at the end, and where there is none does not."""
REMEMBERED = timedelta(days=30)
"""What was said longer ago may be said again."""


@dataclass(frozen=True)
class SaidAlready:
    """The newest post of the account with these words. `at`: when it went out or will; None: not known yet."""

    post_id: int
    state: PostState
    at: datetime | None


def said_already(session: Session, texts: Mapping[int, str], link: str, now: datetime) -> dict[int, SaidAlready]:
    """Return twins by account, for those that have said, or will say, the text that is to be said. `link`: what stands for the
    short link."""
    waits = col(Post.state).in_(OPEN)
    out = and_(col(Post.state).in_(SHOWN_STATES), col(Post.published_at) >= now - REMEMBERED)
    found = {}
    for account_id, text in texts.items():
        words = (text.replace(link, "") if link else text).rstrip(SPACE)
        if not words:
            continue
        row = session.exec(
            select(Post.id, Post.state, func.coalesce(Post.published_at, Post.slot_at))
            .where(
                Post.account_id == account_id,
                or_(waits, out),
                func.rtrim(func.replace(Post.text, Post.link, ""), SPACE) == words,
            )
            .order_by(col(Post.id).desc())
            .limit(1)
        ).first()
        if row is not None:
            found[account_id] = SaidAlready(row[0] or 0, PostState(row[1]), row[2])
    return found
