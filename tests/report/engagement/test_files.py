"""Workbook and CSV: real numbers and dates, nothing that calculates, and the same numbers as the report."""

import csv
import io
from dataclasses import replace
from datetime import datetime

import openpyxl
import pytest

from distributor.clock import VIETNAM
from distributor.db import Database
from distributor.measure.figures import FIGURES
from distributor.models import Account, Campaign
from distributor.report.engagement.csv_file import csv_of
from distributor.report.engagement.read import read_report
from distributor.report.engagement.shapes import FIGURE_LABELS, Report
from distributor.report.engagement.tables import Form, ReportTable, tables_of
from distributor.report.engagement.workbook import HEAD, workbook_of
from phrases import Phrase
from tests.report.engagement.year import NOW, build_year

FORMULAS = ("=HYPERLINK(1)", "+84 912", "-1+1", "@phapluat", "\t=1", "\r=1")


@pytest.fixture(params=["sqlite"])
def database_url(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> str:
    """Files are drawn from the report alone, so one database is enough."""
    template = request.getfixturevalue("sqlite_template")
    copy = tmp_path_factory.mktemp("files") / "loa.db"
    copy.write_bytes(template.read_bytes())
    return f"sqlite:///{copy}"


@pytest.fixture
def report(database: Database) -> Report:
    with database.write() as session:
        year = build_year(session)
        session.get_one(Account, year.province.x).name = FORMULAS[0]
        session.get_one(Account, year.province.rss).name = FORMULAS[2]
        session.get_one(Campaign, year.campaign_id).name = FORMULAS[3]
    with database.read() as session:
        return read_report(session, year.wish(), NOW)


def tables_in(content: bytes) -> dict[str, list[list[str]]]:
    """Title → lines beneath it, the head first."""
    found: dict[str, list[list[str]]] = {}
    lines = list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))
    for number, line in enumerate(lines):
        if not line:
            title = lines[number + 1][0]
            rest = lines[number + 2 :]
            found[title] = rest[: next((at for at, each in enumerate(rest) if not each), len(rest))]
    return found


def added(table: ReportTable, place: int) -> int:
    return sum(value for row in table.rows if isinstance(value := row[place], int))


def as_number(cell: str) -> float | str:
    try:
        return float(cell)
    except ValueError:
        return cell


def test_workbook_and_csv_say_what_the_tables_say(report: Report) -> None:
    book = openpyxl.load_workbook(io.BytesIO(workbook_of(report)))
    written = tables_in(csv_of(report))
    tables = tables_of(report)
    assert book.sheetnames == [table.title for table in tables]
    for table in tables:
        sheet, lines = book[table.title], written[table.title]
        if table.note:
            assert lines.pop(0) == [table.note]
        if not table.rows:
            assert lines == [[table.empty]]
            continue
        assert len(lines) == len(table.rows) + 1
        for number, row in enumerate(table.rows):
            for place, (value, column) in enumerate(zip(row, table.columns, strict=True)):
                cell = sheet.cell(HEAD + 2 + number, place + 1).value
                text = lines[number + 1][place]
                if isinstance(value, datetime):
                    local = value.astimezone(VIETNAM).replace(tzinfo=None)
                    assert cell == local
                    assert text == f"{local:%Y-%m-%d %H:%M}"
                elif value is None:
                    assert (cell or "", text) == (column.missing, column.missing)
                elif isinstance(value, int | float):
                    assert cell == pytest.approx(value), (table.key, column.label)
                    assert as_number(text) == pytest.approx(value, abs=0.06), (table.key, column.label)
                elif isinstance(value, str):
                    assert (cell or "") == value
                    assert text.removeprefix("'") == value


def test_the_tables_say_what_the_report_says(report: Report) -> None:
    tables = {table.key: table for table in tables_of(report)}
    summary = {row[0]: row for row in tables["summary"].rows}
    assert summary["Bài đã đăng"][1] == report.totals.now.posts
    for name in FIGURES:
        stated = report.totals.now.sums.of(name)
        assert summary[FIGURE_LABELS[name]][1:3] == (stated.value, stated.posts)
    for key in ("by_channel", "by_account", "by_unit", "by_kind", "by_campaign"):
        posts = next(place for place, column in enumerate(tables[key].columns) if column.label == "Bài đã đăng")
        assert added(tables[key], posts) == report.totals.now.posts
    assert added(tables["by_week"], 3) == report.totals.now.posts
    assert [row[0] for row in tables["best"].rows] == [post.title for post in report.best]
    assert {row[0]: row[1] for row in tables["coverage"].rows}["Đã đăng"] == report.coverage.said
    assert tables["punctuality"].rows[0][2] == report.punctuality[0].median_min
    assert tables["cost"].rows[-1][-1] == report.cost.total_usd


def test_nothing_in_a_file_calculates(report: Report) -> None:
    """Names of accounts and campaigns are what people typed."""
    book = openpyxl.load_workbook(io.BytesIO(workbook_of(report)))
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    assert {cell.data_type for cell in cells} <= {"s", "n", "d"}
    assert FORMULAS[0] in [cell.value for cell in cells]
    content = csv_of(replace(report, unit_name=FORMULAS[4], narrowed=(("Kênh", FORMULAS[5]), ("Kênh", FORMULAS[1]))))
    read = list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))
    for cell in (cell for line in read for cell in line):
        assert not cell.startswith(("=", "+", "@", "\t", "\r")), cell
        assert not cell.startswith("-") or isinstance(as_number(cell), float), cell
    assert {f"'{text}" for text in FORMULAS} <= {cell for line in read for cell in line}


def test_csv_begins_with_a_byte_order_mark(report: Report) -> None:
    assert csv_of(report).startswith(b"\xef\xbb\xbf")


def test_a_workbooks_head_stays_and_its_numbers_are_vietnamese(report: Report) -> None:
    book = openpyxl.load_workbook(io.BytesIO(workbook_of(report)))
    sheet = book["Bài hiệu quả nhất"]
    assert sheet.freeze_panes == "B5"
    formats = {cell.value: cell.number_format for cell in sheet[HEAD + 2]}
    assert formats[200] == "[$-42A]#,##0"
    published = report.best[0].published_at.astimezone(VIETNAM).replace(tzinfo=None)
    assert formats[published] == "dd/mm/yyyy hh:mm"


def test_the_same_report_is_the_same_file(report: Report) -> None:
    assert workbook_of(report) == workbook_of(report)


def test_what_nobody_states_is_written_out_and_no_nought(report: Report) -> None:
    lines = tables_in(csv_of(report))["Theo kênh"]
    rss = next(line for line in lines if line[0] == "RSS")
    assert rss[lines[0].index("Lượt xem")] == "không có số liệu"
    assert rss[lines[0].index("Bài đã đăng")] == "1"


def test_every_text_of_the_tables_is_a_phrase(report: Report) -> None:
    tables: tuple[ReportTable, ...] = tables_of(report)
    for table in tables:
        said = [table.title, table.empty, *(column.label for column in table.columns)]
        said += [column.missing for column in table.columns if column.missing]
        assert [each for each in said if not isinstance(each, Phrase)] == []
        assert table.columns[0].form is Form.TEXT
    for key in ("summary", "coverage", "cost", "sms", "notes"):
        table = next(each for each in tables if each.key == key)
        assert [row[0] for row in table.rows if not isinstance(row[0], Phrase)] == []
