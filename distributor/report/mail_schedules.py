"""Reports by mail as people see them: schedules with what was sent by them. Reads only."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlmodel import Session, col, select

from distributor.errors import LoaError
from distributor.models import ReportMail, ReportSchedule
from distributor.report.engagement.periods import periods, span_of_key

SHOWN = 6
"""Newest sendings of each schedule."""
AT_MOST = 400


@dataclass(frozen=True)
class Sending:
    """`title`: of the period that it is about."""

    mail: ReportMail
    title: str


@dataclass(frozen=True)
class ScheduleLine:
    schedule: ReportSchedule
    period_label: str
    sendings: tuple[Sending, ...]


def schedule_lines(session: Session, unit_ids: Sequence[int]) -> list[ScheduleLine]:
    """Running ones first, then those that ended, the newest first. Two queries."""
    schedules = session.exec(
        select(ReportSchedule)
        .where(col(ReportSchedule.unit_id).in_(unit_ids))
        .order_by(col(ReportSchedule.ended_at).is_not(None), col(ReportSchedule.id).desc())
        .limit(AT_MOST)
    ).all()
    sent: dict[int, list[Sending]] = {}
    mails = session.exec(
        select(ReportMail)
        .where(col(ReportMail.schedule_id).in_([each.id for each in schedules]))
        .order_by(col(ReportMail.id).desc())
        .limit(AT_MOST)
    )
    for mail in mails:
        sent.setdefault(mail.schedule_id, []).append(Sending(mail, _title(mail.span_key)))
    labels = {period.name: period.label for period in periods()}
    return [
        ScheduleLine(each, labels.get(each.period, each.period), tuple(sent.get(each.id or 0, [])[:SHOWN]))
        for each in schedules
    ]


def _title(span_key: str) -> str:
    try:
        return span_of_key(span_key).title
    except LoaError:
        return span_key  # of a rule that is told no more
