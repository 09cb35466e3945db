"""A card's layout as data: boxes, colours, patterns (`templates_posts/cards/*.toml`), validated once when read."""

import tomllib
from functools import cache
from pathlib import Path
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError

from distributor.errors import LoaError
from distributor.render.contrast import Colour
from distributor.render.fonts import Weight
from distributor.render.typeset import TextBox
from distributor.settings import TEMPLATE_FOLDER


class LayoutProblem(LoaError):
    """A card layout is missing or wrong."""


def _hexadecimal(value: str) -> str:
    if len(value) != 7 or value[0] != "#":
        raise ValueError("màu phải có dạng #RRGGBB")
    bytes.fromhex(value[1:])
    return value


HexColour = Annotated[str, AfterValidator(_hexadecimal)]
Tone = Literal["deep", "mid", "light", "pale"]


class _Entry(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Theme(_Entry):
    """Colours by their part. Text stands as ink and muted on paper, and as chip_ink on chip."""

    paper: HexColour
    ink: HexColour
    muted: HexColour
    chip: HexColour
    chip_ink: HexColour
    deep: HexColour
    mid: HexColour
    light: HexColour
    pale: HexColour

    def colour(self, part: str) -> Colour:
        value: str = getattr(self, part)
        return int(value[1:3], 16), int(value[3:5], 16), int(value[5:7], 16)


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


class Chip(_Entry):
    left: int
    top: int
    height: int
    padding: int


class Mark(_Entry):
    text: str
    right: int
    top: int
    height: int
    padding: int


class Bar(_Entry):
    left: int
    top: int
    width: int
    height: int


class Box(_Entry):
    left: int
    top: int
    right: int
    bottom: int
    weight: Weight
    sizes: tuple[int, int]
    lines: int = Field(gt=0)
    leading: float = Field(gt=0)

    def text_box(self) -> TextBox:
        return TextBox(**dict(self))


class Boxes(_Entry):
    chip: Box
    title: Box
    unit: Box
    date: Box
    mark: Box


class Look(_Entry):
    theme: str
    pattern: str


class Layout(_Entry):
    """`kinds` choose theme and pattern; a kind that is not there has the defaults."""

    name: str
    width: int
    height: int
    default_theme: str
    default_pattern: str
    band: Band
    chip: Chip
    mark: Mark
    bar: Bar
    boxes: Boxes
    themes: dict[str, Theme]
    patterns: dict[str, Pattern]
    kinds: dict[str, Look]

    def look_of(self, kind: str) -> Look:
        return self.kinds.get(kind, Look(theme=self.default_theme, pattern=self.default_pattern))


@cache
def load_layout(name: str = "link", folder: Path = TEMPLATE_FOLDER / "cards") -> Layout:
    """Raises `LayoutProblem` that names the file and the entry."""
    file = folder / f"{name}.toml"
    try:
        layout = Layout.model_validate(tomllib.loads(file.read_text(encoding="utf-8")))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise LayoutProblem(f"Không đọc được bố cục {file.name}: {error}. Hãy kiểm tra tệp.") from error
    except ValidationError as error:
        first = error.errors()[0]
        entry = ".".join(str(part) for part in first["loc"])
        raise LayoutProblem(
            f"Mục «{entry}» của bố cục {file.name} không hợp lệ ({first['msg']}). Hãy sửa mục này."
        ) from error
    for kind, look in layout.kinds.items():
        if look.theme not in layout.themes or look.pattern not in layout.patterns:
            raise LayoutProblem(f"Bố cục {file.name}: loại «{kind}» gọi chủ đề hoặc hoa văn không có. Hãy sửa [kinds].")
    return layout
