"""A letter that corrects an act's day of effect: its own day, both wordings, and what the register takes of it."""

from datetime import date

from distributor.facts import Scope
from distributor.reading_states import RelationKind
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


NOTICE = """UBND TỈNH ĐẠI NGUYÊN
SỞ XÂY DỰNG
Số: 412/TB-SXD
Đại Nguyên, ngày 01 tháng 12 năm 2026
THÔNG BÁO
Về việc tiếp nhận hồ sơ đăng ký mua nhà ở xã hội và đính chính giá bán đã thông báo
Sở Xây dựng thông báo như sau:
1. Giá bán
Giá bán bình quân đã gồm thuế giá trị gia tăng: 15.860.000 đồng/m2 sàn sử dụng.
2. Thời gian, nơi tiếp nhận
Người đăng ký nộp hồ sơ từ ngày 15 tháng 12 năm 2026 đến ngày 29 tháng 01 năm 2027 tại Ban quản lý dự án, số 02 đường Y Ngông.
3. Đính chính
Tại mục 2 Thông báo số 377/TB-SXD ngày 09 tháng 11 năm 2026 của Sở Xây dựng có ghi giá bán bình quân “18.560.000 đồng/m2”. Do
sơ suất trong khâu soạn thảo, nay đính chính lại là “15.860.000 đồng/m2”. Các nội dung khác của
Thông báo số 377/TB-SXD không thay đổi.
Trên đây là thông báo của Sở Xây dựng./."""


def test_what_a_notice_corrects_beside_its_own_matter_is_known_and_the_wrong_sum_told_by_nobody() -> None:
    facts = understood(
        "Thông báo về việc tiếp nhận hồ sơ đăng ký mua nhà ở xã hội và đính chính giá bán đã thông báo",
        NOTICE,
        publisher="",
    )
    assert facts.document is not None
    (relation,) = facts.document.relations
    assert (relation.kind, relation.number, relation.scope) == (RelationKind.CORRECTS, "377/TB-SXD", Scope.PART)
    assert "corrects" in {reason.code for reason in facts.gate}
    assert facts.message
    assert not any("18.560.000" in each.statement and "15.860.000" not in each.statement for each in facts.message)
