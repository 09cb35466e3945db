"""Which segment a receipt is of, however the network writes its ids. Takes a session and never commits.

The form (`channels.sms.receipt`) is the account's setting, or found out: of many numbers some have a letter if they are
hexadecimal, and none if they are decimal. Until enough are seen a receipt is joined only where no other form can name a segment:
a short id is one message in decimal and another in hexadecimal, and its own answer may still be on its way.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlmodel import Session, col, func, select

from channels.errors import ChannelError
from channels.sms.account import SMPP, gateway_of
from channels.sms.receipt import AUTO, DECIMAL, FORMS, HEXADECIMAL, SAME, answered_as, receipted_as
from distributor.many_values import is_one_of
from distributor.models import Account, Notice, SmsPart, SmsReceipt
from distributor.notices import close_notices, open_notice
from phrases import phrase

ENOUGH, LAST, LOOKED_THROUGH = 20, 100, 5_000
"""Receipts and answers that must be seen before their letters tell the form (of so many hexadecimal numbers in a row some have
one); how many of the last are looked at, among so many rows."""
STRAY = 10
"""One id in so many may be none of the network's."""
LONG = 8
"""Digits of an id that names no second message in another form: no network numbers so many of one sender's."""
SOON, PATIENCE, SPAN = timedelta(seconds=1), timedelta(seconds=20), timedelta(minutes=10)
"""A receipt may come before the answer, or before its form is proved: it is looked for again; one of this span that has waited
for longer than the patience matches nothing."""
TELLING, AT_A_TIME = 5, 1_000
"""So many that match nothing are no accident."""
KIND = "sms_receipts"


def matched_receipts(
    session: Session, account_id: int, ids: Sequence[str], now: datetime
) -> list[tuple[SmsReceipt, SmsPart]]:
    """Receipts that wait, with their segments. `ids`: of new receipts or segments. The newest segment of an id has it."""
    unjoined = (SmsReceipt.account_id == account_id, col(SmsReceipt.part_id).is_(None))
    if session.exec(select(SmsReceipt.id).where(*unjoined).limit(1)).first() is None:
        return []
    told = {each for message_id in ids for each in (message_id, *receipted_as(message_id).values())}
    waiting = session.exec(
        select(SmsReceipt).where(is_one_of(col(SmsReceipt.message_id), told), *unjoined).order_by(col(SmsReceipt.id))
    ).all()
    if not waiting:
        return []
    forms = {receipt.message_id: answered_as(receipt.message_id) for receipt in waiting}
    wanted = {answered for each in forms.values() for answered in each.values()}
    parts = {
        part.message_id: part
        for part in session.exec(
            select(SmsPart)
            .where(SmsPart.account_id == account_id, is_one_of(col(SmsPart.message_id), wanted))
            .order_by(col(SmsPart.id))
        )
    }
    form = form_of(session, session.get_one(Account, account_id))
    found = []
    for receipt in waiting:
        by_form = forms[receipt.message_id]
        candidates = {by_form[form]} if form in by_form else set() if form else set(by_form.values())
        there = [parts[answered] for answered in candidates if answered in parts]
        is_sure = len(candidates) == 1 or len(receipt.message_id) >= LONG or receipt.received_at <= now - PATIENCE
        if len(there) == 1 and is_sure:
            found.append((receipt, there[0]))
    return found


def form_of(session: Session, account: Account) -> str:
    """Return the form of the ids in this account's receipts; empty while nothing proves one."""
    setting = account.settings.get("receipt_ids", AUTO)
    if setting in FORMS:
        return str(setting)
    if not _is_smpp(account):
        return SAME
    return form_by_letters(
        _last_ids(session, SmsReceipt, account.id or 0), _last_ids(session, SmsPart, account.id or 0)
    )


def form_by_letters(receipted: Sequence[str], answered: Sequence[str]) -> str:
    """Empty while there are too few ids of either."""
    if min(len(receipted), len(answered)) < ENOUGH:
        return ""
    told, given = (sum(not each.isdigit() for each in ids) * STRAY > len(ids) for ids in (receipted, answered))
    return SAME if told == given else HEXADECIMAL if told else DECIMAL


def _last_ids(session: Session, table: type[SmsReceipt] | type[SmsPart], account_id: int) -> Sequence[str]:
    newest = session.exec(select(func.max(table.id))).one() or 0
    return session.exec(
        select(table.message_id)
        .where(table.account_id == account_id, col(table.id) > newest - LOOKED_THROUGH)
        .order_by(col(table.id).desc())
        .limit(LAST)
    ).all()


def _is_smpp(account: Account) -> bool:
    try:
        return gateway_of(account.settings) == SMPP
    except ChannelError:
        return False


def unmatched(session: Session, account_id: int, now: datetime, waited: timedelta = PATIENCE) -> list[str]:
    """Ids of receipts of late that have waited for so long, and match no segment."""
    found = select(SmsReceipt.message_id).where(
        SmsReceipt.account_id == account_id,
        col(SmsReceipt.part_id).is_(None),
        col(SmsReceipt.received_at) > now - SPAN,
        col(SmsReceipt.received_at) <= now - waited,
    )
    return list(session.exec(found.order_by(col(SmsReceipt.id).desc()).limit(AT_A_TIME)).all())


def is_told(session: Session, account_id: int) -> bool:
    """Return True if staff are told that receipts match nothing."""
    standing = select(Notice.id).where(
        Notice.subject == f"account:{account_id}", Notice.kind == KIND, col(Notice.closed_at).is_(None)
    )
    return session.exec(standing.limit(1)).first() is not None


def tell_of_unmatched(session: Session, account_id: int, now: datetime) -> None:
    subject, lost = f"account:{account_id}", unmatched(session, account_id, now)
    if len(lost) >= TELLING:
        words = phrase("broadcast.receipts-match-nothing", count=len(lost))
        open_notice(session, kind=KIND, subject=subject, text=words, now=now)
    elif not lost:
        close_notices(session, subject=subject, kind=KIND, now=now)
