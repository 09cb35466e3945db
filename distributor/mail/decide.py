"""When reports are sent, and the waits between tries. Pure."""

from datetime import datetime, timedelta

from distributor.calendar.period import midnight
from distributor.clock import VIETNAM
from distributor.report.engagement.periods import span_before, span_of_day
from distributor.report.engagement.shapes import Span

SENT_AT = timedelta(hours=7)
"""On the morning after the period's last day: the night's numbers are in."""
WAITS = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 15, 30, 60, 120, 240, 360))


def sending_of(span: Span) -> datetime:
    return midnight(span.after) + SENT_AT


def next_span(period: str, now: datetime) -> Span:
    """The first that is still to be sent after `now`. Raises LoaError where no rule tells the period any more."""
    span = span_of_day(period, now.astimezone(VIETNAM).date())
    before = span_before(span)
    return before if sending_of(before) > now else span


def span_due(period: str, at: datetime) -> Span:
    """The one whose sending was planned for `at`."""
    return span_before(span_of_day(period, at.astimezone(VIETNAM).date()))
