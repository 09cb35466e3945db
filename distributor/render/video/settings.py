"""Shapes, pace, words, voice and outlets as data: `config/video.toml`, with the voice as the home's `video.toml` has it.

Validated once, when read; a wrong entry is named in words.
"""

from datetime import date
from functools import cache
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from distributor.config_files import checked, read_toml
from distributor.errors import LoaError, SettingsError
from distributor.render.scene import SceneKind
from distributor.settings import CONFIG_FOLDER
from phrases import phrase

FRAME_RATE = 30


class VideoProblem(LoaError):
    """A video cannot be made or is not what its outlet takes."""


class _Entry(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Shape(_Entry):
    """`layout`: of `templates_posts/video`. `outlets`: those whose rules every video of this shape must pass.

    `digest_seconds`: the longest digest.
    """

    layout: str
    width: int = Field(gt=0)
    height: int = Field(gt=0)
    outlets: tuple[str, ...]
    digest_seconds: float


class Worth(_Entry):
    """`scenes`: kinds of scenes that are worth a video of an item whose kind has none. `never`: content kinds that have none."""

    scenes: frozenset[SceneKind]
    never: frozenset[str]


class Pace(_Entry):
    """Seconds; words are Vietnamese syllables, numbers as they are spoken."""

    words_per_second: float = Field(gt=0, le=3)
    shortest: float
    longest: float
    lead: float
    tail: float
    pause: float
    longest_pause: float
    shortest_scene: float
    shortest_closing: float
    title_words: int = Field(gt=0)
    fact_words: int = Field(gt=0)
    facts: int = Field(gt=0)
    digest_words: int = Field(gt=0)
    digest_items: int = Field(gt=0)


class Words(_Entry):
    """The words that the video itself says; everything else is the source's."""

    affected: str
    action: str
    bring: str
    earlier: str
    now: str
    current: str
    proposed: str
    wrong: str
    right: str
    where_said: str
    where_call: str
    where_said_without_link: str
    digest: str
    digest_label: str
    digest_month_label: str
    digest_figure: str
    digest_where: str
    sample: str


class VoiceSettings(_Entry):
    use: Literal["none", "espeak", "command"]
    use_for_samples: Literal["none", "espeak", "command"]
    command: tuple[str, ...] = ()
    timeout: float = Field(gt=0)
    espeak_rate: int = Field(ge=80, le=450)


class Sound(_Entry):
    """`loudness` of a voice and `bed_loudness` of what sounds where nobody speaks in LUFS, `true_peak` in dBTP."""

    bed: Literal["pentatonic", "none"]
    bed_loudness: float = Field(le=-15)
    loudness: float
    true_peak: float


class Phrases(_Entry):
    together: tuple[str, ...]
    before: tuple[str, ...]


class Outlet(_Entry):
    """The limits of one outlet; pairs are smallest and largest. `upright`: instead of `largest` for pictures higher than wide."""

    label: str
    source: str
    seconds: tuple[float, float]
    ratio: tuple[float, float]
    smallest: tuple[int, int]
    largest: tuple[int, int]
    upright: tuple[int, int] | None = None
    frame_rate: tuple[float, float]
    bytes: int

    def largest_of(self, width: int, height: int) -> tuple[int, int]:
        """The largest picture that is as this one, wide or upright."""
        return self.upright if self.upright is not None and height > width else self.largest

    def takes(self, shape: Shape) -> bool:
        """Return True if the outlet takes pictures of this size."""
        small, large = self.smallest, self.largest_of(shape.width, shape.height)
        fits = small[0] <= shape.width <= large[0] and small[1] <= shape.height <= large[1]
        return fits and self.ratio[0] <= shape.width / shape.height <= self.ratio[1]


class Queue(_Entry):
    """`first`: kinds before others of the same standing. `seconds`: a video takes to make, until this home has made some.

    `patience`: so long a post that may go without its video waits for it, seconds.
    """

    first: tuple[str, ...]
    seconds: float = Field(gt=0)
    patience: float = Field(ge=0)


class VideoSettings(_Entry):
    as_of: date
    shapes: dict[str, Shape]
    wanted: dict[str, tuple[str, ...]]
    worth: Worth
    pace: Pace
    words: Words
    voice: VoiceSettings
    sound: Sound
    outlets: dict[str, Outlet]
    phrases: Phrases
    queue: Queue

    def shapes_of(self, kind: str) -> tuple[str, ...]:
        """The videos that an item of this kind is given by itself."""
        return self.wanted.get(kind, self.wanted.get("default", ()))

    def shape_for(self, outlet: str, wanted: str) -> str:
        """The shape of the same layout that the outlet takes, the wanted one first; the wanted one if there is none."""
        rules, own = self.outlets.get(outlet), self.shapes.get(wanted)
        if rules is None or own is None:
            return wanted
        alike = [wanted, *(name for name, each in self.shapes.items() if each.layout == own.layout)]
        return next((name for name in alike if rules.takes(self.shapes[name])), wanted)

    def worth_of(self, kind: str, first: SceneKind | None) -> tuple[str, ...]:
        """Those of an item that begins with such a scene: where its kind has none of itself, the default if it is worth it."""
        shapes = self.shapes_of(kind)
        if shapes or first is None or kind in self.worth.never or first not in self.worth.scenes:
            return shapes
        return self.wanted.get("default", ())

    def shape(self, name: str) -> Shape:
        if name not in self.shapes:
            raise VideoProblem(phrase("render.video.no-shape", name=name, shapes=", ".join(self.shapes)))
        return self.shapes[name]


@cache
def video_settings(home: Path | None = None, folder: Path = CONFIG_FOLDER) -> VideoSettings:
    """Read the settings of videos. `home`: its `video.toml`, if there is one, may set `[voice]` and `[sound]`. Raises
    `SettingsError`."""
    file = folder / "video.toml"
    values = read_toml(file)
    own = home / "video.toml" if home else None
    if own is not None and own.exists():
        for table, entries in read_toml(own).items():
            if table not in {"voice", "sound"} or not isinstance(entries, dict):
                raise SettingsError(phrase("render.video.own-settings", file=str(own), entry=table))
            values[table] = {**values[table], **entries}
        file = own
    return checked(VideoSettings, values, file)
