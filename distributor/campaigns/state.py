"""How a campaign stands, from its own dates and switches. Pure."""

from datetime import datetime
from enum import StrEnum

from distributor.models import Campaign


class CampaignState(StrEnum):
    """`UPCOMING`: started by people, its first day is still to come; its posts are prepared already."""

    DRAFT = "draft"
    UPCOMING = "upcoming"
    RUNNING = "running"
    PAUSED = "paused"
    ENDED = "ended"


CAMPAIGN_STATES: dict[CampaignState, str] = {
    CampaignState.DRAFT: "Bản thảo",
    CampaignState.UPCOMING: "Sắp chạy",
    CampaignState.RUNNING: "Đang chạy",
    CampaignState.PAUSED: "Tạm dừng",
    CampaignState.ENDED: "Đã kết thúc",
}


def state_of(campaign: Campaign, now: datetime) -> CampaignState:
    begun = campaign.active or campaign.started_at is not None
    if campaign.ended_at is not None or (begun and campaign.ends_at is not None and campaign.ends_at <= now):
        return CampaignState.ENDED
    if not campaign.active:
        return CampaignState.PAUSED if begun else CampaignState.DRAFT
    upcoming = campaign.starts_at is not None and campaign.starts_at > now
    return CampaignState.UPCOMING if upcoming else CampaignState.RUNNING
