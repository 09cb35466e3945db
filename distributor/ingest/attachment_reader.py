"""Runs within a bounded child: one PDF or DOCX becomes plain values.

Bounded from inside, too: pages, characters, what is unpacked. Answers {"problem"} or, for pdf, {"count", "pages", "pictures"};
for docx, {"paragraphs", "pictures"}.
"""

import io
import time
import zipfile
from collections.abc import Iterator
from typing import Any

MOST_PAGES = 300
MOST_CHARACTERS = 1_200_000
MOST_UNPACKED = 200_000_000
MOST_MEMBERS = 5_000
WORDPROCESSING = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"


def read_file(kind: str, content: bytes, seconds: float) -> dict[str, Any]:
    return read_pdf(content, seconds) if kind == "pdf" else read_docx(content, seconds)


def read_pdf(content: bytes, seconds: float) -> dict[str, Any]:
    import pypdfium2  # noqa: PLC0415 - only one of the two libraries is needed
    import pypdfium2.raw  # noqa: PLC0415

    end = time.monotonic() + seconds * 0.8
    try:
        document = pypdfium2.PdfDocument(content)
    except pypdfium2.PdfiumError as error:
        if "assword" in str(error):
            return {"problem": "pdf-locked"}
        return {"problem": "pdf-damaged"}
    count = len(document)
    pages: list[str] = []
    pictures: list[int] = []
    size = 0
    for number in range(min(count, MOST_PAGES)):
        try:
            page = document[number]
            text = page.get_textpage().get_text_range()
            letters = sum(character.isalpha() for character in text[:200])
            # Only a page with hardly any text needs its objects looked at.
            found = 0
            if letters < 50:
                # Letters turned into drawings are a picture too: hundreds of outlines.
                images = sum(1 for _ in page.get_objects(filter=[pypdfium2.raw.FPDF_PAGEOBJ_IMAGE]))
                outlines = sum(1 for _ in page.get_objects(filter=[pypdfium2.raw.FPDF_PAGEOBJ_PATH]))
                found = images + (1 if outlines > 100 else 0)
            page.close()
        except pypdfium2.PdfiumError:
            text, found = "", 0
        pages.append(text[: MOST_CHARACTERS - size])
        pictures.append(found)
        size += len(pages[-1])
        if size >= MOST_CHARACTERS or time.monotonic() > end:
            break
    if not pages:
        return {"problem": "pdf-without-pages"}
    return {"count": count, "pages": pages, "pictures": pictures}


def read_docx(content: bytes, _seconds: float) -> dict[str, Any]:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            members = archive.infolist()
    except (zipfile.BadZipFile, NotImplementedError, ValueError):
        return {"problem": "word-damaged"}
    if len(members) > MOST_MEMBERS or sum(member.file_size for member in members) > MOST_UNPACKED:
        return {"problem": "word-bomb"}
    if any(member.flag_bits & 1 for member in members):
        return {"problem": "word-locked"}
    import docx  # noqa: PLC0415 - only one of the two libraries is needed

    try:
        document = docx.Document(io.BytesIO(content))
        paragraphs = list(_paragraphs(document.element.body))
    except MemoryError:
        raise
    except Exception as error:  # the library raises whatever the XML under it does
        return {"problem": "word-unreadable", "error": type(error).__name__}
    pictures = sum(member.filename.startswith("word/media/") for member in members)
    size = 0
    kept = []
    for paragraph in paragraphs:
        kept.append(paragraph)
        size += len(paragraph)
        if size > MOST_CHARACTERS:
            break
    return {"paragraphs": kept, "pictures": pictures}


def _paragraphs(body: Any) -> Iterator[str]:
    """Paragraphs and the rows of tables (` | ` between cells), in the order of the document."""
    for child in body:
        if child.tag == f"{WORDPROCESSING}p":
            yield _words(child)
        elif child.tag == f"{WORDPROCESSING}tbl":
            yield from _rows(child)
        elif child.tag in {f"{WORDPROCESSING}sdt", f"{WORDPROCESSING}sdtContent", f"{WORDPROCESSING}ins"}:
            yield from _paragraphs(child)


def _rows(table: Any) -> Iterator[str]:
    for row in table.iterchildren(f"{WORDPROCESSING}tr"):
        cells = [
            [text for text in _paragraphs(cell) if text.strip()] for cell in row.iterchildren(f"{WORDPROCESSING}tc")
        ]
        if _is_head(cells):
            # The head of an office's letter is a table of two columns, each to be read downwards.
            yield from (text for cell in cells for text in cell)
        else:
            yield " | ".join(" ".join(cell) for cell in cells if cell)


def _is_head(cells: list[list[str]]) -> bool:
    words = " ".join(text for cell in cells for text in cell).upper()
    return len(cells) == 2 and any(
        mark in words for mark in ("CỘNG HÒA XÃ HỘI CHỦ NGHĨA", "CỘNG HOÀ XÃ HỘI CHỦ NGHĨA", "NƠI NHẬN", "SỐ:")
    )


def _words(paragraph: Any) -> str:
    """Its text with insertions and without deletions; what stands in a text box counts once."""
    parts: list[str] = []
    skipped: set[Any] = {each for fallback in paragraph.iter(FALLBACK) for each in fallback.iter()}
    for node in paragraph.iter():
        if node in skipped:
            continue
        if node.tag == f"{WORDPROCESSING}t":
            parts.append(node.text or "")
        elif node.tag == f"{WORDPROCESSING}tab":
            parts.append(" ")
        elif node.tag in {f"{WORDPROCESSING}br", f"{WORDPROCESSING}cr"}:
            parts.append("\n")
        elif node.tag == f"{WORDPROCESSING}noBreakHyphen":
            parts.append("-")
    return "".join(parts)
