"""The layout of a video as data (`templates_posts/video/*.toml`), validated once, and the same at another size.

A picture has two parts: the stage, on which something is shown, and the panel, on which words are read. A *mode* says where the
two meet; a *layout*, one a kind of scene, has a mode and the areas and texts of that kind by their names.
"""

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
from phrases import phrase

Box = tuple[int, int, int, int]
"""Left, top, right, bottom in pixels; right and bottom are outside."""


class _Entry(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Text(_Entry):
    """`at`: the box. `stand`: where in its height the lines stand."""

    at: Box
    weight: Weight = "SemiBold"
    sizes: tuple[int, int]
    lines: int = Field(default=1, gt=0)
    leading: float = Field(default=1.28, gt=0)
    align: Literal["left", "center", "right"] = "left"
    stand: Literal["top", "middle", "bottom"] = "top"

    def text_box(self) -> TextBox:
        left, top, right, bottom = self.at
        return TextBox(left, top, right, bottom, self.weight, self.sizes, self.lines, self.leading)


class Mode(_Entry):
    """`strip`: pattern between both parts. `padding`: around the words of chip and mark. `picture`: faint on the panel.

    `mark_on`: what the mark stands on.
    """

    panel: Box
    strip: Box
    chip: Text
    mark: Text
    unit: Text
    reminder: Text
    padding: int
    mark_on: Literal["stage", "panel"] = "stage"
    picture: Box | None = None


class SceneLayout(_Entry):
    """`areas`: of what is no text (pictogram, leaf, bar)."""

    mode: str
    texts: dict[str, Text] = Field(default_factory=dict)
    areas: dict[str, Box] = Field(default_factory=dict)

    def text(self, name: str) -> Text:
        if name not in self.texts:
            raise LayoutProblem(phrase("render.stage.no-text", name=name))
        return self.texts[name]

    def area(self, name: str) -> Box:
        if name not in self.areas:
            raise LayoutProblem(phrase("render.stage.no-region", name=name))
        return self.areas[name]


class Stage(_Entry):
    """`safe`: no word stands outside. `unit`: the length by which marks are drawn (a stroke, a gap)."""

    width: int
    height: int
    unit: int
    safe: Box
    progress: Box
    modes: dict[str, Mode]
    layouts: dict[str, SceneLayout]

    def mode_of(self, layout: str) -> Mode:
        return self.modes[self.layout(layout).mode]

    def layout(self, name: str) -> SceneLayout:
        if name not in self.layouts:
            raise LayoutProblem(phrase("render.stage.no-scene", name=name))
        return self.layouts[name]


@cache
def load_stage(shape: str, width: int = 0, folder: Path = TEMPLATE_FOLDER / "video") -> Stage:
    """The layout of a shape, `width` pixels wide; 0: as it is drawn. Raises `LayoutProblem` that names file and entry."""
    file = folder / f"{shape}.toml"
    try:
        stage = Stage.model_validate(tomllib.loads(file.read_text(encoding="utf-8")))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise LayoutProblem(phrase("render.stage.unreadable", file=file.name, error=str(error))) from error
    except ValidationError as error:
        first = error.errors()[0]
        entry = ".".join(str(part) for part in first["loc"])
        raise LayoutProblem(
            phrase("render.stage.entry-wrong", entry=entry, file=file.name, error=first["msg"])
        ) from error
    if width in {0, stage.width}:
        return stage
    return Stage.model_validate(_scaled(stage.model_dump(), width / stage.width))


def look_of(look: str) -> tuple[Theme, Pattern]:
    """Colours and pattern of a content kind and a topic, `new_law/Đất đai, nhà ở`: those of its card."""
    house = load_house()
    kind, _, topic = look.partition("/")
    found = house.look_of(kind, topic)
    return house.themes[found.theme], house.patterns[found.pattern]


def strip_band(box: Box) -> Band:
    """The band of pattern that fills a strip, one tile across it."""
    width, height = box[2] - box[0], box[3] - box[1]
    return Band(left=0, top=0, right=width, bottom=height, tile=min(width, height))


def _scaled(value: object, factor: float) -> object:
    """All lengths to even pixels, for colour has half the points; what is no length stays."""
    if isinstance(value, dict):
        return {
            key: entry if key in {"lines", "leading", "weight", "align", "stand", "mode", "mark_on"}
            else tuple(max(4, round(size * factor)) for size in entry) if key == "sizes"
            else _scaled(entry, factor)
            for key, entry in value.items()
        }  # fmt: skip
    if isinstance(value, (list, tuple)):
        return tuple(_scaled(entry, factor) for entry in value)
    if isinstance(value, int):
        return max(2, round(value * factor / 2) * 2) if value else 0
    return value
