"""A report of a span in which nothing happened. Pure."""

from datetime import datetime

from distributor.report.engagement.shapes import Compared, Cost, CoverageFigures, Report, ReportQuery, SmsFigures
from distributor.report.engagement.statistics import empty_form


def empty_report(wish: ReportQuery, made_at: datetime, unit_name: str = "") -> Report:
    return Report(
        made_at=made_at,
        unit_name=unit_name,
        span=wish.span,
        before=wish.span,
        year_before=wish.span,
        wish=wish,
        narrowed=(),
        notes=(),
        totals=Compared(),
        by_channel=(),
        by_account=(),
        by_unit=(),
        by_kind=(),
        by_campaign=(),
        by_week=(),
        by_month=(),
        best=(),
        worst=(),
        coverage=CoverageFigures(),
        punctuality=(),
        cost=Cost(),
        sms=SmsFigures(),
        statistics=empty_form(),
    )
