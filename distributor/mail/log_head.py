"""The head of the audit log by mail, once a day it grew: a copy where whoever holds this machine cannot reach it."""

from datetime import datetime
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from urllib.parse import urlsplit

import structlog
from sqlmodel import select

from distributor.clock import VIETNAM
from distributor.mail.addresses import well_formed
from distributor.mail.server import mail_server
from distributor.mail.smtp import hand_over
from distributor.models import AuditEntry
from distributor.outgoing.carrier import Carrier
from distributor.staff.log_head import last_head
from distributor.work.ports import Nudge
from phrases import phrase

log = structlog.get_logger()

MAILED = "audit.mailed"


def mail_log_head(carrier: Carrier, _nudge: Nudge, now: datetime) -> None:
    """Mail the head of the log where the setting `audit_mail` names addresses. One that the server does not take goes out an
    hour later."""
    settings = carrier.settings
    if not settings.values.audit_mail or (head := last_head(settings.home)) is None:
        return
    number, digest = head
    day, mailed = f"{now.astimezone(VIETNAM):%Y-%m-%d}", settings.home / MAILED
    said = f"{number} {digest}"
    last_day, _space, last_said = mailed.read_text(encoding="ascii").partition(" ") if mailed.exists() else ("", "", "")
    if last_day == day:
        return
    before, _space, before_digest = last_said.partition(" ")
    is_cut = bool(last_said) and not _keeps(carrier, int(before), before_digest)
    if last_said == said and not is_cut:
        return
    server, recipients = mail_server(settings), well_formed(settings.values.audit_mail)
    host = urlsplit(settings.public_url).hostname or "localhost"
    message = EmailMessage(policy=SMTP)
    message["Subject"] = phrase("mail.log-head-subject", number=number, host=host)
    message["From"], message["To"] = server.sender, ", ".join(recipients)
    message["Date"] = format_datetime(now.astimezone(VIETNAM))
    message["Message-ID"] = f"<log-{number}-{digest[:16]}@{host}>"
    message["Auto-Submitted"] = "auto-generated"
    text: str = phrase("mail.log-head", number=number, digest=digest, at=now, head=f"{number}:{digest}")
    if is_cut:
        shorter = phrase("mail.log-head-shorter", before=int(before), number=number)
        text = f"{shorter if int(before) > number else phrase('mail.log-head-cut', before=int(before))}\n\n{text}"
    message.set_content(f"{text}\n")
    answer = hand_over(server, message, recipients, way_out=settings.way_out)
    if answer.is_taken:
        mailed.write_text(f"{day} {said}", encoding="ascii")
    else:
        log.warning("the head of the audit log was not mailed", problem=answer.problem)


def _keeps(carrier: Carrier, number: int, digest: str) -> bool:
    """Return True if the row that was mailed stands in the log as it was: a log that was cut may have grown longer since."""
    with carrier.database.read() as session:
        return session.exec(select(AuditEntry.hash).where(AuditEntry.number == number)).first() == digest
