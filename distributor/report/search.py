"""Finding items by words as people type them: without regard to case and, like many people, to Vietnamese marks."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import compress
from operator import not_
from typing import cast

from sqlalchemy import String, func, or_, select
from sqlalchemy import cast as sql_cast
from sqlmodel import Session, col

from distributor.models import Document, Item
from distributor.report.sql.unindexed import unindexed
from distributor.staff.visibility import seen_by

MOST_MATCHES = 5_000
"""Of a search in what was said; the newest."""
DIGITS = re.compile("[0-9]+")
MARKS = re.compile("[\u0300-\u036f]+")
"""All that Vietnamese letters bear, once they stand apart."""
APART = "\x1e"
"""Between texts that are folded at once: a control sign of ASCII, which no word holds: it counts as white space."""
MOST_KEPT = 50_000
"""Texts that are kept folded: a search goes through the titles of all years, which hardly change. One of 140 signs: 0.7 kB."""
_kept: dict[str, str] = {}


def fold(text: str) -> str:
    """`Đất đai` → `dat dai`."""
    return MARKS.sub("", _apart(text))


@dataclass(frozen=True)
class Found:
    """Ids of items, as the database wrote them. `others`: those that were looked at and do not match; `all_looked_at`: or were
    some passed over, since they lack digits?"""

    matching: list[str]
    others: list[str]
    all_looked_at: bool


def matching_items(session: Session, search: str, unit_ids: Sequence[int] | None) -> list[int] | None:
    """Ids of items whose title or document number holds every word of `search`, newest first; None: nothing is asked."""
    found = search_items(session, search, unit_ids)
    return None if found is None else sorted(map(int, found.matching), reverse=True)


def search_items(session: Session, search: str, unit_ids: Sequence[int] | None) -> Found | None:
    """None: nothing is asked.

    Folded here and not in SQL: neither SQLite nor PostgreSQL without ICU knows these letters. Both know digits, which stand in
    most searches (`12/2026`): only rows that hold those are looked at.
    """
    words = fold(search).split()
    if not words:
        return None
    # All in two texts: twenty thousand rows as objects take longer than finding what is asked for in them.
    title = col(Item.title) + " " + func.coalesce(Document.number, "")
    statement = select(
        func.aggregate_strings(sql_cast(col(Item.id), String), APART),
        func.aggregate_strings(func.replace(title, APART, " "), APART),
    ).join(Document, col(Document.id) == col(Item.document_id), isouter=True)
    if unit_ids is not None:
        # Whoever sees several units sees those that offer, too; nearly all items are looked at, so no index helps.
        several = len(unit_ids) > 1
        statement = statement.where(unindexed(col(Item.unit_id)).in_(unit_ids) if several else seen_by(unit_ids))
    digits_asked = sorted({run for word in words for run in DIGITS.findall(word)})
    for digits in digits_asked:
        statement = statement.where(or_(col(Item.title).contains(digits), col(Document.number).contains(digits)))
    numbers, titles = session.connection().execute(statement).one()
    ids, holding = (numbers.split(APART), hold_all(titles.split(APART), words)) if numbers is not None else ([], [])
    matching, others = list(compress(ids, holding)), list(compress(ids, map(not_, holding)))
    return Found(matching, others, all_looked_at=not digits_asked)


def hold_all(texts: Sequence[str], words: Sequence[str]) -> list[bool]:
    """Whether each text, folded, holds every one of these folded words."""
    folded = _fold_all(texts)
    holding = [True] * len(texts)
    for word in words:
        holding = [word in text and holds for text, holds in zip(folded, holding, strict=True)]
    return holding


def _fold_all(texts: Sequence[str]) -> list[str]:
    """What was folded before is remembered; the others are folded at once: one by one takes five times as long."""
    known = list(map(_kept.get, texts))
    if None not in known:
        return cast(list[str], known)
    new = dict.fromkeys(text for text, folded in zip(texts, known, strict=True) if folded is None)
    together = MARKS.sub("", _apart(APART.join(text.replace(APART, " ") for text in new)))
    fresh = dict(zip(new, together.split(APART), strict=True))
    if len(_kept) + len(fresh) > MOST_KEPT:
        _kept.clear()
    if len(fresh) <= MOST_KEPT:
        _kept.update(fresh)
    return [fresh[text] if folded is None else folded for text, folded in zip(texts, known, strict=True)]


def _apart(text: str) -> str:
    """In small letters, marks as signs of their own."""
    return unicodedata.normalize("NFD", text.casefold().replace("đ", "d"))
