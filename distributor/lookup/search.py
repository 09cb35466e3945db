"""Which rows answer a query best. Deciding is pure: `ranked` is given the rows' terms and how rare each term is."""

import math
import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from sqlmodel import Session, col, select

from distributor.lookup.asked import AskedMatter, matter_asked
from distributor.lookup.index import OF_TITLE, bearing, counts, newest_bearing, rows_kept
from distributor.lookup.likely import asked_things, likelihood, likely_weights
from distributor.lookup.marks import OF_MATTER as OF_MATTER_MARK
from distributor.lookup.marks import OF_PLACE, mark_of_matter, marks_of_places
from distributor.lookup.rules import look_up_rules
from distributor.lookup.terms import LONGEST, MOST_WORDS, Sought, plain_words, sought_in, terms_of, typed_words
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
LESSER = 0.6
"""What a syllable asks beside a named matter, of one by itself: "đột xuất" of "nghỉ việc"."""
BESIDE = 0.3
"""What two things beside each other count, of one."""
LEAST_SHARE, LEAST_SAID, LEAST_NAMED = 0.26, 0.55, 0.5
"""What says less of what is asked is no answer."""
OF_MATTER, OF_LIKELY = 0.5, 0.1
"""What it answers to be titled as the matter that is asked for (`asked.py`), whatever of the words stands there; of one that is
not trusted."""
OF_ANOTHER, OF_NARROWER, OF_A_PLACE = 0.8, 0.99, 0.95
"""What it counts of that, where the title is about another matter with this one's name in it, a narrower one, or of a commune."""
SAID_ENOUGH, SAID_WHOLLY = 0.6, 0.9
"""What says so much of the words answers them, whatever others ask for in such words."""
UNLIKELY = 0.03
"""What is less likely by its words is no answer, unless examples speak strongly for its matter."""
MOST_FOUND, LEAST_IN_TITLE = 60, 3
_MARKS = re.compile(rf"(?<= )(?:{OF_PLACE}|{OF_MATTER_MARK})\S+")


@dataclass(frozen=True)
class SearchRow:
    """`title`, `words`: of the terms that are asked for those that stand in the title, and anywhere. `places`: the marks of the
    communes whose matter it is, if it is of any; `matters`: of the matter that its title is about, where that is plain."""

    key: int
    title: frozenset[str]
    words: frozenset[str]
    places: frozenset[str] = frozenset()
    matters: frozenset[str] = frozenset()


@dataclass(frozen=True)
class FoundRow:
    """`share`: how much of the query it answers, 0 to 1. Of an item or of a document."""

    share: float
    item_id: int | None
    document_id: int | None


def search(session: Session, query: str) -> list[FoundRow]:
    """Return rows of `lookup_words` with how much of the query they answer, the best first.

    Where examples know nearly all that is said, they say of which matter; else the words of the rows do.
    """
    sought, matter, places = sought_in(query), matter_asked(query), _places_named(session, query)
    read = _read(session, sought, query, places)
    found = _by_words(sought, query, read)
    if matter is not None and matter.is_sure and not _names_another(sought, matter):
        kept = _titled_so(session, query, found)
        found = _with_matter(session, sought, found, matter, places)
        found |= {key: max(share, found.get(key, 0.0)) for key, share in kept.items()}
    if matter is None or not matter.is_well_known:
        least = likely_weights().least
        likely = {key: likelihood(signs) for key, signs in _signs(sought, query, read).items()}
        if matter is None or not matter.is_believed:
            found = {key: share for key, share in found.items() if likely.get(key, 0.0) >= UNLIKELY}
        found |= {key: max(share, found.get(key, 0.0)) for key, share in likely.items() if share >= least}
    ordered = sorted(found.items(), key=lambda each: (-round(each[1], 3), -each[0]))
    shares = dict(ordered[:MOST_FOUND])
    rows = session.exec(
        select(LookUpWords.id, LookUpWords.item_id, LookUpWords.document_id).where(col(LookUpWords.id).in_(shares))
    )
    whose = {key: (item_id, document_id) for key, item_id, document_id in rows}
    return [FoundRow(share, *whose[key]) for key, share in shares.items()]


def signs_of_rows(session: Session, query: str) -> dict[int, dict[str, float]]:
    """Return the rows that may answer a query, each with what tells how likely it does (`likely.py`)."""
    sought = sought_in(query)
    return _signs(sought, query, _read(session, sought, query, _places_named(session, query)))


@dataclass(frozen=True)
class _Candidates:
    """The rows that may answer. `known`: how many rows bear each term that is asked for; `all_rows`: how many there are."""

    rows: Sequence[SearchRow]
    known: Mapping[str, int]
    all_rows: int


def _read(session: Session, sought: Sequence[Sought], query: str, places: Collection[str]) -> _Candidates:
    terms = _terms(sought) | {one + other for one, other in pairwise(typed_words(query))} if sought else set[str]()
    all_rows = rows_kept(session)
    known = counts(session, terms, all_rows) if terms else {}
    rows = _rows(session, _candidates(session, known), known, places) if known else []
    return _Candidates(rows, known, all_rows)


def _signs(sought: Sequence[Sought], query: str, read: _Candidates) -> dict[int, dict[str, float]]:
    words = typed_words(query)
    if not sought or is_chance(sought, query):
        return {}
    terms = _terms(sought) | {one + other for one, other in pairwise(words)}
    asked = asked_things(sought, words, _rare(terms, read.known, read.all_rows))
    return {row.key: asked.signs(row.title, row.words) for row in read.rows}


def _places_named(session: Session, query: str) -> frozenset[str]:
    """Return the marks of the communes that the query names, of those that anything here is of."""
    words = plain_words(query[:LONGEST])[:MOST_WORDS]
    return frozenset(counts(session, marks_of_places(words) | marks_of_places(typed_words(query)), rows_kept(session)))


def _titled_so(session: Session, query: str, by_words: Mapping[int, float]) -> dict[int, float]:
    """Return those of the rows whose title has all of the query in a row, but for what tells nothing at its ends."""
    rules, words = look_up_rules(), typed_words(query)
    telling = [place for place, word in enumerate(words) if not rules.is_empty(word, word)]
    said = words[telling[0] : telling[-1] + 1] if telling else []
    if len(said) < LEAST_IN_TITLE:
        return {}
    pairs = [OF_TITLE + one + other for one, other in pairwise(said)]
    titled = newest_bearing(session, pairs, MOST_CANDIDATES)
    return {key: by_words[key] for key in titled if key in by_words}


def _names_another(sought: Sequence[Sought], matter: AskedMatter) -> bool:
    """Return True if the query names a matter of the law, and not this one, of which its other words alone speak; whom it is
    for is none."""
    groups = look_up_rules().groups
    named = [
        " ".join(way) for each in sought if each.is_law and " ".join(each.words) not in groups for way in each.ways
    ]
    names = [" ".join(name) for name in matter.names]
    of_it = any(one in other or other in one for one in named for other in names)
    return bool(named) and not matter.is_plain and not of_it


def _with_matter(
    session: Session,
    sought: Sequence[Sought],
    by_words: Mapping[int, float],
    matter: AskedMatter,
    places: Collection[str],
) -> dict[int, float]:
    """Return what is titled as the matter that others ask for in such words, before what has but the words.

    Where nothing at all tells of that matter, return only what has most of the words.
    """
    names = [[OF_TITLE + term for term in _named(name)] for name in matter.names]
    names += [[mark_of_matter(matter)]] if matter.names else []
    titled = {key for name in names for key in newest_bearing(session, name, MOST_CANDIDATES)}
    if titled:
        terms, rows = _terms(sought), rows_kept(session)
        known = counts(session, terms, rows)
        asked = _asked(sought, _rare(terms, known, rows))
        base = OF_MATTER if matter.is_trusted else OF_LIKELY
        told = {
            row.key: (base + (1 - base) * asked.part(row)) * _of_its_own(row, matter, places)
            for row in _rows(session, titled, known, places)
        }
        least = 2.0 if matter.is_certain else SAID_ENOUGH
        of_place = {key for place in places for key in newest_bearing(session, [place], MOST_CANDIDATES)}
        kept = of_place if of_place.isdisjoint(told) else set[int]()
        return {key: share if share >= least or key in kept else share / 2 for key, share in by_words.items()} | told
    at_length = sum(len(each.words) for each in sought) >= LEAST_IN_TITLE
    wholly = SAID_WHOLLY if at_length or len(sought) > 1 else 2.0
    least = wholly if matter.is_certain else SAID_ENOUGH
    return {key: share for key, share in by_words.items() if share >= least}


def _by_words(sought: Sequence[Sought], query: str, read: _Candidates) -> dict[int, float]:
    """Return row → how much of what is sought it says."""
    if not sought or is_chance(sought, query):
        return {}
    if any(each.is_law and not any(_is_told(way, read.known) for way in each.ways) for each in sought):
        return {}  # of a matter that nothing tells of nothing else answers
    found = ranked(sought, read.rows, _rare(_terms(sought), read.known, read.all_rows))
    return {key: share for key, share in found if not _is_lone(sought) or round(share, 3) > IN_TEXT}


def _terms(sought: Sequence[Sought]) -> set[str]:
    return {term for each in sought for way in each.ways for term in terms_of(way)} | set(_pairs(sought))


def _rare(terms: Iterable[str], known: Mapping[str, int], rows: int) -> dict[str, float]:
    return {term: math.log((rows + 1) / (known.get(term, 0) + 0.5)) for term in terms}


def _rows(session: Session, keys: Collection[int], terms: Iterable[str], places: Collection[str]) -> list[SearchRow]:
    """Return the rows, but for those of other communes than the `places` that are named."""
    found = session.exec(select(LookUpWords.id, LookUpWords.words).where(col(LookUpWords.id).in_(keys))).all()
    rows = (_row(key or 0, words or "", terms) for key, words in found)
    return [row for row in rows if not places or not row.places or not row.places.isdisjoint(places)]


def _of_its_own(row: SearchRow, matter: AskedMatter, places: Collection[str]) -> float:
    """Return what a title that has the matter's name counts: it may be plainly about another one, a narrower or a commune's."""
    mine = mark_of_matter(matter)
    narrower = OF_NARROWER if any(mark.startswith(mine) for mark in row.matters) else OF_ANOTHER
    of_place = OF_A_PLACE if row.places and not places else 1.0
    return of_place if not row.matters or mine in row.matters else of_place * narrower


def is_chance(sought: Sequence[Sought], query: str) -> bool:
    """Return True if only how something is done is said ("online"), or of several words one syllable tells something, and names
    no matter: who asks for our name asks nothing of names."""
    if all(" ".join(each.words) in look_up_rules().manners for each in sought):
        return True
    return _is_lone(sought) and len(query.split()) > len(sought)


def _is_lone(sought: Sequence[Sought]) -> bool:
    """Return True if one syllable is asked for, and names no matter: any word of a text may have it."""
    words = {word for each in sought for word in each.words}
    names = any(each.is_matter or each.is_law or len(each.ways) > 1 for each in sought)
    return len(words) == 1 and words <= syllables() and not names


def _is_told(way: Sequence[str], known: Mapping[str, int]) -> bool:
    """Return True if anything has its words, two in a row; of a long name half of them."""
    named = _named(way)
    return sum(1 for term in named if known.get(term)) >= max(1.0, LEAST_NAMED * len(named))


def _named(way: Sequence[str]) -> list[str]:
    return terms_of(way)[len(way) :] or list(way)


def _row(key: int, words: str, terms: Iterable[str]) -> SearchRow:
    said = f" {words} "
    borne = [term for term in terms if f" {term} " in said]
    marks = _MARKS.findall(said)
    places, matters = (frozenset(one for one in marks if one.startswith(kind)) for kind in (OF_PLACE, OF_MATTER_MARK))
    titled = frozenset(term for term in borne if f" {OF_TITLE}{term} " in said)
    return SearchRow(key, titled, frozenset(borne), places, matters)


def _candidates(session: Session, known: Mapping[str, int]) -> set[int]:
    """Return candidates from the rarest term on, for what everything bears finds nothing; of the first that too many bear the
    newest, those that bear it in their title before others."""
    rarest = sorted(known, key=lambda each: known[each])
    few = [term for term in rarest if known[term] <= MOST_CANDIDATES]
    of_each = bearing(session, few)
    keys: set[int] = set()
    for term in rarest:
        room = MOST_CANDIDATES - len(keys)
        if not room:
            break
        if known[term] > room:
            keys |= set(newest_bearing(session, [OF_TITLE + term], room))
            if len(keys) < MOST_CANDIDATES and term == rarest[0]:
                keys |= set(newest_bearing(session, [term], MOST_CANDIDATES - len(keys)))
            break
        keys |= set(of_each[term])
    return keys


def ranked(
    sought: Sequence[Sought], candidates: Sequence[SearchRow], rare: Mapping[str, float]
) -> list[tuple[int, float]]:
    """Candidates that answer enough, with how well, the best first; of equals the newest row."""
    asked = _asked(sought, rare)
    told = [(candidate.key, asked.share(candidate)) for candidate in candidates]
    return sorted(((key, share) for key, share in told if share > 0), key=lambda each: (-round(each[1], 3), -each[0]))


def _pairs(sought: Sequence[Sought]) -> list[str]:
    """The last word of one thing and the first of the next."""
    return [one.words[-1] + other.words[0] for one, other in pairwise(sought)]


@dataclass(frozen=True)
class _Way:
    """`terms`: each with its weight; `whole`: their sum. `counts`: what a match by it counts. `named`: its words, two in a row as
    one."""

    terms: tuple[tuple[str, float], ...]
    named: tuple[str, ...]
    whole: float
    counts: float

    def is_named_in(self, candidate: SearchRow) -> bool:
        """Return True if its words stand beside each other there; of a long name half of them."""
        found = sum(1 for term in self.named if term in candidate.words)
        return found > 0 and found >= LEAST_NAMED * len(self.named)

    def of(self, candidate: SearchRow) -> tuple[float, float]:
        """Return how much of its words the candidate has by where they stand, and wherever they stand."""
        if not self.whole:
            return 0.0, 0.0
        got = sum(weight * _place_of(term, candidate) for term, weight in self.terms)
        said = sum(weight for term, weight in self.terms if term in candidate.words)
        return self.counts * got / self.whole, said / self.whole


@dataclass(frozen=True)
class _Asked:
    """A query, weighed. `things`: each its weight and its ways. `matters`: the ways of all matters that are named, of which
    one must be said, if any. `telling`: terms of which a candidate must have one, if any.

    `pairs`: words that stand beside each other in the query, with what it counts that they do in the text.
    """

    things: tuple[tuple[float, tuple[_Way, ...]], ...]
    matters: tuple[_Way, ...]
    telling: frozenset[str]
    pairs: tuple[tuple[str, float], ...]

    def share(self, candidate: SearchRow) -> float:
        """Return how well a candidate answers (0 to 1); 0 where it says too little of what is asked."""
        if self.telling and candidate.words.isdisjoint(self.telling):
            return 0.0
        if self.matters and not any(way.is_named_in(candidate) for way in self.matters):
            return 0.0
        share, said = self._answered(candidate)
        return share if share >= LEAST_SHARE and said >= LEAST_SAID else 0.0

    def part(self, candidate: SearchRow) -> float:
        """Return how well a candidate answers, however little that is."""
        return self._answered(candidate)[0]

    def _answered(self, candidate: SearchRow) -> tuple[float, float]:
        """Return the share of what is asked by where it stands there, and wherever it stands."""
        whole = got = said = 0.0
        for weight, ways in self.things:
            shares = [way.of(candidate) for way in ways]
            whole, got = whole + weight, got + weight * max(share for share, _ in shares)
            said += weight * max(share for _, share in shares)
        asked = whole
        for pair, weight in self.pairs:
            whole, got = whole + weight, got + weight * _place_of(pair, candidate)
        return (got / whole, said / asked) if asked else (0.0, 0.0)


def _asked(sought: Sequence[Sought], rare: Mapping[str, float]) -> _Asked:
    between = _pairs(sought)
    within = [term for each in sought for way in each.ways for term in terms_of(way)[len(way) :]]
    # Syllables apart are chance: half of them are of another word.
    telling = [word for each in sought for word in each.words if word.isalpha() and word not in syllables()]
    beside = LESSER if any(each.is_matter for each in sought) else 1.0
    things = tuple(
        (
            max(_weight(way, rare) for way in each.ways)
            * (1.0 if len(each.words) > 1 else SINGLE if len(each.ways) > 1 else SINGLE * beside),
            tuple(_way(way, rare, OTHER_WAY if place else 1.0) for place, way in enumerate(each.ways)),
        )
        for each in sought
    )
    return _Asked(
        things,
        tuple(way for (_, ways), each in zip(things, sought, strict=True) if each.is_matter for way in ways),
        frozenset((*within, *between, *telling)) if within or between else frozenset(),
        tuple((pair, BESIDE * rare.get(pair, 0.0)) for pair in between),
    )


def _weight(way: Sequence[str], rare: Mapping[str, float]) -> float:
    """Weigh a way as rare as its rarest word."""
    return max((rare.get(word, 0.0) for word in way), default=0.0)


def _way(way: Sequence[str], rare: Mapping[str, float], counts: float) -> _Way:
    """Two words in a row tell more; a pair that nobody writes asks for no more than its words do."""
    terms = []
    for place, term in enumerate(terms_of(way)):
        weight = rare.get(term, 0.0)
        if place >= len(way):
            weight = PAIR * min(weight, max(rare.get(word, 0.0) for word in way[place - len(way) :][:2]))
        terms.append((term, weight))
    return _Way(tuple(terms), tuple(_named(way)), sum(weight for _, weight in terms), counts)


def _place_of(term: str, candidate: SearchRow) -> float:
    return IN_TITLE if term in candidate.title else IN_TEXT if term in candidate.words else 0.0
