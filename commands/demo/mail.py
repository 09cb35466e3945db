"""The demo's report by mail: one schedule, whose first sending comes minutes after the start, so that it is seen to arrive."""

from datetime import timedelta

from sqlmodel import Session

from distributor.clock import VIETNAM
from distributor.mail.decide import sending_of
from distributor.mail.schedules import add_schedule
from distributor.report.engagement.periods import span_before, span_of_day
from distributor.staff.deeds import Actor

MONTHS = ("month", "administrative_month")
RECIPIENTS = "vanthu@huonggiang.example, lanhdao@huonggiang.example"
FIRST_AFTER = timedelta(minutes=3)
"""By then the posts of the weeks before have their numbers."""


def schedule_a_report(session: Session, actor: Actor) -> None:
    """Schedule a report of the kind of month that was sent last: what the demo has published by its start lies in it."""
    first = actor.now + FIRST_AFTER
    today = actor.now.astimezone(VIETNAM).date()
    ended = {period: span_before(span_of_day(period, today)) for period in MONTHS}
    period = max((each for each in MONTHS if sending_of(ended[each]) <= first), key=lambda each: ended[each].last)
    schedule = add_schedule(session, actor, period=period, recipients=RECIPIENTS, formats=("pdf", "docx"))
    schedule.next_at = first
