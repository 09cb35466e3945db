"""The typeface of all pictures: Be Vietnam Pro, which has every Vietnamese letter. Loaded once a weight and size."""

import unicodedata
from functools import cache, lru_cache
from pathlib import Path
from typing import Literal

import fontpkg_be_vietnam_pro
from PIL import ImageFont

from distributor.errors import LoaError
from phrases import phrase

Weight = Literal["Regular", "Medium", "SemiBold", "Bold", "ExtraBold"]


class FontProblem(LoaError):
    """The typeface cannot be read."""


@cache
def font_folder() -> Path:
    return Path(str(fontpkg_be_vietnam_pro.ROOT)) / "files"


@lru_cache(maxsize=128)
def load_font(weight: Weight, size: int, folder: Path | None = None) -> ImageFont.FreeTypeFont:
    """Load a font. `size` in pixels. Raises `FontProblem`."""
    file = (folder or font_folder()) / f"BeVietnamPro-{weight}.ttf"
    try:
        return ImageFont.truetype(str(file), size)
    except OSError as error:
        raise FontProblem(phrase("render.font.unreadable", file=file.name)) from error


def drawable(text: str) -> str:
    """The text without what the typeface has no letter for (emoji and their joiners), so that no empty box is drawn."""
    return "".join(letter for letter in text.replace("№", "No. ") if letter.isascii() or _is_in_typeface(letter))


@lru_cache(maxsize=4096)
def _is_in_typeface(letter: str) -> bool:
    if unicodedata.category(letter) in {"Cf", "Mn", "So"} and letter not in "°©®":
        return False
    font = load_font("Regular", 40)
    return bytes(font.getmask(letter)) != bytes(font.getmask("\uffff"))
