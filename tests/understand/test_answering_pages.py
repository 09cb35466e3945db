"""Answers on pages for telephones and bulletins: signs instead of labels, the old rule beside the new, what is told elsewhere."""

import pytest

from distributor.facts import Answer, Facts, Point, Role
from distributor.ingest.furniture import without_furniture
from distributor.understand.answering import find_answer
from distributor.understand.answering_evades import _ONLY_LISTS
from distributor.understand.answering_told import tells_all_of_it
from distributor.understand.questions_page import read_page
from tests.understand.sources import understood


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
    """And a person decides: the old one may still hold for some."""
    question = "Thả bè trên sông có phải xin giấy phép không?"
    found = find_answer(
        question,
        f"Hỏi: {question}\nTrả lời:\n▸ {old}: thả bè trên sông dưới mười mét thì được miễn giấy phép.\n"
        "▸ Quy định mới: thả bè trên sông thì phải xin giấy phép tại bến.",
    )
    assert found.answer is not None
    assert found.answer.text == "Quy định mới: thả bè trên sông thì phải xin giấy phép tại bến."
    assert not any((found.sure, found.whole, found.is_article))


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


def read(title: str, text: str) -> Facts:
    return understood(title, text, publisher="Sở Tư pháp")


def test_a_persons_story_and_hearsay_are_told_by_no_guide() -> None:
    """A post told: "Bạn bè người thì nói 10 ngày, người thì nói 60 ngày", and not the thirty days."""
    found = read(
        "Mua đò cũ bao lâu phải sang tên, để quá hạn bị phạt bao nhiêu?",
        "Anh T. mua lại đò của bạn từ tháng 3, đến nay là tháng 9 vẫn đi bằng giấy tờ của chủ cũ. "
        "Bạn bè người thì nói 10 ngày, người thì nói 60 ngày, có người lại bảo mượn đò thì không sao.\n"
        "Theo Luật Đò năm 2023, trong 30 ngày kể từ ngày mua, người mua phải làm thủ tục sang tên đò tại bến.\n"
        "Chủ đò không sang tên đò thì bị phạt từ 800.000 đồng đến 1.000.000 đồng.",
    )
    told = " ".join(each.statement for each in found.message)
    assert "Anh T." not in told
    assert "60 ngày" not in told
    assert found.answer is not None
    assert "30 ngày" in found.answer.text


@pytest.mark.parametrize(
    ("further", "goes_out"), [("", True), (" Bến công thì nghỉ 40 ngày; bến làng thì nghỉ 60 ngày.", False)]
)
def test_a_guide_that_leaves_out_a_tier_of_what_is_asked_waits(further: str, *, goes_out: bool) -> None:
    message = [Point(Role.AMOUNT, "Bến tư được nghỉ 30 ngày một năm.", ("Bến tư được nghỉ 30 ngày một năm.",))]
    answer = Answer(f"Theo Luật Bến năm 2024, bến tư được nghỉ 30 ngày một năm.{further}", (), "", "", sure=False)
    assert tells_all_of_it("Bến được nghỉ bao nhiêu ngày một năm?", answer, (), message) is goes_out
    assert tells_all_of_it("Bến nào được nghỉ?", answer, (), message)


def test_a_guide_tells_something_to_each_part_of_what_is_asked() -> None:
    message = [Point(Role.DEADLINE, "Bến phải ghi sổ trong 24 giờ.", ("Bến phải ghi sổ trong 24 giờ.",))]
    parts = ("Bến phải ghi sổ trong 24 giờ.", "Người dân có quyền xem sổ.")
    assert tells_all_of_it("Bến phải làm gì, người dân được quyền gì?", None, parts[:1], message)
    assert not tells_all_of_it("Bến phải làm gì, người dân được quyền gì?", None, parts, message)


@pytest.mark.parametrize(
    ("reply", "goes_out"),
    [
        ("Có. Luật Đò không buộc giấy bán đò viết tay phải công chứng.", True),
        (
            "Có. Luật Đò không buộc giấy bán đò viết tay phải công chứng. "
            "Giấy bán đò viết tay không công chứng vẫn hợp pháp nếu bên bán tự viết và ký, minh mẫn và không bị ép buộc.",
            False,
        ),
    ],
)
def test_yes_without_its_condition_waits(reply: str, *, goes_out: bool) -> None:
    question = "Giấy bán đò viết tay, không công chứng có hợp pháp không?"
    found = find_answer(question, f"{question}\nTrả lời: {reply}")
    tells = found.answer is not None and "nếu bên bán" in found.answer.text
    assert (found.sure and not tells) is goes_out


def test_the_bars_of_a_table_are_told_to_nobody() -> None:
    text = "Mức thu\n| STT | Việc | Mức thu |\n|---|---|---|\n| 1 | Qua đò | 5.000 đồng/lượt |\nBà con xem bảng."
    assert without_furniture(text) == "Mức thu\nSTT | Việc | Mức thu\n\n1 | Qua đò | 5.000 đồng/lượt\nBà con xem bảng."


def test_who_advised_stands_below_a_reply_and_opens_none() -> None:
    told = said(
        "Bán đò không giấy có đòi được tiền không?",
        "Bán đò không giấy có đòi được tiền không?\nĐược. Bán đò có thể giao kết bằng lời nói, nên người bán vẫn đòi được "
        "tiền.\n"
        "Tư vấn: Trung tâm Tư vấn pháp luật Hội Luật gia tỉnh Trường Lĩnh. Tiếp dân sáng thứ Ba.",
    )
    assert told.startswith("Được. Bán đò có thể giao kết bằng lời nói")


def test_whose_work_was_handed_on_is_a_rule_and_no_report() -> None:
    told = said(
        "Đăng ký đò nước ngoài nộp hồ sơ ở đâu?",
        "Đăng ký đò nước ngoài nộp hồ sơ ở đâu?\nPhòng Hành chính, Sở Tư pháp giải đáp:\n"
        "Đúng như bạn nói, trước đây việc đăng ký đò nước ngoài do UBND cấp huyện giải quyết. "
        "Từ ngày 01/7/2025, thẩm quyền này đã được chuyển. Nơi nhận hồ sơ đăng ký đò nước ngoài bây giờ là UBND cấp xã.",
    )
    assert told == "Nơi nhận hồ sơ đăng ký đò nước ngoài bây giờ là UBND cấp xã."


def test_an_arrow_opens_a_conclusion_and_is_not_said() -> None:
    text = (
        "Hỏi: Em ở trọ, chủ nhà giữ căn cước của em cả năm, như thế có đúng không ạ?\nTrả lời:\n"
        "1) Luật Căn cước cấm chiếm đoạt, sử dụng trái phép thẻ của người khác.\n"
        "=> Chủ nhà của bạn không được giữ thẻ, phải trả lại ngay khi bạn đòi.\n"
        "2) Mức phạt do công an xem xét theo từng vụ."
    )
    answer = find_answer("Chủ nhà trọ giữ căn cước của người thuê có đúng không?", text).answer
    assert answer is not None
    assert answer.text.startswith("Chủ nhà của bạn không được giữ thẻ")


def test_all_that_stands_under_the_old_rule_is_left_aside_and_a_person_looks() -> None:
    text = (
        "Hỏi: Xe ôm của tôi thu 8 triệu đồng mỗi tháng, năm 2026 tôi có phải nộp thuế không?\nTrả lời:\n"
        "Quy định trước ngày 01/01/2026: hộ thu trên 90 triệu đồng một năm phải nộp. Như vậy, với 8 triệu đồng mỗi tháng, ông "
        "phải nộp thuế.\n"
        "Quy định từ ngày 01/01/2026: nâng mức lên 400 triệu đồng một năm.\n"
        "Vận dụng: ông thu 96 triệu đồng một năm nên từ năm 2026 ông không phải nộp thuế."
    )
    answer = find_answer("Chạy xe ôm thu 8 triệu đồng mỗi tháng có phải nộp thuế không?", text).answer
    assert answer is not None
    assert answer.text.startswith("Ông thu 96 triệu đồng một năm nên từ năm 2026 ông không phải nộp thuế")
    assert not answer.sure


def test_what_follows_the_case_on_its_line_is_concluded() -> None:
    page = read_page(
        "Nghỉ việc có được lĩnh một lần không?",
        "Hỏi: Tôi nghỉ việc, có được lĩnh một lần không?\nTrả lời: Luật cho người đóng dưới 20 năm lĩnh.\n"
        "Trường hợp của bà: bà đóng đúng 7 năm. Sau 12 tháng bà được lĩnh 14 tháng lương. Bà nên giữ sổ.",
    )
    assert [each.concludes for each in page.pieces if each.zone == "answer"][-3:] == [True, True, False]


def test_whether_a_page_was_useful_is_no_question_of_its_asker() -> None:
    text = (
        "Hỏi: Tôi sống xa quê, có được đăng ký tạm trú ở nơi thuê nhà không?\nTrả lời: Bà được đăng ký tạm trú khi ở từ 30 "
        "ngày "
        "trở lên; bà nộp tờ khai tại Công an xã nơi thuê nhà và được giải quyết trong 03 ngày làm việc.\n"
        "Câu trả lời này có hữu ích với bạn không? Có (12) – Không (1)"
    )
    assert all("hữu ích" not in each for each in read_page("Ở trọ có được đăng ký tạm trú không?", text).asked)


WITHDRAWN = (
    "TỔ HỎI ĐÁP PHƯỜNG ĐÔNG\nNgày 02/12/2026: Phần trả lời bên dưới có sai sót về mức tiền do lấy nhầm "
    "văn bản cũ. Ban biên tập gỡ nội dung này.\n"
    "Hỏi: Cô giáo mầm non nghỉ hưu được trợ cấp bao nhiêu?\nĐáp: Giáo viên mầm non nghỉ hưu được trợ cấp "
    "một lần 12.000.000 đồng.\n"
)
DISPUTED = (
    "BIÊN BẢN HỌP DÂN\nÔng Tám: Ao chung của xóm có được lấp làm sân không?\n"
    "Bà Hòa (cán bộ địa chính): Ao chung là đất công, xóm được lấp nếu họp dân đồng ý.\n"
    "Ông Lân (Phó Chủ tịch xã): Tôi không đồng ý với chị Hòa. Ao chung không được lấp vì là hồ điều hòa.\n"
    "Bà Hòa (cán bộ địa chính): Hai văn bản nói khác nhau, để tôi xem lại.\n"
)
PROPOSED = (
    "Hỏi: Người trồng rừng được vay lãi suất bao nhiêu?\nTrả lời: Theo bản dự thảo nghị định, người "
    "trồng rừng được vay lãi suất 1,2%/năm. "
    "Các con số này còn thay đổi. Khi nghị định được ban hành, chúng tôi sẽ thông tin.\n"
)
RECEIVED = (
    "Hỏi: Bè cá bị lũ cuốn được hỗ trợ thế nào?\nTrả lời: Phòng Kinh tế nhận được đơn của ông hỏi về mức "
    "hỗ trợ bè cá bị lũ cuốn tại bến Đò.\n"
    "Để trả lời chính xác, cần xem hồ sơ cụ thể về số bè. Đề nghị ông liên hệ Phòng Kinh tế, tầng 2, "
    "mang theo giấy tờ bè cá, để được hướng dẫn.\n"
)


@pytest.mark.parametrize(
    ("title", "page"),
    [
        ("Giáo viên mầm non nghỉ hưu được trợ cấp bao nhiêu?", WITHDRAWN),
        ("Lấp ao chung của xóm làm sân có được không?", DISPUTED),
        ("Người trồng rừng được vay lãi suất bao nhiêu?", PROPOSED),
        ("Bè cá bị lũ cuốn được hỗ trợ thế nào?", RECEIVED),
    ],
    ids=["withdrawn", "disputed", "proposed", "received"],
)
def test_what_is_taken_back_disputed_proposed_or_only_received_is_no_answer(title: str, page: str) -> None:
    assert find_answer(title, page).answer is None


def test_what_was_withdrawn_and_answered_anew_is_answered() -> None:
    page = WITHDRAWN.replace("Ban biên tập gỡ nội dung này.", "Nay trả lời lại như sau:")
    answer = find_answer("Giáo viên mầm non nghỉ hưu được trợ cấp bao nhiêu?", page).answer
    assert answer is not None
    assert "12.000.000 đồng" in answer.text


def test_a_table_of_cases_and_a_sum_worked_out_answer_neither_yes_nor_no() -> None:
    table = (
        "SỔ TAY CHỢ\nBan quản lý chợ lập bảng:\n| Trường hợp | Có phải nộp phí chợ không |\n|---|---|\n"
        "| Bán dưới gầm cầu thang | Không |\n| Thuê quầy cố định | Có |\n"
        "Anh Đông thuê quầy cố định bán vải nên phải nộp phí chợ hằng tháng.\n"
    )
    answer = find_answer("Bán vải ở quầy cố định có phải nộp phí chợ không?", table).answer
    assert answer is None or ("|" not in answer.text and "phải nộp phí chợ" in answer.text)
    lent = (
        "Hỏi: Tôi vay 20 triệu, mỗi tháng trả 3 triệu tiền lãi. Lãi vậy có phải nặng lãi không?\n"
        "Luật sư Nhã: Riêng khoản của anh, lãi hợp pháp là 20.000.000 x 20% : 12 = 333.000 đồng mỗi tháng.\n"
        "Mức 15%/tháng gấp 9 lần mức cao nhất, nên lãi suất này là cho vay nặng lãi.\n"
    )
    answer = find_answer("Vay 20 triệu mỗi tháng trả lãi 3 triệu có phải nặng lãi không?", lent).answer
    assert answer is not None
    assert "là cho vay nặng lãi" in answer.text


def test_of_a_procedure_what_the_asker_does_goes_before_what_the_office_does() -> None:
    page = (
        "Hỏi: Mất sổ hộ nghèo thì làm thế nào?\nTrả lời: Bác đến Ủy ban nhân dân xã nơi cư trú, viết đơn "
        "theo mẫu và nộp cho cán bộ Lao động. "
        "Sổ hộ nghèo được cấp lại trong 03 ngày làm việc; nếu nhận hồ sơ sau 16 giờ thì tính từ ngày hôm sau.\n"
    )
    answer = find_answer("Mất sổ hộ nghèo thì làm thế nào?", page).answer
    assert answer is not None
    assert answer.text.startswith("Bác đến Ủy ban nhân dân xã")


@pytest.mark.parametrize(
    ("text", "lists"),
    [
        ("Điều 9 Luật Thủy lợi liệt kê các trường hợp miễn và giảm.", True),
        ("Điều 9 Luật Thủy lợi liệt kê các trường hợp miễn: hộ nghèo; hộ có người khuyết tật.", False),
        ("Luật quy định hộ có một con trâu được miễn.", False),
    ],
)
def test_that_a_law_lists_cases_is_no_answer(text: str, lists: bool) -> None:
    assert (_ONLY_LISTS.fullmatch(text) is not None) is lists


CANNOT_SAY = (
    "Hỏi: Đất nhà tôi khai hoang từ năm 1992 có được cấp sổ đỏ không?\nTrả lời: Đất không tranh chấp thì được cấp sổ đỏ. "
    "Riêng thửa đất của ông, chúng tôi chưa thể nói được hay không, vì thư không ghi số thửa."
)
HAS_NO_FILE = (
    "Họ tên: Ngô Xuân Kháng, xã Đại Lâm.\nNội dung: Cha tôi phục viên năm 1983. Tôi xin hỏi cha tôi có được hưởng trợ cấp "
    "một lần hay không?\nÝ kiến của Sở:\nTheo Điều 5, người có dưới 15 năm công tác được hưởng trợ cấp một lần: đủ 02 năm "
    "trở xuống mức 2.500.000 đồng.\nTuy nhiên, việc kết luận đủ hay không đủ điều kiện là của cơ quan quân sự. Sở không "
    "lưu hồ sơ nên không có căn cứ để trả lời."
)
TWO_OFFICES = (
    "Ông Chiểu đứng dậy: “Nhà tôi nuôi 40 con heo, giờ thành xã rồi, tôi nuôi tiếp có được không?”\nBà Yến, Phó phòng Kinh "
    "tế, trả lời trước: khu phố 3 nằm trong phụ lục Nghị quyết 21, vậy ông Chiểu không được nuôi, phải di dời.\nNgay sau "
    "đó, ông Nam lại nói khác. Theo ông, đơn vị hành chính ấy đã chấm dứt, xã mới là vùng nông thôn; ông Chiểu được nuôi "
    "như hộ chăn nuôi nông thôn, miễn kê khai.\nChủ trì nhìn nhận hai ngành hiểu chưa giống nhau, sẽ báo cáo tỉnh."
)
LOOKS_INTO_IT = (
    "Ông Thắng phản ánh: hóa đơn nước nhà ông tăng. Ông hỏi: tôi có phải trả toàn bộ số tiền này không?\nTòa soạn đã "
    "chuyển câu hỏi của ông đến Công ty Cấp nước.\nNgày 03/7, bà Hạnh, Phó phòng Khách hàng, cho biết công ty đã cử nhân "
    "viên đến lập biên bản, đồng hồ được tháo mang đi kiểm định.\nCông ty hiện có 3 nhà máy, phục vụ 71.000 khách hàng."
)


@pytest.mark.parametrize(
    ("title", "text"),
    [
        ("Đất khai hoang từ năm 1992 có được cấp sổ đỏ không?", CANNOT_SAY),
        ("Quân nhân phục viên năm 1983 có được trợ cấp một lần không?", HAS_NO_FILE),
        ("Trong khu thị trấn cũ nay nuôi 40 con heo có được không?", TWO_OFFICES),
        ("Ống nước sau đồng hồ bị rò, tôi có phải trả toàn bộ hóa đơn không?", LOOKS_INTO_IT),
    ],
    ids=["cannot say", "has no file", "two offices", "looks into it"],
)
def test_whoever_cannot_tell_has_told_nothing(title: str, text: str) -> None:
    assert find_answer(title, text).answer is None


def test_whoever_cannot_conclude_and_tells_each_case_has_told() -> None:
    reply = (
        "Thư chưa nêu công tơ riêng hay chung nên Sở chưa thể kết luận. Nếu tiền thu của các phòng cao hơn hóa đơn tiền "
        "điện thì chủ trọ vi phạm."
    )
    found = find_answer("Chủ trọ thu tiền điện như vậy có vi phạm không?", f"Hỏi: Có vi phạm không?\nTrả lời: {reply}")
    assert found.answer is not None
    assert not found.sure


def test_what_somebody_asks_in_a_report_is_no_answer() -> None:
    text = (
        "(TG) – Từ tờ mờ sáng, bến đò đã đông.\nTrong phần hỏi đáp giữa giờ, anh Ba Thạnh đứng lên "
        "hỏi thẳng ai được tỉnh lo trọn tiền thẻ. Bà nói thêm, hộ làm nông có mức sống trung bình chỉ được hỗ trợ "
        "50%.\nTiếng vỗ tay rào rào.\n"
    )
    found = find_answer("Những ai ở Trà Giang được ngân sách đóng toàn bộ tiền bảo hiểm y tế?", text)
    assert not any("hỏi thẳng" in each.text for each in (found.answer, *found.candidates) if each is not None)


def test_a_leaflets_heading_in_capitals_tells_of_what_its_entries_are() -> None:
    text = (
        "[Tờ gấp]\nÔ TÔ\n• Mức 1: phạt 6 triệu đồng.\n• Mức 2: phạt 18 triệu đồng.\n"
        "XE MÁY\n• Mức 1: phạt 2 triệu đồng.\n• Mức 2: phạt 6 triệu đồng, trừ 10 điểm.\nGọi người nhà đón.\n"
    )
    found = find_answer("Uống rượu rồi chạy xe máy bị phạt bao nhiêu?", text)
    assert found.answer is not None
    assert "2 triệu" in found.answer.text
    assert not found.sure


def test_a_verdict_in_one_word_opens_the_answer() -> None:
    text = (
        "HỎI: Nhà bán tạp hóa có bắt buộc mua bình chữa cháy không?\n"
        "ĐÁP: Bắt buộc. Luật coi nhà ở kết hợp kinh doanh là đối tượng riêng."
    )
    answer = find_answer("Nhà bán tạp hóa có bắt buộc mua bình chữa cháy không?", text).answer
    assert answer is not None
    assert answer.text.startswith("Bắt buộc.")


def test_of_a_tariff_the_entry_that_has_all_that_is_asked_is_told_alone() -> None:
    text = (
        "Theo Điều 25 quy định như sau:\n1. Hành vi vi phạm về môi trường bị phạt như sau:\n"
        "a) Phạt tiền từ 100.000 đồng đến 150.000 đồng đối với hành vi vứt đầu mẩu thuốc lá tại khu chung cư;\n"
        "b) Phạt tiền từ 150.000 đồng đến 250.000 đồng đối với hành vi vệ sinh cá nhân không đúng nơi quy định;\n"
        "c) Phạt tiền từ 1.000.000 đồng đến 2.000.000 đồng đối với hành vi vứt rác trên vỉa hè, lòng đường.\n"
    )
    answer = find_answer("Vứt rác trên vỉa hè, lòng đường bị phạt bao nhiêu tiền?", text).answer
    assert answer is not None
    assert "2.000.000 đồng" in answer.text
    assert "100.000 đồng đến 150.000 đồng" not in answer.text
