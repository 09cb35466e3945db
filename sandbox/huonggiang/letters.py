"""Documents drawn as offices draw them (Decree 30/2020): as PDF, as DOCX, and as a scan, which is pictures of a PDF's pages."""

from __future__ import annotations

import io
from datetime import datetime
from importlib import resources
from pathlib import Path
from typing import Any

from sandbox.huonggiang.documents import Document, Table

BANNER = "DỮ LIỆU MẪU"
_FAMILY = "Be Vietnam Pro"
_STYLES = {"": "Regular", "B": "Bold", "I": "Italic"}
_NATION = ("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc")
_SCAN_SCALE = 1.6


def new_pdf(title: str, day: datetime) -> Any:
    """An empty PDF whose every page says that it is a sample."""
    # Imported here: the library takes a fifth of a second to load, and most runs never make a file.
    from fpdf import FPDF  # noqa: PLC0415

    class Page(FPDF):
        def header(self) -> None:
            self.set_font(_FAMILY, "B", 8)
            self.set_text_color(170, 40, 40)
            self.cell(0, 6, BANNER, align="C", new_x="LMARGIN", new_y="NEXT")
            self.set_text_color(0, 0, 0)
            self.ln(2)

        def footer(self) -> None:
            self.set_y(-14)
            self.set_font(_FAMILY, "", 8)
            self.set_text_color(110, 110, 110)
            self.cell(0, 8, f"Dữ liệu mẫu - trang {self.page_no()}/{{nb}}", align="C")
            self.set_text_color(0, 0, 0)

    pdf = Page(format="A4")
    pdf.set_creation_date(day)
    pdf.set_title(title)
    pdf.set_lang("vi-VN")
    fonts = resources.files("fontpkg_be_vietnam_pro").joinpath("files")
    for style, name in _STYLES.items():
        with resources.as_file(fonts.joinpath(f"BeVietnamPro-{name}.ttf")) as font:
            pdf.add_font(_FAMILY, style, font)
    pdf.set_margins(28, 16, 18)
    pdf.set_auto_page_break(True, 20)
    pdf.add_page()
    return pdf


def write_pdf(path: Path, document: Document, day: datetime) -> None:
    pdf = new_pdf(f"{document.kind} {document.number.strip()}", day)
    _head(pdf, document)
    _title(pdf, document)
    for block in document.blocks:
        if isinstance(block, str):
            _paragraph(pdf, block)
        else:
            _table(pdf, block)
    _signature(pdf, document)
    if document.scan:
        _write_scan(path, bytes(pdf.output()), day)
    else:
        pdf.output(str(path))


def _head(pdf: Any, document: Document) -> None:
    """Issuer and number on the left, nation and day on the right."""
    left, width = pdf.l_margin, pdf.epw
    columns = (width * 0.42, width * 0.58)
    top = pdf.get_y()
    rows = ([document.above] if document.above else []) + document.issuer
    pdf.set_font(_FAMILY, "", 10.5)
    for place, row in enumerate(rows):
        is_issuer = place >= len(rows) - len(document.issuer)
        pdf.set_font(_FAMILY, "B" if is_issuer else "", 10)
        pdf.set_xy(left, top + place * 5.4)
        pdf.cell(columns[0], 5.4, row, align="C")
    for place, row in enumerate(_NATION):
        pdf.set_font(_FAMILY, "B", 10 if place == 0 else 10.5)
        pdf.set_xy(left + columns[0], top + place * 5.4)
        pdf.cell(columns[1], 5.4, row, align="C")
    rule = top + max(len(rows), 2) * 5.4 + 1
    pdf.line(left + columns[0] * 0.35, rule, left + columns[0] * 0.65, rule)
    pdf.line(left + columns[0] + columns[1] * 0.25, rule, left + columns[0] + columns[1] * 0.75, rule)
    pdf.set_xy(left, rule + 2)
    pdf.set_font(_FAMILY, "", 10.5)
    pdf.cell(columns[0], 6, f"Số: {document.number}", align="C")
    pdf.set_font(_FAMILY, "I", 10.5)
    pdf.cell(columns[1], 6, document.place_and_day, align="C", new_x="LMARGIN", new_y="NEXT")
    pdf.ln(6)


def _title(pdf: Any, document: Document) -> None:
    if document.draft:
        pdf.set_font(_FAMILY, "B", 11)
        pdf.cell(0, 7, "DỰ THẢO", align="L", new_x="LMARGIN", new_y="NEXT")
    for text, style, size in ((document.kind, "B", 14), (document.subject, "B", 11.5)):
        pdf.set_font(_FAMILY, style, size)
        pdf.multi_cell(0, size * 0.52, text, align="C", new_x="LMARGIN", new_y="NEXT")
    pdf.ln(4)
    if document.authority:
        pdf.set_font(_FAMILY, "B", 11)
        pdf.cell(0, 7, document.authority, align="C", new_x="LMARGIN", new_y="NEXT")
        pdf.ln(2)
    for basis in document.bases:
        pdf.set_font(_FAMILY, "I", 11)
        pdf.multi_cell(0, 6, basis, align="J", new_x="LMARGIN", new_y="NEXT")
        pdf.ln(1.5)
    pdf.ln(2)


def _paragraph(pdf: Any, text: str) -> None:
    is_heading = is_heading_line(text)
    pdf.set_font(_FAMILY, "B" if is_heading else "", 11)
    if is_heading:
        pdf.ln(1.5)
    pdf.multi_cell(0, 6.2, text, align="L" if is_heading else "J", new_x="LMARGIN", new_y="NEXT")
    pdf.ln(1.8)


def is_heading_line(text: str) -> bool:
    """`Điều 5. …` and lines in capitals: bold."""
    return (text.startswith("Điều ") and len(text) < 90 and not text.endswith(".")) or text.upper() == text


def _table(pdf: Any, rows: Table) -> None:
    from fpdf.fonts import FontFace  # noqa: PLC0415

    pdf.set_font(_FAMILY, "", 10.5)
    with pdf.table(rows, headings_style=FontFace(emphasis="BOLD"), line_height=6.5, text_align="CENTER", align="LEFT"):
        pass
    pdf.ln(3)


def _signature(pdf: Any, document: Document) -> None:
    """Recipients on the left, signature on the right, kept on one page."""
    lines = max(len(document.recipients) + 1, len(document.signed_as) + 5)
    if pdf.will_page_break(lines * 5.5):
        pdf.add_page()
    pdf.ln(4)
    top, left, half = pdf.get_y(), pdf.l_margin, pdf.epw / 2
    pdf.set_font(_FAMILY, "B", 9.5)
    pdf.cell(half, 5, "Nơi nhận:", new_x="LMARGIN", new_y="NEXT")
    pdf.set_font(_FAMILY, "", 9)
    for recipient in document.recipients:
        pdf.cell(half, 4.8, f"- {recipient}", new_x="LMARGIN", new_y="NEXT")
    for place, row in enumerate([*document.signed_as, "", "(Đã ký)" if document.signer else "", "", document.signer]):
        pdf.set_font(_FAMILY, "I" if row == "(Đã ký)" else "B", 10.5 if len(row) < 40 else 8.5)
        pdf.set_xy(left + half, top + place * 5.6)
        pdf.cell(half, 5.6, row, align="C")


def _write_scan(path: Path, content: bytes, day: datetime) -> None:
    """The pages as slightly crooked grey pictures, as they come out of an office's machine: no letter in it."""
    import pypdfium2  # noqa: PLC0415
    from fpdf import FPDF  # noqa: PLC0415

    scan = FPDF(format="A4")
    scan.set_creation_date(day)
    scan.set_margin(0)
    scan.set_auto_page_break(False)
    drawn = pypdfium2.PdfDocument(content)
    for page in drawn:
        picture = page.render(scale=_SCAN_SCALE).to_pil().convert("L").rotate(0.6, fillcolor=246)
        jpeg = io.BytesIO()
        picture.point([min(value, 246) for value in range(256)]).save(jpeg, "JPEG", quality=62)
        scan.add_page()
        scan.image(jpeg, 0, 0, 210, 297)
    drawn.close()
    scan.output(str(path))


def write_docx(path: Path, document: Document, day: datetime) -> None:
    from docx.enum.text import WD_ALIGN_PARAGRAPH as ALIGN  # noqa: PLC0415

    file = new_docx(document.subject, day)
    head = file.add_table(rows=2, cols=2)
    issuer = "\n".join(([document.above] if document.above else []) + document.issuer)
    cells = ((issuer, "\n".join(_NATION)), (f"Số: {document.number}", document.place_and_day))
    for row, texts in zip(head.rows, cells, strict=True):
        for cell, text in zip(row.cells, texts, strict=True):
            cell.text = text
            for paragraph in cell.paragraphs:
                paragraph.alignment = ALIGN.CENTER
                for run in paragraph.runs:
                    run.bold = row is head.rows[0] or text in {issuer, "\n".join(_NATION)}
    if document.draft:
        file.add_paragraph().add_run("DỰ THẢO").bold = True
    for text in filter(None, (document.kind, document.subject, document.authority)):
        paragraph = file.add_paragraph()
        paragraph.alignment = ALIGN.CENTER
        paragraph.add_run(text).bold = True
    for basis in document.bases:
        file.add_paragraph().add_run(basis).italic = True
    for block in document.blocks:
        if isinstance(block, str):
            file.add_paragraph().add_run(block).bold = is_heading_line(block)
        else:
            _docx_table(file, block)
    foot = file.add_table(rows=1, cols=2)
    foot.rows[0].cells[0].text = "\n".join(["Nơi nhận:", *(f"- {each}" for each in document.recipients)])
    foot.rows[0].cells[1].text = "\n".join(
        [*document.signed_as, "", "(Đã ký)" if document.signer else "", document.signer]
    )
    foot.rows[0].cells[1].paragraphs[0].alignment = ALIGN.CENTER
    if document.form:
        file.add_paragraph()
        file.add_paragraph().add_run("PHIẾU GÓP Ý").bold = True
        _docx_table(file, [[label, ""] for label in document.form])
    file.save(str(path))


def new_docx(title: str, day: datetime) -> Any:
    """An empty DOCX whose every page says that it is a sample."""
    import docx  # noqa: PLC0415
    from docx.shared import Pt  # noqa: PLC0415

    file = docx.Document()
    file.core_properties.title = title
    file.core_properties.author = "Dữ liệu mẫu"
    file.core_properties.created = day.replace(tzinfo=None)
    normal = file.styles["Normal"]
    normal.font.name = "Times New Roman"
    normal.font.size = Pt(13)
    section = file.sections[0]
    section.header.paragraphs[0].text = BANNER
    section.footer.paragraphs[0].text = "Dữ liệu mẫu"
    return file


def _docx_table(file: Any, rows: Table) -> None:
    table = file.add_table(rows=len(rows), cols=len(rows[0]))
    table.style = "Table Grid"
    for row, texts in zip(table.rows, rows, strict=True):
        for cell, text in zip(row.cells, texts, strict=True):
            cell.text = text
