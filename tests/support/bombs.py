"""Files that a person may upload and that are made to exhaust who reads them: small, and large or endless once they are read."""

import io
import struct
import zipfile
import zlib
from collections.abc import Mapping

from PIL import Image

from tests.support.workbooks import workbook

_SHARED = b'<?xml version="1.0"?><sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">%s</sst>'
_SHEET = (
    b'<?xml version="1.0"?><worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
    b"<sheetData>%s</sheetData></worksheet>"
)
_OVERRIDE = (
    b'<Override PartName="/xl/sharedStrings.xml" '
    b'ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"/></Types>'
)
SHEET, STRINGS = "xl/worksheets/sheet1.xml", "xl/sharedStrings.xml"


def workbook_with(parts: Mapping[str, bytes]) -> bytes:
    """Make a workbook of two columns whose parts are these instead."""
    plain, out = io.BytesIO(workbook([("Tiêu đề", "Nội dung"), ("Một", "Hai")])), io.BytesIO()
    with zipfile.ZipFile(plain) as before, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as after:
        for name in dict.fromkeys([*before.namelist(), *parts]):
            octets = parts.get(name) or before.read(name)
            if name == "[Content_Types].xml" and STRINGS in parts:
                octets = octets.replace(b"</Types>", _OVERRIDE)
            after.writestr(name, octets)
    return out.getvalue()


def many_strings(count: int = 1_000_000) -> bytes:
    """46 kB; seconds of a processor for texts that no cell shows."""
    return workbook_with({STRINGS: _SHARED % (b"<si><t>a</t></si>" * count)})


def unpacks_to(size: int) -> bytes:
    """Make a workbook of a thousandth of `size` that unpacks to it."""
    return workbook_with({SHEET: _SHEET % (b" " * size)})


def deep(levels: int = 3_000_000) -> bytes:
    """Make a workbook with elements within elements."""
    return workbook_with({SHEET: _SHEET % (b"<row>" * levels + b"</row>" * levels)})


def same_long_text(length: int = 60_000, rows: int = 1_000) -> bytes:
    """Make a workbook that says one long text in each cell of many rows: it grows once it is copied."""
    cells = b"".join(b'<c t="s"><v>0</v></c>' for _ in range(60))
    titled = b'<row><c t="inlineStr"><is><t>Ti\xc3\xaau \xc4\x91\xe1\xbb\x81</t></is></c></row>'
    return workbook_with(
        {
            STRINGS: _SHARED % (b"<si><t>%s</t></si>" % (b"a" * length)),
            SHEET: _SHEET % (titled + (b"<row>%s</row>" % cells) * rows),
        }
    )


def large_picture(side: int = 40_000) -> bytes:
    """Make a PNG of a few kB that says it is `side` pixels wide and high."""
    head = struct.pack(">IIBBBBB", side, side, 8, 6, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(said)) + kind + said + struct.pack(">I", zlib.crc32(kind + said))
        for kind, said in ((b"IHDR", head), (b"IDAT", zlib.compress(b"\0" * 1_000_000)), (b"IEND", b""))
    )


def many_scans(scans: int, side: int = 3_900) -> bytes:
    """Make a JPEG in which the whole picture is said so many times over, a few octets each."""
    out = io.BytesIO()
    Image.new("L", (side, side), 128).save(out, "JPEG", progressive=True)
    plain = out.getvalue()
    parts = plain[:-2].split(b"\xff\xda")
    again = b"\xff\xda" + parts[-1]
    return plain[:-2] + again * scans + b"\xff\xd9"
