"""Frames: words inside safe areas, readable, sharp; motion that is gentle; the same bytes."""

import hashlib
from itertools import pairwise

import numpy as np
import pytest
from PIL import Image

from distributor.render.contrast import AA_TEXT, contrast
from distributor.render.fonts import load_font
from distributor.render.layout import LayoutProblem
from distributor.render.video.art import COLOURS, arrange
from distributor.render.video.board import Storyboard
from distributor.render.video.digest import make_digest
from distributor.render.video.frames import MELT, _make_strips, draw_cover, draw_frames
from distributor.render.video.planes import blend, colour_of, new_planes, to_planes
from distributor.render.video.settings import FRAME_RATE, video_settings
from distributor.render.video.stage import Stage, load_stage, look_of
from distributor.render.video.timing import Schedule, cues_of, reading_durations, schedule
from tests.render.video.boards import VIEWS, board_of

SETTINGS = video_settings()
SAMPLE = SETTINGS.words.sample
SMALL = {"9x16": 180, "16x9": 320}


def plan_of(board: Storyboard) -> Schedule:
    return schedule(board, reading_durations(cues_of(board)), SETTINGS.pace)


@pytest.mark.parametrize("shape", ["9x16", "16x9"])
@pytest.mark.parametrize("name", VIEWS)
def test_every_word_stands_in_the_safe_area_and_over_no_other(name: str, shape: str) -> None:
    stage, board = load_stage(shape), board_of(name, shape)
    for scene in board.scenes:
        boxes: list[tuple[str, tuple[float, float, float, float]]] = []
        for line in arrange(scene, board, stage, SAMPLE):
            left, top, right, bottom = load_font(line.weight, line.size).getbbox(line.text, anchor="ls")
            box = (line.left + left, line.baseline + top, line.left + right, line.baseline + bottom)
            assert stage.safe.left - 3 <= box[0], line
            assert box[2] <= stage.safe.right + 3, line
            assert stage.safe.top <= box[1], line
            assert box[3] <= stage.safe.bottom, line
            boxes.append((line.text, box))
        if scene.kind == "where" and scene.link:
            square = stage.qr
            right, bottom = square.left + square.size, square.top + square.size
            boxes.append(("QR", (square.left, square.top, right, bottom)))
        for number, (words, one) in enumerate(boxes):
            for other_words, other in boxes[number + 1 :]:
                apart = one[2] <= other[0] or other[2] <= one[0] or one[3] <= other[1] or other[3] <= one[1]
                assert apart, (words, other_words)


def test_sample_and_reminder_stand_in_every_scene() -> None:
    stage = load_stage("9x16")
    board = board_of("decision with facts")
    for scene in board.scenes:
        said = {line.part: line.text for line in arrange(scene, board, stage, SAMPLE)}
        assert said["mark"] == "DỮ LIỆU MẪU"
        assert said["reminder"] == "Nội dung tóm tắt, không thay thế văn bản gốc."
    real = board_of("decision with facts", sample=False)
    assert not [line for line in arrange(real.scenes[0], real, stage, SAMPLE) if line.part == "mark"]


def test_words_are_readable_on_their_ground() -> None:
    for kind in SETTINGS.wanted:
        theme, _ = look_of(kind)
        for part, colour in COLOURS.items():
            ground = "chip" if part == "chip" else "paper"
            assert contrast(theme.colour(colour), theme.colour(ground)) >= AA_TEXT, (kind, part)


@pytest.mark.parametrize("shape", ["9x16", "16x9"])
def test_frames_come_whole_gentle_and_always_the_same(shape: str) -> None:
    stage, board = load_stage(shape, SMALL[shape]), board_of("decision with facts", shape)
    plan = plan_of(board)
    digests, lines = [], []
    for _ in range(2):
        digest, before, count = hashlib.sha256(), None, 0
        for frame in draw_frames(board, plan, stage, SAMPLE):
            assert frame.nbytes == stage.width * stage.height * 3 // 2
            digest.update(frame.data)
            bright = frame[: stage.width * stage.height].reshape(stage.height, stage.width).astype(np.int16)
            words = bright[stage.safe.top : stage.safe.bottom, stage.safe.left : stage.safe.right]
            if before is not None:
                lines.append(float(np.abs(words - before).mean()))
            before, count = words, count + 1
        assert count == plan.frames
        digests.append(digest.hexdigest())
    assert digests[0] == digests[1]
    # No frame differs much from the one before: nothing flashes, no scene is cut.
    assert max(lines) < 12
    assert any(one > 0 for one in lines)


def test_lines_appear_as_they_are_said() -> None:
    stage, board = load_stage("9x16", SMALL["9x16"]), board_of("decision with facts")
    plan = plan_of(board)
    scene = plan.scenes[2]
    ink = []
    for number, frame in enumerate(draw_frames(board, plan, stage, SAMPLE)):
        if scene.first_frame <= number < scene.first_frame + scene.frames:
            bright = frame[: stage.width * stage.height].reshape(stage.height, stage.width)
            words = bright[stage.boxes.text.top : stage.boxes.text.bottom, stage.safe.left : stage.safe.right]
            ink.append(float((255 - words).mean()))
        if number > scene.first_frame + scene.frames:
            break
    shown = ink[MELT:]
    assert all(after >= before - 0.05 for before, after in pairwise(shown))
    said = round((scene.cues[-1].end - scene.start) * FRAME_RATE)
    assert shown[0] < 0.5 * shown[-1] + 0.5 * 20
    assert ink[said] == pytest.approx(ink[-1], abs=0.3)


@pytest.mark.parametrize("shape", ["9x16", "16x9"])
def test_patterns_drift_by_whole_pixels_without_a_seam(shape: str) -> None:
    stage = load_stage(shape)
    for band in stage.bands:
        strips = _make_strips(band, "new_law")
        frame, before = new_planes(stage.width, stage.height), None
        for number in range(0, strips.period * 2 + 6, 2):
            strips.put(frame, number)
            now = frame.y[band.top : band.bottom, band.left : band.right].copy()
            if before is not None:
                moved = {
                    "left": (before[:, 1:], now[:, :-1]),
                    "right": (before[:, :-1], now[:, 1:]),
                    "up": (before[1:], now[:-1]),
                }[band.drift]
                assert np.array_equal(*moved), (band.drift, number)
            before = now


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
    for frame in draw_frames(digest, plan_of(digest), stage, SAMPLE):
        bright = frame[: stage.width * stage.height].astype(np.int16)
        if before is not None:
            steps.append(abs(float(bright.mean() - before)))
        before = float(bright.mean())
    assert max(steps) < 5


@pytest.mark.parametrize("shape", ["9x16", "16x9"])
def test_the_cover_has_all_words(shape: str) -> None:
    stage, board = load_stage(shape), board_of("decision with facts", shape)
    cover = draw_cover(board, plan_of(board), stage, SAMPLE)
    assert cover.size == (stage.width, stage.height)
    box = stage.boxes.title
    assert len(set(cover.crop((box.left, box.top, box.right, box.bottom)).convert("L").tobytes())) > 20


def test_stages_scale_to_even_sizes() -> None:
    for shape, width, size in (("9x16", 576, (576, 1024)), ("9x16", 180, (180, 320)), ("16x9", 640, (640, 360))):
        stage: Stage = load_stage(shape, width)
        assert (stage.width, stage.height) == size
        for band in stage.bands:
            assert all(side % 2 == 0 for side in (band.left, band.top, band.right, band.bottom, band.tile))


def test_a_missing_layout_is_said() -> None:
    with pytest.raises(LayoutProblem, match=r"4x3\.toml"):
        load_stage("4x3")
