"""The yearly report to the People's Committee: what Loa did and what agencies handed in, joined line by line. Pure."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from distributor.models import AgencyResults
from distributor.report.engagement.shapes import Report, StatisticsRow
from distributor.report.papers.letterhead import Letterhead
from distributor.report.papers.outline import Block, Heading, Paper, PaperColumn, PaperTable, Paragraph
from distributor.report.papers.paper import make_paper
from distributor.report.papers.wording import UNKNOWN, lowered, number, short_day
from phrases import phrase

COLUMNS = 6
"""Figures beside an agency's name in one table: more are not read on paper."""


def make_yearly_paper(
    report: Report,
    results: Sequence[AgencyResults],
    lacking: Sequence[str],
    letterhead: Letterhead,
    *,
    is_sample: bool = False,
) -> Paper:
    """Make the yearly paper. `lacking`: names of units that handed nothing in."""
    whole = make_paper(report, letterhead, is_sample=is_sample)
    subject, year = phrase("report.yearly.subject"), report.span.first.year
    blocks = (
        Paragraph(phrase("report.yearly.opening", unit=report.unit_name, year=year)),
        *_joined(report.statistics.rows, results),
        *_by_agency(report.statistics.rows, results, lacking),
        Heading(1, f"III. {phrase('report.yearly.sources')}"),
        Paragraph(phrase("report.yearly.note", unknown=UNKNOWN)),
        Paragraph(f"{report.statistics.title}: {report.statistics.source} ({short_day(report.statistics.as_of)})."),
    )
    when = phrase("report.yearly.when", year=year)
    return replace(
        whole,
        subject=(subject, when),
        blocks=blocks,
        closing=phrase("report.paper.closing", subject=lowered(subject), when=when, unit=report.unit_name),
        file_name=f"bao-cao-nam-{year}",
    )


def together(row: StatisticsRow, results: Sequence[AgencyResults]) -> tuple[int | None, int | None]:
    """Return what the agencies say of this line, and that with what Loa says; None where nobody says anything."""
    said = [one.figures[row.code] for one in results if row.code in one.figures]
    theirs = sum(said) if said else None
    known = [each for each in (row.value, theirs) if each is not None]
    return theirs, sum(known) if known else None


def _joined(rows: Sequence[StatisticsRow], results: Sequence[AgencyResults]) -> Iterator[Block]:
    yield Heading(1, f"I. {phrase('report.yearly.joined')}")
    yield PaperTable(
        phrase("report.paper.table-number", number=1, caption=phrase("report.yearly.joined-table")),
        (
            PaperColumn(phrase("report.paper.code"), 0.5),
            PaperColumn(phrase("report.column.item"), 2.8),
            PaperColumn(phrase("report.column.unit-of-measure"), 0.9),
            PaperColumn(phrase("report.yearly.by-loa"), 0.9, is_number=True),
            PaperColumn(phrase("report.yearly.by-agencies"), 0.9, is_number=True),
            PaperColumn(phrase("report.yearly.together"), 0.9, is_number=True),
        ),
        tuple(
            (row.code, row.label, row.unit, *(_told(each) for each in (row.value, *together(row, results))))
            for row in rows
        ),
    )


def _by_agency(
    rows: Sequence[StatisticsRow], results: Sequence[AgencyResults], lacking: Sequence[str]
) -> Iterator[Block]:
    yield Heading(1, f"II. {phrase('report.yearly.by-agency')}")
    yield Paragraph(phrase("report.yearly.handed-in", count=len(results)))
    codes = [row.code for row in rows if any(row.code in one.figures for one in results)]
    for place, begin in enumerate(range(0, len(codes), COLUMNS), 2):
        some = codes[begin : begin + COLUMNS]
        yield PaperTable(
            phrase("report.paper.table-number", number=place, caption=phrase("report.yearly.by-agency-table")),
            (
                PaperColumn(phrase("report.yearly.agency"), 2.4),
                *(PaperColumn(code, 0.8, is_number=True) for code in some),
            ),
            tuple((one.agency, *(_told(one.figures.get(code)) for code in some)) for one in results),
        )
    for one in results:
        if one.remarks:
            yield Paragraph(f"- {one.agency}: {' '.join(one.remarks.split())}")
    if lacking:
        yield Paragraph(phrase("report.yearly.lacking", agencies="; ".join(lacking)))


def _told(value: int | None) -> str:
    return UNKNOWN if value is None else number(value)
