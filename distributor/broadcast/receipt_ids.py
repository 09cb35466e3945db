"""Which segment a receipt is of, however the network writes its ids. Takes a session and never commits.

The form (`channels.sms.receipt`) is the account's setting, or found out: the one that finds segments for the last receipts where
every other fails for some. Until it is proved a receipt is joined only where one form alone finds a segment; the others wait.
"""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlmodel import Session, col, func, select

from channels.errors import ChannelError
from channels.sms.account import SMPP, gateway_of
from channels.sms.receipt import AUTO, FORMS, SAME, answered_as, receipted_as
from distributor.models import Account, Notice, SmsPart, SmsReceipt
from distributor.notices import close_notices, open_notice
from distributor.phrases import phrase

ENOUGH, LAST, LOOKED_THROUGH, SECOND = 3, 20, 5_000, 0.8
"""Receipts that a form must explain; how many of the last are looked at, among so many rows; how few another may explain."""
SOON, PATIENCE, SPAN = timedelta(seconds=1), timedelta(seconds=20), timedelta(minutes=10)
"""A receipt may come before the answer, or before its form is proved: it is looked for again; one of this span that has waited
for longer than the patience matches nothing."""
TELLING, AT_A_TIME = 5, 200
"""So many that match nothing are no accident."""
KIND = "sms_receipts"


def matched_receipts(session: Session, account_id: int, ids: Sequence[str]) -> list[tuple[SmsReceipt, SmsPart]]:
    """Receipts that wait, with their segments. `ids`: of new receipts or segments. The newest segment of an id has it."""
    account = session.get_one(Account, account_id)
    told = {each for message_id in ids for each in (message_id, *receipted_as(message_id).values())}
    waiting = session.exec(
        select(SmsReceipt)
        .where(
            SmsReceipt.account_id == account_id, col(SmsReceipt.message_id).in_(told), col(SmsReceipt.part_id).is_(None)
        )
        .order_by(col(SmsReceipt.id))
    ).all()
    if not waiting:
        return []
    forms = {receipt.message_id: answered_as(receipt.message_id) for receipt in waiting}
    wanted = {answered for each in forms.values() for answered in each.values()}
    parts = {
        part.message_id: part
        for part in session.exec(
            select(SmsPart)
            .where(SmsPart.account_id == account_id, col(SmsPart.message_id).in_(wanted))
            .order_by(col(SmsPart.id))
        )
    }
    form = form_of(session, account)
    found = []
    for receipt in waiting:
        by_form = forms[receipt.message_id]
        candidates = {by_form[form]} if form in by_form else set() if form else set(by_form.values())
        there = [parts[answered] for answered in candidates if answered in parts]
        if len(there) == 1:
            found.append((receipt, there[0]))
    return found


def form_of(session: Session, account: Account) -> str:
    """Of this account's receipts; empty while nothing proves one."""
    setting = account.settings.get("receipt_ids", AUTO)
    if setting in FORMS:
        return str(setting)
    if not _is_smpp(account):
        return SAME
    newest = session.exec(select(func.max(SmsReceipt.id))).one() or 0
    last = session.exec(
        select(SmsReceipt.message_id)
        .where(SmsReceipt.account_id == account.id, col(SmsReceipt.id) > newest - LOOKED_THROUGH)
        .order_by(col(SmsReceipt.id).desc())
        .limit(LAST)
    ).all()
    answered = [answered_as(receipted) for receipted in last]
    wanted = {each for forms in answered for each in forms.values()}
    there = set(
        session.exec(
            select(SmsPart.message_id).where(SmsPart.account_id == account.id, col(SmsPart.message_id).in_(wanted))
        )
    )
    explained = Counter(form for forms in answered for form, each in forms.items() if each in there)
    [(best, count), (_, second), *_] = [*explained.most_common(), ("", 0), ("", 0)]
    return best if count >= ENOUGH and second <= SECOND * count else ""


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
    return list(session.exec(found.limit(AT_A_TIME)).all())


def is_told(session: Session, account_id: int) -> bool:
    """Whether staff are told that receipts match nothing."""
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
