"""Posts for occasions: a document that is about to take effect, or does today, and the month's digest.

Found from the database each time it is asked, so that asking twice makes nothing twice: a post is unique by account, item and
purpose, and a digest's item by its month.
"""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

import structlog
from sqlalchemy import exists
from sqlmodel import Session, col, select

from channels.registry import spec_of
from distributor.clock import VIETNAM
from distributor.compose.digest import digest_members, digest_title
from distributor.compose.item import ItemView
from distributor.compose.occasions import DIGEST, digest_of, load_occasions, occasion_of
from distributor.compose.templates import Templates
from distributor.compose.view import item_view
from distributor.db import Database
from distributor.draft.links import ShortLinks
from distributor.draft.store import MOVED, compose_target, store_all
from distributor.draft.targets import (
    ANNOUNCE,
    Target,
    campaign_accounts,
    has_link_in_text,
    running_campaigns,
    wording,
)
from distributor.ingest.identify import Key
from distributor.law.status import takes_effect
from distributor.models import Account, Campaign, Document, Intake, Item, ItemKey, Post, PostState
from distributor.post_states import SHOWN_STATES
from distributor.states import NOT_GONE_OUT
from distributor.understand.documents import ANNOUNCEMENT

log = structlog.get_logger()

SETTLED = timedelta(hours=24)
"""After an announcement the same document is not spoken of again for so long."""


def compose_occasions(database: Database, *, templates: Templates, public_url: str, now: datetime) -> list[int]:
    """Make the drafts that are due today; their ids. Asked again, it makes none."""
    with database.read() as session:
        items = _taking_effect(session, now)
    drafts: list[int] = []
    for item in items:
        try:
            drafts += _compose_one(database, item, templates, public_url, now)
        except Exception:  # one document's fault must not silence the others
            log.exception("fault while composing for an occasion", item=item.id)
    return [*drafts, *_compose_digests(database, templates, public_url, now)]


def _compose_one(database: Database, item: Item, templates: Templates, public_url: str, now: datetime) -> list[int]:
    with database.read() as session:
        targets = _targets(session, item, public_url, now)
        view = item_view(session, item) if targets else None
    if view is None:
        return []
    composed = [compose_target(view, target, templates) for target in targets]
    return store_all(database, item, composed, item.address or f"{public_url}/tin/{item.id}", now)


def _taking_effect(session: Session, now: datetime) -> Sequence[Item]:
    """Return items whose documents take effect; not what has ended, is suspended then, or will never have effect: asked of the
    register as it is now."""
    today = now.astimezone(VIETNAM).date()
    last = today + timedelta(days=load_occasions().before_effect.days)
    found = session.exec(
        select(Item)
        .join(Document, col(Document.id) == col(Item.document_id))
        .where(
            Item.intake == Intake.TAKEN,
            Item.document_role == ANNOUNCEMENT,
            col(Document.effective_on) >= today,
            col(Document.effective_on) <= last,
            col(Item.composed_revision) >= col(Item.revision),
        )
        .order_by(col(Item.id))
    ).all()
    true = takes_effect(session, {item.document_id for item in found if item.document_id is not None}, now)
    return [item for item in found if item.document_id in true]


def _targets(session: Session, item: Item, public_url: str, now: datetime) -> list[Target]:
    """Accounts whose campaign wants this, that announced the document a while ago, and have not said this yet."""
    document = session.get(Document, item.document_id)
    day = document.effective_on if document else None
    occasion = occasion_of(day, load_occasions(), now) if day else None
    if occasion is None:
        return []
    posts = session.exec(select(Post).where(Post.item_id == item.id)).all()
    links = ShortLinks(session, item, public_url)
    there = {post.account_id: post for post in posts if post.purpose == occasion.purpose}
    # What was set aside because its day was moved is made anew on the right one.
    moved = {account_id: post for account_id, post in there.items() if _waits_for_its_day(post)}
    announced = {
        post.account_id
        for post in posts
        if post.purpose == ANNOUNCE
        and post.state in SHOWN_STATES
        and post.published_at is not None
        and post.published_at <= now - SETTLED
    }
    return [
        Target(
            account.id or 0,
            account.channel,
            account.unit_id,
            campaign.id,
            moved[account.id].id if account.id in moved else None,
            moved[account.id].link if account.id in moved else links.new(account, occasion.purpose),
            occasion.purpose,
            occasion.slot_at,
            wording(account, campaign),
            has_link_in_text(account, item.kind),
            account.settings,
        )
        for account, campaign in campaign_accounts(session, item, now)
        if _speaks_again(account.channel)
        and occasion.purpose in campaign.purposes
        and account.id in announced
        and (account.id not in there or account.id in moved)
    ]


def _speaks_again(channel: str) -> bool:
    """A channel of videos does not: the video that announced the document tells its day, and twice the same is once too often."""
    return not spec_of(channel).video_shape


def _waits_for_its_day(post: Post) -> bool:
    return post.state == PostState.AWAITING_REVIEW and post.reason == MOVED


def _compose_digests(database: Database, templates: Templates, public_url: str, now: datetime) -> list[int]:
    due = digest_of(load_occasions(), now)
    if due is None:
        return []
    period, first, after, slot_at = due
    with database.read() as session:
        wanting: dict[int, list[tuple[Account, Campaign]]] = {}
        for account, campaign in running_campaigns(session, now):
            if DIGEST in campaign.purposes:
                wanting.setdefault(campaign.unit_id, []).append((account, campaign))
    drafts: list[int] = []
    for unit_id, accounts in wanting.items():
        item = _digest_item(database, unit_id, period, first, after, now)
        if item is None:
            continue
        with database.read() as session:
            view, members = item_view(session, item), digest_members(session, item, now=now)
            said = set(session.exec(select(Post.account_id).where(Post.item_id == item.id)))
            links = ShortLinks(session, item, public_url)
            linked = {account.id: links.new(account, f"{DIGEST}:{period}") for account, _ in accounts}
        targets = {
            account.id: Target(
                account.id or 0,
                account.channel,
                account.unit_id,
                campaign.id,
                None,
                linked[account.id],
                f"{DIGEST}:{period}",
                slot_at,
                wording(account, campaign),
                has_link_in_text(account, DIGEST),
                account.settings,
            )
            for account, campaign in accounts
            if account.id not in said and _speaks_again(account.channel)
        }
        composed = [compose_target(view, target, templates, members) for target in targets.values()]
        drafts += store_all(database, item, composed, f"{public_url}/tin/{item.id}", now)
    return drafts


def _digest_item(database: Database, unit_id: int, period: str, first: date, after: date, now: datetime) -> Item | None:
    """The item that stands for the month; None if the month has too few documents."""
    key = Key("digest", "digest", period)
    with database.write() as session:
        known = session.exec(
            select(Item)
            .join(ItemKey, col(ItemKey.item_id) == col(Item.id))
            .where(ItemKey.unit_id == unit_id, ItemKey.key == key.digest)
        ).first()
        if known is not None:
            _follow_members(session, known, now)
            return known
        item = Item(
            unit_id=unit_id,
            kind=DIGEST,
            title=digest_title(first),
            text="",
            document_role=f"{DIGEST}:{period}",
            published_at=now,
            first_seen_at=now,
            revision=1,
            understood_revision=1,
            composed_revision=1,
        )
        members = digest_members(session, item, first=first, after=after, now=now)
        if len(members) < load_occasions().digest.least:
            return None
        item.text = _told_by(members)
        session.add(item)
        session.flush()
        assert item.id is not None  # noqa: S101 - flushed
        session.add(ItemKey(unit_id=unit_id, item_id=item.id, key=key.digest, kind=key.kind, value=key.value))
        return item


def _told_by(members: Sequence[ItemView]) -> str:
    return "\n".join(member.title for member in members)


def _follow_members(session: Session, item: Item, now: datetime) -> None:
    """A document that was held, withdrawn or renamed, or that is new, makes the digest's waiting posts stale: composed anew."""
    told = _told_by(digest_members(session, item, now=now))
    waiting = select(exists().where(col(Post.item_id) == item.id, col(Post.state).in_(NOT_GONE_OUT)))
    if told == item.text or not session.exec(waiting).one():
        return
    item.text = told
    item.revision += 1
    item.understood_revision = item.revision
    session.add(item)
    session.flush()
