"""Carrying reports out: a row a period first, then one sender a row, each call with no transaction open.

Who dies while sending leaves a lease behind; another takes over when it has run out, and the mail may come twice under its id.
A try is counted before it is made, so that one of which nothing is ever heard counts too: its lease grows with the tries, and
after a day of them it is given up.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from sqlalchemy import exists
from sqlmodel import Session, col, select

from distributor.clock import Clock
from distributor.db import Database
from distributor.errors import LoaError
from distributor.mail.decide import WAITS, next_span, sending_of, span_due
from distributor.mail.message import File, make_message
from distributor.mail.schedules import new_message_id, subject_of
from distributor.mail.server import mail_server
from distributor.mail.smtp import MailServerReply, hand_over, reply_to_fault
from distributor.media.store import MediaStore
from distributor.models import ReportMail, ReportMailState, ReportSchedule
from distributor.notices import close_notices, open_notice
from distributor.outgoing.carrier import Carrier
from distributor.report.engagement.periods import span_of_key
from distributor.report.engagement.read import read_report
from distributor.report.engagement.shapes import Report, ReportQuery
from distributor.report.papers.files import make_file, paper_of
from distributor.report.papers.outline import Paper
from distributor.report.papers.pictures import read_pictures
from distributor.scheduler.due import NOW, Due
from distributor.settings import Settings
from distributor.staff.visibility import units_seen_from
from distributor.work.backoff import GIVES_UP_AFTER, next_try, wait_after
from distributor.work.claims import Claims, Held, TryRecord, Work, carry
from phrases import phrase

LEASE = timedelta(minutes=5)
"""Much longer than setting the report and a call."""
UNHEARD = phrase("mail.unheard")
"""Of a mail whose last try left no word."""
NOTICE = "report_mail"
CLAIMS = Claims(ReportMail, lease="lease_until", open=(ReportMailState.WAITING,), held=ReportMailState.WAITING)
NO_RULE = timedelta(days=1)
"""Until a schedule is looked at again whose period no rule tells."""


@dataclass(frozen=True)
class Parcel:
    """One mail as it is to be sent."""

    mail: ReportMail
    named: Sequence[str]
    """All whom the schedule names: the mail says so even where only some are still to be reached."""
    report: Report
    paper: Paper


def make_due_mails(session: Session, settings: Settings, now: datetime) -> int:
    """Make a row for each schedule whose period has ended; return how many. Never commits. A period is sent once, whoever asks
    first; after a stop of months the ended ones follow one by one.
    """
    due = session.exec(
        select(ReportSchedule)
        .where(col(ReportSchedule.ended_at).is_(None), col(ReportSchedule.next_at) <= now)
        .order_by(col(ReportSchedule.id))
        .with_for_update(skip_locked=True)
    ).all()
    host = urlsplit(settings.public_url).hostname or "localhost"
    for schedule in due:
        try:
            span = span_due(schedule.period, schedule.next_at)
            following = sending_of(next_span(schedule.period, schedule.next_at))
        except LoaError as error:
            _notice(session, schedule.id or 0, schedule.unit_id, error.said, now)
            schedule.next_at = now + NO_RULE
            session.add(schedule)
            continue
        schedule.next_at = following
        session.add(schedule)
        there = select(ReportMail.id).where(ReportMail.schedule_id == schedule.id, ReportMail.span_key == span.key)
        if session.exec(there).first() is None:
            session.add(
                ReportMail(
                    schedule_id=schedule.id or 0,
                    unit_id=schedule.unit_id,
                    span_key=span.key,
                    message_id=new_message_id(schedule.id or 0, span.key, host),
                    recipients=list(schedule.recipients),
                    formats=list(schedule.formats),
                    made_at=now,
                    due_at=now,
                )
            )
    session.flush()
    return len(due)


SCHEDULES = Due(
    "schedules",
    lambda carrier, _, now: _make_due(carrier, now),
    exists().where(col(ReportSchedule.ended_at).is_(None), col(ReportSchedule.next_at) <= NOW),
)


def _make_due(carrier: Carrier, now: datetime) -> None:
    with carrier.database.write() as session:
        make_due_mails(session, carrier.settings, now)


def give_up_unsure(session: Session, settings: Settings, now: datetime) -> int:
    """Give up every mail that is due after a restore, for it may have gone out since the backup; whoever wants it sends it
    again."""
    while make_due_mails(session, settings, now):
        pass
    waiting = session.exec(select(ReportMail).where(ReportMail.state == ReportMailState.WAITING)).all()
    for mail in waiting:
        mail.state, mail.ended_at, mail.token, mail.lease_until = ReportMailState.GIVEN_UP, now, "", None
        mail.problem = phrase("mail.restored")
        session.add(mail)
        _notice(session, mail.schedule_id, mail.unit_id, mail.problem, now)
    return len(waiting)


DUE_MAILS = select(ReportMail.id).where(*CLAIMS.free(NOW)).order_by(col(ReportMail.due_at))


def send_mail(database: Database, settings: Settings, clock: Clock, mail_id: int) -> bool:
    """Send a mail; return True if the server took it."""
    work = _Mailing(database, settings, clock)
    carry(work, col(ReportMail.id) == mail_id)
    return work.is_taken


class _Mailing(Work[ReportMail, None, MailServerReply]):
    """One mail, handed to the office's server."""

    claims = CLAIMS

    def __init__(self, database: Database, settings: Settings, clock: Clock) -> None:
        super().__init__(database, clock)
        self._settings, self.is_taken = settings, False

    def admit(self, session: Session, row: ReportMail, now: datetime) -> tuple[None, timedelta] | None:
        """Gives up what a day of tries left no word of."""
        first = row.first_try_at = row.first_try_at or now
        session.add(row)
        if row.token and now > first + GIVES_UP_AFTER:
            row.token, row.lease_until, row.problem = "", None, UNHEARD
            _end(session, row, now)
            return None
        return None, max(LEASE, wait_after(WAITS, row.tries + 1))

    def call(self, held: Held[ReportMail, None]) -> MailServerReply:
        server = mail_server(self._settings)
        with held.database.read() as session:
            parcel = _read(session, self._settings, held.row.id or 0)
        pictures = read_pictures(parcel.report, MediaStore(self._settings.media_folder))
        files = [File(*make_file(parcel.paper, pictures, ending)) for ending in parcel.mail.formats]
        message = make_message(
            parcel.report,
            parcel.paper,
            files,
            sender=server.sender,
            recipients=parcel.named,
            message_id=parcel.mail.message_id,
            at=parcel.mail.made_at,
        )
        answer = hand_over(server, message, parcel.mail.recipients, way_out=self._settings.way_out)
        self.is_taken = answer.is_taken
        return answer

    def record(self, at: TryRecord[ReportMail, None], answer: MailServerReply) -> None:
        record(at.session, at.row, answer, at.now)

    def fail(self, at: TryRecord[ReportMail, None], error: Exception) -> None:
        self.record(at, reply_to_fault(error))


def _read(session: Session, settings: Settings, mail_id: int) -> Parcel:
    """Read the report as of when the mail was first due: a mail that comes again says the same as far as the figures allow."""
    mail = session.get_one(ReportMail, mail_id)
    wish = ReportQuery(span_of_key(mail.span_key), units_seen_from(session, mail.unit_id))
    report = read_report(session, wish, mail.made_at)
    named = session.get_one(ReportSchedule, mail.schedule_id).recipients
    return Parcel(mail, named, report, paper_of(session, report, is_sample=settings.values.sandbox))


def record(session: Session, mail: ReportMail, answer: MailServerReply, now: datetime) -> None:
    """Write down what came of a try."""
    mail.problem = answer.problem
    if answer.is_taken or answer.refused:
        for_good = [address for address in mail.refused if address not in mail.recipients]
        mail.refused = [*for_good, *answer.refused]
    if answer.later:
        mail.recipients = list(answer.later)
        mail.problem = mail.problem or phrase("mail.some-later", count=len(answer.later))
    if (
        not mail.problem
        or answer.for_good
        or (again_at := next_try(WAITS, mail.tries, mail.first_try_at or now, now)) is None
    ):
        _end(session, mail, now)
    else:
        mail.due_at = again_at
        _notice(session, mail.schedule_id, mail.unit_id, phrase("mail.not-sent-yet", problem=mail.problem), now)
    session.add(mail)


def _end(session: Session, mail: ReportMail, now: datetime) -> None:
    """Sent, where it reached anybody. `problem` stands where somebody was still to be reached."""
    named = session.get_one(ReportSchedule, mail.schedule_id).recipients
    open_ones = {*mail.refused, *(mail.recipients if mail.problem else ())}
    lost = [address for address in named if address in open_ones]
    mail.ended_at = now
    mail.state = ReportMailState.GIVEN_UP if len(lost) == len(named) else ReportMailState.SENT
    if mail.state is ReportMailState.GIVEN_UP:
        words = phrase("mail.given-up", problem=mail.problem)
    elif lost:
        mail.refused = lost
        words = phrase("mail.some-refused", lost=len(lost), count=len(named))
    else:
        close_notices(session, subject=subject_of(mail.schedule_id), kind=NOTICE, now=now)
        return
    _notice(session, mail.schedule_id, mail.unit_id, words, now)


def _notice(session: Session, schedule_id: int, unit_id: int, text: str, now: datetime) -> None:
    said = phrase("mail.see-page", what=text)
    open_notice(session, kind=NOTICE, subject=subject_of(schedule_id), text=said, now=now, unit_id=unit_id)
