"""Sets a line's letters: how dense the ink of each pixel is. Words and lines that came before are kept."""

from functools import lru_cache

import numpy as np
from PIL import Image, ImageDraw

from distributor.render.canvas import Indices
from distributor.render.fonts import Weight, load_font


@lru_cache(maxsize=64)
def set_letters(text: str, weight: Weight, size: int) -> tuple[Indices, int, int]:
    """The line's densities of ink, and where their corner lies from the left end of its base line. Names come again and again."""
    at, placed = 0.0, []
    for word in text.split(" "):
        if word:
            ink, left, top = _word(word, weight, size)
            placed.append((ink, round(at) + left, top))
        at += _advance(word + " ", weight, size)
    if not placed:
        return np.zeros((0, 0), np.uint8), 0, 0
    left, top = min(each[1] for each in placed), min(each[2] for each in placed)
    right = max(each[1] + each[0].shape[1] for each in placed)
    bottom = max(each[2] + each[0].shape[0] for each in placed)
    line = np.zeros((bottom - top, right - left), np.uint8)
    for ink, across, down in placed:
        place = line[down - top : down - top + ink.shape[0], across - left : across - left + ink.shape[1]]
        np.maximum(place, ink, out=place)
    return line, left, top


@lru_cache(maxsize=4096)
def _word(word: str, weight: Weight, size: int) -> tuple[Indices, int, int]:
    """Set a word as `set_letters` does. Setting letters is a third of a card's time, and most words of the law come on many
    cards."""
    mask, (left, top) = load_font(weight, size).getmask2(word, mode="L", anchor="ls")
    # Through a picture: as bytes, the mask would be read pixel by pixel, which took half as long as setting the letters.
    picture = Image.new("L", mask.size)
    ImageDraw.Draw(picture).draw.draw_bitmap((0, 0), mask, 255)
    return np.asarray(picture), round(left), round(top)


@lru_cache(maxsize=4096)
def _advance(word: str, weight: Weight, size: int) -> float:
    return load_font(weight, size).getlength(word)
