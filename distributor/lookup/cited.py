"""What items say of a law's article, or of an act that is not known here: for what nobody brought in itself. Reads only.

Only a sentence answers, never a mere mention: one that cites the article beside its law, or one that begins with the act
(`nghi quyet so 12/2026/NQ-HDND quy dinh …`), for every act is made on the ground of others.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from sqlmodel import Session, col, select

from distributor.lookup.articles import ArticleOfLaw, articles_cited
from distributor.lookup.index import newest_bearing
from distributor.lookup.numbers import DocumentNumber, is_kind, own_number
from distributor.lookup.told import LONGEST_TEXT, LawAnswer, QuotedFact, whole_sentences
from distributor.models import LookUpWords

MOST_CITING = 20
_BEGINS_WITH_ACT = re.compile(r"\A\W*(?P<kind>(?:[^\W\d_]+\s+){0,5})(?P<number>\d{1,5}/(?:\d{4}/)?[A-Z\u0110][\w-]*)")


def items_citing(session: Session, article: ArticleOfLaw) -> list[int]:
    """Return the newest items that may cite the article, public or not."""
    begins = (one + other for one, other in pairwise(("luat", *article.law)[:3]))
    return _items(session, [f"dieu{article.article}", *begins])


def items_telling_of(session: Session, number: DocumentNumber) -> list[int]:
    """Return the newest items that may tell of the act, public or not."""
    return _items(session, [f"{number.number:02d}{number.year}"])


def cites(article: ArticleOfLaw) -> Callable[[str], bool]:
    """Return what tells whether a sentence cites the article."""
    return lambda sentence: any(map(article.fits, articles_cited(sentence)))


def tells_of(number: DocumentNumber) -> Callable[[str], bool]:
    """Return what tells whether a sentence begins with the act of this number."""

    def begins(sentence: str) -> bool:
        own = _act_of(sentence)
        return own is not None and number.fits(own)

    return begins


def cited_sentence(text: str, is_meant: Callable[[str], bool]) -> str:
    """Return the first sentence of a text that is meant; empty where none is."""
    return next(filter(is_meant, _sentences(text)), "")


def with_cited(answer: LawAnswer, text: str, is_meant: Callable[[str], bool]) -> LawAnswer:
    """Return the answer with the sentence of its source that is meant as the fact that matters."""
    said = cited_sentence(text, is_meant)
    return _led_by(answer, said) if said else answer


def with_any_cited(answer: LawAnswer, text: str) -> Iterator[LawAnswer]:
    """Yield the answer as it is told to whoever asks for an article or an act that its source cites."""
    for said in _sentences(text):
        if _act_of(said) is not None or any(articles_cited(said)):
            yield _led_by(answer, said)


def _sentences(text: str) -> list[str]:
    return whole_sentences(text[:LONGEST_TEXT], longest=LONGEST_TEXT)


def _act_of(sentence: str) -> DocumentNumber | None:
    """Return the number of the act that a sentence begins with."""
    found = _BEGINS_WITH_ACT.match(sentence)
    return own_number(found["number"]) if found and is_kind(found["kind"]) else None


def _led_by(answer: LawAnswer, said: str) -> LawAnswer:
    fact = QuotedFact(said, (said,), answer.name or answer.title)
    return replace(answer, facts=(fact, *(one for one in answer.facts if one.text not in said)))


def _items(session: Session, terms: Sequence[str]) -> list[int]:
    keys = newest_bearing(session, terms, MOST_CITING)
    found = session.exec(select(LookUpWords.item_id).where(col(LookUpWords.id).in_(keys)))
    return [item for item in found if item is not None]
