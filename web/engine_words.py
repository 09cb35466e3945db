"""Words of the engine that hold dates and numbers, in the page's language: what no catalogue can list."""

import re
from collections.abc import Callable

from distributor.report.engagement.shapes import Span
from web import formats
from web.language import language, ngettext

_ORDINAL = ("First", "Second")


def span_title(span: Span) -> str:
    """`November 2026`, `Quarter 4 of 2026`; an office's spell, from the 15th on, with its days; other spans are their days."""
    if language() == "vi":
        return span.title
    days = f"{formats.day(span.first)} – {formats.day(span.last)}"
    name, _colon, rest = span.key.partition(":")
    year, _dash, number = rest.partition("-")
    said = _ENGLISH.get(name.removeprefix(_OF_OFFICES))
    if said is None:
        return days
    title = said(year, int(number or 1))
    return f"{title} ({days})" if name.startswith(_OF_OFFICES) else title


_OF_OFFICES = "administrative_"
_ENGLISH: dict[str, Callable[[str, int], str]] = {
    "month": lambda year, number: f"{formats.MONTHS[number - 1]} {year}",
    "quarter": lambda year, number: f"Quarter {number} of {year}",
    "half_year": lambda year, number: f"{_ORDINAL[number - 1]} half of {year}",
    "year": lambda year, _number: year,
}
"""As `config/reporting_periods.toml` names the periods; one that is added there is told by its days until it stands here."""


def quota_window(words: str) -> str:
    """`15 phút` of a forecast."""
    if language() == "vi":
        return words
    if spell := _SPELL.fullmatch(words):
        return _lasting(1 if spell["count"] == "một" else int(spell["count"]), spell["unit"])
    return words


_SPELL = re.compile(r"(?P<count>\d+|một) (?P<unit>ngày|giờ|phút|giây)")


def _lasting(count: int, unit: str) -> str:
    match unit:
        case "ngày":
            said = ngettext("%(num)s ngày", "%(num)s ngày", count)
        case "giờ":
            said = ngettext("%(num)s giờ", "%(num)s giờ", count)
        case "phút":
            said = ngettext("%(num)s phút", "%(num)s phút", count)
        case _:
            said = ngettext("%(num)s giây", "%(num)s giây", count)
    return said % {"num": count}
