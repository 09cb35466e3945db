"""What a feed says: the newest published posts of an account of the channel rss, with their pictures."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, func, select

from distributor.models import Account, AccountState, Item, Media, Post, PostMedia, PostState, PostTransition
from distributor.report.words import kinds

NEWEST = 50


@dataclass(frozen=True)
class FeedPicture:
    sha256: str
    mime: str
    bytes: int
    width: int
    height: int
    alt_text: str


@dataclass(frozen=True)
class FeedPost:
    """`category`: label of the content kind, empty where not certain. `updated_at`: of the newest edit."""

    post_id: int
    title: str
    text: str
    link: str
    category: str
    published_at: datetime
    updated_at: datetime
    picture: FeedPicture | None


def feed_account(session: Session, name: str) -> Account | None:
    """The account whose setting `slug`, or id, is `name`; a closed one too, so that its feed can say that it is gone."""
    accounts = session.exec(select(Account).where(Account.channel == "rss").order_by(col(Account.id))).all()
    open_first = sorted(accounts, key=lambda account: account.state == AccountState.CLOSED)
    return next((account for account in open_first if name in (account.settings.get("slug"), str(account.id))), None)


def feed_posts(session: Session, account_id: int) -> list[FeedPost]:
    """Newest first."""
    rows = session.exec(
        select(Post, Item.kind)
        .join(Item, col(Item.id) == col(Post.item_id))
        .where(
            Post.account_id == account_id,
            col(Post.state).in_((PostState.PUBLISHED, PostState.EDITED)),
            col(Post.published_at).is_not(None),
        )
        .order_by(col(Post.published_at).desc(), col(Post.id).desc())
        .limit(NEWEST)
    ).all()
    post_ids = [post.id for post, _kind in rows if post.id is not None]
    pictures = _pictures(session, post_ids)
    edited = _edited(session, post_ids)
    return [
        FeedPost(
            post_id=post.id,
            title=post.title,
            text=post.text,
            link=post.link,
            category=kinds()[kind].label if kind in kinds() else "",
            published_at=post.published_at,
            updated_at=max(post.published_at, edited.get(post.id, post.published_at)),
            picture=pictures.get(post.id),
        )
        for post, kind in rows
        if post.id is not None and post.published_at is not None
    ]


def _pictures(session: Session, post_ids: Sequence[int]) -> dict[int, FeedPicture]:
    """The first picture of each post."""
    shown: dict[int, FeedPicture] = {}
    rows = session.exec(
        select(PostMedia, Media)
        .join(Media, col(Media.sha256) == col(PostMedia.sha256))
        .where(col(PostMedia.post_id).in_(post_ids))
        .order_by(col(PostMedia.post_id), col(PostMedia.position))
    )
    for place, media in rows:
        picture = FeedPicture(media.sha256, media.mime, media.bytes, media.width, media.height, place.alt_text)
        shown.setdefault(place.post_id, picture)
    return shown


def _edited(session: Session, post_ids: Sequence[int]) -> dict[int, datetime]:
    edits = session.exec(
        select(PostTransition.post_id, func.max(PostTransition.at))
        .where(col(PostTransition.post_id).in_(post_ids), PostTransition.to_state == PostState.EDITED.value)
        .group_by(col(PostTransition.post_id))
    )
    return dict(edits.all())
