"""Carrying mails to followers out: the confirmation that is asked for, and the digest.

Each carries its way out: `List-Unsubscribe` with one click (RFC 8058). No picture is loaded and no link tells who opened it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime

from sqlmodel import Session, col, select

from distributor.clock import VIETNAM
from distributor.keyring import secret_key
from distributor.lookup.public import has_public_post
from distributor.mail.decide import WAITS
from distributor.mail.server import mail_server
from distributor.mail.smtp import MailServerReply, hand_over, reply_to_fault
from distributor.models import FollowerMail, FollowerMailState, Item, MailFollower, MailFollowerState
from distributor.outgoing.carrier import Carrier
from distributor.phone_numbers import Numbers
from distributor.report.public import public_titles
from distributor.scheduler.due import NOW
from distributor.signed_codes import signed_code
from distributor.work.backoff import next_try, wait_after
from distributor.work.claims import Claims, Held, TryRecord, Work, carry
from phrases import phrase

LEASE = timedelta(minutes=3)
CLAIMS = Claims(FollowerMail, lease="lease_until", open=(FollowerMailState.WAITING,), held=FollowerMailState.WAITING)
DUE_FOLLOWER_MAILS = select(FollowerMail.id).where(*CLAIMS.free(NOW)).order_by(col(FollowerMail.due_at))
CHOOSES, CONFIRMS = "mail", "mail confirmed"
"""What the codes in the links are signed for."""


@dataclass(frozen=True)
class Letter:
    """The content of one mail. `items`: title and address. `confirm`: where it is confirmed; empty in a digest."""

    address: str
    message_id: str
    made_at: datetime
    leave: str
    items: Sequence[tuple[str, str]] = ()
    confirm: str = ""
    is_sample: bool = False


def confirming_code(secret: bytes, follower: MailFollower) -> str:
    """Another with each asking, so that a link of an earlier one confirms nothing."""
    return signed_code(secret, f"{CONFIRMS} {follower.asked_at.timestamp():.0f}", follower.id or 0)


def letter_message(letter: Letter, sender: str) -> EmailMessage:
    """Pure; the same letter has the same bytes."""
    message = EmailMessage(policy=SMTP)
    subject = (
        phrase("mail.confirm-subject") if letter.confirm else phrase("mail.digest-subject", count=len(letter.items))
    )
    message["Subject"] = str(subject)
    message["From"] = sender
    message["To"] = letter.address
    message["Date"] = format_datetime(letter.made_at.astimezone(VIETNAM))
    message["Message-ID"] = letter.message_id
    message["Auto-Submitted"] = "auto-generated"
    message["List-Unsubscribe"] = f"<{letter.leave}/ngung>"
    message["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    if letter.confirm:
        said = str(phrase("mail.confirm-letter", address=letter.confirm))
    else:
        listed = "\n\n".join(f"- {title}\n  {address}" for title, address in letter.items)
        said = str(phrase("mail.digest-letter", items=listed, leave=letter.leave))
    sample = f"{phrase('mail.sample')}\n" if letter.is_sample else ""
    message.set_content(f"{sample}{said}\n")
    return message


def write_follower(carrier: Carrier, mail_id: int) -> None:
    carry(_Writing(carrier), col(FollowerMail.id) == mail_id)


class _Writing(Work[FollowerMail, Letter, MailServerReply]):
    claims = CLAIMS

    def __init__(self, carrier: Carrier) -> None:
        super().__init__(carrier.database, carrier.clock)
        self._carrier = carrier

    def admit(self, session: Session, row: FollowerMail, now: datetime) -> tuple[Letter, timedelta] | None:
        """Nothing goes to who ended it meanwhile, nor a digest to who never confirmed."""
        row.first_try_at = row.first_try_at or now
        session.add(row)
        letter = self._letter(session, row)
        if letter is None:
            row.state, row.problem = FollowerMailState.GIVEN_UP, phrase("mail.not-wanted")
            return None
        return letter, max(LEASE, wait_after(WAITS, row.tries + 1))

    def _letter(self, session: Session, row: FollowerMail) -> Letter | None:
        follower = session.get_one(MailFollower, row.follower_id)
        asks = follower.state is MailFollowerState.ASKED
        if follower.state is MailFollowerState.ENDED or (row.item_ids and asks):
            return None
        address = Numbers(self._carrier.vault).open(follower.address_sealed)
        if not address:
            return None
        settings = self._carrier.settings
        secret, base = secret_key(settings.home), settings.public_url
        leave = f"{base}/thu/{signed_code(secret, CHOOSES, follower.id or 0)}"
        confirm = f"{base}/thu/xac-nhan/{confirming_code(secret, follower)}" if asks else leave
        items = session.exec(select(Item).where(col(Item.id).in_(row.item_ids), has_public_post())).all()
        titles = public_titles(session, items)
        told = [(titles[number], f"{base}/tin/{number}") for number in row.item_ids if number in titles]
        if row.item_ids and not told:
            return None
        return Letter(
            address,
            row.message_id,
            row.made_at,
            leave,
            told,
            confirm="" if row.item_ids else confirm,
            is_sample=settings.values.sandbox,
        )

    def call(self, held: Held[FollowerMail, Letter]) -> MailServerReply:
        server = mail_server(self._carrier.settings)
        message = letter_message(held.hand, server.sender)
        return hand_over(server, message, [held.hand.address], way_out=self._carrier.settings.way_out)

    def record(self, at: TryRecord[FollowerMail, Letter], answer: MailServerReply) -> None:
        mail = at.row
        # What a server says of an address may repeat it: only that it was refused is kept.
        mail.problem = phrase("mail.not-taken") if answer.problem else ""
        if not answer.problem:
            mail.state = FollowerMailState.SENT
        elif answer.for_good or (again := next_try(WAITS, mail.tries, mail.first_try_at or at.now, at.now)) is None:
            mail.state = FollowerMailState.GIVEN_UP
        else:
            mail.due_at = again
        at.session.add(mail)

    def fail(self, at: TryRecord[FollowerMail, Letter], error: Exception) -> None:
        self.record(at, reply_to_fault(error))
