"""«Dán liên kết»: one article by its address, read once. Opens its own short transactions; none while it fetches."""

from dataclasses import dataclass

from sqlmodel import Session, col, select

from distributor.clock import Clock
from distributor.db import Database
from distributor.errors import LoaError
from distributor.ingest.address import is_web_address
from distributor.ingest.fetch import Fetcher
from distributor.ingest.read import read_source
from distributor.ingest.sources import add_source, source_address
from distributor.models import Item, Sighting, Source, SourceKind


@dataclass(frozen=True)
class Pasted:
    """`is_new`: False where the address is an item already. `source_id`: of the page. `warnings`: words for staff."""

    item_id: int
    source_id: int
    is_new: bool
    is_revised: bool
    warnings: tuple[str, ...]


def paste_page(database: Database, unit_id: int, address: str, clock: Clock, fetcher: Fetcher) -> Pasted:
    """Raises LoaError if it cannot be read, is no article, or is a source that is being followed."""
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
        reasons = "; ".join(each.reason for each in outcome.skipped) or "trang không có bài viết nào"
        raise LoaError(f"Không lấy được bài nào từ {address.strip()}: {reasons}.")
    return Pasted(
        item_id,
        source_id,
        item_id in outcome.new_item_ids,
        item_id in outcome.revised_item_ids,
        outcome.warnings,
    )


def page_as_source(session: Session, unit_id: int, address: str, clock: Clock) -> int:
    """The page as a source of its own that is not read again by itself. Raises LoaError for one that is being followed."""
    if not is_web_address(address.strip()):
        raise LoaError(
            f"«{address[:200]}» không phải liên kết http/https. Hãy chép cả địa chỉ từ thanh địa chỉ của trình duyệt; "
            "với tệp trên máy, dùng «loa run TỆP»."
        )
    known = session.exec(
        select(Source).where(Source.unit_id == unit_id, Source.address == source_address(address))
    ).first()
    if known is not None and known.kind not in {SourceKind.PAGE, SourceKind.TEXT}:
        raise LoaError(
            f"{known.address} là nguồn tin số {known.id} mà Loa đang đọc, không phải một bài. "
            "Hãy dán liên kết của bài viết, hoặc dùng «loa run» để đọc cả nguồn."
        )
    source = add_source(session, unit_id, address, take_all=True, clock=clock, kind=SourceKind.PAGE)
    source.active = False
    # Whoever pastes it wants it looked at, also where the page said "not modified" before.
    source.etag = source.last_modified = source.body_sha256 = ""
    session.add(source)
    session.flush()
    assert source.id is not None  # noqa: S101 - flushed
    return source.id
