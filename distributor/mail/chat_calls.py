"""Zalo as a way of being called: a person ties their own Zalo to an Official Account of ours by writing it a code.

The platform lets an Official Account write to a person for some days after their last message (`config/chat.toml`, [window]). So
each call says until when, and the word that renews it; once the days are over nothing is sent, the other ways go on, and the
screen says so. What a person writes to be called is no question of a citizen's.
"""

import hashlib
import re
import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlmodel import Session, and_, col, func, select

from channels.messenger import Heard, Outcome, Verdict
from distributor.broadcast.chats import chat_account, write_chat
from distributor.errors import LoaError
from distributor.mail.wishes import new_way, ways_of
from distributor.models import Account, AccountState, CallWay, Notice, ReviewCall
from distributor.outgoing.carrier import Carrier
from distributor.sms_rules import answer_window
from distributor.staff.deeds import OWN, Actor, deed
from distributor.staff.visibility import visible_to
from distributor.vault import Vault
from phrases import phrase

CHANNEL = "zalo"
WORD = "DUYET"
CODE_VALID = timedelta(minutes=30)
APART = timedelta(minutes=10)
"""Between two calls of a person there; the platform counts messages."""
_LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"
_SAID = re.compile(rf"\s*{WORD}(?:\s+([{_LETTERS}]{{8}}))?\s*[.!]?\s*", re.IGNORECASE)


def accounts_to_write_to(session: Session, actor_units: Sequence[int]) -> list[Account]:
    """Official Accounts of ours that people of these units may tie their Zalo to."""
    found = select(Account).where(
        Account.channel == CHANNEL, Account.state == AccountState.ACTIVE, col(Account.unit_id).in_(actor_units)
    )
    return list(session.exec(found.order_by(col(Account.id))))


def called_until(row: ReviewCall) -> datetime | None:
    """Return until when the platform takes calls; None: it is tied to nobody."""
    return row.wrote_at + answer_window() if row.sealed and row.wrote_at is not None else None


@deed(OWN)
def wish_chat(session: Session, actor: Actor) -> ReviewCall:
    """A new code to be written to the Official Account. What is tied stays tied until it arrives. Raises LoaError."""
    if not accounts_to_write_to(session, visible_to(session, actor.staff)):
        raise LoaError(phrase("mail.chat-no-account"))
    row = _own(session, actor) or new_way(session, actor, CallWay.ZALO)
    row.code, row.code_until = "".join(secrets.choice(_LETTERS) for _each in range(8)), actor.now + CODE_VALID
    session.add(row)
    actor.note(session, "wish_calls", f"staff:{actor.staff.id}", "address")
    return row


@deed(OWN)
def end_chat(session: Session, actor: Actor) -> None:
    row = _own(session, actor)
    if row is not None:
        session.delete(row)
        actor.note(session, "wish_calls", f"staff:{actor.staff.id}", "address")


def hear_call_word(session: Session, heard: Heard, vault: Vault, now: datetime) -> bool:
    """Hear a word of an approver; return True if a message was one for this: a code that ties, or the word that renews.
    Anything else is a citizen's."""
    said = _SAID.fullmatch(heard.text)
    account = chat_account(session, CHANNEL, heard.to) if said else None
    if said is None or account is None:
        return False
    mark = hashlib.sha256(f"{account.id}:{heard.sender}".encode()).hexdigest()
    wanted = col(ReviewCall.mark) == mark
    if said[1]:
        wanted = and_(col(ReviewCall.code) == said[1].upper(), col(ReviewCall.code_until) > now)
    found = select(ReviewCall).where(ReviewCall.way == CallWay.ZALO, wanted).order_by(col(ReviewCall.id))
    rows = session.exec(found.with_for_update()).all()  # several may have tied the same Zalo
    for row in rows:
        if said[1]:
            newest = session.exec(select(func.max(Notice.id))).one() or 0
            row.mark, row.sealed = mark, vault.seal({"account": str(account.id), "person": heard.sender})
            row.code, row.code_until = "", None
            row.told_through = row.told_through if row.wrote_at else newest
        row.wrote_at, row.due_at, row.problem, row.tries = now, now, "", 0
        session.add(row)
    return bool(rows)


def write_call(carrier: Carrier, row: ReviewCall, text: str) -> Outcome:
    """Write the call to the approver's chat; return what became of it. One of which nobody knows is not sent again."""
    tied = carrier.vault.open(row.sealed)
    with carrier.database.read() as session:
        account = session.get(Account, int(tied["account"]))
    if account is None or account.state is not AccountState.ACTIVE:
        return Outcome(Verdict.REFUSED, words=phrase("mail.chat-no-account"))
    return write_chat(carrier, account, str(tied["person"]), text)


def _own(session: Session, actor: Actor) -> ReviewCall | None:
    return next((one for one in ways_of(session, actor.staff.id or 0) if one.way is CallWay.ZALO), None)
