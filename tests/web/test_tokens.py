"""Colours are named once, for light and dark, and every sheet says them by their names."""

import re

from web.assets import STATIC_FOLDER

GROUND = (STATIC_FOLDER / "tokens.css").read_text(encoding="utf-8")
OTHERS = {
    file.name: file.read_text(encoding="utf-8") for file in STATIC_FOLDER.glob("*.css") if file.name != "tokens.css"
}
LIGHT, _, DARK = GROUND.partition("prefers-color-scheme:dark")
LEAST_CONTRAST = 4.5
READ_ON = {
    "paper": ("ink", "soft", "link", "brand", "good", "bad", "plan", "wait", "odd"),
    "pale": ("ink", "soft", "link", "brand"),
    "warm": ("ink", "soft", "link"),
    "warm-tint": ("ink", "warm-ink"),
    "good-pale": ("ink", "soft", "link"),
    "good-tint": ("ink", "good-ink"),
    "bad-pale": ("ink", "soft", "link"),
    "bad-tint": ("ink", "bad-ink"),
    "tint": ("ink", "tint-ink"),
    "odd-tint": ("ink", "odd-ink"),
    "fill": ("on-fill",),
    "fill-hover": ("on-fill",),
    "fill-good": ("on-fill",),
    "fill-bad": ("on-fill",),
    "bar": ("on-fill",),
    "gold": ("on-gold",),
}
"""Ground → what is written on it."""


def tokens(text: str) -> dict[str, str]:
    return dict(re.findall(r"--([a-z0-9-]+):(#[0-9a-f]{3,8})\b", text))


def lightness(colour: str) -> float:
    digits = colour[1:]
    parts = [digits[i] * 2 for i in range(3)] if len(digits) <= len("rgba") else [digits[i : i + 2] for i in (0, 2, 4)]
    shares = [int(part, 16) / 255 for part in parts]
    linear = [share / 12.92 if share <= 0.03928 else ((share + 0.055) / 1.055) ** 2.4 for share in shares]
    return sum(share * weight for share, weight in zip(linear, (0.2126, 0.7152, 0.0722), strict=True))


def contrast(one: str, other: str) -> float:
    low, high = sorted((lightness(one), lightness(other)))
    return (high + 0.05) / (low + 0.05)


def test_no_sheet_has_a_colour_of_its_own() -> None:
    stray = {name: found for name, text in OTHERS.items() if (found := re.findall(r"#[0-9a-fA-F]{3,8}\b", text))}
    assert stray == {}


def test_every_name_that_is_said_is_known() -> None:
    for name, text in OTHERS.items():
        known = set(re.findall(r"--([a-z0-9-]+):", GROUND + text))
        assert set(re.findall(r"var\(--([a-z0-9-]+)\)", text)) <= known, name


def test_what_is_written_is_read_on_its_ground_by_day_and_by_night() -> None:
    light = tokens(LIGHT)
    for scheme in (light, {**light, **tokens(DARK)}):
        faint = {
            (ground, words): round(contrast(scheme[ground], scheme[words]), 2)
            for ground, written in READ_ON.items()
            for words in written
            if contrast(scheme[ground], scheme[words]) < LEAST_CONTRAST
        }
        assert faint == {}
