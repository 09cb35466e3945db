"""The alt text of a card: what it says, in the order in which a reader sees it, for those who hear it."""

from distributor.render.arrange import arrange
from distributor.render.content import CardContent
from distributor.render.layout import Layout
from distributor.text.plain import one_line
from distributor.text.shorten import shorten

SAMPLE_WORDS = "Dữ liệu mẫu."
NOT_SPOKEN = frozenset({"chip", "unit", "date", "scan", "about"})
"""Said in the frame of words, of no use to who cannot see the code, or words of the sentence that is spoken whole."""
WHOLE = frozenset({"statement", "question", "answer", "todo", "note", "heading", "context", "support", "support_more"})
"""Whole sentences."""


def describe_card(content: CardContent, limit: int, layout: Layout | None = None) -> str:
    """Describe a card in at most `limit` characters. `layout`: the one that is drawn; None: what the scene says, unit and day
    only.

    The longest of its sentences is shortened last; before it, the others go, from the end. Pictograms, pattern and photo are not
    described: they say nothing that the words do not, and what the photo shows nobody has told.
    """
    spoken = _spoken(content, layout) if layout else [_stopped(one_line(content.said.statement))]
    main = max(range(len(spoken)), key=lambda place: len(spoken[place]), default=0)
    while len(spoken) > 1 and len(_described(content, spoken, layout)) > limit:
        gone = len(spoken) - 1 if main != len(spoken) - 1 else len(spoken) - 2
        del spoken[gone]
        main -= gone < main
    if spoken:
        spoken = (
            [
                shorten(
                    spoken[0].removesuffix("."),
                    lambda text: len(_described(content, [_stopped(text)], layout)) <= limit,
                    split_words=True,
                ).text
            ]
            if len(spoken) == 1 and len(_described(content, spoken, layout)) > limit
            else spoken
        )
    described = _described(content, [_stopped(each) for each in spoken if each], layout)
    # A limit below the frame of words is none that a platform has; still never over.
    return described if len(described) <= limit else ""


def _spoken(content: CardContent, layout: Layout) -> list[str]:
    """Return what the card says besides label, unit and date, each a sentence; a caption goes with what it is above.

    What another sentence of the card says word for word, as a large figure, is not said twice.
    """
    said = [(each.part, one_line(each.text)) for each in arrange(content, layout).said if one_line(each.text)]
    whole = [text.casefold() for part, text in said if part in WHOLE]
    found: list[str] = []
    caption = ""
    for part, text in said:
        if part == "caption":
            caption = f"{text}: "
            continue
        again = part not in WHOLE and not caption and any(text.casefold() in each for each in whole)
        if part not in NOT_SPOKEN and not again:
            found.append(_stopped(f"{caption}{text}"))
        caption = ""
    return found


def _described(content: CardContent, spoken: list[str], layout: Layout | None) -> str:
    kind = "Thẻ ảnh" if layout is not None and layout.frame.picture is not None and content.picture else "Thẻ chữ"
    label = f"{kind} “{one_line(content.kind_label)}”"
    shows_day = layout is None or any(said.part == "date" for said in arrange(content, layout).said)
    origin = ", ".join(part for part in (one_line(content.unit_name), content.date_text if shows_day else "") if part)
    parts = [
        f"{label}: {' '.join(spoken)}" if spoken else f"{label}.",
        f"{origin}." if origin else "",
        SAMPLE_WORDS if content.sample else "",
    ]
    return " ".join(part for part in parts if part)


def _stopped(text: str) -> str:
    return text if text.endswith((".", "?", "!", "…")) else f"{text}."
