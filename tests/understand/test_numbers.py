"""Numbers, dates and places as documents write them: tables of cases, and what must hold for every number."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from distributor.understand.dates import read_day
from distributor.understand.issuers import place_of, restore_case
from distributor.understand.legible import legible, without_quotes
from distributor.understand.letterhead import read_letterhead
from distributor.understand.numbers import find_numbers


@pytest.mark.parametrize(
    ("written", "numbers"),
    [
        ("Quyết định số 471/QĐ-TTg", ["471/QĐ-TTg"]),
        ("QUYẾT ĐỊNH SỐ 471/QĐ-TTG", ["471/QĐ-TTg"]),
        ("Luật số: 45/2019/QH14", ["45/2019/QH14"]),
        ("Số:\n26/VBHN-VPQH", ["26/VBHN-VPQH"]),
        ("Văn bản hợp nhất 20/VBHN-VPQH/2025", ["20/VBHN-VPQH"]),
        ("05/CTPH-STP-CAT-HPN", ["05/CTPH-STP-CAT-HPN"]),
        ("05 / CTPH - STP - CAT - HPN", ["05/CTPH-STP-CAT-HPN"]),
        ("27 / 2026 / QĐ - UBND - UBND tỉnh", ["27/2026/QĐ-UBND"]),
        ("27/2026/QĐ-\nUBND", ["27/2026/QĐ-UBND"]),
        ("số 27/2026/qđ-ubnd", ["27/2026/QĐ-UBND"]),
        ("5/QÐ–UBND", ["5/QĐ-UBND"]),
        ("173/QĐ-BTP - BỘ TƯ PHÁP", ["173/QĐ-BTP"]),
        ("45/2019/QH14 - UBND tỉnh", ["45/2019/QH14"]),
        ("số 1249a/CTPH-UBDT-BTP", ["1249a/CTPH-UBDT-BTP"]),
        ("Số 123/STP-PBGDPL", ["123/STP-PBGDPL"]),
        ("số 16/SGD&ĐT-VP", ["16/SGD&ĐT-VP"]),
        ("24-L/CTN và 12-CT/TW", ["24-L/CTN", "12-CT/TW"]),
        ("Thông tư số\n20/2014/TT-BTC  ngày 12/02/2014", ["20/2014/TT-BTC"]),
        ("24/7, 60 km/h, ngày 05/01/2024, mạng 5/G, 10/A-B, điểm 1/2/3", []),
    ],
)
def test_find_numbers(written: str, numbers: list[str]) -> None:
    assert [each.text for each in find_numbers(legible(written))] == numbers


@given(
    serial=st.integers(1, 9999),
    year=st.one_of(st.none(), st.integers(1993, 2040)),
    symbol=st.sampled_from(["QĐ-UBND", "NQ-HĐND", "TT-BTC", "NĐ-CP", "QĐ-TTg", "CTPH-STP-CAT", "KH-STP", "VBHN-VPQH"]),
    slash=st.sampled_from(["/", " / ", "/ "]),
    before=st.sampled_from(["", "Quyết định số ", "(", "\n"]),
    after=st.sampled_from(["", " ngày 01/01/2026", ".", ", ", ")"]),
)
def test_every_number_is_read_back(
    serial: int, year: int | None, symbol: str, slash: str, before: str, after: str
) -> None:
    parts = [str(serial), *([str(year)] if year else []), symbol]
    assert [each.text for each in find_numbers(before + slash.join(parts) + after)] == ["/".join(parts)]


@pytest.mark.parametrize(
    ("written", "day"),
    [
        ("ngày 15 tháng 9 năm 2025", date(2025, 9, 15)),
        ("ngày 24/11/2026", date(2026, 11, 24)),
        ("01-01-2017", date(2017, 1, 1)),
        ("ngày 31 tháng 02 năm 2026", None),
        ("ngày    tháng    năm 2026", None),
        ("99/99/2026", None),
        ("1/1/1290", None),
    ],
)
def test_read_day(written: str, day: date | None) -> None:
    assert read_day(written) == day


def test_places_and_capitals() -> None:
    assert place_of("Sở Tư pháp tỉnh Hương Giang") == "tỉnh Hương Giang"
    assert place_of("UBND TP. Huế vừa họp") == "thành phố Huế"
    assert place_of("Bộ Tư pháp") == ""
    body = "Điều 1. Ban hành Kế hoạch phối hợp giữa Ủy ban Dân tộc và Bộ Tư pháp năm 2015."
    assert restore_case("KẾ HOẠCH PHỐI HỢP GIỮA ỦY BAN DÂN TỘC VÀ BỘ TƯ PHÁP NĂM 2015", body) == (
        "Kế hoạch phối hợp giữa Ủy ban Dân tộc và Bộ Tư pháp năm 2015"
    )
    assert restore_case("CỤC NÀO ĐÓ", body) == ""


@pytest.mark.parametrize(
    ("office", "dated", "told"),
    [
        ("ỦY BAN NHÂN DÂN\nTỈNH BÌNH LÂM", "Bình Lâm", "tỉnh Bình Lâm"),
        ("ỦY BAN NHÂN DÂN\nTHÀNH PHỐ HUẾ", "Huế", "thành phố Huế"),
        ("TỈNH LÂM BÌNH\nỦY BAN NHÂN DÂN\nXÃ ĐĂK NAI", "Suối Cát", "xã Đăk Nai"),
    ],
)
def test_a_subject_in_capitals_has_those_of_the_places_of_its_head(office: str, dated: str, told: str) -> None:
    text = (
        f"{office}\n-------\nCỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nĐộc lập - Tự do - Hạnh phúc\n-------\nSố: 61/2026/QĐ-UBND\n"
        f"{dated}, ngày 24 tháng 11 năm 2026\nQUYẾT ĐỊNH\nQUY ĐỊNH QUẢN LÝ KHAI THÁC THỦY SẢN TẠI {told.upper()} TỪ NĂM 2027\n"
        "Căn cứ Luật Thủy sản;\nQUYẾT ĐỊNH:\nĐiều 1. Ban hành Quy định quản lý khai thác thủy sản."
    )
    read = read_letterhead(text)
    assert read is not None
    assert read.subject == f"Quy định quản lý khai thác thủy sản tại {told} từ năm 2027"


def test_quotes() -> None:
    assert without_quotes("a “b “c” d” e") == "a  e"
    assert without_quotes('a “b" c') == "a  c"
    assert without_quotes("a “b c") == "a “b c"
