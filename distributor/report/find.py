"""One box for everything: items by title, number, topic, text and attachments; posts, documents, campaigns and people. Reads
only."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, func
from sqlalchemy import select as columns
from sqlmodel import Session, col, select

from distributor.finding import fold
from distributor.labels import channel_label
from distributor.law.words import citation_of
from distributor.lookup.index import items_saying
from distributor.models import Account, Campaign, Document, Item, Post, Staff
from distributor.report.search import matching_items
from distributor.staff.visibility import seen_by

FEW, MANY = 6, 20
"""Of a group: on the page for all, and on a page of its own."""
LONGEST_ASKED = 200
MOST_POSTS_OF = 50
MOST_CAMPAIGNS, MOST_PEOPLE = 2_000, 2_000


@dataclass(frozen=True)
class ItemFound:
    item_id: int
    title: str
    kind: str
    at: datetime


@dataclass(frozen=True)
class PostFound:
    post_id: int
    title: str
    account: str
    channel_label: str
    state: str
    at: datetime | None


@dataclass(frozen=True)
class DocumentFound:
    """`item_id`: the newest item about it that the reader sees."""

    item_id: int
    citation: str
    subject: str


@dataclass(frozen=True)
class Findings:
    """`items`: of the page asked for. `item_count`: on all pages. `campaigns`, `people`: id → name."""

    items: tuple[ItemFound, ...] = ()
    item_count: int = 0
    posts: tuple[PostFound, ...] = ()
    documents: tuple[DocumentFound, ...] = ()
    campaigns: tuple[tuple[int, str], ...] = ()
    people: tuple[tuple[int, str], ...] = ()

    @property
    def is_empty(self) -> bool:
        return not (self.items or self.posts or self.documents or self.campaigns or self.people)


def find(session: Session, asked: str, unit_ids: Sequence[int], *, page: int = 1, items: int = FEW) -> Findings:
    """Find everything that is asked for. `items`: how many of them on a page; what is not an item is told on the first page
    alone."""
    asked = asked[:LONGEST_ASKED].strip()
    if not asked:
        return Findings()
    in_title = matching_items(session, asked, unit_ids) or []
    ids = list(dict.fromkeys([*in_title, *_seen(session, items_saying(session, asked), unit_ids)]))
    shown = ids[(page - 1) * items : page * items]
    found = _items(session, shown)
    if page > 1:
        return Findings(items=found, item_count=len(ids))
    return Findings(
        found,
        len(ids),
        _posts(session, asked, ids, unit_ids),
        _documents(session, asked, ids),
        _named(asked, _campaigns(session, unit_ids)),
        _named(asked, _people(session, unit_ids)),
    )


def _seen(session: Session, ids: Sequence[int], unit_ids: Sequence[int]) -> list[int]:
    """Return the ids that are seen, in their order."""
    if not ids:
        return []
    seen = set(session.exec(select(Item.id).where(col(Item.id).in_(ids), seen_by(unit_ids))).all())
    return [one for one in ids if one in seen]


def _items(session: Session, ids: Sequence[int]) -> tuple[ItemFound, ...]:
    if not ids:
        return ()
    told = (
        col(Item.id),
        col(Item.title),
        col(Item.kind),
        func.coalesce(col(Item.published_at), col(Item.first_seen_at)),
    )
    rows = session.execute(columns(*told).where(col(Item.id).in_(ids)))
    by_id = {key: ItemFound(key, title, kind, at) for key, title, kind, at in rows}
    return tuple(by_id[one] for one in ids if one in by_id)


def _posts(session: Session, asked: str, item_ids: Sequence[int], unit_ids: Sequence[int]) -> tuple[PostFound, ...]:
    """The post of that number, then the newest of the items that were found first."""
    wanted: list[ColumnElement[bool]] = [col(Post.item_id).in_(item_ids[:MOST_POSTS_OF])] if item_ids else []
    number = asked.lower().removeprefix("bài").removeprefix("bai").strip().lstrip("#")
    if number.isascii() and number.isdigit() and len(number) < 10:
        wanted.insert(0, col(Post.id) == int(number))
    found: list[PostFound] = []
    for each in wanted:
        of_post = (Post.id, Post.title, Account.name, Account.channel, Post.state)
        rows = session.execute(
            columns(*map(col, of_post), func.coalesce(col(Post.published_at), col(Post.slot_at)))
            .join(Account, col(Account.id) == col(Post.account_id))
            .where(each, col(Post.unit_id).in_(unit_ids))
            .order_by(col(Post.id).desc())
            .limit(FEW - len(found))
        ).all()
        known = {one.post_id for one in found}
        found += [
            PostFound(key, title, account, channel_label(channel), state, at)
            for key, title, account, channel, state, at in rows
            if key not in known
        ]
    return tuple(found)


def _documents(session: Session, asked: str, item_ids: Sequence[int]) -> tuple[DocumentFound, ...]:
    """Documents that the items found are about, whose own number or subject bears what was asked first."""
    if not item_ids:
        return ()
    of_document = (Item.id, Document.id, Document.kind, Document.number, Document.subject)
    rows = session.execute(
        columns(*map(col, of_document))
        .join(Document, col(Document.id) == col(Item.document_id))
        .where(col(Item.id).in_(item_ids[:MOST_POSTS_OF]))
        .order_by(col(Item.id).desc())
    )
    words = fold(asked).split()
    documents: dict[int, DocumentFound] = {}
    for item_id, document_id, kind, number, subject in rows:
        said = fold(f"{number} {subject}")
        if all(word in said for word in words):
            documents.setdefault(document_id, DocumentFound(item_id, citation_of(kind, number), subject))
    return tuple(documents.values())[:FEW]


def _campaigns(session: Session, unit_ids: Sequence[int]) -> list[tuple[int | None, str]]:
    newest = select(Campaign.id, Campaign.name).where(col(Campaign.unit_id).in_(unit_ids))
    return list(session.exec(newest.order_by(col(Campaign.id).desc()).limit(MOST_CAMPAIGNS)).all())


def _people(session: Session, unit_ids: Sequence[int]) -> list[tuple[int | None, str]]:
    named = select(Staff.id, Staff.full_name).where(col(Staff.unit_id).in_(unit_ids))
    return list(session.exec(named.order_by(col(Staff.full_name)).limit(MOST_PEOPLE)).all())


def _named(asked: str, named: Sequence[tuple[int | None, str]]) -> tuple[tuple[int, str], ...]:
    words = fold(asked).split()
    return tuple((key or 0, name) for key, name in named if all(word in fold(name) for word in words))[:FEW]
