"""What waits calls who may say yes: a mail within the minute, with a link that opens the thing. To approve one still signs in.

One row a person (`models/review_call.py`); what they were told of is a mark in the numbers of notices, so that nothing is told
twice and nothing is lost while the mail server is away. Between two mails lies `APART`: what comes meanwhile stands in the next.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from urllib.parse import urlsplit

from sqlalchemy import exists
from sqlalchemy import select as columns
from sqlmodel import Session, col, func, select

from distributor.clock import VIETNAM, Clock
from distributor.db import Database
from distributor.errors import LoaError
from distributor.mail.addresses import is_address
from distributor.mail.decide import WAITS
from distributor.mail.server import mail_server
from distributor.mail.smtp import MailServerReply, hand_over, reply_to_fault
from distributor.models import Item, Notice, Post, PostState, ReviewCall, Staff
from distributor.phrases import phrase
from distributor.scheduler.due import NOW
from distributor.settings import Settings
from distributor.staff.deeds import OWN, Actor, deed
from distributor.staff.permissions import may, stands_in_for
from distributor.staff.visibility import visible_to
from distributor.work.backoff import wait_after
from distributor.work.claims import Claims, Held, TryRecord, Work, carry

REVIEW = "review"
APART = timedelta(seconds=40)
LEASE = timedelta(minutes=5)
MOST_LINES = 12
CLAIMS = Claims(ReviewCall, key="staff_id")
_NEWS = exists().where(
    col(Notice.closed_at).is_(None), col(Notice.kind) == REVIEW, col(Notice.id) > col(ReviewCall.told_through)
)
DUE_CALLS = select(ReviewCall.staff_id).where(*CLAIMS.free(NOW), _NEWS).order_by(col(ReviewCall.due_at))


@dataclass(frozen=True)
class CallLine:
    item_id: int
    title: str
    posts: int


@dataclass(frozen=True)
class Called:
    """What one mail tells: of the notices up to `through`."""

    through: int
    name: str
    lines: tuple[CallLine, ...]

    @property
    def posts(self) -> int:
        return sum(line.posts for line in self.lines)


@deed(OWN)
def wish_calls(session: Session, actor: Actor, address: str) -> None:
    """Where the actor wants to be called; empty: nowhere. What waits already is not told. Raises LoaError."""
    address, staff_id = address.strip(), actor.staff.id or 0
    if address and not is_address(address):
        raise LoaError(phrase("mail.not-address", address=address[:80]))
    row = session.get(ReviewCall, staff_id)
    if not address:
        if row is not None:
            session.delete(row)
    else:
        newest = session.exec(select(func.max(Notice.id))).one() or 0
        row = row or ReviewCall(staff_id=staff_id, address=address, told_through=newest, due_at=actor.now)
        row.address, row.problem, row.due_at, row.tries = address, "", actor.now, 0
        session.add(row)
    actor.note(session, "wish_calls", f"staff:{staff_id}", "address")


def call_approver(database: Database, settings: Settings, clock: Clock, staff_id: int) -> bool:
    """Whether the server took a mail."""
    work = _Calling(database, settings, clock)
    carry(work, col(ReviewCall.staff_id) == staff_id)
    return work.is_taken


class _Calling(Work[ReviewCall, Called, MailServerReply]):
    claims = CLAIMS

    def __init__(self, database: Database, settings: Settings, clock: Clock) -> None:
        super().__init__(database, clock)
        self._settings, self.is_taken = settings, False

    def admit(self, session: Session, row: ReviewCall, now: datetime) -> tuple[Called, timedelta] | None:
        called = news_for(session, row, now)
        if not called.lines:
            row.told_through = called.through
            session.add(row)
            return None
        row.first_try_at = row.first_try_at or now
        return called, LEASE

    def call(self, held: Held[ReviewCall, Called]) -> MailServerReply:
        server = mail_server(self._settings)
        message = message_of(held.hand, held.row, self._settings.public_url, sender=server.sender, at=held.clock.now())
        answer = hand_over(server, message, [held.row.address], way_out=self._settings.way_out)
        self.is_taken = answer.is_taken and not answer.refused
        return answer

    def record(self, at: TryRecord[ReviewCall, Called], answer: MailServerReply) -> None:
        row = at.row
        refused = phrase("mail.address-refused", address=row.address) if answer.refused else ""
        row.problem = answer.problem or refused
        if row.problem:
            # What waits is told as long as it waits: a day of tries is not the end of it.
            row.due_at = at.now + wait_after(WAITS, row.tries)
            return
        row.told_through, row.told_at, row.tries, row.first_try_at = at.hand.through, at.now, 0, None
        row.due_at = at.now + APART

    def fail(self, at: TryRecord[ReviewCall, Called], error: Exception) -> None:
        self.record(at, reply_to_fault(error))


def news_for(session: Session, row: ReviewCall, now: datetime) -> Called:
    """Items whose posts began to wait for this person since they were told last, and still do; none if they may not approve."""
    through = session.exec(select(func.max(Notice.id)).where(Notice.kind == REVIEW)).one() or 0
    staff = session.get_one(Staff, row.staff_id)
    if staff.disabled or not (may(staff, "approve") or stands_in_for(session, staff, now)):
        return Called(through, staff.full_name, ())
    subjects = session.exec(
        select(Notice.subject).where(
            Notice.kind == REVIEW, col(Notice.closed_at).is_(None), col(Notice.id) > row.told_through
        )
    ).all()
    posts = [int(number) for _post, _, number in (subject.partition(":") for subject in subjects) if number.isdecimal()]
    rows = session.execute(
        columns(col(Item.id), col(Item.title), func.count())
        .join(Post, col(Post.item_id) == col(Item.id))
        .where(
            col(Post.id).in_(posts),
            col(Post.state) == PostState.AWAITING_REVIEW,
            col(Post.unit_id).in_(visible_to(session, staff)),
        )
        .group_by(col(Item.id), col(Item.title))
        .order_by(func.min(col(Post.id)))
    )
    return Called(through, staff.full_name, tuple(CallLine(*line) for line in rows))


def message_of(called: Called, row: ReviewCall, public_url: str, *, sender: str, at: datetime) -> EmailMessage:
    """Plain text, a link an item; nothing in it approves."""
    message = EmailMessage(policy=SMTP)
    message["Subject"] = phrase("mail.call-subject", posts=called.posts, items=len(called.lines))
    message["From"] = sender
    message["To"] = row.address
    message["Date"] = format_datetime(at.astimezone(VIETNAM))
    host = urlsplit(public_url).hostname or "localhost"
    message["Message-ID"] = f"<duyet-{row.staff_id}-{called.through}@{host}>"
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(_text_of(called, public_url))
    return message


def _text_of(called: Called, public_url: str) -> str:
    lines: Sequence[CallLine] = called.lines[:MOST_LINES]
    told = [
        phrase("mail.call-line", title=line.title, posts=line.posts, link=f"{public_url}/cho-duyet#tin-{line.item_id}")
        for line in lines
    ]
    rest = len(called.lines) - len(lines)
    if rest:
        told.append(phrase("mail.call-more", items=rest, link=f"{public_url}/cho-duyet"))
    letter = phrase("mail.call-letter", name=called.name, lines="\n\n".join(told), link=f"{public_url}/ca-nhan")
    return f"{letter}\n"
