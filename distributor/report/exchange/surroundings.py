"""Accounts and campaigns as others read them; never a secret."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime

from sqlmodel import Session, col, func, select

from distributor.campaigns.draft import draft_of
from distributor.campaigns.state import CAMPAIGN_STATES, state_of
from distributor.labels import channel_label
from distributor.models import Account, Campaign, CampaignAccount, CampaignSource, Post, PostState
from distributor.report.account_desk import AccountCard, account_cards
from distributor.report.exchange.post_shapes import (
    AccountShape,
    CampaignProgress,
    CampaignShape,
    ConditionShape,
    QuotaShape,
)
from distributor.report.selection import read_columns


def accounts_told(
    session: Session, unit_ids: Sequence[int], now: datetime, public_url: str, channel: str = ""
) -> list[AccountShape]:
    """The accounts of these units, and those that they may post to."""
    cards = {card.id: card for card in account_cards(session, unit_ids, now)}
    return [
        AccountShape(
            id=account.id or 0,
            unit_id=account.unit_id,
            channel=account.channel,
            channel_label=channel_label(account.channel),
            name=account.name,
            state=account.state,
            state_reason=account.state_reason,
            paused_until=account.paused_until,
            condition=_condition(cards[account.id or 0], public_url) if account.id in cards else None,
        )
        for account in read_columns(session, unit_ids, channel or None).accounts
    ]


def account_told(
    session: Session, account_id: int, unit_ids: Sequence[int], now: datetime, public_url: str
) -> AccountShape | None:
    """None if it is none of these units' own."""
    cards = account_cards(session, unit_ids, now, account_id=account_id)
    if not cards:
        return None
    account = session.get_one(Account, account_id)
    return AccountShape(
        id=account_id,
        unit_id=account.unit_id,
        channel=account.channel,
        channel_label=channel_label(account.channel),
        name=account.name,
        state=account.state,
        state_reason=account.state_reason,
        paused_until=account.paused_until,
        condition=_condition(cards[0], public_url),
    )


def _condition(card: AccountCard, public_url: str) -> ConditionShape:
    return ConditionShape(
        health=card.health,
        why=card.why,
        todo=card.todo,
        token=card.token,
        quotas=tuple(QuotaShape(line.what, line.used, line.limit, line.window) for line in card.quotas),
        planned=card.planned,
        last_published_at=card.last.at if card.last else None,
        connect_url=f"{public_url}/ket-noi" if card.method is not None else "",
    )


def campaigns_page(
    session: Session, unit_ids: Sequence[int], *, active: bool | None, before: int | None, limit: int
) -> list[CampaignShape]:
    """Newest first; three queries."""
    statement = select(Campaign).where(col(Campaign.unit_id).in_(unit_ids))
    if active is not None:
        statement = statement.where(col(Campaign.active).is_(active))
    if before is not None:
        statement = statement.where(col(Campaign.id) < before)
    campaigns = session.exec(statement.order_by(col(Campaign.id).desc()).limit(limit)).all()
    return _shapes(session, campaigns)


def campaign_progress(
    session: Session, campaign_id: int, unit_ids: Sequence[int], now: datetime
) -> CampaignProgress | None:
    """None if there is no such campaign among those of these units."""
    campaign = session.exec(
        select(Campaign).where(Campaign.id == campaign_id, col(Campaign.unit_id).in_(unit_ids))
    ).first()
    if campaign is None:
        return None
    counted = dict.fromkeys(PostState, 0)
    for state, count in session.exec(
        select(Post.state, func.count(col(Post.id))).where(Post.campaign_id == campaign_id).group_by(col(Post.state))
    ):
        counted[PostState(state)] = count
    (shape,) = _shapes(session, [campaign])
    draft, state = draft_of(session, campaign), state_of(campaign, now)
    return CampaignProgress(
        **vars(shape),
        posts=counted,
        state=state,
        state_label=CAMPAIGN_STATES[state],
        item_ids=draft.item_ids,
        cadence={channel: dict(entry) for channel, entry in draft.cadence.items()},
        variants=dict(draft.variants),
        expiry_hours=draft.expiry_hours,
        version=draft.fingerprint,
    )


def _shapes(session: Session, campaigns: Sequence[Campaign]) -> list[CampaignShape]:
    ids = [campaign.id for campaign in campaigns]
    accounts: defaultdict[int, list[int]] = defaultdict(list)
    for campaign_id, account_id in session.exec(
        select(CampaignAccount.campaign_id, CampaignAccount.account_id)
        .where(col(CampaignAccount.campaign_id).in_(ids))
        .order_by(col(CampaignAccount.account_id))
    ):
        accounts[campaign_id].append(account_id)
    sources: defaultdict[int, list[int]] = defaultdict(list)
    for campaign_id, source_id in session.exec(
        select(CampaignSource.campaign_id, CampaignSource.source_id)
        .where(col(CampaignSource.campaign_id).in_(ids))
        .order_by(col(CampaignSource.source_id))
    ):
        sources[campaign_id].append(source_id)
    return [
        CampaignShape(
            id=campaign.id or 0,
            unit_id=campaign.unit_id,
            name=campaign.name,
            goal=campaign.goal,
            automatic=campaign.automatic,
            active=campaign.active,
            all_sources=campaign.all_sources,
            starts_at=campaign.starts_at,
            ends_at=campaign.ends_at,
            purposes=tuple(campaign.purposes),
            policy=campaign.policy,
            account_ids=tuple(accounts[campaign.id or 0]),
            source_ids=tuple(sources[campaign.id or 0]),
        )
        for campaign in campaigns
    ]
