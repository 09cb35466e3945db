"""Our own errors put right in what an item is understood to say, so that nothing composed or drawn later repeats them. Pure.

The source's text and the quotes of it are left alone; what we made of them is amended.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache, partial
from typing import Any
from unicodedata import normalize

from channels.sms_text import unaccent
from distributor.compose.item import ItemView
from distributor.facts import facts_from_json

_VERBATIM = frozenset({"quotes", "candidates"})
_DATE = re.compile(r"(?<!\d)(\d{1,2})(?:[/.-]|\s+tháng\s+)(\d{1,2})(?:[/.-]|\s+năm\s+)(\d{4})(?!\d)")
_FORMS: tuple[Callable[[date], str], ...] = (
    lambda day: f"{day:%d/%m/%Y}",
    lambda day: f"{day.day}/{day.month}/{day.year}",
    lambda day: f"{day:%d-%m-%Y}",
    lambda day: f"{day.day}-{day.month}-{day.year}",
    lambda day: f"{day:%d.%m.%Y}",
    lambda day: f"{day.day}.{day.month}.{day.year}",
    lambda day: f"{day:%d} tháng {day:%m} năm {day.year}",
    lambda day: f"{day.day} tháng {day.month} năm {day.year}",
)


@dataclass(frozen=True)
class Misstatement:
    """A misstatement: what our posts said wrongly, and what is right. `wrong` may be empty: then nothing is found or replaced."""

    wrong: str
    right: str


def amended(view: ItemView, misstatements: Sequence[Misstatement], *, ours: bool = False) -> ItemView:
    """The item as it is to be said. `ours`: its text is staff's own words, not a source's.

    Title and summary are what posts and cards begin with, whoever wrote them: in a post that was put right they are right too.
    """
    for each in misstatements:
        if not each.wrong.strip():
            continue
        view = replace(
            view,
            facts=facts_from_json(_walk(view.facts.to_json(), each)),
            title=put_right(view.title, each),
            summary=put_right(view.summary, each),
            text=put_right(view.text, each) if ours else view.text,
        )
    return view


def says(text: str, misstatement: Misstatement) -> bool:
    """Return True if the text holds the wrong words, in whatever case, spacing or form of its date."""
    plain = normalize("NFC", text)
    return any(not found["kept"] for pattern, _right in _pairs(misstatement) for found in pattern.finditer(plain))


def without_accents(misstatement: Misstatement) -> Misstatement:
    """The same as a message without accents has it."""
    return Misstatement(unaccent(misstatement.wrong), unaccent(misstatement.right))


def put_right(text: str, misstatement: Misstatement) -> str:
    """Return the text with the right words in the place of the wrong ones; a capital stays a capital."""
    plain = normalize("NFC", text)
    for pattern, right in _pairs(misstatement):
        plain = pattern.sub(partial(_replaced, right=right), plain)
    return plain


def _replaced(found: re.Match[str], right: str) -> str:
    return found[0] if found["kept"] else _cased(found[0], right)


def dates_of(misstatement: Misstatement) -> tuple[date, date] | None:
    """The wrong and the right day, where each side names exactly one."""
    wrong, right = (_one_date(words) for words in (misstatement.wrong, misstatement.right))
    return (wrong, right) if wrong and right and wrong != right else None


@lru_cache(maxsize=64)
def _pairs(misstatement: Misstatement) -> tuple[tuple[re.Pattern[str], str], ...]:
    """A pattern and what takes its place, for each form in which the wrong words may stand."""
    wrong, right = (" ".join(normalize("NFC", words).split()) for words in (misstatement.wrong, misstatement.right))
    if not wrong:
        return ()
    spelt = [(wrong, right)]
    if days := dates_of(Misstatement(wrong, right)):
        for form in _FORMS:
            here, there = (
                _DATE.sub(form(day), words, count=1) for words, day in zip((wrong, right), days, strict=True)
            )
            spelt.append((here, there))
    return tuple((_pattern(before, after), after) for before, after in dict(spelt).items())


def _pattern(wrong: str, right: str) -> re.Pattern[str]:
    """The wrong words; `kept` where an erratum quotes them («…»), or they are a part of the right ones, standing already."""
    kept = f"«{_body(wrong)}»"
    if re.search(_body(wrong), right, re.IGNORECASE):
        kept = f"{kept}|{_body(right)}"
    return re.compile(f"(?P<kept>{kept})|{_body(wrong)}", re.IGNORECASE)


def _body(words: str) -> str:
    """Whole words and whole figures only: `50` is not in `1.500`, nor `5` in `0,5`."""
    body = r"\s+".join(re.escape(word) for word in words.split())
    before = r"(?<!\w)(?<!\d[.,])" if words[:1].isalnum() else ""
    after = r"(?!\w)(?![.,]\d)" if words[-1:].isalnum() else ""
    return f"{before}{body}{after}"


def _cased(found: str, right: str) -> str:
    if found.isupper() and any(sign.isalpha() for sign in found) and len(found) > 1:
        return right.upper()
    return right[:1].upper() + right[1:] if found[:1].isupper() else right


def _one_date(words: str) -> date | None:
    found = _DATE.findall(normalize("NFC", words))
    if len(found) != 1:
        return None
    day, month, year = (int(part) for part in found[0])
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _walk(value: Any, misstatement: Misstatement, name: str = "") -> Any:
    """Every word of ours in the facts' JSON; a day that stands as a day too."""
    if name in _VERBATIM:
        return value
    if isinstance(value, dict):
        return {key: _walk(each, misstatement, key) for key, each in value.items()}
    if isinstance(value, list):
        return [_walk(each, misstatement, name) for each in value]
    if isinstance(value, str):
        days = dates_of(misstatement)
        return days[1].isoformat() if days and value == days[0].isoformat() else put_right(value, misstatement)
    return value
