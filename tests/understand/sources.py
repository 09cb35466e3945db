"""Texts for the tests of key points: the demo items of the fictional province, and pages of real answers made flat."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

from distributor.facts import Facts
from distributor.ingest.kinds import default_kinds
from distributor.understand.understand import understand
from sandbox.huonggiang.items import Programme

Nested = str | Iterable["Nested"]


def flat(content: Iterable[Nested]) -> str:
    """Paragraphs within paragraphs as lines, as a page shows them."""
    return "\n".join(_lines(content))


def _lines(content: Iterable[Nested]) -> Iterator[str]:
    for part in content:
        if isinstance(part, str):
            yield part
        else:
            yield from _lines(part)


UNIT = "Sở Tư pháp tỉnh Hương Giang"
PUBLISHED = datetime(2026, 11, 24, 1, 30, tzinfo=UTC)
_QUESTIONS_AND_NEWS = 11


@dataclass(frozen=True)
class Told:
    """A demo item as a source tells it, with what Loa makes of it. `text`: its paragraphs, a blank line between them."""

    title: str
    summary: str
    text: str
    facts: Facts


def demo_items() -> Iterator[Told]:
    """Every item that the fictional province prepares, and the first of each kind that it goes on with."""
    programme = Programme()
    for turn in range(len(programme.prepared) + _QUESTIONS_AND_NEWS):
        item = programme.item(turn).dated(PUBLISHED.timestamp())
        text = "\n\n".join(item.paragraphs)
        facts = understand(
            title=item.title,
            summary=item.summary,
            text=text,
            categories_kind=default_kinds().kind_of([item.kind]),
            publisher=UNIT,
            attachments=(),
            today=PUBLISHED.date(),
        )
        yield Told(item.title, item.summary, text, facts)
