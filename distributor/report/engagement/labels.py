"""Every text that the engine itself puts into a report's tables, for the console's catalogue."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime

from distributor.report.engagement.costs import BASIS, WHAT
from distributor.report.engagement.covered import REASONS
from distributor.report.engagement.empty import empty_report
from distributor.report.engagement.groups import NO_CAMPAIGN
from distributor.report.engagement.periods import periods, span_of_key
from distributor.report.engagement.punctual import ALL_CHANNELS
from distributor.report.engagement.read import FILTERS, notes_of
from distributor.report.engagement.shapes import FIGURE_LABELS, Cost, CoverageFigures, Report, ReportQuery, SmsFigures
from distributor.report.engagement.tables import tables_of

_NAMED = ("summary", "coverage", "cost", "sms")
"""Tables whose rows are named by the engine."""


def texts() -> Iterator[str]:
    yield from (NO_CAMPAIGN, ALL_CHANNELS, BASIS, *WHAT, *REASONS, *FILTERS, *FIGURE_LABELS.values())
    yield from (period.label for period in periods())
    wish = ReportQuery(span_of_key("month:2026-11"), (1,), campaign_id=1)
    for day in (datetime(2026, 10, 1, tzinfo=UTC), datetime(2026, 11, 2, tzinfo=UTC)):
        yield from notes_of(wish, day)
    for report in (_sample(wish), replace(_sample(wish), cost=Cost(total_usd=1.0))):
        for table in tables_of(report):
            yield from (table.title, table.empty)
            for column in table.columns:
                yield from (column.label, column.missing)
            if table.key in _NAMED:
                yield from (str(row[0]) for row in table.rows)


def _sample(wish: ReportQuery) -> Report:
    """With a row wherever rows are named by the engine."""
    nothing = empty_report(wish, datetime(2026, 11, 2, tzinfo=UTC))
    return replace(nothing, coverage=CoverageFigures(cells=1, none=1), sms=SmsFigures(broadcasts=1))
