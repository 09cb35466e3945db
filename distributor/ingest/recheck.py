"""Looking again at articles that are known: a listing whose rows stay the same does not show that an article was corrected.

The newest few of a source take turns, each about every `recheck_minutes`; whose turn it is follows from the time alone. A page
that says something else at two looks in a row (a counter among the words) is not a correction.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

from distributor.ingest.bounded import NotRead, Website
from distributor.ingest.content import Content, hash_of
from distributor.ingest.decide import KnownItem, ReadingDecision, compare
from distributor.ingest.entry import Entry, ListingEntry, UnreadableSource
from distributor.ingest.fetch import FetchError
from distributor.ingest.profiles import ReadingBounds
from phrases import phrase

GONE = 410
_START = datetime(2020, 1, 1, tzinfo=UTC)


@dataclass
class Rechecked:
    """`gone`: items whose page says that it was taken away for good."""

    decision: ReadingDecision = field(default_factory=ReadingDecision)
    gone: list[int] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)


def turns(since: datetime | None, now: datetime, reading: ReadingBounds) -> list[int]:
    """Places (0: the newest) whose turn came after `since`, the last reading, up to now. Pure."""
    count = reading.recheck_newest
    if not count or since is None or since >= now:
        return []
    step = timedelta(minutes=reading.recheck_minutes) / count
    last, this = (since - _START) // step, (now - _START) // step
    return sorted({turn % count for turn in range(max(last, this - count) + 1, this + 1)})


def recheck(items: Sequence[KnownItem], website: Website, content_of: Callable[[Entry], Content]) -> Rechecked:
    """Look at these again. A page that cannot be read now changes nothing."""
    found = Rechecked()
    for item in items:
        try:
            content = _look(item, website, content_of)
            if not _says_the_same(content, item) and _look(item, website, content_of) != content:
                found.warnings.append(phrase("ingest.recheck.unsteady", title=item.words.title[:150]))
                continue
        except FetchError as error:
            if error.status == GONE:
                found.gone.append(item.id)
            else:
                found.warnings.append(phrase("ingest.recheck.not-read", error=error.said))
            continue
        except NotRead as error:
            found.warnings.append(phrase("ingest.recheck.not-read", error=error.said))
            break  # the machine has no time for it, or nobody wants it any more
        except UnreadableSource as error:
            found.warnings.append(phrase("ingest.recheck.not-read", error=error.said))
            continue
        compare(item, content, item.address, found.decision)
    return found


def _look(item: KnownItem, website: Website, content_of: Callable[[Entry], Content]) -> Content:
    """Return what the page says now. What only the listing had said stands; so does the picture, which was weighed against
    others."""
    row = ListingEntry(item.address, item.words.title, item.published_at, item.words.summary)
    content = content_of(website.entry(row))
    return replace(content, picture_url=item.picture_url)


def _says_the_same(content: Content, item: KnownItem) -> bool:
    return content.content_hash == hash_of(item.words.title, item.words.summary, item.words.text)
