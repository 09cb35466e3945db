"""Starting, pausing, resuming and ending a campaign. Never commits.

What is under way at a platform goes on to its end, whatever people decide here: exactly-once is not theirs to touch.
"""

from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import ColumnElement, and_
from sqlmodel import Session, col, func, or_, select

from distributor.campaigns.draft import campaign_for, draft_of, lacking, withdraw_standing
from distributor.campaigns.state import CAMPAIGN_STATES, CampaignState, state_of
from distributor.campaigns.timeline import STEP, PlannedSaying, kept_timeline, own_sayings, timeline_of
from distributor.deliver.waiting import NOT_BEGUN, PAUSED, paused_reason
from distributor.draft.targets import renewable
from distributor.errors import LoaError
from distributor.models import Account, Campaign, Post, PostState, Staff
from distributor.notices import close_notices
from distributor.plan.hours import open_hours
from distributor.staff.audit import note_action
from distributor.staff.permissions import require
from distributor.states import move, update_posts
from phrases import beginning, listed, phrase

UNDER_WAY = (PostState.SENDING, PostState.PROCESSING, PostState.UNKNOWN)
UNDECIDED = (PostState.DRAFT, PostState.AWAITING_REVIEW)


class CannotDo(LoaError):
    """This cannot be done with the campaign as it stands."""


@dataclass(frozen=True)
class Effects:
    """Posts of the campaign that a decision concerns. `planned`: those that were begun with and say nothing outside yet, too."""

    planned: int
    undecided: int
    under_way: int


def effects_on(session: Session, campaign_id: int) -> Effects:
    counted = dict(
        session.exec(
            select(Post.state, func.count(col(Post.id)))
            .where(Post.campaign_id == campaign_id)
            .group_by(col(Post.state))
        ).all()
    )
    begun = session.exec(
        select(func.count()).select_from(Post).where(Post.campaign_id == campaign_id, _only_begun())
    ).one()
    return Effects(
        counted.get(PostState.PLANNED, 0) + begun,
        sum(counted.get(state, 0) for state in UNDECIDED),
        sum(counted.get(state, 0) for state in UNDER_WAY) - begun,
    )


def start(session: Session, campaign_id: int, staff: Staff, now: datetime) -> Campaign:
    """Start the campaign. Raises NotAllowed, NoSuchCampaign, CannotDo that names what it lacks."""
    campaign = _begin(session, campaign_id, staff, now, "campaigns.cannot-start", CampaignState.DRAFT)
    draft, own = draft_of(session, campaign), bool(own_sayings(session, campaign))
    if lacks := lacking(draft, now, own=own):
        raise CannotDo(phrase("campaigns.not-ready", lacks=listed(lacks)))
    campaign.timeline = kept_timeline(timeline_of(session, campaign, draft, now))
    campaign.active, campaign.started_at = True, now
    update_posts(session, *_is_planned(campaign_id), col(Post.reason).startswith(beginning(NOT_BEGUN)), reason="")
    return _end(session, campaign, staff, now, "campaign.start")


def move_saying(
    session: Session, campaign_id: int, staff: Staff, now: datetime, key: str, at: datetime
) -> PlannedSaying:
    """Move one saying before the start: this item on this account at that instant; all others stay where they were shown.
    Raises as `start`."""
    campaign = _begin(session, campaign_id, staff, now, "campaigns.cannot-move", CampaignState.DRAFT)
    shown = timeline_of(session, campaign, draft_of(session, campaign), now)
    saying = next((one for one in shown if one.key == key and not one.post_id), None)
    if saying is None:
        raise CannotDo(phrase("campaigns.saying-gone"))
    if problem := _why_not_then(session, campaign, shown, saying, at, now):
        raise CannotDo(problem)
    campaign.timeline = kept_timeline(shown) | kept_timeline([replace(saying, at=at)])
    _end(session, campaign, staff, now, "campaign.change")
    return replace(saying, at=at)


def _why_not_then(
    session: Session, campaign: Campaign, shown: list[PlannedSaying], saying: PlannedSaying, at: datetime, now: datetime
) -> str:
    begins = max(now, campaign.starts_at or now)
    if at < begins or (campaign.ends_at is not None and at >= campaign.ends_at):
        return phrase("campaigns.saying-outside", begins=begins, ends=campaign.ends_at or "")
    account = session.get_one(Account, saying.account_id)
    hours = open_hours(account.channel, account.settings, at)
    if hours is not None and not hours.hold(at):
        return phrase("campaigns.saying-hours", account=saying.account, at=at)
    if any(one.at is not None and abs(one.at - at) < STEP for one in shown if one is not saying):
        return phrase("campaigns.saying-beside", at=at)
    return ""


def pause(session: Session, campaign_id: int, staff: Staff, now: datetime) -> int:
    """Nothing planned of it is claimed any more until it is resumed. How many planned posts wait.

    Takes the planned posts, then their accounts' rows, in the order of a review: each claim is before the pause, or sees it.
    """
    states = CampaignState.UPCOMING, CampaignState.RUNNING
    campaign = _begin(session, campaign_id, staff, now, "campaigns.cannot-pause", *states)
    planned = _planned(session, campaign_id)
    accounts = select(Post.account_id).where(Post.campaign_id == campaign_id)
    session.exec(
        select(Account.id).where(col(Account.id).in_(accounts)).order_by("id").with_for_update(key_share=True)
    ).all()
    campaign.active, campaign.started_at = False, campaign.started_at or now
    update_posts(session, *_is_planned(campaign_id), reason=paused_reason(campaign.name))
    _end(session, campaign, staff, now, "campaign.pause")
    return len(planned)


def resume(session: Session, campaign_id: int, staff: Staff, now: datetime) -> int:
    """Planned posts go out again, those whose slot passed at once. How many there are."""
    campaign = _begin(session, campaign_id, staff, now, "campaigns.cannot-resume", CampaignState.PAUSED)
    if campaign.ends_at is not None and campaign.ends_at <= now:
        raise CannotDo(phrase("campaigns.past-its-end", ends=campaign.ends_at))
    planned = _planned(session, campaign_id)
    campaign.active = True
    update_posts(session, *_is_planned(campaign_id), col(Post.reason).startswith(beginning(PAUSED)), reason="")
    _end(session, campaign, staff, now, "campaign.resume")
    return len(planned)


def end(session: Session, campaign_id: int, staff: Staff, now: datetime) -> Effects:
    """End the campaign for good: planned posts are cancelled, what was not decided is skipped, standing approvals end. A draft
    is set aside."""
    campaign = _begin(
        session,
        campaign_id,
        staff,
        now,
        "campaigns.cannot-end",
        CampaignState.DRAFT,
        CampaignState.UPCOMING,
        CampaignState.RUNNING,
        CampaignState.PAUSED,
    )
    reason = phrase("campaigns.ends", campaign=campaign.name)
    concerned = session.exec(
        select(Post)
        .where(
            Post.campaign_id == campaign_id, or_(col(Post.state).in_([PostState.PLANNED, *UNDECIDED]), _only_begun())
        )
        .order_by(col(Post.id))
        .with_for_update()
    ).all()
    effects = effects_on(session, campaign_id)
    campaign.active, campaign.ended_at = False, now
    session.add(campaign)
    for post in concerned:
        post_id = post.id
        after = PostState.SKIPPED if post.state in UNDECIDED else PostState.CANCELLED
        move(session, post, after, reason=reason, now=now, by=staff.login)
        close_notices(session, subject=f"post:{post_id}", now=now)
    withdraw_standing(session, campaign_id, now)
    _end(session, campaign, staff, now, "campaign.end")
    return effects


def _only_begun() -> ColumnElement[bool]:
    """Begun with at its platform, or handed to people, and nothing said yet outside: no different from a planned post."""
    return and_(col(Post.state) == PostState.PROCESSING, renewable())


def _begin(
    session: Session, campaign_id: int, staff: Staff, now: datetime, refusal: str, *states: CampaignState
) -> Campaign:
    """Lock the campaign and return it if it is in one of these states. `refusal`: the phrase where it is in none of them."""
    require(staff, "campaign")
    campaign = campaign_for(session, staff, campaign_id, lock=True)
    state = state_of(campaign, now)
    if state not in states:
        raise CannotDo(phrase(refusal, campaign=campaign.name, state=CAMPAIGN_STATES[state]))
    return campaign


def _planned(session: Session, campaign_id: int) -> list[int | None]:
    return list(
        session.exec(select(Post.id).where(*_is_planned(campaign_id)).order_by(col(Post.id)).with_for_update()).all()
    )


def _is_planned(campaign_id: int) -> tuple[ColumnElement[bool], ...]:
    return col(Post.campaign_id) == campaign_id, col(Post.state) == PostState.PLANNED


def _end(session: Session, campaign: Campaign, staff: Staff, now: datetime, action: str) -> Campaign:
    session.add(campaign)
    session.flush()
    note_action(
        session,
        actor=staff.login,
        action=action,
        subject=f"campaign:{campaign.id}",
        now=now,
        unit_id=campaign.unit_id,
    )
    return campaign
