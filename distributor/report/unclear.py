"""Posts of unknown outcome, for settling them together: what a person must compare, and what Loa knows of each."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, func, select

from distributor.deliver.settle import placed_at
from distributor.labels import channel_label
from distributor.models import Account, Delivery, Item, Post, PostState

MOST = 100


@dataclass(frozen=True)
class UnclearPost:
    """`called_at`: the first call of which nobody knows the outcome. `look_at`: Loa's next look; None where only people can tell.

    `placed`: where it stands if it is out, as far as its walk tells.
    """

    post_id: int
    title: str
    account: str
    channel: str
    channel_label: str
    called_at: datetime | None
    look_at: datetime | None
    reason: str
    placed: str


@dataclass(frozen=True)
class Unclear:
    """`posts`: those that only a person can settle first, then by time; at most `MOST` of `total`."""

    posts: tuple[UnclearPost, ...]
    total: int


def unclear_posts(session: Session, unit_ids: Sequence[int]) -> Unclear:
    """Return what waits for an answer in these units. Two queries."""
    wanted = (col(Post.unit_id).in_(unit_ids), col(Post.state) == PostState.UNKNOWN)
    rows = session.exec(
        select(Post, Account, Delivery, Item.title)
        .join(Account, col(Account.id) == col(Post.account_id))
        .join(Delivery, col(Delivery.post_id) == col(Post.id))
        .join(Item, col(Item.id) == col(Post.item_id))
        .where(*wanted)
        .order_by(col(Post.due_at).is_not(None), col(Account.name), col(Post.id))
        .limit(MOST)
    ).all()
    posts = tuple(
        UnclearPost(
            post_id=post.id or 0,
            title=title,
            account=account.name,
            channel=account.channel,
            channel_label=channel_label(account.channel),
            called_at=delivery.first_call_at,
            look_at=post.due_at,
            reason=post.reason,
            placed=found.url if (found := placed_at(account, delivery.progress)) is not None else "",
        )
        for post, account, delivery, title in rows
    )
    if len(posts) < MOST:
        return Unclear(posts, len(posts))
    return Unclear(posts, session.exec(select(func.count(col(Post.id))).where(*wanted)).one())
