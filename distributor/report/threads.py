"""Threads of comments as people see them on the platform: what everybody wrote, and our answers, in order. Reads only."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, or_, select

from distributor.cases.decide import root_of
from distributor.models import CaseMessage, CaseReply, Staff

MOST = 200
"""Messages of others that are shown with a case; the oldest."""


@dataclass(frozen=True)
class ConfirmedReply:
    """A reply with who confirmed it."""

    reply: CaseReply
    by: str


@dataclass(frozen=True)
class ThreadEntry:
    """An entry of a thread: what one side said: `message` of a citizen, or of ours on the platform; or `said` through Loa, to
    `to`.

    `is_below`: it answers what stands above it. `other_case`: of which it is part, if not of the one that is looked at.
    """

    at: datetime
    message: CaseMessage | None = None
    said: ConfirmedReply | None = None
    to: str = ""
    is_below: bool = False
    other_case: int = 0


Thread = tuple[ThreadEntry, ...]


def threads_of(
    session: Session, case_id: int, messages: Sequence[CaseMessage]
) -> tuple[tuple[Thread, ...], tuple[ConfirmedReply, ...]]:
    """The threads of a case's messages, each in order of time; and the replies of the case alone. Two queries."""
    around = _around(session, case_id, messages)
    rows = session.exec(
        select(CaseReply, Staff.full_name)
        .join(Staff, col(Staff.id) == col(CaseReply.staff_id))
        .where(col(CaseReply.message_id).in_([one.id for one in around]))
        .order_by(col(CaseReply.id))
    ).all()
    replies = [ConfirmedReply(reply, by) for reply, by in rows]
    parents = {one.external_id: one.parent_id for one in around}
    carried = {each.reply.external_id for each in replies}
    by_id = {one.id: one for one in around}
    threads: dict[str, list[ThreadEntry]] = {}
    for one in around:
        # What Loa itself carried stands there as its reply.
        if not (one.by_us and one.external_id in carried):
            threads.setdefault(_thread(one, parents), []).append(_entry(one, case_id))
    for each in replies:
        answered = by_id[each.reply.message_id]
        other = answered.case_id if answered.case_id != case_id else 0
        at = each.reply.sent_at or each.reply.created_at
        entry = ThreadEntry(at, said=each, to=answered.author, is_below=answered.post_id is not None, other_case=other)
        threads.setdefault(_thread(answered, parents), []).append(entry)
    ordered = tuple(tuple(sorted(entries, key=_order)) for entries in threads.values())
    return ordered, tuple(each for each in replies if each.reply.case_id == case_id)


def _around(session: Session, case_id: int, messages: Sequence[CaseMessage]) -> list[CaseMessage]:
    """The case's own messages, and those of others in their threads, by time."""
    first = messages[0] if messages else None
    if first is None or first.account_id is None or first.post_id is None:
        return list(messages)
    parents = {one.external_id: one.parent_id for one in messages}
    roots = {root_of(one.external_id, one.parent_id, parents) for one in messages}
    there = (CaseMessage.account_id == first.account_id, CaseMessage.post_id == first.post_id)
    below = select(CaseMessage.external_id).where(*there, col(CaseMessage.parent_id).in_(roots))
    others = session.exec(
        select(CaseMessage)
        .where(
            *there,
            or_(
                col(CaseMessage.external_id).in_(roots),
                col(CaseMessage.parent_id).in_(roots),
                col(CaseMessage.parent_id).in_(below),
            ),
            or_(CaseMessage.case_id != case_id, col(CaseMessage.by_us)),
        )
        .order_by(col(CaseMessage.written_at), col(CaseMessage.id))
        .limit(MOST)
    ).all()
    return sorted((*messages, *others), key=lambda one: (one.written_at, one.id or 0))


def _thread(message: CaseMessage, parents: dict[str, str]) -> str:
    """Private messages, and those of our own pages, are one talk."""
    return root_of(message.external_id, message.parent_id, parents) if message.post_id is not None else ""


def _entry(message: CaseMessage, case_id: int) -> ThreadEntry:
    other = message.case_id if message.case_id != case_id and not message.by_us else 0
    return ThreadEntry(message.written_at, message, is_below=bool(message.parent_id), other_case=other)


def _order(entry: ThreadEntry) -> tuple[bool, datetime]:
    return entry.is_below, entry.at
