"""Giving a draft its picture or video: claimed by moving its due time, drawn outside any transaction, stored, then attached.

A post whose picture cannot be drawn goes to a person with the reason; it never goes out half-made.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

import structlog
from sqlalchemy import ColumnElement, delete, insert
from sqlmodel import Session, col, select

from channels.base import ChannelSpec
from channels.errors import Misconfigured
from channels.registry import spec_of
from channels.youtube.playlists import BY_TOPIC
from distributor.compose.occasions import on_occasion
from distributor.compose.templates import Templates
from distributor.compose.view import item_view
from distributor.db import Database
from distributor.draft.compose import ADDRESS_IN_PICTURE
from distributor.errors import LoaError, said_by, system_words
from distributor.facts import facts_from_json
from distributor.media.rows import keep_media
from distributor.media.store import MediaStore, StoredMedia
from distributor.models import Account, Item, Media, Post, PostMedia, PostState
from distributor.notices import about, open_notice
from distributor.render.album import album_members, draw_album
from distributor.render.announce import NotDrawnNow, draw_announcement
from distributor.render.clip import Awaited, Clip, Missing, find_clip, shape_brought
from distributor.render.queue import BY_HAND
from distributor.render.video.settings import video_settings
from distributor.render.wanted import shape_wanted
from distributor.states import move_post, update_posts
from phrases import listed, phrase

log = structlog.get_logger()

RENDER_LEASE_S = 60.0
"""A render that died is found again after this."""
VIDEO_LOOK_S, LONGEST_LOOK_S = 20.0, 300.0
"""How often a post looks how far its video is, where its end does not wake it; the farther it is, the less often."""
BEFORE_SLOT = timedelta(seconds=30)
"""For drawing the card and the review of a post that goes out without its video after all."""


@dataclass(frozen=True)
class _Drawn:
    """The attachments of a draft: files in order with their alternative texts, and what the platform is told beside."""

    media: tuple[tuple[StoredMedia, str], ...] = ()
    clip: Clip | None = None


def render_post(
    database: Database,
    post_id: int,
    *,
    store: MediaStore,
    templates: Templates,
    now: Callable[[], datetime],
    sample: bool,
    videos: bool = True,
) -> bool:
    """Draw and attach. True if the post is now rendered.

    `sample`: the picture says that this is sample data. `videos`: whether this installation makes any.
    """
    with database.write() as session:
        lease_ends = now() + timedelta(seconds=RENDER_LEASE_S)
        if not update_posts(session, *_undrawn(post_id), col(Post.due_at) <= now(), due_at=lease_ends):
            return False
    with database.read() as session:
        post, item, account = session.exec(
            select(Post, Item, Account)
            .join(Item, col(Item.id) == col(Post.item_id))
            .join(Account, col(Account.id) == col(Post.account_id))
            .where(Post.id == post_id)
        ).one()
        view = on_occasion(item_view(session, item), post.purpose)
        members = album_members(session, item, now())
    try:
        spec = spec_of(account.channel)
        with database.write() as session:
            own = bool(post.picture) and spec.media.max_count > 0
            brought = shape_brought(session, item, spec)
            clip = (
                None
                if own and not brought
                else _clip(session, spec, account, item, now(), brought, videos=videos, sample=sample)
            )
        latest = _waits_until(post, spec, account, brought)
        if isinstance(clip, Awaited) and not _is_too_late(clip, latest, now()):
            with database.write() as session:
                _wait_for_video(session, post, clip, latest, now())
            return False
        clip = None if isinstance(clip, Awaited) else clip
        drawn = _Drawn(clip=clip)
        if own:
            if _has_picture(spec, drawn):
                drawn = replace(drawn, media=_own_pictures(database, store, post, spec))
        elif _has_picture(spec, drawn):
            picture = draw_announcement(
                replace(view, title=post.headline, headline=post.headline) if post.headline else view,
                templates,
                store,
                channel=account.channel,
                link=post.link,
                alt_text_limit=spec.media.alt_text_limit,
                sample=sample,
                address_in_words=bool(post.settings.get(ADDRESS_IN_PICTURE)),
            )
            album = draw_album(
                members,
                templates,
                store,
                channel=account.channel,
                link=post.link,
                alt_text_limit=spec.media.alt_text_limit,
                sample=sample,
                most=spec.media.max_count - 1 if clip is None else 0,
            )
            kept_media = [(store.put(each.bytes, each.mime), each.alt_text) for each in (picture, *album)]
            drawn = replace(drawn, media=tuple(kept_media))
    except NotDrawnNow:
        return False  # found again once the lease is over
    except Exception as error:  # whatever it is, the post waits for a person with a reason
        with database.write() as session:
            _give_to_person(session, post, item.title, _reason(error, post.id or 0), now())
        return False
    with database.write() as session:
        return _attach(session, post, _of(item, account), drawn, now())


def _of(item: Item, account: Account) -> dict[str, object]:
    """Return what the platform sorts the post by."""
    topic = facts_from_json(item.facts).points.topic if account.settings.get(BY_TOPIC) is True else ""
    return {"kind": item.kind, **({"topic": topic} if topic else {})}


def _clip(
    session: Session,
    spec: ChannelSpec,
    account: Account,
    item: Item,
    now: datetime,
    brought: str,
    *,
    videos: bool,
    sample: bool,
) -> Clip | Awaited | None:
    """Return the post's video. `brought`: the shape of a video by staff. Raises LoaError where there is no post without a
    video, and none will come."""
    shape = brought or shape_wanted(spec, account.settings, item.kind)
    if not shape:
        return None
    clip = find_clip(session, item, shape, now, videos=videos, sample=sample)
    if not isinstance(clip, Missing):
        return clip
    if spec.video_shape or brought:
        raise LoaError(clip.reason)
    return None


def _own_pictures(
    database: Database, store: MediaStore, post: Post, spec: ChannelSpec
) -> tuple[tuple[StoredMedia, str], ...]:
    """A person's pictures, in place of the card. Raises LoaError if their bytes are gone."""
    named = [(post.picture, post.picture_alt), *((one["sha256"], one["alt"]) for one in post.more_pictures)]
    with database.read() as session:
        rows = [(session.get_one(Media, sha256), alt) for sha256, alt in named]
    for row, _alt in rows:
        store.open_verified(row.sha256)
    return tuple(
        (
            StoredMedia(row.sha256, row.mime, row.bytes, row.width, row.height, store.path_of(row.sha256)),
            alt[: spec.media.alt_text_limit],
        )
        for row, alt in rows
    )


def _has_picture(spec: ChannelSpec, drawn: _Drawn) -> bool:
    """Return True if a picture is there. Where a video is, pictures are only beside it on channels that take both."""
    return spec.media.max_count > 0 and (drawn.clip is None or spec.media.mixes)


def _waits_until(post: Post, spec: ChannelSpec, account: Account, brought: str) -> datetime | None:
    """Return how long a post waits for its video: None, for as long as it takes, where it is nothing without or people publish
    it."""
    if spec.video_shape or account.channel == BY_HAND or brought:
        return None
    patient = post.created_at + timedelta(seconds=video_settings().queue.patience)
    return max(patient, post.slot_at - BEFORE_SLOT) if post.slot_at else patient


def _is_too_late(clip: Awaited, latest: datetime | None, now: datetime) -> bool:
    """Return True if the post goes out with its card instead: a video delays no post that may go without one."""
    return latest is not None and (clip.place is None or max(now, clip.place.ready_at) > latest)


def _wait_for_video(session: Session, post: Post, clip: Awaited, latest: datetime | None, now: datetime) -> None:
    """The post of a video that is being made: looked at again now and then; its end wakes the post itself."""
    left_s = (clip.place.ready_at - now).total_seconds() if clip.place else LONGEST_LOOK_S
    again = now + timedelta(seconds=min(max(VIDEO_LOOK_S, left_s / 4), LONGEST_LOOK_S))
    look_at = min(again, latest) if latest else again
    update_posts(session, *_undrawn(post.id), due_at=look_at, reason=clip.reason)


def _undrawn(post_id: int | None) -> tuple[ColumnElement[bool], ...]:
    """It is still a draft without its picture."""
    return col(Post.id) == post_id, col(Post.state) == PostState.DRAFT, col(Post.rendered).is_(False)


def _attach(session: Session, post: Post, of: dict[str, object], drawn: _Drawn, now: datetime) -> bool:
    """Only onto the very draft that was drawn: a revision that came meanwhile is drawn anew."""
    values: dict[str, object] = {"rendered": True, "due_at": now, "reason": ""}
    if drawn.clip is not None:
        values["settings"] = {**post.settings, **of, **drawn.clip.settings}
    same = (col(Post.revision) == post.revision, col(Post.headline) == post.headline)
    if not update_posts(session, *_undrawn(post.id), *same, **values):
        return False
    session.connection().execute(delete(PostMedia).where(col(PostMedia.post_id) == post.id))
    for media, _alt_text in drawn.media:
        keep_media(session, media, now)
    files = [(media.sha256, alt_text) for media, alt_text in drawn.media]
    if drawn.clip is not None:
        files.append((drawn.clip.sha256, drawn.clip.alt_text))
    for position, (sha256, alt_text) in enumerate(files):
        session.connection().execute(
            insert(PostMedia).values(post_id=post.id, position=position, sha256=sha256, alt_text=alt_text)
        )
    return True


def _reason(error: Exception, post_id: int) -> str:
    if isinstance(error, LoaError | Misconfigured):
        return listed([said_by(error), phrase("draft.then-again")])
    if isinstance(error, OSError):
        return phrase("draft.picture-not-kept", error=system_words(error))
    log.error("fault while drawing", post=post_id, kind=type(error).__name__)
    return phrase("draft.fault-while-drawing", error=type(error).__name__)


def _give_to_person(session: Session, post: Post, title: str, reason: str, now: datetime) -> None:
    """Only the very draft that could not be drawn."""
    assert post.id is not None  # noqa: S101 - a row that was read has its key
    same, draft, waits = col(Post.revision) == post.revision, PostState.DRAFT, PostState.AWAITING_REVIEW
    if move_post(session, post.id, draft, waits, same, reason=reason, now=now, due_at=None):
        open_notice(session, kind="render", subject=f"post:{post.id}", text=about(title, reason), now=now)
