"""In which encoding a file of text was saved: told by its mark, by what its octets can be, or by which reading is Vietnamese.

Files of the 8-bit days say nothing of themselves: cp1258, and the fonts TCVN3 (ABC) and VNI, whose letters are other letters of
cp1252. The reading with the most words that Vietnamese spelling allows is taken.
"""

import codecs
import io
import re
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import BinaryIO

from distributor.ingest.syllables import is_syllable
from phrases import phrase

SAMPLE = 65_536
"""Octets by which an encoding that nothing else tells is told."""
LONGEST_LINE = 1 << 20
_BLOCK = 1 << 20
_BOMS = (
    (codecs.BOM_UTF8, "utf-8", phrase("importing.with-bom")),
    (codecs.BOM_UTF16_LE, "utf-16-le", "UTF-16"),
    (codecs.BOM_UTF16_BE, "utf-16-be", "UTF-16"),
)
_BEYOND = re.compile(r"[^\x00-\x7f]")
_WHOLE_FOR_BROKEN = 4
"""Letters beyond ASCII that stand for each octet that is no UTF-8: in a file of another encoding there is hardly any."""
_WORD = re.compile(r"[^\W\d_]+")
_SIGNS_WITHIN = re.compile(r"[^\W\d_][^\w\s.,;:!?()/\"'“”\-–&+]+(?=[^\W\d_]|\s|$)")
"""A sign where a letter belongs: the mark of a wrong reading."""

# TCVN 5712:1993 as the ABC fonts have it, from 0xA1 on; a space where they have no letter.
_TCVN3 = "ĂÂÊÔƠƯĐăâêôơưđ      àảãáạ ằẳẵắ       ặầẩẫấậè ẻẽéẹềểễếệìỉ   ĩíịò ỏõóọồổỗốộờởỡớợù ủũúụừửữứựỳỷỹýỵ"
_OF_TCVN3 = {0xA1 + place: letter for place, letter in enumerate(_TCVN3) if letter != " "}
# VNI writes the mark after its letter, as one more letter of cp1252; these are letters of their own.
_VNI_ALONE = str.maketrans("ôöñíìæóòîÔÖÑÍÌÆÓÒÎ", "ơưđíìỉĩịỵƠƯĐÍÌỈĨỊỴ")
_VNI_MARKS = {
    "ù": "\u0301", "ø": "\u0300", "û": "\u0309", "õ": "\u0303", "ï": "\u0323",
    "â": "\u0302", "á": "\u0302\u0301", "à": "\u0302\u0300", "å": "\u0302\u0309", "ã": "\u0302\u0303", "ä": "\u0302\u0323",
    "ê": "\u0306", "é": "\u0306\u0301", "è": "\u0306\u0300", "ú": "\u0306\u0309", "ü": "\u0306\u0303", "ë": "\u0306\u0323",
}  # fmt: skip
_VNI = re.compile(f"([aeiouyôöAEIOUYÔÖ])([{''.join(_VNI_MARKS)}{''.join(_VNI_MARKS).upper()}])|(.)", re.DOTALL)


@dataclass(frozen=True)
class TextEncoding:
    """`name`: for people. `lines`: the text of a file that stands after its mark, line by line, NFC; what is broken is U+FFFD."""

    name: str
    codec: str
    mark: bytes = b""
    convert: Callable[[str], str] | None = None

    def lines(self, file: BinaryIO) -> Iterator[str]:
        file.seek(len(self.mark))
        text = io.TextIOWrapper(file, self.codec, errors="replace", newline="")
        try:
            # A line that never ends comes in pieces.
            while line := text.readline(LONGEST_LINE):
                yield (
                    line
                    if line.isascii()
                    else unicodedata.normalize("NFC", self.convert(line) if self.convert else line)
                )
        finally:
            text.detach()


UTF8 = TextEncoding("UTF-8", "utf-8")


def encoding_of(file: BinaryIO) -> TextEncoding:
    """Read once through, a block at a time."""
    file.seek(0)
    head = file.read(SAMPLE)
    for mark, codec, name in _BOMS:
        if head.startswith(mark):
            return TextEncoding(name, codec, mark)
    for first, codec in ((1, "utf-16-le"), (0, "utf-16-be")):
        if head[first:200:2].count(0) > 0.6 * len(head[first:200:2]):
            return TextEncoding("UTF-16", codec)
    return UTF8 if _is_utf8(file) else max(_EIGHT_BITS, key=lambda each: _vietnamese(each, head))


def _is_utf8(file: BinaryIO) -> bool:
    """Return True if it is UTF-8, with a few broken places at most: those are faults of their rows."""
    file.seek(0)
    decoder = codecs.getincrementaldecoder("utf-8")(errors="surrogateescape")
    broken = whole = 0
    while block := file.read(_BLOCK):
        text = decoder.decode(block)
        if not text.isascii():
            beyond = _BEYOND.findall(text)
            wrong = sum(1 for letter in beyond if "\udc80" <= letter <= "\udcff")
            broken, whole = broken + wrong, whole + len(beyond) - wrong
    return broken * _WHOLE_FOR_BROKEN <= whole


def _tcvn3(text: str) -> str:
    return text.translate(_OF_TCVN3)


def _vni(text: str) -> str:
    def letter(found: re.Match[str]) -> str:
        if found[3]:
            return found[3].translate(_VNI_ALONE)
        return found[1].translate(_VNI_ALONE) + _VNI_MARKS[found[2].lower()]

    return _VNI.sub(letter, text)


_EIGHT_BITS = (
    TextEncoding("windows-1258", "cp1258"),
    TextEncoding("TCVN3 (ABC)", "latin-1", convert=_tcvn3),
    TextEncoding("VNI", "cp1252", convert=_vni),
)


def _vietnamese(encoding: TextEncoding, head: bytes) -> int:
    """Return how many words beyond ASCII are Vietnamese, less those that are none."""
    text = "".join(encoding.lines(io.BytesIO(head)))
    words = {word.lower() for word in _WORD.findall(text) if not word.isascii()}
    right = sum(1 for word in words if is_syllable(word))
    return 2 * right - len(words) - len(_SIGNS_WITHIN.findall(text))
