"""Where everything on a card stands: pure, the same for every theme, and what tests and alternative texts look at.

1. The header: label, and beside it the topic if there is room; "Dữ liệu mẫu" at its right end.
2. The foot: emblem, unit, day of publication; the QR code where the format has one.
3. Between them the layout's blocks. Those that grow take what the others leave; where the title would become small or lose
   words, blocks go in the order of their rank: facts before ornaments, and the title before all.
"""

from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache

from distributor.render.blocks import CAPITALS, Setting, has_content, set_block
from distributor.render.content import CardContent
from distributor.render.device import set_device
from distributor.render.layout import Block, Layout, Rectangle
from distributor.render.marks import Arrangement, Box, Line, Placed, Said, together
from distributor.render.qr import code_side, quiet_zone
from distributor.render.theme import Role
from distributor.render.typeset import TextBox, set_text, text_width

SAMPLE_MARK = "DỮ LIỆU MẪU"
SCAN = ("Quét mã để", "đọc toàn văn")
CHIP = 46
EMBLEM = 60
BELOW_HEADER = 26
ABOVE_FOOT = 34


@lru_cache(maxsize=64)
def arrange(content: CardContent, layout: Layout) -> Arrangement:
    frame = layout.frame
    setting = Setting(content, frame.scale, frame.tall, layout.ground)
    left, top, right, _ = frame.area
    header_place = frame.header or (left, top, right, top + setting.px(CHIP))
    header = _header(setting, header_place)
    foot, emblem, code = _foot(setting, layout)
    first = top if frame.header else header_place[3] + setting.px(BELOW_HEADER)
    last = foot.height - setting.px(ABOVE_FOOT)  # the foot's height is where it begins
    main, dropped = _stack(layout.blocks, setting, right - left, last - first)
    if "facts" in dropped and content.date_on is not None:
        # The day that matters is said in any case: in place of the day of publication, which is as high.
        day = f"{content.date_label} {content.date_on:%d/%m/%Y}"
        foot, emblem, code = _foot(setting, layout, day=day)
    device = set_device(content, layout) if frame.plate else Placed(0)
    whole = together(0, header, device, main.moved(left, first), replace(foot, height=0))
    return Arrangement(whole.lines, whole.boxes, whole.said, emblem, code, tuple(dropped))


def _header(setting: Setting, place: Rectangle) -> Placed:
    left, top, right, bottom = place
    on_dark = setting.ground == "deep"
    parts = []
    if setting.content.sample:
        mark = _framed(SAMPLE_MARK, setting, right, top, bottom, on_dark=on_dark)
        right = round(mark.boxes[0].left) - setting.px(20)
        parts.append(mark)
    chip, chip_right = _chip(setting, left, top, right, bottom, on_dark=on_dark)
    note = _note(setting, chip_right + setting.px(18), top, right, bottom, on_dark=on_dark)
    return together(bottom - top, chip, note, *parts)


def _chip(setting: Setting, left: int, top: int, right: int, bottom: int, *, on_dark: bool) -> tuple[Placed, int]:
    pad = setting.px(18)
    box = TextBox(0, 0, right - left - 2 * pad, bottom - top, "SemiBold", (setting.px(22), setting.px(13)), 1, 1.2)
    set_ = set_text(setting.content.kind_label.upper(), box)
    if not set_.lines:
        return Placed(0), left
    end = left + 2 * pad + round(text_width(set_.lines[0], "SemiBold", set_.size))
    fill: Role = "pale" if on_dark else "chip"
    ink: Role = "deep" if on_dark else "chip_ink"
    base = round((top + bottom + CAPITALS * set_.size) / 2)
    line = Line("chip", set_.lines[0], left + pad, base, "SemiBold", set_.size, ink, fill)
    said = Said("chip", setting.content.kind_label)
    return Placed(0, (line,), (Box(left, top, end, bottom, fill),), (said,)), end


def _note(setting: Setting, left: int, top: int, right: int, bottom: int, *, on_dark: bool) -> Placed:
    """The topic, if it goes whole."""
    topic, size = setting.content.topic, setting.px(20)
    if not topic or left + text_width(topic, "SemiBold", size) > right:
        return Placed(0)
    base = round((top + bottom + CAPITALS * size) / 2)
    ink: Role = "pale" if on_dark else "muted"
    line = Line("topic", topic, left, base, "SemiBold", size, ink, setting.ground)
    return Placed(0, (line,), said=(Said("topic", topic),))


def _framed(text: str, setting: Setting, right: int, top: int, bottom: int, *, on_dark: bool) -> Placed:
    size, pad = setting.px(16), setting.px(13)
    inset = setting.px(5)
    ink: Role = "pale" if on_dark else "muted"
    left = right - round(text_width(text, "SemiBold", size)) - 2 * pad
    base = round((top + bottom + CAPITALS * size) / 2)
    line = Line("mark", text, left + pad, base, "SemiBold", size, ink, setting.ground)
    return Placed(0, (line,), (Box(left, top + inset, right, bottom - inset, ink, outline=2),))


def _foot(
    setting: Setting, layout: Layout, *, day: str = ""
) -> tuple[Placed, tuple[int, int, int] | None, Rectangle | None]:
    """Its marks at their final places; `height` is where it begins."""
    content, frame = setting.content, layout.frame
    left, _, right, bottom = frame.area
    side = code_side(content.address, frame.qr) if frame.qr and content.address else 0
    # On paper nobody sees the quiet zone: the modules, not the zone, stand in line with the rest.
    hang = quiet_zone(content.address, side) if side and layout.ground == "paper" else 0
    code = (right - side + hang, bottom - side + hang, right + hang, bottom + hang) if side else None
    emblem_size = setting.px(EMBLEM)
    parts = []
    words_right = right
    if code:
        caption = _scan_words(setting, code, hang)
        words_right = round(min(line.left for line in caption.lines)) - setting.px(28)
        parts.append(caption)
    highlight = _highlight(setting, layout, words_right, bottom) if not code else Placed(0)
    if highlight.lines:
        words_right = round(min(line.left for line in highlight.lines)) - setting.px(36)
        parts.append(highlight)
    has_emblem = bool(content.unit_name)
    words_left = left + (emblem_size + setting.px(18) if has_emblem else 0)
    shown = content.date_text and not frame.terse
    under = Said("day", day) if day else Said("date", f"Đăng ngày {content.date_text}" if shown else "")
    words = _unit_words(setting, words_left, words_right, bottom, emblem_size, under)
    emblem = (left, bottom - emblem_size, emblem_size) if has_emblem else None
    height = max(emblem_size, side, bottom - min((line.extent[1] for line in words.lines), default=bottom))
    return together(bottom - height, words, *parts), emblem, code


def _unit_words(setting: Setting, left: int, right: int, bottom: int, height: int, day: Said) -> Placed:
    """The unit's name, on one line or two, and a day beneath; in the middle of the emblem's height, or higher if need be."""
    dark = setting.ground == "deep"
    box = TextBox(0, 0, right - left, setting.px(70), "SemiBold", (setting.px(23), setting.px(15)), 2, 1.2)
    name = set_text(setting.content.unit_name, box)
    day_size, step = setting.px(18), round(name.size * 1.24)
    tall = CAPITALS * name.size + step * (len(name.lines) - 1) if name.lines else 0.0
    drop = round(day_size * 1.5)
    total = tall + (drop if day.text and name.lines else 0)
    base = min(round(bottom - height / 2 - total / 2), round(bottom - total - 3)) + round(CAPITALS * name.size)
    lines = [
        Line(
            "unit",
            text,
            left,
            base + number * step,
            "SemiBold",
            name.size,
            "chip_ink" if dark else "ink",
            setting.ground,
        )
        for number, text in enumerate(name.lines)
    ]
    said = [Said("unit", setting.content.unit_name)] if lines else []
    if day.text:
        at = lines[-1].baseline + drop if lines else bottom - 6
        lines.append(
            Line(day.part, day.text, left, at, "Medium", day_size, "pale" if dark else "muted", setting.ground)
        )
        said.append(day)
    return Placed(0, tuple(lines), said=tuple(said))


def _highlight(setting: Setting, layout: Layout, right: int, bottom: int) -> Placed:
    """The day that matters, at the foot's right end, where the card does not show it otherwise."""
    content, frame = setting.content, layout.frame
    shown = frame.plate is not None and layout.device == "calendar"
    if content.date_on is None or shown or frame.terse or any(block.kind == "facts" for block in layout.blocks):
        return Placed(0)
    label, value = setting.px(17), setting.px(26)
    day = f"{content.date_on:%d/%m/%Y}"
    ink: Role = "chip_ink" if setting.ground == "deep" else "deep"
    muted: Role = "pale" if setting.ground == "deep" else "muted"
    low = bottom - setting.px(9)
    high = low - setting.px(31)
    return Placed(
        0,
        (
            Line(
                "day",
                content.date_label,
                right - text_width(content.date_label, "Medium", label),
                high,
                "Medium",
                label,
                muted,
                setting.ground,
            ),
            Line("day", day, right - text_width(day, "Bold", value), low, "Bold", value, ink, setting.ground),
        ),
        said=(Said("day", f"{content.date_label} {day}"),),
    )


def _scan_words(setting: Setting, code: Rectangle, hang: int) -> Placed:
    size = setting.px(15)
    words: tuple[str, ...] = SCAN
    if setting.content.address_in_words:
        host, _, path = setting.content.address.partition("://")[2].partition("/")
        words = ("Quét mã hoặc mở", host, f"/{path}")
    muted: Role = "pale" if setting.ground == "deep" else "muted"
    lines = tuple(
        Line(
            "scan",
            text,
            code[0] - setting.px(2 if hang else 14) - text_width(text, "Medium", size),
            code[3] - hang - setting.px(6) - (len(words) - 1 - number) * round(size * 1.35),
            "Medium",
            size,
            muted,
            setting.ground,
        )
        for number, text in enumerate(words)
    )
    return Placed(0, lines, said=(Said("scan", " ".join(words)),))


def _stack(blocks: Sequence[Block], setting: Setting, width: int, height: float) -> tuple[Placed, list[str]]:
    present = [block for block in blocks if has_content(block, setting.content)]
    dropped: list[str] = []
    while True:
        placed, fits = _try(present, setting, width, height)
        droppable = [block for block in present if block.rank]
        if fits or not droppable:
            return placed, dropped
        out = max(droppable, key=lambda block: block.rank)
        present = [block for block in present if block is not out]
        dropped.append(out.part or out.kind)


def _try(blocks: Sequence[Block], setting: Setting, width: int, height: float) -> tuple[Placed, bool]:
    """The blocks one below another, and whether all of them are whole and comfortable."""
    gaps = sum(setting.px(block.gap) for block in blocks[1:])
    fixed = {id(block): set_block(block, setting, width, block.share * height) for block in blocks if not block.grow}
    left = height - gaps - sum(placed.height for placed in fixed.values())
    growing = [block for block in blocks if block.grow]
    fits = left > 0
    for block in growing:
        fixed[id(block)] = set_block(block, setting, width, max(1.0, left / len(growing)))
    for block in blocks:
        placed = fixed[id(block)]
        fits = fits and (placed.whole or block.may_cut) and placed.size >= setting.px(block.comfort)
    used = gaps + sum(fixed[id(block)].height for block in blocks)
    top, parts = 0.0, []
    pinned = False
    for number, block in enumerate(blocks):
        top += setting.px(block.gap) if number else 0
        if block.pin and not pinned:
            top += max(0.0, height - used)
            pinned = True
        parts.append(fixed[id(block)].moved(0, top))
        top += fixed[id(block)].height
    return together(top, *parts), fits
