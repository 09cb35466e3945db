"""After a restore from a backup: which new posts may be out already, for the home had sent them before it lost what it knew."""

from datetime import datetime

from sqlmodel import Session, col, func, or_, select

from channels.rss.spec import SPEC as RSS
from distributor.models import Account, Item, Restoration, Sighting

OWN = (RSS.name,)
"""Channels whose posts stand in our own pages: said again, nothing is there twice."""


def look_since(session: Session, item_id: int, account_id: int, now: datetime) -> datetime | None:
    """Since when the platform may have got a new post of this item from the home as it was; None where it cannot have.

    It cannot, if a source or a person published the item after the restore. A date that lies after the reading proves nothing:
    sites get their time zone wrong.
    """
    backup_at, restored_at = session.exec(
        select(func.min(Restoration.backup_at), func.max(Restoration.restored_at)).where(
            col(Restoration.looks_until) > now
        )
    ).one()
    if backup_at is None or session.exec(select(Account.channel).where(Account.id == account_id)).one() in OWN:
        return None
    sighted = select(Sighting.id).where(Sighting.item_id == item_id).exists()
    since = session.exec(
        select(Item.id).where(
            Item.id == item_id,
            or_(sighted, col(Item.form_key).is_not(None)),
            col(Item.published_at) > restored_at,
            col(Item.published_at) <= col(Item.first_seen_at),
        )
    ).first()
    return backup_at if since is None else None
