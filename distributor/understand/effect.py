"""From when a document has effect, and until when, as it says of itself. What is not certain becomes a question.

"Sau 10 ngày kể từ ngày ký" is one: offices count it differently.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from distributor.ingest.text import shorten
from distributor.models.document import DocumentStatusKind
from distributor.understand.dates import DAY, read_day, written_day
from distributor.understand.numbers import find_numbers

_BEGINS = re.compile(
    rf"""(?<!\w)(?:có|bắt\s+đầu\s+có)\s+hiệu\s+lực (?:\s+thi\s+hành)? \s*,? \s*
        (?: (?:kể\s+)?từ \s+ (?:
              (?:ngày\s+|hôm\s+)? (?P<day>{DAY})
            | (?:khi\s+|ngày\s+)? (?P<signing>ký(?:\s+ban\s+hành)?|ban\s+hành) (?!\s+(?:quyết|văn|luật|nghị))
            | (?P<open>ngày\s+[^.;\n]{{3,60}}) )
          | (?P<later>sau\s+[^.;\n]{{3,80}}) )""",
    re.VERBOSE | re.IGNORECASE,
)
_ENDS = re.compile(
    rf"""(?<!\w)(?: có\s+hiệu\s+lực (?:\s+thi\s+hành)? [^.;\n]{{0,80}}? \s+ đến (?:\s+hết)? \s+ (?:ngày\s+)? (?P<last>{DAY})
        | hết\s+hiệu\s+lực (?:\s+thi\s+hành)? \s+ (?:kể\s+)? (?:từ|vào) \s+ (?:ngày\s+)? (?P<from>{DAY}) )""",
    re.VERBOSE | re.IGNORECASE,
)
_SENTENCE_BEFORE = 400
_BREAK = re.compile(r"[.!?:](?=\s)|\n")
_OTHERWISE = re.compile(r"[^.\n]{0,60}?\btrừ\s+(?:trường\s+hợp|các|khoản|điểm|điều|quy\s+định)", re.IGNORECASE)
_OTHER_ACT = re.compile(
    r"(?<!\w)(?:Bộ luật|Luật|Pháp lệnh|Nghị định|Nghị quyết|Thông tư|Quyết định|Chỉ thị|Hợp đồng|hợp đồng)(?!\w)"
)
_ONLY_A_MOMENT = re.compile(r"(?<!\w)(?:trước|sau|từ)\s+(?:ngày|khi|thời\s+điểm)\s*$", re.IGNORECASE)
"""`trước ngày Luật này có hiệu lực`: a moment that is spoken of, not set."""


@dataclass(frozen=True)
class Effect:
    """`words`: what says so. `question`: for staff, empty if there is none."""

    effective_on: date | None = None
    ended_on: date | None = None
    words: str = ""
    question: str = ""


@dataclass(frozen=True)
class Subject:
    """The document whose effect is looked for. `itself`: the text is the document, so that only "… này" speaks of it."""

    kind: str
    number: str
    issued_on: date | None
    itself: bool


def find_effect(texts: Sequence[str], subject: Subject) -> Effect:
    """`texts`: title, summary, text; legible, without what it quotes."""
    days: dict[date, str] = {}
    unsure: dict[str, None] = {}
    exceptions = ""
    ended_on = None
    for text in texts:
        for match in _BEGINS.finditer(text):
            if not _speaks_of(text, match.start(), subject):
                continue
            words = " ".join(match[0].split())
            day = read_day(match["day"]) if match["day"] else subject.issued_on if match["signing"] else None
            if day is None:
                unsure.setdefault(words)
                continue
            days.setdefault(day, words)
            if _OTHERWISE.match(text, match.end()):
                exceptions = written_day(day)
        for match in _ENDS.finditer(text):
            if _speaks_of(text, match.start(), subject):
                ended_on = read_day(match["last"] or match["from"])
    return _judged(days, list(unsure), exceptions, ended_on, subject)


def _judged(
    days: dict[date, str], unsure: list[str], exceptions: str, ended_on: date | None, subject: Subject
) -> Effect:
    if len(days) == 1:
        day, words = next(iter(days.items()))
        if subject.issued_on and day < subject.issued_on:
            question = (
                f"Ngày có hiệu lực ghi trong bài ({written_day(day)}) sớm hơn ngày ban hành "
                f"({written_day(subject.issued_on)}). Hãy xem lại và điền ngày đúng."
            )
            return Effect(None, ended_on, words, question)
        question = (
            f"Văn bản có hiệu lực từ {exceptions} nhưng có điều khoản ghi ngày khác («trừ trường hợp …»). Hãy xem khi đăng."
            if exceptions
            else ""
        )
        return Effect(day, ended_on, words, question)
    if days:
        several = ", ".join(written_day(day) for day in sorted(days))
        return Effect(
            None, ended_on, "", f"Không chắc ngày có hiệu lực: bài ghi nhiều ngày ({several}). Hãy điền ngày đúng."
        )
    if unsure:
        words = shorten(unsure[0], 120)
        return Effect(None, ended_on, words, f"Không chắc ngày có hiệu lực: văn bản ghi «{words}». Hãy điền.")
    return Effect(None, ended_on)


def _speaks_of(text: str, position: int, subject: Subject) -> bool:
    """Whether the sentence up to here is about this document and no other."""
    before = text[max(0, position - _SENTENCE_BEFORE) : position]
    breaks = list(_BREAK.finditer(before))
    if breaks:
        before = before[breaks[-1].end() :]
    this = re.compile(rf"(?<!\w){re.escape(subject.kind)}\s+này(?!\w)", re.IGNORECASE) if subject.kind else None
    if this and (match := list(this.finditer(before))):
        rest = before[match[-1].end() :]
        return not find_numbers(rest) and not _ONLY_A_MOMENT.search(before[: match[-1].start()])
    if subject.itself:
        return False
    numbers = find_numbers(before)
    if numbers:
        # Everything behind its own number, while no other act is named, is still about it.
        last = numbers[-1]
        return last.text == subject.number and not _OTHER_ACT.search(before[last.end :])
    acts = [match[0].casefold() for match in _OTHER_ACT.finditer(before)]
    return not acts or acts == [subject.kind]


def status_on(today: date, effective_on: date | None, ended_on: date | None) -> DocumentStatusKind | None:
    """By the document's own words; what later ones did to it comes with those."""
    if ended_on is not None and ended_on < today:
        return DocumentStatusKind.ENDED
    if effective_on is None:
        return None
    return DocumentStatusKind.NOT_YET if effective_on > today else DocumentStatusKind.IN_FORCE
