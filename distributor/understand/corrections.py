"""What a correction puts right, and where: "Tại khoản 1 Điều 4, đã in: “…”; nay sửa lại là: “…”". Pure, linear.

Most of all the day of effect: then the right day is told, so that the register takes it.
"""

import re
from dataclasses import dataclass
from datetime import date

from distributor.facts import Relation, Scope
from distributor.reading_states import RelationKind
from distributor.understand.citations import find_citations
from distributor.understand.dates import DAY, read_day
from distributor.understand.reach import parts_of

_PUTS = (
    r"(?:sửa\s+(?:lại\s+)?(?:là|thành)|đính\s+chính\s+(?:lại\s+)?(?:là|thành)|đọc\s+(?:lại\s+|đúng\s+)?là|"
    r"(?<!\w)đúng\s+là|phải\s+(?:ghi\s+)?là|thành|như\s+sau)"
)
_RIGHT = re.compile(
    rf"{_PUTS}\s*:?\s*(?:[“\"'](?P<text>[^“”\"]{{0,600}})[”\"']|(?P<day>(?:ngày\s+)?{DAY}))", re.IGNORECASE
)
_EFFECT = re.compile(
    rf"có\s+hiệu\s+lực(?:\s+thi\s+hành)?\s*,?\s*(?:kể\s+)?từ\s+(?:ngày\s+)?(?P<day>{DAY})", re.IGNORECASE
)
_BARE_DAY = re.compile(rf"\s*(?:(?:kể\s+)?từ\s+)?(?:ngày\s+)?(?P<day>{DAY})\s*\.?\s*", re.IGNORECASE)
_ERROR = re.compile(
    r"(?<!\w)(?:(?:đã|có)\s+(?:in|ghi|viết)|in\s+là|ghi\s+là|viết\s+là|có\s+sai\s+sót)(?!\w)", re.IGNORECASE
)
_PASSIVE = re.compile(r"[“\"'][^“”\"]{1,300}[”\"'][^“”\".;]{0,60}$")
"""What was wrong, in marks, and nothing but "được", "nay" and the like before what it becomes."""
_BEGIN = re.compile(r"(?m)(?:^|(?<=[.;:]\s))\s*(?=\S)")
_BEFORE = 500


_AMENDED = re.compile(r"[\s:]*(?:như\s+sau\s*:?\s*)?[“\"'](?P<text>[^“”\"]{0,600})[”\"']", re.IGNORECASE)
_OWN_EFFECT = re.compile(rf"này\s+{_EFFECT.pattern}", re.IGNORECASE)


@dataclass(frozen=True)
class StatedCorrection:
    """`quote`: what was wrong and what is right, verbatim. `effective_on`: the right day of effect, if it is that."""

    parts: tuple[str, ...]
    quote: str
    effective_on: date | None


def corrected(text: str) -> date | None:
    """The right day of effect that the text puts in place of another; None where it corrects something else."""
    for match in _RIGHT.finditer(text):
        day = _day_of_effect(text, match)
        if day is not None:
            return day
    return None


def amended_effect(tail: str) -> date | None:
    """The day of effect that an amendment puts into the other document: its quoted text is what `tail` begins with."""
    quoted = _AMENDED.match(tail)
    effect = _OWN_EFFECT.search(quoted["text"]) if quoted else None
    return read_day(effect["day"]) if effect else None


def correction_of(text: str) -> StatedCorrection | None:
    """The first passage that tells what was wrong and what is right."""
    for match in _RIGHT.finditer(text):
        before = text[max(0, match.start() - _BEFORE) : match.start()]
        error = list(_ERROR.finditer(before)) or [each for each in [_PASSIVE.search(before)] if each]
        if not error:
            continue
        starts = [each.end() for each in _BEGIN.finditer(before, 0, error[-1].start())]
        begin = match.start() - len(before) + (starts[-1] if starts else 0)
        words = text[begin : match.end()]
        where = before[starts[-1] if starts else 0 : error[-1].start()]
        return StatedCorrection(parts_of(where), " ".join(words.split()[:80]), corrected(text))
    return None


def stated_correction(text: str, home: str) -> tuple[Relation, ...]:
    """Return what a notice corrects beside its own matter: "Tại mục 2 Thông báo số … có ghi “…”. nay đính chính lại là “…”." """
    correction = correction_of(text)
    if correction is None or "đính chính" not in correction.quote.casefold():
        return ()
    cited = {each.number.text: each for each in find_citations(correction.quote, home)}
    return tuple(
        Relation(
            RelationKind.CORRECTS,
            each.text,
            number,
            Scope.PART,
            correction.parts,
            correction.quote,
            each.issuer.name if each.issuer else "",
            each.issued_on,
            new_effective_on=correction.effective_on,
        )
        for number, each in cited.items()
        if len(cited) == 1
    )


def _day_of_effect(text: str, match: re.Match[str]) -> date | None:
    before = text[max(0, match.start() - 300) : match.start()]
    if match["day"]:
        return read_day(match["day"]) if re.search(r"hiệu\s+lực", before, re.IGNORECASE) else None
    if effect := _EFFECT.search(match["text"]):
        return read_day(effect["day"])
    bare = _BARE_DAY.fullmatch(match["text"])
    return read_day(bare["day"]) if bare and re.search(r"hiệu\s+lực", before, re.IGNORECASE) else None
