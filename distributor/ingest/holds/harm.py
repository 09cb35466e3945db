"""What may harm a named person: an illness told, a child as victim or offender, an accusation without a final verdict. Pure.

Only where a person can be known: a full name, or a child by initials beside its class or parents. Statistics, general advice,
warnings of tricks, honours, and officials who speak in their function are none of it. The words are in `config/holds.toml`.
"""

import re
from collections.abc import Sequence
from functools import cache

from distributor.ingest.holds.people import UPPER, WORD, Person, find_people, sentence_of
from distributor.ingest.holds.suspicion import is_suspected
from distributor.ingest.holds.words import hold_words
from distributor.text.cue_words import any_of
from distributor.text.cued import Cued, SearchedText, searched

_CHILD_TITLES = {"cháu", "em", "bé", "nữ sinh", "nam sinh", "học sinh", "con là"}
_CHILD_NEAR = re.compile(
    r"(?<!\w)(?:học\s+)?lớp\s+\d{1,2}|(?<!\d)(?P<age>\d{1,2})\s+tuổi|(?<!\w)trường\s+(?:tiểu\s+học|thcs|thpt|mầm\s+non)|học\s+sinh"
    r"|thiếu\s+niên|chưa\s+thành\s+niên",
    re.IGNORECASE,
)
_BORN = re.compile(r"(?<!\w)(?:sinh|sn)\D{0,12}(?:\d{1,2}[/.-]\d{1,2}[/.-])?(?P<year>20\d\d)", re.IGNORECASE)
_INITIALS = Cued(
    r"(?<!\w)(?i:cháu|em|bé|nữ\s+sinh|nam\s+sinh|bị\s+hại|nạn\s+nhân)(?:\s+(?i:gái|trai|là|tên|\d{1,2}\s+tuổi)){0,4}\s+(?:[A-ZĐÂÊÔƠƯ][a-z]?\.\s?){1,4}[A-ZĐÂÊÔƠƯ]?(?!\w)",
    "cháu|em|bé|nữ sinh|nam sinh|bị hại|nạn nhân",
    as_written=True,
)
_ABUSED = re.compile(
    r"xâm\s+hại|hiếp\s+dâm|dâm\s+ô|giao\s+cấu|bạo\s+hành|mua\s+bán\s+người|bị\s+hại|hành\s+hạ|đánh\s+đập|mang\s+thai"
    r"|bắt\s+nạt|bị\s+(?:nhóm\s+)?bạn|đánh\s+(?:hội|bé|cháu|em|con|trẻ)|bầm\s+tím|quay\s+clip|tự\s+tử|tự\s+vẫn|tự\s+làm\s+đau|cắt\s+tay|bôi\s+nhọ|khỏa\s+thân|bị\s+(?:tát|trói)|nhập\s+viện|phạm\s+tội|trộm|cướp",
    re.IGNORECASE,
)
_KNOWN_BY = re.compile(
    r"lớp\s+\d{1,2}|[Tt]rường\s+(?:[Tt]iểu|THCS|THPT|[Mm]ầm)|con\s+(?:của\s+)?(?:anh|chị|ông|bà)\s+[A-ZĐ]|(?:thôn|ấp|bản|xóm|tổ)\s+[A-ZĐ\d]"
)
_GROWN = 18
_CHILD_BORN_FROM = 2009
"""Born then or later: a child, in the year for which this was checked (2026)."""
_HONOUR = re.compile(
    r"đạt\s+giải|giải\s+(?:nhất|nhì|ba|khuyến)|khen\s+thưởng|biểu\s+dương|học\s+bổng|thủ\s+khoa|dũng\s+cảm|huy\s+chương",
    re.IGNORECASE,
)
_SPEAKS = re.compile(
    r"^[^.;\n]{0,110}?(?<!\w)(?:cho\s+(?:biết|hay|rằng)|khẳng\s+định|phát\s+biểu|nhấn\s+mạnh|chia\s+sẻ|thông\s+tin|đề\s+nghị|nêu|trao\s+đổi|nói|trả\s+lời"
    r"|khuyến\s+cáo|cảnh\s+báo|chủ\s+trì|chủ\s+tọa|giới\s+thiệu|phân\s+tích|hướng\s+dẫn|tuyên\s+truyền|báo\s+cáo|trực\s+tiếp\s+chỉ|yêu\s+cầu|lưu\s+ý"
    r"|ký\s+(?:ban|quyết)|trình\s+bày|bào\s+chữa|tham\s+gia\s+bảo\s+vệ|chỉ\s+đạo|dẫn\s+đầu|đến\s+dự|kết\s+luận|giải\s+thích|vận\s+động|tham\s+dự)(?!\w)",
    re.IGNORECASE,
)
_SAYS = re.compile(
    r"^[^.;\n]{0,110}?(?<!\w)(?:cho\s+(?:biết|hay)|chia\s+sẻ|nói|phát\s+biểu|khuyến\s+cáo|khẳng\s+định|nhấn\s+mạnh|thông\s+tin)(?!\w)",
    re.IGNORECASE,
)
_QUOTED = re.compile(
    r"(?<!\w)(?:theo|nguồn\s+tin\s+từ|trao\s+đổi\s+với|làm\s+việc\s+với|tác\s+giả|ảnh|tin|bài)\s*:?\s*(?:lời\s+)?(?:ông|bà|anh|chị|đồng\s+chí|luật\s+sư)?\s*$",
    re.IGNORECASE,
)
_FINAL = Cued(
    r"(?:bản\s+án|quyết\s+định)[^.\n]{0,80}có\s+hiệu\s+lực\s+pháp\s+luật|phúc\s+thẩm\s+(?:đã\s+)?(?:tuyên|y\s+án|bác)|đang\s+chấp\s+hành\s+án",
    "có hiệu lực pháp luật|phúc thẩm|đang chấp hành án",
)
_DONE_TO = re.compile(
    r"(?<!\w)(?:tố\s+cáo|tố\s+giác|bị\s+tố|tố(?=\s+(?:ông|bà|anh|chị|cô|thầy|cán|trưởng))|khởi\s+tố|bắt|tạm\s+giam|tạm\s+giữ|truy\s+nã|bị\s+can|bị\s+cáo"
    r"|nghi\s+phạm|nghi\s+can|các\s+đối\s+tượng|đối\s+tượng(?:\s+gồm|\s+là)?|triệu\s+tập|kỷ\s+luật|xử\s+phạt|phạt\s+tiền|xử\s+lý|đối\s+với|vi\s+phạm\s+của|hành\s+vi\s+của"
    r"|sai\s+phạm\s+của|cáo\s+buộc|lên\s+án|vạch\s+trần|do|mời\s+làm\s+việc|đưa\s+ra\s+xét\s+xử|xét\s+xử)(?!\w)[^.;\n]{0,70}$",
    re.IGNORECASE,
)
_STRONG = re.compile(
    r"(?<!\w)(?:tố(?:\s+cáo|\s+giác)?|khởi\s+tố|tạm\s+giam|tạm\s+giữ|truy\s+nã|bị\s+can|bị\s+cáo|nghi\s+phạm|bắt\s+(?:quả|khẩn|tạm|giữ|giam)|xử\s+phạt|kỷ\s+luật)(?!\w)"
    r"[^.;\n]{0,70}$",
    re.IGNORECASE,
)
_VICTIM = re.compile(
    r"(?<!\w)(?:bị\s+hại|nạn\s+nhân|người\s+tố\s+cáo|bảo\s+vệ|trợ\s+giúp|tại\s+nhà|nhà|của\s+gia\s+đình|cho)(?:\s+(?:là|ông|bà|anh|chị))*\s*$",
    re.IGNORECASE,
)
_ACCUSER = re.compile(
    r"^[^.;\n]{0,40}?(?:trình\s+báo|tố\s+cáo|tố\s+giác|gửi\s+đơn|khởi\s+kiện|phản\s+ánh|bị\s+(?:lừa|mất|chiếm|kẻ))",
    re.IGNORECASE,
)
_SENTENCE = re.compile(r"[.!?](?=\s+[^\W\d_a-z])|\n")
_PARTICULAR = re.compile(
    r"\W{0,4}(?:(?:19|20)\d\d(?!\d)|\d{1,3}\s+tuổi|sinh|sn\b|(?:hiện\s+)?(?:trú|ngụ|ở)\b|(?:thôn|xóm|ấp|bản|tổ|xã|phường)\s|nhập\s+viện|bị\s|mắc\s|đang\s|không\s+may)",
    re.IGNORECASE,
)
_PARTLY_NAMED = Cued(
    rf"(?<!\w)(?i:anh|chị|ông|bà|em|cháu|bé)\s+(?:{WORD}\s+){{1,3}}[{UPPER}]\.\s*[(,]\s*(?i:sinh|sn|\d{{1,2}}\s+tuổi|tổ|thôn|ấp|bản|xóm|ngụ|trú)[^)\n]{{0,60}}",
    ".(|. (|.,|. ,",
    as_written=True,
)
"""`Anh Phan Văn Đ. (sinh 1984, tổ 9)`: neighbours know him."""
_FOUNDLING = Cued(
    r"(?:bị\s+bỏ\s+(?:rơi|lại|ở|trước|tại)|bỏ\s+rơi|mẹ\s+đẻ|nhận\s+(?:làm\s+)?con\s+nuôi|nuôi\s+con\s+nuôi)[^\n]{0,500}đặt\s+tên\s+(?:là\s+)?"
    rf"{WORD}(?:\s+{WORD}){{1,3}}|đặt\s+tên\s+(?:là\s+)?{WORD}(?:\s+{WORD}){{1,3}}[^\n]{{0,500}}(?:bị\s+bỏ|bỏ\s+rơi|con\s+nuôi|nhận\s+nuôi)",
    "đặt tên",
    as_written=True,
)
"""A child found or given away, with the name that it got."""
_OF_THE_CASE = 1_500
"""Characters between a person and the words of a final verdict that may be about them: farther on stands another case."""
_NEAR = 200
_BESIDE = 110
"""Characters before a child's initials in which its school or place may stand."""
_MOST_READ = 30_000
"""Characters of a text that are read for persons: a report says early whom it is about."""
_ARTICLE = re.compile(r"^\s*Điều 1\.", re.MULTILINE)
_LONG = 12_000
_MOST_READ_OF_A_DOCUMENT = 3_000
"""A long document names persons at its head if anywhere; further on stand rules about everybody."""


@cache
def _patterns() -> tuple[re.Pattern[str], re.Pattern[str], re.Pattern[str]]:
    words = hold_words()
    ill, hurt, accused = (
        re.compile(rf"(?<!\w)(?:{any_of(each)})(?!\w)", re.IGNORECASE)
        for each in (words.illness, words.hurts_a_child, words.accuses)
    )
    return ill, hurt, accused


def find_harm(title: str, text: str) -> list[str]:
    """Return those of "health", "minor", "accusation", those that the text does to a person whom it names."""
    most = (
        _MOST_READ_OF_A_DOCUMENT
        if len(text) > _LONG and _ARTICLE.search(text[:_MOST_READ_OF_A_DOCUMENT])
        else _MOST_READ
    )
    read = searched(f"{title}\n{text[:most]}")
    whole = read.written
    people = find_people(whole)
    initials = list(_INITIALS.finditer(read))
    found = []
    if any(_is_ill(whole, person) for person in people) or _ill_by_initials(read, initials):
        found.append("health")
    if (
        any(_is_hurt_child(whole, person) for person in people)
        or _child_by_initials(whole, initials)
        or _FOUNDLING.search(read)
    ):
        found.append("minor")
    finals = [match.start() for match in _FINAL.finditer(read)]
    unsettled = [person for person in people if not any(abs(person.start - place) < _OF_THE_CASE for place in finals)]
    if any(_is_accused(whole, person) for person in unsettled) or is_suspected(title, text[:most], unsettled):
        found.append("accusation")
    return found


def _is_ill(text: str, person: Person) -> bool:
    ill = _patterns()[0]
    following = text[person.end : person.end + _NEAR]
    if person.in_function or not (person.title or _PARTICULAR.match(following)):
        return False
    if speaks := _SAYS.search(following):
        return ill.search(speaks[0]) is not None
    return ill.search(sentence_of(text, person.start, person.end)) is not None or ill.search(following) is not None


def _ill_by_initials(read: SearchedText, initials: Sequence[re.Match[str]]) -> bool:
    """A person of whom all but the last name is told, with birth or home, or a child with its school or parents, and an illness
    behind it."""
    ill = _patterns()[0]
    text = read.written
    known = [match.end() for match in _PARTLY_NAMED.finditer(read)]
    known += [each.end() for each in initials if _KNOWN_BY.search(text[each.end() : each.end() + _BESIDE])]
    return any(ill.search(text[end : end + _NEAR]) for end in known)


def _is_hurt_child(text: str, person: Person) -> bool:
    if person.in_function and person.title not in _CHILD_TITLES:
        return False
    around = text[max(0, person.start - _NEAR) : person.end + 260]
    child = person.title in {"cháu", "bé", "nữ sinh", "nam sinh"} or _says_child(text[person.start : person.end + 90])
    if person.title == "em":
        near = text[max(0, person.start - 40) : person.end + 110]
        child = child or _says_child(near) or "cháu" in around.casefold()
    return child and _patterns()[1].search(around) is not None and not _HONOUR.search(around)


def _says_child(near: str) -> bool:
    for match in _CHILD_NEAR.finditer(near):
        if match["age"] is None or int(match["age"]) < _GROWN:
            return True
    born = _BORN.search(near)
    return born is not None and int(born["year"]) >= _CHILD_BORN_FROM


def _child_by_initials(text: str, initials: Sequence[re.Match[str]]) -> bool:
    for match in initials:
        before, after = text[max(0, match.start() - 260) : match.start()], text[match.end() : match.end() + 200]
        if _ABUSED.search(before + after) and _KNOWN_BY.search(before[-_BESIDE:] + after):
            return True
    return False


def _is_accused(text: str, person: Person) -> bool:
    before = _SENTENCE.split(text[max(0, person.start - 170) : person.start])[-1]
    after = _SENTENCE.split(text[person.end : person.end + _NEAR])[0]
    if person.title in {"bị cáo", "bị can", "đối tượng", "nghi phạm"}:
        return True
    if _QUOTED.search(before) or _ACCUSER.search(after):
        return False
    speaks = _SPEAKS.search(after) is not None
    victim = _VICTIM.search(before) is not None
    if _STRONG.search(before) and not victim and not (speaks and person.in_function):
        return True
    if speaks or victim:
        return False
    accused = _patterns()[2]
    clause = after[:140]
    return accused.search(clause) is not None or (
        _DONE_TO.search(before) is not None and accused.search(before + clause) is not None
    )
