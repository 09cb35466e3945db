"""PDF and document: what they say is the one report, in the form of an administrative document; same report, same bytes."""

import io
import re
import tomllib
import zipfile
from collections import Counter
from dataclasses import replace
from datetime import UTC, date, datetime

import pypdfium2
import pytest
from docx import Document
from docx.shared import Mm, Pt, Twips
from PIL import Image

from distributor.report.engagement.shapes import FIGURE_LABELS, NO_FIGURE, Report, SummedFigure
from distributor.report.papers.chart import chart_svg
from distributor.report.papers.docx import make_docx
from distributor.report.papers.letterhead import letterhead_by_name
from distributor.report.papers.outline import (
    HALF,
    Chart,
    Example,
    Heading,
    LabelledValue,
    Paper,
    PaperTable,
    Paragraph,
    Summary,
)
from distributor.report.papers.paper import make_paper
from distributor.report.papers.pdf import make_pdf
from distributor.report.papers.typeface import text_width
from distributor.report.papers.wording import (
    UNKNOWN,
    changed,
    changed_in_words,
    dated,
    decimal,
    dollars,
    number,
    tenths,
)
from distributor.settings import CONFIG_FOLDER
from tests.report.papers.sample_report import PICTURE, rich_report, silent_report

NUMBER = re.compile(r"\d[\d.,/]*\d|\d")


def picture() -> dict[str, bytes]:
    kept = io.BytesIO()
    Image.new("RGB", (90, 90), (30, 90, 140)).save(kept, "PNG")
    return {PICTURE: kept.getvalue()}


def paper_of(report: Report) -> Paper:
    return make_paper(report, letterhead_by_name(report.unit_name), is_sample=True)


def words(paper: Paper) -> str:
    """All that the body says; a chart's values are told in its picture."""
    told: list[str] = []
    for block in paper.blocks:
        match block:
            case Heading(_, text) | Paragraph(text):
                told.append(text)
            case PaperTable(caption, columns, rows):
                told += [caption, *(column.title for column in columns), *(cell for row in rows for cell in row)]
            case Chart(caption):
                told.append(caption)
            case Summary():
                numbered = [f"{place}. {said}" for place, said in enumerate(block.sentences, 1)]
                told += [block.title, *numbered, *(chart.caption for chart in block.charts), *block.todo]
            case Example():
                told += [block.title, *block.lines, block.link]
    told.append(paper.closing)
    return "\n".join(told)


def pdf_pages(content: bytes) -> list[str]:
    document = pypdfium2.PdfDocument(content)
    try:
        return [page.get_textpage().get_text_range() for page in document]
    finally:
        document.close()


def pdf_text(content: bytes) -> str:
    return "\n".join(pdf_pages(content))


def docx_text(content: bytes) -> str:
    document = Document(io.BytesIO(content))
    return "\n".join(node.text or "" for node in document.element.body.iter() if node.tag.endswith("}t"))


def every_number(report: Report) -> set[str]:
    """As papers must write it: totals, groups, posts, coverage, messages."""
    found: set[int | None] = {report.coverage.cells, report.coverage.said, report.sms.recipients, report.sms.parts}
    for each in (report.totals, *(group.compared for group in (*report.by_channel, *report.by_kind, *report.by_unit))):
        found |= {each.now.posts, each.now.engagement.value, each.now.sums.reach.value, each.now.sums.views.value}
    found |= {report.totals.now.sums.of(name).value for name in FIGURE_LABELS}
    found |= {stretch.totals.engagement.value for stretch in report.by_week}
    found |= {number for line in report.followers for number in (line.value, line.before)}
    found |= {post.engagement for post in (*report.best, *report.worst)}
    return {number(value) for value in found if value is not None}


def test_pdf_and_document_say_the_numbers_of_the_report() -> None:
    report = rich_report()
    paper = paper_of(report)
    in_pdf, in_docx = (
        Counter(NUMBER.findall(text))
        for text in (pdf_text(make_pdf(paper, picture())), docx_text(make_docx(paper, picture())))
    )
    wanted = Counter(NUMBER.findall(words(paper)))
    assert every_number(report) <= wanted.keys()
    assert wanted - in_docx == Counter(), "the document leaves nothing out"
    assert wanted - in_pdf == Counter(), "nor does the PDF"
    # The letterhead has the only numbers beyond them in a document; a PDF has page numbers and the words of charts, too.
    assert in_docx - wanted == Counter(NUMBER.findall(f"{dated(paper.day)} {' '.join(paper.subject)}"))


def test_what_is_not_known_is_said_and_is_not_0() -> None:
    report = rich_report()
    assert report.totals.now.sums.clicks == SummedFigure()
    row = next(
        row
        for block in paper_of(report).blocks
        if isinstance(block, PaperTable)
        for row in block.rows
        if row[0] == FIGURE_LABELS["clicks"]
    )
    assert row[1] == row[3] == UNKNOWN
    assert f"dấu «{UNKNOWN}» là không có số liệu" in words(paper_of(report))
    assert changed(None, 3) == changed(3, 0) == changed(3, None) == "–"


@pytest.mark.parametrize("report", [rich_report(), silent_report()], ids=["rich", "empty"])
def test_same_report_same_bytes(report: Report) -> None:
    paper = paper_of(report)
    assert make_pdf(paper, picture()) == make_pdf(paper, picture())
    assert make_docx(paper, picture()) == make_docx(paper, picture())


def test_form_of_the_pdf() -> None:
    document = pypdfium2.PdfDocument(make_pdf(paper_of(rich_report()), picture()))
    try:
        pages = [page.get_textpage().get_text_range() for page in document]
        sizes = {tuple(round(side) for side in page.get_size()) for page in document}
        title = document.get_metadata_value("Title")
    finally:
        document.close()
    assert sizes == {(595, 842)}
    assert title.startswith("Báo cáo kết quả truyền thông")
    first = " ".join(pages[0].split())
    for part in (
        "UBND TỈNH HƯƠNG GIANG",
        "SỞ TƯ PHÁP",
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "Độc lập - Tự do - Hạnh phúc",
        "/BC-STP",
        "Hương Giang, ngày 01 tháng 12 năm 2026",
        "BÁO CÁO",
        "tháng 11 năm 2026",
    ):
        assert part in first
    assert pages[0].split()[0] != "1", "the first page bears no number"
    assert [page.split()[0] for page in pages[1:]] == [str(place) for place in range(2, len(pages) + 1)]
    last = " ".join(pages[-1].split())
    assert "Nơi nhận:" in last
    assert "GIÁM ĐỐC" in last
    assert "./." in last
    assert all("Dữ liệu mẫu" in page for page in pages)


def test_form_of_the_document() -> None:
    content = make_docx(paper_of(rich_report()), picture())
    document = Document(io.BytesIO(content))
    section = document.sections[0]
    margins = (section.top_margin, section.bottom_margin, section.left_margin, section.right_margin)
    assert [round((side or 0) / Mm(1)) for side in margins] == [20, 20, 30, 15]
    assert [round((side or 0) / Mm(1)) for side in (section.page_width, section.page_height)] == [210, 297]
    assert section.different_first_page_header_footer
    assert "PAGE" in section.header._element.xml
    assert "PAGE" not in section.first_page_header._element.xml
    assert document.styles["Normal"].font.name == "Times New Roman"
    headings = [each.text for each in document.paragraphs if each.style and each.style.name == "Heading 1"]
    assert headings[:2] == ["TÓM TẮT", "I. KẾT QUẢ CHUNG"]
    assert document.core_properties.created == datetime(2026, 12, 1, 1, 30, tzinfo=UTC)
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert {part.date_time for part in archive.infolist()} == {(2026, 1, 1, 0, 0, 0)}
        assert 'descr="Thẻ chữ' in archive.read("word/document.xml").decode()


def test_the_first_page_is_the_leaders() -> None:
    """Five sentences, four charts, what to do, all on one page under the letterhead; the tables begin on the next."""
    report = rich_report()
    paper = paper_of(report)
    page = next(block for block in paper.blocks if isinstance(block, Summary))
    assert len(page.sentences) == 5
    assert [chart.wide for chart in page.charts] == [HALF] * 4
    first, second = (" ".join(text.split()) for text in pdf_pages(make_pdf(paper, picture()))[:2])
    for said in (*page.sentences, *page.todo, page.todo_title, *(chart.caption for chart in page.charts)):
        assert said in first
    assert "Bảng 1." not in first
    assert "như sau:" in second
    assert "Bảng 1." in second
    document = Document(io.BytesIO(make_docx(paper, picture())))
    assert len(document.inline_shapes) >= len(page.charts)


def test_markup_in_a_title_stays_text() -> None:
    paper = paper_of(rich_report())
    text = " ".join(pdf_text(make_pdf(paper, {})).split())
    assert "#let x = 3 *không phải đánh dấu* & <b>chữ</b> $a$ @b \\ của 'mẫu'" in text


def test_a_picture_that_is_missing_is_left_out() -> None:
    paper = paper_of(rich_report())
    assert len(make_pdf(paper, {})) < len(make_pdf(paper, picture()))
    assert "Từ 01/12/2026" in docx_text(make_docx(paper, {}))


def test_an_silent_report_says_so() -> None:
    text = " ".join(words(paper_of(silent_report())).split())
    assert "Trong kỳ không có bài nào được đăng." in text
    assert "không tính độ phủ" in text
    assert "từ ngày 03/11/2026 đến ngày 09/11/2026" in text
    assert make_pdf(paper_of(silent_report()), {}).startswith(b"%PDF")


def test_days_are_not_told_twice() -> None:
    report = rich_report()
    span = replace(report.span, title="Tháng 11 năm 2026 (từ 01/11/2026 đến 30/11/2026)")
    (_filters, opening, *_rest) = [
        block.text for block in paper_of(replace(report, span=span)).blocks if isinstance(block, Paragraph)
    ]
    assert opening.count("30/11/2026") == 1
    plain = [block.text for block in paper_of(report).blocks if isinstance(block, Paragraph)][1]
    assert "tháng 11 năm 2026 (từ ngày 01/11/2026 đến ngày 30/11/2026) như sau:" in plain


def test_accounts_of_one_name_are_told_apart() -> None:
    report = rich_report()
    first, second, *rest = report.by_account
    one_name = (replace(first, label="Sở A"), replace(second, label="Sở A", channel="x"), *rest)
    told = words(paper_of(replace(report, by_account=one_name)))
    assert "Sở A (Facebook)\n" in told
    assert "Sở A (X)\n" in told
    assert "Pháp luật Hương Giang 2\n" in told


def test_under_a_campaign_coverage_is_not_told() -> None:
    report = rich_report()
    paper = make_paper(replace(report, wish=replace(report.wish, campaign_id=1)), letterhead_by_name("Sở A"))
    headings = [block.text for block in paper.blocks if isinstance(block, Heading)]
    assert "1. Tính kịp thời" in headings
    assert "1. Độ phủ" not in headings


@pytest.mark.parametrize(
    ("told", "wanted"),
    [
        (number(1_200_000), "1.200.000"),
        (number(-3), "−3"),
        (number(None), NO_FIGURE),
        (decimal(3.4333), "3,4"),
        (decimal(1234567.0), "1.234.567"),
        (decimal(-0.01), "0"),
        (tenths(6.0), "6,0"),
        (tenths(4.99), "5,0"),
        (tenths(5.3), "5,3"),
        (tenths(1200.04), "1.200,0"),
        (changed(110, 100), "+10%"),
        (changed(95, 100), "−5%"),
        (changed(100, 100), "0%"),
        (changed_in_words(110, 100, "kỳ trước"), "tăng 10% so với kỳ trước (100)"),
        (changed_in_words(95, 100, "kỳ trước"), "giảm 5% so với kỳ trước (100)"),
        (changed_in_words(100, 100, "kỳ trước"), "bằng kỳ trước (100)"),
        (changed_in_words(557_340, 557_090, "kỳ trước"), "tăng 0,04% so với kỳ trước (557.090)"),
        (changed_in_words(1_000_001, 1_000_000, "kỳ trước"), "gần bằng kỳ trước (1.000.000)"),
        (changed(1_000_001, 1_000_000), "0%"),
        (changed(557_340, 557_090), "+0,04%"),
        (dollars(6.2), "6,20 USD"),
        (dollars(0.015), "0,015 USD"),
        (dollars(1200.0), "1.200,00 USD"),
        (changed_in_words(5, 0, "kỳ trước"), "kỳ trước không có bài để so sánh"),
        (dated(date(2026, 2, 3)), "ngày 03 tháng 02 năm 2026"),
        (dated(date(2026, 11, 24)), "ngày 24 tháng 11 năm 2026"),
    ],
)
def test_wording(told: str, wanted: str) -> None:
    assert told == wanted


def test_a_chart_draws_no_bar_for_what_nobody_said() -> None:
    marks = (LabelledValue("A & B", 10, "10"), LabelledValue("C", None, NO_FIGURE), LabelledValue("D", 0, "0"))
    lying, standing = chart_svg(Chart("x", marks)), chart_svg(Chart("x", marks, lying=False))
    assert lying.count("<rect") == standing.count("<rect") == 1
    assert NO_FIGURE in lying
    assert "A &amp; B" in lying
    assert chart_svg(Chart("x", ())).startswith("<svg")


@pytest.mark.parametrize(
    ("name", "above", "office", "place", "symbol"),
    [
        ("Sở Tư pháp tỉnh Hương Giang", "UBND TỈNH HƯƠNG GIANG", "SỞ TƯ PHÁP", "Hương Giang", "BC-STP"),
        ("UBND xã An Lộc", "", "ỦY BAN NHÂN DÂN XÃ AN LỘC", "An Lộc", "BC-UBND"),
        ("UBND Phường 1", "", "ỦY BAN NHÂN DÂN PHƯỜNG 1", "Phường 1", "BC-UBND"),
        ("Ban Quản lý", "", "BAN QUẢN LÝ", "", "BC-BQL"),
    ],
)
def test_letterhead_follows_from_the_name(name: str, above: str, office: str, place: str, symbol: str) -> None:
    found = letterhead_by_name(name)
    assert (found.above, found.office, found.place, found.symbol) == (above, office, place, symbol)


def test_made_in_the_evening_of_utc_it_bears_vietnams_day() -> None:
    report = replace(rich_report(), made_at=datetime(2026, 11, 30, 18, 0, tzinfo=UTC))
    assert paper_of(report).day == date(2026, 12, 1)


def test_the_form_keeps_within_the_decree() -> None:
    told = tomllib.loads((CONFIG_FOLDER / "paper_form.toml").read_text(encoding="utf-8"))
    held = [
        (f"{table}.{name}", part["allowed"][0] <= part["value"] <= part["allowed"][1])
        for table in ("margin", "size", "line", "paragraph")
        for name, part in told[table].items()
        if "allowed" in part
    ]
    assert len(held) == 23
    assert [name for name, within in held if not within] == []
    assert all(part["clause"] for table in ("size", "line") for part in told[table].values())


@pytest.mark.parametrize(
    ("addressees", "first", "lines"),
    [
        ("", "", []),
        ("- UBND tỉnh;", "Kính gửi: UBND tỉnh", []),
        ("UBND tỉnh\nBộ Tư pháp.", "Kính gửi:", ["- UBND tỉnh;", "- Bộ Tư pháp."]),
    ],
)
def test_a_report_to_those_above_addresses_them(addressees: str, first: str, lines: list[str]) -> None:
    head = replace(letterhead_by_name("Sở Tư pháp tỉnh Hương Giang"), addressees=addressees)
    paper = make_paper(rich_report(), head)
    in_pdf = [line.strip() for line in pdf_text(make_pdf(paper, {})).splitlines()]
    in_docx = [each.text for each in Document(io.BytesIO(make_docx(paper, {}))).paragraphs]
    for written in (in_pdf, in_docx):
        assert [line for line in written if line.startswith("Kính gửi")] == ([first] if first else [])
        assert [line for line in written if line in lines] == lines


def test_recipients_end_as_the_decree_says() -> None:
    head = replace(letterhead_by_name("Sở A"), recipients="Như trên\n- Cục PBGDPL;\nLưu: VT, PBGDPL")
    assert head.recipient_lines == ("Như trên;", "Cục PBGDPL;", "Lưu: VT, PBGDPL.")
    assert letterhead_by_name("UBND xã An Lộc").recipient_lines == ("Như trên;", "Lưu: VT.")


def test_number_and_date_stand_on_one_line() -> None:
    """Whatever stands above them: a department has an office above, a commune breaks its name."""
    for report in (rich_report(), silent_report()):
        document = pypdfium2.PdfDocument(make_pdf(paper_of(report), {}))
        try:
            text = document[0].get_textpage()
            tops = [
                round(text.get_charbox(index)[1])
                for word in ("/BC-", "ngày 01 tháng")
                for index, _count in [text.search(word).get_next() or (0, 0)]
            ]
        finally:
            document.close()
        assert abs(tops[0] - tops[1]) <= 4, "both are 13 points; a stroke and a letter differ in their feet"


def test_lines_below_names_are_as_long_as_the_decree_says() -> None:
    document = Document(io.BytesIO(make_docx(paper_of(rich_report()), {})))
    head = document.tables[0]
    room = {0: Mm(68), 1: Mm(97)}
    for side, line, shares in ((0, "SỞ TƯ PHÁP", (1 / 3, 1 / 2)), (1, "Độc lập - Tự do - Hạnh phúc", (0.99, 1.01))):
        form = head.rows[0].cells[side].paragraphs[-1].paragraph_format
        wide = room[side] - 2 * Twips(108) - (form.left_indent or 0) - (form.right_indent or 0)
        size = 12 if side == 0 else 13
        assert shares[0] <= wide / Pt(text_width(line, size, bold=True)) <= shares[1]


def test_how_many_times_the_usual_has_one_decimal_as_on_the_screen() -> None:
    told = re.findall(r"bằng ([\d.,]+) lần mức thường của tài khoản \(([\d.,]+)", words(paper_of(rich_report())))
    assert told
    assert [one for pair in told for one in pair if not re.fullmatch(r"[\d.]+,\d", one)] == []
