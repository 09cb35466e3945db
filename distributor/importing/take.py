"""Taking in a checked file: items through the room that knows items again, people onto a list, a few hundred at a time."""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col

from distributor.broadcast.list_desk import MOST_AT_ONCE, take_entries
from distributor.broadcast.list_file import ListFile
from distributor.clock import Clock
from distributor.db import Database
from distributor.importing.items import ItemRows, parsed_source
from distributor.ingest.read import take_parsed
from distributor.ingest.sources import kept_source
from distributor.models import Audience, Source, SourceKind
from distributor.phone_numbers import Numbers
from distributor.phrases import phrase
from distributor.staff.deeds import Actor, deed

ADDRESS = "nhap:tep"
"""Of the source that stands for all files of a unit."""
TITLE = str(phrase("importing.source"))
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
    """That it was begun stands in the log, whatever came of it."""
    with database.write() as session:
        source_id = _source(session, unit_id, actor.now)
        actor.note(session, "import", f"unit:{unit_id}", unit_id=unit_id)
    outcome = take_parsed(database, source_id, parsed_source(rows, TITLE), clock)
    known = len(rows.rows) - outcome.new - outcome.revised - len(outcome.skipped)
    return ImportResult(outcome.new, outcome.revised, known, outcome.new if outcome.new > FLOOD else 0)


def _source(session: Session, unit_id: int, now: datetime) -> int:
    """Not read by itself; nothing of it is backlog, for somebody has just chosen it."""
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
    database: Database, actor: Actor, audience: Audience, found: ListFile, numbers: Numbers
) -> ImportResult:
    """Stopped anywhere, the same file goes on where it was; that it was begun stands in the log with what came in first."""
    added = known = erased = 0
    for first in range(0, len(found.entries), MOST_AT_ONCE):
        chunk = found.entries[first : first + MOST_AT_ONCE]
        with database.write() as session:
            part = take_entries(session, audience, chunk, numbers, actor.now)
            if first == 0:
                actor.note(session, "import", f"audience:{audience.id}", unit_id=audience.unit_id)
        added, known, erased = added + part.added, known + part.known, erased + part.erased
        database.give_way()
    return ImportResult(added, 0, known, erased=erased)
