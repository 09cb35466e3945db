"""What is of unknown outcome, for settling it together: what a person must compare, and what Loa knows of each.

Posts, messages to lists, answers to citizens by message; after a restore, what was due since the backup where nobody can look.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, exists, func, select

from distributor.deliver.settle import placed_at
from distributor.labels import channel_label
from distributor.models import (
    Account,
    Broadcast,
    BroadcastState,
    Case,
    CaseReply,
    CaseReplyState,
    Delivery,
    Item,
    Post,
    PostState,
    Recipient,
    RecipientState,
)

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
class UnclearBroadcast:
    """`count`: its messages of unknown outcome. `reasons`: why, each once. `may_go_on`: its time is not over."""

    broadcast_id: int
    body: str
    account: str
    count: int
    last_at: datetime | None
    reasons: tuple[str, ...]
    may_go_on: bool


@dataclass(frozen=True)
class UnclearReply:
    """An answer of a person's by message. It is settled on its case, where its words stand."""

    case_id: int
    account: str
    channel: str
    confirmed_at: datetime
    reason: str


@dataclass(frozen=True)
class Unclear:
    """`posts`: those that only a person can settle first, then by time. Of each kind at most `MOST`; `total`: of all."""

    posts: tuple[UnclearPost, ...]
    broadcasts: tuple[UnclearBroadcast, ...]
    replies: tuple[UnclearReply, ...]
    total: int


def unclear(session: Session, unit_ids: Sequence[int], now: datetime) -> Unclear:
    """Return what waits for an answer in these units."""
    posts, total = _posts(session, unit_ids)
    broadcasts, replies = _broadcasts(session, unit_ids, now), _replies(session, unit_ids)
    return Unclear(posts, broadcasts, replies, total + len(broadcasts) + len(replies))


def _posts(session: Session, unit_ids: Sequence[int]) -> tuple[tuple[UnclearPost, ...], int]:
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
        return posts, len(posts)
    return posts, session.exec(select(func.count(col(Post.id))).where(*wanted)).one()


def _broadcasts(session: Session, unit_ids: Sequence[int], now: datetime) -> tuple[UnclearBroadcast, ...]:
    unknown = (col(Recipient.broadcast_id) == col(Broadcast.id), col(Recipient.state) == RecipientState.UNKNOWN)
    found = session.exec(
        select(Broadcast, Account.name)
        .join(Account, col(Account.id) == col(Broadcast.account_id))
        .where(col(Broadcast.unit_id).in_(unit_ids), exists().where(*unknown))
        .order_by(col(Broadcast.ends_at), col(Broadcast.id))
        .limit(MOST)
    ).all()
    why: defaultdict[int, list[tuple[str, int, datetime | None]]] = defaultdict(list)
    for broadcast_id, reason, count, at in session.exec(
        select(Recipient.broadcast_id, Recipient.reason, func.count(), func.max(Recipient.submitted_at))
        .where(
            col(Recipient.broadcast_id).in_([each.id for each, _ in found]), Recipient.state == RecipientState.UNKNOWN
        )
        .group_by(col(Recipient.broadcast_id), col(Recipient.reason))
    ):
        why[broadcast_id].append((reason, count, at))
    return tuple(
        UnclearBroadcast(
            broadcast_id=each.id or 0,
            body=each.body,
            account=account,
            count=sum(count for _reason, count, _at in why[each.id or 0]),
            last_at=max((at for *_rest, at in why[each.id or 0] if at is not None), default=None),
            reasons=tuple(reason for reason, *_rest in why[each.id or 0] if reason),
            may_go_on=each.state is not BroadcastState.CANCELLED and each.ends_at > now,
        )
        for each, account in found
    )


def _replies(session: Session, unit_ids: Sequence[int]) -> tuple[UnclearReply, ...]:
    rows = session.exec(
        select(CaseReply, Account)
        .join(Case, col(Case.id) == col(CaseReply.case_id))
        .join(Account, col(Account.id) == col(CaseReply.account_id))
        .where(
            col(Case.unit_id).in_(unit_ids),
            CaseReply.state == CaseReplyState.UNKNOWN,
            col(CaseReply.sms_reply_id).is_not(None),
        )
        .order_by(col(CaseReply.created_at), col(CaseReply.id))
        .limit(MOST)
    ).all()
    return tuple(
        UnclearReply(reply.case_id, account.name, account.channel, reply.created_at, reply.reason)
        for reply, account in rows
    )
