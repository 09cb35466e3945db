"""One reading of a source, from fetching to the ledger row. Never raises for a bad source: the outcome says what was wrong.

Steps: look the source up; fetch with no transaction open; same bytes, nothing to do; parse (in a bounded child); name the
entries; ask the database what it knows; fetch the articles that a listing only names, still with no transaction open; decide
(pure); write in short transactions; look again at a few known articles of a listing; write the `SourceReading` and when to
read next. Another reader that was faster with the same item makes a write fail on a unique key: then know anew and decide
again. A source that harmed the child that read it is read no more until staff say so.
"""

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from hashlib import sha256

from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col

from distributor.clock import Clock
from distributor.db import Database
from distributor.errors import LoaError
from distributor.ingest.articles import Articles, fetch_articles, needs_articles, plan, without_shared_pictures
from distributor.ingest.bounded import HarmfulSource, NotNow, SourceBody, Website, read_body
from distributor.ingest.content import Content, content_of
from distributor.ingest.decide import BacklogPolicy, decide
from distributor.ingest.entry import Entry, ParsedSource
from distributor.ingest.fetch import Fetched, Fetcher, FetchError, NotModified
from distributor.ingest.identify import Identified, Skipped, identify
from distributor.ingest.kinds import default_kinds
from distributor.ingest.known import is_flooding, load_fingerprints, load_known, load_newest, load_pictures
from distributor.ingest.profiles import default_profiles
from distributor.ingest.recheck import recheck, turns
from distributor.ingest.source_kind import WEB_KINDS
from distributor.ingest.store import Owner, Stored, apply, withdraw_once
from distributor.models import Source, SourceKind, SourceReading
from distributor.notices import close_notices, open_notice
from distributor.text.tidy import shorten
from phrases import phrase

_log = logging.getLogger(__name__)

LONGEST_WAIT = timedelta(hours=6)
FAILURES_BEFORE_NOTICE = 3
PUT_OFF = timedelta(seconds=20)
"""Until a source is read that nobody could read now."""
MOST_SKIPS_LISTED = 50
RECHECKED = frozenset({SourceKind.LISTING, SourceKind.SITEMAP})
TRIES = 4
"""Readers of one unit that meet on the same items settle within two or three."""


@dataclass(frozen=True)
class ReadingResult:
    """`error` empty: read. `unchanged`: the same bytes as last time, so nothing was parsed and `found` is 0."""

    source_id: int
    found: int = 0
    new: int = 0
    revised: int = 0
    unchanged: bool = False
    skipped: tuple[Skipped, ...] = ()
    warnings: tuple[str, ...] = ()
    error: str = ""
    new_item_ids: tuple[int, ...] = ()
    revised_item_ids: tuple[int, ...] = ()


@dataclass
class ReadingProgress:
    """The progress of a reading: what it has gathered; what of it holds even if a later step fails."""

    fetched: Fetched | None = None
    kind: SourceKind | None = None
    title: str = ""
    found: int = 0
    unchanged: bool = False
    complete: bool = False
    skipped: list[Skipped] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    stored: Stored = field(default_factory=Stored)
    error: str = ""
    wait_s: float = 0.0
    harmed: bool = False
    """What came harmed the child that read it."""
    put_off: bool = False
    """It was not read now, through no fault of its own."""


def read_source(database: Database, source_id: int, clock: Clock, fetcher: Fetcher) -> ReadingResult:
    """Read a source once. Raises only if the database cannot even record the reading or `source_id` is unknown (`LoaError`)."""
    with database.read() as session:
        source = session.get(Source, source_id)
    if source is None:
        raise LoaError(phrase("ingest.no-source", source=source_id))
    progress = gather_reading(database, source, clock, fetcher)
    with database.write() as session:
        return record_reading(session, session.get_one(Source, source_id), progress, clock.now())


def gather_reading(database: Database, source: Source, clock: Clock, fetcher: Fetcher) -> ReadingProgress:
    """Fetch, parse and store what the source shows. Never raises for a bad source: the progress says what was wrong."""
    progress = ReadingProgress()
    try:
        _read(database, source, clock, fetcher, progress)
    except FetchError as error:
        progress.error = error.said
        progress.wait_s = error.wait_s or 0.0
    except LoaError as error:
        progress.error = error.said
        progress.harmed, progress.put_off = isinstance(error, HarmfulSource), isinstance(error, NotNow)
    except Exception as error:  # one source's fault, whatever it is, must not stop the others
        _log.exception("source %s could not be read", source.id)
        progress.error = phrase("ingest.read.fault", address=source.address, error=type(error).__name__)
    return progress


def take_parsed(database: Database, source_id: int, parsed: ParsedSource, clock: Clock) -> ReadingResult:
    """Return what came otherwise than by fetching (a file that staff gave), as entries of this source; recorded as a reading."""
    with database.read() as session:
        source = session.get_one(Source, source_id)
    progress = ReadingProgress()
    _take_in(database, source, parsed, None, clock.now(), progress)
    with database.write() as session:
        return record_reading(session, session.get_one(Source, source_id), progress, clock.now())


def _read(database: Database, source: Source, clock: Clock, fetcher: Fetcher, progress: ReadingProgress) -> None:
    fetched = fetcher.fetch(source.address, etag=source.etag, last_modified=source.last_modified)
    website = _website(source, fetcher)
    if isinstance(fetched, NotModified):
        progress.unchanged = True
    else:
        _read_body(database, source, clock, fetcher, fetched, website, progress)
    if website is not None and source.kind in RECHECKED and source.first_read_at is not None:
        _recheck(database, source, clock.now(), website, progress)


def _website(source: Source, fetcher: Fetcher) -> Website | None:
    """Return how this source's pages are read. A feed needs none of it. Raises `SettingsError` for a profile that is not
    there."""
    if source.kind is SourceKind.FEED and source.first_read_at is not None:
        return None
    profiles = default_profiles()
    profile = profiles.named(source.profile) if source.profile else profiles.of_address(source.address)
    return Website(fetcher, profile, profiles.reading_of(profile))


def _read_body(
    database: Database,
    source: Source,
    clock: Clock,
    fetcher: Fetcher,
    fetched: Fetched,
    website: Website | None,
    progress: ReadingProgress,
) -> None:
    progress.fetched = fetched
    if source.body_sha256 and sha256(fetched.body).hexdigest() == source.body_sha256:
        progress.unchanged = progress.complete = True
        return
    body = SourceBody(
        fetched=fetched,
        address=source.address,
        kind=source.kind,
        is_first=source.first_read_at is None,
        given=bool(source.profile) or source.kind in WEB_KINDS,
        has_profile=bool(source.profile),
        website=None if website is None else (website.profile, website.reading),
        known=_fingerprints(database, source),
    )
    read = read_body(body, fetcher)
    progress.kind = read.kind
    _take_in(database, source, read.parsed, website, clock.now(), progress)


def _fingerprints(database: Database, source: Source) -> frozenset[str]:
    if source.first_read_at is None or source.kind in WEB_KINDS:
        return frozenset()
    with database.read() as session:
        return load_fingerprints(session, _id(source))


def _take_in(
    database: Database,
    source: Source,
    parsed: ParsedSource,
    website: Website | None,
    now: datetime,
    progress: ReadingProgress,
) -> None:
    source_id = _id(source)
    identities = identify(parsed, source_id)
    progress.title = parsed.title
    progress.found = len(parsed.entries)
    progress.warnings += [*parsed.warnings, *identities.warnings]
    owner = _owner(source, parsed.title)
    entries: Sequence[Identified] = identities.entries
    policy = BacklogPolicy(
        first_reading=source.first_read_at is None, take_all=source.take_all, flood_limit=source.flood_limit
    )
    articles = Articles()
    if website is not None and needs_articles(entries):
        policy = _policy_of_website(database, source, policy)
        articles = _fetch_articles(database, source, entries, policy, website, now)
        entries = articles.entries
        progress.warnings += articles.warnings
    read_content = _reader(parsed.link)
    for attempt in range(1, TRIES + 1):
        with database.read() as session:
            known = load_known(session, source.unit_id, source_id, entries)
        so_far = replace(policy, new_before=len(progress.stored.new_item_ids) + articles.new_later)
        decision = decide(entries, known, so_far, read_content, now)
        try:
            apply(database.write, owner, decision, now, progress.stored)
        except IntegrityError:
            if attempt == TRIES:
                raise
            continue
        break
    progress.skipped += [*identities.skipped, *articles.skipped, *decision.skipped]
    # With something skipped the bytes are not remembered: the next reading tries those entries again.
    progress.complete = articles.is_complete and not progress.skipped


def _reader(base: str) -> Callable[[Entry], Content]:
    kinds = default_kinds()

    def read_content(entry: Entry) -> Content:
        return content_of(entry, kinds, base)

    return read_content


def _owner(source: Source, title: str) -> Owner:
    return Owner(_id(source), source.unit_id, shorten(source.title or title or source.address, 200))


def _policy_of_website(database: Database, source: Source, policy: BacklogPolicy) -> BacklogPolicy:
    """A listing may be taken in bit by bit: what one reading began holds for the ones that go on with it."""
    goes_on = source.first_read_at is not None and not source.body_sha256
    with database.read() as session:
        flooding = goes_on and is_flooding(session, _id(source))
    old_before = source.first_read_at if source.kind is SourceKind.SITEMAP else None
    return replace(policy, flooding=flooding, old_before=old_before)


def _fetch_articles(
    database: Database,
    source: Source,
    entries: Sequence[Identified],
    policy: BacklogPolicy,
    website: Website,
    now: datetime,
) -> Articles:
    """The entries with their articles read, as far as this reading goes. No transaction is open while fetching."""
    with database.read() as session:
        known = load_known(session, source.unit_id, _id(source), entries)
    planned = plan(entries, known, policy, website.reading.articles, now)
    articles = fetch_articles(planned, website.reading)
    pictures = [picture for each in articles.entries if each.entry is not None for picture in each.entry.pictures]
    with database.read() as session:
        of_others = load_pictures(session, source.unit_id, pictures)
    articles.entries = without_shared_pictures(articles.entries, planned.new, of_others)
    return articles


def _recheck(database: Database, source: Source, now: datetime, website: Website, progress: ReadingProgress) -> None:
    """A corrected article becomes a revision, one that is gone for good is withdrawn."""
    source_id = _id(source)
    with database.read() as session:
        since = session.execute(
            select(func.max(col(SourceReading.read_at))).where(col(SourceReading.source_id) == source_id)
        ).scalar()
        places = turns(since, now, website.reading)
        newest = load_newest(session, source_id, website.reading.recheck_newest) if places else []
    just_read = set(progress.stored.new_item_ids) | set(progress.stored.revised_item_ids)
    items = [newest[place] for place in places if place < len(newest) and newest[place].id not in just_read]
    found = recheck(items, website, _reader(""))
    progress.warnings += found.warnings
    apply(database.write, _owner(source, ""), found.decision, now, progress.stored)
    for item_id in found.gone:
        with database.write() as session:
            if withdraw_once(session, item_id, phrase("ingest.gone-410"), now):
                progress.stored.revised_item_ids.append(item_id)


def record_reading(session: Session, source: Source, progress: ReadingProgress, now: datetime) -> ReadingResult:
    """Write the reading down, and when the source is read next."""
    source_id, failed_before = _id(source), source.failures
    new_ids = tuple(progress.stored.new_item_ids)
    revised_ids = tuple(dict.fromkeys(progress.stored.revised_item_ids))
    if progress.put_off:
        source.next_read_at = now + PUT_OFF
        session.add(source)
        return ReadingResult(source_id=source_id, error=progress.error)
    untitled = phrase("ingest.read.untitled")
    skips: list[str] = [
        phrase("ingest.read.skipped", title=shorten(each.title or untitled, 200), reason=each.reason)
        for each in progress.skipped[:MOST_SKIPS_LISTED]
    ]
    if (more := len(progress.skipped) - MOST_SKIPS_LISTED) > 0:
        skips.append(phrase("ingest.read.skipped-too", count=more))
    _keep_reading(
        session,
        SourceReading(
            source_id=source_id,
            read_at=now,
            found=progress.found,
            new=len(new_ids),
            revised=len(revised_ids),
            unchanged=progress.unchanged,
            error=progress.error,
            warnings=[*progress.warnings, *skips],
        ),
    )
    if progress.error:
        source.failures += 1
    else:
        _remember(source, progress, now)
    wait = max(next_wait(source.interval_s, source.failures), timedelta(seconds=progress.wait_s))
    source.next_read_at = now + min(wait, LONGEST_WAIT)
    session.add(source)
    subject = f"source:{source_id}"
    named = shorten(source.title or source.address, 200)
    if progress.harmed:
        source.active = False
        text = phrase("ingest.read.paused", source=named, error=progress.error)
        open_notice(session, unit_id=source.unit_id, kind="source", subject=subject, text=text, now=now)
    elif progress.error and source.failures >= FAILURES_BEFORE_NOTICE:
        text = phrase("ingest.read.fails", source=named, failures=source.failures, error=progress.error)
        open_notice(session, unit_id=source.unit_id, kind="source", subject=subject, text=text, now=now)
    elif not progress.error and failed_before:
        close_notices(session, kind="source", subject=subject, now=now)
    return ReadingResult(
        source_id=source_id,
        found=progress.found,
        new=len(new_ids),
        revised=len(revised_ids),
        unchanged=progress.unchanged,
        skipped=tuple(progress.skipped),
        warnings=tuple(progress.warnings),
        error=progress.error,
        new_item_ids=new_ids,
        revised_item_ids=revised_ids,
    )


def _keep_reading(session: Session, reading: SourceReading) -> None:
    """Keep a reading. Of readings in a row that all found nothing changed one row stays, with the newest's time: a source is
    read for years."""
    if reading.unchanged:
        newest = session.execute(
            select(SourceReading)
            .where(col(SourceReading.source_id) == reading.source_id)
            .order_by(col(SourceReading.id).desc())
            .limit(1)
        ).scalar()
        if newest is not None and newest.unchanged:
            newest.read_at, newest.warnings = reading.read_at, reading.warnings
            session.add(newest)
            return
    session.add(reading)


def _remember(source: Source, progress: ReadingProgress, now: datetime) -> None:
    source.failures = 0
    source.first_read_at = source.first_read_at or now
    if progress.kind is not None:
        source.kind = progress.kind
    if progress.title and not source.title:
        source.title = shorten(progress.title, 500)
    if progress.fetched is not None:
        source.etag = progress.fetched.etag if progress.complete else ""
        source.last_modified = progress.fetched.last_modified if progress.complete else ""
        source.body_sha256 = sha256(progress.fetched.body).hexdigest() if progress.complete else ""


def next_wait(interval_s: int, failures: int) -> timedelta:
    """The interval; after failures it doubles with each one, up to `LONGEST_WAIT`."""
    return min(timedelta(seconds=interval_s * 2 ** min(max(failures - 1, 0), 20)), LONGEST_WAIT)


def _id(source: Source) -> int:
    if source.id is None:
        raise ValueError("a source that was never stored cannot be read")
    return source.id
