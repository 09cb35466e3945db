"""Messages of a database that was restored from a backup: of unknown outcome until a person has asked the network."""

from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import update
from sqlmodel import Session, col, select

from distributor.broadcast.restored import doubt_broadcasts, note_window
from distributor.broadcast.settle import settle_unknown
from distributor.broadcast.store import BroadcastRequest, approve, create, expand_due, finish_done, manifest_of
from distributor.broadcast.window import claim, open_window
from distributor.errors import LoaError
from distributor.journal import read_journal
from distributor.models import Broadcast, BroadcastState, Notice, Recipient, RecipientState
from distributor.phrases import is_said
from distributor.staff.deeds import Actor
from tests.broadcast.conftest import Sms
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
