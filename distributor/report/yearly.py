"""The yearly results that agencies hand in, by form or by file: what they did outside Loa, in the lines of the statistics form.

A file is one row an agency; every cell is checked before anything is written. Functions take a session and never commit.
"""

import csv
import io
import re
from collections.abc import Iterator, Mapping, Sequence

from sqlmodel import Session, col, select

from distributor.broadcast.table_rows import folded_title
from distributor.errors import LoaError
from distributor.importing.sheet import Sheet
from distributor.models import AgencyResults
from distributor.report.engagement.shapes import StatisticsRow
from distributor.report.engagement.statistics import citizens, form_rows
from distributor.report.sheet_text import plain_cell
from distributor.staff.deeds import Actor, deed
from distributor.staff.visibility import must_see, visible_to
from phrases import Phrase, listed, phrase

FIRST_YEAR, LAST_YEAR = 2001, 2098
LARGEST_FIGURE, LONGEST_AGENCY, LONGEST_REMARKS, MOST_TOLD = 1_000_000_000, 300, 4_000, 5
AGENCY, REMARKS = phrase("report.yearly.agency"), phrase("report.yearly.remarks")
OF_PEOPLE = ("người", "lượt người")
_NUMBER = re.compile(r"\d{1,3}(?:[. ]\d{3})+|\d+")


def column_title(row: StatisticsRow) -> str:
    return f"{row.code}. {row.label} ({row.unit})"


class Unlikely(LoaError):
    """Figures that may be slips. Whoever hands them in may say that they are right (`sure`)."""


@deed("results")
def hand_in(
    session: Session,
    actor: Actor,
    unit_id: int,
    year: int,
    agency: str,
    typed: Mapping[str, str],
    remarks: str,
    *,
    sure: bool = False,
) -> AgencyResults:
    """Hand an agency's year in. `typed`: code → the figure as it was typed; empty for nothing. Raises NotThere, LoaError,
    Unlikely."""
    must_see(session, actor.staff, unit_id)
    checked = _checked(agency, typed, remarks)
    if not sure and (doubts := unlikely(checked[1])):
        raise Unlikely(phrase("report.yearly.unlikely", doubts=listed(doubts)))
    return _keep(session, actor, unit_id, year, *checked)


@deed("results")
def hand_in_file(session: Session, actor: Actor, unit_id: int, year: int, sheet: Sheet, *, sure: bool = False) -> int:
    """Hand in a table of agencies; return how many. Raises LoaError, or Unlikely, that names the rows at fault; then nothing was
    written."""
    must_see(session, actor.staff, unit_id)
    columns = {"agency": frozenset({folded_title(AGENCY)}), "remarks": frozenset({folded_title(REMARKS)})}
    columns |= {row.code: frozenset({folded_title(column_title(row)), folded_title(row.code)}) for row in form_rows()}
    places = sheet.places(columns)
    if "agency" not in places:
        raise LoaError(phrase("importing.columns-missing", columns=AGENCY))
    faults, taken, doubts = [_at(fault.line, fault.words) for fault in sheet.faults], [], list[str]()
    for row in sheet.rows:
        said = {name: row.cells[place] if place < len(row.cells) else "" for name, place in places.items()}
        try:
            taken.append(_checked(said.pop("agency"), said, said.pop("remarks", "")))
        except LoaError as error:
            faults.append(_at(row.line, error.said))
            continue
        doubts += (phrase("report.yearly.of-line", line=row.line, doubt=doubt) for doubt in unlikely(taken[-1][1]))
    if faults or not taken:
        raise LoaError(phrase("report.yearly.file-faults", faults=listed(faults[:MOST_TOLD], "; "), count=len(faults)))
    if doubts and not sure:
        raise Unlikely(phrase("report.yearly.unlikely", doubts=listed(doubts[:MOST_TOLD])))
    for agency, figures, remarks in taken:
        _keep(session, actor, unit_id, year, agency, figures, remarks)
    return len(taken)


def _at(line: int, why: str) -> Phrase:
    return phrase("report.yearly.fault", line=line, why=why)


def _checked(agency: str, typed: Mapping[str, str], remarks: str) -> tuple[str, dict[str, int], str]:
    name = " ".join(agency.split())
    if not name or len(name) > LONGEST_AGENCY:
        raise LoaError(phrase("report.yearly.no-agency", most=LONGEST_AGENCY))
    figures = {}
    for row in form_rows():
        said = typed.get(row.code, "").strip()
        if not said:
            continue
        number = int(re.sub(r"\D", "", said)) if _NUMBER.fullmatch(said) and len(said) < 16 else -1
        if not 0 <= number <= LARGEST_FIGURE:
            raise LoaError(phrase("report.yearly.no-figure", line=row.code, typed=said[:40], most=LARGEST_FIGURE))
        figures[row.code] = number
    if not figures and not remarks.strip():
        raise LoaError(phrase("report.yearly.nothing", agency=name))
    return name, figures, remarks.strip()[:LONGEST_REMARKS]


def unlikely(figures: Mapping[str, int]) -> list[Phrase]:
    """Return what of one agency's year is hardly so: more than there can be, a part above its whole, people at no event. Pure."""
    return [doubt for row in form_rows() if row.code in figures for doubt in _doubts(row, figures)]


def _doubts(row: StatisticsRow, figures: Mapping[str, int]) -> Iterator[Phrase]:
    line, told = row.code, figures[row.code]
    if row.most is not None and told > row.most:
        yield phrase("report.yearly.many", line=line, told=told, most=row.most)
    if row.unit in OF_PEOPLE and told > citizens():
        yield phrase("report.yearly.above-citizens", line=line, told=told, citizens=citizens())
    whole, events = figures.get(row.part_of), figures.get(row.held_at, 0 if row.held_at else None)
    if whole is not None and told > whole:
        yield phrase("report.yearly.above-whole", line=line, told=told, whole_line=row.part_of, whole=whole)
    if events is not None and told and not events:
        yield phrase("report.yearly.no-event", line=line, told=told, event_line=row.held_at)
    elif events is not None and told < events:
        yield phrase("report.yearly.below-events", line=line, told=told, event_line=row.held_at, events=events)


def _keep(
    session: Session, actor: Actor, unit_id: int, year: int, agency: str, figures: dict[str, int], remarks: str
) -> AgencyResults:
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise LoaError(phrase("report.yearly.no-year", first=FIRST_YEAR, last=LAST_YEAR))
    known = results_of(session, visible_to(session, actor.staff), year)
    kept = next((one for one in known if folded_title(one.agency) == folded_title(agency)), None)
    if kept is None:
        kept = AgencyResults(unit_id=unit_id, year=year, agency=agency, handed_in_by="", handed_in_at=actor.now)
    kept.figures, kept.remarks, kept.handed_in_by, kept.handed_in_at = figures, remarks, actor.login, actor.now
    session.add(kept)
    session.flush()
    actor.note(session, "results", f"results:{kept.id}", "year", "agency", "figures", unit_id=kept.unit_id)
    return kept


def results_of(session: Session, unit_ids: Sequence[int], year: int) -> list[AgencyResults]:
    """Return a year's results by the agencies' names."""
    wanted = select(AgencyResults).where(col(AgencyResults.unit_id).in_(unit_ids), AgencyResults.year == year)
    return sorted(session.exec(wanted), key=lambda one: folded_title(one.agency))


def empty_file(agencies: Sequence[str]) -> bytes:
    """Make a file to be filled in and handed in again: a row each of these agencies. UTF-8 with a byte order mark."""
    written = io.StringIO()
    lines = csv.writer(written)
    lines.writerow([AGENCY, *(column_title(row) for row in form_rows()), REMARKS])
    lines.writerows([[plain_cell(agency)] for agency in agencies])
    return ("\ufeff" + written.getvalue()).encode()
