"""The storyboard as data: scenes with their words. It knows no item and no database, so that a renderer starts light."""

from dataclasses import dataclass, replace
from typing import Literal

from distributor.render.content import CardContent
from distributor.render.scene import Scene as Shown
from distributor.render.scene import SceneKind

__all__ = ["Scene", "Shown", "Storyboard", "Turn", "without_least"]

Turn = Literal["point", "where", "opening"]
"""What a scene is for: one thing that is said, where to read on, the beginning of a digest."""
WRITTEN_OUT = frozenset({SceneKind.STATEMENT, SceneKind.STEPS, SceneKind.WHO, SceneKind.ANSWER, SceneKind.WARNING})
"""Kinds that show their whole text as it is said; beneath others the captions show it, phrase by phrase."""


@dataclass(frozen=True)
class Scene:
    """`text`: what is said, and shown in words or captions. `shown`: its parts, as they are shown large; None for `where`.

    `kicker`: the small heading. `note`: small beside it, never said (the document). `link`: the address of `where`. `look`:
    content kind and topic, which choose the colours. `label`: on the chip. `spoken`: how `text` is read aloud
    where the reader would not know.
    """

    turn: Turn
    text: str
    shown: Shown | None = None
    kicker: str = ""
    note: str = ""
    link: str = ""
    look: str = ""
    label: str = ""
    spoken: str = ""

    @property
    def kind(self) -> str:
        """A `SceneKind`, "where" or "opening"."""
        return str(self.shown.kind) if self.turn == "point" and self.shown is not None else self.turn

    @property
    def is_written_out(self) -> bool:
        """Return True if the scene shows all its words by itself, so that it has no captions."""
        return self.shown is None or self.shown.kind in WRITTEN_OUT


@dataclass(frozen=True)
class Storyboard:
    """`shape`: of `config/video.toml`. `longest`: seconds it may take. `sample`: every frame says "Dữ liệu mẫu".

    `cover`: the item's card, of which the cover is made; None: the first scene with everything on it.
    """

    shape: str
    title: str
    unit_name: str
    date_text: str
    reminder: str
    scenes: tuple[Scene, ...]
    sample: bool = False
    longest: float = 45.0
    cover: CardContent | None = None


def without_least(board: Storyboard) -> Storyboard | None:
    """The board without the last of its points, the day of effect last of all; None if only the first is left."""
    places = [place for place, scene in enumerate(board.scenes) if scene.turn == "point" and place > 0]
    if not places:
        return None
    least = next((place for place in reversed(places) if board.scenes[place].kind != "effect"), places[-1])
    return replace(board, scenes=board.scenes[:least] + board.scenes[least + 1 :])
