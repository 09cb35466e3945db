"""Finding items by words as people type them: without regard to case and, like many people, to Vietnamese marks."""

import re
import unicodedata
from collections.abc import Sequence

from sqlalchemy import func, or_, select
from sqlmodel import Session, col

from distributor.models import Document, Item
from distributor.staff.visibility import seen_by

MOST_MATCHES = 5_000
"""Of a search in what was said; the newest."""
DIGITS = re.compile("[0-9]+")
MARKS = re.compile("[\u0300-\u036f]+")
"""All that Vietnamese letters bear, once they stand apart."""
FOREIGN = re.compile("[^\x00-\x7f\u0300-\u036f]")
"""Neither a plain letter nor a mark: `–`, `«`, `一`."""
APART = "\x1e"
"""Between texts that are folded at once: a control sign of ASCII, which no word holds: it counts as white space, as does 1f."""


def fold(text: str) -> str:
    """`Đất đai` → `dat dai`."""
    return MARKS.sub("", _apart(text))


def matching_items(session: Session, search: str, unit_ids: Sequence[int] | None) -> list[int] | None:
    """Ids of items whose title or document number holds every word of `search`, newest first; None: nothing is asked.

    Folded here and not in SQL: neither SQLite nor PostgreSQL without ICU knows these letters. Both know digits, which stand in
    most searches (`12/2026`): only rows that hold those come here.
    """
    words = fold(search).split()
    if not words:
        return None
    statement = (
        select(col(Item.id), col(Item.title), func.coalesce(Document.number, ""))
        .join(Document, col(Document.id) == col(Item.document_id), isouter=True)
        .order_by(col(Item.id).desc())
    )
    if unit_ids is not None:
        statement = statement.where(seen_by(unit_ids))
    for digits in sorted({run for word in words for run in DIGITS.findall(word)}):
        statement = statement.where(or_(col(Item.title).contains(digits), col(Document.number).contains(digits)))
    rows = session.execute(statement).all()
    holding = hold_all([f"{title} {number}" for _item_id, title, number in rows], words)
    return [row[0] for row, holds in zip(rows, holding, strict=True) if holds]


def hold_all(texts: Sequence[str], words: Sequence[str]) -> list[bool]:
    """Whether each text, folded, holds every one of these folded words. All at once: one by one takes five times as long."""
    if not texts:
        return []
    if not all(word.isascii() for word in words):
        return [all(word in folded for word in words) for folded in map(fold, texts)]
    # What is neither ASCII nor a mark becomes a sign that no word holds, and the marks are dropped.
    together = FOREIGN.sub("\x1f", _apart(APART.join(text.replace(APART, " ") for text in texts)))
    folded = together.encode("ascii", "ignore").decode("ascii").split(APART)
    return [all(word in text for word in words) for text in folded]


def _apart(text: str) -> str:
    """In small letters, marks as signs of their own."""
    return unicodedata.normalize("NFD", text.casefold().replace("đ", "d"))
