"""Lists of words as one pattern: whole words, compared without case, longest first. Pure.

In a word `#` stands for a number, `*` for one to three words; between its syllables any white space may stand.
"""

import re
from collections.abc import Iterable

from distributor.text.tidy import squeeze


def plain(text: str) -> str:
    """Return a text in lower case, with single spaces: what `whole_words` is looked for in."""
    return squeeze(text).casefold()


def any_of(words: Iterable[str]) -> str:
    """An alternation of the words; the border after a word that ends in a sign ("hỏi:") is that sign."""
    longest_first = sorted({word.casefold() for word in words}, key=lambda word: (-len(word), word))
    return "|".join(map(_shape, longest_first))


def whole_words(words: Iterable[str]) -> re.Pattern[str]:
    """A pattern for `plain` text that finds any of the words."""
    return re.compile(rf"(?<!\w)(?:{any_of(words)})")


def _shape(word: str) -> str:
    syllables = r"\s+".join(re.escape(syllable) for syllable in word.split())
    shape = syllables.replace(r"\#", r"\d[\d.,]*").replace(r"\*", r"\w+(?:\s\w+){0,2}")
    return shape + (r"(?!\w)" if word[-1].isalnum() or word[-1] in "#*" else "")
