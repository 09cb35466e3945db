"""Numbers and days as an office writes them: 1.200.000; 12,5%. Pure."""

from datetime import date, datetime

from distributor.clock import VIETNAM
from distributor.report.engagement.shapes import NO_FIGURE, SummedFigure, change
from phrases import phrase
from phrases.grouped import grouped

MINUS = "−"
NOT_COMPARABLE, UNKNOWN = "–", "…"
"""In a table's cell; below the first table stands what they mean."""


def number(value: int | None) -> str:
    return NO_FIGURE if value is None else grouped(value).replace("-", MINUS)


def decimal(value: float | None, places: int = 1) -> str:
    """Zeros at the end are left out."""
    if value is None:
        return NO_FIGURE
    whole, _, rest = f"{value:,.{places}f}".partition(".")
    rest = rest.rstrip("0")
    written = whole.replace(",", ".") + (f",{rest}" if rest else "")
    return "0" if written == "-0" else written.replace("-", MINUS)


def tenths(value: float) -> str:
    """A middle of counts, and how many times as much: to the tenth, as on the screen, also where that is 0."""
    whole, comma, rest = decimal(value).partition(",")
    return f"{whole}{comma or ','}{rest or '0'}"


def share(value: float | None) -> str:
    return NO_FIGURE if value is None else f"{decimal(value * 100)}%"


def dollars(value: float | None) -> str:
    """Format dollars, at least to the cent."""
    if value is None:
        return NO_FIGURE
    whole, _, rest = decimal(value, 4).partition(",")
    return f"{whole},{rest:0<2} USD"


def grown_by(grown: float) -> str:
    """A share; one too small for a decimal gets a second, so that a change is not written as 0."""
    return f"{decimal(grown * 100, 1 if abs(grown) >= 0.0005 else 2)}%"


def changed(now: SummedFigure | int | None, before: SummedFigure | int | None) -> str:
    """Format a relative change for a table column, e.g. `+12,5%`."""
    grown = change(_value(now), _value(before))
    if grown is None:
        return NOT_COMPARABLE
    written = grown_by(grown)
    return f"+{written}" if grown > 0 and written != "0%" else written


def changed_in_words(now: SummedFigure | int | None, before: SummedFigure | int | None, than: str) -> str:
    """Say by how much it is more or less than `than`, and what that was."""
    was = _value(before)
    grown = change(_value(now), was)
    if grown is None:
        return phrase(f"report.compared.{'with-no-posts' if was == 0 else 'with-no-figure'}", than=than)
    how = "grew" if grown > 0 else "fell"
    if grown_by(grown) == "0%":
        how = "nearly-as-before" if grown else "as-before"
    return phrase(f"report.compared.{how}", by=grown_by(abs(grown)), than=than, was=number(was))


def _value(stated: SummedFigure | int | None) -> int | None:
    return stated.value if isinstance(stated, SummedFigure) else stated


def short_day(day: date) -> str:
    return f"{day.day:02}/{day.month:02}/{day.year:04}"


def short_time(instant: datetime) -> str:
    local = instant.astimezone(VIETNAM)
    return phrase("report.paper.at-time", hour=local.hour, minute=f"{local.minute:02}", day=short_day(local.date()))


def dated(day: date) -> str:
    """Format a day as under a document's heading: days below 10 and the months 1 and 2 are written with a 0."""
    month = f"{day.month:02}" if day.month < 3 else day.month
    return phrase("report.paper.dated", day=f"{day.day:02}", month=month, year=day.year)


def lowered(title: str) -> str:
    """A title inside a sentence: its first letter small."""
    return title[:1].lower() + title[1:]
