"""A citizen's private message that is no command becomes a case. Takes a session and never commits."""

from datetime import datetime

from sqlmodel import Session

from distributor.cases.decide import plain
from distributor.cases.store import case_for
from distributor.lookup.followed import topic_asked
from distributor.models import Account, CaseMessage, Inbound
from distributor.phone_numbers import masked
from distributor.sms_rules import SMS


def case_of_inbound(
    session: Session, account: Account, inbound: Inbound, number: str, now: datetime
) -> datetime | None:
    """Make a case of a message; return by when it is to be answered. `number`: whose it is; only its masked form is shown."""
    case = case_for(session, account, None, inbound.number_hash, now)
    case.topic = case.topic or topic_asked(inbound.text)
    session.add(
        CaseMessage(
            case_id=case.id or 0,
            account_id=inbound.account_id,
            external_id=f"sms-{inbound.id}" if account.channel == SMS else inbound.fingerprint,
            inbound_id=inbound.id,
            author=masked(number),
            text=plain(inbound.text),
            written_at=inbound.received_at,
            seen_at=now,
        )
    )
    session.flush()
    return case.due_at
