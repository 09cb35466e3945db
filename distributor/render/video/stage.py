"""The layout of a video as data (`templates_posts/video/*.toml`), validated once, and the same at another size."""

import tomllib
from functools import cache
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from distributor.render.fonts import Weight
from distributor.render.layout import Band, LayoutProblem, Pattern, load_house
from distributor.render.theme import Theme
from distributor.render.typeset import TextBox
from distributor.settings import TEMPLATE_FOLDER


class _Entry(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Area(_Entry):
    left: int
    top: int
    right: int
    bottom: int


class MovingBand(Area):
    tile: int = Field(gt=0)
    drift: Literal["left", "right", "up"]

    def band(self, more_width: int, more_height: int) -> Band:
        """Larger by so much than what is seen, so that it can move."""
        width, height = self.right - self.left + more_width, self.bottom - self.top + more_height
        return Band(left=0, top=0, right=width, bottom=height, tile=self.tile)


class Chip(_Entry):
    left: int
    top: int
    height: int
    padding: int


class Mark(_Entry):
    right: int
    top: int
    height: int
    padding: int


class Rule(_Entry):
    left: int
    width: int
    gap: int


class Progress(_Entry):
    left: int
    top: int
    width: int
    height: int


class Square(_Entry):
    left: int
    top: int
    size: int


class TextArea(Area):
    weight: Weight
    sizes: tuple[int, int]
    lines: int = Field(gt=0)
    leading: float = Field(gt=0)

    def text_box(self) -> TextBox:
        return TextBox(**dict(self))


class Boxes(_Entry):
    chip: TextArea
    mark: TextArea
    kicker: TextArea
    title: TextArea
    text: TextArea
    occasion: TextArea
    big: TextArea
    note: TextArea
    below: TextArea
    call: TextArea
    link: TextArea
    unit: TextArea
    reminder: TextArea


class Stage(_Entry):
    width: int
    height: int
    safe: Area
    bands: tuple[MovingBand, ...]
    chip: Chip
    mark: Mark
    rule: Rule
    progress: Progress
    qr: Square
    boxes: Boxes


@cache
def load_stage(shape: str, width: int = 0, folder: Path = TEMPLATE_FOLDER / "video") -> Stage:
    """The layout of a shape, `width` pixels wide; 0: as it is drawn. Raises `LayoutProblem` that names file and entry."""
    file = folder / f"{shape}.toml"
    try:
        stage = Stage.model_validate(tomllib.loads(file.read_text(encoding="utf-8")))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise LayoutProblem(f"Không đọc được bố cục video {file.name}: {error}. Hãy kiểm tra tệp.") from error
    except ValidationError as error:
        first = error.errors()[0]
        entry = ".".join(str(part) for part in first["loc"])
        raise LayoutProblem(
            f"Mục «{entry}» của bố cục video {file.name} không hợp lệ ({first['msg']}). Hãy sửa mục này."
        ) from error
    if width in {0, stage.width}:
        return stage
    return Stage.model_validate(_scaled(stage.model_dump(), width / stage.width))


def look_of(kind: str) -> tuple[Theme, Pattern]:
    """Colours and pattern of a content kind: those of its card."""
    house = load_house()
    look = house.kinds.get(kind)
    theme, pattern = (look.theme, look.pattern) if look else (house.default_theme, house.default_pattern)
    return house.themes[theme], house.patterns[pattern]


def _scaled(value: object, factor: float) -> object:
    """All lengths to even pixels, for colour has half the points; what is no length stays."""
    if isinstance(value, dict):
        return {
            key: entry if key in {"lines", "leading", "weight", "drift"}
            else tuple(max(4, round(size * factor)) for size in entry) if key == "sizes"
            else _scaled(entry, factor)
            for key, entry in value.items()
        }  # fmt: skip
    if isinstance(value, (list, tuple)):
        return tuple(_scaled(entry, factor) for entry in value)
    if isinstance(value, int):
        return max(2, round(value * factor / 2) * 2) if value else 0
    return value
