"""Receipts find their messages however a network writes ids; what matches nothing is told within a minute. SQLite only: no SQL
that differs."""

import random
from collections.abc import Sequence
from pathlib import Path

import pytest
from sqlmodel import Session, col, select

from channels.messenger import Outcome, ReceiptReport, Taken, Verdict
from channels.sms.receipt import plain_id
from distributor.broadcast.receipt_ids import form_by_letters, form_of
from distributor.broadcast.record import record_receipts, record_window
from distributor.broadcast.send import keep_house
from distributor.broadcast.window import Window, mark
from distributor.models import Account, Notice, SmsPart, SmsReceipt
from tests.broadcast.conftest import Sms

COUNT = 40
FIRST = 0x1A


@pytest.fixture(params=["sqlite"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    template: Path = request.getfixturevalue("sqlite_template")
    copy = tmp_path / "loa.db"
    copy.write_bytes(template.read_bytes())
    return f"sqlite:///{copy}"


def marked(sms: Sms, session: Session, size: int) -> Window:
    """Handed to the network; what it answers is not recorded yet."""
    desk = sms.desk()
    window = mark(
        session,
        account_id=sms.account_id,
        incarnation_id=desk.incarnation.id,
        size=size,
        numbers=desk.numbers,
        now=sms.clock.now(),
    )
    assert window is not None
    return window


def taken(sms: Sms, session: Session, window: Window, ids: Sequence[str]) -> None:
    outcomes = [Outcome(Verdict.TAKEN, (Taken(1, plain_id(message_id)),)) for message_id in ids]
    record_window(session, sms.account_id, window, outcomes, sms.clock.now())


def hand_over(sms: Sms, spell: str, *, first: int = FIRST) -> int:
    """The network takes them all, under ids that follow each other."""
    broadcast = sms.broadcast(sms.audience(COUNT))
    with sms.database.write() as session:
        taken(sms, session, marked(sms, session, COUNT), [format(first + place, spell) for place in range(COUNT)])
    return broadcast


def report(sms: Sms, spell: str, *, first: int = FIRST) -> None:
    for place in range(COUNT):
        tell(sms, format(first + place, spell))


def tell(sms: Sms, message_id: str) -> None:
    with sms.database.write() as session:
        record_receipts(session, sms.account_id, [ReceiptReport(plain_id(message_id), "DELIVRD")], sms.clock.now())


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


@pytest.mark.parametrize(("answered", "receipted"), [("x", "x"), ("x", "d"), ("d", "x"), ("d", "d")])
@pytest.mark.parametrize(("seed", "first"), [(1, 1), (2, 990)])
def test_no_receipt_is_another_messages(sms: Sms, answered: str, receipted: str, seed: int, first: int) -> None:
    """Before their answers, in any order, and of windows whose answers were lost with a process that was killed."""
    chance = random.Random(seed)
    size, windows = 12, 12
    broadcast = sms.broadcast(sms.audience(size * windows))
    late: list[int] = []
    lost: set[int] = set()
    for turn in range(windows):
        numbers = range(first + turn * size, first + (turn + 1) * size)
        with sms.database.write() as session:
            window = marked(sms, session, size)
        early = [number for number in numbers if chance.random() < 0.3]
        late += [number for number in numbers if number not in early]
        for number in early:
            tell(sms, format(number, receipted))
        if turn in (2, 7, 8):
            lost |= set(numbers)
        else:
            with sms.database.write() as session:
                taken(sms, session, window, [format(number, answered) for number in numbers])
        chance.shuffle(late)
        while len(late) > size:
            tell(sms, format(late.pop(), receipted))
        sms.clock.move(seconds=1)
        keep_house(sms.desk(), sms.account_id)
    for number in late:
        tell(sms, format(number, receipted))
    for _ in range(2):
        sms.clock.move(seconds=30)
        keep_house(sms.desk(), sms.account_id)
    with sms.database.read() as session:
        joined = [
            (
                int(receipt.message_id, 16 if receipted == "x" else 10),
                int(part.message_id, 16 if answered == "x" else 10),
            )
            for receipt, part in session.exec(
                select(SmsReceipt, SmsPart).join(SmsPart, col(SmsPart.id) == col(SmsReceipt.part_id))
            )
        ]
    assert [pair for pair in joined if pair[0] != pair[1]] == []
    assert len(joined) == size * windows - len(lost)
    assert sms.states(broadcast)["delivered"] == len(joined)


@pytest.mark.parametrize(
    ("receipted", "answered", "form"),
    [
        (range(1, 31), range(1, 31), "same"),
        (range(16, 36), range(16, 36), "same"),
        (range(30), range(19), ""),
        (range(19), range(30), ""),
    ],
)
@pytest.mark.parametrize("spell", ["x", "d"])
def test_the_form_by_letters(receipted: range, answered: range, form: str, spell: str) -> None:
    ids = [[format(number, spell) for number in numbers] for numbers in (receipted, answered)]
    assert form_by_letters(*ids) == form


def test_one_stray_id_tells_nothing() -> None:
    decimal, hexadecimal = ([format(number, spell) for number in range(500, 530)] for spell in "dx")
    assert form_by_letters(["zz", *decimal], decimal) == "same"
    assert form_by_letters(["a0", *decimal], hexadecimal) == "decimal"
    assert form_by_letters(hexadecimal, ["b7", *decimal]) == "hexadecimal"


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
