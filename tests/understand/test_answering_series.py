"""What is counted off is told whole or waits: conditions, cases, steps that an answer announces."""

import pytest

from distributor.understand.answering import find_answer
from distributor.understand.answering_series import announced, leaves_out_of_a_series
from distributor.understand.questions_page import read_page


@pytest.mark.parametrize(
    ("text", "many"),
    [
        ("Được, với ba điều kiện.", 3),
        ("Phải chịu hai loại trách nhiệm.", 2),
        ("Có 04 trường hợp được hoãn:", 4),
        ("Chị cần làm hai việc sau:", 2),
        ("Được, nếu đủ điều kiện.", 0),
        ("Sau hai năm thì được đổi.", 0),
    ],
)
def test_how_many_are_announced(text: str, many: int) -> None:
    assert announced(text) == many


REPLY = (
    "Hỏi: Thả diều ở bãi bồi có được không?\nTrả lời: Được, với ba điều kiện.\n"
    "- Đúng chỗ: cách đường dây điện 500 mét.\nDiều mắc dây thì không được tự gỡ.\n"
    "- Đúng giờ: trước 18 giờ.\n- Đúng dây: không dùng dây kim loại.\nAi vi phạm bị nhắc nhở."
)


def test_all_that_is_announced_is_told_though_sentences_stand_between() -> None:
    found = find_answer("Thả diều ở bãi bồi có được không?", REPLY).answer
    assert found is not None
    for condition in ("500 mét", "trước 18 giờ", "dây kim loại"):
        assert condition in found.text


@pytest.mark.parametrize(
    ("told", "lacks"),
    [
        ("Được, với ba điều kiện. Đúng chỗ: cách đường dây điện 500 mét.", True),
        ("Đúng giờ: trước 18 giờ.", True),
        (
            "Được, với ba điều kiện. Đúng chỗ: cách đường dây điện 500 mét. Đúng giờ: trước 18 giờ. "
            "Đúng dây: không dùng dây kim loại.",
            False,
        ),
        ("Ai vi phạm bị nhắc nhở.", False),
    ],
)
def test_what_leaves_one_of_them_out(told: str, lacks: bool) -> None:
    page = read_page("Thả diều ở bãi bồi có được không?", REPLY)
    said = [each for each in page.pieces if each.text.removeprefix("- ").rstrip(".") in told]
    assert leaves_out_of_a_series(told, said, page) is lacks


def test_one_entry_under_an_offices_label_may_stand_alone() -> None:
    page = read_page(
        "Bao lâu có thẻ?", "Hỏi: Bao lâu có thẻ?\nTrả lời:\n- Hồ sơ: đơn.\n- Thời hạn: 03 ngày.\n- Lệ phí: không."
    )
    said = [each for each in page.pieces if "03 ngày" in each.text]
    assert not leaves_out_of_a_series("Thời hạn: 03 ngày.", said, page)


@pytest.mark.parametrize("first", ["Thứ nhất,", "Một,", "Một là,"])
def test_one_of_two_that_are_counted_off_does_not_go_out(first: str) -> None:
    second = {"Thứ nhất,": "Thứ hai,", "Một,": "Hai,", "Một là,": "Hai là,"}[first]
    found = find_answer(
        "Chủ quầy được giảm tiền thuê quầy khi nào?",
        "Hỏi: Chủ quầy được giảm tiền thuê quầy khi nào?\nTrả lời:\n"
        f"{first} chủ quầy được giảm tiền thuê quầy khi chợ sửa chữa quá 15 ngày.\n"
        f"{second} hàng tươi sống bán không hết vì nước lũ dâng và đã báo tổ quản lý xác nhận bằng văn bản có chữ ký.",
    )
    assert not found.sure or "nước lũ" in (found.answer.text if found.answer else "")


@pytest.mark.parametrize(
    ("reply", "sure"),
    [
        ("Trường hợp của ông được miễn tiền thuê quầy khi chợ đóng cửa.", False),
        ("Chủ quầy được miễn tiền thuê quầy khi chợ đóng cửa.", True),
        ("Trước năm 2020, chủ quầy không được miễn tiền thuê quầy khi chợ đóng cửa.", False),
        (
            "Ngày đóng cửa có báo trước thì chủ quầy được miễn tiền thuê quầy. Ngày đóng cửa không báo trước thì chủ "
            "quầy phải trả tiền thuê quầy, ai trả rồi thì thôi, nhưng chợ phải dọn sạch lối đi, thông cống, thay đèn hỏng, "
            "sơn lại vạch kẻ và gửi thư xin lỗi từng nhà trong tổ dân phố ở gần cổng chợ trước khi mở cửa trở lại.",
            False,
        ),
    ],
)
def test_what_holds_for_one_case_alone_does_not_go_out(reply: str, sure: bool) -> None:
    found = find_answer(
        "Chợ đóng cửa, chủ quầy có được miễn tiền thuê quầy không?",
        f"Hỏi: Chợ đóng cửa, chủ quầy có được miễn tiền thuê quầy không?\nTrả lời: {reply}",
    )
    assert found.sure is sure


def test_a_duty_that_stays_is_told_though_it_speaks_to_the_asker() -> None:
    found = find_answer(
        "Bán rau ở chợ có phải nộp thuế môn bài không?",
        "Hỏi: Tôi bán rau ở chợ, có phải nộp thuế môn bài không?\nTrả lời: Mức thu của chợ đã đổi từ đầu năm.\n"
        "Người bán rau ở chợ có doanh thu dưới 500 triệu đồng mỗi năm, tính theo từng người đứng tên quầy, kể cả quầy "
        "thuê lại của người khác trong cùng một dãy hàng, không phải nộp thuế môn bài trong năm đó.\n"
        "Do đó, bà không phải nộp thuế môn bài.\n"
        "Dù vậy bà vẫn phải báo doanh thu cho thuế trước ngày 31/01 năm sau.",
    )
    assert not found.sure or "31/01" in (found.answer.text if found.answer else "")


@pytest.mark.parametrize(
    ("question", "reply", "sure"),
    [
        (
            "Lệ phí làm thẻ chợ bao nhiêu?",
            "Làm thẻ chợ đúng hạn được miễn tiền. Làm thẻ chợ quá hạn nộp 10.000 đồng một thẻ.",
            False,
        ),
        (
            "Thôi thuê quầy phải báo trước bao nhiêu ngày?",
            "Thôi thuê quầy phải báo trước 30 ngày. Không cần báo trước nếu chợ cháy.",
            False,
        ),
        (
            "Không che bạt quầy bị phạt bao nhiêu?",
            "Không che bạt quầy bị phạt 400.000 đồng. Người già thì không bị phạt.",
            False,
        ),
        (
            "Chủ chợ có được tăng giá thuê quầy không?",
            "Trong năm, chủ chợ không được tăng giá thuê quầy. Sau khi sửa chợ, chủ chợ được tăng giá thuê quầy.",
            False,
        ),
        (
            "Thôi thuê quầy phải báo trước bao nhiêu ngày?",
            "Thôi thuê quầy phải báo trước 30 ngày. Chợ nghỉ ngày mồng Một.",
            True,
        ),
        (
            "Làm giấy xác nhận thuê quầy có mất lệ phí không?",
            "Lệ phí do phường quy định, hiện là 10.000 đồng một lần. Miễn lệ phí cho hộ nghèo. Làm thẻ chợ thì không mất lệ phí.",
            False,
        ),
    ],
)
def test_a_reply_that_says_more_of_the_kind_than_is_told_waits(question: str, reply: str, sure: bool) -> None:
    found = find_answer(question, f"Hỏi: {question}\nTrả lời: {reply}")
    assert found.answer is not None
    whole = all(part.strip(" .") in found.answer.text for part in reply.split(". "))
    assert found.sure is sure or (found.sure and whole)


def test_of_a_bound_both_sides_are_told_or_neither_surely() -> None:
    page = (
        "Hỏi: Quán nhỏ nào phải có sổ khách?\nTrả lời: Quán phục vụ từ 20 chỗ ngồi trở lên thì phải có sổ khách "
        "đóng dấu giáp lai. "
        "Quán dưới 20 chỗ không phải có sổ khách.\n"
    )
    answer = find_answer("Quán nhỏ nào phải có sổ khách?", page).answer
    assert answer is None or not answer.sure or ("từ 20 chỗ" in answer.text and "dưới 20 chỗ" in answer.text)


PAPERS_PAGE = """Thủ tục: Cấp lại thẻ hội viên câu lạc bộ bơi
Hồ sơ
1. Đơn xin cấp lại thẻ theo mẫu của nhà thi đấu, ghi rõ lý do mất hoặc hỏng thẻ.
2. Giấy khám sức khỏe do bệnh viện cấp huyện trở lên cấp, còn hạn trong vòng sáu tháng, có kết luận đủ sức khỏe để bơi.
3. Ảnh chân dung cỡ 3x4 chụp trên nền trắng trong vòng sáu tháng gần nhất, không đeo kính, không đội mũ, nhìn rõ cả hai tai.
4. Bản sao biên lai đóng hội phí của quý gần nhất do bộ phận kế toán của nhà thi đấu cấp, có dấu đỏ và chữ ký người thu tiền.
5. Văn bản đồng ý của cha, mẹ hoặc người giám hộ nếu hội viên chưa đủ mười sáu tuổi, kèm bản sao căn cước của người ký văn bản.
Thời hạn: 03 ngày làm việc.
"""


def test_a_title_that_asks_for_papers_is_not_told_by_some_of_them() -> None:
    """Two papers of five, told as a guide's points, send people home from the counter."""
    found = find_answer("Cấp lại thẻ bơi cần những giấy tờ gì?", PAPERS_PAGE)
    assert (found.sure, found.is_article) == (False, False)
    assert find_answer("Cấp lại thẻ bơi mất bao lâu?", PAPERS_PAGE).is_article
