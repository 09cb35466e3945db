"""The picture that an edit brings along: kept when proposed, named in the step, given to the adapter, then the post's own."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from sqlalchemy import update
from sqlmodel import Session, col

from channels.base import MediaFile
from distributor.media.store import StoredMedia
from distributor.models import CorrectionStep, Media, PostMedia

PICTURE = "picture"
"""In a step's settings: `sha256` and `alt_text` of what an edit puts in the place of the post's picture."""


def name_picture(session: Session, stored: StoredMedia, alt_text: str, now: datetime) -> dict[str, dict[str, str]]:
    """The settings by which a step names a picture whose bytes are in the library."""
    if session.get(Media, stored.sha256) is None:
        session.add(
            Media(
                sha256=stored.sha256,
                mime=stored.mime,
                bytes=stored.bytes,
                width=stored.width,
                height=stored.height,
                made_at=now,
            )
        )
        session.flush()
    return {PICTURE: {"sha256": stored.sha256, "alt_text": alt_text}}


def picture_of(session: Session, step: CorrectionStep, media_path: Callable[[str], Path]) -> MediaFile | None:
    """Return what takes the place of the post's picture; None where that stays."""
    given = step.settings.get(PICTURE)
    if not given:
        return None
    media = session.get_one(Media, given["sha256"])
    return MediaFile(
        path=media_path(media.sha256),
        sha256=media.sha256,
        mime=media.mime,
        bytes=media.bytes,
        width=media.width,
        height=media.height,
        alt_text=given["alt_text"],
    )


def change_picture(session: Session, step: CorrectionStep) -> None:
    """Change the post's picture to the step's, if it has one."""
    if PICTURE in step.settings:
        session.connection().execute(
            update(PostMedia).where(col(PostMedia.post_id) == step.post_id).values(**step.settings[PICTURE])
        )
