"""Texts that were registered with a network for a brand name, by class: whether a text is one of them. Pure.

One a line, as it was registered: words, and `{…}` where something of the sender's own stands, `{…,20}` for at most twenty
characters of it. A line that begins with a class (`QC:` of advertisements, `CSKH:` or `ĐH:` of what people asked for) is of that
class; else it is of what people asked for. White space counts once; all else is compared to the letter, accents too.
"""

import re
from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import inf

from channels.errors import Misconfigured
from phrases import phrase

TEMPLATES, ONLY = "templates", "templates_only"
"""Settings of an account: the lines, and whether its network refuses what fits none of them."""
MOST_LETTERS, MOST_PLACES = 8_000, 60
_CLASS = re.compile(r"(QC|CSKH|ĐH|DH)\s*:\s*(?=\S)", re.IGNORECASE)
_PLACE = re.compile(r"\{[^{}]*\}")
_MOST = re.compile(r"(?:^|,)\s*(\d{1,4})\s*$")


@dataclass(frozen=True)
class RegisteredText:
    """`pieces`: the words, one more than `places`, which say how many characters may stand between two of them."""

    is_advertising: bool
    pieces: tuple[str, ...]
    places: tuple[float, ...]

    def fits(self, text: str) -> bool:
        """Each place holds one character at least. Linear in what it finds, however many places there are."""
        text = _plain(text)
        if not self.places:
            return text == self.pieces[0]
        if not text.startswith(self.pieces[0]):
            return False
        ends = [len(self.pieces[0])]
        for number, (most, piece) in enumerate(zip(self.places, self.pieces[1:], strict=True), 1):
            begins = _begins(text, piece, is_last=number == len(self.places))
            ends = [begin + len(piece) for begin in begins if _is_reached(ends, begin, most)]
            if not ends:
                return False
        return len(text) in ends


def _begins(text: str, piece: str, *, is_last: bool) -> list[int]:
    if is_last:
        return [len(text) - len(piece)] if text.endswith(piece) else []
    found, at = list[int](), text.find(piece)
    while at >= 0:
        found.append(at)
        at = text.find(piece, at + 1)
    return found


def _is_reached(ends: Sequence[int], begin: int, most: float) -> bool:
    """Return True if from one of these ends, in order, to there are 1 to `most` characters."""
    place = bisect_left(ends, begin) - 1
    return place >= 0 and begin - ends[place] <= most


@lru_cache(maxsize=64)
def registered_texts(lines: str) -> tuple[RegisteredText, ...]:
    """Read the registered texts. Raises Misconfigured, which names the line."""
    if len(lines) > MOST_LETTERS:
        raise Misconfigured(phrase("sms.templates-too-long", most=MOST_LETTERS))
    return tuple(_read(number, line) for number, line in enumerate(lines.splitlines(), 1) if line.strip())


def _read(number: int, line: str) -> RegisteredText:
    found = _CLASS.match(line.strip())
    text = _plain(line.strip()[found.end() :] if found else line)
    pieces, places = _PLACE.split(text), _PLACE.findall(text)
    if any("{" in piece or "}" in piece for piece in pieces):
        raise Misconfigured(phrase("sms.template-braces", line=number, braces="{ }"))
    if len(places) > MOST_PLACES or any(not piece for piece in pieces[1:-1]):
        raise Misconfigured(phrase("sms.template-places", line=number, place="{…}", most=MOST_PLACES))
    if not any(letter.isalnum() for piece in pieces for letter in piece):
        raise Misconfigured(phrase("sms.template-empty", line=number))
    return RegisteredText(found is not None and found[1].upper() == "QC", tuple(pieces), tuple(map(_most, places)))


def _most(place: str) -> float:
    found = _MOST.search(place.strip("{}"))
    return int(found[1]) if found else inf


def _plain(text: str) -> str:
    return " ".join(text.split())


def check_templates(lines: str) -> None:
    """Check that each line is a registered text. Raises Misconfigured."""
    registered_texts(lines)


def unregistered(settings: Mapping[str, object], text: str, *, is_advertising: bool) -> str:
    """Return a warning in words for staff where templates are registered and `text` fits none of its class; else empty. Raises
    Misconfigured."""
    known = registered_texts(str(settings.get(TEMPLATES) or ""))
    if not known or any(each.is_advertising is is_advertising and each.fits(text) for each in known):
        return ""
    return phrase("sms.unregistered-advertising") if is_advertising else phrase("sms.unregistered-care")
