"""`loa report`: the engagement report of all units at the terminal, as JSON, or into a file whose ending says its form."""

from collections.abc import Callable, Mapping
from dataclasses import asdict
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from sqlmodel import Session, col, select

from commands.guard import say, show
from commands.home import existing_database
from commands.out_file import write_out
from distributor.clock import VIETNAM, SystemClock
from distributor.errors import LoaError
from distributor.models import Unit
from distributor.report.engagement.asked import checked, choices, span_asked
from distributor.report.engagement.read import read_report
from distributor.report.engagement.shapes import Report, ReportQuery
from distributor.report.engagement.tables import tables_of
from distributor.settings import Settings, load_settings
from phrases.grouped import grouped

if TYPE_CHECKING:
    from distributor.report.engagement.tables import ReportTable

SHOWN = ("summary", "by_channel", "best", "coverage", "punctuality", "cost", "sms")
"""Tables at the terminal, by their first columns; the rest stands in the files."""
COLUMNS = {"summary": (0, 1, 2, 3, 5), "by_channel": (0, 1, 4, 7), "best": (0, 1, 5, 7)}


def report(
    *,
    first: date | None,
    last: date | None,
    period: str,
    unit: str,
    channel: str,
    kind: str,
    as_json: bool,
    out: Path | None,
) -> int:
    write = _writer(out)
    now = SystemClock().now()
    span = span_asked(period, first, last, now.astimezone(VIETNAM).date())
    settings = load_settings()
    with existing_database(settings) as database, database.read() as session:
        unit_ids, unit_id = _units(session, unit)
        wish = ReportQuery(span, unit_ids, unit_id, channel or None, None, kind or None)
        found = read_report(session, checked(wish, choices(session, unit_ids)), now)
        content = write(session, settings, found) if write else b""
    if out is not None:
        write_out(out, content)
        say(f"Đã ghi {out}: {found.span.title}, {found.totals.now.posts} bài.")
    if as_json:
        show(plain(asdict(found)))
    elif out is None:
        _print(found)
    return 0


Writer = Callable[[Session, Settings, Report], bytes]


def _writer(out: Path | None) -> Writer | None:
    """Return the writer of a file's ending. Raises LoaError for an ending that no report has."""
    from distributor.report.engagement.csv_file import csv_of
    from distributor.report.engagement.workbook import workbook_of

    writers: Mapping[str, Writer] = {
        ".xlsx": lambda _session, _settings, found: workbook_of(found),
        ".csv": lambda _session, _settings, found: csv_of(found),
        ".pdf": _paper("pdf"),
        ".docx": _paper("docx"),
    }
    if out is None:
        return None
    if out.suffix.lower() not in writers:
        raise LoaError(f"Không ghi được báo cáo dạng «{out.suffix or out.name}». Các dạng: {', '.join(writers)}.")
    return writers[out.suffix.lower()]


def _paper(ending: str) -> Writer:
    def write(session: Session, settings: Settings, found: Report) -> bytes:
        from distributor.media.store import MediaStore
        from distributor.report.papers.files import make_file, paper_of
        from distributor.report.papers.pictures import read_pictures

        paper = paper_of(session, found, is_sample=settings.values.sandbox)
        return make_file(paper, read_pictures(found, MediaStore(settings.media_folder)), ending)[2]

    return write


def _units(session: Session, code: str) -> tuple[tuple[int, ...], int | None]:
    """All, the uppermost first, and the one with this code. Raises LoaError."""
    units = session.exec(select(Unit).order_by(col(Unit.parent_id).is_not(None), col(Unit.id))).all()
    chosen = next((unit for unit in units if unit.code == code), None)
    if not units or (code and chosen is None):
        raise LoaError(f"Không có đơn vị «{code}». Các đơn vị: {', '.join(unit.code for unit in units) or 'chưa có'}.")
    return tuple(unit.id or 0 for unit in units), chosen.id if chosen else None


def plain(value: object) -> object:
    """Days and instants as ISO 8601 text."""
    match value:
        case datetime() | date():
            return value.isoformat()
        case dict():
            return {key: plain(each) for key, each in value.items()}
        case list() | tuple():
            return [plain(each) for each in value]
    return value


def _print(found: Report) -> None:
    print(f"{found.unit_name}\nBáo cáo: {found.span.title}")
    for name, value in found.narrowed:
        print(f"{name}: {value}")
    for table in tables_of(found):
        if table.key in SHOWN:
            _print_table(table)


def _print_table(table: "ReportTable") -> None:
    print(f"\n{table.title}")
    if not table.rows:
        print(f"  {table.empty}")
        return
    places = COLUMNS.get(table.key, tuple(range(len(table.columns))))
    lines = [[table.columns[place].label for place in places]]
    lines += [[_text(row[place], table.columns[place].missing) for place in places] for row in table.rows]
    wide = [max(len(line[place]) for line in lines) for place in range(len(places))]
    for line in lines:
        cells = [cell.ljust(wide[place]) if place == 0 else cell.rjust(wide[place]) for place, cell in enumerate(line)]
        print(f"  {'  '.join(cells)}".rstrip())


def _text(value: object, missing: str) -> str:
    match value:
        case None:
            return missing or "—"
        case int():
            return grouped(value)
        case float():
            return f"{value:.3f}".rstrip("0").rstrip(".").replace(".", ",")
        case str() if len(value) > 60:
            return f"{value[:59]}…"
    return str(value)
