"""From an item to what its card says: extractive, each number with the words of its own sentence."""

import json
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from distributor.compose.editorial import load_editorial
from distributor.compose.item import ItemView
from distributor.facts import Answer, DocumentFacts, Facts, KeyPoints, Point, Role
from distributor.render.arrange import arrange
from distributor.render.card_content import card_content
from distributor.render.choose import layout_for
from distributor.render.content import CardContent
from distributor.render.excerpts import readings_of, sentences, title_parts
from distributor.render.layout import FormatName
from distributor.render.scene import SceneKind
from distributor.text.plain import one_line

REAL = Path(__file__).resolve().parents[3] / "shared" / "real"


def content(title: str, summary: str = "", kind: str = "new_law", text: str = "", **facts: object) -> CardContent:
    view = ItemView(
        item_id=1,
        title=title,
        summary=summary,
        text=text,
        kind=kind,
        published_at=datetime(2026, 11, 24, 2, 0, tzinfo=UTC),
        address="https://pbgdpl.huonggiang.example/tin/1",
        unit_name="Sở Tư pháp tỉnh Hương Giang",
        facts=Facts(**facts),  # type: ignore[arg-type]
    )
    return card_content(view, load_editorial(), sample=True)


def test_readings_of_a_correction() -> None:
    assert readings_of(
        [
            "“cạnh không nhỏ hơn 5 m” nay đọc đúng là “không nhỏ hơn 4 m”.",
            "Cụm từ “cạnh không nhỏ hơn 5 m” được đính chính thành “cạnh không nhỏ hơn 4 m”.",
        ]
    ) == ("cạnh không nhỏ hơn 5 m", "cạnh không nhỏ hơn 4 m")
    assert readings_of(["Đính chính “Quyết định” và “Nghị quyết”."]) == ("", "")


def test_title_in_two_parts() -> None:
    assert title_parts("Quyết định số 27/2026/QĐ-UBND quy định diện tích tách thửa") == (
        "Quyết định số 27/2026/QĐ-UBND",
        "Quy định diện tích tách thửa",
    )
    assert title_parts("Xã Thạch Hương: Quyết định số 01/2026/QĐ-UBND ban hành Quy chế chợ xã") == (
        "Xã Thạch Hương: Quyết định số 01/2026/QĐ-UBND",
        "Ban hành Quy chế chợ xã",
    )
    assert title_parts("Đính chính Quyết định số 27/2026/QĐ-UBND về diện tích") == ("", "")
    assert title_parts("Quyết định 27/2026/QĐ-UBND ngày 23/11/2026, về giá nước")[1] == "Giá nước"
    assert title_parts("Trợ giúp pháp lý miễn phí") == ("", "")
    assert title_parts("Kế hoạch 2026 về phổ biến pháp luật") == ("", "")


def test_a_label_is_not_said_twice() -> None:
    assert content("Cảnh báo: Giả danh cán bộ", kind="scam_warning").title == "Giả danh cán bộ"
    answer = Answer("Người thuộc hộ nghèo.", sure=True)
    asked = content("Hỏi đáp pháp luật số 41: ai được trợ giúp?", "Tôi tên là T.", kind="question", answer=answer)
    assert (asked.title, asked.said.question, asked.said.answer) == (
        "Ai được trợ giúp?",
        "Ai được trợ giúp?",
        "Người thuộc hộ nghèo.",
    )
    assert content("Xã Thạch Hương: họp chợ").title == "Xã Thạch Hương: họp chợ"


def test_an_act_that_only_its_title_tells_of_shows_what_it_is_about() -> None:
    made = content("Quyết định số 27/2026/QĐ-UBND quy định diện tích tách thửa")
    assert made.said.statement == "Quy định diện tích tách thửa"
    assert made.source == "Quyết định số 27/2026/QĐ-UBND"


def test_the_act_is_named_unless_the_sentence_names_it() -> None:
    document = DocumentFacts(kind="nghị quyết", number="31/2026/NQ-HĐND")
    plain = content("Học phí", document=document, message=(Point(Role.AMOUNT, "Hỗ trợ 60 % học phí."),))
    assert plain.source == "Nghị quyết số 31/2026/NQ-HĐND"
    ours = replace(document, issuers=("Hội đồng nhân dân tỉnh Hương Giang",))
    issued = content("Học phí", document=ours, message=(Point(Role.AMOUNT, "Hỗ trợ 60 % học phí."),))
    assert issued.source == "NQ 31/2026/NQ-HĐND của HĐND tỉnh Hương Giang"
    assert plain.said.figure.endswith("60 %")
    named = "Nghị quyết số 31/2026/NQ-HĐND hỗ trợ 60 % học phí."
    assert content("Học phí", document=document, message=(Point(Role.AMOUNT, named),)).source == ""


def test_the_day_that_matters() -> None:
    document = DocumentFacts(number="27/2026/QĐ-UBND", issued_on=date(2026, 11, 23), effective_on=date(2026, 12, 6))
    message = (Point(Role.EFFECT, "Quyết định có hiệu lực từ ngày 06/12/2026.", day=date(2026, 12, 6)),)
    of_effect = content("Quy định mới", document=document, message=message)
    assert (of_effect.said.day_label, of_effect.said.day) == ("Có hiệu lực từ", date(2026, 12, 6))
    assert content("Tin").said.day is None


@pytest.mark.parametrize(
    ("sentence", "label", "leaf"),
    [
        ("Góp ý chậm nhất ngày 15/12/2026.", "Góp ý đến hết", "Dự thảo Quy chế chợ"),
        ("Ý kiến góp ý được nhận đến hết ngày 15/12/2026.", "Góp ý đến hết", "Dự thảo Quy chế chợ"),
        ("Góp ý gửi về Sở trước ngày 15/12/2026.", "Góp ý trước", "Dự thảo Quy chế chợ"),
        ("Sở nhận góp ý từ ngày 15/12/2026.", "Từ ngày", "Sở nhận góp ý từ ngày 15/12/2026."),
        ("Góp ý gửi về Sở trước 11 giờ ngày 15/12/2026.", "Hạn cuối", "Góp ý gửi về Sở trước 11 giờ ngày 15/12/2026."),
        ("Sở tổng hợp góp ý trước ngày 15/12/2026.", "Trước ngày", "Sở tổng hợp góp ý trước ngày 15/12/2026."),
    ],
)
def test_the_leaf_of_a_call_for_comments_says_the_day_as_the_sentence_does(
    sentence: str, label: str, leaf: str
) -> None:
    point = Point(Role.DEADLINE, sentence, (sentence,), day=date(2026, 12, 15))
    made = content("Dự thảo Quy chế chợ", kind="draft_for_comment", message=(point,)).said
    assert (made.kind, made.day, made.day_label, made.statement) == (
        SceneKind.DEADLINE,
        date(2026, 12, 15),
        label,
        leaf,
    )


def test_sentences() -> None:
    assert sentences("Cạnh không dưới 4 m. Có hiệu lực từ ngày 06/12/2026.") == [
        "Cạnh không dưới 4 m.",
        "Có hiệu lực từ ngày 06/12/2026.",
    ]


def test_bad_input_makes_a_card_all_the_same() -> None:
    for text in ("", "a" * 200_000, "Điều. " * 30_000, "50 m² " * 20_000, "“" * 5_000, "\ud800\x00"):
        for kind in ("new_law", "correction", "question", "guidance", "scam_warning", ""):
            made = content(text[:1_000] or "Tin", summary=text, kind=kind, text=text)
            layout = layout_for(made, "facebook")
            arranged = arrange(made, layout)
            shown = " ".join(line.text for line in arranged.lines if line.part in {"statement", "answer", "after"})
            assert bool(shown.strip(' "“…')) == any(letter.isalnum() for letter in made.said.statement), (
                text[:9],
                kind,
            )
            assert arranged.whole or layout.name == "long"
            for line in arranged.lines:
                left, top, right, bottom = line.extent
                assert 0 <= left <= right <= layout.width, line
                assert 0 <= top <= bottom <= layout.height, line


@pytest.mark.skipif(not REAL.is_dir(), reason="the real texts are not beside this checkout (../shared/real)")
def test_everything_on_a_card_stands_in_its_real_source() -> None:
    for entry in json.loads((REAL / "legal-documents.json").read_text(encoding="utf-8")):
        source = one_line(f"{entry['title']} {entry['text_first_12000']}").casefold()
        points = tuple(Point(Role.AMOUNT, sentence) for sentence in sentences(entry["text_first_12000"])[3:9])
        for kind in ("new_law", "guidance", "correction"):
            said = content(entry["title"], kind=kind, text=entry["text_first_12000"], message=points).said
            for excerpt in filter(None, (said.figure, said.before, said.after, said.place, said.hours, *said.steps)):
                assert excerpt.casefold() in source, excerpt
            assert one_line(said.statement).casefold().rstrip(".") in source


def points(*statements: str) -> tuple[Point, ...]:
    return tuple(Point(Role.CHANGE, each, (each,)) for each in statements)


def test_a_headline_has_who_and_when_beneath_it() -> None:
    made = content(
        "Nhiều địa phương phát động Tết trồng cây",
        kind="press_release",
        message=points(
            "Tết trồng cây được nhiều địa phương phát động.", "Xã Thạch Hương trồng 500 cây vào sáng thứ Bảy."
        ),
    )
    assert made.said.statement == made.title
    assert (
        made.text("support") == "Xã Thạch Hương trồng 500 cây vào sáng thứ Bảy."
    )  # the first says what the headline says
    drawn = arrange(made, layout_for(made, "facebook"))
    assert "support" in {said.part for said in drawn.said}


def test_news_of_which_nothing_was_understood_is_told_by_its_first_whole_sentence() -> None:
    made = content(
        "Hội thao ngành Tư pháp", "Hội thao diễn ra trong hai ngày tại sân vận động tỉnh. Cúp …", kind="press_release"
    )
    assert made.support == ("Hội thao diễn ra trong hai ngày tại sân vận động tỉnh.",)
    assert content("Hội thao ngành Tư pháp", "Hội thao diễn ra trong …", kind="press_release").support == ()


@pytest.mark.parametrize("title", ["Nghị định 230 2025 NĐ-CP", "Quyết định số 27/2026/QĐ-UBND", "20/VBHN-VPQH"])
def test_a_title_that_is_only_a_number_is_not_said_beside_the_sentence(title: str) -> None:
    told = points("Người dân được góp ý.")
    made = content(title, message=told)
    assert (made.said.statement, made.text("context")) == ("Người dân được góp ý.", "")
    law = content("Luật Đất đai 2024", message=told, document=DocumentFacts("luật", "31/2024/QH15"))
    assert law.text("context") == "Luật Đất đai 2024"


def test_a_topic_of_which_neither_headline_nor_sentence_tells_is_not_shown() -> None:
    topic = KeyPoints(topic="Giáo dục")
    fraud = content("Đường dây chạy việc bị triệt phá", kind="press_release", points=topic)
    assert (fraud.topic, fraud.said.pictogram) == ("", "news")
    fees = content("Học phí năm học mới", kind="press_release", points=topic)
    assert (fees.topic, fees.said.pictogram) == ("Giáo dục", "school")


@pytest.mark.parametrize(
    ("title", "picture"),
    [
        ("Hộ nuôi trâu được vay vốn", "cattle"),
        ("Hàng nghìn vệ tinh trên quỹ đạo Trái Đất", "news"),
        ("Khai mạc hội sách miễn phí", "news"),
        ("Lấn đất công phải trả lại", "land"),
    ],
)
def test_a_pictogram_is_surely_of_the_headline_or_neutral(title: str, picture: str) -> None:
    assert content(title, kind="other_legal").said.pictogram == picture


def test_the_time_of_which_a_report_tells_is_no_figure() -> None:
    assert content("Tai nạn giảm sâu trong 6 tháng đầu năm", kind="statistics").said.figure == ""
    assert content("Mức đóng được giảm 60 % trong sáu tháng", kind="press_release").said.figure != ""


def test_a_verdict_stands_before_its_reasons() -> None:
    answer = Answer("Không. Đất trong hạn mức đã được miễn thì không phải nộp.", sure=True)
    made = content("Bán đất có phải nộp lại tiền không?", kind="question", answer=answer)
    assert [made.text(part) for part in ("verdict", "answer_first", "answer_rest")] == [
        "Không.",
        "",
        "Đất trong hạn mức đã được miễn thì không phải nộp.",
    ]
    longer = content(
        "Hỏi?", kind="question", answer=Answer("Nộp tại Ủy ban nhân dân cấp xã. Mang theo căn cước.", sure=True)
    )
    assert (longer.text("verdict"), longer.text("answer_first"), longer.text("answer_rest")) == (
        "",
        "Nộp tại Ủy ban nhân dân cấp xã.",
        "Mang theo căn cước.",
    )


def test_what_to_bring_of_another_sentence_does_not_take_the_place_from_a_card() -> None:
    points = (
        Point(
            Role.RIGHT,
            "Trợ giúp viên tư vấn miễn phí từ 7 giờ 30 đến 16 giờ 30 thứ Năm, ngày 10/12/2026 tại hội trường Ủy ban nhân dân xã "
            "Đại Lộc.",
        ),
        Point(Role.HOW, "Người dân mang theo căn cước, giấy xác nhận khuyết tật và giấy tờ liên quan đến vụ việc."),
    )
    card = content("Trợ giúp pháp lý miễn phí cho người khuyết tật tại xã Đại Lộc", kind="legal_aid", message=points)
    assert card.said.brings_apart
    shown = {}
    for shape in ("link", "portrait", "thumbnail"):
        layout = layout_for(card, "", shape)
        assert layout.name == "place", shape
        shown[shape] = " ".join(said.text for said in arrange(card, layout).said)
    assert "giấy xác nhận khuyết tật" in shown["portrait"]
    assert all("Thứ Năm, 10/12/2026" in words for words in shown.values())


def test_a_correction_says_beside_its_wordings_of_what_they_are() -> None:
    title = "Đính chính Quyết định số 64/2026/QĐ-UBND về hỗ trợ chi phí hỏa táng"
    told = "Tại khoản 1 Điều 3, đã in “300.000 đồng/trường hợp”, nay đọc đúng là “3.000.000 đồng/trường hợp”."
    card = content(title, told, "correction", told, message=(Point(Role.CHANGE, told),))
    for shape in ("link", "x", "thumbnail", "portrait"):
        said = " ".join(each.text for each in arrange(card, layout_for(card, "", shape)).said)
        assert "64/2026/QĐ-UBND" in said, shape
        assert said.count("3.000.000 đồng/trường hợp") == 1, shape


def test_the_heading_of_a_place_is_not_said_twice() -> None:
    place = Point(Role.WHERE, "Từ 8 giờ ngày 12/12/2026, tại Nhà văn hóa xã Bình Lãng, bà con được tư vấn miễn phí.")
    card = content("Trợ giúp pháp lý lưu động về xã miền núi", kind="legal_aid", message=(place,))
    assert card.text("heading") == card.title
    assert card.text("context") == ""


def test_long_steps_stand_on_a_card_whole_or_give_way_to_the_title() -> None:
    step = "Điền thông tin hai bên và tải giấy xác nhận tình trạng hôn nhân lên Cổng Dịch vụ công quốc gia"
    text = "\n".join(f"Bước {number}: {step}, lần {number}." for number in range(1, 5))
    title = "Hướng dẫn đăng ký kết hôn trực tuyến của tỉnh"
    point = Point(Role.CHANGE, "Đăng ký kết hôn trong nước không thu lệ phí.")
    card = content(title, kind="guidance", text=text, message=(point,))
    for shape in ("link", "x", "thumbnail", "square", "portrait", "story"):
        arranged = arrange(card, layout_for(card, "", shape))
        said = " ".join(each.text for each in arranged.said)
        assert arranged.whole, shape
        assert title in said, shape
        assert said.count("tình trạng hôn nhân") in {0, 4}, shape


def test_a_sentence_ends_with_an_hour_and_its_minutes() -> None:
    """The rest of the text is no part of it; a short number with a point that begins a line stays an item of a list."""
    hours = "Xe tải không được vào nội thị từ 16 giờ 30 đến 18 giờ 30."
    assert sentences(f"{hours} Quyết định có hiệu lực từ ngày 15/01/2027.")[0] == hours
    assert sentences("1. Bị phạt tiền. 2. Bị thu xe.") == ["1. Bị phạt tiền.", "2. Bị thu xe."]
    assert len(sentences("Theo Điều 5. Người vi phạm bị phạt.")) == 1


@pytest.mark.parametrize("shape", ["portrait", "x"])
def test_a_rule_that_is_still_to_come_stands_with_its_day(shape: FormatName) -> None:
    rule = Point(
        Role.AMOUNT,
        "Hỗ trợ chi phí đào tạo: người khuyết tật 6.000.000 đồng/người/khóa; người thuộc hộ nghèo 4.000.000 đồng/người/khóa; "
        "lao động nông thôn khác 2.500.000 đồng/người/khóa.",
    )

    def said(effective_on: date) -> dict[str, str]:
        facts = DocumentFacts("nghị quyết", "41/2026/NQ-HĐND", ("Hội đồng nhân dân tỉnh",), effective_on=effective_on)
        made = content("Quy định mức hỗ trợ học nghề", message=(rule,), document=facts)
        return {each.part: each.text for each in arrange(made, layout_for(made, "", shape)).said}

    assert said(date(2027, 1, 1))["effective"] == "Hiệu lực từ 01/01/2027"
    assert "effective" not in said(date(2026, 11, 24)), "in force on the day it is published"


def test_of_a_list_the_title_tells_what_it_is_about() -> None:
    """The first of four who are supported is disabled; the rule is about them all."""
    listed = (
        "Hỗ trợ: người khuyết tật 6.000.000 đồng/khóa; hộ nghèo 4.000.000 đồng/khóa; người khác 2.500.000 đồng/khóa."
    )
    made = content("Hỗ trợ tiền học nghề", message=(Point(Role.AMOUNT, listed),))
    alone = content(
        "Hỗ trợ tiền học nghề", message=(Point(Role.AMOUNT, "Người khuyết tật được hỗ trợ 6.000.000 đồng/khóa."),)
    )
    assert made.said.pictogram != alone.said.pictogram


def test_a_call_shows_what_people_are_called_to_and_no_fine() -> None:
    call = Point(
        Role.CHANGE, "UBND phường Hòa Bình đề nghị các hộ đưa chó đi tiêm phòng dại từ ngày 05/12 đến 12/12/2026."
    )
    fine = Point(Role.PENALTY, "Không tiêm phòng dại cho chó bị phạt từ 1.000.000 đồng đến 2.000.000 đồng.")
    made = content("Đề nghị đưa chó đi tiêm phòng dại đợt 2", kind="guidance", message=(call, fine))
    assert made.said.kind is not SceneKind.BAN
    assert made.support[0] == call.statement
    fines = content("Không tiêm phòng dại cho chó bị phạt tới 2 triệu đồng", kind="guidance", message=(call, fine))
    assert fines.said.kind is SceneKind.BAN


def test_news_of_a_law_without_a_number_says_from_when_it_holds() -> None:
    told = "Luật mới cấm hút thuốc lá điện tử ở nơi công cộng. Luật có hiệu lực từ ngày 01/01/2027."
    assert content("Luật mới cấm thuốc lá điện tử", text=told).effective_on == date(2027, 1, 1)
    assert content("Luật mới cấm thuốc lá điện tử", text=told, kind="guidance").effective_on is None


def test_beside_a_sum_the_card_names_its_matter_in_few_words() -> None:
    rent = Point(Role.AMOUNT, "Giá thuê mua bình quân: 168.000 đồng/m2/tháng.")
    title = "Quyết định quy định giá thuê mua nhà ở xã hội khu An Thịnh trên địa bàn tỉnh Hương Giang"
    document = DocumentFacts("quyết định", "61/2026/QĐ-UBND", ("Ủy ban nhân dân tỉnh Hương Giang",), date(2026, 11, 24))
    made = content(title, message=(rent,), document=document)
    assert made.text("context") == "Giá thuê mua nhà ở xã hội khu An Thịnh"
