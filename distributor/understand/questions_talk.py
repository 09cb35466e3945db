"""Who speaks where nobody is labelled as asking or answering: posts of a forum, talks on the air, letters and replies. Pure.

"#3 LS. Hoài Phong [Luật sư]: …" answers, "#2 gio_nui: …" only talks along and is no part of anything. A reply that begins with
"Thưa ông Kha," begins there: all above it is the asker's.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, Protocol

from distributor.understand.legible import VIETNAMESE_UPPER

Part = Literal["asks", "answers", "talks"]

FEWEST = 3
"""Lines with a speaker that make a talk."""
_SPEAKER = re.compile(
    r"\s*(?:[-–•*]\s+)?(?P<number>#\d{1,3}\s+)?(?P<name>[^\W\d_][^:?!.…\"“”\n]{0,30}?(?:\.\s?[A-ZĐÀ-Ỹ][^:?!.…\"“”\n]{0,30}?)?)"
    r"(?P<role>\s*(?:[\[(][^\])\n]{2,60}[\])]|,\s[^:?!.\n]{4,60}))?\s*:\s+(?=\S)"
)
_TRADES = (
    r"(?:luật sư|ls|luật gia|chuyên (?:viên|gia)|cán bộ|công chức|tư vấn viên|trợ giúp viên|công chứng viên|kiểm sát viên|"
    r"hòa giải viên|quản trị(?: viên)?|admin|thành viên xác minh|(?:phó )?(?:giám đốc|trưởng|chủ tịch)|thẩm phán|khách mời|"
    r"thạc sĩ|ths|bác sĩ|công an|cảnh sát|bhxh|bảo hiểm xã hội|sở|ubnd|thú y|khuyến nông|tư pháp)(?!\w)"
)
_KNOWS = re.compile(
    rf"\W*(?:(?:cô|chú|anh|chị|ông|bà|bác|đồng chí|đ/c)\s+)?(?:(?-i:[{VIETNAMESE_UPPER}])\S*\s+){{0,3}}{_TRADES}",
    re.IGNORECASE,
)
"""Knows by office or trade, and so answers: "Cô Hiền thú y", and not "Hà vợ công an"."""
_OF_A_TRADE = re.compile(rf"(?<!\w){_TRADES}", re.IGNORECASE)
_QUOTED_BY = re.compile(
    r"(?<!\w)(?:nói|bảo|kể|hứa|khuyên|đòi|yêu cầu|trả lời|giải thích|cho (?:biết|hay|rằng)|hướng dẫn|nhắc|hẹn|dọa)\s*\Z",
    re.IGNORECASE,
)
"""Of whom the asker tells: "Trưởng thôn bảo: …"."""
_HOSTS = re.compile(
    r"(?<!\w)(?:mc|phóng viên|pv|phát thanh viên|(?:người )?dẫn chương trình|biên tập viên)(?!\w)", re.IGNORECASE
)
"""Asks for others; whoever else speaks is asked."""
_FORUM = re.compile(
    r"(?<!\w)(?:nhóm facebook|nhóm zalo|diễn đàn|bài đăng|bình luận|chủ thớt|hội nhóm)(?!\w)", re.IGNORECASE
)
"""Where whoever talks along knows no more than who asks."""
_CLOSES = re.compile(
    r"(?<!\w)(?:khóa (?:bình luận|bài|chủ đề|thớt)|xin (?:phép )?khóa|nhắc (?:nội quy|thành viên))(?!\w)",
    re.IGNORECASE,
)
"""Of who keeps a forum in order: nobody is answered by it."""
_ASKS = re.compile(
    r"(?<!\w)(?:chủ thớt|người hỏi|khách(?! mời)(?: hàng)?|bạn (?:đọc|nghe đài|xem)|thính giả|khán giả)(?!\w)",
    re.IGNORECASE,
)
_ANOTHER = re.compile(
    r"(?<!\w)(?:(?:ông|bà|anh|chị|bạn|bác|cô|chú|em|thính giả|bạn đọc|một) [^.?!]{0,60}?(?<!\w)(?:hỏi|thắc mắc|gửi câu hỏi)"
    r"(?!\w)|câu hỏi (?:tiếp theo|thứ|khác|nữa|cuối))",
    re.IGNORECASE,
)
_LABEL = re.compile(
    r"(?:hỏi|đáp|trả lời|câu hỏi|câu|giải đáp|bước|điều|khoản|lưu ý|ví dụ|hồ sơ|thời hạn|lệ phí|mức|nơi|địa chỉ|"
    r"tình huống)(?!\w)",
    re.IGNORECASE,
)
_SALUTES = re.compile(
    r"\s*(?:(?:(?:xin |kính )?(?:chào|thưa)|(?:thân|kính) (?:mến )?(?:gửi|chào)|chào)\s+"
    r"(?:bạn|ông|bà|anh|chị|em|cô|chú|bác|cháu)(?! (?:luật|trong|của|chị|em))(?: (?-i:[A-ZĐÀ-Ỹ])[^\s,.!:]*){0,5}|"
    r"(?:bạn|ông|bà|anh|chị|em|cô|chú|bác|cháu)(?: (?-i:[A-ZĐÀ-Ỹ])[^\s,!:]*){0,5} (?:thân|kính|quý) mến|"
    r"(?:chào|thân gửi) (?-i:[A-ZĐÀ-Ỹ])[^\s,.!:]*(?: (?-i:[A-ZĐÀ-Ỹ])[^\s,.!:]*){0,3})\s*[,.!:]\s*",
    re.IGNORECASE,
)
_AS_I = re.compile(r"(?<!\w)(?:(?<!chúng )tôi(?! (?:xin|trả|tư|cho))|xin hỏi|cho hỏi)(?!\w)", re.IGNORECASE)


class TalkLine(Protocol):
    @property
    def text(self) -> str: ...
    @property
    def line(self) -> int: ...
    @property
    def asks(self) -> bool: ...


@dataclass(frozen=True)
class SpeakerTurn:
    """One speaker's words. `places`: of the pieces, from the one that names him on. `begins`: where his words begin in it."""

    part: Part
    places: tuple[int, ...]
    begins: int


def talk_of(pieces: Sequence[TalkLine]) -> list[SpeakerTurn]:
    """The turns of a talk in which somebody who knows answers somebody who asks; empty where a page is none."""
    opened = [
        (place, found) for place, each in enumerate(pieces) if (found := _speaks(pieces, place, each)) is not None
    ]
    names = [_name(found) for _, found in opened]
    forum = any(_FORUM.search(each.text) for each in pieces[: opened[0][0] + 1]) if opened else False
    numbered = all(found["number"] for _, found in opened)
    if len(opened) < FEWEST or (len(set(names)) == len(names) and not (numbered or forum)):
        return []
    hosts = {_name(found) for _, found in opened if _HOSTS.search(found[0])}
    asking = hosts | {_name(found) for _, found in opened if _ASKS.search(found[0])} or {names[0]}
    knowing = {_name(found) for _, found in opened if hosts or _knows(found)} - asking
    turns: list[SpeakerTurn] = []
    for at, (place, found) in enumerate(opened):
        ends = opened[at + 1][0] if at + 1 < len(opened) else len(pieces)
        closes = any(_CLOSES.search(pieces[each].text) for each in range(place, ends))
        part: Part = "asks" if names[at] in asking else "answers" if names[at] in knowing and not closes else "talks"
        turns.append(SpeakerTurn(part, tuple(range(place, ends)), found.end()))
    first = next((place for place, each in enumerate(turns) if each.part == "answers"), 0)
    if forum and not first:
        return turns  # nobody there who knows
    asks = any("?" in pieces[place].text for each in turns[:first] for place in each.places)
    before = {names[at] for at in range(first) if turns[at].part == "asks"}
    if not (first and asks) or any(
        turns[at].part == "asks" and names[at] not in before for at in range(first, len(turns))
    ):
        return []  # several who ask are several questions
    ends = next((at for at in range(first, len(turns)) if _of_another(pieces, turns[at])), len(turns))
    return turns[:ends]


def _of_another(pieces: Sequence[TalkLine], turn: SpeakerTurn) -> bool:
    """Return True if with a turn the question of somebody else begins."""
    return turn.part == "asks" and any(_ANOTHER.search(pieces[place].text) for place in turn.places)


def _speaks(pieces: Sequence[TalkLine], place: int, each: TalkLine) -> re.Match[str] | None:
    if place and pieces[place - 1].line == each.line:
        return None
    found = _SPEAKER.match(each.text)
    return None if found is None or _LABEL.match(found["name"]) else found


def _knows(found: re.Match[str]) -> bool:
    of_role = found["role"] is not None and _OF_A_TRADE.search(found["role"]) is not None
    return _QUOTED_BY.search(found["name"]) is None and (of_role or _KNOWS.match(found["name"]) is not None)


def _name(found: re.Match[str]) -> str:
    """The speaker's name without what he is: "Cô Hiền thú y" and "Cô Hiền" are one."""
    return " ".join(_OF_A_TRADE.sub("", found["name"]).split()).casefold() or found["name"].casefold()


def reply_of(pieces: Sequence[TalkLine]) -> tuple[int, int] | None:
    """Return which piece opens the reply of somebody who knows ("Cô Tư pháp: …") below a question, and where his words begin."""
    asked = False
    for place, each in enumerate(pieces):
        found = _speaks(pieces, place, each) if asked else None
        if found is not None and _knows(found) and not each.asks:
            return place, found.end() + salutation(each.text[found.end() :])
        asked = asked or each.asks
    return None


def salutation(text: str) -> int:
    """Return where what a reply says begins behind its salutation; 0 without one."""
    found = _SALUTES.match(text)
    return found.end() if found is not None else 0


def salutes(pieces: Sequence[TalkLine]) -> tuple[int, int] | None:
    """Return which piece opens a reply with a salutation, and where what it says begins; None without one below a question."""
    asked = False
    for place, each in enumerate(pieces):
        opens_line = not place or pieces[place - 1].line != each.line
        found = _SALUTES.match(each.text) if asked and opens_line else None
        if found is not None and not each.asks and not _AS_I.search(each.text):
            return place, found.end()
        asked = asked or each.asks
    return None
