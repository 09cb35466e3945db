"""Attachments: a PDF or DOCX becomes its words, or a clear reason why not. A scan is recognised and said so.

The bytes come from anywhere, so they are read in a bounded child: a file that crashes or hangs the C library costs itself only.
"""

import re
from collections import Counter
from dataclasses import dataclass, replace
from hashlib import sha256
from typing import Any

from distributor.children import Bounds, ChildFault
from distributor.ingest.bounded import HarmfulSource, in_child
from distributor.ingest.page_files import ATTACHMENT_TYPES, file_ending
from distributor.reading_states import AttachmentState
from distributor.text.tidy import squeeze, tidy
from phrases import listed, phrase

TIME_S = 30.0
"""For one file. Three hundred pages of text take about three seconds."""
MOST_CHARACTERS = 1_000_000
SCAN_LETTERS = 25
"""Letters on a page below which a page of pictures has no text layer; a stamp or a page number may be there."""

_OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_PICTURES = {b"\xff\xd8\xff": "JPEG", b"\x89PNG": "PNG", b"GIF8": "GIF", b"II*\x00": "TIFF", b"MM\x00*": "TIFF"}


@dataclass(frozen=True)
class AttachmentText:
    """`text`: NFC and plain. `pages`: 0 where the format has none. `problem`: in Vietnamese, '' if nothing is wrong.

    `mime`: what the bytes are, whatever they are called. `bytes`, `sha256`: of what was read.
    """

    text: str
    pages: int
    state: AttachmentState
    problem: str = ""
    mime: str = ""
    bytes: int = 0
    sha256: str = ""


def read_attachment(content: bytes, mime: str, address: str) -> AttachmentText:
    """Return what a file says. The bytes decide what it is, not its name. Raises `NotRead` only."""
    kind = file_kind(content)
    if kind == ATTACHMENT_TYPES["pdf"]:
        read = _read("pdf", content)
    elif kind == ATTACHMENT_TYPES["docx"]:
        read = _read("docx", content)
    else:
        read = _not_ours(content, mime, address)
    return replace(read, mime=read.mime or kind or mime, bytes=len(content), sha256=sha256(content).hexdigest())


def file_kind(content: bytes) -> str:
    """The MIME type of a PDF or DOCX by its bytes; '' for anything else."""
    if b"%PDF-" in content[:1024]:
        return ATTACHMENT_TYPES["pdf"]
    # The directory of an archive stands at its end; a file that was cut off lacks it and is told by its first member.
    if content.startswith(b"PK\x03\x04") and (b"word/" in content[-65_536:] or b"word/" in content[:4096]):
        return ATTACHMENT_TYPES["docx"]
    return ""


def _not_ours(content: bytes, mime: str, address: str) -> AttachmentText:
    start = content[:2048].lstrip().lower()
    called = phrase("ingest.file.named", ending=ending) if (ending := file_ending(address)) else ""
    if not content:
        return _unreadable(phrase("ingest.file.empty"))
    if content.startswith(_OLD_OFFICE):
        if "EncryptedPackage".encode("utf-16-le") in content:
            return _unreadable(phrase("ingest.file.locked"), "application/x-ole-storage")
        is_sheet = ending == "xls" or "excel" in mime
        named = phrase("ingest.file.old-sheet") if is_sheet else phrase("ingest.file.old-word")
        return _unreadable(phrase("ingest.file.old", named=named), ATTACHMENT_TYPES["xls" if is_sheet else "doc"])
    for magic, name in _PICTURES.items():
        if content.startswith(magic):
            words = phrase("ingest.file.picture", called=called, name=name)
            return AttachmentText("", 1, AttachmentState.SCAN, words, f"image/{name.lower()}")
    if start.startswith((b"<!doctype html", b"<html", b"<head", b"<?xml", b"<script")):
        return _unreadable(phrase("ingest.file.page", called=called), "text/html")
    if content.startswith(b"PK"):
        is_sheet = b"xl/" in content[-65_536:] or b"xl/" in content[:4096]
        if is_sheet:
            return _unreadable(phrase("ingest.file.sheet"), ATTACHMENT_TYPES["xlsx"])
        return _unreadable(phrase("ingest.file.archive", called=called), "application/zip")
    if content.startswith(b"{\\rtf"):
        return _unreadable(phrase("ingest.file.rtf"), ATTACHMENT_TYPES["rtf"])
    if ending or file_ending(f"x.{mime.rsplit('/', 1)[-1]}"):
        return _unreadable(phrase("ingest.file.else", called=called))
    return _unreadable(phrase("ingest.file.only"))


def _unreadable(problem: str, mime: str = "") -> AttachmentText:
    return AttachmentText("", 0, AttachmentState.UNREADABLE, problem, mime)


def _read(kind: str, content: bytes) -> AttachmentText:
    """Read a file in a bounded child. Raises `NotRead`."""
    try:
        answer = in_child(
            "distributor.ingest.attachment_reader:read_file", kind, content, TIME_S, bounds=Bounds(processor_s=TIME_S)
        )
    except HarmfulSource as error:
        return _unreadable(phrase("ingest.file.harms", error=error.said))
    except ChildFault:
        return _unreadable(phrase("ingest.file.breaks-reader"))
    if problem := answer.get("problem"):
        return _unreadable(phrase(f"ingest.file.{problem}", error=str(answer.get("error", ""))))
    return _pdf(answer) if kind == "pdf" else _docx(answer)


def _docx(answer: dict[str, Any]) -> AttachmentText:
    text, cut = _bounded(tidy("\n\n".join(answer["paragraphs"])))
    if not text:
        if answer["pictures"]:
            return AttachmentText("", 0, AttachmentState.SCAN, phrase("ingest.file.word-pictures"))
        return _unreadable(phrase("ingest.file.word-empty"))
    return AttachmentText(text, 0, AttachmentState.READ, cut)


def _pdf(answer: dict[str, Any]) -> AttachmentText:
    texts: list[str] = answer["pages"]
    count = int(answer["count"])
    letters = [sum(character.isalpha() for character in text) for text in texts]
    scanned = [
        number
        for number, (many, pictures) in enumerate(zip(letters, answer["pictures"], strict=True), start=1)
        if many < SCAN_LETTERS and pictures
    ]
    text, cut = _bounded(pages_to_text(texts))
    if len(scanned) * 2 > len(texts):
        words = phrase("ingest.file.scan", count=count)
        return AttachmentText(
            text if sum(letters) > SCAN_LETTERS * len(texts) else "", count, AttachmentState.SCAN, words
        )
    if not any(letters):
        return _unreadable(phrase("ingest.file.pdf-empty"))
    if _is_noise(text):
        return _unreadable(phrase("ingest.file.noise"))
    notes = [cut] if cut else []
    if scanned:
        notes.append(
            phrase("ingest.file.some-scans", scanned=len(scanned), pages=count, which=", ".join(map(str, scanned[:10])))
        )
    if len(texts) < count:
        notes.append(phrase("ingest.file.first-pages", read=len(texts), pages=count))
    return AttachmentText(text, count, AttachmentState.READ, listed(notes, "; "))


def _bounded(text: str) -> tuple[str, str]:
    """The text, and what to say if it was cut. Halves of surrogate pairs, which a database refuses, become `�`."""
    text = text.encode("utf-8", "replace").decode()
    if len(text) <= MOST_CHARACTERS:
        return text, ""
    return text[:MOST_CHARACTERS], phrase("ingest.file.first-characters", most=MOST_CHARACTERS)


def _is_noise(text: str) -> bool:
    """Glyphs without a character map come out as private or replacement characters."""
    noise = sum(character == "\ufffd" or "\ue000" <= character <= "\uf8ff" for character in text)
    return noise * 5 > len(text)


# --- the lines of a PDF made paragraphs again

_NEW_PARAGRAPH = re.compile(
    r"(?:Điều\s+\d+|Chương\s+[IVXLC\d]+|Mục\s+\d+|Phần\s+\w+|PHỤ\s+LỤC|Phụ\s+lục|\d{1,3}(?:\.\d{1,2}){0,3}[.)]\s|[a-zđ]\)\s|[-+–•*]\s+\D|Căn\s+cứ|"
    r"Theo\s+đề\s+nghị|Xét\s+đề\s+nghị|Nơi\s+nhận|Kính\s+gửi|Số\s*:|CỘNG\s+HÒA|Độc\s+lập\s*[-–])"
)
_TWO_COLUMNS = re.compile(
    r"^(?P<left>\S.*?\S)\s+(?P<right>CỘNG\s+H[ÒO][ÀA]?\s+XÃ\s+HỘI\s+CHỦ\s+NGHĨA\s+VIỆT\s+NAM|Độc\s+lập\s*[-–]\s*Tự\s+do\s*[-–]\s*Hạnh\s+phúc|"
    r"[A-ZĐÀ-Ỹ][\wÀ-ỹ .]{1,40},\s*ngày\s+\d{0,2}.{0,12}tháng.{0,14}năm\s+\d{4})$"
)
_PAGE_NUMBER = re.compile(
    r"[-–\s]*(?:trang\s+)?\d{1,4}(?:\s*/\s*\d{1,4})?[-–\s]*|.{0,40}\btrang\s+\d{1,4}\s*/\s*\d{1,4}", re.IGNORECASE
)
_ENDS_LOOKED_AT = 2
"""Lines at the top and the foot of a page that may be a page number; elsewhere a number alone is text."""
_SENTENCE_ENDS = (".", ";", ":", "!", "?", "…", "./.", ".”", ";”")
_FULL_LINE = 0.7
"""Of the longest line; a line in the middle of a paragraph is no shorter …"""
_LEAST_FULL = 50
"""… nor than this many characters."""


def pages_to_text(pages: list[str]) -> str:
    """Running heads and page numbers dropped, two-column heads in order, lines joined to the paragraphs they were."""
    lines_of_pages = [[line for line in map(squeeze, page.splitlines()) if line] for page in pages]
    running = _running_heads(lines_of_pages)
    lines: list[str] = []
    for page_lines in lines_of_pages:
        for place, line in enumerate(page_lines):
            is_end = place < _ENDS_LOOKED_AT or place >= len(page_lines) - _ENDS_LOOKED_AT
            if is_end and (line in running or _PAGE_NUMBER.fullmatch(line)):
                continue
            found = _TWO_COLUMNS.match(line)
            lines += [found["left"], found["right"]] if found else [line]
    return tidy("\n\n".join(_paragraphs(lines)))


def _running_heads(pages: list[list[str]]) -> set[str]:
    """First and last lines that most pages share, to the letter: lines that differ in a number are facts."""
    if len(pages) < 2:
        return set()
    reach = 1 if len(pages) == 2 else _ENDS_LOOKED_AT
    ends = Counter(line for lines in pages for line in {*lines[:reach], *lines[-reach:]})
    return {line for line, count in ends.items() if count >= max(2, 0.6 * len(pages))}


def _paragraphs(lines: list[str]) -> list[str]:
    """A line that reaches the margin goes on in the next, unless a sentence ends there and another thing begins."""
    full = max(_LEAST_FULL, max((len(line) for line in lines), default=0) * _FULL_LINE)
    paragraphs: list[str] = []
    before = ""
    for line in lines:
        if paragraphs and len(before) >= full and _goes_on(before, line):
            paragraphs[-1] += f" {line}"
        else:
            paragraphs.append(line)
        before = line
    return paragraphs


def _goes_on(before: str, line: str) -> bool:
    if _NEW_PARAGRAPH.match(line) or (line.upper() == line and any(map(str.isalpha, line))):
        return False
    return line[0].islower() or not before.endswith(_SENTENCE_ENDS)
