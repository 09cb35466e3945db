"""How much of a card is left: where two more lines of the smallest letters would find room. Pure; chooses between frames."""

import numpy as np

from distributor.render.layout import Layout
from distributor.render.marks import Arrangement

FIELD = 56 / 390
"""Side of a square that holds two lines of the smallest letters with a margin, as a share of the card's width."""
CELLS = 14
"""Of the grid along that side: coarse, for it only compares."""


def room_left(arranged: Arrangement, layout: Layout) -> float:
    """Share of the card, without what an app covers, under squares that touch no letters, picture, code or edge."""
    cell = FIELD * layout.width / CELLS
    taken = np.zeros((round(layout.height / cell), round(layout.width / cell)), dtype=bool)
    seen = np.ones_like(taken)

    def put(grid: np.ndarray, left: float, top: float, right: float, bottom: float, value: bool = True) -> None:
        rows = slice(max(0, int(top / cell)), max(0, int(-(-bottom // cell))))
        grid[rows, max(0, int(left / cell)) : max(0, int(-(-right // cell)))] = value

    for line in arranged.lines:
        put(taken, *line.extent)
    for icon in arranged.icons:
        put(taken, icon.left, icon.top, icon.left + icon.side, icon.top + icon.side)
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
    windows = np.lib.stride_tricks.sliding_window_view(taken | ~seen, (CELLS, CELLS))
    free = np.zeros_like(taken)
    for row, column in np.argwhere(~windows.any(axis=(2, 3))):
        free[row : row + CELLS, column : column + CELLS] = True
    return float(free.sum() / seen.sum())
