"""A text as the octets of its segments, and back: GSM 03.38 in unpacked septets, UCS-2, user data headers.

Segments are those that `channels.sms_text` counts: 160/153 septets, 70/67 UTF-16 units; neither an extension character nor a
surrogate pair is ever parted (3GPP TS 23.038, 23.040).
"""

import re
from dataclasses import dataclass
from functools import lru_cache

from channels.sms_text import USUAL_COUNT, Encoding, NetworkCount, measure

GSM_CODING, ASCII_CODING, LATIN_CODING, UCS2_CODING = 0, 1, 3, 8
CONCATENATED = 0x40
"""In esm_class: the short message begins with a user data header."""

_BASIC = (
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞ\x1bÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
_EXTENSION = {
    0x0A: "\f",
    0x14: "^",
    0x28: "{",
    0x29: "}",
    0x2F: "\\",
    0x3C: "[",
    0x3D: "~",
    0x3E: "]",
    0x40: "|",
    0x65: "€",
}
_ESCAPE = 0x1B
_SEPTETS = {letter: bytes([code]) for code, letter in enumerate(_BASIC) if code != _ESCAPE} | {
    letter: bytes([_ESCAPE, code]) for code, letter in _EXTENSION.items()
}
_OCTETS = {Encoding.GSM: 1, Encoding.UCS2: 2}
"""Of a unit."""
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff]")


@dataclass(frozen=True)
class Segment:
    """One short message. `number`: from 1. `octets`: with the user data header where there are several."""

    number: int
    octets: bytes
    data_coding: int
    esm_class: int


def segments_of(text: str, reference: int, counting: NetworkCount = USUAL_COUNT) -> list[Segment]:
    """Split a text into segments. `reference`: ties the segments of one text together on the telephone; its lowest eight bits
    count. At most 255 segments."""
    coding, pieces = _pieces(text, counting)
    if len(pieces) == 1:
        return [Segment(1, pieces[0], coding, 0)]
    return [
        Segment(number, bytes([5, 0, 3, reference & 0xFF, len(pieces), number]) + piece, coding, CONCATENATED)
        for number, piece in enumerate(pieces, 1)
    ]


@lru_cache(maxsize=16)
def _pieces(text: str, counting: NetworkCount) -> tuple[int, list[bytes]]:
    """Data coding and octets of each segment: a broadcast asks for those of one text a million times."""
    length = measure(text, counting)
    encoding = length.encoding
    coding = GSM_CODING if encoding is Encoding.GSM else UCS2_CODING
    letters = [_SEPTETS[letter] if encoding is Encoding.GSM else letter.encode("utf-16-be") for letter in text]
    if length.segments <= 1:
        return coding, [b"".join(letters)]
    _alone, first, further = counting.room(encoding)
    pieces = _filled(letters, first * _OCTETS[encoding], further * _OCTETS[encoding])
    if len(pieces) > 255:
        raise ValueError("a text of more than 255 segments")
    return coding, pieces


def _filled(letters: list[bytes], room: int, further: int) -> list[bytes]:
    pieces, piece = list[bytes](), b""
    for letter in letters:
        if len(piece) + len(letter) > room:
            pieces.append(piece)
            piece, room = b"", further
        piece += letter
    return [*pieces, piece]


def coded(segment: Segment, gsm_coding: int) -> tuple[bytes, int]:
    """The segment's octets and `data_coding` for a network that wants texts without accents in another alphabet than GSM's.

    What that alphabet does not have goes out in GSM's, so that the segments stay those that were approved.
    """
    if segment.data_coding != GSM_CODING or gsm_coding == GSM_CODING:
        return segment.octets, segment.data_coding
    header = segment.octets[: segment.octets[0] + 1] if segment.esm_class & CONCATENATED else b""
    try:
        letters = _from_septets(segment.octets[len(header) :]).encode(
            "ascii" if gsm_coding == ASCII_CODING else "latin-1"
        )
    except UnicodeEncodeError:
        return segment.octets, segment.data_coding
    return header + letters, gsm_coding


@dataclass(frozen=True)
class DecodedSegment:
    """`reference`, `total`, `position`: of a part of a long text; 0, 1, 1 for a whole one."""

    text: str
    reference: int = 0
    total: int = 1
    position: int = 1


def decode(octets: bytes, data_coding: int, esm_class: int) -> DecodedSegment:
    """Return what came in. Never raises: what cannot be read becomes the replacement character; control characters go."""
    reference, total, position = 0, 1, 1
    if esm_class & CONCATENATED and octets and len(octets) > octets[0]:
        reference, total, position = _concatenation(octets[1 : octets[0] + 1])
        octets = octets[octets[0] + 1 :]
    return DecodedSegment(clean(_text(octets, data_coding)), reference, total, position)


def clean(text: str) -> str:
    """Return the text without what a database or a screen cannot hold."""
    return _CONTROL.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


def _concatenation(header: bytes) -> tuple[int, int, int]:
    place = 0
    while place + 2 <= len(header):
        kind, length = header[place], header[place + 1]
        value = header[place + 2 : place + 2 + length]
        if kind == 0x00 and len(value) == 3:
            return _sane(value[0], value[1], value[2])
        if kind == 0x08 and len(value) == 4:
            return _sane(int.from_bytes(value[:2], "big"), value[2], value[3])
        place += 2 + length
    return 0, 1, 1


def _sane(reference: int, total: int, position: int) -> tuple[int, int, int]:
    return (reference, total, position) if 1 <= position <= total else (0, 1, 1)


def _text(octets: bytes, data_coding: int) -> str:
    if data_coding == UCS2_CODING:
        return octets.decode("utf-16-be", "replace")
    if data_coding in (ASCII_CODING, LATIN_CODING):
        return octets.decode("latin-1")
    return _from_septets(octets)


def _from_septets(octets: bytes) -> str:
    letters, escaped = [], False
    for code in octets:
        if escaped:
            letters.append(_EXTENSION.get(code, " "))
            escaped = False
        elif code == _ESCAPE:
            escaped = True
        else:
            letters.append(_BASIC[code] if code < len(_BASIC) else "\ufffd")
    return "".join(letters)
