"""Sources and what came of reading them, for the screen and for other programs. Reads only."""

from collections.abc import Sequence
from datetime import datetime

from sqlmodel import Session, col, func, select

from distributor.ingest.subscriptions import of_staff
from distributor.models import Sighting, Source, SourceKind, SourceReading
from distributor.report.exchange.shapes import shape
from phrases import phrase

KIND_LABELS: dict[str, str] = {
    key: phrase(f"report.source-kind.{key}") for key in SourceKind if key is not SourceKind.GIVEN
}


@shape
class ReadingLine:
    """One reading. error empty: read. warnings: what staff should know."""

    at: datetime
    found: int
    new: int
    revised: int
    unchanged: bool
    error: str
    warnings: tuple[str, ...]


@shape
class SourceLine:
    """A source. interval_s: seconds between two readings. items: items ever seen there. last null: never read."""

    id: int
    unit_id: int
    title: str
    address: str
    kind: str
    kind_label: str
    active: bool
    interval_s: int
    failures: int
    first_read_at: datetime | None
    next_read_at: datetime | None
    items: int
    last: ReadingLine | None


def source_lines(session: Session, unit_ids: Sequence[int], source_id: int | None = None) -> list[SourceLine]:
    """Those that are read come first. Three queries, however many there are."""
    statement = select(Source).where(col(Source.unit_id).in_(unit_ids), of_staff())
    if source_id is not None:
        statement = statement.where(Source.id == source_id)
    sources = session.exec(statement.order_by(col(Source.active).desc(), col(Source.id))).all()
    ids = [source.id for source in sources]
    items = dict(
        session.exec(
            select(Sighting.source_id, func.count())
            .where(col(Sighting.source_id).in_(ids))
            .group_by(col(Sighting.source_id))
        ).all()
    )
    newest = (
        select(func.max(SourceReading.id))
        .where(SourceReading.source_id == Source.id)
        .correlate(Source)
        .scalar_subquery()
    )
    readings = session.exec(
        select(SourceReading)
        .join(Source, col(Source.id) == col(SourceReading.source_id))
        .where(col(Source.id).in_(ids), col(SourceReading.id) == newest)
    )
    last = {reading.source_id: _reading_line(reading) for reading in readings}
    return [_line(source, items.get(source.id or 0, 0), last.get(source.id or 0)) for source in sources]


def reading_lines(session: Session, source_id: int, limit: int) -> list[ReadingLine]:
    """Newest first, without those that found nothing changed. The caller knows that the source may be seen."""
    readings = session.exec(
        select(SourceReading)
        .where(SourceReading.source_id == source_id, col(SourceReading.unchanged).is_(False))
        .order_by(col(SourceReading.id).desc())
        .limit(limit)
    )
    return [_reading_line(reading) for reading in readings]


def _line(source: Source, items: int, last: ReadingLine | None) -> SourceLine:
    return SourceLine(
        id=source.id or 0,
        unit_id=source.unit_id,
        title=source.title,
        address=source.address,
        kind=source.kind.value,
        kind_label=KIND_LABELS[source.kind],
        active=source.active,
        interval_s=source.interval_s,
        failures=source.failures,
        first_read_at=source.first_read_at,
        next_read_at=source.next_read_at,
        items=items,
        last=last,
    )


def _reading_line(reading: SourceReading) -> ReadingLine:
    return ReadingLine(
        at=reading.read_at,
        found=reading.found,
        new=reading.new,
        revised=reading.revised,
        unchanged=reading.unchanged,
        error=reading.error,
        warnings=tuple(reading.warnings),
    )
