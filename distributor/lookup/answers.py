"""`look_up`: the law by a number in any writing, or by words; one engine for SMS, Zalo and the web.

1. A number: every document of it that is known here, with what it is today. Two offices' documents of one number are asked about.
2. An article of a law ("dieu 651 blds"): the items that cite it; nothing where none does and nothing else is said.
3. Words: items and documents that answer most of them, as far as they are public (`distributor.lookup.public`).

Reads only.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy import ColumnElement
from sqlalchemy import select as select_
from sqlalchemy.orm import Mapped
from sqlmodel import Session, and_, col, or_, select

from distributor.law.look import look_up as look_up_document
from distributor.law.status import UNKNOWN, LegalStatus, coming_in_public, statuses_on
from distributor.lookup.articles import article_in
from distributor.lookup.cited import (
    cited_sentence,
    cites,
    items_citing,
    items_telling_of,
    tells_of,
    with_any_cited,
    with_cited,
)
from distributor.lookup.index import OF_TITLE, newest_bearing
from distributor.lookup.numbers import DocumentNumber, number_in, own_number
from distributor.lookup.public import ANNOUNCEMENT, documents_in_public, may_be_told, public_items
from distributor.lookup.search import FoundRow, search
from distributor.lookup.terms import plain_words, sought_in, terms_of
from distributor.lookup.told import LawAnswer, as_asked, asks_change, document_told, item_told, with_source
from distributor.models import Document, DocumentRelation, Item, LookUpWords
from distributor.text.place import communes_in

MOST_ANSWERS = 5
OF_BEST = 0.6
"""What answers less than this share of what the best does is not told beside it."""
SURE = 0.34
"""Of the best: what answers less of what is asked is the nearest that there is, and is told as such."""
OF_CITED = 0.7
"""What it answers to cite the article or to tell of the act that is asked for, whatever else of the query stands there."""
CHANGES, CHANGES_ASKED = -0.12, 0.06
"""What is added to what only changes another document: it is told after what it speaks of, or before it, if that is asked."""
MOST_OF_A_NUMBER = 200
_LIKE = 4
"""Leading zeros that a number may be written with."""


@dataclass(frozen=True)
class LookedUp:
    """`answers`: the best first. `ambiguous`: several offices' documents bear the number that was asked for: who asks chooses."""

    number: str = ""
    answers: tuple[LawAnswer, ...] = ()
    ambiguous: bool = False

    @property
    def is_sure(self) -> bool:
        return bool(self.answers) and self.answers[0].share >= SURE


def look_up(session: Session, words: str, today: date, unit_ids: Sequence[int] | None = None) -> LookedUp:
    """Look up what the words ask for. `today`: the day in Vietnam; `unit_ids`: whose items alone are told, None for all."""
    number = number_in(words)
    if number is not None:
        found = _by_number(session, number, words, today, unit_ids)
        if found.answers:
            return found
        says_more = any(word.isalpha() for each in sought_in(words) for word in each.words)
        if number.year is not None or not says_more:
            return found
    if (article := article_in(words)) is not None:
        told = _cited(session, items_citing(session, article), cites(article), words, today, unit_ids)
        if told or article.is_all:
            return LookedUp("", told)
    answers = (as_asked(answer, words) for answer in _by_words(session, words, today, unit_ids))
    return LookedUp(str(number) if number else "", tuple(answers))


def told_of(session: Session, item_id: int, today: date) -> tuple[LawAnswer, ...]:
    """Return what look-ups may have answered of the item: found by its words, by the number in its title, or by what it cites."""
    shown = public_items(session, items=[item_id]).get(item_id)
    if shown is None:
        return ()
    document_id = shown.item.document_id
    status = _told_statuses(session, [document_id], today).get(document_id) if document_id else None
    if document_id and shown.item.document_role == ANNOUNCEMENT:
        told = [document_told(session.get_one(Document, document_id), shown, status)]
    else:
        told = [replace(item_told(shown), status=one) for one in dict.fromkeys((status, status or UNKNOWN))]
    text = shown.item.text
    told = [with_source(one, text) for one in told]
    return (*told, *with_any_cited(told[0], text))


def _by_number(
    session: Session, number: DocumentNumber, words: str, today: date, unit_ids: Sequence[int] | None
) -> LookedUp:
    rows = session.exec(
        select(Document).where(_begins(session, col(Document.number), number)).order_by(col(Document.id))
    ).all()
    fitting = [row for row in rows if (own := own_number(row.number)) is not None and number.fits(own)]
    announced = _announced(session, {row.id or 0 for row in fitting}, unit_ids)
    documents = [row for row in fitting if not announced[row.id or 0].is_hidden]
    named = [(row, announced[row.id or 0].item_id) for row in _of_named_issuer(documents, words)]
    if not named:
        told = _of_unseen(session, number, rows, today) or _of_titles(session, number, words, today, unit_ids)
        ambiguous = len({answer.issuer for answer in told if answer.issuer}) > 1
        if not told and not fitting and number.year is not None:  # what is held here others may not tell of either
            told = _cited(session, items_telling_of(session, number), tells_of(number), words, today, unit_ids)
        return LookedUp(str(number), told, ambiguous=ambiguous)
    named.sort(key=lambda each: (each[1] is None, -(each[1] or 0)))
    statuses = _told_statuses(session, [row.id or 0 for row, _item_id in named], today)
    # Only the first are read whole; there may be hundreds.
    shown = public_items(
        session, items=[item_id for _row, item_id in named[:MOST_ANSWERS] if item_id], unit_ids=unit_ids
    )
    answers = [
        replace(document_told(row, shown.get(item_id or 0), statuses.get(row.id or 0)), item_id=item_id)
        for row, item_id in named
    ]
    answers[:MOST_ANSWERS] = [
        with_source(one, shown[one.item_id].item.text if one.item_id in shown else "") for one in answers[:MOST_ANSWERS]
    ]
    offices = {(answer.number, answer.issuer) for answer in answers}
    return LookedUp(str(number), tuple(answers), ambiguous=len(offices) > 1)


def _begins(session: Session, column: Mapped[str], number: DocumentNumber) -> ColumnElement[bool]:
    """Return a condition by an index: SQLite has one for GLOB alone, PostgreSQL for LIKE (`models/document.py`)."""
    begins = [f"{number.number:0{length}d}/" for length in range(1, _LIKE + 1)]
    if session.get_bind().dialect.name == "sqlite":
        return or_(*(column.op("GLOB", is_comparison=True)(f"{begin}*") for begin in begins))
    return or_(*(column.like(f"{begin}%") for begin in begins))


def _of_named_issuer(documents: list[Document], words: str) -> list[Document]:
    """Return, of several, those whose office is named beside the number: all words of its place are said."""
    said = set(plain_words(words))
    if len(documents) < 2:
        return documents
    places = [set(plain_words(document.issuer)) for document in documents]
    common = set.intersection(*places)
    told = [
        document
        for document, place in zip(documents, places, strict=True)
        if place - common and (place - common - _LEVELS) <= said and (place - common - _LEVELS)
    ]
    if told:
        return told
    level = [document for document, place in zip(documents, places, strict=True) if (place - common) & _LEVELS & said]
    return level or documents


_LEVELS = frozenset({"tinh", "thanh", "pho", "xa", "phuong", "dac", "khu", "thi", "tran", "huyen", "quan"})


def _of_unseen(
    session: Session, number: DocumentNumber, seen: Sequence[Document], today: date
) -> tuple[LawAnswer, ...]:
    """A document that was never seen here, told by what public ones say of it. `seen`: those that may not be told."""
    cited = session.exec(
        select(DocumentRelation.target_number, DocumentRelation.document_id)
        .where(_begins(session, col(DocumentRelation.target_number), number))
        .order_by(col(DocumentRelation.id))
    ).all()
    public = documents_in_public(session, {actor for _cited, actor in cited})
    numbers = dict.fromkeys(each for each, actor in cited if actor in public)
    seen_numbers = {own_number(row.number) for row in seen}
    fitting = [
        each
        for each in numbers
        if (own := own_number(each)) is not None and number.fits(own) and own not in seen_numbers
    ]
    found = [(each, looked) for each in fitting for looked in look_up_document(session, each, "", today)]
    public = documents_in_public(session, _actors([looked.legal_status for _each, looked in found]))
    return tuple(
        LawAnswer(
            title=looked.name,
            name=looked.name,
            issuer=looked.issuer,
            number=each,
            status=_told_status(looked.legal_status, public),
        )
        for each, looked in found
    )


def _told_statuses(session: Session, document_ids: Sequence[int], today: date) -> dict[int, LegalStatus]:
    known = statuses_on(session, document_ids, today)
    public = documents_in_public(session, _actors(known.values()))
    return {key: _told_status(one, public) for key, one in known.items()}


def _told_status(status: LegalStatus, public: Collection[int]) -> LegalStatus:
    """Return the status as it is told: of a document of which nothing is public, its name is not either, nor what it will do."""
    status = replace(status, coming=coming_in_public(status, public))
    return status if status.by_id is None or status.by_id in public else replace(status, by="", basis="")


def _actors(known: Iterable[LegalStatus]) -> set[int]:
    actors = (by for one in known for by in (one.by_id, *(coming.by_id for coming in one.coming)))
    return {by for by in actors if by is not None}


def items_titled(session: Session, number: DocumentNumber) -> list[int]:
    """The newest items whose title may bear the number, public or not."""
    begins = f"{number.number:02d}{number.year or ''}"
    term = begins if number.year else terms_of(plain_words(str(number)))[-1]
    keys = newest_bearing(session, [OF_TITLE + term], MOST_OF_A_NUMBER)
    found = session.exec(select(LookUpWords.item_id).where(col(LookUpWords.id).in_(keys)))
    return [item for item in found if item is not None]


def _of_titles(
    session: Session, number: DocumentNumber, words: str, today: date, unit_ids: Sequence[int] | None
) -> tuple[LawAnswer, ...]:
    """Items whose title bears the number, of documents whose office or day nobody could read; of the commune that the words name,
    if they name any. The commune in the title is told as the office."""
    items = public_items(session, items=items_titled(session, number), unit_ids=unit_ids)
    statuses = _told_statuses(session, [shown.item.document_id or 0 for shown in items.values()], today)
    told = []
    for shown in items.values():
        own = number_in(shown.item.title)
        if own is not None and number.fits(own):
            status = statuses.get(shown.item.document_id or 0, UNKNOWN)
            whose = communes_in(shown.item.title)[:1]
            told.append(replace(item_told(shown), number=str(own), status=status, issuer="".join(whose)))
    said = f" {' '.join(plain_words(words))} "
    named = [one for one in told if one.issuer and f" {' '.join(plain_words(one.issuer)[-2:])} " in said]
    return tuple((named or told)[:MOST_ANSWERS])


@dataclass(frozen=True)
class _Candidate:
    """`document_id`: None for what is told as no document. `share`: what it is worth."""

    share: float
    title: str
    item_id: int | None
    document_id: int | None = None

    @property
    def key(self) -> tuple[str, int]:
        return ("act", self.document_id) if self.document_id else ("item", self.item_id or 0)


def _by_words(session: Session, words: str, today: date, unit_ids: Sequence[int] | None) -> tuple[LawAnswer, ...]:
    found = search(session, words)[: 3 * MOST_ANSWERS]
    return tuple(with_source(answer, text) for answer, text in _told(session, words, found, today, unit_ids))


def _cited(
    session: Session,
    items: Sequence[int],
    is_meant: Callable[[str], bool],
    words: str,
    today: date,
    unit_ids: Sequence[int] | None,
) -> tuple[LawAnswer, ...]:
    """Return those of the items that a sentence of answers, told by that sentence; what also has the words first."""
    shown = public_items(session, items=items, unit_ids=unit_ids)
    citing = [key for key, one in shown.items() if cited_sentence(one.item.text, is_meant)]
    if not citing:
        return ()
    shares = {row.item_id: row.share for row in search(session, words)}
    found = [FoundRow(OF_CITED + (1 - OF_CITED) * shares.get(key, 0.0), key, None) for key in citing]
    told = _told(session, words, found, today, unit_ids)
    return tuple(with_cited(with_source(answer, text), text, is_meant) for answer, text in told)


def _told(
    session: Session, words: str, found: Sequence[FoundRow], today: date, unit_ids: Sequence[int] | None
) -> Iterator[tuple[LawAnswer, str]]:
    """Yield the answers, each with its source's text. What answers best is chosen by little of each; only that is read whole."""
    chosen = _chosen(_candidates(session, found, unit_ids, CHANGES_ASKED if asks_change(words) else CHANGES))
    items = public_items(session, items=[one.item_id for one in chosen if one.item_id], unit_ids=unit_ids)
    whose = {one.item_id: shown.item.document_id for one in chosen if (shown := items.get(one.item_id or 0))}
    about = [one.document_id or whose.get(one.item_id) for one in chosen]
    statuses = _told_statuses(session, [each for each in about if each], today)
    for one, document_id in zip(chosen, about, strict=True):
        shown, status = items.get(one.item_id or 0), statuses.get(document_id or 0)
        if one.document_id:
            told = document_told(session.get_one(Document, one.document_id), shown, status)
        elif shown is not None:
            told = replace(item_told(shown), status=status)
        else:
            continue
        yield replace(told, share=one.share), shown.item.text if shown else ""


def _candidates(
    session: Session, found: Sequence[FoundRow], unit_ids: Sequence[int] | None, changes: float
) -> Iterator[_Candidate]:
    """`changes`: what it adds to a title that it only changes, corrects or ends another document."""
    shares_of_items = {row.item_id: row.share for row in found if row.item_id}
    shares_of_documents = {row.document_id: row.share for row in found if row.document_id}
    items = session.exec(
        select(Item.id, Item.title, Item.document_id, Item.document_role)
        .where(col(Item.id).in_(shares_of_items), may_be_told(unit_ids))
        .order_by(col(Item.id))
    ).all()
    documents = _announced(
        session, {*shares_of_documents, *(document_id for *_, document_id, _role in items if document_id)}, unit_ids
    )
    for item_id, title, document_id, role in items:
        document = documents.get(document_id or 0) if role == ANNOUNCEMENT else None
        shown = (document.subject if document else "") or title
        yield _Candidate(
            shares_of_items[item_id or 0] + (changes if _changes(shown) else 0.0),
            shown,
            item_id,
            document_id if document is not None else None,
        )
    for document_id, share in shares_of_documents.items():
        document = documents.get(document_id)
        if document is not None and not document.is_hidden:
            title = document.subject or document.title
            yield _Candidate(share + (changes if _changes(title) else 0.0), title, document.item_id, document_id)


@dataclass(frozen=True)
class _Announced:
    """`item_id`, `title`: of its newest public announcement. `is_hidden`: items announce it, and none may be told."""

    subject: str
    item_id: int | None = None
    title: str = ""
    is_hidden: bool = False


def _announced(
    session: Session, document_ids: Collection[int], unit_ids: Sequence[int] | None
) -> dict[int, _Announced]:
    is_told = and_(may_be_told(unit_ids), col(Item.document_role) == ANNOUNCEMENT)
    rows = session.execute(
        select_(col(Document.id), col(Document.subject), col(Item.id), col(Item.title), is_told)
        .join(Item, and_(col(Item.document_id) == col(Document.id), col(Item.document_role) != ""), isouter=True)
        .where(col(Document.id).in_(document_ids))
        .order_by(col(Document.id), col(Item.id))
    )
    documents: dict[int, _Announced] = {}
    for document_id, subject, item_id, title, told in rows:
        if told:
            documents[document_id] = _Announced(subject, item_id, title)
        else:
            documents.setdefault(document_id, _Announced(subject, is_hidden=item_id is not None))
    return documents


def _chosen(candidates: Iterable[_Candidate]) -> list[_Candidate]:
    best: dict[tuple[str, int], _Candidate] = {}
    for one in candidates:
        if one.key not in best or best[one.key].share < one.share:
            best[one.key] = one
    ordered = sorted(best.values(), key=lambda one: (-round(one.share, 3), -(one.item_id or 0)))
    return [one for one in ordered if one.share >= OF_BEST * ordered[0].share][:MOST_ANSWERS]


def _changes(title: str) -> bool:
    """Return True for what only changes, corrects or ends another document."""
    said = " ".join(plain_words(title)[:12]).removeprefix("v v ")
    return said.startswith(("dinh chinh", "sua doi")) or "bai bo" in said
