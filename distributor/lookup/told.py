"""What is told of one document or item: the fact that matters first, then papers and places of a procedure. Pure.

Where nobody drew papers or places out of an item, the source's own sentences tell them.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from distributor.facts import Facts, Role
from distributor.law.status import LegalStatus
from distributor.law.words import citation_of, short_issuer
from distributor.lookup.public import ShownItem
from distributor.lookup.rules import look_up_rules
from distributor.lookup.terms import plain_words, typed_words
from distributor.models import Document
from distributor.reading_states import DocumentStatusKind
from distributor.text.borders import protected, sentence_ends

_PAPERS, _PLACE = (Role.PAPERS,), (Role.WHERE, Role.HOW)
_FIRST = (Role.CHANGE, Role.AMOUNT, Role.RIGHT, Role.DUTY, Role.PENALTY, Role.WHO, Role.DEADLINE)
LONGEST_TEXT = 20_000
SHORTEST_SENTENCE, LONGEST_SENTENCE = 30, 400
"""Letters of an item that are looked through for papers and places, and of a sentence that is told: no heading, no paragraph."""
MOST_SENTENCES = 2


@dataclass(frozen=True)
class QuotedFact:
    """`text`: a plain sentence; `quotes`: what it stands on, verbatim; `citation`: where that stands."""

    text: str
    quotes: tuple[str, ...] = ()
    citation: str = ""


@dataclass(frozen=True)
class LawAnswer:
    """`name`: `Quyết định số 27/2026/QĐ-UBND`, empty for what is no document. `status`: today; None where there is no document.

    `facts`: the one that matters first; `papers`, `places`: of a procedure; `others`: the source's sentences that tell a sum, a
    day, how long. `path`: of the page, below the office's address.
    """

    title: str
    name: str = ""
    issuer: str = ""
    number: str = ""
    status: LegalStatus | None = None
    facts: tuple[QuotedFact, ...] = ()
    papers: tuple[QuotedFact, ...] = ()
    places: tuple[QuotedFact, ...] = ()
    others: tuple[tuple[QuotedFact, ...], ...] = ()
    item_id: int | None = None
    document_id: int | None = None
    share: float = 1.0

    @property
    def path(self) -> str:
        return f"/tin/{self.item_id}" if self.item_id else ""


def document_told(document: Document, shown: ShownItem | None, status: LegalStatus | None) -> LawAnswer:
    return replace(
        _with_facts(shown),
        title=document.subject or (shown.item.title if shown is not None else ""),
        name=citation_of(document.kind, document.number),
        issuer=short_issuer(document.issuer),
        number=document.number,
        status=status or LegalStatus(DocumentStatusKind.UNKNOWN),
        item_id=shown.item.id if shown is not None else None,
        document_id=document.id,
    )


def item_told(shown: ShownItem) -> LawAnswer:
    item, facts = shown.item, shown.facts
    told = _with_facts(shown)
    if facts.answer is not None:
        answer = QuotedFact(facts.answer.text, facts.answer.quotes, facts.answer.citation)
        told = replace(told, facts=(answer, *(fact for fact in told.facts if fact.text not in answer.text)))
    if not told.facts and item.summary:
        told = replace(told, facts=(QuotedFact(item.summary, (item.summary,)),))
    return replace(told, title=item.title, item_id=item.id)


def _with_facts(shown: ShownItem | None) -> LawAnswer:
    facts = shown.facts if shown is not None else Facts()
    others = [role for role in Role if role not in (*_PAPERS, *_PLACE, Role.EFFECT)]
    first = [point for role in _FIRST for point in facts.message if point.role is role]
    rest = [point for point in facts.message if point.role in others and point not in first]
    return LawAnswer(
        title="",
        facts=tuple(QuotedFact(point.statement, point.quotes, point.citation) for point in (*first, *rest)),
        papers=_of_roles(facts, _PAPERS),
        places=_of_roles(facts, _PLACE),
    )


def with_source(answer: LawAnswer, text: str) -> LawAnswer:
    """The answer with the source's sentences (`text`) where nobody drew out papers or places, and those that tell a sum or a
    day."""
    words, where = look_up_rules().procedure, answer.name or answer.title
    wanted = () if answer.papers else words.tells_papers, () if answer.places else words.tells_places
    papers, places, *others = _sentences(text[:LONGEST_TEXT], (*wanted, *(tells for _, tells in words.others)), where)
    return replace(answer, papers=answer.papers or papers, places=answer.places or places, others=tuple(others))


def _of_roles(facts: Facts, roles: Sequence[Role]) -> tuple[QuotedFact, ...]:
    points = [point for point in facts.message if point.role in roles]
    return tuple(QuotedFact(point.statement, point.quotes, point.citation) for point in points)


def _sentences(text: str, words: Sequence[Sequence[str]], citation: str) -> list[tuple[QuotedFact, ...]]:
    """Return, for each of several lists of words the source's sentences that hold one of them. `citation`: what the source is
    called."""
    if not _holds(text, [word for each in words for word in each]):
        return [()] * len(words)
    whole = whole_sentences(text)
    told = ([each for each in whole if _holds(each, beginnings)][:MOST_SENTENCES] for beginnings in words)
    return [tuple(QuotedFact(each, (each,), citation) for each in some) for some in told]


def whole_sentences(text: str, longest: int = LONGEST_SENTENCE) -> list[str]:
    """Return the sentences of a text that may be told: no heading, no paragraph and no question."""
    ends = [0, *sentence_ends(text, protected(text)), len(text)]
    sentences = [text[begin:end].strip() for begin, end in pairwise(ends)]
    return [each for each in sentences if SHORTEST_SENTENCE <= len(each) <= longest and not each.endswith("?")]


def _holds(said: str, words: Sequence[str]) -> bool:
    folded = said.casefold()
    return any(word in folded for word in words)


def as_asked(answer: LawAnswer, query: str) -> LawAnswer:
    """The answer with what the query asks, papers, place, sum, day or how long, as the fact that matters."""
    said, words = f" {' '.join(plain_words(query))} ", look_up_rules().procedure
    first: tuple[QuotedFact, ...] = ()
    if any(f" {ask} " in said for ask in words.asks_papers):
        first = answer.papers
    elif any(f" {ask} " in said for ask in words.asks_places):
        first = answer.places
    for (asks, tells), sentences in zip(words.others, answer.others, strict=False):
        if not first and any(f" {ask} " in said for ask in asks):
            telling = [fact for fact in answer.facts if _holds(fact.text, tells)] or list(sentences)
            first = tuple(sorted(telling, key=lambda fact: -len(set(said.split()) & set(plain_words(fact.text))))[:1])
    return replace(answer, facts=(*first, *(fact for fact in answer.facts if fact not in first)))


def asks_change(query: str) -> bool:
    """Return True if it asks whether something still is so, or was put right."""
    said, typed = (f" {' '.join(words)} " for words in (typed_words(query), re.findall(r"\w+", query.casefold())))
    asks = look_up_rules().procedure.asks_change
    return any(f" {ask} " in (said if ask.isascii() else typed) for ask in asks)
