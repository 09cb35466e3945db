"""Which articles of a listing a reading fetches, and fetching them: bounded, one after the other, no transaction open.

Deciding (`plan`, pure) apart from doing (`fetch_articles`). What a listing says of an entry is enough where the entry will wait
for staff or is another source's item; then its article is not fetched. What is left over comes with the next reading.
"""

import logging
import time
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from distributor.ingest.address import address_identity, canonical_address
from distributor.ingest.bounded import HarmfulSource, NotNow, TooSlow
from distributor.ingest.content import Content, first_picture
from distributor.ingest.decide import BacklogPolicy, Known, is_unchanged
from distributor.ingest.entry import Entry, UnreadableSource
from distributor.ingest.fetch import FetchError
from distributor.ingest.identify import Identified, Key, Skipped, unreadable
from distributor.ingest.pictures import picture_identity, shared_pictures
from distributor.ingest.profiles import ReadingBounds
from phrases import phrase

_log = logging.getLogger(__name__)

FAILURES_IN_A_ROW = 3
"""After so many the last article is tried; if that fails too, the server is left alone until the next reading. A few pages
that always fail must not keep all that stand behind them from being read for ever.
"""


MOST_HARMFUL = 2
"""Articles of one reading that may harm the child that reads them; with another it is the source that does."""


@dataclass(frozen=True)
class FetchPlan:
    """`articles`: to be fetched. `ready`: need nothing. `later`: of the next reading. `new`: keys of the entries that are new."""

    articles: tuple[Identified, ...]
    ready: tuple[Identified, ...]
    later: tuple[Identified, ...]
    new: frozenset[str] = frozenset()


@dataclass
class Articles:
    """`entries`: those that may be decided on now. `new_later`: new ones that were not."""

    entries: list[Identified] = field(default_factory=list)
    skipped: list[Skipped] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    new_later: int = 0
    is_complete: bool = True


def needs_articles(entries: Sequence[Identified]) -> bool:
    return any(each.raw.outline is not None for each in entries)


def plan(entries: Sequence[Identified], known: Known, policy: BacklogPolicy, most: int, now: datetime) -> FetchPlan:
    """Decide what is read, in the order of the source, newest first as sources have it. Pure."""
    new = {
        each.entry_key for each in entries if not is_unchanged(each, known.sightings) and not _known_item(each, known)
    }
    fresh = [each for each in entries if each.entry_key in new and not _is_backlog(each, policy, now)]
    floods = not policy.take_all and (policy.flooding or len(fresh) > policy.flood_limit)
    articles: list[Identified] = []
    ready: list[Identified] = []
    later: list[Identified] = []
    for each in entries:
        outline = each.raw.outline
        if outline is None or is_unchanged(each, known.sightings):
            ready.append(each)
        elif outline.title and (
            (each.entry_key in new and (floods or _is_backlog(each, policy, now)))
            or (each.entry_key not in new and not _is_own_article(each, known))
        ):
            ready.append(replace(each, entry=outline))
        elif len(articles) < most:
            articles.append(each)
        else:
            later.append(each)
    return FetchPlan(tuple(articles), tuple(ready), tuple(later), frozenset(new))


def fetch_articles(planned: FetchPlan, reading: ReadingBounds) -> Articles:
    """Fetch the planned articles. One that is gone stays as its listing told it; one that fails comes again next time.

    Where the machine has no time, or staff have stopped the source, the rest comes again next time, too.
    """
    done = Articles(list(planned.ready))
    end = time.monotonic() + reading.seconds
    failures = 0
    harmful = 0
    left = list(planned.articles)
    while left and failures <= FAILURES_IN_A_ROW and time.monotonic() < end:
        each = left.pop(-1 if failures == FAILURES_IN_A_ROW else 0)
        try:
            done.entries.append(_with_entry(each, each.raw.read()))
            failures = 0
        except FetchError as error:
            if error.is_final and each.raw.outline is not None and each.raw.outline.title:
                done.entries.append(replace(each, entry=each.raw.outline))
                done.warnings.append(phrase("ingest.articles.line-only", title=each.raw.title, error=error.said))
            else:
                failures += 1
                done.skipped.append(Skipped(each.raw.title or each.raw.link, error.said))
        except NotNow:
            left.insert(0, each)
            break
        except TooSlow as error:
            failures += 1
            done.skipped.append(Skipped(each.raw.title or each.raw.link, error.said))
        except UnreadableSource as error:
            harmful += isinstance(error, HarmfulSource)
            if harmful > MOST_HARMFUL:
                raise
            done.skipped.append(Skipped(each.raw.title or each.raw.link, error.said))
        except Exception as error:  # one article's fault must not stop the others
            _log.exception("an article could not be read")
            done.skipped.append(Skipped(each.raw.title or each.raw.link, unreadable(error)))
    if waiting := [*left, *planned.later]:
        done.is_complete = False
        done.new_later = sum(each.entry_key in planned.new for each in waiting)
        done.warnings.append(phrase("ingest.articles.left", count=len(waiting)))
    return done


def without_shared_pictures(
    entries: Sequence[Identified], new: Collection[str], of_others: Collection[str]
) -> list[Identified]:
    """Take away pictures that several pages put forward: such a picture is the site's, not theirs.

    `new`: keys of the entries that are new; of these, pictures that items of the unit have already (`of_others`) go too.
    """
    read = [each.entry for each in entries if each.entry is not None]
    shared = shared_pictures(each.front_picture for each in read)
    shared |= shared_pictures(next(iter(each.pictures), "") for each in read)
    taken = shared | {picture_identity(each) for each in of_others}
    return [
        each
        if each.entry is None
        else replace(each, entry=without_pictures(each.entry, taken if each.entry_key in new else shared))
        for each in entries
    ]


def without_pictures(entry: Entry, shared: Collection[str]) -> Entry:
    """The entry without those of its pictures that turned out to be the site's."""
    kept = tuple(each for each in entry.pictures if picture_identity(each) not in shared)
    if kept == entry.pictures:
        return entry
    content = entry.content
    if isinstance(content, Content):
        content = replace(content, picture_url=first_picture(kept))
    return replace(entry, pictures=kept, content=content)


def _with_entry(found: Identified, entry: Entry) -> Identified:
    """Read; known also by the address that its page calls its own."""
    keys = {key.digest: key for key in found.keys}
    if entry.page and (identity := address_identity(canonical_address(entry.page))):
        own = Key("address", "address", identity)
        keys.setdefault(own.digest, own)
    return replace(found, entry=entry, keys=tuple(keys.values()))


def _known_item(found: Identified, known: Known) -> int | None:
    for name in (found.entry_key, *found.former_keys):
        if name in known.sightings:
            return known.sightings[name].item_id
    return next((known.keys[key.digest] for key in found.keys if key.digest in known.keys), None)


def _is_own_article(found: Identified, known: Known) -> bool:
    """Return True if its item was read from its article by this source; else what the listing says is all there is to compare."""
    sighting = known.sightings.get(found.entry_key)
    if sighting is not None and sighting.duplicate:
        return False
    item_id = _known_item(found, known)
    item = known.items.get(item_id) if item_id is not None else None
    return item is not None and item.own and not item.is_outline


def _is_backlog(found: Identified, policy: BacklogPolicy, now: datetime) -> bool:
    outline = found.raw.outline
    return outline is not None and policy.is_backlog(outline.published, now)
