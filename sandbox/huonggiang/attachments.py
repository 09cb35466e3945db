"""The files that go with the province's items: real PDF and DOCX, each page marked "Dữ liệu mẫu".

Made once and kept, so that their bytes (and the length that the feed tells) stay the same.
"""

from __future__ import annotations

import threading
from datetime import datetime
from pathlib import Path

from sandbox.huonggiang.documents import document_of
from sandbox.huonggiang.items import Attachment, Item
from sandbox.huonggiang.letters import new_docx, new_pdf, write_docx, write_pdf

_FAMILY = "Be Vietnam Pro"
_making = threading.Lock()


def make_attachment(folder: Path, item: Item, attachment: Attachment, day: datetime) -> Path:
    """The file's path; the file is made when it is not there yet."""
    path = folder / attachment.name
    with _making:
        if not path.exists():
            fresh = path.with_name(f".{path.stem}.new{path.suffix}")
            document = document_of(attachment.name, day)
            is_word = path.suffix == ".docx"
            if document is not None:
                (write_docx if is_word else write_pdf)(fresh, document, day)
            else:
                (_write_plain_docx if is_word else _write_plain_pdf)(fresh, item, attachment, day)
            fresh.replace(path)
    return path


def _write_plain_pdf(path: Path, item: Item, attachment: Attachment, day: datetime) -> None:
    """What is no document of its own in full: the item's words under the attachment's title."""
    pdf = new_pdf(attachment.title, day)
    pdf.set_font(_FAMILY, "", 10)
    pdf.cell(0, 6, f"Hương Giang, ngày {day:%d/%m/%Y}", align="R", new_x="LMARGIN", new_y="NEXT")
    pdf.ln(4)
    pdf.set_font(_FAMILY, "B", 14)
    pdf.multi_cell(0, 8, attachment.title, align="C", new_x="LMARGIN", new_y="NEXT")
    pdf.ln(2)
    pdf.set_font(_FAMILY, "I", 10)
    pdf.multi_cell(0, 6, item.title, align="C", new_x="LMARGIN", new_y="NEXT")
    pdf.ln(6)
    pdf.set_font(_FAMILY, "", 11)
    for place, paragraph in enumerate(item.paragraphs, start=1):
        pdf.multi_cell(0, 6.6, f"{place}. {paragraph}", align="J", new_x="LMARGIN", new_y="NEXT")
        pdf.ln(3)
    pdf.output(str(path))


def _write_plain_docx(path: Path, item: Item, attachment: Attachment, day: datetime) -> None:
    file = new_docx(attachment.title, day)
    file.add_heading(attachment.title, level=1)
    file.add_paragraph(item.title).runs[0].italic = True
    for paragraph in item.paragraphs:
        file.add_paragraph(paragraph)
    file.save(str(path))
