"""What a row of a table says by itself: for what, how much, under which head. Pure.

A row whose cells do not match the heads of its columns, or that holds two entries side by side, says nothing.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Container
from dataclasses import dataclass, replace

from distributor.facts import Role
from distributor.text.plain import capital
from distributor.understand.candidate import Candidate
from distributor.understand.candidates_words import LISTED
from distributor.understand.clauses import Clause, DocumentStructure
from distributor.understand.signals import signs
from distributor.understand.statements import MOST_QUOTE_WORDS, MOST_WORDS, lead_in, lowered, plainly
from distributor.understand.structure_lines import VALUE
from distributor.understand.wording import count

ROW = 6
"""The level of a table's row."""
MOST_ROWS = 200
"""Rows of a table of which one may be said: of the prices of a thousand streets one tells nobody anything."""
_SPAN = re.compile(r"(?:đến|trên|từ|dưới|không quá)\s+\d", re.IGNORECASE)
"""A name that tells nothing without the head of its column: "Đến 60"."""
_UNIT_HEAD = re.compile(r"(?:đơn vị(?: tính)?|đvt)\b", re.IGNORECASE)
_UNIT_AT_END = re.compile(r"\s(?P<unit>đồng\s?/\s?[\w /]{2,24})\Z", re.IGNORECASE)
"""A unit in the cell behind the name, where the columns are lost: "Gia hạn giấy phép đồng/lần"."""
_MEASURE = re.compile(
    r"(?:m[23²³]|km|ha|kg|tấn|tạ|lít|lần|lượt|hồ sơ|giấy|xe|chiếc|cái|con|hộ|người|ngày|tháng|năm|vé|bản|trang|thửa|phòng)"
    r"(?:/[^\W\d_]{2,12})?",
    re.IGNORECASE,
)
"""In a column "Đơn vị tính" beside "Mức thu (đồng)"."""
_SUM_NAMED = re.compile(r"(?:mức|giá|đơn giá|phí|lệ phí|học phí)(?!\w)", re.IGNORECASE)
_AT_MOST = re.compile(r"(?<!\w)(?:tối đa|mức trần|giá trần)(?!\w)", re.IGNORECASE)
LEAST_LEAD, LONGEST_LEAD = 4, 16
"""Words of what stands above a table and is said with each of its rows."""
_REMARK_HEAD = re.compile(r"(?:ghi chú|căn cứ|cơ sở pháp lý)\b", re.IGNORECASE)
_NUMBER_HEAD = re.compile(r"(?:stt|tt|số tt|số thứ tự|mã|ký hiệu)\b", re.IGNORECASE)
_OF_PROCEDURE = (
    ("name", re.compile(r"(?:tên )?(?:thủ tục|tthc)(?: hành chính)?\b", re.IGNORECASE)),
    ("term", re.compile(r"thời (?:hạn|gian)(?: giải quyết)?\b", re.IGNORECASE)),
    ("place", re.compile(r"(?:địa điểm|nơi)(?: thực hiện| tiếp nhận| nộp)?", re.IGNORECASE)),
    ("fee", re.compile(r"(?:mức )?(?:phí|lệ phí)\b", re.IGNORECASE)),
)
_COUNTED_FROM = re.compile(
    r"\s*\([^()]*\)|\s+(?:kể từ|từ|tính từ)(?: ngày| khi)? nhận (?:đủ|được)[^;.,]*", re.IGNORECASE
)
"""From when its days count, and what it took before."""
MOST_OF_PROCEDURE = 30
_ROOM_OF_FEE = 8
_AN_OFFICE = re.compile(r"(?:ủy ban|ubnd|trung tâm|bộ phận|sở|chi cục|cơ quan|văn phòng|công an|trạm)\s", re.IGNORECASE)
_ONE_SUM = re.compile(r"\d[\d.,]*\s?(?:đồng|đ)(?:/[^\s,;]{1,20}(?: [^\s,;]{1,10})?)?\Z", re.IGNORECASE)


@dataclass(frozen=True)
class RowSaid:
    """`name`: what it is for. `title`: the head of its one value, else empty."""

    name: str
    title: str
    statement: str


def row_said(clause: Clause, *, ruled: bool, shared: Container[str] = ()) -> RowSaid | None:
    """Say a table's row as a sentence. `ruled`: the row stood between lines, so that its first cells may be numbers, names and
    units alike. `shared`: cells that several rows of the table have, so that they name none of them alone."""
    cells, header = clause.cells, clause.header
    if (procedure := _procedure(cells, header)) is not None:
        return procedure
    fits = any(header) and len(header) == len(cells)
    values = [n for n, cell in enumerate(cells) if n > 0 and VALUE.match(cell) and not _is_number_head(header, n)]
    names = [n for n, cell in enumerate(cells) if n not in values and any(letter.isalpha() for letter in cell)]
    if not values or not names or (fits and len({header[n] for n in values}) < len(values)):
        return None
    units = [n for n in names if fits and _UNIT_HEAD.match(header[n])]
    names = [n for n in names if n not in units and n < values[-1]]
    place = next((n for n in names if count(cells[n]) >= 2), names[0] if names else 0)
    name = LISTED.sub("", plainly(cells[place])).strip(" .;:-–")
    name = _UNIT_AT_END.sub(r" (\g<unit>)", name)
    if ruled and fits and cells[place] in shared:
        beside = next((n for n in names if n > place and not _REMARK_HEAD.match(header[n])), None)
        name = f"{name}, {lowered(cells[beside])}" if beside is not None else name
    if not name or (fits and ruled and any(header[n] == header[place] for n in names if n != place)):
        return None
    if fits and ruled and header[place] and _SPAN.match(name):
        head = plainly(header[place])
        name = f"{head[:1].lower()}{head[1:]} {name[:1].lower()}{name[1:]}"
    unit = cells[units[0]] if units and cells[units[0]].casefold().startswith("đồng") else clause.unit
    if units and unit.casefold() == "đồng" and _MEASURE.fullmatch(cells[units[0]].strip()):
        unit = f"đồng/{cells[units[0]].strip()}"
    unit = f"{unit[:1].lower()}{unit[1:]}".replace("/ ", "/")
    if len(values) == 1 and count(name) >= 2:
        title = plainly(header[values[0]] if fits else _last_head(header) if values[0] == len(cells) - 1 else "")
        if unit and unit not in title:
            title = f"{title.replace(' (đồng)', '') or 'Mức'} ({unit})"
        return RowSaid(name, title, f"{title or 'Mức'}: {name}: {cells[values[0]]}.")
    titles = [plainly(header[n]) for n in values] if fits else []
    if len(values) > 1 and titles and all(titles):
        pairs = "; ".join(f"{head[:1].lower()}{head[1:]}: {cells[n]}" for head, n in zip(titles, values, strict=True))
        group = f"{header[0]}, " if not ruled and header[0] else ""
        counted = f" ({unit})" if unit and not all(unit in title.casefold() for title in titles) else ""
        return RowSaid(name, "", capital(f"{group}{name}{counted}: {pairs}."))
    return None


def under_its_lead(said: RowSaid, above: str, heading: str) -> RowSaid:
    """Say a row under what stands above its table: what its several values are of ("Đối với quầy, sạp bán hàng cố định:"), what
    its one value is ("Mức thu khi nộp trực tiếp:"); and as the most that may be asked where the heading says so."""
    lead = lead_in(above) if above.endswith(":") and not any(letter.isdigit() for letter in above) else ""
    lead = lead if count(lead) >= LEAST_LEAD else ""  # "Mức thu:" says no more than the column
    if not said.title:
        told = f"{capital(lead)}: {said.statement[:1].lower()}{said.statement[1:]}"
        return replace(said, statement=told) if lead and count(told) <= MOST_WORDS else said
    title = said.title
    if lead and count(lead) <= LONGEST_LEAD and _SUM_NAMED.match(lead):
        unit = title.rpartition(" (")[2] if title.endswith(")") else ""
        title = f"{capital(lead)} ({unit}" if unit else capital(lead)
    if _AT_MOST.search(f"{heading} {above}") and not _AT_MOST.search(title):
        name, bracket, rest = title.partition(" (")
        title = f"{name} tối đa{bracket}{rest}"
    return replace(said, title=title, statement=f"{title}{said.statement[len(said.title) :]}")


def _procedure(cells: tuple[str, ...], header: tuple[str, ...]) -> RowSaid | None:
    """Say an administrative procedure: its name, how long it takes, what it costs. None of a row of another table."""
    if len(header) != len(cells):
        return None
    heads = [next((name for name, pattern in _OF_PROCEDURE if pattern.match(head)), "") for head in header]
    if "name" not in heads or "term" not in heads:
        return None
    name, term = cells[heads.index("name")], plainly(cells[heads.index("term")])
    if count(name) < 3 or not (any(letter.isdigit() for letter in term) or term.casefold().startswith("ngay")):
        return None
    if count(name) + count(term) > MOST_OF_PROCEDURE:
        term = _COUNTED_FROM.sub("", term)
    told = f"{name.rstrip(' .;')}: {term[:1].lower()}{term[1:].rstrip(' .;')}"
    place = plainly(cells[heads.index("place")]).strip(" .;") if "place" in heads else ""
    if _AN_OFFICE.match(place) and count(told) + count(place) <= MOST_WORDS - _ROOM_OF_FEE:
        told = f"{told}; nơi nộp: {place}"
    fee = cells[heads.index("fee")].strip(" .") if "fee" in heads else ""
    if fee.casefold() in {"không", "không có", "không thu"}:
        told = f"{told}; không thu phí, lệ phí"
    elif _ONE_SUM.match(fee):
        told = f"{told}; phí, lệ phí: {fee}"
    return RowSaid(name, "", f"{told}.")


def _is_number_head(header: tuple[str, ...], place: int) -> bool:
    return place < len(header) and _NUMBER_HEAD.match(header[place]) is not None


def _last_head(header: tuple[str, ...]) -> str:
    """The head of a value at the end of a row that lacks cells, which the rows above share with it."""
    return next((head for head in reversed(header) if not _REMARK_HEAD.match(head)), "")


def row_candidates(structure: DocumentStructure) -> dict[int, tuple[Candidate]]:
    """Place → what a row of a table tells, of tables that are not too long.

    Not of rows of one name: what they are of stood in a cell that spans them, and each would be told as the others.
    """
    tables: dict[tuple[str, tuple[str, ...]], list[int]] = defaultdict(list)
    for place, clause in enumerate(structure.clauses):
        if clause.level == ROW:
            tables[clause.citation, clause.header].append(place)
    found: list[Candidate] = []
    for places in tables.values():
        if len(places) <= MOST_ROWS:
            times = Counter(cell for place in places for cell in set(structure.clauses[place].cells))
            shared = {cell for cell, rows in times.items() if rows > 1}
            found += [told for place in places if (told := _row_candidate(structure, place, shared)) is not None]
    names = Counter((each.citation, each.lead, each.words) for each in found)
    return {each.place: (each,) for each in found if names[each.citation, each.lead, each.words] == 1}


def _row_candidate(structure: DocumentStructure, place: int, shared: Container[str]) -> Candidate | None:
    """What a row is for, and its value with what the head of the column says of it."""
    clause = structure.clauses[place]
    ruled = "|" in structure.source[max(0, clause.start - 2) : clause.end]
    said = row_said(clause, ruled=ruled, shared=shared)
    above = structure.words(structure.clauses[clause.parent]) if clause.parent >= 0 else ""
    said = under_its_lead(said, above, clause.heading) if said is not None else None
    quote = " ".join(structure.source[clause.start : clause.end].split())
    if said is None or count(said.statement) > MOST_WORDS or count(quote) > MOST_QUOTE_WORDS:
        return None
    own = signs(said.name)
    return Candidate(
        Role.AMOUNT,
        said.name,
        said.statement,
        (quote,),
        clause.citation,
        place,
        clause.parent,
        own,
        None,
        said.title,
        "row",
    )
