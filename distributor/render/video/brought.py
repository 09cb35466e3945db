"""Videos that staff bring: looked at when they come, encoded for a channel's shape when a post is to bear them."""

import math
import re
import subprocess
import tempfile
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from distributor.errors import system_words
from distributor.render.video.child import WORK_PREFIX, Stopped
from distributor.render.video.ffmpeg import bound, ffmpeg, log_refusal, own_name, reading, run
from distributor.render.video.make import VideoFiles
from distributor.render.video.settings import Shape, VideoProblem
from phrases import phrase

LONGEST_S = 4 * 3600.0
_DURATION = re.compile(rb"Duration: (\d+):(\d\d):(\d\d(?:\.\d+)?)")
_SOUND, _ANIMATION = re.compile(rb"Stream #0:\d+.*?: Audio:"), re.compile(rb"Input #0, gif,")
_NICE = 10
_THREADS = 4
_looks = threading.BoundedSemaphore(2)
"""Of films that are looked at in one process at once, whoever brings how many."""
_LONGER_S = 1.0
"""Sound may last a little longer than it is told."""
SHORTEST_LOOP_S = 4.0
"""An animated picture is shown again and again, at least for so long: outlets refuse a second of it."""


@dataclass(frozen=True)
class VideoLook:
    """`still`: a JPEG of its beginning, upright as it will be shown. `is_animation`: a GIF, made to be shown in a loop."""

    seconds: float
    still: bytes
    has_sound: bool
    is_animation: bool

    @property
    def times(self) -> int:
        """Return how often it is shown."""
        return max(1, math.ceil(SHORTEST_LOOP_S / max(self.seconds, 0.04))) if self.is_animation else 1


def look_at(path: Path) -> VideoLook:
    """Look at a video that was brought. Raises VideoProblem, with what to do, for what is no video."""
    with _looks:
        done = run(
            [
                "-v", "info", *reading(path), "-map", "0:v:0", "-vf", f"{_scaled('min(1280,iw*sar)')},thumbnail=24",
                "-frames:v", "1", "-c:v", "mjpeg", "-q:v", "3", "-f", "image2pipe", "-",
            ],
            timeout=60.0,
        )  # fmt: skip
    found = _DURATION.search(done.stderr)
    if done.returncode != 0 or not done.stdout or not found:
        log_refusal(done.stderr, path)
        raise VideoProblem(phrase("render.brought.no-video"))
    hours, minutes, seconds = found.groups()
    length = int(hours) * 3600 + int(minutes) * 60 + float(seconds)
    if length > LONGEST_S:
        raise VideoProblem(phrase("render.brought.too-long", hours=round(LONGEST_S / 3600)))
    has_sound, is_animation = bool(_SOUND.search(done.stderr)), bool(_ANIMATION.search(done.stderr))
    return VideoLook(length, done.stdout, has_sound, is_animation)


def _scaled(width: str) -> str:
    """A filter: as it is to be seen, so wide. Tapes and broadcasters keep pictures whose pixels are no squares."""
    return f"scale=w='max(2,round({width}/2)*2)':h='max(2,round({width}/dar/2)*2)',setsar=1"


def encode(source: Path, shape: Shape, out: Path, look: VideoLook, report: Callable[[int], bool]) -> None:
    """MP4 with H.264 and AAC in exactly this shape, what is left over of it black. Raises VideoProblem, Stopped.

    Upright, whatever way the camera was held: ffmpeg turns it as its display matrix says. What has no sound is given a silent
    track, for outlets refuse videos without. `report`: told per cent; where it answers False we are to stop.
    """
    seconds = look.seconds * look.times
    silence = [] if look.has_sound else ["-f", "lavfi", "-i", "anullsrc=r=44100:cl=stereo"]
    sound = ["-map", "0:a:0"] if look.has_sound else ["-map", "1:a:0", "-shortest"]
    size = f"{shape.width}:{shape.height}"
    fitting = f"{_scaled(f'min({shape.width},{shape.height}*dar)')},pad={size}:(ow-iw)/2:(oh-ih)/2,fps=30"
    command = [
        ffmpeg(), "-hide_banner", "-nostdin", "-v", "error", "-protocol_whitelist", "file,pipe",
        "-stream_loop", str(look.times - 1), *reading(source), *silence, "-map", "0:v:0", *sound, "-sn", "-dn",
        "-map_metadata", "-1", "-vf", fitting, "-c:v", "libx264",
        "-preset", "veryfast", "-crf", "21", "-maxrate", "6M", "-bufsize", "12M", "-pix_fmt", "yuv420p", "-profile:v", "high",
        "-c:a", "aac", "-b:a", "128k", "-ac", "2", "-ar", "44100", "-movflags", "+faststart", "-progress", "pipe:1",
        # As many threads on every machine, for each takes address space; and no more than the film says it lasts.
        "-threads", str(_THREADS), "-t", f"{seconds + _LONGER_S:.2f}", "-f", "mp4", "-y", own_name(out),
    ]  # fmt: skip
    process = subprocess.Popen(  # noqa: S603 - our own arguments, no shell
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        preexec_fn=partial(bound, nice=_NICE),  # noqa: PLW1509 - below what carries posts
    )
    assert process.stdout is not None  # noqa: S101 - a pipe was asked for
    percent = 0
    try:
        for line in process.stdout:
            name, _, value = line.decode(errors="replace").strip().partition("=")
            if name != "out_time_us" or not value.lstrip("-").isdigit():
                continue
            # What ffmpeg says goes back a little now and then.
            percent = max(percent, min(99, round(int(value) / 10_000 / max(seconds, 0.1))))
            if not report(percent):
                raise Stopped
        process.wait()
    finally:
        if process.poll() is None:
            process.kill()
            process.wait()
    if process.returncode != 0 or not out.is_file():
        raise VideoProblem(phrase("render.brought.not-encoded"))


@contextmanager
def encoded(
    source: Path,
    captions: Path | None,
    shape: Shape,
    alt_text: str,
    *,
    work_folder: Path,
    report: Callable[[int], bool],
) -> Iterator[VideoFiles]:
    """The video for this shape, with its cover and captions; its files are gone when the block ends. As `encode` raises."""
    try:
        work_folder.mkdir(parents=True, exist_ok=True)
        holder = tempfile.TemporaryDirectory(prefix=WORK_PREFIX, dir=work_folder)
    except OSError as error:
        raise VideoProblem(
            phrase("render.video.no-folder", folder=str(work_folder), error=system_words(error))
        ) from error
    with holder as name:
        folder = Path(name)
        video, cover, srt, vtt = (folder / one for one in ("video.mp4", "cover.jpg", "video.srt", "video.vtt"))
        encode(source, shape, video, look_at(source), report)
        look = look_at(video)
        cover.write_bytes(look.still)
        if captions is not None:
            srt.write_bytes(captions.read_bytes())
            vtt.write_text(_vtt(captions.read_text(encoding="utf-8")), encoding="utf-8")
        yield VideoFiles(video, cover, srt, vtt, look.seconds, shape.width, shape.height, alt_text)


def _vtt(srt: str) -> str:
    return "WEBVTT\n\n" + re.sub(r"(\d\d:\d\d:\d\d),(\d{3})", r"\1.\2", srt)
