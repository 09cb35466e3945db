"""Draws the strips of stills of docs/gallery.md, from the demo province's own items: `python docs/gallery/take_videos.py`.

A strip has the video at half a second, at two seconds, and each of its scenes before it goes.
"""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from distributor.render.video.board import Storyboard
from distributor.render.video.digest import make_digest
from distributor.render.video.frames import draw_frames
from distributor.render.video.settings import FRAME_RATE, video_settings
from distributor.render.video.stage import load_stage
from distributor.render.video.timing import Schedule, reading_durations, schedule
from tests.compose.demo_items import DEPARTMENT
from tests.render.video.boards import board_of

FOLDER = Path(__file__).resolve().parent
STILL = {"9x16": 216, "16x9": 384}
GAP = 8
MOST = 8
BEFORE_END = 4
"""Frames before the end of a scene."""


def main() -> None:
    strips = {
        "fees": board_of("fees"),
        "scam_warning": board_of("scam_warning"),
        "question": board_of("question"),
        "correction": board_of("correction"),
        "wide": board_of("decision", "16x9"),
        "digest": make_digest(
            [board_of(name) for name in ("fees", "scam_warning", "question", "correction")],
            "9x16",
            period="16/11 – 22/11/2026",
            unit_name=DEPARTMENT,
            link="https://loa.huonggiang.example",
        ),
    }
    for name, board in strips.items():
        strip(board).save(FOLDER / "video" / f"{name}.jpg", "JPEG", quality=86)


def strip(board: Storyboard) -> Image.Image:
    stage = load_stage(board.shape)
    settings = video_settings()
    plan = schedule(board, reading_durations(board), settings.pace)
    wanted = moments(plan)
    stills = []
    for number, frame in enumerate(draw_frames(board, plan, stage, settings.words)):
        if number in wanted:
            width = STILL[board.shape]
            size = (width, round(width * stage.height / stage.width))
            stills.append(as_picture(frame, stage.width, stage.height).resize(size, Image.Resampling.LANCZOS))
    across = len(stills) if board.shape == "9x16" else 3
    rows = -(-len(stills) // across)
    wide, high = stills[0].size
    picture = Image.new("RGB", (across * (wide + GAP) - GAP, rows * (high + GAP) - GAP), (255, 255, 255))
    for number, still in enumerate(stills):
        picture.paste(still, (number % across * (wide + GAP), number // across * (high + GAP)))
    return picture


def moments(plan: Schedule) -> list[int]:
    ends = [timed.first_frame + timed.frames - BEFORE_END for timed in plan.scenes]
    return sorted({FRAME_RATE // 2, 2 * FRAME_RATE, *ends})[:MOST]


def as_picture(frame: NDArray[np.uint8], width: int, height: int) -> Image.Image:
    """The planes of a frame in RGB."""
    size = width * height
    bright = frame[:size].reshape(height, width).astype(np.float32)
    blue, red = (
        frame[start : start + size // 4].reshape(height // 2, width // 2).repeat(2, 0).repeat(2, 1).astype(np.float32)
        - 128
        for start in (size, size * 5 // 4)
    )
    bright = (bright - 16) * (255 / 219)
    blue, red = blue * (255 / 224), red * (255 / 224)
    layers = (bright + 1.5748 * red, bright - 0.1873 * blue - 0.4681 * red, bright + 1.8556 * blue)
    return Image.fromarray(np.clip(np.stack(layers, -1) + 0.5, 0, 255).astype(np.uint8))


if __name__ == "__main__":
    main()
