"""Hashtags and emoji by the house rules: few, and none at all where a text speaks of penalties or mourning.

The rules hold for the finished post, so what a source brought along counts too.
"""

import re
from collections.abc import Iterable
from functools import cache

from distributor.compose.editorial import HouseStyle
from distributor.text.place import place_tag
from distributor.text.plain import one_line

EMOJI = re.compile(
    r"(?:[\U0001f1e6-\U0001f1ff]{2}"
    r"|[\u203c\u2049\u2122\u2139\u2194-\u21aa\u231a-\u23ff\u24c2\u25aa-\u25fe\u2600-\u27bf\u2934\u2935\u2b05-\u2b55\u3030\u303d\u3297\u3299"
    r"\U0001f000-\U0001f1e5\U0001f200-\U0001faff])[\ufe0f\U0001f3fb-\U0001f3ff]*"
    r"(?:\u200d[\u2600-\u27bf\U0001f000-\U0001faff][\ufe0f\U0001f3fb-\U0001f3ff]*)*"
)
HASHTAG = re.compile(r"(?<![\w&/#])#(?=\w*[^\W\d_])\w+")


def is_sober(text: str, house: HouseStyle) -> bool:
    """Return True if the text speaks of penalties or mourning."""
    return _sober_pattern(house.sober_words).search(text.casefold()) is not None


@cache
def _sober_pattern(words: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile(rf"\b(?:{'|'.join(re.escape(word) for word in words)})\b" if words else r"(?!)")


def limit_emoji(text: str, most: int) -> str:
    """All but the first `most` emoji taken out."""
    seen = 0

    def keep(match: re.Match[str]) -> str:
        nonlocal seen
        seen += 1
        return match.group() if seen <= most else ""

    return EMOJI.sub(keep, text)


def count_emoji(text: str) -> int:
    return len(EMOJI.findall(text))


def limit_hashtags(text: str, most: int) -> str:
    """The sign "#" taken off all but the first `most` hashtags; the words stay."""
    seen = 0

    def keep(match: re.Match[str]) -> str:
        nonlocal seen
        seen += 1
        return match.group() if seen <= most else match.group()[1:]

    return HASHTAG.sub(keep, text)


def count_hashtags(text: str) -> int:
    return len(HASHTAG.findall(text))


def bare(text: str) -> str:
    """Return a text on one line, without emoji and the signs of hashtags: words of a source that stand beside those of its
    title."""
    return one_line(limit_hashtags(limit_emoji(text, 0), 0))


def hashtags(words: Iterable[str], unit_name: str, most: int) -> str:
    """Return text such as `#VănBảnMới #HươngGiang`: at most `most`, each once; the unit's place stands second."""
    first, *others = [*words, ""]
    chosen = list(dict.fromkeys(tag for tag in (first, place_tag(unit_name), *others) if tag))
    return " ".join(f"#{tag}" for tag in chosen[:most])
