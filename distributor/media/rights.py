"""Which pictures of a post may not be used any more: by what staff wrote beside the file that they are parts of. Reads only."""

from collections.abc import Collection
from datetime import date

from sqlmodel import Session, col, or_, select

from distributor.models import Media, StaffFile
from phrases import phrase


def rights_ended(session: Session, unit_id: int, names: Collection[str], today: date) -> tuple[str, ...]:
    """Return files whose rights have ended, of pictures by their SHA-256, as a post of this unit's item carries them; in words,
    each file once."""
    if not names:
        return ()
    rows = session.exec(
        select(StaffFile)
        .join(Media, or_(col(Media.sha256) == col(StaffFile.sha256), col(Media.cut_of) == col(StaffFile.sha256)))
        .where(
            col(Media.sha256).in_(names),
            StaffFile.unit_id == unit_id,
            col(StaffFile.usable_until) < today,
            col(StaffFile.mime).startswith("image/"),
        )
        .order_by(col(StaffFile.name))
    )
    told = (phrase("media.rights-ended", name=file.name, day=file.usable_until) for file in rows)
    return tuple(dict.fromkeys(told))
