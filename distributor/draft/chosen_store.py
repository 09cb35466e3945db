"""Posts of the items that people chose for a campaign: each item once on each of its accounts.

Found from the database each time it is asked, so that asking twice makes nothing twice: a post is unique by account, item and
purpose, and the purpose names the campaign. Its number counts how often the campaign says an item: today once.
"""

from collections import defaultdict
from datetime import datetime

import structlog
from sqlmodel import Session, col, or_, select

from distributor.compose.templates import Templates
from distributor.compose.view import item_view
from distributor.db import Database
from distributor.draft.links import ShortLinks
from distributor.draft.store import COMPOSED, compose_target, store_all
from distributor.draft.targets import AGAIN, Target, has_link_in_text, timeline_hour, wording
from distributor.law.status import is_gone
from distributor.models import Account, AccountState, Campaign, CampaignAccount, CampaignItem, Item, Post

log = structlog.get_logger()


def purpose_of(campaign_id: int, number: int = 1) -> str:
    return f"{AGAIN}{campaign_id}:{number}"


def compose_chosen(database: Database, *, templates: Templates, public_url: str, now: datetime) -> list[int]:
    """Make the drafts that are missing; their ids. Asked again, it makes none. A new item comes when it is understood."""
    with database.read() as session:
        missing = _missing(session, public_url, now)
    drafts: list[int] = []
    for item, targets in missing:
        try:
            with database.read() as session:
                view = item_view(session, item)
            composed = [compose_target(view, target, templates) for target in targets]
            drafts += store_all(database, item, composed, item.address or f"{public_url}/tin/{item.id}", now)
        except Exception:  # one item's fault must not silence the others
            log.exception("fault while composing for a campaign", item=item.id)
    return drafts


def _slot(campaign: Campaign, item: Item, account: Account, now: datetime) -> datetime | None:
    """The hour of the campaign's timeline, while it is to come."""
    at = timeline_hour(campaign, item.id or 0, account.id or 0)
    return at if at is not None and at > now else None


def _missing(session: Session, public_url: str, now: datetime) -> list[tuple[Item, list[Target]]]:
    """Items with the accounts on which a running campaign has not said them yet, in the order in which they were chosen.

    A campaign that begins later is composed for too, so that its posts can be reviewed in time.
    """
    found: dict[int, tuple[Item, list[Target]]] = {}
    campaigns = session.exec(
        select(Campaign)
        .where(
            col(Campaign.automatic).is_(False),
            col(Campaign.active).is_(True),
            or_(col(Campaign.ends_at).is_(None), col(Campaign.ends_at) > now),
        )
        .order_by(col(Campaign.id))
    ).all()
    if not campaigns:
        return []
    ids = [campaign.id for campaign in campaigns if campaign.id is not None]
    items: defaultdict[int, list[Item]] = defaultdict(list)
    for campaign_id, item in session.exec(
        select(CampaignItem.campaign_id, Item)
        .join(Item, col(Item.id) == col(CampaignItem.item_id))
        .where(
            col(CampaignItem.campaign_id).in_(ids),
            col(Item.intake).in_(COMPOSED),
            col(Item.composed_revision) >= col(Item.revision),
        )
        .order_by(col(CampaignItem.id))
    ):
        items[campaign_id].append(item)
    accounts: defaultdict[int, list[Account]] = defaultdict(list)
    for campaign_id, account in session.exec(
        select(CampaignAccount.campaign_id, Account)
        .join(Account, col(Account.id) == col(CampaignAccount.account_id))
        .where(col(CampaignAccount.campaign_id).in_(ids), Account.state != AccountState.CLOSED)
        .order_by(col(CampaignAccount.id))
    ):
        accounts[campaign_id].append(account)
    said = set(
        session.exec(
            select(Post.account_id, Post.item_id, Post.purpose).where(
                col(Post.purpose).in_([purpose_of(campaign_id) for campaign_id in ids])
            )
        ).all()
    )
    for campaign in campaigns:
        purpose = purpose_of(campaign.id or 0)
        for item in items[campaign.id or 0]:
            links = ShortLinks(session, item, public_url)
            targets = [
                Target(
                    account.id or 0,
                    account.channel,
                    account.unit_id,
                    campaign.id,
                    None,
                    links.new(account, purpose),
                    purpose,
                    _slot(campaign, item, account, now),
                    variant=wording(account, campaign),
                    link_in_text=has_link_in_text(account, item.kind),
                    own=account.settings,
                )
                for account in accounts[campaign.id or 0]
                if (account.id, item.id, purpose) not in said
            ]
            if targets and not is_gone(session, item, now):
                found.setdefault(item.id or 0, (item, []))[1].extend(targets)
    return list(found.values())
