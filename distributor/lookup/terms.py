"""The terms that texts and queries are compared by: syllables without accents, and two in a row as one (`tachthua`). Pure."""

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import pairwise

from distributor.lookup.rules import LookUpRules, lexicon, look_up_rules, meaning_rules
from distributor.text.typed import Word, bare, is_near, marks, sound, syllables, words_of

_TOKEN = re.compile(r"[a-z0-9]+")
LONGEST = 200
"""Letters of a query that are looked for."""
MOST_WORDS = 24
LONGEST_NAME = 5
LEAST_SLIPPED = 4
_READ_AT_ONCE = 8
"""Messages that are kept as they were read: several look at one."""


def plain_words(text: str) -> list[str]:
    return _TOKEN.findall(bare(text))


def terms_of(words: Sequence[str]) -> list[str]:
    """Each word, and each two in a row as one."""
    return [*words, *(one + other for one, other in pairwise(words))]


def terms_in(texts: Iterable[str]) -> set[str]:
    """The terms in several texts, none running into the next."""
    return {term for text in texts for term in terms_of(plain_words(text))}


@dataclass(frozen=True)
class Sought:
    """One thing that a query asks for. `ways`: each the words of one way to say it, the first as it was typed. `is_matter`: words
    that belong together; `is_law`: our list of matters of the law has it."""

    ways: tuple[tuple[str, ...], ...]
    is_matter: bool = False
    is_law: bool = False

    @property
    def words(self) -> tuple[str, ...]:
        return self.ways[0]


def sought_in(query: str) -> list[Sought]:
    """Return what a query asks for: matters that are named, with other words for them, then single words; empty ones left out."""
    rules, known = look_up_rules(), lexicon()
    typed, words = _read(query[:LONGEST])
    found: list[Sought] = []
    place = 0
    while place < len(words):
        length = _longest_named(words, place, rules)
        said = tuple(words[place : place + length])
        empty = " ".join(said) in rules.empty_phrases if length > 1 else rules.is_empty(said[0], typed[place].typed)
        if not empty:
            # An everyday word may run into a matter's name: "vé đò" into "đò ngang", which it means as well; "chia thửa" into
            # "thừa kế", which it does not.
            other, named = rules.same.get(" ".join(said), ""), " ".join(words[place + length - 1 :][:2])
            runs_on = length > 1 and bool(other) and named in known.names
            if runs_on and named not in " ".join(plain_words(other)):
                said, runs_on = said[:-1], False
            name = " ".join(said)
            found.append(Sought((said, *_other_ways(said, rules)), name in rules.matters, name in rules.named))
            length = len(said) - runs_on
        place += length
    return found


def typed_words(message: str) -> list[str]:
    """Return the words of a message as they were meant, without accents."""
    return list(_read(message[:LONGEST])[1])


def named_places(plain: Sequence[str]) -> list[set[int]]:
    """Return the places of each matter that is named, the longest first, none twice."""
    known, found, place = lexicon(), [], 0
    while place < len(plain):
        for length in range(min(known.longest, len(plain) - place), 0, -1):
            if " ".join(plain[place : place + length]) in known.names:
                found.append(set(range(place, place + length)))
                place += length - 1
                break
        place += 1
    return found


@lru_cache(maxsize=_READ_AT_ONCE)
def _read(query: str) -> tuple[tuple[Word, ...], tuple[str, ...]]:
    """Return the words as they were typed, and as they were meant, place by place."""
    rules, known = look_up_rules(), lexicon()
    typed = words_of(query, _short_forms(), _right_words())[:MOST_WORDS]
    words = [_near_word(word, _right_words(), known.words) for word in _spelled(typed, rules)]
    kept = _without_copied(words, rules)
    return tuple(typed[place] for place in kept), tuple(words[place] for place in kept)


@cache
def _right_words() -> frozenset[str]:
    return lexicon().words | look_up_rules().spelled


@cache
def _short_forms() -> dict[str, str]:
    """A word of a matter's name is no short form of another ("hụi")."""
    spelled = look_up_rules().spelled
    return {form: long for form, long in meaning_rules().long_forms.items() if form not in spelled}


def _without_copied(words: Sequence[str], rules: LookUpRules) -> list[int]:
    """Return the places of the words, without the paper that a copy is asked of (`copies`): it is not what is asked for."""
    line, places = " ".join(words), range(len(words))
    copies, papers = rules.copied
    if not copies.search(line):
        return list(places)
    copied = {
        place
        for found in papers.finditer(line)
        for place in range(line.count(" ", 0, found.start()), line.count(" ", 0, found.end()) + 1)
    }
    return [place for place in places if place not in copied]


def _longest_named(words: Sequence[str], place: int, rules: LookUpRules) -> int:
    for length in range(min(LONGEST_NAME, len(words) - place), 1, -1):
        if " ".join(words[place : place + length]) in rules.known:
            return length
    return 1


def _other_ways(said: tuple[str, ...], rules: LookUpRules) -> list[tuple[str, ...]]:
    others = rules.same.get(" ".join(said), "").split("|")
    return [tuple(words) for other in others if (words := plain_words(other))]


def _spelled(typed: Sequence[Word], rules: LookUpRules) -> list[str]:
    """Two words that name nothing, but would with one slip or in another accent of the country, as what they name."""
    words = [word.plain for word in typed]
    accented = any(word.is_accented for word in typed)
    for place, pair in enumerate(pairwise(list(words))):
        if _is_named_about(words, place, rules):
            continue
        near = {
            name
            for word in pair
            for name in rules.pairs.get(word, ())
            if _is_slip(pair, name, typed[place : place + 2], rules, accented=accented)
        }
        if len(near) == 1:
            words[place : place + 2] = near.pop()
    return words


def _near_word(word: str, right: Collection[str], meant: Collection[str]) -> str:
    """A slip as the word that it comes near; of three letters one is too much to be a slip ("alo")."""
    return words_of(word, {}, right, meant)[0].plain if len(word) >= LEAST_SLIPPED else word


def _is_named_about(words: Sequence[str], place: int, rules: LookUpRules) -> bool:
    """Return True if one of the two words at this place is of a known name."""
    begins = range(max(0, place - 1), place + 2)
    return any(" ".join(words[begin : begin + length]) in rules.known for begin in begins for length in (2, 3))


def _is_slip(
    pair: tuple[str, str], name: tuple[str, str], typed: Sequence[Word], rules: LookUpRules, *, accented: bool
) -> bool:
    """One word is the same and tells something, the other sounds alike, or is no syllable and one slip away. In what was
    typed with accents they are those of the name: "điện tử" is no "riêng tư", "ở chợ" no "ở trọ"."""
    for mine, other in ((0, 1), (1, 0)):
        if pair[other] == name[other] and pair[mine] != name[mine]:
            if pair[mine] not in syllables():
                return len(pair[mine]) > 1 and pair[mine].isalpha() and is_near(pair[mine], name[mine])
            if rules.is_empty(pair[other], typed[other].typed) or sound(pair[mine]) != sound(name[mine]):
                continue
            said = rules.accented.get(" ".join(name), "").split()
            return not accented or (bool(said) and marks(said[mine]) == marks(typed[mine].typed))
    return False
