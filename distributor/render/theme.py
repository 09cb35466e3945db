"""Colours by their part, and what a unit brings of its own. Contrast is checked when a theme is made: none that fails exists."""

import contextlib
from colorsys import hls_to_rgb, rgb_to_hls
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, ValidationError, model_validator

from distributor.render.contrast import AA_TEXT, Colour, contrast

Tone = Literal["deep", "mid", "light", "pale"]
Role = Literal["paper", "ink", "muted", "chip", "chip_ink", "deep", "mid", "light", "pale", "accent"]

ACCENT = "#FFD470"
"""What stands out on the deep ground: a figure, a sign."""
GROUNDS = {"paper": "#FAF7F0", "pale": "#E9DFC8", "chip_ink": "#FFFFFF"}
DARKEST, LIGHTEST, MOST_SATURATION = 0.12, 0.42, 0.8
"""Between which a unit's own colour stands for its label, and how vivid it may be: a card is read, not looked at."""
TEXT_PAIRS: frozenset[tuple[Role, Role]] = frozenset(
    {
        ("ink", "paper"),
        ("muted", "paper"),
        ("deep", "paper"),
        ("chip_ink", "chip"),
        ("chip_ink", "deep"),
        ("pale", "deep"),
        ("accent", "deep"),
        ("deep", "accent"),
        ("ink", "pale"),
        ("muted", "pale"),
        ("deep", "pale"),
    }
)
"""Letters and what they may stand on; layouts use no other pair."""


def _hexadecimal(value: str) -> str:
    if len(value) != 7 or value[0] != "#":
        raise ValueError("màu phải có dạng #RRGGBB")
    try:
        bytes.fromhex(value[1:])
    except ValueError:
        raise ValueError("màu phải có dạng #RRGGBB") from None
    return value


HexColour = Annotated[str, AfterValidator(_hexadecimal)]


class Theme(BaseModel):
    """The colours of a card. Raises pydantic's ValidationError, whose text names the pair of colours that cannot be read."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    paper: HexColour
    ink: HexColour
    muted: HexColour
    chip: HexColour
    chip_ink: HexColour
    deep: HexColour
    mid: HexColour
    light: HexColour
    pale: HexColour
    accent: HexColour = ACCENT

    @model_validator(mode="after")
    def _is_readable(self) -> Self:
        for text, ground in sorted(TEXT_PAIRS):
            found = contrast(self.colour(text), self.colour(ground))
            if found < AA_TEXT:
                raise ValueError(
                    f"chữ «{text}» {getattr(self, text)} trên nền «{ground}» {getattr(self, ground)} chỉ tương phản "
                    f"{found:.2f}:1, cần ít nhất {AA_TEXT}:1"
                )
        return self

    def colour(self, part: str) -> Colour:
        value: str = getattr(self, part)
        return int(value[1:3], 16), int(value[3:5], 16), int(value[5:7], 16)


@lru_cache(maxsize=64)
def theme_from(colour: str) -> Theme:
    """A whole theme in the hue of one colour, `#RRGGBB`: as light as letters on it stay readable. Grounds are the house's."""
    hue, lightness, saturation = rgb_to_hls(*(int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)))
    saturation = min(saturation, MOST_SATURATION)

    def tone(light: float, share: float = 1.0) -> str:
        parts = hls_to_rgb(hue, light, saturation * share)
        return "#" + "".join(f"{round(part * 255):02X}" for part in parts)

    for percent in range(round(100 * max(DARKEST, min(lightness, LIGHTEST))), 0, -1):
        label = percent / 100
        colours = {
            **GROUNDS,
            "ink": tone(0.14, 0.8),
            "muted": tone(0.33, 0.3),
            "chip": tone(label),
            "deep": tone(label * 0.85),
            "mid": tone(min(label * 1.35, 0.6)),
            "light": tone(0.72, 0.7),
        }
        with contextlib.suppress(ValidationError):
            return Theme.model_validate(colours)
    raise ValueError(f"no theme comes of {colour}")  # black on white always does


@dataclass(frozen=True)
class UnitTheme:
    """A unit's own parts of its cards. Never the national emblem: it is no decoration.

    `colours` None: those of the content's kind. `logo`: a picture file (of the media store or elsewhere); None, or one that
    cannot be read: `monogram` in a roundel. `monogram`: at most three letters, empty for the initials of the unit's place.
    """

    colours: Theme | None = None
    logo: Path | None = None
    monogram: str = ""
