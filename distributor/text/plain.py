"""Clean text: NFC, no control or hidden characters, single spaces, at most one blank line.

Everything that is counted, compared or drawn passes through here first. Only white space and invisible characters go;
words and numbers stay as the source has them.
"""

import re
import unicodedata
from itertools import pairwise

INVISIBLE = re.compile(
    r"[\x00-\x08\x0e-\x1f\x7f-\x9f\u00ad\u061c\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff\ufff9-\uffff\ud800-\udfff]"
)
"""Controls, soft hyphens, zero-width spaces, marks that turn the direction of writing, halves of surrogate pairs. The joiners
stay (U+200C, U+200D): emoji are made of them."""

LINE_BREAK = re.compile(r"\r\n?|[\x0b\x0c\x85\u2028\u2029]")
SPACES = re.compile(r"[^\S\n]+")
SPACE_ROUND_BREAK = re.compile(r" ?\n ?")
BLANK_LINES = re.compile(r"\n{3,}")
NO_LETTERS = re.compile(r"[\W_]+")


_NOT_YET = ("  ", " \n", "\n ", "\n\n\n", "\ufffc", "\ufffd")
"""In a text without controls and such: what makes it unclean all the same. The last two are signs that can be shown."""


def _needs_cleaning(text: str) -> bool:
    """Return False for most texts, since they have been cleaned before: found in a tenth of the time that cleaning takes."""
    return not text.replace("\n", "").isprintable() or any(each in text for each in _NOT_YET)


def clean(text: str) -> str:
    """NFC with the paragraphs kept; cleaning twice changes nothing."""
    if not _needs_cleaning(text):
        return unicodedata.normalize("NFC", text).strip()
    text = LINE_BREAK.sub("\n", text)
    text = INVISIBLE.sub("", text)
    text = SPACES.sub(" ", text)
    text = SPACE_ROUND_BREAK.sub("\n", text)
    text = BLANK_LINES.sub("\n\n", text)
    return unicodedata.normalize("NFC", text).strip()


def one_line(text: str) -> str:
    """Return `clean`, on one line: for titles and names."""
    return " ".join(clean(text).split())


def letters(text: str) -> str:
    """Only letters and digits, without case: what two texts have in common if they say the same."""
    return NO_LETTERS.sub("", text.casefold())


def word_pairs(text: str) -> set[tuple[str, str]]:
    """Syllables in a row, without case and signs: mostly one word of Vietnamese each."""
    words = [word.strip(",.;:()“”").casefold() for word in text.split()]
    return set(pairwise(words))


def capital(text: str) -> str:
    """The first letter as at the beginning of a sentence, the rest as it is."""
    return text[:1].upper() + text[1:]
