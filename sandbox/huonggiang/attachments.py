"""The files that go with the province's items: real PDF and DOCX, each page marked "Dữ liệu mẫu".

Made once and kept, so that their bytes (and the length that the feed tells) stay the same.
"""

from __future__ import annotations

import threading
from datetime import datetime
from importlib import resources
from pathlib import Path

from sandbox.huonggiang.items import Attachment, Item

_FAMILY = "Be Vietnam Pro"
_STYLES = {"": "Regular", "B": "Bold", "I": "Italic"}
_BANNER = "DỮ LIỆU MẪU - tỉnh Hương Giang là địa danh hư cấu, văn bản không có giá trị pháp lý"
_making = threading.Lock()


def make_attachment(folder: Path, item: Item, attachment: Attachment, day: datetime) -> Path:
    """The file's path; the file is made when it is not there yet."""
    path = folder / attachment.name
    with _making:
        if not path.exists():
            fresh = path.with_name(f".{path.name}.new")
            if path.suffix == ".docx":
                _write_docx(fresh, item, attachment, day)
            else:
                _write_pdf(fresh, item, attachment, day)
            fresh.replace(path)
    return path


def _write_pdf(path: Path, item: Item, attachment: Attachment, day: datetime) -> None:
    # Imported here: the library takes a fifth of a second to load, and most runs never make a file.
    from fpdf import FPDF  # noqa: PLC0415

    class Page(FPDF):
        def header(self) -> None:
            self.set_font(_FAMILY, "B", 8)
            self.set_text_color(170, 40, 40)
            self.cell(0, 6, _BANNER, align="C", new_x="LMARGIN", new_y="NEXT")
            self.set_text_color(0, 0, 0)
            self.ln(2)

        def footer(self) -> None:
            self.set_y(-14)
            self.set_font(_FAMILY, "", 8)
            self.set_text_color(110, 110, 110)
            self.cell(0, 8, f"Dữ liệu mẫu - trang {self.page_no()}/{{nb}}", align="C")

    document = Page(format="A4")
    document.set_creation_date(day)
    document.set_title(attachment.title)
    document.set_lang("vi-VN")
    fonts = resources.files("fontpkg_be_vietnam_pro").joinpath("files")
    for style, name in _STYLES.items():
        with resources.as_file(fonts.joinpath(f"BeVietnamPro-{name}.ttf")) as font:
            document.add_font(_FAMILY, style, font)
    document.set_margins(25, 18, 20)
    document.set_auto_page_break(True, 20)
    document.add_page()
    document.set_font(_FAMILY, "", 10)
    document.cell(0, 6, f"Hương Giang, ngày {day:%d/%m/%Y}", align="R", new_x="LMARGIN", new_y="NEXT")
    document.ln(4)
    document.set_font(_FAMILY, "B", 14)
    document.multi_cell(0, 8, attachment.title, align="C", new_x="LMARGIN", new_y="NEXT")
    document.ln(2)
    document.set_font(_FAMILY, "I", 10)
    document.multi_cell(0, 6, item.title, align="C", new_x="LMARGIN", new_y="NEXT")
    document.ln(6)
    document.set_font(_FAMILY, "", 11)
    for place, paragraph in enumerate(item.paragraphs, start=1):
        document.multi_cell(0, 6.6, f"{place}. {paragraph}", align="J", new_x="LMARGIN", new_y="NEXT")
        document.ln(3)
    document.output(str(path))


def _write_docx(path: Path, item: Item, attachment: Attachment, day: datetime) -> None:
    import docx  # noqa: PLC0415
    from docx.enum.text import WD_ALIGN_PARAGRAPH  # noqa: PLC0415
    from docx.shared import Pt  # noqa: PLC0415

    document = docx.Document()
    document.core_properties.title = attachment.title
    document.core_properties.author = "Dữ liệu mẫu"
    document.core_properties.created = day.replace(tzinfo=None)
    normal = document.styles["Normal"]
    normal.font.name = "Times New Roman"
    normal.font.size = Pt(13)
    section = document.sections[0]
    section.header.paragraphs[0].text = _BANNER
    section.footer.paragraphs[0].text = "Dữ liệu mẫu"
    document.add_paragraph(f"Hương Giang, ngày {day:%d/%m/%Y}").alignment = WD_ALIGN_PARAGRAPH.RIGHT
    document.add_heading(attachment.title, level=1)
    document.add_paragraph(item.title).runs[0].italic = True
    for paragraph in item.paragraphs:
        document.add_paragraph(paragraph)
    document.add_heading("Phiếu góp ý", level=2)
    table = document.add_table(rows=4, cols=2)
    table.style = "Table Grid"
    labels = ("Điều, khoản góp ý", "Nội dung góp ý", "Lý do", "Cơ quan, tổ chức, cá nhân góp ý")
    for row, label in zip(table.rows, labels, strict=True):
        row.cells[0].text = label
    document.save(str(path))
