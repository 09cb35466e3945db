"""Deciding, apart from doing: entries found and what is known of them become intents. Pure; the clock is passed in.

An entry is unchanged (same fingerprint), known and changed, known from elsewhere (a `sighting`, never a second item) or new.
What a source no longer shows is left alone: feeds shrink, reorder and break without withdrawing anything.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from distributor.errors import LoaError
from distributor.ingest.address import address_identity
from distributor.ingest.content import LONGEST_ADDRESS, Content
from distributor.ingest.entry import Enclosure, Entry
from distributor.ingest.identify import Identified, Key, Skipped, unreadable
from distributor.ingest.marks import find_marks
from distributor.ingest.revise import Change, ComparedText, classify
from distributor.models import Intake, RevisionKind
from phrases import listed, phrase


@dataclass(frozen=True)
class KnownSighting:
    id: int
    item_id: int
    fingerprint: str
    duplicate: bool


@dataclass(frozen=True)
class KnownItem:
    """`own`: whether this source has shown it before (under whatever name). `attachments`: addresses."""

    id: int
    words: ComparedText
    html: str
    address: str
    picture_url: str
    published_at: datetime | None
    kind: str
    intake: Intake
    revision: int
    own: bool
    attachments: frozenset[str] = frozenset()

    @property
    def is_outline(self) -> bool:
        """Return True if it holds no more than a listing said of it: its article was never read here."""
        return self.words.text == self.words.summary


@dataclass(frozen=True)
class Known:
    """`sightings`: by entry key, of this source. `keys`: digest → item id, of the unit. `items`: those the keys lead to."""

    sightings: Mapping[str, KnownSighting]
    keys: Mapping[str, int]
    items: Mapping[int, KnownItem]


@dataclass(frozen=True)
class BacklogPolicy:
    """`new_before`: new items that came with these and are not among them: stored by this same reading when it had to decide
    again, or left for the next one. `flooding`: an earlier reading began to take in a flood, of which these are the rest.
    `old_before`: what was published before it is backlog, also after the first reading (a sitemap is read bit by bit).
    """

    first_reading: bool
    take_all: bool
    flood_limit: int
    new_before: int = 0
    flooding: bool = False
    old_before: datetime | None = None

    def is_backlog(self, published_at: datetime | None, now: datetime) -> bool:
        if self.take_all:
            return False
        if self.first_reading:
            return published_at is None or published_at < now
        return self.old_before is not None and published_at is not None and published_at < self.old_before


@dataclass(frozen=True)
class NewItem:
    content: Content
    address: str
    entry_key: str
    fingerprint: str
    keys: tuple[Key, ...]
    intake: Intake
    intake_reason: str


@dataclass(frozen=True)
class SeenAgain:
    """A known item under a name that is new in this source. `duplicate`: another source had it first."""

    item_id: int
    entry_key: str
    fingerprint: str
    duplicate: bool


@dataclass(frozen=True)
class Touched:
    """A known sighting whose raw entry changed."""

    sighting_id: int
    fingerprint: str


@dataclass(frozen=True)
class Refreshed:
    """A trivial change: what is around the words follows the source, the words and the revision stay.

    `attachments`: those that are new.
    """

    item_id: int
    html: str
    address: str
    picture_url: str
    published_at: datetime | None
    kind: str
    attachments: tuple[Enclosure, ...] = ()


@dataclass(frozen=True)
class Revised:
    """A change that staff must see. `before`: what stood there. `hold_reason`: set where the change brought a new mark."""

    item_id: int
    change: Change
    number: int
    before: ComparedText
    content: Content
    address: str
    kind: str
    hold_reason: str


@dataclass
class ReadingDecision:
    """The intents of one reading. `flooded`: how many new items wait for staff, 0 if none."""

    new: list[NewItem] = field(default_factory=list)
    seen: list[SeenAgain] = field(default_factory=list)
    touched: list[Touched] = field(default_factory=list)
    refreshed: list[Refreshed] = field(default_factory=list)
    revised: list[Revised] = field(default_factory=list)
    more_keys: list[tuple[int, Key]] = field(default_factory=list)
    skipped: list[Skipped] = field(default_factory=list)
    flooded: int = 0


def is_unchanged(found: Identified, known: Mapping[str, KnownSighting]) -> bool:
    sighting = known.get(found.entry_key)
    return sighting is not None and sighting.fingerprint == found.raw.fingerprint


def decide(
    found: Sequence[Identified],
    known: Known,
    policy: BacklogPolicy,
    read_content: Callable[[Entry], Content],
    now: datetime,
) -> ReadingDecision:
    """Return what to do about each entry. An entry that cannot be read costs itself only and is reported as skipped."""
    decision = ReadingDecision()
    taken_keys = set(known.keys)
    shown = {known.sightings[each.entry_key].item_id for each in found if each.entry_key in known.sightings}
    for each in found:
        if is_unchanged(each, known.sightings):
            continue
        title = each.raw.title
        try:
            entry = each.entry or each.raw.read()
            title = entry.title or title
            content = read_content(entry)
            _decide_one(each, content, known, policy, now, decision, taken_keys, shown)
        except LoaError as error:
            decision.skipped.append(Skipped(title, error.said))
        except Exception as error:
            decision.skipped.append(Skipped(title, unreadable(error)))
    _stem_flood(decision, policy)
    return decision


def _decide_one(
    found: Identified,
    content: Content,
    known: Known,
    policy: BacklogPolicy,
    now: datetime,
    decision: ReadingDecision,
    taken_keys: set[str],
    shown: set[int],
) -> None:
    by_title = _known_by_title(found, known)
    sighting = by_title or known.sightings.get(found.entry_key)
    address = found.address if len(found.address) <= LONGEST_ADDRESS else ""
    # A link that named several entries once must not come to name one of them.
    free_keys = [] if by_title else [key for key in found.keys if key.digest not in taken_keys]
    if sighting is not None:
        item = known.items[sighting.item_id]
        if sighting.duplicate:
            _take_attachments(item, content, decision)
        else:
            compare(item, content, address, decision)
        decision.touched.append(Touched(sighting.id, found.raw.fingerprint))
    elif (item_id := _known_as(found, content.title, known, shown)) is not None:
        item = known.items[item_id]
        shown.add(item_id)
        if item.own:
            compare(item, content, address, decision)
        else:
            _take_attachments(item, content, decision)
        decision.seen.append(SeenAgain(item.id, found.entry_key, found.raw.fingerprint, duplicate=not item.own))
    else:
        intake, reason = _intake(content, policy, now)
        decision.new.append(
            NewItem(content, address, found.entry_key, found.raw.fingerprint, tuple(free_keys), intake, reason)
        )
        taken_keys.update(key.digest for key in free_keys)
        return
    decision.more_keys.extend((item.id, key) for key in free_keys)
    taken_keys.update(key.digest for key in free_keys)


def _known_by_title(found: Identified, known: Known) -> KnownSighting | None:
    """The sighting of an entry that was known by its title while others shared its link, now that it stands alone."""
    sighting = known.sightings.get(found.title_name) if found.title_name else None
    if sighting is None or not _same_page(found.address, known.items[sighting.item_id].address):
        return None
    return sighting


def _known_as(found: Identified, title: str, known: Known, shown: set[int]) -> int | None:
    """The item this entry is, though its source never showed it under this name; None if it is new.

    `shown`: items that other entries of this feed are.
    """
    for former in found.former_keys:
        if former in known.sightings:
            return known.sightings[former].item_id
    for key in found.keys:
        item_id = known.keys.get(key.digest)
        if item_id is None:
            continue
        item = known.items[item_id]
        if found.by_guid:
            # Another guid of this very source owns that page: two entries with one link are two items. Unless that guid is
            # gone and page and title are the same: a new CMS names everything anew, which must not post everything again.
            if not item.own or (item_id not in shown and title == item.words.title):
                return item_id
        elif key.kind != "title" or _same_page(found.address, item.address):
            return item_id
    return None


def _same_page(one: str, other: str) -> bool:
    """Two untitled-apart notices ("Thông báo") with different pages are two; without pages the title decides."""
    return not one or not other or address_identity(one) == address_identity(other)


def _intake(content: Content, policy: BacklogPolicy, now: datetime) -> tuple[Intake, str]:
    if content.marks:
        return Intake.HELD, listed(content.marks, "; ")
    if policy.is_backlog(content.published_at, now):
        return Intake.BACKLOG, phrase("ingest.before-first-reading")
    return Intake.TAKEN, ""


def _stem_flood(decision: ReadingDecision, policy: BacklogPolicy) -> None:
    if policy.take_all:
        return
    count = sum(each.intake is Intake.TAKEN for each in decision.new)
    if not count or (count + policy.new_before <= policy.flood_limit and not policy.flooding):
        return
    reason = phrase("ingest.flood", count=count + policy.new_before, limit=policy.flood_limit)
    decision.flooded = count
    decision.new = [
        replace(each, intake=Intake.FLOOD, intake_reason=reason) if each.intake is Intake.TAKEN else each
        for each in decision.new
    ]


def _take_attachments(item: KnownItem, content: Content, decision: ReadingDecision) -> None:
    """Take the attachments that this source names where the first source named none but its page and picture."""
    if content.attachments and item.attachments <= {item.address, item.picture_url}:
        around = (item.html, item.address, item.picture_url, item.published_at, item.kind)
        decision.refreshed.append(Refreshed(item.id, *around, tuple(content.attachments)))


def compare(item: KnownItem, content: Content, address: str, decision: ReadingDecision) -> None:
    """Compare a known item with its new content; what that means becomes an intent of `decision`."""
    words = ComparedText(content.title, content.summary, content.text)
    change = classify(item.words, words)
    address = address or item.address
    kind = item.kind or content.kind
    if change.kind is RevisionKind.TRIVIAL:
        published_at = content.published_at or item.published_at
        around = (content.html, address, content.picture_url, published_at, kind)
        fresh = tuple(each for each in content.attachments if each.address not in item.attachments)
        if fresh or around != (item.html, item.address, item.picture_url, item.published_at, item.kind):
            decision.refreshed.append(Refreshed(item.id, *around, fresh))
        return
    before = find_marks(item.words.title, f"{item.words.summary}\n{item.words.text}")
    new_marks = [mark for mark in content.marks if mark not in before]
    decision.revised.append(
        Revised(item.id, change, item.revision + 1, item.words, content, address, kind, listed(new_marks, "; "))
    )
