"""Sources that staff let Loa read by itself: taking one on, changing it, letting it rest. Functions never commit.

Each that changes a source answers with the names of the fields that changed, for the log.
"""

from collections.abc import Callable, Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, and_, or_
from sqlmodel import Session, col, select

from distributor.clock import Clock
from distributor.errors import LoaError, NotThere
from distributor.ingest.address import is_web_address
from distributor.ingest.sources import add_source, guess_kind
from distributor.models import Source, SourceKind
from distributor.notices import close_notices
from distributor.staff.deeds import Actor, deed
from distributor.staff.visibility import must_see, visible_to
from distributor.text.tidy import squeeze
from phrases import phrase

OF_MANY = (SourceKind.FEED, SourceKind.LISTING, SourceKind.SITEMAP, SourceKind.QUESTIONS)
OF_ONE = (SourceKind.PAGE, SourceKind.TEXT)
"""Pasted, it is read once; taken on as a source, it is looked at for changes."""
INTERVALS = (5, 15, 30, 60, 360)
"""Minutes between two readings. A ministry's page is not asked more often than each five."""
USUAL_MINUTES = 15
LONGEST_TITLE = 300


def subscribe(
    session: Session,
    unit_id: int,
    address: str,
    *,
    title: str,
    minutes: int,
    take_all: bool,
    profile: str,
    clock: Clock,
) -> Source:
    """Read this address from now on, first at once; what stands there already waits for staff, unless `take_all`. One that rests,
    or was read once only (pasted, `loa run`), is taken up.

    Raises LoaError for what is no web address, and for a source that is being read already.
    """
    if not is_web_address(address.strip()):
        raise LoaError(phrase("ingest.whole-address"))
    source = add_source(
        session,
        unit_id,
        address,
        take_all=take_all,
        clock=clock,
        title=_title(title),
        interval_s=_seconds(minutes),
        profile=profile,
    )
    if source.active and source.first_read_at is not None:
        raise LoaError(phrase("ingest.read-already", name=source.title or source.address))
    source.take_all = take_all
    source.interval_s, source.title = _seconds(minutes), _title(title) or source.title
    source.profile = profile or source.profile
    if source.first_read_at is None:
        # Maybe it was pasted as one article, and turned out to be none: the first reading sees what it is.
        source.kind = guess_kind(source.address, source.profile)
    take_up(session, source, clock.now())
    session.flush()
    return source


def of_staff() -> ColumnElement[bool]:
    """A source in the sense of staff: not a page that was pasted, nor what other programs hand over."""
    return or_(col(Source.kind).in_(OF_MANY), and_(col(Source.kind).in_(OF_ONE), col(Source.active)))


def source_of_units(session: Session, source_id: int, unit_ids: Sequence[int]) -> Source | None:
    """None as well for sources of other units."""
    return session.exec(
        select(Source).where(Source.id == source_id, col(Source.unit_id).in_(unit_ids), of_staff())
    ).first()


def sources_to_choose(session: Session, unit_id: int, chosen: Sequence[int]) -> list[Source]:
    """Those that a campaign of this unit may be given, by title. `chosen`: stay in the choice, whatever they are by now."""
    offered = or_(of_staff(), col(Source.id).in_(chosen))
    return list(session.exec(select(Source).where(Source.unit_id == unit_id, offered).order_by(col(Source.title))))


def change_source(session: Session, source: Source, *, title: str, minutes: int | None) -> list[str]:
    """Change a source. `minutes` None: as before, which may be an interval that no list offers. Raises LoaError."""
    interval_s = source.interval_s if minutes is None else _seconds(minutes)
    wanted = {"title": _title(title) or source.title, "interval_s": interval_s}
    changed = [name for name, value in wanted.items() if getattr(source, name) != value]
    for name in changed:
        setattr(source, name, wanted[name])
    session.add(source)
    return changed


def read_soon(session: Session, source: Source, now: datetime) -> list[str]:
    """Have a source read at the next sweep, within a second. Raises LoaError for a source that rests."""
    if not source.active:
        raise LoaError(phrase("ingest.not-being-read"))
    source.next_read_at = now
    session.add(source)
    return []


def rest(session: Session, source: Source) -> list[str]:
    """Let a source rest: it is not read any more by itself; what came of it stays, and it can be taken up again."""
    changed = ["active"] if source.active else []
    source.active = False
    session.add(source)
    return changed


def take_up(session: Session, source: Source, now: datetime) -> list[str]:
    changed = [] if source.active else ["active"]
    source.active, source.failures, source.next_read_at = True, 0, now
    close_notices(session, kind="source", subject=f"source:{source.id}", now=now)
    session.add(source)
    return changed


@deed("source")
def subscribe_unit(
    session: Session,
    actor: Actor,
    unit_id: int,
    address: str,
    *,
    title: str,
    minutes: int,
    take_all: bool,
    profile: str,
    clock: Clock,
) -> Source:
    """Subscribe a source as `subscribe` does. Raises NotThere for a unit that the actor does not see."""
    must_see(session, actor.staff, unit_id)
    source = subscribe(
        session, unit_id, address, title=title, minutes=minutes, take_all=take_all, profile=profile, clock=clock
    )
    actor.note(session, "add_source", f"source:{source.id}", unit_id=unit_id)
    return source


@deed("source")
def change_reading(
    session: Session, actor: Actor, source_id: int, action: str, change: Callable[[Session, Source], list[str]]
) -> None:
    """Make one of the changes above to a source that the actor sees. `action`: of the log. Raises NotThere, LoaError."""
    source = source_of_units(session, source_id, visible_to(session, actor.staff))
    if source is None:
        raise NotThere(phrase("ingest.no-source", source=source_id))
    fields = change(session, source)
    actor.note(session, action, f"source:{source_id}", *fields, unit_id=source.unit_id)


def _seconds(minutes: int) -> int:
    if minutes not in INTERVALS:
        raise LoaError(phrase("ingest.choose-interval"))
    return minutes * 60


def _title(title: str) -> str:
    title = squeeze(title)
    if len(title) > LONGEST_TITLE:
        raise LoaError(phrase("ingest.title-too-long", most=LONGEST_TITLE))
    return title
