"""Posts that wait for a person's yes, or for people's hands, as cards: exactly what would go out, and why it waits."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy import ColumnElement
from sqlmodel import Session, and_, col, func, select

from distributor.facts import Answer, Facts, facts_from_json
from distributor.models import Account, Item, Post, PostState, PostTransition
from distributor.outgoing.manifest import manifest_of, media_of
from distributor.report.previews import MANUAL, PostPreview, previews
from distributor.report.waits import FOR_HANDS
from distributor.review.returned import returned
from distributor.review.seen import parts_seen

PAGE = 20
"""Cards on a page: each is a whole post with its pictures."""


@dataclass(frozen=True)
class PostCard:
    """`parts`: what was shown, part by part. `waits_since`: when it came into this state.

    `renewing`: its item says something else by now, or staff want it anew; what stands here will be replaced.
    """

    post: PostPreview
    unit_id: int
    item_id: int
    item_kind: str
    item_title: str
    item_address: str
    replies: tuple[Answer, ...]
    parts: str
    waits_since: datetime
    renewing: bool

    @property
    def approvable(self) -> bool:
        return self.post.waits and not self.renewing


@dataclass(frozen=True)
class ReviewQueue:
    cards: tuple[PostCard, ...]
    total: int

    @property
    def pages(self) -> int:
        return max(-(-self.total // PAGE), 1)


def waiting_cards(
    session: Session,
    unit_ids: Sequence[int],
    media_path: Callable[[str], Path],
    wanted: Sequence[ColumnElement[bool]],
    *,
    most: int,
) -> tuple[PostCard, ...]:
    """Return the cards of posts that wait, in the order in which they were made."""
    cards = _queue(session, unit_ids, media_path, 1, and_(*wanted), most=most).cards
    return tuple(sorted(cards, key=lambda card: card.post.post_id))


def returned_queue(
    session: Session, unit_ids: Sequence[int], media_path: Callable[[str], Path], *, page: int
) -> ReviewQueue:
    """Return the posts that were returned to their authors, the last returned first."""
    return _queue(session, unit_ids, media_path, page, (col(Post.state) == PostState.AWAITING_REVIEW) & returned())


def count_returned(session: Session, unit_ids: Sequence[int]) -> int:
    waiting = (Post.state == PostState.AWAITING_REVIEW, col(Post.unit_id).in_(unit_ids), returned())
    return session.exec(select(func.count()).select_from(Post).where(*waiting)).one()


def hand_over_queue(
    session: Session, unit_ids: Sequence[int], media_path: Callable[[str], Path], *, page: int
) -> ReviewQueue:
    wanted = (col(Post.state).in_(FOR_HANDS)) & (col(Account.channel) == MANUAL)
    return _queue(session, unit_ids, media_path, page, wanted)


def post_card(
    session: Session, post_id: int, unit_ids: Sequence[int], media_path: Callable[[str], Path]
) -> PostCard | None:
    """One post, whatever its state; None if it is none of these units'."""
    cards = _queue(session, unit_ids, media_path, 1, col(Post.id) == post_id).cards
    return cards[0] if cards else None


def _queue(
    session: Session,
    unit_ids: Sequence[int],
    media_path: Callable[[str], Path],
    page: int,
    wanted: ColumnElement[bool],
    most: int = PAGE,
) -> ReviewQueue:
    since = (
        select(func.max(PostTransition.at))
        .where(PostTransition.post_id == Post.id, PostTransition.to_state == Post.state)
        .scalar_subquery()
    )
    mine = wanted & col(Post.unit_id).in_(unit_ids)
    total = session.exec(
        select(func.count()).select_from(Post).join(Account, col(Account.id) == col(Post.account_id)).where(mine)
    ).one()
    # All that wait are put in order, so nothing but what orders them is read there; a page's rows are wide.
    waited_since: dict[int, datetime | None] = {
        post_id or 0: moved
        for post_id, moved in session.exec(
            select(Post.id, since)
            .join(Account, col(Account.id) == col(Post.account_id))
            .where(mine)
            .order_by(func.coalesce(since, Post.created_at).desc(), col(Post.id).desc())
            .limit(most)
            .offset((page - 1) * most)
        )
    }
    found = {
        post.id: (post, account, item)
        for post, account, item in session.exec(
            select(Post, Account, Item)
            .join(Account, col(Account.id) == col(Post.account_id))
            .join(Item, col(Item.id) == col(Post.item_id))
            .where(col(Post.id).in_(waited_since))
        )
    }
    rows = [(*found[post_id], moved) for post_id, moved in waited_since.items() if post_id in found]
    shown = previews(session, [(post, account) for post, account, _item, _since in rows], media_path)
    media = media_of(session, [post.id or 0 for post, *_rest in rows])
    return ReviewQueue(
        tuple(
            PostCard(
                post=preview,
                unit_id=post.unit_id,
                item_id=item.id or 0,
                item_kind=item.kind,
                item_title=item.title,
                item_address=item.address,
                replies=_replies(facts_from_json(item.facts)),
                parts=parts_seen(manifest_of(post, media[post.id or 0])),
                waits_since=waited or post.created_at,
                renewing=post.revision < item.revision,
            )
            for (post, _account, item, waited), preview in zip(rows, shown, strict=True)
        ),
        total,
    )


def _replies(facts: Facts) -> tuple[Answer, ...]:
    """The answers to choose from, while nobody has."""
    return facts.candidates if facts.answers.reply is None else ()
