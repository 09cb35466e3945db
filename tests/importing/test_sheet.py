"""Tables as offices save them: encodings, separators, dates, formulas; and files that are no table, or mean harm."""

import io
import zipfile
from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from distributor.errors import LoaError
from distributor.importing.faults_file import faults_csv, harmless
from distributor.importing.items import check_items
from distributor.importing.sheet import MOST_ROWS, read_sheet
from tests.support.workbooks import workbook

TEXT = "Tiêu đề;Nội dung;Ngày đăng;Loại;Ghi chú\nĐất ở tách thửa;Mỗi thửa còn ít nhất 50 m².;24/11/2026 08:30;;x\n"


@pytest.mark.parametrize(
    ("octets", "encoding"),
    [
        (TEXT.encode(), "UTF-8"),
        (TEXT.encode("utf-8-sig"), "UTF-8 (có BOM)"),
        (TEXT.encode("utf-16"), "UTF-16"),
        (TEXT.encode("utf-16-le"), "UTF-16"),
        (b"\xfe\xff" + TEXT.encode("utf-16-be"), "UTF-16"),
    ],
)
def test_every_encoding_says_the_same_and_is_told(octets: bytes, encoding: str) -> None:
    sheet = read_sheet(octets)
    assert sheet.recognised == f"CSV, bảng mã {encoding}, ngăn cột bằng dấu chấm phẩy"
    assert check_items(sheet).rows[0].title == "Đất ở tách thửa"


def test_windows_1258_is_recognised_and_composed() -> None:
    # Its letters come with combining accents: Đ, a + dot below, o + horn are bytes of their own.
    octets = b"Ti\xeau \xf0\xea\xcc,N\xf4\xf2i dung\n\xd0\xe2\xect \xf5\xd2,L\xf5\xcci\n"
    sheet = read_sheet(octets)
    assert "windows-1258" in sheet.recognised
    assert sheet.titles[0] == "Tiêu đề"[:5] + "đề"
    assert sheet.rows[0].cells[0].startswith("Đất")


@pytest.mark.parametrize(("separator", "told"), [(",", "dấu phẩy"), (";", "dấu chấm phẩy"), ("\t", "dấu tab")])
def test_separators(separator: str, told: str) -> None:
    sheet = read_sheet(f"Tiêu đề{separator}Nội dung\nMột{separator}Hai\n".encode())
    assert sheet.recognised.endswith(told)
    assert sheet.rows[0].cells == ("Một", "Hai")


def test_empty_cells_to_the_end_of_the_world_are_no_columns() -> None:
    sheet = read_sheet(b"a,b" + b"," * 500_000 + b"\n1,2\n")
    assert len(sheet.titles) == 60
    assert sheet.rows[0].cells == ("1", "2")


def test_quoted_lines_keep_the_number_that_a_spreadsheet_shows() -> None:
    sheet = read_sheet('Tiêu đề,Nội dung\nMột,"dòng\nhai"\n\nBa,Bốn\n'.encode())
    assert [(row.line, row.cells[0]) for row in sheet.rows] == [(2, "Một"), (5, "Ba")]


def test_a_workbook_with_dates_numbers_and_a_formula() -> None:
    octets = workbook(
        [
            ("Tiêu đề", "Nội dung", "Ngày đăng"),
            ("Một", 84912345678.0, datetime(2026, 11, 24, 8, 30)),  # noqa: DTZ001 - as a spreadsheet holds it
            ("Hai", '=HYPERLINK("http://x.example";"a")', "24/11/2026"),
            ("Ba", "Bốn", datetime(2026, 11, 24)),  # noqa: DTZ001
        ]
    )
    sheet = read_sheet(octets)
    assert [row.cells for row in sheet.rows] == [
        ("Một", "84912345678", "24/11/2026 08:30"),
        ("Ba", "Bốn", "24/11/2026"),
    ]
    [fault] = sheet.faults
    assert (fault.line, fault.column) == (3, "Nội dung")
    assert "công thức" in fault.words


def test_items_are_checked_to_the_last_cell() -> None:
    found = check_items(
        read_sheet(
            "Tiêu đề;Nội dung;Ngày đăng;Loại;Liên kết\n"
            "Một;Hai;24/11/2026 08:30;Văn bản mới;https://a.example/1\n"
            ";;31/02/2026;Không có;ftp://a\n"
            "Một;Hai;;;https://a.example/1\n".encode()
        )
    )
    [row] = found.rows
    assert (row.at, row.kind, row.link) == (datetime(2026, 11, 24, 1, 30, tzinfo=UTC), "new_law", "https://a.example/1")
    assert [(fault.line, fault.column) for fault in found.faults] == [
        (3, "Tiêu đề"),
        (3, "Nội dung"),
        (3, "Liên kết"),
        (3, "Ngày đăng"),
        (3, "Loại"),
    ]
    assert found.doubled == [4]


def broken_inside() -> bytes:
    """A part whose packed bytes are damaged; the directory of the file is whole."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as parts:
        parts.writestr("xl/workbook.xml", "<workbook>" + "x" * 500 + "</workbook>")
    octets = bytearray(out.getvalue())
    octets[30 + len("xl/workbook.xml")] = 0xFF
    return bytes(octets)


def bomb() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as parts:
        parts.writestr("xl/worksheets/sheet1.xml", b" " * 160_000_000)
    return out.getvalue()


def with_entities() -> bytes:
    plain, out = io.BytesIO(workbook([("Tiêu đề", "Nội dung"), ("a", "b")])), io.BytesIO()
    with zipfile.ZipFile(plain) as before, zipfile.ZipFile(out, "w") as after:
        for part in before.infolist():
            octets = before.read(part)
            if part.filename.startswith("xl/worksheets/"):
                octets = b'<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>' + octets
            after.writestr(part.filename, octets)
    return out.getvalue()


@pytest.mark.parametrize(
    ("octets", "said"),
    [
        (b"", "Tệp trống"),
        (b" \n \n", "Tệp trống"),
        (b"PK\x03\x04 not a workbook", "Không đọc được tệp Excel"),
        (b"\xd0\xcf\x11\xe0 old", "kiểu cũ"),
        (b"a\0b\0\0\0" * 3, "không phải bảng"),
        (bomb, "quá lớn"),
        (with_entities, "Không đọc được tệp Excel"),
        (broken_inside, "Không đọc được tệp Excel"),
        (("Tiêu đề" + ",x" * 60).encode(), "hơn 60 cột"),
        (b"x" * 10_000_001, "lớn hơn 10 MB"),
        (("a,b\n" + "1,2\n" * (MOST_ROWS + 1)).encode(), "hơn 20.000 dòng"),
        (b'a,b\n"' + b"x" * 140_000, "không đọc được dạng CSV"),
    ],
    ids=["empty", "blank", "no zip", "old", "binary", "bomb", "entities", "damaged", "wide", "large", "long", "cell"],
)
def test_what_is_no_table_is_told(octets: bytes | Callable[[], bytes], said: str) -> None:
    """`octets`: how to make them, where that takes long: not while tests are only listed."""
    with pytest.raises(LoaError, match=said):
        read_sheet(octets() if callable(octets) else octets)


def test_missing_columns_are_named() -> None:
    with pytest.raises(LoaError, match="thiếu cột «Nội dung»"):
        check_items(read_sheet("Tiêu đề,Khác\na,b\n".encode()))


def test_a_spreadsheet_takes_no_fault_for_a_formula() -> None:
    assert [harmless(text) for text in ("=1+1", "+84", "-1", "@x", "\t=1", "Dòng 2")] == [
        "'=1+1",
        "'+84",
        "'-1",
        "'@x",
        "'\t=1",
        "Dòng 2",
    ]
    found = check_items(read_sheet("Tiêu đề,Nội dung,Loại\na,b,=cmd()\n".encode()))
    octets = faults_csv(found.faults)
    assert octets.startswith(b"\xef\xbb\xbf")
    assert "Dòng 2: không có loại «=cmd()»" in octets.decode("utf-8-sig")
