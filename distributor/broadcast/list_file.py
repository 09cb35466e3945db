"""A list of numbers as an office has it: a CSV file, checked line by line before anything is written. Pure.

The first line names the columns, with or without accents; that of phone numbers must be there. With a day of consent a line
carries its consent, and two more columns say how it was given and where the proof is. Comma, semicolon or tab; UTF-8.
"""

import csv
import io
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time

from channels.sms_text import unaccent
from distributor.broadcast.audience import LEGAL_NEWS, StatedConsent
from distributor.clock import VIETNAM
from distributor.errors import LoaError
from distributor.phone_numbers import normal_number
from distributor.phrases import phrase

LARGEST = 50_000_000
NUMBER, GIVEN, METHOD, PROOF = "number", "given", "method", "proof"
COLUMNS: Mapping[str, frozenset[str]] = {
    NUMBER: frozenset({"so dien thoai", "dien thoai", "sdt", "so di dong", "so thue bao", "phone"}),
    GIVEN: frozenset({"ngay dong y", "ngay dang ky"}),
    METHOD: frozenset({"hinh thuc", "hinh thuc dong y"}),
    PROOF: frozenset({"bang chung", "can cu", "so phieu"}),
}
_NOT_WORD = re.compile(r"[^a-z0-9]+")
_DAY = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})|(\d{4})-(\d{1,2})-(\d{1,2})")


@dataclass(frozen=True)
class ListLine:
    """One line that can be taken. `yes`: the consent it carries, if any."""

    line: int
    number: str
    yes: StatedConsent | None


@dataclass(frozen=True)
class Fault:
    """Why a line cannot be taken; the number itself is not repeated. `column`: its title, where one is to blame."""

    line: int
    words: str
    column: str = ""


@dataclass
class ListFile:
    """`doubled`: lines whose number stood in an earlier line; the first counts."""

    entries: list[ListLine] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    doubled: list[int] = field(default_factory=list)

    @property
    def without_consent(self) -> int:
        return sum(1 for entry in self.entries if entry.yes is None)


def read_list(octets: bytes, today: date) -> ListFile:
    """Raises LoaError if it is no such file at all."""
    if len(octets) > LARGEST:
        raise LoaError(phrase("broadcast.file-too-large", mb=LARGEST // 1000000))
    try:
        text = octets.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise LoaError(phrase("broadcast.file-no-utf8")) from error
    if "\0" in text or not text.strip():
        raise LoaError(phrase("broadcast.file-no-csv"))
    head = text.lstrip().splitlines()[0]
    rows = csv.reader(io.StringIO(text), delimiter=max(",;\t", key=head.count))
    try:
        return check_rows(((rows.line_num, row) for row in rows), today)
    except csv.Error as error:
        raise LoaError(phrase("broadcast.file-line", line=rows.line_num)) from error


def check_rows(rows: Iterable[tuple[int, Sequence[str]]], today: date) -> ListFile:
    """Line numbers and cells, the columns' titles first. Raises LoaError without the column of numbers."""
    found, seen = ListFile(), set[str]()
    places: dict[str, int] | None = None
    for line, row in rows:
        if not any(cell.strip() for cell in row):
            continue
        if places is None:
            places = _places(row)
            continue
        _take(found, seen, line, {name: _cell(row, place) for name, place in places.items()}, today)
    return found


def folded_title(text: str) -> str:
    """A column's title as it is compared: without accents, case and signs."""
    return _NOT_WORD.sub(" ", unaccent(text).lower()).strip()


def _places(row: Sequence[str]) -> dict[str, int]:
    titles = [folded_title(cell) for cell in row]
    places = {
        name: place
        for name, known in COLUMNS.items()
        for place, title in reversed(list(enumerate(titles)))
        if title in known
    }
    if NUMBER not in places:
        raise LoaError(phrase("broadcast.file-no-number-column"))
    return places


def _cell(row: Sequence[str], place: int) -> str:
    return row[place].strip() if place < len(row) else ""


def _take(found: ListFile, seen: set[str], line: int, cells: Mapping[str, str], today: date) -> None:
    number = normal_number(_spelled(cells[NUMBER]))
    if number is None:
        words = phrase("broadcast.line.no-number") if not cells[NUMBER] else phrase("broadcast.line.not-mobile")
        found.faults.append(
            Fault(line, phrase("broadcast.line.wrong", line=line, what=words), phrase("broadcast.column.number"))
        )
        return
    given = cells.get(GIVEN, "")
    day = _day(given) if given else None
    if given and day is None:
        found.faults.append(
            Fault(
                line,
                phrase("broadcast.line.day-unreadable", line=line, given=given[:20]),
                phrase("broadcast.column.given"),
            )
        )
        return
    if day is not None and day > today:
        found.faults.append(
            Fault(line, phrase("broadcast.line.day-in-future", line=line, day=day), phrase("broadcast.column.given"))
        )
        return
    if number in seen:
        found.doubled.append(line)
        return
    seen.add(number)
    found.entries.append(ListLine(line, number, _yes(day, cells) if day is not None else None))


def _spelled(cell: str) -> str:
    """A spreadsheet takes the leading zero of a number away, or writes `'0912…`."""
    bare = cell.lstrip("'")
    return f"0{bare}" if re.fullmatch(r"[35789]\d{8}", bare) else bare


def _yes(day: date, cells: Mapping[str, str]) -> StatedConsent:
    return StatedConsent(
        content=LEGAL_NEWS,
        method="import",
        form=cells.get(METHOD, "")[:200],
        frequency="",
        proof=cells.get(PROOF, "")[:1000],
        given_at=datetime.combine(day, time(0), VIETNAM),
    )


def _day(text: str) -> date | None:
    found = _DAY.fullmatch(text)
    if found is None:
        return None
    day, month, year = (found[1], found[2], found[3]) if found[1] else (found[6], found[5], found[4])
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        return None
