"""Words from facts: the first citation, the headline for citizens, points, and nothing twice."""

from dataclasses import replace
from datetime import date

import pytest

from channels.forms import form_of
from distributor.compose.citation import (
    brief_citation,
    citation,
    citizens_headline,
    first_mention,
    relation_words,
    says_day,
)
from distributor.compose.editorial import load_editorial
from distributor.compose.item import ItemView
from distributor.compose.templates import Templates
from distributor.compose.words import choose_words
from distributor.draft.compose import compose
from distributor.facts import DocumentFacts, KeyPoints, Point, Relation, Role, Scope
from distributor.reading_states import DocumentStatusKind, RelationKind
from distributor.text.lead import choose_lead
from distributor.text.plain import letters
from tests.compose.demo_items import COMMITTEE, DEMO, LINK, RENAMED, item

DOCUMENT = DocumentFacts("quyết định", "27/2026/QĐ-UBND", (COMMITTEE,), date(2026, 11, 23), date(2026, 12, 10))


def words(view: ItemView) -> dict[str, str]:
    return choose_words(view, LINK, load_editorial(), 3)


CITATIONS = [
    (DOCUMENT, "", "Quyết định số 27/2026/QĐ-UBND ngày 23/11/2026 của Ủy ban nhân dân tỉnh Hương Giang"),
    (replace(DOCUMENT, issued_on=None), "", "Quyết định số 27/2026/QĐ-UBND của Ủy ban nhân dân tỉnh Hương Giang"),
    (replace(DOCUMENT, issuers=()), "", "Quyết định số 27/2026/QĐ-UBND ngày 23/11/2026"),
    (replace(DOCUMENT, number=""), "", ""),
    (replace(DOCUMENT, kind=""), "", ""),
    (None, "", ""),
    (
        replace(DOCUMENT, kind="thông tư liên tịch", number="05/2026/TTLT", issuers=("Bộ A", "Bộ B", "Bộ C")),
        "",
        "Thông tư liên tịch số 05/2026/TTLT ngày 23/11/2026 của Bộ A, Bộ B và Bộ C",
    ),
    (
        DOCUMENT,
        "Ủy ban nhân dân thành phố Hương Giang",
        "Quyết định số 27/2026/QĐ-UBND ngày 23/11/2026 của Ủy ban nhân dân tỉnh Hương Giang (nay là Ủy ban nhân dân thành phố "
        "Hương Giang)",
    ),
    (DOCUMENT, COMMITTEE, "Quyết định số 27/2026/QĐ-UBND ngày 23/11/2026 của Ủy ban nhân dân tỉnh Hương Giang"),
    (
        DocumentFacts("luật", "31/2024/QH15", ("Quốc hội",), date(2024, 1, 18), subject="Đất đai"),
        "",
        "Luật Đất đai số 31/2024/QH15 ngày 18/01/2024 của Quốc hội",
    ),
]


@pytest.mark.parametrize(("document", "now", "cited"), CITATIONS)
def test_first_citation(document: DocumentFacts | None, now: str, cited: str) -> None:
    assert citation(document, now) == cited


HEADLINES = [
    ("Quyết định số 27/2026/QĐ-UBND quy định việc tách thửa đất", "Quy định việc tách thửa đất"),
    ("QUYẾT ĐỊNH 27/2026/QĐ-UBND về việc tách thửa đất ở", "Tách thửa đất ở"),
    ("Quyết định số 27/2026/QĐ-UBND ngày 23/11/2026 về tách thửa đất ở", "Tách thửa đất ở"),
    (
        f"Quyết định số 27/2026/QĐ-UBND ngày 23 tháng 11 năm 2026 của {COMMITTEE} quy định tách thửa",
        "Quy định tách thửa",
    ),
    ("Xã Thạch Hương: Quyết định số 27/2026/QĐ-UBND ban hành Quy chế chợ", "Xã Thạch Hương ban hành Quy chế chợ"),
    ("Xã Thạch Hương: Quyết định số 27/2026/QĐ-UBND về việc họp chợ đêm mùa hè", "Xã Thạch Hương: họp chợ đêm mùa hè"),
    (
        f"Quyết định 27/2026/QĐ-UBND năm 2026 hợp nhất quy định về tách thửa do {COMMITTEE} ban hành",
        "Hợp nhất quy định về tách thửa",
    ),
    (f"Quyết định số 27/2026/QĐ-UBND {COMMITTEE} quy định tách thửa đất", "Quy định tách thửa đất"),
    ("Quyết định ban hành Quy định về tách thửa đất", "Quy định về tách thửa đất"),
    ("Quyết định quy định diện tích tối thiểu tách thửa", "Quy định diện tích tối thiểu tách thửa"),
    # Not the name of a document, or nothing left of it: the title stays.
    ("Những điểm mới của Quyết định số 27/2026/QĐ-UBND về tách thửa đất", None),
    ("Quyết định số 27/2026/QĐ-UBND", None),
    ("Quyết định số 27/2026/QĐ-UBND về đất", None),
    ("Quyết định số 27/2026/QĐ-UBND của một cơ quan khác về tách thửa", None),
    ("Quyết định số 28/2026/QĐ-UBND quy định việc tách thửa đất", None),
    ("Tách thửa đất: những điều cần biết", None),
]


@pytest.mark.parametrize(("title", "expected"), HEADLINES, ids=[title[:40] for title, _ in HEADLINES])
def test_headline_for_citizens(title: str, expected: str | None) -> None:
    assert citizens_headline(title, DOCUMENT) == (expected or title)


def test_a_bare_name_is_told_by_the_documents_subject() -> None:
    about = replace(DOCUMENT, subject="về việc quy định diện tích tối thiểu được tách thửa")
    assert citizens_headline("Quyết định số 27/2026/QĐ-UBND", about) == "Quy định diện tích tối thiểu được tách thửa"
    assert citizens_headline("Quyết định 27/2026/QĐ-UBND ngày 23/11/2026", about).startswith("Quy định diện tích")
    endless = replace(DOCUMENT, subject="quy định " * 50)
    assert citizens_headline("Quyết định số 27/2026/QĐ-UBND", endless) == "Quyết định số 27/2026/QĐ-UBND"


def test_a_headline_with_the_number_has_said_half_of_the_citation() -> None:
    title = "Bãi bỏ một phần Quyết định số 27/2026/QĐ-UBND"
    assert first_mention(title, DOCUMENT) == (
        f"Văn bản do {COMMITTEE} ban hành ngày 23/11/2026.",
        "Văn bản của UBND tỉnh Hương Giang.",
    )
    assert first_mention(f"{title} của {COMMITTEE}", DOCUMENT) == ("Văn bản được ban hành ngày 23/11/2026.", "")
    assert first_mention(f"{title} ngày 23 tháng 11 năm 2026 của {COMMITTEE}", DOCUMENT) == ("", "")
    assert first_mention("Tách thửa", DOCUMENT)[1] == f"Theo {brief_citation(DOCUMENT)} của UBND tỉnh Hương Giang."
    # 127/2026/QĐ-UBND is another one.
    assert first_mention("Bãi bỏ 127/2026/QĐ-UBND", DOCUMENT)[1].startswith("Theo Quyết định số 27/2026/QĐ-UBND")


def test_what_the_source_cites_in_full_is_not_cited_again() -> None:
    view = item("Tách thửa", summary=f"Theo {citation(DOCUMENT)}, thửa mới ít nhất 50 m².", document=DOCUMENT)
    assert words(view)["document"] == ""


def test_a_new_name_of_the_issuer_stands_beside_the_old() -> None:
    assert "xã Thạch Hương (nay là Ủy ban nhân dân xã Hương Sơn)" in words(RENAMED)["document"]


@pytest.mark.parametrize("text", ["10/12/2026", "ngày 10 tháng 12 năm 2026", "10-12-2026", "10.12.2026"])
def test_a_day_is_known_in_each_of_its_forms(text: str) -> None:
    assert says_day(f"từ {text} trở đi", date(2026, 12, 10))
    assert not says_day(text.replace("10", "110", 1), date(2026, 12, 10))


def test_day_of_effect_is_said_once() -> None:
    silent = item("Tách thửa", summary="Thửa mới ít nhất 50 m².", document=DOCUMENT)
    assert words(silent)["effective"] == "Có hiệu lực từ ngày 10/12/2026"
    saying = item("Tách thửa", summary="Quyết định có hiệu lực từ ngày 10 tháng 12 năm 2026.", document=DOCUMENT)
    assert words(saying)["effective"] == ""
    assert words(saying)["effective_in_lead"] == "Có hiệu lực từ ngày 10/12/2026"
    assert words(item("Tách thửa"))["effective"] == ""


def test_dated_headline() -> None:
    assert words(DEMO["decision"])["dated_headline"].startswith("Từ ngày 10/12/2026: Quy định diện tích")
    assert words(DEMO["penalty"])["dated_headline"] == DEMO["penalty"].title


def test_status_only_where_it_surprises() -> None:
    ended = item("Tin", document=replace(DOCUMENT, status=DocumentStatusKind.PARTLY_ENDED))
    assert words(ended)["status"] == "Đã hết hiệu lực một phần"
    assert words(item("Tin", document=replace(DOCUMENT, status=DocumentStatusKind.IN_FORCE)))["status"] == ""


def test_a_predecessor_of_the_same_name_is_told_by_its_number() -> None:
    target = "Luật Trồng rừng số 8/2009/QH12"
    relations = (Relation(RelationKind.REPLACES, target, "8/2009/QH12"),)
    law = DocumentFacts("luật", "9/2025/QH15", ("Quốc hội",), subject="Trồng rừng", relations=relations)
    assert words(item("Luật Trồng rừng", document=law))["relations"] == "Thay thế Luật số 8/2009/QH12"
    other = replace(law, subject="Lâm nghiệp")
    assert words(item("Luật Lâm nghiệp", document=other))["relations"] == f"Thay thế {target}"


def test_relations() -> None:
    relations = (
        Relation(RelationKind.REPLACES, "Quyết định số 1/2020/QĐ-UBND", "1/2020/QĐ-UBND"),
        Relation(RelationKind.REPLACES, "Quyết định số 2/2020/QĐ-UBND;", "2/2020/QĐ-UBND"),
        Relation(RelationKind.REPEALS, "Chỉ thị số 3/CT-UBND", "3/CT-UBND"),
        Relation(RelationKind.AMENDS, "Nghị quyết số 4/NQ-HĐND", "4/NQ-HĐND"),
    )
    document = replace(DOCUMENT, relations=relations)
    assert relation_words(document, "") == (
        "Thay thế Quyết định số 1/2020/QĐ-UBND; Quyết định số 2/2020/QĐ-UBND; bãi bỏ Chỉ thị số 3/CT-UBND; cùng các văn bản khác"
    )
    assert relation_words(document, "Bãi bỏ 1/2020/QĐ-UBND, 2/2020/QĐ-UBND và 3/CT-UBND") == (
        "Sửa đổi, bổ sung Nghị quyết số 4/NQ-HĐND"
    )
    assert relation_words(None, "") == ""


def test_an_act_of_which_a_part_ends_is_not_said_to_end() -> None:
    cited = "Quyết định số 5/2020/QĐ-UBND"
    part = Relation(RelationKind.REPEALS, cited, "5/2020/QĐ-UBND", Scope.PART, ("Điều 3",))
    assert relation_words(replace(DOCUMENT, relations=(part,)), "") == (
        f"Bãi bỏ Điều 3 của {cited}, các nội dung khác giữ nguyên"
    )
    unnamed = replace(part, parts=())
    assert relation_words(replace(DOCUMENT, relations=(unnamed,)), "").startswith(f"Bãi bỏ một phần {cited}")


def test_points_take_the_place_of_the_lead_and_none_is_said_twice() -> None:
    points = KeyPoints(
        changes=("mức hỗ trợ là 400.000 đồng;", "Mức hỗ trợ là 400.000 đồng", "Tách thửa"),
        action="Người dân nộp đơn tại xã",
        place="tại xã",
        deadline="đến hết ngày 25/12/2026",
        deadline_on=date(2026, 12, 25),
    )
    said = words(item("Tách thửa", summary="Phần dẫn của nguồn.", points=points))
    assert (said["lead"], said["changes"], said["first_change"]) == ("", *["Mức hỗ trợ là 400.000 đồng."] * 2)
    assert (said["action"], said["place"]) == ("Người dân nộp đơn tại xã.", "")
    assert (said["deadline"], said["deadline_brief"]) == ("đến hết ngày 25/12/2026.", "25/12/2026")


def test_without_a_change_the_lead_tells_and_other_points_only_add() -> None:
    points = KeyPoints(action="Người dân nộp đơn tại xã", deadline="đến hết ngày 25/12/2026")
    said = words(item("Tách thửa", summary="Người dân nộp đơn tại xã. Việc này miễn phí.", points=points))
    assert said["lead"] == "Người dân nộp đơn tại xã. Việc này miễn phí."
    assert (said["action"], said["deadline"]) == ("", "đến hết ngày 25/12/2026.")


def test_half_of_a_correction_is_never_picked_out() -> None:
    said = words(DEMO["correction"])
    assert said["changes"] == ""
    assert "“30 ngày” được đính chính thành “20 ngày làm việc”" in said["lead"]


def test_a_passage_is_no_point() -> None:
    said = words(item("Tách thửa", summary="Phần dẫn.", points=KeyPoints(changes=("Điều kiện tách thửa " * 40,))))
    assert (said["changes"], said["lead"]) == ("", "Phần dẫn.")


def test_a_question_stands_only_where_the_post_answers_it() -> None:
    assert words(DEMO["decision"])["question"] == "Đất đai, nhà ở: quy định mới có gì cần biết?"
    assert words(DEMO["one_word"])["question"] == words(DEMO["question"])["question"] == ""


def test_emoji_and_hashtags_of_a_source_do_not_come_in_by_the_points() -> None:
    said = words(item("Tin", kind="guidance", points=KeyPoints(changes=("Miễn phí 🎉 cho #mọi người",))))
    assert said["changes"] == "Miễn phí cho mọi người."
    assert said["emoji"]


@pytest.mark.parametrize("name", DEMO)
def test_no_sentence_is_said_twice(name: str) -> None:
    said = words(DEMO[name])
    told = [said[key] for key in ("headline", "lead", "action", "place", "deadline", "who")]
    told += said["changes"].split("\n")
    bare = [letters(text) for text in told if text]
    assert len(bare) == len(set(bare))


@pytest.mark.parametrize(
    ("deadline", "kind", "label"),
    [
        ("đến hết ngày 25/12/2026", "", "Thời hạn: "),
        ("đến hết ngày 25/12/2026", "draft_for_comment", "Hạn góp ý: "),
        ("Thời hạn góp ý đến hết ngày 25/12/2026", "draft_for_comment", ""),
        ("", "", ""),
    ],
)
def test_a_deadline_is_called_one_once(deadline: str, kind: str, label: str) -> None:
    assert words(item("Tin", kind=kind, points=KeyPoints(deadline=deadline)))["deadline_label"] == label


@pytest.mark.parametrize(
    ("title", "topic", "kicker"),
    [
        ("Hỏi đáp: Ai được trợ giúp?", "Hộ tịch", "Hỏi đáp pháp luật · Hộ tịch"),
        ("Hỏi đáp pháp luật số 41: ai được trợ giúp?", "Hộ tịch", "Hỏi đáp pháp luật · Hộ tịch"),
        ("Hỏi đáp: Ai được trợ giúp?", "", "Hỏi đáp pháp luật"),
        ("Hỏi đáp pháp luật tháng 11", "", ""),
        ("Ai được trợ giúp?", "Hộ tịch", "Hỏi đáp pháp luật · Hộ tịch"),
        ("Ai được đăng ký hộ tịch?", "Hộ tịch", "Hỏi đáp pháp luật"),
    ],
)
def test_what_the_title_says_is_not_said_above_it(title: str, topic: str, kicker: str) -> None:
    assert words(item(title, kind="question", points=KeyPoints(topic=topic)))["kicker"] == kicker


def test_a_question_leads_without_the_name_and_number_of_its_column() -> None:
    asked = words(item("Hỏi đáp pháp luật số 41: ai được trợ giúp?", kind="question"))
    assert (asked["headline"], asked["title"]) == ("Ai được trợ giúp?", "Hỏi đáp pháp luật số 41: ai được trợ giúp?")
    assert words(item("Cảnh báo: Giả danh cán bộ", kind="scam_warning"))["headline"] == "Cảnh báo: Giả danh cán bộ"


@pytest.mark.parametrize(
    ("deadline", "brief"),
    [
        ("Gửi ý kiến trước ngày 25/12/2026.", "trước ngày 25/12/2026"),
        ("Gửi ý kiến trước 25/12/2026.", "trước ngày 25/12/2026"),
        ("Gửi ý kiến đến hết ngày 25/12/2026.", "25/12/2026"),
        ("Gửi ý kiến trước 17 giờ ngày 25/12/2026.", "25/12/2026"),
        ("Gửi ý kiến chậm nhất ngày 25/12/2026.", "25/12/2026"),
    ],
)
def test_a_day_that_is_too_late_is_not_called_the_last_one(deadline: str, brief: str) -> None:
    points = KeyPoints(deadline=deadline, deadline_on=date(2026, 12, 25))
    assert words(item("Tin", points=points))["deadline_brief"] == brief


def test_a_deadline_that_only_a_dropped_point_says_is_said_by_itself(templates: Templates) -> None:
    change = "Phương án được niêm yết đến hết ngày 25/12/2026 tại trụ sở Ủy ban nhân dân xã, " + "a" * 200
    points = KeyPoints(changes=(change,), deadline="Gửi ý kiến trước ngày 25/12/2026.", deadline_on=date(2026, 12, 25))
    text = compose(item("Niêm yết phương án", points=points), form_of("x"), "announce", LINK, templates).text
    assert "Gửi ý kiến trước ngày 25/12/2026." in text


def test_a_change_stands_for_the_headline_only_where_it_can_be_understood_alone() -> None:
    decision = DEMO["decision"]
    assert words(decision)["hook"].startswith("Thửa đất ở tại phường được tách")

    def hook(change: str, kind: str = "new_law") -> str:
        facts = replace(decision.facts, points=KeyPoints(changes=(change,)))
        return words(replace(decision, kind=kind, facts=facts))["hook"]

    assert hook("Mức thu được niêm yết tại cổng chợ.") == ""
    assert hook("Diện tích tối thiểu là 50 m².") == "Diện tích tối thiểu là 50 m²."
    assert hook("Diện tích tối thiểu là 50 m².", kind="council_activity") == ""


def test_a_day_that_only_a_dropped_point_says_is_said_by_itself() -> None:
    """X has no room for the change here; the day of effect must not go with it."""
    change = (
        "Hộ dân được dùng tạm vỉa hè cho việc cưới, việc tang, giữ xe; có hiệu lực từ ngày 10/12/2026; " + "a" * 120
    )
    view = item("Dùng tạm vỉa hè", document=DOCUMENT, points=KeyPoints(changes=(change,)))
    short = compose(view, form_of("x"), "announce", LINK, Templates()).text
    assert "có hiệu lực từ ngày 10/12/2026" in short
    assert compose(view, form_of("facebook"), "announce", LINK, Templates()).text.count("10/12/2026") == 1


def test_the_lead_is_the_answer_and_not_the_letter_that_asked() -> None:
    letter = "Cho tôi hỏi mẫu đơn tách thửa đất là mẫu nào? Câu hỏi của anh A.L.Q đến từ TP.HCM."
    answer = "Mẫu đơn tách thửa đất là Mẫu số 11/ĐK ban hành kèm theo Thông tư 24/2014/TT-BTNMT."
    assert choose_lead("Mẫu đơn tách thửa đất là mẫu nào?", letter, f"{letter}\n{answer}") == answer
    assert choose_lead("Hỏi đáp", letter, "") == ""


def test_the_lead_leaves_out_what_is_the_pages_own_and_a_quotation_half_begun() -> None:
    answer = "Mẫu đơn tách thửa đất là Mẫu số 11/ĐK ban hành kèm theo Thông tư 24/2014/TT-BTNMT."
    page = f"https://cdn.example/don.jpg\nTải về Mẫu đơn.\n{answer}\nĐơn tách thửa (Hình từ Internet)"
    assert choose_lead("Mẫu đơn", "", f"{page}\nTại Điều 5 Luật Đất đai 2024 quy định như sau:\n1. Đất ở") == answer


def test_a_term_of_a_document_that_is_to_come_is_told_with_its_day() -> None:
    view = DEMO["fees"]
    term = Point(Role.DEADLINE, "Giấy khám sức khỏe có giá trị 12 tháng kể từ ngày ký kết luận.")
    view = replace(view, facts=replace(view.facts, document=DOCUMENT, message=(term,)))
    told = choose_words(view, LINK, load_editorial(), 3, fact=term)
    assert told["fact"] == "Từ 10/12/2026: Giấy khám sức khỏe có giá trị 12 tháng kể từ ngày ký kết luận."
