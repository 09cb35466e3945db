"""A letter that corrects an act's day of effect: its own day, both wordings, and what the register takes of it."""

from datetime import date

from tests.understand.sources import understood

LETTER = """ỦY BAN NHÂN DÂN
TỈNH HƯƠNG GIANG
CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
Độc lập - Tự do - Hạnh phúc
---------------
Số: 2841/UBND-KT
V/v đính chính Quyết định số 44/2026/QĐ-UBND ngày 05/10/2026
Hương Giang, ngày 20 tháng 10 năm 2026
Kính gửi:
- Các sở, ban, ngành cấp tỉnh;
- Ủy ban nhân dân các xã, phường.
Do sơ suất khi in, Ủy ban nhân dân tỉnh đính chính Quyết định số 44/2026/QĐ-UBND ngày 05 tháng 10 năm 2026 như sau:
Tại Điều 5, cụm từ "có hiệu lực từ ngày 01 tháng 12 năm 2026" được đính chính thành "có hiệu lực từ ngày 10 tháng 12 năm 2026".
Các nội dung khác giữ nguyên.
Nơi nhận:
- Như trên;
- Lưu: VT.
TL. CHỦ TỊCH
CHÁNH VĂN PHÒNG
Nông Dữ Liệu Mẫu"""


def test_a_letter_of_correction_is_told_with_both_wordings_and_its_own_day() -> None:
    facts = understood("V/v đính chính Quyết định số 44/2026/QĐ-UBND", LETTER, publisher="", on=date(2026, 10, 21))
    assert facts.kind == "correction"
    assert facts.document is not None
    assert facts.document.issued_on == date(2026, 10, 20)
    (relation,) = facts.document.relations
    assert (relation.number, relation.parts, relation.new_effective_on) == (
        "44/2026/QĐ-UBND",
        ("Điều 5",),
        date(2026, 12, 10),
    )
    (point,) = facts.message
    assert "01 tháng 12 năm 2026" in point.statement
    assert "10 tháng 12 năm 2026" in point.statement
    assert [reason.code for reason in facts.gate] == ["corrects"], "whoever approves it sees what was said of the act"


def test_the_right_day_is_read_behind_what_was_printed() -> None:
    text = LETTER.replace("cụm từ", "đã in:").replace("được đính chính thành", "; đọc đúng là:")
    facts = understood("V/v đính chính Quyết định số 44/2026/QĐ-UBND", text, publisher="", on=date(2026, 10, 21))
    assert facts.document is not None
    assert [each.new_effective_on for each in facts.document.relations] == [date(2026, 12, 10)]
