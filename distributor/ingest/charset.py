"""Bytes to text: BOM, then UTF-8 where the bytes prove it, then what the HTTP header and the document itself say.

Bytes that are valid UTF-8 with letters beyond ASCII are UTF-8 whatever a badly set server claims; that is the commonest
mistake in the wild, and the one that turns Vietnamese into noise.
"""

import codecs
import re
from dataclasses import dataclass

from phrases import phrase

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_DECLARED = re.compile(
    rb"""<\?xml[^>]{0,200}?encoding\s*=\s*["']([A-Za-z0-9._:-]+)["']|<meta\b[^>]{0,200}?charset\s*=\s*["']?([A-Za-z0-9._:-]+)""",
    re.IGNORECASE,
)
_DECLARED_WITHIN = 4096


@dataclass(frozen=True)
class Decoded:
    text: str
    warning: str = ""


def decode(body: bytes, http_charset: str = "") -> Decoded:
    """The text of a body. Never raises: as a last resort unreadable bytes become `�` and a warning says so."""
    for mark, name in _BOMS:
        if body.startswith(mark):
            return Decoded(body[len(mark) :].decode(name, "replace"))
    if body[:2] == b"<\x00":
        return Decoded(body.decode("utf-16-le", "replace"))
    if body[:2] == b"\x00<":
        return Decoded(body.decode("utf-16-be", "replace"))
    match = _DECLARED.search(body[:_DECLARED_WITHIN])
    declared = (match[1] or match[2]).decode("ascii") if match else ""
    try:
        text = body.decode("utf-8")
    except UnicodeDecodeError:
        pass
    else:
        if http_charset and not text.isascii() and not _is_utf8(http_charset):
            return Decoded(text, phrase("ingest.charset.is-utf8", told=http_charset[:40]))
        return Decoded(text)
    for name in (http_charset, declared, "windows-1258"):
        try:
            if name and not _is_utf8(name):
                return Decoded(body.decode(name))
        except (LookupError, UnicodeError):
            continue
    return Decoded(
        body.decode("utf-8", "replace"),
        phrase("ingest.charset.unreadable"),
    )


def _is_utf8(name: str) -> bool:
    try:
        return codecs.lookup(name).name in {"utf-8", "utf-8-sig"}
    except LookupError:
        return False
