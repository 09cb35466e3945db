"""Whether a document is still news, and whether citizens are concerned by it: by `config/newness.toml`. Pure.

A document is announced as new while it is: before its day of effect, and so many days after it was issued or took effect, by
kind. For some time after, a document in force that binds everybody and concerns citizens is still told, but not called new. An
older or ended document that appears again is "văn bản đã có", for a person; so are letters, plans, documents about offices' own
affairs, and documents by which it is too late to act.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, timedelta
from functools import cache
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field

from distributor.config_files import read_config
from distributor.facts import DocumentFacts, Reason
from distributor.reading_states import DocumentStatusKind, RelationKind
from distributor.settings import CONFIG_FOLDER
from distributor.understand.addressees import speaks_to_citizens
from distributor.understand.vocabulary import vocabulary
from phrases import listed, phrase, to_stored

_YEAR_IN_NUMBER = re.compile(r"/(?P<year>(?:19|20)\d\d)/")
_YEAR_NAMED = re.compile(
    r"(?:(?<!\d)\d{1,2}\s?[/.–-]\s?\d{1,2}\s?[/.–-]\s?|(?<=\d)/|(?:tháng|quý)\s+(?:\d{1,2}|[IV]+)\s?[/-]\s?|(?<!sinh\s)(?<!\w)năm\s+(?:học\s+)?"
    r"(?:20\d\d\s?[-–]\s?)?)(?P<year>(?:19|20)\d\d)(?!\d)",
    re.IGNORECASE,
)
_ABOUT_REPEAL = re.compile(r"^(?:về\s+(?:việc\s+)?)?(?:bãi\s+bỏ|sửa\s+đổi)", re.IGNORECASE)
_LIST_OF_PROCEDURES = re.compile(
    r"công bố (?:\w+ ){0,3}?(?:danh mục|các|\d+) (?:\w+ ){0,3}?(?:thủ tục hành chính|tthc)(?!\w)", re.IGNORECASE
)
_ABOUT_BARE_REPEAL = re.compile(r"^(?:về\s+(?:việc\s+)?)?bãi\s+bỏ", re.IGNORECASE)
_BASES = re.compile(r"(?<!\w)(?:căn\s+cứ|theo\s+đề\s+nghị|xét\s+đề\s+nghị)\s[^;\n]*(?:[;\n]|\Z)")
"""What an act rests on: every circular on what its ministry's tasks are ("quy định chức năng, nhiệm vụ …")."""
_HEAD = 1_500
_MOST_READ = 200_000
_DAY = (
    r"(?:(?P<d>\d{1,2})\s*/\s*(?P<m>\d{1,2})\s*/\s*(?P<y>20\d\d)"
    r"|(?P<dd>\d{1,2})\s+tháng\s+(?P<mm>\d{1,2})\s+năm\s+(?P<yy>20\d\d))"
)
_DOCUMENT_UNTIL = re.compile(
    rf"(?:chậm\s+nhất(?:\s+là)?|trước|đến\s+hết|hết|hạn\s+cuối(?:\s+là)?|không\s+quá|sau)\s+(?:ngày\s+){_DAY}",
    re.IGNORECASE,
)
_ACTING = re.compile(
    r"(?<!\w)(?:nộp|đăng\s+ký|gửi|đề\s+nghị|tuyển\s+sinh|kê\s+khai|giấy\s+đề\s+nghị|hồ\s+sơ|đơn)(?!\w)", re.IGNORECASE
)
_APPLIES = re.compile(r"(?<!\w)(?:nộp|gửi|nhận)\s+(?:\w+\s+){0,2}?(?:đơn|hồ\s+sơ|tờ\s+khai)(?!\w)", re.IGNORECASE)
_CLAUSE_END = re.compile(r"[;\n]|\.\s")
_BEFORE, _BEHIND = 220, 120
"""How far from the day the words stand that say what is to be done by it."""
_SCHOOL_YEAR = re.compile(r"(?P<from>từ\s+)?năm\s+học\s+20\d\d\s*[-–]\s*(?P<last>20\d\d)", re.IGNORECASE)
_FOR_A_YEAR = re.compile(r"(?P<from>(?:từ|kể\s+từ)\s+)?năm\s+(?P<year>20\d\d)(?![\d/])", re.IGNORECASE)
_DOCUMENT_NAMED = re.compile(
    r"(?:luật|pháp\s+lệnh|nghị\s+(?:định|quyết)|thông\s+tư|quyết\s+định|chỉ\s+thị|tháng)(?:\s+[^\s,;]+){0,14}\s*$",
    re.IGNORECASE,
)
"""Before a year: it is that of a document, or of a day."""


class _Entry(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class _Days(_Entry):
    normative: int = Field(gt=0)
    still_told: int = Field(gt=0)
    repealed: int = Field(gt=0)
    other: int = Field(gt=0)


class _Still(_Entry):
    known: tuple[str, ...]


class _Offices(_Entry):
    subject: tuple[str, ...]
    surely: tuple[str, ...]
    citizens: tuple[str, ...]


class _File(_Entry):
    as_of: date
    source: str
    days: _Days
    still: _Still
    days_of_kind: Mapping[str, int]
    never: Mapping[str, str]
    offices: _Offices


@cache
def newness_rules(file: Path = CONFIG_FOLDER / "newness.toml") -> _File:
    """Read the rules of newness. Raises `SettingsError` that names the file."""
    return read_config(_File, file)


def why_not_new(document: DocumentFacts, today: date) -> Reason | None:
    """Return why the document is no news on this day: too old, ended, or its day unknown; None while it is."""
    if document.ended_on is not None and document.ended_on <= today:
        return Reason("not_new", phrase("understand.not-new.ended", since=document.ended_on).stored())
    if document.status in (DocumentStatusKind.ENDED, DocumentStatusKind.SUSPENDED):
        return Reason("not_new", phrase("understand.not-new.ended-or-suspended").stored())
    days = [day for day in (document.issued_on, document.effective_on) if day is not None]
    if not days:
        year = year_of_number(document.number)
        if year is None:
            return Reason("day_unknown")
        return (
            None if year >= today.year else Reason("not_new", phrase("understand.not-new.of-year", year=year).stored())
        )
    if max(days) + timedelta(days=_days_of(document)) >= today:
        return None
    issued = phrase("understand.not-new.issued", on=document.issued_on) if document.issued_on else ""
    effective = phrase("understand.not-new.effective", on=document.effective_on) if document.effective_on else ""
    return Reason("not_new", to_stored(listed((issued, effective), ", "), None))


def is_still_told(document: DocumentFacts, today: date) -> bool:
    """Return True if a document that is new no more is told all the same: it binds everybody, is in force and concerns
    citizens."""
    rules = newness_rules()
    if document.status in (DocumentStatusKind.ENDED, DocumentStatusKind.SUSPENDED) or document.kind in {
        "nghị quyết liên tịch",
        *rules.still.known,
    }:
        return False
    if document.ended_on is not None and document.ended_on <= today:
        return False
    days = [day for day in (document.issued_on, document.effective_on) if day is not None]
    if not days or _days_of(document) != rules.days.normative:
        return False
    concerns = _has(document.subject.casefold(), rules.offices.citizens)
    return concerns and max(days) <= today <= max(days) + timedelta(days=rules.days.still_told)


def only_repeals(document: DocumentFacts, today: date) -> bool:
    """Return True if the document ends others that are long known, and says nothing else: not what applies instead."""
    if not _ABOUT_BARE_REPEAL.match(document.subject) or not document.relations:
        return False
    if any(each.kind is not RelationKind.REPEALS for each in document.relations):
        return False
    young = today - timedelta(days=newness_rules().days.repealed)
    return not any(
        each.issued_on >= young if each.issued_on is not None else year_of_number(each.number) == today.year
        for each in document.relations
    )


def lists_procedures(document: DocumentFacts) -> bool:
    """Return True if it publishes a list of administrative procedures: which of them citizens need, a person chooses."""
    return _LIST_OF_PROCEDURES.search(document.subject) is not None


def deadline_passed(document: DocumentFacts, title: str, text: str, today: date) -> date | None:
    """The day in the past by which citizens had to act, or on which what the document is about was over; None if there is
    none."""
    over = subject_over(document, title, today)
    if over is not None:
        return over
    return next((day for day, around, _ in _last_days(document, text) if day < today and _ACTING.search(around)), None)


def applications_over(document: DocumentFacts, text: str, today: date) -> date | None:
    """The last day by which citizens could apply, if it has passed and the document names no later day to act by."""
    last = max((day for day, _, clause in _last_days(document, text) if _APPLIES.search(clause)), default=today)
    return last if last < today else None


def _last_days(document: DocumentFacts, text: str) -> Iterator[tuple[date, str, str]]:
    """Yield the days, after its own, until when something is to be done by a document; what stands around each, and the words of
    its clause before it."""
    text = text[:_MOST_READ]
    for match in _DOCUMENT_UNTIL.finditer(text):
        day = _day_of(match)
        if day is not None and (document.issued_on is None or day > document.issued_on):
            before = text[max(0, match.start() - _BEFORE) : match.start()]
            yield day, before + text[match.start() : match.end() + _BEHIND], _CLAUSE_END.split(before)[-1]


def subject_over(document: DocumentFacts, title: str, today: date) -> date | None:
    """The last day of the year or school year that the document is for, if it has passed: "học phí năm học 2025 - 2026"."""
    subject = f"{title}\n{document.subject}"
    if (match := _SCHOOL_YEAR.search(subject)) and not match["from"] and date(int(match["last"]), 8, 31) < today:
        return date(int(match["last"]), 8, 31)
    years = [
        match
        for match in _FOR_A_YEAR.finditer(document.subject)
        if not _DOCUMENT_NAMED.search(document.subject[max(0, match.start() - 100) : match.start()])
    ]
    last_year = max((int(match["year"]) for match in years), default=today.year)
    if any(match["from"] for match in years):
        last_year = today.year
    return date(last_year, 12, 31) if last_year < today.year else None


def _day_of(match: re.Match[str]) -> date | None:
    year, month, day = (match["y"], match["m"], match["d"]) if match["d"] else (match["yy"], match["mm"], match["dd"])
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        return None


def why_not_for_citizens(document: DocumentFacts, title: str, text: str) -> Reason | None:
    """Return why the document is for offices; None where citizens are concerned, or it cannot be told."""
    if any(relation.kind is RelationKind.CORRECTS for relation in document.relations):
        return None  # a letter that puts a document right is for whoever relies on the document
    rules = newness_rules()
    code = rules.never.get(document.kind, "")
    if code and not (code == "for_offices" and speaks_to_citizens(text)):
        return Reason(code)
    if not document.kind and document.number and not document.issuers:
        return None
    subject = f"{document.subject}\n{title}".casefold()
    if _ABOUT_REPEAL.match(document.subject):
        subject += _BASES.sub(" ", text[: 2 * _HEAD].casefold())[:_HEAD]
    if _has(subject, rules.offices.surely):
        return Reason("for_offices")
    for_offices = _has(subject, rules.offices.subject) and not _has(subject, rules.offices.citizens)
    return Reason("for_offices") if for_offices else None


def old_document_in(text: str, today: date, *, years: int = 2) -> str:
    """The newest year that a text dates anything by, or cites a document by, where even that is old; else empty."""
    newest = max((int(match["year"]) for match in _YEAR_NAMED.finditer(text[:_MOST_READ])), default=today.year)
    return str(newest) if newest <= today.year - years else ""


def year_of_number(number: str) -> int | None:
    found = _YEAR_IN_NUMBER.search(number)
    return int(found["year"]) if found else None


def _days_of(document: DocumentFacts) -> int:
    rules = newness_rules()
    if document.kind in rules.days_of_kind:
        return rules.days_of_kind[document.kind]
    kind = vocabulary().kinds.get(document.kind)
    binding = kind is not None and kind.normative
    # A law has a number without the year of a decision; a decision about one case has none either.
    by_number = year_of_number(document.number) is not None or document.kind in {
        "luật",
        "bộ luật",
        "hiến pháp",
        "pháp lệnh",
    }
    return rules.days.normative if binding and by_number else rules.days.other


def _has(subject: str, words: Iterable[str]) -> bool:
    return any(re.search(rf"(?<!\w){re.escape(word)}(?!\w)", subject) is not None for word in words)
