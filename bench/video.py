"""A 20 s video with sound, 1080 × 1920 at 30 frames a second, against the encoder alone in the same run.

Ours is all that `make_video` does: read and fit a recording, bring it to its loudness, draw four cards, blend 600 frames,
encode, write captions and cover, check the result for its outlets, flush to the disk. Baseline: the same ffmpeg at the same
settings, its 600 raw frames ready in a file (in the page cache) and its sound ready as WAV.

    python bench/video.py [--quick] [--json]

Each making is a process of its own, measured from inside, as the engine does it. Rounds alternate. Memory is the largest sum of
resident memory of that process and its ffmpeg, seen every 10 ms. Targets: ≤ 1.3 ×, < 400 MB.
"""

import argparse
import json
import os
import platform
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import numpy as np

from distributor.render.scene import Scene as Shown
from distributor.render.scene import SceneKind
from distributor.render.video.board import Scene, Storyboard
from distributor.render.video.encoder import arguments
from distributor.render.video.ffmpeg import ffmpeg
from distributor.render.video.frames import draw_frames
from distributor.render.video.make import make_video
from distributor.render.video.narration.track import narrate
from distributor.render.video.narration.voice import Recording
from distributor.render.video.settings import video_settings
from distributor.render.video.sound import RATE, write_wav
from distributor.render.video.speech import dictated
from distributor.render.video.stage import load_stage

SECONDS = 20
FRAMES = 600
WIDTH, HEIGHT = 1080, 1920
TARGET_RATIO, TARGET_MB = 1.3, 400
LOOK_S = 0.01
LINK = "https://loa.huonggiang.example/l/k7m2q9"
LABEL = "Văn bản mới"


def board() -> Storyboard:
    """Four scenes of the demo province: a figure that counts, two columns that swap, a leaf that turns, the address."""
    scenes = (
        _point(
            "Mỗi thửa đất ở mới tại phường còn ít nhất 50 m².",
            Shown(SceneKind.FIGURE, "", figure="ít nhất 50 m²", of_what="mỗi thửa đất ở mới", pictogram="land"),
        ),
        _point(
            "Lệ phí giảm từ 120.000 đồng xuống 60.000 đồng.",
            Shown(
                SceneKind.COMPARISON, "", before="120.000 đồng", after="60.000 đồng", of_what="Lệ phí", pictogram="fee"
            ),
        ),
        _point(
            "Có hiệu lực từ ngày 10/12/2026.",
            Shown(SceneKind.EFFECT, "", day=date(2026, 12, 10), day_label="Có hiệu lực từ", pictogram="law"),
        ),
        Scene(
            "where",
            "Xem toàn văn tại loa.huonggiang.example/l/k7m2q9.",
            kicker="Xem toàn văn tại",
            note="Quyết định số 27/2026/QĐ-UBND",
            link=LINK,
            spoken=f"Xem toàn văn tại {dictated(LINK)}.",
        ),
    )
    return Storyboard(
        "9x16",
        "Quy định diện tích tối thiểu được tách thửa",
        "Sở Tư pháp tỉnh Hương Giang",
        "24/11/2026",
        "Nội dung tóm tắt, không thay thế văn bản gốc.",
        tuple(replace(scene, look="new_law", label=LABEL) for scene in scenes),
        sample=True,
    )


def _point(text: str, shown: Shown) -> Scene:
    return Scene("point", text, replace(shown, statement=text))


def write_recording(path: Path) -> None:
    """A voice's rhythm without a voice: 19 s of syllables, so that the video is 20 s."""
    pace = video_settings().pace
    count = round((SECONDS - pace.lead - pace.tail) * RATE)
    moments = np.arange(count) / RATE
    syllables = np.maximum(0.05, np.sin(np.pi * moments * 4) ** 2)
    tone = sum(np.sin(2 * np.pi * 140 * harmonic * moments) / harmonic for harmonic in range(1, 12))
    write_wav(path, np.asarray(0.1 * syllables * tone, dtype=np.float32))


def make_once(folder: Path) -> None:
    """In the measured process: prints the seconds it took."""
    started = time.perf_counter()
    files = make_video(board(), Recording(folder / "recording.wav"), folder / "out")
    taken = time.perf_counter() - started
    assert files.seconds == SECONDS, files.seconds
    print(json.dumps({"seconds": taken}))


def resident(process: int) -> float:
    """MB of a process and of its children, as Linux counts them now."""
    total = 0
    try:
        children = Path(f"/proc/{process}/task/{process}/children").read_text(encoding="ascii").split()
    except OSError:
        children = []
    for each in (str(process), *children):
        try:
            total += int(Path(f"/proc/{each}/statm").read_text(encoding="ascii").split()[1])
        except (OSError, IndexError):
            continue
    return total * os.sysconf("SC_PAGE_SIZE") / 1e6


def ours(folder: Path) -> tuple[float, float]:
    """Seconds, and the most MB."""
    process = subprocess.Popen(
        [sys.executable, str(Path(__file__).resolve()), "--make", str(folder)], stdout=subprocess.PIPE, text=True
    )
    most = [0.0]
    done = threading.Event()

    def look() -> None:
        while not done.wait(LOOK_S):
            most[0] = max(most[0], resident(process.pid))

    watcher = threading.Thread(target=look)
    watcher.start()
    told, _ = process.communicate()
    done.set()
    watcher.join()
    assert process.returncode == 0, told
    return float(json.loads(told)["seconds"]), most[0]


def encoder_alone(folder: Path) -> float:
    raw = ["-i", str(folder / "frames.yuv")]
    started = time.perf_counter()
    subprocess.run(
        [ffmpeg(), *arguments(raw, folder / "sound.wav", WIDTH, HEIGHT, folder / "baseline.mp4")], check=True
    )
    return time.perf_counter() - started


def prepare(folder: Path) -> None:
    """The recording, and the very frames and sound that ours encodes, ready for the baseline."""
    settings = video_settings()
    write_recording(folder / "recording.wav")
    narrated = narrate(board(), Recording(folder / "recording.wav"), settings, lambda _share: None)
    assert narrated.plan.frames == FRAMES, narrated.plan.frames
    write_wav(folder / "sound.wav", narrated.samples)
    stage = load_stage("9x16")
    with (folder / "frames.yuv").open("wb") as file:
        for frame in draw_frames(narrated.board, narrated.plan, stage, settings.words):
            file.write(frame.data)


def main() -> None:
    arguments_ = argparse.ArgumentParser(description="A short video against its encoder alone.")
    arguments_.add_argument("--quick", action="store_true", help="fewer rounds, under 50 s")
    arguments_.add_argument("--json", action="store_true", help="one JSON object as the last line")
    arguments_.add_argument("--make", type=Path, help=argparse.SUPPRESS)
    options = arguments_.parse_args()
    if options.make:
        make_once(options.make)
        return
    rounds = 2 if options.quick else 7
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        prepare(folder)
        alone, made, memory = [], [], []
        for _ in range(rounds):
            alone.append(encoder_alone(folder))
            seconds, most = ours(folder)
            made.append(seconds)
            memory.append(most)
        same = (folder / "baseline.mp4").read_bytes() == (folder / "out" / "video.mp4").read_bytes()
        size = (folder / "out" / "video.mp4").stat().st_size
    assert same, "the baseline did not encode the same frames and sound"
    ratios = [ours_ / alone_ for ours_, alone_ in zip(made, alone, strict=True)]
    ratio = statistics.median(ratios)
    print(f"{SECONDS} s, {FRAMES} frames, {WIDTH}×{HEIGHT}, {size / 1e6:.2f} MB, {rounds} rounds; seconds")
    print(f"{'':26}{'median':>9}{'min':>9}{'max':>9}")
    for label, values in (("encoder alone", alone), ("make_video, everything", made)):
        print(f"{label:26}{statistics.median(values):9.2f}{min(values):9.2f}{max(values):9.2f}")
    print(f"{ratio:.2f} × the encoder alone ({min(ratios):.2f} to {max(ratios):.2f}; ≤ {TARGET_RATIO})")
    print(
        f"memory at its peak, with ffmpeg: {max(memory):.0f} MB (< {TARGET_MB}); the two files are the same, byte for byte"
    )
    if options.json:
        result = {
            "bench": "video",
            "ratio": round(ratio, 3),
            "baseline": "ffmpeg with the same settings on the same frames, raw and ready",
            "figures": {
                "make_video s": round(statistics.median(made), 2),
                "encoder alone s": round(statistics.median(alone), 2),
                "peak memory MB": round(max(memory), 1),
                "file MB": round(size / 1e6, 2),
            },
            "machine": {
                "python": platform.python_version(),
                "processor": platform.machine(),
                "processors": os.cpu_count(),
                "at": datetime.now(UTC).isoformat(timespec="seconds"),
            },
        }
        print(json.dumps(result, ensure_ascii=False))


if __name__ == "__main__":
    main()
