"""Numbers that were taken along to another network: a file of them taken in, and whose each number is now.

A number stands there as its hash alone: who has one in hand finds its network, who has the database finds nobody. The hash is
today's key's; what was taken in under a former key is still found.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice

from sqlalchemy import delete
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session, col, select

from distributor.broadcast.list_file import COLUMNS, NUMBER, ListTally, SeenNumbers
from distributor.broadcast.table_rows import Fault, folded_title
from distributor.db import Database
from distributor.errors import LoaError
from distributor.models import PortedNumber
from distributor.phone_numbers import Numbers, network_named, network_of, read_number, without_unseen
from distributor.staff.deeds import Actor, deed
from phrases import phrase

NETWORK_TITLES = frozenset({"nha mang", "mang", "mang hien tai", "nha mang hien tai", "mang chuyen den", "network"})
AT_ONCE = 2_000
"""Rows in one transaction."""
ASKED_AT_ONCE = 5_000


@dataclass(frozen=True, slots=True)
class PortedLine:
    """One row that can be taken. `network`: its key, empty for a number that is with its first network again."""

    line: int
    number: str
    network: str


@dataclass(frozen=True)
class PortedResult:
    """`taken`: numbers that are elsewhere. `back`: rows of those where their first digits say. `gone`: in no row any more."""

    taken: int
    back: int
    gone: int = 0


def networks_of(session: Session, found: Iterable[str], numbers: Numbers) -> dict[str, str]:
    """Return whose each number is: what the table says, else its first digits; empty where nobody knows."""
    whose = {number: network_of(number) for number in found}
    by_hash = {number_hash: number for number in whose for number_hash in reversed(numbers.hashes(number))}
    hashes = list(by_hash)
    for begin in range(0, len(hashes), ASKED_AT_ONCE):
        asked = col(PortedNumber.number_hash).in_(hashes[begin : begin + ASKED_AT_ONCE])
        told = session.exec(select(PortedNumber).where(asked).order_by(col(PortedNumber.told_at)))
        whose |= {by_hash[each.number_hash]: each.network for each in told}
    return whose


def ported_rows(rows: Iterable[tuple[int, Sequence[str]] | Fault], tally: ListTally) -> Iterator[PortedLine | Fault]:
    """Row numbers and cells, the columns' titles first. The last column of networks counts; of doubled numbers the first row.

    Raises LoaError without the two columns.
    """
    places: tuple[int, int] | None = None
    seen = SeenNumbers()
    for row in rows:
        if isinstance(row, Fault):
            tally.wrong += 1
            yield row
        elif places is not None:
            found = _read(*row, places, seen)
            tally.good += isinstance(found, PortedLine)
            tally.doubled += isinstance(found, Fault) and found.doubled
            tally.wrong += isinstance(found, Fault) and not found.doubled
            if found is not None:
                yield found
        elif any(cell.strip() for cell in row[1]):
            places = _places(row[1])
    if places is None:
        raise LoaError(phrase("broadcast.file-no-csv"))


def _places(titles: Sequence[str]) -> tuple[int, int]:
    folded = [folded_title(without_unseen(title)) for title in titles]
    number = next((place for place, title in enumerate(folded) if title in COLUMNS[NUMBER]), None)
    network = next((place for place, title in enumerate(folded) if title in NETWORK_TITLES), None)
    if number is None or network is None:
        raise LoaError(phrase("broadcast.file-no-ported-columns"))
    return number, network


def _read(line: int, cells: Sequence[str], places: tuple[int, int], seen: SeenNumbers) -> PortedLine | Fault | None:
    """None for an empty row."""
    text, named = (without_unseen(cells[place]).strip() if place < len(cells) else "" for place in places)
    if not any(map(str.strip, cells)):
        return None
    read = read_number(text.lstrip("'"))
    if read.fault is not None:
        return _fault(line, f"broadcast.line.{read.fault}", "number")
    network = network_named(named)
    if not network:
        return _fault(line, "broadcast.line.network-unknown", "network")
    if not seen.add(read.number):
        return _fault(line, "broadcast.line.doubled", "number", doubled=True)
    return PortedLine(line, read.number, "" if network == network_of(read.number) else network)


def _fault(line: int, what: str, column: str, *, doubled: bool = False) -> Fault:
    words = phrase("broadcast.line.wrong", line=line, what=phrase(what))
    return Fault(line, words, phrase(f"broadcast.column.{column}"), doubled=doubled)


@deed("configure")
def take_ported(
    database: Database, actor: Actor, rows: Iterable[PortedLine | Fault], numbers: Numbers, *, whole: bool
) -> PortedResult:
    """The rows of a file as they are checked; of faults nothing is done. `whole`: what is in no row falls from the table.

    Opens its own transactions, one a chunk. Stopped anywhere, the same file is taken in anew: it changes nothing twice.
    """
    taken = back = gone = 0
    with database.write() as session:
        actor.note(session, "import", "ported_numbers", *(("whole",) if whole else ()))
    lines = (row for row in rows if isinstance(row, PortedLine))
    while chunk := list(islice(lines, AT_ONCE)):
        elsewhere = {numbers.hash(row.number): row.network for row in chunk if row.network}
        home = [number_hash for row in chunk if not row.network for number_hash in numbers.hashes(row.number)]
        with database.write() as session:
            _keep(session, elsewhere, actor.now)
            session.execute(delete(PortedNumber).where(col(PortedNumber.number_hash).in_(home)))
        taken, back = taken + len(elsewhere), back + len(chunk) - len(elsewhere)
        database.give_way()
    if whole:
        with database.write() as session:
            old = delete(PortedNumber).where(col(PortedNumber.told_at) < actor.now)
            gone = session.connection().execute(old).rowcount
    return PortedResult(taken, back, gone)


def _keep(session: Session, elsewhere: dict[str, str], now: datetime) -> None:
    if not elsewhere:
        return
    rows = [
        {"number_hash": number_hash, "network": network, "told_at": now} for number_hash, network in elsewhere.items()
    ]
    dialect = sqlite if session.get_bind().dialect.name == "sqlite" else postgresql
    made = dialect.insert(PortedNumber)
    news = {"network": made.excluded.network, "told_at": made.excluded.told_at}
    session.connection().execute(made.on_conflict_do_update(index_elements=["number_hash"], set_=news), rows)
