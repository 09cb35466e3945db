"""Hands for the tests of mail: a clock that stands, the one mail of a home, what people are told."""

from datetime import UTC, datetime

from sqlmodel import select

from distributor.db import Database
from distributor.mail.send import DUE_MAILS, make_due_mails
from distributor.models import Notice, ReportMail
from distributor.scheduler.due import ids
from distributor.settings import Settings

DECEMBER = datetime(2026, 12, 1, 1, 0, tzinfo=UTC)
"""08:00 in Vietnam on the morning after November."""


class Hands:
    def __init__(self) -> None:
        self.instant = datetime(2026, 11, 25, 3, 0, tzinfo=UTC)

    def now(self) -> datetime:
        return self.instant


def made(database: Database, settings: Settings, clock: Hands) -> int:
    """The one mail that is due in December."""
    clock.instant = DECEMBER
    with database.write() as session:
        make_due_mails(session, settings, clock.now())
    with database.read() as session:
        (mail_id,) = ids(session, DUE_MAILS, clock.now())
    return mail_id


def due(database: Database, clock: Hands) -> bool:
    with database.read() as session:
        return bool(ids(session, DUE_MAILS, clock.now()))


def the_mail(database: Database) -> ReportMail:
    with database.read() as session:
        return session.exec(select(ReportMail)).one()


def notices(database: Database) -> list[str]:
    with database.read() as session:
        return [each.text for each in session.exec(select(Notice)) if each.closed_at is None]
