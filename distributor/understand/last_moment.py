"""Until when an item is worth saying: its deadline's last day, or the day before what begins and ends at an hour. Pure.

`last_moment`: after it the item is not said once more. `over_at`: from it on it must not be announced either, for all that it
calls for is over.
"""

import re
from datetime import date, datetime, timedelta

from distributor.calendar.period import midnight
from distributor.facts import Facts, Role
from distributor.understand.dates import DAY, read_day

_HOUR = r"\d{1,2}\s?(?:giờ|h)(?:\s?\d{1,2}(?:\s?phút)?)?"
_SPAN = rf"{_HOUR}\s?(?:đến|tới|[-–])\s?{_HOUR}"
_ON = rf"ngày (?P<day>{DAY})"
_ON_ANY = re.compile(rf"(?<![\d/]){DAY}", re.IGNORECASE)
_BEGINS_AT = re.compile(
    r"(?<!\w)(?:bắt đầu|khai mạc|diễn ra)(?: từ| vào)?(?: lúc)? \d{1,2}\s?(?:giờ|h|g)(?![^.;]*(?:ngày|hằng|hàng|mỗi|\d/\d))",
    re.IGNORECASE,
)
_MEETINGS = (
    re.compile(rf"{_SPAN}[^.;]{{0,30}}?{_ON}", re.IGNORECASE),
    re.compile(rf"{_ON}[^.;\d]{{0,20}}?{_SPAN}", re.IGNORECASE),
)
"""What only begins on a day ("mở từ 8 giờ ngày 26/11/2026") stays worth saying after it."""


CALL_TO_COME = frozenset({"notice", "contest", "legal_aid"})
CALL_TO_HAND_IN = frozenset({"procedure", "draft_for_comment"})
_MAY_CALL = frozenset({"policy_dialogue", "council_activity", "propaganda", "other_legal"})
_CALLS = re.compile(
    r"^thời gian\s*:|(?<!\w)(?:thông báo|sẽ|dự kiến|kế hoạch) tổ chức(?!\w)|"
    r"(?<!\w)(?:kính |trân trọng )?mời (?:các |toàn thể |quý )?"
    r"(?:bà con|người dân|nhân dân|công dân|hộ|cử tri|thanh niên)",
    re.IGNORECASE,
)
"""How an item of these kinds calls people to something that is still to come; most report of what was."""
_FROM = re.compile(rf"(?<!\w)(?:kể )?từ (?:{_HOUR} )?(?:ngày )?\d{{1,2}}\s?(?:/|tháng)", re.IGNORECASE)
_TO = re.compile(
    rf"(?<!\w)từ (?:{_HOUR} )?(?:ngày )?(?:{DAY}|\d{{1,2}}/\d{{1,2}}|\d{{1,2}}) "
    rf"(?:đến|tới) (?:hết )?(?P<hour>{_HOUR} )?(?:ngày )?(?P<day>{DAY})",
    re.IGNORECASE,
)
_ENDING = (
    re.compile(rf"{_HOUR}\s?(?:đến|tới|[-–])\s?(?P<hour>{_HOUR})[^.;\d]{{0,30}}?{_ON}", re.IGNORECASE),
    re.compile(rf"{_ON}[^.;\d]{{0,20}}?{_HOUR}\s?(?:đến|tới|[-–])\s?(?P<hour>{_HOUR})", re.IGNORECASE),
)
_AT = re.compile(
    rf"(?<!từ )(?<!sau )(?<!\d)(?:{_HOUR}[^.;\d]{{0,12}}?ngày|(?:sáng|chiều|tối)(?: ngày)?) (?P<day>{DAY})"
    rf"|(?:\A|;\s)(?P<label>{DAY})(?= \(thứ|:| \(chủ nhật)",
    re.IGNORECASE,
)
"""What begins at an hour of a day is over when the day is; not what opens then ("từ 8 giờ ngày 26/11/2026")."""
_FROM_AN_HOUR = re.compile(
    rf"\A\W*(?:(?:trong )?(?:các |hai |ba )?ngày )(?P<days>{DAY}(?:(?:,| và| đến)\s*(?:ngày )?{DAY})*),? (?:bắt đầu )?từ {_HOUR}",
    re.IGNORECASE,
)
"""How an item of any kind begins that calls people on days: "Ngày 12/11/2026 và 13/11/2026, từ 7 giờ, xã tổ chức khám …"."""
_REPORTS = re.compile(r"(?<!\w)(?:đã (?!đăng ký|nộp|có)|vừa )", re.IGNORECASE)
_CLOCK = re.compile(r"(?P<hour>\d{1,2})\s?(?:giờ|h)\s?(?P<minute>\d{1,2})?", re.IGNORECASE)


def over_at(facts: Facts) -> datetime | None:
    """Return from when on all that an item calls for is over: its deadlines, the hours of every day it names. None where
    anything goes on.

    Only of kinds that call people to come or to hand in something: a report of the same day stays true.
    """
    if facts.document is not None:
        return None
    calls = facts.kind in CALL_TO_COME or (facts.kind in _MAY_CALL and _calls(facts)) or _opens_with_hours(facts)
    if not calls and facts.kind not in CALL_TO_HAND_IN:
        return None
    if not calls:
        days = _deadlines(facts)
        return midnight(max(days) + timedelta(days=1)) if days else None
    ends = [midnight(day + timedelta(days=1)) for day in _deadlines(facts)]
    for said in dict.fromkeys((*(point.statement for point in facts.message), *facts.points.changes)):
        found = _ends_in(said)
        if found is None:
            return None
        ends += found
    return max(ends, default=None)


def leaves_out_hours(facts: Facts, title: str, text: str) -> bool:
    """Return True if the text calls people to come between hours of a day, or what is told says at which hour it begins, and
    nothing that is told of it names the day."""
    if facts.document is not None:
        return False
    told = (*(point.statement for point in facts.message), *facts.points.changes)
    calls = facts.kind in CALL_TO_COME and any(pattern.search(text) for pattern in _ENDING)
    begins = any(_BEGINS_AT.search(each) for each in told) and _ON_ANY.search(text) is not None
    return (calls or begins) and not any(_ON_ANY.search(each) for each in (*told, *([title] if begins else [])))


def _calls(facts: Facts) -> bool:
    return any(_CALLS.search(point.statement) for point in facts.message)


def _opens_with_hours(facts: Facts) -> bool:
    return any(_FROM_AN_HOUR.match(said) for said in _leading(facts))


_DAY_WITHOUT_YEAR = re.compile(r"(?<![\d/])\d{1,2}/\d{1,2}(?![\d/])(?=\s*(?:và|,|;))", re.IGNORECASE)
NOT_HELD = re.compile(
    r"(?<!\w)(?:không|chưa|thôi|hoãn|h[ủu][yỷ]|ngừng|dừng|lùi|dời|đã|vừa)(?!\w)|thay đổi|bãi bỏ|kết thúc", re.IGNORECASE
)
"""Before what is held: without it the opposite would be told, or what is over as what is to come."""


def held_on(facts: Facts) -> str:
    """Return the hours of a day, such as `8 giờ đến 16 giờ 30 ngày 06/12/2026`, in the source's words: of an item that calls to
    come on one day only."""
    if facts.document is not None or facts.kind not in CALL_TO_COME:
        return ""
    said = " ".join(point.statement for point in facts.message)
    found = [each for pattern in _ENDING for each in pattern.finditer(said)]
    if any(NOT_HELD.search(said.rpartition(". ")[2]) for said in (said[: each.start()] for each in found)):
        return ""
    days = {read_day(each["day"]) for each in found}
    if _DAY_WITHOUT_YEAR.search(said):
        return ""  # "ngày 10/12 và ngày 24/12/2026": one of two
    return found[0][0] if len(days) == 1 and None not in days else ""


def _ends_in(said: str) -> list[datetime] | None:
    """Return when what a statement names is over; None of what begins on a day and goes on, or was reported."""
    spans = list(_TO.finditer(said))
    if len(_FROM.findall(said)) > len(spans) or (_REPORTS.search(said) and _ON_ANY.search(said)):
        return None
    each = [*spans, *(found for pattern in _ENDING for found in pattern.finditer(said))]
    ends = [end for one in each if (end := _end(one["day"], one["hour"]))]
    ends = ends or [end for one in _AT.finditer(said) if (end := _end(one["day"] or one["label"], None))]
    opening = _FROM_AN_HOUR.match(said)
    return ends or [end for day in _ON_ANY.findall(opening["days"] if opening else "") if (end := _end(day, None))]


def _end(written: str, hour: str | None) -> datetime | None:
    day = read_day(written)
    if day is None:
        return None
    clock = _CLOCK.match(hour) if hour else None
    if clock is None:
        return midnight(day + timedelta(days=1))
    return midnight(day) + timedelta(hours=int(clock["hour"]), minutes=int(clock["minute"] or 0))


def last_moment(facts: Facts) -> datetime | None:
    """The first moment at which it is too late; None where nothing says one. A document has no such moment: it is in force."""
    if facts.document is not None:
        return None
    if days := _deadlines(facts):
        return midnight(max(days) + timedelta(days=1))
    found = (each["day"] for said in _leading(facts) for meeting in _MEETINGS for each in meeting.finditer(said))
    meetings = [day for written in found if (day := read_day(written))]
    return midnight(max(meetings)) if meetings else None


def _deadlines(facts: Facts) -> list[date]:
    days = [point.day for point in facts.message if point.role is Role.DEADLINE and point.day is not None]
    return days if facts.points.deadline_on is None else [*days, facts.points.deadline_on]


def _leading(facts: Facts) -> tuple[str, ...]:
    return tuple(point.statement for point in facts.message[:1]) or facts.points.changes[:1]
