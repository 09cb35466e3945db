"""What Loa counts itself of a post: text messages by what became of them, and who refused because of one."""

from datetime import timedelta

from sqlmodel import Session

from distributor.db import Database
from distributor.measure.own import own_readings
from distributor.models import (
    Account,
    Audience,
    Broadcast,
    OptOut,
    Post,
    PostState,
    Recipient,
    RecipientState,
    Subscriber,
)
from tests.deliver.conftest import START
from tests.support import province

BECAME = [
    *[RecipientState.DELIVERED] * 5,
    *[RecipientState.SENT] * 2,
    RecipientState.FAILED,
    RecipientState.EXPIRED,
    RecipientState.UNKNOWN,
    RecipientState.SKIPPED,
    RecipientState.QUEUED,
]


def seed(session: Session, *, broadcast: bool) -> int:
    seeded = province.seed_unit(session)
    account = Account(unit_id=seeded.unit_id, channel="sms", name="SMS tỉnh")
    audience = Audience(unit_id=seeded.unit_id, name="Toàn tỉnh", created_at=START)
    session.add_all([account, audience])
    session.flush()
    post = Post(
        unit_id=seeded.unit_id, account_id=account.id or 0, item_id=province.seed_item(session, seeded, 1, START),
        purpose="announce", state=PostState.PUBLISHED, created_at=START, published_at=START,
    )  # fmt: skip
    session.add(post)
    session.flush()
    if not broadcast:
        return post.id or 0
    row = Broadcast(
        unit_id=seeded.unit_id, account_id=account.id or 0, audience_id=audience.id or 0, post_id=post.id, body="Tin",
        sender="STP", encoding="gsm", segments=1, starts_at=START, ends_at=START, created_at=START,
    )  # fmt: skip
    session.add(row)
    session.flush()
    for number, state in enumerate(BECAME):
        subscriber = Subscriber(unit_id=seeded.unit_id, number_hash=f"h{number}", created_at=START)
        session.add(subscriber)
        session.flush()
        submitted = None if state in (RecipientState.SKIPPED, RecipientState.QUEUED) else START
        session.add(
            Recipient(
                broadcast_id=row.id or 0, account_id=account.id or 0, subscriber_id=subscriber.id or 0, state=state,
                submitted_at=submitted,
            )
        )  # fmt: skip
    refusals = {"h0": 1, "h1": 24 * 6, "h2": 24 * 8, "h3": -5, "h10": 1}
    """Hours after the message: two in time, one too late, one before, and one who got nothing."""
    session.add_all(
        OptOut(unit_id=seeded.unit_id, number_hash=number, at=START + timedelta(hours=hours))
        for number, hours in refusals.items()
    )
    session.add(OptOut(unit_id=seeded.unit_id, number_hash="h0", at=START + timedelta(hours=2)))
    return post.id or 0


def test_messages_by_what_became_of_them(database: Database) -> None:
    with database.write() as session:
        post_id = seed(session, broadcast=True)
        values = {
            reading.metric: reading.value for key, reading in own_readings(session, "sms", [post_id]) if key == post_id
        }
    assert values == {
        "loa_clicks": 0,
        "loa_people": 0,
        "loa_sms_sent": 8,
        "loa_sms_delivered": 5,
        "loa_sms_failed": 2,
        "loa_sms_unknown": 1,
        "loa_sms_stops": 2,
    }


def test_a_post_without_a_broadcast_has_no_numbers_of_messages(database: Database) -> None:
    with database.write() as session:
        post_id = seed(session, broadcast=False)
        assert [reading.metric for _, reading in own_readings(session, "sms", [post_id])] == [
            "loa_clicks",
            "loa_people",
        ]
