"""The day that a sentence tells, and what is to be done until then or has effect from then. Pure."""

import re
from dataclasses import dataclass
from datetime import date

from distributor.render.scene_words import SHORT_DAY, clauses, stripped
from distributor.understand.dates import DAY, read_day

LONGEST_TODO = 130
LONGEST_NOTE = 150

UNTIL = "Hạn cuối"
TO_THE_END = "Đến hết ngày"
BEFORE = "Trước ngày"
FROM = "Từ ngày"
ON = "Vào ngày"
IN_EFFECT = "Có hiệu lực từ"
ENDED = "Hết hiệu lực từ"
_LED = re.compile(
    r"(?P<led>(?:(?<!\w)(?:chậm\s+nhất(?:\s+là)?|muộn\s+nhất(?:\s+là)?|hạn\s+cuối(?:\s+là)?|hạn\s+chót(?:\s+là)?|đến\s+hết|hết|cho\s+đến|đến|"
    r"trước|kể\s+từ|từ|vào|hạn|thời\s+hạn|là|trong)\s*:?\s+)*"
    r"(?:(?:thứ\s+\w+|chủ\s+nhật),?\s+)?(?:(?:hết\s+)?ngày\s+)?)"
    rf"(?P<day>{DAY})(?P<signed>\s*\([^)]{{1,40}}\))?",
    re.IGNORECASE,
)
_OF_A_PAPER = re.compile(r"(?:(?<!\w)số\s+\d\S*|(?<!\w)(?:ký|cấp|ban\s+hành|sinh|lập|[-–]))\s*,?\s*\Z", re.IGNORECASE)
"""Before the day of a document, of a paper or of a birth."""
_HOUR_BEFORE = re.compile(
    r"(?<!\w)(?:chậm\s+nhất|muộn\s+nhất|trước|đến(?:\s+hết)?|lúc|vào)(?:\s+là)?\s+(?:lúc\s+)?\d{1,2}\s*(?:h|giờ|g)\s*(?:\d{2})?(?:\s*phút)?\s*\Z",
    re.IGNORECASE,
)
_FROM_HOUR = re.compile(r"(?<!\w)từ\s+\d{1,2}\s*(?:h|giờ|g)\s*(?:\d{2})?(?:\s*phút)?\s*\Z", re.IGNORECASE)
_SO_LONG = re.compile(
    r"(?<!\w)(?:trong|sau|không quá)\s+(?:vòng\s+|thời hạn\s+)?\d+\s+(?:ngày|tháng|năm|giờ)[^,;]{0,20}\Z", re.I
)
"""So many days from then on: the day that counts is another."""
_LAST_DAY = re.compile(r"(?:thời\s+)?hạn\s+(?:chót|cuối|nộp|gửi|đăng ký|góp ý|nhận)(?!\w)", re.IGNORECASE)
_SINCE = re.compile(
    rf"(?<!\w)từ\s+(?:\d{{1,2}}\s*(?:giờ|h)(?:\s*\d{{2}})?\s+)?(?:ngày\s+)?(?:{SHORT_DAY}|{DAY})\s*\Z", re.IGNORECASE
)
_EFFECT = re.compile(
    r"(?P<what>.*?)(?:(?<!\w)(?:và|,))?\s*(?:bắt\s+đầu\s+|chính\s+thức\s+)?(?:có|phát\s+sinh)?\s*(?P<end>hết\s+)?hiệu\s+lực"
    r"(?:\s+thi\s+hành)?(?P<joint>\s+(?:kể\s+từ|từ|vào|sau)(?:\s+ngày)?(?:\s+ký(?:\s+ban\s+hành)?)?\s*[,(]?\s*(?:ký\s+)?)",
    re.IGNORECASE,
)
_LIGHT_END = re.compile(r"(?:[\s,:–-]+|(?<!\w)(?:là|vào|trong|phải\s+xong|xong))+\Z", re.IGNORECASE)


@dataclass(frozen=True)
class DayParts:
    day: date
    label: str
    todo: str = ""
    note: str = ""
    hours: str = ""


def deadline_of(sentence: str, day: date | None = None) -> DayParts | None:
    """The first day of the sentence; `day`: the one that is known to count, which must then stand there.

    None where no day stands there, or where two do and it is not known which counts.
    """
    first, rest = clauses(stripped(sentence))
    found = [(match, read_day(match["day"])) for match in _LED.finditer(first)]
    days = [(match, read) for match, read in found if read is not None]
    if day is not None:
        days = [(match, read) for match, read in days if read == day]
    elif len(days) > 1:
        days = [(match, read) for match, read in days if _label(match["led"]) in {UNTIL, BEFORE}]
    if len(days) != 1:
        return None
    match, read = days[0]
    before, after = first[: match.start()], first[match.end() :]
    label = UNTIL if _LAST_DAY.match(before) else _label(match["led"])
    if label in {ON, FROM} and (_OF_A_PAPER.search(before) or _SO_LONG.search(before)):
        return None
    hours = ""
    if hour := _HOUR_BEFORE.search(before):
        before, hours, label = before[: hour.start()], stripped(hour.group()), UNTIL
        if _FROM_HOUR.search(before):
            return None  # the hours of something that takes place
    since = ""
    if span := _SINCE.search(before):
        until = f"{hours} ngày {match['day']}" if hours else match.group().strip()
        before, since = before[: span.start()], f"{stripped(span.group())} {until}"
    todo, note = stripped(_LIGHT_END.sub("", before)), "; ".join(each for each in (since, _after(after)) if each)
    if not todo and since:
        todo, note = _after(after), since
    elif not todo:
        todo, note = stripped(note), ""
    note = "; ".join(part for part in (stripped(note), stripped(rest)) if part)
    fits = todo and len(todo) <= LONGEST_TODO and len(note) <= LONGEST_NOTE
    return DayParts(read, label, todo, note, hours) if fits else None


def effect_of(sentence: str, day: date | None = None) -> DayParts | None:
    """Return the parts of a day of effect; `todo` is then what takes effect."""
    first, rest = clauses(stripped(sentence))
    match = _EFFECT.search(first)
    if match is None:
        return _from_then(first, rest, day)
    when = re.match(rf"\W*(?P<day>{DAY})\)?", first[match.end() :])
    read = read_day(when["day"]) if when else None
    if when is None and day is not None and not match["end"]:
        # "sau 45 ngày kể từ ngày ký": the day is reckoned elsewhere, how is said beneath.
        how = stripped(match["joint"] + first[match.end() :])
        return DayParts(day, IN_EFFECT, stripped(match["what"]), how) if len(how) <= LONGEST_NOTE else None
    if when is None or read is None or (day is not None and read != day):
        return None
    what, note = stripped(match["what"]), _after(first[match.end() + when.end() :])
    note = "; ".join(part for part in (stripped(note), stripped(rest)) if part)
    label = ENDED if match["end"] else IN_EFFECT
    if not match["joint"].casefold().strip().startswith(("từ", "kể từ", "vào")):
        return None  # so many days after that of signing
    fits = len(what) <= LONGEST_TODO and len(note) <= LONGEST_NOTE
    return DayParts(read, label, what, note) if fits else None


def _from_then(first: str, rest: str, day: date | None) -> DayParts | None:
    """ "Từ ngày 01/7/2026, người thuê nhà …": what holds from then on."""
    match = re.match(rf"(?:kể\s+)?từ\s+(?:ngày\s+)?(?P<day>{DAY})\s*,?\s*(?P<what>.+)\Z", first, re.IGNORECASE)
    read = read_day(match["day"]) if match else None
    if match is None or read is None or (day is not None and read != day) or len(match["what"]) > LONGEST_TODO:
        return None
    return DayParts(read, FROM, stripped(match["what"]), rest) if len(rest) <= LONGEST_NOTE else None


def _after(text: str) -> str:
    return stripped(text.strip().lstrip(")"))


def _label(led: str) -> str:
    words = led.casefold()
    if "trước" in words:
        return BEFORE
    if any(each in words for each in ("chậm nhất", "muộn nhất", "hạn", "hết", "đến")):
        return UNTIL
    return FROM if "từ" in words else ON
