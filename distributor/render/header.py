"""The head of a card: what kind of message it is, and, of demonstration data, that it is."""

from distributor.render.blocks import CAPITALS, Setting
from distributor.render.marks import Box, Line, Placed, Said, together
from distributor.render.theme import Role
from distributor.render.typeset import text_width

SAMPLE_MARK = "Dữ liệu mẫu"
HEADER = 54
"""Its height."""


def set_header(setting: Setting, left: int, top: int, right: int, *, labelled: bool) -> Placed:
    """At its final place. The label goes where it does not fit beside the mark; without lines there is no header.

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
    label = content.kind_label
    # Where there is no life event the label stands beside the pictogram.
    if label and (content.topic or not labelled) and text_width(label, "Bold", size) <= right - left:
        ink: Role = "accent" if setting.ground == "deep" else "deep"
        parts.append(
            Placed(
                0,
                (Line("chip", label, left, base, "Bold", size, ink, setting.ground),),
                said=(Said("chip", label),),
            )
        )
    return together(height, *parts)
