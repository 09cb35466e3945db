"""Told to people when delivery has stood for a minute, and again when it moves: a notice in the console; mail and SMS where set.

Sent from here, so that it needs neither worker nor Valkey. Of several machines that see it, the one that opens the notice, or
closes it, writes to people. Without the database each one still writes, and the notice follows once there is one again.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from math import inf
from time import monotonic
from urllib.parse import urlsplit

import structlog
from sqlalchemy.exc import SQLAlchemyError
from sqlmodel import col, select

from distributor.clock import VIETNAM, Clock
from distributor.db import Database, take_turn
from distributor.deliver.health import STANDS_S, Health, part_at_fault, stalled
from distributor.mail.addresses import well_formed
from distributor.mail.server import mail_server
from distributor.mail.smtp import hand_over
from distributor.models import Notice
from distributor.notices import close_notices, open_notice
from distributor.settings import Settings
from phrases import Phrase, is_said, phrase
from supervisor.outbox import Alert, Outbox
from supervisor.steady import Steady

log = structlog.get_logger()

KIND, SUBJECT = "standing", "delivery"
LOOK_S = 1.0
SET_S = 5.0
"""By so much a clock that was set parts from the other between two looks."""
STEADY_S = 5.0
"""It moves again once it has moved for so long: one good look between two bad ones is no end."""
MAIL_S = 20.0
"""Of one mail. An SMS has its own times (`config/sms.toml`)."""
_OPEN = select(Notice).where(Notice.kind == KIND, Notice.subject == SUBJECT, col(Notice.closed_at).is_(None))
_LOCK = 0x10AA1A23
"""Names the lock under which PostgreSQL lets one machine after the other look whether it is told."""
WHY = {
    name: phrase(f"notices.standing-why-{name}")
    for name in ("database", "broker", "worker", "beat", "delivery", "telephone")
}
SMS = phrase("notices.standing-what-sms")
WHAT = {
    "queue": phrase("notices.standing-what-queue"),
    "gateway": SMS,
    "sms": SMS,
    "telephone": phrase("notices.standing-what-telephone"),
}
"""Part at fault → what stands, where posts go out for all that."""


@dataclass(frozen=True)
class PartAtFault:
    """`part`: at fault, empty while all is well. `why`: in words."""

    part: str = ""
    why: Phrase | None = None


@dataclass(frozen=True)
class Standstill:
    """`since`: of the fault, None while posts go out. `why`: the part at fault; the last one, once it is over.

    `begun_s`: the same as `since`, `moved_s`: since when they go out again; both by a clock that nobody sets. `is_told`: people
    know that it stands.
    """

    since: datetime | None = None
    why: str = ""
    begun_s: float = 0.0
    moved_s: float | None = None
    is_told: bool = False


@dataclass(frozen=True)
class Moment:
    """`now` is what people are told, `ticks_s` what is counted by: a clock may be set. `was_set_s`: how long ago it was last."""

    now: datetime
    ticks_s: float
    was_set_s: float = inf


def step(stand: Standstill, fault: str, at: Moment) -> tuple[Standstill, str]:
    """Return what is so now, and what is to be told: `standing`, `moving` or nothing. Pure."""
    if fault:
        # It is called so after it has stood so long, unless the clock was set meanwhile by which that is told.
        stood_s = STANDS_S if fault == "delivery" and at.was_set_s > STANDS_S else 0.0
        if stand.since is None:
            stand = replace(stand, since=at.now - timedelta(seconds=stood_s), begun_s=at.ticks_s - stood_s)
        # What people were told of is what they hear the end of, whatever came up on the way back.
        stand = replace(stand, why=stand.why if stand.is_told else fault, moved_s=None)
        if not stand.is_told and at.ticks_s - stand.begun_s >= STANDS_S:
            return replace(stand, is_told=True), "standing"
        return stand, ""
    if stand.since is None:
        return stand, ""
    moved_s = at.ticks_s if stand.moved_s is None else stand.moved_s
    if at.ticks_s - moved_s >= STEADY_S:
        return Standstill(), "moving" if stand.is_told else ""
    return replace(stand, moved_s=moved_s), ""


class StepWatch:
    """Tells when a clock was set: it then parts from one that nobody sets."""

    def __init__(self) -> None:
        self._offset: float | None = None
        self._set_s = -inf

    def at(self, now: datetime, ticks_s: float) -> Moment:
        offset = now.timestamp() - ticks_s
        if self._offset is not None and abs(offset - self._offset) > SET_S:
            self._set_s = ticks_s
        self._offset = offset
        return Moment(now, ticks_s, ticks_s - self._set_s)


def told_of(seen: Health) -> PartAtFault:
    """Return the part at fault, and who of the workers."""
    part = part_at_fault(seen)
    if part in ("gateway", "sms") and seen.sms is not None:
        return PartAtFault(part, phrase(f"notices.standing-why-{part}", account=seen.sms.account_id))
    if part != "queue":
        return PartAtFault(part, WHY.get(part))
    first = stalled(seen)[0]
    worker = first.worker
    return PartAtFault(
        part,
        phrase(
            "notices.standing-why-queue" if first.queues else "notices.standing-why-held",
            worker=worker.name or str(worker.pid),
            machine=worker.machine,
            queues=", ".join(first.queues),
        ),
    )


def _part_of(said: str) -> str:
    """Return of which part a notice tells, as far as its end must be told in other words."""
    what = said.values.get("what") if is_said(said, "notices.part-standing") and isinstance(said, Phrase) else None
    return next((part for part, words in WHAT.items() if words == what), "worker")


class Alarm(Steady):
    """`fault`: what is at fault now, nothing while all is well."""

    every_s = LOOK_S

    def __init__(
        self,
        settings: Settings,
        database: Database,
        clock: Clock,
        fault: Callable[[], PartAtFault],
        ticks: Callable[[], float] = monotonic,
    ) -> None:
        super().__init__("alarm")
        self._settings, self._database, self._clock, self._fault = settings, database, clock, fault
        self._ticks, self._steps = ticks, StepWatch()
        self._stand, self._why = Standstill(), WHY["worker"]
        self._remembers = False
        self._notice: Phrase | None = None
        self._is_noted = True
        self._outboxes: list[Outbox] = []
        if settings.values.alert_mail:
            self._outboxes.append(Outbox("mail", self._mail))
        if settings.values.alert_sms:
            from supervisor.alarm_sms import AlarmSms  # noqa: PLC0415 - a home without it does without its memory

            sms = AlarmSms(settings, database)
            self._outboxes.append(Outbox("SMS", sms.send, sms.remember))

    def look(self) -> None:
        now = self._clock.now()
        at = self._steps.at(now, self._ticks())
        self._remember()
        for outbox in self._outboxes:
            outbox.prepare()
        before, fault = self._stand, self._fault()
        self._stand, told = step(before, fault.part, at)
        self._why = self._why if before.is_told and self._why else fault.why or self._why
        if told:
            self._tell(told, before if told == "moving" else self._stand, now)
        elif not self._is_noted:
            self._is_ours_to_tell(now)
        for outbox in self._outboxes:
            outbox.post()

    def _remember(self) -> None:
        """Remember what an earlier supervisor told and did not take back; asked until the database has answered."""
        if self._remembers:
            return
        try:
            with self._database.read() as session:
                notice = session.exec(_OPEN).first()
        except SQLAlchemyError:
            return
        self._remembers = True
        if notice is not None:
            why = self._stand.why or _part_of(notice.text)
            self._stand = replace(self._stand, since=notice.opened_at, why=why, is_told=True)

    def _tell(self, told: str, stand: Standstill, now: datetime) -> None:
        host = urlsplit(self._settings.public_url).hostname or "localhost"
        standing, what = told == "standing", WHAT.get(stand.why)
        kind = f"notices.{'part-' if what else ''}{told}"
        values = {"host": host, "since": stand.since, "why": self._why, "at": now, **({"what": what} if what else {})}
        text, subject, short = (phrase(f"{kind}{form}", **values) for form in ("", "-subject", "-sms"))
        log.warning("delivery stands" if standing else "delivery moves", part=stand.why)
        never_noted = not self._is_noted
        self._notice, self._is_noted = (text if standing else None), False
        if self._is_ours_to_tell(now) or never_noted:
            for outbox in self._outboxes:
                outbox.alerts.append(Alert(subject, text, short, now))

    def _is_ours_to_tell(self, now: datetime) -> bool:
        """Note it, at later looks too until the database takes it. No: another machine was quicker, and tells."""
        try:
            with self._database.write() as session:
                take_turn(session, _LOCK)
                is_open = session.exec(_OPEN).first() is not None
                if self._notice is None:
                    close_notices(session, subject=SUBJECT, kind=KIND, now=now)
                elif not is_open:
                    open_notice(session, kind=KIND, subject=SUBJECT, text=self._notice, now=now)
        except SQLAlchemyError as error:
            log.info("the notice waits for the database", kind=type(error).__name__)
            return True
        self._is_noted = True
        return is_open == (self._notice is None)

    def _mail(self, alert: Alert) -> str:
        recipients, server = well_formed(self._settings.values.alert_mail), mail_server(self._settings)
        message = EmailMessage(policy=SMTP)
        message["Subject"] = alert.subject
        message["From"], message["To"] = server.sender, ", ".join(recipients)
        message["Date"] = format_datetime(alert.at.astimezone(VIETNAM))
        message["Message-ID"] = f"<loa.standing.{alert.at:%Y%m%d%H%M%S%f}@{server.sender.rpartition('@')[2]}>"
        message["Auto-Submitted"] = "auto-generated"
        message.set_content(f"{alert.text}\n")
        return hand_over(server, message, recipients, way_out=self._settings.way_out, deadline_s=MAIL_S).problem
