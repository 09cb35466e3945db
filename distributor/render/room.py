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
    blocked = np.pad((taken | ~seen).astype(np.int64), ((1, 0), (1, 0))).cumsum(0).cumsum(1)
    fits = _square_sums(blocked, cells) == 0
    # A cell is left where one of the squares over it fits.
    starts = np.pad(fits.astype(np.int64), ((cells, cells - 1), (cells, cells - 1))).cumsum(0).cumsum(1)
    free = _square_sums(starts, cells) > 0
    return float((free & seen).sum() / seen.sum())


def _square_sums(sums: NDArray[np.int64], side: int) -> NDArray[np.int64]:
    """What lies in each square, of the sums from the upper left corner."""
    found: NDArray[np.int64] = sums[side:, side:] - sums[:-side, side:] - sums[side:, :-side] + sums[:-side, :-side]
    return found
