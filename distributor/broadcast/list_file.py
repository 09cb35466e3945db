"""A list of numbers as an office has it, a table, checked row by row before anything is written. Pure.

The first row names the columns, with or without accents; that of phone numbers must be there. With a day of consent a row
carries its consent, and two more columns say how it was given and where the proof is.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from functools import lru_cache

from distributor.broadcast.audience import LEGAL_NEWS, StatedConsent
from distributor.broadcast.table_rows import Fault, folded_title
from distributor.clock import VIETNAM
from distributor.errors import LoaError
from distributor.phone_numbers import NumberFault, read_number, without_unseen
from phrases import phrase

NUMBER, GIVEN, METHOD, PROOF = "number", "given", "method", "proof"
COLUMNS: Mapping[str, frozenset[str]] = {
    NUMBER: frozenset({"so dien thoai", "dien thoai", "sdt", "so di dong", "so thue bao", "phone"}),
    GIVEN: frozenset({"ngay dong y", "ngay dang ky"}),
    METHOD: frozenset({"hinh thuc", "hinh thuc dong y"}),
    PROOF: frozenset({"bang chung", "can cu", "so phieu"}),
}
_DAY = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})|(\d{4})-(\d{1,2})-(\d{1,2})")


_BROKEN = "\ufffd"
_PAGE = 10_000
"""Octets of a page of `SeenNumbers`."""


@dataclass(frozen=True, slots=True)
class ListLine:
    """One row that can be taken. `yes`: the consent it carries, if any."""

    line: int
    number: str
    yes: StatedConsent | None


@dataclass
class ListTally:
    """The count of how rows came out so far. `converted`: numbers of eleven digits brought to today's, by prefix."""

    good: int = 0
    wrong: int = 0
    doubled: int = 0
    without_consent: int = 0
    converted: Counter[str] = field(default_factory=Counter)

    @property
    def converted_words(self) -> str:
        """Empty where there are none."""
        if not self.converted:
            return ""
        prefixes = ", ".join(sorted(self.converted))
        return phrase("broadcast.numbers-converted", count=self.converted.total(), prefixes=prefixes)


class SeenNumbers:
    """The set of numbers that were seen, a bit each: a million take some 40 MB, all of Vietnam's 63 MB."""

    def __init__(self) -> None:
        self._pages: dict[int, bytearray] = {}

    def add(self, number: str) -> bool:
        """Add a number; return True if it is new."""
        page, place = divmod(int(number[3:]), _PAGE * 8)
        if (bits := self._pages.get(page)) is None:
            bits = self._pages[page] = bytearray(_PAGE)
        octet, bit = place >> 3, 1 << (place & 7)
        if bits[octet] & bit:
            return False
        bits[octet] |= bit
        return True


@dataclass
class ListFile:
    """All of a small file. `doubled`: rows whose number stood in an earlier one."""

    entries: list[ListLine] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    doubled: list[int] = field(default_factory=list)
    tally: ListTally = field(default_factory=ListTally)

    @property
    def without_consent(self) -> int:
        return self.tally.without_consent


def check_rows(rows: Iterable[tuple[int, Sequence[str]] | Fault], today: date) -> ListFile:
    """Check rows as `checked` does, all at once."""
    found = ListFile()
    for each in checked(rows, today, found.tally):
        if isinstance(each, ListLine):
            found.entries.append(each)
        elif each.doubled:
            found.doubled.append(each.line)
        else:
            found.faults.append(each)
    return found


def checked(
    rows: Iterable[tuple[int, Sequence[str]] | Fault], today: date, tally: ListTally
) -> Iterator[ListLine | Fault]:
    """Row numbers and cells, the columns' titles first, or what is wrong with a row already. Raises LoaError without the column
    of numbers.
    """
    seen = SeenNumbers()
    places: dict[str, int] | None = None
    for row in rows:
        if isinstance(row, Fault):
            tally.wrong += 1
            yield row
            continue
        line, cells = row
        if places is None:
            if any(cell.strip() for cell in cells):
                places = _places(cells)
            continue
        found = _read(line, cells, places, today, seen, tally)
        if found is not None:
            yield found
    if places is None:
        raise LoaError(phrase("broadcast.file-no-csv"))


def _places(row: Sequence[str]) -> dict[str, int]:
    titles = [folded_title(without_unseen(cell)) for cell in row]
    places = {
        name: place
        for name, known in COLUMNS.items()
        for place, title in reversed(list(enumerate(titles)))
        if title in known
    }
    if NUMBER not in places:
        raise LoaError(phrase("broadcast.file-no-number-column"))
    return places


def _read(
    line: int, row: Sequence[str], places: Mapping[str, int], today: date, seen: SeenNumbers, tally: ListTally
) -> ListLine | Fault | None:
    """None for an empty row."""
    cells = {name: without_unseen(row[place]).strip() if place < len(row) else "" for name, place in places.items()}
    text = cells[NUMBER].lstrip("'")
    if not text and not any(cell.strip() for cell in row):
        return None
    if any(_BROKEN in cell or "\0" in cell for cell in cells.values()):
        return _wrong(tally, Fault(line, _said(line, phrase("broadcast.line.broken"))))
    read = read_number(text)
    if read.fault is not None:
        words = phrase(f"broadcast.line.{read.fault}")
        return _wrong(tally, Fault(line, _said(line, words), phrase("broadcast.column.number")))
    formula = next((name for name, cell in cells.items() if cell.startswith("=")), None)
    if formula is not None:
        words = phrase(f"broadcast.line.{NumberFault.FORMULA}")
        return _wrong(tally, Fault(line, _said(line, words), phrase(f"broadcast.column.{formula}")))
    given = cells.get(GIVEN, "")
    day = _day(given) if given else None
    if given and (day is None or day > today):
        words = (
            phrase("broadcast.line.day-unreadable", line=line, given=given[:20])
            if day is None
            else phrase("broadcast.line.day-in-future", line=line, day=day)
        )
        return _wrong(tally, Fault(line, words, phrase("broadcast.column.given")))
    if not seen.add(read.number):
        tally.doubled += 1
        return Fault(
            line, _said(line, phrase("broadcast.line.doubled")), phrase("broadcast.column.number"), doubled=True
        )
    tally.good += 1
    if read.was:
        tally.converted[read.was] += 1
    if day is None:
        tally.without_consent += 1
        return ListLine(line, read.number, None)
    return ListLine(line, read.number, _yes(day, cells))


def _wrong(tally: ListTally, fault: Fault) -> Fault:
    tally.wrong += 1
    return fault


def _said(line: int, what: str) -> str:
    return phrase("broadcast.line.wrong", line=line, what=what)


def _yes(day: date, cells: Mapping[str, str]) -> StatedConsent:
    return StatedConsent(
        content=LEGAL_NEWS,
        method="import",
        form=cells.get(METHOD, "")[:200],
        frequency="",
        proof=cells.get(PROOF, "")[:1000],
        given_at=datetime.combine(day, time(0), VIETNAM),
    )


@lru_cache(maxsize=4096)
def _day(text: str) -> date | None:
    found = _DAY.fullmatch(text)
    if found is None:
        return None
    day, month, year = (found[1], found[2], found[3]) if found[1] else (found[6], found[5], found[4])
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        return None
