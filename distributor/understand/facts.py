"""What was understood of an item, as values that travel: to templates, cards, videos, screens, and into `Item.facts` as JSON."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from pydantic import TypeAdapter, ValidationError

from distributor.models.document import DocumentStatusKind, RelationKind


@dataclass(frozen=True)
class Relation:
    """What the document says it does to another. `target`: as cited there; `number`: of the target, maybe empty."""

    kind: RelationKind
    target: str
    number: str = ""


@dataclass(frozen=True)
class DocumentFacts:
    """A document as its own words tell it. Empty or None: not certain.

    `kind`: its name in lower case, as written ("quyết định", "thông tư liên tịch"). `number`: number and symbol
    ("27/2026/QĐ-UBND"). `issuers`: as named then, in order, in full ("Ủy ban nhân dân tỉnh Hương Giang"). `subject`: what it is
    about ("quy định diện tích …"), without kind, number or issuer. `status`: on the day it was read.
    """

    kind: str = ""
    number: str = ""
    issuers: tuple[str, ...] = ()
    issued_on: date | None = None
    effective_on: date | None = None
    subject: str = ""
    status: DocumentStatusKind | None = None
    relations: tuple[Relation, ...] = ()

    @property
    def issuer(self) -> str:
        """The first; empty if none is certain."""
        return self.issuers[0] if self.issuers else ""

    @property
    def is_identified(self) -> bool:
        """Whether issuer, number and date of issue are certain: together they name one document."""
        return bool(self.issuers and self.number and self.issued_on)


@dataclass(frozen=True)
class KeyPoints:
    """What a citizen must know, each a sentence or clause that stands in the source, verbatim but for white space.

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
    """What staff said where Loa was not certain, or wrong. Empty or None: they said nothing of it. `by`: a login."""

    by: str = ""
    kind: str = ""
    number: str = ""
    issuers: tuple[str, ...] = ()
    issued_on: date | None = None
    effective_on: date | None = None

    @property
    def of_document(self) -> bool:
        return bool(self.number or self.issuers or self.issued_on or self.effective_on)


@dataclass(frozen=True)
class Facts:
    """Everything understood of one revision of an item.

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
    questions: tuple[str, ...] = ()
    answers: Answers = field(default_factory=Answers)

    def to_json(self) -> dict[str, Any]:
        """Plain JSON values; dates as ISO."""
        values: dict[str, Any] = _FACTS.dump_python(self, mode="json")
        return values


def facts_from_json(values: dict[str, Any]) -> Facts:
    """What `to_json` made; an entry of an older version that no longer fits counts as not understood."""
    try:
        return _FACTS.validate_python(values)
    except ValidationError:
        return Facts()


_FACTS = TypeAdapter(Facts)
