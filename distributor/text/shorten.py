"""The longest good beginning of a text that fits: whole sentences if they fill the room, else whole words and "…".

1. Look only as far as could fit, so that a text of 200,000 characters costs no more than the post it becomes.
2. Prefer an end of a sentence, if that keeps half of what words would keep.
3. Else end between words where a reader would pause; else between any words.
4. A first word that is too long by itself is cut between letters, unless it is a number, a link or a hashtag.

`fits` is asked for every result, so nothing longer than the room ever comes out, whatever the counter does.
"""

import unicodedata
from bisect import bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from distributor.text import borders

ELLIPSIS = "…"
FIRST_REACH = 512
MARGIN = 400
"""Characters behind the reach that are looked at too, so that a span which starts inside the reach is seen whole."""
SENTENCE_SHARE = 0.5
UNCUTTABLE = frozenset("#@/:.")

Fits = Callable[[str], bool]


@dataclass(frozen=True)
class Shortened:
    """`text` is empty if nothing fits. `cut`: something was left out."""

    text: str
    cut: bool


def shorten(text: str, fits: Fits, *, split_words: bool = False) -> Shortened:
    """Shorten a text. `text` is clean. `split_words`: a first word that does not fit may be cut between its letters."""
    reach = FIRST_REACH
    while reach < len(text) and fits(text[:reach]):
        reach *= 2
    if reach >= len(text) and fits(text):
        return Shortened(text, False)
    window = text[: reach + MARGIN]
    words, sentences, asides = _ends(window, reach)
    by_sentence = _longest(window, sentences, fits)
    by_pause = _longest(window, words, fits, lambda end: borders.reads_well(window, end, asides))
    if by_sentence and len(by_sentence) >= SENTENCE_SHARE * len(by_pause):
        return Shortened(by_sentence, True)
    best = by_pause or by_sentence or _longest(window, words, fits)
    if not best and split_words:
        best = _within_first_word(window, fits)
    return Shortened(best, True)


@lru_cache(maxsize=64)  # the same lead is shortened for one channel after the other
def _ends(window: str, reach: int) -> tuple[Sequence[int], Sequence[int], Sequence[borders.Span]]:
    """Ends of words and of sentences up to `reach`, and the asides."""
    whole = borders.protected(window)
    words = tuple(end for end in borders.word_ends(window, whole) if end <= reach)
    sentences = tuple(end for end in borders.sentence_ends(window, whole) if end <= reach)
    return words, sentences, borders.asides_of(window)


def ended(beginning: str) -> str:
    """Return the beginning as it is shown: a full sentence stays as it is, anything else shows that more follows."""
    if beginning.rstrip(borders.CLOSERS).endswith((".", "!", "?", ELLIPSIS)):
        return beginning
    bare = beginning.rstrip(" \n,;:–-(“«")
    if not bare:
        return ""
    # A number directly before "…" would look like a cut number.
    return f"{bare} {ELLIPSIS}" if bare[-1].isdigit() else f"{bare}{ELLIPSIS}"


def _longest(text: str, ends: Sequence[int], fits: Fits, accept: Callable[[int], bool] = lambda _end: True) -> str:
    """Find the longest by bisection; counters may be uneven, so whatever it finds is confirmed and, if need be, stepped back
    from."""
    index = bisect_right(ends, False, key=lambda end: not fits(ended(text[:end])))
    for end in reversed(ends[:index]):
        candidate = ended(text[:end]) if accept(end) else ""
        if candidate and fits(candidate):
            return candidate
    return ""


def _within_first_word(text: str, fits: Fits) -> str:
    word = text.split(maxsplit=1)[0] if text else ""
    if "://" in word:
        return ""
    stop = next((place for place, letter in enumerate(word) if letter in UNCUTTABLE or letter.isnumeric()), len(word))
    ends = [end for end in range(1, stop + 1) if end == len(word) or _begins_letter(word, end)]
    return _longest(word, ends, fits)


def _begins_letter(word: str, end: int) -> bool:
    """No accent, joiner or half of an emoji may be torn off what it belongs to."""
    return unicodedata.category(word[end])[0] in "LNP" and word[end - 1] not in "\u200c\u200d"
