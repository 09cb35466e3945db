"""What an office does over citizens' files is told after what citizens file, and what it does for other offices not at all."""

from dataclasses import replace
from datetime import date

import pytest

from distributor.facts import Facts, Role
from distributor.understand.candidate import Candidate
from distributor.understand.office_work import for_citizens
from distributor.understand.signals import signs
from distributor.understand.understand import understand
from phrases import read_phrase


@pytest.mark.parametrize(
    ("likelihood", "statement"),
    [
        (0.9, "Đối với năm 2026, thời hạn nộp hồ sơ lần đầu được tính đến hết ngày 31/01/2027."),
        (0.3, "Trong thời hạn 05 ngày làm việc, trung tâm lập danh sách, trình UBND xã phê duyệt."),
        (0.6, "Trong thời hạn 05 ngày làm việc, UBND cấp xã trả kết quả cho người nộp."),
        (0.6, "Hộ nộp hồ sơ trước ngày 31/01/2027 thì được giải quyết theo mức cũ."),
        (0.6, "Phiếu có giá trị trong 10 ngày làm việc kể từ ngày ký."),
    ],
)
def test_how_likely_a_deadline_is_told_among_others(likelihood: float, statement: str) -> None:
    each = Candidate(Role.DEADLINE, statement, statement, (statement,), "Điều 3", 0, -1, signs(statement))
    assert for_citizens(each, 0.6, 1.0, 0.9) == likelihood
    assert for_citizens(replace(each, role=Role.RIGHT), 0.6, 1.0, 0.9) == 0.6


SUSPENDS = """ỦY BAN NHÂN DÂN TỈNH HƯƠNG GIANG
Số: 63/2026/QĐ-UBND
Hương Giang, ngày 27 tháng 11 năm 2026
QUYẾT ĐỊNH
Ngưng hiệu lực một phần Quy định về quản lý chợ ban hành kèm theo Quyết định số 12/2025/QĐ-UBND
Căn cứ Luật Tổ chức chính quyền địa phương số 72/2025/QH15;
Điều 1. Ngưng hiệu lực khoản 2 Điều 5 và Điều 7 của Quy định về quản lý chợ ban hành kèm theo Quyết định số 12/2025/QĐ-UBND.
Điều 2. Thời gian ngưng hiệu lực: từ ngày 27 tháng 11 năm 2026 đến hết ngày 31 tháng 3 năm 2027.
Điều 3. Hộ kinh doanh đã ký hợp đồng thuê điểm bán trước ngày 27 tháng 11 năm 2026 được tiếp tục thực hiện hợp đồng.
Điều 4. Sở Công Thương chủ trì, trình Ủy ban nhân dân tỉnh dự thảo Quyết định sửa đổi, bổ sung Quyết định số 12/2025/QĐ-UBND
trước ngày 15 tháng 02 năm 2027; công khai địa chỉ tiếp nhận phản ánh của người dân.
Điều 5. Quyết định này có hiệu lực thi hành kể từ ngày ký ban hành.
"""


def read(text: str) -> Facts:
    title = "Quyết định ngưng hiệu lực một phần Quy định về quản lý chợ"
    day = date(2026, 12, 3)
    return understand(title=title, summary="", text=text, categories_kind="", publisher="", attachments=[], today=day)


def test_of_an_act_that_suspends_another_the_time_is_told_and_not_the_office_that_drafts_anew() -> None:
    facts = read(SUSPENDS)
    told = [point.statement for point in facts.message]
    assert "Thời gian ngưng hiệu lực: từ ngày 27/11/2026 đến hết ngày 31/3/2027." in told
    assert "Quyết định có hiệu lực từ ngày ký ban hành (27/11/2026)." in told
    assert not [each for each in told if "15/02/2027" in each], told
    assert not [mark for mark in facts.marks if mark.startswith("contradiction")]


def test_an_act_that_suspends_another_from_before_its_own_effect_waits() -> None:
    early = SUSPENDS.replace("hiệu lực: từ ngày 27 tháng 11", "hiệu lực: từ ngày 01 tháng 11")
    (gate,) = [reason for reason in read(early).gate if reason.code == "contradiction"]
    said = read_phrase(gate.detail)
    assert "từ ngày 01 tháng 11 năm 2026», sớm hơn ngày văn bản này có hiệu lực (27/11/2026)" in said
