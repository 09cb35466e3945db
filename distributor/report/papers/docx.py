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
from docx.shared import Length, Mm, Pt, RGBColor, Twips

from distributor.report.papers.chart import chart_words
from distributor.report.papers.form import paper_form
from distributor.report.papers.outline import (
    Block,
    Chart,
    Example,
    Heading,
    Paper,
    PaperTable,
    Paragraph,
    Pictures,
    Summary,
)
from distributor.report.papers.pdf import SAMPLE, chart_png
from distributor.report.papers.typeface import text_width
from distributor.report.papers.wording import dated

FACE = "Times New Roman"
"""Every office has it; without it LibreOffice takes one of the same widths."""
CENTRE, RIGHT, JUSTIFIED = WD_ALIGN_PARAGRAPH.CENTER, WD_ALIGN_PARAGRAPH.RIGHT, WD_ALIGN_PARAGRAPH.JUSTIFY
LEFT = WD_ALIGN_PARAGRAPH.LEFT
LEFT_PART, LEFT_OF_EXAMPLE, LEFT_WITHOUT_PICTURE = Mm(68), Mm(41), Mm(10)
"""Of a letterhead; of a post with its picture, and without."""
BODY, IN_TABLE = "Nội dung", "Trong bảng"
"""Names of styles."""
CELL_MARGIN = 108
"""On each side, in twentieths of a point: of tables that say nothing else."""
FIXED = (2026, 1, 1, 0, 0, 0)


def make_docx(paper: Paper, pictures: Pictures) -> bytes:
    """Make a Word file of a paper. Raises PaperProblem where a chart cannot be drawn."""
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
    form = paper_form()
    section.top_margin, section.bottom_margin = Mm(form.margin["top"]), Mm(form.margin["bottom"])
    section.left_margin, section.right_margin = Mm(form.margin["left"]), Mm(form.margin["right"])
    section.header_distance, section.footer_distance = Mm(10), Mm(9)
    section.different_first_page_header_footer = True
    _page_number(section.header.paragraphs[0])
    if paper.is_sample:
        for footer in (section.footer, section.first_page_footer):
            line = footer.paragraphs[0]
            line.alignment = CENTRE
            _run(line, SAMPLE, form.size["mark"], italic=True)
    _style(document.styles["Normal"], form.size["body"])
    language = OxmlElement("w:lang")
    language.set(qn("w:val"), "vi-VN")
    document.styles["Normal"].element.get_or_add_rPr().append(language)
    for level, before in ((1, 14), (2, 10)):
        style = document.styles[f"Heading {level}"]
        _style(style, form.size["body"], bold=True)
        style.paragraph_format.space_before, style.paragraph_format.space_after = Pt(before), Pt(6)
        style.paragraph_format.keep_with_next = True
    body = document.styles.add_style(BODY, WD_STYLE_TYPE.PARAGRAPH)
    body.base_style = document.styles["Normal"]
    set_as = body.paragraph_format
    set_as.alignment, set_as.first_line_indent = JUSTIFIED, Mm(form.indent)
    set_as.space_before, set_as.space_after, set_as.line_spacing = Pt(0), Pt(form.between), form.lines
    cell = document.styles.add_style(IN_TABLE, WD_STYLE_TYPE.PARAGRAPH)
    _style(cell, form.size["table"])
    cell.paragraph_format.space_before = cell.paragraph_format.space_after = Pt(2)
    caption = document.styles["Caption"]
    _style(caption, form.size["caption"], italic=True)
    set_as = caption.paragraph_format
    set_as.alignment, set_as.space_before, set_as.space_after = CENTRE, Pt(8), Pt(4)


def _width() -> Length:
    """Return the width of the text."""
    margin = paper_form().margin
    return Mm(210 - margin["left"] - margin["right"])


def _style(style: Any, size: float, *, bold: bool = False, italic: bool = False) -> None:
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
    run = _run(line, "", paper_form().size["page_number"])
    for kind, text in (("begin", ""), ("", "PAGE"), ("end", "")):
        part = OxmlElement("w:instrText" if text else "w:fldChar")
        if text:
            part.text = text
        else:
            part.set(qn("w:fldCharType"), kind)
        run._r.append(part)


def _head(document: Any, paper: Paper) -> None:
    """Number and date stand on one line, whatever stands above them."""
    head, form = paper.letterhead, paper_form()
    size, words = form.size, form.words
    right_part = Length(_width() - LEFT_PART)
    (left, right), (left_below, right_below) = _grid(document, (LEFT_PART, right_part), rows=2)
    if head.above:
        _line(left, head.above, size["office"])
    for line in head.office_lines:
        _line(left, line, size["office"], bold=True)
    _rule(left, _inside(LEFT_PART), _under("office", head.office_lines, size["office"], LEFT_PART))
    _line(left_below, f"{words['number']}             /{head.symbol}", size["symbol"], before=4)
    _line(right, words["national_name"], size["national_name"], bold=True)
    _line(right, words["motto"], size["motto"], bold=True)
    _rule(right, _inside(right_part), _under("motto", (words["motto"],), size["motto"], right_part))
    place = f"{head.place}, " if head.place else ""
    _line(right_below, f"{place}{dated(paper.day)}", size["date"], italic=True, before=4)
    _line(document, words["title"], size["title"], bold=True, before=18)
    for line in paper.subject:
        _line(document, line, size["title"], bold=True)
    _rule(document, _width(), _under("subject", paper.subject, size["title"], _width()))
    _addressees(document, head.addressee_lines)
    document.add_paragraph()


def _inside(cell: Length) -> Length:
    return Length(cell - 2 * Twips(CELL_MARGIN))


def _under(name: str, lines: Sequence[str], size: float, room: Length) -> Length:
    """Return a length for a line, as long as its share of the longest of the lines above it."""
    widest = max(text_width(line, size, bold=True) for line in lines)
    return Length(int(min(Pt(widest), room) * paper_form().line[name]))


def _addressees(document: Any, lines: Sequence[str]) -> None:
    """One beside the name; of several the marks stand one below the other, under the colon."""
    size, name = paper_form().size["addressee"], paper_form().words["addressees"]
    if not lines:
        return
    if len(lines) == 1:
        _line(document, f"{name}: {lines[0]}", size, before=14)
        return
    colon = text_width(name, size)
    widest = max(colon + text_width(f"- {line}", size) for line in lines)
    start = max(Length(int((_width() - Pt(widest)) // 2)), Length(0))
    _line(document, f"{name}:", size, before=14, aligned=LEFT).paragraph_format.left_indent = start
    for line in lines:
        _line(document, f"- {line}", size, aligned=LEFT).paragraph_format.left_indent = Length(start + Pt(colon))


def _foot(document: Any, paper: Paper) -> None:
    head, size = paper.letterhead, paper_form().size
    for text in (paper.closing, ""):
        document.add_paragraph(text, style=BODY).paragraph_format.keep_with_next = True
    half = Length(_width() // 2)
    left, right = _halves(document, half, half)
    _line(left, f"{paper_form().words['recipients']}:", size["recipients_head"], bold=True, italic=True, aligned=LEFT)
    for recipient in head.recipient_lines:
        _line(left, f"- {recipient}", size["recipients"], aligned=LEFT)
    for title in head.title_lines:
        _line(right, title, size["signer"], bold=True)
    for _ in range(4):
        _line(right, "", size["signer"])
    _line(right, head.signer, size["signer"], bold=True)


def _put(document: Any, block: Block, pictures: Pictures) -> None:
    match block:
        case Heading(level, text):
            document.add_heading(text, level)
        case Paragraph(text):
            document.add_paragraph(text, style=BODY)
        case PaperTable():
            _table(document, block)
        case Chart(caption):
            line = document.add_paragraph()
            line.alignment, line.paragraph_format.keep_with_next = CENTRE, True
            _picture(line, chart_png(block), Mm(145 if block.lying else 163), chart_words(block))
            document.add_paragraph(caption, style="Caption")
        case Summary():
            _summary(document, block)
        case Example():
            _example(document, block, pictures)


def _summary(document: Any, block: Summary) -> None:
    """Write the summary on the first page, which ends with it."""
    size = paper_form().size
    document.add_heading(block.title, 1)
    for place, said in enumerate(block.sentences, 1):
        _line(document, f"{place}. {said}", size["detail"], before=3, aligned=LEFT)
    half = Length(_width() // 2)
    for row, place in zip(
        _grid(document, (half, half), rows=-(-len(block.charts) // 2)), range(0, len(block.charts), 2), strict=True
    ):
        for cell, chart in zip(row, block.charts[place : place + 2], strict=False):
            line = _line(cell, chart.caption, size["table"], italic=True, before=6, aligned=LEFT)
            line.paragraph_format.keep_with_next = True
            _picture(cell.add_paragraph(), chart_png(chart), Length(half - 2 * Twips(CELL_MARGIN)), chart_words(chart))
    _line(document, block.todo_title, size["detail"], bold=True, before=6, aligned=LEFT)
    for said in block.todo:
        _line(document, f"- {said}", size["detail"], before=3, aligned=LEFT)
    document.add_page_break()


def _table(document: Any, block: PaperTable) -> None:
    caption = document.add_paragraph(block.caption, style="Caption")
    caption.paragraph_format.keep_with_next = True
    table = document.add_table(rows=1 + bool(block.rows), cols=len(block.columns), style="Table Grid")
    table.alignment, table.autofit = WD_TABLE_ALIGNMENT.CENTER, False
    whole = sum(column.share for column in block.columns)
    style = document.styles[IN_TABLE]
    widths = [Length(int(_width() * column.share / whole)) for column in block.columns]
    _widths(table, widths)
    for row in table.rows:
        _form(row, block, widths, style, is_header=row._index == 0)
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


def _form(row: Any, block: PaperTable, widths: list[Length], style: Any, *, is_header: bool) -> None:
    _whole(row, is_header=is_header)
    for cell, column, width in zip(row.cells, block.columns, widths, strict=True):
        cell.width, cell.vertical_alignment = width, WD_ALIGN_VERTICAL.CENTER
        line = cell.paragraphs[0]
        line.style = style
        line.alignment = CENTRE if is_header else RIGHT if column.is_number else LEFT
        line.paragraph_format.keep_with_next = bool(block.rows) and (block.is_small or is_header)
        _run(line, "", paper_form().size["table"], bold=is_header)


def _say(row: Any, texts: Sequence[str]) -> None:
    for cell, text in zip(row.cells, texts, strict=True):
        cell.paragraphs[0].runs[0].text = text


def _example(document: Any, block: Example, pictures: Pictures) -> None:
    picture, size = pictures.get(block.picture, b""), paper_form().size
    beside = LEFT_OF_EXAMPLE if picture else LEFT_WITHOUT_PICTURE
    left, right = _halves(document, beside, Length(_width() - beside))
    if picture:
        _picture(left.paragraphs[0], picture, Mm(34), block.picture_alt or block.title)
    _line(right, block.title, size["body"], aligned=LEFT)
    for text in (*block.lines, *([block.link] if block.link else [])):
        _line(right, text, size["detail"], aligned=LEFT, before=2)
    document.add_paragraph().paragraph_format.line_spacing = Pt(8)


def _halves(document: Any, left: Length, right: Length) -> tuple[Any, Any]:
    """Two cells side by side."""
    ((one, other),) = _grid(document, (left, right))
    return one, other


def _grid(document: Any, wide: tuple[Length, Length], *, rows: int = 1) -> list[tuple[Any, Any]]:
    """Rows of two cells, without borders."""
    table = document.add_table(rows=rows, cols=2)
    table.alignment, table.autofit = WD_TABLE_ALIGNMENT.CENTER, False
    _widths(table, list(wide))
    made = []
    for row in table.rows:
        _whole(row)
        left, right = row.cells
        left.width, right.width = wide
        made.append((left, right))
    return made


def _widths(table: Any, widths: list[Length]) -> None:
    for column, width in zip(table.columns, widths, strict=True):
        column.width = width


def _whole(row: Any, *, is_header: bool = False) -> None:
    """Keep a row whole, not broken between pages; a header comes again on each."""
    told = row._tr.get_or_add_trPr()
    told.append(OxmlElement("w:cantSplit"))
    if is_header:
        told.append(OxmlElement("w:tblHeader"))


def _line(
    place: Any,
    text: str,
    size: float,
    *,
    bold: bool = False,
    italic: bool = False,
    before: int = 0,
    aligned: WD_ALIGN_PARAGRAPH = CENTRE,
) -> Any:
    """A paragraph in a cell, whose first empty one is used, or in the document."""
    paragraphs = place.paragraphs
    is_fresh = hasattr(place, "_tc") and len(paragraphs) == 1 and not paragraphs[0].runs
    line = paragraphs[0] if is_fresh else place.add_paragraph()
    line.alignment, line.paragraph_format.space_before = aligned, Pt(before)
    _run(line, text, size, bold=bold, italic=italic)
    return line


def _run(line: Any, text: str, size: float, *, bold: bool = False, italic: bool = False) -> Any:
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
