"""What waits calls who may say yes: a mail, a browser's notification or a Zalo message within the minute, with a link to it.

To approve one still signs in. One row a person and way (`models/review_call.py`, set in `wishes.py`); what they were told of
there is a mark in the numbers of notices, so that nothing is told twice and nothing is lost while the other side is away. Between
two calls lies `APART`: what comes meanwhile stands in the next.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from urllib.parse import urlsplit

from sqlalchemy import exists
from sqlalchemy import select as columns
from sqlmodel import Session, col, delete, func, or_, select

from channels.messenger import Verdict
from distributor.clock import VIETNAM, Clock
from distributor.db import Database
from distributor.mail.chat_calls import APART as CHATS_APART
from distributor.mail.chat_calls import WORD, called_until, write_call
from distributor.mail.decide import WAITS
from distributor.mail.push import PushDevice, headers_of, push_key, sealed_for
from distributor.mail.server import mail_server
from distributor.mail.smtp import hand_over, reply_to_fault
from distributor.models import CallWay, Item, Notice, Post, PostState, ReviewCall, Staff
from distributor.outgoing.carrier import Carrier
from distributor.scheduler.due import NOW
from distributor.settings import Settings
from distributor.sms_rules import answer_window
from distributor.staff.permissions import may, stands_in_for
from distributor.staff.visibility import visible_to
from distributor.vault import Vault
from distributor.webhooks.call import post
from distributor.work.backoff import wait_after
from distributor.work.claims import Claims, Held, TryRecord, Work, carry
from phrases import phrase

REVIEW = "review"
APART = timedelta(seconds=40)
WINDOW_AGAIN = timedelta(hours=1)
"""Until it is looked at again whether they have written; when they do, it is at once."""
LEASE = timedelta(minutes=5)
MOST_LINES = 12
GONE = (404, 410)
"""By these a push service says that there is no such subscription any more."""
CLAIMS = Claims(ReviewCall)
_NEWS = exists().where(
    col(Notice.closed_at).is_(None), col(Notice.kind) == REVIEW, col(Notice.id) > col(ReviewCall.told_through)
)
_REACHABLE = or_(col(ReviewCall.way) != CallWay.ZALO, col(ReviewCall.wrote_at).is_not(None))
DUE_CALLS = select(ReviewCall.id).where(*CLAIMS.free(NOW), _NEWS, _REACHABLE).order_by(col(ReviewCall.due_at))


@dataclass(frozen=True)
class CallLine:
    item_id: int
    title: str
    posts: int


@dataclass(frozen=True)
class Called:
    """The content of one call: of the notices up to `through`."""

    through: int
    name: str
    lines: tuple[CallLine, ...]

    @property
    def posts(self) -> int:
        return sum(line.posts for line in self.lines)


@dataclass(frozen=True)
class CallAnswer:
    """`is_gone`: there is no such browser any more. `wait_s`: as the other side asks."""

    problem: str = ""
    is_gone: bool = False
    wait_s: float = 0.0


def call_approver(
    database: Database, settings: Settings, vault: Vault, clock: Clock, call_id: int, carrier: Carrier | None = None
) -> bool:
    """Call an approver; return True if the call was taken. A browser that is gone is forgotten. `carrier`: of messages to
    somebody's Zalo."""
    work = _Calling(database, settings, vault, clock, carrier)
    carry(work, col(ReviewCall.id) == call_id)
    if work.answer is not None and work.answer.is_gone:
        with database.write() as session:
            session.connection().execute(delete(ReviewCall).where(col(ReviewCall.id) == call_id))
    return work.answer is not None and not work.answer.problem


class _Calling(Work[ReviewCall, Called, CallAnswer]):
    claims = CLAIMS

    def __init__(
        self, database: Database, settings: Settings, vault: Vault, clock: Clock, carrier: Carrier | None
    ) -> None:
        super().__init__(database, clock)
        self._settings, self._vault, self._carrier = settings, vault, carrier
        self.answer: CallAnswer | None = None

    def admit(self, session: Session, row: ReviewCall, now: datetime) -> tuple[Called, timedelta] | None:
        called = news_for(session, row, now)
        if not called.lines:
            row.told_through = called.through
            session.add(row)
            return None
        until = called_until(row)
        if until is not None and until <= now:
            # What waits stays untold there until they write again; the other ways tell of it.
            row.problem, row.due_at = phrase("mail.chat-window", days=answer_window().days), now + WINDOW_AGAIN
            session.add(row)
            return None
        row.first_try_at = row.first_try_at or now
        return called, LEASE

    def call(self, held: Held[ReviewCall, Called]) -> CallAnswer:
        tells = {CallWay.PUSH: self._push, CallWay.ZALO: self._chat, CallWay.MAIL: self._write_to}
        self.answer = tells[CallWay(held.row.way)](held)
        return self.answer

    def _write_to(self, held: Held[ReviewCall, Called]) -> CallAnswer:
        server = mail_server(self._settings)
        message = message_of(held.hand, held.row, self._settings.public_url, sender=server.sender, at=held.clock.now())
        answer = hand_over(server, message, [held.row.address], way_out=self._settings.way_out)
        refused = phrase("mail.address-refused", address=held.row.address) if answer.refused else ""
        return CallAnswer(answer.problem or refused)

    def _push(self, held: Held[ReviewCall, Called]) -> CallAnswer:
        device = PushDevice(**self._vault.open(held.row.sealed))
        key = push_key(self._settings.home, self.database)
        headers = headers_of(device, key, self._settings.public_url, held.clock.now())
        told = json.dumps(notification_of(held.hand), ensure_ascii=False).encode()
        answer = post(device.endpoint, sealed_for(device, told), dict(headers), way_out=self._settings.way_out)
        return CallAnswer("" if answer.is_good else answer.problem, answer.status in GONE, answer.wait_s)

    def _chat(self, held: Held[ReviewCall, Called]) -> CallAnswer:
        if self._carrier is None:
            return CallAnswer(phrase("mail.chat-no-account"))
        outcome = write_call(self._carrier, held.row, chat_of(held.hand, held.row, self._settings.public_url))
        told = outcome.verdict in (Verdict.TAKEN, Verdict.UNKNOWN)
        return CallAnswer("" if told else outcome.words, wait_s=outcome.after or 0.0)

    def record(self, at: TryRecord[ReviewCall, Called], answer: CallAnswer) -> None:
        row = at.row
        row.problem = answer.problem
        if row.problem:
            # What waits is told as long as it waits: a day of tries is not the end of it.
            row.due_at = at.now + max(wait_after(WAITS, row.tries), timedelta(seconds=answer.wait_s))
            return
        row.told_through, row.told_at, row.tries, row.first_try_at = at.hand.through, at.now, 0, None
        row.due_at = at.now + (CHATS_APART if row.way is CallWay.ZALO else APART)

    def fail(self, at: TryRecord[ReviewCall, Called], error: Exception) -> None:
        self.record(at, CallAnswer(reply_to_fault(error).problem))


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


def notification_of(called: Called) -> dict[str, str]:
    """Return how much waits, and where to see it; no titles, for it lies on a locked telephone. Told twice, it is shown once
    (`tag`)."""
    one = called.lines[0].item_id if len(called.lines) == 1 else 0
    return {
        "title": phrase("mail.call-subject", posts=called.posts, items=len(called.lines)),
        "body": phrase("mail.call-open"),
        "url": f"/cho-duyet#tin-{one}" if one else "/cho-duyet",
        "tag": f"duyet-{called.through}",
    }


def chat_of(called: Called, row: ReviewCall, public_url: str) -> str:
    """Return the words of a chat message like a notification: how much waits and where; and until when the platform lets us
    call."""
    told, until = notification_of(called), called_until(row)
    link = f"{public_url}{told['url']}"
    return phrase("mail.chat-call", said=told["title"], link=link, until=until, word=WORD)


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
