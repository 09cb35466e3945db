"""What a restored database must know: that the world went on while it stood still. One transaction, before anything runs.

Whatever may have left us since the backup is put where nothing is sent blindly: posts and replies are looked for, and where
nobody can look (`has_read_back`), people tell. Nothing here sends or asks; the engine's own ways go on from these states.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, delete, exists, func, or_, update
from sqlmodel import Session, col, select

from distributor.broadcast.audience import erase, leave_matters, opt_out
from distributor.broadcast.replies import NOBODY_KNOWS
from distributor.broadcast.restored import NOT_OVER, doubt_broadcasts, people_handed
from distributor.cases.reply import follow_sms_reply
from distributor.cases.send import LOOKS
from distributor.db import portions
from distributor.deliver.claim import under_way
from distributor.deliver.look_first import begin_look, record_receipt
from distributor.deliver.record import KNOWABLE
from distributor.draft.restored import OWN
from distributor.journal import ERASURE, MARK, OPT_OUT, RECEIPT, Entry
from distributor.mail.send import give_up_unsure
from distributor.models import (
    Account,
    Broadcast,
    CaseReply,
    CaseReplyState,
    Delivery,
    Incarnation,
    Post,
    PostState,
    Receipt,
    ReplyState,
    Restoration,
    ShortLink,
    SmsReply,
    StaffSession,
    Subscriber,
    Unit,
)
from distributor.settings import Settings
from phrases import phrase

LOOKS_FOR = timedelta(days=7)
"""After the restore: until then a source may show again what the home had read and sent before it lost it."""
MAY_BE_OUT = (
    *(PostState.DRAFT, PostState.AWAITING_REVIEW, PostState.PLANNED, PostState.SENDING, PostState.PROCESSING),
    *(PostState.UNKNOWN, PostState.FAILED, PostState.MISSED, PostState.SKIPPED),
)
"""Whatever a post was when the backup was made, people may have sent it since."""
HALF_WAY = (PostState.SENDING, PostState.PROCESSING)


@dataclass(frozen=True)
class NotedRestore:
    """The counts of a restore: how many posts may be out, and are looked for or wait for people."""

    posts: int
    known_out: int
    """Posts that the journal knows to be out."""
    refused: int
    """People of whom the journal says that they opted out of messages or were forgotten."""
    replies: int
    broadcasts: int
    mails: int


def note_restored(
    session: Session, settings: Settings, backup_at: datetime, now: datetime, journal: Sequence[Entry] = ()
) -> NotedRestore:
    """Write the restore down, and put whatever may be out where nothing is sent blindly. Never commits.

    `journal`: its entries since the backup.
    """
    posts_told = _posts_told(journal, people_handed(session, journal))
    session.add(
        Restoration(backup_at=backup_at, restored_at=now, looks_until=now + LOOKS_FOR, receipts=dict(posts_told))
    )
    # Whoever worked for the home as it was does so no more; and nobody stays signed in who may have been signed out since.
    session.connection().execute(update(Incarnation).where(col(Incarnation.ended_at).is_(None)).values(ended_at=now))
    session.connection().execute(delete(StaffSession))
    refused = hold_opt_outs(session, journal, now)
    posts = _posts(session, backup_at, now)
    return NotedRestore(
        posts=posts,
        known_out=_receipts(session, posts_told, now),
        refused=refused,
        replies=_replies(session, now),
        broadcasts=doubt_broadcasts(session, backup_at, now, journal),
        mails=give_up_unsure(session, settings, now),
    )


def _on_platforms() -> ColumnElement[bool]:
    return col(Post.account_id).in_(select(Account.id).where(col(Account.channel).not_in(OWN)))


def _posts(session: Session, backup_at: datetime, now: datetime) -> int:
    """Mark what had not gone out to be looked for first. A post that a platform was working on goes on. Return how many."""
    waits = col(Post.state).in_(MAY_BE_OUT) & _on_platforms() & ~under_way() & ~_has_broadcast()
    flagged = session.connection().execute(
        update(Delivery)
        .where(col(Delivery.post_id).in_(select(Post.id).where(waits)))
        .values(look_since=func.coalesce(col(Delivery.look_since), backup_at), looks=0, last_look_at=None)
    )
    half_way = session.exec(select(Post.id, Post.state).where(waits, col(Post.state).in_(HALF_WAY))).all()
    for post_id, state in half_way:
        begin_look(session, post_id or 0, PostState(state), now)
    return int(flagged.rowcount)


def _has_broadcast() -> ColumnElement[bool]:
    """Match posts whose recipients are doubted one by one. A broadcast that reached nobody may have been made again since."""
    goes_on = or_(col(Broadcast.state).in_(NOT_OVER), col(Post.state) == PostState.PROCESSING)
    return exists().where(col(Broadcast.post_id) == col(Post.id), goes_on).correlate(Post)


def _replies(session: Session, now: datetime) -> int:
    """Hold back answers to citizens: comments are looked for, of messages people tell. Return how many."""
    by_comment = session.connection().execute(
        update(CaseReply)
        .where(
            col(CaseReply.sms_reply_id).is_(None),
            col(CaseReply.state).in_([CaseReplyState.WAITING, CaseReplyState.SENDING]),
        )
        .values(
            state=CaseReplyState.UNKNOWN,
            reason=LOOKS,
            due_at=now,
            token="",
            lease_until=None,
            looks=0,
            last_look_at=None,
        )
    )
    by_message = session.exec(
        select(SmsReply).where(col(SmsReply.state).in_([ReplyState.WAITING, ReplyState.SENDING]))
    ).all()
    for reply in by_message:
        reply.state, reply.due_at, reply.reason = ReplyState.UNKNOWN, None, NOBODY_KNOWS
        session.add(reply)
        session.flush()
        follow_sms_reply(session, reply.id or 0, now)
    return int(by_comment.rowcount) + len(by_message)


def _posts_told(journal: Sequence[Entry], people: Mapping[str, Sequence[int]]) -> dict[str, dict[str, Any]]:
    """Map short codes to what the journal says of the post; an answer stands over a mark. `people`: `people_handed`."""
    told: dict[str, dict[str, Any]] = {}
    for entry in journal:
        code = str(entry.get("code", ""))
        if not code:
            continue
        if entry["kind"] == RECEIPT:
            told[code] = {name: str(entry[name]) for name in ("at", "id", "url")}
        elif entry["kind"] == MARK and "id" not in told.get(code, {}):
            told[code] = {"at": str(entry["at"])}
    for code, each in told.items():
        if "id" not in each and code in people:
            each["people"] = list(people[code])
    return told


def _receipts(session: Session, told: Mapping[str, Mapping[str, str]], now: datetime) -> int:
    """Publish posts whose answer the journal knows; of others it is remembered until they are planned. Return of how many that
    had not gone out it knows one."""
    out = {code: each for code, each in told.items() if "id" in each}
    known = 0
    for codes in portions(out):
        for post_id, account_id, code, state in session.exec(
            select(Post.id, Post.account_id, ShortLink.code, Post.state)
            .join(ShortLink, col(ShortLink.post_id) == col(Post.id))
            .where(col(ShortLink.code).in_(codes), col(Post.state).in_((*MAY_BE_OUT, *KNOWABLE)))
        ).all():
            if state not in KNOWABLE:
                known += 1
                continue
            of_another = select(Receipt.post_id).where(
                Receipt.account_id == account_id, Receipt.external_id == out[code]["id"]
            )
            if session.exec(of_another).first() is None:
                record_receipt(session, post_id or 0, out[code], now)
                known += 1
    return known


def hold_opt_outs(session: Session, journal: Sequence[Entry], now: datetime) -> int:
    """Repeat opt-outs and erasures, whatever came after them: who came back must come back again. Return how many people."""
    said = {
        (int(each["unit"]), str(each["hash"]), each["kind"], str(each.get("matter", "")))
        for each in journal
        if each["kind"] in (OPT_OUT, ERASURE)
    }
    units = set(session.exec(select(Unit.id)).all())
    how = phrase("backup.refused-by-journal")
    for unit_id, number_hash, kind, matter in sorted(said):
        if unit_id not in units:
            continue
        subscriber = session.exec(
            select(Subscriber).where(Subscriber.unit_id == unit_id, Subscriber.number_hash == number_hash)
        ).first()
        if kind == ERASURE and subscriber is not None:
            erase(session, subscriber, now)
        elif matter:
            leave_matters(session, unit_id, number_hash, [matter], how=how, now=now)
        else:
            opt_out(session, unit_id, number_hash, how=how, now=now)
    return len({(unit_id, number_hash) for unit_id, number_hash, _kind, _matter in said})
