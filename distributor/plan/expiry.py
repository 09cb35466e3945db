"""Until when a planned post may still go out."""

from datetime import date, datetime, timedelta

from sqlmodel import Session, col, select

from distributor.compose.occasions import latest
from distributor.draft.targets import AGAIN, ANNOUNCE
from distributor.errors import LoaError
from distributor.facts import facts_from_json
from distributor.models import Campaign, Document, Item, Post
from distributor.understand.last_moment import last_moment, over_at
from phrases import phrase

HOURS_WITHOUT_CAMPAIGN = 48
TO_SEND_AGAIN = timedelta(hours=48)
"""How long a post that staff send again may wait for its turn before it counts as missed."""


class TooLate(LoaError):
    """It is too late: what the post says is not true any more."""


def expiry(campaign: Campaign | None, slot: datetime, latest_at: datetime | None) -> datetime:
    """Counted from the slot, so that an outage never makes a campaign fire days late; and never after `latest_at`."""
    expires_at = slot + timedelta(hours=campaign.expiry_hours if campaign else HOURS_WITHOUT_CAMPAIGN)
    return min(expires_at, latest_at) if latest_at else expires_at


def effective_day(session: Session, post: Post) -> date | None:
    """Return when the document that the post's item is about takes effect; None where there is none, or it is not certain."""
    document = session.exec(
        select(Document).join(Item, col(Item.document_id) == col(Document.id)).where(Item.id == post.item_id)
    ).first()
    return document.effective_on if document else None


def over_of(session: Session, post: Post) -> datetime | None:
    """Return from when on all that its item calls for is over (`over_at`), of an announcement in Loa's own words."""
    if post.purpose != ANNOUNCE or post.edited_by:
        return None
    return over_at(facts_from_json(session.get_one(Item, post.item_id).facts))


def latest_of(session: Session, post: Post) -> datetime | None:
    """Return the last moment at which the post is true: what is said of a document's day of effect until then; an announcement
    until what it calls for is over; what a campaign says once more, until the item's own day."""
    if post.purpose.startswith(AGAIN):
        return last_moment(facts_from_json(session.get_one(Item, post.item_id).facts))
    ends = (latest(post.purpose, effective_day(session, post)), over_of(session, post))
    return min(filter(None, ends), default=None)


def waits_until(session: Session, post: Post, now: datetime) -> datetime | None:
    """Return when a post that waits for a person need not wait any more; None for one that was over before, which a person
    decides."""
    over = over_of(session, post)
    return over if over is not None and over > now else None


def why_too_late(session: Session, post: Post, campaign: Campaign | None, slot_at: datetime) -> str:
    """Return why it may not be planned for this slot without a person's word; empty if it may."""
    if campaign is not None and campaign.ends_at is not None and slot_at >= campaign.ends_at:
        return phrase("review.campaign-ends-before", ends=campaign.ends_at, free=slot_at)
    over = over_of(session, post)
    return phrase("plan.over-before", until=over, free=slot_at) if over is not None and slot_at >= over else ""


def true_until(session: Session, post: Post, at: datetime, now: datetime | None = None) -> datetime | None:
    """Return until when the post may go out; None: always. Raises TooLate if that is before `at`.

    `now`: of a person's yes. Who says it when all is over knows it, for the post says so.
    """
    latest_at = latest_of(session, post)
    if latest_at is not None and at >= latest_at:
        if now is not None and latest_at <= now and latest_at == over_of(session, post):
            return None
        raise TooLate(phrase("plan.too-late", post=post.id, until=latest_at))
    return latest_at


def expiry_again(session: Session, post: Post, now: datetime) -> datetime:
    """Return until when a post may go out that staff send again now. Raises TooLate."""
    latest_at = true_until(session, post, now)
    return min(now + TO_SEND_AGAIN, latest_at) if latest_at else now + TO_SEND_AGAIN
