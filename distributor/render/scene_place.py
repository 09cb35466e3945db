"""Where and when citizens may come, and what to bring. Pure."""

import re
from dataclasses import dataclass
from datetime import date

from distributor.render.scene_lists import begins_with_action, papers_of
from distributor.render.scene_words import SHORT_DAY, concerns_office, stripped
from distributor.text.plain import one_line
from distributor.understand.dates import DAY, read_day

LONGEST_PLACE = 120
LONGEST_HOURS = 90
LONGEST_WHAT = 120
_ONLY_JOINS = re.compile(
    r"(?:(?:ngày|hoạt động|mở cửa|làm việc|bà con|người dân|công dân|"
    r"và|nhớ|hãy|lúc|vào|từ|các|sẽ|cần|phải|người đến|khi đi|khi đến)\s*,?\s*)*",
    re.IGNORECASE,
)
"""What only joined the parts is no rest of the sentence."""

_CLOCK = r"(?:\d{1,2}\s*(?:giờ|h|g)(?:\s*\d{1,2}(?:\s*phút)?)?|\d{1,2}:\d{2})(?!\w)"
_WEEKDAY = r"(?:thứ\s+(?:hai|ba|tư|năm|sáu|bảy|[2-7])|chủ\s+nhật)"
_PART = r"(?:cả\s+ngày|sáng|chiều|tối|buổi\s+(?:sáng|chiều|tối)|giờ\s+hành\s+chính)"
_OFTEN = r"(?:hằng|hàng|mỗi)\s+(?:tuần|tháng|ngày|quý)"
_DAYS_OF_MONTH = rf"ngày\s+\d{{1,2}}(?:\s*(?:,|và)\s*(?:ngày\s+)?\d{{1,2}})*\s+{_OFTEN}"
_HOURS = re.compile(
    rf"(?:(?:từ|lúc|vào|vào\s+lúc|trong|trước|sau)\s+)?(?:{_PART}\s+)?"
    rf"(?:{_CLOCK}(?:\s*(?:đến|tới|[-–—])\s*{_CLOCK})?|{_PART}|{_WEEKDAY}|{_DAYS_OF_MONTH})"
    rf"(?:\s*,?\s*(?:(?:và|các|từ|đến|vào|ngày|của)\s+)*(?:{_PART}|{_WEEKDAY}|{_OFTEN}|{_CLOCK}|tuần\s+(?:đầu|cuối)|đầu|cuối|tuần|tháng|trong\s+tuần))*"
    rf"(?:\s*,?\s*(?:ngày\s+)?{SHORT_DAY})?",
    re.IGNORECASE,
)
_SITE = (
    r"(?:trụ\s+sở|nhà\s+văn\s+hóa|nhà\s+văn\s+hoá|hội\s+trường|trung\s+tâm|bộ\s+phận\s+một\s+cửa|ubnd|ủy\s+ban|uỷ\s+ban|công\s+an|"
    r"phòng|sở|chi\s+cục|cục|trường|sân|nhà|bưu\s+điện|tòa\s+án|toà\s+án|trạm|bệnh\s+viện|thư\s+viện|quảng\s+trường|chợ|"
    r"chi\s+nhánh|văn\s+phòng|điểm|kho\s+bạc|ngân\s+hàng|bảo\s+hiểm\s+xã\s+hội|bhxh|cơ\s+quan|ban|số\s+\d|tầng|khu|tổ\s+dân\s+phố|"
    r"thôn|bản|xã|phường|địa\s+chỉ|cổng\s+dịch\s+vụ\s+công|đình|ủy|tổ|quầy|công\s+viên|nơi)"
)
_PLACE = re.compile(
    rf"(?<!\w)(?:tại|ở|đến|tới|về|qua(?=\s+cổng))\s+(?:các\s+)?(?P<place>(?:{_SITE})(?!\w).*?)"
    rf"(?=\s*(?:,?\s*(?:trước|sau)\s+giờ|;|\.\s|\.?\Z|\((?!tầng|phòng|số|đường)|,?\s+(?:vào|lúc|từ\s+(?:\d|ngày|sáng|chiều)|trong\s+(?:giờ|ngày|thời\s|\d)|buổi|sáng|chiều|ngày\s+\d|"
    rf"thứ\s|mang|cầm|đem|để|và\s+(?:mang|nhận|được)|khi|được|phải|nhớ|chậm\s+nhất|trước\s+(?:ngày|\d)|hằng|hàng\s+(?:tuần|tháng)|nếu|rồi|hoạt\s+động|"
    rf"làm\s+việc|chỉ|hoặc|trong\s+vòng|không))|"
    r"\s*,\s*(?:hoặc|bà\s+con|(?:người|nhân|công)\s+dân|mọi\s+người|trợ\s+giúp\s+viên|luật\s+sư|cán\s+bộ)(?!\w))",
    re.IGNORECASE | re.DOTALL,
)
_OPEN = re.compile(
    rf"(?P<place>(?:{_SITE})(?!\w)[^;]*?)\s+(?:mở\s+cửa|hoạt\s+động|làm\s+việc|tiếp\s+công\s+dân|tiếp\s+dân|nhận\s+hồ\s+sơ|tiếp\s+nhận|trực|tư\s+vấn)(?!\w)",
    re.IGNORECASE,
)
_DONE_THERE = re.compile(
    r"(?<!\w)(?:nộp|gửi|đăng ký|nhận|đến|liên hệ|bỏ phiếu|khám|tiêm|làm thủ tục|khai báo|trình báo)"
    r"(?!\w)[^,;]{0,60}\Z",
    re.IGNORECASE,
)
_MEETING = re.compile(r"(?<!\w)(?:phiên\s+họp|cuộc\s+họp|họp\s+(?:báo|giao\s+ban|phiên|bàn))(?!\w)", re.IGNORECASE)
"""News of a meeting of an office invites nobody."""
_UNTIL = re.compile(r"(?<!\w)(?:đến(?:\s+hết)?|hết|trước|chậm\s+nhất)\s+(?:ngày\s+)?\Z", re.IGNORECASE)
_BRING = re.compile(
    r"(?<!\w)(?:nhớ\s+)?(?:mang\s+theo|cầm\s+theo|đem\s+theo|mang|xuất\s+trình)(?!\w)\s*:?\s*(?P<list>[^.;]+)",
    re.IGNORECASE,
)

_LABELLED = (
    r"(?<!\w){label}(?:\s+(?:tổ\s+chức|thực\s+hiện|tư\s+vấn|trợ\s+giúp|diễn\s+ra))?\s*:\s*"
    r"(?P<told>[^\n]+?)\s*(?=\.(?:\s|\Z)|\n|\Z|[;,.]?\s*(?:thời\s+gian|địa\s+điểm)[^:\n]{{0,12}}:)"
)
_TIME_LABEL, _PLACE_LABEL = (
    re.compile(_LABELLED.format(label=label), re.IGNORECASE) for label in (r"thời\s+gian", r"địa\s+điểm")
)


@dataclass(frozen=True)
class PlaceParts:
    place: str
    hours: str = ""
    day: date | None = None
    bring: tuple[str, ...] = ()
    what: str = ""
    note: str = ""
    since: bool = False


def place_of(sentence: str) -> PlaceParts | None:
    """None without a place. `what`: what one may do there, as the words before it say. `bring`: as the sentence lists it.

    `since`: it is so from that day on.
    """
    whole = stripped(sentence)
    found = _PLACE.search(whole) or _OPEN.match(whole)
    if found is None or sum(_PLACE.search(each) is not None and hours_of(each) != "" for each in whole.split(";")) > 1:
        return None  # each of several places has hours of its own
    place = re.sub(r"\s+(?:và|hoặc)\Z", "", stripped(found["place"]))
    if len(place) > LONGEST_PLACE or re.search(DAY, place) or _MEETING.search(whole):
        return None
    days = [(match, read) for match in re.finditer(DAY, whole) if (read := read_day(match.group())) is not None]
    if len(days) == 1 and (_is_of_a_document(whole, days[0][0].start()) or _UNTIL.search(whole[: days[0][0].start()])):
        days = []
    day = days[0][1] if len(days) == 1 else None
    hours = hours_of(whole)
    before = whole[: found.start()]
    if len(days) > 1 and re.search(DAY, before):
        return None  # "từ ngày … đến ngày …" at its head: no slot has room for two days
    bring = bring_of(whole)
    what, after = stripped(_without_times(before)), whole[found.end("place") :]
    if bring and (brought := _BRING.search(after)):
        after = after[: brought.start()] + after[brought.end() :]
    for _, told_hour in _told_hours(whole):
        after = after.replace(told_hour, " ", 1)
    if day is not None:
        after = after.replace(days[0][0].group(), " ", 1)
    clauses = re.split(r"\s*;\s*", stripped(re.sub(r"\s+", " ", after)))
    note = "; ".join(each for each in clauses if not _ONLY_JOINS.fullmatch(each))
    if found.re is _OPEN and not what:
        what, note = note, ""
    if len(what) > LONGEST_WHAT or len(note) > LONGEST_WHAT or re.search(r"(?<!\w)(?:sau đó|rồi)(?!\w)", note):
        return None
    since = day is not None and re.search(r"(?<!\w)từ\s+(?:ngày\s+)?\Z", whole[: days[0][0].start()], re.IGNORECASE)
    if day is not None and not since and len(re.findall(_WEEKDAY, hours, re.IGNORECASE)) == 1:
        hours = _on_its_day(hours)
    return PlaceParts(place, hours, day, bring, what, note, since is not None and bool(since))


def announced(text: str) -> tuple[PlaceParts, str] | None:
    """Time and place of an announcement that writes each behind its label, and the words. None unless each stands there once,
    with one day. A place that is too long for a line of its own is left empty; the words are then only of it."""
    times, places = list(_TIME_LABEL.finditer(text)), list(_PLACE_LABEL.finditer(text))
    if len(times) != 1 or len(places) != 1:
        return None
    days = [read for match in re.finditer(DAY, times[0]["told"]) if (read := read_day(match.group())) is not None]
    hours, place = hours_of(times[0]["told"]), stripped(places[0]["told"])
    if len(days) != 1 or not hours:
        return None
    time_words, place_words = (f"{one_line(each.group()).rstrip(' .')}." for each in (times[0], places[0]))
    if len(place) > LONGEST_PLACE:
        return PlaceParts(""), place_words
    return PlaceParts(place, _on_its_day(hours), days[0]), f"{time_words} {place_words}"


def _on_its_day(hours: str) -> str:
    """Return the hours without the day of the week, which stands at the day."""
    return re.sub(rf"\s*,?\s*{_WEEKDAY}\Z", "", hours, flags=re.IGNORECASE) or hours


def hours_of(sentence: str) -> str:
    """Return what is told of hours and week days, in order; without a duration ("04 giờ trước khi …")."""
    hours = ", ".join(told for told, _ in _told_hours(sentence))
    return hours if len(hours) <= LONGEST_HOURS else ""


def _told_hours(sentence: str) -> list[tuple[str, str]]:
    """Each as it is shown, and as it stands in the sentence."""
    told_of: list[tuple[str, str]] = []
    for match in _HOURS.finditer(sentence):
        told = re.sub(r"\s+ngày\Z", "", stripped(match.group()))
        if re.search(r"(?:trước|sau)\s+giờ[^,;]*\Z", sentence[: match.start()], re.IGNORECASE):
            continue
        if re.match(r"\s*(?:kể từ|trước khi|sau khi|làm việc|từ khi)", sentence[match.end() :], re.IGNORECASE):
            continue
        if re.fullmatch(r"(?:trong|sau|trước)\s+\d{1,2}\s*(?:giờ|h)", told, re.IGNORECASE):
            continue
        told_of.append((told, match.group()))
    return told_of


def bring_of(sentence: str) -> tuple[str, ...]:
    """Return what to bring along: a list, or the one thing that is named."""
    found = _BRING.search(sentence)
    if found is None:
        return ()
    if listed := papers_of(f"mang theo {found['list']}"):
        return listed.entries
    one = stripped(found["list"])
    return (one,) if 0 < len(one) <= LONGEST_HOURS else ()


def is_invitation(parts: PlaceParts, sentence: str) -> bool:
    """Return True if it tells citizens where to go, rather than only naming a place."""
    done_there = _DONE_THERE.search(parts.what) is not None and not concerns_office(sentence)
    return bool(parts.hours or parts.day or parts.bring) or begins_with_action(sentence) or done_there


def _is_of_a_document(text: str, start: int) -> bool:
    return re.search(r"(?:số\s+\S+|/\S+)\s+ngày\s*\Z", text[:start], re.IGNORECASE) is not None


def _without_times(text: str) -> str:
    text = re.sub(
        rf"\A(?:vào\s+|từ\s+)?(?:ngày\s+)?{DAY}\s*,?\s*(?:{_HOURS.pattern})?\s*,\s*", "", text, flags=re.IGNORECASE
    )
    text = re.sub(rf"\A(?:{_HOURS.pattern})\s*,?\s*(?:ngày\s+)?(?:{DAY})?\s*,\s*", "", text, flags=re.IGNORECASE)
    text = re.sub(rf"(?:,?\s*(?:vào\s+|từ\s+)?(?:ngày\s+)?{DAY}\s*,?)+\s*\Z", "", text, flags=re.IGNORECASE)
    return re.sub(rf"(?:{_HOURS.pattern})\s*,?\s*\Z", "", text, flags=re.IGNORECASE)
