"""What a post says that its source does not: found, whatever the form; what it only writes in another form: not reported."""

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from distributor.understand.fact_check import fact_check

LINK = "https://loa.huonggiang.example/l/k7m2q9"
SOURCE = """Quyết định số 27/2026/QĐ-UBND ngày 23 tháng 11 năm 2026 quy định diện tích tối thiểu được tách thửa đất.
Từ ngày 01 tháng 01 năm 2027, thửa đất ở tại phường được tách khi mỗi thửa mới còn ít nhất 50 m², tại xã ít nhất 80 m².
Lệ phí 1.200.000 đồng theo điểm a khoản 1 Điều 5 Luật Đất đai năm 2024; tỷ lệ hòa giải thành 86,4%, theo Bộ luật Dân sự.
Ngày 9 tháng 11 hằng năm là Ngày Pháp luật. Chương trình giai đoạn 2026 - 2030 trong thời hạn 05 ngày làm việc.
Người vi phạm bị phạt từ 2.000.000 đồng đến 3.000.000 đồng. Nghị quyết số 12/NQ-HĐND thay Thông tư 24/2014/TT-BTNMT."""

STANDS = [
    "Từ ngày 01/01/2027: ít nhất 50 m².",
    "Từ 1/1/2027",
    "Từ ngày 1-1-2027",
    "Ngày 9/11 là Ngày Pháp luật",
    "Trong tháng 01/2027",
    "Trong tháng 11 năm 2026",
    "Theo Quyết định số 27/2026/QĐ-UBND ngày 23/11/2026.",
    "QUYẾT ĐỊNH SỐ 27/2026/QĐ-UBND QUY ĐỊNH DIỆN TÍCH",
    "theo điểm a khoản 1 Điều 5 Luật Đất đai năm 2024",
    "theo khoản 1 Điều 5",
    "LUẬT ĐẤT ĐAI NĂM 2024",
    "Theo Bộ luật Dân sự, pháp luật và Luật sư",
    "lệ phí 1.200.000 đồng",
    "📜 #PhápLuật tỷ lệ hòa giải thành 86,4%",
    "thời hạn 05 ngày làm việc",
    "phạt từ 2.000.000 đồng…",
    "giai đoạn 2026 - 2030",
    "Nghị quyết số 12/NQ-HĐND; Thông tư 24/2014/TT-BTNMT",
    "Quyet dinh so 27/2026/QD-UBND. Le phi 1.200.000 dong theo diem a khoan 1 Dieu 5 Luat Dat dai nam 2024",
    "Tu ngay 01/01/2027",
    f"Xem: {LINK}",
    f"Xem: {LINK.removeprefix('https://')}",
    "Bảy kiến nghị được trả lời.",
    "",
]
MISSING = [
    ("Từ ngày 02/01/2027", "02/01/2027"),
    ("Từ ngày 01 tháng 02 năm 2027", "01 tháng 02 năm 2027"),
    ("Từ ngày 31/02/2027", "31/02/2027"),
    ("Ngày 10/11 là Ngày Pháp luật", "10/11"),
    ("Trong tháng 12/2026", "tháng 12/2026"),
    ("Quyết định số 28/2026/QĐ-UBND", "28/2026/QĐ-UBND"),
    ("Quyết định số 27/2025/QĐ-UBND", "27/2025/QĐ-UBND"),
    ("Quyết định số 27/2026/QĐ-CTUBND", "27/2026/QĐ-CTUBND"),
    ("điểm b khoản 1 Điều 5", "điểm b khoản 1 Điều 5"),
    ("khoản 2 Điều 5", "khoản 2 Điều 5"),
    ("Luật Đất đai năm 2013", "Luật Đất đai năm 2013"),
    ("Luật Nhà ở", "Luật Nhà ở"),
    ("Bộ luật Hình sự", "Bộ luật Hình sự"),
    ("Lệ phí 1,2 triệu đồng", "1,2 triệu đồng"),
    ("Lệ phí 1.200.000 lần", "1.200.000 lần"),
    ("Lệ phí 1200000 đồng", "1200000 đồng"),
    ("tỷ lệ 86,5%", "86,5%"),
    ("thời hạn 5 ngày làm việc", "5 ngày làm việc"),
    ("tại phường được tách khi mỗi thửa mới còn ít nhất 90 m²", "90 m²"),
    ("Le phi 1.300.000 dong", "1.300.000 dong"),
    ("Luat Dat dai nam 2014", "Luat Dat dai nam 2014"),
    ("Xem https://la.example/l/k7m2q9", "https://la.example/l/k7m2q9"),
]


@pytest.mark.parametrize("post", STANDS)
def test_stands(post: str) -> None:
    assert fact_check(post, SOURCE, allowed=[LINK]) == ()


@pytest.mark.parametrize(("post", "missing"), MISSING)
def test_does_not_stand(post: str, missing: str) -> None:
    assert fact_check(post, SOURCE, allowed=[LINK]) == (missing,)


def test_a_number_in_the_place_of_another_is_found() -> None:
    assert fact_check("Người vi phạm bị phạt từ 3.000.000 đồng", SOURCE) == ("3.000.000 đồng",)
    assert fact_check(
        "mỗi thửa mới còn ít nhất 80 m², tại xã ít nhất 80 m²", SOURCE.replace("ít nhất 80", "tối thiểu 80")
    )


def test_what_we_add_ourselves_is_allowed_and_joins_to_nothing() -> None:
    post = "Sở Tư pháp, 24/11/2026. Có 50 m²"
    assert fact_check(post, SOURCE) == ("24/11/2026", "50 m²")
    assert fact_check("Sở Tư pháp, 24/11/2026", SOURCE, allowed=["24/11/2026"]) == ()
    assert fact_check("m² 24", "còn 50 m²", allowed=["24 ngày"]) == ("24",)


def test_each_is_told_once_in_order_as_the_post_writes_it() -> None:
    post = "99 ngày, khoản 9 Điều 9\n99 ngày\n9/9/1999"
    assert fact_check(post, SOURCE) == ("99 ngày", "khoản 9 Điều 9", "9/9/1999")


def test_other_letters_and_white_space_are_the_same_fact() -> None:
    source = "Quyết  định số 27 /2026/QÐ - UBND;\nđiểm a\u00a0khoản 1\nĐiều 5, giai đoạn 2026–2030"
    assert fact_check("27/2026/QĐ-UBND, điểm a khoản 1 Điều 5, giai đoạn 2026-2030", source) == ()


@given(st.data())
def test_one_changed_digit_is_found(data: st.DataObject) -> None:
    """In the source's own words, each digit counts."""
    places = [place for place, letter in enumerate(SOURCE) if letter.isdigit()]
    place = data.draw(st.sampled_from(places))
    digit = data.draw(st.sampled_from("0123456789"))
    assume(digit != SOURCE[place])
    changed = SOURCE[:place] + digit + SOURCE[place + 1 :]
    assert fact_check(SOURCE, SOURCE) == ()
    # A change into what the source says elsewhere cannot be seen; here no two facts are one digit apart.
    assert fact_check(changed, SOURCE), changed[max(0, place - 30) : place + 30]


@given(st.text(max_size=300), st.text(max_size=300))
def test_any_text_is_its_own_source(text: str, more: str) -> None:
    assert fact_check(text, f"{text}\n{more}") == ()


TERM = (
    "Trong thời hạn 05 (năm) ngày làm việc, kể từ ngày nhận đủ hồ sơ, Ủy ban nhân dân xã có trách nhiệm trả 300 phiếu."
)


def test_a_number_is_found_between_shorter_words_that_say_the_same() -> None:
    assert fact_check("Trong 05 ngày làm việc, từ ngày nhận đủ hồ sơ, UBND xã phải trả 300 phiếu.", TERM) == ()


@pytest.mark.parametrize("wrong", ["Trong 06 ngày làm việc", "UBND xã phải trả 05 phiếu", "Trong 05 tháng"])
def test_shorter_words_hide_no_wrong_number(wrong: str) -> None:
    assert fact_check(wrong, TERM)


def test_a_day_that_shorter_words_leave_out_is_still_checked() -> None:
    source = "Theo Quyết định số 27/2026/QĐ-UBND ngày 23 tháng 11 năm 2026 của Ủy ban nhân dân tỉnh về phí."
    assert fact_check("Theo Quyết định số 27/2026/QĐ-UBND ngày 03 tháng 11 năm 2026 về phí.", source)
