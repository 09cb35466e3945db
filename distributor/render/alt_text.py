"""The alternative text of a card: what it says, in the order in which a reader sees it, for those who hear it."""

from distributor.render.arrange import arrange
from distributor.render.content import CardContent
from distributor.render.layout import Layout
from distributor.text.plain import one_line
from distributor.text.shorten import shorten

SAMPLE_WORDS = "Dữ liệu mẫu."
TITLES = frozenset({"title", "question"})
NOT_SPOKEN = frozenset({"chip", "unit", "date", "scan"})
"""Said in the frame of words, or of no use to who cannot see the code."""


def describe_card(content: CardContent, limit: int, layout: Layout | None = None) -> str:
    """At most `limit` characters. `layout`: the one that is drawn; None: title, unit and day only.

    The title is shortened last; before it, what stands beside it goes, from the end. Pattern and photo are not described: the
    pattern says nothing, and what the photo shows nobody has told.
    """
    beside = _beside(content, layout) if layout else []
    while beside and len(_described(content, beside, one_line(content.title), layout)) > limit:
        beside = beside[:-1]
    title = shorten(
        one_line(content.title), lambda text: len(_described(content, beside, text, layout)) <= limit, split_words=True
    ).text
    described = _described(content, beside, title, layout)
    # A limit below the frame of words is none that a platform has; still never over.
    return described if len(described) <= limit else ""


def _beside(content: CardContent, layout: Layout) -> list[str]:
    """What the card says besides label, title, unit and date, each a sentence; a caption goes with what it is above."""
    found: list[str] = []
    caption = ""
    for said in arrange(content, layout).said:
        text = one_line(said.text)
        if said.part in NOT_SPOKEN | TITLES | {"kicker"} or not text:
            continue
        if said.part == "caption":
            caption = f"{text}: "
            continue
        found.append(_stopped(f"{caption}{text}"))
        caption = ""
    return found


def _described(content: CardContent, beside: list[str], title: str, layout: Layout | None) -> str:
    kind = "Thẻ ảnh" if layout is not None and layout.frame.picture is not None and content.picture else "Thẻ chữ"
    label = f"{kind} “{one_line(content.kind_label)}”"
    shows_day = layout is None or any(said.part == "date" for said in arrange(content, layout).said)
    origin = ", ".join(part for part in (one_line(content.unit_name), content.date_text if shows_day else "") if part)
    parts = [
        f"{label}: {_stopped(title)}" if title else f"{label}.",
        *beside,
        f"{origin}." if origin else "",
        SAMPLE_WORDS if content.sample else "",
    ]
    return " ".join(part for part in parts if part)


def _stopped(text: str) -> str:
    return text if text.endswith((".", "?", "!", "…")) else f"{text}."
