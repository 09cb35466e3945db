"""Campaigns for their screens: the list with its progress, and one campaign with its posts. Reads only."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement
from sqlmodel import Session, col, func, select

from distributor.campaigns.state import CampaignState, state_of
from distributor.campaigns.timeline import SET_ASIDE
from distributor.draft.targets import of_own_words
from distributor.labels import STATE_LABELS, channel_label
from distributor.models import (
    Account,
    Approval,
    Campaign,
    CampaignAccount,
    CampaignItem,
    Post,
    PostFigures,
    PostState,
    Staff,
    UnitName,
)
from distributor.post_states import EVER_SHOWN_STATES

PAGE = 20
ORDER = tuple(CampaignState(name) for name in ("running", "upcoming", "paused", "draft", "ended"))


def reached_by(session: Session, campaign: Campaign) -> int:
    """Return what its posts have reached of its goal by now, counted as the goal is. One query."""
    counted = (
        col(PostFigures.clicks)
        if campaign.target_of == "clicks"
        else func.coalesce(PostFigures.reach, PostFigures.views)
    )
    found = session.exec(
        select(func.sum(counted))
        .select_from(PostFigures)
        .join(Post, col(Post.id) == col(PostFigures.post_id))
        .where(Post.campaign_id == campaign.id)
    ).one()
    return int(found or 0)


@dataclass(frozen=True)
class PostsDone:
    """`states`: posts by state, those there are none of left out. `of`: posts that it is to have; None where nobody can know."""

    states: Mapping[str, int]
    of: int | None
    next_at: datetime | None

    @property
    def posts(self) -> int:
        return sum(self.states.values())

    @property
    def out(self) -> int:
        return sum(self.states.get(state, 0) for state in EVER_SHOWN_STATES)


@dataclass(frozen=True)
class CampaignRow:
    """`unit`: its name, where a person sees several units."""

    campaign: Campaign
    state: CampaignState
    progress: PostsDone
    accounts: int
    owner: str
    unit: str


@dataclass(frozen=True)
class CampaignPost:
    post_id: int
    item_id: int
    title: str
    account: str
    channel: str
    channel_label: str
    state: str
    reason: str
    at: datetime | None
    url: str


@dataclass(frozen=True)
class CampaignPosts:
    rows: tuple[CampaignPost, ...]
    total: int
    page: int

    @property
    def pages(self) -> int:
        return max(1, -(-self.total // PAGE))


def campaign_rows(session: Session, unit_ids: Sequence[int], now: datetime) -> list[CampaignRow]:
    """Those that run first, those that are over last; within a state the newest first. Seven queries."""
    found = session.exec(
        select(Campaign, Staff.full_name)
        .join(Staff, col(Staff.id) == col(Campaign.owner_id), isouter=True)
        .where(col(Campaign.unit_id).in_(unit_ids))
        .order_by(col(Campaign.id).desc())
    ).all()
    ids = [campaign.id or 0 for campaign, _ in found]
    states: defaultdict[int, dict[str, int]] = defaultdict(dict)
    for campaign_id, state, count in session.exec(
        select(Post.campaign_id, Post.state, func.count(col(Post.id)))
        .where(col(Post.campaign_id).in_(ids))
        .group_by(col(Post.campaign_id), col(Post.state))
    ):
        states[campaign_id or 0][state] = count
    next_at = dict(
        session.exec(
            select(Post.campaign_id, func.min(Post.slot_at))
            .where(col(Post.campaign_id).in_(ids), Post.state == PostState.PLANNED)
            .group_by(col(Post.campaign_id))
        ).all()
    )
    items = dict(
        session.exec(
            select(CampaignItem.campaign_id, func.count())
            .where(col(CampaignItem.campaign_id).in_(ids))
            .group_by(col(CampaignItem.campaign_id))
        ).all()
    )
    accounts = dict(
        session.exec(
            select(CampaignAccount.campaign_id, func.count())
            .where(col(CampaignAccount.campaign_id).in_(ids))
            .group_by(col(CampaignAccount.campaign_id))
        ).all()
    )
    written = dict(
        session.exec(
            select(Post.campaign_id, func.count())
            .where(
                col(Post.campaign_id).in_([campaign.id for campaign, _ in found if not campaign.automatic]),
                of_own_words(),
                col(Post.state).not_in(SET_ASIDE),
            )
            .group_by(col(Post.campaign_id))
        ).all()
    )
    names = _unit_names(session, unit_ids) if len(unit_ids) > 1 else {}
    rows = []
    for campaign, owner in found:
        campaign_id = campaign.id or 0
        many = accounts.get(campaign_id, 0)
        of = None if campaign.automatic else items.get(campaign_id, 0) * many + written.get(campaign_id, 0)
        progress = PostsDone(states[campaign_id], of, next_at.get(campaign_id))
        rows.append(
            CampaignRow(campaign, state_of(campaign, now), progress, many, owner or "", names.get(campaign.unit_id, ""))
        )
    return sorted(rows, key=lambda row: ORDER.index(row.state))


def _unit_names(session: Session, unit_ids: Sequence[int]) -> dict[int, str]:
    return dict(
        session.exec(
            select(UnitName.unit_id, UnitName.name).where(
                col(UnitName.unit_id).in_(unit_ids), col(UnitName.valid_to).is_(None)
            )
        ).all()
    )


def campaign_posts(session: Session, campaign_id: int, *, state: str = "", page: int = 1) -> CampaignPosts:
    """Its posts, what comes next first, then what is out; two queries. `state`: only those; empty: all."""
    conditions: list[ColumnElement[bool]] = [col(Post.campaign_id) == campaign_id]
    if state in STATE_LABELS:
        conditions.append(col(Post.state) == state)
    total = session.exec(select(func.count(col(Post.id))).where(*conditions)).one()
    page = max(1, min(page, -(-total // PAGE)))
    rows = session.exec(
        select(Post, Account.name, Account.channel)
        .join(Account, col(Account.id) == col(Post.account_id))
        .where(*conditions)
        .order_by(
            col(Post.published_at).is_not(None),
            col(Post.published_at).desc(),
            col(Post.slot_at).is_(None),
            col(Post.slot_at),
            col(Post.id),
        )
        .limit(PAGE)
        .offset((page - 1) * PAGE)
    )
    shown = tuple(
        CampaignPost(
            post.id or 0,
            post.item_id,
            post.title,
            account,
            channel,
            channel_label(channel),
            post.state,
            post.reason,
            post.published_at or post.slot_at,
            post.external_url,
        )
        for post, account, channel in rows
    )
    return CampaignPosts(shown, total, page)


def planned_by_rule(session: Session, campaign_id: int) -> int:
    """Planned posts that go out on a standing approval: they wait for a person once it is withdrawn."""
    return session.exec(
        select(func.count(col(Post.id)))
        .join(Approval, col(Approval.id) == col(Post.approval_id))
        .where(Post.campaign_id == campaign_id, Post.state == PostState.PLANNED, col(Approval.standing_id).is_not(None))
    ).one()
