"""The words of items and acts, kept folded for look-ups; and which of them bear a term, by the database's own full-text search.

Rows are made and emptied by triggers (`models/lookup_words.py`); `keep_look_up_words` folds what lacks, once a second.
"""

from collections.abc import Collection, Iterator, Sequence

from sqlalchemy import func, text, update
from sqlmodel import Session, col, select

from distributor.db import Database
from distributor.facts import facts_from_json
from distributor.finding import keep_lacking
from distributor.law.words import citation_of
from distributor.lookup.terms import plain_words, terms_in, terms_of
from distributor.models import Attachment, Document, Item, LookUpWords

AT_ONCE = 200
LACKING = col(LookUpWords.words).is_(None)
OF_TEXT = 3000
"""Letters of an item's text that are looked through, and of each of its attachments."""
MOST_ATTACHMENTS = 5
MOST_SAYING, MOST_WORDS_ASKED = 500, 12
_FOUND = {
    "sqlite": text("SELECT rowid FROM lookup_text WHERE lookup_text MATCH :query"),
    "postgresql": text(
        "SELECT id FROM lookup_words WHERE to_tsvector('simple'::regconfig, words) @@ to_tsquery('simple', :query)"
    ),
}
_OF_ITEMS = {
    "sqlite": text(
        "SELECT said.item_id FROM lookup_text JOIN lookup_words said ON said.id = lookup_text.rowid"
        " WHERE lookup_text MATCH :query AND said.item_id IS NOT NULL ORDER BY lookup_text.rowid DESC LIMIT :most"
    ),
    "postgresql": text(
        "SELECT item_id FROM lookup_words WHERE to_tsvector('simple'::regconfig, words) @@ to_tsquery('simple', :query)"
        " AND item_id IS NOT NULL ORDER BY id DESC LIMIT :most"
    ),
}
_COUNTED = {name: text(f"SELECT count(*) FROM ({found.text}) found") for name, found in _FOUND.items()}  # noqa: S608 - our own words


def keep_look_up_words(database: Database) -> int:
    """Fold the words of all rows that lack them. How many."""
    return keep_lacking(database, select(LookUpWords.id).where(LACKING), _keep_some)


def _keep_some(session: Session) -> int:
    # Taken first and read then, as `distributor.finding` does and for the same reason.
    some = select(LookUpWords.id, LookUpWords.item_id, LookUpWords.document_id).where(LACKING)
    taken = session.exec(some.order_by(col(LookUpWords.id)).limit(AT_ONCE).with_for_update(skip_locked=True)).all()
    rows = [*_of_items(session, {item: key or 0 for key, item, _ in taken if item})]
    rows += _of_acts(session, {act: key or 0 for key, _, act in taken if act})
    if rows:
        session.execute(update(LookUpWords), rows)
    return len(rows)


def _of_items(session: Session, keys: dict[int, int]) -> Iterator[dict[str, object]]:
    found = session.exec(
        select(Item, Document.number)
        .join(Document, col(Document.id) == col(Item.document_id), isouter=True)
        .where(col(Item.id).in_(keys))
    )
    brought = _attached(session, keys)
    for item, number in found:
        told = facts_from_json(item.facts)
        points = [point.statement for point in told.message] + ([told.answer.text] if told.answer else [])
        others = (item.summary, *points, *item.text[:OF_TEXT].splitlines(), *brought.get(item.id or 0, ()))
        yield _row(keys[item.id or 0], (item.title, number or ""), others)


def _attached(session: Session, item_ids: Collection[int]) -> dict[int, list[str]]:
    """Item → lines of its attachments, each with its title."""
    beginning = func.substr(col(Attachment.text), 1, OF_TEXT)
    rows = session.exec(
        select(Attachment.item_id, Attachment.title, beginning)
        .where(col(Attachment.item_id).in_(item_ids), Attachment.position < MOST_ATTACHMENTS)
        .order_by(col(Attachment.position))
    )
    brought: dict[int, list[str]] = {}
    for item_id, title, said in rows:
        brought.setdefault(item_id, []).extend((title, *said.splitlines()))
    return brought


def _of_acts(session: Session, keys: dict[int, int]) -> Iterator[dict[str, object]]:
    for act in session.exec(select(Document).where(col(Document.id).in_(keys))):
        yield _row(keys[act.id or 0], (citation_of(act.kind, act.number), act.subject), (act.issuer,))


def _row(key: int, title: Sequence[str], others: Sequence[str]) -> dict[str, object]:
    of_title = terms_in(title)
    words = of_title | terms_in(others)
    return {"id": key, "title": " ".join(sorted(of_title)), "words": " ".join(sorted(words)) or " "}


def counts(session: Session, terms: Collection[str]) -> dict[str, int]:
    """How many rows bear each term."""
    dialect = session.get_bind().dialect.name
    return {
        term: session.connection().execute(_COUNTED[dialect], {"query": _quoted([term], dialect)}).scalar_one()
        for term in terms
    }


def bearing(session: Session, terms: Sequence[str]) -> list[int]:
    """Rows that bear any of these terms."""
    dialect = session.get_bind().dialect.name
    rows = session.connection().execute(_FOUND[dialect], {"query": _quoted(terms, dialect)})
    return [row[0] for row in rows]


def items_saying(session: Session, asked: str) -> list[int]:
    """Items that say these words one after the other, in title, text or attachments, the newest first; where none does,
    those that say each of them."""
    dialect = session.get_bind().dialect.name
    words = plain_words(asked)[:MOST_WORDS_ASKED]
    pairs = terms_of(words)[len(words) :]
    for terms in filter(None, (pairs, words)):
        query = _quoted(terms, dialect, all_of_them=True)
        rows = session.connection().execute(_OF_ITEMS[dialect], {"query": query, "most": MOST_SAYING}).all()
        if rows:
            return [row[0] for row in rows]
    return []


def _quoted(terms: Sequence[str], dialect: str, *, all_of_them: bool = False) -> str:
    """Terms are letters and digits alone (`terms.plain_words`), so that nothing in them is an operator."""
    joined = (" AND ", " & ") if all_of_them else (" OR ", " | ")
    between = joined[0] if dialect == "sqlite" else joined[1]
    return between.join(f'"{term}"' if dialect == "sqlite" else f"'{term}'" for term in terms)
