"""Key points: what a good editor would have picked from the source's words, or nothing.

`golden/points.txt` shows those of every demo item. After a deliberate change:
`LOA_WRITE_GOLDEN=1 pytest tests/understand/test_points.py`, then read the difference.
"""

import os
import re
import unicodedata
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from distributor.errors import SettingsError
from distributor.facts import DocumentFacts, KeyPoints, Point, Role
from distributor.text.plain import one_line
from distributor.understand.points import key_points, understand_points
from distributor.understand.recognise import recognise
from distributor.understand.sentences import MOST_SENTENCES, read_sentences
from distributor.understand.statements import is_bare
from distributor.understand.topics import read_topics, topic_of, topics
from distributor.understand.understand import understand
from distributor.understand.wording import alike_worded
from tests.understand.sources import demo_items

GOLDEN = Path(__file__).parent / "golden" / "points.txt"


def points(title: str = "Tin", summary: str = "", text: str = "", kind: str = "", attachment: str = "") -> KeyPoints:
    return key_points(title, summary, text, kind=kind, document=None, attachment_text=attachment)


def stands(value: str, source: str) -> bool:
    """Whether it is the source's: its words in their order, from where its first three stand together, but for what was cut, for
    shorter words that say the same, and the name of the commune that speaks, which stands where the source says only "phường"."""
    named = re.search(r"(?:xã|phường) (?:[A-ZĐ]\w+ ?){2,3}", value)
    if named and named[0].strip().casefold() in source.casefold():
        value = value.replace(named[0].strip(), named[0].split()[0])
    return in_order(spoken(value), spoken(source)) or in_order(
        spoken(alike_worded(value)), spoken(alike_worded(source))
    )


def in_order(words: list[str], known: list[str]) -> bool:
    opening = words[:3]
    for start in range(len(known)):
        if known[start : start + len(opening)] == opening:
            rest = iter(known[start:])
            if all(word in rest for word in words):
                return True
    return not words


def spoken(text: str) -> list[str]:
    text = re.sub(r"(?<=\d) giờ (\d{2})(?: phút)?(?!\w)", r"h\1", text.casefold())
    return re.findall(r"\w+(?:[./,-]\w+)*", text)


def values(found: KeyPoints) -> list[str]:
    return [each for each in (found.affected, *found.changes, found.action, found.place, found.deadline) if each]


def shown() -> Iterator[str]:
    for item in demo_items():
        found = item.facts.points
        rows = [
            ("chủ đề", found.topic),
            ("ai", found.affected),
            *(("điểm mới", change) for change in found.changes),
            ("cần làm", found.action),
            ("ở đâu", found.place),
            ("thời hạn", f"{found.deadline} [{found.deadline_on}]" if found.deadline else ""),
        ]
        lines = [f"  {name}: {value}" for name, value in rows if value]
        yield "\n".join([f"[{item.facts.kind}] {item.title}", *lines])


def test_the_demo_reads_as_agreed() -> None:
    text = "\n\n".join(shown()) + "\n"
    if os.environ.get("LOA_WRITE_GOLDEN"):
        GOLDEN.write_text(text, encoding="utf-8")
    assert text == GOLDEN.read_text(encoding="utf-8")


def test_every_point_of_the_demo_stands_in_its_source() -> None:
    counted = 0
    for item in demo_items():
        source = one_line(f"{item.title}\n{item.summary}\n{item.text}")
        for value in values(item.facts.points):
            assert stands(value, source), (item.title, value)
            counted += 1
    assert counted > 60


FIRST = "Mức hỗ trợ học nghề cho lao động nông thôn tối đa là 6.000.000 đồng mỗi người."
DANGLING = [
    "Trường hợp này người dân được miễn 100% lệ phí hồ sơ.",
    "Quá thời hạn này, người dân phải nộp 500.000 đồng mỗi hồ sơ.",
    "Họ được hỗ trợ 3.000.000 đồng mỗi người trong 06 tháng.",
    "Tuy nhiên, hộ nghèo được giảm 50% lệ phí nộp hồ sơ.",
    "Các trường hợp nêu trên được giảm 50% lệ phí nộp hồ sơ.",
    "Người dân được giảm 50% lệ phí theo quy định tại khoản này.",
    "Nếu không nộp được, người dân bị phạt 500.000 đồng mỗi hồ sơ.",
    "Việc sửa đổi trên nhằm giảm 50% lệ phí nộp hồ sơ cho hộ nghèo.",
    "Hành vi vi phạm trên bị phạt tiền 5.000.000 đồng mỗi người.",
    "Cơ quan chức năng lấy mẫu xét nghiệm, nghi do người bán không được cấp giấy chứng nhận.",
]


@pytest.mark.parametrize("sentence", DANGLING)
def test_what_points_back_is_left_out(sentence: str) -> None:
    found = points(text=f"{FIRST}\n{sentence}")
    assert found.changes == (FIRST,)
    assert values(points(text=sentence)) == []


FURNITURE = """ỦY BAN NHÂN DÂN TỈNH HƯƠNG GIANG ------- CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM Độc lập - Tự do - Hạnh phúc
Số: 27/2026/QĐ-UBND
Hương Giang, ngày 23 tháng 11 năm 2026
Căn cứ Luật Tổ chức chính quyền địa phương số 72/2025/QH15, người dân được hỗ trợ 9.000.000 đồng;
Theo đề nghị của Giám đốc Sở Tư pháp, mức hỗ trợ tối đa 9.000.000 đồng.
QUYẾT ĐỊNH:
Chương I QUY ĐỊNH CHUNG
Điều 1. Mức hỗ trợ 9.000.000 đồng
"""
RECIPIENTS = """
Nơi nhận:
- Người dân được hỗ trợ 9.000.000 đồng mỗi hộ;
- Lưu: VT, hộ gia đình được hỗ trợ 9.000.000 đồng."""


def test_letterheads_headings_and_recipients_are_passed_over() -> None:
    assert points(text=FURNITURE + FIRST + RECIPIENTS).changes == (FIRST,)


def test_words_that_only_join_are_left_out() -> None:
    sentence = "Theo đó, mức hỗ trợ tối đa là 6.000.000 đồng mỗi người mỗi khóa."
    assert points(text=sentence).changes == ("Mức hỗ trợ tối đa là 6.000.000 đồng mỗi người mỗi khóa.",)


def test_a_list_is_taken_whole_or_not_at_all() -> None:
    opener = "Người dân được miễn lệ phí khi thuộc một trong các trường hợp:"
    listed = f"{opener}\na) Hộ nghèo;\nb) Người có công;\nc) Trẻ em dưới 6 tuổi."
    whole = one_line(listed)
    assert points(text=listed).changes == (whole,)
    long = listed.replace("Hộ nghèo", "Hộ nghèo " + "ở xã có điều kiện đặc biệt khó khăn " * 12)
    assert values(points(text=long)) == []
    assert values(points(text=listed.removesuffix("c) Trẻ em dưới 6 tuổi."))) == [], "a list that was cut"


def test_no_condition_or_exception_is_cut_off() -> None:
    sentence = (
        "Người dân được miễn 100% lệ phí nếu nộp hồ sơ trực tuyến, trừ hồ sơ đất đai; hồ sơ giấy nộp 50.000 đồng."
    )
    assert points(text=sentence).changes == (sentence,)
    unclear = "Hộ nghèo trừ hộ đã nhận hỗ trợ được cấp 2.000.000 đồng mỗi năm."
    assert points(text=unclear).affected == ""


def test_citizens_come_before_offices() -> None:
    office = "Sở Tư pháp chủ trì, phối hợp với các sở, ngành báo cáo về kết quả trong 05 ngày làm việc."
    assert points(text=f"{office}\n{FIRST}").changes == (FIRST,)


def test_the_same_is_said_once_and_by_the_fuller_sentence() -> None:
    short = "Mức chi là 300.000 đồng cho mỗi vụ hòa giải thành."
    full = "Mức chi là 300.000 đồng cho mỗi vụ hòa giải thành và 200.000 đồng cho mỗi vụ hòa giải không thành."
    assert points(summary=short, text=full).changes == (full,)
    assert points(summary=short, text="Mỗi vụ hòa giải thành được chi 300.000 đồng.").changes == (short,)
    assert points(title=short, text=short).changes == ()


def test_a_correction_is_one_sentence_with_both_wordings() -> None:
    both = "Tại khoản 2 Điều 4, cụm từ “30 ngày” được đính chính thành “20 ngày làm việc”."
    text = f"Văn bản có sai sót về “thời hạn 30 ngày”.\n{both}\nNgười dân nộp hồ sơ tại Ủy ban nhân dân cấp xã."
    assert values(points(text=text, kind="correction")) == [both]
    assert values(points(text="Cụm từ “30 ngày” được đính chính.", kind="correction")) == []


DEADLINES = [
    ("Thời hạn góp ý đến hết ngày 25/12/2026.", date(2026, 12, 25)),
    ("Ý kiến gửi về Sở Tư pháp trước 17 giờ ngày 25 tháng 12 năm 2026.", date(2026, 12, 25)),
    ("Ý kiến góp ý được nhận đến hết ngày 25/12/2026.", date(2026, 12, 25)),
    ("Thí sinh nộp bài dự thi chậm nhất ngày 5/1/2027.", date(2027, 1, 5)),
    ("Người dân đăng ký từ ngày 01/12/2026 đến ngày 15/12/2026.", date(2026, 12, 15)),
]
NO_DEADLINES = [
    "Hồ sơ đã nộp trước ngày 10/12/2026 được giải quyết theo quy định cũ.",
    "Bảy kiến nghị sẽ được trả lời bằng văn bản trước ngày 09/12/2026, gửi đến doanh nghiệp.",
    "Kết quả được tổng hợp, gửi về trước ngày 30 tháng 6 hằng năm.",
    "Các đơn vị gửi kết quả trước ngày 08/12/2026 để tổng hợp chung.",
    "Góp ý trước ngày 31/02/2027 hoặc sau đó.",
    "Quyết định gửi đến các xã có hiệu lực từ ngày 01/12/2026 đến ngày 01/12/2027.",
]


@pytest.mark.parametrize(("sentence", "day"), DEADLINES)
def test_a_deadline_and_its_day(sentence: str, day: date) -> None:
    found = points(text=sentence)
    assert (found.deadline, found.deadline_on) == (sentence, day)


@pytest.mark.parametrize("sentence", NO_DEADLINES)
def test_a_day_that_binds_no_reader_is_no_deadline(sentence: str) -> None:
    assert points(text=sentence).deadline_on is None


def test_two_days_are_none() -> None:
    text = "Thời hạn góp ý đến hết ngày 25/12/2026.\nÝ kiến gửi trước ngày 20/12/2026."
    assert (points(text=text).deadline, points(text=text).deadline_on) == ("", None)


def test_an_answer_gives_its_ruling_and_not_the_asker() -> None:
    text = (
        "Hỏi: Tôi được hỗ trợ 1.000.000 đồng, có phải trả lại không?\n\n"
        "Trả lời: Người nhận hỗ trợ không phải trả lại trong thời hạn 12 tháng. Bạn hãy liên hệ phường."
    )
    found = points("Có phải trả lại tiền hỗ trợ không?", text=text, kind="question")
    assert found.changes == ("Người nhận hỗ trợ không phải trả lại trong thời hạn 12 tháng.",)


def test_of_an_answer_that_quotes_the_law_only_the_conclusion_counts() -> None:
    text = (
        "Điều 4 quy định như sau:\n1. Bên bán được thu 70% giá trị hợp đồng.\n"
        "Như vậy, bên bán nhà chỉ được thu tối đa 95% số tiền mua nhà.\nNhư vậy, thuế do bên mua nộp trong 10 ngày."
    )
    found = points("Bên bán nhà được thu tối đa bao nhiêu tiền mua nhà?", text=text, kind="question")
    assert found.changes == ("Bên bán nhà chỉ được thu tối đa 95% số tiền mua nhà.",)


LAW = """QUỐC HỘI ------- CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
Điều 1. Phạm vi điều chỉnh
Luật này quy định về quyền và nghĩa vụ về đất đai của người sử dụng đất.
Điều 2. Đối tượng áp dụng
Luật này áp dụng đối với người sử dụng đất và cơ quan quản lý đất đai.
Điều 3. Giải thích từ ngữ
Đất ở là đất được dùng để ở, tối thiểu 50 m².
"""


def test_a_long_law_gives_its_rulings_once_and_whom_it_applies_to() -> None:
    article = "Điều 4. Mức phạt\nNgười dân bị phạt 1.000.000 đồng mỗi lần.\n"
    found = points("Luật", text=LAW + article * 300, kind="new_law")
    assert found.changes == ("Người dân bị phạt 1.000.000 đồng mỗi lần.",)
    assert found.affected == "người sử dụng đất và cơ quan quản lý đất đai"
    assert found.topic == "Đất đai, nhà ở"
    excepted = LAW.replace("Điều 3.", "Luật này không áp dụng đối với đất quốc phòng.\nĐiều 3.")
    assert points("Luật", text=excepted + article * 300).affected == ""


def test_words_that_an_act_puts_into_another_are_not_its_own() -> None:
    text = f"{FIRST}\n1. Sửa đổi Điều 2 như sau:\n“Điều 2. Mức phạt\nNgười dân bị phạt 9.000.000 đồng mỗi lần.\n3. Mức khác.”."
    assert points(text=text).changes == (FIRST,)


def test_the_attachment_speaks_only_where_the_item_says_nothing() -> None:
    assert points("Quyết định mới", attachment=FIRST).changes == (FIRST,)
    assert points("Quyết định mới", text="Hộ nghèo được miễn 100% lệ phí.", attachment=FIRST).changes != (FIRST,)


def test_a_day_of_effect_is_no_deadline() -> None:
    document = DocumentFacts(effective_on=date(2026, 12, 10))
    found = key_points("Tin", "", "Người dân nộp hồ sơ trước ngày 10/12/2026.", kind="", document=document)
    assert found.deadline_on is None


@pytest.mark.parametrize(
    ("title", "kind", "label"),
    [
        ("Quy định diện tích tối thiểu được tách thửa đất", "new_law", "Đất đai, nhà ở"),
        ("Đăng ký khai sinh quá hạn", "question", "Khai sinh, hộ tịch"),
        ("Mức xử phạt nồng độ cồn với người lái xe", "", "Giao thông"),
        ("Giả danh công an yêu cầu đọc mã OTP", "scam_warning", "An ninh mạng, lừa đảo"),
        ("Phổ biến, giáo dục pháp luật của Sở Giáo dục và Đào tạo", "", ""),
        ("Hội nghị tổng kết", "", ""),
        ("Thuế đất đai", "", ""),
    ],
)
def test_a_topic_is_given_only_where_it_is_clear(title: str, kind: str, label: str) -> None:
    assert topic_of(title, "", "", kind) == label


def test_a_broken_table_of_topics_names_its_file(tmp_path: Path) -> None:
    file = tmp_path / "topics.toml"
    file.write_text("topic = 1", encoding="utf-8")
    with pytest.raises(SettingsError, match=r"topics\.toml"):
        read_topics(file)


def test_a_word_names_one_weight_in_a_topic() -> None:
    for topic in topics().rules.topic:
        assert not set(topic.telling) & set(topic.words), topic.label


PIECES = st.sampled_from(
    [
        "Điều 1. ", "a) ", "- ", "\n", "\n\n", ":", ";", ".", "“", "”", "(", ")", " này ", "Người dân được hỗ trợ 50% ", "trừ ",
        "Trả lời: ", "Nơi nhận:", "ngày 25/12/2026", " góp ý đến hết ", "CỘNG HÒA XÃ HỘI", "u\u031b\u0301 ", "\u00a0", "[1]",
    ]
)  # fmt: skip


@given(st.lists(PIECES, max_size=60).map("".join), st.lists(PIECES, max_size=10).map("".join))
def test_of_any_text_each_point_stands_in_it_and_comes_again(text: str, summary: str) -> None:
    found = points("Tin", summary, text)
    source = one_line(f"Tin\n{summary}\n{text}")
    for value in values(found):
        assert stands(value, source)
        assert value == unicodedata.normalize("NFC", value) == one_line(value)
    assert points("Tin", summary, text) == found


@pytest.mark.parametrize(
    "unit", ["a ", ". ", "“", "1", " \n", "ĐIỀU ", "a:\n", "1. a\n", "(", "Ngày 1;\n", FIRST + " "]
)
def test_a_text_of_200_000_characters_costs_no_more_than_its_beginning(unit: str) -> None:
    text = (unit * 200_000)[:200_000]
    assert len(read_sentences(text, "text")) <= MOST_SENTENCES
    assert len(points(text=text).changes) <= 3


@pytest.mark.parametrize(
    ("statement", "bare"),
    [
        ("Khu vực nông thôn: mầm non: 80; tiểu học: 80; trung học cơ sở: 130.", True),
        ("Mức thu: 1.500.", True),
        ("Mầm non: 80.000 đồng/tháng; tiểu học: 90.000 đồng/tháng.", False),
        ("Thời gian: 8 giờ đến 11 giờ 30, thứ Bảy.", False),
        ("Điện thoại: 0900 123 456.", False),
    ],
)
def test_a_figure_without_its_unit_is_not_said(statement: str, bare: bool) -> None:
    assert is_bare(statement) is bare


def test_a_notice_says_when_and_no_torn_list() -> None:
    found = points(
        "Thông báo lịch tiếp công dân tháng 12",
        text="Chủ tịch xã Đồi Chè tiếp công dân vào ngày 15/12/2026, từ 8 giờ tại trụ sở xã, số 5 phố Cau.\n"
        "Người dân mang theo căn cước và đơn, tài liệu liên quan.",
        kind="other_legal",
    )
    assert found.changes[0].startswith("Chủ tịch xã Đồi Chè tiếp công dân vào ngày 15/12/2026, từ 8 giờ")
    torn = (
        "Trạm y tế đề nghị người dân thực hiện các việc sau: 1. Đưa trẻ đến tiêm đúng hẹn.\n2. Mang theo sổ tiêm chủng."
    )
    assert not any("sau: 1" in each or each.endswith("2.") for each in points("Tiêm chủng", text=torn).changes)


ACT = """ỦY BAN NHÂN DÂN TỈNH HƯƠNG GIANG
Số: 95/2026/QĐ-UBND
Hương Giang, ngày 24 tháng 11 năm 2026
QUYẾT ĐỊNH
{subject}
{articles}
Điều 8. Quyết định này có hiệu lực kể từ ngày 15 tháng 12 năm 2026./."""


def message(subject: str, articles: str) -> list[Point]:
    text = ACT.format(subject=subject, articles=articles)
    return list(understand_points(subject, "", text, kind="new_law", document=None)[1])


def test_a_tariff_that_needs_two_statements_tells_who_pays_nothing_too() -> None:
    told = message(
        "Quy định giá tối đa dịch vụ thu gom rác",
        """Điều 1. Quy định giá tối đa dịch vụ thu gom, vận chuyển rác thải sinh hoạt (đã bao gồm thuế giá trị gia tăng) như sau:
1. Hộ gia đình tại phường: 32.000 đồng/hộ/tháng.
2. Hộ gia đình tại xã: 22.000 đồng/hộ/tháng.
3. Hộ nghèo: không thu. Hộ cận nghèo: giảm 50%.
4. Cơ sở kinh doanh dưới 1 m3 rác/tháng: 150.000 đồng/cơ sở/tháng.""",
    )
    assert [each.statement for each in told[:2]] == [
        "Quy định giá tối đa dịch vụ thu gom, vận chuyển rác thải sinh hoạt (đã bao gồm thuế giá trị gia tăng): hộ gia đình tại "
        "phường: 32.000 đồng/hộ/tháng; hộ gia đình tại xã: 22.000 đồng/hộ/tháng.",
        "Giá tối đa dịch vụ thu gom, vận chuyển rác thải sinh hoạt: hộ nghèo: không thu; hộ cận nghèo: giảm 50%; cơ sở "
        "kinh doanh dưới 1 m3 rác/tháng: 150.000 đồng/cơ sở/tháng.",
    ]
    assert told[1].quotes == (
        "Hộ nghèo: không thu. Hộ cận nghèo: giảm 50%.",
        "Cơ sở kinh doanh dưới 1 m3 rác/tháng: 150.000 đồng/cơ sở/tháng.",
    )


def test_how_often_is_no_deadline_and_a_heading_is_not_said_twice() -> None:
    told = message(
        "Quy định mức hỗ trợ học nghề",
        """Điều 2. Mức hỗ trợ
1. Hỗ trợ tiền ăn: 45.000 đồng/người/ngày thực học.
2. Mỗi người chỉ được hỗ trợ một lần; trường hợp bị thu hồi đất được hỗ trợ không quá 03 lần.
3. Hồ sơ nộp chậm nhất ngày 31/12/2026 tại Ủy ban nhân dân cấp xã nơi người học cư trú.""",
    )
    said = {each.statement: each.role for each in told}
    assert [role for text, role in said.items() if "03 lần" in text] == [Role.RIGHT], said
    assert not any("hỗ trợ: hỗ trợ" in text for text in said), said
    assert any("45.000 đồng" in text for text in said)


STEPS = """Công an tỉnh hướng dẫn người dân đăng ký tạm trú trên ứng dụng VNeID như sau:
Bước 1: Đăng nhập VNeID bằng tài khoản định danh mức 2, chọn "Thủ tục hành chính".
Bước 2: Chọn "Đăng ký tạm trú", bấm "Tạo mới yêu cầu".
Bước 3: Nhập địa chỉ tạm trú, thời hạn (tối đa 2 năm) và đính kèm hợp đồng thuê nhà hoặc xác nhận của chủ nhà.
Bước 4: Chọn người cùng thay đổi (nếu có), kiểm tra và cam kết.
Bước 5: Nộp lệ phí 7.000 đồng/lần qua VNeID và chờ kết quả trong 3 ngày làm việc.
Không đăng ký bị phạt từ 500.000 đồng đến 1.000.000 đồng."""


def test_steps_are_told_one_after_the_other_without_a_gap() -> None:
    told = understand_points("Hướng dẫn đăng ký tạm trú", "", STEPS, kind="guidance", document=None)[1]
    assert [each.statement[:7] for each in told if each.statement.startswith("Bước")] == [
        f"Bước {number}:" for number in range(1, 6)
    ]
    # A step that cannot be told, for it is too long, ends them: the next would follow another one.
    endless = STEPS.replace("Chọn người", f"Mở mục {' rồi mở mục tiếp theo ở phía dưới màn hình' * 12}, chọn người")
    told = understand_points("Hướng dẫn đăng ký tạm trú", "", endless, kind="guidance", document=None)[1]
    assert [each.statement[:7] for each in told if each.statement.startswith("Bước")] == [
        "Bước 1:",
        "Bước 2:",
        "Bước 3:",
    ]


CALL = """UBND phường Hòa Bình đề nghị các hộ nuôi chó đưa chó đi tiêm phòng dại đợt 2 từ ngày 05/12 đến 12/12/2026.
Miễn phí vắc xin cho hộ nghèo; các hộ khác nộp 25.000 đồng/con.
Theo Nghị định 90/2017/NĐ-CP, không tiêm phòng dại cho chó bị phạt từ 1.000.000 đồng đến 2.000.000 đồng."""


@pytest.mark.parametrize(
    ("title", "last"),
    [("Đề nghị đưa chó đi tiêm phòng dại", True), ("Không tiêm phòng dại cho chó bị phạt nặng", False)],
)
def test_a_call_threatens_last_unless_the_fine_is_its_news(title: str, last: bool) -> None:
    told = understand_points(title, "", CALL, kind="guidance", document=None)[1]
    changes = [each.role for each in told if each.role not in (Role.HOW, Role.WHERE)]
    assert (changes[-1] is Role.PENALTY) is last, told
    assert not last or "từ ngày 05/12 đến 12/12/2026" in told[0].statement


def test_what_citizens_file_is_told_though_an_office_goes_on_with_it() -> None:
    told = message(
        "Quy định chính sách hỗ trợ chuyển đổi giống chè",
        """Điều 2. Nội dung và mức hỗ trợ
a) Giống: 100% chi phí, tối đa 40 triệu đồng/ha;
b) Phân bón năm đầu: 50%, tối đa 10 triệu đồng/ha.
Điều 3. Trình tự: hộ nộp đơn (Mẫu 01) tại UBND cấp xã trước ngày 30/9 hằng năm; UBND cấp xã thẩm định trong 15 ngày; chi trả một
lần sau nghiệm thu.""",
    )
    assert any("hộ nộp đơn" in each.statement for each in told), told


def test_a_day_by_which_one_files_goes_before_an_offices_steps() -> None:
    told = message(
        "Quy định hỗ trợ tiền thuê nhà cho công nhân",
        """Điều 2. Mức hỗ trợ
Công nhân được hỗ trợ 400.000 đồng/người/tháng, tối đa 06 tháng.
Điều 3. Trình tự
1. Trong thời hạn 10 ngày kể từ ngày nhận lương, công nhân nộp 01 bộ hồ sơ tại công ty nơi đang làm việc.
2. Trong thời hạn 05 ngày làm việc kể từ ngày hết hạn nhận hồ sơ, trung tâm lập danh sách, trình Ủy ban nhân dân xã phê duyệt.
Điều 5. Quy định chuyển tiếp
Đối với tiền thuê nhà năm 2026, thời hạn nộp hồ sơ lần đầu được tính đến hết ngày 31 tháng 01 năm 2027.""",
    )
    first, *others = [each.statement for each in told if each.role is Role.DEADLINE]
    assert "31/01/2027" in first, told
    assert "lập danh sách" not in "".join(others[:1]), told


@pytest.mark.parametrize(
    ("text", "told", "role"),
    [
        (  # a purpose behind the day may go, and no pause is a deadline or a place to go to
            "Trung tâm Phục vụ hành chính công tỉnh thông báo tạm dừng tiếp nhận hồ sơ trực tuyến trên hệ thống của tỉnh từ 18 "
            "giờ ngày 04/12 đến 6 giờ ngày 07/12/2026 để chuyển sang dùng chung Cổng Dịch vụ công quốc gia.",
            "Trung tâm Phục vụ hành chính công tỉnh thông báo tạm dừng tiếp nhận hồ sơ trực tuyến trên hệ thống của tỉnh từ 18 "
            "giờ ngày 04/12 đến 6 giờ ngày 07/12/2026.",
            Role.CHANGE,
        ),
        (
            "Ai có ý kiến gửi về UBND xã trước 17 giờ ngày 15/12/2026. Quá thời hạn trên, xã hoàn thiện hồ sơ trình cấp có thẩm "
            "quyền.",
            "Ai có ý kiến gửi về UBND xã trước 17 giờ ngày 15/12/2026.",
            Role.DEADLINE,
        ),
    ],
)
def test_a_notice_tells_what_stands_by_itself(text: str, told: str, role: Role) -> None:
    found = understand_points("Thông báo của Ủy ban nhân dân xã", "", text, kind="procedure", document=None)[1]
    assert [(each.statement, each.role) for each in found] == [(told, role)]


ORDER = """ỦY BAN NHÂN DÂN TỈNH HƯƠNG GIANG
Số: 15/CT-UBND
Hương Giang, ngày 26 tháng 11 năm 2026
CHỈ THỊ
Về việc tăng cường phòng cháy, chữa cháy dịp Tết
Để bảo đảm an toàn, Chủ tịch UBND tỉnh yêu cầu:
1. Công an tỉnh kiểm tra 100% chợ, nhà trọ trước ngày 20/01/2027.
2. Chủ nhà trọ, nhà cho thuê phải lắp thiết bị báo cháy có kết nối truyền tin trước ngày 15/01/2027.
Yêu cầu các đơn vị nghiêm túc thực hiện./."""


def test_an_order_without_its_motto_is_read_by_its_numbered_parts() -> None:
    document = recognise(
        "Chỉ thị phòng cháy", ORDER, publisher="Sở Tư pháp tỉnh Hương Giang", today=date(2026, 11, 30)
    ).document
    assert document is not None
    assert document.subject == "về việc tăng cường phòng cháy, chữa cháy dịp Tết", "not what follows it"
    told = understand_points("Chỉ thị phòng cháy", "", ORDER, kind="new_law", document=document)[1]
    assert any("Chủ nhà trọ" in each.statement for each in told)
    assert not any("nghiêm túc thực hiện" in each.statement for each in told)


def test_a_correction_of_a_notice_says_both_days() -> None:
    title = "Đính chính thông báo lịch cấp căn cước lưu động"
    both = (
        "Công an xã Bản Lằn đính chính Thông báo số 33/TB-CAX: thời gian cấp căn cước tại bản Nà Lốc là ngày 08/12/2026, "
        "không phải ngày 06/12/2026."
    )
    facts = understand(
        title=title, summary="", text=f"{both} Địa điểm giữ nguyên.", categories_kind="", publisher="Sở Tư pháp tỉnh Hương Giang",
        attachments=(), today=date(2026, 11, 30),
    )  # fmt: skip
    assert facts.kind == "correction"
    assert [each.statement for each in facts.message] == [both], "what stays as it is says nothing alone"


@pytest.mark.parametrize(
    ("text", "place"),
    [
        (
            "Hộ gia đình nộp hồ sơ tại Trung tâm Hành chính công xã trước ngày 30/6/2027.",
            "tại Trung tâm Hành chính công xã",
        ),
        (
            "Người dân nộp hồ sơ tại trụ sở công an trong khu 3, phường Hòa Bình.",
            "tại trụ sở công an trong khu 3, phường Hòa Bình",
        ),
    ],
)
def test_a_place_ends_before_a_time_and_not_before_a_number(text: str, place: str) -> None:
    assert points(text=text).place == place


@pytest.mark.parametrize(
    "sentence",
    [
        "Sở GD-ĐT: học sinh được nghỉ học từ ngày 03/12/2026 đến hết ngày 05/12/2026.",
        "Theo Thông báo số 12/TB-UBND: các hộ nộp đơn trước ngày 05/12/2026 tại trụ sở xã.",
    ],
)
def test_letters_before_a_colon_within_a_sentence_are_no_speaker(sentence: str) -> None:
    assert [each.text for each in read_sentences(sentence, "text")] == [sentence]
    assert [each.text for each in read_sentences("BÀ LIÊN: Đơn nộp ở đâu vậy chú?", "text")] == [
        "Đơn nộp ở đâu vậy chú?"
    ]


def test_whom_a_later_rule_is_about_is_not_whom_the_item_is_about() -> None:
    text = (
        "Năm 2027, người thứ nhất của hộ đóng 1.366.200 đồng/năm; người thứ hai đóng 70% mức của người thứ nhất. "
        "Học sinh, sinh viên được ngân sách hỗ trợ 50%."
    )
    told = understand_points("Bảo hiểm y tế hộ gia đình 2027", "", text, kind="guidance", document=None)[1]
    assert not any(each.role is Role.WHO and "Học sinh" in each.statement for each in told), told


@pytest.mark.parametrize(
    "denied", ["không ban hành văn bản nào thu", "không có chủ trương thu", "không ủy quyền cho ai thu"]
)
def test_a_warning_tells_first_what_the_office_does_not_do(denied: str) -> None:
    text = (
        "Văn bản giả có dấu đỏ, ghi số 318/STP-HTQT, được gửi qua mạng xã hội cho người đang chờ cấp giấy chứng nhận. Công an "
        f"tỉnh đang xác minh. Sở Tư pháp {denied} “phí xác minh” giấy tờ nhà đất."
    )
    told = understand_points("Cảnh báo: Giả mạo văn bản của Sở", "", text, kind="scam_warning", document=None)[1]
    assert denied in told[0].statement, told
