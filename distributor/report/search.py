"""Finding items by words as people type them: without regard to case and, like many people, to Vietnamese marks."""

import unicodedata
from collections.abc import Sequence

from sqlmodel import Session, col, select

from distributor.models import Document, Item
from distributor.staff.visibility import seen_by

MOST_MATCHES = 5_000
"""Of a search; the newest. It keeps the list of ids within what SQLite takes as parameters."""


def fold(text: str) -> str:
    """`Đất đai` → `dat dai`."""
    apart = unicodedata.normalize("NFD", text.casefold().replace("đ", "d"))
    return "".join(character for character in apart if not unicodedata.combining(character))


def matching_items(session: Session, search: str, unit_ids: Sequence[int] | None) -> list[int] | None:
    """Ids of items whose title or document number holds every word of `search`, newest first; None: nothing is asked.

    Folded here and not in SQL: neither SQLite nor PostgreSQL without ICU knows these letters.
    """
    words = fold(search).split()
    if not words:
        return None
    statement = (
        select(Item.id, Item.title, Document.number)
        .join(Document, col(Document.id) == col(Item.document_id), isouter=True)
        .order_by(col(Item.id).desc())
    )
    if unit_ids is not None:
        statement = statement.where(seen_by(unit_ids))
    found: list[int] = []
    for item_id, title, number in session.exec(statement):
        folded = fold(f"{title} {number or ''}")
        if item_id is not None and all(word in folded for word in words):
            found.append(item_id)
            if len(found) == MOST_MATCHES:
                break
    return found
