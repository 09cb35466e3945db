"""Whose a picture or video is that staff brought, and until which day it may be used: after it, it is not offered or shown.

A post that waits with such a video does not go out. One with such a picture is asked of a person again, for its words may be said
with another. Of what was sent already staff are told; taking it away is theirs (`correct`). Functions take a session and never
commit.
"""

from collections.abc import Collection, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, exists
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, or_, select
from sqlmodel.sql.expression import SelectOfScalar

from distributor.clock import VIETNAM
from distributor.errors import LoaError, NotThere
from distributor.models import Item, Media, Post, PostMedia, PostState, RenderJob, StaffFile
from distributor.notices import open_notice
from distributor.post_states import SHOWN_STATES
from distributor.review.person import ask_again
from distributor.scheduler.due import TODAY, Due
from distributor.staff.deeds import Actor, deed
from distributor.states import NOT_GONE_OUT, move
from distributor.write.files import file_of
from phrases import phrase

LONGEST_RIGHTS = 500


def has_ended(file: StaffFile, today: date) -> bool:
    return file.usable_until is not None and file.usable_until < today


def why_not_on(file: StaffFile, day: date) -> str:
    """Return why a post that goes out on that day may not bear it; empty if it may."""
    return (
        phrase("write.rights.before", name=file.name, day=file.usable_until, goes=day) if has_ended(file, day) else ""
    )


@deed("write")
def set_rights(session: Session, actor: Actor, key: str, rights: str, until: str) -> StaffFile:
    """Set the rights of a file and of all that are the very same. `until`: the last day of use as YYYY-MM-DD, or empty. Raises
    NotThere, LoaError."""
    file = file_of(session, actor.staff, key, lock=True)
    if file is None or not file.sha256:
        raise NotThere(phrase("write.rights.no-file"))
    said = " ".join(rights.split())
    if len(said) > LONGEST_RIGHTS:
        raise LoaError(phrase("write.rights.too-long", most=LONGEST_RIGHTS))
    try:
        day = date.fromisoformat(until.strip()) if until.strip() else None
    except ValueError:
        raise LoaError(phrase("write.rights.no-day")) from None
    for same in session.exec(
        select(StaffFile).where(StaffFile.unit_id == file.unit_id, StaffFile.sha256 == file.sha256)
    ):
        same.rights, same.usable_until, same.ended_at = said, day, None
        session.add(same)
    actor.note(session, "rights", f"file:{key}", "rights", "usable_until")
    return file


def files_of_videos(session: Session, unit_ids: Sequence[int], videos: Collection[str]) -> dict[str, StaffFile]:
    """SHA-256 of a video that posts carry → what it was made of, where staff of these units brought it."""
    rows = session.exec(
        select(RenderJob.video, StaffFile)
        .join(StaffFile, _made_of())
        .where(col(RenderJob.video).in_(videos), col(StaffFile.unit_id).in_(unit_ids))
        .order_by(col(StaffFile.made_at))
    )
    return dict(rows.all())


def use_has_ended(carried: Any) -> ColumnElement[bool]:
    """Return a condition that a file that posts carry was made of a video, or is part of a picture, whose use has ended."""
    film = exists().where(col(RenderJob.video) == carried, _made_of(), col(StaffFile.ended_at).is_not(None))
    of, brought = aliased(Media), aliased(StaffFile)
    picture = exists().where(
        of.sha256 == carried,
        or_(brought.sha256 == of.sha256, brought.sha256 == of.cut_of),
        col(brought.ended_at).is_not(None),
    )
    return or_(film, picture)


def _made_of() -> ColumnElement[bool]:
    return (col(StaffFile.sha256) == col(RenderJob.brought)) & (col(StaffFile.unit_id) == col(RenderJob.unit_id))


def take_back_ended(session: Session, now: datetime) -> int:
    """Take back posts that carry a file whose last day is over; return how many files ended."""
    today = now.astimezone(VIETNAM).date()
    ended = session.exec(
        select(StaffFile)
        .where(col(StaffFile.usable_until) < today, col(StaffFile.ended_at).is_(None))
        .order_by(col(StaffFile.key))
        .with_for_update()
    ).all()
    for file in ended:
        file.ended_at = now
        session.add(file)
        is_video = file.mime.startswith("video/")
        with_it = select(Post).where(col(Post.id).in_(_with_video(file) if is_video else _with_picture(file)))
        for post in session.exec(
            with_it.where(col(Post.state).in_(NOT_GONE_OUT)).order_by(col(Post.id)).with_for_update()
        ):
            if is_video:
                reason = phrase("write.rights.ended", name=file.name, day=file.usable_until)
                move(session, post, PostState.SKIPPED, reason=reason, now=now, approval_id=None)
            elif post.state is not PostState.DRAFT:  # its review is still to come, and tells
                ask_again(session, post, phrase("media.rights-ended", name=file.name, day=file.usable_until), now)
        if session.exec(with_it.where(col(Post.state).in_(SHOWN_STATES)).limit(1)).first() is not None:
            text = phrase("write.rights.still-shown", name=file.name, day=file.usable_until)
            open_notice(session, kind="rights", subject=f"file:{file.key}", text=text, now=now, unit_id=file.unit_id)
    return len(ended)


def _with_video(file: StaffFile) -> SelectOfScalar[int]:
    carried = select(PostMedia.post_id).join(RenderJob, col(RenderJob.video) == col(PostMedia.sha256))
    return carried.join(StaffFile, _made_of()).where(StaffFile.key == file.key, col(RenderJob.video) != "")


def _with_picture(file: StaffFile) -> SelectOfScalar[int]:
    """Posts of the file's unit's items."""
    return (
        select(PostMedia.post_id)
        .join(Media, col(Media.sha256) == col(PostMedia.sha256))
        .join(Post, col(Post.id) == col(PostMedia.post_id))
        .join(Item, col(Item.id) == col(Post.item_id))
        .where(or_(Media.sha256 == file.sha256, Media.cut_of == file.sha256), Item.unit_id == file.unit_id)
    )


def _in_transaction(carrier: Any, _nudge: object, now: datetime) -> None:
    with carrier.database.write() as session:
        take_back_ended(session, now)


RIGHTS = Due(
    "rights",
    _in_transaction,
    exists().where(col(StaffFile.usable_until) < TODAY, col(StaffFile.ended_at).is_(None)),
)
