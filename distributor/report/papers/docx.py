"""A paper as a document for Word and LibreOffice, in which staff go on writing: styles, real tables, a number on each page.

Same paper, same bytes: its dates are the paper's, its archive bears a fixed one.
"""

import io
import zipfile
from collections.abc import Sequence
from copy import deepcopy
from datetime import UTC
from typing import Any

from docx import Document
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.table import WD_ALIGN_VERTICAL, WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Length, Mm, Pt, RGBColor

from distributor.report.papers.chart import chart_words
from distributor.report.papers.outline import Block, Chart, Example, Heading, Paper, Paragraph, Pictures, Table
from distributor.report.papers.pdf import SAMPLE, chart_png
from distributor.report.papers.wording import dated

FACE = "Times New Roman"
"""Every office has it; without it LibreOffice takes one of the same widths."""
CENTRE, RIGHT, JUSTIFIED = WD_ALIGN_PARAGRAPH.CENTER, WD_ALIGN_PARAGRAPH.RIGHT, WD_ALIGN_PARAGRAPH.JUSTIFY
LEFT = WD_ALIGN_PARAGRAPH.LEFT
WIDTH = Mm(165)
"""Of the text: A4 less 30 mm on the left and 15 mm on the right."""
LEFT_HALF, RIGHT_HALF = Mm(68), Mm(97)
FIXED = (2026, 1, 1, 0, 0, 0)


def make_docx(paper: Paper, pictures: Pictures) -> bytes:
    """Raises PaperProblem where a chart cannot be drawn."""
    document = Document()
    _set_up(document, paper)
    _head(document, paper)
    for block in paper.blocks:
        _put(document, block, pictures)
    _foot(document, paper)
    kept = io.BytesIO()
    document.save(kept)
    return _packed(kept.getvalue())


def _packed(archive: bytes) -> bytes:
    """The library stamps each part with the time of saving."""
    packed = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(archive)) as old, zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as new:
        for part in old.infolist():
            fixed = zipfile.ZipInfo(part.filename, FIXED)
            fixed.compress_type, fixed.external_attr = zipfile.ZIP_DEFLATED, 0o600 << 16
            new.writestr(fixed, old.read(part.filename))
    return packed.getvalue()


def _set_up(document: Any, paper: Paper) -> None:
    told = document.core_properties
    made_at = paper.made_at.astimezone(UTC).replace(tzinfo=None)
    told.title, told.author, told.last_modified_by = paper.title, paper.letterhead.office, paper.letterhead.office
    told.created, told.modified, told.comments, told.language, told.revision = made_at, made_at, "", "vi-VN", 1
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin, section.bottom_margin = Mm(20), Mm(20)
    section.left_margin, section.right_margin = Mm(30), Mm(15)
    section.header_distance, section.footer_distance = Mm(10), Mm(9)
    section.different_first_page_header_footer = True
    _page_number(section.header.paragraphs[0])
    if paper.is_sample:
        for footer in (section.footer, section.first_page_footer):
            line = footer.paragraphs[0]
            line.alignment = CENTRE
            _run(line, SAMPLE, 9, italic=True)
    _style(document.styles["Normal"], 14)
    language = OxmlElement("w:lang")
    language.set(qn("w:val"), "vi-VN")
    document.styles["Normal"].element.get_or_add_rPr().append(language)
    for level in (1, 2, 3):
        style = document.styles[f"Heading {level}"]
        _style(style, 14, bold=True, italic=level == 3)
        style.paragraph_format.space_before, style.paragraph_format.space_after = Pt(12), Pt(6)
        style.paragraph_format.keep_with_next = True
    body = document.styles.add_style("Nội dung", WD_STYLE_TYPE.PARAGRAPH)
    body.base_style = document.styles["Normal"]
    form = body.paragraph_format
    form.alignment, form.first_line_indent = JUSTIFIED, Cm(1)
    form.space_before, form.space_after, form.line_spacing = Pt(0), Pt(6), 1.1
    caption = document.styles["Caption"]
    _style(caption, 13, italic=True)
    form = caption.paragraph_format
    form.alignment, form.space_before, form.space_after = CENTRE, Pt(8), Pt(4)


def _style(style: Any, size: int, *, bold: bool = False, italic: bool = False) -> None:
    font = style.font
    font.name, font.size, font.bold, font.italic, font.color.rgb = FACE, Pt(size), bold, italic, RGBColor(0, 0, 0)
    faces = style.element.get_or_add_rPr().get_or_add_rFonts()
    for name in list(faces.attrib):
        del faces.attrib[name]  # a theme's typeface would win
    for script in ("ascii", "hAnsi", "cs", "eastAsia"):
        faces.set(qn(f"w:{script}"), FACE)
    form = style.paragraph_format
    form.space_before, form.space_after, form.line_spacing = Pt(0), Pt(0), 1.0


def _page_number(line: Any) -> None:
    line.alignment = CENTRE
    run = _run(line, "", 13)
    for kind, text in (("begin", ""), ("", "PAGE"), ("end", "")):
        part = OxmlElement("w:instrText" if text else "w:fldChar")
        if text:
            part.text = text
        else:
            part.set(qn("w:fldCharType"), kind)
        run._r.append(part)


def _head(document: Any, paper: Paper) -> None:
    head = paper.letterhead
    left, right = _halves(document, LEFT_HALF, RIGHT_HALF)
    if head.above:
        _line(left, head.above, 12)
    _line(left, head.office, 12, bold=True)
    _rule(left, LEFT_HALF, Mm(22))
    _line(left, f"Số:             /{head.symbol}", 13, before=4)
    _line(right, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", 12, bold=True)
    _line(right, "Độc lập - Tự do - Hạnh phúc", 13, bold=True)
    _rule(right, RIGHT_HALF, Mm(58))
    _line(right, f"{head.place}, {dated(paper.day)}", 13, italic=True, before=4)
    _line(document, "BÁO CÁO", 14, bold=True, before=18)
    for line in paper.subject:
        _line(document, line, 14, bold=True)
    _rule(document, WIDTH, Mm(38))
    document.add_paragraph()


def _foot(document: Any, paper: Paper) -> None:
    head = paper.letterhead
    for text in (paper.closing, ""):
        document.add_paragraph(text, style="Nội dung").paragraph_format.keep_with_next = True
    left, right = _halves(document, Mm(82), Mm(83))
    _line(left, "Nơi nhận:", 12, bold=True, italic=True, aligned=LEFT)
    for recipient in head.recipient_lines:
        _line(left, f"- {recipient}", 11, aligned=LEFT)
    for title in head.title_lines:
        _line(right, title, 14, bold=True)
    for _ in range(4):
        _line(right, "", 14)
    _line(right, head.signer, 14, bold=True)


def _put(document: Any, block: Block, pictures: Pictures) -> None:
    match block:
        case Heading(level, text):
            document.add_heading(text, level)
        case Paragraph(text):
            document.add_paragraph(text, style="Nội dung")
        case Table():
            _table(document, block)
        case Chart(caption):
            line = document.add_paragraph()
            line.alignment, line.paragraph_format.keep_with_next = CENTRE, True
            _picture(line, chart_png(block), Mm(145 if block.lying else 163), chart_words(block))
            document.add_paragraph(caption, style="Caption")
        case Example():
            _example(document, block, pictures)


def _table(document: Any, block: Table) -> None:
    caption = document.add_paragraph(block.caption, style="Caption")
    caption.paragraph_format.keep_with_next = True
    table = document.add_table(rows=1 + bool(block.rows), cols=len(block.columns), style="Table Grid")
    table.alignment, table.autofit = WD_TABLE_ALIGNMENT.CENTER, False
    whole = sum(column.share for column in block.columns)
    widths = [Length(int(WIDTH * column.share / whole)) for column in block.columns]
    _widths(table, widths)
    for row in table.rows:
        _form(row, block, widths, is_header=row._index == 0)
    _say(table.rows[0], [column.title for column in block.columns])
    # The library takes half a millisecond to give a cell its form, so further rows are copies of the first.
    copies = [deepcopy(table.rows[1]._tr) for _row in block.rows[1:]]
    for copy in copies:
        table._tbl.append(copy)
    for row, texts in zip(list(table.rows)[1:], block.rows, strict=True):
        _say(row, texts)
    if block.rows:
        for cell in table.rows[-1].cells:
            cell.paragraphs[0].paragraph_format.keep_with_next = False
    after = document.add_paragraph()
    after.paragraph_format.line_spacing = Pt(8)


def _form(row: Any, block: Table, widths: list[Length], *, is_header: bool) -> None:
    _whole(row, is_header=is_header)
    for cell, column, width in zip(row.cells, block.columns, widths, strict=True):
        cell.width, cell.vertical_alignment = width, WD_ALIGN_VERTICAL.CENTER
        line = cell.paragraphs[0]
        line.alignment = CENTRE if is_header else RIGHT if column.is_number else LEFT
        line.paragraph_format.space_before = line.paragraph_format.space_after = Pt(2)
        line.paragraph_format.keep_with_next = bool(block.rows) and (block.is_small or is_header)
        _run(line, "", 11, bold=is_header)


def _say(row: Any, texts: Sequence[str]) -> None:
    for cell, text in zip(row.cells, texts, strict=True):
        cell.paragraphs[0].runs[0].text = text


def _example(document: Any, block: Example, pictures: Pictures) -> None:
    picture = pictures.get(block.picture, b"")
    left, right = _halves(document, Mm(38 if picture else 10), Mm(127 if picture else 155))
    if picture:
        _picture(left.paragraphs[0], picture, Mm(34), block.picture_alt or block.title)
    _line(right, block.title, 13, bold=True, italic=True, aligned=LEFT)
    for text in block.lines:
        _line(right, text, 13, aligned=LEFT, before=2)
    if block.link:
        _line(right, block.link, 11, aligned=LEFT, before=2)
    document.add_paragraph().paragraph_format.line_spacing = Pt(8)


def _halves(document: Any, left: Length, right: Length) -> tuple[Any, Any]:
    """Two cells side by side, without borders."""
    table = document.add_table(rows=1, cols=2)
    table.alignment, table.autofit = WD_TABLE_ALIGNMENT.CENTER, False
    _widths(table, [left, right])
    _whole(table.rows[0])
    cells = table.rows[0].cells
    cells[0].width, cells[1].width = left, right
    return cells[0], cells[1]


def _widths(table: Any, widths: list[Length]) -> None:
    for column, width in zip(table.columns, widths, strict=True):
        column.width = width


def _whole(row: Any, *, is_header: bool = False) -> None:
    """Not broken between pages; a header comes again on each."""
    told = row._tr.get_or_add_trPr()
    told.append(OxmlElement("w:cantSplit"))
    if is_header:
        told.append(OxmlElement("w:tblHeader"))


def _line(
    place: Any,
    text: str,
    size: int,
    *,
    bold: bool = False,
    italic: bool = False,
    before: int = 0,
    aligned: WD_ALIGN_PARAGRAPH = CENTRE,
) -> None:
    """A paragraph in a cell, whose first empty one is used, or in the document."""
    paragraphs = place.paragraphs
    is_fresh = hasattr(place, "_tc") and len(paragraphs) == 1 and not paragraphs[0].runs
    line = paragraphs[0] if is_fresh else place.add_paragraph()
    line.alignment, line.paragraph_format.space_before = aligned, Pt(before)
    _run(line, text, size, bold=bold, italic=italic)


def _run(line: Any, text: str, size: int, *, bold: bool = False, italic: bool = False) -> Any:
    run = line.add_run(text)
    run.font.size, run.bold, run.italic = Pt(size), bold, italic
    return run


def _rule(place: Any, room: Length, wide: Length) -> None:
    """A thin line, `wide` in the middle of `room`: the upper border of an empty, indented paragraph."""
    line = place.add_paragraph()
    form = line.paragraph_format
    form.left_indent = form.right_indent = Length((room - wide) // 2)
    form.line_spacing, form.space_before = Pt(4), Pt(2)
    _run(line, "", 2)
    borders, top = OxmlElement("w:pBdr"), OxmlElement("w:top")
    for name, value in (("val", "single"), ("sz", "6"), ("space", "0"), ("color", "000000")):
        top.set(qn(f"w:{name}"), value)
    borders.append(top)
    properties = line._p.get_or_add_pPr()
    properties.insert_element_before(
        borders, "w:shd", "w:tabs", "w:suppressAutoHyphens", "w:spacing", "w:ind", "w:jc", "w:rPr"
    )


def _picture(line: Any, content: bytes, wide: Length, alt: str) -> None:
    shape = line.add_run().add_picture(io.BytesIO(content), width=wide)
    shape._inline.docPr.set("descr", alt)
