"""Whether an act is still news, and whether citizens are concerned by it: by `config/newness.toml`. Pure.

An act is announced as new while it is: before its day of effect, and so many days after it was issued or took effect, by kind. An
old or ended act that appears again is "văn bản đã có", for a person; so are letters, plans and acts about offices' own affairs.
"""

import re
import tomllib
from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from functools import cache
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from distributor.errors import SettingsError
from distributor.models.document import DocumentStatusKind, RelationKind
from distributor.settings import CONFIG_FOLDER
from distributor.understand.facts import DocumentFacts, Reason
from distributor.understand.vocabulary import vocabulary

_YEAR_IN_NUMBER = re.compile(r"/(?P<year>(?:19|20)\d\d)/")
_ABOUT_REPEAL = re.compile(r"^(?:về\s+(?:việc\s+)?)?(?:bãi\s+bỏ|sửa\s+đổi)", re.IGNORECASE)
_HEAD = 1_500


class _Entry(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class _Days(_Entry):
    normative: int = Field(gt=0)
    other: int = Field(gt=0)


class _Offices(_Entry):
    subject: tuple[str, ...]
    surely: tuple[str, ...]
    citizens: tuple[str, ...]


class _File(_Entry):
    as_of: date
    source: str
    days: _Days
    days_of_kind: Mapping[str, int]
    never: Mapping[str, str]
    offices: _Offices


@cache
def newness_rules(file: Path = CONFIG_FOLDER / "newness.toml") -> _File:
    """Raises `SettingsError` that names the file."""
    try:
        return _File.model_validate(tomllib.loads(file.read_text(encoding="utf-8")))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError, ValidationError) as error:
        raise SettingsError(f"Không đọc được quy tắc tin mới {file}: {error}. Hãy sửa tệp.") from error


def why_not_new(document: DocumentFacts, today: date) -> Reason | None:
    """Why the act is no news on this day: too old, ended, or its day unknown; None while it is."""
    if document.ended_on is not None and document.ended_on <= today:
        return Reason("not_new", f"hết hiệu lực từ {document.ended_on:%d/%m/%Y}")
    if document.status in (DocumentStatusKind.ENDED, DocumentStatusKind.SUSPENDED):
        return Reason("not_new", "đã hết hoặc ngưng hiệu lực")
    days = [day for day in (document.issued_on, document.effective_on) if day is not None]
    if not days:
        year = year_of_number(document.number)
        if year is None:
            return Reason("day_unknown")
        return None if year >= today.year else Reason("not_new", f"năm {year}")
    if max(days) + timedelta(days=_days_of(document)) >= today:
        return None
    issued = f"ban hành {document.issued_on:%d/%m/%Y}" if document.issued_on else ""
    effective = f"hiệu lực {document.effective_on:%d/%m/%Y}" if document.effective_on else ""
    return Reason("not_new", ", ".join(filter(None, (issued, effective))))


def why_not_for_citizens(document: DocumentFacts, title: str, text: str) -> Reason | None:
    """Why the act is for offices; None where citizens are concerned, or it cannot be told."""
    if any(relation.kind is RelationKind.CORRECTS for relation in document.relations):
        return None  # a letter that puts an act right is for whoever relies on the act
    rules = newness_rules()
    if code := rules.never.get(document.kind, ""):
        return Reason(code)
    if not document.kind and document.number and not document.issuers:
        return None
    subject = f"{document.subject}\n{title}".casefold()
    if _ABOUT_REPEAL.match(document.subject):
        subject += text[:_HEAD].casefold()
    if _has(subject, rules.offices.surely):
        return Reason("for_offices")
    for_offices = _has(subject, rules.offices.subject) and not _has(subject, rules.offices.citizens)
    return Reason("for_offices") if for_offices else None


def old_act_in(text: str, today: date, *, years: int = 2) -> str:
    """The newest act that a short text cites by a number with its year, where even that is old; else empty."""
    years_cited = [(int(match["year"]), match.start()) for match in _YEAR_IN_NUMBER.finditer(text)]
    if not years_cited or max(years_cited)[0] > today.year - years:
        return ""
    return str(max(years_cited)[0])


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
