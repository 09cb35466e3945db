"""Frames: words inside safe areas, readable, sharp; the main thing at once; motion that is gentle; the same bytes."""

import hashlib
from collections import Counter
from dataclasses import replace
from datetime import date
from itertools import islice, pairwise
from typing import get_args

import numpy as np
import pytest
from PIL import Image

from distributor.facts import Point, Role
from distributor.render.contrast import AA_TEXT, contrast
from distributor.render.fonts import load_font
from distributor.render.layout import LayoutProblem, load_house
from distributor.render.pictograms import PICTOGRAMS, Gesture, gesture_of, pictogram
from distributor.render.scene import Scene as Shown
from distributor.render.scene import SceneKind
from distributor.render.scene_figures import Sizes, sizes_of
from distributor.render.scene_points import scene_of as scene_of_point
from distributor.render.typeset import set_text
from distributor.render.video.arrange import CHANGE, arrange
from distributor.render.video.board import Storyboard
from distributor.render.video.builder import ON
from distributor.render.video.counting import cells_of, halfway, share_of
from distributor.render.video.digest import make_digest
from distributor.render.video.frames import CAPTION_FRAMES, draw_cover, draw_frames, last_picture
from distributor.render.video.gestures import poses
from distributor.render.video.leaf import falling_leaves
from distributor.render.video.paint import caption_box
from distributor.render.video.planes import Bytes, blend, colour_of, new_planes, to_planes
from distributor.render.video.settings import FRAME_RATE, video_settings
from distributor.render.video.stage import Stage, load_stage, look_of
from distributor.render.video.timing import AHEAD, Schedule, TimedScene, reading_durations, schedule
from tests.render.video.boards import VIEWS, board_of
from tests.render.video.scenes import SHOWN, board_with, with_scene

SETTINGS = video_settings()
WORDS = SETTINGS.words
SHAPES = ("9x16", "16x9")
SMALL = {"9x16": 180, "16x9": 320}
PHONE = {"9x16": 390 / 1080, "16x9": 693 / 1280}
"""Pixels of a telephone's screen, 390 wide and turned, for one of the layout."""


def plan_of(board: Storyboard) -> Schedule:
    return schedule(board, reading_durations(board), SETTINGS.pace)


def later(timed: TimedScene) -> TimedScene:
    """The same scene when it is not the first."""
    return replace(timed, first_frame=timed.first_frame + 300)


def bright(frame: Bytes, stage: Stage) -> "np.ndarray[tuple[int, int], np.dtype[np.int16]]":
    return frame[: stage.width * stage.height].reshape(stage.height, stage.width).astype(np.int16)


def assert_apart_and_safe(timed: TimedScene, board: Storyboard, stage: Stage) -> None:
    setting = arrange(timed, board, stage, WORDS)
    left, top, right, bottom = stage.safe
    boxes: list[tuple[str, tuple[float, float, float, float]]] = []
    for line in setting.lines:
        ink = load_font(line.weight, line.size).getbbox(line.text, anchor="ls")
        box = (line.left + ink[0], line.baseline + ink[1], line.left + ink[2], line.baseline + ink[3])
        assert left - 3 <= box[0], line
        assert box[2] <= right + 3, line
        assert top <= box[1], line
        assert box[3] <= bottom, line
        boxes.append((line.text, box))
    boxes += [(mark.value, mark.box) for mark in setting.marks if mark.kind in {"leaf", "qr"}]
    for number, (words, one) in enumerate(boxes):
        for other_words, other in boxes[number + 1 :]:
            apart = one[2] <= other[0] or other[2] <= one[0] or one[3] <= other[1] or other[3] <= one[1]
            assert apart, (words, other_words)


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("name", VIEWS)
def test_every_word_of_every_item_stands_in_the_safe_area_and_over_no_other(name: str, shape: str) -> None:
    board = board_of(name, shape)
    for timed in plan_of(board).scenes:
        assert_apart_and_safe(timed, board, load_stage(shape))


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("name", SHOWN)
def test_every_kind_of_scene_is_whole_even_at_its_worst(name: str, shape: str) -> None:
    board, stage = board_with(name, shape=shape), load_stage(shape)
    timed = plan_of(board).scenes[0]
    for each in (timed, later(timed)):
        assert_apart_and_safe(each, board, stage)
        setting = arrange(each, board, stage, WORDS)
        shown = " ".join(line.text for line in setting.lines)
        assert "…" not in shown, shown
        caption = stage.layout(setting.layout).texts.get("caption")
        for cue in each.cues if setting.caption else ():
            assert caption is not None
            assert not set_text(cue.cue.text, caption.text_box()).shortened
        for part in (SHOWN[name].figure, SHOWN[name].place, SHOWN[name].hours, SHOWN[name].after, *SHOWN[name].steps):
            bare = part.replace("/", " mỗi ") if name == "twelve digits" else part
            assert all(word in shown for word in bare.split()), (part, shown)


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("name", SHOWN)
def test_no_word_is_tiny_on_a_telephone(name: str, shape: str) -> None:
    board, stage = board_with(name, shape=shape), load_stage(shape)
    for timed in plan_of(board).scenes:
        for line in arrange(timed, board, stage, WORDS).lines:
            least = 8 if line.part in {"chip", "mark", "unit", "reminder"} else 12
            assert line.size * PHONE[shape] >= least, line


@pytest.mark.parametrize("name", SHOWN)
def test_the_main_thing_is_there_within_two_seconds(name: str) -> None:
    board, stage = board_with(name), load_stage("9x16")
    setting = arrange(plan_of(board).scenes[0], board, stage, WORDS)
    beside = {"work", "wipe", "wipe_down", "sweep"}  # pictograms, bars and the days of a month tell it once more
    main = [move for move in setting.moves if move.how not in beside]
    assert max(move.start + move.frames for move in main) <= 2.0 * FRAME_RATE, [
        move for move in main if move.start + move.frames > 2 * FRAME_RATE
    ]


@pytest.mark.parametrize("name", SHOWN)
def test_something_that_helps_to_read_moves_in_most_seconds(name: str) -> None:
    """Neither arriving text nor the marker beside it, and not for a moment only."""
    board, stage = board_with(name), load_stage("9x16")
    plan = plan_of(board)
    moving: set[int] = set()
    for timed in plan.scenes:
        for move in arrange(timed, board, stage, WORDS).moves:
            if move.seen in {"figure", "leaf", "tick", "pictogram"}:
                end = min(timed.frames, move.start + move.frames)
                moving |= {timed.first_frame + frame for frame in range(move.start, end)}
    seconds = Counter(frame // FRAME_RATE for frame in moving)
    assert sum(count >= FRAME_RATE / 3 for count in seconds.values()) >= plan.seconds / 2, seconds


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("name", SHOWN)
def test_the_marker_stands_beside_the_words_and_goes_while_they_are_said(name: str, shape: str) -> None:
    board, stage = board_with(name, shape=shape), load_stage(shape)
    for timed in plan_of(board).scenes:
        setting = arrange(timed, board, stage, WORDS)
        for move in (move for move in setting.moves if move.seen == "marker" and move.how == "wipe_down"):
            assert move.box[0] >= 0
            assert timed.cues[0].start - timed.start - 1 / FRAME_RATE <= move.start / FRAME_RATE
            assert move.start + move.frames <= timed.frames
            for line in setting.lines:
                apart = line.left >= move.box[2] or line.bottom <= move.box[1] or line.top >= move.box[3]
                assert apart, (line, move)


def test_sample_and_reminder_stand_in_every_scene() -> None:
    stage = load_stage("9x16")
    board = board_of("decision with facts")
    for timed in plan_of(board).scenes:
        said = {line.part: line.text for line in arrange(timed, board, stage, WORDS).lines}
        assert said["mark"] == "DỮ LIỆU MẪU"
        assert said["reminder"] == "Nội dung tóm tắt, không thay thế văn bản gốc."
    real = board_of("decision with facts", sample=False)
    assert not [line for line in arrange(plan_of(real).scenes[0], real, stage, WORDS).lines if line.part == "mark"]


def test_a_code_is_only_where_another_telephone_can_read_it() -> None:
    for shape, there in (("9x16", False), ("16x9", True)):
        board = board_of("decision", shape)
        closing = arrange(plan_of(board).scenes[-1], board, load_stage(shape), WORDS)
        assert any(mark.kind == "qr" for mark in closing.marks) is there
        written = [line.text for line in closing.lines if line.part in {"host", "path"}]
        assert "".join(written) == board.scenes[-1].link.partition("://")[2]


def test_words_are_readable_on_their_ground() -> None:
    for name, theme in load_house().themes.items():
        for (part, ground), colour in ON.items():
            if part in {"strong", "text", "small"}:
                assert contrast(theme.colour(colour), theme.colour(ground)) >= AA_TEXT, (name, part, ground)


@pytest.mark.parametrize("shape", SHAPES)
def test_frames_come_whole_gentle_and_always_the_same(shape: str) -> None:
    stage = load_stage(shape, SMALL[shape])
    board = board_with("comparison", "figure", "place", "five steps", "ban", shape=shape)
    plan = plan_of(board)
    digests, steps = [], []
    for _ in range(2):
        digest, before, count = hashlib.sha256(), None, 0
        for frame in draw_frames(board, plan, stage, WORDS):
            assert frame.nbytes == stage.width * stage.height * 3 // 2
            digest.update(frame.data)
            now = bright(frame, stage)
            if before is not None:
                steps.append(float((np.abs(now - before) > 20).mean()))
            before, count = now, count + 1
        assert count == plan.frames
        digests.append(digest.hexdigest())
    assert digests[0] == digests[1]
    # No frame changes more than a fifth of the picture: nothing flashes, no scene is cut.
    assert max(steps) < 0.2
    assert sum(step > 0 for step in steps) > len(steps) / 4


@pytest.mark.parametrize("look", ["new_law", "scam_warning"])
def test_nothing_flashes(look: str) -> None:
    """WCAG 2.3.1: no part of the picture goes bright and dark again three times within a second."""
    stage = load_stage("9x16", SMALL["9x16"])
    board = board_with("warning", "comparison", "deadline", "answer", look=look)
    frames = [bright(frame, stage)[::8, ::8].copy() for frame in draw_frames(board, plan_of(board), stage, WORDS)]
    changes = np.stack([np.abs(now - before) > 22 for before, now in pairwise(frames)])
    for start in range(0, len(changes) - FRAME_RATE, FRAME_RATE // 2):
        often = changes[start : start + FRAME_RATE].sum(axis=0) >= 6
        assert often.mean() < 0.25


def test_what_has_come_is_what_was_painted() -> None:
    """The last frame of each scene is its picture with everything on it."""
    stage = load_stage("9x16", 360)
    board = board_with("comparison")
    plan = plan_of(board)
    first = plan.scenes[0]
    for number, frame in enumerate(draw_frames(board, plan, stage, WORDS)):
        if number == first.frames - 1:
            cover = to_planes(last_picture(board, first, stage, WORDS))
            box = stage.layout("pair").area("after")
            shown = bright(frame, stage)[box[1] : box[3], box[0] : box[2]]
            assert np.abs(shown - cover.y[box[1] : box[3], box[0] : box[2]].astype(np.int16)).max() <= 2
            break


def test_one_caption_has_gone_before_the_next_comes() -> None:
    stage = load_stage("9x16", 360)
    shown = Shown(
        SceneKind.FIGURE,
        "Hộ gia đình được dùng tạm vỉa hè cho việc cưới không quá 48 giờ, cho việc tang thì không quá 72 giờ sau khi báo phường.",
        figure="không quá 48 giờ",
        of_what="dùng tạm vỉa hè cho việc cưới",
    )
    board = with_scene(shown)
    first = plan_of(board).scenes[0]
    assert len(first.cues) > 1
    left, top, right, bottom = caption_box(stage, "figure")
    inside = (slice(top, bottom), slice(left + 8, right))
    seen = [
        bright(frame, stage)[inside].copy()
        for frame in islice(draw_frames(board, plan_of(board), stage, WORDS), first.frames)
    ]
    ground = np.median(seen[-1])
    inked = [abs(picture - ground) > 12 for picture in seen]
    for cue in first.cues[1:]:
        at = round((cue.start - AHEAD) * FRAME_RATE)
        old, new = inked[at - 1], inked[at + CAPTION_FRAMES]
        assert (old != new).any()
        between = inked[at : at + CAPTION_FRAMES]
        assert not any((picture & old & ~new).any() and (picture & new & ~old).any() for picture in between)


def test_the_large_figure_is_the_one_that_is_said() -> None:
    stage = load_stage("9x16")
    for sentence, figures in (
        (
            "Hộ dân được dùng tạm vỉa hè cho việc cưới không quá 48 giờ, cho việc tang thì không quá 72 giờ sau khi báo phường.",
            ("48 giờ", "72 giờ"),
        ),
        (
            "Mức chi đề xuất là 300.000 đồng cho mỗi vụ, việc hòa giải thành và 200.000 đồng cho mỗi vụ, việc không thành.",
            ("300.000 đồng", "200.000 đồng"),
        ),
    ):
        scene = scene_of_point(Point(Role.AMOUNT, sentence))
        assert scene.kind is SceneKind.FIGURE
        board = with_scene(scene)
        timed = plan_of(board).scenes[0]
        setting = arrange(timed, board, stage, WORDS)
        for layer, figure in enumerate(figures, start=1):
            large = [line.text for line in setting.lines if line.layer == layer and line.part.startswith("figure")]
            assert " ".join(large) == figure
            assert not any(line.text.endswith("thì") for line in setting.lines if line.layer == layer)
        covers = [move for move in setting.moves if move.layer == 2]
        assert [move.how for move in covers] == ["slide_left"]
        cue = next(cue for cue in timed.cues if figures[1] in cue.cue.text)
        assert cue.start - 1 <= covers[0].start / FRAME_RATE <= cue.end
        box = covers[0].box
        for line in (line for line in setting.lines if line.layer == 1 and line.part in {"limit", "below"}):
            assert box[1] <= line.top + line.size // 8
            assert line.baseline <= box[3]


@pytest.mark.parametrize(("picture", "crossed"), [("disability", False), ("waste", False), ("alcohol", True)])
def test_only_what_is_forbidden_stands_within_the_sign_of_the_ban(picture: str, crossed: bool) -> None:
    board = with_scene(replace(SHOWN["ban"], pictogram=picture))
    marks = arrange(plan_of(board).scenes[0], board, load_stage("9x16"), WORDS).marks
    area = load_stage("9x16").layout("ban").area("pictogram")
    within = {mark.value for mark in marks if mark.kind == "pictogram" and mark.box[3] <= area[3]}
    assert within == {picture if crossed else "ban"}
    assert any(mark.kind == "ban" for mark in marks) is crossed


def test_of_a_draft_nothing_is_now_and_nothing_struck_out() -> None:
    stage = load_stage("9x16")
    board = with_scene(replace(SHOWN["comparison"], proposed=True))
    setting = arrange(plan_of(board).scenes[0], board, stage, WORDS)
    assert {line.text for line in setting.lines} >= {"Hiện nay", "Dự thảo"}
    assert not [mark for mark in setting.marks if mark.kind == "strike"]


@pytest.mark.parametrize(
    ("label", "lit"),
    [
        ("Hạn cuối", range(1, 13)),
        ("Trước ngày", range(1, 12)),
        ("Vào ngày", range(12, 13)),
        ("Có hiệu lực từ", range(12, 32)),
        ("Từ ngày", range(12, 32)),
        ("Hết hiệu lực từ", range(12, 32)),
        ("Góp ý đến hết", range(12, 13)),
    ],
)
def test_days_of_the_month_go_by_as_the_day_is_meant(label: str, lit: range) -> None:
    board = with_scene(replace(SHOWN["deadline"], day=date(2026, 12, 12), day_label=label))
    timed = plan_of(board).scenes[0]
    setting = arrange(timed, board, load_stage("9x16"), WORDS)
    days = [mark.box for mark in setting.marks if mark.kind == "bar" and mark.layer == 0 and mark.box[1] < 1000]
    coloured = [mark.box for mark in setting.marks if mark.kind == "bar" and mark.layer == 1 and mark.box[1] < 1000]
    assert len(days) == 31
    assert coloured == [days[number - 1] for number in lit]
    leaves = [move for move in setting.moves if move.seen == "leaf"]
    assert max(move.start + move.frames for move in leaves) <= timed.frames


def test_pictograms_work_and_come_to_rest() -> None:
    mask = Image.fromarray(pictogram("law", 96))
    for gesture in get_args(Gesture):
        found = [np.asarray(each) for each in poses(mask, gesture, (12, 12), (120, 120), 30)]
        rest = np.pad(np.asarray(mask), 12)
        assert np.abs(found[-1].astype(int) - rest).mean() < 3, gesture
        assert sum(np.abs(one.astype(int) - other).mean() > 1 for one, other in pairwise(found)) > 12, gesture
    assert {gesture_of(name) for name in PICTOGRAMS} == set(get_args(Gesture))


def test_bars_have_parts_where_the_figure_has() -> None:
    assert [cells_of(each) for each in ("60 %", "15 ngày", "5 ngày làm việc", "400 ngày", "120.000 đồng", "0 tháng")] == [
        (10, 6.0), (15, 15), (5, 5), (1, 1), (1, 1), (1, 1),
    ]  # fmt: skip


def test_later_scenes_wait_until_the_one_before_has_gone() -> None:
    board = board_with("figure", "deadline")
    for timed in plan_of(board).scenes[1:]:
        assert min(move.start for move in arrange(timed, board, load_stage("9x16"), WORDS).moves) >= CHANGE


def test_numbers_count_to_what_is_written() -> None:
    assert halfway("120.000 đồng", 1.0) == "120.000 đồng"
    assert halfway("120.000 đồng", 0.5) == "60.000 đồng"
    assert halfway("60.000 đồng", 0.0, old="120.000 đồng") == "120.000 đồng"
    assert halfway("từ 400 đến 600", 0.5) == "từ 200 đến 300"
    assert halfway("12,5 %", 0.5) == "6,2 %"
    assert (share_of("60 %"), share_of("150 %"), share_of("5 ngày")) == (0.6, None, None)


def test_what_of_a_figure_is_large() -> None:
    assert sizes_of("không quá 20 % giá trị") == Sizes("không quá", "20 %", "giá trị")
    assert sizes_of("240.000 đồng/tháng/học sinh") == Sizes("", "240.000 đồng", "/tháng/học sinh")
    assert sizes_of("phạt từ 400.000 đến 600.000 đồng") == Sizes("phạt từ", "400.000 đến 600.000 đồng", "")
    assert sizes_of("một nửa") == Sizes("", "một nửa", "")


def test_leaves_fall_to_the_day() -> None:
    theme, _ = look_of("new_law")
    for day in (date(2026, 12, 10), date(1, 1, 1), date(9999, 12, 31)):
        leaves = list(falling_leaves(day, (120, 140), theme, "chip", "paper", 12))
        assert len(leaves) == 12
        assert leaves[-1].tobytes() != leaves[0].tobytes() or day == date(1, 1, 1)


def test_colours_are_bt709() -> None:
    assert colour_of((255, 255, 255)) == (235, 128, 128)
    assert colour_of((0, 0, 0)) == (16, 128, 128)
    assert colour_of((255, 0, 0)) == (63, 102, 240)
    assert colour_of((0, 0, 255)) == (32, 240, 118)


def test_blending_reaches_both_ends() -> None:
    one, other = to_planes(Image.new("RGB", (8, 8), (255, 255, 255))), to_planes(Image.new("RGB", (8, 8), (9, 30, 60)))
    out = new_planes(8, 8)
    for share, wanted in ((0.0, one), (1.0, other)):
        blend(out, one, other, share)
        assert np.array_equal(out.data, wanted.data)
    blend(out, one, other, 0.5)
    assert abs(int(out.y[0, 0]) - (int(one.y[0, 0]) + int(other.y[0, 0])) // 2) <= 1


def test_a_digest_changes_its_colours_without_a_flash() -> None:
    stage = load_stage("9x16", SMALL["9x16"])
    boards = [board_of(name) for name in ("decision", "scam_warning", "question")]
    digest = make_digest(boards, "9x16", period="16/11 – 22/11/2026", unit_name="Sở Tư pháp tỉnh Hương Giang")
    before, steps = None, []
    for frame in draw_frames(digest, plan_of(digest), stage, WORDS):
        now = frame[: stage.width * stage.height].astype(np.int16)
        if before is not None:
            steps.append(abs(float(now.mean() - before)))
        before = float(now.mean())
    assert max(steps) < 20


@pytest.mark.parametrize("shape", SHAPES)
def test_the_cover_is_the_items_card_without_a_code(shape: str) -> None:
    stage, board = load_stage(shape, SMALL[shape]), board_of("decision with facts", shape)
    assert board.cover is not None
    assert (board.cover.address, board.cover.sample) == ("", True)
    cover = draw_cover(board, plan_of(board), stage, WORDS)
    assert cover.size == (stage.width, stage.height)
    assert len(set(cover.convert("L").tobytes())) > 20
    bare = replace(board, cover=None)
    assert draw_cover(bare, plan_of(board), stage, WORDS).size == cover.size


def test_stages_scale_to_even_sizes() -> None:
    for shape, width, size in (("9x16", 720, (720, 1280)), ("9x16", 180, (180, 320)), ("16x9", 640, (640, 360))):
        stage: Stage = load_stage(shape, width)
        assert (stage.width, stage.height) == size
        for layout in stage.layouts.values():
            assert all(side % 2 == 0 for area in layout.areas.values() for side in area)


def test_a_missing_layout_is_said() -> None:
    with pytest.raises(LayoutProblem, match=r"4x3\.toml"):
        load_stage("4x3")
