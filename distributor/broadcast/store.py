"""A broadcast from its making to its end: checked, approved, written out into recipients, counted.

`create`, `approve`, `cancel`, `totals` take a session and never commit; `expand_due`, `expand_urgent`, `finish_done` and
`end_late` open their own short transactions, a chunk each.
"""

import hashlib
import json
import math
import time
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, exists, insert, literal, or_, union, update
from sqlalchemy import select as select_
from sqlalchemy.orm import Mapped, aliased
from sqlmodel import Session, col, func, select

from channels.sms.account import check_sender, counting_of, text_fault
from channels.sms_text import lightest, measure
from distributor.audience_terms import BY_SMS, ONLY_FOLLOWERS
from distributor.broadcast.basis import SUBSCRIBERS, check_basis
from distributor.broadcast.desk import BroadcastDesk
from distributor.broadcast.held import carried_by
from distributor.errors import LoaError
from distributor.models import (
    Account,
    Audience,
    AudienceMember,
    Broadcast,
    BroadcastState,
    Consent,
    Recipient,
    RecipientState,
    SmsPart,
)
from distributor.sms_rules import rules_at
from phrases import phrase

ADVERTISING = "advertising"
MOST_SEGMENTS = 10
"""Of any SMS; how many one should have is the channel's own limit."""
CHUNK = 5_000
OPEN = (RecipientState.QUEUED, RecipientState.CLAIMED, RecipientState.SUBMITTING)
HAD_IT = (RecipientState.SUBMITTING, RecipientState.SENT, RecipientState.DELIVERED, RecipientState.UNKNOWN)
"""Who has a message, or may have it."""


@dataclass(frozen=True)
class BroadcastRequest:
    """A request: what is to be sent to whom. `consent`: keep to those whose consent stands (the rules may demand it anyway).

    `received`, `until`: an erratum goes only to those who had that broadcast's message by then.
    `more_lists`: beside the audience. `matters`: what it is about (`lookup.followed`).
    `followers`: also who signed up by themselves for these matters, or for all; `only_followers`: nobody else.
    `spread_minutes`: from its beginning, or from the opening of the hours, over so long.
    """

    account_id: int
    audience_id: int
    body: str
    starts_at: datetime
    ends_at: datetime
    post_id: int | None = None
    category: str = "notice"
    consent: bool = True
    received: int | None = None
    until: datetime | None = None
    more_lists: tuple[int, ...] = ()
    matters: tuple[str, ...] = ()
    followers: bool = False
    only_followers: bool = False
    spread_minutes: int = 0
    basis: str = SUBSCRIBERS
    written_by: int | None = None

    @property
    def rule(self) -> dict[str, Any]:
        kept: dict[str, Any] = {"consent": self.consent} | ({"matters": list(self.matters)} if self.matters else {})
        if self.received is not None and self.until is not None:
            return kept | {"received": self.received, "until": self.until.astimezone(UTC).isoformat()}
        more = {
            "more_lists": list(self.more_lists),
            "followers": self.followers,
            ONLY_FOLLOWERS: self.only_followers,
            "spread_minutes": self.spread_minutes,
        }
        return kept | {name: value for name, value in more.items() if value}


def create(session: Session, wish: BroadcastRequest, now: datetime) -> Broadcast:
    """A draft. Raises LoaError or Misconfigured, which say what to change."""
    made = Broadcast(**_content(session, wish, now), created_at=now)
    session.add(made)
    session.flush()
    return made


def renew(session: Session, broadcast: Broadcast, wish: BroadcastRequest, now: datetime) -> Broadcast:
    """One that is over and reached nobody becomes a draft again; whom the network never had waits anew. Raises as `create`."""
    for name, value in _content(session, wish, now).items():
        setattr(broadcast, name, value)
    broadcast.state, broadcast.done_at, broadcast.totals = BroadcastState.DRAFT, None, {}
    session.add(broadcast)
    session.flush()
    reached = exists().where(col(SmsPart.recipient_id) == col(Recipient.id))
    session.connection().execute(
        update(Recipient)
        .where(
            col(Recipient.broadcast_id) == broadcast.id,
            col(Recipient.state).in_([RecipientState.SKIPPED, RecipientState.FAILED]),
            ~reached,
        )
        .values(state=RecipientState.QUEUED, reason="", code="", due_at=now, token="", submitted_at=None, ended_at=None)
    )
    return broadcast


def _content(session: Session, wish: BroadcastRequest, now: datetime) -> dict[str, Any]:
    """All that an approval covers, checked."""
    account, audience = session.get(Account, wish.account_id), session.get(Audience, wish.audience_id)
    if account is None or account.channel != "sms" or audience is None:
        raise LoaError(phrase("broadcast.no-account-or-list"))
    if account.unit_id != audience.unit_id:
        raise LoaError(phrase("broadcast.list-of-another-unit"))
    # A post's text is what was approved, to the letter.
    body = wish.body if wish.post_id else lightest(unicodedata.normalize("NFC", wish.body)).strip()
    length = measure(body, counting_of(account.settings))
    rules = rules_at(now)
    if not body.strip():
        raise LoaError(phrase("broadcast.no-body"))
    if length.segments > MOST_SEGMENTS:
        raise LoaError(phrase("broadcast.too-long", segments=length.segments, most=MOST_SEGMENTS))
    if fault := text_fault(account.settings, body, is_advertising=wish.category == ADVERTISING):
        raise LoaError(fault)
    basis = check_basis(session, account.unit_id, wish.basis, now)
    if wish.category == ADVERTISING and not body.startswith(rules.advertising_label):
        raise LoaError(phrase("broadcast.needs-label", label=rules.advertising_label))
    if wish.ends_at <= wish.starts_at:
        raise LoaError(phrase("broadcast.ends-before-begin"))
    return {
        "unit_id": account.unit_id,
        "account_id": wish.account_id,
        "audience_id": wish.audience_id,
        "post_id": wish.post_id,
        "category": wish.category,
        "body": body,
        "sender": check_sender(str(account.settings.get("sender", ""))),
        "encoding": length.encoding.value,
        "segments": length.segments,
        "audience_rule": _ruled(wish, needs_consent=wish.consent or (basis.needs_consent and rules.needs_consent)),
        "basis": basis.name,
        "written_by": wish.written_by,
        "starts_at": wish.starts_at,
        "ends_at": wish.ends_at,
    }


def _ruled(wish: BroadcastRequest, *, needs_consent: bool) -> dict[str, Any]:
    """`basis` stands in the rule too where it is not people's own request, so that the approval covers it."""
    of = {} if wish.basis == SUBSCRIBERS else {"basis": wish.basis}
    return {**wish.rule, **of, "consent": needs_consent}


def manifest_of(broadcast: Broadcast) -> str:
    """The hash of exactly what an approval covers: account, text, sender, audience and its rule, post, start and end."""
    content = [
        broadcast.account_id,
        broadcast.audience_id,
        broadcast.post_id,
        broadcast.category,
        broadcast.body,
        broadcast.sender,
        broadcast.audience_rule,
        broadcast.starts_at.astimezone(UTC).isoformat(),
        broadcast.ends_at.astimezone(UTC).isoformat(),
    ]
    return hashlib.sha256(json.dumps(content, ensure_ascii=False, sort_keys=True).encode()).hexdigest()


def approve(session: Session, broadcast: Broadcast, *, seen: str, staff_id: int, now: datetime) -> None:
    """Approve, by a person's yes, the content whose hash they saw. Raises LoaError if it says something else by now."""
    if broadcast.state not in (BroadcastState.DRAFT, BroadcastState.PAUSED):
        raise LoaError(phrase("broadcast.not-waiting"))
    if seen != manifest_of(broadcast):
        raise LoaError(phrase("broadcast.changed-since-seen"))
    if broadcast.ends_at <= now:
        raise LoaError(phrase("broadcast.over", at=broadcast.ends_at))
    check_basis(session, broadcast.unit_id, broadcast.basis or SUBSCRIBERS, now)
    broadcast.approved_hash, broadcast.approved_by, broadcast.approved_at = seen, staff_id, now
    broadcast.state, broadcast.reason = BroadcastState.PLANNED, ""
    session.add(broadcast)
    session.flush()


def cancel(session: Session, broadcast: Broadcast, *, reason: str, now: datetime) -> int:
    """Cancel: nothing further goes out. Return how many recipients were still waiting."""
    broadcast.state, broadcast.reason, broadcast.done_at = BroadcastState.CANCELLED, reason, now
    session.add(broadcast)
    session.flush()
    waiting = (
        update(Recipient)
        .where(
            col(Recipient.broadcast_id) == broadcast.id,
            col(Recipient.state).in_([RecipientState.QUEUED, RecipientState.CLAIMED]),
        )
        .values(state=RecipientState.SKIPPED, reason=phrase("broadcast.cancelled"), due_at=None, ended_at=now)
    )
    return session.connection().execute(waiting).rowcount


def totals(session: Session, broadcast_id: int) -> dict[str, int]:
    """Recipients by state; together they are the audience at the time of sending."""
    counted = session.exec(
        select(Recipient.state, func.count()).where(Recipient.broadcast_id == broadcast_id).group_by(Recipient.state)
    ).all()
    return {RecipientState(state).value: count for state, count in counted}


def expand_due(desk: BroadcastDesk, account_id: int, seconds: float = math.inf) -> bool:
    """Write down the recipients of broadcasts whose time has come, emergencies first, for so long. Returns whether some are left.

    Stopped anywhere, it goes on where it was.
    """
    now, end = desk.clock.now(), time.monotonic() + seconds
    with desk.database.read() as session:
        due = session.execute(_begins(account_id, now)).scalars().all()
    for broadcast_id in due:
        while not desk.stopping.is_set():
            with desk.database.write() as session:
                if not expand(session, broadcast_id, now):
                    break
            if time.monotonic() >= end:
                return True
    return False


def expand_urgent(desk: BroadcastDesk, account_id: int, most: int) -> bool:
    """Write down the next few people of an emergency that begins: it goes out while the rest of its list is written down.

    Returns whether there is one. At each window's edge: one look where there is none.
    """
    now = desk.clock.now()
    with desk.database.read() as session:
        found = session.execute(
            _begins(account_id, now).where(col(Broadcast.override_at).is_not(None)).limit(1)
        ).scalar()
    if found is not None:
        with desk.database.write() as session:
            expand(session, found, now, most)
    return found is not None


def _begins(account_id: int, now: datetime) -> Select[Any]:
    """Broadcasts whose time has come and whose list is not written down yet, emergencies first."""
    of = (col(Broadcast.account_id) == account_id, col(Broadcast.state) == BroadcastState.PLANNED)
    order = (col(Broadcast.override_at).is_(None), col(Broadcast.starts_at), col(Broadcast.id))
    return select_(col(Broadcast.id)).where(*of, col(Broadcast.starts_at) <= now).order_by(*order)


def expand(session: Session, broadcast_id: int, now: datetime, most: int | None = None) -> bool:
    """Write down one chunk of recipients. False when nothing is left: then the broadcast is sending."""
    broadcast = session.exec(
        select(Broadcast)
        .where(Broadcast.id == broadcast_id, Broadcast.state == BroadcastState.PLANNED)
        .with_for_update()
    ).first()
    if broadcast is None:
        return False
    # On from the highest number that is written down; at last those below it that came on the list meanwhile.
    last = session.exec(select(func.max(Recipient.subscriber_id)).where(Recipient.broadcast_id == broadcast_id)).one()
    most = most or CHUNK
    if _write_down(session, broadcast, now, last or 0, most) or (
        last and _write_down(session, broadcast, now, None, most)
    ):
        return True
    broadcast.state = BroadcastState.SENDING
    session.add(broadcast)
    return False


def _write_down(session: Session, broadcast: Broadcast, now: datetime, after: int | None, most: int) -> int:
    """Write down up to `most` of those without a row, by the database itself. `after`: only of numbers above it, without one."""
    wanted = _wanted(broadcast, after, most).limit(most).subquery()
    (number,) = wanted.c
    row: dict[str, Any] = {
        "broadcast_id": broadcast.id,
        "account_id": broadcast.account_id,
        "subscriber_id": number,
        "state": RecipientState.QUEUED,
        "reason": "",
        "code": "",
        "token": "",
        "incarnation_id": "",
        "due_at": now,
    }
    typed = {key: literal(each, getattr(Recipient, key).type) for key, each in row.items() if key != "subscriber_id"}
    values = [typed.get(key, number) for key in row]
    made = insert(Recipient).from_select(list(row), select_(*values).select_from(wanted))
    return session.connection().execute(made, execution_options={"preserve_rowcount": True}).rowcount


def _wanted(broadcast: Broadcast, after: int | None, most: int) -> Select[int]:
    """Numbers that have no row yet, from the lowest. Each list gives so many in its own order, so that a long one stays cheap."""
    there = aliased(Recipient)
    chunks = []
    for found, number in legs(broadcast.unit_id, broadcast.audience_id, broadcast.audience_rule):
        if after is not None:
            wanted = found.where(number > after)
        else:
            wanted = found.where(
                ~exists().where(col(there.broadcast_id) == broadcast.id, col(there.subscriber_id) == number)
            )
        chunks.append(wanted.order_by(number).limit(most))
    if len(chunks) == 1:
        return chunks[0]
    together = union(*(select_(*chunk.subquery().c) for chunk in chunks)).subquery()
    return select_(*together.c).order_by(*together.c)


def legs(unit_id: int, audience_id: int, rule: Mapping[str, Any]) -> list[tuple[Select[int], Mapped[int]]]:
    """Return the statements by which a broadcast finds its people, with their numbers: its lists, who follows it; or who had
    the wrong one."""
    if rule.get("received") is not None:
        had = col(Recipient.subscriber_id)
        return [(select_(had).where(had_it(rule["received"], datetime.fromisoformat(rule["until"]))), had)]
    number = col(AudienceMember.subscriber_id)
    found = [
        (select_(number).where(col(AudienceMember.audience_id) == listed), number)
        for listed in dict.fromkeys((audience_id, *rule.get("more_lists", ())))
        if not rule.get(ONLY_FOLLOWERS)
    ]
    if rule.get("followers"):
        their_list = (
            select_(col(Audience.id))
            .where(col(Audience.unit_id) == unit_id, col(Audience.name) == BY_SMS)
            .scalar_subquery()
        )
        wants = exists().where(
            col(Consent.subscriber_id) == number,
            col(Consent.withdrawn_at).is_(None),
            col(Consent.matter).in_(["", *rule.get("matters", ())]),
        )
        found.append((select_(number).where(col(AudienceMember.audience_id) == their_list, wants), number))
    return found


def had_it(broadcast_id: int, until: datetime) -> ColumnElement[bool]:
    """Recipients to whom the network was given this broadcast's message at `until` or before, and who may have it."""
    return and_(
        col(Recipient.broadcast_id) == broadcast_id,
        col(Recipient.state).in_(HAD_IT),
        col(Recipient.submitted_at) <= until,
    )


def finish_done(desk: BroadcastDesk, account_id: int) -> None:
    """Broadcasts in which nothing waits any more are done, with their totals."""
    now = desk.clock.now()
    done = (Broadcast.account_id == account_id, Broadcast.state == BroadcastState.SENDING, ~_has_rows(OPEN))
    with desk.database.read() as session:
        found = session.exec(select(Broadcast.id).where(*done)).all()
    for broadcast_id in found:
        with desk.database.write() as session:
            broadcast = session.exec(select(Broadcast).where(Broadcast.id == broadcast_id, *done)).first()
            if broadcast is not None:
                broadcast.state, broadcast.done_at = BroadcastState.DONE, now
                broadcast.totals = dict(totals(session, broadcast_id or 0))
                session.add(broadcast)


def end_late(desk: BroadcastDesk, account_id: int) -> int:
    """End what still waits past the end of its broadcast, or came back to a cancelled one; return how many."""
    now = desk.clock.now()
    over = and_(
        col(Broadcast.ends_at) <= now, col(Broadcast.state).in_([BroadcastState.SENDING, BroadcastState.PAUSED])
    )
    ended = (carried_by(account_id), or_(over, col(Broadcast.state) == BroadcastState.CANCELLED))
    mine = (col(Recipient.account_id) == account_id, col(Recipient.state) == RecipientState.QUEUED)
    with desk.database.read() as session:
        found = session.exec(select(Broadcast.id).where(*ended, _has_rows([RecipientState.QUEUED], *mine))).all()
    if not found:
        return 0
    waiting = (*mine, col(Recipient.broadcast_id).in_(select(Broadcast.id).where(*ended, col(Broadcast.id).in_(found))))
    with desk.database.write() as session:
        late = (
            update(Recipient)
            .where(*waiting)
            .values(state=RecipientState.SKIPPED, reason=phrase("broadcast.end-passed"), due_at=None, ended_at=now)
        )
        return session.connection().execute(late).rowcount


def _has_rows(states: Sequence[RecipientState], *which: ColumnElement[bool]) -> ColumnElement[bool]:
    """Return a condition that such a row of the broadcast is there: one look by its index, however many wait in others."""
    of = (col(Recipient.broadcast_id) == col(Broadcast.id), col(Recipient.state).in_(states), *which)
    return select_(col(Recipient.id)).where(*of).limit(1).scalar_subquery().is_not(None)
