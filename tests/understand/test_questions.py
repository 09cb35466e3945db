"""What a question asks for, in parts."""

import pytest

from distributor.understand.questions import Wants, asked, counts, wants_of


@pytest.mark.parametrize(
    ("question", "wants"),
    [
        ("Con riêng có được hưởng thừa kế không?", {Wants.YES_NO}),
        ("Người đi bộ gây tai nạn có phải bồi thường?", {Wants.YES_NO}),
        ("Thả rông chó bị phạt bao nhiêu tiền?", {Wants.NUMBER}),
        ("Thử việc tối đa là bao lâu?", {Wants.TIME}),
        ("Khi nào được rút một lần?", {Wants.WHEN}),
        ("Nộp ở đâu?", {Wants.PLACE}),
        ("Hồ sơ gồm những giấy tờ gì?", {Wants.PAPERS}),
        ("Khoản tiền này do ai quản lý?", {Wants.WHO}),
        ("Giám đốc Sở là ai?", {Wants.PERSON}),
        ("Trợ giúp pháp lý là gì?", {Wants.DEFINITION}),
        ("Đốt rơm rạ ven đường bị xử phạt ra sao?", {Wants.PENALTY}),
        ("Muốn đổi tên cho con thì làm thế nào?", {Wants.PROCEDURE}),
        ("Hội nghị tổng kết công tác năm 2026", set()),
    ],
)
def test_what_is_asked_for(question: str, wants: set[Wants]) -> None:
    assert wants_of(question) == wants


def test_a_question_has_parts_and_each_knows_what_it_leans_on() -> None:
    parts = asked(["Ở trọ có phải đăng ký tạm trú không, cần giấy tờ gì và nộp ở đâu?"], [])
    assert [part.wants for part in parts] == [{Wants.YES_NO}, {Wants.PAPERS}, {Wants.PLACE}]
    assert {"tạm", "trú"} <= parts[2].subject
    assert parts[0].predicate == ("đăng", "ký", "tạm", "trú")


def test_commas_inside_a_name_part_nothing() -> None:
    assert len(asked(["Tôi có phải đóng quỹ phòng, chống thiên tai không?"], [])) == 1


def test_who_asks_again_in_other_words_asks_once() -> None:
    assert (
        len(asked(["Nghỉ việc cần báo trước bao nhiêu ngày?"], ["Tôi phải báo trước bao lâu để nhận đủ lương?"])) == 1
    )
    assert len(asked(["Cho thuê nhà có phải nộp thuế không?"], ["Có phải đăng ký kinh doanh không?"])) == 2


@pytest.mark.parametrize(
    ("question", "text", "holds"),
    [
        ("trợ cấp bao nhiêu một tháng", "trẻ dưới 16 tuổi mồ côi cả cha và mẹ được trợ cấp", False),
        ("trợ cấp bao nhiêu một tháng", "mức chuẩn là 500.000 đồng", True),
        ("bao nhiêu tuổi được lái xe", "người đủ 16 tuổi trở lên", True),
        ("bao nhiêu tuổi được lái xe", "bị phạt 400.000 đồng", False),
    ],
)
def test_a_number_answers_only_what_it_counts(question: str, text: str, holds: bool) -> None:
    assert counts(question, text) is holds
