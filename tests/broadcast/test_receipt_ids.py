"""Receipts find their messages however a network writes ids; what matches nothing is told within a minute. SQLite only: no SQL
that differs."""

from pathlib import Path

import pytest
from sqlmodel import select

from channels.messenger import Outcome, ReceiptReport, Taken, Verdict
from channels.sms.receipt import plain_id
from distributor.broadcast.receipt_ids import form_of
from distributor.broadcast.record import record_receipts, record_window
from distributor.broadcast.send import keep_house
from distributor.broadcast.window import mark
from distributor.models import Account, Notice
from tests.broadcast.conftest import Sms

COUNT = 40
FIRST = 0x1A


@pytest.fixture(params=["sqlite"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    template: Path = request.getfixturevalue("sqlite_template")
    copy = tmp_path / "loa.db"
    copy.write_bytes(template.read_bytes())
    return f"sqlite:///{copy}"


def hand_over(sms: Sms, spell: str, *, first: int = FIRST) -> int:
    """The network takes them all, under ids that follow each other."""
    broadcast = sms.broadcast(sms.audience(COUNT))
    desk = sms.desk()
    with sms.database.write() as session:
        window = mark(
            session,
            account_id=sms.account_id,
            incarnation_id=desk.incarnation.id,
            size=COUNT,
            numbers=desk.numbers,
            now=sms.clock.now(),
        )
        assert window is not None
        taken = [Outcome(Verdict.TAKEN, (Taken(1, plain_id(format(first + place, spell))),)) for place in range(COUNT)]
        record_window(session, sms.account_id, window, taken, sms.clock.now())
    return broadcast


def report(sms: Sms, spell: str, *, first: int = FIRST) -> None:
    for place in range(COUNT):
        with sms.database.write() as session:
            told = ReceiptReport(plain_id(format(first + place, spell)), "DELIVRD")
            record_receipts(session, sms.account_id, [told], sms.clock.now())


@pytest.mark.parametrize(
    ("answered", "receipted"),
    [("x", "x"), ("X", "x"), ("x", "X"), ("08x", "x"), ("x", "d"), ("08X", "010d"), ("d", "x"), ("d", "d")],
)
@pytest.mark.parametrize("first", [FIRST, 0x10, 0x9F123])
def test_receipts_find_their_messages(sms: Sms, answered: str, receipted: str, first: int) -> None:
    broadcast = hand_over(sms, answered, first=first)
    report(sms, receipted, first=first)
    sms.clock.move(seconds=30)
    keep_house(sms.desk(), sms.account_id)
    assert sms.states(broadcast) == {"delivered": COUNT}
    sms.clock.move(seconds=30)
    keep_house(sms.desk(), sms.account_id)
    with sms.database.read() as session:
        assert session.exec(select(Notice).where(Notice.kind == "sms_receipts")).all() == []


def test_a_wrong_setting_shows_within_a_minute(sms: Sms) -> None:
    def act(ids: str) -> None:
        with sms.database.write() as session:
            account = session.get_one(Account, sms.account_id)
            account.settings = {**account.settings, "receipt_ids": ids}
            session.add(account)

    act("same")
    broadcast = hand_over(sms, "x", first=0x9F123)
    report(sms, "d", first=0x9F123)
    sms.clock.move(seconds=30)
    keep_house(sms.desk(), sms.account_id)
    with sms.database.read() as session:
        [told] = session.exec(select(Notice).where(Notice.kind == "sms_receipts")).all()
    assert told.text.startswith(f"{COUNT} biên nhận không khớp")
    act("decimal")
    keep_house(sms.desk(), sms.account_id)
    keep_house(sms.desk(), sms.account_id)
    assert sms.states(broadcast) == {"delivered": COUNT}
    with sms.database.read() as session:
        assert form_of(session, session.get_one(Account, sms.account_id)) == "decimal"
        [told] = session.exec(select(Notice).where(Notice.kind == "sms_receipts")).all()
    assert told.closed_at is not None
