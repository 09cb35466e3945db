"""Whether a file is what an outlet takes, before it is sent: what it is (by `probe`), and each rule it breaks, in words.

The rules are data, `config/video.toml`. A file that is no video, is cut off or only carries the name of one is said to be so.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from distributor.render.video.probe import Probe, probe
from distributor.render.video.settings import Outlet, VideoProblem, VideoSettings, video_settings
from phrases import phrase

RATIO_TOLERANCE = 0.002
MEGABYTE = 1_000_000


@dataclass(frozen=True)
class Size:
    width: int
    height: int


def preflight(path: Path, outlet: str, settings: VideoSettings | None = None) -> list[str]:
    """Return what is wrong with the file for this outlet and how to mend it; empty: it may go.

    Raises `VideoProblem` if there is no such outlet or no such file.
    """
    settings = settings or video_settings()
    rules = _outlet(settings, outlet)
    try:
        found = probe(path)
    except VideoProblem as problem:
        return [problem.said]
    return problems_of(found, rules)


def problems_of(found: Probe, rules: Outlet) -> list[str]:
    """Pure: what a file that was looked at breaks of an outlet's rules."""
    broken = (*_broken_by_picture(found, rules), *_broken_by_file(found, rules))
    return [phrase("render.outlet.problem", outlet=rules.label, what=what) for what in broken]


def _broken_by_picture(found: Probe, rules: Outlet) -> Iterator[str]:
    shortest, longest = rules.seconds
    if found.seconds < shortest:
        yield phrase("render.outlet.too-short", seconds=_number(found.seconds), least=_number(shortest))
    if found.seconds > longest:
        yield phrase("render.outlet.too-long", seconds=_number(found.seconds), most=_number(longest))
    wide, high = found.width, found.height
    if not rules.ratio[0] - RATIO_TOLERANCE <= wide / max(1, high) <= rules.ratio[1] + RATIO_TOLERANCE:
        yield phrase("render.outlet.ratio", width=wide, height=high)
    small, large = rules.smallest, rules.largest_of(wide, high)
    if wide < small[0] or high < small[1]:
        yield phrase("render.outlet.too-small", width=wide, height=high, least_width=small[0], least_height=small[1])
    if wide > large[0] or high > large[1]:
        yield phrase("render.outlet.too-large", width=wide, height=high, most_width=large[0], most_height=large[1])
    least, most = rules.frame_rate
    if not least <= found.frame_rate <= most + 0.01:
        rate = _number(found.frame_rate)
        yield phrase("render.outlet.frame-rate", rate=rate, least=_number(least), most=_number(most))


def _broken_by_file(found: Probe, rules: Outlet) -> Iterator[str]:
    if found.bytes > rules.bytes:
        size, most = _number(found.bytes / MEGABYTE), _number(rules.bytes / MEGABYTE)
        yield phrase("render.outlet.too-heavy", size=size, most=most)
    if found.codec != "h264":
        yield phrase("render.outlet.codec", codec=found.codec)
    elif not found.pixels.startswith(("yuv420p", "yuvj420p")):
        yield phrase("render.outlet.pixels", pixels=found.pixels)
    if not found.audio:
        yield phrase("render.outlet.no-sound")
    elif found.audio != "aac" or found.audio_profile not in {"LC", ""}:
        yield phrase("render.outlet.audio", codec=f"{found.audio} {found.audio_profile}".rstrip())
    if "mp4" not in found.container:
        yield phrase("render.outlet.container", container=found.container)
    if found.truncated:
        yield phrase("render.outlet.cut-off")


def for_channel(outlet: str, shape: str, settings: VideoSettings | None = None) -> Size:
    """The largest size of this shape that the outlet takes, never above the shape's own; even sides. Raises `VideoProblem`."""
    settings = settings or video_settings()
    rules, own = _outlet(settings, outlet), settings.shape(shape)
    largest = rules.largest_of(own.width, own.height)
    factor = min(1.0, largest[0] / own.width, largest[1] / own.height)
    width = int(own.width * factor / 2) * 2
    height = round(own.height * width / own.width / 2) * 2
    ratio = width / height
    if not rules.ratio[0] - RATIO_TOLERANCE <= ratio <= rules.ratio[1] + RATIO_TOLERANCE:
        raise VideoProblem(phrase("render.outlet.no-shape", outlet=rules.label, shape=shape.replace("x", ":")))
    return Size(width, height)


def _outlet(settings: VideoSettings, name: str) -> Outlet:
    if name not in settings.outlets:
        raise VideoProblem(phrase("render.outlet.none", name=name, outlets=", ".join(settings.outlets)))
    return settings.outlets[name]


def _number(value: float) -> str:
    """12.5 → "12,5"; 1200000 → "1.200.000"."""
    text = f"{value:,.1f}".removesuffix(".0")
    return text.translate(str.maketrans(",.", ".,"))
