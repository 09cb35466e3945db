"""Law-aware reading, case by case: what a newsreader would say."""

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from distributor.errors import SettingsError
from distributor.render.video.number_words import cardinal, roman, to_roman
from distributor.render.video.speech import load_reader, say_aloud
from distributor.settings import CONFIG_FOLDER

NUMBERS = {
    0: "không", 1: "một", 4: "bốn", 5: "năm", 10: "mười", 11: "mười một", 14: "mười bốn", 15: "mười lăm", 20: "hai mươi",
    21: "hai mươi mốt", 24: "hai mươi tư", 25: "hai mươi lăm", 44: "bốn mươi tư", 55: "năm mươi lăm", 91: "chín mươi mốt",
    100: "một trăm", 101: "một trăm linh một", 104: "một trăm linh bốn", 110: "một trăm mười", 115: "một trăm mười lăm",
    471: "bốn trăm bảy mươi mốt", 1_000: "một nghìn", 1_001: "một nghìn không trăm linh một",
    2_000: "hai nghìn", 2_026: "hai nghìn không trăm hai mươi sáu", 10_015: "mười nghìn không trăm mười lăm",
    55_555: "năm mươi lăm nghìn năm trăm năm mươi lăm", 1_200_000: "một triệu hai trăm nghìn",
    1_005_000: "một triệu không trăm linh năm nghìn", 1_000_005: "một triệu không trăm linh năm",
    1_000_000_000: "một tỷ", 1_200_000_000: "một tỷ hai trăm triệu", 2_000_000_001: "hai tỷ không trăm linh một",
    15_000_000_000_000: "mười lăm nghìn tỷ",
}  # fmt: skip

CASES = [
    # numbers of acts
    ("471/QĐ-TTg", "số bốn trăm bảy mươi mốt, quyết định của Thủ tướng Chính phủ"),
    ("Quyết định số 471/QĐ-TTg", "Quyết định số bốn trăm bảy mươi mốt của Thủ tướng Chính phủ"),
    ("Quyết định 471/QĐ-TTg", "Quyết định số bốn trăm bảy mươi mốt của Thủ tướng Chính phủ"),
    (
        "Quyết định số 27/2026/QĐ-UBND của Ủy ban nhân dân tỉnh Hương Giang",
        "Quyết định số hai mươi bảy năm hai nghìn không trăm hai mươi sáu của Ủy ban nhân dân tỉnh Hương Giang",
    ),
    (
        "Quyết định số 21/2015/QĐ-UBND ngày 15/9/2015 của UBND tỉnh",
        "Quyết định số hai mươi mốt năm hai nghìn không trăm mười lăm ngày mười lăm tháng chín năm hai nghìn không trăm mười "
        "lăm của Ủy ban nhân dân tỉnh",
    ),
    ("Luật số 45/2019/QH14", "Luật số bốn mươi lăm năm hai nghìn không trăm mười chín của Quốc hội khóa mười bốn"),
    (
        "Nghị quyết số 1/2025/UBTVQH15",
        "Nghị quyết số một năm hai nghìn không trăm hai mươi lăm của Ủy ban Thường vụ Quốc hội khóa mười lăm",
    ),
    (
        "Nghị định 168/2024/NĐ-CP",
        "Nghị định số một trăm sáu mươi tám năm hai nghìn không trăm hai mươi tư của Chính phủ",
    ),
    (
        "Thông tư số 05/2026/TT-BTP",
        "Thông tư số không năm năm hai nghìn không trăm hai mươi sáu của Bộ Tư pháp",
    ),
    (
        "05/CTPH-STP-CAT-HPN",
        "số không năm, chương trình phối hợp của Sở Tư pháp, Công an tỉnh, Hội Phụ nữ",
    ),
    (
        "BÃI BỎ QUYẾT ĐỊNH SỐ 08/2019/QĐ-UBND",
        "bãi bỏ quyết định số không tám năm hai nghìn không trăm mười chín của Ủy ban nhân dân",
    ),
    ("112/KH-UBND", "số một trăm mười hai, kế hoạch của Ủy ban nhân dân"),
    ("Công văn số 12/XYZ", "Công văn số mười hai của ích xì i dài dét"),
    # days, months, quarters, hours
    ("ngày 24/11/2026", "ngày hai mươi tư tháng mười một năm hai nghìn không trăm hai mươi sáu"),
    ("24-11-2026", "ngày hai mươi tư tháng mười một năm hai nghìn không trăm hai mươi sáu"),
    ("từ 01/04/2026", "từ ngày mùng một tháng tư năm hai nghìn không trăm hai mươi sáu"),
    ("ngày 05 tháng 4 năm 2026", "ngày mùng năm tháng tư năm hai nghìn không trăm hai mươi sáu"),
    ("Ngày 9/11", "Ngày mùng chín tháng mười một"),
    ("tháng 12/2026", "tháng mười hai năm hai nghìn không trăm hai mươi sáu"),
    ("Quý IV", "Quý bốn"),
    ("quý I/2027", "quý một năm hai nghìn không trăm hai mươi bảy"),
    (
        "giai đoạn 2026 - 2030",
        "giai đoạn hai nghìn không trăm hai mươi sáu đến hai nghìn không trăm ba mươi",
    ),
    ("năm 2026-2027", "năm hai nghìn không trăm hai mươi sáu đến hai nghìn không trăm hai mươi bảy"),
    ("lúc 7h30", "lúc bảy giờ ba mươi phút"),
    ("từ 7h đến 16:45", "từ bảy giờ đến mười sáu giờ bốn mươi lăm phút"),
    ("15 giờ", "mười lăm giờ"),
    ("ngày 99/99/2026", "ngày chín mươi chín chín mươi chín hai nghìn không trăm hai mươi sáu"),
    # quantities
    ("1.200.000 đồng", "một triệu hai trăm nghìn đồng"),
    ("1 200 000 đồng", "một triệu hai trăm nghìn đồng"),
    ("1,5 m", "một phẩy năm mét"),
    ("0,05%", "không phẩy không năm phần trăm"),
    ("12,75 ha", "mười hai phẩy bảy mươi lăm héc ta"),
    ("50 m²", "năm mươi mét vuông"),
    ("50m2", "năm mươi mét vuông"),
    ("tăng 12,5%", "tăng mười hai phẩy năm phần trăm"),
    ("10 - 15%", "mười đến mười lăm phần trăm"),
    ("60 km/h", "sáu mươi ki lô mét trên giờ"),
    ("lệ phí 120.000 đồng/hồ sơ", "lệ phí một trăm hai mươi nghìn đồng mỗi hồ sơ"),
    ("05 ngày làm việc", "năm ngày làm việc"),
    ("500.000đ", "năm trăm nghìn đồng"),
    # points and articles
    ("khoản 2 Điều 6", "khoản hai Điều sáu"),
    ("điểm a khoản 1 Điều 5", "điểm a khoản một Điều năm"),
    ("điểm đ khoản 4b Điều 21", "điểm đê khoản bốn bê Điều hai mươi mốt"),
    ("Chương III, Phần II", "Chương ba, Phần hai"),
    ("lần thứ IV, khóa XV", "lần thứ tư, khóa mười lăm"),
    ("lần thứ 1", "lần thứ nhất"),
    ("thứ 4", "thứ tư"),
    # telephones
    ("gọi 0912 345 678", "gọi không chín một hai, ba bốn năm, sáu bảy tám"),
    ("0912345678", "không chín một hai, ba bốn năm, sáu bảy tám"),
    ("+84 912 345 678", "không, chín một hai, ba bốn năm, sáu bảy tám"),
    ("đường dây nóng 113", "đường dây nóng một một ba"),
    ("tổng đài 1900 6192", "tổng đài một chín không không, sáu một chín hai"),
    # abbreviations, capitals, signs
    ("UBND tỉnh và HĐND", "Ủy ban nhân dân tỉnh và Hội đồng nhân dân"),
    ("TP. Huế", "thành phố Huế"),
    ("công tác PBGDPL", "công tác phổ biến, giáo dục pháp luật"),
    ("mã OTP qua VNeID", "mã ô tê pê qua vi en i ai đi"),
    ("QCVN", "quy xê vê en nờ"),
    ("THÔNG BÁO", "thông báo"),
    ("“30 ngày” (ba mươi)", "ba mươi ngày, ba mươi,"),
    ("và/hoặc", "và hoặc"),
    ("xem https://loa.example/l/k7m2q9.", "xem địa chỉ trên màn hình."),
    ("thư gopy@huonggiang.example", "thư địa chỉ thư điện tử trên màn hình"),
    ("hỗ trợ…", "hỗ trợ."),
    ("", ""),
]


@pytest.mark.parametrize(("number", "words"), NUMBERS.items())
def test_numbers(number: int, words: str) -> None:
    assert cardinal(number) == words


@pytest.mark.parametrize(("written", "spoken"), CASES, ids=[written[:40] or "empty" for written, _ in CASES])
def test_is_read_as_a_newsreader_would(written: str, spoken: str) -> None:
    assert say_aloud(written) == spoken


def test_an_issuer_named_next_is_not_named_here() -> None:
    reader = load_reader()
    assert reader.say("Quyết định số 19/2026/QĐ-UBND", "của Ủy ban nhân dân tỉnh").endswith("hai mươi sáu")
    assert reader.say("Quyết định số 19/2026/QĐ-UBND", "quy định").endswith("của Ủy ban nhân dân")


@given(st.integers(0, 10**15))
def test_all_numbers_are_words(number: int) -> None:
    assert re.fullmatch(r"[^\W\d_]+(?: [^\W\d_]+)*", cardinal(number))


@given(st.integers(1, 3999))
def test_roman_numerals_there_and_back(number: int) -> None:
    assert roman(to_roman(number)) == number


@given(st.text(max_size=80))
def test_whatever_is_written_no_digit_is_left_unsaid(text: str) -> None:
    assert not re.search(r"[0-9%/_<>]", say_aloud(text))


def test_a_wrong_entry_is_named(tmp_path: Path) -> None:
    source = (CONFIG_FOLDER / "speech.toml").read_text(encoding="utf-8")
    (tmp_path / "speech.toml").write_text(source.replace('"UBND" = "Ủy ban nhân dân"', '"UBND" = 7'), encoding="utf-8")
    with pytest.raises(SettingsError, match=r"issuers\.UBND"):
        load_reader(tmp_path)
