"""The answer that is found on pages of very different making, all written for this test; and what must never pass for one."""

import json
import time
from pathlib import Path
from typing import Any

import pytest

from bench.learn_answers import overlap
from distributor.understand.answering import find_answer
from distributor.understand.answering_citation import CITED
from distributor.understand.answering_rules import answer_rules
from distributor.understand.answering_text import fitted
from distributor.understand.named_laws import with_the_name
from distributor.understand.questions_pieces import Piece

ROWS: list[dict[str, Any]] = [
    json.loads(line)
    for line in Path(__file__).with_name("questions_written.jsonl").read_text(encoding="utf-8").splitlines()
]


def squeezed(text: str) -> str:
    return " ".join(text.split())


@pytest.mark.parametrize("row", ROWS, ids=[row["id"] for row in ROWS])
def test_the_answer_is_the_one_that_was_asked_for(row: dict[str, Any]) -> None:
    answer = find_answer(row["question"], row["text"]).answer
    if row["verdict"] == "none":
        assert answer is None or not answer.sure
        return
    assert answer is not None
    given = [*answer.quotes, answer.text]
    assert any(overlap(quote, each) >= 0.6 for quote in row["quotes"] for each in given), answer.text
    strays = [each for each in given if all(overlap(quote, each) < 0.6 for quote in row["quotes"])]
    assert not any(overlap(tempting, each) >= 0.8 for tempting in row["wrong"] for each in strays), strays


@pytest.mark.parametrize("row", ROWS, ids=[row["id"] for row in ROWS])
def test_an_answer_keeps_the_limits_and_stands_in_the_source(row: dict[str, Any]) -> None:
    found, rules = find_answer(row["question"], row["text"]), answer_rules()
    source = squeezed(row["text"])
    for answer in filter(None, (found.answer, *found.candidates)):
        assert len(answer.text.split()) <= rules.answer_words
        assert len(answer.quotes) <= rules.quotes
        for quote in answer.quotes:
            assert len(quote.split()) <= rules.quote_words
            assert quote in source
    assert found.answer is not None or len(found.candidates) <= 2


def test_a_greeting_under_the_label_is_no_answer() -> None:
    text = "Hỏi: Em nghỉ sinh thì được nghỉ mấy tháng?\nTRẢ LỜI\nChị T ở Hà Nội.\n"
    found = find_answer("Lao động nữ sinh con được nghỉ mấy tháng?", text)
    assert not found.sure
    assert found.answer is None or not found.answer.sure
    with_answer = text + "Lao động nữ sinh con được nghỉ thai sản trước và sau khi sinh là 06 tháng."
    answer = find_answer("Lao động nữ sinh con được nghỉ mấy tháng?", with_answer).answer
    assert answer is not None
    assert answer.text == "Lao động nữ sinh con được nghỉ thai sản trước và sau khi sinh là 06 tháng."


def test_a_verdict_is_not_lost_before_its_steps() -> None:
    question = "Xây nhà cấp bốn trên đất vườn có phải xin phép không?"
    asked = (
        "Hỏi: Gia đình tôi ở xã Tân Hưng muốn xây nhà cấp bốn trên đất trồng cây lâu năm thì có phải xin phép không?"
    )
    text = (
        f"{asked}\n\nTrả lời: Có. Trước hết phải chuyển mục đích sử dụng sang đất ở tại Ủy ban nhân dân cấp xã. Sau đó, nhà ở "
        "riêng lẻ dưới 7 tầng tại xã không thuộc khu chức năng, khu vực có quy hoạch thì được miễn giấy phép xây dựng."
    )
    answer = find_answer(question, text).answer
    assert answer is not None
    assert answer.text.startswith("Có")


def test_the_answer_to_another_question_of_the_page_is_none() -> None:
    text = (
        "Con nuôi có phải đổi họ không?\nViệc đổi họ do cha mẹ nuôi yêu cầu. Như vậy, con nuôi không bắt buộc phải đổi họ.\n"
        "Người nhận con nuôi phải hơn con nuôi bao nhiêu tuổi?\nPhải hơn con nuôi từ 20 tuổi trở lên.\n"
    )
    assert find_answer("Con nuôi có được hưởng chế độ tử tuất không?", text).answer is None
    answer = find_answer("Người nhận con nuôi phải hơn con nuôi bao nhiêu tuổi?", text).answer
    assert answer is not None
    assert answer.text == "Phải hơn con nuôi từ 20 tuổi trở lên."


TWO = (
    "Hỏi: Tôi thuê trọ đã hơn một tháng. Ở bao lâu thì phải đăng ký tạm trú? Nếu không đăng ký thì bị phạt bao nhiêu tiền?\n"
    "Trả lời: Công dân sinh sống ngoài xã nơi thường trú từ 30 ngày trở lên thì phải đăng ký tạm trú.\n"
)


def test_of_two_questions_both_are_answered_or_a_person_is_asked() -> None:
    title = "Bao lâu phải đăng ký tạm trú, không đăng ký bị phạt bao nhiêu tiền?"
    half = find_answer(title, TWO)
    assert not half.sure
    whole = find_answer(
        title, TWO + "Người không đăng ký tạm trú bị phạt tiền từ 500.000 đồng đến 1.000.000 đồng.\n"
    ).answer
    assert whole is not None
    assert whole.sure
    assert "30 ngày" in whole.text
    assert "1.000.000 đồng" in whole.text


def test_what_is_in_doubt_must_stand_in_a_sure_answer() -> None:
    text = (
        "Hỏi: Chúng tôi quê ở hai tỉnh. Đăng ký kết hôn có phải về quê không?\n"
        "Trả lời: Ủy ban nhân dân cấp xã nơi cư trú của một bên thực hiện. Đăng ký kết hôn trong nước được miễn lệ phí.\n"
    )
    assert not find_answer("Đăng ký kết hôn có phải về quê không?", text).sure


def test_an_answer_that_points_back_waits() -> None:
    text = (
        "Hỏi: Em muốn làm hòa giải viên. Cần điều kiện gì?\nTrả lời: Người có uy tín, tự nguyện thì được bầu. Hồ sơ do thôn lập. "
        "Như vậy, bạn được làm hòa giải viên nếu đủ các điều kiện trên."
    )
    assert not find_answer("Làm hòa giải viên cần điều kiện gì?", text).sure


def test_of_alternatives_each_must_be_answered() -> None:
    text = (
        "Hỏi: Tôi có phải bồi thường hay chịu trách nhiệm hình sự không?\n"
        "Trả lời: Như vậy, bạn không phải bồi thường nếu không có lỗi."
    )
    assert not find_answer("Có phải bồi thường hay chịu trách nhiệm hình sự không?", text).sure


def test_a_name_of_the_asker_waits() -> None:
    text = (
        "Ông Đỗ Văn Lúa hỏi: Tôi có được vay vốn hộ nghèo không?\n"
        "Trả lời: Như vậy, ông Lúa được vay vốn hộ nghèo theo quy định."
    )
    assert not find_answer("Có được vay vốn hộ nghèo không?", text).sure


@pytest.mark.parametrize("row", ROWS, ids=[row["id"] for row in ROWS])
def test_what_goes_out_by_itself_is_the_answer(row: dict[str, Any]) -> None:
    answer = find_answer(row["question"], row["text"]).answer
    if answer is None or not answer.sure:
        return
    assert row["verdict"] != "none"
    assert any(overlap(quote, answer.text) >= 0.6 for quote in row["quotes"]), answer.text


def test_another_sentence_of_the_kind_that_is_asked_for_is_told_too_or_keeps_an_answer_back() -> None:
    text = (
        "Hỏi: Giấy phép kinh doanh vận tải của tôi sắp hết hạn. Đổi mất bao lâu?\n"
        "Đáp: Giấy phép kinh doanh vận tải được đổi trong 03 ngày làm việc. "
        "Giấy phép kinh doanh vận tải nộp trực tuyến được đổi trong 02 ngày làm việc."
    )
    both = find_answer("Đổi giấy phép kinh doanh vận tải mất bao lâu?", text).answer
    assert both is not None
    assert both.sure
    assert "03 ngày" in both.text
    assert "02 ngày" in both.text
    many = text + "".join(
        f" Giấy phép kinh doanh vận tải hạng {place} nộp tại đơn vị số {place} được đổi trong {place} ngày làm việc."
        for place in range(4, 9)
    )
    assert not find_answer("Đổi giấy phép kinh doanh vận tải mất bao lâu?", many).sure
    assert find_answer("Đổi giấy phép kinh doanh vận tải mất bao lâu?", text.rsplit(" Giấy", 1)[0]).sure


def test_half_a_list_waits() -> None:
    entries = "\n".join(
        f"- Giấy tờ thứ {place} của người nộp hồ sơ đăng ký hộ kinh doanh cá thể;" for place in range(1, 15)
    )
    text = f"Hỏi: Hồ sơ đăng ký hộ kinh doanh gồm giấy tờ gì?\nTrả lời: Hồ sơ đăng ký hộ kinh doanh gồm:\n{entries}"
    assert not find_answer("Hồ sơ đăng ký hộ kinh doanh gồm giấy tờ gì?", text).sure


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Hỏi",
        "? " * 50_000,
        "HỎI: CÓ ĐƯỢC KHÔNG? TRẢ LỜI: " + "ĐƯỢC NỘP HỒ SƠ. " * 20_000,
        "Theo Điều 1 Luật này quy định như sau: " * 12_000,
        "“" * 100_000,
        '"a' * 100_000,
        "a) b; " * 80_000,
        "không " * 90_000,
        "trả lời tư vấn " * 30_000,
        " - " * 100_000,
        "?" * 100_000,
        "A: b?\nB: c\n" * 10_000,
        "\n".join(f"Việc {place} | {place}.000 đồng | 10 ngày" for place in range(2_000)),
    ],
    ids=range(14),
)
def test_any_text_is_read_soon(text: str) -> None:
    began = time.thread_time()
    find_answer("Có phải nộp hồ sơ không, ở đâu?", text)
    assert time.thread_time() - began < 1.5


@pytest.mark.parametrize(
    "text",
    [
        "TỔNG HỢP TRẢ LỜI KIẾN NGHỊ CỬ TRI\nKiến nghị số 3 (cử tri xã Bình Lãng): Đề nghị tỉnh cho biết có tiếp tục hỗ trợ giống "
        "lúa cho hộ bị bỏ sót hay không; một số hộ đi vắng.\nTrả lời: Hộ chưa có trong danh sách làm đơn gửi xã trước 30/11.",
        "Không bắt buộc. Đó là câu trả lời của Sở Tư pháp cho bạn đọc Phương Thảo về việc tiếp tục hỗ trợ giống lúa.\n"
        "Hộ bị bỏ sót làm đơn gửi xã.",
    ],
)
def test_words_that_ask_or_name_who_asked_are_no_sure_answer(text: str) -> None:
    found = find_answer("Có tiếp tục hỗ trợ giống lúa cho hộ bị bỏ sót không?", text)
    assert not found.sure


@pytest.mark.parametrize(
    ("text", "cited"),
    [
        ("Theo Điều 55 Luật Hôn nhân và gia đình, vợ chồng cùng yêu cầu.", "Điều 55 Luật Hôn nhân và gia đình"),
        (
            "Khoản 2 Điều 5 Luật Phòng, chống tác hại của rượu, bia quy định.",
            "Khoản 2 Điều 5 Luật Phòng, chống tác hại của rượu, bia",
        ),
        ("Điều 9 Luật Đất đai và các văn bản hướng dẫn.", "Điều 9 Luật Đất đai"),
        ("Theo Điều 15 Luật Hộ tịch, trong thời hạn 60 ngày.", "Điều 15 Luật Hộ tịch"),
    ],
)
def test_a_law_is_cited_by_its_whole_name(text: str, cited: str) -> None:
    found = CITED.search(text)
    assert found is not None
    assert found[0] == cited


def test_an_answer_too_long_is_said_without_its_source_and_never_cut_before_what_it_rules() -> None:
    text = (
        "Hỏi: Hàng xóm thả chó cắn cháu tôi thì bị phạt thế nào, tôi có được đòi bồi thường không?\nTrả lời:\n"
        "Theo điểm b khoản 2 Điều 7 Nghị định 90/2017/NĐ-CP (sửa đổi bởi Nghị định 04/2020/NĐ-CP), người không đeo rọ mõm "
        "cho chó hoặc không xích giữ chó, không có người dắt khi đưa chó ra nơi công cộng bị phạt tiền từ 1.000.000 đồng "
        "đến 2.000.000 đồng.\n"
        "Như vậy, gia đình bà có quyền yêu cầu chủ nuôi chó trả chi phí tiêm phòng, chữa trị, thu nhập bị mất và bù đắp tổn "
        "thất tinh thần do người bị chó cắn phải chịu trong thời gian điều trị tại cơ sở y tế."
    )
    answer = find_answer("Hàng xóm nuôi chó để chạy rông cắn người thì xử lý thế nào?", text).answer
    assert answer is not None
    assert "nơi công cộng bị phạt tiền từ 1.000.000 đồng" in answer.text
    assert not answer.text.startswith("Theo điểm b")


@pytest.mark.parametrize(
    ("before", "said"),
    [
        (
            "Điều 35 Bộ luật Lao động 2019 quy định phải báo trước.",
            "Theo Điều 40 Bộ luật Lao động 2019, phải bồi thường.",
        ),
        ("Theo Bộ luật Lao động 2012 và Bộ luật Dân sự 2015 thì khác.", "Theo Điều 40 Bộ luật này, phải bồi thường."),
        ("Luật Nhà ở 2023 quy định khác.", "Theo Điều 40 Bộ luật này, phải bồi thường."),
        ("Bộ luật Lao động năm 2019 và Bộ luật Lao động 2019", "Theo Điều 40 Bộ luật Lao động 2019, phải bồi thường."),
    ],
)
def test_this_code_is_said_by_the_only_name_that_stands_before(before: str, said: str) -> None:
    assert with_the_name("Theo Điều 40 Bộ luật này, phải bồi thường.", before) == said


def test_a_rumour_is_no_answer() -> None:
    text = (
        "Nhiều người dân lo lắng trước tin từ năm 2027 xe đạp điện phải đăng ký biển số. Phòng Cảnh sát giao thông tỉnh khẳng "
        "định: hiện nay chưa có quy định nào bắt buộc xe đạp điện phải đăng ký biển số; chỉ xe máy điện phải đăng ký."
    )
    found = find_answer("Xe đạp điện từ 2027 phải đăng ký?", text)
    for each in (found.answer, *found.candidates):
        assert each is None or "lo lắng" not in each.text


def test_an_answer_cites_the_act_that_stands_nearest_before_it() -> None:
    text = (
        "Hỏi: Bố tôi mất đã 2 tháng nhưng chưa đi khai tử. Chậm như vậy có bị phạt không?\nTrả lời: Theo Điều 33 Luật Hộ tịch "
        "2014, trong 15 ngày từ ngày có người chết, người thân thích phải đi đăng ký khai tử. Nghị định 82/2020/NĐ-CP không quy "
        "định xử phạt hành vi đăng ký khai tử quá hạn. Vì vậy gia đình bạn không bị phạt tiền nhưng nên đi đăng ký sớm."
    )
    answer = find_answer("Chậm đăng ký khai tử có bị phạt không?", text).answer
    assert answer is not None
    assert (answer.text.partition(" nhưng")[0], answer.citation) == (
        "Gia đình bạn không bị phạt tiền",
        "Nghị định 82/2020/NĐ-CP",
    )


def test_a_basis_is_named_only_where_it_can_be_no_other() -> None:
    asked = "Trâu nhà tôi phá lúa của hàng xóm thì có phải bồi thường không?"
    one = "Trả lời:\nViệc này được quy định tại Điều 603 Bộ luật Dân sự năm 2015.\n"
    two = f"{one}Thả rông trâu bị xử phạt theo Điều 7 Nghị định 282/2025/NĐ-CP.\n"
    told = "Chủ trâu phải bồi thường thiệt hại do trâu phá lúa của hàng xóm."
    for before, basis in ((one, "Điều 603 Bộ luật Dân sự năm 2015"), (two, "")):
        answer = find_answer(asked, f"{before}{told}").answer
        assert answer is not None
        assert answer.text.startswith("Chủ trâu phải bồi thường")
        assert answer.citation == basis


def test_what_stands_further_down_is_not_told_as_the_law_named_first() -> None:
    text = (
        "Trả lời: Khoản 2 Điều 16 Luật Quốc tịch Việt Nam quy định con có cha hoặc mẹ là công dân Việt Nam thì có quốc tịch Việt "
        "Nam nếu cha mẹ thỏa thuận bằng văn bản. Ủy ban nhân dân cấp xã nơi cha hoặc mẹ cư trú đăng ký khai sinh. "
        "Thời hạn đăng ký khai sinh là 03 ngày làm việc."
    )
    found = find_answer("Đăng ký khai sinh cho con trong thời hạn bao lâu?", text).answer
    assert found is not None
    assert (found.text, found.citation) == ("Thời hạn đăng ký khai sinh là 03 ngày làm việc.", "")
    near = find_answer("Con có cha là người Lào có quốc tịch Việt Nam không?", text).answer
    assert near is not None
    assert near.citation == "khoản 2 Điều 16 Luật Quốc tịch Việt Nam", "as it is written within a sentence"


@pytest.mark.parametrize(
    ("sentence", "room", "said"),
    [
        ("Để con bạn đứng tên trên Giấy chứng nhận, con bạn cần có người đại diện theo pháp luật.", 12, ""),
        (
            "Người từ đủ 15 tuổi tự mình giao dịch. Khi bán đất, phải có người đại diện đồng ý.",
            12,
            "Người từ đủ 15 tuổi tự mình giao dịch.",
        ),
        ("Lý do được đưa ra là “quá trình điều tra, bị can không khai nhận hành vi”.", 10, ""),
        ("Bạn nộp phạt trong 10 ngày, kể từ ngày nhận quyết định xử phạt.", 8, "Bạn nộp phạt trong 10 ngày."),
    ],
)
def test_what_only_opens_a_sentence_is_no_answer(sentence: str, room: int, said: str) -> None:
    pieces = [[Piece(sentence, 0, len(sentence), 0)]]
    assert fitted(pieces, room)[0] == said


def test_what_the_writer_offers_or_adds_is_no_answer() -> None:
    title = "Hàng xóm hát karaoke buổi trưa có bị phạt không?"
    text = (
        "Hỏi: Trưa nào nhà bên cũng hát karaoke, tôi không ngủ được. Có bị phạt không?\n"
        "Trả lời: Theo chúng tôi, để có giấc ngủ ngon, bạn có thể lắp cửa kính hoặc nói chuyện với hàng xóm.\n"
        "Bạn có thể gửi ảnh biên bản cho chúng tôi để xem giúp.\n"
        "Người gây ồn trong khu dân cư từ 22 giờ đến 06 giờ bị phạt từ 500.000 đồng đến 1.000.000 đồng."
    )
    found = find_answer(title, text)
    told = [each.text for each in (found.answer, *found.candidates) if each is not None]
    assert not any("giấc ngủ ngon" in each or "gửi ảnh" in each for each in told)


def test_the_askers_story_under_the_question_said_again_is_no_answer() -> None:
    title = "Cha mẹ chưa đăng ký kết hôn, giấy khai sinh của con có ghi tên cha được không?"
    text = (
        "Chưa đăng ký kết hôn, khai sinh cho con có ghi tên cha được không?\n"
        "Vợ chồng tôi chưa đăng ký kết hôn. Ra xã thì chị cán bộ nói phải để trống phần cha. "
        "Tôi muốn ghi tên cha cho cháu có được không? Câu hỏi của chị T.N.\n"
        "Có được ghi tên cha khi cha mẹ chưa đăng ký kết hôn?\n"
        "Như vậy, cha mẹ chưa đăng ký kết hôn vẫn ghi được tên cha trong giấy khai sinh nếu người cha làm thủ tục nhận con."
    )
    found = find_answer(title, text)
    assert found.answer is not None
    assert "vẫn ghi được tên cha" in found.answer.text
    assert "cán bộ" not in found.answer.text


def test_a_recited_law_does_not_decide_where_the_office_concludes_otherwise_for_the_asker() -> None:
    title = "Đang học đại học có được hoãn nghĩa vụ quân sự không?"
    text = (
        "Em T.V.L.: Em học ngành kế toán, buổi tối. Em có được hoãn không ạ?\nBan CHQS phường trả lời:\n"
        "Luật Nghĩa vụ quân sự năm 2015 quy định: công dân được đào tạo trình độ đại học đã được tạm hoãn nghĩa vụ quân sự thì "
        "độ tuổi gọi nhập ngũ đến hết 27 tuổi.\n"
        "Nếu em học hệ vừa học vừa làm thì không được tạm hoãn với lý do này. Dù thuộc diện nào, em vẫn phải đi khám."
    )
    found = find_answer(title, text)
    assert not found.sure or (found.answer is not None and "vừa học vừa làm" in found.answer.text)


def test_what_a_thing_is_not_defines_nothing() -> None:
    text = (
        "1. Hộ kinh doanh do một cá nhân đăng ký thành lập và chịu trách nhiệm bằng toàn bộ tài sản của mình.\n"
        "Như vậy, hộ kinh doanh không phải là doanh nghiệp nhưng chủ hộ phải chịu trách nhiệm vô hạn."
    )
    assert not find_answer("Hộ kinh doanh là gì?", text).sure
