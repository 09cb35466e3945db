"""How a text travels by SMS: its encoding, its segments, and its form without accents.

GSM 03.38 carries 160 septets in one segment and 153 in each of several; characters of the extension table cost two, which a
segment never parts. One character outside it makes the whole text UCS-2: 70 UTF-16 units, 67 in each of several, a surrogate
pair never parted. The numbers are those of 3GPP TS 23.038 and 23.040 (PLATFORM_FACTS 5); a network may count otherwise
(`NetworkCount`).
"""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

_BASIC = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿"
    "abcdefghijklmnopqrstuvwxyzäöñüà"
)
_EXTENSION = frozenset("\f^{}\\[~]|€")
_GSM = _BASIC | _EXTENSION


class Encoding(StrEnum):
    GSM = "gsm"
    UCS2 = "ucs2"


_ONE = {Encoding.GSM: 160, Encoding.UCS2: 70}
_SEVERAL = {Encoding.GSM: 153, Encoding.UCS2: 67}


@dataclass(frozen=True)
class NetworkCount:
    """A network's way to count: units in each of several segments, and how many characters of its own it puts before the
    first."""

    gsm_part: int = _SEVERAL[Encoding.GSM]
    ucs2_part: int = _SEVERAL[Encoding.UCS2]
    header: int = 0

    def room(self, encoding: Encoding) -> tuple[int, int, int]:
        """Units of a single segment, of the first of several, of each further one."""
        part = self.gsm_part if encoding is Encoding.GSM else self.ucs2_part
        return _ONE[encoding] - self.header, part - self.header, part


USUAL_COUNT = NetworkCount()


@dataclass(frozen=True)
class SmsLength:
    """`units`: septets or UTF-16 units; `segments`: messages that are paid for, 0 for an empty text."""

    encoding: Encoding
    units: int
    segments: int


def encoding_of(text: str) -> Encoding:
    return Encoding.GSM if _GSM.issuperset(text) else Encoding.UCS2


def measure(text: str, counting: NetworkCount = USUAL_COUNT) -> SmsLength:
    encoding = encoding_of(text)
    if encoding is Encoding.GSM:
        costs = [2 if letter in _EXTENSION else 1 for letter in text]
    else:
        costs = [2 if letter > "\uffff" else 1 for letter in text]
    units, (alone, first, further) = sum(costs), counting.room(encoding)
    if units <= alone:
        return SmsLength(encoding, units, 1 if units else 0)
    return SmsLength(encoding, units, _filled(costs, first, further))


def segments(text: str, counting: NetworkCount = USUAL_COUNT) -> int:
    """Messages that `text` takes."""
    return measure(text, counting).segments


def _filled(costs: Iterable[int], room: int, further: int) -> int:
    """Segments that the costs fill in order, each cost whole. `room`: of the first."""
    number, used = 1, 0
    for cost in costs:
        if used + cost > room:
            number, used, room = number + 1, 0, further
        used += cost
    return number


_SIGNS = {
    "đ": "d", "Đ": "D", "₫": "dong", "“": '"', "”": '"', "„": '"', "«": '"', "»": '"', "‘": "'", "’": "'", "‚": "'",
    "…": "...", "–": "-", "—": "-", "―": "-", "−": "-", "‐": "-", "‑": "-", "•": "-", "·": "-", "×": "x", "÷": "-",
    "≤": "<=", "≥": ">=", "≠": "khac", "±": "+/-", "‰": " phan nghin", "º": " do", "°": " do", "№": "So", "\u00a0": " ",
    "→": "->", "←": "<-", "æ": "ae", "Æ": "AE", "œ": "oe", "ø": "o", "Ø": "O", "ß": "ss",
}  # fmt: skip
_SUPERSCRIPTS = {"⁰": "0", "¹": "1", "²": "2", "³": "3", "⁴": "4", "⁵": "5", "⁶": "6", "⁷": "7", "⁸": "8", "⁹": "9"}
_POWER = re.compile(rf"(?<=\d)([{''.join(_SUPERSCRIPTS)}])")
_FRACTION = re.compile(r"(?<=\d)([¼½¾⅓⅔⅛])")
_CURRENCY = re.compile(r"(?<=\d)₫")
_DEGREE = re.compile(r" ?[°º](?=[CFK])")


def unaccent(text: str) -> str:
    """Vietnamese without accents, as telephones without Unicode show it; numbers, dates, units and links mean the same.

    m² becomes m2, but 10² becomes 10^2, for 102 is another number. What has no plain form stays, and is counted as UCS-2.
    Doing it twice changes nothing.
    """
    if text.isascii():
        return text
    text = _FRACTION.sub(r" \1", _POWER.sub(lambda found: f"^{_SUPERSCRIPTS[found[1]]}", text))
    text = _DEGREE.sub(" do ", _CURRENCY.sub(" dong", text))
    plain = []
    for letter in unicodedata.normalize("NFC", text):
        plain.append(letter if letter.isascii() else _plain(letter))
    return "".join(plain)


def _plain(letter: str) -> str:
    if letter in _SIGNS:
        return _SIGNS[letter]
    if letter in _SUPERSCRIPTS:
        return _SUPERSCRIPTS[letter]
    if unicodedata.combining(letter):
        return ""
    if letter in _GSM and not letter.isalpha():
        return letter
    parts = unicodedata.normalize("NFKD", letter).replace("\u2044", "/")
    bare = "".join(part for part in parts if not unicodedata.combining(part))
    return bare if bare.isascii() and bare else letter


_LIGHT = str.maketrans({sign: plain for sign, plain in _SIGNS.items() if not sign.isalpha()})


def lightest(text: str) -> str:
    """Typographic signs as plain ones where that alone makes the text GSM; any other text as it is."""
    if encoding_of(text) is Encoding.GSM:
        return text
    plain = text.translate(_LIGHT)
    return plain if encoding_of(plain) is Encoding.GSM else text
