"""Posts that are begun and not made yet, each its writer's own: saved as they are typed, listed, opened again, thrown away."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete
from sqlmodel import Session, col, select

from distributor.errors import LoaError
from distributor.models import Staff, WrittenDraft
from phrases import phrase

KEY = re.compile(r"[0-9a-f]{32}")
SHOWN = 20
KEPT_FOR = timedelta(days=60)
UNKEPT = frozenset({"form_token", "viec", "anh", "anh_moi"})
WORDS = ("tieu_de", "chu", "chu_ngan", "lien_ket")


@dataclass(frozen=True)
class BegunDraft:
    key: str
    name: str
    changed_at: datetime


def save_draft(session: Session, staff: Staff, key: str, fields: Mapping[str, str], now: datetime) -> bool:
    """Keep what was typed, if anything was. False where nothing is kept. Never commits. Raises LoaError for another's."""
    if not KEY.fullmatch(key):
        return False
    kept = {name: value for name, value in fields.items() if name not in UNKEPT and value}
    draft = session.get(WrittenDraft, key)
    if draft is not None and draft.staff_id != staff.id:
        raise LoaError(phrase("write.draft.not-yours"))
    if draft is None and not _says_something(kept):
        return False
    if draft is not None and draft.item_id is not None:
        return False
    if draft is None:
        draft = WrittenDraft(key=key, staff_id=staff.id or 0, changed_at=now)
    if draft.fields != kept:
        draft.fields, draft.changed_at = kept, now
        session.add(draft)
    return True


def _says_something(fields: Mapping[str, str]) -> bool:
    return any(fields.get(name, "").strip() for name in WORDS) or any(
        name.startswith(("rieng_", "anh_", "video")) for name in fields
    )


def drafts_of(session: Session, staff: Staff, now: datetime) -> list[BegunDraft]:
    """The newest first; not those that were made, nor those of two months ago."""
    rows = session.exec(
        select(WrittenDraft)
        .where(
            WrittenDraft.staff_id == staff.id,
            col(WrittenDraft.item_id).is_(None),
            col(WrittenDraft.changed_at) > now - KEPT_FOR,
        )
        .order_by(col(WrittenDraft.changed_at).desc())
        .limit(SHOWN)
    ).all()
    return [BegunDraft(row.key, _name(row.fields), row.changed_at) for row in rows]


def _name(fields: Mapping[str, str]) -> str:
    words = next((fields[name] for name in WORDS if fields.get(name, "").strip()), "")
    line = words.strip().split("\n", 1)[0]
    return line if len(line) <= 80 else line[:79] + "…"


def open_draft(session: Session, staff: Staff, key: str) -> dict[str, str] | None:
    """The fields as they were typed; None where there is none of this person's."""
    draft = session.get(WrittenDraft, key) if KEY.fullmatch(key) else None
    if draft is None or draft.staff_id != staff.id or draft.item_id is not None:
        return None
    return {name: str(value) for name, value in draft.fields.items()}


def throw_away(session: Session, staff: Staff, key: str) -> None:
    """Harmless any number of times. Never commits."""
    session.connection().execute(
        delete(WrittenDraft).where(col(WrittenDraft.key) == key, col(WrittenDraft.staff_id) == staff.id)
    )


def draft_made(session: Session, staff: Staff, key: str, item_id: int) -> None:
    """Mark a draft as made: it became an item. Never commits."""
    draft = session.get(WrittenDraft, key) if KEY.fullmatch(key) else None
    if draft is not None and draft.staff_id == staff.id:
        draft.item_id = item_id
        session.add(draft)
