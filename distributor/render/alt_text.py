"""The alternative text of a card: what it says, in the order in which a reader sees it, for those who hear it."""

from distributor.compose.plain import one_line
from distributor.compose.shorten import shorten
from distributor.render.content import CardContent

SAMPLE_WORDS = "Dữ liệu mẫu."


def describe_card(content: CardContent, limit: int) -> str:
    """At most `limit` characters; only the title is ever shortened, and the pattern is not described: it says nothing."""
    before = f"Thẻ chữ “{one_line(content.kind_label)}”: "
    origin = ", ".join(part for part in (one_line(content.unit_name), content.date_text) if part)
    after = " ".join(part for part in (f"{origin}." if origin else "", SAMPLE_WORDS if content.sample else "") if part)

    def whole(title: str) -> str:
        stop = "" if title.endswith((".", "?", "!", "…")) else "."
        return f"{before}{title}{stop} {after}".strip()

    title = shorten(one_line(content.title), lambda text: len(whole(text)) <= limit, split_words=True).text
    described = whole(title) if title else f"{before.rstrip(': ')}. {after}".strip()
    # A limit below the frame of words is none that a platform has; still never over.
    return described if len(described) <= limit else ""
