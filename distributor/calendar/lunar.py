"""Lunar dates as Vietnam counts them. Pure.

The rules are those that Hồ Ngọc Đức published ("Computing the Vietnamese lunar calendar",
https://www.informatik.uni-leipzig.de/~duc/amlich/calrules.html):

- A month begins on the day, in time zone +7, on which the moon is new.
- The winter solstice (the sun at 270°) falls in the 11th month.
- Where 13 months lie between two 11th months, the first of them in which the sun reaches no multiple of 30° is the leap month;
  it has the number of the month before it.

Instants of new moons and the sun's place: Jean Meeus, Astronomical Algorithms, 2nd edition, chapters 49 and 25. The moon's
are right to about a minute, the sun's to about a quarter of an hour. Vietnam counts in zone +7 since 1968 (Quyết định 121-CP of
8/8/1967): the years before are not told here.
"""

from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from math import floor, radians, sin

from phrases import phrase

_ORDINAL_OF_JD = 1_721_424.5
"""Julian date of midnight at the beginning of `date.fromordinal(n)`: n + this."""
_ZONE = 7 / 24
_FIRST_YEAR = 1968
_STEMS = ("Giáp", "Ất", "Bính", "Đinh", "Mậu", "Kỷ", "Canh", "Tân", "Nhâm", "Quý")
_BRANCHES = ("Tý", "Sửu", "Dần", "Mão", "Thìn", "Tỵ", "Ngọ", "Mùi", "Thân", "Dậu", "Tuất", "Hợi")

_TERMS = (
    # amount in days; power of E; multiples of the sun's anomaly, the moon's anomaly, the moon's argument of latitude
    (-0.40720, 0, 0, 1, 0),
    (0.17241, 1, 1, 0, 0),
    (0.01608, 0, 0, 2, 0),
    (0.01039, 0, 0, 0, 2),
    (0.00739, 1, -1, 1, 0),
    (-0.00514, 1, 1, 1, 0),
    (0.00208, 2, 2, 0, 0),
    (-0.00111, 0, 0, 1, -2),
    (-0.00057, 0, 0, 1, 2),
    (0.00056, 1, 1, 2, 0),
    (-0.00042, 0, 0, 3, 0),
    (0.00042, 1, 1, 0, 2),
    (0.00038, 1, 1, 0, -2),
    (-0.00024, 1, -1, 2, 0),
    (-0.00007, 0, 2, 1, 0),
    (0.00004, 0, 0, 2, -2),
    (0.00004, 0, 3, 0, 0),
    (0.00003, 0, 1, 1, -2),
    (0.00003, 0, 0, 2, 2),
    (-0.00003, 0, 1, 1, 2),
    (0.00003, 0, -1, 1, 2),
)


@dataclass(frozen=True)
class LunarDate:
    """`is_leap`: of a leap month, which has the number of the month before it."""

    day: int
    month: int
    year: int
    is_leap: bool = False

    @property
    def year_name(self) -> str:
        """The year's name in the cycle of sixty, as almanacs have it."""
        return f"{_STEMS[(self.year + 6) % 10]} {_BRANCHES[(self.year + 8) % 12]}"

    @property
    def short(self) -> str:
        """Return text such as `15/10`; of a leap month that word, too."""
        name = "lunar-leap-short" if self.is_leap else "lunar-short"
        return phrase(f"calendar.{name}", day=self.day, month=self.month)

    @property
    def spoken(self) -> str:
        """Return the date for who does not see that it stands beside the day."""
        name = "lunar-leap-spoken" if self.is_leap else "lunar-spoken"
        return phrase(f"calendar.{name}", day=self.day, month=self.month)


@lru_cache(maxsize=4096)
def lunar_date(day: date) -> LunarDate:
    """Return the lunar date of a day. Raises ValueError for a day before 1968."""
    if day.year < _FIRST_YEAR:
        raise ValueError(f"{day}: Vietnam's lunar calendar of today begins in {_FIRST_YEAR}")
    moon = _moon_on_or_before(day.toordinal())
    year = day.year if moon >= _eleventh_month(day.year) else day.year - 1
    first = _eleventh_month(year)
    leap = _leap_month(year)
    steps = moon - first
    number = steps if leap is None or steps < leap else steps - 1
    return LunarDate(
        day=day.toordinal() - _new_moon(moon) + 1,
        month=(10 + number) % 12 + 1,
        year=year if number < 2 else year + 1,
        is_leap=steps == leap,
    )


@lru_cache(maxsize=64)
def _eleventh_month(year: int) -> int:
    """The new moon that begins the month with this year's winter solstice."""
    moon = _moon_on_or_before(date(year, 12, 31).toordinal())
    return moon - 1 if _sun_sector(_new_moon(moon)) >= 9 else moon  # the sun was past 270° before this month began


@lru_cache(maxsize=64)
def _leap_month(year: int) -> int | None:
    """Return how many months after the 11th of this year the leap month comes; None if the next 11th is twelve months on."""
    first = _eleventh_month(year)
    if _eleventh_month(year + 1) - first < 13:
        return None
    return next(
        steps
        for steps in range(1, 14)
        if _sun_sector(_new_moon(first + steps)) == _sun_sector(_new_moon(first + steps + 1))
    )


def _moon_on_or_before(ordinal: int) -> int:
    """Number of the newest new moon on this day or before it."""
    moon = floor((ordinal + _ORDINAL_OF_JD - 2_451_550.1) / 29.530588861) + 1
    while _new_moon(moon) > ordinal:
        moon -= 1
    return moon


@lru_cache(maxsize=1024)
def _new_moon(moon: int) -> int:
    """The day in Vietnam, as `date.toordinal`, of the new moon with this number; 0 is that of 6/1/2000."""
    t = moon / 1236.85
    e = 1 - 0.002516 * t - 0.0000074 * t * t
    sun = 2.5534 + 29.1053567 * moon - 0.0000014 * t * t
    own = 201.5643 + 385.81693528 * moon + 0.0107582 * t * t
    latitude = 160.7108 + 390.67050284 * moon - 0.0016118 * t * t
    node = 124.7746 - 1.56375588 * moon + 0.0020672 * t * t
    instant = 2_451_550.09766 + 29.530588861 * moon + 0.00015437 * t * t
    instant += sum(
        amount * e**power * sin(radians(a * sun + b * own + c * latitude)) for amount, power, a, b, c in _TERMS
    )
    instant -= 0.00017 * sin(radians(node))
    instant += 0.000325 * sin(radians(299.77 + 0.107408 * moon))
    return floor(instant - _clock_lag(t) + _ZONE - _ORDINAL_OF_JD)


def _clock_lag(centuries: float) -> float:
    """Days by which our clocks are behind the even time of the formulas; within half a minute from 1968 to 2050."""
    years = centuries * 100
    return (62.92 + 0.32217 * years + 0.005589 * years * years) / 86_400


def _sun_sector(ordinal: int) -> int:
    """Return in which twelfth of its way, 0 to 11, the sun stands when this day begins in Vietnam; 9 begins at the winter
    solstice."""
    t = (ordinal + _ORDINAL_OF_JD - _ZONE - 2_451_545.0) / 36_525
    anomaly = radians(357.52911 + 35_999.05029 * t - 0.0001537 * t * t)
    centre = (
        (1.914602 - 0.004817 * t - 0.000014 * t * t) * sin(anomaly)
        + (0.019993 - 0.000101 * t) * sin(2 * anomaly)
        + 0.000289 * sin(3 * anomaly)
    )
    seen = -0.00569 - 0.00478 * sin(radians(125.04 - 1934.136 * t))
    longitude = 280.46646 + 36_000.76983 * t + 0.0003032 * t * t + centre + seen
    return floor(longitude % 360 / 30)
