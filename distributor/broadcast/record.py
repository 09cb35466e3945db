"""What the network answered and what it reports later, written down. States never move backwards.

The one way back, `submitting → queued`, needs proof that the network did not take the message. Receipts that come before the
answer wait for it; both are joined by (account, id) under a lock of their own, so that neither misses the other, and no window
that is being marked, under the account's row lock, waits for what is recorded. Whoever takes both takes the account's first.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from sqlalchemy import update
from sqlmodel import Session, col, func, select

from channels.messenger import Outcome, ReceiptReport, Verdict
from distributor.broadcast.leads import down_since
from distributor.broadcast.receipt_ids import matched_receipts
from distributor.broadcast.routes import said_down, take_up_again
from distributor.broadcast.window import Window
from distributor.db import take_turn
from distributor.deliver.record import rest_account
from distributor.many_values import insert_new, is_one_of
from distributor.models import Account, Recipient, RecipientState, SmsPart, SmsReceipt
from distributor.notices import open_notice
from distributor.sms_rules import receipt_meanings
from phrases import phrase

STATES = {
    Verdict.TAKEN: RecipientState.SENT,
    Verdict.REFUSED: RecipientState.FAILED,
    Verdict.UNKNOWN: RecipientState.UNKNOWN,
}
AGAIN = timedelta(seconds=1)
_RECEIPTS = 278143202
"""Locks by two numbers are apart from those by one: the first says of what, the second of whose."""


def record_window(
    session: Session, account_id: int, window: Window, outcomes: Sequence[Outcome], now: datetime
) -> None:
    """Record one outcome a row of the window."""
    before = session.exec(select(Account.wait_reason).where(Account.id == account_id)).first() or ""
    if down_since(before) is not None or any(outcome.after is not None for outcome in outcomes):
        before = lock_account(session, account_id)
    lock_receipts(session, account_id)
    alike: dict[tuple[object, ...], tuple[Outcome, list[int]]] = {}
    parts: list[dict[str, object]] = []
    taken: list[str] = []
    for row, outcome in zip(window.rows, outcomes, strict=True):
        reached = bool(outcome.parts or row.message.taken)
        same = (outcome.verdict, outcome.words, outcome.code, outcome.after, outcome.is_down, reached)
        alike.setdefault(same, (outcome, []))[1].append(row.recipient_id)
        for part in outcome.parts:
            parts.append(part_row(row.recipient_id, account_id, part.number, part.message_id, now))
            if part.message_id:
                taken.append(part.message_id)
    for kind, (outcome, recipient_ids) in alike.items():
        _move(session, recipient_ids, window.token, outcome, reached=bool(kind[-1]), now=now)
    # What was recorded may be recorded again, where nobody knew whether the database had it.
    insert_new(session, SmsPart, parts)
    rest = max((outcome.after for outcome in outcomes if outcome.after is not None), default=None)
    if rest is not None:
        words = next(outcome.words for outcome in outcomes if outcome.after is not None)
        if any(outcome.is_down for outcome in outcomes):
            words = said_down(session, account_id, before, words, now)
        rest_account(session, account_id, now + timedelta(seconds=rest), words)
    elif down_since(before) is not None and any(outcome.verdict is Verdict.TAKEN for outcome in outcomes):
        take_up_again(session, account_id, now)
    join_receipts(session, account_id, taken, now)
    for broadcast_id in {
        row.broadcast_id
        for row, outcome in zip(window.rows, outcomes, strict=True)
        if outcome.verdict is Verdict.UNKNOWN
    }:
        tell_of_unknown(session, broadcast_id, now)


def _move(
    session: Session, recipient_ids: list[int], token: str, outcome: Outcome, *, reached: bool, now: datetime
) -> None:
    """Rows whose outcomes say the same, in one statement. `reached`: some segment of them was taken, now or before."""
    values: dict[str, object] = {"code": outcome.code[:40], "reason": outcome.words, "lease_until": None}
    if outcome.verdict is Verdict.NOT_TAKEN:
        values |= {"state": RecipientState.QUEUED, "due_at": now + timedelta(seconds=outcome.after or 0) + AGAIN}
        values |= {"token": "", "incarnation_id": ""}
        if not reached:
            values["submitted_at"] = None  # nothing reached the person: it does not count against the cap
    else:
        values |= {"state": STATES[outcome.verdict], "due_at": None}
        values |= {"sent_at": now} if outcome.verdict is Verdict.TAKEN else {"ended_at": now}
    moved = session.connection().execute(
        update(Recipient)
        .where(
            is_one_of(col(Recipient.id), recipient_ids),
            col(Recipient.token) == token,
            col(Recipient.state) == RecipientState.SUBMITTING,
        )
        .values(**values)
    )
    if moved.rowcount != len(recipient_ids) and outcome.verdict is Verdict.TAKEN:
        # Declared unknown meanwhile by somebody who thought us dead: we know better.
        session.connection().execute(
            update(Recipient)
            .where(is_one_of(col(Recipient.id), recipient_ids), col(Recipient.state) == RecipientState.UNKNOWN)
            .values(state=RecipientState.SENT, sent_at=now, ended_at=None, reason="")
        )


def part_row(recipient_id: int, account_id: int, number: int, message_id: str, now: datetime) -> dict[str, object]:
    """A row of `SmsPart`."""
    return {
        "recipient_id": recipient_id,
        "account_id": account_id,
        "number": number,
        "message_id": message_id,
        "status": "",
        "taken_at": now,
    }


def record_receipts(session: Session, account_id: int, reports: Sequence[ReceiptReport], now: datetime) -> None:
    """Keep each once, and join what can be joined."""
    lock_receipts(session, account_id)
    rows = [
        {
            "account_id": account_id,
            "message_id": report.message_id,
            "status": report.status,
            "code": report.code,
            "received_at": now,
        }
        for report in reports
    ]
    insert_new(session, SmsReceipt, rows)
    join_receipts(session, account_id, [report.message_id for report in reports], now)


def join_receipts(session: Session, account_id: int, message_ids: Sequence[str], now: datetime) -> None:
    """Receipts that wait and the segments they are of. The newest segment under an id has it: networks use ids again."""
    if not message_ids:
        return
    matched = matched_receipts(session, account_id, message_ids, now)
    if not matched:
        return
    delivered, failed, expired, _words = receipt_meanings()
    final = delivered | failed | expired
    touched: set[int] = set()
    for receipt, part in matched:
        receipt.part_id = part.id
        session.add(receipt)
        if receipt.status in final and part.status not in final:
            part.status = receipt.status
            session.add(part)
            touched.add(part.recipient_id)
    session.flush()
    _settle(session, touched, now)


def _settle(session: Session, recipient_ids: Iterable[int], now: datetime) -> None:
    """A message is delivered when all its segments are; it has failed or expired when one has."""
    statuses: dict[int, list[str]] = defaultdict(list)
    for recipient_id, status in session.exec(
        select(SmsPart.recipient_id, SmsPart.status).where(is_one_of(col(SmsPart.recipient_id), list(recipient_ids)))
    ):
        statuses[recipient_id].append(status)
    alike: dict[tuple[RecipientState, str], list[int]] = defaultdict(list)
    for recipient_id, said in statuses.items():
        if (ending := _ending(said)) is not None:
            alike[ending].append(recipient_id)
    *_meanings, words = receipt_meanings()
    for (state, code), ids in alike.items():
        session.connection().execute(
            update(Recipient)
            .where(is_one_of(col(Recipient.id), ids), col(Recipient.state) == RecipientState.SENT)
            .values(state=state, reason=words.get(code, ""), code=code, ended_at=now)
        )


def _ending(statuses: Sequence[str]) -> tuple[RecipientState, str] | None:
    """Return what the receipts of all segments amount to, and the network's word for it; None while some are missing."""
    delivered, failed, expired, _words = receipt_meanings()
    for meanings, state in ((failed, RecipientState.FAILED), (expired, RecipientState.EXPIRED)):
        if worst := next((status for status in statuses if status in meanings), ""):
            return state, worst
    return (RecipientState.DELIVERED, "") if all(status in delivered for status in statuses) else None


def lock_account(session: Session, account_id: int) -> str:
    """Returns why it rests or rested last."""
    return (
        session.exec(
            select(Account.wait_reason).where(Account.id == account_id).with_for_update(key_share=True)
        ).first()
        or ""
    )


def lock_receipts(session: Session, account_id: int) -> None:
    """Hold up whoever else records this account's answers or receipts."""
    take_turn(session, _RECEIPTS, of=account_id)


def tell_of_unknown(session: Session, broadcast_id: int, now: datetime) -> None:
    """Keep one open notice a broadcast, with the number as it stands."""
    count = session.exec(
        select(func.count()).where(Recipient.broadcast_id == broadcast_id, Recipient.state == RecipientState.UNKNOWN)
    ).one()
    text = phrase("broadcast.unknown-left", broadcast=broadcast_id, count=count)
    open_notice(session, kind="sms_unknown", subject=f"broadcast:{broadcast_id}", text=text, now=now)
