"""What the readers of documents and of articles about documents share: the texts, the result, the questions. Pure."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from distributor.facts import DocumentFacts
from distributor.reading_states import RelationKind
from distributor.text.tidy import squeeze
from distributor.understand.effect import Effect, status_on
from distributor.understand.issuers import offices_of_number
from distributor.understand.numbers import Number
from distributor.understand.vocabulary import vocabulary
from phrases import phrase

ANNOUNCEMENT = "announcement"
DRAFT = "draft"
CORRECTION = "văn bản đính chính"
CONSOLIDATION = "văn bản hợp nhất"
FIRST_SENTENCES = 700
_LONGEST_SUBJECT = 600
_DRAFT_TITLE = re.compile(r"(?<!\w)dự\s+thảo(?:\s+|\s*[)\]:])", re.IGNORECASE)
_SENTENCE = re.compile(r"[.!?](?=\s)|\n")
_LEADING = re.compile(r"^[\s,.;:–-]+")
_LOWERED = re.compile(
    r"(?:Quy định|Ban hành|Sửa đổi|Bổ sung|Về việc|Về|Bãi bỏ|Thay thế|Đính chính|Hướng dẫn|Công bố|Phê duyệt|Thành lập|Thực hiện"
    r"|Triển khai|Tăng cường|Tổ chức|Kiện toàn|Giao|Điều chỉnh|Phân cấp|Ủy quyền|Chi tiết|Thống kê|Phổ biến)(?!\w)"
)


@dataclass(frozen=True)
class Recognised:
    """`document` and `role` as in `facts.Facts`. `questions`: for staff. `marks`: contradictions that must hold the item.

    `evidence`: by field of the document, the words that say so.
    """

    document: DocumentFacts | None = None
    role: str = ""
    questions: tuple[str, ...] = ()
    marks: tuple[str, ...] = ()
    evidence: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class LegibleTexts:
    """The texts made legible. `home`: the publisher's province. `files`: texts of attachments."""

    title: str
    text: str
    files: tuple[str, ...]
    home: str
    publisher: str
    today: date


def is_draft(title: str) -> bool:
    return _DRAFT_TITLE.search(title) is not None


def kind_of(number: Number | None, heading: str) -> str:
    """The symbol names the kind surest; a law's symbol does not, and a letter (12/STP-PBGDPL) carries none."""
    if number is not None and number.kind is not None:
        # `24-L/CTN` may be a luật or a bộ luật.
        return heading if heading in {"bộ luật", "luật"} and number.kind.name == "luật" else number.kind.name
    if heading:
        return heading
    offices = offices_of_number(number) if number else ()
    return "công văn" if offices and offices[0].name != "Quốc hội" else ""


def with_effect(facts: DocumentFacts, effect: Effect, today: date) -> DocumentFacts:
    """The facts with the days of effect; what it does to others on its own first day needs no day of its own.

    A document that only prolongs another until a day has no more effect behind that day.
    """
    relations = tuple(
        replace(each, since=None) if each.since is not None and each.since == effect.effective_on else each
        for each in facts.relations
    )
    ended_on = effect.ended_on
    acting = [each for each in relations if each.kind is not RelationKind.GUIDES]
    if ended_on is None and acting and all(each.kind is RelationKind.EXTENDS and each.until for each in acting):
        ended_on = max(each.until for each in acting if each.until) + timedelta(days=1)
    return replace(
        facts,
        effective_on=effect.effective_on,
        ended_on=ended_on,
        relations=relations,
        status=status_on(today, effect.effective_on, ended_on),
    )


def questions_about(facts: DocumentFacts, effect: Effect, day_question: str = "") -> list[str]:
    name = f"{facts.kind} {facts.number}".strip() or "văn bản"
    asked: list[str] = []
    if not facts.kind:
        asked.append(phrase("understand.ask.kind", name=name))
    if not facts.number:
        asked.append(phrase("understand.ask.number", name=name))
    if not facts.issuers:
        asked.append(phrase("understand.ask.issuer", name=name))
    if facts.issued_on is None:
        asked.append(day_question or phrase("understand.ask.issued-on", name=name))
    if effect.question:
        asked.append(effect.question)
    elif facts.effective_on is None and facts.kind in vocabulary().kinds and vocabulary().kinds[facts.kind].normative:
        asked.append(phrase("understand.ask.effective-on", name=name))
    return asked


def tidy_subject(subject: str) -> str:
    """Return a subject on one line, beginning as inside a sentence; a law's own name keeps its capital."""
    subject = squeeze(_LEADING.sub("", subject)).strip(" .;,/")
    subject = re.sub(r"^(về)\s+Việc\b", r"\1 việc", subject, flags=re.IGNORECASE)
    if _LOWERED.match(subject):
        subject = subject[0].lower() + subject[1:]
    return subject if len(subject) <= _LONGEST_SUBJECT else ""


def sentences_of(text: str) -> list[str]:
    return [part for part in _SENTENCE.split(text) if part and part.strip()]


def said(evidence: Mapping[str, str]) -> dict[str, str]:
    return {name: words for name, words in evidence.items() if words}
