"""One message, in every channel's own form: what the issue quotes, looked at as a citizen does."""

from dataclasses import replace
from datetime import date

import pytest

from channels.forms import form_of
from channels.sms_text import unaccent
from distributor.compose.citation import matter_of
from distributor.compose.editorial import load_editorial
from distributor.compose.item import ItemView
from distributor.compose.message import (
    brief_hours,
    in_common,
    message_of,
    names_itself,
    points_told,
    short_facts,
)
from distributor.compose.templates import Templates
from distributor.compose.words import choose_words
from distributor.compose.worth import has_figure
from distributor.draft.compose import Composition, compose
from distributor.facts import Answer, DocumentFacts, Facts, Point, Reason, Relation, Role, Scope
from distributor.reading_states import RelationKind
from distributor.render.alt_text import describe_card
from distributor.render.card_content import card_content
from distributor.render.choose import layout_for
from distributor.render.video.storyboard import make_storyboard
from distributor.understand.predicate import is_torn
from distributor.understand.understand import understand
from tests.compose.conftest import CHANNELS
from tests.compose.demo_items import COMMITTEE, DEMO, FEES_ACT, LINK, item

TEMPLATES = Templates()
EDITORIAL = load_editorial()
LONG = ("facebook", "rss", "youtube", "zalo", "manual")
OF_THE_HEAD = (
    "ỦY BAN NHÂN DÂN",
    "Số:",
    "CỘNG HÒA",
    "Độc lập",
    "Căn cứ",
    "Theo đề nghị",
    "Nơi nhận",
    "Điều 1.",
    "của Tỉnh",
    "..",
)


def said(view: ItemView, channel: str, variant: str = "", purpose: str = "announce") -> Composition:
    return compose(view, form_of(channel), purpose, LINK, TEMPLATES, variant=variant)


def all_of(post: Composition) -> str:
    return "\n".join((post.title, post.lead, post.text, post.alt_text))


def wordings(channel: str, kind: str, purpose: str = "announce") -> tuple[str, ...]:
    return ("", *TEMPLATES.variants(channel, purpose, kind))


@pytest.mark.parametrize(
    ("statement", "told"),
    [
        ("Lịch tiêm chủng tháng 12 Thời gian: từ 8 giờ ngày 12/12/2026.", "Thời gian: từ 8 giờ ngày 12/12/2026."),
        ("Lịch tiêm chủng tháng 12: Trạm y tế tiêm từ 8 giờ.", "Trạm y tế tiêm từ 8 giờ."),
        ("Lịch tiêm chủng tháng 12 được niêm yết tại trạm.", "Lịch tiêm chủng tháng 12 được niêm yết tại trạm."),
        ("Lịch tiêm chủng tháng 12.", "Lịch tiêm chủng tháng 12."),
    ],
)
def test_a_notice_that_opens_with_its_title_says_what_follows(statement: str, told: str) -> None:
    view = item("Lịch tiêm chủng tháng 12", kind="guidance", message=(Point(Role.CHANGE, statement),))
    assert [each.statement for each in message_of(view)] == [told]


@pytest.mark.parametrize("known", [True, False], ids=["with its message", "nothing understood"])
@pytest.mark.parametrize("channel", CHANNELS)
def test_an_act_in_a_feed_is_never_told_by_its_letterhead(channel: str, known: bool) -> None:
    fees = DEMO["fees"]
    view = fees if known else replace(fees, facts=replace(fees.facts, message=()))
    flat = replace(view, summary=" ".join(FEES_ACT.split()), text="")
    for one in (view, flat):
        for purpose in ("announce", "before_effect", "effective"):
            for variant in wordings(channel, "new_law", purpose):
                text = all_of(said(one, channel, variant, purpose))
                found = [words for words in OF_THE_HEAD if words in text or unaccent(words) in text.split("\n")]
                assert not found, (variant, text)
    board = make_storyboard(view, EDITORIAL, "9x16", link=LINK)
    spoken = " ".join(scene.text for scene in board.scenes)
    assert not [words for words in OF_THE_HEAD if words in spoken]


@pytest.mark.parametrize("channel", LONG)
def test_who_how_much_and_by_when_stand_whole_in_every_long_text(channel: str) -> None:
    for variant in wordings(channel, "new_law"):
        post = said(DEMO["fees"], channel, variant)
        text = f"{post.lead}\n{post.text}"
        assert all(point.statement.rstrip(".") in text for point in DEMO["fees"].facts.message)
        assert text.index("Trẻ em mẫu giáo") < text.index("60 %") < text.index("30/9")
        assert "Quyết định số 88/2026/QĐ-UBND ngày 20/11/2026 của Ủy ban nhân dân tỉnh Hương Giang." in text
        assert "khoản 2 Điều 3 của Quyết định số 15/2024/QĐ-UBND" in text
        assert "các nội dung khác giữ nguyên" in text


def test_short_texts_carry_the_figure_and_the_day() -> None:
    for channel in ("x", "sms"):
        for variant in wordings(channel, "new_law"):
            text = unaccent(said(DEMO["fees"], channel, variant).text)
            assert "Tu 05/12/2026: Ho tro 60 % hoc phi, toi da 240.000 dong/thang/hoc sinh." in text, text


def test_card_alternative_text_and_video_are_made_of_the_same_message() -> None:
    fees = DEMO["fees"]
    card = card_content(fees, EDITORIAL)
    assert card.title == "Quy định mức hỗ trợ học phí trên địa bàn tỉnh Hương Giang"
    assert card.said.figure.endswith("60 %")
    alt = describe_card(card, 1000, layout_for(card, "facebook"))
    assert "60 %" in alt
    told = [scene.text for scene in make_storyboard(fees, EDITORIAL, "16x9", link=LINK).scenes]
    assert told[0].startswith("Hỗ trợ 60 % học phí"), (
        "a video begins with the one thing that matters, not with the title"
    )
    assert any(text.startswith("Trẻ em") for text in told)


def many(number: int) -> ItemView:
    message = tuple(
        Point(Role.RIGHT, f"Người thuộc nhóm {place} được hỗ trợ {place}00.000 đồng mỗi tháng {'và hơn thế ' * 12}nữa.")
        for place in range(1, number + 1)
    )
    return replace(DEMO["fees"], facts=replace(DEMO["fees"].facts, message=message))


def test_the_least_important_goes_first_and_what_stands_stands_whole() -> None:
    view = many(8)
    text = said(view, "facebook").text
    assert len(text) <= 1200
    stands = [point.statement in text for point in view.facts.message]
    assert stands == sorted(stands, reverse=True)
    assert stands[:4] == [True] * 4
    assert text.count("được hỗ trợ") == sum(stands), "no point is cut"
    assert "Quyết định số 88/2026/QĐ-UBND" in text
    assert "Nội dung tóm tắt" in text
    assert LINK in text


def test_a_question_is_told_by_its_answer_and_by_nothing_else() -> None:
    asked = DEMO["two_questions"]
    answer = asked.facts.answer
    assert answer is not None
    for channel in LONG:
        for variant in wordings(channel, "question"):
            text = all_of(said(asked, channel, variant))
            assert answer.text in text
            assert answer.citation in text
            assert "Chị T" not in text
    card = card_content(asked, EDITORIAL)
    assert (card.said.question, card.said.answer) == (asked.title, answer.text)
    board = make_storyboard(asked, EDITORIAL, "9x16", link=LINK)
    shown = board.scenes[0].shown
    assert shown is not None
    assert (shown.question, shown.answer in answer.text) == (asked.title, True)


def test_a_reply_that_is_told_whole_is_told_whole_or_by_its_question_alone() -> None:
    """One of its sentences under the question would be taken for the answer."""
    reply = ("Người thân nộp tờ khai ở xã.", "Ai ở xa nộp trực tuyến.", "Lệ phí là 8.000 đồng một bản.")
    asked = replace(
        DEMO["unanswered"],
        title="Xin trích lục hộ tịch thế nào?",
        text=" ".join(reply),
        facts=Facts(
            message=tuple(Point(Role.RIGHT, each, (each,)) for each in reversed(reply)),
            answer=Answer(reply[0], (reply[0],)),
            told_whole=True,
        ),
    )
    for channel in LONG:
        for variant in wordings(channel, "question"):
            text = all_of(said(asked, channel, variant))
            assert [text.find(each) for each in reply] == sorted(text.find(each) for each in reply)
            assert all(each in text for each in reply)
    for channel in ("x", "sms"):
        for variant in wordings(channel, "question"):
            text = unaccent(said(asked, channel, variant).text)
            assert "Xin trich luc ho tich the nao?" in text
            assert not any(unaccent(each) in text for each in reply)
    card = card_content(asked, EDITORIAL)
    assert not card.support
    assert card.said.statement == asked.title


@pytest.mark.parametrize("channel", CHANNELS)
def test_where_no_answer_is_sure_nothing_passes_for_one(channel: str) -> None:
    asked = DEMO["unanswered"]
    for variant in wordings(channel, "question"):
        text = all_of(said(asked, channel, variant))
        assert "Chị T" not in text
        assert "mất ngủ" not in text
        assert EDITORIAL.house.reminder not in text
    assert card_content(asked, EDITORIAL).said.answer == ""
    assert [scene.kind for scene in make_storyboard(asked, EDITORIAL, "9x16").scenes] == ["statement", "where"]


def test_a_short_answer_never_stands_without_its_question() -> None:
    asked = replace(
        DEMO["two_questions"],
        title="Người lao động nghỉ không hưởng lương 15 ngày một tháng có phải đóng bảo hiểm xã hội không?",
        facts=replace(DEMO["two_questions"].facts, answer=replace(DEMO["two_questions"].facts.answer, text="Không.")),  # type: ignore[type-var]
    )
    for channel in ("x", "sms"):
        for variant in wordings(channel, "question"):
            assert "nguoi lao dong" in unaccent(said(asked, channel, variant).text).casefold()


def test_what_only_announces_an_answer_is_none() -> None:
    asked = DEMO["two_questions"]
    assert asked.facts.answer is not None
    text = f"Hạn mức được quy định như sau. {'Đất trồng lúa không quá 03 ha ở mỗi tỉnh trong vùng. ' * 5}"
    view = replace(asked, facts=replace(asked.facts, answer=replace(asked.facts.answer, text=text)))
    assert all(not point.statement.endswith("như sau.") for point in short_facts(view))


@pytest.mark.parametrize("purpose", ["announce", "before_effect", "effective", "digest:2026-12", "erratum:1"])
@pytest.mark.parametrize("kind", ["new_law", "question", "draft_for_comment", "correction", ""])
def test_an_app_never_gets_what_the_loudspeaker_reads(kind: str, purpose: str) -> None:
    found = TEMPLATES.find("manual", purpose, kind, "app")
    assert found.name.endswith("-app.j2")
    assert not any("Kính thưa" in text for _, text in found.caged.literals)
    assert TEMPLATES.find("sms", purpose, kind, "unaccented").name.endswith("-unaccented.j2")


def test_a_draft_in_an_app_invites_too() -> None:
    assert "góp ý" in said(DEMO["draft"], "manual", "app").text.partition("Hạn góp ý")[2]


AMBIGUOUS = {"dung", "muon", "cam", "mien", "chua", "co the", "phat"}
"""Words that mean another thing with other accents, or the opposite ("dừng", "dùng", "đúng"); in words of ours only."""


def test_words_of_ours_without_accents_cannot_be_misread() -> None:
    for path in sorted((TEMPLATES._folders[0][1] / "sms").glob("*-unaccented.j2")):
        base = path.stem.removesuffix("-unaccented")
        for _, text in TEMPLATES.find("sms", base, "", "unaccented").caged.literals:
            words = unaccent(text).casefold().replace("noi dung", "").replace(":", "").replace(".", "").split()
            assert not AMBIGUOUS & set(words), (path.name, text)


def known(**changes: object) -> ItemView:
    fees = DEMO["fees"]
    return replace(fees, facts=replace(fees.facts, **changes))  # type: ignore[arg-type]


def test_what_is_not_new_is_never_called_new() -> None:
    old = known(gate=(Reason("not_new"),))
    for view, label in ((old, "Văn bản đã có"), (DEMO["consolidated"], "Văn bản hợp nhất")):
        for channel in CHANNELS:
            for variant in wordings(channel, "new_law"):
                text = unaccent(all_of(said(view, channel, variant))).casefold()
                assert "van ban moi" not in text
                assert "quy dinh moi co gi" not in text
                assert "co gi moi" not in text
        assert card_content(view, EDITORIAL).kind_label == label
    assert "Đây là bản hợp nhất, không có quy định mới." in said(DEMO["consolidated"], "facebook").text


RELATIONS = [
    (
        Relation(RelationKind.REPEALS, "Quyết định số 30/2021/QĐ-UBND", "30/2021/QĐ-UBND", Scope.PART, ("Điều 3",)),
        "Bãi bỏ Điều 3 của Quyết định số 30/2021/QĐ-UBND, các nội dung khác giữ nguyên.",
    ),
    (
        Relation(RelationKind.REPEALS, "Quyết định số 30/2021/QĐ-UBND", "30/2021/QĐ-UBND", issuer=COMMITTEE),
        f"Bãi bỏ Quyết định số 30/2021/QĐ-UBND của {COMMITTEE}.",
    ),
    (
        Relation(RelationKind.AMENDS, "Quyết định số 30/2021/QĐ-UBND", "30/2021/QĐ-UBND", Scope.PART),
        "Sửa đổi, bổ sung một số nội dung của Quyết định số 30/2021/QĐ-UBND, các nội dung khác giữ nguyên.",
    ),
    (
        Relation(RelationKind.SUSPENDS, "Quyết định số 30/2021/QĐ-UBND", "30/2021/QĐ-UBND", until=date(2027, 3, 31)),
        "Ngưng hiệu lực Quyết định số 30/2021/QĐ-UBND đến hết ngày 31/03/2027.",
    ),
    (
        Relation(RelationKind.EXTENDS, "Nghị quyết số 5/2021/NQ-HĐND", "5/2021/NQ-HĐND", until=date(2027, 12, 31)),
        "Kéo dài thời gian thực hiện Nghị quyết số 5/2021/NQ-HĐND đến hết ngày 31/12/2027.",
    ),
]


@pytest.mark.parametrize(("relation", "words"), RELATIONS, ids=[words[:30] for _, words in RELATIONS])
def test_what_an_act_does_to_another_is_said_with_its_scope_and_term(relation: Relation, words: str) -> None:
    document = DEMO["fees"].facts.document
    assert document is not None
    assert words in said(known(document=replace(document, relations=(relation,))), "facebook").text


def test_two_communes_with_one_number_are_told_apart_in_every_text() -> None:
    for name, who in (("commune", "xã Thạch Hương"), ("other_commune", "phường Vĩnh Giang")):
        for channel in CHANNELS:
            for variant in wordings(channel, "new_law"):
                post = said(DEMO[name], channel, variant)
                text = unaccent(f"{post.title}\n{post.text}").casefold()
                assert "01/2026" not in text or unaccent(who).casefold() in text, text


def test_one_point_for_a_short_text() -> None:
    facts = short_facts(DEMO["fees"])
    assert [point.role for point in facts[:2]] == [Role.AMOUNT, Role.DEADLINE]
    assert facts[-1].role is not Role.EFFECT
    assert has_figure("Phạt 5 triệu đồng.")
    assert not has_figure("Theo khoản 1 Điều 3 Nghị định số 80/2021/NĐ-CP.")
    assert names_itself("Hồ sơ gồm đơn và bản sao.")
    assert names_itself("Trong thời hạn 05 ngày làm việc, xã cấp giấy phép."), 'no "Thời hạn: Trong thời hạn"'
    assert not names_itself("Học sinh được hỗ trợ.")


def test_of_several_points_of_a_part_the_first_bears_the_label() -> None:
    message = (
        Point(Role.DEADLINE, "Hải quan kiểm tra trong 02 giờ làm việc."),
        Point(Role.DEADLINE, "Nộp tờ khai trước ngày 25/12/2026.", day=date(2026, 12, 25)),
    )
    told = points_told(item("Tờ khai", message=message))
    assert (told.deadline, told.changes) == (message[1].statement, (message[0].statement,))
    assert told.deadline_on == date(2026, 12, 25)


def test_a_message_leaves_no_room_for_a_lead() -> None:
    view = item("Tách thửa", summary="Phần dẫn của nguồn.", message=(Point(Role.WHO, "Người có đất được tách thửa."),))
    assert choose_words(view, LINK, EDITORIAL, 3)["lead"] == ""


def test_a_law_is_not_named_twice() -> None:
    law = DocumentFacts("luật", "20/2027/QH16", ("Quốc hội",), date(2027, 6, 22), None, "Luật Giao dịch điện tử")
    view = item(
        "Giao dịch điện tử", document=law, message=(Point(Role.RIGHT, "Chữ ký số có giá trị như ký trên giấy."),)
    )
    assert "Theo Luật Giao dịch điện tử số 20/2027/QH16" in said(view, "facebook").text
    assert Facts().message == ()


@pytest.mark.parametrize("flat", [False, True], ids=["in lines", "in one line"])
def test_from_a_feed_with_a_decisions_own_text_to_every_channel(flat: bool) -> None:
    """The whole way of the item that the issue tells of: four articles, 60 %, 240.000 đồng, 30/9."""
    act = " ".join(FEES_ACT.split()) if flat else FEES_ACT
    title = "Quyết định số 88/2026/QĐ-UBND quy định mức hỗ trợ học phí trên địa bàn tỉnh Hương Giang"
    facts = understand(
        title=title,
        summary=act,
        text="",
        categories_kind="new_law",
        publisher="Sở Tư pháp tỉnh Hương Giang",
        attachments=[],
        today=date(2026, 11, 24),
    )
    assert facts.document is not None
    assert facts.document.issuers == (COMMITTEE,)
    view = replace(item(title, summary=act, kind="new_law"), facts=facts)
    for channel in CHANNELS:
        for variant in wordings(channel, "new_law"):
            post = said(view, channel, variant)
            text = all_of(post)
            assert not [words for words in OF_THE_HEAD if words in text], text
            if channel in LONG and not flat:
                told = f"{post.lead}\n{post.text}"
                assert told.index("Trẻ em mẫu giáo") < told.index("60 %") < told.index("30/9")
                assert "240.000 đồng" in told
                assert f"của {COMMITTEE}." in told
            if channel in ("x", "sms") and not flat:
                assert "60 %" in post.text


@pytest.mark.parametrize(
    ("statement", "first"),
    [
        (
            "Hỗ trợ 300.000 đồng mỗi sạp. Người bán trên 60 tuổi được hỗ trợ 500.000 đồng.",
            "Hỗ trợ 300.000 đồng mỗi sạp.",
        ),
        ("Mức thu: người lớn: 40.000 đồng/lượt; trẻ em: 20.000 đồng/lượt.", "Mức thu: người lớn: 40.000 đồng/lượt."),
        (
            "Sạp dưới 4 m² không phải nộp phí vệ sinh, tăng so với mức 2,5 m² hiện hành.",
            "Sạp dưới 4 m² không phải nộp phí vệ sinh.",
        ),
        ("Phí vệ sinh là 20.000 đồng, thay vì 30.000 đồng nếu nộp cả năm.", ""),
        ("Hỗ trợ 300.000 đồng mỗi sạp. Riêng sạp cá được hỗ trợ 200.000 đồng.", ""),
        ("Miễn phí 6 tháng đầu. Không áp dụng đối với sạp thuê lại.", ""),
        ("Hồ sơ gồm: 01 đơn đề nghị theo mẫu; 02 ảnh chân dung.", ""),
        ("Được cấp sạp khi có đủ các điều kiện: đủ 18 tuổi; có giấy khám sức khỏe.", ""),
    ],
)
def test_a_short_text_may_tell_the_beginning_only_where_the_rest_takes_nothing_back(statement: str, first: str) -> None:
    view = replace(DEMO["fees"], facts=replace(DEMO["fees"].facts, message=(Point(Role.AMOUNT, statement),)))
    assert [point.statement for point in short_facts(view)] == [statement, *([first] if first else [])]


def test_a_short_text_tells_neither_whom_alone_nor_one_step_of_several() -> None:
    facts = DEMO["fees"].facts
    who = Point(Role.WHO, "Hộ kinh doanh có doanh thu từ 500 triệu đồng trở xuống")
    rule = Point(Role.AMOUNT, "Hộ có doanh thu từ 500 triệu đồng trở xuống không phải nộp thuế.")
    told = short_facts(replace(DEMO["fees"], facts=replace(facts, message=(who, rule))))
    assert [point.statement for point in told] == [rule.statement]
    steps = tuple(Point(Role.CHANGE, f"Bước {number}: Nộp lệ phí 180.000 đồng.") for number in (1, 2))
    assert short_facts(replace(DEMO["fees"], facts=replace(facts, message=steps))) == ()


def test_a_short_text_is_not_cut_before_what_it_rules() -> None:
    """The title says more than half a rule does."""
    title = "Từ 01/01/2027, hộ kinh doanh doanh thu dưới 500 triệu đồng không phải nộp thuế giá trị gia tăng"
    rule = (
        "Hộ, cá nhân kinh doanh có doanh thu hằng năm từ 500 triệu đồng trở xuống, kể cả hộ có nhiều cửa hàng ở các xã, "
        "không phải nộp thuế giá trị gia tăng từ năm 2027."
    )
    view = item(title, kind="new_law", message=(Point(Role.AMOUNT, rule, (rule,)),))
    told = all_of(said(view, "sms"))
    assert "trở xuống" not in told
    assert "không phải nộp thuế" in told


@pytest.mark.parametrize(
    ("sentence", "beginning", "torn"),
    [
        ("Người không xích chó bị phạt 2 triệu đồng.", "Người không xích chó…", True),
        ("Người không xích chó bị phạt 2 triệu đồng.", "Người không xích chó bị phạt…", False),
        ("Cá nhân: 15.000 đồng/lần nếu nộp trực tiếp.", "Cá nhân: 15.000 đồng/lần nếu nộp…", True),
        ("Cá nhân: 15.000 đồng/lần nếu nộp trực tiếp.", "Cá nhân: 15.000 đồng/lần…", False),
    ],
)
def test_a_beginning_is_torn_where_its_rule_or_its_condition_is(sentence: str, beginning: str, torn: bool) -> None:
    assert is_torn(sentence, beginning) is torn


def test_news_by_sms_says_what_it_is_about() -> None:
    """A fact that shares nothing with the title is not told in its place; of a warning what to do is."""
    title, fact = (
        "Ra mắt mô hình Cà phê pháp luật tại phường Đông Khê",
        "Người dân mang theo giấy tờ liên quan, đủ 2 bản.",
    )
    view = item(title, kind="propaganda", message=(Point(Role.HOW, fact, (fact,)),))
    news = all_of(said(replace(view, facts=replace(view.facts, document=None)), "sms"))
    assert title in news


@pytest.mark.parametrize(
    ("statement", "is_term"),
    [
        ("Hồ sơ nộp trước ngày 15/12/2026.", True),
        ("Cơ quan trả kết quả trong 7 ngày làm việc.", True),
        ("Mô hình bắt đầu từ ngày 06/12/2026.", False),
    ],
)
def test_from_when_on_is_no_term(statement: str, is_term: bool) -> None:
    message = (Point(Role.DEADLINE, statement), Point(Role.AMOUNT, "Hỗ trợ 300.000 đồng."))
    told = points_told(replace(DEMO["fees"], facts=replace(DEMO["fees"].facts, message=message)))
    assert (told.deadline == statement, statement in told.changes) == (is_term, not is_term)


@pytest.mark.parametrize(
    ("kind", "title", "facts", "absent"),
    [
        (  # what a swindler promises, cut, reads like a promise
            "scam_warning",
            "Cẩn trọng với lời mời «việc nhẹ lương cao»",
            (
                "Một số thanh niên được hứa hẹn trả lương 25 triệu đồng/tháng, bao ăn ở, không cần bằng cấp khi ra nước ngoài.",
            ),
            "25 triệu",
        ),
        (  # "trợ cấp" is in the title, but the title says more than what is not the main thing
            "other_legal",
            "Từ 01/01/2027 giảm tuổi hưởng trợ cấp hưu trí xã hội xuống 70",
            (
                "Công dân từ đủ 70 tuổi trở lên, không hưởng lương hưu hoặc trợ cấp bảo hiểm xã hội hằng tháng, được hưởng trợ "
                "cấp hưu trí xã hội 600.000 đồng/tháng.",
                "Quốc hội vừa thông qua Luật sửa đổi, bổ sung một số điều của Luật Bảo hiểm xã hội về trợ cấp.",
            ),
            "Quốc hội",
        ),
        (  # a pair of words that stands everywhere names nothing
            "guidance",
            "Khám sức khỏe gọi công dân nhập ngũ",
            ("Thời hạn nộp hồ sơ của công dân: trước 10/12/2026.",),
            "Thời hạn nộp",
        ),
    ],
)
def test_news_by_sms_is_its_title_where_no_point_says_as_much(
    kind: str, title: str, facts: tuple[str, ...], absent: str
) -> None:
    view = item(title, kind=kind, message=tuple(Point(Role.CHANGE, one, (one,)) for one in facts))
    told = all_of(said(replace(view, facts=replace(view.facts, document=None)), "sms"))
    assert title in told
    assert absent not in told


def test_a_long_text_tells_points_as_the_source_does() -> None:
    """By importance the threat would come first, and "gấp đôi" before what is doubled."""
    told = (
        Point(
            Role.PENALTY,
            "Người không có mặt bị phạt từ 10.000.000 đồng.",
            ("Người không có mặt bị phạt từ 10.000.000 đồng.",),
        ),
        Point(Role.PENALTY, "Trường hợp tái phạm bị phạt gấp đôi.", ("Trường hợp tái phạm bị phạt gấp đôi.",)),
        Point(
            Role.CHANGE,
            "Đối tượng: công dân nam đủ 18 tuổi đến hết 25 tuổi.",
            ("Đối tượng: công dân nam đủ 18 tuổi đến hết 25 tuổi.",),
        ),
        Point(Role.CHANGE, "Khi đi mang theo lệnh gọi khám.", ("Khi đi mang theo lệnh gọi khám.",)),
    )
    order = (2, 3, 0, 1)
    view = item("Khám sức khỏe nghĩa vụ quân sự", kind="guidance", message=told)
    view = replace(view, text="\n".join(told[at].statement for at in order), facts=replace(view.facts, document=None))
    points = points_told(view)
    assert (points.affected, points.changes) == (told[2].statement, tuple(told[at].statement for at in order[1:]))
    elsewhere = replace(view, text="Một văn bản khác.")
    assert points_told(elsewhere).changes == (told[0].statement, told[1].statement, told[3].statement)
    warning = replace(view, kind="scam_warning")
    assert points_told(warning).changes == points_told(elsewhere).changes, "what an office never does goes first"


def test_a_short_text_tells_nothing_that_leans_on_what_it_leaves_out() -> None:
    told = (
        Point(Role.PENALTY, "Mức phạt trên áp dụng với cá nhân; tổ chức bị phạt gấp 2 lần."),
        Point(Role.PENALTY, "Trường hợp gây tai nạn bị phạt gấp đôi và buộc bồi thường."),
        Point(Role.AMOUNT, "Nghị định cũng lần đầu phạt từ 500.000 đồng đối với hộ không phân loại rác."),
        Point(Role.PENALTY, "Đốt phụ phẩm cạnh đường bị phạt từ 5.000.000 đồng (trước đây 2.500.000 đồng)."),
    )
    view = item("Tăng mức phạt đốt rơm rạ", kind="new_law", message=told)
    assert [each.statement for each in short_facts(view)] == [
        told[3].statement,
        "Đốt phụ phẩm cạnh đường bị phạt từ 5.000.000 đồng.",
    ]


def test_a_title_with_a_day_is_told_with_what_is_new_beside_it() -> None:
    told = (
        Point(
            Role.CHANGE,
            "Từ ngày 01/12/2026, Trung tâm Phục vụ hành chính công xã chuyển địa điểm tiếp nhận hồ sơ đất đai, hộ tịch về trụ sở "
            "mới tại số 12 đường Trần Phú, thôn Đông (nhà văn hóa cũ).",
        ),
        Point(Role.HOW, "Thời gian tiếp nhận: từ 7 giờ 30 đến 11 giờ 30, thứ Hai đến thứ Sáu."),
        Point(Role.WHERE, "tại số 12 đường Trần Phú, thôn Đông"),
    )
    view = item(
        "Từ 1/12, người dân xã Lam Sơn nộp hồ sơ đất đai tại điểm tiếp nhận mới", kind="procedure", message=told
    )
    view = replace(view, facts=replace(view.facts, document=None))
    told_by_x = all_of(said(view, "x"))
    assert view.title in told_by_x
    assert "7 giờ 30 đến 11 giờ 30" in told_by_x
    assert "Địa điểm: số 12 đường Trần Phú, thôn Đông" in [each.statement for each in short_facts(view)]


def test_acts_of_a_press_release_stand_in_one_list() -> None:
    acts = tuple(
        Point(
            Role.EFFECT,
            f"Nghị quyết số {number}/2026/NQ-HĐND quy định mức phí (có hiệu lực từ ngày 0{number}/12/2026).",
        )
        for number in (1, 2, 3)
    )
    view = item("Thông cáo báo chí tháng 11", kind="press_release", message=acts)
    view = replace(view, facts=replace(view.facts, document=None))
    assert points_told(view).changes == tuple(each.statement for each in acts)


def test_of_two_days_no_single_one_is_told() -> None:
    both = "Chủ tịch UBND phường tiếp công dân sáng ngày 10/12 và sáng ngày 24/12/2026, từ 8 giờ đến 11 giờ, tại trụ sở phường."
    view = item("Lịch tiếp công dân tháng 12/2026", kind="other_legal", message=(Point(Role.CHANGE, both),))
    view = replace(view, facts=replace(view.facts, document=None))
    told = all_of(said(view, "sms"))
    assert ("24/12" in told) == ("10/12" in told)


def test_a_deadline_that_names_only_an_office_needs_its_title() -> None:
    until = Point(Role.DEADLINE, "Ai có ý kiến gửi về UBND xã trước 17 giờ ngày 15/12/2026.", day=date(2026, 12, 15))
    view = item("UBND xã Phú Vinh niêm yết danh sách cấp giấy chứng nhận đất", kind="other_legal", message=(until,))
    view = replace(view, facts=replace(view.facts, document=None))
    assert view.title in all_of(said(view, "sms"))


def test_a_sum_by_sms_is_never_told_without_what_it_is_paid_for() -> None:
    facts = DEMO["fees"].facts
    sums = (
        Point(Role.AMOUNT, "Trẻ em dưới 04 tuổi: 1.500.000 đồng/người/tháng.", ("Trẻ em dưới 04 tuổi",)),
        Point(Role.AMOUNT, "Trẻ em từ đủ 04 tuổi: 1.200.000 đồng/người/tháng.", ("Trẻ em từ đủ 04 tuổi",)),
    )
    title = "Nghị quyết quy định chính sách nuôi dưỡng học sinh, sinh viên mồ côi cả cha và mẹ tỉnh Hương Giang"
    view = replace(DEMO["fees"], title=title, facts=replace(facts, message=sums))
    text = unaccent(said(view, "sms").text)
    assert "1.500.000" not in text or "mo coi" in text


@pytest.mark.parametrize("channel", ["sms", "x"])
def test_no_short_text_of_an_act_ends_within_its_rule(channel: str) -> None:
    facts = DEMO["fees"].facts
    long = (
        "Phạt tiền từ 1.000.000 đồng đến 2.000.000 đồng đối với hành vi không đeo rọ mõm cho chó hoặc không có người dắt "
        "khi đưa chó "
        "ra nơi công cộng, nơi tập trung đông người, bến xe, chợ và công viên trên địa bàn."
    )
    view = replace(DEMO["fees"], facts=replace(facts, message=(Point(Role.PENALTY, long, (long,)),)))
    assert "…" not in said(view, channel).text.split("\n")[0] or channel == "x"
    if channel == "sms":
        assert "…" not in said(view, channel).text


def test_a_ruling_before_a_semicolon_stands_for_a_short_text() -> None:
    rule = Point(Role.RIGHT, "Hộ nghèo được miễn 100% giá dịch vụ; hộ cận nghèo được giảm 50%.", ("Hộ nghèo",))
    told = short_facts(replace(DEMO["fees"], facts=replace(DEMO["fees"].facts, message=(rule,))))
    assert "Hộ nghèo được miễn 100% giá dịch vụ." in [each.statement for each in told]


def test_whom_to_ask_is_no_headline() -> None:
    ask = Point(Role.RIGHT, "Mọi vướng mắc liên hệ số điện thoại 0239.3851.222.", ("liên hệ",))
    rule = Point(Role.CHANGE, "Hộ kinh doanh đăng ký trên ứng dụng eTax Mobile trước khi bán hàng.", ("đăng ký",))
    facts = replace(DEMO["fees"].facts, message=(ask, rule))
    assert short_facts(replace(DEMO["fees"], facts=facts))[0].statement == rule.statement


def test_a_bare_denial_never_stands_without_what_limits_it() -> None:
    told = "Không. Người sử dụng đất chỉ được cho thuê khi có Giấy chứng nhận, trừ trường hợp thừa kế."
    answer = Answer(told, (told,), "")
    view = replace(DEMO["fees"], kind="question", facts=replace(DEMO["fees"].facts, answer=answer))
    assert [each.statement for each in short_facts(view)] == [told]


def test_an_event_tells_its_day_by_sms_and_never_its_place_alone() -> None:
    title = "Ngày hội trợ giúp pháp lý miễn phí tại xã Mường Than"
    when = (
        "Trung tâm Trợ giúp pháp lý nhà nước tỉnh Lào Cai tổ chức Ngày hội trợ giúp pháp lý từ 8 giờ 00 đến 16 giờ 30 "
        "ngày 06/12/2026 tại Nhà văn hóa xã Mường Than."
    )
    where = "tại Nhà văn hóa xã Mường Than"
    facts = Facts(
        kind="legal_aid", message=(Point(Role.RIGHT, when, (when,)), Point(Role.WHERE, where, (where,))), relevant=True
    )
    view = replace(DEMO["fees"], kind="legal_aid", title=title, summary="", text=when, facts=facts)
    assert [each.statement for each in short_facts(view)] == [
        when,
        "Ngày hội trợ giúp pháp lý từ 8 giờ 00 đến 16 giờ 30 ngày 06/12/2026 tại Nhà văn hóa xã Mường Than.",
        "Trung tâm Trợ giúp pháp lý nhà nước tỉnh Lào Cai tổ chức Ngày hội trợ giúp pháp lý 8h-16h30 ngày 06/12/2026 tại Nhà "
        "văn hóa xã Mường Than.",
        "Ngày hội trợ giúp pháp lý 8h-16h30 ngày 06/12/2026 tại Nhà văn hóa xã Mường Than.",
    ]
    told = said(view, "sms").text
    assert told.startswith(f"{title}\n8h-16h30, 06/12/2026.")
    dated = replace(view, title=f"{title} ngày 06/12/2026")
    assert "8 giờ 00 đến" not in said(dated, "sms").text, "what the title says is not said again"


def test_a_rule_that_is_still_to_come_is_not_told_without_its_day() -> None:
    view = DEMO["fees"]
    text = "Mức hỗ trợ học phí là 400.000 đồng mỗi tháng cho học sinh tại các xã."
    rule = Point(Role.AMOUNT, text, (text,))
    document = replace(view.facts.document or DocumentFacts(), effective_on=date(2027, 1, 1))
    to_come = replace(view, facts=replace(view.facts, document=document, message=(rule,)))
    told = said(to_come, "sms").text
    assert "400.000" not in told or "01/01/2027" in told
    in_force = replace(to_come, facts=replace(to_come.facts, document=replace(document, effective_on=date(2026, 1, 1))))
    assert "400.000" in said(in_force, "sms").text


def test_where_its_hours_have_room_beside_the_title_only_they_stand_there_alone() -> None:
    title = "Lịch trợ giúp pháp lý lưu động tại xã Đắk Ring tháng 12/2026"
    when = (
        "Trung tâm Trợ giúp pháp lý nhà nước tỉnh thông báo tổ chức trợ giúp pháp lý lưu động tại Nhà văn hóa thôn 3, "
        "xã Đắk Ring, từ 8 giờ đến 11 giờ 30 ngày 05/12/2026 (thứ Bảy)."
    )
    facts = Facts(kind="legal_aid", message=(Point(Role.RIGHT, when, (when,)),), relevant=True)
    view = replace(DEMO["fees"], kind="legal_aid", title=title, summary="", text=when, facts=facts)
    assert said(view, "sms").text.startswith(f"{title}\n8h-11h30, 05/12/2026.\n")


@pytest.mark.parametrize(
    ("long", "brief"),
    [
        ("từ 7 giờ 30 phút đến 17 giờ ngày 03/12/2026", "7h30-17h ngày 03/12/2026"),
        ("lúc 8 giờ 00 ngày 05/12/2026", "lúc 8h ngày 05/12/2026"),
        ("trong giờ hành chính, 24 giờ một ngày", "trong giờ hành chính, 24h một ngày"),
        ("sau 12 giờ 15 hộ phải rời đi", "sau 12h15 hộ phải rời đi"),
    ],
)
def test_hours_in_a_message_are_written_as_people_write_them(long: str, brief: str) -> None:
    assert brief_hours(long) == brief


@pytest.mark.parametrize(
    "verb", ["hoãn tổ chức", "không tổ chức", "huỷ tổ chức", "đã tổ chức", "lùi thời gian tổ chức"]
)
def test_what_is_put_off_or_over_is_never_told_as_held(verb: str) -> None:
    said_so = f"Trung tâm Dịch vụ việc làm tỉnh {verb} Ngày hội việc làm từ 7 giờ 30 đến 16 giờ ngày 12/12/2026 tại xã Ea Kar."
    facts = Facts(kind="notice", message=(Point(Role.CHANGE, said_so, (said_so,)),), relevant=True)
    view = replace(
        DEMO["fees"], kind="notice", title="Thông báo về Ngày hội việc làm", summary="", text=said_so, facts=facts
    )
    assert all(verb in each.statement for each in short_facts(view))
    assert "7h30" not in said(view, "sms").text


def test_what_a_swindler_holds_is_never_told_without_him() -> None:
    trick = "Kẻ gian nhắn tin rằng công ty mở bán đất nền giá rẻ từ 8 giờ đến 11 giờ ngày 05/12/2026 tại hội trường xã Ea Kar."
    facts = Facts(kind="scam_warning", message=(Point(Role.CHANGE, trick, (trick,)),), relevant=True)
    view = replace(DEMO["fees"], kind="scam_warning", title="Cảnh báo bán đất ma", summary="", text=trick, facts=facts)
    assert all("Kẻ gian" in each.statement for each in short_facts(view))
    assert "Bán đất" not in said(view, "sms").text


def test_a_short_text_never_tells_an_exception_without_its_rule() -> None:
    facts = DEMO["fees"].facts
    out = Point(Role.BAN, "Việc tạm ngưng không áp dụng đối với hồ sơ thừa kế nộp trước ngày 01/12/2026.")
    rule = Point(Role.BAN, "Không áp dụng mức 20.000 đồng khi nộp trực tuyến.")
    told = short_facts(replace(DEMO["fees"], facts=replace(facts, message=(out, rule))))
    assert [point.statement for point in told] == [rule.statement]


def test_a_round_the_clock_watch_is_no_term() -> None:
    facts = replace(
        DEMO["fees"].facts,
        message=(Point(Role.DEADLINE, "Chủ rừng phải bố trí người trực 24/24 giờ trong thời gian cao điểm."),),
    )
    told = points_told(replace(DEMO["fees"], facts=facts))
    assert told.deadline == ""
    assert told.changes == (facts.message[0].statement,)


def test_a_message_with_accents_loses_them_rather_than_its_fact() -> None:
    rule = "Hộ nghèo, hộ cận nghèo được hỗ trợ 100% chi phí vắc xin dại cho tối đa 02 con chó, mèo mỗi năm."
    title = "Quyết định ban hành Quy định quản lý việc nuôi chó, mèo trên địa bàn tỉnh Hương Giang"
    view = replace(
        DEMO["fees"], title=title, facts=replace(DEMO["fees"].facts, message=(Point(Role.RIGHT, rule, (rule,)),))
    )
    told = said(view, "sms")
    assert told.variant == "unaccented"
    assert unaccent(rule) in told.text
    short = replace(
        view,
        title="Nuôi chó",
        facts=replace(view.facts, message=(Point(Role.BAN, "Chó nuôi phải đeo rọ mõm.", ("Chó",)),)),
    )
    assert said(short, "sms").variant == ""


def test_a_title_that_would_lose_words_loses_its_accents_first() -> None:
    prize, title = (
        "Giải Nhất 6.000.000 đồng.",
        "Gia hạn nhận bài Cuộc thi viết Luật trong đời sống của tôi đến ngày 31/12/2026",
    )
    view = replace(
        DEMO["fees"],
        title=title,
        text=f"{title}. {prize}",
        kind="contest",
        facts=Facts(message=(Point(Role.AMOUNT, prize, (prize,)),)),
    )
    told = said(view, "sms")
    assert told.variant == "unaccented"
    assert unaccent(title) in told.text
    assert unaccent(prize) in told.text


def test_half_of_a_correction_is_never_told() -> None:
    both = (
        "Tại khoản 1 Điều 3 đã in là: “Hỗ trợ 1.500.000 đồng/ha”. Nay đính chính lại là: “Hỗ trợ 15.000.000 đồng/ha”."
    )
    view = replace(DEMO["fees"], facts=replace(DEMO["fees"].facts, message=(Point(Role.AMOUNT, both, (both,)),)))
    for variant in ("", "unaccented"):
        text = said(view, "sms", variant).text
        assert "1.500.000" not in text or "15.000.000" in text
        assert "Từ " not in text.partition("Tại khoản")[0]


def test_the_day_of_effect_is_not_set_before_a_price_that_is_followed_later() -> None:
    price = "Mức giá nước sinh hoạt: 8.200 đồng/m3 đối với 10 m3 đầu tiên."
    effect = (
        "Quyết định có hiệu lực từ ngày 05/12/2026; giá nước tại Điều 1 được áp dụng từ kỳ ghi chỉ số tháng 01/2027."
    )
    message = (Point(Role.AMOUNT, price, (price,)), Point(Role.EFFECT, effect, (effect,)))
    view = replace(DEMO["fees"], title="Quyết định giá nước sạch", facts=replace(DEMO["fees"].facts, message=message))
    for channel in ("x", "sms"):
        assert "05/12/2026: " not in said(view, channel).text
        assert "tu ky ghi chi so thang 01/2027" in unaccent(said(view, channel).text)


def test_a_ban_of_a_law_in_the_news_says_from_when() -> None:
    ban = "Cơ sở bán lẻ không được bán rượu, bia từ 23 giờ đến 6 giờ, trừ khu vực sân bay quốc tế."
    facts = Facts(kind="new_law", message=(Point(Role.BAN, ban, (ban,)),), relevant=True)
    view = replace(
        DEMO["fees"], kind="new_law", facts=facts, summary="",
        title="Quốc hội thông qua Luật Phòng, chống tác hại của rượu, bia sửa đổi, hiệu lực từ 01/7/2027",
        text=f"{ban} Luật có hiệu lực từ ngày 01/7/2027.",
    )  # fmt: skip
    assert "Từ 01/07/2027: Cơ sở bán lẻ" in said(view, "x").text


def test_who_is_called_reads_first_when() -> None:
    when = "Ngày 08/12: các thôn từ thôn 1 đến thôn 9; ngày 09/12: các thôn từ thôn 10 đến thôn 17."
    money = "Công dân khám sức khỏe được hỗ trợ tiền ăn 60.000 đồng/ngày."
    facts = Facts(
        kind="notice", message=(Point(Role.AMOUNT, money, (money,)), Point(Role.CHANGE, when, (when,))), relevant=True
    )
    view = replace(DEMO["fees"], kind="notice", title="Thông báo khám sức khỏe nghĩa vụ quân sự năm 2027", facts=facts)
    assert short_facts(view)[0].statement == when


def test_a_title_narrower_than_the_pages_is_the_one_that_is_told() -> None:
    document = replace(
        DEMO["decision"].facts.document or DocumentFacts(),
        subject="Quy định quản lý nhà chung cư thuộc tài sản công trên địa bàn tỉnh Hương Giang",
    )
    title = "Quyết định quy định quản lý nhà chung cư trên địa bàn tỉnh Hương Giang"
    view = replace(DEMO["decision"], title=title, facts=replace(DEMO["decision"].facts, document=document))
    assert "thuộc tài sản công" in said(view, "facebook").text


def test_a_right_is_never_told_without_the_limit_behind_it() -> None:
    loan = (
        "Người lao động được vay đến 100% chi phí ghi trong hợp đồng đi làm việc ở nước ngoài theo quy định của tỉnh; mức "
        "vay không có tài sản bảo đảm không quá 200.000.000 đồng."
    )
    facts = replace(DEMO["fees"].facts, message=(Point(Role.AMOUNT, loan, (loan,)),))
    for variant in ("", "unaccented"):
        text = said(replace(DEMO["fees"], facts=facts), "sms", variant).text
        assert "100%" not in text or "200.000.000" in text


def test_a_warning_never_carries_the_swindlers_address_by_sms() -> None:
    false = "Công an phát hiện địa chỉ dichvucong-gov.example.online giả mạo Cổng Dịch vụ công để lấy mật khẩu."
    right = "Cổng Dịch vụ công quốc gia chỉ có một địa chỉ là dichvucong.gov.vn."
    points = tuple(Point(Role.CHANGE, each, (each,)) for each in (false, right))
    facts = Facts(kind="scam_warning", message=points, relevant=True)
    view = replace(DEMO["scam_warning"], title="Cảnh báo trang giả mạo Cổng Dịch vụ công", facts=facts)
    assert "example.online" not in said(view, "sms").text
    assert "example.online" not in said(view, "x").text


@pytest.mark.parametrize(
    ("headline", "matter"),
    [
        (
            "Quy định chính sách hỗ trợ tiền ăn trưa cho trẻ mẫu giáo trên địa bàn tỉnh Hương Giang",
            "Hỗ trợ tiền ăn trưa cho trẻ mẫu giáo",
        ),
        ("Quyết định ban hành giá tối đa dịch vụ thu gom rác", "Giá tối đa dịch vụ thu gom rác"),
        ("Thông báo của Thuế tỉnh Hương Giang về việc hộ kinh doanh kê khai thuế", "Hộ kinh doanh kê khai thuế"),
        ("Quy định mức thu phí trên địa bàn tỉnh Bình Lâm", "Mức thu phí trên địa bàn tỉnh Bình Lâm"),
        ("Quy định về giờ", "Quy định về giờ"),
        (
            "Quy định học phí công lập trên địa bàn tỉnh Hương Giang từ năm học 2026 - 2027",
            "Học phí công lập từ năm học 2026 - 2027",
        ),
        (
            "Luật sửa đổi, bổ sung một số điều của 37 luật về quy hoạch",
            "Luật sửa đổi, bổ sung một số điều của 37 luật về quy hoạch",
        ),
        (
            "Sửa đổi, bổ sung một số điều của Nghị quyết số 08/2024/NQ-HĐND quy định chính sách dân số",
            "Sửa đổi quy định chính sách dân số",
        ),
        (
            "Sửa đổi, bổ sung một số điều của Quyết định số 11/2023/QĐ-UBND ngày 05/6/2023 của UBND tỉnh về giá nước sạch",
            "Sửa đổi quy định về giá nước sạch",
        ),
        (
            "Sửa đổi, bổ sung một số điều của Quyết định số 11/2023/QĐ-UBND ban hành Quy chế quản lý chợ",
            "Sửa đổi Quy chế quản lý chợ",
        ),
    ],
)
def test_a_headline_in_few_words(headline: str, matter: str) -> None:
    assert matter_of(headline, "Sở Tư pháp tỉnh Hương Giang") == matter


def test_a_short_text_says_what_its_sum_is_of() -> None:
    rule = "Học sinh tiểu học: 180.000 đồng/học sinh/tháng."
    title = "Quy định chính sách hỗ trợ tiền đi lại cho học sinh tại các xã đảo trên địa bàn tỉnh Hương Giang"
    view = replace(
        DEMO["fees"], title=title, facts=replace(DEMO["fees"].facts, message=(Point(Role.AMOUNT, rule, (rule,)),))
    )
    assert "Ho tro tien di lai cho hoc sinh tai cac xa dao" in said(view, "sms").text


def test_whom_to_ask_can_be_asked_before_the_day_of_effect() -> None:
    ask = "Người dân cần hỗ trợ liên hệ Bảo hiểm xã hội cơ sở gần nhất."
    view = replace(DEMO["fees"], facts=replace(DEMO["fees"].facts, message=(Point(Role.HOW, ask, (ask,)),)))
    for channel in ("x", "sms"):
        assert "05/12/2026: " not in said(view, channel).text


def test_a_last_day_stands_beside_its_own_matter_only() -> None:
    closed = Point(Role.CHANGE, "Đóng nước toàn tuyến kênh chính từ 6 giờ ngày 03/12/2026.")
    apply = Point(Role.DEADLINE, "Hợp tác xã đăng ký hỗ trợ bơm trước ngày 15/12/2026.", day=date(2026, 12, 15))
    view = replace(DEMO["fees"], facts=replace(DEMO["fees"].facts, message=(closed, apply)))
    told = said(view, "sms", "unaccented").text
    assert "15/12/2026" not in told or "dang ky ho tro bom" in told


def test_what_does_not_say_of_what_it_frees_needs_its_headline() -> None:
    headline = "Giá tối đa dịch vụ thu gom rác sinh hoạt"
    assert in_common("Hộ gia đình trả tiền thu gom rác mỗi tháng 20.000 đồng.", headline)
    assert not in_common("Miễn đối với hộ nghèo, hộ ở thôn chưa có thu gom rác.", headline)
    assert not in_common("Từ 01/01/2027: Giảm 50% đối với hộ cận nghèo ở nơi có thu gom rác.", headline)
    assert in_common("Miễn tiền thu gom rác cho hộ nghèo.", headline)


def test_what_something_is_is_told_first_under_a_title_that_asks_it() -> None:
    what = "Hụi là hình thức giao dịch về tài sản theo tập quán giữa một nhóm người."
    other = "Chủ hụi phải báo Ủy ban nhân dân xã khi giá trị phần hụi từ 100 triệu đồng."
    points = tuple(Point(Role.CHANGE, each, (each,)) for each in (other, what))
    view = replace(DEMO["guidance"], title="Hụi là gì?", facts=Facts(kind="guidance", message=points, relevant=True))
    assert what.rstrip(".") in said(view, "x").text


def test_one_day_of_a_timetable_that_begins_with_hours_stands_for_none() -> None:
    days = (
        "8g00 - 11g00, thứ Năm 10/12/2026: Nhà văn hóa thôn Rẫy, xã Đại Thắng.",
        "13g30 - 16g30, thứ Ba 22/12/2026: Hội trường xã Sơn Kỳ.",
    )
    points = tuple(Point(Role.WHERE, each, (each,)) for each in days)
    view = replace(
        DEMO["guidance"], title="Lịch tư vấn tháng 12", facts=Facts(kind="legal_aid", message=points, relevant=True)
    )
    assert "thôn Rẫy" not in said(view, "x").text


@pytest.mark.parametrize(("role", "told"), [("announcement", True), ("draft", False)])
def test_what_a_draft_would_end_is_not_told_as_ended(role: str, told: bool) -> None:
    relation = Relation(RelationKind.REPLACES, "Nghị quyết số 18/2023/NQ-HĐND", "18/2023/NQ-HĐND")
    document = DocumentFacts(kind="nghị quyết", number="30/2026/NQ-HĐND", relations=(relation,))
    view = replace(DEMO["decision"], facts=Facts(document=document, role=role, kind="new_law", relevant=True))
    assert ("18/2023" in said(view, "facebook").text) is told
