"""Whether a file is what an outlet takes, before it is sent: what it is (by `probe`), and each rule it breaks, in words.

The rules are data, `config/video.toml`. A file that is no video, is cut off or only carries the name of one is said to be so.
"""

from dataclasses import dataclass
from pathlib import Path

from distributor.phrases import phrase
from distributor.render.video.probe import Probe, probe
from distributor.render.video.settings import Outlet, VideoProblem, VideoSettings, video_settings

RATIO_TOLERANCE = 0.002


@dataclass(frozen=True)
class Size:
    width: int
    height: int


def preflight(path: Path, outlet: str, settings: VideoSettings | None = None) -> list[str]:
    """What is wrong with the file for this outlet and how to mend it; empty: it may go.

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
    problems: list[str] = []

    def tell(wrong: bool, words: str) -> None:
        if wrong:
            problems.append(phrase("render.outlet.problem", outlet=rules.label, what=words))

    shortest, longest = rules.seconds
    tell(
        found.seconds < shortest,
        phrase("render.outlet.too-short", seconds=_number(found.seconds), least=_number(shortest)),
    )
    tell(
        found.seconds > longest,
        phrase("render.outlet.too-long", seconds=_number(found.seconds), most=_number(longest)),
    )
    ratio = found.width / max(1, found.height)
    tell(
        not rules.ratio[0] - RATIO_TOLERANCE <= ratio <= rules.ratio[1] + RATIO_TOLERANCE,
        phrase("render.outlet.ratio", width=found.width, height=found.height),
    )
    small, large = rules.smallest, rules.largest_of(found.width, found.height)
    tell(
        found.width < small[0] or found.height < small[1],
        phrase(
            "render.outlet.too-small",
            width=found.width,
            height=found.height,
            least_width=small[0],
            least_height=small[1],
        ),
    )
    tell(
        found.width > large[0] or found.height > large[1],
        phrase(
            "render.outlet.too-large", width=found.width, height=found.height, most_width=large[0], most_height=large[1]
        ),
    )
    tell(
        not rules.frame_rate[0] <= found.frame_rate <= rules.frame_rate[1] + 0.01,
        phrase(
            "render.outlet.frame-rate",
            rate=_number(found.frame_rate),
            least=_number(rules.frame_rate[0]),
            most=_number(rules.frame_rate[1]),
        ),
    )
    tell(
        found.bytes > rules.bytes,
        phrase("render.outlet.too-heavy", size=_number(found.bytes / 1000000.0), most=_number(rules.bytes / 1000000.0)),
    )
    tell(found.codec != "h264", phrase("render.outlet.codec", codec=found.codec))
    tell(
        found.codec == "h264" and not found.pixels.startswith(("yuv420p", "yuvj420p")),
        phrase("render.outlet.pixels", pixels=found.pixels),
    )
    tell(not found.audio, phrase("render.outlet.no-sound"))
    tell(
        bool(found.audio) and (found.audio != "aac" or found.audio_profile not in {"LC", ""}),
        phrase("render.outlet.audio", codec=f"{found.audio} {found.audio_profile}".rstrip()),
    )
    tell("mp4" not in found.container, phrase("render.outlet.container", container=found.container))
    tell(found.truncated, phrase("render.outlet.cut-off"))
    return problems


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
