"""What a row of a table says by itself: for what, how much, under which head. Pure.

A row whose cells do not match the heads of its columns, or that holds two entries side by side, says nothing.
"""

import re
from dataclasses import dataclass

from distributor.text.plain import capital
from distributor.understand.candidates_words import LISTED
from distributor.understand.clauses import Clause
from distributor.understand.statements import plainly
from distributor.understand.structure_lines import VALUE
from distributor.understand.wording import count

_SPAN = re.compile(r"(?:đến|trên|từ|dưới|không quá)\s+\d", re.IGNORECASE)
"""A name that tells nothing without the head of its column: "Đến 60"."""
_UNIT_HEAD = re.compile(r"(?:đơn vị(?: tính)?|đvt)\b", re.IGNORECASE)
_UNIT_AT_END = re.compile(r"\s(?P<unit>đồng\s?/\s?[\w /]{2,24})\Z", re.IGNORECASE)
"""A unit in the cell behind the name, where the columns are lost: "Gia hạn giấy phép đồng/lần"."""
_REMARK_HEAD = re.compile(r"(?:ghi chú|căn cứ|cơ sở pháp lý)\b", re.IGNORECASE)
_NUMBER_HEAD = re.compile(r"(?:stt|tt|số tt|số thứ tự|mã|ký hiệu)\b", re.IGNORECASE)


@dataclass(frozen=True)
class RowSaid:
    """`name`: what it is for. `title`: the head of its one value, else empty."""

    name: str
    title: str
    statement: str


def row_said(clause: Clause, *, ruled: bool) -> RowSaid | None:
    """Say a table's row as a sentence. `ruled`: the row stood between lines, so that its first cells may be numbers, names and
    units alike."""
    cells, header = clause.cells, clause.header
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
    if not name or (fits and ruled and any(header[n] == header[place] for n in names if n != place)):
        return None
    if fits and ruled and header[place] and _SPAN.match(name):
        head = plainly(header[place])
        name = f"{head[:1].lower()}{head[1:]} {name[:1].lower()}{name[1:]}"
    unit = cells[units[0]] if units and cells[units[0]].casefold().startswith("đồng") else clause.unit
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


def _is_number_head(header: tuple[str, ...], place: int) -> bool:
    return place < len(header) and _NUMBER_HEAD.match(header[place]) is not None


def _last_head(header: tuple[str, ...]) -> str:
    """The head of a value at the end of a row that lacks cells, which the rows above share with it."""
    return next((head for head in reversed(header) if not _REMARK_HEAD.match(head)), "")
