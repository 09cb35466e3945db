"""What was understood of an item, as values that travel: to templates, cards, videos, screens, and into `Item.facts` as JSON."""

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Annotated, Any

from pydantic import AfterValidator, PlainSerializer, TypeAdapter, ValidationError

from distributor.reading_states import DocumentStatusKind, RelationKind
from phrases import read_phrase, to_stored

Kept = Annotated[str, AfterValidator(read_phrase), PlainSerializer(lambda said: to_stored(said, None), return_type=str)]
"""What the engine says, kept in JSON as its code and values."""


class Scope(StrEnum):
    """The scope of a relation: how much of the other document it touches."""

    WHOLE = "whole"
    PART = "part"


@dataclass(frozen=True)
class Relation:
    """A relation: what the document says it does to another.

    `target`: as cited there; `number`: of the target, maybe empty; `issuer` and `issued_on`: of the target, where the words tell
    them. `parts`: of a partial relation, as named ("khoản 1 Điều 3"). `quote`: the clause that says so, verbatim. `since`: from
    when, None for the day on which the acting document takes effect; `until`: the last day, of an extension or of a suspension.
    `new_effective_on`: the day of effect that a correction or an amendment gives the target ("nay sửa lại là: … có hiệu lực từ
    ngày …").
    """

    kind: RelationKind
    target: str
    number: str = ""
    scope: Scope = Scope.WHOLE
    parts: tuple[str, ...] = ()
    quote: str = ""
    issuer: str = ""
    issued_on: date | None = None
    since: date | None = None
    until: date | None = None
    new_effective_on: date | None = None


@dataclass(frozen=True)
class DocumentFacts:
    """A document as its own words tell it. Empty or None: not certain.

    `kind`: its name in lower case, as written ("quyết định", "thông tư liên tịch"). `number`: number and symbol
    ("27/2026/QĐ-UBND"). `issuers`: as named then, in order, in full ("Ủy ban nhân dân tỉnh Hương Giang"). `subject`: what it is
    about ("quy định diện tích …"), without kind, number or issuer. `status`: on the day it was read. `ended_on`: the first day on
    which it has no effect any more by its own term ("đến hết ngày 31/10/2026" ends on 1/11/2026).
    """

    kind: str = ""
    number: str = ""
    issuers: tuple[str, ...] = ()
    issued_on: date | None = None
    effective_on: date | None = None
    subject: str = ""
    status: DocumentStatusKind | None = None
    relations: tuple[Relation, ...] = ()
    ended_on: date | None = None

    @property
    def issuer(self) -> str:
        """The first; empty if none is certain."""
        return self.issuers[0] if self.issuers else ""

    @property
    def is_identified(self) -> bool:
        """Return True if issuer, number and date of issue are certain: together they name one document."""
        return bool(self.issuers and self.number and self.issued_on)


class Role(StrEnum):
    """The role of a point: what it tells a citizen."""

    CHANGE = "change"
    AMOUNT = "amount"
    DEADLINE = "deadline"
    WHO = "who"
    WHERE = "where"
    HOW = "how"
    PAPERS = "papers"
    RIGHT = "right"
    DUTY = "duty"
    BAN = "ban"
    PENALTY = "penalty"
    EFFECT = "effect"


@dataclass(frozen=True)
class Point:
    """One thing that a citizen should know of an item.

    `statement`: one plain sentence, at most 40 words: the source's, shortened, or a template whose slots hold quoted values.
    `quotes`: what it stands on, verbatim but for white space, each one clause of at most 80 words. `citation`: where that stands
    ("khoản 1 Điều 3"), empty outside documents. `day`: of a deadline or an effect.
    """

    role: Role
    statement: str
    quotes: tuple[str, ...] = ()
    citation: str = ""
    day: date | None = None


@dataclass(frozen=True)
class Answer:
    """The answer to a question: at most 80 words, standing on at most 4 quotes of at most 80 words.

    `asked`: which question of several it answers, as asked; empty where there is one. `sure`: confident enough to go out by
    itself.
    """

    text: str
    quotes: tuple[str, ...] = ()
    citation: str = ""
    asked: str = ""
    sure: bool = False


@dataclass(frozen=True)
class Reason:
    """A reason why an item or a post waits for a person. `code`: of `config/gate.toml`; `detail`: what was found, never
    personal data."""

    code: str
    detail: str = ""


@dataclass(frozen=True)
class KeyPoints:
    """The key points that a citizen must know, each a sentence or clause that stands in the source, verbatim but for white space.

    `topic`: the life event, a label of `config/topics.toml` ("Đất đai, nhà ở"); the one field that is not the source's words.
    `affected`: who is concerned. `changes`: what is new or different, most important first, at most three. `action`: what to
    do. `place`: where, by which way. `deadline`: until when, in the source's words; `deadline_on`: its day.
    """

    topic: str = ""
    affected: str = ""
    changes: tuple[str, ...] = ()
    action: str = ""
    place: str = ""
    deadline: str = ""
    deadline_on: date | None = None


@dataclass(frozen=True)
class Answers:
    """The answers of staff where Loa was not certain, or wrong. Empty or None: they said nothing of it. `by`: a login.

    `reply`: which answer to the item's question they chose; it stands over what is found in later revisions.
    """

    by: str = ""
    kind: str = ""
    number: str = ""
    issuers: tuple[str, ...] = ()
    issued_on: date | None = None
    effective_on: date | None = None
    reply: Answer | None = None

    @property
    def of_document(self) -> bool:
        return bool(self.number or self.issuers or self.issued_on or self.effective_on)


@dataclass(frozen=True)
class Facts:
    """Everything understood of one revision of an item.

    `message`: its chosen points, the most important first, at most 8; every text, card, alternative text, video and audio is made
    of them, `points` are the same sorted for templates. `answer`: of a question that was answered; `candidates`: the best two
    where none is sure. `gate`: why it must not go out by itself. `relevant`: whether it is for citizens at all:
    legal education, or a notice of an office to them. `still_told`: the document is in force and told, but new no more.
    `told_whole`: the message is all that a short reply says, told instead of an answer that is not sure.

    `document`: the one the item is about, None if it is about none. `role`: what the item is to it: "announcement" (the item
    tells of the document itself, so that two of them are one), "draft", or "" (it only mentions it). `kind`: content kind of
    `config/kinds.toml`, empty where not certain. `marks`: reasons to hold, in Vietnamese. `questions`: what staff are asked.
    `answers`: what they said; it stands over what was understood, also of later revisions.
    """

    document: DocumentFacts | None = None
    role: str = ""
    kind: str = ""
    points: KeyPoints = field(default_factory=KeyPoints)
    marks: tuple[str, ...] = ()
    questions: tuple[Kept, ...] = ()
    answers: Answers = field(default_factory=Answers)
    message: tuple[Point, ...] = ()
    answer: Answer | None = None
    candidates: tuple[Answer, ...] = ()
    gate: tuple[Reason, ...] = ()
    relevant: bool = True
    still_told: bool = False
    told_whole: bool = False

    @property
    def told_answer(self) -> Answer | None:
        """The answer that may be shown as one: none beside a reply that is told whole."""
        return None if self.told_whole else self.answer

    def to_json(self) -> dict[str, Any]:
        """Plain JSON values; dates as ISO."""
        values: dict[str, Any] = _FACTS.dump_python(self, mode="json")
        return values


def facts_from_json(values: dict[str, Any]) -> Facts:
    """Return what `to_json` made; an entry of an older version that no longer fits counts as not understood."""
    try:
        return _FACTS.validate_python(values)
    except ValidationError:
        return Facts()


_FACTS = TypeAdapter(Facts)
