"""What waits for a yes, item by item: what the item says, what that stands on, and each channel's words. Reads only."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy import case
from sqlalchemy import select as columns
from sqlmodel import Session, col, func, select

from distributor.children import ChildFault
from distributor.compose.digest_words import DIGEST
from distributor.compose.item import ItemView
from distributor.compose.wordings import endings_in_use
from distributor.errors import LoaError
from distributor.facts import Facts, Point, facts_from_json
from distributor.models import Attachment, Item, Post, PostEdit, PostState, Staff
from distributor.report.going_out import GoingOut, first_of, going_out
from distributor.report.review_queue import PostCard, waiting_cards
from distributor.review.doubts import PATIENCE_S, grounds_of, not_compared
from distributor.review.returned import returned
from distributor.states import ENGINE
from distributor.text.long_texts import LONG
from distributor.understand.bounded import fact_check_bounded
from distributor.units import unit_names
from phrases import phrase

PAGE = 8
"""Items on a page."""
MOST_POSTS = 200
MOST_POINTS = 3
"""Points that are shown of those which the longest text does not say."""
FIGURE = frozenset("0123456789")


@dataclass(frozen=True)
class GroupedPost:
    """`unfounded`: what stands in its words and nowhere in the source. `doubt`: why nobody could tell.

    `automatic`: its words as composed, where a person changed them, who is `edited_by`.
    """

    card: PostCard
    goes: GoingOut
    unfounded: tuple[str, ...] = ()
    doubt: str = ""
    automatic: str = ""
    edited_by: str = ""


@dataclass(frozen=True)
class ItemGroup:
    """Posts of one item. `points`: all that it says, with the figures first, each with its quotes."""

    item_id: int
    title: str
    kind: str
    address: str
    points: tuple[Point, ...]
    posts: tuple[GroupedPost, ...]

    @property
    def first(self) -> GoingOut | None:
        return first_of(one.goes for one in self.posts)

    @property
    def base(self) -> GroupedPost:
        """The post with most words: the others are shown by what they say otherwise."""
        return max(self.posts, key=lambda one: len(one.card.post.text))


@dataclass(frozen=True)
class GroupedQueue:
    groups: tuple[ItemGroup, ...]
    items: int
    posts: int

    @property
    def pages(self) -> int:
        return max(-(-self.items // PAGE), 1)


def grouped_queue(
    session: Session,
    unit_ids: Sequence[int],
    media_path: Callable[[str], Path],
    *,
    page: int,
    now: datetime,
    soonest: datetime,
) -> GroupedQueue:
    """Return the queue by items: what goes out first stands first; of what goes out at once, what has waited longest. `page`
    from 1."""
    waiting = (col(Post.state) == PostState.AWAITING_REVIEW, col(Post.unit_id).in_(unit_ids), ~returned())
    urgency = func.min(case((col(Post.slot_at) > now, col(Post.slot_at)), else_=now))
    item_ids = session.exec(
        select(Post.item_id)
        .where(*waiting)
        .group_by(col(Post.item_id))
        .order_by(urgency, func.min(Post.created_at), col(Post.item_id))
        .limit(PAGE)
        .offset((page - 1) * PAGE)
    ).all()
    items, posts = (
        session.connection()
        .execute(columns(func.count(col(Post.item_id).distinct()), func.count()).where(*waiting))
        .one()
    )
    of_page = (*waiting, col(Post.item_id).in_(item_ids))
    cards = waiting_cards(session, unit_ids, media_path, of_page, most=MOST_POSTS) if item_ids else ()
    groups = _groups(session, cards, going_out(session, cards, now, soonest))
    groups.sort(key=lambda one: (bool(one.first and one.first.waits), one.first.at if one.first else now))
    return GroupedQueue(tuple(groups), items, posts)


def _groups(session: Session, cards: Sequence[PostCard], times: dict[int, GoingOut]) -> list[ItemGroup]:
    by_item: dict[int, list[PostCard]] = {}
    for card in cards:
        by_item.setdefault(card.item_id, []).append(card)
    items = {item.id or 0: item for item in session.exec(select(Item).where(col(Item.id).in_(by_item)))}
    brought: dict[int, list[str]] = {}
    for item_id, said in session.exec(
        select(Attachment.item_id, Attachment.text).where(col(Attachment.item_id).in_(by_item))
    ):
        brought.setdefault(item_id, []).append(said)
    units = unit_names(session, list({item.unit_id for item in items.values()}))
    edits = _edits(session, cards)
    ours = endings_in_use(session).every_footer
    found, until = [], time.monotonic() + PATIENCE_S
    for item_id, of_item in by_item.items():
        item = items[item_id]
        facts = facts_from_json(item.facts)
        grounds = _Grounds(item, facts, units.get(item.unit_id, ""), brought.get(item_id, []), ours, until)
        posts = tuple(
            GroupedPost(
                card,
                times[card.post.post_id],
                *grounds.compared(card),
                *edits.get(card.post.post_id, ("", "")),
            )
            for card in of_item
        )
        found.append(ItemGroup(item_id, item.title, item.kind, item.address, _points(facts), posts))
    return found


class _Grounds:
    """The grounds that an item's posts may rest on. `until`: when the page's patience for long sources is over."""

    def __init__(
        self, item: Item, facts: Facts, unit: str, brought: Sequence[str], ours: Sequence[str], until: float
    ) -> None:
        view = ItemView(
            item.id or 0,
            item.title,
            item.summary,
            item.text,
            item.kind,
            item.published_at,
            item.address,
            unit,
            facts=facts,
        )
        self._source, allowed = grounds_of([view], brought)
        self._allowed, self._until = (*allowed, *ours), until
        self._told = item.form_key is None and bool(item.text or item.summary or brought)

    def compared(self, card: PostCard) -> tuple[tuple[str, ...], str]:
        """Return `unfounded` and `doubt`.

        Nothing is said of what has no source but the person who wrote it, nor of a digest, whose source is many items.
        """
        if not self._told or card.post.purpose.startswith(f"{DIGEST}:") or not card.post.text:
            return (), ""
        said, left_s = f"{card.post.title}\n{card.post.text}", self._until - time.monotonic()
        if len(self._source) > LONG and left_s <= 0:
            return (), phrase("review.not-compared")
        try:
            allowed = (*self._allowed, card.post.link)
            return fact_check_bounded(said, self._source, allowed, patience_s=max(left_s, 0.0)), ""
        except (LoaError, ChildFault) as error:
            return (), not_compared(error)


def _points(facts: Facts) -> tuple[Point, ...]:
    """Return the points by importance, those with figures first."""
    points = list(facts.message)
    if facts.told_answer is not None and points:
        points.insert(0, Point(points[0].role, facts.told_answer.text, facts.told_answer.quotes))
    return tuple(sorted(points, key=lambda point: FIGURE.isdisjoint(point.statement)))


def _edits(session: Session, cards: Sequence[PostCard]) -> dict[int, tuple[str, str]]:
    """Post → its words as they were composed, and who changed them last."""
    ids = [card.post.post_id for card in cards]
    composed: dict[int, str] = {}
    for post_id, said in session.exec(
        select(PostEdit.post_id, PostEdit.text)
        .where(col(PostEdit.post_id).in_(ids), PostEdit.by == ENGINE)
        .order_by(col(PostEdit.id))
    ):
        composed[post_id] = said
    names = session.exec(
        select(Post.id, Staff.full_name)
        .join(Staff, col(Staff.login) == col(Post.edited_by))
        .where(col(Post.id).in_(ids), Post.edited_by != "")
    ).all()
    return {post_id or 0: (composed.get(post_id or 0, ""), name) for post_id, name in names}
