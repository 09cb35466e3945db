"""How a telephone reads and writes short messages: GSM 03.38 and UCS-2, and what holds the parts of a long one together."""

from __future__ import annotations

from dataclasses import dataclass

_PLAIN = (
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞ\x1bÆæßÉ"
    " !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§"
    "¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
_SHIFTED = dict(zip(b"\x0a\x14\x28\x29\x2f\x3c\x3d\x3e\x40\x65", "\f^{}\\[~]|€", strict=True))
UDHI = 0x40


@dataclass(frozen=True)
class Piece:
    """One short message. `raw`: its text as octets, for a letter may be parted between two pieces."""

    reference: int
    total: int
    number: int
    raw: bytes
    unicode: bool
    header: int = 0


def read_piece(octets: bytes, data_coding: int, esm_class: int, sar: tuple[int, int, int] | None) -> Piece | None:
    """None for a data coding or header that telephones here do not know."""
    if data_coding not in (0, 8):
        return None
    reference, total, number, header = 0, 1, 1, 0
    if esm_class & UDHI:
        if not octets or len(octets) <= octets[0]:
            return None
        header = octets[0] + 1
        fields, octets = octets[1:header], octets[header:]
        if fields[:2] == b"\x00\x03" and len(fields) == 5:
            reference, total, number = fields[2], fields[3], fields[4]
        elif fields[:2] == b"\x08\x04" and len(fields) == 6:
            reference, total, number = int.from_bytes(fields[2:4], "big"), fields[4], fields[5]
        else:
            return None
        if not 1 <= number <= total:
            return None
    elif sar is not None:
        reference, total, number = sar
    return Piece(reference, total, number, octets, data_coding == 8, header)


def fits(piece: Piece) -> bool:
    """140 octets a short message, header included; septets are packed seven to an octet times eight."""
    if piece.unicode:
        return len(piece.raw) + piece.header <= 140
    return len(piece.raw) <= (140 - piece.header) * 8 // 7


def whole_text(raw: bytes, unicode: bool) -> str:
    if unicode:
        return raw.decode("utf-16-be", "replace")
    shown, shifted = "", False
    for code in raw:
        if shifted:
            shown += _SHIFTED.get(code, "?")
            shifted = False
        elif code == 0x1B:
            shifted = True
        else:
            shown += _PLAIN[code] if code < 128 else "?"
    return shown


def write(text: str, reference: int) -> list[tuple[bytes, int, int]]:
    """What a telephone sends: (octets, data_coding, esm_class) a part."""
    plain = all(letter in _PLAIN and letter != "\x1b" for letter in text)
    letters = [bytes([_PLAIN.index(letter)]) if plain else letter.encode("utf-16-be") for letter in text]
    one, several = (160, 153) if plain else (140, 134)
    if sum(map(len, letters)) <= one:
        return [(b"".join(letters), 0 if plain else 8, 0)]
    pieces = [b""]
    for letter in letters:
        if len(pieces[-1]) + len(letter) > several:
            pieces.append(b"")
        pieces[-1] += letter
    return [
        (bytes([5, 0, 3, reference & 255, len(pieces), number]) + piece, 0 if plain else 8, UDHI)
        for number, piece in enumerate(pieces, 1)
    ]
