"""Giving a draft its picture: claimed by moving its due time, drawn outside any transaction, stored, then attached.

A post whose picture cannot be drawn goes to a person with the reason; it never goes out half-made.
"""

from collections.abc import Callable
from datetime import datetime, timedelta

import structlog
from sqlalchemy import delete, insert, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session, col, select

from channels.errors import Misconfigured
from channels.registry import spec_of
from distributor.compose.templates import Templates
from distributor.compose.view import item_view
from distributor.db import Database
from distributor.errors import LoaError
from distributor.models import Account, Item, Media, Post, PostMedia, PostState
from distributor.notices import open_notice
from distributor.render.announce import draw_announcement
from distributor.render.store import MediaStore, StoredMedia
from distributor.states import note_move

log = structlog.get_logger()

RENDER_LEASE_S = 60.0
"""A render that died is found again after this."""


def render_post(
    database: Database,
    post_id: int,
    *,
    store: MediaStore,
    templates: Templates,
    now: Callable[[], datetime],
    sample: bool,
) -> bool:
    """Draw and attach. True if the post is now rendered. `sample`: the picture says "Dữ liệu mẫu"."""
    with database.write() as session:
        claimed = session.connection().execute(
            update(Post)
            .where(
                col(Post.id) == post_id,
                col(Post.state) == PostState.DRAFT,
                col(Post.rendered).is_(False),
                col(Post.due_at) <= now(),
            )
            .values(due_at=now() + timedelta(seconds=RENDER_LEASE_S))
        )
        if claimed.rowcount != 1:
            return False
    with database.read() as session:
        post, item, account = session.exec(
            select(Post, Item, Account)
            .join(Item, col(Item.id) == col(Post.item_id))
            .join(Account, col(Account.id) == col(Post.account_id))
            .where(Post.id == post_id)
        ).one()
    media: StoredMedia | None = None
    alt_text = ""
    try:
        limits = spec_of(account.channel).media
        if limits.max_count > 0:
            with database.read() as session:
                view = item_view(session, item)
            picture = draw_announcement(
                view,
                templates,
                store,
                channel=account.channel,
                link=post.link,
                alt_text_limit=limits.alt_text_limit,
                sample=sample,
            )
            media, alt_text = store.put(picture.bytes, picture.mime), picture.alt_text
    except Exception as error:  # whatever it is, the post waits for a person with a reason
        with database.write() as session:
            _give_to_person(session, post, item.title, _reason(error), now())
        return False
    with database.write() as session:
        return _attach(session, post_id, post.revision, media, alt_text, now())


def _attach(
    session: Session, post_id: int, revision: int, media: StoredMedia | None, alt_text: str, now: datetime
) -> bool:
    """Only onto the very draft that was drawn: a revision that came meanwhile is drawn anew."""
    attached = session.connection().execute(
        update(Post)
        .where(
            col(Post.id) == post_id,
            col(Post.state) == PostState.DRAFT,
            col(Post.rendered).is_(False),
            col(Post.revision) == revision,
        )
        .values(rendered=True, due_at=now)
    )
    if attached.rowcount != 1:
        return False
    session.connection().execute(delete(PostMedia).where(col(PostMedia.post_id) == post_id))
    if media is not None:
        row = {
            "sha256": media.sha256,
            "mime": media.mime,
            "bytes": media.bytes,
            "width": media.width,
            "height": media.height,
            "made_at": now,
        }
        # The same picture may belong to several posts.
        dialect = sqlite if session.get_bind().dialect.name == "sqlite" else postgresql
        session.connection().execute(dialect.insert(Media).values(**row).on_conflict_do_nothing())
        session.connection().execute(
            insert(PostMedia).values(post_id=post_id, position=0, sha256=media.sha256, alt_text=alt_text)
        )
    return True


def _reason(error: Exception) -> str:
    if isinstance(error, LoaError):
        return f"{error} Sau đó soạn lại bài (loa redo)."
    if isinstance(error, Misconfigured):
        return f"{error.message} Sau đó soạn lại bài (loa redo)."
    if isinstance(error, OSError):
        return f"Không lưu được ảnh: {error.strerror}. Hãy kiểm tra đĩa rồi soạn lại bài (loa redo)."
    log.error("fault while drawing", kind=type(error).__name__)
    return f"Lỗi bên trong Loa khi dựng ảnh ({type(error).__name__}). Hãy soạn lại bài (loa redo)."


def _give_to_person(session: Session, post: Post, title: str, reason: str, now: datetime) -> None:
    """Only the very draft that could not be drawn."""
    assert post.id is not None  # noqa: S101 - a row that was read has its key
    moved = session.connection().execute(
        update(Post)
        .where(col(Post.id) == post.id, col(Post.state) == PostState.DRAFT, col(Post.revision) == post.revision)
        .values(state=PostState.AWAITING_REVIEW, reason=reason[:1000], due_at=None)
    )
    if moved.rowcount == 1:
        note_move(session, post.id, before=PostState.DRAFT, after=PostState.AWAITING_REVIEW, reason=reason, now=now)
        open_notice(session, kind="render", subject=f"post:{post.id}", text=f"«{title}»: {reason}", now=now)
