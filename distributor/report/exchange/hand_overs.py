"""Posts that people publish by hand, as others read them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Annotated

from sqlmodel import Session

from distributor.models import PostState
from distributor.report.exchange.shapes import told
from distributor.report.review_queue import PostCard, hand_over_queue


@dataclass(frozen=True)
class HandOverShape:
    """Bài đã duyệt chờ cán bộ đăng tay. Chữ và tệp phải đăng nguyên như trong gói (…/package)."""

    post_id: int
    unit_id: int
    item_id: int
    account: Annotated[str, told("Tên tài khoản.")]
    place: Annotated[str, told("Nơi đăng.")]
    instructions: Annotated[str, told("Hướng dẫn của nơi đăng; có thể rỗng.")]
    title: str
    text: str
    link: str
    files: Annotated[int, told("Số ảnh, video phải đính kèm.")]
    state: PostState
    slot_at: datetime | None
    waits_since: datetime


def hand_overs_page(session: Session, unit_ids: Sequence[int], *, page: int) -> tuple[list[HandOverShape], bool]:
    """What waits for hands on this page, from 1, newest first; and whether there are more."""
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
