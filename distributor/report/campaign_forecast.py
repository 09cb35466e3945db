"""What a forecast is made from, as the database stands. Reads only; a fixed number of queries."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime

from sqlmodel import Session, and_, col, or_, select

from channels.base import OutgoingPost, Quota
from channels.errors import Misconfigured
from channels.registry import spec_of
from distributor.campaigns.draft import Draft
from distributor.campaigns.forecast import WEEKS, Coming, OnAccount, OwnComing, Plan
from distributor.campaigns.standing_approval import ActiveApproval
from distributor.campaigns.timeline import AHEAD, PlannedSaying
from distributor.deliver.limits import limits_of
from distributor.deliver.waiting import why_blocked
from distributor.draft.targets import has_link_in_text, of_own_words, takes_items
from distributor.labels import channel_label, kind_is_never_posted
from distributor.models import (
    Account,
    Campaign,
    CampaignAccount,
    CampaignSource,
    Intake,
    Item,
    Post,
    PostState,
    Sighting,
    Source,
)
from distributor.plan.cadence import rule_of
from distributor.plan.slots import HOLDING_A_SLOT

LINK = "https://loa.example/l/abcdefg"
"""As long as ours and as much a link: what a post with one costs."""


def plan_of(
    session: Session,
    campaign: Campaign,
    draft: Draft,
    standing: ActiveApproval | None,
    timeline: Sequence[PlannedSaying],
    now: datetime,
) -> Plan:
    """Return the forecast of a campaign. `timeline`: of the same draft."""
    begins_at = max(now, draft.starts_at or now)
    return Plan(
        automatic=draft.automatic,
        begins_at=begins_at,
        ends_at=draft.ends_at,
        policy=draft.policy,
        accounts=_accounts(session, campaign, draft, standing, now),
        items=_from_sources(session, campaign, draft, begins_at, now)
        if draft.automatic
        else _chosen(session, draft, timeline, begins_at),
    )


def _accounts(
    session: Session, campaign: Campaign, draft: Draft, standing: ActiveApproval | None, now: datetime
) -> tuple[OnAccount, ...]:
    own: defaultdict[int, list[OwnComing]] = defaultdict(list)
    for account_id, state, slot in session.exec(
        select(Post.account_id, Post.state, Post.slot_at)
        .where(Post.campaign_id == campaign.id, col(Post.state).in_(AHEAD), of_own_words())
        .order_by(col(Post.slot_at), col(Post.id))
    ):
        own[account_id].append(OwnComing(slot, state is not PostState.PLANNED))
    ids = {*draft.account_ids, *own}
    accounts = session.exec(
        select(Account).where(col(Account.id).in_(ids)).order_by(col(Account.channel), col(Account.name))
    ).all()
    taken: defaultdict[int, list[datetime]] = defaultdict(list)
    for account_id, slot in session.exec(
        select(Post.account_id, Post.slot_at).where(
            col(Post.account_id).in_(ids),
            col(Post.state).in_(HOLDING_A_SLOT),
            col(Post.slot_at) > now,
            or_(
                col(Post.state) != PostState.PLANNED,
                col(Post.campaign_id).is_(None),
                col(Post.campaign_id) != campaign.id,
                ~of_own_words(),
            ),
        )
    ):
        if slot is not None:
            taken[account_id].append(slot)
    first = _announced_first(session, campaign, draft) if draft.automatic else {}
    return tuple(
        OnAccount(
            account_id=account.id or 0,
            name=account.name,
            channel=account.channel,
            channel_label=channel_label(account.channel),
            waits=why_blocked(account, now),
            rule=rule_of(draft.cadence, account.channel),
            taken=tuple(taken[account.id or 0]),
            quotas=_quotas(account),
            price=_price(account),
            approved_kinds=frozenset(standing.kinds)
            if standing is not None and account.id in standing.account_ids
            else frozenset(),
            elsewhere=first.get(account.id or 0, ""),
            own=tuple(own[account.id or 0]),
            is_only_own=account.id not in draft.account_ids,
        )
        for account in accounts
    )


def _quotas(account: Account) -> tuple[Quota, ...]:
    try:
        return limits_of(spec_of(account.channel), account.limits).quotas
    except (Misconfigured, TypeError, ValueError, AttributeError):
        return ()  # `why_blocked` tells of it


def _price(account: Account) -> float | None:
    try:
        spec = spec_of(account.channel)
    except Misconfigured:
        return None
    if spec.price is None:
        return None
    text = f"Tin mới. {LINK}" if has_link_in_text(account, "") else "Tin mới."
    return spec.price(OutgoingPost("forecast", "", text, LINK))


def _announced_first(session: Session, campaign: Campaign, draft: Draft) -> dict[int, str]:
    """Accounts on which an older automatic campaign takes some of the same sources."""
    rows = session.exec(
        select(CampaignAccount.account_id, Campaign.name)
        .join(Campaign, col(Campaign.id) == col(CampaignAccount.campaign_id))
        .join(CampaignSource, col(CampaignSource.campaign_id) == col(Campaign.id), isouter=True)
        .where(
            col(CampaignAccount.account_id).in_(draft.account_ids),
            col(Campaign.automatic).is_(True),
            col(Campaign.active).is_(True),
            takes_items(),
            col(Campaign.id) < (campaign.id or 0),
            or_(
                and_(col(Campaign.all_sources).is_(True), Campaign.unit_id == campaign.unit_id),
                col(CampaignSource.source_id).in_(draft.source_ids),
                and_(draft.all_sources, Campaign.unit_id == campaign.unit_id),
            ),
        )
        .order_by(col(Campaign.id).desc())
    )
    return dict(rows.all())


def _chosen(
    session: Session, draft: Draft, timeline: Sequence[PlannedSaying], begins_at: datetime
) -> tuple[Coming, ...]:
    shown: defaultdict[int, dict[int, datetime | None]] = defaultdict(dict)
    for one in timeline:
        if not one.post_id:
            shown[one.item_id][one.account_id] = one.at
    found = session.exec(select(Item.id, Item.kind).where(col(Item.id).in_(draft.item_ids)))
    return tuple(Coming(kind, begins_at, kind_is_never_posted(kind), shown[item_id or 0]) for item_id, kind in found)


def _from_sources(
    session: Session, campaign: Campaign, draft: Draft, begins_at: datetime, now: datetime
) -> tuple[Coming, ...]:
    sources = select(Source.id).where(
        Source.unit_id == campaign.unit_id if draft.all_sources else col(Source.id).in_(draft.source_ids)
    )
    found = session.exec(
        select(Item.kind, Item.first_seen_at)
        .where(
            col(Item.id).in_(select(Sighting.item_id).where(col(Sighting.source_id).in_(sources))),
            col(Item.first_seen_at) > now - WEEKS,
            col(Item.first_seen_at) <= now,
            col(Item.intake).in_([Intake.TAKEN, Intake.HELD]),
        )
        .order_by(col(Item.first_seen_at))
    )
    return tuple(
        Coming(kind, begins_at + (seen_at - (now - WEEKS)), kind_is_never_posted(kind)) for kind, seen_at in found
    )
