"""Taking in a checked file: items through the room that knows items again, people onto a list, a few hundred at a time."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import islice

from sqlmodel import Session, col, select

from distributor.broadcast.list_desk import take_entries
from distributor.broadcast.list_file import ListLine
from distributor.broadcast.table_rows import Fault
from distributor.clock import Clock
from distributor.db import Database
from distributor.importing.items import ItemRows, parsed_source
from distributor.ingest.read import take_parsed
from distributor.ingest.sources import kept_source
from distributor.models import Audience, ListImport, Source, SourceKind
from distributor.phone_numbers import Numbers
from distributor.staff.deeds import Actor, deed
from phrases import phrase

ADDRESS = "nhap:tep"
"""Of the source that stands for all files of a unit."""
TITLE = str(phrase("importing.source"))
AT_ONCE = 2_000
"""Rows in one transaction: some 150 ms, so that nobody who writes to us waits longer."""
FLOOD = 50
"""More new items than this in one file wait for somebody who may send them on."""


@dataclass(frozen=True)
class ImportResult:
    """`known`: there before, as it is. `waiting`: new items that wait because there are so many. `erased`: as of `Imported`."""

    new: int
    changed: int
    known: int
    waiting: int = 0
    erased: int = 0


@deed("import")
def take_items(database: Database, actor: Actor, unit_id: int, rows: ItemRows, clock: Clock) -> ImportResult:
    """Take in the rows as items; that it was begun stands in the log, whatever came of it."""
    with database.write() as session:
        source_id = _source(session, unit_id, actor.now)
        actor.note(session, "import", f"unit:{unit_id}", unit_id=unit_id)
    outcome = take_parsed(database, source_id, parsed_source(rows, TITLE), clock)
    known = len(rows.rows) - outcome.new - outcome.revised - len(outcome.skipped)
    return ImportResult(outcome.new, outcome.revised, known, outcome.new if outcome.new > FLOOD else 0)


def _source(session: Session, unit_id: int, now: datetime) -> int:
    """Return the source of imports, made if there is none; it is not read by itself, and nothing of it is backlog, for somebody
    has just chosen it."""
    wanted = Source(
        unit_id=unit_id,
        kind=SourceKind.TEXT,
        address=ADDRESS,
        title=TITLE,
        active=False,
        flood_limit=FLOOD,
        first_read_at=now,
    )
    source = kept_source(session, wanted, col(Source.address) == ADDRESS)
    assert source.id is not None  # noqa: S101 - flushed
    return source.id


@deed("audience")
def take_people(
    database: Database,
    actor: Actor,
    audience: Audience,
    lines: Iterable[ListLine | Fault],
    numbers: Numbers,
    *,
    digest: str = "",
) -> ImportResult:
    """The rows of a file as they are checked; of faults nothing is done. `digest`: of the file's content.

    Stopped anywhere, the same file goes on where it was: how far it came is committed with what came in. That it was begun stands
    in the log with its first rows.
    """
    assert audience.id is not None  # noqa: S101 - of the database
    with database.read() as session:
        before = _progress(session, audience.id, digest)
    ahead = (each for each in lines if isinstance(each, ListLine) and (before is None or each.line > before.line))
    made = (
        ImportResult(0, 0, 0) if before is None else ImportResult(before.added, 0, before.known, erased=before.erased)
    )
    is_new = before is None
    for chunk in _chunks(ahead):
        with database.write() as session:
            part = take_entries(session, audience, chunk, numbers, actor.now)
            if is_new:
                actor.note(session, "import", f"audience:{audience.id}", unit_id=audience.unit_id)
            made = ImportResult(made.new + part.added, 0, made.known + part.known, erased=made.erased + part.erased)
            if digest:
                _keep_progress(session, audience.id, digest, chunk[-1].line, made, actor.now)
        is_new = False
        database.give_way()
    if digest:
        with database.write() as session:
            if (done := _progress(session, audience.id, digest)) is not None:
                session.delete(done)
    return made


def _chunks(lines: Iterator[ListLine]) -> Iterator[list[ListLine]]:
    while chunk := list(islice(lines, AT_ONCE)):
        yield chunk


def _progress(session: Session, audience_id: int, digest: str) -> ListImport | None:
    if not digest:
        return None
    return session.exec(
        select(ListImport).where(ListImport.audience_id == audience_id, ListImport.digest == digest)
    ).first()


def _keep_progress(
    session: Session, audience_id: int, digest: str, line: int, made: ImportResult, now: datetime
) -> None:
    row = _progress(session, audience_id, digest) or ListImport(
        audience_id=audience_id, digest=digest, line=0, begun_at=now
    )
    row.line, row.added, row.known, row.erased = line, made.new, made.known, made.erased
    session.add(row)
