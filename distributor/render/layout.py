"""Card layouts as data (`templates_posts/cards/`), validated once when read.

`house.toml` has colours and patterns, `frames.toml` how each format is divided, `layouts/*.toml` what stands in a frame: blocks,
one below another. `load_layout` joins the three for one format.
"""

import tomllib
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

from distributor.errors import LoaError
from distributor.render.fonts import Weight
from distributor.render.theme import Role, Theme, Tone
from distributor.settings import TEMPLATE_FOLDER

__all__ = ["Band", "Block", "Frame", "House", "Layout", "LayoutProblem", "Pattern", "Shape", "Theme", "load_layout"]

CARD_FOLDER = TEMPLATE_FOLDER / "cards"

FormatName = Literal["link", "square", "portrait", "x", "story", "thumbnail"]
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


class Look(_Entry):
    """`fixed`: a unit's own colours do not replace these."""

    theme: str
    pattern: str
    fixed: bool = False


class House(_Entry):
    """`kinds` choose theme and pattern; a kind that is not there has the defaults."""

    default_theme: str
    default_pattern: str
    themes: dict[str, Theme]
    patterns: dict[str, Pattern]
    kinds: dict[str, Look]


class Frame(_Entry):
    """How a format is divided; see `frames.toml`."""

    size: tuple[int, int]
    scale: float = Field(gt=0)
    area: Rectangle
    header: Rectangle | None = None
    bands: tuple[tuple[int, int, int, int, int], ...]
    picture: Rectangle | None = None
    plate: Rectangle | None = None
    qr: int = 0
    tall: bool = False
    terse: bool = False
    clear: tuple[Rectangle, ...] = ()


class Block(_Entry):
    """One text, table or list. Sizes and distances in pixels of the link card; the frame's scale makes them larger.

    `part`: what of the content it shows. `sizes`: largest and smallest. `grow`: it takes the height that the others leave.
    `share`: of the height, the most that one which does not grow may take. `comfort`: below this size of its letters, blocks
    with a `rank` go, the highest first; so they do if they would not be whole, unless `may_cut`. `gap`: above it. `pin`: it
    and what follows stand at the bottom. `panel`: ground behind it. `bar`: colour of a bar at its left. `caption`: above it.
    `strike`: struck through. `most`: entries of a list or table. `blocks`: of a row, side by side.
    """

    kind: Literal["text", "figures", "points", "facts", "row"]
    part: Literal["", "kicker", "title", "lead", "question", "answer", "wrong", "right", "action"] = ""
    weight: Weight = "Medium"
    sizes: tuple[int, int] = (26, 20)
    lines: int = Field(default=1, gt=0)
    leading: float = Field(default=1.3, gt=0)
    ink: Role = "ink"
    grow: bool = False
    share: float = Field(default=0.5, gt=0, le=1)
    comfort: int = 0
    rank: int = 0
    may_cut: bool = False
    gap: int = 24
    pin: bool = False
    panel: Role | None = None
    bar: Role | None = None
    caption: str = ""
    strike: bool = False
    most: int = Field(default=3, gt=0)
    blocks: "tuple[Block, ...]" = ()


class _LayoutFile(_Entry):
    """`label`: its name for staff. `device`: what lies on the plate. `tall`: the blocks of tall formats, if others."""

    label: str
    frame: str
    formats: tuple[FormatName, ...] = Field(min_length=1)
    ground: Role = "paper"
    device: Literal["", "calendar", "question", "warning"] = ""
    blocks: tuple[Block, ...] = Field(min_length=1)
    tall: tuple[Block, ...] = ()


@dataclass(frozen=True)
class Layout:
    """A layout in one format."""

    name: str
    format: FormatName
    label: str
    frame: Frame
    ground: Role
    device: Literal["", "calendar", "question", "warning"]
    blocks: tuple[Block, ...]
    house: House = field(compare=False, repr=False)

    @property
    def width(self) -> int:
        return self.frame.size[0]

    @property
    def height(self) -> int:
        return self.frame.size[1]

    @property
    def themes(self) -> dict[str, Theme]:
        return self.house.themes

    @property
    def patterns(self) -> dict[str, Pattern]:
        return self.house.patterns

    @property
    def bands(self) -> tuple[Band, ...]:
        return tuple(
            Band(left=left, top=top, right=right, bottom=bottom, tile=tile)
            for left, top, right, bottom, tile in self.frame.bands
        )

    def look_of(self, kind: str) -> Look:
        house = self.house
        return house.kinds.get(kind, Look(theme=house.default_theme, pattern=house.default_pattern))


_HOUSE = TypeAdapter(House)
_FRAMES = TypeAdapter(dict[str, dict[FormatName, Frame]])
_FILE = TypeAdapter(_LayoutFile)
_Read = TypeVar("_Read")


@cache
def load_layout(name: str = "plain", format: FormatName = "link", folder: Path = CARD_FOLDER) -> Layout:
    """Raises `LayoutProblem` that names the file and the entry."""
    file = _read(folder / "layouts" / f"{name}.toml", _FILE)
    frame = _frames(folder).get(file.frame, {}).get(format)
    if frame is None or format not in file.formats:
        raise LayoutProblem(f"Bố cục {name}.toml không có khổ «{format}». Hãy chọn khổ khác hoặc thêm vào frames.toml.")
    blocks = file.tall if frame.tall and file.tall else file.blocks
    return Layout(name, format, file.label, frame, file.ground, file.device, blocks, load_house(folder))


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
            raise LayoutProblem(f"{file.name}: loại «{kind}» gọi chủ đề hoặc hoa văn không có. Hãy sửa [kinds].")
    return house


@cache
def _frames(folder: Path) -> dict[str, dict[FormatName, Frame]]:
    return _read(folder / "frames.toml", _FRAMES)


def _read(file: Path, kind: TypeAdapter[_Read]) -> _Read:
    try:
        values: dict[str, Any] = tomllib.loads(file.read_text(encoding="utf-8"))
        return kind.validate_python(values)
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise LayoutProblem(f"Không đọc được bố cục {file.name}: {error}. Hãy kiểm tra tệp.") from error
    except ValidationError as error:
        first = error.errors()[0]
        entry = ".".join(str(part) for part in first["loc"])
        message = first["msg"].removeprefix("Value error, ")
        raise LayoutProblem(
            f"Mục «{entry}» của bố cục {file.name} không hợp lệ ({message}). Hãy sửa mục này."
        ) from error
