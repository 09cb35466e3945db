"""After a restore from a backup: which new posts may be out already, for the home had sent them before it lost what it knew."""

from datetime import datetime

from sqlmodel import Session, col, or_, select

from channels.rss.spec import SPEC as RSS
from distributor.models import Account, Item, Restoration, Sighting

OWN = (RSS.name,)
"""Channels whose posts stand in our own pages: said again, nothing is there twice."""


def look_since(session: Session, item_id: int, account_id: int, now: datetime) -> datetime | None:
    """Return since when the platform may have got a new post of this item from the home as it was; None if it cannot have.

    It cannot, if a source or a person published the item after the restore. A date that lies after the reading proves nothing:
    sites get their time zone wrong. Once `looks_until` is over, it may have got only what was news when the home was lost: a
    source that stood still, or a person, comes to it late.
    """
    restores = session.exec(select(Restoration.backup_at, Restoration.restored_at, Restoration.looks_until)).all()
    if not restores or session.exec(select(Account.channel).where(Account.id == account_id)).one() in OWN:
        return None
    sighted = select(Sighting.id).where(Sighting.item_id == item_id).exists()
    published_at, seen_at, is_dated = session.exec(
        select(Item.published_at, Item.first_seen_at, or_(sighted, col(Item.form_key).is_not(None))).where(
            Item.id == item_id
        )
    ).one()
    is_dated = is_dated and published_at is not None and published_at <= seen_at
    since = []
    for backup_at, restored_at, looks_until in restores:
        was_news_from = backup_at - (looks_until - restored_at)
        if published_at is not None and is_dated and published_at > restored_at:
            continue
        if looks_until > now or was_news_from < min(published_at or seen_at, seen_at) <= restored_at:
            since.append(backup_at)
    return min(since, default=None)
