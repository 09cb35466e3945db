"""Posts as others read them: a page of them, one with all that is known of it, those of a span of time."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement
from sqlmodel import Session, and_, col, func, or_, select

from distributor.labels import state_label
from distributor.models import Account, Item, Media, Post, PostMedia, PostState, PostTransition, Receipt
from distributor.outgoing.manifest import manifest_of, media_of
from distributor.post_states import SHOWN_STATES
from distributor.report.calendar import NOT_GOING_OUT
from distributor.report.exchange.post_shapes import FullPostShape, MediaShape, PostShape, ReceiptShape, TransitionShape
from distributor.report.sql.unindexed import unindexed
from distributor.review.decide import approvable
from distributor.review.returned import is_returned


@dataclass(frozen=True)
class PostsWanted:
    """None or empty: no condition."""

    state: PostState | None = None
    item_id: int | None = None
    account_id: int | None = None
    campaign_id: int | None = None
    channel: str = ""
    purpose: str = ""

    def conditions(self) -> list[ColumnElement[bool]]:
        wanted = (
            (Post.item_id, self.item_id),
            (Post.account_id, self.account_id),
            (Post.campaign_id, self.campaign_id),
            (Post.state, self.state),
            (Account.channel, self.channel or None),
            (Post.purpose, self.purpose or None),
        )
        return [col(column) == value for column, value in wanted if value is not None]


def posts_page(
    session: Session, unit_ids: Sequence[int], wanted: PostsWanted, *, before: int | None, limit: int
) -> list[PostShape]:
    """Newest first, those with an id below `before`; one query."""
    statement = (
        select(Post, Account)
        .join(Account, col(Account.id) == col(Post.account_id))
        # Unindexed: the order is that of ids, so the index of units would only be in the way.
        .where(unindexed(col(Post.unit_id)).in_(unit_ids), *wanted.conditions())
        .order_by(col(Post.id).desc())
        .limit(limit)
    )
    if before is not None:
        statement = statement.where(col(Post.id) < before)
    return [_common(post, account) for post, account in session.exec(statement)]


def posts_between(
    session: Session,
    unit_ids: Sequence[int],
    wanted: PostsWanted,
    begins_at: datetime,
    ends_at: datetime,
    *,
    after: tuple[datetime, int] | None,
    limit: int,
) -> list[PostShape]:
    """Return posts by the time at which they went out, else by their slot, earliest first; `after`: time and id of the last one
    had."""
    published, slot = col(Post.published_at), col(Post.slot_at)
    at = func.coalesce(Post.published_at, Post.slot_at)
    went_out = and_(published >= begins_at, published < ends_at)
    goes_out = and_(published.is_(None), slot >= begins_at, slot < ends_at)
    statement = (
        select(Post, Account)
        .join(Account, col(Account.id) == col(Post.account_id))
        .where(unindexed(col(Post.unit_id)).in_(unit_ids), or_(went_out, goes_out), *wanted.conditions())
        .order_by(at, col(Post.id))
        .limit(limit)
    )
    if wanted.state is None:
        statement = statement.where(col(Post.state).not_in(NOT_GOING_OUT))
    if after is not None:
        last_at, last_id = after
        statement = statement.where(or_(at > last_at, and_(at == last_at, col(Post.id) > last_id)))
    return [_common(post, account) for post, account in session.exec(statement)]


def full_post(session: Session, post_id: int, unit_ids: Sequence[int]) -> FullPostShape | None:
    """None if there is no such post among those of these units."""
    found = session.exec(
        select(Post, Account, Item.revision)
        .join(Account, col(Account.id) == col(Post.account_id))
        .join(Item, col(Item.id) == col(Post.item_id))
        .where(Post.id == post_id, col(Post.unit_id).in_(unit_ids))
    ).first()
    if found is None:
        return None
    post, account, revision = found
    receipt = session.get(Receipt, post_id)
    return FullPostShape(
        **vars(_common(post, account)),
        manifest_hash=manifest_of(post, media_of(session, [post_id])[post_id]).hash() if post.text else "",
        approvable=approvable(
            post.state,
            text=post.text,
            rendered=post.rendered,
            renewing=post.revision < revision,
            returned=is_returned(session, post_id),
        ),
        dropped=tuple(post.dropped),
        media=tuple(_media(session, post_id)),
        transitions=tuple(_transitions(session, post_id)),
        receipt=ReceiptShape(receipt.external_id, receipt.url, receipt.received_at, receipt.found_by_look)
        if receipt
        else None,
    )


def _common(post: Post, account: Account) -> PostShape:
    return PostShape(
        id=post.id or 0,
        unit_id=post.unit_id,
        item_id=post.item_id,
        account_id=post.account_id,
        account=account.name,
        channel=account.channel,
        campaign_id=post.campaign_id,
        purpose=post.purpose,
        state=PostState(post.state),
        state_label=state_label(post.state),
        reason=post.reason,
        revision=post.revision,
        title=post.title,
        text=post.text,
        link=post.link,
        url=post.external_url if post.state in SHOWN_STATES else "",
        slot_at=post.slot_at,
        expires_at=post.expires_at,
        published_at=post.published_at,
        created_at=post.created_at,
    )


def _media(session: Session, post_id: int) -> list[MediaShape]:
    rows = session.exec(
        select(PostMedia.alt_text, Media)
        .join(Media, col(Media.sha256) == col(PostMedia.sha256))
        .where(PostMedia.post_id == post_id)
        .order_by(col(PostMedia.position))
    )
    return [
        MediaShape(
            sha256=media.sha256,
            mime=media.mime,
            bytes=media.bytes,
            width=media.width,
            height=media.height,
            seconds=media.duration_ms / 1000 if media.duration_ms else None,
            alt_text=alt_text,
        )
        for alt_text, media in rows
    ]


def _transitions(session: Session, post_id: int) -> list[TransitionShape]:
    rows = session.exec(
        select(PostTransition).where(PostTransition.post_id == post_id).order_by(col(PostTransition.id))
    )
    return [TransitionShape(each.at, each.from_state, each.to_state, each.reason, each.by) for each in rows]
