"""The messages of the demo's past: broadcasts of the weeks before its start, as ended, on the telephones and in the ledger."""

from datetime import datetime

from sqlmodel import Session, col, select

from channels.base import Published
from commands.demo.accounts import ask
from dispatch.runtime import Runtime
from distributor.broadcast.posting import STEP
from distributor.broadcast.store import BroadcastRequest, approve, create, manifest_of
from distributor.models import (
    Account,
    Approval,
    AudienceMember,
    Broadcast,
    BroadcastState,
    Post,
    Recipient,
    RecipientState,
    SmsPart,
    Subscriber,
)
from distributor.phone_numbers import Numbers


def messages_stand(runtime: Runtime, post: Post, account: Account, at: datetime) -> Published:
    """Put the post's message on the telephones of its list as of `at`, and keep its broadcast as ended. Harmless done again."""
    numbers = Numbers(runtime.carrier.vault)
    with runtime.database.read() as session:
        people = _people(session, post.settings["audience"])
        telephones = [numbers.open(person.number_sealed).lstrip("+") for person in people]
    wishes = {"sender": post.settings["sender"], "text": post.text, "time": at.isoformat(), "to": telephones}
    ids = ask(runtime.settings, "smsc/past", wishes)["ids"]
    with runtime.database.write() as session:
        broadcast_id = _broadcast(session, post, at, list(zip(people, ids, strict=True)))
    return Published(f"{STEP}:{broadcast_id}", str(account.settings["post_address"]))


def _people(session: Session, audience_id: int) -> list[Subscriber]:
    return list(
        session.exec(
            select(Subscriber)
            .join(AudienceMember, col(AudienceMember.subscriber_id) == col(Subscriber.id))
            .where(AudienceMember.audience_id == audience_id)
            .order_by(col(Subscriber.id))
        )
    )


def _broadcast(session: Session, post: Post, at: datetime, people: list[tuple[Subscriber, str]]) -> int:
    """Make a broadcast that went out. `people`: with the network's id of each one's message."""
    if (there := session.exec(select(Broadcast.id).where(Broadcast.post_id == post.id)).first()) is not None:
        return there
    ends_at = post.expires_at or at.replace(year=at.year + 1)
    wish = BroadcastRequest(post.account_id, post.settings["audience"], post.text, at, ends_at, post_id=post.id)
    broadcast = create(session, wish, at)
    staff_id = session.exec(select(Approval.staff_id).where(Approval.id == post.approval_id)).one()
    approve(session, broadcast, seen=manifest_of(broadcast), staff_id=staff_id, now=at)
    broadcast.state, broadcast.done_at = BroadcastState.DONE, at
    broadcast.totals = {RecipientState.DELIVERED.value: len(people)}
    rows = [
        Recipient(
            broadcast_id=broadcast.id or 0,
            account_id=post.account_id,
            subscriber_id=person.id or 0,
            state=RecipientState.DELIVERED,
            submitted_at=at,
            sent_at=at,
            ended_at=at,
        )
        for person, _message_id in people
    ]
    session.add_all(rows)
    session.flush()
    session.add_all(
        SmsPart(
            recipient_id=row.id or 0,
            account_id=post.account_id,
            number=1,
            message_id=message_id,
            status="DELIVRD",
            taken_at=at,
        )
        for row, (_person, message_id) in zip(rows, people, strict=True)
    )
    return broadcast.id or 0
