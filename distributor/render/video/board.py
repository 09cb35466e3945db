"""The storyboard as data: scenes with their words. It knows no item and no database, so that a renderer starts light."""

from dataclasses import dataclass, replace
from typing import Literal

SceneKind = Literal["hook", "fact", "date", "where", "opening", "item"]


@dataclass(frozen=True)
class Scene:
    """`kicker`: the small heading. `text`: what is read and narrated. `big`: shown large above it (a day, a number of an item).
    `note`: shown beneath that, not narrated.

    `heard_only`: the text is narrated and not shown, for kicker and `big` say the same. `look`: content kind, chooses colours and
    pattern. `label`: on the chip. `link`: shown, and drawn as a QR code.
    """

    kind: SceneKind
    text: str
    kicker: str = ""
    big: str = ""
    note: str = ""
    heard_only: bool = False
    link: str = ""
    look: str = ""
    label: str = ""


@dataclass(frozen=True)
class Storyboard:
    """`shape`: of `config/video.toml`. `longest`: seconds it may take. `sample`: every frame says "Dữ liệu mẫu"."""

    shape: str
    title: str
    unit_name: str
    date_text: str
    reminder: str
    scenes: tuple[Scene, ...]
    sample: bool = False
    longest: float = 60.0


def without_least(board: Storyboard) -> Storyboard | None:
    """Without the last of its facts (or items of a digest); None if there is none to spare."""
    places = [place for place, scene in enumerate(board.scenes) if scene.kind in {"fact", "item"}]
    if not places:
        places = [place for place, scene in enumerate(board.scenes) if scene.kind == "date"]
    if not places:
        return None
    return replace(board, scenes=board.scenes[: places[-1]] + board.scenes[places[-1] + 1 :])
