"""The rows of files that the media store keeps. Never commits."""

from datetime import datetime

from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session, col

from distributor.media.store import StoredMedia
from distributor.models import Media


def keep_media(session: Session, kept: StoredMedia, now: datetime, *, cut_of: str = "") -> None:
    """Keep a row for media. The same file may belong to several posts: it has one row. `cut_of`: what it was cut from, if it
    was."""
    dialect = sqlite if session.get_bind().dialect.name == "sqlite" else postgresql
    row = {
        "sha256": kept.sha256,
        "mime": kept.mime,
        "bytes": kept.bytes,
        "width": kept.width,
        "height": kept.height,
        "made_at": now,
    }
    if not cut_of or cut_of == kept.sha256:
        session.connection().execute(dialect.insert(Media).values(**row).on_conflict_do_nothing())
        return
    made = dialect.insert(Media).values(**row, cut_of=cut_of)
    session.connection().execute(
        made.on_conflict_do_update(index_elements=[col(Media.sha256)], set_={"cut_of": cut_of})
    )
