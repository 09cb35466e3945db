"""What an office does over citizens' files is told after what citizens file."""

from dataclasses import replace

import pytest

from distributor.facts import Role
from distributor.understand.candidate import Candidate
from distributor.understand.office_work import for_citizens
from distributor.understand.signals import signs


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
