"""Which days a view of the calendar shows: a month by whole weeks, a week, a list of a month, one day. Pure."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from distributor.clock import VIETNAM
from phrases import phrase

WEEKDAYS = tuple(phrase(f"calendar.weekday.{number}") for number in range(1, 8))


class View(StrEnum):
    MONTH = "thang"
    WEEK = "tuan"
    LIST = "danh-sach"
    DAY = "ngay"


@dataclass(frozen=True)
class Period:
    """`day`: any day in it; a view goes forward and back from there. Weeks begin on Monday."""

    view: View
    day: date

    @property
    def first(self) -> date:
        """Return the first of the days that are shown: in a month, the Monday on or before its first day."""
        match self.view:
            case View.MONTH:
                return _monday(self.day.replace(day=1))
            case View.WEEK:
                return _monday(self.day)
            case View.LIST:
                return self.day.replace(day=1)
            case View.DAY:
                return self.day

    @property
    def after(self) -> date:
        """The first day that is not shown any more."""
        match self.view:
            case View.MONTH:
                last = _next_month(self.day) - timedelta(days=1)
                return _monday(last) + timedelta(days=7)
            case View.WEEK:
                return self.first + timedelta(days=7)
            case View.LIST:
                return _next_month(self.day)
            case View.DAY:
                return self.day + timedelta(days=1)

    @property
    def days(self) -> tuple[date, ...]:
        return tuple(self.first + timedelta(days=number) for number in range((self.after - self.first).days))

    @property
    def begins_at(self) -> datetime:
        return midnight(self.first)

    @property
    def ends_at(self) -> datetime:
        return midnight(self.after)

    @property
    def back(self) -> "Period":
        if self.view in (View.MONTH, View.LIST):
            return Period(self.view, (self.day.replace(day=1) - timedelta(days=1)).replace(day=1))
        return Period(self.view, self.first - timedelta(days=1))

    @property
    def forward(self) -> "Period":
        by_month = self.view in (View.MONTH, View.LIST)
        return Period(self.view, _next_month(self.day) if by_month else self.after)

    @property
    def title(self) -> str:
        """The month, the week from day to day, or the day of the week and the date."""
        match self.view:
            case View.MONTH | View.LIST:
                return phrase("calendar.month", day=self.day)
            case View.WEEK:
                return phrase("calendar.week", first=self.first, last=self.after - timedelta(days=1))
            case View.DAY:
                return phrase("calendar.day", weekday=WEEKDAYS[self.day.weekday()], day=self.day)

    def is_outside(self, day: date) -> bool:
        """Return True if a shown day belongs to another month than the one of the view."""
        return self.view is View.MONTH and day.month != self.day.month


def midnight(day: date) -> datetime:
    """Return when the day begins in Vietnam."""
    return datetime.combine(day, time(), VIETNAM)


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())


def _next_month(day: date) -> date:
    return (day.replace(day=1) + timedelta(days=32)).replace(day=1)
