"""A person asked to be forgotten: their number stands nowhere any more, nothing waits for it, and no list takes it up again."""

from typing import Any

import pytest
from sqlalchemy import select as select_
from sqlmodel import Session, select

from channels.messenger import Heard
from distributor.broadcast.audience import StatedConsent, add_numbers, erase, make_audience
from distributor.broadcast.receive import receive
from distributor.broadcast.replies import send_replies
from distributor.models import (
    AudienceMember,
    Case,
    CaseMessage,
    Consent,
    Inbound,
    PhoneRecording,
    ReplyState,
    SmsAsking,
    SmsReply,
    Subscriber,
)
from tests.broadcast.conftest import Sms, number
from tests.broadcast.test_window import another_units


def forget(sms: Sms, index: int) -> None:
    with sms.database.write() as session:
        digest = sms.desks[0].numbers.hash(number(index))
        erase(session, session.exec(select(Subscriber).where(Subscriber.number_hash == digest)).one(), sms.clock.now())


def test_what_the_person_wrote_and_was_told_keeps_no_number(sms: Sms) -> None:
    desk = sms.desk()
    sms.audience(2)
    asked = "Tôi là Nguyễn Văn An ở tổ 4, hủy hợp đồng lao động thì sao?"
    heard = [Heard(number(index), "8079", asked, str(index)) for index in (1, 2)]
    with sms.database.write() as session:
        receive(session, sms.account_id, heard, desk.numbers, sms.clock.now())
    forget(sms, 1)
    gone, left = desk.numbers.hash(number(1)), desk.numbers.hash(number(2))
    with sms.database.read() as session:
        kept = {row.number_hash: (bool(row.number_sealed), row.text) for row in session.exec(select(Inbound))}
        assert kept == {gone: (False, ""), left: (True, asked)}
        assert sorted(message.text for message in session.exec(select(CaseMessage))) == ["", asked]
        forgotten = {case.person_hash: case.forgotten_at for case in session.exec(select(Case))}
        assert forgotten == {"": sms.clock.now(), left: None}
        assert sorted(bool(reply.number_sealed) for reply in session.exec(select(SmsReply))) == [False, True]


def test_an_answer_that_waits_for_an_erased_number_never_goes(sms: Sms) -> None:
    desk = sms.desk()
    sms.audience(1)
    with sms.database.write() as session:
        heard = Heard(number(1), "8079", "DK", "1")
        receive(session, sms.account_id, [heard], desk.numbers, sms.clock.now())
    forget(sms, 1)

    def submit(messages: object) -> list[object]:
        raise AssertionError(messages)

    assert send_replies(desk, sms.account_id, submit, 10) == 0  # type: ignore[arg-type]
    with sms.database.read() as session:
        reply = session.exec(select(SmsReply)).one()
    assert (reply.state, reply.due_at) == (ReplyState.FAILED, None)
    assert "xóa" in reply.reason


def test_no_list_takes_an_erased_number_up_again(sms: Sms) -> None:
    desk, now = sms.desk(), sms.clock.now()
    sms.audience(2)
    forget(sms, 1)
    yes = StatedConsent("Nhận tin", "form", "Phiếu", "", "Phiếu 9", now)
    with sms.database.write() as session:
        consents = len(session.exec(select(Consent)).all())
        other = make_audience(session, sms.seeded.unit_id, "Hòa giải viên", now)
        taken = add_numbers(session, other, [number(1), number(2)], desk.numbers, now=now, yes=yes)
        assert (taken.added, taken.known, taken.erased) == (1, 0, 1)
        assert len(session.exec(select(Consent)).all()) == consents + 1
        members = session.exec(select(AudienceMember).where(AudienceMember.audience_id == other.id)).all()
        people = [session.get_one(Subscriber, member.subscriber_id) for member in members]
    assert [desk.numbers.open(one.number_sealed) for one in people] == [number(2)]


KEPT: dict[type[Any], tuple[str, ...]] = {
    Subscriber: ("number_sealed", "erased_at"),
    Inbound: ("number_sealed", "text"),
    SmsReply: ("number_sealed", "text"),
    Case: ("person_hash", "forgotten_at"),
    CaseMessage: ("author", "text", "earlier"),
    PhoneRecording: ("sealed",),
    SmsAsking: ("number_sealed",),
}
"""All that tells of a person, by table."""


def write_down(session: Session, sms: Sms, unit_id: int, index: int, asked: bool) -> None:
    """A row of each for this person. `asked`: for a code, too."""
    numbers, now = sms.desks[0].numbers, sms.clock.now()
    digest, key = numbers.hash(number(index)), f"{unit_id}-{index}"
    of_unit: dict[str, Any] = {"unit_id": unit_id, "number_sealed": numbers.seal(number(index))}
    at: dict[str, Any] = of_unit | {"account_id": sms.account_id}
    inbound = Inbound(**at, number_hash=digest, text="Hỏi", fingerprint=key, received_at=now)
    case = Case(unit_id=unit_id, account_id=sms.account_id, person_hash=digest, opened_at=now, last_at=now)
    session.add_all([Subscriber(**of_unit, number_hash=digest, created_at=now), inbound, case])
    session.flush()
    said: dict[str, Any] = {"author": "Bà A", "text": "Hỏi", "earlier": "Hoi", "written_at": now, "seen_at": now}
    session.add(CaseMessage(**said, case_id=case.id or 0, external_id=key, inbound_id=inbound.id))
    session.add(PhoneRecording(inbound_id=inbound.id or 0, sealed=b"...", seconds=3, keep_until=now))
    session.add(SmsReply(**at, inbound_id=inbound.id, key=f"{key}-answer", text="Đáp", created_at=now))
    session.flush()
    if asked:
        asking = SmsAsking(**at, number_hash=digest, asked_at=now)
        session.add(asking)
        session.flush()
        session.add(SmsReply(**at, asking_id=asking.id, key=f"{key}-code", text="Mã 123", created_at=now))
        session.flush()


def kept(session: Session) -> dict[type[Any], list[tuple[object, ...]]]:
    """As statements of the connection see it."""
    return {
        table: [
            tuple(row)
            for row in session.connection().execute(
                select_(*(getattr(table, name) for name in names)).order_by(table.id)
            )
        ]
        for table, names in KEPT.items()
    }


def test_all_of_one_person_goes_and_nothing_of_another_or_of_another_unit(
    sms: Sms, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The journal is told, so that what is restored from a backup forgets again."""
    told: list[tuple[str, int, str]] = []
    monkeypatch.setattr(
        "distributor.broadcast.audience.note",
        lambda _session, kind, _now, **ids: told.append((kind, ids["unit"], ids["hash"])),
    )
    sms.desk()
    unit, digest = sms.seeded.unit_id, sms.desks[0].numbers.hash(number(1))
    with sms.database.write() as session:
        write_down(session, sms, unit, 1, asked=True)
        write_down(session, sms, unit, 2, asked=True)
        write_down(session, sms, another_units(session), 1, asked=False)
        before = kept(session)
        found = select(Subscriber).where(Subscriber.unit_id == unit, Subscriber.number_hash == digest)
        erase(session, session.exec(found).one(), sms.clock.now())
        after = kept(session)
    assert after == {
        Subscriber: [(b"", sms.clock.now()), *before[Subscriber][1:]],
        Inbound: [(b"", ""), *before[Inbound][1:]],
        SmsReply: [(b"", ""), *before[SmsReply][2:]],
        Case: [("", sms.clock.now()), *before[Case][1:]],
        CaseMessage: [("", "", ""), *before[CaseMessage][1:]],
        PhoneRecording: before[PhoneRecording][1:],
        SmsAsking: before[SmsAsking][1:],
    }
    assert told == [("refusal", unit, digest), ("erasure", unit, digest)]
