"""The typeface of papers: TeX Gyre Termes, as wide as Times New Roman letter by letter, so that what we measure holds in both."""

from functools import cache
from importlib.util import find_spec
from pathlib import Path

from PIL import ImageFont

from distributor.errors import LoaError
from phrases import phrase

PACKAGE = "rinoh_typeface_texgyretermes"
FACES = {False: "texgyretermes-regular.otf", True: "texgyretermes-bold.otf"}
_FINE = 1000
"""Measured this large, so that rounding does not count."""


class PaperProblem(LoaError):
    """A paper could not be set."""


@cache
def typeface_folder() -> Path:
    """The package's own code wants another typesetter: its files are found without running it. Raises PaperProblem."""
    found = find_spec(PACKAGE)
    if found is None or not found.submodule_search_locations:
        raise PaperProblem(phrase("report.paper.no-typeface"))
    return Path(found.submodule_search_locations[0])


def text_width(text: str, size: float, *, bold: bool = False) -> float:
    """Return the width of a text in points, on one line."""
    return _face(bold).getlength(text) * size / _FINE


@cache
def _face(bold: bool) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(typeface_folder() / FACES[bold], _FINE)
