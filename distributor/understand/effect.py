"""From when a document has effect, and until when, as it says of itself. What is not certain becomes a question.

"Sau 10 ngày kể từ ngày ký" is the day of signing and ten: signed on 14/01/2010, in force on 24/01/2010, as the national database
counts it. Working days and days behind a publication in the gazette are not counted: they are asked.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from distributor.reading_states import DocumentStatusKind
from distributor.text.tidy import shorten
from distributor.understand.dates import DAY, read_day, written_day
from distributor.understand.numbers import find_numbers
from distributor.understand.verbs import day_until
from distributor.understand.voice import calls_itself
from phrases import phrase

_SIGNED = (
    r"(?:ký(?:\s+ban\s+hành)?|ban\s+hành|(?:được\s+)?(?:[^\W\d_]+\s+){0,8}?thông\s+qua) (?!\s+(?:quyết|văn|luật|nghị))"
)
_HOUR = r"(?:\d{1,2}\s*(?:giờ|h)\s*(?:\d{1,2}\s*(?:phút\s*)?)?,?\s*)?"
_BEGINS = re.compile(
    rf"""(?<!\w)(?:có|bắt\s+đầu\s+có)\s+hiệu\s+lực (?:\s+thi\s+hành|\s+áp\s+dụng)? \s*,? \s*
        (?: (?:(?:kể\s+|bắt\s+đầu\s+)?từ|vào) \s+ (?:
              {_HOUR}(?:ngày\s*|hôm\s+)? (?P<day>{DAY})
            | (?:khi\s+|ngày\s+)? (?P<signing>{_SIGNED})
            | (?P<open>ngày\s+[^.;\n]{{3,60}}) )
          | (?P<later>(?:sau\s+(?:thời\s+hạn\s+)?)?(?P<count>\d{{1,3}}|[^\W\d_]+(?:\s+[^\W\d_]+){{0,2}})\s*
              (?:\([^()\d]{{2,30}}\)\s*)?ngày(?P<working>\s+làm\s+việc)?
              \s*,?\s*(?:(?:kể\s+|tính\s+)?từ|sau)\s+(?:khi\s+|ngày\s+)?(?P<counted>{_SIGNED}|[^.;\n]{{3,50}}))
          | (?P<unclear>sau\s+[^.;\n]{{3,80}}) )""",
    re.VERBOSE | re.IGNORECASE,
)
_MONTH = r"tháng\s+\d{1,2}(?:\s+năm\s+|\s?/\s?)\d{4}"
_ENDS = re.compile(
    rf"""(?<!\w)(?: (?:có\s+hiệu\s+lực(?:\s+thi\s+hành)?|áp\s+dụng|thực\s+hiện) [^.;\n]{{0,100}}? \s+
            (?P<last>đến (?:\s+hết)? \s+ (?:(?:ngày\s+)?{DAY}|{_MONTH}|năm\s+\d{{4}}(?!\s?-)))
        | hết\s+hiệu\s+lực (?:\s+thi\s+hành)? \s+ (?:kể\s+)? (?:từ|vào) \s+ (?:ngày\s+)? (?P<from>{DAY}) )""",
    re.VERBOSE | re.IGNORECASE,
)
_COUNTS = {
    "ba": 3, "năm": 5, "bảy": 7, "mười": 10, "mười lăm": 15, "hai mươi": 20, "ba mươi": 30, "bốn mươi lăm": 45, "sáu mươi": 60,
}  # fmt: skip
_ADOPTED = re.compile(rf"thông\s+qua\s+(?:vào\s+)?ngày\s+(?P<day>{DAY})", re.IGNORECASE)
_SIGNATURE = re.compile(r"(?m)^\s*(?:Nơi nhận|TM\.|KT\.)")
_SENTENCE_BEFORE = 400
_BREAK = re.compile(r"[.!?:](?=\s)|\n")
_OTHERWISE = re.compile(r"[^.\n]{0,60}?\btrừ\s+(?:trường\s+hợp|các|khoản|điểm|điều|quy\s+định|những)", re.IGNORECASE)
_ONLY_A_PART = re.compile(
    r"(?<!\w)(?:điều|khoản|điểm|mục|chương|phụ\s+lục|quy\s+định|nội\s+dung|mức|riêng|trừ|việc)(?!\w)", re.IGNORECASE
)
"""`Quy định tại khoản 2 Điều 5 của Luật này có hiệu lực từ …`: a part, with a day of its own."""
_RULES_A_PART = re.compile(r"\s*(?:riêng\s|(?:các\s)?(?:điểm|khoản|điều)\s)(?!.*này\s*$)", re.IGNORECASE)
_ARTICLE = re.compile(r"Điều\s+\d")
_FIRST_REPLACES = re.compile(r"\s*(?:thay\s+thế|bãi\s+bỏ|sửa\s+đổi)\s[^;]{3,300}?(?:,|\bvà)\s*", re.IGNORECASE)
"""`Nghị quyết này thay thế Nghị quyết số … và có hiệu lực từ …`"""
_NUMBER_OF_CLAUSE = re.compile(
    r"\s*(?:Điều\s+\d+[a-zđ]?\s*[.:]?\s*)?(?:[^.\n]{0,60}\n\s*)?(?:\d{1,2}\s*[.)]\s*|[a-zđ]\)\s*|[-+]\s*)?"
)
_OTHER_DOCUMENT = re.compile(
    r"(?<!\w)(?:Bộ luật|Luật|Pháp lệnh|Nghị định|Nghị quyết|Thông tư|Quyết định|Chỉ thị|Hợp đồng|hợp đồng)(?!\w)"
)
_CLAUSES_OF_IT = re.compile(
    r"khoản\s+(?P<numbers>\d+(?:(?:\s*,|\s+và)\s+(?:khoản\s+)?\d+)*)\s+Điều\s+này", re.IGNORECASE
)
_ONLY_A_MOMENT = re.compile(r"(?<!\w)(?:trước|sau|từ)\s+(?:ngày|khi|thời\s+điểm)\s*$", re.IGNORECASE)
"""`trước ngày Luật này có hiệu lực`: a moment that is spoken of, not set."""


@dataclass(frozen=True)
class Effect:
    """`ended_on`: the first day without effect. `words`: what says so. `question`: for staff, empty if there is none."""

    effective_on: date | None = None
    ended_on: date | None = None
    words: str = ""
    question: str = ""


@dataclass(frozen=True)
class DocumentSubject:
    """The document whose effect is looked for. `itself`: the text is the document, so that only "… này" speaks of it."""

    kind: str
    number: str
    issued_on: date | None
    itself: bool


_SUSPENDED_FROM = re.compile(
    r"(?:^|[.;:])\s*(?:\d{1,2}[.)]\s*)?(?P<words>(?:thời (?:gian|hạn) )?(?:tạm )?(?:ngưng|ngừng|đình chỉ) (?:hiệu lực|thi hành)"
    rf"(?!\w)[^.;\n]{{0,200}}?(?<!\w)từ (?:ngày )?(?P<day>{DAY}))",
    re.IGNORECASE | re.MULTILINE,
)


def find_effect(texts: Sequence[str], subject: DocumentSubject) -> Effect:
    """Find the days of effect. `texts`: title, summary, text; legible, without what it quotes."""
    days: dict[date, str] = {}
    of_parts: dict[date, str] = {}
    unsure: dict[str, None] = {}
    excepted, unnamed = 0, False
    ended_on = None
    for text in texts:
        for match in _own(_BEGINS, text, subject):
            words = " ".join(match[0].split())
            day = _first_day(match, text, subject)
            if day is None:
                unsure.setdefault(words)
            elif (part := _of_part_behind(text, match.start())) or _is_of_part(text, match.start(), subject):
                of_parts.setdefault(day, words)
                unnamed = unnamed or not _is_named(part or _sentence_before(text, match.start()))
            else:
                days.setdefault(day, words)
                excepted = max(excepted, _excepted(text, match.end()))
        for match in _own(_ENDS, text, subject):
            if match["last"]:
                last = day_until(match["last"])
                ended_on = last + timedelta(days=1) if last else ended_on
            else:
                ended_on = read_day(match["from"])
    if not days:
        days, of_parts = of_parts, {}
    if not days and not unsure and subject.itself and subject.issued_on:
        for match in re.finditer(
            rf"thi\s+hành\s+{calls_itself(subject.kind)}\s+kể\s+từ\s+ngày\s+ký(?!\w)", texts[-1], re.IGNORECASE
        ):
            days.setdefault(subject.issued_on, " ".join(match[0].split()))
    asked = excepted > len(of_parts) or (unnamed and of_parts.keys() - days.keys())
    exceptions = written_day(next(iter(days))) if len(days) == 1 and asked else ""
    return _judged(days, list(unsure), exceptions, ended_on, subject)


def _excepted(text: str, position: int) -> int:
    """Return how many clauses are excepted from a day of effect right behind it: each is told with its own day where that is
    named too (`own_days.py`), so that nobody need be asked."""
    if _OTHERWISE.match(text, position) is None:
        return 0
    named = _CLAUSES_OF_IT.search(_BREAK.split(text[position : position + _SENTENCE_BEFORE], maxsplit=1)[0])
    return len(re.findall(r"\d+", named["numbers"])) if named else 1


def _own(pattern: re.Pattern[str], text: str, subject: DocumentSubject) -> list[re.Match[str]]:
    """Matches that speak of the document; behind its signature only where it says nothing before: an annex may hold a form."""
    signed = _SIGNATURE.search(text)
    found: list[re.Match[str]] = []
    for match in pattern.finditer(text):
        if found and signed is not None and match.start() > signed.start():
            break
        if _speaks_of(text, match.start(), subject):
            found.append(match)
    if found or not (subject.itself and subject.kind):
        return found
    # "1. Quyết định có hiệu lực kể từ ngày ký": of itself too, where it never says "Quyết định này".
    itself = re.compile(rf"(?:^|[\n.;:)])\s*{re.escape(subject.kind.capitalize())}\s+(?:sẽ\s+)?$")
    end = signed.start() if signed else len(text)
    return [each for each in pattern.finditer(text, 0, end) if itself.search(text[: each.start()][-60:])]


def _first_day(match: re.Match[str], text: str, subject: DocumentSubject) -> date | None:
    if match["day"]:
        return read_day(match["day"])
    if match["signing"]:
        return _day_of_signing(match["signing"], text, subject)
    if match["later"] and not match["working"] and re.match(_SIGNED, match["counted"], re.VERBOSE | re.IGNORECASE):
        words = " ".join(match["count"].split()).casefold()
        count = int(words) if words.isdigit() else _COUNTS.get(words)
        signed = _day_of_signing(match["counted"], text, subject)
        return signed + timedelta(days=count) if count and signed else None
    return None


def _day_of_signing(words: str, text: str, subject: DocumentSubject) -> date | None:
    """A resolution "thông qua ngày …" may be signed later."""
    if "thông" in words.casefold() and (adopted := list(_ADOPTED.finditer(text))):
        return read_day(adopted[-1]["day"])
    return subject.issued_on


def _of_part_behind(text: str, position: int) -> str:
    """Return the part that a sentence goes on to: "Nghị quyết này có hiệu lực từ …; riêng khoản 2 Điều 2 có hiệu lực từ …". What
    it rules is told with its own day (`own_days.py`), so that nobody need be asked."""
    before, semicolon, part = _sentence_before(text, position).rpartition(";")
    return part if semicolon and before and _RULES_A_PART.match(part) else ""


def _is_named(part: str) -> bool:
    """Return True if a part is named by clauses and articles, so that what it rules can be told with its day."""
    return _ARTICLE.search(part) is not None and "điểm" not in part.casefold()


def _is_of_part(text: str, position: int, subject: DocumentSubject) -> bool:
    before = _sentence_before(text, position)
    this = list(re.finditer(calls_itself(subject.kind), before, re.IGNORECASE)) if subject.kind else []
    if not this:
        return False
    lead = _NUMBER_OF_CLAUSE.match(before)
    opening = before[lead.end() if lead and lead.end() <= this[-1].start() else 0 : this[-1].start()]
    excepted = re.search(r"(?<!\w)trừ(?!\w)", before[this[-1].end() :], re.IGNORECASE)
    return excepted is not None or _ONLY_A_PART.search(opening) is not None


def _sentence_before(text: str, position: int) -> str:
    before = text[max(0, position - _SENTENCE_BEFORE) : position]
    breaks = list(_BREAK.finditer(before))
    return before[breaks[-1].end() :] if breaks else before


def _judged(
    days: dict[date, str], unsure: list[str], exceptions: str, ended_on: date | None, subject: DocumentSubject
) -> Effect:
    if len(days) == 1:
        day, words = next(iter(days.items()))
        if subject.issued_on and day < subject.issued_on and "thông qua" not in words.casefold():
            before_issue = phrase(
                "understand.ask.effect-before-issue", day=written_day(day), issued_on=written_day(subject.issued_on)
            )
            return Effect(None, ended_on, words, before_issue)
        question = phrase("understand.ask.effect-excepted", exceptions=exceptions) if exceptions else ""
        return Effect(day, ended_on, words, question)
    if days:
        several = ", ".join(written_day(day) for day in sorted(days))
        return Effect(None, ended_on, "", phrase("understand.ask.effect-several", several=several))
    if unsure:
        words = shorten(unsure[0], 120)
        return Effect(None, ended_on, words, phrase("understand.ask.effect-words", words=words))
    return Effect(None, ended_on)


def _speaks_of(text: str, position: int, subject: DocumentSubject) -> bool:
    """Return True if the sentence up to here is about this document and no other."""
    before = _sentence_before(text, position)
    this = re.compile(calls_itself(subject.kind), re.IGNORECASE) if subject.kind else None
    if this and (match := list(this.finditer(before))):
        rest = before[match[-1].end() :]
        return (not find_numbers(rest) or _FIRST_REPLACES.fullmatch(rest) is not None) and not _ONLY_A_MOMENT.search(
            before[: match[-1].start()]
        )
    if subject.itself:
        return False
    numbers = find_numbers(before)
    if numbers:
        # Everything behind its own number, while no other document is named, is still about it.
        last = numbers[-1]
        return last.text == subject.number and not _OTHER_DOCUMENT.search(before[last.end :])
    others = [match[0].casefold() for match in _OTHER_DOCUMENT.finditer(before)]
    return not others or others == [subject.kind]


def status_on(today: date, effective_on: date | None, ended_on: date | None) -> DocumentStatusKind | None:
    """Return the status by the document's own words; what later ones did to it comes with those."""
    if ended_on is not None and ended_on <= today:
        return DocumentStatusKind.ENDED
    if effective_on is None:
        return None
    return DocumentStatusKind.NOT_YET if effective_on > today else DocumentStatusKind.IN_FORCE


def suspends_before(text: str, begins: date) -> str:
    """Return the words by which an act suspends another from a day before its own effect; empty if it does not. One of the two
    days is wrong, or money is owed back: a person looks."""
    for found in _SUSPENDED_FROM.finditer(text):
        since = read_day(found["day"])
        if since is not None and since < begins:
            return " ".join(found["words"].split())
    return ""
