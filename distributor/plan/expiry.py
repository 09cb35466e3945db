"""Until when a planned post may still go out."""

from datetime import date, datetime, timedelta

from sqlmodel import Session, col, select

from distributor.compose.occasions import latest
from distributor.draft.targets import AGAIN
from distributor.errors import LoaError
from distributor.facts import facts_from_json
from distributor.models import Campaign, Document, Item, Post
from distributor.phrases import phrase
from distributor.understand.last_moment import last_moment

HOURS_WITHOUT_CAMPAIGN = 48
TO_SEND_AGAIN = timedelta(hours=48)
"""How long a post that staff send again may wait for its turn before it counts as missed."""


class TooLate(LoaError):
    """What the post says is not true any more."""


def expiry(campaign: Campaign | None, slot: datetime, latest_at: datetime | None) -> datetime:
    """Counted from the slot, so that an outage never makes a campaign fire days late; and never after `latest_at`."""
    expires_at = slot + timedelta(hours=campaign.expiry_hours if campaign else HOURS_WITHOUT_CAMPAIGN)
    return min(expires_at, latest_at) if latest_at else expires_at


def effective_day(session: Session, post: Post) -> date | None:
    """When the document that the post's item is about takes effect; None where there is none, or it is not certain."""
    document = session.exec(
        select(Document).join(Item, col(Item.document_id) == col(Document.id)).where(Item.id == post.item_id)
    ).first()
    return document.effective_on if document else None


def latest_of(session: Session, post: Post) -> datetime | None:
    """What is said of a document's day of effect is true until then; what a campaign says once more, until the item's own day."""
    if post.purpose.startswith(AGAIN):
        return last_moment(facts_from_json(session.get_one(Item, post.item_id).facts))
    return latest(post.purpose, effective_day(session, post))


def true_until(session: Session, post: Post, at: datetime) -> datetime | None:
    """Until when the post may go out; None: always. Raises TooLate if that is before `at`."""
    latest_at = latest_of(session, post)
    if latest_at is not None and at >= latest_at:
        raise TooLate(phrase("plan.too-late", post=post.id, until=latest_at))
    return latest_at


def expiry_again(session: Session, post: Post, now: datetime) -> datetime:
    """Of a post that staff send again now. Raises TooLate."""
    latest_at = true_until(session, post, now)
    return min(now + TO_SEND_AGAIN, latest_at) if latest_at else now + TO_SEND_AGAIN
