"""SMS that are due and of which nobody hears anything stand; what is kept back waits. And whose fault it is."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from threading import Event

import pytest
from sqlmodel import Session, select

from channels.sms.configuration import smpp_configuration
from distributor.broadcast import gateway as gateway_room
from distributor.broadcast.send import BLIND_WORDS
from distributor.broadcast.standing import STANDS, health_of_house, messages_until, sms_stand
from distributor.models import (
    Account,
    AccountState,
    Broadcast,
    BroadcastState,
    Hold,
    Recipient,
    RecipientState,
    SmsReply,
)
from distributor.work.liveness import LivingIncarnation
from distributor.work.progress import BIND, SILENT_S, Progress, proofs
from phrases import phrase
from tests.broadcast.conftest import Sms, number
from tests.channels.sms_support import Network
from tests.support import servers

LATE_S = 90.0


def stood_s(sms: Sms) -> float | None:
    with sms.database.read() as session:
        found = sms_stand(session, sms.clock.now())
    assert found is None or found.account_id == sms.account_id
    return None if found is None else round(found.stood_s)


def rest(words: str, **until: float) -> Callable[[Sms, Session, int], None]:
    def change(sms: Sms, session: Session, _broadcast: int) -> None:
        account = session.get_one(Account, sms.account_id)
        account.wait_until, account.wait_reason = sms.clock.now() + timedelta(**until), words

    return change


def be(state: AccountState) -> Callable[[Sms, Session, int], None]:
    def change(sms: Sms, session: Session, _broadcast: int) -> None:
        session.get_one(Account, sms.account_id).state = state

    return change


def hold(sms: Sms, session: Session, _broadcast: int) -> None:
    session.add(Hold(unit_id=sms.seeded.unit_id, reason="lệnh", ordered_by="Giám đốc", starts_at=sms.clock.now()))


def pause(_sms: Sms, session: Session, broadcast: int) -> None:
    session.get_one(Broadcast, broadcast).state = BroadcastState.PAUSED


def hear(ago_s: float, state: RecipientState) -> Callable[[Sms, Session, int], None]:
    """Of one message it is known since so long what became of it."""

    def change(sms: Sms, session: Session, broadcast: int) -> None:
        first = session.exec(select(Recipient).where(Recipient.broadcast_id == broadcast)).first()
        assert first is not None
        at = sms.clock.now() - timedelta(seconds=ago_s)
        first.state, first.due_at, first.submitted_at, first.ended_at = state, None, at, at
        first.sent_at = at if state is RecipientState.SENT else None

    return change


@pytest.mark.parametrize(
    ("change", "stood"),
    [
        (None, LATE_S),
        (hear(70, RecipientState.SENT), 70),
        (hear(20, RecipientState.SENT), None),
        (hear(20, RecipientState.FAILED), None),
        (hear(20, RecipientState.UNKNOWN), LATE_S),
        (rest(phrase("broadcast.day-quota", count=9, until=""), minutes=5), None),
        (rest(BLIND_WORDS, minutes=5), LATE_S),
        (rest(phrase("broadcast.day-quota", count=9, until=""), seconds=-30), None),
        (rest("", seconds=-70), 70),
        (be(AccountState.PAUSED), None),
        (be(AccountState.NEEDS_SIGNIN), None),
        (pause, None),
        (hold, None),
    ],
    ids=[
        "nobody sends",
        "the network has been silent for a minute",
        "it goes slowly",
        "it is refused, and so heard of",
        "an unknown outcome is no word of the network's",
        "its own cap",
        "a network that answers nothing",
        "its cap ended just now",
        "it might have gone on for a minute",
        "staff paused the account",
        "a person must sign in",
        "staff paused the broadcast",
        "a hold",
    ],
)
def test_what_stands_and_what_waits(
    sms: Sms, change: Callable[[Sms, Session, int], None] | None, stood: float | None
) -> None:
    broadcast = sms.broadcast(sms.audience(3))
    sms.clock.move(seconds=LATE_S)
    if change is not None:
        with sms.database.write() as session:
            change(sms, session, broadcast)
    assert stood_s(sms) == stood


def test_nothing_stands_before_a_minute_nor_outside_the_hours(sms: Sms) -> None:
    broadcast = sms.broadcast(sms.audience(1), hours=40)
    sms.clock.move(seconds=STANDS.total_seconds() - 1)
    assert stood_s(sms) is None
    sms.clock.move(hours=14)  # 23:00 in Vietnam
    assert stood_s(sms) is None
    with sms.database.write() as session:
        session.get_one(Broadcast, broadcast).override_at = sms.clock.now()
    assert stood_s(sms) is not None, "an emergency is bound to no hours"
    with sms.database.write() as session:
        session.get_one(Broadcast, broadcast).override_at = None
    sms.clock.move(hours=8, seconds=-30)  # 7:00 and half a minute
    assert stood_s(sms) is None, "its time of today began just now"
    sms.clock.move(minutes=1)
    assert stood_s(sms) == 89


def test_a_list_that_nobody_writes_down_stands_and_so_does_an_answer(sms: Sms) -> None:
    broadcast = sms.broadcast(sms.audience(1))
    with sms.database.write() as session:
        session.get_one(Broadcast, broadcast).state = BroadcastState.PLANNED
        for row in session.exec(select(Recipient)):
            session.delete(row)
    sms.clock.move(seconds=LATE_S)
    assert stood_s(sms) == LATE_S
    sealed = sms.desk().numbers.seal(number(1))
    with sms.database.write() as session:
        session.get_one(Broadcast, broadcast).state = BroadcastState.CANCELLED
        now = sms.clock.now()
        reply = SmsReply(
            unit_id=sms.seeded.unit_id,
            account_id=sms.account_id,
            key="k",
            number_sealed=sealed,
            text="Rồi",
            created_at=now,
        )
        reply.due_at = now
        session.add(reply)
    assert stood_s(sms) is None
    sms.clock.move(seconds=LATE_S)
    assert stood_s(sms) == LATE_S


def test_a_network_that_accepts_and_never_answers_is_at_fault_not_the_gateway(
    bound: Sms, network: Network, monkeypatch: pytest.MonkeyPatch
) -> None:
    quick = replace(smpp_configuration(), answer_s=0.3)
    monkeypatch.setattr("channels.sms.account.smpp_configuration", lambda: quick)
    network.weather(silent=1.0)
    progress, run = Progress({}), bound.home / "run"
    progress.name = f"gateway-{bound.account_id}"
    broadcast = bound.broadcast(bound.audience(90), "Tin ngan")
    life = LivingIncarnation(bound.database, run, part=BIND, progress=progress.told)
    try:
        with bound.gateway(progress=progress):
            servers.wait_until(lambda: bound.states(broadcast)["unknown"], "its answers are waited for in vain")
            bound.clock.move(seconds=LATE_S)
            servers.wait_until(lambda: _at_fault(bound) == "sms", lambda: f"at fault: {_at_fault(bound)}")
    finally:
        life.close()
    servers.wait_until(lambda: _at_fault(bound) == "gateway", "its process is gone")


def _at_fault(sms: Sms) -> str:
    with sms.database.read() as session:
        seen = health_of_house(session, sms.clock.now())
    return "" if seen.sms is None else "gateway" if seen.sms.is_gateway else "sms"


def test_a_bind_that_hangs_steps_no_more_and_one_that_waits_steps_on(sms: Sms, monkeypatch: pytest.MonkeyPatch) -> None:
    """It leads nowhere, so it tries to bind again and again."""
    progress, hangs, ends = Progress({}), Event(), Event()
    clock = [0.0]
    monkeypatch.setattr(progress, "_clock", lambda: clock[0])

    def house(*_: object) -> bool:
        if hangs.is_set():
            ends.wait()
        return False

    monkeypatch.setattr(gateway_room, "keep_house", house)
    monkeypatch.setattr(gateway_room, "LOOK_S", 0.01)
    with sms.gateway(progress=progress):
        try:
            clock[0] += SILENT_S * 2
            servers.wait_until(lambda: progress.told()["swept"] == 0, "it waits, and looks")
            hangs.set()
            servers.wait_until(lambda: progress.told()["doing"], "it binds")
            clock[0] += SILENT_S * 2
            assert progress.told()["swept"] >= SILENT_S * 2
        finally:
            ends.set()


def test_messages_on_their_way_have_their_time(sms: Sms) -> None:
    broadcast = sms.broadcast(sms.audience(2))
    until = sms.clock.now() + timedelta(seconds=100)
    with sms.database.write() as session:
        for row in session.exec(select(Recipient).where(Recipient.broadcast_id == broadcast)):
            row.state, row.incarnation_id, row.lease_until = RecipientState.SUBMITTING, "mine", until
    with sms.database.read() as session:
        assert (messages_until(session, "mine"), messages_until(session, "other")) == (until, None)
        assert health_of_house(session, until + timedelta(seconds=59)).held == frozenset()
        assert health_of_house(session, until + timedelta(seconds=61)).held == {"mine"}
        assert proofs(session, sms.clock.now(), BIND) == []
