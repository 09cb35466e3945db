"""How often a campaign speaks: so many posts a day or a week, so far apart, in these hours, on these days. Pure.

A rule that counts posts spreads them: over the days of a week, and over the hours of a day. Where it names no hours of its own it
keeps to those in which people are awake (`DAYTIME`).
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from distributor.clock import VIETNAM

MOST_MINUTES = 60 * 24 * 31
MOST_POSTS = 200
MOST_WAIT_HOURS = 24.0 * 14
HALF_HOUR = timedelta(minutes=30)
EVERY_DAY = frozenset(range(1, 8))
DAYTIME = (time(7), time(21))
"""Hours of a rule that counts posts, or asks for good hours, and names none. Both ends included."""
LEAST_APART = timedelta(minutes=15)
"""Between two posts of an account where such a rule names no distance: never two in one minute."""
SAME_ITEM_APART = timedelta(hours=24)
"""Between two words of an account about one item, where the hour of the later is for Loa to choose: what a campaign tells again
is not to stand beside the announcement."""


@dataclass(frozen=True)
class CadenceRule:
    """The rule of cadence of one channel, by Vietnam's clock; weeks begin on Monday. `opens`, `closes`: both ends included.
    None: no such limit.

    `minutes_between`: of any two posts on one account. `per_day`, `per_week`: posts of this campaign on one account. `best`: at
    the hour that does best (`learn/`), waiting up to `within_hours` for it (None: as `config/learning.toml` has it).
    """

    minutes_between: float = 0.0
    per_day: int | None = None
    per_week: int | None = None
    opens: time | None = None
    closes: time | None = None
    days: frozenset[int] = EVERY_DAY
    best: bool = False
    within_hours: float | None = None

    @property
    def is_free(self) -> bool:
        """Return True if every instant will do."""
        return self == CadenceRule()

    @property
    def counts(self) -> bool:
        """Return True if it says how many posts there may be."""
        return bool(self.per_day or self.per_week)

    @property
    def first_hour(self) -> time | None:
        """Return when its day begins; None for midnight."""
        return self.opens if self.opens is not None or not (self.counts or self.best) else DAYTIME[0]

    @property
    def last_hour(self) -> time | None:
        """Return the last instant of its day; None for midnight."""
        return self.closes if self.closes is not None or not (self.counts or self.best) else DAYTIME[1]

    @property
    def gap(self) -> timedelta:
        """Return the least distance of two posts on one account."""
        return timedelta(minutes=self.minutes_between) or (LEAST_APART if self.counts else timedelta(0))

    @property
    def days_apart(self) -> int:
        """Return how many days lie from one post of the campaign to its next, so that a week's posts are spread over it."""
        return max(1, len(self.days) // self.per_week) if self.per_week else 0

    @property
    def most_a_day(self) -> int | None:
        """Return the most posts of the campaign on one day."""
        of_week = -(-self.per_week // len(self.days)) if self.per_week else None
        return min(filter(None, (self.per_day, of_week)), default=None)

    @property
    def spread(self) -> timedelta:
        """Return the least distance of two posts of the campaign, so that a day's posts are spread over its hours."""
        many = self.most_a_day
        if many is None or self.minutes_between:
            return self.gap
        opens, closes = self.first_hour or time(0), self.last_hour or time(23, 59)
        return max(self.gap, timedelta(minutes=(_minutes(closes) - _minutes(opens)) // many))

    @property
    def memory(self) -> timedelta:
        """Return how far before an instant posts still count for it."""
        return max(timedelta(days=8) if self.counts else timedelta(0), self.gap)


def rule_of(cadence: Mapping[str, Mapping[str, Any]], channel: str) -> CadenceRule:
    """The channel's own entry, else that of `*`. What is no sensible limit limits nothing: a slot is always found."""
    for key in (channel, "*"):
        if key in cadence:
            return _rule(cadence[key])
    return CadenceRule()


def _rule(entry: Mapping[str, Any]) -> CadenceRule:
    opens, closes = _hours(entry.get("hours"))
    days = frozenset(entry.get("days") or ()) & EVERY_DAY
    return CadenceRule(
        minutes_between=max(0.0, min(float(entry.get("minutes_between", 0)), MOST_MINUTES)),
        per_day=_count(entry.get("per_day")),
        per_week=_count(entry.get("per_week")),
        opens=opens,
        closes=closes,
        days=days or EVERY_DAY,
        best=entry.get("best") is True,
        within_hours=_wait(entry.get("within_hours")),
    )


def _count(value: object) -> int | None:
    return value if isinstance(value, int) and value > 0 else None


def _wait(value: object) -> float | None:
    return min(float(value), MOST_WAIT_HOURS) if isinstance(value, int | float) and value > 0 else None


def _hours(value: object) -> tuple[time | None, time | None]:
    if not isinstance(value, list) or len(value) != 2:
        return None, None
    opens, closes = (time.fromisoformat(str(part)) for part in value)
    return (opens, closes) if opens < closes else (None, None)


def first_free(
    rule: CadenceRule,
    earliest: datetime,
    on_account: Iterable[datetime],
    of_campaign: Sequence[datetime],
    of_item: Iterable[datetime] = (),
) -> datetime:
    """The first instant from `earliest` on that the rule allows beside the slots that are taken.

    `on_account`: every slot of the account; `of_campaign`: those of this campaign among them; `of_item`: at which it says the
    same item.
    """
    if rule.is_free:
        return earliest
    return _first(rule, earliest, sorted(on_account), sorted(of_item), sorted(of_campaign), *_counted(of_campaign))


def _first(
    rule: CadenceRule,
    earliest: datetime,
    taken: Sequence[datetime],
    said: Sequence[datetime],
    own: Sequence[datetime],
    days: Mapping[date, int],
    weeks: Mapping[date, int],
) -> datetime:
    gap, spread, opens, closes, most = rule.gap, rule.spread, rule.first_hour, rule.last_hour, rule.most_a_day
    apart = timedelta(days=rule.days_apart)
    at = earliest
    while True:  # each turn moves on in time, and only finitely many slots are taken
        local = at.astimezone(VIETNAM)
        day = local.date()
        if (
            local.isoweekday() not in rule.days
            or (closes is not None and local.time() > closes)
            or (most is not None and days.get(day, 0) >= most)
        ):
            at = _opening(rule, day + timedelta(days=1))
        elif opens is not None and local.time() < opens:
            at = _opening(rule, day)
        elif rule.per_week is not None and weeks.get(_monday(day), 0) >= rule.per_week:
            at = _opening(rule, _monday(day) + timedelta(days=7))
        elif nigh := [other for other in days if timedelta(0) < abs(other - day) < apart]:
            at = _opening(rule, max(max(nigh) + apart, day + timedelta(days=1)))
        elif near := [slot for slot in own if abs(slot - at) < spread]:
            at = near[-1] + spread
        elif near := [slot for slot in taken if abs(slot - at) < gap]:
            at = near[-1] + gap
        elif near := [slot for slot in said if abs(slot - at) < SAME_ITEM_APART]:
            at = near[-1] + SAME_ITEM_APART
        else:
            return at


def free_half_hours(
    rule: CadenceRule,
    earliest: datetime,
    until: datetime,
    on_account: Iterable[datetime],
    of_campaign: Sequence[datetime],
    of_item: Iterable[datetime] = (),
) -> list[datetime]:
    """Every instant of `first_free` from `earliest` to before `until` that lies on a full or half hour of Vietnam's clock."""
    taken, said, own, found = sorted(on_account), sorted(of_item), sorted(of_campaign), list[datetime]()
    days, weeks = _counted(of_campaign)
    local = earliest.astimezone(VIETNAM)
    at = local.replace(minute=0, second=0, microsecond=0)
    while at < local:
        at += HALF_HOUR
    while at < until:
        free = _first(rule, at, taken, said, own, days, weeks)
        if free == at:
            found.append(at)
            at += HALF_HOUR
        else:
            # Nothing lies between: on with the first half hour that does.
            at += HALF_HOUR * max(1, -((at - free) // HALF_HOUR))
    return found


def _counted(slots: Iterable[datetime]) -> tuple[dict[date, int], dict[date, int]]:
    """Slots by day, and by the Monday of their week."""
    days: dict[date, int] = {}
    weeks: dict[date, int] = {}
    for slot in slots:
        day = slot.astimezone(VIETNAM).date()
        days[day] = days.get(day, 0) + 1
        weeks[_monday(day)] = weeks.get(_monday(day), 0) + 1
    return days, weeks


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())


def _opening(rule: CadenceRule, day: date) -> datetime:
    return datetime.combine(day, rule.first_hour or time(0), VIETNAM)


def _minutes(at: time) -> int:
    return at.hour * 60 + at.minute
