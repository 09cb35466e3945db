"""Which point is told where only one is, and lines of a long text that begin alike."""

from dataclasses import replace
from datetime import date

from distributor.compose.lines import under_one_lead
from distributor.compose.message import short_facts
from distributor.facts import Answer, DocumentFacts, Point, Role
from tests.compose.demo_items import DEMO, item
from tests.compose.test_message import said

RULE = "Xe chở hàng trên 2 tấn không được vào chợ từ 7 giờ đến 9 giờ."
PASS = "Thẻ ra vào có giá trị 15 ngày."
GRACE = "Đến hết ngày 31/01/2027, người vi phạm được nhắc nhở, chưa xử phạt."
OF_PASS = f"Xe giao hàng gấp xin thẻ ra vào của ban quản lý chợ trước 01 ngày. {PASS}"


def test_a_sentence_that_goes_on_from_another_one_and_a_time_of_grace_stand_behind_the_rule() -> None:
    message = tuple(
        Point(role, text, (text,)) for role, text in ((Role.AMOUNT, PASS), (Role.DEADLINE, GRACE), (Role.BAN, RULE))
    )
    facts = replace(
        item("Quyết định về xe vào chợ", kind="new_law", message=message).facts, document=DocumentFacts(number="1")
    )
    view = item("Quyết định về xe vào chợ", kind="new_law", message=message)
    view = replace(view, text=f"Điều 1. {RULE}\n2. {OF_PASS}\n3. {GRACE}", facts=facts)
    assert short_facts(view)[0].statement == RULE


def test_hours_without_their_day_stand_behind_the_day() -> None:
    hours, day = (
        "Thời gian: từ 8 giờ đến 10 giờ, tại phòng họp tầng 2.",
        "Buổi đối thoại chuyển sang ngày 09/12/2026 (thứ Tư).",
    )
    view = item(
        "Thông báo đổi lịch đối thoại với tiểu thương",
        kind="notice",
        message=tuple(Point(Role.CHANGE, t, (t,)) for t in (hours, day)),
    )
    assert short_facts(view)[0].statement == day
    dated = replace(view, title=f"{view.title} ngày 09/12/2026")
    assert short_facts(dated)[0].statement == hours


def test_an_answer_stands_under_its_question_unless_it_repeats_it() -> None:
    told = (
        "Nơi thực hiện: Ủy ban nhân dân cấp xã nơi người đó cư trú hoặc nơi đã đăng ký lần đầu. Hồ sơ gồm: tờ khai theo "
        "mẫu; bản chính giấy tờ cũ; giấy tờ tùy thân của người đi làm và giấy ủy quyền đã được chứng thực nếu nộp thay."
    )
    question = "Thủ tục xin cấp lại bản sao trích lục khai sinh khi bị cháy nhà thực hiện ở đâu, cần mang gì?"
    view = replace(
        DEMO["fees"],
        kind="question",
        title=question,
        facts=replace(DEMO["fees"].facts, answer=Answer(told, (told,), "")),
    )
    text = said(view, "x").text
    assert "trích lục khai sinh" in text
    assert "Nơi thực hiện" in text


def test_lines_that_begin_alike_say_it_once() -> None:
    lead = "Mức giảm giá vé tháng trên các tuyến"
    assert under_one_lead([f"{lead}: 80% cho người già.", f"{lead}: 40% cho sinh viên.", "Vé ngày không giảm."]) == [
        f"{lead}: 80% cho người già; 40% cho sinh viên.",
        "Vé ngày không giảm.",
    ]
    assert under_one_lead(["Mức thu: 5 đồng.", "Mức thu: 6 đồng."]) == ["Mức thu: 5 đồng.", "Mức thu: 6 đồng."]
    two = [f"{lead}: 80% cho người già. Trẻ em đi miễn phí.", f"{lead}: 40% cho sinh viên."]
    assert under_one_lead(two) == two


def test_the_day_of_a_part_stands_without_that_of_the_whole() -> None:
    part = "Người đi bộ đường dài được cấp nước miễn phí 02 lít/ngày (từ ngày 01/5/2027)."
    whole = DocumentFacts(kind="quyết định", number="8/2026/QĐ-UBND", effective_on=date(2027, 1, 15))
    view = item("Quyết định về đường mòn", kind="new_law", message=(Point(Role.RIGHT, part, (part,)),))
    text = said(replace(view, facts=replace(view.facts, document=whole)), "sms").text
    assert "01/5/2027" in text
    assert "15/01/2027" not in text


def test_a_last_day_of_another_matter_does_not_stand_under_the_title_of_news_of_a_law() -> None:
    until = "Từ nay đến hết ngày 20/12/2026, chủ vườn liên hệ trạm khuyến nông để được hướng dẫn."
    message = (Point(Role.DEADLINE, until, (until,), day=date(2026, 12, 20)),)
    title = "Từ 01/01/2027, vườn ươm dưới 300 m2 không phải đăng ký mã số vùng trồng"
    told = said(item(title, kind="new_law", message=message), "x").text
    assert "20/12/2026" not in told or "khuyến nông" in told


def test_no_hamlets_line_and_nothing_of_the_old_rule_stands_for_a_notice() -> None:
    lines = ("Bản Na: 8 giờ ngày 12/12/2026, tại nhà văn hóa.", "Bản Pi: 8 giờ ngày 13/12/2026, tại trường học.")
    rest = "Người chưa nhận thì nhận tại bưu điện trước ngày 20/12/2026."
    back = "Người chưa nhận trong các ngày trên thì mang giấy tờ đến xã."
    message = tuple(Point(Role.CHANGE, text, (text,)) for text in (*lines, back, rest))
    view = item("Thông báo lịch phát thẻ", kind="notice", message=message)
    assert [each.statement for each in short_facts(view)] == [rest]
    old, new = "Kỳ thi đã báo trước ngày 10/12/2026 theo quy định cũ.", "Người dự thi nộp 01 phiếu đăng ký."
    message = tuple(Point(Role.CHANGE, text, (text,)) for text in (old, new))
    view = item("Hồ sơ dự thi gọn hơn", kind="new_law", message=message)
    assert short_facts(view)[0].statement == new
