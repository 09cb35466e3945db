"""Which items are to be understood: new and revised ones, and composed ones whose document came along later."""

from sqlalchemy import literal_column
from sqlmodel import col, or_, select

from distributor.models import Item
from distributor.scheduler.due import MOST_NUDGES, NOW

COMPOSABLE = col(Item.intake).in_([literal_column("'taken'"), literal_column("'held'")])
"""Spelt out, not as parameters: only so does it match the partial indexes of `item`."""

TO_UNDERSTAND = (
    select(Item.id)
    .where(
        col(Item.understood_revision) < col(Item.revision),
        COMPOSABLE,
        or_(col(Item.understand_at).is_(None), col(Item.understand_at) <= NOW),
    )
    .order_by(col(Item.id))
    .limit(MOST_NUDGES)
)
"""Not while somebody understands it, or its attachments are waited for."""
