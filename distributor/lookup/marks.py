"""What an item's or a document's row is marked with beside its words: whose commune it is, and the matter of its title. Pure.

A title is read for its matter as a message is (`asked.py`), so that they meet though they share no word.
"""

from collections.abc import Sequence

from distributor.lookup.asked import AskedMatter, matter_asked
from distributor.lookup.terms import plain_words
from distributor.text.place import communes_in
from distributor.text.typed import bare

OF_PLACE, OF_MATTER = "zp", "zm"
"""Before a commune's name and before a matter's first one, each written as one word: no word in Vietnam begins so."""
LEAST_KNOWN, LEAST_EVIDENCE = 0.5, 16.0
"""The share of a title's words that the matter's examples have, and the evidence for it."""
SHORTEST_PLACE, LONGEST_PLACE = 2, 4
"""Syllables of a commune's name."""
FOR_ALL = frozenset({"scam_warning", "press_release"})
"""Kinds of items that tell everybody, wherever it happened."""
WHERE = " tren dia ban "
"""Begins what a title says of where it holds, which is no matter."""


def marks_of(title: str, *, place: str = "", kind: str = "") -> set[str]:
    """Return the marks of a row. `place`: what names whose it is; `kind`: of the item."""
    marks = set[str]() if kind in FOR_ALL else {OF_PLACE + "".join(plain_words(name)) for name in communes_in(place)}
    asked = matter_asked(bare(title).partition(WHERE)[0])
    known = asked is not None and asked.known >= LEAST_KNOWN and asked.evidence >= LEAST_EVIDENCE
    if asked is not None and known and asked.names and asked.is_certain:
        marks.add(mark_of_matter(asked))
    return marks


def mark_of_matter(asked: AskedMatter) -> str:
    return OF_MATTER + "".join(asked.names[0])


def marks_of_places(words: Sequence[str]) -> set[str]:
    """Return the marks of all communes that these words may name."""
    return {
        OF_PLACE + "".join(words[begin : begin + length])
        for length in range(SHORTEST_PLACE, LONGEST_PLACE + 1)
        for begin in range(len(words) - length + 1)
    }
