"""The parts of a paper, as PDF and document are both set from. Plain values; numbers are words by now."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from distributor.report.papers.letterhead import Letterhead
from distributor.report.papers.wording import lowered
from phrases import phrase

SMALL = 12
WHOLE, HALF = 640.0, 400.0
"""Width of a chart's drawing, whose letters are of one size: across the page, or two side by side."""


@dataclass(frozen=True)
class Heading:
    """`level` 1: `I.`; 2: `1.`. `text` carries its number."""

    level: Literal[1, 2]
    text: str


@dataclass(frozen=True)
class Paragraph:
    text: str


@dataclass(frozen=True)
class PaperColumn:
    """`share`: of the table's width, beside the others'."""

    title: str
    share: float = 1.0
    is_number: bool = False


@dataclass(frozen=True)
class PaperTable:
    """`is_small`: not broken between pages."""

    caption: str
    columns: tuple[PaperColumn, ...]
    rows: tuple[tuple[str, ...], ...]

    @property
    def is_small(self) -> bool:
        return len(self.rows) <= SMALL


@dataclass(frozen=True)
class LabelledValue:
    """`value` None: nobody said; `told`: the value in words; `before`: of the span before, drawn pale beneath a lying bar."""

    label: str
    value: int | None
    told: str
    before: int | None = None


@dataclass(frozen=True)
class Chart:
    """`lying`: bars from the left, for names; otherwise columns, for spells of time."""

    caption: str
    marks: tuple[LabelledValue, ...]
    lying: bool = True
    wide: float = WHOLE


@dataclass(frozen=True)
class Summary:
    """A page of its own, the first, under the letterhead. `charts` stand two side by side."""

    title: str
    sentences: tuple[str, ...]
    charts: tuple[Chart, ...]
    todo_title: str
    todo: tuple[str, ...]


@dataclass(frozen=True)
class Example:
    """A post that is shown. `picture`: SHA-256 in the media store, empty without one."""

    title: str
    lines: tuple[str, ...]
    link: str = ""
    picture: str = ""
    picture_alt: str = ""


Block = Heading | Paragraph | PaperTable | Chart | Summary | Example


@dataclass(frozen=True)
class Paper:
    """`subject`: what the report is about, by lines. `made_at` dates the files, `day` the document."""

    letterhead: Letterhead
    subject: tuple[str, ...]
    day: date
    made_at: datetime
    blocks: tuple[Block, ...]
    closing: str
    """The last paragraph; it stands on one page with the signature, which is never alone."""
    file_name: str
    """Without an ending."""
    is_sample: bool = False
    """Of the demo: told at the foot of each page."""

    @property
    def title(self) -> str:
        return phrase("report.paper.name", subject=lowered(" ".join(self.subject)))


Pictures = Mapping[str, bytes]
"""SHA-256 → bytes of a PNG or JPEG. What is missing is left out; its words say what it showed."""
