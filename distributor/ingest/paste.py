"""«Dán liên kết»: one article or document by hand, read once and kept as an item; for the command line and for the console.

The further way (understood, composed, drawn, reviewed, sent) is that of any item.
"""

from dataclasses import dataclass

from sqlmodel import Session, col, select

from distributor.clock import Clock, vietnam_time
from distributor.db import Database
from distributor.errors import LoaError
from distributor.ingest.address import is_web_address
from distributor.ingest.fetch import Fetcher
from distributor.ingest.read import read_source
from distributor.ingest.sources import add_source, source_address
from distributor.labels import kind_label
from distributor.models import Attachment, Intake, Item, Sighting, Source, SourceKind
from distributor.staff.deeds import Actor, deed
from distributor.staff.visibility import must_see
from phrases import listed, phrase

WAITING = {
    Intake.TAKEN: phrase("ingest.pasted.taken"),
    Intake.HELD: phrase("ingest.pasted.held"),
    Intake.DUPLICATE: phrase("ingest.pasted.duplicate"),
    Intake.BACKLOG: phrase("ingest.pasted.backlog"),
    Intake.FLOOD: phrase("ingest.pasted.flood"),
}


@dataclass(frozen=True)
class PastedPage:
    """`is_new`: False where the address is an item already. `source_id`: of the page. `warnings`: words for staff."""

    item_id: int
    source_id: int
    is_new: bool
    is_revised: bool
    warnings: tuple[str, ...]


@dataclass(frozen=True)
class Pasted:
    """A pasted page as it was understood. `date`: `24/11/2026 08:15`.

    `is_new`: False where the address is an item already; then `known_from` names the source that brought it, '' if it was pasted.
    """

    item: int
    is_new: bool
    known_from: str
    title: str
    date: str
    kind: str
    state: str
    composed: bool
    reason: str
    attachments: tuple[str, ...]
    warnings: tuple[str, ...]


def checked_address(address: str) -> str:
    """The address without white space round it. Raises LoaError for what is no address of the web."""
    if not is_web_address(address.strip()):
        raise LoaError(phrase("ingest.pasted.no-link", address=address.strip()[:200]))
    return address.strip()


@deed("paste")
def paste_for(
    database: Database, actor: Actor, unit_id: int, address: str, clock: Clock, fetcher: Fetcher, *fields: str
) -> PastedPage:
    """Paste a page, as `paste_page` does, by a person or a program. `fields`: what a program sent, for the log."""
    with database.read() as session:
        must_see(session, actor.staff, unit_id)
    page = paste_page(database, unit_id, address, clock, fetcher)
    with database.write() as session:
        actor.note(session, "paste", f"item:{page.item_id}", *fields, unit_id=unit_id)
    return page


def paste_address(
    database: Database, address: str, unit_id: int, fetcher: Fetcher, clock: Clock, actor: Actor | None = None
) -> Pasted:
    """Paste an address, as `paste_for` does or by nobody who is named; return what the item was understood to be."""
    page = (
        paste_for(database, actor, unit_id, address, clock, fetcher)
        if actor is not None
        else paste_page(database, unit_id, address, clock, fetcher)
    )
    with database.read() as session:
        item = session.get_one(Item, page.item_id)
        first = session.exec(
            select(Source)
            .join(Sighting, col(Sighting.source_id) == col(Source.id))
            .where(Sighting.item_id == page.item_id, Source.id != page.source_id)
            .order_by(col(Sighting.id))
        ).first()
        known_from = (first.title or first.address) if first is not None else ""
        return _described(session, item, page.is_new, known_from, page.warnings)


def paste_page(database: Database, unit_id: int, address: str, clock: Clock, fetcher: Fetcher) -> PastedPage:
    """Opens its own short transactions; none is open while the page is fetched, which the fetcher bounds in time.

    Raises LoaError for what is no address, cannot be read, is no article, or is a source that is being followed.
    """
    with database.write() as session:
        source_id = page_as_source(session, unit_id, address, clock)
    outcome = read_source(database, source_id, clock, fetcher)
    if outcome.error:
        with database.write() as session:
            # It is not read again by itself, so its failures are nobody's task.
            session.get_one(Source, source_id).failures = 0
        raise LoaError(outcome.error)
    with database.read() as session:
        item_id = session.exec(
            select(Item.id)
            .join(Sighting, col(Sighting.item_id) == col(Item.id))
            .where(Sighting.source_id == source_id)
            .order_by(col(Sighting.id).desc())
        ).first()
    if item_id is None:
        reasons = listed((each.reason for each in outcome.skipped), "; ") or phrase("ingest.pasted.no-article")
        raise LoaError(phrase("ingest.pasted.nothing", address=address, reasons=reasons))
    return PastedPage(
        item_id,
        source_id,
        item_id in outcome.new_item_ids,
        item_id in outcome.revised_item_ids,
        outcome.warnings,
    )


def page_as_source(session: Session, unit_id: int, address: str, clock: Clock) -> int:
    """The page as a source of its own that is not read again by itself. Raises LoaError for one that is being followed."""
    address = checked_address(address)
    known = session.exec(
        select(Source).where(Source.unit_id == unit_id, Source.address == source_address(address))
    ).first()
    if known is not None and known.kind not in {SourceKind.PAGE, SourceKind.TEXT}:
        raise LoaError(phrase("ingest.pasted.is-source", address=known.address, id=known.id))
    source = add_source(session, unit_id, address, take_all=True, clock=clock, kind=SourceKind.PAGE)
    source.active = False
    # Whoever pastes it wants it looked at, also where the page said "not modified" before.
    source.etag = source.last_modified = source.body_sha256 = ""
    session.add(source)
    session.flush()
    assert source.id is not None  # noqa: S101 - flushed
    return source.id


def _described(session: Session, item: Item, is_new: bool, known_from: str, warnings: tuple[str, ...]) -> Pasted:
    assert item.id is not None  # noqa: S101 - a row that was read has its key
    attachments = session.exec(
        select(Attachment)
        .where(Attachment.item_id == item.id, col(Attachment.position) >= 0)
        .order_by(col(Attachment.position))
    )
    return Pasted(
        item=item.id,
        is_new=is_new,
        known_from=known_from,
        title=item.title,
        date=vietnam_time(item.published_at) if item.published_at else "",
        kind=kind_label(item.kind) if item.kind else "",
        state=item.intake.value,
        composed=item.composed_revision > 0,
        reason=item.intake_reason,
        attachments=tuple(each.title or each.address for each in attachments),
        warnings=warnings,
    )
