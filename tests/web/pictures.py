"""The pictures of the README and of the staff's guide, as browser tests take them: `make pictures` keeps them, and every run
checks that they can be taken and that those in the repository are of the same window.
"""

import io
from collections.abc import Callable

import pytest
from PIL import Image
from playwright.sync_api import Locator, Page

from tests.support.servers import ROOT

FOLDER = ROOT / "docs" / "pictures"
COLOURS = 256
"""Screens have few colours; so has what a repository should carry."""
MARGIN = 8
LARGEST = 200_000
"""Bytes, of one."""
NOT_EMPTY = 16
"""Colours that any screen has more of than an empty one."""

Photograph = Callable[..., None]


@pytest.fixture
def photograph(request: pytest.FixtureRequest) -> Photograph:
    """`photograph(page, name, shows, …)`: what the window shows; `shows` is wholly in it. `down_to`: ends below this instead.

    Kept under its name if that was asked for; else the one that is kept must be of the same window.
    """

    def photograph(page: Page, name: str, *shows: Locator, down_to: Locator | None = None) -> None:
        page.wait_for_load_state("load")
        page.evaluate("document.fonts.ready")
        for one in shows:
            assert is_in_the_window(one), f"{one} is not to be seen in {name}"
        if down_to is not None:
            size, box = page.viewport_size, down_to.bounding_box()
            assert size is not None
            assert box is not None
            page.set_viewport_size({"width": size["width"], "height": round(box["y"] + box["height"]) + MARGIN})
        content = page.screenshot(animations="disabled", caret="hide")
        picture = Image.open(io.BytesIO(content)).convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE)
        assert len(picture.getcolors(COLOURS) or ()) > NOT_EMPTY, f"{name} shows nothing"
        if request.config.getoption("--take-pictures"):
            picture.save(FOLDER / name, optimize=True)
        assert (FOLDER / name).stat().st_size < LARGEST
        with Image.open(FOLDER / name) as kept:
            assert kept.width == picture.width, f"{name} is of another window: make pictures"
            assert kept.height == picture.height or down_to is not None, f"{name} is of another window: make pictures"

    return photograph


def is_in_the_window(one: Locator) -> bool:
    size, box = one.page.viewport_size, one.bounding_box()
    assert size is not None
    return (
        box is not None
        and min(box["x"], box["y"]) >= 0
        and box["x"] + box["width"] <= size["width"]
        and box["y"] + box["height"] <= size["height"]
    )
