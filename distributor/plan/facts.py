"""What `decide` asks about a post and an hour, read from the database."""

from datetime import datetime

from sqlmodel import Session

from distributor.labels import channel_label
from distributor.models import Account, Post, PostState
from distributor.plan.decide import MoveFacts
from distributor.plan.expiry import effective_day
from distributor.plan.hours import open_hours


def facts_at(session: Session, post: Post, account: Account, slot_at: datetime) -> MoveFacts:
    return MoveFacts(
        PostState(post.state),
        post.slot_at,
        post.purpose,
        effective_day(session, post),
        channel_label(account.channel),
        open_hours(account.channel, account.settings, slot_at),
    )
