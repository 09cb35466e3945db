"""Whether a file is what an outlet takes, before it is sent: what it is (by `probe`), and each rule it breaks, in words.

The rules are data, `config/video.toml`. A file that is no video, is cut off or only carries the name of one is said to be so.
"""

from dataclasses import dataclass
from pathlib import Path

from distributor.render.video.probe import Probe, probe
from distributor.render.video.settings import Outlet, VideoProblem, VideoSettings, video_settings

RATIO_TOLERANCE = 0.002


@dataclass(frozen=True)
class Size:
    width: int
    height: int


def preflight(path: Path, outlet: str, settings: VideoSettings | None = None) -> list[str]:
    """What is wrong with the file for this outlet and how to mend it, in Vietnamese; empty: it may go.

    Raises `VideoProblem` if there is no such outlet or no such file.
    """
    settings = settings or video_settings()
    rules = _outlet(settings, outlet)
    try:
        found = probe(path)
    except VideoProblem as problem:
        return [str(problem)]
    return problems_of(found, rules)


def problems_of(found: Probe, rules: Outlet) -> list[str]:
    """Pure: what a file that was looked at breaks of an outlet's rules."""
    to, problems = rules.label, []

    def tell(wrong: bool, words: str) -> None:
        if wrong:
            problems.append(f"{to}: {words}")

    shortest, longest = rules.seconds
    tell(
        found.seconds < shortest,
        f"video dài {_number(found.seconds)} giây, cần ít nhất {_number(shortest)} giây. Hãy dựng dài hơn.",
    )
    tell(
        found.seconds > longest,
        f"video dài {_number(found.seconds)} giây, chỉ nhận đến {_number(longest)} giây. Hãy cắt ngắn.",
    )
    ratio = found.width / max(1, found.height)
    tell(
        not rules.ratio[0] - RATIO_TOLERANCE <= ratio <= rules.ratio[1] + RATIO_TOLERANCE,
        f"tỷ lệ khung hình {found.width}×{found.height} không được nhận. Hãy dựng lại đúng khuôn hình của kênh.",
    )
    small, large = rules.smallest, rules.largest_of(found.width, found.height)
    tell(
        found.width < small[0] or found.height < small[1],
        f"khung hình {found.width}×{found.height} quá nhỏ, cần ít nhất {small[0]}×{small[1]}. Hãy dựng lớn hơn.",
    )
    tell(
        found.width > large[0] or found.height > large[1],
        f"khung hình {found.width}×{found.height} quá lớn, chỉ nhận đến {large[0]}×{large[1]}. Hãy thu nhỏ video.",
    )
    tell(
        not rules.frame_rate[0] <= found.frame_rate <= rules.frame_rate[1] + 0.01,
        f"{_number(found.frame_rate)} khung hình/giây, cần từ {_number(rules.frame_rate[0])} đến "
        f"{_number(rules.frame_rate[1])}. Hãy xuất lại ở 30 khung hình/giây.",
    )
    tell(
        found.bytes > rules.bytes,
        f"tệp nặng {_number(found.bytes / 1e6)} MB, chỉ nhận đến {_number(rules.bytes / 1e6)} MB. Hãy giảm chất lượng.",
    )
    tell(found.codec != "h264", f"hình mã hóa bằng {found.codec}, cần H.264. Hãy xuất lại bằng H.264.")
    tell(
        found.codec == "h264" and not found.pixels.startswith(("yuv420p", "yuvj420p")),
        f"điểm ảnh {found.pixels}, cần yuv420p. Hãy xuất lại với yuv420p.",
    )
    tell(not found.audio, "video không có đường tiếng. Hãy thêm lời dẫn hoặc đường tiếng im lặng.")
    tell(
        bool(found.audio) and (found.audio != "aac" or found.audio_profile not in {"LC", ""}),
        f"tiếng mã hóa bằng {found.audio} {found.audio_profile}".rstrip() + ", cần AAC-LC. Hãy xuất lại bằng AAC-LC.",
    )
    tell("mp4" not in found.container, f"tệp dạng {found.container}, cần MP4. Hãy xuất lại thành MP4.")
    tell(found.truncated, "tệp bị cắt cụt. Hãy xuất hoặc tải lại tệp.")
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
        raise VideoProblem(f"{rules.label} không nhận khuôn hình {shape.replace('x', ':')}. Hãy chọn khuôn hình khác.")
    return Size(width, height)


def _outlet(settings: VideoSettings, name: str) -> Outlet:
    if name not in settings.outlets:
        raise VideoProblem(f"Không có nơi đăng «{name}». Hãy chọn một trong: {', '.join(settings.outlets)}.")
    return settings.outlets[name]


def _number(value: float) -> str:
    """12.5 → "12,5"; 1200000 → "1.200.000"."""
    text = f"{value:,.1f}".removesuffix(".0")
    return text.translate(str.maketrans(",.", ".,"))
