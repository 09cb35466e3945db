"""What drawing keeps for the next card: grounds of many looks, and hardly any memory for them."""

import tracemalloc
from dataclasses import replace

from distributor.render.card import draw_card
from distributor.render.layout import load_house, load_layout
from tests.render.cases import CARDS


def test_the_grounds_of_many_looks_take_less_memory_than_their_pixels() -> None:
    layout, usual = load_layout(), CARDS["usual"]
    kinds = sorted(load_house().kinds)[:10]
    draw_card(usual, layout)  # what every card loads
    tracemalloc.start()
    try:
        for kind in kinds:
            draw_card(replace(usual, kind=kind), layout)
        kept, _ = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert kept < len(kinds) * layout.width * layout.height * 0.7
