"""Times, numbers, days and labels as the page's language writes them.

Vietnamese: `24/11/2026 14:30`, `1.200.000`, `0,20 USD`. English: `24 Nov 2026 14:30`, `1,200,000`, `0.20 USD`. Hours are those of
Vietnam in both.
"""

from datetime import date, datetime

from channels.zalo.webhook import with_note
from distributor.calendar.period import Period, View
from distributor.clock import VIETNAM, vietnam_time
from distributor.draft.preview import price_text
from distributor.labels import channel_label, kind_label, state_label
from phrases.grouped import grouped
from web.language import _, language, mark, spoken

BEFORE = {
    View.MONTH: mark("Tháng trước"),
    View.LIST: mark("Tháng trước"),
    View.WEEK: mark("Tuần trước"),
    View.DAY: mark("Ngày trước"),
}
AFTER = {
    View.MONTH: mark("Tháng sau"),
    View.LIST: mark("Tháng sau"),
    View.WEEK: mark("Tuần sau"),
    View.DAY: mark("Ngày sau"),
}
MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)


def time(instant: datetime) -> str:
    if language() == "vi":
        return vietnam_time(instant)
    local = instant.astimezone(VIETNAM)
    return f"{day(local.date())} {local:%H:%M}"


def hour(instant: datetime) -> str:
    return f"{instant.astimezone(VIETNAM):%H:%M}"


def day(value: date | None) -> str:
    """Empty for none."""
    if value is None:
        return ""
    return f"{value:%d/%m/%Y}" if language() == "vi" else f"{value.day}{month_of_day(value)}"


def day_of_instant(instant: datetime) -> str:
    return day(instant.astimezone(VIETNAM).date())


def local_day(instant: datetime) -> str:
    """Return text such as `2026-11-24`: the day there, by Vietnam's clock, for addresses."""
    return f"{instant.astimezone(VIETNAM):%Y-%m-%d}"


def month_of_day(value: date) -> str:
    """Return what follows the number of a day: `/11/2026`, ` Nov 2026`."""
    return f"/{value:%m/%Y}" if language() == "vi" else f" {MONTHS[value.month - 1][:3]} {value.year}"


def number(value: int) -> str:
    return grouped(value) if language() == "vi" else f"{value:,}"


def price(dollars: float | None) -> str:
    words = price_text(dollars)
    if not dollars:
        return _(words)
    return words if language() == "vi" else words.replace(",", ".")


def period_before(period: Period) -> str:
    return _(BEFORE[period.view])


def period_after(period: Period) -> str:
    return _(AFTER[period.view])


def translated(label: str) -> str:
    """A label that the engine gave, if the catalogue knows it: unlike `_`, for texts that are not our own, so it is escaped."""
    return _(label) if label else ""


def with_note_of_ours(text: str) -> str:
    """A citizen's words, with what Loa added to them in the page's language."""
    return str(spoken(with_note(text)))


def state(of: str) -> str:
    return _(state_label(of))


def kind(of: str) -> str:
    return _(kind_label(of))


def channel(of: str) -> str:
    return _(channel_label(of))
