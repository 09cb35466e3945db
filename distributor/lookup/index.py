"""The words of items and documents, kept folded for look-ups; and which of them bear a term, by the database's own full-text
search.

Rows are made and emptied by triggers (`models/lookup_words.py`); `keep_look_up_words` folds what lacks, once a second.
"""

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from functools import cache
from weakref import WeakKeyDictionary

from sqlalchemy import Engine, TextClause, bindparam, func, text, update
from sqlmodel import Session, col, select

from distributor.db import Database
from distributor.facts import facts_from_json
from distributor.finding import keep_lacking
from distributor.law.words import citation_of
from distributor.lookup.asked import read_examples
from distributor.lookup.marks import marks_of
from distributor.lookup.terms import plain_words, terms_in, terms_of
from distributor.models import Attachment, Document, Item, LookUpWords
from distributor.models.lookup_words import FULL_TEXT_INDEX

AT_ONCE = 200
LACKING = col(LookUpWords.words).is_(None)
OF_TEXT = 3000
"""Letters of an item's text that are looked through, and of each of its attachments."""
MOST_ATTACHMENTS = 5
MOST_SAYING, MOST_WORDS_ASKED = 500, 12
OF_TITLE = "zq"
"""Before a term that stands in the title, beside the term itself: no word in Vietnam begins so."""
COMMON_SHARE, LOOKED_THROUGH = 20, 6000
"""PostgreSQL: what one of so many rows bears is looked for in that many of the newest, for its index knows no order."""
LEAST_REMEMBERED = 200
_REMEMBERED: WeakKeyDictionary[Engine, dict[str, tuple[int, int]]] = WeakKeyDictionary()
"""Term → how many rows there were when it was counted, and how many bore it."""
_BEARS = "to_tsvector('simple'::regconfig, words) @@ to_tsquery('simple', {})"
_FOUND = {
    "sqlite": "SELECT {place} AS place, rowid AS found FROM lookup_text WHERE lookup_text MATCH :q{place}",
    "postgresql": f"SELECT {{place}} AS place, id AS found FROM lookup_words WHERE {_BEARS.format(':q{place}')}",  # noqa: S608 - our own words
}
_NEWEST = {
    "sqlite": text("SELECT rowid FROM lookup_text WHERE lookup_text MATCH :query ORDER BY rowid DESC LIMIT :most"),
    "postgresql": text(
        f"WITH found AS MATERIALIZED (SELECT id FROM lookup_words WHERE {_BEARS.format(':query')})"  # noqa: S608 - our own words
        " SELECT id FROM found ORDER BY id DESC LIMIT :most"
    ),
}
_OF_ITEMS = {
    "sqlite": text(
        "SELECT said.item_id FROM lookup_text JOIN lookup_words said ON said.id = lookup_text.rowid"
        " WHERE lookup_text MATCH :query AND said.item_id IS NOT NULL ORDER BY lookup_text.rowid DESC LIMIT :most"
    ),
    "postgresql": text(
        f"WITH found AS MATERIALIZED (SELECT id, item_id FROM lookup_words WHERE {_BEARS.format(':query')})"  # noqa: S608 - our own words
        " SELECT item_id FROM found WHERE item_id IS NOT NULL ORDER BY id DESC LIMIT :most"
    ),
}
_KNOWN = {
    "sqlite": text("SELECT term, doc FROM lookup_text_terms WHERE term IN :terms").bindparams(
        bindparam("terms", expanding=True)
    ),
    # What PostgreSQL knows of its own index: the thousand commonest terms, of a sample of the rows.
    "postgresql": text(
        "SELECT term, CAST(share * :rows AS bigint) FROM pg_stats, unnest(CAST(CAST(most_common_elems AS text) AS text[]),"
        " most_common_elem_freqs) AS known (term, share)"
        " WHERE tablename = :index AND schemaname = current_schema() AND term = ANY(:terms)"
    ).bindparams(index=FULL_TEXT_INDEX),
}


def keep_look_up_words(database: Database) -> int:
    """Fold the words of all rows that lack them. How many."""
    # What titles are read for is made of its examples once a process, in a second of a processor: no other write waits for that.
    return keep_lacking(database, select(LookUpWords.id).where(LACKING), _keep_some, prepare=read_examples)


def _keep_some(session: Session) -> int:
    # Taken first and read then, as `distributor.finding` does and for the same reason.
    some = select(LookUpWords.id, LookUpWords.item_id, LookUpWords.document_id).where(LACKING)
    taken = session.exec(some.order_by(col(LookUpWords.id)).limit(AT_ONCE).with_for_update(skip_locked=True)).all()
    rows = [*_of_items(session, {item: key or 0 for key, item, _ in taken if item})]
    rows += _of_documents(session, {document: key or 0 for key, _, document in taken if document})
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
        marks = marks_of(item.title, place=item.title, kind=item.kind)
        yield _row(keys[item.id or 0], (item.title, number or ""), others, marks)


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


def _of_documents(session: Session, keys: dict[int, int]) -> Iterator[dict[str, object]]:
    for document in session.exec(select(Document).where(col(Document.id).in_(keys))):
        title = (citation_of(document.kind, document.number), document.subject)
        yield _row(keys[document.id or 0], title, (document.issuer,), marks_of(document.subject, place=document.issuer))


def _row(key: int, title: Sequence[str], others: Sequence[str], marks: Collection[str]) -> dict[str, object]:
    of_title = terms_in(title)
    words = of_title | terms_in(others) | set(marks)
    marked = (OF_TITLE + term for term in of_title)
    return {"id": key, "title": " ".join(sorted(of_title)), "words": " ".join(sorted([*words, *marked])) or " "}


def rows_kept(session: Session) -> int:
    """Return about how many rows there are; none goes but with its item or document."""
    return session.exec(select(func.max(LookUpWords.id))).one() or 0


def counts(session: Session, terms: Collection[str], rows: int) -> dict[str, int]:
    """Return how many of so many rows bear each term, of those that any bears.

    What many bear is counted anew once there are a hundredth more rows; on PostgreSQL it is an estimate.
    """
    engine = session.get_bind().engine
    kept = _REMEMBERED.setdefault(engine, {})
    found = {term: kept[term][1] for term in terms if term in kept and rows * 100 <= kept[term][0] * 101}
    lacking = sorted(set(terms) - found.keys())
    if lacking:
        counted = _counted(session, lacking, rows)
        kept |= {term: (rows, count) for term, count in counted.items() if count >= LEAST_REMEMBERED}
        found |= counted
    return found


def _counted(session: Session, terms: Sequence[str], rows: int) -> dict[str, int]:
    dialect = session.get_bind().dialect.name
    known = session.connection().execute(_KNOWN[dialect], {"terms": terms, "rows": rows})
    found = {term: count for term, count in known if count}
    if dialect != "sqlite" and (rest := [term for term in terms if term not in found]):
        counting = _of_each(dialect, len(rest), " SELECT place, count(*) FROM ({}) found GROUP BY place")
        rows_of = session.connection().execute(counting, _queries(rest, dialect))
        found |= {rest[place]: count for place, count in rows_of}
    return found


def bearing(session: Session, terms: Sequence[str]) -> dict[str, list[int]]:
    """Rows that bear each of these terms: for terms that few bear."""
    if not terms:
        return {}
    dialect, found = session.get_bind().dialect.name, defaultdict[str, list[int]](list)
    for place, row in session.connection().execute(_of_each(dialect, len(terms), "{}"), _queries(terms, dialect)):
        found[terms[place]].append(row)
    return found


def newest_bearing(session: Session, terms: Sequence[str], most: int) -> list[int]:
    """The newest rows that bear all of these terms."""
    dialect = session.get_bind().dialect.name
    if dialect == "sqlite" or not (rows := _all_common(session, terms)):
        values: dict[str, object] = {"query": _quoted(terms, dialect, all_of_them=True), "most": most}
        return [row[0] for row in session.connection().execute(_NEWEST[dialect], values)]
    bears = (func.strpos(" " + LookUpWords.words + " ", f" {term} ") > 0 for term in terms)  # type: ignore[operator]
    newest = select(LookUpWords.id).where(*bears, col(LookUpWords.id) > rows - LOOKED_THROUGH)
    return [key or 0 for key in session.exec(newest.order_by(col(LookUpWords.id).desc()).limit(most))]


def _all_common(session: Session, terms: Sequence[str]) -> int:
    """Return how many rows there are, if a large share of them bears each term; else 0."""
    rows = rows_kept(session)
    known = counts(session, terms, rows)
    return rows if min(known.get(term, 0) for term in terms) * COMMON_SHARE > rows else 0


@cache
def _of_each(dialect: str, terms: int, around: str) -> TextClause:
    each = (_FOUND[dialect].format(place=place) for place in range(terms))
    return text(around.format(" UNION ALL ".join(each)))


def _queries(terms: Sequence[str], dialect: str) -> dict[str, str]:
    return {f"q{place}": _quoted([term], dialect) for place, term in enumerate(terms)}


def rows_named(session: Session, asked: str, most: int) -> list[int]:
    """Rows whose title or number holds each of these words, the newest first."""
    words = plain_words(asked)
    return newest_bearing(session, [OF_TITLE + word for word in words], most) if words else []


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
