"""Whose a video is that staff brought, and until which day it may be used: after it, it is not offered, sent or shown.

Of what was sent already staff are told; taking it away is theirs (`correct`). Functions take a session and never commit.
"""

from collections.abc import Collection, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, exists
from sqlmodel import Session, col, select

from distributor.clock import VIETNAM
from distributor.errors import LoaError, NotThere
from distributor.models import Post, PostMedia, PostState, RenderJob, StaffFile
from distributor.notices import open_notice
from distributor.phrases import phrase
from distributor.post_states import SHOWN_STATES
from distributor.scheduler.due import TODAY, Due
from distributor.staff.deeds import Actor, deed
from distributor.states import NOT_GONE_OUT, move
from distributor.write.files import file_of

LONGEST_RIGHTS = 500


def has_ended(file: StaffFile, today: date) -> bool:
    return file.usable_until is not None and file.usable_until < today


@deed("write")
def set_rights(session: Session, actor: Actor, key: str, rights: str, until: str) -> StaffFile:
    """`until`: the last day of use as YYYY-MM-DD, or empty. Raises NotThere, LoaError."""
    file = file_of(session, actor.staff, key, lock=True)
    if file is None or not file.mime.startswith("video/"):
        raise NotThere(phrase("write.rights.no-file"))
    said = " ".join(rights.split())
    if len(said) > LONGEST_RIGHTS:
        raise LoaError(phrase("write.rights.too-long", most=LONGEST_RIGHTS))
    try:
        day = date.fromisoformat(until.strip()) if until.strip() else None
    except ValueError:
        raise LoaError(phrase("write.rights.no-day")) from None
    file.rights, file.usable_until, file.ended_at = said, day, None
    session.add(file)
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


def use_has_ended(video: Any) -> ColumnElement[bool]:
    """Whether a file that posts carry was made of a video whose use has ended."""
    return exists().where(col(RenderJob.video) == video, _made_of(), col(StaffFile.ended_at).is_not(None))


def _made_of() -> ColumnElement[bool]:
    return (col(StaffFile.sha256) == col(RenderJob.brought)) & (col(StaffFile.unit_id) == col(RenderJob.unit_id))


def take_back_ended(session: Session, now: datetime) -> int:
    """Posts that carry a video whose last day is over, and have not gone out, do not go out; how many videos ended."""
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
        carried = select(PostMedia.post_id).join(RenderJob, col(RenderJob.video) == col(PostMedia.sha256))
        carried = carried.join(StaffFile, _made_of()).where(StaffFile.key == file.key, col(RenderJob.video) != "")
        with_it = select(Post).where(col(Post.id).in_(carried)).order_by(col(Post.id))
        reason = phrase("write.rights.ended", name=file.name, day=file.usable_until)
        for post in session.exec(with_it.where(col(Post.state).in_(NOT_GONE_OUT)).with_for_update()):
            move(session, post, PostState.SKIPPED, reason=reason, now=now, approval_id=None)
        if session.exec(with_it.where(col(Post.state).in_(SHOWN_STATES)).limit(1)).first() is not None:
            text = phrase("write.rights.still-shown", name=file.name, day=file.usable_until)
            open_notice(session, kind="rights", subject=f"file:{file.key}", text=text, now=now, unit_id=file.unit_id)
    return len(ended)


def _in_transaction(carrier: Any, _nudge: object, now: datetime) -> None:
    with carrier.database.write() as session:
        take_back_ended(session, now)


RIGHTS = Due(
    "rights",
    _in_transaction,
    exists().where(col(StaffFile.usable_until) < TODAY, col(StaffFile.ended_at).is_(None)),
)
