"""Pictograms of life events and roles, as densities of ink: the icons of Phosphor, by our own names (`pictograms.toml`).

Three weights of one family: `line` for small ones, `solid` for large ones, `duo` with a pale inside for the largest. The SVG
files stand in one archive of the package `justmyresource-phosphor`; typst, which the reports use, draws them. The same name,
size and weight give the same mask.
"""

import io
import tomllib
import zipfile
from functools import cache, lru_cache
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import numpy as np
from numpy.typing import NDArray
from PIL import Image
from pydantic import BaseModel, ConfigDict, TypeAdapter, ValidationError

from distributor.errors import LoaError
from distributor.settings import TEMPLATE_FOLDER
from phrases import phrase

if TYPE_CHECKING:
    import typst

__all__ = ["PICTOGRAMS", "Gesture", "PictogramProblem", "PictogramWeight", "gesture_of", "pictogram", "pictogram_svg"]

PictogramWeight = Literal["line", "solid", "duo"]
Gesture = Literal["swing", "strike", "turn", "spin", "drive", "shake", "beat", "hop", "write", "grow"]
"""How a pictogram works in a video."""
USUAL: Gesture = "beat"

FILE = TEMPLATE_FOLDER / "cards" / "pictograms.toml"
PACKAGE = "justmyresource_phosphor"
FOLDERS: dict[PictogramWeight, str] = {"line": "bold", "solid": "fill", "duo": "duotone"}
STROKES: dict[PictogramWeight, int] = {"line": 24, "solid": 24, "duo": 16}
INSIDES: dict[PictogramWeight, str] = {"line": "none", "solid": "none", "duo": 'currentColor" fill-opacity="0.2'}


class PictogramProblem(LoaError):
    """A pictogram is not known, or its package is not installed."""


class _Names(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    icons: dict[str, str]
    signs: dict[str, str]
    drawn: dict[str, str]
    gestures: dict[Gesture, tuple[str, ...]]


@cache
def _names(file: Path = FILE) -> _Names:
    try:
        return TypeAdapter(_Names).validate_python(tomllib.loads(file.read_text(encoding="utf-8")))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError, ValidationError) as error:
        raise PictogramProblem(phrase("render.pictogram.unreadable", file=file.name, error=str(error))) from error


PICTOGRAMS: frozenset[str] = (frozenset(_names().icons) | frozenset(_names().drawn)) - {"disc"}
"""All names of life events and roles."""


@cache
def gesture_of(name: str) -> Gesture:
    """The gesture of a pictogram; the usual one where it is not named."""
    return next((gesture for gesture, names in _names().gestures.items() if name in names), USUAL)


@lru_cache(maxsize=96)
def pictogram(name: str, size: int, weight: PictogramWeight = "solid") -> NDArray[np.uint8]:
    """The density of ink, 0 to 255, of a square of `size` pixels. Not to be changed: it is kept.

    Raises `PictogramProblem` for a name that is not there, or without the package.
    """
    svg = pictogram_svg(name, weight).replace("\\", "").replace('"', '\\"')
    program = (
        f"#set page(width: {size}pt, height: {size}pt, margin: 0pt, fill: none)\n"
        f'#image(bytes("{svg}"), format: "svg", width: 100%)'
    )
    import typst  # noqa: PLC0415 - 7 MB that only this wants

    try:
        drawn = typst.compile(program.encode(), format="png", ppi=72.0, font_paths=_no_fonts())
    except (RuntimeError, ValueError, OSError) as error:
        raise PictogramProblem(phrase("render.pictogram.not-drawn", name=name, error=type(error).__name__)) from error
    assert isinstance(drawn, bytes)  # noqa: S101 - a single page
    with Image.open(io.BytesIO(drawn)) as picture:
        return np.asarray(picture.getchannel("A"))


@cache
def _no_fonts() -> "typst.Fonts":
    import typst  # noqa: PLC0415 - 7 MB that only this wants

    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[])


def pictogram_svg(name: str, weight: PictogramWeight) -> str:
    """The drawing itself, in the colour of what is around it."""
    names = _names()
    if shapes := names.drawn.get(name):
        inside = shapes.replace("{stroke}", str(STROKES[weight])).replace("{inside}", INSIDES[weight])
        return f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 256 256">{inside}</svg>'
    icon = names.icons.get(name) or names.signs.get(name)
    if icon is None:
        raise PictogramProblem(phrase("render.pictogram.none", name=name, file=FILE.name))
    return _icons()[f"{FOLDERS[weight]}/{icon}-{FOLDERS[weight]}.svg"]


@cache
def _icons() -> dict[str, str]:
    """The files of all our names, read at once: the archive's table of contents takes longer than they do."""
    wanted = {
        f"{folder}/{icon}-{folder}.svg"
        for icon in {**_names().icons, **_names().signs}.values()
        for folder in FOLDERS.values()
    }
    try:
        with zipfile.ZipFile(_archive()) as archive:
            return {name: archive.read(name).decode() for name in sorted(wanted)}
    except (OSError, KeyError, zipfile.BadZipFile) as error:
        raise PictogramProblem(phrase("render.pictogram.package-unreadable", error=str(error))) from error


def _archive() -> Path:
    """Found without importing the package: it would ask for another one that only its own way of reading needs."""
    found = find_spec(PACKAGE)
    for folder in (found.submodule_search_locations or []) if found else []:
        return Path(folder) / "icons.zip"
    raise PictogramProblem(phrase("render.pictogram.package-missing"))
