"""The foot of a card: whose word it is, since when it stands, and the code that leads to the whole."""

from dataclasses import dataclass, replace

from distributor.render.blocks import CAPITALS, Setting
from distributor.render.layout import Frame, Layout, Rectangle
from distributor.render.marks import Line, Placed, Said, together
from distributor.render.qr import code_side, quiet_zone
from distributor.render.typeset import TextBox, set_text, text_width

SCAN = ("Quét mã để", "đọc toàn văn")
EMBLEM = 84
MOST_GROWN = 1.55
"""By how much the code may grow where much of the card would be left."""


@dataclass(frozen=True)
class Foot:
    """The foot of a card at its final place. `top`: where it begins."""

    placed: Placed
    top: float
    emblem: tuple[int, int, int] | None
    code: Rectangle | None


def set_foot(setting: Setting, layout: Layout, *, dated: bool) -> Foot:
    """Set the foot. `dated`: the day of publication stands elsewhere."""
    content, frame = setting.content, layout.frame
    left, _, right, bottom = frame.area
    left = frame.foot_left or left
    covered = (clear[0] for clear in frame.clear if left < clear[0] and clear[1] < bottom < clear[3])
    right = min([right, *(edge - setting.px(12) for edge in covered)])
    grown = min(setting.roomy, MOST_GROWN)
    side = code_side(content.address, round(frame.qr * grown)) if frame.qr and content.address else 0
    # On paper nobody sees the quiet zone: the modules, not the zone, stand in line with the rest.
    hang = quiet_zone(content.address, side) if side else 0
    code = (right - side + hang, bottom - side + hang, right + hang, bottom + hang) if side else None
    parts, words_right = [], right
    if code:
        scan = _scan_words(setting, code, hang)
        words_right = round(min(line.left for line in scan.lines)) - setting.px(24)
        parts.append(scan)
    emblem_side = setting.px(EMBLEM if not frame.terse else EMBLEM - 18) if content.unit_name else 0
    words = _unit_words(setting, left + emblem_side + setting.px(20), words_right, frame, dated=dated)
    high = max(emblem_side, words.height, side - 2 * hang)
    if high == 0:
        return Foot(together(0, *parts), bottom, None, code)
    middle = bottom - high / 2
    emblem = (left, round(middle - emblem_side / 2), emblem_side) if emblem_side else None
    placed = together(0, words.moved(left + emblem_side + setting.px(20), middle - words.height / 2), *parts)
    top = min(bottom - high, code[1] + setting.px(14)) if code else bottom - high
    return Foot(placed, top, emblem, code)


def _unit_words(setting: Setting, left: int, right: int, frame: Frame, *, dated: bool) -> Placed:
    """The unit's name on one line or two; beneath one line, or beside it, the day of publication if there is room."""
    content, least = setting.content, setting.least
    if not content.unit_name:
        return Placed(0)
    box = TextBox(0, 0, right - left, 10 * least, "SemiBold", (round(least * 1.12), least), 1, 1.2)
    name = set_text(content.unit_name, box)
    if name.shortened:
        name = set_text(content.unit_name, replace(box, lines=2))
    lines = [
        Line(
            "unit",
            text,
            0,
            round(name.size * 0.86) + at * name.line_height,
            "SemiBold",
            name.size,
            "ink",
            setting.ground,
        )
        for at, text in enumerate(name.lines)
    ]
    said = [Said("unit", content.unit_name)]
    day = f"Đăng ngày {content.date_text}"
    wide = text_width(day, "Medium", least)
    if lines and content.date_text and not dated and wide <= right - left:
        end = right - left - wide
        beside = len(lines) == 1 and end >= text_width(lines[0].text, "SemiBold", name.size) + setting.px(28)
        place = None
        if frame.terse and beside and not frame.clear:
            place = end, lines[0].baseline
        elif not frame.terse:
            place = 0.0, lines[-1].baseline + round(least * 1.32)
        if place:
            lines.append(Line("date", day, *place, "Medium", least, "muted", setting.ground))
            said.append(Said("date", day))
    height = lines[-1].baseline + round(0.24 * lines[-1].size) if lines else 0
    return Placed(height, tuple(lines), said=tuple(said) if lines else ())


def _scan_words(setting: Setting, code: Rectangle, hang: int) -> Placed:
    size = setting.least
    words: tuple[str, ...] = SCAN
    if setting.content.address_in_words:
        host, _, path = setting.content.address.partition("://")[2].partition("/")
        words = ("Quét mã hoặc mở", host, f"/{path}")
    high = (len(words) - 1) * round(size * 1.28) + CAPITALS * size
    first = (code[1] + code[3]) / 2 - high / 2 + CAPITALS * size
    gap = max(setting.px(22), hang + 4)
    lines = tuple(
        Line(
            "scan",
            text,
            code[0] + hang - gap - text_width(text, "Medium", size),
            round(first + number * round(size * 1.28)),
            "Medium",
            size,
            "muted",
            setting.ground,
        )
        for number, text in enumerate(words)
    )
    return Placed(0, lines, said=(Said("scan", " ".join(words)),))
