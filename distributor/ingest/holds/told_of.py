"""A private person of whom an item tells: whatever it tells, a person looks before a million others read it. Pure.

The Law on the protection of personal data asks for a basis before somebody's life is told, and no list of words knows all that
harms: "mang H trong người", "đêm nào cũng say". So what is told is not asked, but whether somebody who can be known is told of:
named in full, by letters with age and home, by given name with home or trade, a child with its school or parents.

Not meant: who speaks, asks, is called for help, is praised, elected or thanked, plays a part, or wrote the text.
"""

import re
from collections.abc import Iterator

from distributor.ingest.holds.hearsay import praised, sentence_parts, takes_part
from distributor.ingest.holds.known import Neighbour, lettered
from distributor.ingest.holds.people import WORD, Person, find_people
from distributor.text.cued import Cued, SearchedText

_SURE_NAME = 3
_QUOTED = re.compile(
    r"^[^.;\n]{0,60}(?::|(?<!\w)(?:cười|khoe|mở\s+đầu|nghẹn\s+ngào|bảo|tâm\s+sự|góp\s+ý|thủ\s+vai|đóng\)|phiên\s+dịch))",
    re.IGNORECASE,
)
_BYLINE = re.compile(
    r"(?<!\w)(?:tin|ảnh|bài|kịch\s+bản|biên\s+kịch|tác\s+giả|người\s+viết|thực\s+hiện"
    r"|diễn\s+đọc|đạo\s+diễn|cộng\s+tác\s+viên|vai)(?:\s*(?:,|và|&)\s*\w+)?\s*:\s*$",
    re.IGNORECASE,
)
_NUMBER = re.compile(
    r"(?<![\d.])0\d{2,3}(?:[ .]?\d){3}|(?<!\w)(?:gặp|liên\s+hệ|hotline|số\s+máy|gọi\s+(?:số|điện\s+thoại|cho|ngay))(?!\w)",
    re.IGNORECASE,
)
_MOST_BETWEEN = 8
_TELLS = re.compile(
    r"(?<!\w)(?:tuổi|bị|đã|đang|không|chưa|mới|nay|đêm|sống|bỏ|mất|thua|được|có|là|con|vợ|chồng|nhà|thì|nào)(?!\w)",
    re.IGNORECASE,
)
"""Between a name and a number: something is told of him, and not only where he is."""
_OF_A_PLACE = re.compile(
    r"(?<!\w)(?:nhà|quán|tiệm|ruộng|vườn|ao|đất|ngõ|trước|qua|gần|đường|phố|cạnh|số)\s*$", re.IGNORECASE
)
_STREETS = re.compile(rf"(?<!\w)(?i:đường|phố|tuyến|ngã\s+(?:ba|tư))(?:\s+{WORD}|\s+[-–]|,|\s+và)*\s*[-–]?\s*$")
_SIGNED = re.compile(r"\(\s*$")
_AGE_OR_HOME = re.compile(r"(?<!\w)(?:tuổi|sinh|trú|ngụ|ở|nhà|thôn|xóm|ấp|bản|làng|tổ)(?!\w)", re.IGNORECASE)
_WINNERS = re.compile(r"(?<!\w)(?:nhất|nhì|ba|khuyến\s+khích)\s+$", re.IGNORECASE)
_ALONE = 40
_ACT = Cued(r"(?:^|\n)\s*điều\s+1\s*\.|(?<!\w)số\s*:\s*\d{1,5}[\w/.-]*/", "điều 1|số:|số :")
_ASKER = r"(?:bạn(?:\s+đọc)?|ông|bà|anh|chị|độc\s+giả)"
_ANSWERED = Cued(
    r"(?<!\w)(?:hỏi|trả\s+lời|đáp)\s*:|trả\s+lời\s+như\s+sau|xin\s+hỏi|về\s+vấn\s+đề\s+này"
    rf"|(?<!\w){_ASKER}\s+(?:[^\W\d_]+(?:\.[^\W\d_]+)*\.?\s+){{0,5}}(?:\([^)\n]{{1,60}}\)\s*)?(?:có\s+)?(?:hỏi|thắc\s+mắc|gửi\s+(?:thư|câu\s+hỏi))(?!\w)"
    rf"|(?<!\w)(?:câu\s+hỏi|thắc\s+mắc|thư)\s+của\s+{_ASKER}(?!\w)",
    "hỏi|trả lời:|trả lời :|trả lời như|đáp:|đáp :|vấn đề này|thắc mắc|gửi thư|thư của",
)
_HEAD = 3_000


def tells_of_somebody(
    title: str, read: SearchedText, people: list[Person], neighbours: list[Neighbour], children: list[Neighbour]
) -> bool:
    """Return True if a private person who can be known is told of, in neither an act nor an answered question. `read`: title and
    text. The lists: of `people.py` and `known.py` for it."""
    known = list(_known(read, people, neighbours, children))
    if not known or praised(title) or _ACT.search(read, _HEAD) or _ANSWERED.search(read):
        return False
    return any(_is_told_of(read.written, *place) for place in known)


def tells_of_who_asks(told: str, read: SearchedText) -> bool:
    """Return True if what is to be told of a question that is answered names a private person: who asks is no story for others.
    `told`: the sentences. `read`: title and text."""
    return _ANSWERED.search(read) is not None and any(
        person.title and not person.in_function for person in find_people(told)
    )


def _known(
    read: SearchedText, people: list[Person], neighbours: list[Neighbour], children: list[Neighbour]
) -> Iterator[tuple[int, int]]:
    for person in people:
        if not person.in_function and (person.title or len(person.name.split()) >= _SURE_NAME):
            yield person.start, person.end
    for each in neighbours:
        if not _OF_A_PLACE.search(read.written[max(0, each.start - 12) : each.start]):
            yield each.start, each.behind
    for child in children:
        yield child.start, child.behind
    for each in lettered(read):
        if _AGE_OR_HOME.search(read.written[each.behind : each.behind + 30]):
            yield each.start, each.behind


def _is_told_of(text: str, start: int, end: int) -> bool:
    before, here, _ = sentence_parts(text, start, end)
    if takes_part(before, here) or _QUOTED.match(here) or _BYLINE.search(before) or _WINNERS.search(before):
        return False
    if _NUMBER.search(before) or _is_called_at(here) or _SIGNED.search(before) or _STREETS.search(before):
        return False
    alone = not here.strip(" .)*-–|/") or here.lstrip().startswith(("-", "–", "|"))
    return not (alone and len(before.strip()) < _ALONE)


def _is_called_at(here: str) -> bool:
    """Return True if a number follows a name with no more between than where he is or what he does: "ông A ở khu 7, 0229 …"."""
    number = _NUMBER.search(here)
    between = here[: number.start()] if number is not None else ""
    return number is not None and len(between.split()) <= _MOST_BETWEEN and _TELLS.search(between) is None
