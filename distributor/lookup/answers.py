"""`look_up`: the law by a number in any writing, or by words; one engine for SMS, Zalo and the web.

1. A number: every act of it that is known here, with what it is today. Two offices' acts of one number are asked about.
2. Words: items and acts that answer most of them, as far as they are public (`distributor.lookup.public`).

Reads only.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date

from sqlmodel import Session, col, or_, select

from distributor.law.look import look_up as look_up_act
from distributor.law.standing import UNKNOWN, LegalStatus, standings
from distributor.lookup.index import bearing
from distributor.lookup.numbers import ActNumber, number_in, own_number
from distributor.lookup.public import ANNOUNCEMENT, documents_in_public, has_items, public_items
from distributor.lookup.search import search
from distributor.lookup.terms import plain_words, terms_of
from distributor.lookup.told import LawAnswer, act_told, as_asked, item_told, with_source
from distributor.models import Document, DocumentRelation, LookUpWords

MOST_ANSWERS = 5
OF_BEST = 0.6
"""What answers less than this share of what the best does is not told beside it."""
MOST_OF_A_NUMBER = 200
_LIKE = 4
"""Leading zeros that a number may be written with."""


@dataclass(frozen=True)
class LookedUp:
    """`answers`: the best first. `ambiguous`: several offices' acts bear the number that was asked for: who asks chooses."""

    number: str = ""
    answers: tuple[LawAnswer, ...] = ()
    ambiguous: bool = False


def look_up(session: Session, words: str, today: date, unit_ids: Sequence[int] | None = None) -> LookedUp:
    """`today`: the day in Vietnam; `unit_ids`: whose items alone are told, None for all."""
    number = number_in(words)
    if number is not None:
        found = _by_number(session, number, words, today, unit_ids)
        if found.answers:
            return found
        if number.year is not None:
            return found
    answers = (as_asked(answer, words) for answer in _by_words(session, words, today, unit_ids))
    return LookedUp(str(number) if number else "", tuple(answers))


def _by_number(
    session: Session, number: ActNumber, words: str, today: date, unit_ids: Sequence[int] | None
) -> LookedUp:
    begins = [f"{number.number:0{length}d}/%" for length in range(1, _LIKE + 1)]
    rows = session.exec(
        select(Document).where(or_(*(col(Document.number).like(begin) for begin in begins))).order_by(col(Document.id))
    ).all()
    acts = [row for row in rows if (own := own_number(row.number)) is not None and number.fits(own)]
    shown = public_items(session, documents=[row.id or 0 for row in acts], unit_ids=unit_ids)
    hidden = has_items(session, [row.id or 0 for row in acts]) - shown.keys()
    acts = [row for row in acts if row.id not in hidden]
    named = _of_named_issuer(acts, words)
    statuses = _told_statuses(session, [row.id or 0 for row in named], today)
    answers = [act_told(row, shown.get(row.id or 0), statuses.get(row.id or 0)) for row in named]
    if not answers:
        told = _of_unseen(session, number, begins, rows, today) or _of_titles(session, number, today, unit_ids)
        return LookedUp(str(number), told)
    answers.sort(key=lambda answer: (answer.item_id is None, -(answer.item_id or 0)))
    offices = {(answer.number, answer.issuer) for answer in answers}
    # Only the first are read whole; there may be hundreds.
    texts = {each.item.id: each.item.text for each in shown.values()}
    answers[:MOST_ANSWERS] = [with_source(one, texts.get(one.item_id, "")) for one in answers[:MOST_ANSWERS]]
    return LookedUp(str(number), tuple(answers), ambiguous=len(offices) > 1)


def _of_named_issuer(acts: list[Document], words: str) -> list[Document]:
    """Of several, those whose office is named beside the number: all words of its place are said."""
    said = set(plain_words(words))
    if len(acts) < 2:
        return acts
    places = [set(plain_words(act.issuer)) for act in acts]
    common = set.intersection(*places)
    told = [
        act
        for act, place in zip(acts, places, strict=True)
        if place - common and (place - common - _LEVELS) <= said and (place - common - _LEVELS)
    ]
    if told:
        return told
    level = [act for act, place in zip(acts, places, strict=True) if (place - common) & _LEVELS & said]
    return level or acts


_LEVELS = frozenset({"tinh", "thanh", "pho", "xa", "phuong", "dac", "khu", "thi", "tran", "huyen", "quan"})


def _of_unseen(
    session: Session, number: ActNumber, begins: Sequence[str], seen: Sequence[Document], today: date
) -> tuple[LawAnswer, ...]:
    """An act that was never seen here, told by what public ones say of it. `seen`: those that may not be told."""
    cited = session.exec(
        select(DocumentRelation.target_number, DocumentRelation.document_id)
        .where(or_(*(col(DocumentRelation.target_number).like(begin) for begin in begins)))
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
    found = [(each, looked) for each in fitting for looked in look_up_act(session, each, "", today)]
    actors = [looked.standing.by_id for _each, looked in found]
    public = documents_in_public(session, {actor for actor in actors if actor is not None})
    return tuple(
        LawAnswer(
            title=looked.name,
            name=looked.name,
            issuer=looked.issuer,
            number=each,
            status=_told_status(looked.standing, public),
        )
        for each, looked in found
    )


def _told_statuses(session: Session, document_ids: Sequence[int], today: date) -> dict[int, LegalStatus]:
    known = standings(session, document_ids, today)
    public = documents_in_public(session, {one.by_id for one in known.values() if one.by_id is not None})
    return {key: _told_status(one, public) for key, one in known.items()}


def _told_status(status: LegalStatus, public: Collection[int]) -> LegalStatus:
    """Of an act of which nothing is public, its name is not either."""
    return status if status.by_id is None or status.by_id in public else replace(status, by="", basis="")


def _of_titles(
    session: Session, number: ActNumber, today: date, unit_ids: Sequence[int] | None
) -> tuple[LawAnswer, ...]:
    """Items whose title bears the number, of acts whose office or day nobody could read."""
    begins = f"{number.number:02d}{number.year or ''}"
    keys = bearing(session, [begins] if number.year else terms_of(plain_words(str(number)))[-1:])
    found = session.exec(select(LookUpWords.item_id).where(col(LookUpWords.id).in_(keys[:MOST_OF_A_NUMBER])))
    items = public_items(session, items=[item for item in found if item is not None], unit_ids=unit_ids)
    statuses = _told_statuses(session, [shown.item.document_id or 0 for shown in items.values()], today)
    told = []
    for shown in items.values():
        own = number_in(shown.item.title)
        if own is not None and number.fits(own):
            status = statuses.get(shown.item.document_id or 0, UNKNOWN)
            told.append(replace(item_told(shown), number=str(own), status=status))
    return tuple(told[:MOST_ANSWERS])


def _by_words(session: Session, words: str, today: date, unit_ids: Sequence[int] | None) -> tuple[LawAnswer, ...]:
    found = dict(search(session, words))
    rows = session.exec(select(LookUpWords).where(col(LookUpWords.id).in_(list(found)[: 3 * MOST_ANSWERS]))).all()
    shares_of_items = {row.item_id: found[row.id or 0] for row in rows if row.item_id}
    shares_of_acts = {row.document_id: found[row.id or 0] for row in rows if row.document_id}
    items = public_items(session, items=list(shares_of_items), unit_ids=unit_ids)
    acts = {
        act.id or 0: act
        for act in session.exec(
            select(Document).where(
                col(Document.id).in_({*shares_of_acts, *(shown.item.document_id for shown in items.values())})
            )
        )
    }
    of_acts = public_items(session, documents=list(acts), unit_ids=unit_ids)
    hidden = has_items(session, list(acts)) - of_acts.keys()
    statuses = _told_statuses(session, list(acts), today)
    best: dict[tuple[str, int], LawAnswer] = {}

    def take(answer: LawAnswer) -> None:
        key = ("act", answer.document_id) if answer.document_id else ("item", answer.item_id or 0)
        if key not in best or best[key].share < answer.share:
            best[key] = answer

    for item_id, shown in items.items():
        act = acts.get(shown.item.document_id or 0) if shown.item.document_role == ANNOUNCEMENT else None
        of_act = statuses.get(shown.item.document_id or 0)
        told = act_told(act, shown, of_act) if act else replace(item_told(shown), status=of_act)
        take(replace(told, share=_worth(shares_of_items[item_id], told)))
    for act_id, share in shares_of_acts.items():
        if act_id in acts and act_id not in hidden:
            told = act_told(acts[act_id], of_acts.get(act_id), statuses.get(act_id))
            take(replace(told, share=_worth(share, told)))
    ordered = sorted(best.values(), key=lambda answer: (-round(answer.share, 3), -(answer.item_id or 0)))
    chosen = [answer for answer in ordered if answer.share >= OF_BEST * ordered[0].share][:MOST_ANSWERS]
    texts = {shown.item.id: shown.item.text for shown in (*items.values(), *of_acts.values())}
    return tuple(with_source(answer, texts.get(answer.item_id, "")) for answer in chosen)


def _worth(share: float, answer: LawAnswer) -> float:
    """What only changes, corrects or ends another act is told after what it speaks of."""
    about = plain_words(answer.title)[:12]
    said = " ".join(about)
    return share - (0.12 if said.startswith("dinh chinh") or "bai bo" in said else 0.0)
