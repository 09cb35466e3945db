"""Posts by hand that belong to a campaign: which campaigns a person may write for, and what is wrong with the hours chosen.

They stand in its timeline, are paused and ended with it, count for its goal, and wait for their own yes whatever was approved of
it beforehand.
"""

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlmodel import Session, col, or_, select

from distributor.campaigns.state import WRITTEN_FOR, CampaignState, state_of
from distributor.campaigns.timeline import AHEAD, STEP
from distributor.draft.chosen_store import purpose_of
from distributor.draft.targets import timeline_key
from distributor.models import Campaign, CampaignAccount, Post, Staff
from phrases import phrase

Hour = tuple[int, datetime]
"""An account, and when it speaks."""


def campaigns_to_write_for(session: Session, staff: Staff, now: datetime) -> list[Campaign]:
    """Return the campaigns of the person's own unit: not started yet, beginning later, or running; the newest first."""
    rows = session.exec(
        select(Campaign)
        .where(
            Campaign.unit_id == staff.unit_id,
            col(Campaign.ended_at).is_(None),
            or_(col(Campaign.ends_at).is_(None), col(Campaign.ends_at) > now),
        )
        .order_by(col(Campaign.id).desc())
    )
    return [campaign for campaign in rows if state_of(campaign, now) in WRITTEN_FOR]


def accounts_of_campaign(session: Session, campaign_id: int) -> list[int]:
    return list(session.exec(select(CampaignAccount.account_id).where(CampaignAccount.campaign_id == campaign_id)))


def problems_in_campaign(
    session: Session,
    staff: Staff,
    campaign_id: int,
    hours: Collection[Hour],
    now: datetime,
    *,
    beside: Sequence[Hour] = (),
    lock: bool = False,
) -> tuple[str, ...]:
    """Return why a post with these hours cannot belong to it. `lock`: holds the campaign's row, so that it does not end
    meanwhile.

    `beside`: of posts that are to be made with it.
    """
    wanted = select(Campaign).where(Campaign.id == campaign_id, Campaign.unit_id == staff.unit_id)
    campaign = session.exec(wanted.with_for_update() if lock else wanted).first()
    taken = _taken(session, campaign, hours, now) if campaign is not None and hours else ()
    return problems_of_hours(campaign, hours, [*taken, *beside], now)


def problems_of_hours(
    campaign: Campaign | None, hours: Collection[Hour], taken: Sequence[Hour], now: datetime
) -> tuple[str, ...]:
    """Return what stands against these hours. `taken`: by the campaign's other posts. Of several wrong hours the first of each
    kind is told. Pure."""
    if campaign is None:
        return (phrase("write.campaign.no-such"),)
    if (state := state_of(campaign, now)) not in WRITTEN_FOR:
        code = "write.campaign.paused" if state is CampaignState.PAUSED else "write.campaign.ended"
        return (phrase(code, campaign=campaign.name),)
    ahead = sorted(at for _account, at in hours)
    found = []
    if campaign.starts_at is not None and ahead and ahead[0] < campaign.starts_at:
        found.append(phrase("write.campaign.before", begins=campaign.starts_at, at=ahead[0]))
    if campaign.ends_at is not None and (late := [at for at in ahead if at >= campaign.ends_at]):
        found.append(phrase("write.campaign.after", ends=campaign.ends_at, at=late[0]))
    beside = [at for account_id, at in hours if any(_clash(campaign, account_id, at, one) for one in taken)]
    if beside:
        found.append(phrase("write.campaign.beside", at=min(beside)))
    return tuple(found)


def _clash(campaign: Campaign, account_id: int, at: datetime, other: Hour) -> bool:
    """A campaign of chosen items has one timeline for all its accounts; one that takes items as they come has none."""
    return abs(at - other[1]) < STEP and (not campaign.automatic or account_id == other[0])


def _taken(session: Session, campaign: Campaign, hours: Collection[Hour], now: datetime) -> list[Hour]:
    """Return the hours that are taken; not what the campaign only would say if it were started now: that gives way."""
    wanted = select(Post.account_id, Post.slot_at).where(
        Post.campaign_id == campaign.id, col(Post.state).in_(AHEAD), col(Post.slot_at) > now
    )
    if campaign.automatic:
        wanted = wanted.where(col(Post.account_id).in_({account_id for account_id, _at in hours}))
    taken = [(account_id, at) for account_id, at in session.exec(wanted) if at is not None]
    if campaign.started_at is None or not campaign.timeline:
        return taken
    made = select(Post.item_id, Post.account_id).where(Post.purpose == purpose_of(campaign.id or 0))
    said = {timeline_key(item_id, account_id) for item_id, account_id in session.exec(made)}
    to_make = {key: at for key, at in campaign.timeline.items() if key not in said}
    return [*taken, *((int(key.partition(":")[2]), datetime.fromisoformat(at)) for key, at in to_make.items())]
