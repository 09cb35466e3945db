"""Schedules in people's hands: made, ended, sent again. Functions take a session and never commit."""

import secrets
from collections.abc import Sequence

from sqlmodel import Session, col, func, select

from distributor.errors import LoaError, NotThere
from distributor.mail.addresses import addresses_of
from distributor.mail.decide import next_span, sending_of
from distributor.mail.message import KINDS
from distributor.models import ReportMail, ReportMailState, ReportSchedule
from distributor.notices import close_notices
from distributor.report.engagement.periods import periods
from distributor.staff.deeds import Actor, deed
from distributor.staff.visibility import visible_to
from phrases import phrase

MOST = 20
"""Running schedules of a unit."""


def subject_of(schedule_id: int) -> str:
    return f"report_schedule:{schedule_id}"


@deed("mail_report")
def add_schedule(
    session: Session, actor: Actor, *, period: str, recipients: str, formats: Sequence[str]
) -> ReportSchedule:
    """Add a schedule of the actor's own unit. `recipients`: as typed. Raises LoaError."""
    unit_id = actor.staff.unit_id
    if period not in {each.name for each in periods()}:
        raise LoaError(phrase("mail.choose-period"))
    chosen = [each for each in KINDS if each in formats]
    if not chosen:
        raise LoaError(phrase("mail.choose-format"))
    addresses = addresses_of(recipients)
    running = session.exec(
        select(func.count())
        .select_from(ReportSchedule)
        .where(ReportSchedule.unit_id == unit_id, col(ReportSchedule.ended_at).is_(None))
    ).one()
    if running >= MOST:
        raise LoaError(phrase("mail.too-many-schedules", most=MOST))
    schedule = ReportSchedule(
        unit_id=unit_id,
        period=period,
        recipients=addresses,
        formats=chosen,
        next_at=sending_of(next_span(period, actor.now)),
        created_at=actor.now,
        created_by=actor.login,
    )
    session.add(schedule)
    session.flush()
    actor.note(session, "mail_report", f"report_schedule:{schedule.id}", "recipients", "period", unit_id=unit_id)
    return schedule


def _schedule_for(session: Session, actor: Actor, schedule_id: int) -> ReportSchedule:
    schedule = session.exec(
        select(ReportSchedule)
        .where(ReportSchedule.id == schedule_id, col(ReportSchedule.unit_id).in_(visible_to(session, actor.staff)))
        .with_for_update()
    ).first()
    if schedule is None:
        raise NotThere(phrase("mail.no-such-schedule", schedule=schedule_id))
    return schedule


@deed("mail_report")
def end_schedule(session: Session, actor: Actor, schedule_id: int) -> None:
    """End a schedule; what waits to be sent is given up. Raises NotThere; LoaError where it ended before."""
    schedule, now = _schedule_for(session, actor, schedule_id), actor.now
    if schedule.ended_at is not None:
        raise LoaError(phrase("mail.ended-before"))
    schedule.ended_at, schedule.ended_by = now, actor.login
    session.add(schedule)
    for mail in session.exec(
        select(ReportMail)
        .where(ReportMail.schedule_id == schedule.id, ReportMail.state == ReportMailState.WAITING)
        .with_for_update()
    ):
        mail.state, mail.ended_at, mail.problem = ReportMailState.GIVEN_UP, now, phrase("mail.schedule-ended")
        session.add(mail)
    close_notices(session, subject=subject_of(schedule_id), now=now)
    actor.note(session, "end_mail_report", f"report_schedule:{schedule_id}", unit_id=schedule.unit_id)


@deed("mail_report")
def send_again(session: Session, actor: Actor, schedule_id: int, mail_id: int) -> ReportMail:
    """One that was given up, or to those whom it did not reach, under its old id. Raises NotThere, LoaError."""
    schedule, now = _schedule_for(session, actor, schedule_id), actor.now
    mail = session.exec(
        select(ReportMail).where(ReportMail.id == mail_id, ReportMail.schedule_id == schedule.id).with_for_update()
    ).first()
    if (
        mail is None
        or mail.state is ReportMailState.WAITING
        or (mail.state is ReportMailState.SENT and not mail.refused)
    ):
        raise LoaError(phrase("mail.no-need-to-send"))
    if schedule.ended_at is not None:
        raise LoaError(phrase("mail.make-new-schedule"))
    mail.recipients = mail.refused if mail.state is ReportMailState.SENT else list(schedule.recipients)
    mail.refused, mail.problem = [], ""
    mail.state, mail.due_at, mail.tries, mail.first_try_at, mail.ended_at = ReportMailState.WAITING, now, 0, None, None
    session.add(mail)
    actor.note(session, "mail_report_again", f"report_schedule:{schedule_id}", unit_id=schedule.unit_id)
    return mail


def new_message_id(schedule_id: int, span_key: str, host: str) -> str:
    """Make a message id, by chance in part, so that two homes never share one."""
    return f"<loa.{schedule_id}.{span_key.replace(':', '.')}.{secrets.token_hex(8)}@{host}>"
