"""Which commune a notice speaks for: its name is put where "xã" or "phường" stands alone, for a whole province reads it. Pure.

The name is that of the letterhead, else of the office that speaks in the first sentence, else the only one that is named at all.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from distributor.facts import Point, Role
from distributor.understand.legible import VIETNAMESE_UPPER
from distributor.understand.statements import MOST_WORDS
from distributor.understand.wording import count

_NAME = rf"[{VIETNAMESE_UPPER}]\w*(?:[ -][{VIETNAMESE_UPPER}]\w*){{0,3}}"
_NAMED = re.compile(rf"(?<!\w)(?P<level>[Xx]ã|[Pp]hường|[Đđ]ặc khu)\s(?P<name>{_NAME})")
_IN_CAPITALS = re.compile(
    rf"(?<!\w)(?P<level>XÃ|PHƯỜNG|ĐẶC KHU)\s(?P<name>(?!HỘI(?!\w))[{VIETNAMESE_UPPER}]+(?:[ "
    rf"-][{VIETNAMESE_UPPER}]+){{0,3}})(?!\w)"
)
_SPEAKS = re.compile(
    r"(?<!\w)(?:thông báo|nhắc|lưu ý|khuyến cáo|cảnh báo|tổ chức|kính mời|mời|đề nghị|yêu cầu|trả lời|hướng dẫn|cho biết|"
    r"công khai|tiếp nhận|"
    r"thành lập|khám|tiêm|mở)(?!\w)",
    re.IGNORECASE,
)
_BARE = re.compile(
    rf"(?<!\w)(?P<level>xã|phường|đặc khu)(?!\s(?:hội|viên|đảo|luận|thuyết|có|ven|vùng|miền|nào|khác|trên|này|ngoài|nơi|"
    rf"mà|gần|[{VIETNAMESE_UPPER}\d]))"
    r"(?!,? (?:phường|xã|thị trấn|đặc khu)(?!\w))(?=[\s,.;:)]|\Z)",
)
_OFFICE_BEFORE = re.compile(
    r"(?:UBND|HĐND|Ủy ban nhân dân|Công an|Trạm Y tế|Ban Chỉ huy Quân sự|Trung tâm(?: [^\s,.;:]+){1,6}|trưởng trạm|"
    r"trong|của|trên địa bàn|toàn|tại|ở|cán bộ(?: [^\s,.;:]+){0,3}|trụ sở|trước|y tế|quân sự|một cửa|công chức(?: "
    r"[^\s,.;:]+){0,4}|"
    r"Đoàn|Hội(?: [^\s,.;:]+){1,4}|Đảng ủy|nhà văn hóa|loa)\s\Z",
    re.IGNORECASE,
)
"""Before it such words the level is that of this commune; "mỗi xã", "các xã" are any."""
_ANY = re.compile(r"(?<!\w)(?:các|mỗi|từng|mọi|những|cấp|nhiều|bất kỳ|\d+)\s\Z", re.IGNORECASE)
_WITHIN = re.compile(
    rf"(?<!\w)(?:(?:các |trưởng )(?:thôn|bản|ấp|xóm|khu phố|tổ dân phố)|(?:thôn|bản|ấp|xóm|khu phố|tổ dân phố|tổ) "
    rf"[{VIETNAMESE_UPPER}\d]|"
    r"[Tt]rạm [Yy] tế|nhà văn hóa (?:thôn|khu|tổ|các))"
)
_ENDS_WITHIN = re.compile(
    r"(?<!\w)(?:nhà văn hóa|đình|trụ sở|sân|cổng) (?:các )?(?:thôn|bản|ấp|xóm|khu phố|tổ dân phố)\.?\Z"
)
_STATION = re.compile(rf"(?<!\w)Trạm Y tế(?! (?:xã|phường|[{VIETNAMESE_UPPER}]))")
_LABELLED = re.compile(r"(?:thời gian|địa điểm|nơi [^:;.]{2,30})(?: [^:;.]{0,20})?:\s", re.IGNORECASE)
_SEVERAL = re.compile(r"(?<!\w)(?:các|những|\d+) (?:xã|phường|đặc khu)[,:\s]", re.IGNORECASE)
_HEAD = 600
_LONG, _BESIDE = 45, 30
"""Characters of a line that is a sentence; up to which the office's name and what it does stand side by side."""
_LOWER_START = re.compile(
    r"(?!(?:Thôn|Bản|Ấp|Xóm|Khu|Tổ|Điểm|Đợt|Sáng|Chiều|Trẻ|Người|Hộ) )"
    rf"(?:[{VIETNAMESE_UPPER}]\w*\s){{1,2}}[{VIETNAMESE_UPPER}]|[{VIETNAMESE_UPPER}]{{2}}|"
    r"(?:UBND|Công an|Hội đồng|Ủy ban|Trung tâm|Trạm|Sở|Ban|Phòng)(?!\w)"
)


@dataclass(frozen=True)
class Locality:
    """`level`: xã, phường or đặc khu; `quote`: the words that name it."""

    level: str
    name: str
    quote: str

    @property
    def full(self) -> str:
        return f"{self.level} {self.name}"


def locality_of(title: str, text: str) -> Locality | None:
    """The commune that speaks; None where none does, or more than one is named and none of them speaks."""
    head = text[:_HEAD]
    for line in head.split("\n"):
        if (found := _IN_CAPITALS.search(line)) and line.isupper():
            return Locality(found["level"].lower(), found["name"].title(), line.strip())
    first = next((line for line in head.split("\n") if len(line) > _LONG and not line.isupper()), "")
    voice = _SPEAKS.search(first)
    if voice and (named := list(_NAMED.finditer(first[: voice.start()]))):
        *others, last = named
        return _locality(last) if not others and voice.start() - last.end() < _BESIDE else None
    known = {(each["level"].lower(), each["name"]): each for each in _NAMED.finditer(f"{title}\n{text}")}
    if len(known) != 1 or _SEVERAL.search(text):
        return None
    only = next(iter(known.values()))
    return _locality(only) if only[0] in title or only[0] in first else None


def _locality(found: re.Match[str]) -> Locality:
    return Locality(found["level"].lower(), found["name"], found[0])


def with_locality(points: Sequence[Point], locality: Locality | None, title: str) -> list[Point]:
    """The points, each with the commune's name where it speaks of "xã", or of "các thôn", and does not name it."""
    if locality is None:
        return list(points)
    return [_named(each, locality, locality.name in title) for each in points]


def _named(point: Point, locality: Locality, titled: bool) -> Point:
    text = point.statement
    if locality.name in text or _NAMED.search(text):
        return point
    said = _filled(text, locality)
    if not said and not titled and point.role is not Role.WHO and _WITHIN.search(text):
        said = _at(text, locality)
    if not said or count(said) > MOST_WORDS:
        return point
    return replace(point, statement=said, quotes=tuple(dict.fromkeys((*point.quotes, locality.quote))))


def _filled(text: str, locality: Locality) -> str:
    for found in _BARE.finditer(text):
        before = text[: found.start()]
        if found["level"] == locality.level and not _ANY.search(before) and _OFFICE_BEFORE.search(before):
            return f"{before}{locality.full}{text[found.end() :]}"
    return _STATION.sub(f"Trạm Y tế {locality.full}", text, count=1) if _STATION.search(text) else ""


def _at(text: str, locality: Locality) -> str:
    """`Tại xã Quảng Phú: sáng ngày 10/12 …`, `Địa điểm: nhà văn hóa các thôn, xã Quảng Phú`."""
    if text[:1].islower() or _LABELLED.match(text) or _ENDS_WITHIN.search(text):
        return f"{text.rstrip('.')}, {locality.full}{'.' if text.endswith('.') else ''}"
    rest = text if _LOWER_START.match(text) else f"{text[:1].lower()}{text[1:]}"
    return f"Tại {locality.full}{':' if ': ' in text[:40] else ','} {rest}"
