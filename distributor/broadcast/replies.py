"""The outbox of answers to citizens: what the program says at least once, under a stable key; what a person wrote once.

Of a person's words whose outcome nobody knows, or whose sender died on the way, a person finds out before they go again.
"""

from collections.abc import Callable, Sequence
from datetime import timedelta

from sqlalchemy import update
from sqlmodel import col, func, select

from channels.messenger import Message, Outcome, Verdict
from distributor.broadcast.desk import BroadcastDesk
from distributor.broadcast.heard import Reply
from distributor.broadcast.looked_up import compose_look_ups
from distributor.cases.reply import follow_sms_reply
from distributor.models import Inbound, ReplyState, SmsReply
from distributor.sms_rules import SMS
from phrases import phrase

SUBMIT = Callable[[Sequence[Message]], list[Outcome]]
MOST_TRIES = 5
TURN = timedelta(seconds=120)
"""An answer on its way longer than this goes again."""
FIRST_WAIT_S = 10.0
ERASED = phrase("broadcast.reply-number-erased")
NOBODY_KNOWS = phrase("broadcast.reply-unknown")


def send_replies(desk: BroadcastDesk, account_id: int, submit: SUBMIT, size: int, *, channel: str = SMS) -> int:
    """Send up to `size` due answers. Returns how many were tried. On another channel than SMS none is repeated in doubt."""
    replies = take_replies(desk, account_id, size, channel=channel)
    if replies:
        outcomes = submit([message_of(desk, reply) for reply in replies])
        record_replies(desk, list(zip(replies, outcomes, strict=True)), channel=channel)
    return len(replies)


def message_of(desk: BroadcastDesk, reply: SmsReply) -> Message:
    return Message(reply.key, desk.numbers.open(reply.number_sealed), reply.text, reply.sender)


def take_replies(desk: BroadcastDesk, account_id: int, size: int, *, channel: str = SMS) -> Sequence[SmsReply]:
    """Take up to `size` due answers, which count as on their way from now on; who opted out is answered first."""
    now = desk.clock.now()
    compose_look_ups(desk, account_id, size, now, channel)
    due = (
        SmsReply.account_id == account_id,
        col(SmsReply.state).in_([ReplyState.WAITING, ReplyState.SENDING]),
        col(SmsReply.due_at) <= now,
        col(SmsReply.text) != "",
    )
    heard = select(Inbound.action).where(Inbound.id == SmsReply.inbound_id).scalar_subquery()
    with desk.database.read() as session:
        if session.exec(select(SmsReply.id).where(*due).limit(1)).first() is None:
            return []
    with desk.database.write() if channel == SMS else desk.database.write_durably() as session:
        found = session.exec(
            select(SmsReply)
            .where(*due)
            .order_by(func.coalesce(heard, "") != Reply.STOP.value, col(SmsReply.id))
            .limit(size)
            .with_for_update(skip_locked=True)
        ).all()
        in_doubt = [reply for reply in found if reply.state is ReplyState.SENDING]
        left = [reply for reply in in_doubt if reply.once or channel != SMS]
        erased = [reply for reply in found if not reply.number_sealed and reply not in left]
        replies = [reply for reply in found if reply not in left and reply not in erased]
        for reply in left:
            reply.state, reply.due_at, reply.reason = ReplyState.UNKNOWN, None, NOBODY_KNOWS
        for reply in erased:
            reply.state, reply.due_at, reply.reason = ReplyState.FAILED, None, ERASED
        for reply in (*left, *erased):
            session.add(reply)
            session.flush()
            follow_sms_reply(session, reply.id or 0, now)
        for reply in replies:
            reply.state, reply.due_at, reply.tries = ReplyState.SENDING, now + TURN, reply.tries + 1
            session.add(reply)
    return replies


def record_replies(desk: BroadcastDesk, answered: Sequence[tuple[SmsReply, Outcome]], *, channel: str = SMS) -> None:
    """Record what became of answers; nothing of one that was taken anew meanwhile, which its later turn tells."""
    now = desk.clock.now()
    with desk.database.write() as session:
        for reply, outcome in answered:
            values: dict[str, object] = {"reason": outcome.words}
            if outcome.verdict is Verdict.TAKEN:
                values |= {"state": ReplyState.SENT, "sent_at": now, "due_at": None}
            elif outcome.verdict is Verdict.UNKNOWN and (reply.once or channel != SMS):
                values = {"state": ReplyState.UNKNOWN, "due_at": None, "reason": NOBODY_KNOWS}
            elif outcome.verdict is Verdict.REFUSED or reply.tries >= MOST_TRIES:
                values |= {"state": ReplyState.FAILED, "due_at": None}
            else:
                wait = timedelta(seconds=max(outcome.after or 0.0, FIRST_WAIT_S * 2 ** (reply.tries - 1)))
                values |= {"state": ReplyState.WAITING, "due_at": now + wait}
            session.connection().execute(
                update(SmsReply)
                .where(
                    col(SmsReply.id) == reply.id,
                    col(SmsReply.state) == ReplyState.SENDING,
                    col(SmsReply.due_at) == reply.due_at,
                )
                .values(**values)
            )
            follow_sms_reply(session, reply.id or 0, now)
