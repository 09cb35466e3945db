"""What citizens find in lists: the newest public items, by topic, unit, kind or words. Reads only."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache

from sqlalchemy import func
from sqlalchemy.orm import defer
from sqlmodel import Session, col, select

from distributor.facts import facts_from_json
from distributor.finding import fold
from distributor.lookup.answers import LookedUp, look_up
from distributor.lookup.index import rows_named
from distributor.lookup.public import has_public_post, is_public_post, was_taken_back
from distributor.lookup.terms import plain_words
from distributor.models import Item, LookUpWords, Post, Unit, UnitLevel
from distributor.report.public import public_titles
from distributor.understand.topics import topics
from distributor.units import unit_names

PAGE = 20
MOST_FOUND = 200
"""Items and documents that a search looks through for those that are public: the newest."""
WITHOUT_TEXT = defer(Item.text), defer(Item.html)  # type: ignore[arg-type]
LONGEST_SEARCH = 200
MOST_IN_SITEMAP = 45_000
"""Of 50,000 addresses that one sitemap may hold (sitemaps.org)."""


@dataclass(frozen=True)
class TopicPage:
    """A life event's shelf. `events`: what a citizen calls it ("Sinh con"), which lead here."""

    slug: str
    label: str
    events: tuple[str, ...]


@dataclass(frozen=True)
class ListedItem:
    item_id: int
    title: str
    kind: str
    topic: str
    unit_id: int
    published_at: datetime


@dataclass(frozen=True)
class Listing:
    """`further`: whether there are more behind these."""

    items: tuple[ListedItem, ...]
    further: bool = False


@dataclass(frozen=True)
class PublicUnit:
    unit_id: int
    code: str
    name: str
    level: UnitLevel


def slug_of(label: str) -> str:
    """Return the slug of a topic: `Đất đai, nhà ở` → `dat-dai-nha-o`."""
    return re.sub(r"[^a-z0-9]+", "-", fold(label)).strip("-")


@cache
def topic_pages() -> tuple[TopicPage, ...]:
    return tuple(TopicPage(slug_of(one.label), one.label, one.events) for one in topics().rules.topic)


def topic_page(slug: str) -> TopicPage | None:
    return next((one for one in topic_pages() if one.slug == slug), None)


def newest_public(
    session: Session, *, topic: str = "", unit_id: int | None = None, kind: str = "", limit: int = PAGE, offset: int = 0
) -> Listing:
    """Newest first. `topic`: a label. `unit_id`: said by an account of this unit."""
    statement = select(Item).where(has_public_post(unit_id=unit_id))
    if topic:
        statement = statement.where(col(Item.facts)[("points", "topic")].as_string() == topic)
    if kind:
        statement = statement.where(Item.kind == kind)
    published = func.coalesce(Item.published_at, Item.first_seen_at)
    found = session.exec(
        statement.order_by(published.desc(), col(Item.id).desc()).limit(limit + 1).offset(offset)
    ).all()
    return Listing(_listed(session, found[:limit]), len(found) > limit)


def search_public(
    session: Session, words: str, *, limit: int = PAGE, offset: int = 0, told: LookedUp | None = None
) -> Listing:
    """Public items whose public title or document number holds every word, whole, newest first; nothing where no word is asked.

    Where none does, what a look-up by SMS of the same words would be answered with, the best first.
    `told`: that answer, if it is known.
    """
    asked = words[:LONGEST_SEARCH]
    found = rows_named(session, asked, MOST_FOUND)
    if not found and words.strip():
        return _looked_up(session, told or look_up(session, asked, date.max), limit, offset)
    named = (
        select(Item).join(LookUpWords, col(LookUpWords.item_id) == col(Item.id)).where(col(LookUpWords.id).in_(found))
    )
    published = func.coalesce(Item.published_at, Item.first_seen_at)
    ordered = named.where(has_public_post()).order_by(published.desc(), col(Item.id).desc())
    rows = session.exec(ordered.options(*WITHOUT_TEXT).limit(limit + 1).offset(offset)).all()
    # An item is found by its own title; where the public may not read that one, it is not found by it either.
    wanted, own = plain_words(asked), {item.id: item.title for item in rows}
    shown = [
        one
        for one in _listed(session, rows[:limit])
        if one.title == own[one.item_id] or set(wanted) <= set(plain_words(one.title))
    ]
    return Listing(tuple(shown), len(rows) > limit)


def _looked_up(session: Session, told: LookedUp, limit: int, offset: int) -> Listing:
    ids = [answer.item_id for answer in told.answers if answer.item_id is not None]
    of_id = {item.id: item for item in session.exec(select(Item).where(col(Item.id).in_(ids)))}
    shown = _listed(session, [of_id[item_id] for item_id in ids])
    return Listing(shown[offset : offset + limit], len(shown) > offset + limit)


def _listed(session: Session, items: Sequence[Item]) -> tuple[ListedItem, ...]:
    titles = public_titles(session, items)
    return tuple(
        ListedItem(
            item_id=item.id or 0,
            title=titles[item.id or 0],
            kind=item.kind,
            topic=facts_from_json(item.facts).points.topic,
            unit_id=item.unit_id,
            published_at=item.published_at or item.first_seen_at,
        )
        for item in items
        if item.id in titles
    )


def public_units(session: Session) -> list[PublicUnit]:
    """Units that speak to the public: the province's own first, then departments, then communes, each by name."""
    speaks = select(Post.id).where(Post.unit_id == Unit.id, is_public_post()).exists()
    units = session.exec(select(Unit).where(speaks)).all()
    names = unit_names(session, [unit.id or 0 for unit in units])
    order = list(UnitLevel)
    found = [PublicUnit(unit.id or 0, unit.code, names[unit.id or 0], unit.level) for unit in units if unit.id in names]
    return sorted(found, key=lambda one: (order.index(one.level), fold(one.name)))


def public_unit(session: Session, code: str) -> PublicUnit | None:
    return next((one for one in public_units(session) if one.code == code), None)


def public_addresses(session: Session) -> list[tuple[int, datetime]]:
    """Item and the time of its newest public post, for the sitemap; the newest items."""
    changed = func.max(func.coalesce(Post.published_at, Post.created_at))
    rows = session.exec(
        select(Post.item_id, changed)
        .join(Item, col(Item.id) == col(Post.item_id))
        .where(is_public_post(), ~was_taken_back())
        .group_by(col(Post.item_id))
        .order_by(col(Post.item_id).desc())
        .limit(MOST_IN_SITEMAP)
    )
    return [(item_id, at) for item_id, at in rows]
