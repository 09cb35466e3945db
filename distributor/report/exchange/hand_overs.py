"""Posts that people publish by hand, as others read them."""

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Annotated

from sqlmodel import Session

from distributor.models import PostState
from distributor.report.exchange.shapes import shape, told
from distributor.report.review_queue import PostCard, hand_over_queue


@shape
class HandOverShape:
    """An approved post that waits for staff to post it by hand. Words and files go out exactly as in the package (…/package)."""

    post_id: int
    unit_id: int
    item_id: int
    account: Annotated[str, told("account-name")]
    place: Annotated[str, told("place")]
    instructions: Annotated[str, told("instructions")]
    title: str
    text: str
    link: str
    files: Annotated[int, told("files-to-attach")]
    state: PostState
    slot_at: datetime | None
    waits_since: datetime


def hand_overs_page(session: Session, unit_ids: Sequence[int], *, page: int) -> tuple[list[HandOverShape], bool]:
    """Return what waits for hands on this page, from 1, newest first; and whether there are more."""
    queue = hand_over_queue(session, unit_ids, Path, page=page)
    return [_shape(card) for card in queue.cards], page < queue.pages


def _shape(card: PostCard) -> HandOverShape:
    post = card.post
    return HandOverShape(
        post_id=post.post_id,
        unit_id=card.unit_id,
        item_id=card.item_id,
        account=post.account,
        place=post.place,
        instructions=post.instructions,
        title=post.title,
        text=post.text,
        link=post.link,
        files=len(post.media),
        state=post.state,
        slot_at=post.slot_at,
        waits_since=card.waits_since,
    )
