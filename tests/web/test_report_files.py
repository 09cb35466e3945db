"""PDF and document as the page gives them: the same numbers as its tables, in each."""

import io
import re

import pypdfium2
import pytest
from docx import Document
from fastapi.testclient import TestClient

from distributor.db import Database
from distributor.report.engagement.read import read_report
from distributor.report.engagement.shapes import FIGURE_LABELS, NO_FIGURE, Report
from distributor.report.engagement.tables import tables_of
from distributor.report.papers.wording import decimal, number, tenths
from tests.report.engagement.year import NOW, Year, build_year
from tests.web.home import Hands
from tests.web.province import Province

WHOLE = ("summary", "coverage", "reasons", "punctuality", "sms", "statistics")
"""Tables that stand on paper with all their numbers; of groups, now and the growth."""


@pytest.fixture
def year(database: Database, bare_province: Province, clock: Hands) -> Year:
    clock.instant = NOW
    with database.write() as session:
        return build_year(session, bare_province)


def pdf_text(content: bytes) -> str:
    document = pypdfium2.PdfDocument(content)
    try:
        return "\n".join(page.get_textpage().get_text_range() for page in document)
    finally:
        document.close()


def docx_text(content: bytes) -> str:
    """A line a paragraph or cell."""
    body = Document(io.BytesIO(content)).element.body
    lines = (line for line in body.iter() if line.tag.endswith("}p"))
    return "\n".join("".join(run.text or "" for run in line.iter() if run.tag.endswith("}t")) for line in lines)


def numbers_of(report: Report) -> set[str]:
    found = {
        number(value)
        for table in tables_of(report)
        if table.key in WHOLE
        for row in table.rows
        for value in row
        if isinstance(value, int)
    }
    for group in (*report.by_channel, *report.by_account, *report.by_unit, *report.by_kind, *report.by_campaign):
        now = group.compared.now
        found |= {
            number(value) for value in (now.posts, now.engagement.value, now.sums.reach.value, now.sums.views.value)
        }
    for post in (*report.best, *report.worst):
        found |= {number(value) for name in FIGURE_LABELS if (value := getattr(post, name)) is not None}
        found |= {number(post.engagement), tenths(post.typical), tenths(post.times)}
    for each in report.punctuality:
        found |= {decimal(each.median_min), decimal(each.p90_min)}
    return found


def told_by(text: str) -> set[str]:
    found = set(re.findall(r"\d[\d.]*(?:,\d+)?(?<![.])", text))
    return found | {NO_FIGURE} if NO_FIGURE in " ".join(text.split()) else found


@pytest.mark.parametrize("ending", ["pdf", "docx"])
def test_the_file_says_the_numbers_of_the_page(
    year: Year, database: Database, signed_in: TestClient, ending: str
) -> None:
    with database.read() as session:
        report = read_report(session, year.wish(), NOW)
    content = signed_in.get(f"/bao-cao.{ending}?ky=month:2026-11").content
    text = pdf_text(content) if ending == "pdf" else docx_text(content)
    assert len(numbers_of(report)) > 20
    assert numbers_of(report) - told_by(text) == set()
    for group in (*report.by_channel, *report.by_kind):
        assert group.label in " ".join(text.split())
    for post in report.best:
        assert post.url in text.replace("\r\n", "")


def test_filters_reach_the_files(year: Year, signed_in: TestClient) -> None:
    content = signed_in.get("/bao-cao.docx?ky=month:2026-11&kenh=facebook").content
    assert "kênh: Facebook" in docx_text(content)
