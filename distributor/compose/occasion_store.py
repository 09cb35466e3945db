"""Posts for occasions: a document that is about to take effect, or does today, and the month's digest.

Found from the database each time it is asked, so that asking twice makes nothing twice: a post is unique by account, item and
purpose, and a digest's item by its month.
"""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col, select

from distributor.clock import VIETNAM
from distributor.compose.digest import digest_members, digest_title
from distributor.compose.occasions import DIGEST, digest_of, load_occasions, occasion_of
from distributor.compose.store import Composed, compose_target, store_post
from distributor.compose.targets import ANNOUNCE, Target, campaign_accounts, new_link, running_campaigns
from distributor.compose.templates import Templates
from distributor.compose.view import item_view
from distributor.db import Database
from distributor.ingest.identify import Key
from distributor.models import Account, Campaign, Document, Intake, Item, ItemKey, Post, PostState
from distributor.understand.documents import ANNOUNCEMENT

SETTLED = timedelta(hours=24)
"""After an announcement the same document is not spoken of again for so long."""


def compose_occasions(database: Database, *, templates: Templates, public_url: str, now: datetime) -> list[int]:
    """Make the drafts that are due today; their ids. Asked again, it makes none."""
    with database.read() as session:
        due = [
            (item, targets)
            for item in _taking_effect(session, now)
            if (targets := _targets(session, item, public_url, now))
        ]
        views = {item.id: item_view(session, item) for item, _ in due}
    drafts: list[int] = []
    for item, targets in due:
        composed = [compose_target(views[item.id], target, templates) for target in targets]
        drafts += _store(database, item, composed, item.address or f"{public_url}/tin/{item.id}", now)
    return [*drafts, *_compose_digests(database, templates, public_url, now)]


def _taking_effect(session: Session, now: datetime) -> Sequence[Item]:
    today = now.astimezone(VIETNAM).date()
    last = today + timedelta(days=load_occasions().before_effect.days)
    return session.exec(
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


def _targets(session: Session, item: Item, public_url: str, now: datetime) -> list[Target]:
    """Accounts whose campaign wants this, that announced the document a while ago, and have not said this yet."""
    document = session.get(Document, item.document_id)
    day = document.effective_on if document else None
    occasion = occasion_of(day, load_occasions(), now) if day else None
    if occasion is None:
        return []
    posts = session.exec(select(Post).where(Post.item_id == item.id)).all()
    said = {(post.account_id, post.purpose) for post in posts}
    announced = {
        post.account_id
        for post in posts
        if post.purpose == ANNOUNCE
        and post.state in (PostState.PUBLISHED, PostState.EDITED)
        and post.published_at is not None
        and post.published_at <= now - SETTLED
    }
    return [
        Target(
            account.id or 0,
            account.channel,
            account.unit_id,
            campaign.id,
            None,
            new_link(public_url),
            occasion.purpose,
            occasion.slot_at,
        )
        for account, campaign in campaign_accounts(session, item, now)
        if occasion.purpose in campaign.purposes
        and account.id in announced
        and (account.id, occasion.purpose) not in said
    ]


def _store(database: Database, item: Item, composed: Sequence[Composed], target_url: str, now: datetime) -> list[int]:
    """One short transaction; whoever was first with these posts has made them."""
    try:
        with database.write() as session:
            revision = session.exec(select(Item.revision).where(Item.id == item.id).with_for_update()).one()
            if revision != item.revision:
                return []  # the next time it is asked, with the new words
            stored = [store_post(session, item, made, target_url=target_url, now=now) for made in composed]
    except IntegrityError:
        return []
    return [post_id for post_id in stored if post_id is not None]


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
            view, members = item_view(session, item), digest_members(session, item)
            said = set(session.exec(select(Post.account_id).where(Post.item_id == item.id)))
        targets = {
            account.id: Target(
                account.id or 0,
                account.channel,
                account.unit_id,
                campaign.id,
                None,
                new_link(public_url),
                f"{DIGEST}:{period}",
                slot_at,
            )
            for account, campaign in accounts
            if account.id not in said
        }
        composed = [compose_target(view, target, templates, members) for target in targets.values()]
        drafts += _store(database, item, composed, f"{public_url}/tin/{item.id}", now)
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
        members = digest_members(session, item, first=first, after=after)
        if len(members) < load_occasions().digest.least:
            return None
        item.text = "\n".join(member.title for member in members)
        session.add(item)
        session.flush()
        assert item.id is not None  # noqa: S101 - flushed
        session.add(ItemKey(unit_id=unit_id, item_id=item.id, key=key.digest, kind=key.kind, value=key.value))
        return item
