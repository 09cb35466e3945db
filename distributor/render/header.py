"""The head of a card: what kind of message it is, and, of demonstration data, that it is."""

from distributor.render.blocks import CAPITALS, Setting
from distributor.render.content import CardContent
from distributor.render.marks import Box, Line, Placed, Said, together
from distributor.render.theme import Role
from distributor.render.typeset import text_width

SAMPLE_MARK = "Dữ liệu mẫu"
HEADER = 54
"""Its height."""


def set_header(setting: Setting, left: int, top: int, right: int, *, labelled: bool) -> Placed:
    """Set the header at its final place. The label goes where it does not fit beside the mark; without lines there is no header.

    `labelled`: a pictogram on the card has words beside it.
    """
    content, size = setting.content, setting.least
    height = setting.px(HEADER)
    base = round(top + height / 2 + CAPITALS * size / 2)
    parts = []
    if content.sample:
        pad = setting.px(16)
        edge = right - round(text_width(SAMPLE_MARK, "SemiBold", size)) - 2 * pad
        line = Line("mark", SAMPLE_MARK, edge + pad, base, "SemiBold", size, setting.quiet, setting.ground)
        parts.append(Placed(0, (line,), (Box(edge, top, right, top + height, setting.quiet, outline=2),)))
        right = edge - setting.px(28)
    part, label = _label(content, labelled)
    said = [Said(part, label)]
    both = f"{label} · {content.topic}"
    if not labelled and content.topic and label and text_width(both, "Bold", size) <= right - left:
        label = both
        said.append(Said("topic", content.topic))
    if label and text_width(label, "Bold", size) <= right - left:
        ink: Role = "accent" if setting.ground == "deep" else "deep"
        line = Line(part, label, left, base, "Bold", size, ink, setting.ground)
        parts.append(Placed(0, (line,), said=tuple(said)))
    return together(height, *parts)


def _label(content: CardContent, labelled: bool) -> tuple[str, str]:
    """Return what kind of message it is; where that stands beside the pictogram, for there is no life event, the day."""
    if labelled and not content.topic:
        return "date", f"Đăng ngày {content.date_text}" if content.date_text else ""
    return "chip", content.kind_label
