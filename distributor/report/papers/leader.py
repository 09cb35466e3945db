"""The leader's page as the first of a paper: its five sentences, four small charts, what to do. Pure."""

from collections.abc import Sequence

from distributor.report.engagement.leader import leader_page, most_engaged
from distributor.report.engagement.shapes import GroupFigures, Report, Stretch
from distributor.report.papers.outline import HALF, Chart, LabelledValue, Summary
from distributor.report.papers.wording import UNKNOWN, number
from phrases import phrase

MOST_MARKS = 14
"""Columns of a chart of half a page's width that can be told apart."""
MOST_BARS = 6


def summary(report: Report) -> Summary:
    """Weeks where they fit side by side, else months; of a span with more months than that the last of them."""
    page = leader_page(report)
    by_week = len(report.by_week) <= MOST_MARKS
    stretches = (report.by_week if by_week else report.by_month)[-MOST_MARKS:]
    stretch = phrase("report.paper.week") if by_week else phrase("report.paper.month")
    charts = (
        Chart(
            phrase("report.leader.chart-posts", stretch=stretch),
            tuple(_mark(_short(each, by_week), each.totals.posts) for each in stretches),
            lying=False,
            wide=HALF,
        ),
        Chart(
            phrase("report.leader.chart-engagement", stretch=stretch, unknown=UNKNOWN),
            tuple(_mark(_short(each, by_week), each.totals.engagement.value) for each in stretches),
            lying=False,
            wide=HALF,
        ),
        Chart(phrase("report.leader.chart-by-channel"), _compared(report.by_channel), wide=HALF),
        Chart(phrase("report.leader.chart-by-kind"), _compared(report.by_kind), wide=HALF),
    )
    return Summary(
        phrase("report.leader.title"),
        page.sentences,
        tuple(each for each in charts if each.marks),
        phrase("report.leader.todo"),
        tuple(each.words for each in page.todo),
    )


def _compared(groups: Sequence[GroupFigures]) -> tuple[LabelledValue, ...]:
    return tuple(
        _mark(group.label, group.compared.now.engagement.value, group.compared.before.engagement.value)
        for group in most_engaged(groups)[:MOST_BARS]
    )


def _mark(label: str, value: int | None, before: int | None = None) -> LabelledValue:
    return LabelledValue(label, value, UNKNOWN if value is None else number(value), before)


def _short(stretch: Stretch, by_week: bool) -> str:
    return f"{stretch.first:%d/%m}" if by_week else f"{stretch.first:%m/%Y}"
