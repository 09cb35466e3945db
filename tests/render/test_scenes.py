"""What a message becomes: which scene, which slots, which first. Statements of our own making."""

from dataclasses import fields, replace
from datetime import UTC, date, datetime

import pytest

from distributor.compose.editorial import load_editorial
from distributor.compose.item import ItemView
from distributor.facts import Answer, DocumentFacts, Facts, KeyPoints, Point, Role
from distributor.render.pictograms import PICTOGRAMS
from distributor.render.scene_figures import figure_of, figures_behind
from distributor.render.scene_pictures import crossed_out, load_scene_rules
from distributor.render.scene_place import place_of
from distributor.render.scenes import Scene, SceneKind, scenes_of


def item(*points: Point, kind: str = "new_law", title: str = "Quy định mới", **facts: object) -> ItemView:
    made = Facts(message=points, **facts)  # type: ignore[arg-type]
    return ItemView(1, title, "", "", kind, datetime(2026, 11, 27, tzinfo=UTC), "", "Sở Tư pháp", facts=made)


def scene(role: Role, statement: str, day: date | None = None) -> Scene:
    return scenes_of(item(Point(role, statement, day=day)), load_editorial())[0]


def slots(made: Scene) -> dict[str, object]:
    told = {each.name: getattr(made, each.name) for each in fields(made)}
    return {name: value for name, value in told.items() if value and name not in {"statement", "pictogram"}}


FIGURES = {
    "Học sinh bán trú được hỗ trợ tiền ăn 936.000 đồng/tháng.": (
        "936.000 đồng/tháng",
        "hỗ trợ tiền ăn",
        "Học sinh bán trú",
    ),
    "Giảm 40% học phí cho học sinh lớp 9 thuộc hộ cận nghèo.": (
        "Giảm 40%",
        "học phí",
        "học sinh lớp 9 thuộc hộ cận nghèo",
    ),
    "Lệ phí cấp thẻ là 60.000 đồng/thẻ; cấp lại là 30.000 đồng/thẻ.": ("60.000 đồng/thẻ", "Lệ phí cấp thẻ", ""),
    "Người cao tuổi được tặng quà từ 400.000 đến 600.000 đồng.": (
        "tặng quà từ 400.000 đến 600.000 đồng",
        "",
        "Người cao tuổi",
    ),
    "Diện tích xây dựng không được vượt quá 70% diện tích thửa đất.": (
        "không được vượt quá 70%",
        "Diện tích xây dựng",
        "",
    ),
    "Trợ cấp một lần cho hộ mất nhà có mức 80.000.000 đồng/hộ.": (
        "80.000.000 đồng/hộ",
        "Trợ cấp một lần",
        "hộ mất nhà",
    ),
}


@pytest.mark.parametrize("statement", FIGURES)
def test_a_figure_stands_with_what_it_is_of_and_for_whom(statement: str) -> None:
    made = scene(Role.AMOUNT, statement)
    assert made.kind is SceneKind.FIGURE
    assert (made.figure, made.of_what, made.for_whom) == FIGURES[statement]


@pytest.mark.parametrize(
    "statement",
    [
        "Cơ sở có từ 25 lao động trở lên phải lập tổ an toàn.",
        "Người từ đủ 16 tuổi có quyền tự mình nộp đơn.",
        "Quyết định số 45 ngày 12 tháng 3 năm 2026 bị bãi bỏ.",
        "Hộ có thu nhập dưới 2.000.000 đồng/tháng thì được xét.",
        "Ba nhóm lần lượt đóng 60%, 50%, 40%.",
    ],
)
def test_a_condition_or_a_chain_is_no_figure(statement: str) -> None:
    assert scene(Role.AMOUNT, statement).kind is SceneKind.STATEMENT


COMPARISONS = {
    "Mức ăn của học sinh nội trú tăng từ 50.000 đồng lên 80.000 đồng mỗi ngày.": (
        "50.000 đồng",
        "80.000 đồng mỗi ngày",
    ),
    "Cấp phép xây dựng còn 7 ngày làm việc, trước đây là 15 ngày làm việc.": (
        "15 ngày làm việc",
        "còn 7 ngày làm việc",
    ),
    "Phí gửi xe máy ban đêm là 5.000 đồng/lượt thay vì 4.000 đồng/lượt.": ("4.000 đồng/lượt", "5.000 đồng/lượt"),
    "Trước đây phải nộp tại huyện, nay nộp tại Ủy ban nhân dân xã.": (
        "phải nộp tại huyện",
        "nộp tại Ủy ban nhân dân xã",
    ),
    "Nộp hồ sơ tại xã thay vì tại huyện như trước đây.": ("tại huyện", "Nộp hồ sơ tại xã"),
}


@pytest.mark.parametrize("statement", COMPARISONS)
def test_old_and_new_stand_apart(statement: str) -> None:
    made = scene(Role.CHANGE, statement)
    assert made.kind is SceneKind.COMPARISON
    assert (made.before, made.after) == COMPARISONS[statement]


@pytest.mark.parametrize(
    ("role", "statement"),
    [
        (Role.RIGHT, "Người dân nộp phạt trực tuyến thay vì đến kho bạc."),
        (Role.HOW, "Được miễn thì không phải làm thủ tục, chỉ phải báo cho cơ quan thuế."),
    ],
)
def test_one_way_or_another_is_no_change(role: Role, statement: str) -> None:
    assert scene(role, statement).kind is not SceneKind.COMPARISON


@pytest.mark.parametrize(
    ("statement", "for_whom", "figure"),
    [
        ("Mỗi hộ bị ngập được thành phố hỗ trợ khẩn cấp 3 triệu đồng.", "Mỗi hộ bị ngập", "3 triệu đồng"),
        ("Người bị thu hồi đất có quyền khiếu nại trong 90 ngày.", "Người bị thu hồi đất", "trong 90 ngày"),
        ("Mỗi hộ chỉ được xây nhà tạm không quá 30 m2.", "Mỗi hộ", "không quá 30 m²"),
        ("Bệnh nhân ung thư được bảo hiểm chi trả 80% tiền thuốc.", "Bệnh nhân ung thư", "80%"),
    ],
)
def test_who_is_concerned_ends_at_the_verb_of_the_figure(statement: str, for_whom: str, figure: str) -> None:
    made = scene(Role.RIGHT, statement)
    assert (made.for_whom, made.figure) == (for_whom, figure)


def test_the_old_side_of_a_change_is_never_the_figure() -> None:
    made = scene(Role.AMOUNT, "Phạm vi và thời gian nghỉ tăng từ 12 ngày rồi lên dần 14 ngày.")
    assert not made.figure.startswith("tăng từ")
    assert scene(Role.AMOUNT, "Nghỉ phép năm tăng từ 12 ngày lên 14 ngày.").before == "12 ngày"


def test_so_many_days_from_a_day_on_is_not_that_day() -> None:
    made = scene(Role.DEADLINE, "Các hộ tự tháo dỡ trong 15 ngày kể từ ngày 02/3/2027.")
    assert (made.kind, made.figure, made.note) == (SceneKind.FIGURE, "trong 15 ngày", "kể từ ngày 02/3/2027")


@pytest.mark.parametrize(
    ("role", "statement", "kind"),
    [
        (Role.DUTY, "Chủ xe phải dán thẻ trước ngày 01/8/2027.", SceneKind.DEADLINE),
        (Role.DUTY, "Xe mua trước ngày 01/8/2027 phải dán thẻ.", SceneKind.STATEMENT),
        (Role.RIGHT, "Hồ sơ trực tuyến được miễn lệ phí đến hết ngày 31/12/2027.", SceneKind.DEADLINE),
        (Role.RIGHT, "Giấy phép cấp trước ngày 01/8/2027 được dùng tiếp.", SceneKind.STATEMENT),
    ],
)
def test_a_day_that_ends_something_and_a_day_of_a_condition(role: Role, statement: str, kind: SceneKind) -> None:
    assert scene(role, statement).kind is kind


def test_what_a_place_has_beside_is_not_left_out() -> None:
    made = scene(Role.WHERE, "Trạm y tế tiêm tại nhà văn hóa thôn Bến từ 7 giờ đến 9 giờ hằng ngày, trừ lễ.")
    assert (made.place, made.note) == ("nhà văn hóa thôn Bến", "trừ lễ")


def test_a_deadline_has_its_day_and_what_to_do() -> None:
    made = scene(
        Role.DEADLINE, "Nộp hồ sơ chậm nhất ngày 15/12/2026; nộp sau ngày này không được xét.", date(2026, 12, 15)
    )
    assert made.kind is SceneKind.DEADLINE
    assert (made.day, made.day_label, made.todo) == (date(2026, 12, 15), "Hạn cuối", "Nộp hồ sơ")
    assert made.note == "nộp sau ngày này không được xét"


@pytest.mark.parametrize(
    "statement",
    [
        "Tự do kinh doanh ngành, nghề mà luật không cấm.",
        "Hành khách được mang chất lỏng không thuộc diện bị cấm.",
        "Quy định này gần như không được thực thi.",
    ],
)
def test_a_ban_is_said_of_somebody(statement: str) -> None:
    assert scene(Role.BAN, statement).kind is SceneKind.STATEMENT


def test_a_fine_before_its_act() -> None:
    made = scene(Role.PENALTY, "Phạt tiền từ 20.000.000 đồng đến 50.000.000 đồng đối với hành vi cho, bán hóa đơn.")
    assert (made.kind, made.of_what) == (SceneKind.BAN, "cho, bán hóa đơn")


def test_what_a_further_sentence_says_is_kept_or_nothing_is_taken_apart() -> None:
    made = scene(Role.AMOUNT, "Giảm 90% tiền sử dụng đất. Mỗi hộ được giảm một lần.")
    assert (made.kind, made.note) == (SceneKind.FIGURE, "Mỗi hộ được giảm một lần")
    assert made.statement == "Giảm 90% tiền sử dụng đất. Mỗi hộ được giảm một lần."
    listed = scene(Role.PAPERS, "Hồ sơ gồm đơn đề nghị và bản sao căn cước. Hồ sơ là bản giấy hoặc bản điện tử.")
    assert listed.kind is SceneKind.STATEMENT


def test_the_opening_words_of_an_article_are_no_part_of_a_slot() -> None:
    made = scene(Role.DEADLINE, "Theo đó, từ ngày 01/3/2027 đến hết ngày 31/3/2027, bà con đưa chó mèo đi tiêm.")
    assert (made.day, made.todo) == (date(2027, 3, 31), "bà con đưa chó mèo đi tiêm")


def test_a_meeting_of_an_office_invites_nobody() -> None:
    made = scene(Role.WHERE, "Chiều 26/02, tại trụ sở UBND tỉnh, Hội đồng tổ chức phiên họp thứ nhất.")
    assert made.kind is SceneKind.STATEMENT


def test_a_last_day_that_has_passed_is_only_said() -> None:
    made = scenes_of(
        item(
            Point(Role.DEADLINE, "Nộp lại vũ khí chậm nhất ngày 30/6/1999."),
            Point(Role.HOW, "Bà con gọi công an xã."),
        ),
        load_editorial(),
    )
    assert [(each.kind, each.statement) for each in made] == [
        (SceneKind.STATEMENT, "Bà con gọi công an xã."),
        (SceneKind.STATEMENT, "Nộp lại vũ khí chậm nhất ngày 30/6/1999."),
    ]


def test_a_deadline_before_a_day_says_before() -> None:
    made = scene(Role.DEADLINE, "Góp ý gửi về Sở Tư pháp trước ngày 20 tháng 12 năm 2026.")
    assert (made.day, made.day_label) == (date(2026, 12, 20), "Trước ngày")


def test_the_day_of_an_act_is_no_deadline() -> None:
    assert scene(Role.DEADLINE, "Thực hiện theo Kế hoạch số 12/KH-UBND ngày 05/01/2026.").kind is SceneKind.STATEMENT


def test_a_place_has_hours_day_and_what_to_bring() -> None:
    made = scene(
        Role.WHERE,
        "Luật sư tư vấn miễn phí tại Nhà văn hóa xã Suối Nai từ 7 giờ 30 đến 11 giờ ngày 18/12/2026; bà con mang theo căn "
        "cước và giấy tờ nhà đất.",
    )
    assert made.kind is SceneKind.PLACE
    assert (made.place, made.hours, made.day) == (
        "Nhà văn hóa xã Suối Nai",
        "từ 7 giờ 30 đến 11 giờ",
        date(2026, 12, 18),
    )
    assert made.bring == ("căn cước", "giấy tờ nhà đất")


def test_papers_are_a_list() -> None:
    made = scene(Role.PAPERS, "Hồ sơ gồm tờ khai, bản sao căn cước và giấy xác nhận của nhà trường.")
    assert made.kind is SceneKind.STEPS
    assert made.steps == ("tờ khai", "bản sao căn cước", "giấy xác nhận của nhà trường")


def test_those_concerned_are_a_list_that_is_not_cut_within_an_entry() -> None:
    made = scene(Role.WHO, "Được xét gồm hộ nghèo, hộ cận nghèo, thương binh, bệnh binh từ 61% trở lên.")
    assert made.kind is SceneKind.WHO
    assert made.steps == ("hộ nghèo", "hộ cận nghèo", "thương binh, bệnh binh từ 61% trở lên")


def test_a_ban_has_its_fine() -> None:
    made = scene(Role.PENALTY, "Thả chó nơi công cộng không rọ mõm bị phạt từ 1.000.000 đến 2.000.000 đồng.")
    assert made.kind is SceneKind.BAN
    assert made.figure == "phạt từ 1.000.000 đến 2.000.000 đồng"
    assert made.of_what == "Thả chó nơi công cộng không rọ mõm"


def test_a_ban_takes_the_fine_of_the_same_act_and_no_other() -> None:
    ban = Point(Role.BAN, "Nghiêm cấm đốt rơm rạ ven đường quốc lộ.")
    same = Point(Role.PENALTY, "Đốt rơm rạ ven đường bị phạt từ 2.500.000 đến 3.000.000 đồng.")
    other = Point(Role.PENALTY, "Bán hàng rong trên vỉa hè bị phạt 200.000 đồng.")
    made = scenes_of(item(ban, other, same), load_editorial())
    assert made[0].figure == "phạt từ 2.500.000 đến 3.000.000 đồng"
    assert same.statement not in {each.statement for each in made}
    assert other.statement in {each.statement for each in made}


def test_a_warning_says_what_to_do() -> None:
    made = scenes_of(
        item(
            Point(Role.CHANGE, "Kẻ gian giả danh nhân viên điện lực đòi nợ qua điện thoại."),
            Point(Role.DUTY, "Hãy ngắt máy và báo công an xã, phường."),
            kind="scam_warning",
        ),
        load_editorial(),
    )
    assert made[0].kind is SceneKind.WARNING
    assert made[0].todo == "Hãy ngắt máy và báo công an xã, phường."


def test_a_correction_shows_wrong_and_right() -> None:
    words = "Tại khoản 2 Điều 4, cụm từ “không quá 5 m” được sửa thành “không quá 4 m”."
    made = scenes_of(item(Point(Role.CHANGE, words), kind="correction", title="Đính chính"), load_editorial())[0]
    assert (made.kind, made.before, made.after) == (SceneKind.CORRECTION, "không quá 5 m", "không quá 4 m")


def test_what_a_swindler_promises_is_never_shown_large() -> None:
    made = scenes_of(
        item(
            Point(Role.BAN, "Không giao giấy tờ cho người môi giới lạ."),
            Point(Role.CHANGE, "Kẻ gian mời gọi góp vốn."),
            Point(Role.AMOUNT, "Chúng hứa trả lãi 15%/tháng."),
            Point(Role.AMOUNT, "Bà con đã mất 2 tỷ đồng."),
            kind="scam_warning",
        ),
        load_editorial(),
    )
    assert [each.kind for each in made] == [SceneKind.WARNING, SceneKind.FIGURE, SceneKind.STATEMENT]
    assert (made[0].statement, made[1].figure) == ("Kẻ gian mời gọi góp vốn.", "2 tỷ đồng")


def test_a_correction_without_quotation_marks() -> None:
    words = "Ngày có hiệu lực là 01/5/2027, không phải 01/4/2027 như đã in."
    made = scenes_of(item(Point(Role.EFFECT, words), kind="correction", title="Đính chính ngày"), load_editorial())
    assert [(each.kind, each.before, each.after) for each in made] == [(SceneKind.CORRECTION, "01/4/2027", "01/5/2027")]


@pytest.mark.parametrize("statement", ["Hộ gia đình để rác ra điểm tập kết sau 18 giờ.", "Cụm từ “phạt 5%” bị bỏ."])
def test_an_hour_or_a_quotation_is_no_figure(statement: str) -> None:
    assert scene(Role.CHANGE, statement).kind is SceneKind.STATEMENT


def test_a_figure_of_several_leaves_none_of_them_out() -> None:
    made = scene(Role.AMOUNT, "Giá nước là 7.300 đồng/m³ cho 10 m³ đầu, 9.100 đồng/m³ từ m³ thứ 11.")
    assert (made.figure, made.note) == ("7.300 đồng/m³", "cho 10 m³ đầu, 9.100 đồng/m³ từ m³ thứ 11")


def test_steps_are_what_a_citizen_does_one_after_the_other() -> None:
    made = scene(Role.HOW, "Người dân đăng nhập Cổng dịch vụ công, điền tờ khai và nộp phí.")
    assert (made.kind, made.steps) == (
        SceneKind.STEPS,
        ("đăng nhập Cổng dịch vụ công", "điền tờ khai", "nộp phí"),
    )


def test_either_way_is_no_order_of_steps() -> None:
    made = scene(Role.HOW, "Nộp hồ sơ trực tiếp, gửi qua bưu điện hoặc nộp trực tuyến.")
    assert made.kind is SceneKind.STATEMENT


def test_a_question_has_its_answer_whole_or_by_sentences() -> None:
    answer = "Được. Cha mẹ nộp tờ khai tại Ủy ban nhân dân xã và mang theo giấy chứng sinh."
    view = item(kind="question", title="Khai sinh quá hạn có được không?", answer=Answer(answer))
    made = scenes_of(view, load_editorial())[0]
    assert (made.kind, made.question, made.answer) == (SceneKind.ANSWER, "Khai sinh quá hạn có được không?", answer)


def test_no_sure_answer_passes_for_one() -> None:
    view = item(kind="question", title="Khai sinh quá hạn có được không?")
    assert [each.kind for each in scenes_of(view, load_editorial())] == [SceneKind.STATEMENT]


@pytest.mark.parametrize(
    ("asked", "said", "begins"),
    [
        ("Thuê trọ có được đăng ký thường trú không?", "Chủ nhà đồng ý là đủ điều kiện. Có.", "Có. Chủ nhà đồng ý"),
        ("Thuê trọ có được đăng ký không?", "Không. Phải có chủ nhà đồng ý. Có.", "Không. Phải có chủ nhà"),
        ("Có được không? Có mất phí không?", "Chủ nhà đồng ý là đủ điều kiện. Có.", "Chủ nhà đồng ý"),
        ("Có được không?", "Chủ nhà đồng ý là đủ điều kiện. Nộp tại công an xã.", "Chủ nhà đồng ý"),
    ],
)
def test_a_verdict_that_stands_last_is_said_first(asked: str, said: str, begins: str) -> None:
    view = item(kind="question", title=asked, answer=Answer(said, asked=asked, sure=True))
    first = scenes_of(view, load_editorial())[0]
    assert first.answer.startswith(begins)
    assert sorted(first.answer.split()) == sorted(said.split())


@pytest.mark.parametrize("part", ["trên Cổng Dịch vụ công quốc gia", "Người đang hưởng trợ cấp", "tại nhà trường"])
def test_a_part_of_a_sentence_is_no_scene(part: str) -> None:
    told = "Người đang hưởng trợ cấp nộp hồ sơ trên Cổng Dịch vụ công quốc gia."
    made = scenes_of(item(Point(Role.RIGHT, told), Point(Role.HOW, part)), load_editorial())
    assert [each.statement for each in made] == [told]
    alone = scenes_of(item(Point(Role.HOW, part), title="Mới"), load_editorial())
    assert [each.statement for each in alone] == [part], "where nothing else is said"


def test_those_who_are_only_named_stand_beneath_a_heading_of_their_own() -> None:
    named, told = "Người sử dụng đất có nhu cầu tách thửa", "Thửa mới còn ít nhất 50 m²."
    made = scenes_of(item(Point(Role.WHO, named), Point(Role.AMOUNT, told)), load_editorial())
    assert [(each.kind, each.steps) for each in made] == [(SceneKind.FIGURE, ()), (SceneKind.WHO, (named,))]
    assert scene(Role.WHO, "Chủ xe được nộp phạt trực tuyến.").steps == ()


def test_what_shows_something_goes_before_what_says_a_sentence_and_effect_last() -> None:
    made = scenes_of(
        item(
            Point(Role.EFFECT, "Nghị quyết có hiệu lực từ ngày 01/01/2027.", day=date(2027, 1, 1)),
            Point(Role.CHANGE, "Thêm nhiều nhóm được hỗ trợ."),
            Point(Role.AMOUNT, "Học sinh lớp 1 được hỗ trợ 500.000 đồng/năm học."),
        ),
        load_editorial(),
    )
    assert [each.kind for each in made] == [SceneKind.FIGURE, SceneKind.STATEMENT, SceneKind.EFFECT]


def test_the_document_tells_its_day_where_no_point_does() -> None:
    document = DocumentFacts(kind="quyết định", number="31/2026/QĐ-UBND", effective_on=date(2026, 12, 20))
    made = scenes_of(item(Point(Role.RIGHT, "Hộ nghèo được vay vốn."), document=document), load_editorial())
    assert (made[-1].kind, made[-1].day) == (SceneKind.EFFECT, date(2026, 12, 20))


def test_what_reminds_of_a_document_shows_its_day_first() -> None:
    day = date(2026, 12, 20)
    document = DocumentFacts(kind="quyết định", number="31/2026/QĐ-UBND", effective_on=day)
    amount = Point(Role.AMOUNT, "Học sinh lớp 1 được hỗ trợ 500.000 đồng/năm học.")
    effect = Point(Role.EFFECT, "Quyết định có hiệu lực từ ngày 20/12/2026.", day=day)
    told = item(amount, effect, document=document)
    assert [each.kind for each in scenes_of(told, load_editorial())] == [SceneKind.FIGURE, SceneKind.EFFECT]
    made = scenes_of(replace(told, reminds=True), load_editorial())
    assert [(each.kind, each.day) for each in made] == [(SceneKind.EFFECT, day), (SceneKind.FIGURE, None)]
    assert made[0].statement == "Quyết định số 31/2026/QĐ-UBND có hiệu lực từ ngày 20/12/2026."


def test_key_points_of_an_older_item_are_scenes_too() -> None:
    points = KeyPoints(
        changes=("Học phí mầm non giảm 30%.",), deadline="trước ngày 10/12/2026", deadline_on=date(2026, 12, 10)
    )
    kinds = [scene.kind for scene in scenes_of(item(points=points), load_editorial())]
    assert kinds == [SceneKind.FIGURE, SceneKind.STATEMENT]


@pytest.mark.parametrize(
    "statement",
    [
        "",
        "A",
        "x" * 5_000,
        "1 " * 3_000,
        "từ " * 2_000 + "1 đồng",
        "Nộp (" * 900,
        "phạt " * 2_000,
        "1 " * 290,
        "từ " * 190 + "1 đồng",
        "a, " * 190,
    ],
)
@pytest.mark.parametrize("role", list(Role))
def test_odd_sentences_are_statements_or_nothing(statement: str, role: Role) -> None:
    for made in scenes_of(item(Point(role, statement), title=""), load_editorial()):
        assert made.kind is SceneKind.STATEMENT


def test_every_pictogram_is_there() -> None:
    rules = load_scene_rules()
    named = {*rules.words, *rules.topics.values(), *rules.content_kinds.values(), *rules.scene_kinds.values()}
    assert named <= PICTOGRAMS
    assert set(rules.scene_kinds) == set(SceneKind)


@pytest.mark.parametrize(
    "sentence",
    [
        "Thửa đất ở tại phường được tách khi mỗi thửa mới còn ít nhất 50 m², tại xã ít nhất 80 m² và cạnh không dưới 4 m.",
        "Học sinh tiểu học được hỗ trợ 50.000 đồng/tháng, học sinh trung học cơ sở 80.000 đồng/tháng.",
    ],
)
def test_of_two_cases_neither_has_its_figure_large_beside_the_other(sentence: str) -> None:
    assert figure_of(sentence) is None


def test_a_place_of_a_day_that_had_passed_invites_nobody() -> None:
    told = "Tư vấn pháp luật miễn phí từ 8 giờ ngày 18/10/2026 tại Nhà văn hóa thôn Hạ."
    message = (Point(Role.WHERE, told, day=date(2026, 10, 18)),)
    shown = {}
    for day in (1, 27):
        view = replace(item(*message), published_at=datetime(2026, 10, day, tzinfo=UTC))
        shown[day] = scenes_of(view, load_editorial())[0].kind
    assert shown == {1: SceneKind.PLACE, 27: SceneKind.STATEMENT}


def test_an_address_is_written_as_one_reads_it() -> None:
    shown = scene(Role.HOW, "Nộp hồ sơ tại https://dichvucong.huonggiang.example.")
    assert "dichvucong.huonggiang.example" in shown.statement
    assert "https" not in "".join(map(str, slots(shown).values())) + shown.statement


def test_a_pavement_is_no_fire() -> None:
    told = "Hộ gia đình được dùng tạm vỉa hè cho việc cưới không quá 48 giờ, bảo đảm phòng cháy, chữa cháy."
    assert scene(Role.AMOUNT, told).pictogram == "pavement"


def test_what_a_table_counts_in_is_no_figure() -> None:
    assert figure_of("Mức học phí: đơn vị tính 1.000 đồng/tháng.") is None


@pytest.mark.parametrize(
    "statement",
    [
        "Học phí năm học mới, đơn vị tính: 1.000 đồng.",
        "Mức thu học phí (đơn vị: 1.000 đồng).",
    ],
)
def test_what_a_table_counts_in_is_told_by_its_colon(statement: str) -> None:
    assert figure_of(statement) is None


@pytest.mark.parametrize(
    ("statement", "figure"),
    [("Hỗ trợ mỗi đơn vị 5 triệu đồng.", "5 triệu đồng"), ("Thưởng đơn vị 20 triệu đồng.", "20 triệu đồng")],
)
def test_what_a_unit_gets_is_a_figure(statement: str, figure: str) -> None:
    made = scene(Role.AMOUNT, statement)
    assert (made.kind, made.figure) == (SceneKind.FIGURE, figure)


@pytest.mark.parametrize(
    ("sentence", "behind"),
    [
        ("Lệ phí là 50.000 đồng; cấp lại 20.000 đồng.", ["20.000 đồng"]),
        ("Lệ phí là 50.000 đồng; hộ nghèo không phải nộp 20.000 đồng tiền ảnh.", []),
        ("Lệ phí là 50.000 đồng, không áp dụng với hộ có thu nhập trên 10 triệu đồng.", []),
        ("Lệ phí là 50.000 đồng, trừ hộ nghèo, hộ cận nghèo và người già nộp 20.000 đồng.", []),
        ("Lệ phí là 50.000 đồng; bỏ mức phụ thu 20.000 đồng.", []),
        ("Lệ phí là 50.000 đồng, trước đây là 60.000 đồng.", []),
        ("Lệ phí là 50.000 đồng; phí cấp lại giảm từ 30.000 đồng xuống 20.000 đồng.", []),
        ("Lệ phí là 50.000 đồng; hộ có doanh thu 200 triệu đồng thì được giảm.", []),
        (f"Lệ phí là 50.000 đồng; người dân {'ở xã vùng sâu ' * 3}phải nộp 20.000 đồng.", []),
    ],
)
def test_a_figure_behind_the_first_is_asked_what_the_first_is(sentence: str, behind: list[str]) -> None:
    assert [figure for figure, _, _ in figures_behind(sentence, "50.000 đồng")] == behind


@pytest.mark.parametrize(
    ("wrong", "right"),
    [
        ("http://dichvucong.huonggiang.example", "https://dichvucong.huonggiang.example"),
        ("1.500 đồng", "15.000 đồng"),
    ],
)
def test_readings_of_a_correction_stand_as_they_are_written(wrong: str, right: str) -> None:
    words = f"Trong thông báo, đúng là {right}, không phải {wrong} như đã đăng."
    made = scenes_of(item(Point(Role.CHANGE, words), kind="correction", title="Đính chính"), load_editorial())
    assert [(each.kind, each.before, each.after) for each in made] == [(SceneKind.CORRECTION, wrong, right)]


def test_only_what_is_forbidden_is_crossed_out() -> None:
    assert load_scene_rules().forbidden <= PICTOGRAMS
    crossed = {
        statement: crossed_out(scene(Role.BAN, statement).pictogram)
        for statement in (
            "Nghiêm cấm phân biệt đối xử với người khuyết tật.",
            "Nghiêm cấm hành hạ trẻ em.",
            "Nghiêm cấm phá rừng.",
            "Nghiêm cấm đánh bạc.",
            "Không được lái xe khi đã uống rượu, bia.",
        )
    }
    assert list(crossed.values()) == ["", "", "", "gambling", "alcohol"]


def test_a_comma_stands_at_its_word() -> None:
    assert scene(Role.HOW, "Thông tư 01/2016/TT-BGTVT , loại chất lỏng nào được mang .").statement == (
        "Thông tư 01/2016/TT-BGTVT, loại chất lỏng nào được mang."
    )


def test_a_figure_of_time_keeps_its_after() -> None:
    assert (
        scene(Role.DEADLINE, "Giấy phép được trả sau 5 ngày làm việc kể từ khi nộp đủ hồ sơ.").figure
        == "sau 5 ngày làm việc"
    )


@pytest.mark.parametrize(
    ("title", "point", "kind", "said"),
    [
        (
            "Từ 1-7, phí bảo hiểm y tế hộ gia đình tăng trung bình 7,4%",
            "Theo phương án 2 sẽ tăng 0,5%/năm.",
            "figure",
            "7,4%",
        ),
        (
            "Tưới cây giữa trưa có thể bị phạt đến 3 triệu đồng",
            "Đoàn kiểm tra xuất phát lúc 6 giờ.",
            "figure",
            "3 triệu đồng",
        ),
        ("Huyện dùng ứng dụng nhắn tin để trả hồ sơ nhanh", "Ứng dụng có hơn 70 triệu người dùng.", "statement", ""),
        (
            "Từ hôm nay, tăng trợ cấp xã hội cho người cao tuổi",
            "Trợ cấp xã hội tăng thêm 90.000 đồng/tháng.",
            "figure",
            "90.000",
        ),
    ],
)
def test_news_says_first_what_its_headline_says(title: str, point: str, kind: str, said: str) -> None:
    first, *others = scenes_of(item(Point(Role.AMOUNT, point), title=title), load_editorial())
    assert first.kind == kind
    assert said in first.figure
    assert (first.statement == title) is (said != "90.000"), "a figure of the very matter needs no headline before it"
    assert first.statement == point or point in [each.statement for each in others], "nothing is lost"


@pytest.mark.parametrize(
    "title",
    [
        "Không có chuyện phạt 20 triệu đồng nếu chưa đổi thẻ căn cước",
        "Bác tin đồn tăng học phí 50% từ năm học mới",
        "Có thật chủ xe không đổi biển bị phạt 5 triệu đồng?",
        "Đề xuất tăng trợ cấp xã hội lên 750.000 đồng/tháng",
        "Dự kiến giảm 30% tiền thuê đất năm 2027",
        "Bỏ khoản phí 50.000 đồng khi nộp hồ sơ qua mạng",
    ],
)
def test_a_headline_that_denies_doubts_or_proposes_shows_no_figure(title: str) -> None:
    """A citizen who sees the card for a second must not take home what the headline says is not so, or not yet."""
    first = scenes_of(item(Point(Role.HOW, "Người dân yên tâm."), title=title), load_editorial())[0]
    assert (first.kind, first.statement, first.figure) == (SceneKind.STATEMENT, title, "")


def test_a_proposal_told_by_news_shows_no_figure_either() -> None:
    point = Point(Role.AMOUNT, "Bộ đề xuất tăng trợ cấp xã hội lên 750.000 đồng/tháng.")
    told = scenes_of(item(point, title="Nhiều nhóm sẽ được trợ cấp cao hơn"), load_editorial())
    assert [each.figure for each in told] == ["", ""]


def test_the_name_of_an_office_in_both_is_no_common_matter() -> None:
    title = "Ủy ban nhân dân xã An Lộc tổ chức ngày hội đọc sách"
    point = Point(Role.AMOUNT, "Ủy ban nhân dân xã thu phí gửi xe 5.000 đồng/lượt.")
    assert scenes_of(item(point, title=title), load_editorial())[0].statement == title


def test_an_act_and_a_heading_of_a_page_are_no_headline() -> None:
    point = Point(Role.CHANGE, "Học sinh bán trú được hỗ trợ tiền ăn.")
    act = DocumentFacts(kind="quyết định", number="8/2026/QĐ-UBND")
    of_act = item(point, title="Quyết định quy định mức hỗ trợ học sinh bán trú", document=act)
    for one in (of_act, item(point, title="Thông báo mới")):
        assert scenes_of(one, load_editorial())[0].statement == point.statement


def test_a_place_to_come_to_goes_before_a_headline() -> None:
    place = Point(Role.WHERE, "Tại nhà văn hóa xã An Lộc, từ 8 giờ đến 11 giờ 30 phút ngày 05/12/2026.")
    first = scenes_of(item(place, kind="legal_aid", title="Trợ giúp pháp lý lưu động về các xã"), load_editorial())[0]
    assert first.kind is SceneKind.PLACE


def test_a_warning_says_its_headline_with_what_to_do() -> None:
    points = Point(Role.CHANGE, "Cơ quan công an không gọi điện."), Point(Role.HOW, "Không cung cấp mã OTP cho ai.")
    title = "Giả danh công an xã yêu cầu cập nhật dữ liệu để lừa tiền"
    made = scenes_of(item(*points, kind="scam_warning", title=title), load_editorial())[0]
    assert (made.kind, made.statement, made.todo) == (SceneKind.WARNING, title, "Không cung cấp mã OTP cho ai.")


OPENED = "Trợ giúp viên tư vấn miễn phí từ 7 giờ 30 đến 16 giờ 30 thứ Năm, ngày 10/12/2026 tại hội trường xã Đại Lộc."


@pytest.mark.parametrize(
    "statement",
    [
        "Trợ giúp viên trực từ 7 giờ 30 các ngày trong tuần.",
        "Bà con được tư vấn miễn phí từ 8 giờ sáng đến 4 giờ chiều.",
    ],
)
def test_an_hour_of_the_day_is_no_figure(statement: str) -> None:
    assert figure_of(statement) is None


def test_what_takes_place_has_no_last_day() -> None:
    assert scene(Role.DEADLINE, "Thời gian: từ 8 giờ đến 17 giờ ngày 15/12/2026.").kind is SceneKind.STATEMENT


def test_a_right_that_is_given_at_a_place_and_an_hour_is_that_place() -> None:
    assert slots(scene(Role.RIGHT, OPENED)) == {
        "kind": SceneKind.PLACE,
        "of_what": "Trợ giúp viên tư vấn miễn phí",
        "hours": "từ 7 giờ 30 đến 16 giờ 30",
        "day": date(2026, 12, 10),
        "day_label": "Ngày",
        "place": "hội trường xã Đại Lộc",
    }


def test_a_place_ends_before_those_who_come() -> None:
    made = scene(Role.WHERE, "Từ 8 giờ ngày 12/12/2026, tại Nhà văn hóa xã Bình Lãng, bà con được tư vấn miễn phí.")
    assert (made.place, made.note) == ("Nhà văn hóa xã Bình Lãng", "bà con được tư vấn miễn phí")


LABELLED = (
    "Thời gian: từ 8 giờ đến 17 giờ thứ Ba, ngày 15/12/2026. Địa điểm: {place}. Bà con mang theo giấy tờ tùy thân."
)


def test_time_and_place_behind_their_labels_are_one_scene_with_what_to_bring() -> None:
    bring = Point(Role.HOW, "Người dân mang theo căn cước, giấy tờ liên quan đến vụ việc.")
    one = replace(
        item(bring, kind="legal_aid", title="Trợ giúp pháp lý lưu động về xã"),
        text=LABELLED.format(place="Đình làng Hạ"),
    )
    first, *others = scenes_of(one, load_editorial())
    assert slots(first) == {
        "kind": SceneKind.PLACE,
        "of_what": "Trợ giúp pháp lý lưu động về xã",
        "hours": "từ 8 giờ đến 17 giờ",
        "day": date(2026, 12, 15),
        "place": "Đình làng Hạ",
        "bring": ("căn cước", "giấy tờ liên quan đến vụ việc"),
    }
    assert bring.statement not in [each.statement for each in others]


def test_of_two_days_at_a_place_none_is_left_out() -> None:
    span = "từ ngày 04/12/2026 đến ngày 06/12/2026"
    made = scene(Role.HOW, f"Hướng dẫn lúc 19 giờ tại nhà văn hóa thôn, {span}; người dân mang theo thẻ căn cước.")
    assert (made.kind, made.hours, made.day, made.note) == (SceneKind.PLACE, "lúc 19 giờ", None, span)
    assert scene(Role.HOW, f"{span.capitalize()}, hướng dẫn tại nhà văn hóa thôn.").kind is SceneKind.STATEMENT


def test_the_hours_of_one_village_are_never_shown_with_the_place_of_another() -> None:
    each = (
        "Thôn Ái Nghĩa: sáng ngày 03/12, tại nhà văn hóa thôn Ái Nghĩa; thôn Phước Mỹ: chiều ngày 03/12, tại nhà văn hóa thôn "
        "Phước Mỹ; thôn Trung An: cả ngày 04/12, tại sân vận động xã."
    )
    assert place_of(each) is None
    assert place_of("Thôn Ái Nghĩa: sáng ngày 03/12/2026, tại nhà văn hóa thôn Ái Nghĩa.") is not None


def test_a_place_of_many_words_is_said_whole() -> None:
    long = ", ".join(["phòng họp số 3, dãy nhà B", *("tổ dân phố số 12 phường Vĩnh Giang",) * 6])
    one = replace(item(kind="legal_aid", title="Trợ giúp pháp lý lưu động về xã"), text=LABELLED.format(place=long))
    assert [each.statement for each in scenes_of(one, load_editorial())][-1] == f"Địa điểm: {long}."


def test_a_place_whose_day_had_passed_is_not_made_of_labels() -> None:
    told = LABELLED.format(place="Đình làng Hạ").replace("12/2026", "10/2026")
    one = replace(item(kind="legal_aid", title="Trợ giúp pháp lý lưu động về xã"), text=told)
    assert {each.kind for each in scenes_of(one, load_editorial())} == {SceneKind.STATEMENT}


def test_who_is_given_something_is_not_whom_they_sell_to() -> None:
    made = scene(Role.AMOUNT, "Hộ gia đình bán rơm rạ cho cơ sở làm nấm được hỗ trợ 500.000 đồng/ha.")
    assert (made.figure, made.for_whom) == ("hỗ trợ 500.000 đồng/ha", "Hộ gia đình bán rơm rạ cho cơ sở làm nấm")


def test_a_ban_has_the_fine_of_its_second_clause() -> None:
    made = scene(Role.BAN, "Cấm đốt rơm rạ gần khu dân cư; vi phạm bị phạt tiền từ 2.500.000 đồng đến 3.000.000 đồng.")
    assert (made.kind, made.of_what) == (SceneKind.BAN, "Cấm đốt rơm rạ gần khu dân cư")
    assert made.figure == "phạt tiền từ 2.500.000 đồng đến 3.000.000 đồng"
    other = scene(Role.BAN, "Cấm đốt rơm rạ gần khu dân cư; chủ cơ sở xả thải bị phạt tiền 3.000.000 đồng.")
    assert other.figure == ""


@pytest.mark.parametrize(
    ("role", "statement", "kind", "steps"),
    [
        (
            Role.RIGHT,
            "Đối tượng được cấp thẻ xe buýt gồm: người có công; người khuyết tật nặng; học sinh thuộc hộ nghèo, hộ cận nghèo.",
            SceneKind.WHO,
            ("người có công", "người khuyết tật nặng", "học sinh thuộc hộ nghèo, hộ cận nghèo"),
        ),
        (
            Role.CHANGE,
            "Hồ sơ gồm: tờ khai đề nghị; bản sao trích lục khai tử, giấy ủy quyền; hóa đơn của cơ sở hỏa táng.",
            SceneKind.STEPS,
            ("tờ khai đề nghị", "bản sao trích lục khai tử, giấy ủy quyền", "hóa đơn của cơ sở hỏa táng"),
        ),
    ],
)
def test_a_list_says_itself_what_it_is_and_is_cut_at_semicolons(
    role: Role, statement: str, kind: SceneKind, steps: tuple[str, ...]
) -> None:
    made = scene(role, statement)
    assert (made.kind, made.steps) == (kind, steps)


STEPS = """Bước 1: Đăng nhập Cổng Dịch vụ công quốc gia.
Bước 2: Chọn thủ tục "Đăng ký kết hôn".

Bước 3: Hai bên cùng đến xã, ký vào sổ.
Lệ phí: không thu."""


def test_steps_that_the_source_numbers_are_one_scene_and_the_first() -> None:
    point = Point(Role.CHANGE, "Hai bên cùng đến xã, ký vào sổ.")
    one = replace(item(point, kind="guidance", title="Hướng dẫn đăng ký kết hôn trực tuyến"), text=STEPS)
    first, *others = scenes_of(one, load_editorial())
    assert (first.kind, first.of_what) == (SceneKind.STEPS, one.title)
    assert first.steps == (
        "Đăng nhập Cổng Dịch vụ công quốc gia",
        'Chọn thủ tục "Đăng ký kết hôn"',
        "Hai bên cùng đến xã, ký vào sổ",
    )
    assert not any("ký vào sổ" in each.statement for each in others)


def test_steps_of_one_sentence_hide_no_steps_of_the_source() -> None:
    point = Point(Role.CHANGE, "Nộp hồ sơ, nhận kết quả trong 3 ngày làm việc.")
    numbered = f"{STEPS.replace('Lệ phí: không thu.', '')}Bước 4: Nộp hồ sơ, nhận kết quả trong 3 ngày làm việc."
    one = replace(item(point, kind="procedure", title="Cách đăng ký kết hôn trực tuyến"), text=numbered)
    assert len(scenes_of(one, load_editorial())[0].steps) == 4


def test_what_can_be_shown_of_a_headline_comes_before_it() -> None:
    points = (
        Point(Role.CHANGE, "Xã mở thêm một quầy."),
        Point(Role.DEADLINE, "Chủ nhà trọ lắp chuông báo cháy chậm nhất là ngày 30/9/2027."),
    )
    first, *others = scenes_of(item(*points, kind="news", title="Luật mới về phòng cháy với nhà trọ"), load_editorial())
    assert (first.kind, first.statement) == (SceneKind.DEADLINE, points[1].statement)
    assert [each.statement for each in others] == [points[0].statement]


@pytest.mark.parametrize(
    ("kind", "title", "point", "first"),
    [
        ("new_law", "Giá nước sạch mới", "Giá nước sinh hoạt là 7.300 đồng/m³.", SceneKind.FIGURE),
        (
            "news",
            "Nhiều thủ tục được rút ngắn trong năm mới",
            "Cấp sổ đỏ tối đa 15 ngày, trước là 30 ngày.",
            SceneKind.COMPARISON,
        ),
        (
            "statistics",
            "Tai nạn giao thông giảm sâu trong nửa năm",
            "Số vụ giảm 6,22% so với cùng kỳ.",
            SceneKind.FIGURE,
        ),
        (
            "news",
            "Huyện dùng ứng dụng nhắn tin để trả hồ sơ",
            "Ứng dụng có hơn 70 triệu người dùng.",
            SceneKind.STATEMENT,
        ),
    ],
)
def test_a_heading_gives_way_to_what_can_be_shown(kind: str, title: str, point: str, first: SceneKind) -> None:
    points = (Point(Role.CHANGE, "Xã mở thêm một quầy."), Point(Role.AMOUNT, point))
    assert scenes_of(item(*points, kind=kind, title=title), load_editorial())[0].kind is first


def test_an_hour_of_a_day_is_no_figure() -> None:
    made = scenes_of(
        item(Point(Role.CHANGE, "Thôn Đoài: 7 giờ ngày 03/12/2026 tại sân kho."), kind="news"), load_editorial()
    )
    assert all(each.kind is not SceneKind.FIGURE for each in made)


def test_of_more_steps_than_a_card_holds_none_stands_for_all() -> None:
    points = tuple(Point(Role.CHANGE, f"Ký vào tờ đơn thứ {number}.") for number in (4, 2))
    steps = "\n\n".join(f"Bước {number}. Ký vào tờ đơn thứ {number}." for number in range(1, 11))
    one = replace(item(*points, kind="procedure", title="Mười bước cấp lại giấy chứng nhận bị mất"), text=steps)
    assert [each.statement for each in scenes_of(one, load_editorial())] == [one.title]


def test_what_the_page_says_is_shown_where_the_source_gave_a_few_words() -> None:
    brief = item(kind="guidance", title="Hướng dẫn đăng ký kết hôn trực tuyến")
    assert scenes_of(replace(brief, text="Ba bước, không đi lại.", page=STEPS), load_editorial())[0].steps
    event = item(kind="legal_aid", title="Trợ giúp pháp lý lưu động về xã")
    made = scenes_of(replace(event, text="Mời bà con.", page=LABELLED.format(place="Đình làng Hạ")), load_editorial())
    assert (made[0].kind, made[0].place) == (SceneKind.PLACE, "Đình làng Hạ")


@pytest.mark.parametrize(
    "text", [STEPS.replace("Bước 2", "Bước 4"), STEPS.replace("ký vào sổ", "ký vào sổ " * 30), "Bước 1: Ký."]
)
def test_steps_of_which_one_is_missing_or_long_are_no_scene(text: str) -> None:
    one = replace(item(kind="guidance", title="Hướng dẫn đăng ký kết hôn trực tuyến"), text=text)
    assert all(each.kind is not SceneKind.STEPS for each in scenes_of(one, load_editorial()))


def test_each_figure_that_a_sentence_comes_to_is_told() -> None:
    """In a video what is large is what is said: "70%" may not stand below a large "50%"."""
    listed = (
        "Giống: 100% chi phí, tối đa 40 triệu đồng/ha. Phân bón năm đầu: 50%, tối đa 10 triệu đồng/ha. "
        "Chứng nhận VietGAP: 70%, tối đa 35 triệu đồng/lần/cơ sở."
    )
    told = figures_behind(listed, "100%")
    assert [figure for figure, _, _ in told if "%" in figure] == ["50%", "70%"]
    assert [share for _, _, share in told] == sorted(share for _, _, share in told)


def test_how_long_a_fine_may_come_is_shown_behind_the_fine() -> None:
    limit = Point(Role.DEADLINE, "Thời hiệu xử phạt vi phạm hành chính là 02 năm.")
    fine = Point(Role.PENALTY, "Phạt tiền từ 1.000.000 đồng đến 2.000.000 đồng đối với hành vi vứt rác trên vỉa hè.")
    assert (
        "vứt rác"
        in scenes_of(item(limit, fine, document=DocumentFacts(kind="nghị định")), load_editorial())[0].statement
    )
