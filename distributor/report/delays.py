"""What keeps a post that waits from going out a minute after its approval: a hold, or the hours of its channel."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlmodel import Session, col

from distributor.holds import holds_over
from distributor.labels import channel_label
from distributor.models import Account, Post
from distributor.phrases import phrase
from distributor.plan.hours import open_hours
from distributor.report.review_queue import PostCard


def delays(session: Session, cards: Sequence[PostCard], now: datetime) -> dict[int, str]:
    """Post → why it will wait, in words, of those that a yes would send at once. Three queries at most."""
    at_once = [card.post.post_id for card in cards if card.post.slot_at is None or card.post.slot_at <= now]
    if not at_once:
        return {}
    holds = holds_over(session, at_once, now)
    found: dict[int, str] = {}
    accounts = session.execute(
        select(col(Post.id), col(Account.channel), col(Account.settings))
        .join(Account, col(Account.id) == col(Post.account_id))
        .where(col(Post.id).in_(at_once))
    )
    for post_id, channel, settings in accounts:
        hours = open_hours(channel, settings, now)
        if (hold := holds.get(post_id)) is not None:
            found[post_id] = phrase("report.waits-for-hold", reason=hold.reason, by=hold.ordered_by)
        elif hours is not None and not hours.hold(now):
            found[post_id] = phrase("report.waits-for-hours", channel=channel_label(channel), hours=hours.words)
    return found
