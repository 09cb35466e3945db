"""The place in a unit's name. Pure, and apart: the process that makes a video draws an emblem and needs no database for it."""

import re
from itertools import takewhile

PLACE = re.compile(r"\b(?:tỉnh|thành phố|phường|xã|đặc khu)\s+((?:[^\W\d_]+\s?){1,5})", re.IGNORECASE)


def place_tag(unit_name: str) -> str:
    """Return text such as `HươngGiang` of "Sở Tư pháp tỉnh Hương Giang"; empty if the name holds no place."""
    names = [match.group(1).split() for match in PLACE.finditer(unit_name)]
    return "".join(takewhile(lambda word: word[0].isupper(), names[-1])) if names else ""


def communes_in(text: str) -> list[str]:
    """Return the names of the communes that a text names, as written."""
    found = (match.group(1).split() for match in PLACE.finditer(text) if match[0][0] not in "tT")
    names = (list(takewhile(lambda word: word[0].isupper(), words)) for words in found)
    return [" ".join(words) for words in names if len(words) > 1]
