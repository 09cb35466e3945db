"""What words do to a document: the verb before it ("bãi bỏ Quyết định số …") or behind it ("Quyết định số … hết hiệu lực").
Pure."""

import re
from datetime import date, timedelta

from distributor.reading_states import RelationKind
from distributor.understand.dates import DAY, read_day

_VERB = r"(?:sửa\s+đổi|bổ\s+sung|thay\s+thế|bãi\s+bỏ|hủy\s+bỏ|huỷ\s+bỏ|bỏ|đính\s+chính)"
_STOP = r"(?:ngưng|ngừng|dừng|đình\s+chỉ)"
_WORK = r"(?:hiệu\s+lực(?:\s+thi\s+hành)?|(?:việc\s+)?(?:thi\s+hành|thực\s+hiện|áp\s+dụng))"
_AGAIN = r"(?:cho\s+)?(?:thi\s+hành|áp\s+dụng|thực\s+hiện|có\s+hiệu\s+lực)\s+trở\s+lại"
_TIME = r"(?:thời\s+(?:gian|hạn|hiệu)(?:\s+có)?(?:\s+(?:thí\s+điểm|\w+\s+hiệu\s+lực))?)"
_UNTIL_FOLLOWS = r"(?=\s+(?:cho\s+)?đến\s+(?:hết\s+)?(?:ngày|năm|tháng|\d))"
FORWARD = re.compile(
    rf"""(?<!\w)(?<!được\s)(?<!bị\s)(?<!theo\s)(?:
      (?P<resumes> {_AGAIN} | tiếp\s+tục\s+(?:cho\s+)?thi\s+hành | khôi\s+phục\s+hiệu\s+lực(?:\s+thi\s+hành)?
        | (?:chấm\s+dứt|bãi\s+bỏ|kết\s+thúc)\s+(?:việc\s+|thời\s+gian\s+)?(?:tạm\s+)?{_STOP}\s+{_WORK})
    | (?P<suspends> (?:tạm\s+)?{_STOP}\s+(?:thời\s+hạn\s+)?(?:toàn\s+bộ\s+|một\s+phần\s+)?{_WORK})
    | (?P<extends> (?:tiếp\s+tục\s+)?(?:kéo\s+dài|gia\s+hạn)\s+(?:thêm\s+)?(?:{_TIME}\s*(?:{_WORK})?|{_WORK})
        | tiếp\s+tục\s+(?:thực\s+hiện|áp\s+dụng))
    | (?P<lapses> chấm\s+dứt\s+hiệu\s+lực(?:\s+thi\s+hành)?)
    | (?P<guides> quy\s+định\s+chi\s+tiết(?:\s+và\s+(?:hướng\s+dẫn|biện\s+pháp)\s+(?:thi\s+hành|thực\s+hiện))?
        | hướng\s+dẫn(?:\s+(?:thi\s+hành|thực\s+hiện|áp\s+dụng))?
        | biện\s+pháp\s+(?:thi\s+hành|để\s+tổ\s+chức,\s+hướng\s+dẫn\s+thi\s+hành))
    | (?P<consolidates> hợp\s+nhất)
    | (?P<verbs> {_VERB}(?:\s*(?:,|;|và|hoặc)\s*{_VERB})*)
    )(?!\w)""",
    re.VERBOSE | re.IGNORECASE,
)
BACKWARD = re.compile(
    rf"""(?<!\w)(?:
      (?P<resumes> (?:được\s+)?(?:tiếp\s+tục\s+(?:được\s+)?thi\s+hành | {_AGAIN} | khôi\s+phục\s+hiệu\s+lực))
    | (?P<extends> được\s+(?:kéo\s+dài|gia\s+hạn)
        | (?:được\s+)?tiếp\s+tục\s+(?:được\s+)?(?:thực\s+hiện|áp\s+dụng|có\s+hiệu\s+lực){_UNTIL_FOLLOWS})
    | (?P<suspends> (?:bị\s+|được\s+)?(?:tạm\s+)?{_STOP}\s+{_WORK})
    | (?P<replaced> được\s+thay\s+thế\s+(?:bằng|bởi))
    | (?P<repeals> (?:bị|được)\s+(?:bãi\s+bỏ|hủy\s+bỏ) | chấm\s+dứt\s+hiệu\s+lực | đều\s+bãi\s+bỏ
        | (?<!đã\s)(?:hết|không\s+còn)\s+hiệu\s+lực)
    )(?!\w)""",
    re.VERBOSE | re.IGNORECASE,
)
_FROM = re.compile(rf"(?<!\w)(?:kể\s+)?từ\s+(?:ngày\s+)?(?P<day>{DAY})", re.IGNORECASE)
_UNTIL = re.compile(
    rf"""(?<!\w)đến\s+(?:khi\s+)?(?P<all>hết\s+)?(?:
        (?:ngày\s+)?(?P<day>{DAY})
        | tháng\s+(?P<month>\d{{1,2}})(?:\s+năm\s+|\s?/\s?)(?P<of>\d{{4}})
        | năm\s+(?P<year>\d{{4}})(?!\s?-\s?\d) )""",
    re.VERBOSE | re.IGNORECASE,
)


_TRACES = (
    "bỏ", "sửa", "bổ", "thay", "đính", "hợp", "ngưng", "ngừng", "dừng", "đình", "dài", "gia hạn", "tiếp tục", "hiệu", "hướng",
    "tiết", "trở lại", "biện pháp", "khôi", "chấm",
)  # fmt: skip


def may_act(text: str) -> bool:
    """Return False, quickly, if none of the verbs can stand there."""
    folded = text.casefold()
    return any(trace in folded for trace in _TRACES)


def kind_of_forward(match: re.Match[str]) -> RelationKind:
    if match["verbs"] is None:
        group = next(name for name, words in match.groupdict().items() if words)
        return RelationKind.REPEALS if group == "lapses" else RelationKind(group)
    words = " ".join(match["verbs"].split()).casefold()
    if "sửa đổi" in words or "bổ sung" in words:
        return RelationKind.AMENDS
    if "đính chính" in words:
        return RelationKind.CORRECTS
    return RelationKind.REPEALS if "bỏ" in words else RelationKind.REPLACES


def kind_of_backward(match: re.Match[str]) -> RelationKind:
    group = next(name for name, words in match.groupdict().items() if words)
    return RelationKind.REPLACES if group == "replaced" else RelationKind(group)


def day_from(words: str) -> date | None:
    """Return the day of words such as `kể từ ngày 05/11/2026`."""
    match = _FROM.search(words)
    return read_day(match["day"]) if match else None


def day_until(words: str) -> date | None:
    """The last day: of "đến hết ngày 31/10/2026", "đến hết tháng 6 năm 2027", "đến hết năm 2027"."""
    match = _UNTIL.search(words)
    if match is None:
        return None
    if match["day"]:
        return read_day(match["day"])
    year, month = int(match["of"] or match["year"]), int(match["month"] or 12)
    if not match["all"] or not 1 <= month <= 12 or not 1945 <= year <= 2100:
        return None
    return date(year + month // 12, month % 12 + 1, 1) - timedelta(days=1)
