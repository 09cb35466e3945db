"""Card layouts as data (`templates_posts/cards/`), validated once when read.

`house.toml` has colours and patterns, `frames.toml` how each format is divided, `layouts/*.toml` what stands in a frame: blocks,
one below another. `load_layout` joins the three for one format.
"""

import math
import tomllib
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any, Literal, TypeVar, get_args

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

from distributor.errors import LoaError
from distributor.render.fonts import Weight
from distributor.render.theme import Role, Theme, Tone
from distributor.settings import TEMPLATE_FOLDER
from phrases import phrase

__all__ = ["Band", "Block", "Frame", "House", "Layout", "LayoutProblem", "Pattern", "Shape", "Theme", "load_layout"]

CARD_FOLDER = TEMPLATE_FOLDER / "cards"

FormatName = Literal["link", "square", "portrait", "x", "story", "thumbnail"]
FORMATS: dict[str, FormatName] = {name: name for name in get_args(FormatName)}
Part = Literal[
    "", "topic", "kind_label", "heading", "source", "statement", "figure_lead", "figure_number", "ban_word", "brief_figure",
    "long_number", "about", "about_first", "context", "more", "rest", "before", "after", "question", "answer", "todo", "steps",
    "who", "when_and_where", "support", "support_more", "verdict", "answer_first", "answer_rest",
]  # fmt: skip
"""What of a content a block shows; `content.py` says what each is."""
USUAL = "split"
"""The frame whose formats others have where they name none of their own."""
SHOWN_WIDTH, LEAST_SHOWN = 390, 12
"""Pixels across of a telephone, and of the smallest letters that are read on it."""
Rectangle = tuple[int, int, int, int]
"""Left, top, right, bottom in pixels; right and bottom are outside."""


class LayoutProblem(LoaError):
    """A card layout is missing or wrong."""


class _Entry(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Shape(_Entry):
    """`at` in hundredths of a tile. circle: x y radius; sector: x y radius from to (degrees, clockwise from the right);
    petal: x y of its two tips; polygon: x y of each corner."""

    kind: Literal["circle", "sector", "petal", "polygon"]
    at: tuple[float, ...]
    tone: Tone


class Pattern(_Entry):
    """`turns`: quarter turns clockwise of the tiles in a block that repeats."""

    ground: Tone
    turns: tuple[tuple[int, ...], ...] = Field(min_length=1)
    shapes: tuple[Shape, ...]


class Band(_Entry):
    left: int
    top: int
    right: int
    bottom: int
    tile: int = Field(gt=0)


class KindLook(_Entry):
    """`fixed`: a unit's own colours do not replace these."""

    theme: str
    pattern: str
    fixed: bool = False


class House(_Entry):
    """`kinds` choose theme and pattern, a kind that is not there has the defaults; `topics` the theme before them, unless the
    kind's is fixed."""

    default_theme: str
    default_pattern: str
    themes: dict[str, Theme]
    patterns: dict[str, Pattern]
    kinds: dict[str, KindLook]
    topics: dict[str, str] = Field(default_factory=dict)

    def look_of(self, kind: str, topic: str = "") -> KindLook:
        look = self.kinds.get(kind, KindLook(theme=self.default_theme, pattern=self.default_pattern))
        if look.fixed or topic not in self.topics:
            return look
        return look.model_copy(update={"theme": self.topics[topic]})


class Frame(_Entry):
    """The division of a format; see `frames.toml`."""

    size: tuple[int, int]
    scale: float = Field(gt=0)
    area: Rectangle
    hero: Rectangle | None = None
    stacked: bool = False
    bands: tuple[tuple[int, int, int, int, int], ...]
    picture: Rectangle | None = None
    qr: int = 0
    terse: bool = False
    clear: tuple[Rectangle, ...] = ()
    foot_left: int = 0


class Block(_Entry):
    """One text, list, calendar leaf or pictogram. Lengths in pixels of a card 1080 wide; the frame's scale makes others of them.

    `part`: what of the content it shows; of a pictogram the words beside it, or beneath it (`upright`): where the content lacks
    them the first of `otherwise` that it has. `sizes`: of its letters, largest and smallest; with all others' they give way
    together. `narrow`: the size to which they come down where a line is too long for the width. `sides`: of a pictogram or a
    leaf, smallest and largest; it takes the height that the words leave. `rank`: the blocks that go first where not all fit, the
    highest first; with `keeps` where the letters of all would be smaller than at that step. `grow`: its letters take what is
    left. `gap`: above it. `caption`: above it. `strike`: struck through. `sign`: a pictogram in place of the scene's.
    """

    kind: Literal["text", "list", "mast", "leaf"]
    part: Part = ""
    otherwise: tuple[Part, ...] = ("topic",)
    weight: Weight = "Medium"
    sizes: tuple[int, int] = (44, 34)
    lines: int = Field(default=12, gt=0)
    leading: float = Field(default=1.22, gt=0)
    ink: Role = "ink"
    narrow: int = Field(default=0, ge=0)
    sides: tuple[int, int] = (120, 240)
    rank: int = 0
    keeps: int = Field(default=0, ge=0)
    grow: bool = False
    gap: int = 24
    caption: str = ""
    proposed: str = ""
    strike: bool = False
    sign: str = ""
    upright: bool = False


class _LayoutFile(_Entry):
    """`label`: its name for staff. `hero`: what stands on the deep ground, above or left of the body, or after it (`hero_last`).
    `tall`, `tall_hero`: in formats where the two stand one below the other, if others. `else_frames`: the one that
    words fill best is taken where much of the frame would be left. `arrow`: from the first to the second."""

    label: str
    frame: str
    else_frames: tuple[str, ...] = ()
    formats: tuple[FormatName, ...] = Field(min_length=1)
    ground: Role = "deep"
    arrow: bool = False
    hero_last: bool = False
    hero: tuple[Block, ...] = ()
    body: tuple[Block, ...] = Field(min_length=1)
    tall_hero: tuple[Block, ...] = ()
    tall: tuple[Block, ...] = ()


@dataclass(frozen=True)
class Layout:
    """A layout in one format."""

    name: str
    format: FormatName
    label: str
    frame: Frame
    ground: Role
    arrow: bool
    hero_last: bool
    hero: tuple[Block, ...]
    body: tuple[Block, ...]
    house: House = field(compare=False, repr=False)
    others: "tuple[Layout, ...]" = ()

    @property
    def width(self) -> int:
        return self.frame.size[0]

    @property
    def height(self) -> int:
        return self.frame.size[1]

    @property
    def least(self) -> int:
        """The smallest size of letters: twelve pixels where the card is shown as wide as a telephone."""
        return math.ceil(LEAST_SHOWN * self.width / SHOWN_WIDTH)

    @property
    def bands(self) -> tuple[Band, ...]:
        return tuple(
            Band(left=left, top=top, right=right, bottom=bottom, tile=tile)
            for left, top, right, bottom, tile in self.frame.bands
        )


_HOUSE = TypeAdapter(House)
_FRAMES = TypeAdapter(dict[str, dict[FormatName, Frame]])
_FILE = TypeAdapter(_LayoutFile)
_Read = TypeVar("_Read")


@cache
def load_layout(name: str = "statement", format: FormatName = "link", folder: Path = CARD_FOLDER) -> Layout:
    """Read a layout. Raises `LayoutProblem` that names the file and the entry."""
    file = _read(folder / "layouts" / f"{name}.toml", _FILE)
    frames = _frames(folder)
    frame = {**frames[USUAL], **frames.get(file.frame, {})}.get(format)
    if frame is None or format not in file.formats:
        raise LayoutProblem(phrase("render.layout.no-format", name=name, format=format))
    house = load_house(folder)
    others = (frames[other][format] for other in file.else_frames if format in frames[other])
    return _joined(name, format, file, frame, house, tuple(_joined(name, format, file, one, house) for one in others))


def _joined(
    name: str, format: FormatName, file: _LayoutFile, frame: Frame, house: House, others: tuple[Layout, ...] = ()
) -> Layout:
    body = file.tall if frame.stacked and file.tall else file.body
    hero = file.tall_hero if frame.stacked and file.tall_hero else file.hero
    return Layout(name, format, file.label, frame, file.ground, file.arrow, file.hero_last, hero, body, house, others)


@cache
def layout_names(folder: Path = CARD_FOLDER) -> tuple[str, ...]:
    return tuple(sorted(file.stem for file in (folder / "layouts").glob("*.toml")))


@cache
def formats_of(name: str, folder: Path = CARD_FOLDER) -> tuple[FormatName, ...]:
    """The formats that a layout has, in its own order."""
    return _read(folder / "layouts" / f"{name}.toml", _FILE).formats


@cache
def load_house(folder: Path = CARD_FOLDER) -> House:
    file = folder / "house.toml"
    house = _read(file, _HOUSE)
    for kind, look in house.kinds.items():
        if look.theme not in house.themes or look.pattern not in house.patterns:
            raise LayoutProblem(phrase("render.layout.kind", file=file.name, kind=kind))
    for topic, theme in house.topics.items():
        if theme not in house.themes:
            raise LayoutProblem(phrase("render.layout.topic", file=file.name, topic=topic))
    return house


@cache
def _frames(folder: Path) -> dict[str, dict[FormatName, Frame]]:
    return _read(folder / "frames.toml", _FRAMES)


def _read(file: Path, kind: TypeAdapter[_Read]) -> _Read:
    try:
        values: dict[str, Any] = tomllib.loads(file.read_text(encoding="utf-8"))
        return kind.validate_python(values)
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise LayoutProblem(phrase("render.layout.unreadable", file=file.name, error=str(error))) from error
    except ValidationError as error:
        first = error.errors()[0]
        entry = ".".join(str(part) for part in first["loc"])
        message = first["msg"].removeprefix("Value error, ")
        raise LayoutProblem(phrase("render.layout.entry-wrong", entry=entry, file=file.name, error=message)) from error
