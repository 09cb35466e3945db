"""The automatic campaigns that take items, as facts for `decide`."""

from collections import defaultdict

from sqlmodel import Session, col, select

from distributor.draft.targets import takes_items
from distributor.models import Campaign, CampaignAccount, CampaignSource
from distributor.report.decide import CampaignFacts


def automatic_campaigns(session: Session) -> tuple[CampaignFacts, ...]:
    """Return the automatic campaigns in the order in which they were made; three queries."""
    campaigns = session.exec(
        select(Campaign).where(col(Campaign.automatic), takes_items()).order_by(col(Campaign.id))
    ).all()
    accounts: defaultdict[int, set[int]] = defaultdict(set)
    for campaign_id, account_id in session.exec(select(CampaignAccount.campaign_id, CampaignAccount.account_id)):
        accounts[campaign_id].add(account_id)
    sources: defaultdict[int, set[int]] = defaultdict(set)
    for campaign_id, source_id in session.exec(select(CampaignSource.campaign_id, CampaignSource.source_id)):
        sources[campaign_id].add(source_id)
    return tuple(
        CampaignFacts(
            unit_id=campaign.unit_id,
            name=campaign.name,
            account_ids=frozenset(accounts[campaign.id or 0]),
            source_ids=None if campaign.all_sources else frozenset(sources[campaign.id or 0]),
            starts_at=campaign.starts_at,
            ends_at=campaign.ends_at,
            policy=campaign.policy,
        )
        for campaign in campaigns
    )
