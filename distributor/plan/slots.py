"""Choosing a slot: as soon as the campaign's cadence on that account allows."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from sqlmodel import Session, col, select

from distributor.models import Account, Campaign, Post, PostState
from distributor.plan.cadence import first_free, rule_of

HOLDING_A_SLOT = (
    PostState.PLANNED,
    PostState.SENDING,
    PostState.PROCESSING,
    PostState.UNKNOWN,
    PostState.PUBLISHED,
    PostState.EDITED,
)


def next_slot(
    session: Session,
    *,
    account_id: int,
    channel: str,
    cadence: Mapping[str, Mapping[str, Any]],
    now: datetime,
    campaign_id: int | None = None,
) -> datetime:
    """The first free slot from now on. The caller holds the account's row. `campaign_id`: whose posts count by day and week."""
    rule = rule_of(cadence, channel)
    if rule.is_free:
        return now
    taken = session.exec(
        select(Post.slot_at, Post.campaign_id).where(
            Post.account_id == account_id,
            col(Post.state).in_(HOLDING_A_SLOT),
            col(Post.slot_at) > now - rule.memory,
        )
    ).all()
    on_account = [slot for slot, _ in taken if slot is not None]
    of_campaign = [slot for slot, of in taken if slot is not None and of == campaign_id]
    return first_free(rule, now, on_account, of_campaign).astimezone(UTC)


def slot_for(session: Session, post: Post, campaign: Campaign | None, now: datetime) -> datetime:
    """Not before the post's own slot, if it has one, nor before its campaign begins. Takes the account's row."""
    earliest = max(filter(None, (now, post.slot_at, campaign.starts_at if campaign else None)))
    if campaign is None or not campaign.cadence:
        return earliest
    account = session.exec(select(Account).where(Account.id == post.account_id).with_for_update()).one()
    return next_slot(
        session,
        account_id=post.account_id,
        channel=account.channel,
        cadence=campaign.cadence,
        now=earliest,
        campaign_id=campaign.id,
    )
