"""Finding items by words as people type them: without regard to case and, like many people, to Vietnamese marks."""

import re
import unicodedata
from collections.abc import Sequence

from sqlalchemy import func, or_, select
from sqlmodel import Session, col

from distributor.models import Document, Item
from distributor.staff.visibility import seen_by

MOST_MATCHES = 5_000
"""Of a search; the newest. It keeps the list of ids within what SQLite takes as parameters."""

DIGITS = re.compile("[0-9]+")
APART = "\x1e"
"""Between texts that are folded at once: a control sign of ASCII, which no word holds, for it counts as white space."""


def fold(text: str) -> str:
    """`Đất đai` → `dat dai`."""
    apart = unicodedata.normalize("NFD", text.casefold().replace("đ", "d"))
    return "".join(character for character in apart if not unicodedata.combining(character))


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
    likely = _likely([f"{title} {number}" for _item_id, title, number in rows], words)
    found: list[int] = []
    for (item_id, title, number), may_match in zip(rows, likely, strict=True):
        if may_match and all(word in folded for folded in [fold(f"{title} {number}")] for word in words):
            found.append(item_id)
            if len(found) == MOST_MATCHES:
                break
    return found


def _likely(texts: Sequence[str], words: Sequence[str]) -> list[bool]:
    """False for those that cannot hold every word, found for all at once: one by one takes five times as long.

    What is not ASCII after the marks are apart is dropped from both sides: what held a word holds what remains of it.
    """
    if not texts:
        return []
    together = _ascii(APART.join(text.replace(APART, " ") for text in texts))
    wanted = [_ascii(word) for word in words]
    return [all(word in text for word in wanted) for text in together.split(APART)]


def _ascii(text: str) -> str:
    return unicodedata.normalize("NFD", text.casefold().replace("đ", "d")).encode("ascii", "ignore").decode("ascii")
