"""What a short labelled reply answers with: all of the kind that is asked for, with what limits it; else a person decides."""

import pytest

from distributor.understand.answering import find_answer
from distributor.understand.questions import asked
from distributor.understand.questions_page import read_page


def sent(title: str, asked: str, reply: str, label: str = "Trả lời:") -> str:
    """The answer that would go out by itself; empty where a person decides."""
    answer = find_answer(title, f"Hỏi: {asked}\n{label} {reply}\n").answer
    return answer.text if answer is not None and answer.sure else ""


@pytest.mark.parametrize(
    ("title", "asked", "reply", "parts"),
    [
        (
            "Đánh bắt cá bằng kích điện bị phạt bao nhiêu tiền?",
            "Trong xã có người dùng kích điện bắt cá. Bị phạt bao nhiêu tiền?",
            "Sông, hồ là nơi sinh sống của nhiều loài. Dùng kích điện để bắt cá trên sông bị phạt tiền từ 3.000.000 đồng đến "
            "5.000.000 đồng. Dùng kích điện từ trên tàu cá bị phạt tiền từ 10.000.000 đồng đến 20.000.000 đồng.",
            ["3.000.000", "20.000.000"],
        ),
        (
            "Trẻ mấy tháng thì tiêm sởi, tiêm ở đâu?",
            "Con tôi 8 tháng. Mấy tháng thì tiêm sởi và tiêm ở đâu?",
            "Trẻ tiêm sởi mũi một khi đủ 9 tháng tuổi. Mũi hai tiêm khi đủ 18 tháng tuổi. Tiêm tại trạm y tế xã, do cơ quan y tế "
            "tổ chức tại Phòng khám xã.",
            ["9 tháng", "18 tháng", "xã"],
        ),
        (
            "Mở lớp dạy bơi có phải đăng ký không?",
            "Tôi muốn mở lớp dạy bơi cho trẻ. Có phải đăng ký không?",
            "Có. Lớp dạy bơi có thu tiền phải đăng ký kinh doanh hoạt động thể thao. Trường hợp dạy miễn phí trong trường "
            "học thì không phải đăng ký.",
            ["Có.", "thu tiền", "miễn phí"],
        ),
        (
            "Bị chiếm mất lối đi thì làm thế nào?",
            "Hàng xóm rào mất lối đi vào nhà tôi. Tôi phải làm thế nào?",
            "Trước hết, chị nên chụp ảnh và yêu cầu hòa giải tại Ủy ban nhân dân xã. Trường hợp hòa giải không thành thì chị "
            "nộp đơn khởi kiện tại Tòa án nhân dân khu vực.",
            ["chụp ảnh", "khởi kiện"],
        ),
    ],
    ids=["all-fines", "both-days-and-the-place", "verdict-with-its-case", "first-step-and-last"],
)
def test_all_that_is_of_the_kind_goes_out_with_what_limits_it(
    title: str, asked: str, reply: str, parts: list[str]
) -> None:
    text = sent(title, asked, reply)
    assert all(part in text for part in parts), text


@pytest.mark.parametrize("label", ["Trả lời:", "Đáp:", "Luật sư trả lời:", "Giải đáp:", "Trả lời của Công an xã:"])
def test_a_label_opens_the_answer(label: str) -> None:
    title, asked = "Nuôi trăn có phải khai báo không?", "Tôi định nuôi trăn. Nuôi trăn có phải khai báo không?"
    reply = "Trăn là động vật hoang dã. Người nuôi trăn phải khai báo với hạt kiểm lâm."
    assert sent(title, asked, reply, label) == "Người nuôi trăn phải khai báo với hạt kiểm lâm."


@pytest.mark.parametrize(
    ("title", "asked", "reply"),
    [
        (
            "Mang pháo hoa về nhà có bị phạt không, phạt bao nhiêu?",
            "Tôi mua pháo hoa ở cửa khẩu. Mang về có bị phạt không, phạt bao nhiêu?",
            "Người mang pháo hoa nổ về nhà bị phạt theo lỗi vi phạm.",
        ),
        (
            "Bán rượu tự nấu có phải xin phép không?",
            "Tôi nấu rượu ở nhà. Bán rượu tự nấu có phải xin phép không?",
            "Rượu phải được bảo quản nơi khô ráo. Người bán rượu cho trẻ em bị phạt tiền từ 500.000 đồng đến 1.000.000 đồng.",
        ),
        (
            "Được vay bao nhiêu tiền để trồng rừng?",
            "Nhà tôi có hai héc ta đất. Được vay bao nhiêu tiền để trồng rừng?",
            "Ngân hàng ghi nhận ý kiến và sẽ trả lời sau. Năm trước người trồng quế được vay 50 triệu đồng.",
        ),
        (
            "Chậm trả sách thư viện có bị phạt không?",
            "Con tôi mượn sách thư viện tỉnh. Chậm trả sách có bị phạt không?",
            "Người mượn chậm trả sách bị phạt 1.000 đồng một ngày. Không áp dụng đối với người khuyết tật, người cao tuổi, "
            + "người ở xã biên giới, xã đảo, " * 15
            + "thương binh. Như vậy, con chị bị phạt.",
        ),
    ],
    ids=["half", "neighbour", "put-off", "exceptions-without-room"],
)
def test_what_is_not_answered_wholly_waits(title: str, asked: str, reply: str) -> None:
    assert sent(title, asked, reply) == ""


@pytest.mark.parametrize(
    ("title", "goes"),
    [("Mấy tuổi thì được đi xe máy điện?", False), ("Con tôi mấy tuổi thì được đi xe máy điện?", True)],
)
def test_the_askers_own_case_alone_answers_no_question_of_everybody(title: str, goes: bool) -> None:
    filler = (
        "Xe máy điện là xe gắn máy chạy bằng động cơ điện, có vận tốc thiết kế lớn nhất không lớn hơn 50 km/h. " * 3
    )
    reply = f"{filler}Như vậy, con 15 tuổi của chị chưa được đi xe máy điện, 16 tuổi mới được đi."
    assert bool(sent(title, "Con tôi 15 tuổi. Mấy tuổi thì được đi xe máy điện?", reply)) is goes


@pytest.mark.parametrize(
    "tiers",
    [
        [
            "nộp chậm từ 5 ngày đến 10 ngày bị phạt tiền 2.000.000 đồng",
            "Nộp chậm trên 10 ngày bị phạt tiền 5.000.000 đồng",
        ],
        ["xe chở quá tải từ 10% đến 30% bị phạt 800.000 đồng", "Xe chở quá tải trên 30% bị phạt 4.000.000 đồng"],
    ],
)
def test_a_tier_of_a_fine_never_goes_out_without_the_next(tiers: list[str]) -> None:
    what = tiers[1].split(" bị")[0].casefold().rsplit(" trên", 1)[0]
    reply = f"Theo khoản 2 Điều 9 Nghị định số 12/2026/NĐ-CP, {tiers[0]}. {tiers[1]}."
    text = sent(f"Người {what} thì bị phạt bao nhiêu tiền?", f"Tôi {what}. Bị phạt bao nhiêu tiền?", reply)
    assert not text or all(tier.rsplit(" ", 2)[1] in text for tier in tiers), text


def test_a_warning_that_begins_as_the_fines_do_is_told_with_them() -> None:
    text = sent(
        "Chậm trả mặt bằng chợ bị phạt bao nhiêu?",
        "Tôi chậm trả mặt bằng chợ. Bị phạt bao nhiêu?",
        "Chậm trả mặt bằng chợ dưới 3 ngày thì bị cảnh cáo. "
        "Chậm trả mặt bằng chợ từ 3 ngày đến 10 ngày bị phạt tiền 500.000 đồng.",
    )
    assert "cảnh cáo" in text
    assert "500.000" in text


def test_the_papers_answer_though_they_name_no_case() -> None:
    text = sent(
        "Người bán cá ở chợ đầu mối cần giấy tờ gì?",
        "Tôi bán cá ở chợ đầu mối. Cần giấy tờ gì?",
        "Người bán cá ở chợ đầu mối đăng ký chỗ với ban quản lý. "
        "Khi vào chợ phải mang theo: căn cước; phiếu kiểm dịch; giấy khám sức khỏe.",
    )
    assert "phiếu kiểm dịch" in text


def test_the_rule_for_everybody_answers_where_anybody_may_ask() -> None:
    rule = (
        "Người học lái xe hạng A1 được sát hạch khi đủ 18 tuổi, có đủ sức khỏe và đã học xong chương trình lý thuyết."
    )
    text = sent(
        "Khi nào được sát hạch lái xe hạng A1?",
        "Em trai tôi còn đi học. Khi nào được sát hạch lái xe hạng A1?",
        f"{rule} Như vậy, em trai bạn được sát hạch lái xe hạng A1 sau 1 năm nữa, từ ngày đủ 18 tuổi.",
    )
    assert text.startswith(rule)


def test_a_short_message_never_tells_the_exception_alone() -> None:
    rule = (
        "Người dân được câu cá ở hồ thủy lợi"
        + " ngoài giờ vận hành, cách đập từ 200 mét trở lên," * 5
        + " không phải xin phép"
    )
    title = "Câu cá ở hồ thủy lợi có phải xin phép không?"
    case = "Trường hợp câu cá bằng thuyền thì phải xin phép."
    assert not sent(title, f"Tôi hay câu cá. {title}", f"{rule}. {case}")
    short = find_answer(
        title, f"Hỏi: Tôi hay câu cá. {title}\nTrả lời: Không. Câu cá trên bờ hồ không phải xin phép. {case}\n"
    ).answer
    assert short is not None
    assert short.sure
    assert "bằng thuyền" in short.quotes[0]


def test_a_conclusion_answers_though_no_rule_names_its_case() -> None:
    text = sent(
        "Con dâu có phải là người thừa kế không?",
        "Mẹ chồng tôi mất. Con dâu có phải là người thừa kế không?",
        "Hàng thừa kế gồm vợ, chồng, cha, mẹ, con của người chết. Pháp luật không có quy định về con dâu trong hàng thừa kế. "
        "Do đó, con dâu không phải là người thừa kế, trừ khi có di chúc.",
    )
    assert "không phải là người thừa kế, trừ khi có di chúc" in text


def test_another_levy_is_none_of_the_one_asked_for() -> None:
    text = sent(
        "Bán nhà có phải công chứng không, thuế thu nhập cá nhân bao nhiêu?",
        "Tôi bán nhà. Có phải công chứng không, thuế thu nhập cá nhân bao nhiêu?",
        "Hợp đồng bán nhà phải được công chứng. Thuế thu nhập cá nhân bằng 2% giá bán. Lệ phí trước bạ do bên mua chịu là 0,5%.",
    )
    assert "2%" in text
    assert "0,5%" not in text


@pytest.mark.parametrize(
    ("question", "doubted"),
    [
        ("Xe không có giấy đăng ký có bị tạm giữ không?", ("tạm", "giữ")),
        ("Có phải nộp phí môi trường, phí thoát nước không?", ("nộp", "phí", "môi", "trường", "phí", "thoát", "nước")),
    ],
)
def test_what_is_in_doubt_is_the_last_verb_with_all_its_things(question: str, doubted: tuple[str, ...]) -> None:
    (part,) = asked([question], [])
    assert part.predicate == tuple(word for word in doubted if word != "trường")


def test_the_rule_is_told_before_the_case() -> None:
    text = sent(
        "Trồng cây sát ranh có được không?",
        "Tôi trồng xoài cách tường nhà bên 20 cm. Trồng cây sát ranh có được không?",
        "Người trồng cây sát ranh phải cách mép ngoài ranh giới ít nhất một mét. "
        "Do đó, việc chị trồng cây sát ranh là không được.",
    )
    assert text.startswith("Người trồng cây sát ranh phải cách")


def test_who_asks_may_stand_behind_his_question() -> None:
    page = read_page("", "Hỏi: Tôi bị cắt nước hai ngày. Có được đền bù không? (anh Lù Văn Páo, xã Nậm Xe)\nĐáp: Có.\n")
    assert page.asked == ["Có được đền bù không?"]


def test_a_title_once_more_over_its_text_is_no_heading() -> None:
    title = "Bị mất xe gọi ai, giữ giấy gì?"
    text = f"{title}\nNgười mất xe báo ngay công an xã. Giữ giấy đăng ký và hóa đơn mua xe."
    page = read_page(title, text)
    assert page.is_article
    assert page.headings == ()


@pytest.mark.parametrize("number", ["3. ", "b) ", "(2) ", "- ", "4."])
def test_no_list_number_stands_in_an_answer(number: str) -> None:
    text = (
        "Hỏi: Tôi muốn xin giấy phép nuôi yến. Nộp hồ sơ ở đâu?\nTrả lời:\n"
        f"{number}Nộp hồ sơ tại Ủy ban nhân dân cấp xã nơi đặt nhà yến.\n"
    )
    found = find_answer("Xin giấy phép nuôi yến nộp hồ sơ ở đâu?", text)
    for answer in filter(None, (found.answer, *found.candidates)):
        assert answer.text.startswith("Nộp hồ sơ"), answer.text
        assert all(quote.startswith("Nộp hồ sơ") for quote in answer.quotes)


def test_the_law_that_rules_the_consequence_is_cited() -> None:
    text = (
        "Hỏi: Tôi bỏ khám sức khỏe nghĩa vụ. Tôi có bị phạt tiền không?\n"
        "Trả lời: Theo Luật Nghĩa vụ quân sự năm 2015, công dân có lệnh gọi phải đến khám. "
        "Theo Nghị định 218/2025/NĐ-CP, người không đến khám sức khỏe bị phạt tiền. "
        "Như vậy, bạn không đến khám nên bị phạt tiền.\n"
    )
    answer = find_answer("Tôi bỏ khám sức khỏe nghĩa vụ thì có bị phạt tiền không?", text).answer
    assert answer is not None
    assert answer.citation == "Nghị định 218/2025/NĐ-CP"


def test_the_sentence_that_answers_is_the_first_quote() -> None:
    answer = find_answer(
        "Đốt vàng mã ở chung cư có bị phạt không?",
        "Hỏi: Nhà trên đốt vàng mã ngoài hành lang. Đốt vàng mã ở chung cư có bị phạt không?\n"
        "Trả lời: Hành lang chung cư là lối thoát nạn chung của mọi hộ. Người đốt vàng mã không đúng nơi quy định ở chung cư bị "
        "phạt tiền từ 500.000 đồng đến 1.000.000 đồng. Trường hợp gây cháy thì bị xử lý hình sự.\n",
    ).answer
    assert answer is not None
    assert answer.quotes[0].startswith("Người đốt vàng mã")


@pytest.mark.parametrize(
    ("title", "text"),
    [
        (
            "Hòa giải viên ở cơ sở là gì?",
            "Mục tiêu là giữ tình làng nghĩa xóm giữa các hộ dân khi có mâu thuẫn. Hòa giải ở cơ sở do hòa giải viên thực hiện.",
        ),
        (
            "Lấy ý kiến về giá nước bằng cách nào?",
            "Cơ quan định giá phải lấy ý kiến về giá nước, trừ khi định giá theo trình tự, thủ tục rút gọn.",
        ),
    ],
    ids=["defines-something-else", "an-office's-procedure"],
)
def test_an_article_that_says_something_else_is_no_sure_answer(title: str, text: str) -> None:
    found = find_answer(title, text)
    assert found.is_article
    assert not found.sure
