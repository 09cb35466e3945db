"""A river at dusk, in place of a photo: nobody's picture is in the repository."""

from __future__ import annotations

from importlib import resources

import numpy as np
from PIL import Image, ImageDraw, ImageFilter, ImageFont

_WIDE = 1600
"""Of what is drawn in pixels of this width."""
_RIDGES = ((0.50, 0.05, (128, 150, 172)), (0.56, 0.045, (92, 122, 140)), (0.61, 0.03, (58, 96, 98)))
"""How far down, how high, in which colour."""


def river(width: int, height: int, mark: str = "") -> Image.Image:
    """`mark`: words in a corner."""
    scale = width / _WIDE
    down, across = np.mgrid[0:height, 0:width].astype(np.float64)
    share = (down / height)[..., None]
    sky = (1 - share) * np.array([92, 134, 176]) + share * np.array([250, 214, 165])
    random = np.random.default_rng(7)
    for base, rise, colour in _RIDGES:
        phases = random.uniform(0, 6, 6)
        ridge = sum(
            np.sin(across[0] / width * 2 * np.pi * order * 1.7 + phase) / order
            for order, phase in enumerate(phases, start=1)
        )
        sky = np.where((down > base * height + rise * height * ridge)[..., None], np.array(colour), sky)
    depth = ((down - 0.66 * height) / (0.34 * height))[..., None]
    water = (1 - depth) * np.array([214, 184, 150]) + depth * np.array([60, 98, 120])
    water = water + (np.sin(down / scale / 6 + np.sin(across / scale / 60) * 2) * 7)[..., None]
    pixels = np.where((down > 0.66 * height)[..., None], water, sky) + random.normal(0, 3, (height, width, 1))
    picture = Image.fromarray(np.clip(pixels, 0, 255).astype(np.uint8))
    draw = ImageDraw.Draw(picture)
    draw.ellipse([round(each * scale) for each in (1120, 300, 1230, 410)], fill=(255, 232, 190))
    for x, y, size in ((520, 760, 1.3), (980, 840, 1.8), (300, 900, 1.0)):
        _boat(draw, x * scale, y * scale, size * scale)
    picture = picture.filter(ImageFilter.GaussianBlur(0.8 * scale))
    if mark:
        _write(picture, mark, scale)
    return picture


def _boat(draw: ImageDraw.ImageDraw, x: float, y: float, scale: float) -> None:
    def put(corners: tuple[tuple[int, int], ...], colour: tuple[int, int, int]) -> None:
        draw.polygon([(x + right * scale, y + lower * scale) for right, lower in corners], fill=colour)

    put(((-120, 0), (120, 0), (80, 28), (-80, 28)), (58, 40, 30))
    put(((-50, 0), (-40, -36), (40, -36), (50, 0)), (120, 76, 44))
    put(((66, -46), (88, -46), (94, 0), (60, 0)), (140, 50, 50))
    put(((60, -58), (76, -80), (92, -58)), (222, 196, 150))


def _write(picture: Image.Image, mark: str, scale: float) -> None:
    with resources.as_file(
        resources.files("fontpkg_be_vietnam_pro").joinpath("files", "BeVietnamPro-Bold.ttf")
    ) as font:
        letters = ImageFont.truetype(str(font), round(44 * scale))
    ImageDraw.Draw(picture).text(
        (36 * scale, picture.height - 36 * scale), mark, fill=(255, 248, 230), font=letters, anchor="ls"
    )
