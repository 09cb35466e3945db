"""How a campaign stands, from its own dates and switches. Pure."""

from datetime import datetime
from enum import StrEnum

from distributor.models import Campaign
from phrases import phrase


class CampaignState(StrEnum):
    """`UPCOMING`: started by people, its first day is still to come; its posts are prepared already."""

    DRAFT = "draft"
    UPCOMING = "upcoming"
    RUNNING = "running"
    PAUSED = "paused"
    ENDED = "ended"


WRITTEN_FOR = frozenset({CampaignState.DRAFT, CampaignState.UPCOMING, CampaignState.RUNNING})
"""In which people write posts of their own for it."""
CAMPAIGN_STATES: dict[CampaignState, str] = {state: phrase(f"campaigns.state.{state}") for state in CampaignState}


def state_of(campaign: Campaign, now: datetime) -> CampaignState:
    if campaign.ended_at is not None:
        return CampaignState.ENDED
    if not campaign.active:
        # Past its last day too: its planned posts are held until people resume or end it.
        return CampaignState.PAUSED if campaign.started_at is not None else CampaignState.DRAFT
    if campaign.ends_at is not None and campaign.ends_at <= now:
        return CampaignState.ENDED
    upcoming = campaign.starts_at is not None and campaign.starts_at > now
    return CampaignState.UPCOMING if upcoming else CampaignState.RUNNING
