"""What the database knows about entries that were found: one query for the sightings, two more for what may be new."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import TypeVar

from sqlalchemy import func, select
from sqlmodel import Session, col

from distributor.ingest.decide import Known, KnownItem, KnownSighting, is_unchanged
from distributor.ingest.identify import Identified
from distributor.ingest.revise import ComparedText
from distributor.models import Attachment, Item, ItemKey, Notice, Sighting

Value = TypeVar("Value")

_MOST_REMEMBERED = 5_000
_AT_ONCE = 500
"""Values in one IN list."""


def load_known(session: Session, unit_id: int, source_id: int, found: Sequence[Identified]) -> Known:
    sightings = _sightings(session, source_id, (each.entry_key for each in found))
    pending = [each for each in found if not is_unchanged(each, sightings)]
    if not pending:
        return Known(sightings, {}, {})
    other_names = (name for each in pending for name in (*each.former_keys, each.title_name) if name)
    sightings |= _sightings(session, source_id, other_names)
    keys: dict[str, int] = {}
    for digests in _chunks({key.digest for each in pending for key in each.keys}):
        rows = session.execute(
            select(col(ItemKey.key), col(ItemKey.item_id)).where(
                col(ItemKey.unit_id) == unit_id, col(ItemKey.key).in_(digests)
            )
        )
        keys.update({row.key: row.item_id for row in rows})
    wanted = set(keys.values()) | {
        sightings[name].item_id
        for each in pending
        for name in (each.entry_key, each.title_name, *each.former_keys)
        if name in sightings
    }
    return Known(sightings, keys, _items(session, source_id, wanted))


def load_fingerprints(session: Session, source_id: int) -> frozenset[str]:
    """The fingerprints of the entries that this source showed last."""
    newest = (
        select(col(Sighting.fingerprint))
        .where(col(Sighting.source_id) == source_id)
        .order_by(col(Sighting.id).desc())
        .limit(_MOST_REMEMBERED)
    )
    return frozenset(session.execute(newest).scalars())


def _sightings(session: Session, source_id: int, entry_keys: Iterable[str]) -> dict[str, KnownSighting]:
    found: dict[str, KnownSighting] = {}
    for names in _chunks(entry_keys):
        rows = session.execute(
            select(
                col(Sighting.entry_key),
                col(Sighting.id),
                col(Sighting.item_id),
                col(Sighting.fingerprint),
                col(Sighting.duplicate),
            ).where(col(Sighting.source_id) == source_id, col(Sighting.entry_key).in_(names))
        )
        for name, sighting_id, item_id, fingerprint, duplicate in rows:
            found[name] = KnownSighting(sighting_id, item_id, fingerprint, duplicate)
    return found


def _items(session: Session, source_id: int, item_ids: Iterable[int]) -> dict[int, KnownItem]:
    found: dict[int, KnownItem] = {}
    for ids in _chunks(item_ids):
        own = set(
            session.execute(
                select(col(Sighting.item_id)).where(
                    col(Sighting.source_id) == source_id, col(Sighting.item_id).in_(ids)
                )
            ).scalars()
        )
        attachments: dict[int, set[str]] = defaultdict(set)
        for item_id, address in session.execute(
            select(col(Attachment.item_id), col(Attachment.address)).where(col(Attachment.item_id).in_(ids))
        ):
            attachments[item_id].add(address)
        for item in session.execute(select(Item).where(col(Item.id).in_(ids))).scalars():
            if item.id is not None:
                found[item.id] = _known_item(item, own=item.id in own, attachments=attachments[item.id])
    return found


def _known_item(item: Item, *, own: bool, attachments: Iterable[str]) -> KnownItem:
    assert item.id is not None  # noqa: S101 - a row that was read has its key
    return KnownItem(
        id=item.id,
        words=ComparedText(item.title, item.summary, item.text),
        html=item.html,
        address=item.address,
        picture_url=item.picture_url,
        published_at=item.published_at,
        kind=item.kind,
        intake=item.intake,
        revision=item.revision,
        own=own,
        attachments=frozenset(attachments),
    )


def load_newest(session: Session, source_id: int, count: int) -> list[KnownItem]:
    """The newest items that this source was the first to show and whose articles were read, newest first."""
    ids = session.execute(
        select(col(Item.id))
        .join(Sighting, col(Sighting.item_id) == col(Item.id))
        .where(col(Sighting.source_id) == source_id, col(Sighting.duplicate).is_(False), col(Item.address) != "")
        .order_by(func.coalesce(col(Item.published_at), col(Item.first_seen_at)).desc(), col(Item.id).desc())
        .limit(count)
    ).scalars()
    newest = [item_id for item_id in dict.fromkeys(ids) if item_id is not None]
    items = _items(session, source_id, newest)
    return [items[item_id] for item_id in newest if not items[item_id].is_outline]


def load_pictures(session: Session, unit_id: int, addresses: Iterable[str]) -> set[str]:
    """Those of these pictures that items of the unit have already."""
    found: set[str] = set()
    for some in _chunks(addresses):
        rows = session.execute(
            select(col(Item.picture_url))
            .where(col(Item.unit_id) == unit_id, col(Item.picture_url).in_(some))
            .distinct()
        )
        found.update(rows.scalars())
    return found


def is_flooding(session: Session, source_id: int) -> bool:
    """Return True if staff were told of a flood of this source and have not dealt with it."""
    standing = session.execute(
        select(col(Notice.id)).where(
            col(Notice.kind) == "flood", col(Notice.subject) == f"source:{source_id}", col(Notice.closed_at).is_(None)
        )
    )
    return standing.first() is not None


def _chunks(values: Iterable[Value]) -> Iterator[list[Value]]:
    every = list(values)
    for start in range(0, len(every), _AT_ONCE):
        yield every[start : start + _AT_ONCE]
