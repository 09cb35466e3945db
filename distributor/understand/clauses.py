"""A document as read: its clauses with their places, and their words. Values only; `structure.py` makes them."""

from dataclasses import dataclass
from functools import cached_property

from distributor.understand.sections import Section
from distributor.understand.structure_lines import NOTE


@dataclass(frozen=True)
class Clause:
    """`level`: 0 of an article's own words, 1 roman, 2 numbered, 3 "1.1", 4 lettered, 5 dashed, 6 a table's row.

    `start`, `end`: of its own words in `DocumentStructure.source`, without marker; `stop`: of all that stands under it.
    `heading`: of its article; `parent`: place of the clause that it stands under, -1 for none. `cells`: of a row; `header`: its
    table's.
    """

    start: int
    end: int
    stop: int
    marker: str
    level: int
    number: str
    heading: str
    section: Section
    citation: str
    parent: int = -1
    quoted: bool = False
    annex: bool = False
    cells: tuple[str, ...] = ()
    header: tuple[str, ...] = ()
    unit: str = ""


@dataclass(frozen=True)
class DocumentStructure:
    """`source`: the text as read, in which clauses have their places. `articles`: how many there are."""

    source: str
    clauses: tuple[Clause, ...]
    articles: int

    def words(self, clause: Clause) -> str:
        """Its own words, white space squeezed, without editors' notes."""
        return " ".join(NOTE.sub(" ", self.source[clause.start : clause.end]).split())

    def pieces(self, start: int, end: int) -> tuple[str, ...]:
        """Return what stands between two places, verbatim but for white space, without the notes that editors put in brackets."""
        return tuple(piece for part in NOTE.split(self.source[start:end]) if (piece := " ".join(part.split())))

    def heads_of(self, row: Clause, statement: str) -> tuple[str, ...]:
        """Return what stands above a table's row with figures of its own: what they count ("Đơn vị tính: 1.000 đồng"), and the
        columns' names that the statement says ("Diện tích tối thiểu (m2)")."""
        said, found = statement.casefold(), list[str]()
        if any(map(str.isdigit, row.unit)) and (place := self.source.rfind(row.unit, 0, row.start)) >= 0:
            end = self.source.find("\n", place)
            line = self.source[self.source.rfind("\n", 0, place) + 1 : end if end >= 0 else None]
            found.append(" ".join(line.split()))
        found += (cell for cell in row.header if any(map(str.isdigit, cell)) and cell.casefold() in said)
        return tuple(found)

    @cached_property
    def children(self) -> dict[int, list[int]]:
        found: dict[int, list[int]] = {}
        for place, clause in enumerate(self.clauses):
            found.setdefault(clause.parent, []).append(place)
        return found


@dataclass
class ClauseDraft:
    """A clause while its document is read: its `stop` is not known until what it holds has been read."""

    start: int
    end: int
    marker: str
    level: int
    parent: int
    number: str
    heading: str
    section: Section
    citation: str
    quoted: bool
    annex: bool
    cells: tuple[str, ...] = ()
    header: tuple[str, ...] = ()
    unit: str = ""
    stop: int = 0
