"""Carrying intents out: rows in bulk, in short transactions. Functions that take a session never commit.

`apply` cuts the work into chunks and opens a transaction for each through the factory it is given, so that a feed of
thousands never holds the write lock long. A crash between two chunks loses nothing: the next reading finds the rest.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, TypeVar

import structlog
from sqlalchemy import insert, select, update
from sqlmodel import Session, col

from distributor.events import tell_of_items
from distributor.ingest.content import hash_of
from distributor.ingest.decide import NewItem, ReadingDecision, Refreshed, Revised, SeenAgain
from distributor.ingest.entry import Enclosure
from distributor.ingest.identify import Key
from distributor.ingest.page_files import MOST_ATTACHMENTS
from distributor.models import (
    Attachment,
    AttachmentState,
    Intake,
    Item,
    ItemKey,
    Notice,
    Post,
    PostState,
    Revision,
    RevisionKind,
    Sighting,
)
from distributor.notices import open_notice
from distributor.states import move_post
from distributor.text.tidy import shorten
from phrases import listed, phrase

log = structlog.get_logger()

Transaction = Callable[[], AbstractContextManager[Session]]

CHUNK = 200
UNDECIDED = (PostState.DRAFT, PostState.AWAITING_REVIEW)
LARGEST_INTEGER = 2**31 - 1
Value = TypeVar("Value")
_ROWS = {"dml_strategy": "raw"}
"""Rows go to the table as they are: otherwise each is looked through for what its class would add."""


@dataclass(frozen=True)
class Owner:
    """The owner of rows: the source, as notices name it, and its unit."""

    source_id: int
    unit_id: int
    label: str


@dataclass
class Stored:
    """The rows that have been written so far; it keeps its count when a later chunk has to be decided again."""

    new_item_ids: list[int] = field(default_factory=list)
    revised_item_ids: list[int] = field(default_factory=list)


def apply(transaction: Transaction, owner: Owner, decision: ReadingDecision, now: datetime, stored: Stored) -> None:
    """Write all intents. An `IntegrityError` means another reader was first: load what is known and decide again."""
    if decision.flooded:
        with transaction() as session:
            open_notice(
                session,
                unit_id=owner.unit_id,
                kind="flood",
                subject=f"source:{owner.source_id}",
                text=_flood_text(owner, decision),
                now=now,
            )
    for new in _chunks(decision.new):
        with transaction() as session:
            ids = insert_items(session, owner, new, now)
        told = log.bind(source=owner.source_id)
        for item_id, taken in zip(ids, new, strict=True):
            told.info("item taken in", item=item_id, intake=taken.intake.value)
        stored.new_item_ids.extend(ids)
    for revised in _chunks(decision.revised):
        with transaction() as session:
            for each in revised:
                revise_item(session, owner.unit_id, each, now)
        stored.revised_item_ids.extend(each.item_id for each in revised)
    for refreshed in _chunks(decision.refreshed):
        with transaction() as session:
            refresh_items(session, refreshed, now)
    for seen in _chunks(decision.seen):
        with transaction() as session:
            insert_sightings(session, owner, seen, now)
    for keys in _chunks(decision.more_keys):
        with transaction() as session:
            session.execute(insert(ItemKey), [_key_row(owner.unit_id, item_id, key) for item_id, key in keys])
    # Fingerprints last: a crash before this line makes the next reading look again, never miss a change.
    for touched in _chunks(decision.touched):
        with transaction() as session:
            session.execute(
                update(Sighting), [{"id": each.sighting_id, "fingerprint": each.fingerprint} for each in touched]
            )


def insert_items(session: Session, owner: Owner, new: Sequence[NewItem], now: datetime) -> list[int]:
    """New items with their keys, sightings and notices; their ids in the same order."""
    # SQLite numbers the rows of a statement in their order; asked to tell them in it, SQLAlchemy would make a statement of each.
    numbers_in_order = session.get_bind().dialect.name == "sqlite"
    ids = session.execute(
        insert(Item).returning(col(Item.id), sort_by_parameter_order=not numbers_in_order),
        [_item_row(owner.unit_id, each, now) for each in new],
        execution_options=_ROWS,
    ).scalars()
    item_ids = [item_id for item_id in ids if item_id is not None]
    if numbers_in_order:
        item_ids.sort()
    session.execute(
        insert(Sighting),
        [
            _sighting_row(owner.source_id, item_id, each.entry_key, each.fingerprint, False, now)
            for item_id, each in zip(item_ids, new, strict=True)
        ],
        execution_options=_ROWS,
    )
    keys = [
        _key_row(owner.unit_id, item_id, key) for item_id, each in zip(item_ids, new, strict=True) for key in each.keys
    ]
    if keys:
        session.execute(insert(ItemKey), keys, execution_options=_ROWS)
    attached = [
        _attachment_row(item_id, position, attachment)
        for item_id, each in zip(item_ids, new, strict=True)
        for position, attachment in enumerate(each.content.attachments)
    ]
    if attached:
        session.execute(insert(Attachment), attached)
    # A new item can have no notice yet, so nothing need be looked for.
    notices = [
        {
            "unit_id": owner.unit_id,
            "kind": "held",
            "subject": f"item:{item_id}",
            "text": _held_text(each.content.title, each.intake_reason),
            "opened_at": now,
        }
        for item_id, each in zip(item_ids, new, strict=True)
        if each.intake is Intake.HELD
    ]
    if notices:
        session.execute(insert(Notice), notices)
    tell_of_items(session, owner.unit_id, item_ids, now)
    return item_ids


def revise_item(session: Session, unit_id: int, revised: Revised, now: datetime) -> None:
    """Record what stood there, put the new words in their place, tell staff; a new mark holds the item."""
    content = revised.content
    session.add(
        Revision(
            item_id=revised.item_id,
            number=revised.number,
            kind=revised.change.kind,
            seen_at=now,
            title=revised.before.title,
            text=revised.before.text,
            changes=list(revised.change.changes),
        )
    )
    values: dict[str, Any] = {
        "title": content.title,
        "summary": content.summary,
        "text": content.text,
        "html": content.html,
        "address": revised.address,
        "picture_url": content.picture_url,
        "kind": revised.kind,
        "revision": revised.number,
        "content_hash": hash_of(content.title, content.summary, content.text),
    }
    if content.published_at is not None:
        values["published_at"] = content.published_at
    if revised.hold_reason:
        values |= {"intake": Intake.HELD, "intake_reason": revised.hold_reason}
        text = _held_text(content.title, revised.hold_reason)
        open_notice(session, unit_id=unit_id, kind="held", subject=f"item:{revised.item_id}", text=text, now=now)
    session.execute(update(Item).where(col(Item.id) == revised.item_id).values(**values))
    add_attachments(session, revised.item_id, content.attachments)
    text = phrase(
        "ingest.revised-much" if revised.change.kind is RevisionKind.SUBSTANTIVE else "ingest.revised-little",
        title=shorten(content.title, 200),
        changes=listed(revised.change.changes, "; "),
    )
    open_notice(session, unit_id=unit_id, kind="revision", subject=f"item:{revised.item_id}", text=text, now=now)


def withdraw_item(session: Session, item: Item, reason: str, now: datetime) -> None:
    """Withdraw an item: the source says, of this very item, that it is gone (410). Held: nothing more of it goes out by itself;
    staff decide what becomes of its posts, and of what was left aside as the same.
    """
    if item.id is None:
        raise ValueError("an item that was never stored cannot be withdrawn")
    item.revision += 1
    if item.intake is not Intake.DUPLICATE:
        item.intake, item.intake_reason = Intake.HELD, phrase("ingest.withdrawn", reason=reason)
    session.add(item)
    session.add(
        Revision(
            item_id=item.id,
            number=item.revision,
            kind=RevisionKind.WITHDRAWN,
            seen_at=now,
            title=item.title,
            text=item.text,
            changes=[reason],
        )
    )
    text: str = phrase("ingest.item-withdrawn", title=shorten(item.title, 200), reason=reason)
    same = session.execute(
        select(col(Item.id)).where(col(Item.duplicate_of) == item.id).order_by(col(Item.id))
    ).scalars()
    if numbers := ", ".join(str(number) for number in same):
        text = listed([text, phrase("ingest.same-left-aside", numbers=numbers)])
    open_notice(session, unit_id=item.unit_id, kind="revision", subject=f"item:{item.id}", text=text, now=now)


def withdraw_once(session: Session, item_id: int, reason: str, now: datetime) -> bool:
    """Withdraw an item (`withdraw_item`) unless the item's last revision says so already. Whether it was done."""
    item = session.get_one(Item, item_id)
    last = session.execute(
        select(col(Revision.kind))
        .where(col(Revision.item_id) == item_id)
        .order_by(col(Revision.number).desc())
        .limit(1)
    ).scalar()
    if last is RevisionKind.WITHDRAWN:
        return False
    withdraw_item(session, item, reason, now)
    return True


def refresh_items(session: Session, refreshed: Sequence[Refreshed], now: datetime) -> None:
    session.execute(
        update(Item),
        [
            {
                "id": each.item_id,
                "html": each.html,
                "address": each.address,
                "picture_url": each.picture_url,
                "published_at": each.published_at,
                "kind": each.kind,
            }
            for each in refreshed
        ],
    )
    for each in refreshed:
        if each.attachments:
            add_attachments(session, each.item_id, each.attachments)
            _read_again(session, each.item_id, now)


def _read_again(session: Session, item_id: int, now: datetime) -> None:
    """Have an item understood once more, for what a document that came later says may hold it.

    Its posts that are not decided yet are composed anew, for it may answer what is asked of a person; others stay as they are.
    """
    session.execute(
        update(Item)
        .where(col(Item.id) == item_id, col(Item.understood_revision) >= col(Item.revision))
        .values(understood_revision=col(Item.revision) - 1)
    )
    undecided = select(col(Post.id), col(Post.state)).where(
        col(Post.item_id) == item_id, col(Post.state).in_(UNDECIDED)
    )
    told = phrase("ingest.documents-came-later")
    for post_id, state in session.execute(undecided).all():
        move_post(session, post_id, state, state, told=told, now=now, keeps_reason=True, revision=0)
        session.execute(update(Item).where(col(Item.id) == item_id).values(composed_revision=col(Item.revision) - 1))


def add_attachments(session: Session, item_id: int, found: Sequence[Enclosure]) -> None:
    """Add those attachments that the item does not have yet, wanted, after the others. What it had and the source no longer
    names stays."""
    there = session.execute(
        select(col(Attachment.address), col(Attachment.position)).where(col(Attachment.item_id) == item_id)
    ).all()
    known = {address for address, _ in there}
    fresh = [each for each in found if each.address not in known]
    # Below 0 stand what understanding keeps beside them: the article, the picture.
    positions = [position for _, position in there if position >= 0]
    if room := max(0, MOST_ATTACHMENTS - len(positions)):
        start = max(positions, default=-1) + 1
        rows = [_attachment_row(item_id, start + place, each) for place, each in enumerate(fresh[:room])]
        if rows:
            session.execute(insert(Attachment), rows)


def insert_sightings(session: Session, owner: Owner, seen: Sequence[SeenAgain], now: datetime) -> None:
    session.execute(
        insert(Sighting),
        [
            _sighting_row(owner.source_id, each.item_id, each.entry_key, each.fingerprint, each.duplicate, now)
            for each in seen
        ],
    )


def _held_text(title: str, reason: str) -> str:
    return phrase("ingest.item-held", title=shorten(title, 200), reason=reason)


def _flood_text(owner: Owner, decision: ReadingDecision) -> str:
    return phrase("ingest.source-floods", source=owner.label, count=decision.flooded)


def _item_row(unit_id: int, new: NewItem, now: datetime) -> dict[str, Any]:
    content = new.content
    return {
        "unit_id": unit_id,
        "document_role": "",
        "kind": content.kind,
        "title": content.title,
        "summary": content.summary,
        "text": content.text,
        "html": content.html,
        "address": new.address,
        "picture_url": content.picture_url,
        "published_at": content.published_at,
        "first_seen_at": now,
        "intake": new.intake,
        "intake_reason": shorten(new.intake_reason, 500),
        "revision": 1,
        "content_hash": content.content_hash,
        "composed_revision": 0,
        "understood_revision": 0,
        "understand_at": None,
        "understand_tries": 0,
        "facts": {},
    }


def _attachment_row(item_id: int, position: int, attachment: Enclosure) -> dict[str, Any]:
    return {
        "item_id": item_id,
        "position": position,
        "address": attachment.address,
        "title": attachment.title,
        "mime": attachment.mime[:100],
        "bytes": min(attachment.length or 0, LARGEST_INTEGER),
        "sha256": "",
        "state": AttachmentState.WANTED,
        "pages": 0,
        "text": "",
        "problem": "",
        "read_at": None,
    }


def _sighting_row(
    source_id: int, item_id: int, entry_key: str, fingerprint: str, duplicate: bool, now: datetime
) -> dict[str, Any]:
    return {
        "source_id": source_id,
        "item_id": item_id,
        "entry_key": entry_key,
        "fingerprint": fingerprint,
        "first_seen_at": now,
        "duplicate": duplicate,
    }


def _key_row(unit_id: int, item_id: int, key: Key) -> dict[str, Any]:
    return {"unit_id": unit_id, "item_id": item_id, "key": key.digest, "kind": key.kind, "value": key.value}


def _chunks(values: Sequence[Value]) -> Iterator[Sequence[Value]]:
    for start in range(0, len(values), CHUNK):
        yield values[start : start + CHUNK]
