"""Where items were seen: all their sources, and the one that had each first."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select as columns
from sqlmodel import Session, col

from distributor.models import Sighting, Source


@dataclass(frozen=True)
class SourcesOfItem:
    """`unit_ids`: of the units that own these sources."""

    ids: frozenset[int] = frozenset()
    unit_ids: frozenset[int] = frozenset()
    first_title: str = ""


def sources_of(session: Session, item_ids: Sequence[int]) -> defaultdict[int, SourcesOfItem]:
    """Return sources by item; empty for an item that no source is known of. One query."""
    found: defaultdict[int, SourcesOfItem] = defaultdict(SourcesOfItem)
    seen = session.execute(
        columns(col(Sighting.item_id), col(Source.id), col(Source.unit_id), col(Source.title), col(Source.address))
        .join(Source, col(Source.id) == col(Sighting.source_id))
        .where(col(Sighting.item_id).in_(item_ids))
        .order_by(col(Sighting.duplicate), col(Sighting.first_seen_at), col(Sighting.id))
    )
    for item_id, source_id, unit_id, given, address in seen:
        before = found[item_id]
        title = before.first_title or given or address
        found[item_id] = SourcesOfItem(before.ids | {source_id}, before.unit_ids | {unit_id}, title)
    return found
