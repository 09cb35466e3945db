"""Words as people type them, without regard to case and, like many people, to Vietnamese marks; kept so for each item.

Neither SQLite nor PostgreSQL without ICU knows these letters: they are folded here, once, when an item is new or has changed.
"""

import re
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from sqlalchemy import update
from sqlmodel import Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from distributor.db import Database
from distributor.models import Document, Item, ItemWords

MARKS = re.compile("[\u0300-\u036f]+")
"""All that Vietnamese letters bear, once they stand apart."""
AT_ONCE = 500
LACKING = col(ItemWords.words).is_(None)


def fold(text: str) -> str:
    """Return a text in small letters, without their marks."""
    return MARKS.sub("", unicodedata.normalize("NFD", text.casefold().replace("đ", "d")))


def keep_words(database: Database) -> int:
    """Fold the words of all items that lack them. How many; a search finds the others too, only later."""
    return keep_lacking(database, select(ItemWords.item_id).where(LACKING), _keep_some)


def keep_lacking(
    database: Database,
    lacking: SelectOfScalar[Any],
    keep_some: Callable[[Session], int],
    prepare: Callable[[], object] = lambda: None,
) -> int:
    """Call `keep_some` while there are rows that lack their words, each time in a transaction of its own; return how many rows
    in all. `prepare`: called before each, with none open."""
    kept = 0
    while _is_any(database, lacking):
        prepare()
        with database.write() as session:
            now = keep_some(session)
        if not now:  # somebody else has them
            break
        kept += now
    return kept


def _is_any(database: Database, lacking: SelectOfScalar[Any]) -> bool:
    with database.read() as session:
        return session.exec(lacking.limit(1)).first() is not None


def _keep_some(session: Session) -> int:
    # Taken first and read then, in two statements: what was changed before they were taken is seen, and whoever changes something
    # from now on waits, and then empties them again.
    some = select(ItemWords.item_id).where(LACKING).order_by(col(ItemWords.item_id)).limit(AT_ONCE)
    if taken := session.exec(some.with_for_update(skip_locked=True)).all():
        found = list(words_now(session, taken))
        session.execute(update(ItemWords), [{"item_id": item_id, "words": words} for item_id, words in found])
    return len(taken)


def words_now(session: Session, item_ids: Sequence[int]) -> Iterator[tuple[int, str]]:
    """Item → its words, folded from what it says today; as many queries as there are five hundreds of items."""
    for begin in range(0, len(item_ids), AT_ONCE):
        said = session.exec(
            select(Item.id, Item.title, Document.number, col(Item.facts)[("points", "topic")].as_string())
            .join(Document, col(Document.id) == col(Item.document_id), isouter=True)
            .where(col(Item.id).in_(item_ids[begin : begin + AT_ONCE]))
        )
        for item_id, title, number, topic in said:
            yield item_id or 0, fold(" ".join(filter(None, (title, number, topic))))
