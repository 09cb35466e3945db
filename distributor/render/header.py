"""The head of a card: what kind of message it is, and, of demonstration data, that it is."""

from collections.abc import Callable

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
    room = right - left
    part, label, said = _label(content, labelled, lambda words: text_width(words, "Bold", size) <= room)
    if label:
        ink: Role = "accent" if setting.ground == "deep" else "deep"
        line = Line(part, label, left, base, "Bold", size, ink, setting.ground)
        parts.append(Placed(0, (line,), said=said))
    return together(height, *parts)


def _label(content: CardContent, labelled: bool, fits: Callable[[str], bool]) -> tuple[str, str, tuple[Said, ...]]:
    """Return the line's part, its words and what it says: what kind of message it is, and, while that is still to come, from
    when it holds; else what of a citizen's life it is about. The day of publication, where the kind stands beside the pictogram.
    """
    part, label = "chip", content.kind_label
    if labelled and not content.topic:
        part, label = "date", f"Đăng ngày {content.date_text}" if content.date_text else ""
    own: tuple[Said, ...] = (Said(part, label),)
    tries: list[tuple[str, str, tuple[Said, ...]]] = []
    if content.effective_on is not None:
        day = f"{content.effective_on:%d/%m/%Y}"
        said = Said("effective", f"Hiệu lực từ {day}")
        if label:
            tries.append((part, f"{label} · hiệu lực từ {day}", (*own, said)))
        tries += [("effective", said.text, (said,)), ("effective", f"Từ {day}", (said,))]
    if content.topic and label and not labelled:
        tries.append((part, f"{label} · {content.topic}", (*own, Said("topic", content.topic))))
    tries.append((part, label, own))
    return next((each for each in tries if each[1] and fits(each[1])), (part, "", ()))
