"""Messages of a database that was restored from a backup: of unknown outcome until a person has asked the network."""

from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import update
from sqlmodel import Session, col, select

from distributor.backup.after import note_restored
from distributor.broadcast.restored import HANDED, doubt_broadcasts, note_window, people_handed
from distributor.broadcast.settle import settle_unknown
from distributor.broadcast.store import BroadcastRequest, approve, cancel, create, expand_due, finish_done, manifest_of
from distributor.broadcast.window import claim, open_window
from distributor.deliver.look_first import look_first
from distributor.deliver.settle import not_there
from distributor.errors import LoaError
from distributor.journal import MARK, Entry, read_journal
from distributor.models import (
    Broadcast,
    BroadcastState,
    Notice,
    Post,
    PostState,
    Recipient,
    RecipientState,
    ShortLink,
    Subscriber,
)
from distributor.staff.deeds import Actor
from phrases import is_said
from tests.broadcast.conftest import Sms
from tests.broadcast.posts import approved_post, broadcasts_of, carrier_of, carry, point_at, post_of
from tests.channels.sms_support import TEXT
from tests.support import province

AGE = timedelta(hours=6)


def restored(sms: Sms) -> int:
    now = sms.clock.now()
    with sms.database.write() as session:
        return doubt_broadcasts(session, now - AGE, now)


def person(sms: Sms, session: Session) -> Actor:
    actor = province.actor(sms.seeded.unit_id, "an", sms.clock.now())
    session.add(actor.staff)
    session.flush()
    return actor


def test_whoever_waited_may_have_the_message_and_a_person_says_who_is_still_to_get_it(sms: Sms) -> None:
    broadcast_id = sms.broadcast(sms.audience(5))
    first, second, *_rest = [each.id or 0 for each in sms.recipients(broadcast_id)]
    sms.change(
        lambda session: session.connection().execute(
            update(Recipient).where(col(Recipient.id) == first).values(state="submitting", token="t")
        )
    )
    assert restored(sms) == 1
    assert sms.states(broadcast_id) == {"unknown": 5}
    assert all(is_said(each.reason, "broadcast.restored") for each in sms.recipients(broadcast_id))
    with sms.database.read() as session:
        assert session.exec(select(Notice.kind, Notice.subject)).all() == [("sms_unknown", f"broadcast:{broadcast_id}")]
    finish_done(sms.desks[0], sms.account_id)
    assert sms.row(Broadcast, broadcast_id).state is BroadcastState.DONE
    with sms.database.write() as session:
        actor = person(sms, session)
        settle_unknown(session, actor, broadcast_id, "sent", rows=[first, second])
        assert settle_unknown(session, actor, broadcast_id, "again") == 3
    assert sms.states(broadcast_id) == {"sent": 2, "queued": 3}
    assert sms.row(Broadcast, broadcast_id).state is BroadcastState.SENDING


def test_one_that_was_not_written_out_yet_is_and_its_people_are_unknown_too(sms: Sms) -> None:
    now, audiences = sms.clock.now(), [sms.audience(3), sms.audience(3, "Tổ trưởng", first=10)]
    ids = []
    with sms.database.write() as session:
        for audience_id, starts in zip(audiences, (now, now + timedelta(days=1)), strict=True):
            wish = BroadcastRequest(sms.account_id, audience_id, TEXT, starts, starts + timedelta(hours=10))
            made = create(session, wish, now)
            approve(session, made, seen=manifest_of(made), staff_id=sms.seeded.staff_id, now=now)
            ids.append(made.id or 0)
    assert restored(sms) == 1
    expand_due(sms.desk(), sms.account_id)
    assert [sms.states(each) for each in ids] == [{"unknown": 3}, {}]
    assert sms.row(Broadcast, ids[1]).state is BroadcastState.PLANNED


def test_one_that_was_stopped_may_have_gone_on_and_stays_stopped(sms: Sms) -> None:
    broadcast_id = sms.broadcast(sms.audience(2))
    sms.change(lambda session: session.connection().execute(update(Broadcast).values(state=BroadcastState.PAUSED)))
    assert restored(sms) == 1
    assert sms.states(broadcast_id) == {"unknown": 2}
    assert sms.row(Broadcast, broadcast_id).state is BroadcastState.PAUSED


def test_past_its_time_nothing_is_sent_again(sms: Sms) -> None:
    broadcast_id = sms.broadcast(sms.audience(2), hours=1)
    restored(sms)
    sms.clock.move(hours=2)
    with sms.database.write() as session, pytest.raises(LoaError):
        settle_unknown(session, person(sms, session), broadcast_id, "again")
    assert sms.states(broadcast_id) == {"unknown": 2}


def test_whom_the_network_was_handed_a_message_for_is_in_the_journal_and_not_sent_to_again(
    sms: Sms, tmp_path: Path
) -> None:
    broadcast_id = sms.broadcast(sms.audience(5))
    sms.database.home = tmp_path
    began = sms.clock.now()
    with sms.database.write() as session:
        token = claim(session, account_id=sms.account_id, incarnation_id=sms.desks[0].incarnation.id, now=began)
    with sms.database.write_durably() as session:
        numbers = sms.desks[0].numbers
        window = open_window(
            session, account_id=sms.account_id, token=token, size=2, numbers=numbers, now=sms.clock.now()
        )
        note_window(session, window, sms.clock.now())
    (entry,) = read_journal(tmp_path / "journal", began)
    handed = [each.subscriber_id for each in sms.recipients(broadcast_id) if each.state == RecipientState.SUBMITTING]
    assert (entry["broadcast"], sorted(entry["people"])) == (broadcast_id, sorted(handed))
    assert len(handed) == 2
    # As the backup had it: nobody was taken yet.
    sms.change(lambda session: session.connection().execute(update(Recipient).values(state="queued", token="")))
    with sms.database.write() as session:
        doubt_broadcasts(session, began - AGE, sms.clock.now(), [entry])
        assert settle_unknown(session, person(sms, session), broadcast_id, "again") == 3
    states = {each.subscriber_id: each.state for each in sms.recipients(broadcast_id)}
    assert {each for each, state in states.items() if state == RecipientState.UNKNOWN} == set(handed)


def marked(sms: Sms, broadcast_id: int, people: list[int], code: str = "") -> Entry:
    at = sms.clock.now().isoformat()
    return {"at": at, "kind": MARK, "code": code, "broadcast": broadcast_id, "people": people}


@pytest.mark.parametrize("state", [BroadcastState.DRAFT, BroadcastState.PLANNED])
def test_one_that_had_not_begun_by_the_backup_but_has_by_the_journal_is_doubted_too(
    sms: Sms, state: BroadcastState
) -> None:
    now = sms.clock.now()
    starts = now + timedelta(hours=1)
    audience_id = sms.audience(3)
    with sms.database.write() as session:
        wish = BroadcastRequest(sms.account_id, audience_id, TEXT, starts, starts + timedelta(hours=10))
        made = create(session, wish, now)
        if state == BroadcastState.PLANNED:
            approve(session, made, seen=manifest_of(made), staff_id=sms.seeded.staff_id, now=now)
        broadcast_id = made.id or 0
        (first, *_rest) = session.exec(select(Subscriber.id)).all()
    with sms.database.write() as session:
        assert doubt_broadcasts(session, now - AGE, now, [marked(sms, broadcast_id, [first or 0])]) == 1
    assert sms.states(broadcast_id) == {"unknown": 3}
    assert sms.row(Broadcast, broadcast_id).state is state
    assert [each.subscriber_id for each in sms.recipients(broadcast_id) if is_said(each.reason, HANDED)] == [first]


@pytest.mark.parametrize("before", ["no broadcast", "one that reached nobody"])
def test_whom_the_journal_knows_is_left_out_of_a_broadcast_that_is_made_after_the_restore(
    sms: Sms, before: str
) -> None:
    """The post was waiting, or had failed, when the backup was made; then people sent it, and the home died half-way."""
    point_at(sms, sms.audience(4))
    post_id = approved_post(sms)
    now = sms.clock.now()
    with sms.database.write() as session:
        session.add(ShortLink(code="abc", post_id=post_id, target="https://a.example", created_at=now))
    if before != "no broadcast":
        carry(sms)
        (old,) = broadcasts_of(sms, post_id)
        sms.change(lambda session: cancel(session, session.get_one(Broadcast, old.id), reason="", now=now))
        sms.change(lambda session: session.connection().execute(update(Post).values(state="failed", due_at=None)))
    settings = carrier_of(sms).settings
    with sms.database.write() as session:
        first, second, *_rest = [
            each or 0 for each in session.exec(select(Subscriber.id).order_by(col(Subscriber.id))).all()
        ]
        journal = [marked(sms, 99, [first, second, 9999], "abc")]
        assert note_restored(session, settings, now - AGE, now, journal).posts == 1
    with sms.database.write() as session:  # people send it again: it goes nowhere before one of them has told
        session.connection().execute(update(Post).values(state="planned", due_at=now, slot_at=now))
    assert carry(sms) == 0
    look_first(carrier_of(sms), now)
    assert post_of(sms, post_id).state is PostState.UNKNOWN
    with sms.database.write() as session:
        assert not_there(session, person(sms, session), post_id) is PostState.PLANNED
    assert carry(sms) == 1
    (made,) = broadcasts_of(sms, post_id)
    expand_due(sms.desks[0], sms.account_id)
    states = {each.subscriber_id: each.state for each in sms.recipients(made.id or 0)}
    assert [states[each] for each in sorted(states)] == [RecipientState.UNKNOWN] * 2 + [RecipientState.QUEUED] * 2
    with sms.database.read() as session:
        assert f"broadcast:{made.id}" in session.exec(select(Notice.subject)).all()


def test_more_people_than_a_statement_can_name(sms: Sms) -> None:
    broadcast_id = sms.broadcast(sms.audience(1))
    (recipient,) = sms.recipients(broadcast_id)
    people = [*range(10_000, 80_000), recipient.subscriber_id]
    journal = [marked(sms, broadcast_id, people), marked(sms, 99, people, "abc")]
    with sms.database.write() as session:
        assert doubt_broadcasts(session, sms.clock.now() - AGE, sms.clock.now(), journal) == 1
        assert people_handed(session, journal) == {"abc": [recipient.subscriber_id]}
    assert is_said(sms.recipients(broadcast_id)[0].reason, HANDED)
