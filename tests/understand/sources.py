"""Texts for the tests of key points: the demo items of the fictional province, and pages of real answers made flat."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime

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
TODAY = date(2026, 12, 1)
PUBLISHED = datetime(2026, 11, 24, 1, 30, tzinfo=UTC)
_QUESTIONS_AND_NEWS = 11


@dataclass(frozen=True)
class Told:
    """A demo item as a source tells it, with what Loa makes of it. `text`: its paragraphs, a blank line between them."""

    title: str
    summary: str
    text: str
    facts: Facts


def understood(
    title: str,
    text: str,
    *,
    summary: str = "",
    kind: str = "",
    publisher: str = UNIT,
    files: Sequence[str] = (),
    on: date = TODAY,
) -> Facts:
    """What Loa makes of an item of the Department's own source. `kind`: what its feed calls it."""
    return understand(
        title=title,
        summary=summary,
        text=text,
        categories_kind=kind,
        publisher=publisher,
        attachments=files,
        today=on,
    )


def demo_items() -> Iterator[Told]:
    """Every item that the fictional province prepares, and the first of each kind that it goes on with."""
    programme = Programme()
    for turn in range(len(programme.prepared) + _QUESTIONS_AND_NEWS):
        item = programme.item(turn).dated(PUBLISHED.timestamp())
        text = "\n\n".join(item.paragraphs)
        kind = default_kinds().kind_of([item.kind])
        facts = understood(item.title, text, summary=item.summary, kind=kind, on=PUBLISHED.date())
        yield Told(item.title, item.summary, text, facts)
