"""Which accounts are to say something of an item: those of the automatic campaigns that take it, each once.

And what all who compose for a campaign ask: which campaigns take items, and in which wording.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, exists
from sqlmodel import Session, col, or_, select

from channels.registry import spec_of
from distributor.compose.templates import FOR_SOME_READERS
from distributor.draft.compose import ADDRESS_IN_PICTURE
from distributor.draft.links import ShortLinks
from distributor.models import (
    Account,
    AccountState,
    Broadcast,
    Campaign,
    CampaignAccount,
    CampaignSource,
    Delivery,
    Item,
    Policy,
    Post,
    PostState,
    Sighting,
    Source,
)
from distributor.policy import policy_of
from distributor.render.wanted import shape_wanted
from distributor.states import NOT_GONE_OUT

ANNOUNCE = "announce"
AGAIN = "campaign:"
"""How the purposes begin by which a campaign says chosen items again."""
BEST = "*"
"""In a wording's place: the one that does best, as Loa learns it (`learn/`). For automatic campaigns' announcements."""
SERIES = "series:"
"""How the purposes begin by which a person's own words are said again; the first time is their announcement."""
ERRATA = "erratum:"
"""How the purposes of corrections begin; what they say is a person's decision, and is not composed anew."""


BEFORE_CALL = (*NOT_GONE_OUT, PostState.PROCESSING)
"""States in which a post may have said nothing outside yet."""


def renewable() -> ColumnElement[bool]:
    """A post whose words may still be others: it has not gone out, or was only begun with: uploaded unseen, or handed to people.

    Not once a step that publishes was called, and not while messages go to people one by one.
    """
    called = exists().where(col(Delivery.post_id) == col(Post.id), col(Delivery.first_call_at).is_not(None))
    sent = exists().where(col(Broadcast.post_id) == col(Post.id))
    return and_(col(Post.state).in_(BEFORE_CALL), ~called, ~sent)


def is_own_words(item: Item, post: Post) -> bool:
    """Return True if a person wrote it from nothing, not an item's: no policy and no standing approval speaks of it."""
    return item.form_key is not None and not post.purpose.startswith((AGAIN, ERRATA))


def of_own_words() -> ColumnElement[bool]:
    """Return a condition like `is_own_words`, on a post that belongs to a campaign."""
    by_hand = exists().where(col(Item.id) == col(Post.item_id), col(Item.form_key).is_not(None)).correlate(Post)
    return and_(by_hand, col(Post.purpose).not_like(f"{AGAIN}%"))


@dataclass(frozen=True)
class Target:
    """One account that is to say something of the item. `post_id`: the post that is there already, of an older revision.

    `own`: the account's settings, by which its texts are counted and end.
    `slot_at`: not before this; None for as soon as the campaign's cadence allows. `variant`: the wording that the campaign, or
    else the account's setting `variant`, asks for, where the template has it; BEST: for Loa to choose.
    """

    account_id: int
    channel: str
    unit_id: int
    campaign_id: int | None
    post_id: int | None
    link: str
    purpose: str = ANNOUNCE
    slot_at: datetime | None = None
    variant: str = ""
    link_in_text: bool = True
    own: Mapping[str, Any] = field(default_factory=dict)


def variant_of(settings: Mapping[str, Any]) -> str:
    """The account's own wording; empty for the first."""
    wanted = settings.get("variant", "")
    return wanted if isinstance(wanted, str) else ""


def to_choose_from(variants: Sequence[str]) -> tuple[str, ...]:
    """The wordings among which Loa may choose, "" the first; empty where there is no choice. `variants`: of a template."""
    others = [variant for variant in variants if variant not in FOR_SOME_READERS]
    return ("", *others) if others else ()


def has_link_in_text(account: Account, kind: str) -> bool:
    """Return True if posts bear their address in words. A video bears no post's own address, so beside it the text does."""
    if account.settings.get(ADDRESS_IN_PICTURE) is not True:
        return True
    return bool(shape_wanted(spec_of(account.channel), account.settings, kind))


def takes_items() -> ColumnElement[bool]:
    """Runs, or is paused: what comes while it pauses is prepared and waits, so that nothing is left out."""
    paused = and_(col(Campaign.started_at).is_not(None), col(Campaign.ended_at).is_(None))
    return or_(col(Campaign.active).is_(True), paused)


def wording(account: Account, campaign: Campaign | None, post: Post | None = None) -> str:
    """The variant that a person chose for this very post, else the campaign's on this channel, else the account's own."""
    if post is not None and post.chosen_variant is not None:
        return post.chosen_variant
    chosen = campaign.variants.get(account.channel, "") if campaign else ""
    return chosen or variant_of(account.settings)


def campaign_accounts(session: Session, item: Item, now: datetime) -> list[tuple[Account, Campaign]]:
    """The accounts of the automatic campaigns that take this item.

    An account of several stands with the first that says this kind there at all; if none does, with the first.
    """
    source_ids = session.exec(select(Sighting.source_id).where(Sighting.item_id == item.id)).all()
    taking = set(
        session.exec(select(CampaignSource.campaign_id).where(col(CampaignSource.source_id).in_(source_ids))).all()
    )
    units_of_sources = set(session.exec(select(Source.unit_id).where(col(Source.id).in_(source_ids))).all())
    found: dict[int, tuple[Account, Campaign]] = {}
    for account, campaign in running_campaigns(session, now):
        assert account.id is not None and campaign.id is not None  # noqa: S101, PT018 - rows that were read
        if campaign.id in taking or (campaign.all_sources and campaign.unit_id in units_of_sources):
            _, other = found.setdefault(account.id, (account, campaign))
            if _never(other, item, account) and not _never(campaign, item, account):
                found[account.id] = (account, campaign)
    return list(found.values())


def _never(campaign: Campaign, item: Item, account: Account) -> bool:
    return policy_of(campaign.policy, item.kind, account.channel) is Policy.NEVER


def running_campaigns(session: Session, now: datetime) -> list[tuple[Account, Campaign]]:
    """Every open account of every automatic campaign that takes items now.

    Campaigns that run come before those that pause, the oldest first.
    """
    rows = session.exec(
        select(Account, Campaign)
        .join(CampaignAccount, col(CampaignAccount.account_id) == col(Account.id))
        .join(Campaign, col(Campaign.id) == col(CampaignAccount.campaign_id))
        .where(
            col(Campaign.automatic).is_(True),
            takes_items(),
            or_(col(Campaign.starts_at).is_(None), col(Campaign.starts_at) <= now),
            or_(col(Campaign.ends_at).is_(None), col(Campaign.ends_at) > now),
            Account.state != AccountState.CLOSED,
        )
        .order_by(col(Campaign.active).desc(), col(Campaign.id), col(Account.id))
    )
    return list(rows)


def announcements(session: Session, item: Item, links: ShortLinks, now: datetime) -> list[Target]:
    """Announcements that are missing or older than the item, and every other post of it that waits with older words."""
    there = session.exec(select(Post).where(Post.item_id == item.id)).all()
    may_be_renewed = set(session.exec(select(Post.id).where(Post.item_id == item.id, renewable())).all())
    announced = {post.account_id: post for post in there if post.purpose == ANNOUNCE}
    targets: dict[int, Target] = {}
    for account, campaign in campaign_accounts(session, item, now):
        assert account.id is not None  # noqa: S101 - a row that was read has its key
        post = announced.get(account.id)
        if post is not None and (post.id not in may_be_renewed or post.revision >= item.revision):
            continue
        link = post.link if post else links.new(account, ANNOUNCE)
        post_id = post.id if post else None
        targets[account.id] = Target(
            account.id,
            account.channel,
            account.unit_id,
            campaign.id,
            post_id,
            link,
            variant=wording(account, campaign, post),
            link_in_text=has_link_in_text(account, item.kind),
            own=account.settings,
        )
    # A post that waits is renewed even where no campaign takes the item any more: what it says must be what is true.
    waiting = [
        post
        for post in there
        if post.id in may_be_renewed
        and post.revision < item.revision
        and not post.purpose.startswith(ERRATA)
        and not (post.purpose == ANNOUNCE and post.account_id in targets)
    ]
    accounts = {
        account.id: account
        for account in session.exec(
            select(Account).where(col(Account.id).in_({post.account_id for post in waiting}))
        ).all()
    }
    campaigns = {
        campaign.id: campaign
        for campaign in session.exec(
            select(Campaign).where(col(Campaign.id).in_({post.campaign_id for post in waiting if post.campaign_id}))
        ).all()
    }
    renewed = [
        Target(
            post.account_id,
            accounts[post.account_id].channel,
            post.unit_id,
            post.campaign_id,
            post.id,
            post.link,
            post.purpose,
            post.slot_at,
            wording(accounts[post.account_id], campaigns.get(post.campaign_id), post),
            has_link_in_text(accounts[post.account_id], item.kind),
            accounts[post.account_id].settings,
        )
        for post in waiting
    ]
    return [*targets.values(), *renewed]


def timeline_key(item_id: int, account_id: int) -> str:
    """Return the key by which `Campaign.timeline` names what is said of an item on an account."""
    return f"{item_id}:{account_id}"


def timeline_hour(campaign: Campaign, item_id: int, account_id: int) -> datetime | None:
    """Return when the campaign's timeline says it, as people saw it when they started it; None for what it does not show."""
    said = campaign.timeline.get(timeline_key(item_id, account_id))
    return datetime.fromisoformat(said) if said else None
