"""Who speaks on pages without labels: posts, talks on the air, letters whose reply begins with a salutation; and whose verdict a
"Không." is."""

import pytest

from distributor.understand.answering import find_answer
from distributor.understand.answering_weights import gives_verdict
from distributor.understand.questions import Question, telling_words, wants_of
from distributor.understand.questions_page import read_page


def said(question: str, text: str) -> str:
    answer = find_answer(question, text).answer
    return answer.text if answer is not None else ""


def zones(text: str) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for each in read_page("", text).pieces:
        found.setdefault(each.zone, []).append(each.text)
    return found


POSTS = (
    "DIỄN ĐÀN XÓM CHÀI › Vay mượn\n"
    "#1 ca_bong: Mình cho bạn mượn ghe, bạn làm chìm mất. Kiện đòi ghe thì nộp án phí bao nhiêu?\n"
    "#2 gio_lao: Bỏ đi, tốn cả chục triệu đó.\n"
    "#3 LS. Đinh Thế Vụ [Luật sư]: Tranh chấp đến 6 triệu đồng thì án phí là 300.000 đồng.\n"
    "#4 ca_bong: Thế hai bên tự thỏa thuận được thì sao?\n"
    "#5 LS. Đinh Thế Vụ [Luật sư]: Thỏa thuận trước phiên tòa thì án phí giảm một nửa.\n"
    "#6 mua_he: hồi đó em nộp 900 nghìn"
)


def test_of_posts_only_who_knows_answers() -> None:
    found = zones(POSTS)
    assert [each[:22] for each in found["answer"]] == ["Tranh chấp đến 6 triệu"]
    assert found["asked"][-1].startswith("Kiện đòi ghe")
    told = said("Kiện đòi ghe bị chìm nộp án phí bao nhiêu?", POSTS)
    assert "300.000 đồng" in told
    assert "chục triệu" not in told
    assert "900 nghìn" not in told


def test_whom_a_host_asks_answers_though_no_trade_is_named() -> None:
    found = zones(
        "Phát thanh sáng thứ Bảy\n"
        "MC: Bác Thìn hỏi: mất thẻ hội viên có được vào kho mượn máy cày không?\n"
        "Chị Lài: Vẫn được, bác mang giấy tờ tùy thân.\n"
        "MC: Mượn mấy ngày hả chị?\n"
        "Chị Lài: Không quá hai ngày."
    )
    assert found["answer"] == ["Vẫn được, bác mang giấy tờ tùy thân."]


def test_another_case_that_a_host_asks_on_about_is_not_the_question() -> None:
    found = zones(
        'MC: Thưa bà con, bác Lượm gọi: "Nhà bên nuôi gà ồn suốt đêm, tôi báo ai?".\n'
        "TRƯỞNG THÔN: Bà con báo thôn, thôn lập biên bản.\n"
        "MC: Còn nuôi chó thì sao ạ?\n"
        "TRƯỞNG THÔN: Chó phải xích, việc đó do xã xử lý."
    )
    assert found["answer"] == ["Bà con báo thôn, thôn lập biên bản."]


def test_in_a_forum_where_nobody_knows_nobody_answers() -> None:
    posts = (
        'Nhóm Facebook "Xóm Chài quê mình"\n'
        "Bài đăng của Thu Cúc: Cột điện đặt trước cửa, đòi dời được không cả nhà?\n"
        "Hoa Ban: được chứ, kiện cho nó chừa!\n"
        "Cô Năm: hồi trước chị họ cô phải trả 60 triệu tiền dời cột\n"
        "Quản trị viên: quá nhiều bình luận, xin phép khóa."
    )
    assert "answer" not in zones(posts)
    assert said("Cột điện đặt trước cửa, đòi dời được không?", posts) == ""


@pytest.mark.parametrize("name", ["Cô Tư pháp", "Luật gia Bùi Thị Lan", "Cán bộ hộ tịch xã"])
def test_who_knows_replies_below_a_letter_though_no_label_says_so(name: str) -> None:
    found = zones(
        "Hộp thư thứ Sáu\nCon trai tôi mất ví, căn cước cũng mất. Nay xin cấp lại ở đâu? - Bà Tám\n"
        f"{name}: Thưa bà, cháu đến công an xã hoặc làm trên điện thoại. Lệ phí theo quy định."
    )
    assert [each[:8] for each in found["answer"]] == ["cháu đến", "Lệ phí t"]
    assert "Bà Tám" in " ".join(found["asked"])


@pytest.mark.parametrize("name", ["Trưởng thôn bảo", "Một cán bộ nói", "Cán bộ thôn giải thích", "Hà vợ công an"])
def test_whom_an_asker_tells_of_replies_nothing(name: str) -> None:
    found = zones(
        "Hộp thư thứ Sáu\nNhà tôi xin cấp sổ lần đầu có phải nộp tiền cho thôn không?\n"
        f"{name}: Phải nộp 2 triệu đồng cho thôn.\nTôi không tin."
    )
    assert not any(each.startswith("Phải nộp") for each in found.get("answer", []))


def test_the_question_of_somebody_else_ends_the_talk() -> None:
    found = zones(
        "MC: Bác Thìn hỏi: mất thẻ hội viên có được vào kho mượn máy cày không?\n"
        "Chị Lài: Vẫn được, bác mang giấy tờ tùy thân.\n"
        "MC: Bà Hoa ở xóm Cầu cũng hỏi: mượn máy xay có mất tiền không?\n"
        "Chị Lài: Mất 20.000 đồng một buổi."
    )
    assert found["answer"] == ["Vẫn được, bác mang giấy tờ tùy thân."]


def test_several_who_ask_are_answered_each_by_himself() -> None:
    told = said(
        "Mượn máy xay của hợp tác xã mất bao nhiêu tiền?",
        "Bạn đọc Lan: Tôi mất thẻ hội viên, làm lại thẻ mất bao nhiêu tiền?\n"
        "Luật gia Minh: Làm lại thẻ hội viên mất 10.000 đồng.\n"
        "Bạn đọc Hoa: Tôi muốn mượn máy xay của hợp tác xã, mất bao nhiêu tiền?\n"
        "Luật gia Minh: Mượn máy xay của hợp tác xã mất 20.000 đồng một buổi.",
    )
    assert "10.000" not in told


@pytest.mark.parametrize(
    "text",
    [
        "Hồ sơ: tờ khai.\nThời hạn: 03 ngày.\nHồ sơ: bản sao.\nLệ phí: không.",
        "Quầy một: bán rau.\nQuầy hai: bán cá.\nQuầy ba: bán thịt.",
        "Anh Hòa: đi cày.\nChị Mận: đi cấy.\nAnh Hòa: nghỉ trưa.",
    ],
)
def test_lines_behind_colons_are_no_talk_where_nobody_who_knows_is_asked(text: str) -> None:
    assert set(zones(text)) <= {"before", "answer"}
    assert not read_page("", text).labelled


@pytest.mark.parametrize(
    "salutation",
    ["Thưa ông Kha,", "Chào em Mừng.", "Em thân mến,", "Ông Sơn thân mến,", "Chào Cẩm Nhung,", "Thân gửi bạn!"],
)
def test_a_reply_begins_with_its_salutation(salutation: str) -> None:
    found = zones(
        "Nhà bên giữ con dê của em hai tuần nay. Họ bảo em không có giấy thì không trả. Họ nói thế có đúng không?\n"
        f"{salutation} họ nói không đúng.\nEm làm đơn gửi ủy ban xã nơi em ở."
    )
    assert found["answer"][-1].startswith("Em làm đơn gửi ủy ban")
    assert "Họ bảo em không có giấy thì không trả." in found["asked"]
    assert not any(each.startswith("Họ bảo") for each in found["answer"])


@pytest.mark.parametrize("greeting", ["Chào anh chị trong tòa soạn,", "Thưa luật sư,", "Kính gửi Sở,"])
def test_an_asker_who_greets_is_no_reply(greeting: str) -> None:
    found = zones(
        "Dê của tôi lạc sang nhà bên. Họ có phải trả không?\n"
        f"{greeting} họ giữ hai tuần rồi, tôi đòi lại ở đâu?\nÔng đến ủy ban xã."
    )
    assert found["answer"] == ["Ông đến ủy ban xã."]


def test_of_a_table_the_row_that_the_title_asks_is_read() -> None:
    table = (
        "TRẢ LỜI KIẾN NGHỊ CỬ TRI\n"
        "TT\tNội dung\tCơ quan\tKết quả\n"
        "1\tĐề nghị sửa cầu treo\tPhòng Kinh tế\tSửa xong trong năm 2027\n"
        "2\tBao giờ xóm Nà Lại được cấp sổ đất rẫy?\tVăn phòng đất đai\tĐo đạc xong tháng 3/2027, cấp sổ trong quý II/2027\n"
        "3\tĐề nghị thêm bác sĩ\tSở Y tế\tThêm 01 bác sĩ từ 01/01/2027"
    )
    pieces = read_page("Cử tri hỏi: bao giờ xóm Nà Lại được cấp sổ đất rẫy?", table).pieces
    said = {zone: " ".join(each.text for each in pieces if each.zone == zone) for zone in ("before", "asked", "answer")}
    assert said["before"] == ""
    assert said["asked"].endswith("Bao giờ xóm Nà Lại được cấp sổ đất rẫy?")
    assert said["answer"] == "Đo đạc xong tháng 3/2027, cấp sổ trong quý II/2027"
    assert len(read_page("Giá vé đò qua sông là bao nhiêu?", table).pieces) > 2, "none of its rows is asked"
    nearer = table.replace(
        "Đề nghị sửa cầu treo", "Bao giờ xóm Nà Lại và xóm Nà Hin được cấp sổ đất rẫy, đất ở ven suối?"
    )
    assert read_page("Bao giờ xóm Nà Lại được cấp sổ đất rẫy?", nearer).pieces[-1].text.startswith("Đo đạc xong")
    noted = table.replace("Kết quả", "Ghi chú")
    assert len(read_page("Bao giờ xóm Nà Lại được cấp sổ đất rẫy?", noted).pieces) > 2, "no column answers"


def test_what_stands_between_the_askers_sentences_is_his() -> None:
    told = said(
        "Dựng nhà lưới trồng hoa được hỗ trợ bao nhiêu một mét vuông?",
        "Hỏi: Tôi muốn dựng 300 m2 nhà lưới trồng hoa. Nghe nói xã hỗ trợ nhà lưới 90.000 đồng một mét vuông. "
        "Xin hỏi được hỗ trợ bao nhiêu?\nTrả lời: Nhiều hộ đã thoát nghèo nhờ trồng hoa.",
    )
    assert "90.000" not in told


def test_of_two_in_turn_the_title_asks_for_one() -> None:
    told = said(
        "Nhận khoán vườn chè đăng ký ở đâu, cần giấy tờ gì?",
        "Câu 1. Chị Nhụy: Tôi muốn nhận khoán vườn chè, đăng ký ở đâu, cần giấy tờ gì?\n"
        "Trả lời: Đăng ký nhận khoán vườn chè tại Ban quản lý nông trường. Giấy tờ gồm đơn đăng ký, bản sao căn cước.\n"
        "Câu 2. Anh Sỹ: Tôi muốn bán lại chè búp khô thì sao?\n"
        "Trả lời: Anh nộp tờ khai bán chè tại hợp tác xã, kèm bản sao hợp đồng; thời hạn 05 ngày làm việc.",
    )
    assert "Ban quản lý nông trường" in told
    assert "hợp tác xã" not in told


@pytest.mark.parametrize(
    ("text", "question", "verdict"),
    [
        ("Không.", "Có phải về quê không?", True),
        ("Dạ được bác nhé.", "Có được nhận thay không?", True),
        ("Không mất lệ phí.", "Có phải về quê không?", False),
        ("Không mất lệ phí.", "Làm lại thẻ có mất lệ phí không?", True),
        ("Tùy từng trường hợp.", "Có phải nộp lại không?", True),
        ("Có hai quầy tiếp nhận.", "Có được nhận thay không?", False),
        ("Nộp tại xã.", "Có phải về quê không?", False),
    ],
)
def test_whose_verdict_it_is(text: str, question: str, verdict: bool) -> None:
    assert gives_verdict(text, Question(question, wants_of(question), telling_words(question))) is verdict


def test_one_verdict_is_not_sent_out_for_two_questions() -> None:
    found = find_answer(
        "Làm lại thẻ chợ có phải về quê không?",
        "Hỏi: Tôi mất thẻ chợ, làm lại thẻ chợ có phải về quê không? Có bị phạt tiền không?\n"
        "Trả lời: Không. Làm lại thẻ chợ tại Ban quản lý chợ nơi đang bán.",
    )
    assert not found.sure


@pytest.mark.parametrize("other", ["Ngược lại,", "Cũng trong khung giờ này,", "Trong khi đó,"])
def test_another_case_is_no_answer(other: str) -> None:
    told = said(
        "Hát to ở chợ buổi trưa có bị phạt không?",
        "Hỏi: Hàng bên hát to ở chợ buổi trưa, có bị phạt không?\n"
        "Trả lời: Hát to ở khu dân cư từ 22 giờ đến 06 giờ bị phạt từ 500.000 đồng.\n"
        f"{other} dùng loa hát to ở chợ để bán hàng buổi trưa cũng bị phạt.",
    )
    assert not told.startswith(("Ngược", "Cũng", "Trong", "Dùng"))
