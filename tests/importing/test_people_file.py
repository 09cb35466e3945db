"""Lists of numbers of any length: every encoding, every fault said in its row, and on from where a stop left it."""

import io
from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import phonenumbers
import pytest
from sqlmodel import func, select

from distributor.broadcast.audience import make_audience
from distributor.broadcast.list_file import ListLine, ListTally, SeenNumbers, checked
from distributor.broadcast.table_rows import Fault
from distributor.db import Database
from distributor.errors import LoaError
from distributor.importing import take
from distributor.importing.people_file import open_people
from distributor.importing.take import take_people
from distributor.models import Audience, AudienceMember, AuditEntry, Consent, ListImport, Role, Staff, Unit, UnitLevel
from distributor.phone_numbers import Numbers, normal_number, read_number
from distributor.staff.deeds import Actor
from distributor.vault import open_vault
from tests.support.workbooks import workbook

NOW = datetime(2026, 11, 24, 5, 0, tzinfo=UTC)
TODAY = date(2026, 11, 24)
TITLES = "Số điện thoại;Ngày đồng ý;Hình thức;Bằng chứng\n"
TEXT = f"{TITLES}0912345671;01/11/2026;Phiếu đăng ký;Phiếu số 12, lưu ở Ủy ban nhân dân xã\n0912345672;;;\n"
TCVN3 = (
    b"S\xe8 \xaei\xd6n tho\xb9i;Ng\xb5y \xae\xe5ng \xfd;H\xd7nh th\xf8c;B\xbbng ch\xf8ng\n0912345671;01/11/2026;"
    b"Phi\xd5u \xae\xa8ng k\xfd;Phi\xd5u s\xe8 12, l\xadu \xeb \xf1y ban nh\xa9n d\xa9n x\xb7\n0912345672;;;\n"
)
VNI = (
    "Soá ñieän thoaïi;Ngaøy ñoàng yù;Hình thöùc;Baèng chöùng\n0912345671;01/11/2026;Phieáu ñaêng kyù;"
    "Phieáu soá 12, löu ôû Uûy ban nhaân daân xaõ\n0912345672;;;\n"
).encode("cp1252")
CP1258 = (
    b"S\xf4\xec \xf0i\xea\xf2n thoa\xf2i;Nga\xccy \xf0\xf4\xccng y\xec;Hi\xccnh th\xfd\xecc;B\xe3\xccng ch\xfd\xecng\n0912345671;"
    b"01/11/2026;"
    b"Phi\xea\xecu \xf0\xe3ng ky\xec;Phi\xea\xecu s\xf4\xec 12, l\xfdu \xf5\xd2 U\xd2y ban nh\xe2n d\xe2n xa\xde\n"
    b"0912345672;;;\n"
)


def read(octets: bytes) -> tuple[list[ListLine], list[Fault], ListTally, str]:
    opened, tally = open_people(io.BytesIO(octets)), ListTally()
    found = list(checked(opened.rows, TODAY, tally))
    lines = [each for each in found if isinstance(each, ListLine)]
    return lines, [each for each in found if isinstance(each, Fault)], tally, opened.recognised


@pytest.mark.parametrize(
    ("octets", "encoding"),
    [
        (TEXT.encode(), "UTF-8"),
        (TEXT.encode("utf-8-sig"), "UTF-8 (có BOM)"),
        (TEXT.encode("utf-16"), "UTF-16"),
        (TEXT.encode("utf-16-le"), "UTF-16"),
        (TEXT.encode("utf-16-be"), "UTF-16"),
        (TCVN3, "TCVN3 (ABC)"),
        (VNI, "VNI"),
        (CP1258, "windows-1258"),
        (TEXT.replace("\n", "\r\n").encode(), "UTF-8"),
    ],
)
def test_every_encoding_says_the_same_and_is_told(octets: bytes, encoding: str) -> None:
    lines, faults, tally, recognised = read(octets)
    assert recognised == f"CSV, bảng mã {encoding}, ngăn cột bằng dấu chấm phẩy"
    assert ([line.number for line in lines], faults, tally.without_consent) == (["+84912345671", "+84912345672"], [], 1)
    yes = lines[0].yes
    assert yes is not None
    assert (yes.form, yes.proof.casefold()) == ("Phiếu đăng ký", "phiếu số 12, lưu ở ủy ban nhân dân xã")


@pytest.mark.parametrize(
    ("cell", "told"),
    [
        ("02838222222", "máy bàn"),
        ("+84 24 3824 0000", "máy bàn"),
        ("+1 415 555 2671", "nước ngoài"),
        ("0086 139 1234 5678", "nước ngoài"),
        ("1414", "số ngắn"),
        ("19001234", "số ngắn"),
        ('="0912345678"', "công thức"),
        ("@SUM(A1)", "công thức"),
        ("+cmd|' /C calc'!A0", "công thức"),
        ("9,12E+08", "làm tròn"),
        ("0912345678/0987654321", "nhiều số"),
        ("chị Hiền", "có chữ"),
        ("091234567", "thiếu chữ số"),
        ("09123456789", "thừa chữ số"),
        ("0123456789", "không có nhà mạng"),
        ("0912\ufffd45678", "ký tự hỏng"),
    ],
)
def test_what_is_no_mobile_number_is_refused_in_clear_words(cell: str, told: str) -> None:
    quoted = '"' + cell.replace('"', '""') + '"'
    lines, faults, tally, _ = read(f"{TITLES}{quoted};;;\n0912345671;;;\n".encode())
    assert [line.line for line in lines] == [3]
    assert (len(faults), tally.wrong) == (1, 1)
    assert told in faults[0].words
    assert faults[0].words.startswith("Dòng 2: ")


def test_old_prefixes_are_brought_to_todays_and_said() -> None:
    lines, faults, tally, _ = read(
        f"{TITLES}01691234567;;;\n+84 121 765 4321;;;\n0912345671;;;\n0391234567;;;\n".encode()
    )
    assert [line.number for line in lines] == ["+84391234567", "+84797654321", "+84912345671"]
    assert [fault.doubled for fault in faults] == [True], "the new form of the first"
    assert tally.converted == Counter({"0169": 1, "0121": 1})
    assert tally.converted_words == "2 số 11 chữ số đã được đổi sang đầu số mới (0121, 0169)."


def test_marks_that_nobody_sees_are_dropped() -> None:
    text = "\u200bSố đi\u00adện thoại;Ngày đồng ý\u200d\n"
    text += "\u202a0912\u200b345\u200d671\u202c;\u200e01/11/2026\n０９１２３４５６７２;\n"
    lines, faults, _tally, _ = read(text.encode())
    assert ([line.number for line in lines], faults) == (["+84912345671", "+84912345672"], [])
    assert lines[0].yes is not None


def test_rows_that_are_broken_cost_only_themselves() -> None:
    good = "".join(f"09123456{n:02d};01/11/2026;Phiếu đăng ký;Phiếu số {n}\n" for n in range(10, 60)).encode()
    broken = b'0987654321;;Phi\xff\xfeu;x\n"0987654322;;;\n0987654323;02/11/2026;="x";y\n0987654324;31/02/2026;;\n'
    octets = TITLES.encode() + good + '0987654325;03/11/2026;;Phiếu 12"\n'.encode() + broken
    lines, faults, tally, recognised = read(octets)
    assert "UTF-8" in recognised
    assert (len(lines), lines[-1].number, lines[-1].yes and lines[-1].yes.proof) == (51, "+84987654325", 'Phiếu 12"')
    assert [fault.line for fault in faults] == [53, 54, 55, 56]
    told = " ".join(fault.words for fault in faults)
    assert all(words in told for words in ("ký tự hỏng", "nháy kép", "công thức", "31/02/2026"))
    assert (tally.good, tally.wrong) == (51, 4)
    assert "0987" not in told, "numbers are not repeated"


def test_a_cell_of_several_lines_is_one_row() -> None:
    lines, faults, _, _ = read(f'{TITLES}0912345671;01/11/2026;"dòng một\nhai";"a;b"\n\n0912345672;;;\n'.encode())
    assert [(line.line, line.number) for line in lines] == [(2, "+84912345671"), (5, "+84912345672")]
    assert (lines[0].yes and lines[0].yes.form, faults) == ("dòng một\nhai", [])


def test_a_workbook_row_by_row() -> None:
    rows = (
        ("Số điện thoại", "Ngày đồng ý"),
        (912345671, datetime(2026, 11, 1)),  # noqa: DTZ001 - as a spreadsheet holds it
        ("=1+1", "01/11/2026"),
        (None, None),
        ("0912345672", None),
        (84912345673.0, "02/11/2026"),
    )
    lines, faults, tally, recognised = read(workbook(rows))
    assert recognised.startswith("Excel")
    assert [(line.line, line.number) for line in lines] == [
        (2, "+84912345671"),
        (5, "+84912345672"),
        (6, "+84912345673"),
    ]
    assert ([fault.line for fault in faults], tally.without_consent) == ([3], 1)


@pytest.mark.parametrize(
    ("octets", "told"),
    [
        (b"", "trống"),
        (b"\x00\x01\x02", "không phải bảng"),
        (b"ten,tuoi\nA,3\n", "Số điện thoại"),
        (b"PK\x03\x04rubbish", "Không đọc được tệp Excel"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1", "kiểu cũ"),
        (b"x" * 2_000_000, "không phải bảng"),
        (TITLES.encode() + b"1" * 2_000_000, "không đọc được dạng CSV"),
    ],
)
def test_what_is_no_list_is_refused_in_words(octets: bytes, told: str) -> None:
    with pytest.raises(LoaError, match=told):
        read(octets)


def by_library(text: str) -> str | None:
    try:
        told = phonenumbers.parse(text, "VN")
    except phonenumbers.NumberParseException:
        return None
    mobile = phonenumbers.number_type(told) == phonenumbers.PhoneNumberType.MOBILE
    is_ours = told.country_code == 84 and mobile and phonenumbers.is_valid_number(told)
    return phonenumbers.format_number(told, phonenumbers.PhoneNumberFormat.E164) if is_ours else None


def test_numbers_are_read_as_the_library_reads_them() -> None:
    """Our own reading is some twenty times as fast; every prefix, in every usual writing."""
    for prefix in range(1_000):
        for writing in ("0{}", "84{}", "{}", "+84 (0){}"):
            text = writing.format(f"{prefix:03d}123456")
            assert normal_number(text) == by_library(text), text
    assert normal_number("01691234567") is None, "what is typed one by one is asked for anew"
    assert read_number("01691234567").number == "+84391234567"


def test_seen_numbers_know_each_once() -> None:
    seen = SeenNumbers()
    numbers = [f"+849{n:08d}" for n in (0, 7, 8, 79_999, 80_000, 99_999_999)]
    assert [seen.add(number) for number in (*numbers, *numbers)] == [True] * 6 + [False] * 6


@pytest.fixture
def audience(database: Database) -> Audience:
    with database.write() as session:
        unit = Unit(level=UnitLevel.PROVINCE, code="tinh")
        session.add(unit)
        session.flush()
        session.add(Staff(unit_id=unit.id or 0, login="ha", full_name="Hà", role=Role.APPROVER, password_hash="-"))
        return make_audience(session, unit.id or 0, "Hộ dân", NOW)


def test_a_file_that_was_stopped_goes_on_where_it_was(
    database: Database, audience: Audience, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """On both databases, however often: what stands in the end, and what is told, is as if nothing had happened."""
    monkeypatch.setattr(take, "AT_ONCE", 10)
    numbers = Numbers(open_vault(tmp_path, {}))
    rows = "".join(f"09123450{n:02d};01/11/2026;Phiếu;Phiếu {n}\n" for n in range(95))
    octets = f"{TITLES}{rows}0912345001;;;\nnhầm;;;\n".encode()
    with database.read() as session:
        actor = Actor(session.exec(select(Staff)).one(), NOW)

    class Killed(BaseException): ...

    def until(lines: Iterable[ListLine | Fault], last: int) -> Iterator[ListLine | Fault]:
        for place, each in enumerate(lines):
            if place == last:
                raise Killed
            yield each

    def run(last: int, digest: str = "abc") -> tuple[int, int]:
        lines = checked(open_people(io.BytesIO(octets)).rows, TODAY, ListTally())
        made = take_people(database, actor, audience, until(lines, last), numbers, digest=digest)
        return made.new, made.known

    for last in (35, 52, 81):
        with pytest.raises(Killed):
            run(last)
    with database.read() as session:
        kept = session.exec(select(ListImport)).one()
        assert (kept.line, kept.added) == (81, 80)
    assert run(1_000) == (95, 0), "as if it had never been stopped"
    assert run(1_000) == (0, 95), "and the whole of it again changes nothing"
    with database.read() as session:
        for table, count in ((AudienceMember, 95), (Consent, 95), (ListImport, 0)):
            assert session.exec(select(func.count()).select_from(table)).one() == count
        assert session.get_one(Audience, audience.id).members == 95
        assert len(session.exec(select(AuditEntry)).all()) == 2
