"""Colours by their part, and what a unit brings of its own. Contrast is checked when a theme is made: none that fails exists."""

from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, model_validator

from distributor.render.contrast import AA_TEXT, Colour, contrast

Tone = Literal["deep", "mid", "light", "pale"]
Role = Literal["paper", "ink", "muted", "chip", "chip_ink", "deep", "mid", "light", "pale"]

TEXT_PAIRS: frozenset[tuple[Role, Role]] = frozenset(
    {
        ("ink", "paper"),
        ("muted", "paper"),
        ("deep", "paper"),
        ("chip_ink", "chip"),
        ("chip_ink", "deep"),
        ("pale", "deep"),
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
    """Raises pydantic's ValidationError, whose text names the pair of colours that cannot be read."""

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


@dataclass(frozen=True)
class UnitTheme:
    """What a unit has of its own on its cards. Never the national emblem: it is no decoration.

    `colours` None: those of the content's kind. `logo`: a picture file (of the media store or elsewhere); None, or one that
    cannot be read: `monogram` in a roundel. `monogram`: at most three letters, empty for the initials of the unit's place.
    """

    colours: Theme | None = None
    logo: Path | None = None
    monogram: str = ""
