"""Videos that staff bring: looked at when they come, encoded for a channel's shape when a post is to bear them."""

import os
import re
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from distributor.phrases import phrase
from distributor.render.video.child import WORK_PREFIX, Stopped
from distributor.render.video.ffmpeg import die_with_parent, ffmpeg, log_refusal, own_name, run
from distributor.render.video.make import VideoFiles
from distributor.render.video.settings import Shape, VideoProblem

LONGEST_S = 4 * 3600.0
_DURATION = re.compile(rb"Duration: (\d+):(\d\d):(\d\d(?:\.\d+)?)")
_NICE = 10


@dataclass(frozen=True)
class VideoLook:
    """`still`: a JPEG of its beginning, upright as it will be shown."""

    seconds: float
    still: bytes


def look_at(path: Path) -> VideoLook:
    """Raises VideoProblem, with what to do, for what is no video."""
    done = run(
        [
            "-v", "info", "-i", own_name(path), "-map", "0:v:0", "-vf", "thumbnail=24,scale='min(1280,iw)':-2",
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
    return VideoLook(length, done.stdout)


def encode(source: Path, shape: Shape, out: Path, seconds: float, report: Callable[[int], bool]) -> None:
    """MP4 with H.264 and AAC in exactly this shape, what is left over of it black. Raises VideoProblem, Stopped.

    `report`: told per cent; where it answers False we are to stop.
    """
    size = f"{shape.width}:{shape.height}"
    fit = f"scale={size}:force_original_aspect_ratio=decrease:force_divisible_by=2,pad={size}:(ow-iw)/2:(oh-ih)/2,setsar=1,fps=30"
    command = [
        ffmpeg(), "-hide_banner", "-nostdin", "-v", "error", "-protocol_whitelist", "file,pipe", "-i", own_name(source),
        "-map", "0:v:0", "-map", "0:a:0?", "-sn", "-dn", "-map_metadata", "-1", "-vf", fit, "-c:v", "libx264",
        "-preset", "veryfast", "-crf", "21", "-maxrate", "6M", "-bufsize", "12M", "-pix_fmt", "yuv420p", "-profile:v", "high",
        "-c:a", "aac", "-b:a", "128k", "-ac", "2", "-ar", "44100", "-movflags", "+faststart", "-progress", "pipe:1",
        "-f", "mp4", "-y", own_name(out),
    ]  # fmt: skip
    process = subprocess.Popen(  # noqa: S603 - our own arguments, no shell
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        preexec_fn=_humbly,  # noqa: PLW1509 - one prctl and one nice
    )
    assert process.stdout is not None  # noqa: S101 - a pipe was asked for
    try:
        for line in process.stdout:
            name, _, value = line.decode(errors="replace").strip().partition("=")
            if name != "out_time_us" or not value.lstrip("-").isdigit():
                continue
            percent = min(99, max(0, round(int(value) / 10_000 / max(seconds, 0.1))))
            if not report(percent):
                raise Stopped
        process.wait()
    finally:
        if process.poll() is None:
            process.kill()
            process.wait()
    if process.returncode != 0 or not out.is_file():
        raise VideoProblem(phrase("render.brought.not-encoded"))


def _humbly() -> None:
    """In the child: below what carries posts, and gone with us."""
    die_with_parent()
    os.nice(_NICE)


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
        raise VideoProblem(phrase("render.video.no-folder", folder=str(work_folder), error=error.strerror)) from error
    with holder as name:
        folder = Path(name)
        video, cover, srt, vtt = (folder / one for one in ("video.mp4", "cover.jpg", "video.srt", "video.vtt"))
        encode(source, shape, video, look_at(source).seconds, report)
        look = look_at(video)
        cover.write_bytes(look.still)
        if captions is not None:
            srt.write_bytes(captions.read_bytes())
            vtt.write_text(_vtt(captions.read_text(encoding="utf-8")), encoding="utf-8")
        yield VideoFiles(video, cover, srt, vtt, look.seconds, shape.width, shape.height, alt_text)


def _vtt(srt: str) -> str:
    return "WEBVTT\n\n" + re.sub(r"(\d\d:\d\d:\d\d),(\d{3})", r"\1.\2", srt)
