"""News of an office about itself: what it did in a period, how well it works, its meetings, its years. Pure.

Nothing in it is for a citizen to do, unless it also states a rule (`states_a_rule`).
"""

import re
from collections.abc import Iterable

from distributor.facts import Point, Role
from distributor.ingest.holds.people import find_people
from distributor.understand.legible import VIETNAMESE_UPPER

_LEAD = 900
_MOST_READ = 20_000
_LEAST_PRAISE = 2
_PERIOD = (
    r"(?:(?:\d{1,2}|ba|sáu|bảy|tám|chín|mười|mười\s+một)\s+tháng"
    r"|quý\s+(?:[iv]+|\d)|năm\s+(?:học\s+)?20\d\d|\d{1,2}\s+năm|tháng\s+\d{1,2})"
)
_TITLE = re.compile(
    rf"một\s+số\s+(?:hoạt\s+động|kết\s+quả)|kết\s+quả\s+(?:công\s+tác|hoạt\s+động|thực\s+hiện|nổi\s+bật)|(?:họp|hội\s+nghị)\s+giao\s+ban|giao\s+ban\s+(?:tháng|quý|tuần|công)"
    rf"|(?:sơ|tổng)\s+kết(?!\s+(?:cuộc|hội)\s+thi)|triển\s+khai\s+(?:nhiệm\s+vụ|công\s+tác)|chặng\s+đường|xây\s+dựng\s+và\s+trưởng\s+thành|năm\s+thành\s+lập|dấu\s+ấn"
    rf"|(?:thăm|đến\s+thăm)\s+và\s+(?:làm\s+việc|chúc)|ký\s+kết\s+(?:thỏa\s+thuận|chương\s+trình|quy\s+chế)|trao\s+đổi\s+kinh\s+nghiệm|tập\s+huấn|bồi\s+dưỡng\s+(?:kiến\s+thức|kỹ\s+năng|nghiệp\s+vụ)|lịch\s+sử\s+(?:hình\s+thành|truyền\s+thống)|^\W*{_PERIOD}[,:]?\s[^?]{{0,60}}\d"
    r"|(?:nhanh\s+chóng|kịp\s+thời|đồng\s+bộ)\s*,\s*hiệu\s+quả|nỗ\s+lực|chuyển\s+biến|đạt\s+nhiều\s+kết\s+quả|nâng\s+cao\s+chất\s+lượng\s+công\s+tác",
    re.IGNORECASE,
)
_PRAISE = re.compile(
    r"nhanh\s+chóng,\s+hiệu\s+quả|đồng\s+bộ(?:\s+và|,)\s+hiệu\s+quả|chuyển\s+biến\s+(?:tích\s+cực|rõ)|đạt\s+(?:được\s+)?nhiều\s+kết\s+quả|hoàn\s+thành\s+xuất\s+sắc"
    r"|phục\s+vụ\s+tốt|góp\s+phần\s+(?:đảm\s+bảo|bảo\s+đảm|giữ\s+vững|thúc\s+đẩy|ổn\s+định)|(?:đặc\s+biệt|tiếp\s+tục\s+được)\s+(?:được\s+)?quan\s+tâm|phấn\s+đấu\s+hoàn\s+thành"
    r"|khẳng\s+định\s+(?:vai\s+trò|vị\s+thế)|được\s+(?:đánh\s+giá|ghi\s+nhận)\s+cao|tiếp\s+tục\s+(?:được\s+)?(?:[^\W\d_]+\s+){0,4}triển\s+khai|từng\s+bước\s+được\s+nâng"
    r"|giao\s+ban|kiện\s+toàn\s+tổ\s+chức\s+bộ\s+máy|biên\s+chế|trưởng\s+thành",
    re.IGNORECASE,
)
_LAW_CITED = re.compile(
    r"(?:theo|quy\s+định\s+(?:của|tại))\s+(?:quy\s+định|(?:điểm|khoản|điều|chương)\s|(?:bộ\s+)?luật|nghị\s+(?:định|quyết)|thông\s+tư|quyết\s+định)|(?:bộ\s+)?luật\s+[A-ZĐ]",
    re.IGNORECASE,
)
_RULES = frozenset({Role.RIGHT, Role.DUTY, Role.BAN, Role.PENALTY, Role.AMOUNT, Role.HOW, Role.PAPERS})
_MODAL = re.compile(
    r"(?<!\w)(?:phải|không\s+được|có\s+quyền|được\s+(?!(?:xây|thành|tổ|triển|quan|đánh|ghi|giao|bổ|nâng|kiện|cho\s+là))|bị\s+(?:phạt|xử)|nghiêm\s+cấm|cần|chỉ\s+cần|tối\s+đa|mức)(?!\w)",
    re.IGNORECASE,
)
_DONE = re.compile(
    r"(?<!\w)(?:đã|đạt|trong\s+đó\s+có|\d[\d.]*\s+(?:vụ|cuộc|lượt|trường\s+hợp|hồ\s+sơ|lớp|buổi|đơn))(?!\w)",
    re.IGNORECASE,
)
"""What was done, or counted, and is no rule."""


_VIEW_TITLE = re.compile(
    r"(?:^|[:–-]\s*)(?:phải\s+chăng|đã\s+đến\s+lúc|sao\s+lại)(?!\w)|(?<!\w)cần\s+(?:sớm\s+)?(?:có\s+(?:hướng|giải\s+pháp|cơ\s+chế)|tháo\s+gỡ)|"
    r"(?<!\w)nóng\W{0,2}\s+nghị\s+trường|(?<!\w)nhờn\s+luật",
    re.IGNORECASE,
)
_VIEW = re.compile(
    r"(?:quan\s+điểm|ý\s+kiến|góc\s+nhìn)\s+(?:của\s+)?(?:người\s+viết|tác\s+giả)|(?<!\w)(?:theo\s+)?tôi\s+(?:cho\s+rằng|nghĩ(?:\s+rằng)?|thấy\s+rằng)",
    re.IGNORECASE,
)


def is_somebodys_view(title: str, text: str) -> bool:
    """Return True if it argues what the law should be and does not tell what it is: a person decides whether to say that."""
    return _VIEW_TITLE.search(title) is not None or _VIEW.search(text[:_MOST_READ]) is not None


WAS_FINED = re.compile(
    r"(?<!có\sthể\s)(?<!sẽ\s)(?<!\w)bị\s(?:xử\s)?phạt\s(?:(?:hơn|gần|tổng\scộng)\s)?\d[\d.,]*\s(?:triệu|tỷ|tỉ|nghìn|đồng)(?![^\n]*(?<!\w)(?:đến|tới|nếu)(?!\w))",
    re.IGNORECASE,
)
"""What somebody did pay; what one may have to pay is a rule."""
_NAME = re.compile(rf"\s[“\"']?(?:[{VIETNAMESE_UPPER}][\w.&-]*(?:\s|\Z))+")
_BRAND = re.compile(rf"\W*(?:[{VIETNAMESE_UPPER}][^\W\d_]{{7,}}|[{VIETNAMESE_UPPER}]\w*[{VIETNAMESE_UPPER}]\w*)(?!\w)")
"""A first word that is no syllable of Vietnamese: "Vietnamobile", "FPT"."""
_CLAUSE = re.compile(r"[:–]\s+")
_PLACE = re.compile(r"(?:ở|tại|đường|phố|phường|xã|tỉnh|huyện|quận|thành phố|TP\.?)\s*\Z")


def names_who_was_fined(title: str) -> bool:
    """Return True if a title says by name who was fined: his good name is at stake, so a person decides."""
    found = WAS_FINED.search(title)
    if found is None:
        return False
    clause = _CLAUSE.split(title[: found.start()])[-1]
    if _BRAND.match(clause):
        return True
    return any(_PLACE.search(clause[: name.start()]) is None for name in _NAME.finditer(clause))


_CASE_TITLE = re.compile(
    rf"(?:^|[:–-]\s*)(?i:(?:toàn\scảnh|diễn\sbiến|xét\sxử|tiếp|hậu)\s)?[Vv]ụ(?:\s(?:việc|án))?\s(?!(?:mùa|đông|xuân|hè|thu|lúa|chiêm)(?!\w))[^{VIETNAMESE_UPPER}\s]"
)
"""Not "Vụ Pháp chế", an office, nor the season of a crop."""
_SOMEBODY = re.compile(
    rf"(?<!\w)(?i:ông|bà|anh|chị|cháu|nạn\snhân|tên\slà)\s(?!Rịa|Đen|Triệu|Trưng|Ích)(?P<name>[{VIETNAMESE_UPPER}][^\W\d_]+)(?!\w|\s[{VIETNAMESE_UPPER}])"
)


def is_a_case(title: str, text: str, message: Iterable[Point]) -> bool:
    """Return True if it tells of one case: by its title ("Vụ …"), or what is said names somebody who nowhere holds an office."""
    if _CASE_TITLE.search(title):
        return True
    said = "\n".join([title, *(point.statement for point in message)])
    named = [person.name for person in find_people(said) if not person.in_function]
    named += [found["name"] for found in _SOMEBODY.finditer(said)]
    if not named:
        return False
    in_office = {person.name.split()[-1] for person in find_people(text[:_MOST_READ]) if person.in_function}
    return any(name.split()[-1] not in in_office for name in named)


_CALLED_TO_ACCOUNT = re.compile(
    r"(?:cảnh\sbáo|thông\sbáo)[^\n]{0,80}gây\s(?:xôn\sxao|hoang\smang)|viết\s(?:bản\s)?tường\strình", re.IGNORECASE
)
"""Of who gave the alarm; that a rumour is false is itself a warning, which must not wait."""


def is_false_alarm(title: str, text: str) -> bool:
    """Return True if the text calls to account who gave the warning that it tells of."""
    return _CALLED_TO_ACCOUNT.search(f"{title}\n{text[:_LEAD]}") is not None


def states_a_rule(text: str, message: Iterable[Point]) -> bool:
    """Return True if one of the points tells a citizen what the law asks or gives, in a text that names that law."""
    if _LAW_CITED.search(text[:_MOST_READ]) is None:
        return False
    return any(
        point.role in _RULES and _MODAL.search(point.statement) and not _DONE.search(point.statement)
        for point in message
    )


_TO_CITIZENS = re.compile(
    r"(?<!\w)(?:người\s+dân|bà\s+con|công\s+dân|nhân\s+dân|ai\s+(?:cần|muốn)|hộ\s+(?:dân|gia\s+đình|nghèo)|miễn\s+phí|học\s+sinh|phụ\s+huynh|người\s+(?:lao\s+động|khuyết\s+tật|cao\s+tuổi|nghèo)|doanh\s+nghiệp)(?!\w)|(?<!\w)từ\s+\d{1,2}\s?(?:giờ|h)",
    re.IGNORECASE,
)


def offers_something(message: Iterable[Point]) -> bool:
    """Return True if one of the points binds somebody, gives something, or tells citizens what there is for them: of a council's
    meeting else only itself is told."""
    return any(
        (point.role in _RULES and _MODAL.search(point.statement) and not _DONE.search(point.statement))
        or _TO_CITIZENS.search(point.statement)
        for point in message
    )


def is_office_news(title: str, text: str) -> bool:
    """Return True if an office tells of itself: a period's work, a meeting for itself, its years, praise."""
    if _TITLE.search(title):
        return True
    praise = {match[0].casefold() for match in _PRAISE.finditer(f"{title}\n{text[:_LEAD]}")}
    return len(praise) >= _LEAST_PRAISE
