"""What a card shows: words and numbers of the item, already chosen; no sizes and no colours."""

from dataclasses import dataclass
from datetime import date
from typing import Literal

DateMeaning = Literal["", "effect", "deadline"]


@dataclass(frozen=True)
class Figure:
    """A number of a sentence of the source, set large: `before`, `figure` and `after` in this order are the sentence."""

    before: str
    figure: str
    after: str = ""


@dataclass(frozen=True)
class FactLine:
    """`label` says what `value` is: ("Có hiệu lực từ", "06/12/2026")."""

    label: str
    value: str


@dataclass(frozen=True)
class CardContent:
    """What is not there is empty; a layout shows what there is.

    `kind`: of `config/kinds.toml`, chooses colours and pattern. `date_text`: the day of publication, as shown. `sample`:
    demonstration data; the card says so. `kicker`, `subject`: a title like "Quyết định số … quy định …" in its two parts.
    `lead`: what the source says first. `topic`: the life event. `facts`: most telling first. `figures`: of one sentence, in its
    order. `points`: whole sentences. `question`, `answer`: of a Q&A. `wrong`, `right`: of a correction. `action`: what to do.
    `date_on`: the day that matters to a citizen, with `date_label` before it, and its meaning. `address`: for the QR code, and
    with `address_in_words` to be read, too: nobody can scan the telephone they read on.
    `picture`: SHA-256 in the media store of the item's photo.
    """

    kind: str
    kind_label: str
    title: str
    unit_name: str
    date_text: str
    sample: bool = False
    kicker: str = ""
    subject: str = ""
    lead: str = ""
    topic: str = ""
    facts: tuple[FactLine, ...] = ()
    figures: tuple[Figure, ...] = ()
    points: tuple[str, ...] = ()
    question: str = ""
    answer: str = ""
    wrong: str = ""
    right: str = ""
    action: str = ""
    date_label: str = ""
    date_on: date | None = None
    date_meaning: DateMeaning = ""
    address: str = ""
    address_in_words: bool = False
    picture: str = ""
