"""A file taken in: items known again however often it comes, people on a list once; on both databases."""

import os
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from threading import Barrier

import pytest
from sqlmodel import select

from distributor.broadcast.audience import make_audience
from distributor.broadcast.list_file import check_rows
from distributor.db import Database
from distributor.errors import LoaError
from distributor.importing import take
from distributor.importing.items import check_items
from distributor.importing.keep import LIVES, KeptFiles, KeptTable, sweep_kept
from distributor.importing.sheet import read_sheet
from distributor.importing.take import take_items, take_people
from distributor.models import (
    AudienceMember,
    AuditEntry,
    Consent,
    Intake,
    Item,
    Role,
    Source,
    Staff,
    Subscriber,
    Unit,
    UnitLevel,
)
from distributor.phone_numbers import Numbers
from distributor.staff.deeds import Actor
from distributor.vault import open_vault
from tests.support.servers import PATIENCE_S
from tests.support.statements import statements

NOW = datetime(2026, 11, 24, 5, 0, tzinfo=UTC)


class Clock:
    def now(self) -> datetime:
        return NOW


@pytest.fixture
def unit_id(database: Database) -> int:
    with database.write() as session:
        unit = Unit(level=UnitLevel.PROVINCE, code="huong-giang")
        session.add(unit)
        session.flush()
        assert unit.id is not None
        return unit.id


def rows(*lines: str) -> bytes:
    return "\n".join(("Tiêu đề;Nội dung;Ngày đăng;Liên kết", *lines)).encode()


def test_the_same_file_again_changes_nothing(database: Database, unit_id: int, clerk: Staff) -> None:
    octets = rows("Một;Từ 2020.;01/02/2020;", "Hai;Hai <b>chữ</b>;;https://a.example/2", "Ba;Tài liệu Mật;;")
    first = take_items(database, Actor(clerk, NOW), unit_id, check_items(read_sheet(octets)), Clock())
    assert (first.new, first.changed, first.known, first.waiting) == (3, 0, 0, 0)
    again = take_items(database, Actor(clerk, NOW), unit_id, check_items(read_sheet(octets)), Clock())
    assert (again.new, again.changed, again.known) == (0, 0, 3)
    with database.read() as session:
        items = {item.title: item for item in session.exec(select(Item))}
    assert items["Một"].intake is Intake.TAKEN, "an old day is no backlog: somebody chose it"
    assert items["Hai"].text == "Hai <b>chữ</b>", "what was typed is words"
    assert items["Hai"].address == "https://a.example/2"


def test_the_first_two_files_at_once_make_one_source(database: Database, unit_id: int, clerk: Staff) -> None:
    together = Barrier(2, timeout=PATIENCE_S)

    def take(place: int) -> int:
        together.wait()
        return take_items(
            database, Actor(clerk, NOW), unit_id, check_items(read_sheet(rows(f"Tin {place};Chữ;;"))), Clock()
        ).new

    with ThreadPoolExecutor(2) as pool:
        assert list(pool.map(take, (1, 2))) == [1, 1]
    with database.read() as session:
        assert len(session.exec(select(Source)).all()) == 1


def test_a_changed_text_is_a_revision(database: Database, unit_id: int, clerk: Staff) -> None:
    take_items(database, Actor(clerk, NOW), unit_id, check_items(read_sheet(rows("Một;Ít nhất 50 m².;;"))), Clock())
    taken = take_items(
        database, Actor(clerk, NOW), unit_id, check_items(read_sheet(rows("Một;Ít nhất 80 m².;;"))), Clock()
    )
    assert (taken.new, taken.changed) == (0, 1)
    with database.read() as session:
        item = session.exec(select(Item)).one()
    assert (item.revision, item.text) == (2, "Ít nhất 80 m².")


def test_very_many_wait_for_somebody(database: Database, unit_id: int, clerk: Staff) -> None:
    octets = rows(*(f"Tin số {number};Nội dung {number};;" for number in range(60)))
    taken = take_items(database, Actor(clerk, NOW), unit_id, check_items(read_sheet(octets)), Clock())
    assert (taken.new, taken.waiting) == (60, 60)
    with database.read() as session:
        assert {item.intake for item in session.exec(select(Item))} == {Intake.FLOOD}


@pytest.fixture
def clerk(database: Database, unit_id: int) -> Staff:
    with database.write() as session:
        person = Staff(unit_id=unit_id, login="ha", full_name="Hà", role=Role.APPROVER, password_hash="-")
        session.add(person)
    return person


def test_people_are_put_on_a_list_once(database: Database, unit_id: int, tmp_path: Path, clerk: Staff) -> None:
    numbers = Numbers(open_vault(tmp_path, {}))
    lines = [(1, ["Số điện thoại", "Ngày đồng ý"]), *((n, [f"09{n:08d}", "01/11/2026"]) for n in range(2, 252))]
    found = check_rows(lines, NOW.date())
    with database.write() as session:
        audience = make_audience(session, unit_id, "Hộ dân", NOW)
    first = take_people(database, Actor(clerk, NOW), audience, found.entries, numbers)
    again = take_people(database, Actor(clerk, NOW), audience, found.entries, numbers)
    assert (first.new, first.known, again.new, again.known) == (250, 0, 0, 250)
    with database.read() as session:
        assert len(session.exec(select(AudienceMember)).all()) == 250
        assert len(session.exec(select(Consent)).all()) == 250
        noted = session.exec(select(AuditEntry)).all()
    assert [(one.actor, one.action, one.subject) for one in noted] == [("ha", "import", f"audience:{audience.id}")] * 2


def test_a_file_asks_no_more_because_each_line_has_its_own_proof(
    database: Database, unit_id: int, tmp_path: Path, clerk: Staff
) -> None:
    numbers = Numbers(open_vault(tmp_path, {}))
    titles = ["Số điện thoại", "Ngày đồng ý", "Bằng chứng"]

    def asked(many: int, begin: int) -> int:
        rows = [(n, [f"09{n:08d}", "01/11/2026", f"Phiếu số {n}"]) for n in range(begin, begin + many)]
        found = check_rows([(1, titles), *rows], NOW.date())
        assert len({entry.yes for entry in found.entries}) == many
        with statements() as asked_now:
            assert take_people(database, Actor(clerk, NOW), audience, found.entries, numbers).new == many
        return len(asked_now)

    with database.write() as session:
        audience = make_audience(session, unit_id, "Hộ dân", NOW)
    assert asked(20, 100) == asked(200, 200)


def test_others_write_while_a_long_file_is_taken_in(
    database: Database, unit_id: int, tmp_path: Path, clerk: Staff, monkeypatch: pytest.MonkeyPatch
) -> None:
    numbers = Numbers(open_vault(tmp_path, {}))
    found = check_rows([(1, ["Số điện thoại"]), *((n, [f"09{n:08d}"]) for n in range(2, 603))], NOW.date())
    with database.write() as session:
        audience = make_audience(session, unit_id, "Hộ dân", NOW)
    elsewhere, waited = Database(database.url), []

    def another_writes(given: Database) -> None:
        assert given is database
        with elsewhere.write() as session:
            waited.append(len(session.exec(select(AudienceMember)).all()))

    monkeypatch.setattr(Database, "give_way", another_writes)
    monkeypatch.setattr(take, "AT_ONCE", 200)
    take_people(database, Actor(clerk, NOW), audience, found.entries, numbers)
    elsewhere.dispose()
    assert waited == [200, 400, 600, 601]


def test_two_files_at_once_make_nobody_twice(database: Database, unit_id: int, tmp_path: Path, clerk: Staff) -> None:
    numbers = Numbers(open_vault(tmp_path, {}))
    found = check_rows([(1, ["Số điện thoại"]), *((n, [f"09{n:08d}"]) for n in range(2, 102))], NOW.date())
    turned = replace(found, entries=found.entries[::-1])
    with database.write() as session:
        lists = [make_audience(session, unit_id, name, NOW) for name in ("Hộ dân", "Hòa giải viên")]
    together = Barrier(2, timeout=PATIENCE_S)

    def take(place: int) -> int:
        together.wait()
        return take_people(database, Actor(clerk, NOW), lists[place], (found, turned)[place].entries, numbers).new

    with ThreadPoolExecutor(2) as pool:
        assert list(pool.map(take, (0, 1))) == [100, 100]
    with database.read() as session:
        assert len(session.exec(select(Subscriber)).all()) == 100


def test_a_kept_file_is_sealed_and_its_owners(tmp_path: Path) -> None:
    files = KeptFiles(tmp_path, open_vault(tmp_path, {}))
    token = files.put(KeptTable("ha", "tin", 1, "a.csv", b"0912345678"), NOW)
    place = tmp_path / "imports" / token
    assert b"0912345678" not in place.read_bytes()
    assert place.stat().st_mode & 0o777 == 0o600
    assert files.get(token, "ha", NOW).octets == b"0912345678"
    for who, when in (("an", NOW), ("ha", NOW + LIVES)):
        with pytest.raises(LoaError, match="hết hạn"):
            files.get(token, who, when)
    (tmp_path / "imports" / "other").touch()
    os.utime(tmp_path / "imports" / "other", ((datetime.now(UTC) - LIVES / 2).timestamp(),) * 2)
    sweep_kept(tmp_path, datetime.now(UTC) + LIVES * 0.75)
    assert [left.name for left in (tmp_path / "imports").iterdir()] == [token], "an hour, each its own"
    sweep_kept(tmp_path, datetime.now(UTC) + LIVES * 1.1)
    assert not place.exists()
    with pytest.raises(LoaError):
        files.get("../secret.key", "ha", NOW)
