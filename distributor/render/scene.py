"""A scene: one thing that a card or a part of a video says, as words and numbers of its sentence; no sizes and no colours."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class SceneKind(StrEnum):
    """The kind of what is to be said, which chooses the layout."""

    FIGURE = "figure"
    COMPARISON = "comparison"
    DEADLINE = "deadline"
    PLACE = "place"
    STEPS = "steps"
    WHO = "who"
    ANSWER = "answer"
    BAN = "ban"
    WARNING = "warning"
    CORRECTION = "correction"
    EFFECT = "effect"
    STATEMENT = "statement"


@dataclass(frozen=True)
class Scene:
    """Every slot holds words of `statement` as they stand there, or of another statement of the same message; empty: not there.

    A slot never leaves out what would change its meaning: the small words of a limit belong to the figure ("không quá 20%",
    "giảm 30%"), and what else the sentence says stands in `note`. `sizes_of` takes a figure apart for those who set its number
    larger or let it count.

    `statement`: the whole sentence. `figure`: of a FIGURE; the fine of a BAN. `of_what`: what the figure is of, what is
    compared, what is banned, what takes effect, what a list is of. `for_whom`: who is concerned. `note`: the rest of the
    sentence; without it the slots may say too much. `before`, `after`: old and new of a COMPARISON, wrong and right of a
    CORRECTION. `day`, `day_label`: "Hạn cuối", "Trước ngày", "Có hiệu lực từ". `hours`, `place`, `bring`: of a PLACE. `steps`:
    two to five, of STEPS and WHO. `question`, `answer`: of an ANSWER. `todo`: what to do, of a WARNING and until a DEADLINE.
    `pictogram`: a name of `pictograms.toml`. `proposed`: what is new is but a draft.
    """

    kind: SceneKind
    statement: str
    figure: str = ""
    of_what: str = ""
    for_whom: str = ""
    note: str = ""
    before: str = ""
    after: str = ""
    day: date | None = None
    day_label: str = ""
    hours: str = ""
    place: str = ""
    bring: tuple[str, ...] = ()
    steps: tuple[str, ...] = ()
    question: str = ""
    answer: str = ""
    todo: str = ""
    pictogram: str = ""
    proposed: bool = False

    @property
    def brings_apart(self) -> bool:
        """Return True if another sentence says what to bring, so that this one is whole without it."""
        return bool(self.bring) and self.bring[0].casefold() not in self.statement.casefold()

    @property
    def is_list_only(self) -> bool:
        """Return True if its words are those of numbered steps, which nobody reads as one text."""
        return self.kind is SceneKind.STEPS and self.statement.startswith("Bước 1:")
