"""Rows that become items: «Tiêu đề» and «Nội dung» must be there; «Tóm tắt», «Liên kết», «Ngày đăng», «Loại» may be. Pure.

A row is known again by its link, else by title and day: the same file once more changes nothing, a changed text is a revision.
"""

import html
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from hashlib import sha256

from distributor.broadcast.table_rows import Fault, folded_title
from distributor.clock import VIETNAM
from distributor.errors import LoaError
from distributor.importing.sheet import Sheet
from distributor.ingest.address import canonical_address, is_web_address
from distributor.ingest.entry import Entry, ParsedSource, RawEntry, fingerprint_of
from distributor.labels import kinds
from phrases import listed, phrase

TITLE, TEXT, SUMMARY, LINK, DAY, KIND = "title", "text", "summary", "link", "day", "kind"
COLUMNS: Mapping[str, frozenset[str]] = {
    TITLE: frozenset({"tieu de", "tieu de bai", "ten bai", "title"}),
    TEXT: frozenset({"noi dung", "noi dung bai", "content", "text"}),
    SUMMARY: frozenset({"tom tat", "summary"}),
    LINK: frozenset({"lien ket", "duong dan", "dia chi", "link", "url"}),
    DAY: frozenset({"ngay dang", "ngay", "date"}),
    KIND: frozenset({"loai", "loai tin", "kind"}),
}
LABELS: dict[str, str] = {
    TITLE: phrase("importing.title"),
    TEXT: phrase("importing.text"),
    LINK: phrase("importing.link"),
    DAY: phrase("importing.day"),
    KIND: phrase("importing.kind"),
}
LONGEST_TITLE = 500
LONGEST_TEXT = 50_000
_MOMENT = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})(?:[ ,]+(\d{1,2})[:hg](\d{2})(?::\d{2})?)?")


@dataclass(frozen=True)
class ItemRow:
    line: int
    title: str
    text: str
    summary: str
    link: str
    at: datetime | None
    kind: str

    @property
    def guid(self) -> str:
        if self.link:
            return self.link
        return "nhap:" + sha256(f"{self.title}\n{self.at.isoformat() if self.at else ''}".encode()).hexdigest()


@dataclass
class ItemRows:
    """`doubled`: lines that say what an earlier line said; the first counts."""

    rows: list[ItemRow] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    doubled: list[int] = field(default_factory=list)


def check_items(sheet: Sheet) -> ItemRows:
    """Check a sheet of items row by row. Raises LoaError where a column that must be there is missing."""
    places = sheet.places(COLUMNS)
    if missing := [phrase("importing.quoted", column=LABELS[name]) for name in (TITLE, TEXT) if name not in places]:
        raise LoaError(phrase("importing.columns-missing", columns=listed(missing, ", ")))
    named = {folded_title(kind.label): name for name, kind in kinds().items()}
    found, seen = ItemRows(faults=list(sheet.faults)), set[str]()
    for row in sheet.rows:
        cells = {name: row.cells[place] if place < len(row.cells) else "" for name, place in places.items()}
        faults = _faults(row.line, cells, named)
        if faults:
            found.faults += faults
            continue
        kind = cells.get(KIND, "")
        item = ItemRow(
            line=row.line,
            title=" ".join(cells[TITLE].split()),
            text=cells[TEXT],
            summary=cells.get(SUMMARY, ""),
            link=canonical_address(cells[LINK]) if cells.get(LINK) else "",
            at=moment_of(cells.get(DAY, "")),
            kind=named.get(folded_title(kind), kind),
        )
        if item.guid in seen:
            found.doubled.append(row.line)
            continue
        seen.add(item.guid)
        found.rows.append(item)
    found.faults.sort(key=lambda fault: fault.line)
    return found


def _faults(line: int, cells: Mapping[str, str], named: Mapping[str, str]) -> list[Fault]:
    """All that is wrong with a row, so that it is put right at once."""
    wrong: list[tuple[str, str]] = []
    title, text, link, day, kind = (cells.get(name, "") for name in (TITLE, TEXT, LINK, DAY, KIND))
    if not title:
        wrong.append((TITLE, phrase("importing.no-title")))
    elif len(title) > LONGEST_TITLE:
        wrong.append((TITLE, phrase("importing.title-too-long", length=len(title), most=LONGEST_TITLE)))
    if not text:
        wrong.append((TEXT, phrase("importing.no-text")))
    elif len(text) > LONGEST_TEXT:
        wrong.append((TEXT, phrase("importing.text-too-long", most=LONGEST_TEXT)))
    if link and not (is_web_address(link) and canonical_address(link)):
        wrong.append((LINK, phrase("importing.link-wrong")))
    if day and moment_of(day) is None:
        wrong.append((DAY, phrase("importing.day-unreadable", day=day[:20])))
    if kind and folded_title(kind) not in named and kind not in kinds():
        wrong.append((KIND, phrase("importing.no-such-kind", kind=kind[:40])))
    return [Fault(line, phrase("broadcast.line.wrong", line=line, what=words), LABELS[name]) for name, words in wrong]


def moment_of(text: str) -> datetime | None:
    """Read `24/11/2026` or `24/11/2026 08:30`, Vietnam's time, as UTC."""
    found = _MOMENT.fullmatch(text)
    if found is None:
        return None
    day, month, year, hour, minute = (int(part or 0) for part in found.groups())
    try:
        moment = datetime(year, month, day, hour, minute, tzinfo=VIETNAM)
        return moment.astimezone(UTC) if year >= 1945 else None
    except ValueError:
        return None


def parsed_source(rows: ItemRows, title: str) -> ParsedSource:
    """Return the rows as a parsed source, for the room that takes in what sources bring: the same names, marks and revisions as
    for a feed."""
    return ParsedSource(title=title, link="", entries=tuple(_raw(row) for row in rows.rows))


def _raw(row: ItemRow) -> RawEntry:
    said = "\x1f".join((row.title, row.text, row.summary, row.link, row.kind, str(row.at)))
    return RawEntry(row.guid, row.link, fingerprint_of(said), lambda: _entry(row), row.title)


def _entry(row: ItemRow) -> Entry:
    return Entry(
        guid=row.guid,
        link=row.link,
        title=row.title,
        summary_html=_markup(row.summary),
        content_html=_markup(row.text),
        published=row.at,
        kind=row.kind,
    )


def _markup(text: str) -> str:
    """Return what was typed, which is words and never mark-up, as HTML."""
    return "".join(f"<p>{html.escape(line.strip())}</p>" for line in text.splitlines() if line.strip())
