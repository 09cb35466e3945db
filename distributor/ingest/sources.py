"""Sources in the hands of staff: adding one, knowing which are due, taking items that waited. Nothing here commits."""

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from urllib.parse import unquote, urlsplit

from sqlalchemy import ColumnElement, or_, select
from sqlmodel import Session, col
from sqlmodel import select as select_

from distributor.clock import Clock
from distributor.errors import LoaError
from distributor.ingest.address import canonical_address, is_web_address
from distributor.ingest.profiles import default_profiles
from distributor.ingest.source_kind import kind_of_source
from distributor.models import Intake, Item, Sighting, Source, SourceKind, Unit
from distributor.notices import close_notices
from distributor.scheduler.due import NOW
from phrases import phrase

LONGEST_ADDRESS = 2000


def add_source(
    session: Session,
    unit_id: int,
    address: str,
    *,
    take_all: bool,
    clock: Clock,
    title: str = "",
    interval_s: int = 60,
    flood_limit: int = 50,
    kind: SourceKind | None = None,
    profile: str = "",
) -> Source:
    """The source of a unit at an address (http, https, or a file), due at once. Added twice, it is the same source.

    Without `kind` it is a guess by the address until the first reading has seen the content. A web page is read as the kind
    says: LISTING, or PAGE for one article. `profile`: an entry of `config/sources.toml`. Raises `LoaError` for a bad address
    and for a profile that is not there.
    """
    address = source_address(address)
    if profile:
        default_profiles().named(profile)
    wanted = Source(
        unit_id=unit_id,
        kind=kind or guess_kind(address, profile),
        address=address,
        title=title,
        profile=profile,
        take_all=take_all,
        interval_s=interval_s,
        flood_limit=flood_limit,
        next_read_at=clock.now(),
    )
    return kept_source(session, wanted, col(Source.address) == address)


def kept_source(session: Session, wanted: Source, same: ColumnElement[bool]) -> Source:
    """The unit's source that is the `same`, or `wanted`, if there is none. The one place where sources are made."""
    found = select(Source).where(col(Source.unit_id) == wanted.unit_id, same).order_by(col(Source.id)).limit(1)
    existing: Source | None = session.execute(found).scalar()
    if existing is not None:
        return existing
    # The unit's row, so that two who find none at once do not make two.
    session.execute(select(col(Unit.id)).where(col(Unit.id) == wanted.unit_id).with_for_update())
    made_meanwhile: Source | None = session.execute(found).scalar()
    if made_meanwhile is not None:
        return made_meanwhile
    session.add(wanted)
    session.flush()
    return wanted


def guess_kind(address: str, profile: str) -> SourceKind:
    """Guess the kind by the address, until the first reading has seen the content."""
    guess = kind_of_source(address, "", b"")
    is_listing = profile and guess is SourceKind.FEED and default_profiles().named(profile).listing is not None
    return SourceKind.LISTING if is_listing else guess


def source_address(address: str) -> str:
    """The one spelling under which a source is kept: canonical, or the absolute path of a file."""
    address = address.strip()
    if is_web_address(address):
        canonical = canonical_address(address)
        if not canonical or len(canonical) > LONGEST_ADDRESS:
            raise LoaError(phrase("ingest.address-not-valid", address=address[:200]))
        return canonical
    if address.lower().startswith("file:"):
        address = unquote(urlsplit(address).path)
    elif "://" in address:
        raise LoaError(phrase("ingest.address-of-no-kind", address=address[:200]))
    if not address:
        raise LoaError(phrase("ingest.no-address"))
    return str(Path(address).expanduser().resolve())


DUE_SOURCES = (
    select_(Source.id)
    .where(col(Source.active).is_(True), or_(col(Source.next_read_at).is_(None), col(Source.next_read_at) <= NOW))
    .order_by(col(Source.next_read_at), col(Source.id))
)
"""Active sources whose time has come, longest waiting first."""


def take_items(session: Session, item_ids: Sequence[int], by: str, now: datetime) -> list[int]:
    """Staff (`by`: a login) send items on that waited: backlog, flood or held. Returns the ids that were waiting."""
    waiting = session.execute(
        select(Item).where(col(Item.id).in_(item_ids), col(Item.intake) != Intake.TAKEN)
    ).scalars()
    taken = []
    for item in waiting:
        before = item.intake_reason
        if item.intake is Intake.DUPLICATE:
            _follow_again(session, item)
        item.intake = Intake.TAKEN
        item.intake_reason = (
            phrase("ingest.taken-by-after", by=by, before=before) if before else phrase("ingest.taken-by", by=by)
        )
        session.add(item)
        if item.id is not None:
            taken.append(item.id)
    session.flush()
    if taken:
        for item_id in taken:
            close_notices(session, kind="held", subject=f"item:{item_id}", now=now)
        _close_drained_floods(session, taken, now)
    return taken


def _follow_again(session: Session, item: Item) -> None:
    """A duplicate's source is not listened to; the one that had it first is, once staff want it."""
    first = session.execute(
        select(Sighting).where(col(Sighting.item_id) == item.id).order_by(col(Sighting.id)).limit(1)
    ).scalar()
    if first is not None:
        first.duplicate = False
        session.add(first)


def _close_drained_floods(session: Session, item_ids: Sequence[int], now: datetime) -> None:
    """A source whose last flooded item has been taken waits for nobody any more."""
    source_ids = set(
        session.execute(select(col(Sighting.source_id)).where(col(Sighting.item_id).in_(item_ids))).scalars()
    )
    for source_id in source_ids:
        left = session.execute(
            select(col(Item.id))
            .join(Sighting, col(Sighting.item_id) == col(Item.id))
            .where(col(Sighting.source_id) == source_id, col(Item.intake) == Intake.FLOOD)
            .limit(1)
        ).first()
        if left is None:
            close_notices(session, kind="flood", subject=f"source:{source_id}", now=now)
