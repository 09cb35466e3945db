"""Which days a report covers, by `config/reporting_periods.toml` or any days, and what it is compared with. Pure."""

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache

from distributor.errors import LoaError
from distributor.report.engagement.shapes import Span
from distributor.settings import CONFIG_FOLDER
from phrases import phrase

EARLIEST, LATEST = date(2000, 1, 1), date(2099, 12, 31)
"""Outside of these no report is made, so that the spans before it are days, too."""
MOST_DAYS = 5 * 366


class NoSuchPeriod(LoaError):
    """A key that names no spell: said in the words of the command line and of programs; a screen has words of its own."""


@dataclass(frozen=True)
class ReportingPeriod:
    """A row of the file; its words are phrases. It divides a year into `12 // months` spells, the first from `day`/`month`."""

    name: str
    months: int
    month: int
    day: int
    year_before: bool = False
    valid_from: date = date.min
    valid_to: date = date.max

    @property
    def label(self) -> str:
        return phrase(f"report.period-name.{self.name}")

    @property
    def spells(self) -> int:
        return 12 // self.months

    def first_day(self, year: int, number: int) -> date:
        """The first day of spell `number`, from 1; `spells + 1` is the first of the next year."""
        month = self.month - 1 + (number - 1) * self.months
        return date(year - self.year_before + month // 12, month % 12 + 1, self.day)

    def span(self, year: int, number: int) -> Span:
        first, last = self.first_day(year, number), self.first_day(year, number + 1) - timedelta(days=1)
        title = phrase(
            f"report.period.{self.name}",
            part=phrase(f"report.part.{number}-of-{self.spells}") if self.spells in (2, 4) else "",
            year=year,
            first=first,
            last=last,
        )
        return Span(first, last, title, f"{self.name}:{year}" + (f"-{number}" if self.spells > 1 else ""))

    def spell_of(self, day: date) -> tuple[int, int]:
        """Year and number of the spell that `day` lies in."""
        year = day.year + (self.year_before and day >= self.first_day(day.year + 1, 1))
        number = next(each for each in range(self.spells, 0, -1) if self.first_day(year, each) <= day)
        return year, number

    def holds(self, span: Span) -> bool:
        return self.valid_from <= span.first and span.last <= self.valid_to


@cache
def periods() -> tuple[ReportingPeriod, ...]:
    table = tomllib.loads((CONFIG_FOLDER / "reporting_periods.toml").read_text(encoding="utf-8"))
    return tuple(ReportingPeriod(**row) for row in table["period"])


def free_span(first: date, last: date) -> Span:
    """Any days, both included. Raises LoaError."""
    _check(first, last)
    return _named(first, last)


def span_of_key(key: str) -> Span:
    """Read a span's key: `month:2026-11`, `year:2026`, `administrative_year:2026`. Raises LoaError."""
    name, _, rest = key.partition(":")
    year, _, number = rest.partition("-")
    rows = [period for period in periods() if period.name == name]
    if not rows:
        names = ", ".join(dict.fromkeys(period.name for period in periods()))
        raise NoSuchPeriod(phrase("report.no-such-period", name=name, names=names))
    spells = rows[0].spells
    spell = _number(number) if number else 1
    if not EARLIEST.year < _number(year) <= LATEST.year or not 1 <= spell <= spells or bool(number) != (spells > 1):
        shape = f"{name}:2026-{spells}" if spells > 1 else f"{name}:2026"
        raise NoSuchPeriod(phrase("report.period-not-read", key=key, shape=shape))
    spans = [(period, period.span(_number(year), spell)) for period in rows]
    found = next((span for period, span in spans if period.holds(span)), None)
    if found is None:
        raise NoSuchPeriod(phrase("report.period-not-configured", key=key))
    return found


def span_of_day(name: str, day: date) -> Span:
    """The spell of this period that `day` lies in. Raises LoaError."""
    for period in periods():
        if period.name == name:
            span = period.span(*period.spell_of(day))
            if period.holds(span):
                return span
    return span_of_key(name)  # tells what is wrong


def recent_spans(today: date) -> Iterator[tuple[str, tuple[Span, ...]]]:
    """Label → the spell that today lies in and the ones before it, for a form to choose from."""
    for name, label in {period.name: period.label for period in periods()}.items():
        spans, day = [], today
        for _ in range(_OFFERED):
            spans.append(span_of_day(name, day))
            day = spans[-1].first - timedelta(days=1)
        yield label, tuple(spans)


_OFFERED = 4


def span_before(span: Span) -> Span:
    """The spell before, or as many days right before."""
    if span.key:
        return span_of_day(span.key.partition(":")[0], span.first - timedelta(days=1))
    last = span.first - timedelta(days=1)
    return _named(last - timedelta(days=span.days - 1), last)


def span_a_year_before(span: Span) -> Span:
    """The same spell, or the same days, of the year before."""
    if span.key:
        name = span.key.partition(":")[0]
        period = next(period for period in periods() if period.name == name)
        year, number = period.spell_of(span.first)
        return period.span(year - 1, number)
    return _named(_year_before(span.first), _year_before(span.last))


def _year_before(day: date) -> date:
    return day.replace(year=day.year - 1, day=28) if (day.month, day.day) == (2, 29) else day.replace(year=day.year - 1)


def _check(first: date, last: date) -> None:
    if last < first:
        raise LoaError(phrase("report.days-in-wrong-order", last=last, first=first))
    if first < EARLIEST or last > LATEST:
        raise LoaError(phrase("report.days-out-of-range", first=EARLIEST, last=LATEST))
    if (last - first).days >= MOST_DAYS:
        raise LoaError(phrase("report.longest-span"))


def _named(first: date, last: date) -> Span:
    return Span(first, last, phrase("report.span", first=first, last=last))


def _number(text: str) -> int:
    """0 for what is no number."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 6 else 0
