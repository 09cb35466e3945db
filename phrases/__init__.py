"""What Loa says to staff: a code and what fills it. The words stand in `config/locale/LANGUAGE/ROOM.po`, in both languages.

A phrase is a string, its Vietnamese, so that it can be raised, logged, mailed and compared like any other. A page in English says
the same phrase in English (`in_language`), and a row keeps code and values instead of words (`distributor.models.base.said`).
What is cut or glued with `+`, `[:9]` or an f-string is Vietnamese for good: fill one phrase into another,
or use `listed`.
"""

import json
import re
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from functools import cache
from gettext import GNUTranslations
from io import BytesIO
from pathlib import Path
from string import Formatter
from typing import Any, Self, TypeAlias
from zoneinfo import ZoneInfo

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from phrases.grouped import grouped

_VIETNAM = ZoneInfo("Asia/Ho_Chi_Minh")
LANGUAGES = ("vi", "en")
CATALOGUES = Path(__file__).resolve().parent.parent / "config" / "locale"
LISTED = "listed"
"""The code of phrases said one after the other; in no catalogue."""
_MARK = "§"
_STORED = re.compile(rf"{_MARK}([a-z][\w.-]*)(\{{.*\}})", re.DOTALL)
_CODE = re.compile(r"[a-z_]+\.[\w.-]+", re.ASCII)
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")

Value: TypeAlias = "str | int | float | date | datetime | Phrase | tuple[str, ...] | None"


class Phrase(str):
    """A sentence or label, as Vietnamese text; `code` and `values` say it in any other language."""

    __slots__ = ("code", "values")
    code: str
    values: Mapping[str, Value]

    def __new__(cls, code: str, values: Mapping[str, Value]) -> Self:
        made = super().__new__(cls, _said(code, values, "vi"))
        made.code, made.values = code, values
        return made

    def __getnewargs__(self) -> tuple[Any, ...]:
        return self.code, dict(self.values)

    def in_language(self, language: str) -> str:
        """Return what is said in a language, `vi` or `en`; any other is Vietnamese."""
        return _said(self.code, self.values, language) if language in LANGUAGES[1:] else str(self)

    def stored(self) -> str:
        """Return the phrase as a row keeps it: `§deliver.too-late{"at": …}`; read back by `read_phrase`."""
        return f"{_MARK}{self.code}{json.dumps(_packed(self.values), ensure_ascii=False)}"


def phrase(code: str, /, **values: Value) -> Phrase:
    """The phrase `ROOM.name` of the catalogues. Instants and days are given as they are, and written as the language does."""
    return Phrase(code, values)


def phrase_named(said: str) -> str:
    """The phrase of this code, as files of `config/` name one; what is no code is the words of whoever keeps the file."""
    known = _CODE.fullmatch(said) and catalogue_of("vi").gettext(said) != said
    return Phrase(said, {}) if known else said


def listed(parts: Iterable[str], between: str = " ") -> str:
    """Phrases, or words of people and platforms, one after the other; one alone is itself."""
    kept = tuple(part for part in parts if part)
    if len(kept) < 2:
        return kept[0] if kept else ""
    return Phrase(LISTED, {"parts": kept, "between": between})


def in_language(said: str, language: str) -> str:
    """A phrase in this language; what is no phrase (a person's words, a platform's, an old row's) as it is."""
    return said.in_language(language) if isinstance(said, Phrase) else said


def to_stored(said: str, longest: int | None) -> str:
    """Return what is said as a row stores it; as words, cut to the column, where code and values are longer than it.

    Words of people and platforms that begin as a stored phrase does are marked, so that they are never read as the engine's own.
    """
    kept = said.stored() if isinstance(said, Phrase) else ""
    if kept and (longest is None or len(kept) <= longest):
        return kept
    marked = said.startswith(_MARK) and not isinstance(said, _Beginning)
    return (f"{_MARK}{said}" if marked else str(said))[:longest]


def read_phrase(kept: str) -> str:
    """Return what a row has: a phrase, if it was stored as one of a code that is known still; else the words as they are."""
    if kept.startswith(_MARK * 2):
        return kept.removeprefix(_MARK)
    found = _STORED.fullmatch(kept) if kept.startswith(_MARK) else None
    if found is None:
        return kept
    try:
        return Phrase(found[1], _unpacked(json.loads(found[2])))
    except (ValueError, KeyError, TypeError):
        return kept


class _Beginning(str):
    """The text that a query looks for, which passes through the column's type too."""

    __slots__ = ()


def beginning(code: str) -> str:
    """Return what a stored phrase of this code begins with: for `startswith` in a query."""
    return _Beginning(f"{_MARK}{code}{{")


def is_said(said: str, code: str) -> bool:
    """Return True if this is the phrase, or begins with it."""
    first = said_in(said)[0]
    return isinstance(first, Phrase) and first.code == code


def said_in(said: str) -> tuple[str, ...]:
    """Return what `listed` put together; what stands alone is itself."""
    parts = said.values["parts"] if isinstance(said, Phrase) and said.code == LISTED else None
    return parts if isinstance(parts, tuple) else (said,)


def _said(code: str, values: Mapping[str, Value], language: str) -> str:
    if code == LISTED:
        parts, between = values["parts"], values["between"]
        return str(between).join(in_language(part, language) for part in parts) if isinstance(parts, tuple) else ""
    catalogue = catalogue_of(language)
    count = values.get("count")
    words = catalogue.ngettext(code, code, count) if isinstance(count, int) else code
    if words == code:
        words = catalogue.gettext(code)
    if words == code:
        raise KeyError(f"no catalogue in config/locale/{language} has {code!r}")
    return _WRITERS[language].vformat(words, (), values)


_VIETNAMESE = str.maketrans(",.", ".,")


class _Writer(Formatter):
    """Fills words in.

    `{count:n}`: a number in groups; `{share:d}`: to one decimal, where that is not 0; `{at:day}`: of an instant the day alone;
    `{at:%H:%M}`: its hour there; `{why:capital}`: words that begin a sentence.
    """

    def __init__(self, language: str) -> None:
        self._language = language

    def format_field(self, value: Any, format_spec: str) -> str:
        if isinstance(value, str):  # of an old row even what was an instant or a number
            words = in_language(value, self._language)
            return words[:1].upper() + words[1:] if format_spec == "capital" else words
        if isinstance(value, datetime):
            local = value.astimezone(_VIETNAM)
            if format_spec.startswith("%"):
                return local.strftime(format_spec)
            return self._day(local) if format_spec == "day" else f"{self._day(local)} {local:%H:%M}"
        if isinstance(value, date):
            return value.strftime(format_spec) if format_spec.startswith("%") else self._day(value)
        if isinstance(value, int) and format_spec == "n":
            return grouped(value) if self._language == "vi" else f"{value:,}"
        if isinstance(value, float) and format_spec == "d":
            written = f"{value:,.1f}".removesuffix(".0")
            return written.translate(_VIETNAMESE) if self._language == "vi" else written
        return str(super().format_field(value, format_spec))

    def _day(self, day: date) -> str:
        return f"{day:%d/%m/%Y}" if self._language == "vi" else f"{day.day} {_MONTHS[day.month - 1]} {day.year}"


_WRITERS = {language: _Writer(language) for language in LANGUAGES}


def _packed(value: object) -> object:
    match value:
        case Phrase():
            return {"say": value.code, "with": _packed(value.values)}
        case datetime():
            return {"at": value.isoformat()}
        case date():
            return {"day": value.isoformat()}
        case tuple():
            return {"all": [_packed(each) for each in value]}
        case Mapping():
            return {name: _packed(each) for name, each in value.items()}
        case _:
            return value


def _unpacked(values: Mapping[str, Any]) -> dict[str, Any]:
    return {name: _value(each) for name, each in values.items()}


def _value(packed: Any) -> Any:
    match packed:
        case {"say": code, "with": values}:
            return Phrase(code, _unpacked(values))
        case {"at": instant}:
            return datetime.fromisoformat(instant)
        case {"day": day}:
            return date.fromisoformat(day)
        case {"all": parts}:
            return tuple(_value(each) for each in parts)
        case _:
            return packed


@cache
def catalogue_of(language: str) -> GNUTranslations:
    """The catalogue of all rooms, in one. A code that two rooms define is the later room's; `tests/test_phrases.py` finds it."""
    together: GNUTranslations | None = None
    for file in sorted((CATALOGUES / language).glob("*.po")):
        compiled = BytesIO()
        with file.open("rb") as source:
            write_mo(compiled, read_po(source, locale=language))
        compiled.seek(0)
        read = GNUTranslations(compiled)
        if together is None:
            together = read
        else:
            together._catalog.update(read._catalog)  # type: ignore[attr-defined]
    assert together is not None, f"no catalogue in {CATALOGUES / language}"  # noqa: S101 - ships with the program
    return together
