"""What a feed says: the published posts of an account of the channel rss, with their media, by page and by archive; and when it
changed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlmodel import Session, col, func, select
from sqlmodel.sql.expression import Select

from distributor.labels import kinds
from distributor.models import (
    Account,
    AccountState,
    Item,
    Media,
    Post,
    PostMedia,
    PostState,
    PostTransition,
    RenderJob,
    RenderState,
)
from distributor.post_states import EVER_SHOWN_STATES, SHOWN_STATES

NEWEST = 50
"""Entries a page."""
AUDIO = "audio/"
SETTLES = timedelta(seconds=2)
"""How long after a change its hub is told: a burst is one ping, and no transaction that began earlier is still to be written."""


@dataclass(frozen=True)
class FeedMedium:
    """A picture, video or sound. Bytes, pixels, seconds."""

    sha256: str
    mime: str
    bytes: int
    width: int
    height: int
    alt_text: str
    duration_s: float = 0.0


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
    media: tuple[FeedMedium, ...] = ()


def feed_account(session: Session, name: str) -> Account | None:
    """The account whose setting `slug`, or id, is `name`; a closed one too, so that its feed can say that it is gone."""
    accounts = session.exec(select(Account).where(Account.channel == "rss").order_by(col(Account.id))).all()
    open_first = sorted(accounts, key=lambda account: account.state == AccountState.CLOSED)
    return next((account for account in open_first if name in (account.settings.get("slug"), str(account.id))), None)


def feed_posts(session: Session, account_id: int, *, page: int = 1) -> tuple[list[FeedPost], bool]:
    """One page of them, newest first, and whether there are older ones."""
    newest = _of_account(account_id, SHOWN_STATES).order_by(col(Post.published_at).desc(), col(Post.id).desc())
    rows = session.exec(newest.limit(NEWEST + 1).offset((page - 1) * NEWEST)).all()
    return _told(session, rows[:NEWEST]), len(rows) > NEWEST


def archived_posts(session: Session, account_id: int, archive: int) -> list[FeedPost]:
    """Those of the `archive`-th full page counted from the oldest, newest first: no later post changes which they are.

    A withdrawn one keeps its place and is not shown.
    """
    oldest = _of_account(account_id, EVER_SHOWN_STATES).order_by(col(Post.published_at), col(Post.id))
    rows = session.exec(oldest.limit(NEWEST).offset((archive - 1) * NEWEST)).all()
    return _told(session, [(post, kind) for post, kind in rows[::-1] if post.state in SHOWN_STATES])


def archives(session: Session, account_id: int) -> int:
    """Return how many full pages there are."""
    ever = select(func.count()).where(
        Post.account_id == account_id, col(Post.state).in_(EVER_SHOWN_STATES), col(Post.published_at).is_not(None)
    )
    return session.exec(ever).one() // NEWEST


def _of_account(account_id: int, states: Sequence[PostState]) -> Select[Post, str]:
    return (
        select(Post, Item.kind)
        .join(Item, col(Item.id) == col(Post.item_id))
        .where(
            Post.account_id == account_id,
            col(Post.state).in_(states),
            col(Post.published_at).is_not(None),
        )
    )


def _told(session: Session, rows: Sequence[tuple[Post, str]]) -> list[FeedPost]:
    post_ids = [post.id for post, _kind in rows if post.id is not None]
    media, spoken = _media(session, post_ids), _spoken(session, post_ids)
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
            media=(*media.get(post.id, ()), *spoken.get(post.id, ())),
        )
        for post, kind in rows
        if post.id is not None and post.published_at is not None
    ]


def feed_changed_at(session: Session, account_id: int) -> datetime | None:
    """Return when the feed last changed: an entry came, was corrected, or was withdrawn; None for one that never had any.

    A hub is owed a ping while this is later than the last one. Without the withdrawn ones the feed would grow older when its
    newest entry leaves, and readers that ask by date would never hear of it.
    """
    published = session.exec(
        select(Post.published_at)
        .where(Post.account_id == account_id, col(Post.state).in_(SHOWN_STATES), col(Post.published_at).is_not(None))
        .order_by(col(Post.published_at).desc())
        .limit(1)
    ).first()
    changed = session.exec(
        select(func.max(PostTransition.at))
        .join(Post, col(Post.id) == col(PostTransition.post_id))
        .where(
            Post.account_id == account_id,
            col(Post.state).in_((PostState.EDITED, PostState.WITHDRAWN)),
            col(PostTransition.to_state).in_((PostState.EDITED.value, PostState.WITHDRAWN.value)),
        )
    ).one()
    return max((moment for moment in (published, changed) if moment is not None), default=None)


def owes_ping(changed_at: datetime | None, told_at: datetime | None, now: datetime) -> bool:
    """Return True if the feed's hub is to be told now. `told_at`: the change that it was told of last, None if of none.

    Nothing is remembered but that one time: a worker that dies in between, or a hub that is down, costs a later ping, no more.
    """
    if changed_at is None or now < changed_at + SETTLES:
        return False
    return told_at is None or changed_at > told_at


def _media(session: Session, post_ids: Sequence[int]) -> dict[int, list[FeedMedium]]:
    """Pictures and videos of each post, in order."""
    shown: dict[int, list[FeedMedium]] = {}
    rows = session.exec(
        select(PostMedia, Media)
        .join(Media, col(Media.sha256) == col(PostMedia.sha256))
        .where(col(PostMedia.post_id).in_(post_ids))
        .order_by(col(PostMedia.post_id), col(PostMedia.position))
    )
    for place, media in rows:
        seconds = media.duration_ms / 1000
        shown.setdefault(place.post_id, []).append(
            FeedMedium(media.sha256, media.mime, media.bytes, media.width, media.height, place.alt_text, seconds)
        )
    return shown


def _spoken(session: Session, post_ids: Sequence[int]) -> dict[int, list[FeedMedium]]:
    """Return what staff recorded of the item that each post tells, as it was told: for whoever would rather listen."""
    rows = session.exec(
        select(Post.id, Media, RenderJob.seconds)
        .join(
            RenderJob, (col(RenderJob.item_id) == col(Post.item_id)) & (col(RenderJob.revision) == col(Post.revision))
        )
        .join(Media, col(Media.sha256) == col(RenderJob.recording))
        .where(col(Post.id).in_(post_ids), RenderJob.state == RenderState.DONE, col(Media.mime).startswith(AUDIO))
        .order_by(col(Post.id), col(RenderJob.shape))
    )
    found: dict[int, list[FeedMedium]] = {}
    for post_id, media, seconds in rows:
        # One voice speaks in all shapes.
        found.setdefault(post_id or 0, [FeedMedium(media.sha256, media.mime, media.bytes, 0, 0, "", seconds)])
    return found


def _edited(session: Session, post_ids: Sequence[int]) -> dict[int, datetime]:
    edits = session.exec(
        select(PostTransition.post_id, func.max(PostTransition.at))
        .where(col(PostTransition.post_id).in_(post_ids), PostTransition.to_state == PostState.EDITED.value)
        .group_by(col(PostTransition.post_id))
    )
    return dict(edits.all())
