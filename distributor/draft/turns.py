"""Whose card is drawn next: what is about to go out first, and no more at a time than there are cores.

Sixteen threads that draw at the same moment all end late; two that draw one after the other have the first cards out at once.
"""

import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from sqlmodel import Session, col, select

from distributor.models import Account, Campaign, Item, Post, PostState
from distributor.render.queue import Stand, stand_of
from distributor.render.video.settings import video_settings

AT_A_TIME = max(2, os.cpu_count() or 2)
MOST = 200
_places = threading.BoundedSemaphore(AT_A_TIME)


@contextmanager
def place_to_draw() -> Iterator[bool]:
    """Yield True if one of this process's places is free; it is the caller's while inside. Never waits for one."""
    taken = _places.acquire(blocking=False)
    try:
        yield taken
    finally:
        if taken:
            _places.release()


def next_drafts(session: Session, now: datetime) -> list[int]:
    """Drafts that may be drawn now, the most urgent first. One that was woken, for its video is there, comes before all."""
    rows = session.exec(
        select(Post, Account, Campaign, Item.kind)
        .join(Account, col(Account.id) == col(Post.account_id))
        .join(Item, col(Item.id) == col(Post.item_id))
        .join(Campaign, col(Campaign.id) == col(Post.campaign_id), isouter=True)
        .where(Post.state == PostState.DRAFT, col(Post.rendered).is_(False), col(Post.due_at) <= now)
        .order_by(col(Post.due_at), col(Post.id))
        .limit(MOST)
    ).all()
    first = video_settings().queue.first

    def key(row: tuple[Post, Account, Campaign | None, str]) -> tuple[bool, int, bool, datetime, int]:
        post, account, campaign, kind = row
        stand = stand_of(post, account, campaign, kind)
        urgency = Stand.NOBODY if stand is None else stand
        return (not post.reason, urgency, kind not in first, post.slot_at or post.created_at, post.id or 0)

    return [post.id or 0 for post, *_ in sorted(((*row,) for row in rows), key=key)]
