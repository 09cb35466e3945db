"""Báo cáo: the page, its files and the interface say the numbers of one report; units stay apart; bad spans are told."""

import re
from html.parser import HTMLParser
from threading import BoundedSemaphore
from typing import Any
from urllib.parse import quote

import pytest
from fastapi.testclient import TestClient

from distributor.db import Database
from distributor.report.engagement.csv_file import csv_of
from distributor.report.engagement.read import read_report
from distributor.report.engagement.shapes import Report
from distributor.report.engagement.tables import tables_of
from distributor.report.engagement.workbook import workbook_of
from tests.report.engagement.year import NOW, Year, build_year
from tests.support.statements import statements
from tests.web.forms import sign_in
from tests.web.home import Hands
from tests.web.province import Province
from web.report_cells import cell_text


class Cells(HTMLParser):
    """Id of a table's caption → its rows of texts."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tables: dict[str, list[list[str]]] = {}
        self._rows: list[list[str]] | None = None
        self._inside = False
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "caption":
            self._rows = self.tables.setdefault(str(given["id"]).removeprefix("bang-"), [])
        if tag == "tr" and self._rows is not None:
            self._rows.append([])
        self._inside = tag in ("td", "th") or (self._inside and tag not in ("tr", "table", "caption"))
        if tag in ("td", "th") and self._rows:
            self._rows[-1].append("")

    def handle_endtag(self, tag: str) -> None:
        if tag in ("td", "th"):
            self._inside = False

    def handle_data(self, data: str) -> None:
        if self._inside and self._rows and self._rows[-1]:
            self._rows[-1][-1] += data


@pytest.fixture
def year(database: Database, bare_province: Province, clock: Hands) -> Year:
    clock.instant = NOW
    with database.write() as session:
        return build_year(session, bare_province)


def test_a_second_session_is_taken_while_there_is_one_and_given_back(
    year: Year, signed_in: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A hundred reports at once must not each hold a connection and wait for another."""
    places, beside = BoundedSemaphore(1), list[bool]()

    def read(*given: Any, **more: Any) -> Report:
        beside.append(more["beside"] is not None)
        return read_report(*given, **more)

    monkeypatch.setattr("web.second_session._side_by_side", places)
    monkeypatch.setattr("web.routes.reports.read_report", read)
    address = "/bao-cao.csv?ky=month:2026-11"
    side_by_side = signed_in.get(address)
    assert places.acquire(blocking=False)
    alone = signed_in.get(address)
    assert beside == [True, False]
    assert (side_by_side.status_code, alone.status_code) == (200, 200)
    assert alone.text == side_by_side.text


def test_the_page_shows_the_numbers_of_the_report(year: Year, database: Database, signed_in: TestClient) -> None:
    """So do the files: each is made of the same tables."""
    answer = signed_in.get("/bao-cao?ky=month:2026-11")
    assert answer.status_code == 200
    with database.read() as session:
        report = read_report(session, year.wish(), NOW)
    shown = Cells(answer.text).tables
    for table in tables_of(report):
        if table.key in ("best", "worst", "notes", "by_month"):  # shown as lists; months where weeks are too many
            continue
        if not table.rows:
            assert table.empty in answer.text
            continue
        cells = [
            [cell_text(value, column) for value, column in zip(row, table.columns, strict=True)] for row in table.rows
        ]
        assert shown[table.key][1:] == cells, table.key
    for post in (*report.best, *report.worst):
        assert f'<a href="/bai-dang/{post.post_id}">{post.title}</a>' in answer.text
    assert f"/noi-dung/{report.best[0].item_id}/tep/{report.best[0].picture}.png" in answer.text
    assert signed_in.get("/bao-cao.csv?ky=month:2026-11").content == csv_of(report)
    assert signed_in.get("/bao-cao.xlsx?ky=month:2026-11").content == workbook_of(report)


def test_charts_are_pictures_with_a_name_and_a_table_beside(year: Year, signed_in: TestClient) -> None:
    page = signed_in.get("/bao-cao").text
    charts = re.findall(r'<svg class="chart" role="img" viewBox="[0-9 ]+" aria-label="([^"]+)">', page)
    assert len(charts) == 4
    assert "Bài đã đăng theo tuần" in charts
    for chart in re.findall(r'<svg class="chart".*?</svg>', page, re.S)[2:]:
        told = [int(one.replace(".", "")) for one in re.findall(r'class="value"[^>]*>([0-9.]+)<', chart)]
        assert len(told) > 1
        assert told == sorted(told, reverse=True), "the longest first"
    assert "style=" not in page
    assert page.count('<details class="table">') >= 4


def test_without_a_wish_it_is_this_month(year: Year, signed_in: TestClient) -> None:
    assert signed_in.get("/bao-cao").text.count("Tháng 11 năm 2026") >= 2


def test_in_english_no_period_stays_vietnamese(year: Year, signed_in: TestClient) -> None:
    signed_in.cookies.set("loa_ngon_ngu", "en")
    page = signed_in.get("/bao-cao?ky=month:2026-11").text
    assert "<title>Reports: November 2026" in page
    assert "compared with October 2026" in page
    assert re.findall(r"Tháng \d+|Quý |6 tháng|Năm \d+|Từ \d+", page) == []
    assert "Posts published" in page
    assert "A post was published" not in page


def test_a_commune_sees_its_own_unit_only(year: Year, database: Database, client: TestClient) -> None:
    assert sign_in(client, "xa.an.loc").status_code == 303
    page = client.get("/bao-cao?ky=month:2026-11").text
    assert "Xã An Lộc" in page
    assert "Pháp luật Hương Giang" not in page
    assert "Ngày Pháp luật 9/11" not in page
    there = year.province
    for narrowed in (f"don_vi={there.unit_id}", f"tai_khoan={there.facebook}", f"chien_dich={year.campaign_id}"):
        for path in ("/bao-cao", "/bao-cao.csv", "/bao-cao.xlsx"):
            assert client.get(f"{path}?ky=month:2026-11&{narrowed}").status_code == 404, (path, narrowed)


@pytest.mark.parametrize(
    ("query", "told"),
    [
        ("tu=2026-11-30&den=2026-11-01", "Ngày cuối (01/11/2026) đứng trước ngày đầu (30/11/2026)"),
        ("tu=0001-01-01&den=2026-11-01", "Không đọc được ngày «0001-01-01»"),
        ("tu=2026-11-01&den=9999-12-31", "Không đọc được ngày «9999-12-31»"),
        ("tu=1950-11-01&den=2026-11-01", "từ 01/01/2000 đến 31/12/2099"),
        ("tu=2026-11-01", "đủ ngày đầu và ngày cuối"),
        ("tu=hôm qua&den=2026-11-01", "Không đọc được ngày «hôm qua»"),
        (
            "ky=week:2026-1",
            "Không có kỳ báo cáo «week:2026-1». Hãy chọn một kỳ trong danh sách: Tháng; Quý; 6 tháng; Năm;",
        ),
        ("ky=month:2026-13", "Không có kỳ báo cáo «month:2026-13»"),
        ("ky=year:2026&tu=2026-11-01&den=2026-11-02", "không chọn cả hai"),
    ],
)
def test_a_span_that_cannot_be_is_told_on_the_page(year: Year, signed_in: TestClient, query: str, told: str) -> None:
    answer = signed_in.get(f"/bao-cao?{quote(query, safe='=&:')}")
    assert answer.status_code == 400
    assert told in answer.text
    assert "Xem báo cáo" in answer.text
    assert signed_in.get(f"/bao-cao.csv?{quote(query, safe='=&:')}").status_code == 400


def test_what_is_not_there_is_not_found(year: Year, signed_in: TestClient) -> None:
    for narrowed in ("kenh=myspace", "loai=nhac", "tai_khoan=99", "don_vi=x", "chien_dich=99", "chien_dich=x"):
        assert signed_in.get(f"/bao-cao?{narrowed}").status_code == 404, narrowed


def test_filters_stand_in_the_form_and_in_the_files_addresses(year: Year, signed_in: TestClient) -> None:
    page = signed_in.get("/bao-cao?ky=month:2026-11&kenh=facebook&loai=khong&chien_dich=khong").text
    assert 'value="facebook" selected' in page
    assert page.count('value="khong" selected') == 2
    assert "/bao-cao.xlsx?ky=month%3A2026-11&amp;kenh=facebook&amp;loai=khong&amp;chien_dich=khong" in page


def test_an_empty_period_says_so(year: Year, signed_in: TestClient) -> None:
    page = signed_in.get("/bao-cao?ky=month:2020-01").text
    assert "Kỳ này không có bài, tin hay tin nhắn nào." in page
    assert "<svg class=" not in page
    assert signed_in.get("/bao-cao.xlsx?ky=month:2020-01").status_code == 200


def test_more_posts_are_not_more_queries(year: Year, signed_in: TestClient) -> None:
    signed_in.get("/bao-cao?ky=month:2020-01")
    with statements() as few:
        signed_in.get("/bao-cao?ky=month:2020-01")
    with statements() as many:
        signed_in.get("/bao-cao?ky=month:2026-11")
    assert len(many) <= len(few)
