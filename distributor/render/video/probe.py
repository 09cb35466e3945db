"""What a video file is: container, codecs, size, rate, length. By ffmpeg's own description, and by the boxes of an MP4.

ffmpeg describes what is left of a cut file without a word; the boxes say how long the file should be.
"""

import re
import struct
from dataclasses import dataclass
from pathlib import Path

from distributor.errors import system_words
from distributor.render.video.ffmpeg import log_refusal, reading, run
from distributor.render.video.settings import VideoProblem
from phrases import phrase

INPUT = re.compile(r"Input #0, (?P<container>\S+), from")
DURATION = re.compile(r"Duration: (?P<hours>\d+):(?P<minutes>\d\d):(?P<seconds>\d\d\.\d+)")
VIDEO = re.compile(r"Stream #0:\d+.*?: Video: (?P<codec>\w+)(?: \((?P<profile>[^)]*)\))?(?P<rest>[^\n]*)")
PIXELS = re.compile(r", (?P<pixels>(?:yuvj?|rgb|bgr|gbrp?|nv|gray|pal)\w*)")
SIZE = re.compile(r", (?P<width>\d{2,5})x(?P<height>\d{2,5})")
RATE = re.compile(r"(?P<rate>[\d.]+)(?P<thousand>k?) fps")
AUDIO = re.compile(r"Stream #0:\d+.*?: Audio: (?P<codec>\w+)(?: \((?P<profile>[^)/]*)\))?")
AUDIO_RATE = re.compile(r"Stream #0:\d+.*?: Audio: [^\n]*?(?P<rate>\d+) Hz")
BOX = struct.Struct(">I4s")
MOST_BOXES = 10_000


@dataclass(frozen=True)
class Probe:
    """`container`: as ffmpeg names it ("mov,mp4,…"). `audio`: codec, empty if there is none. `truncated`: bytes are missing."""

    container: str
    codec: str
    profile: str
    pixels: str
    width: int
    height: int
    frame_rate: float
    seconds: float
    audio: str
    audio_profile: str
    audio_rate: int
    bytes: int
    truncated: bool


def probe(path: Path) -> Probe:
    """Probe a video file. Raises `VideoProblem`, in words, for what is missing, empty, or no video that can be read."""
    try:
        size = path.stat().st_size
    except OSError as error:
        raise VideoProblem(phrase("render.video.not-opened", name=path.name, error=system_words(error))) from error
    if size == 0:
        raise VideoProblem(phrase("render.video.empty", name=path.name))
    truncated = _is_cut(path, size)
    told = run(reading(path)).stderr.decode(errors="replace")
    video, container = VIDEO.search(told), INPUT.search(told)
    pixel_size = SIZE.search(video["rest"]) if video else None
    duration = DURATION.search(told)
    if not video or not container or not pixel_size or not duration:
        cut = phrase("render.video.cut-off") if truncated else phrase("render.video.no-video")
        log_refusal(told.encode(), path)
        raise VideoProblem(phrase("render.video.unreadable", name=path.name, what=cut))
    pixels, rate = PIXELS.search(video["rest"]), RATE.search(video["rest"])
    audio, audio_rate = AUDIO.search(told), AUDIO_RATE.search(told)
    return Probe(
        container=container["container"].rstrip(","),
        codec=video["codec"],
        profile=video["profile"] or "",
        pixels=pixels["pixels"] if pixels else "",
        width=int(pixel_size["width"]),
        height=int(pixel_size["height"]),
        frame_rate=float(rate["rate"]) * (1000 if rate["thousand"] else 1) if rate else 0.0,
        seconds=int(duration["hours"]) * 3600 + int(duration["minutes"]) * 60 + float(duration["seconds"]),
        audio=audio["codec"] if audio else "",
        audio_profile=(audio["profile"] or "").strip() if audio else "",
        audio_rate=int(audio_rate["rate"]) if audio_rate else 0,
        bytes=size,
        truncated=truncated,
    )


def _is_cut(path: Path, size: int) -> bool:
    """Return True if the boxes of an MP4 go beyond the end of the file; False for what is no MP4."""
    with path.open("rb") as file:
        head = file.read(12)
        if head[4:8] != b"ftyp":
            return False
        place, has_index = 0, False
        for _ in range(MOST_BOXES):
            file.seek(place)
            header = file.read(16)
            if len(header) < BOX.size:
                break
            length, name = BOX.unpack(header[: BOX.size])
            if length == 1:
                length = int.from_bytes(header[8:16], "big")
            elif length == 0:
                length = size - place
            has_index = has_index or name == b"moov"
            if length < BOX.size or place + length > size:
                return True
            place += length
        return not has_index
