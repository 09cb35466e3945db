"""What a title says that its item does: it warns of swindlers, accuses, reports a dialogue; and a text that counts off rules."""

from datetime import date

import pytest

from distributor.understand.content_kind import content_kind
from distributor.understand.kind_titles import accuses, counts_off_rules, kind_of_what_it_does
from distributor.understand.understand import understand

TRICK = (
    "Bước 1: người lạ gọi, xưng là người giao hàng, nhờ chuyển khoản.\nBước 2: họ gửi link, ai bấm link là mất tiền."
)


@pytest.mark.parametrize(
    ("title", "text", "kind"),
    [
        ("Cảnh báo trò giao nhầm đơn hàng ở chợ Hạ", TRICK, "scam_warning"),
        ("Công an xã Hạ: Cẩn thận với thẻ hội viên gửi qua Zalo", TRICK, "scam_warning"),
        ("Cảnh báo cháy rừng cấp V ở xã Hạ", TRICK, ""),
        ("Cảnh báo nước sông Hạ lên cao", "Nước sông lên cao, bà con đưa trâu bò lên gò.", ""),
        ("Phạt nhóm cảnh báo giả ở chợ Hạ", TRICK, ""),
        ("Phụ huynh tố hiệu trưởng thu tiền trái quy định", "Nhóm phụ huynh gửi đơn.", "other_legal"),
        ("Bị tố đo thiếu ruộng, tổ đo nói gì?", "Bà con cho rằng tổ đo sai.", "other_legal"),
        ("Thủ tục tố cáo, tố giác tội phạm", "Công dân gửi đơn.", ""),
        ("Khởi tố vụ án, yếu tố nước ngoài và tố tụng", "Tòa án thụ lý.", ""),
        ("Chủ tịch phường đối thoại với tiểu thương chợ Hạ", "Tiểu thương hỏi về chỗ bán.", "policy_dialogue"),
        ("Luật Thực hiện dân chủ: quyền được đối thoại", "Người dân có quyền.", ""),
    ],
)
def test_what_a_title_makes_certain(title: str, text: str, kind: str) -> None:
    assert kind_of_what_it_does(title, text) == kind


@pytest.mark.parametrize(
    ("text", "counts"),
    [
        ("Việc thứ nhất: lưu mẫu.\nViệc thứ hai: báo trạm.\nViệc thứ ba: rửa tay.", True),
        ("Thưa bà con. Một là, không đốt. Hai là, không rải đinh. Ba là, gọi công an.", True),
        ("Thứ nhất, không đốt. Thứ hai, không rải đinh.", False),
        ("Giải thứ nhất: đội thôn Hạ. Sáng thứ hai: nghỉ. Chiều thứ ba: họp.", False),
    ],
)
def test_what_counts_off_rules(text: str, counts: bool) -> None:
    assert counts_off_rules(text) is counts


def test_an_accusation_that_asks_is_no_question() -> None:
    assert accuses("Bị tố đo thiếu ruộng, tổ đo nói gì?")
    assert not accuses("Tố giác tội phạm ở đâu?")


def test_steps_of_a_trick_are_no_procedure() -> None:
    text = f"{TRICK}\nCông an xã nhắc: không chuyển tiền khi chưa cầm hàng trên tay, không đọc OTP cho ai. Số trực 113."
    assert content_kind("Cảnh báo trò giao nhầm đơn hàng ở chợ Hạ", text, "", None, "") == "scam_warning"


def test_new_points_of_a_law_that_are_counted_are_news_of_that_law() -> None:
    text = (
        "Luật Bảo hiểm xã hội sửa đổi có hiệu lực từ ngày 01/7/2027. Lao động nữ không có việc làm ổn định được trợ cấp "
        "3.000.000 đồng một con, thay vì 2.000.000 đồng như trước. Người cha được nghỉ 10 ngày."
    )
    assert content_kind("Bốn điểm mới về trợ cấp thai sản áp dụng từ 01/7/2027", text, "", None, "") == "new_law"
    assert content_kind("Bốn điểm cần lưu ý khi nhận trợ cấp thai sản", text, "", None, "") == "guidance"


NEW_SUPPORT = (
    "Sáng 20/11, các đại biểu HĐND tỉnh đã bấm nút thông qua Nghị quyết số 44/2026/NQ-HĐND về hỗ trợ hộ bán hàng ở chợ "
    "thành lập hợp "
    "tác xã. Nghị quyết áp dụng từ ngày 01/01/2027. Hộ bán hàng nộp hồ sơ đăng ký tại Trung tâm Phục vụ hành chính công cấp "
    "xã, "
    "không mất lệ phí đăng ký; hồ sơ gồm giấy đề nghị, điều lệ, danh sách thành viên. Thời hạn giải quyết là 3 ngày làm việc."
)


def test_news_of_a_new_act_is_no_procedure_though_it_says_how_to_apply() -> None:
    title = "Hộ bán hàng ở chợ lên hợp tác xã: không mất một đồng lệ phí, nộp hồ sơ một nơi"
    assert content_kind(title, NEW_SUPPORT, "", None, "") == "new_law"
    how = NEW_SUPPORT.partition("Nghị quyết áp dụng từ ngày 01/01/2027. ")[2]
    assert content_kind(title, how, "", None, "") == "procedure"


@pytest.mark.parametrize(
    ("title", "text"),
    [
        (
            "Thi online “Nhà nông hiểu luật”",
            "Ai được thi: hội viên nông dân từ đủ 16 tuổi. Giải nhất: máy bơm nước. Pháp luật đất đai.",
        ),
        (
            "Nhà nông hiểu luật lần thứ II",
            "Tên cuộc thi: Nhà nông hiểu luật.\nAi được thi: hội viên từ đủ 16 tuổi, câu hỏi pháp luật.",
        ),
    ],
)
def test_a_contest_is_one_however_its_rules_begin(title: str, text: str) -> None:
    assert content_kind(title, text * 2, "", None, "") == "contest"


@pytest.mark.parametrize(
    ("title", "kind"),
    [
        ('KẾ HOẠCH Tổ chức Cuộc thi "Tìm hiểu pháp luật về biên giới" năm 2027', "contest"),
        ("KẾ HOẠCH Tổ chức Hội thi bóng chuyền của cơ quan năm 2027", "plan"),
        ("KẾ HOẠCH Tổ chức phổ biến pháp luật về biên giới năm 2027", "plan"),
    ],
)
def test_a_plan_of_a_contest_of_the_law_invites_citizens(title: str, kind: str) -> None:
    text = (
        "ỦY BAN NHÂN DÂN\nTỈNH HƯƠNG GIANG\nSố: 88/KH-UBND\nHương Giang, ngày 20 tháng 11 năm 2026\n" + title + "\n"
        "I. Mục đích\nNâng cao ý thức.\nII. Nội dung\n1. Đối tượng: công dân từ đủ 14 tuổi.\n2. Giải Nhất 2.000.000 đồng."
    )
    facts = understand(
        title=title, summary="", text=text, categories_kind="", publisher="", attachments=[], today=date(2026, 12, 2)
    )
    assert facts.kind == kind
    assert facts.relevant is (kind == "contest")
