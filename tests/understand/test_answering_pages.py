"""Answers on pages for telephones and bulletins: signs instead of labels, the old rule beside the new, what is told elsewhere."""

import pytest

from distributor.understand.answering import find_answer


def said(question: str, text: str) -> str:
    answer = find_answer(question, text).answer
    return answer.text if answer is not None else ""


@pytest.mark.parametrize(("asks", "tells"), [("❓", "✅ "), ("▪ ", "▫ "), ("► ", "")])
def test_a_sign_before_question_and_answer_is_neither(asks: str, tells: str) -> None:
    question = "Nuôi ong trong vườn nhà, tôi thả thêm đàn ong lạ có được không?"
    told = said(
        question,
        f'Fanpage "Luật quê"\n{asks}{question} Có phải tôi trộm đâu!\n'
        f"{tells}Không nhé! Luật Nuôi ong: người thả đàn ong lạ phải xin phép Ủy ban nhân dân xã trước khi thả.\n"
        "👉 Cố tình thả thì bị phạt tiền.\nAdmin trực: Tổ ong.",
    )
    assert told.startswith("Không nhé! Luật Nuôi ong: người thả đàn ong lạ phải xin phép")
    assert "Tổ ong" not in told


def test_what_the_asker_doubts_is_no_reply() -> None:
    question = "Đò ngang chở quá ba người có bị phạt không?"
    text = f"{question}\nKhông biết ai đúng.\nTheo Luật Đò, đò ngang chở quá ba người thì bị phạt tiền 200.000 đồng."
    assert said(question, text).endswith("đò ngang chở quá ba người thì bị phạt tiền 200.000 đồng.")


def test_many_questions_that_are_decided_are_not_one_reply() -> None:
    first = "▼ Bến đò có phải treo biển không?\nĐược.\nBiển do xã cấp.\n"
    text = f"{first}▼ Đò ngang có phải đăng ký không?\nĐò ngang phải đăng ký tại xã."
    assert said("Đò ngang có phải đăng ký không?", text) == "Đò ngang phải đăng ký tại xã."


@pytest.mark.parametrize("old", ["Quy định cũ (Luật Bến năm 2014)", "Mức trước đây"])
def test_the_old_rule_beside_the_new_one_answers_nothing(old: str) -> None:
    told = said(
        "Thả bè trên sông có phải xin giấy phép không?",
        "Hỏi: Thả bè trên sông có phải xin giấy phép không?\nTrả lời:\n"
        f"▸ {old}: thả bè trên sông dưới mười mét thì được miễn giấy phép.\n"
        "▸ Quy định mới: thả bè trên sông thì phải xin giấy phép tại bến.",
    )
    assert told == "Quy định mới: thả bè trên sông thì phải xin giấy phép tại bến."


def test_the_old_rule_alone_may_be_all_there_is() -> None:
    told = said(
        "Thả bè trên sông có phải xin giấy phép không?",
        "Hỏi: Thả bè trên sông có phải xin giấy phép không?\nTrả lời:\nQuy định cũ: thả bè trên sông thì phải xin giấy phép.",
    )
    assert "phải xin giấy phép" in told


@pytest.mark.parametrize(
    "where",
    [
        "Mời quý vị đón xem phần tư vấn của luật sư vào thứ Năm.",
        "Mời các bạn cùng lắng nghe chương trình lúc 20 giờ.",
        "Đừng quên theo dõi câu trả lời trên sóng.",
    ],
)
def test_a_page_that_announces_the_answer_has_none(where: str) -> None:
    question = "Người nuôi chim có được nghỉ mùa chim không?"
    text = (
        f"{question}\nLuật Chim cho phép người nuôi chim nghỉ nếu có đủ điều kiện.\nVậy người nuôi chim ra sao? {where}"
    )
    assert find_answer(question, text).answer is None
    assert find_answer(question, text.replace(where, "")).answer is not None


def test_what_was_not_asked_is_not_told_instead() -> None:
    told = said(
        "Quá bao nhiêu năm thì hết quyền đòi bến?",
        "Hỏi: Quá bao nhiêu năm thì hết quyền đòi bến?\nTrả lời:\nQuyền đòi bến hết sau 30 năm.\n"
        "Quyền đòi tiền bến hết sau 03 năm; vấn đề này anh không hỏi nhưng nên biết.",
    )
    assert told == "Quyền đòi bến hết sau 30 năm."


def test_hearsay_defines_nothing_and_a_definition_does() -> None:
    told = said(
        "Bến treo là gì?",
        'Bến treo là gì?\nNgười ta hay bảo nhau "đừng neo bến treo". Bến treo là bến không có giấy phép mà vẫn đón khách.',
    )
    assert told == "Bến treo là bến không có giấy phép mà vẫn đón khách."


def test_an_entry_is_not_cut_at_its_colon() -> None:
    entries = "\n".join(
        f"- Việc thứ {place} của người mới vào nghề đóng đò ở bến: tối đa {place}0 ngày;" for place in range(1, 9)
    )
    question = "Học nghề đóng đò tối đa bao lâu và được trả bao nhiêu tiền?"
    found = find_answer(
        question,
        f"Hỏi: {question}\nTrả lời:\nHọc nghề đóng đò tối đa như sau:\n{entries}\nTiền công học nghề là 50.000 đồng.",
    )
    for told in [*([found.answer] if found.answer else []), *found.candidates]:
        assert not told.text.endswith(("ở bến.", "bến:"))


def test_who_asks_is_no_part_of_what_is_asked() -> None:
    """In a bulletin he stands before his question; his name and village would ask for themselves."""
    told = said(
        "Cụ ông 80 tuổi được nhận bao nhiêu tiền đò và làm đơn ở đâu?",
        "▪ Bà Nông Thị Phin (thôn Nà Rược): Bố tôi 80 tuổi được nhận bao nhiêu tiền đò và làm đơn ở đâu?\n"
        "▫ Công chức xã trả lời: Người từ đủ 80 tuổi được nhận 70.000 đồng tiền đò một tháng.\n"
        "Bà viết đơn, nộp tại UBND xã. Trong 10 ngày xã sẽ xem xét, trả lời.",
    )
    assert "70.000 đồng" in told
    assert "nộp tại UBND xã" in told


def test_whoever_is_quoted_speaking_to_the_asker_is_not_the_law() -> None:
    question = "Lập vi bằng bán đò có thay được đăng ký đò không?"
    text = (
        f'Ông Tạo hỏi: "{question}"\nBà Duyên dành mười phút để trả lời.\n'
        '"Khoản 3 viết rõ: vi bằng bán đò không thay được đăng ký đò. '
        'Cầm vi bằng thì ông không sang tên được đò ở bến nào cả đâu."\n'
    )
    assert "không thay được đăng ký đò" in said(question, text)
