"""A post in the likeness of its platform: where it is folded, what stands out in its text, what kind of file goes with it."""

import math
import re
from itertools import accumulate

from markupsafe import Markup, escape

from channels.base import MediaFile
from web.language import language

FOLD_LINES, LINE_CHARACTERS = 5, 58
"""About what Facebook shows of a text before "Xem thêm". It says so nowhere; this is a likeness, not a limit."""

_NUMBER = re.compile(r"\d+/\d{4}/[\w-]*\w|\d+/[\w-]*\w")
_STANDS_OUT = re.compile(r"https?://\S+|(?<!\w)[#@]\w+")
_ENDS = {"image/png": "PNG", "image/jpeg": "JPEG", "image/webp": "WebP", "video/mp4": "MP4"}


def fold(text: str) -> tuple[str, str]:
    """Return what is shown at first and what is folded away, cut between lines, else between words; only white space is lost.

    A rest that would fit in one more line is not folded.
    """
    lines = text.split("\n")
    heights = accumulate(max(1, math.ceil(len(line) / LINE_CHARACTERS)) for line in lines)
    fitting = sum(height <= FOLD_LINES for height in heights)
    shown, rest = "\n".join(lines[:fitting]).rstrip("\n"), "\n".join(lines[fitting:]).lstrip("\n")
    if not shown:
        cut = max(text.rfind(" ", 0, FOLD_LINES * LINE_CHARACTERS), 0)
        shown, rest = text[:cut], text[cut:].lstrip(" ")
    folds = shown and (len(rest) > LINE_CHARACTERS or "\n" in rest.rstrip("\n"))
    return (shown, rest) if folds else (text, "")


def coloured(text: str) -> Markup:
    """The text, escaped, with addresses, hashtags and names of accounts marked as platforms colour them."""
    return _marked(text, _STANDS_OUT, "tag")


def unbroken(text: str) -> Markup:
    """The text, escaped; numbers of documents (`27/2026/QĐ-UBND`) are kept on one line."""
    return _marked(text, _NUMBER, "whole")


def _marked(text: str, pattern: re.Pattern[str], name: str) -> Markup:
    parts, last = [], 0
    for found in pattern.finditer(text):
        parts += [escape(text[last : found.start()]), Markup('<span class="{}">{}</span>').format(name, found[0])]
        last = found.end()
    return Markup("").join([*parts, escape(text[last:])])


def size_text(size: int) -> str:
    """Return text such as `84 kB`, `3,2 MB`."""
    if size < 1_000_000:
        return f"{max(1, round(size / 1000))} kB"
    megabytes = f"{size / 1_000_000:.1f} MB"
    return megabytes.replace(".", ",") if language() == "vi" else megabytes


def file_facts(file: MediaFile) -> str:
    """Return text such as `PNG, 1600×900, 84 kB`."""
    kind = _ENDS.get(file.mime, file.mime)
    shape = f"{file.width}×{file.height}" if file.width else ""
    return ", ".join(fact for fact in (kind, shape, size_text(file.bytes)) if fact)
