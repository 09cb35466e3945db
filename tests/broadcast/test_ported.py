"""Numbers that were taken along to another network: a file of them is taken in, and routes and costs go by it."""

import io

import pytest
from sqlmodel import select

from distributor.broadcast.costs import cost_of
from distributor.broadcast.list_file import ListTally
from distributor.broadcast.ported import PortedLine, PortedResult, networks_of, ported_rows, take_ported
from distributor.broadcast.table_rows import Fault
from distributor.broadcast.window import mark
from distributor.errors import LoaError
from distributor.importing.people_file import open_people
from distributor.models import Account, AuditEntry, PortedNumber, Role, Staff
from distributor.phone_numbers import Numbers, network_named
from distributor.staff.deeds import Actor
from distributor.staff.permissions import NotAllowed
from distributor.vault import open_vault
from tests.broadcast.conftest import Sms
from tests.broadcast.test_routes import add, on_account, second, sent_to, setting

__all__ = ["second"]

FILE = """STT;Số thuê bao;Nhà mạng
1;0961234567;VinaPhone
2;84912345678;45204
3;01261234567;viettel

4;0243123456;Viettel
5;0977000111;Sfone
6;0961234567;Mobi
7;0912000999;VNPT
"""


def read(text: str) -> tuple[list[PortedLine], list[Fault], ListTally]:
    tally = ListTally()
    found = list(ported_rows(open_people(io.BytesIO(text.encode())).rows, tally))
    return (
        [row for row in found if isinstance(row, PortedLine)],
        [row for row in found if isinstance(row, Fault)],
        tally,
    )


def taken_in(sms: Sms, text: str, *, whole: bool = False, role: Role = Role.ADMINISTRATOR) -> PortedResult:
    with sms.database.write() as session:
        staff = session.get_one(Staff, sms.seeded.staff_id)
        staff.role = role
        session.add(staff)
        session.flush()
        session.refresh(staff)
        session.expunge(staff)
    sms.clock.move(minutes=1)
    actor, numbers = Actor(staff, sms.clock.now()), Numbers(open_vault(sms.home))
    return take_ported(sms.database, actor, read(text)[0], numbers, whole=whole)


def whose(sms: Sms, *numbers: str) -> list[str]:
    with sms.database.read() as session:
        found = networks_of(session, numbers, Numbers(open_vault(sms.home)))
    return [found[number] for number in numbers]


def test_a_file_is_read_row_by_row_and_each_fault_said_without_the_number() -> None:
    lines, faults, tally = read(FILE)
    assert [(row.number, row.network) for row in lines] == [
        ("+84961234567", "vinaphone"),
        ("+84912345678", "viettel"),
        ("+84761234567", "viettel"),
        ("+84912000999", ""),
    ]
    assert [(fault.line, fault.doubled) for fault in faults] == [(6, False), (7, False), (8, True)]
    assert (tally.good, tally.wrong, tally.doubled) == (4, 2, 1)
    assert not any(number in fault.words for fault in faults for number in ("0243123456", "0977000111", "0961234567"))


@pytest.mark.parametrize("text", ["Số điện thoại;Ghi chú\n0961234567;x\n", "Nhà mạng;Ngày\nViettel;1\n"])
def test_a_file_without_the_two_columns_is_refused(text: str) -> None:
    with pytest.raises(LoaError):
        read(text)


@pytest.mark.parametrize(
    ("text", "network"),
    [
        ("VIETTEL", "viettel"),
        ("Vina Phone", "vinaphone"),
        ("45201", "mobifone"),
        ("i-Tel", "itel"),
        ("", ""),
        ("?", ""),
    ],
)
def test_a_network_is_known_however_it_is_written(text: str, network: str) -> None:
    assert network_named(text) == network


def test_the_table_counts_before_the_first_digits_and_a_number_may_come_back(sms: Sms) -> None:
    assert taken_in(sms, FILE) == PortedResult(3, 1)
    numbers = ("+84961234567", "+84912345678", "+84761234567", "+84912000999", "+84901111222", "+84951111222")
    assert whose(sms, *numbers) == ["vinaphone", "viettel", "viettel", "vinaphone", "mobifone", ""]
    assert taken_in(sms, FILE) == PortedResult(3, 1), "the same file changes nothing twice"
    back = "Số điện thoại,Mạng hiện tại\n0961234567,Viettel\n0912345678,iTel\n"
    assert taken_in(sms, back) == PortedResult(1, 1)
    assert whose(sms, *numbers[:3]) == ["viettel", "itel", "viettel"]
    assert taken_in(sms, back, whole=True) == PortedResult(1, 1, gone=1)
    assert whose(sms, *numbers[:3]) == ["viettel", "itel", "mobifone"]
    with sms.database.read() as session:
        kept = session.exec(select(PortedNumber)).all()
        assert (
            session.exec(select(AuditEntry.subject).where(AuditEntry.action == "import")).all()
            == ["ported_numbers"] * 4
        )
    assert len(kept) == 1
    assert "912345678" not in repr(kept), "no number stands in the table"


def test_it_takes_the_right_to_configure(sms: Sms) -> None:
    with pytest.raises(NotAllowed):
        taken_in(sms, FILE, role=Role.VIEWER)
    assert whose(sms, "+84961234567") == ["viettel"]


def test_a_number_goes_the_way_of_its_network_today_and_costs_its_price(sms: Sms, second: int) -> None:
    taken_in(sms, FILE)
    setting(sms, sms.account_id, route_viettel=second, price_viettel=300, price_vinaphone=500)
    setting(sms, second, price_viettel=200)
    broadcast = sms.broadcast(add(sms, "0961234567", "0912345678", "0971234567", "0901234567"))
    desk = sms.desks[0]
    with sms.database.write() as session:
        window = mark(
            session,
            account_id=sms.account_id,
            incarnation_id=desk.incarnation.id,
            size=50,
            numbers=desk.numbers,
            now=sms.clock.now(),
        )
    assert sorted(sent_to(window)) == ["+84901234567", "+84961234567"]
    assert on_account(sms, broadcast) == {sms.account_id: 2, second: 2}
    with sms.database.read() as session:
        account = session.get_one(Account, sms.account_id)
        sample = ["+84961234567", "+84912345678"]
        cost = cost_of(session, account, sample, desk.numbers, 2, sms.clock.now())
    assert cost.total(1) == 700
