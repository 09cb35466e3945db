"""What a point is worth where only one is told, as in a short message. Pure."""

import re

from distributor.compose.item import ItemView
from distributor.facts import Point, Role
from distributor.policy import WARNING_KIND
from distributor.text.plain import one_line, word_pairs
from distributor.understand import cues
from distributor.understand.answering_told import tells_answer
from distributor.understand.candidates_words import A_PERSON, BEGUN_BEFORE

WHAT = frozenset({Role.CHANGE, Role.AMOUNT, Role.RIGHT, Role.DUTY, Role.BAN, Role.PENALTY})
"""What changes for a citizen."""
MOST_SHORT_FACTS = 5
"""Points that are tried for a short text."""
_DOCUMENT_OR_PLACE = re.compile(
    r"(?:điểm|khoản|điều|mục|chương|phụ lục|mẫu(?: số)?|số|nhóm|bước|vùng|hạng|loại|bậc|lớp|thôn|"
    r"tổ|tổ dân phố|ấp|khu phố|giai đoạn|đợt)\s+[\da-zđ.]+(?:[/-]\S+)?|\d+\s*/\s*(?:\d{4}\s*/\s*)?[A-ZĐ]\S*",
    re.IGNORECASE,
)
UNTIL_WHEN_FINED = re.compile(r"thời hiệu (?:xử (?:lý|phạt)|khởi kiện|khiếu nại|tố cáo|truy cứu)", re.IGNORECASE)
_ASKS_ONLY = re.compile(
    r"^(?:mọi |các )?(?:thông tin|chi tiết|vướng mắc|thắc mắc|ý kiến|trao đổi|để (?:được|biết)|"
    r"nếu (?:có|còn) (?:vướng|thắc)|khách hàng cần)[^.]*(?<!\w)(?:liên hệ|gọi|số điện thoại)(?!\w)",
    re.IGNORECASE,
)
_WHY_ONLY = re.compile(
    r"(?:nhằm|để|hưởng ứng|trong khuôn khổ|thời gian (?:gần đây|qua)|vừa qua|những năm qua)\s", re.IGNORECASE
)
_CALLS_TO_COME = re.compile(r"(?:thông báo|mời|giấy mời|lịch|kế hoạch)(?!\w)", re.IGNORECASE)
"""How the title of something that is held on a day begins."""
_WHAT_IS = re.compile(r"(?:thế nào là |hiểu thế nào là )?(?P<what>[^?:]{2,60}?) là gì\s*\?", re.IGNORECASE)
_SAYS_WHEN = re.compile(r"(?:thời gian(?:, địa điểm)?(?: [^:;.]{0,40})?:\s|(?:từ )?ngày \d)", re.IGNORECASE)
ON_A_DAY = re.compile(r"(?<![\d/])\d{1,2}/\d{1,2}(?:/\d{4})?(?![\d/])")
_DIGIT = re.compile(r"\d")
_HOURS = re.compile(r"(?<!\w)\d{1,2}(?: ?giờ|h\d{0,2})(?!\w)", re.IGNORECASE)
_WHICH_DAY = re.compile(
    r"(?<![\d/])\d{1,2}/\d{1,2}(?!\d)|(?<!\w)(?:ngày \d+|thứ (?:hai|ba|tư|năm|sáu|bảy)|chủ nhật|"
    r"(?:hằng|hàng|mỗi|các|trong) ngày|(?:hằng|hàng) (?:tuần|tháng)|giờ hành chính|24/24|cả ngày)(?!\w)",
    re.IGNORECASE,
)
_FOR_SOME_TIME = re.compile(
    r"(?<!\w)(?:nhắc nhở, chưa|chưa (?:xử )?phạt|chưa thu|theo quy định (?:cũ|trước đây))(?!\w)|người đã (?!đủ)",
    re.IGNORECASE,
)
"""What is so for some time only, or for those who began before."""
_MARKER = re.compile(r"\s*(?:Điều \d+\.|\d{1,2}[.)]|[a-zđ]\)|[-+•])")
LEAST_BEFORE = 5
"""Words of a sentence behind which another one goes on."""


def less_worth(point: Point, item: ItemView) -> int:
    """Return by how many places a point goes back behind others where only one is told; a figure is what counts of a document
    alone."""
    behind = 0 if item.facts.document is None or _tells_figure(point, item) else 4
    if item.kind == WARNING_KIND and cues.IS_PUNISHED.search(point.statement):
        behind += 6  # what protects a citizen, not what happens to the swindler
    if (
        UNTIL_WHEN_FINED.match(point.statement)
        or _ASKS_ONLY.search(point.statement)
        or _WHY_ONLY.match(point.statement)
    ):
        behind += 6  # whom to ask is nobody's news, nor why something is held, nor how long a fine may come
    if goes_on(point, item) or _lacks_its_day(point, item):
        return behind + 6
    of_document = item.facts.document is not None and BEGUN_BEFORE.match(point.statement) is not None
    if of_document or _FOR_SOME_TIME.search(point.statement):
        behind += 4
    if (asked := _WHAT_IS.match(one_line(item.title))) and re.match(
        rf"\W*{re.escape(asked['what'])} là(?!\w)", point.statement, re.IGNORECASE
    ):
        return behind - MOST_SHORT_FACTS  # what it is asks first what it is
    if _CALLS_TO_COME.match(item.title) and _SAYS_WHEN.match(point.statement):
        return behind - MOST_SHORT_FACTS  # who is called to come asks first when
    if point.role is Role.WHO:
        behind += 4
    elif point.role not in WHAT and not (point.role is Role.DEADLINE and (point.day or _held_on_a_day(point, item))):
        behind += 2  # what an office does within 90 days is no news to a citizen
    return behind


def leaves_title_unanswered(point: Point, item: ItemView) -> bool:
    """Return True if the title asks, and another sentence of the text than this point is what answers it, as far as we know."""
    answer = item.facts.answer
    if answer is None or not item.title.rstrip().endswith("?"):
        return False
    return not tells_answer(point.statement, answer.text)


def _held_on_a_day(point: Point, item: ItemView) -> bool:
    return item.facts.document is None and ON_A_DAY.search(point.statement) is not None


def _tells_figure(point: Point, item: ItemView) -> bool:
    """The day of effect is said beside any fact, and is none of this one's."""
    document = item.facts.document
    when = document.effective_on if document else None
    text = point.statement
    if when is not None:
        text = re.sub(rf"\b0?{when.day}\s*(?:/|tháng)\s*0?{when.month}\s*(?:/|năm)\s*{when.year}\b", " ", text)
    return has_figure(text)


def goes_on(point: Point, item: ItemView) -> bool:
    """Return True if a sentence of a document speaks on of a thing that the sentence before it brings in: "Giấy phép có giá trị
    …", of which permit?"""
    if item.facts.document is None or not point.quotes or A_PERSON.match(point.statement):
        return False
    quote = one_line(point.quotes[0])
    begins = word_pairs(" ".join(quote.split()[:3]))
    for line in item.text.split("\n"):
        before, found, _ = one_line(line).partition(quote)
        said = _MARKER.sub("", before, count=1)
        if found and len(said.split()) >= LEAST_BEFORE:
            return bool(begins & word_pairs(said))
    return False


def _lacks_its_day(point: Point, item: ItemView) -> bool:
    """Return True if a notice says at which hour and not on which day, which its title does not say either."""
    said = f"{item.title}\n{point.statement}"
    return item.facts.document is None and _HOURS.search(point.statement) is not None and not _WHICH_DAY.search(said)


def has_figure(text: str) -> bool:
    """Return True if it says a number or a day that is not part of the name of a document or of a place in one."""
    return _DIGIT.search(_DOCUMENT_OR_PLACE.sub(" ", text)) is not None
