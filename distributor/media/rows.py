"""The rows of files that the media store keeps. Never commits."""

from datetime import datetime

from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session

from distributor.media.store import StoredMedia
from distributor.models import Media


def keep_media(session: Session, kept: StoredMedia, now: datetime) -> None:
    """The same file may belong to several posts: it has one row."""
    dialect = sqlite if session.get_bind().dialect.name == "sqlite" else postgresql
    row = {
        "sha256": kept.sha256,
        "mime": kept.mime,
        "bytes": kept.bytes,
        "width": kept.width,
        "height": kept.height,
        "made_at": now,
    }
    session.connection().execute(dialect.insert(Media).values(**row).on_conflict_do_nothing())
