"""Tables that lost their lines: a name and then its values, each on a line of its own. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass

from distributor.understand.structure_lines import MOST_ROWS, NAMES_FIRST, SHORT_LINE, VALUE, is_name


@dataclass(frozen=True)
class FlatRow:
    """`start`, `end`: in the text. `cells`: the name, then its values; `header`: the group, then the heads of the values."""

    start: int
    end: int
    cells: tuple[str, ...]
    header: tuple[str, ...]


def flat_table(lines: Sequence[tuple[int, str]], place: int) -> tuple[int, list[FlatRow]]:
    """The first line behind a table that begins at `place`, and its rows; (0, []) where none begins. A line: start, words."""
    if not is_name(lines[place][1]):
        return 0, []
    at = place
    run: list[bool] = []
    while at < len(lines) and at - place < 8 * MOST_ROWS and len(lines[at][1]) <= 3 * SHORT_LINE:
        line = lines[at][1]
        if (not VALUE.match(line) and not is_name(line)) or (at - place > NAMES_FIRST and not any(run)):
            break
        run.append(bool(VALUE.match(line)))
        at += 1
    if run.count(True) < 4 or run.count(True) < 0.4 * len(run):
        return 0, []
    values = [lines[place + n][1] for n, value in enumerate(run) if value]
    if all(value.isdigit() and int(value) == int(values[0]) + n for n, value in enumerate(values[:4])):
        return at, []  # a list of names with their numbers
    first = run.index(True) - 1
    width = next((n for n, value in enumerate([*run[first + 1 :], False]) if not value), 1)
    if first < width or width < 1:
        return 0, []
    header = tuple(lines[place + n][1] for n in range(first - width, first))
    return at, _rows(lines, place + first, at, header)


def _rows(lines: Sequence[tuple[int, str]], spot: int, stop: int, header: tuple[str, ...]) -> list[FlatRow]:
    """A name without values heads the group that follows."""
    width, group, rows = len(header), "", []
    while spot < stop:
        label = lines[spot][1]
        values: list[str] = []
        end = spot + 1
        while end < stop and len(values) < width and VALUE.match(lines[end][1]):
            values.append(lines[end][1])
            end += 1
        if len(values) == width and not VALUE.match(label):
            last = lines[end - 1]
            rows.append(FlatRow(lines[spot][0], last[0] + len(last[1]), (label, *values), (group, *header)))
        elif not values:
            group = label
        spot = max(end, spot + 1)
    return rows
