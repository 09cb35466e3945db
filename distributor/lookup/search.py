"""Which rows answer a query best. Deciding is pure: `ranked` is given the rows' terms and how rare each term is."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from sqlmodel import Session, col, func, select

from distributor.lookup.index import bearing, counts
from distributor.lookup.terms import Sought, sought_in, terms_of
from distributor.models import LookUpWords
from distributor.text.typed import syllables

MOST_CANDIDATES = 150
OTHER_WAY = 0.85
"""What a match by another word for it counts, of one by the word that was typed."""
IN_TITLE, IN_TEXT = 1.0, 0.45
PAIR = 1.6
"""What two words in a row count, of two words apart."""
SINGLE = 0.6
"""What a single syllable asks, of a named matter."""
BESIDE = 0.3
"""What two things beside each other count, of one."""
LEAST_SHARE, LEAST_SAID = 0.2, 0.55
"""What says less of what is asked is no answer."""


@dataclass(frozen=True)
class SearchRow:
    key: int
    title: frozenset[str]
    words: frozenset[str]


def search(session: Session, query: str) -> list[tuple[int, float]]:
    """Rows of `lookup_words` with how much of the query they answer (0 to 1), the best first."""
    sought = sought_in(query)
    terms = {term for each in sought for way in each.ways for term in terms_of(way)}
    terms |= set(_pairs(sought))
    if not terms:
        return []
    known = {term: count for term, count in counts(session, terms).items() if count}
    rows = session.exec(select(func.count()).select_from(LookUpWords)).one()
    rare = {term: math.log((rows + 1) / (known.get(term, 0) + 0.5)) for term in terms}
    keys: set[int] = set()
    # From the rarest term on, for what everything bears finds nothing.
    for term in sorted(known, key=lambda each: known[each]):
        if keys and len(keys) + known[term] > MOST_CANDIDATES:
            break
        keys |= set(bearing(session, [term])[:MOST_CANDIDATES])
    found = session.exec(
        select(LookUpWords.id, LookUpWords.title, LookUpWords.words).where(col(LookUpWords.id).in_(keys))
    )
    candidates = [
        SearchRow(key or 0, frozenset(title.split()), frozenset((words or "").split())) for key, title, words in found
    ]
    return ranked(sought, candidates, rare)


def ranked(
    sought: Sequence[Sought], candidates: Sequence[SearchRow], rare: Mapping[str, float]
) -> list[tuple[int, float]]:
    """Candidates that answer enough, with how well, the best first; of equals the newest row."""
    told = [(candidate.key, _share(sought, candidate, rare)) for candidate in candidates]
    return sorted(((key, share) for key, share in told if share > 0), key=lambda each: (-round(each[1], 3), -each[0]))


def _pairs(sought: Sequence[Sought]) -> list[str]:
    """The last word of one thing and the first of the next."""
    return [one.words[-1] + other.words[0] for one, other in pairwise(sought)]


def _share(sought: Sequence[Sought], candidate: SearchRow, rare: Mapping[str, float]) -> float:
    """How well a candidate answers (0 to 1); 0 where it says too little of what is asked."""
    between = _pairs(sought)
    within = [term for each in sought for way in each.ways for term in terms_of(way)[len(way) :]]
    telling = [word for each in sought for word in each.words if word.isalpha() and word not in syllables()]
    if (within or between) and candidate.words.isdisjoint((*within, *between, *telling)):
        return 0.0  # syllables apart are chance: half of them are of another word
    whole = got = said = asked = 0.0
    for each in sought:
        weight = max(_weight(way, rare) for way in each.ways) * (1.0 if len(each.words) > 1 else SINGLE)
        shares = [_of_way(way, candidate, rare, OTHER_WAY if place else 1.0) for place, way in enumerate(each.ways)]
        asked, said = asked + weight, said + weight * max(share for _, share in shares)
        whole, got = whole + weight, got + weight * max(share for share, _ in shares)
    # Words that stand beside each other in the query and in the text alike.
    for pair in between:
        weight = BESIDE * rare.get(pair, 0.0)
        whole += weight
        got += weight * _place_of(pair, candidate)
    share = got / whole if whole else 0.0
    return share if share >= LEAST_SHARE and said >= LEAST_SAID * asked else 0.0


def _weight(way: Sequence[str], rare: Mapping[str, float]) -> float:
    """As rare as its rarest word."""
    return max((rare.get(word, 0.0) for word in way), default=0.0)


def _of_way(way: Sequence[str], candidate: SearchRow, rare: Mapping[str, float], counts: float) -> tuple[float, float]:
    """How much of these words the candidate has by where they stand, and wherever they stand; two in a row tell more."""
    whole = got = said = 0.0
    for place, term in enumerate(terms_of(way)):
        weight = rare.get(term, 0.0)
        if place >= len(way):
            # A pair that nobody writes asks for no more than its words do.
            weight = PAIR * min(weight, max(rare.get(word, 0.0) for word in way[place - len(way) :][:2]))
        whole += weight
        got += weight * _place_of(term, candidate)
        said += weight if term in candidate.words else 0.0
    return (counts * got / whole, said / whole) if whole else (0.0, 0.0)


def _place_of(term: str, candidate: SearchRow) -> float:
    return IN_TITLE if term in candidate.title else IN_TEXT if term in candidate.words else 0.0
