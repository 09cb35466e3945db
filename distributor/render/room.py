"""How much of a card is left: where two more lines of the smallest letters would find room. Pure; chooses between frames."""

import numpy as np
from numpy.typing import NDArray

from distributor.render.layout import Layout
from distributor.render.marks import Arrangement

FIELD = 56 / 390
"""Side of a square that holds two lines of the smallest letters with a margin, as a share of the card's width."""
CELLS, ROUGHLY = 28, 14
"""Of the grid along that side; and of one that takes a quarter of the time and may find less."""
AIR = 0.08
"""Within a pictogram's square, on each side."""


def room_left(arranged: Arrangement, layout: Layout, cells: int = CELLS) -> float:
    """Share of the card, without what an app covers, under squares that touch no letters, picture, code or edge."""
    cell = FIELD * layout.width / cells
    taken = np.zeros((round(layout.height / cell), round(layout.width / cell)), dtype=bool)
    seen = np.ones_like(taken)

    def put(grid: np.ndarray, left: float, top: float, right: float, bottom: float, value: bool = True) -> None:
        rows = slice(max(0, int(top / cell)), max(0, int(-(-bottom // cell))))
        grid[rows, max(0, int(left / cell)) : max(0, int(-(-right // cell)))] = value

    for line in arranged.lines:
        put(taken, *line.extent)
    for icon in arranged.icons:
        air = AIR * icon.side
        put(taken, icon.left + air, icon.top + air, icon.left + icon.side - air, icon.top + icon.side - air)
    for box in arranged.boxes:
        put(taken, box.left, box.top, box.right, box.top + 1)
        put(taken, box.left, box.bottom - 1, box.right, box.bottom)
        put(taken, box.left, box.top, box.left + 1, box.bottom)
        put(taken, box.right - 1, box.top, box.right, box.bottom)
    if arranged.emblem is not None:
        left, top, side = arranged.emblem
        put(taken, left, top, left + side, top + side)
    if arranged.code is not None:
        put(taken, *arranged.code)
    for clear in layout.frame.clear:
        put(seen, *clear, value=False)
    fits = _square_sums(_within(taken | ~seen, 1, 0), cells) == 0
    # A cell is left where one of the squares over it fits.
    free = _square_sums(_within(fits, cells, cells - 1), cells) > 0
    return float((free & seen).sum() / seen.sum())


def _within(grid: NDArray[np.bool_], before: int, after: int) -> NDArray[np.int32]:
    """The grid with so many rows and columns of nothing round it (`np.pad` takes as long as all the rest)."""
    rows, columns = grid.shape
    wide = np.zeros((before + rows + after, before + columns + after), np.int32)
    wide[before : before + rows, before : before + columns] = grid
    return wide


def _square_sums(grid: NDArray[np.int32], side: int) -> NDArray[np.int32]:
    """Return what lies in each square, by sums from the upper left corner."""
    sums = np.cumsum(np.cumsum(grid, 0, np.int32), 1, np.int32)
    found: NDArray[np.int32] = sums[side:, side:] - sums[:-side, side:] - sums[side:, :-side] + sums[:-side, :-side]
    return found
