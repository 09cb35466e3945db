"""Under which role a clause is told: "Cần làm" stands before what is to do, "Nơi thực hiện" before a place, and nothing else."""

import pytest

from distributor.facts import Role
from distributor.understand.roles import role_in, told_role
from distributor.understand.signals import signs
from distributor.understand.understand import understand
from tests.understand.test_bounded import WORDS


@pytest.mark.parametrize(
    ("role", "words", "told"),
    [
        (Role.HOW, "Người dân nộp tờ khai tại bộ phận một cửa", Role.HOW),
        (Role.HOW, "Nộp tờ khai trên cổng dịch vụ công", Role.HOW),
        (
            Role.HOW,
            "Nội dung chi tiết của thủ tục thực hiện theo quyết định của bộ, được đăng ký công khai",
            Role.CHANGE,
        ),
        (Role.HOW, "Gần đây có hai người dân khai đã gửi tiền cho kẻ lạ", Role.CHANGE),
        (Role.HOW, "Thỏa thuận của các bên được lập thành văn bản", Role.CHANGE),
        (Role.HOW, "Không phải nộp bản sao giấy khai sinh", Role.RIGHT),
        (Role.WHERE, "Không cần xuất trình giấy tờ chứng minh nơi cư trú", Role.RIGHT),
        (Role.WHERE, "Đề nghị các thôn niêm yết tại nhà văn hóa", Role.DUTY),
        (Role.WHERE, "Giấy đề nghị phải có: tên, địa chỉ trụ sở chính, số điện thoại", Role.CHANGE),
        (Role.WHERE, "Hồ sơ gồm 01 bộ, nộp tại trụ sở công an xã", Role.WHERE),
        (Role.WHERE, "Sở Xây dựng chịu trách nhiệm: đăng tải danh mục trên trang thông tin của Sở", Role.DUTY),
        (Role.WHERE, "Sở Xây dựng có trách nhiệm tiếp nhận đơn tại trụ sở", Role.WHERE),
        (Role.WHERE, "Nộp tại trụ sở công an xã", Role.WHERE),
        (Role.WHERE, "Kỳ tính theo từng lần chuyển nhượng", Role.CHANGE),
        (Role.AMOUNT, "Gần đây mức hỗ trợ là 5 triệu đồng", Role.AMOUNT),
    ],
)
def test_where_to_go_and_what_to_do_are_said_of_nothing_else(role: Role, words: str, told: Role) -> None:
    assert told_role(role, words, words, signs(words)) is told


def test_a_story_of_a_warning_is_nothing_to_do() -> None:
    text = (
        "Gần đây trên địa bàn xã có hai người dân trình báo nhận cuộc gọi xưng là nhân viên ngân hàng, gửi mã OTP, nộp phí.\n"
        "Ngân hàng không gọi điện hỏi mã OTP. Mã OTP là chìa khóa của tài khoản."
    )
    facts = understand(
        title="Cảnh báo thủ đoạn giả danh nhân viên ngân hàng", summary="", text=text, categories_kind="scam_warning",
        publisher=WORDS.publisher, attachments=[], today=WORDS.today,
    )  # fmt: skip
    assert facts.message
    assert all(point.role is not Role.HOW for point in facts.message if point.statement.startswith("Gần đây"))
    assert "Gần đây" not in facts.points.action


@pytest.mark.parametrize(
    ("clause", "role"),
    [
        (
            "Người có thuyền đang hoạt động trước ngày Quy định này có hiệu lực phải đăng ký xong trước ngày 01/3/2027.",
            Role.DEADLINE,
        ),
        (
            "Hộ đang nuôi cá lồng trong khu vực cấm phải chấm dứt hoặc di dời trước ngày 01/7/2027.",
            Role.DEADLINE,
        ),
        ("Phần đất đã xây dựng nhà ở trước ngày 01/7/2014 thì được công nhận theo hiện trạng.", Role.RIGHT),
        ("Người đã nộp phí cho thời gian sau ngày 31/12/2026 thì không phải nộp bổ sung.", Role.RIGHT),
        ("Người đã đăng ký trước ngày 01/7/2026 phải đăng ký lại trước ngày 01/3/2027.", Role.DEADLINE),
        (
            "Thiệt hại trước ngày Quy định này có hiệu lực thì được hỗ trợ; chủ hộ nộp hồ sơ chậm nhất ngày 31/01/2027.",
            Role.DEADLINE,
        ),
        ("Người đã nộp hồ sơ trước ngày 31/12/2026 thì không phải nộp bổ sung.", Role.RIGHT),
        ("Quy định này có hiệu lực từ ngày 01/3/2027.", Role.EFFECT),
        ("Nghiêm cấm thả lồng bè mới trong khu vực hạ lưu đập.", Role.BAN),
    ],
)
def test_what_must_be_done_by_a_day_is_a_deadline_though_it_speaks_of_an_effect_or_a_ban(
    clause: str, role: Role
) -> None:
    assert role_in("effect" if "hiệu lực" in clause else "", clause, clause, signs(clause), None) is role
