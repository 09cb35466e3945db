"""What the public may see: only what some account of ours is saying, or has begun to say, to the public anyway."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement
from sqlmodel import Session, col, or_, select

from distributor.law.standing import changed_line
from distributor.models import CorrectionStep, Intake, Item, Media, Post, PostMedia, PostState, StepState

PUBLIC_STATES = (PostState.SENDING, PostState.PROCESSING, PostState.UNKNOWN, PostState.PUBLISHED, PostState.EDITED)
"""A platform fetches link and picture while it takes the post in, before it answers us."""


@dataclass(frozen=True)
class PublicItem:
    title: str
    summary: str
    text: str
    kind: str
    unit_id: int
    address: str
    published_at: datetime
    law: str = ""
    """What has become of the act since, in one line; empty where nothing has."""


def _is_public() -> ColumnElement[bool]:
    return col(Post.state).in_(PUBLIC_STATES)


def public_item(session: Session, item_id: int, today: date) -> PublicItem | None:
    """The item as the public may read it; None if no post of it is public. `today`: in Vietnam.

    A held item that a person let through is shown in the words that this person approved, not in its own.
    """
    found = session.exec(
        select(Item, Post)
        .join(Post, col(Post.item_id) == col(Item.id))
        .where(Item.id == item_id, _is_public())
        .order_by(col(Post.id))
        .limit(1)
    ).first()
    if found is None:
        return None
    item, post = found
    instant = item.published_at or item.first_seen_at
    law = changed_line(session, item, today)
    if item.intake == Intake.HELD:
        return PublicItem(post.title, "", post.text, item.kind, item.unit_id, item.address, instant, law)
    return PublicItem(item.title, item.summary, item.text, item.kind, item.unit_id, item.address, instant, law)


def was_withdrawn(session: Session, item_id: int) -> bool:
    """Whether it was public once and is no more."""
    states = set(session.exec(select(Post.state).where(Post.item_id == item_id)))
    return PostState.WITHDRAWN in states and states.isdisjoint(PUBLIC_STATES)


def public_media(session: Session, sha256: str) -> Media | None:
    """The picture, if a post that shows it is public, or is being edited to show it: a platform fetches it before it answers."""
    shown = (
        select(PostMedia.id)
        .join(Post, col(Post.id) == col(PostMedia.post_id))
        .where(PostMedia.sha256 == sha256, _is_public())
        .exists()
    )
    to_be_shown = (
        select(CorrectionStep.id)
        .where(
            CorrectionStep.state == StepState.DOING,
            col(CorrectionStep.settings)[("picture", "sha256")].as_string() == sha256,
        )
        .exists()
    )
    return session.exec(select(Media).where(Media.sha256 == sha256, or_(shown, to_be_shown))).first()
