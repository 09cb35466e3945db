"""Storyboards: the item's own words, in time, from one letter to 200,000; phrases and captions that break where one pauses."""

import itertools
import re
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from distributor.compose.citation import citizens_headline
from distributor.compose.editorial import load_editorial
from distributor.facts import Facts, Point, Role
from distributor.render.scene import SceneKind
from distributor.render.video.board import Storyboard, without_least
from distributor.render.video.captions import captions_of, srt, vtt
from distributor.render.video.digest import make_digest
from distributor.render.video.narration.track import narrate
from distributor.render.video.pacing import words_shown
from distributor.render.video.phrases import LINE, split_cues
from distributor.render.video.settings import FRAME_RATE, VideoProblem, video_settings
from distributor.render.video.speech import dictated
from distributor.render.video.storyboard import first_kind, make_storyboard
from distributor.render.video.timing import Schedule, reading_durations, schedule, schedule_recording
from distributor.text.plain import clean
from tests.compose.demo_items import LINK, item
from tests.render.video.boards import VIEWS, board_of

PACE = video_settings().pace
SHAPES = ("9x16", "16x9")


def plan_of(board: Storyboard) -> Schedule:
    return schedule(board, reading_durations(board), PACE)


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("name", VIEWS)
def test_every_video_is_15_to_45_seconds_and_never_over_three_words_a_second(name: str, shape: str) -> None:
    narrated = narrate(board_of(name, shape), None, video_settings(), lambda _share: None)
    plan = narrated.plan
    assert PACE.shortest <= plan.seconds <= PACE.longest
    for timed in plan.scenes:
        seconds = timed.frames / FRAME_RATE
        assert words_shown(timed.scene) <= 3 * seconds + 1e-6
        assert all(timed.start <= cue.start < cue.end <= timed.start + seconds for cue in timed.cues)


@pytest.mark.parametrize("name", VIEWS)
def test_facts_are_the_sources_own_words(name: str) -> None:
    view = VIEWS[name]
    points, answer = view.facts.points, view.facts.answer
    message = [point.statement for point in view.facts.message]
    about = citizens_headline(view.title, view.facts.document)
    own = (points.affected, *points.changes, points.action, points.deadline, *message, answer.text if answer else "")
    source = clean(" ".join((view.title, about, view.summary, view.text, *own)))
    source = " ".join(source.split()).casefold()
    for scene in board_of(name).scenes:
        if scene.turn == "point" and scene.kind != "effect" and "🎉" not in view.title:
            for part in re.split(r"(?<=[.?!…:]) | đọc đúng là |[“”]", scene.text):
                assert part.strip(" ….:").casefold() in source, part


def test_the_first_scene_is_the_one_thing_that_matters_and_not_the_title() -> None:
    fees = board_of("fees")
    assert fees.scenes[0].kind == "figure"
    assert fees.scenes[0].shown is not None
    assert fees.scenes[0].shown.figure == "Hỗ trợ 60 %"
    assert fees.title not in fees.scenes[0].text
    board = board_of("decision with facts")
    assert board.scenes[0].kind == "statement", "wards and communes have a figure each"
    assert [scene.kind for scene in board.scenes][-2:] == ["effect", "where"]
    assert not any(scene.text.endswith("…") for scene in board.scenes), "a fact is told whole, or not at all"
    effect, where = board.scenes[-2], board.scenes[-1]
    assert effect.shown is not None
    assert (effect.shown.day, effect.text) == (
        date(2026, 12, 10),
        "Quyết định số 27/2026/QĐ-UBND có hiệu lực từ ngày 10/12/2026.",
    )
    assert (where.kicker, where.link) == ("Xem toàn văn tại", LINK)
    assert board.reminder == "Nội dung tóm tắt, không thay thế văn bản gốc."


@pytest.mark.parametrize(("times", "kind"), [(1, "figure"), (4, "statement")])
def test_a_figure_is_large_only_with_what_it_is_of(times: int, kind: str) -> None:
    told = f"Lệ phí cấp thẻ {'ở xã vùng sâu ' * times}là 60.000 đồng."
    view = replace(VIEWS["fees"], facts=Facts(message=(Point(Role.AMOUNT, told),)))
    scenes = make_storyboard(view, load_editorial(), "9x16", link=LINK).scenes
    assert [scene.kind for scene in scenes if scene.text == told] == [kind]


def test_where_nothing_is_known_the_title_opens() -> None:
    board = board_of("commune")
    assert board.scenes[0].text == "Xã Thạch Hương ban hành Quy chế quản lý, vận hành chợ xã"
    assert [scene.kind for scene in board.scenes] == ["statement", "statement", "effect", "where"]
    assert first_kind(VIEWS["commune"], load_editorial()) is None
    assert first_kind(VIEWS["fees"], load_editorial()) is SceneKind.FIGURE


def test_the_address_is_shown_and_said_so_that_one_can_write_it_down() -> None:
    where = board_of("decision", link="https://loa.huonggiang.gov.vn/tin/128").scenes[-1]
    assert where.text == "Xem toàn văn tại loa.huonggiang.gov.vn/tin/128."
    assert where.spoken.endswith(
        "loa chấm huonggiang chấm gov chấm vê en nờ gạch chéo tin gạch chéo một trăm hai mươi tám."
    )
    assert dictated("https://loa.example/l/k7m2q9").endswith("gạch chéo e lờ gạch chéo ca bảy em mờ hai quy chín")
    assert dictated("https://loa.example/l/k7m2q9xxxxxx").endswith("địa chỉ trên màn hình")
    [closing] = [timed for timed in plan_of(board_of("one_word")).scenes if timed.scene.turn == "where"]
    assert closing.frames / FRAME_RATE >= 4 + 1.5, "written in little more than a second, then there for four"


def test_a_deadline_is_a_scene() -> None:
    [scene] = [scene for scene in board_of("deadline").scenes if scene.kind == "deadline"]
    assert scene.shown is not None
    assert (scene.shown.day, scene.text) == (date(2026, 12, 25), "Ý kiến góp ý được nhận đến hết ngày 25/12/2026.")


def test_a_day_that_had_passed_when_the_item_came_has_no_leaf() -> None:
    late = replace(VIEWS["deadline"], published_at=datetime(2027, 3, 1, tzinfo=UTC))
    scenes = make_storyboard(late, load_editorial(), "9x16", link=LINK).scenes
    assert not {"deadline", "effect", "place"} & {scene.kind for scene in scenes}


def test_a_warning_says_what_to_do_and_a_place_what_to_bring() -> None:
    warning = [scene for scene in board_of("scam_warning").scenes if scene.kicker == "Cần làm gì"]
    assert len(warning) == 1
    message = (
        Point(
            Role.WHERE,
            "Trợ giúp pháp lý miễn phí từ 7h30 đến 11h ngày 12/12/2026 tại Nhà văn hóa thôn Đông, xã Thạch Hương.",
            day=date(2026, 12, 12),
        ),
        Point(Role.PAPERS, "Khi đến cần mang theo căn cước công dân và giấy tờ liên quan."),
    )
    view = item("Ngày trợ giúp pháp lý", kind="legal_aid", message=message)
    board = make_storyboard(view, load_editorial(), "9x16", link=LINK)
    assert board.scenes[0].kind == "place"
    assert board.scenes[0].shown is not None
    assert "Nhà văn hóa thôn Đông" in board.scenes[0].shown.place
    assert any("căn cước công dân" in scene.text for scene in board.scenes[1:])


def test_ten_steps_are_no_list_of_ten() -> None:
    steps = "; ".join(f"bước {number} nộp giấy tờ số {number}" for number in range(1, 11))
    view = item("Thủ tục", kind="procedure", message=(Point(Role.HOW, f"Người dân làm như sau: {steps}."),))
    for scene in make_storyboard(view, load_editorial(), "9x16", link=LINK).scenes:
        assert scene.shown is None or len(scene.shown.steps) <= 5


def test_steps_too_long_for_a_scene_give_way_to_what_they_are_of() -> None:
    """The fine beside five long steps is not what a guide is about."""
    steps = "\n".join(
        f"Bước {number}: Chọn mục thứ {number} trên màn hình, nhập đầy đủ thông tin theo giấy tờ và kiểm tra lại trước khi gửi"
        for number in range(1, 6)
    )
    fine = Point(Role.PENALTY, "Không đăng ký bị phạt từ 500.000 đồng đến 1.000.000 đồng.")
    view = item("Hướng dẫn đăng ký tạm trú trên VNeID trong 5 bước", kind="guidance", text=steps, message=(fine,))
    told = make_storyboard(view, load_editorial(), "9x16", link=LINK).scenes
    assert told[0].text == view.title
    assert told[1].text == fine.statement


def test_half_a_correction_is_not_told() -> None:
    long = "Tại khoản 2 Điều 4, cụm từ “30 ngày” " + "được đính chính " * 40 + "."
    view = replace(VIEWS["correction"], summary=long, facts=Facts())
    kinds = [scene.kind for scene in make_storyboard(view, load_editorial(), "9x16").scenes]
    assert kinds == ["statement", "where"]
    board = board_of("correction")
    assert [scene.kind for scene in board.scenes] == ["correction", "where"]
    assert "“30 ngày” đọc đúng là “20 ngày làm việc”." in board.scenes[0].text


def test_a_correction_of_no_act_says_of_what_it_is() -> None:
    title = "Đính chính ngày trợ giúp pháp lý lưu động tại xã Bình Lãng"
    told = Point(Role.CHANGE, "Thông báo ghi “ngày 08/12/2026” nay đọc đúng là “ngày 10/12/2026”.")
    view = item(title, kind="correction", message=(told,))
    (first, _) = make_storyboard(view, load_editorial(), "9x16", link=LINK).scenes
    assert first.text == f"{title}: “ngày 08/12/2026” đọc đúng là “ngày 10/12/2026”."
    assert first.shown is not None
    assert first.shown.of_what == "", "too long for a heading"


def test_an_item_without_a_title_is_refused_in_words() -> None:
    with pytest.raises(VideoProblem, match="không có tiêu đề"):
        make_storyboard(item(" \u200b "), load_editorial(), "9x16")
    with pytest.raises(VideoProblem, match="khuôn hình «4x3»"):
        board_of("decision", "4x3")


def test_without_link_the_office_is_named() -> None:
    assert (
        board_of("decision", link="").scenes[-1].text
        == "Xem toàn văn tại trang thông tin của Sở Tư pháp tỉnh Hương Giang."
    )
    assert board_of("one_word", link="").scenes[-1].text


@pytest.mark.parametrize("name", VIEWS)
def test_phrases_keep_numbers_and_citations_whole(name: str) -> None:
    for scene in board_of(name).scenes:
        cues = split_cues(scene.text)
        assert " ".join(cue.text for cue in cues) == " ".join(scene.text.split())
        lines = [line for cue in cues for line in cue.lines]
        assert all(1 <= len(cue.lines) <= 2 for cue in cues)
        assert all(len(line) <= LINE + 12 or " " not in line for line in lines)
        for before, after in itertools.pairwise(lines):
            assert not re.search(r"(?i)\b(?:điều|khoản|điểm|số|tháng)\Z", before), (before, after)
            assert not (before[-1].isdigit() and after[0].isdigit())
            assert not (before.endswith("Ủy"))
            assert not (before.endswith("một cửa của"))


@settings(max_examples=60, deadline=None)
@given(st.lists(st.text("abđêộ1.,/ ", min_size=1, max_size=14), max_size=60).map(" ".join))
def test_no_word_is_lost_between_phrases(text: str) -> None:
    assert " ".join(cue.text for cue in split_cues(text)) == " ".join(clean(text).split())


def test_captions_follow_each_other() -> None:
    plan = plan_of(board_of("decision with facts"))
    captions = captions_of(plan)
    assert all(one.start < one.end <= plan.seconds for one in captions)
    assert all(one.end < other.start for one, other in itertools.pairwise(captions))
    assert srt(captions).startswith("1\n00:00:00,400 --> 00:00:0")
    assert vtt(captions).startswith("WEBVTT\n\n00:00:00.400 --> 00:00:0")
    blocks = re.findall(r"^(\d+)\n(\d\d:\d\d:\d\d,\d{3}) --> (\d\d:\d\d:\d\d,\d{3})\n", srt(captions), re.MULTILINE)
    assert [int(number) for number, *_ in blocks] == list(range(1, len(captions) + 1))


def test_vtt_escapes_signs() -> None:
    board = board_of("one_word")
    board = replace(board, scenes=(replace(board.scenes[0], text="Thuế < 5 % & phí > 0"), *board.scenes[1:]))
    captions = captions_of(plan_of(board))
    assert "Thuế &lt; 5 % &amp; phí &gt; 0" in vtt(captions)
    assert "Thuế < 5 % & phí > 0" in srt(captions)


def test_a_recording_stretches_the_scenes() -> None:
    board = board_of("decision with facts")
    plan = schedule_recording(board, 42.0, [], PACE)
    assert plan.seconds == pytest.approx(42 + PACE.lead + PACE.tail, abs=0.05)
    starts = [cue.start for cue in plan.cues]
    assert starts == sorted(starts)
    assert plan.cues[-1].end <= plan.seconds
    assert all(timed.frames > 0 for timed in plan.scenes)
    snapped = schedule_recording(board, 42.0, [plan.cues[1].start - PACE.lead + 0.3], PACE)
    assert snapped.cues[1].start == pytest.approx(plan.cues[1].start + 0.3)


def test_a_recording_too_short_or_too_long_is_said() -> None:
    board = board_of("decision with facts")
    with pytest.raises(VideoProblem, match=r"12,0 giây, ngắn hơn .* Hãy đọc chậm lại"):
        schedule_recording(board, 12.0, [], PACE)
    with pytest.raises(VideoProblem, match=r"75,0 giây; video loại này dài nhất 45,0 giây"):
        schedule_recording(board, 75.0, [], PACE)
    assert schedule_recording(board_of("one_word"), 6.0, [], PACE).seconds == PACE.shortest


def test_the_least_fact_goes_first_and_the_day_of_effect_last() -> None:
    board = board_of("decision with facts")
    shorter = without_least(board)
    assert shorter is not None
    assert [scene.kind for scene in shorter.scenes][-2:] == ["effect", "where"]
    assert len(shorter.scenes) == len(board.scenes) - 1
    while (less := without_least(shorter)) is not None:
        shorter = less
    assert [scene.turn for scene in shorter.scenes] == ["point", "where"]


@pytest.mark.parametrize(("shape", "longest"), [("9x16", 60), ("9x16_720", 60), ("16x9", 120)])
def test_a_digest_holds_the_week(shape: str, longest: int) -> None:
    names = [
        "decision",
        "scam_warning",
        "question",
        "draft",
        "repeal",
        "correction",
        "penalty",
        "long_title",
        "endless",
    ]
    boards = [board_of(name, shape) for name in names]
    digest = make_digest(boards, shape, period="16/11 – 22/11/2026", unit_name="Sở Tư pháp tỉnh Hương Giang", link=LINK)
    plan = plan_of(digest)
    assert plan.seconds <= longest
    turns = [scene.turn for scene in digest.scenes]
    told = len(digest.scenes) - 2
    assert turns == ["opening", *["point"] * told, "where"]
    assert told >= 6
    assert [scene.label.partition(" · ")[0] for scene in digest.scenes[1:-1]] == [
        f"{number}/{told}" for number in range(1, told + 1)
    ]
    assert digest.scenes[0].shown is not None
    assert digest.scenes[0].shown.figure == f"{told} tin"
    assert digest.sample
    assert [scene.look.partition("/")[0] for scene in digest.scenes[1:3]] == ["new_law", "scam_warning"]
    assert all(len(scene.text.split()) >= 3 for scene in digest.scenes[1:-1])
    captions = captions_of(plan)
    assert all(one.end < other.start for one, other in itertools.pairwise(captions))


def test_an_empty_week_is_said() -> None:
    with pytest.raises(VideoProblem, match="không có tin nào"):
        make_digest([], "9x16", period="", unit_name="")
