"""QR codes on cards: read back from the picture that is published."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
import segno

from distributor.render.arrange import arrange
from distributor.render.card import draw_card
from distributor.render.layout import load_layout
from distributor.render.qr import QUIET, SMALLEST_MODULE, code_modules, code_side
from tests.render.cases import ADDRESS, FIGURE

try:
    from zxingcpp import read_barcodes
except ImportError:  # a reader of barcodes, for this test only
    read_barcodes: Callable[[Any], Any] | None = None  # type: ignore[no-redef]

LONG = (
    "https://pbgdpl.huonggiang.example/tin-bai/quyet-dinh-27-2026-quy-dinh-dien-tich-toi-thieu.html?cn=28&gd=26&tc=1188"
)


@pytest.mark.skipif(read_barcodes is None, reason="zxing-cpp is not installed")
@pytest.mark.parametrize(
    ("name", "shape", "address"),
    [
        ("figure", "square", ADDRESS),
        ("correction", "square", ADDRESS),
        ("comparison", "portrait", ADDRESS),
        ("photo", "portrait", ADDRESS),
        ("statement", "story", LONG),
    ],
)
def test_a_reader_reads_it_from_the_card(name: str, shape: Any, address: str) -> None:
    card = draw_card(replace(FIGURE, address=address), load_layout(name, shape))
    assert [code.text for code in read_barcodes(card)] == [address]
    # As a phone shows it, and as a platform sends it on.
    assert [code.text for code in read_barcodes(card.resize((card.width * 2 // 3, card.height * 2 // 3)))] == [address]


@pytest.mark.parametrize(("address", "level"), [(ADDRESS, "m"), (LONG, "l")])
def test_modules_are_whole_pixels_with_a_quiet_zone(address: str, level: str) -> None:
    side = code_side(address, 200)
    matrix = np.array([list(row) for row in segno.make_qr(address, error=level, boost_error=False).matrix], dtype=bool)
    module = side // (len(matrix) + 2 * QUIET)
    assert module >= SMALLEST_MODULE
    drawn = code_modules(address, side)
    assert drawn.shape == (side, side)
    dark = drawn[module // 2 :: module, module // 2 :: module]
    assert (dark[QUIET:-QUIET, QUIET:-QUIET] == matrix).all()
    assert dark.sum() == matrix.sum()


def test_what_no_phone_would_read_is_left_out() -> None:
    assert code_side("https://example/" + "a" * 400, 190) == 0
    assert code_side("a" * 9_000, 190) == 0
    layout = load_layout("statement", "portrait")
    assert arrange(replace(FIGURE, address="https://example/" + "a" * 400), layout).code is None
    without = arrange(replace(FIGURE, address=""), layout)
    assert without.code is None
    assert not [line for line in without.lines if line.part == "scan"]
