"""Storyboards: the item's own words, in time, from one letter to 200,000; phrases and captions that break where one pauses."""

import itertools
import re
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from distributor.compose.citation import citizens_headline
from distributor.compose.editorial import load_editorial
from distributor.facts import Facts
from distributor.render.video.board import Storyboard, without_least
from distributor.render.video.captions import captions_of, srt, vtt
from distributor.render.video.digest import make_digest
from distributor.render.video.pacing import spoken_words, words_shown
from distributor.render.video.phrases import LINE, split_cues
from distributor.render.video.settings import FRAME_RATE, VideoProblem, video_settings
from distributor.render.video.storyboard import make_storyboard
from distributor.render.video.timing import Schedule, cues_of, reading_durations, schedule, schedule_recording
from distributor.text.plain import clean
from tests.compose.demo_items import LINK, item
from tests.render.video.boards import VIEWS, board_of

PACE = video_settings().pace
SHAPES = ("9x16", "16x9")


def plan_of(board: Storyboard) -> Schedule:
    return schedule(board, reading_durations(cues_of(board)), PACE)


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("name", VIEWS)
def test_every_video_is_15_to_60_seconds_and_never_over_three_words_a_second(name: str, shape: str) -> None:
    plan = plan_of(board_of(name, shape))
    assert PACE.shortest <= plan.seconds <= PACE.longest
    for timed in plan.scenes:
        seconds = timed.frames / FRAME_RATE
        assert words_shown(timed.scene) <= 3 * seconds + 1e-6
        assert spoken_words(timed.scene.text) <= 3 * seconds + 1e-6
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
        if scene.kind in {"hook", "fact"} and "🎉" not in view.title:
            assert scene.text.rstrip(" ….").casefold() in source
            for number in re.findall(r"\d\S*", scene.text):
                assert number.rstrip("….,;:)”?").casefold() in source.split() or number.rstrip("….,;:)”") in source


def test_the_order_is_hook_facts_date_where() -> None:
    board = board_of("decision with facts")
    assert [scene.kind for scene in board.scenes] == ["hook", "fact", "fact", "fact", "date", "where"]
    assert not any(scene.text.endswith("…") for scene in board.scenes), "a fact is told whole, or not at all"
    hook, affected, *_, effective, where = board.scenes
    assert (hook.kicker, hook.text[:22]) == ("Quyết định số 27/2026/QĐ-UBND", "Quy định diện tích tối")
    assert affected.text.startswith("Người sử dụng đất")
    assert (effective.big, effective.text) == ("10/12/2026", "Có hiệu lực từ ngày 10/12/2026.")
    assert (where.kicker, where.link) == ("Xem toàn văn", LINK)
    assert board.reminder == "Nội dung tóm tắt, không thay thế văn bản gốc."


def test_a_deadline_is_a_scene() -> None:
    [scene] = [scene for scene in board_of("deadline").scenes if scene.kind == "date"]
    assert (scene.big, scene.text) == ("25/12/2026", "Ý kiến góp ý được nhận đến hết ngày 25/12/2026.")
    assert not any("25/12/2026" in scene.text for scene in board_of("deadline").scenes if scene.kind == "fact")


def test_half_a_correction_is_not_told() -> None:
    long = "Tại khoản 2 Điều 4, cụm từ “30 ngày” " + "được đính chính " * 40 + "."
    view = replace(VIEWS["correction"], summary=long, facts=Facts())
    kinds = [scene.kind for scene in make_storyboard(view, load_editorial(), "9x16").scenes]
    assert kinds == ["hook", "where"]


def test_an_item_without_a_title_is_refused_in_words() -> None:
    with pytest.raises(VideoProblem, match="không có tiêu đề"):
        make_storyboard(item(" \u200b "), load_editorial(), "9x16")
    with pytest.raises(VideoProblem, match="khuôn hình «4x3»"):
        board_of("decision", "4x3")


def test_without_link_the_office_is_named() -> None:
    assert board_of("decision", link="").scenes[-1].text == "Trang thông tin của Sở Tư pháp tỉnh Hương Giang."
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
            assert not re.search(r"(?i)\b(?:điều|khoản|điểm|số|ngày|tháng)\Z", before), (before, after)
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
    plan = schedule_recording(board, 50.0, [], PACE)
    assert plan.seconds == pytest.approx(50 + PACE.lead + PACE.tail, abs=0.05)
    starts = [cue.start for cue in plan.cues]
    assert starts == sorted(starts)
    assert plan.cues[-1].end <= plan.seconds
    assert all(timed.frames > 0 for timed in plan.scenes)
    snapped = schedule_recording(board, 50.0, [plan.cues[1].start - PACE.lead + 0.3], PACE)
    assert snapped.cues[1].start == pytest.approx(plan.cues[1].start + 0.3)


def test_a_recording_too_short_or_too_long_is_said() -> None:
    board = board_of("decision with facts")
    with pytest.raises(VideoProblem, match=r"12,0 giây, ngắn hơn .* Hãy đọc chậm lại"):
        schedule_recording(board, 12.0, [], PACE)
    with pytest.raises(VideoProblem, match=r"75,0 giây; video loại này dài nhất 60,0 giây"):
        schedule_recording(board, 75.0, [], PACE)
    assert schedule_recording(board_of("one_word"), 6.0, [], PACE).seconds == PACE.shortest


def test_the_least_fact_goes_first() -> None:
    board = board_of("decision with facts")
    shorter = without_least(board)
    assert shorter is not None
    assert [scene.text for scene in shorter.scenes] == [
        scene.text for number, scene in enumerate(board.scenes) if number != 3
    ]


@pytest.mark.parametrize(("shape", "longest"), [("9x16", 60), ("16x9", 180)])
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
    kinds = [scene.kind for scene in digest.scenes]
    assert kinds == ["opening", *["item"] * 8, "where"]
    assert [scene.big for scene in digest.scenes[1:-1]] == [f"{number}/8" for number in range(1, 9)]
    assert digest.sample
    assert all(len(scene.text.split()) >= 5 for scene in digest.scenes[1:-1])
    assert [scene.look for scene in digest.scenes[1:3]] == ["new_law", "scam_warning"]
    captions = captions_of(plan)
    assert all(one.end < other.start for one, other in itertools.pairwise(captions))


def test_an_empty_week_is_said() -> None:
    with pytest.raises(VideoProblem, match="không có tin nào"):
        make_digest([], "9x16", period="", unit_name="")
