"""Speakers by name: of a talk, a chat, minutes, a forum; and who of them asks, knows, or only talks along. Pure.

Who knows is told by office or trade ("#3 LS. Hoài Phong [Luật sư]: …", "💬 Trung tâm: …"), by being asked by a host, or, where
neither stands there and it is no forum, by answering everybody else.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from distributor.understand.legible import VIETNAMESE_UPPER

Part = Literal["asks", "answers", "talks"]

FEWEST = 3
"""Lines with a speaker that make a talk."""
_SPEAKER = re.compile(
    r"\s*(?:[-–•*]\s+)?(?P<number>#\d{1,3}\s+(?:\|\s+)?)?(?:[^\w\s\"“”(\[#.,:;?!–-]{1,4}\s*)?"
    r"(?P<name>\[[^\W\d_][^\]\n]{1,50}\]|"
    r"[^\W\d_][^:?!.…\"“”\[\]\n]{0,30}?(?:\.\s?[A-ZĐÀ-Ỹ][^:?!.…\"“”\[\]\n]{0,30}?)?)"
    r"(?P<role>\s*(?:[\[(][^\])\n]{2,60}[\])]|,\s[^:?!.\n]{4,60}))?\s*:\s+(?=\S)"
)
_OFFICES = (
    rf"(?:(?:phường|xã|đặc khu) (?-i:[{VIETNAMESE_UPPER}])|"
    r"(?:trung tâm|phòng|ban (?:tư vấn|chỉ huy|quản lý|tiếp)|tổ (?:tư vấn|công tác)|trạm|điện lực|thuế|đội|bộ phận|văn phòng|"
    r"tòa soạn|tổng đài(?: viên)?|trực ban|kho bạc|ngân hàng|chi cục|cục|bệnh viện|bưu điện|nhà trường)(?!\w))"
)
_TRADES = (
    r"(?:luật sư|ls|luật gia|chuyên (?:viên|gia)|cán bộ|công chức|tư vấn viên|trợ giúp viên|công chứng viên|kiểm sát viên|"
    r"hòa giải viên|quản trị(?: viên)?|admin|thành viên xác minh|(?:phó )?(?:giám đốc|trưởng|chủ tịch)|thẩm phán|khách mời|"
    r"thạc sĩ|ths|bác sĩ|(?:đại|thượng|trung|thiếu) (?:tá|úy)|báo cáo viên|công an|cảnh sát|bhxh|"
    r"bảo hiểm xã hội|sở|ubnd|thú y|khuyến nông|tư pháp)(?!\w)"
)
_KNOWS = re.compile(
    rf"\W*(?:{_OFFICES}|"
    rf"(?:(?:cô|chú|anh|chị|ông|bà|bác|đồng chí|đ/c)\s+)?(?:(?-i:[{VIETNAMESE_UPPER}])\S*\s+){{0,3}}{_TRADES})",
    re.IGNORECASE,
)
"""Knows by office or trade, and so answers: "Cô Hiền thú y", and not "Hà vợ công an"."""
_OF_A_TRADE = re.compile(rf"(?<!\w)(?:{_TRADES})", re.IGNORECASE)
_ONCE = re.compile(r"(?<!\w)(?:về hưu|nghỉ hưu|nguyên|cựu)(?!\w)", re.IGNORECASE)
_QUOTED_BY = re.compile(
    r"(?<!\w)(?:nói|bảo|kể|hứa|khuyên|đòi|yêu cầu|trả lời|giải thích|cho (?:biết|hay|rằng)|hướng dẫn|nhắc|hẹn|dọa)\s*\Z",
    re.IGNORECASE,
)
"""Of whom the asker tells: "Trưởng thôn bảo: …"."""
_HOSTS = re.compile(
    r"(?<!\w)(?:mc|phóng viên|pv|ptv|btv|phát thanh viên|(?:người )?dẫn chương trình|biên tập viên)(?!\w)",
    re.IGNORECASE,
)
"""Asks for others; whoever else speaks is asked."""
_FORUM = re.compile(
    r"(?<!\w)(?:nhóm facebook|nhóm zalo|diễn đàn|bài đăng|bình luận|chủ thớt|hội nhóm)(?!\w)", re.IGNORECASE
)
"""Where whoever talks along knows no more than who asks."""
_CLOSES = re.compile(
    r"(?<!\w)(?:khóa (?:bình luận|bài|chủ đề|thớt)|xin (?:phép )?khóa|nhắc (?:nội quy|thành viên))(?!\w)", re.IGNORECASE
)
"""Of who keeps a forum in order: nobody is answered by it."""
_ASKS = re.compile(
    r"(?<!\w)(?:chủ thớt|người hỏi|khách(?! mời)(?: hàng)?|bạn (?:đọc|nghe đài|xem)|thính giả|khán giả)(?!\w)",
    re.IGNORECASE,
)
_LABEL = re.compile(
    r"(?:hỏi|đáp|trả lời|câu hỏi(?! của)|câu(?! hỏi của)|giải đáp|bước|điều|khoản|lưu ý|ví dụ|hồ sơ|thời hạn|lệ phí|mức|nơi|"
    r"địa chỉ|tình huống)(?!\w)",
    re.IGNORECASE,
)
_ASKED_BY = re.compile(r"(?:câu hỏi|thắc mắc|ý kiến|hỏi) của\s+")
_HONORIFIC = re.compile(r"(?:cô|chú|anh|chị|ông|bà|bác|em|đồng chí|đ/c)\s+", re.IGNORECASE)


@dataclass(frozen=True)
class Speaker:
    """The speaker of a line. `given`: the last word of a name with a form of address, by which a talk calls him again, else the
    name; empty for hosts. `begins`: where his words begin."""

    name: str
    given: str
    begins: int
    knows: bool
    hosts: bool
    asks: bool
    numbered: bool


@dataclass(frozen=True)
class SpokenTurn:
    """The words of one speaker, without his name."""

    speaker: str
    part: Part
    text: str


def speaker_of(line: str) -> Speaker | None:
    """Return who speaks on a line; None where nobody is named, or a label stands there."""
    found = _SPEAKER.match(line)
    if found is None or _LABEL.match(found["name"]):
        return None
    name = " ".join(_OF_A_TRADE.sub("", found["name"]).split()).casefold() or found["name"].casefold()
    name = _ASKED_BY.sub("", name)
    head = found[0]
    hosts = _HOSTS.search(head) is not None
    given = "" if hosts else name.rsplit(" ", 1)[-1] if _HONORIFIC.match(name) else name
    return Speaker(
        name,
        given,
        found.end(),
        _knows(found),
        hosts,
        _ASKS.search(head) is not None,
        bool(found["number"]),
    )


def _knows(found: re.Match[str]) -> bool:
    if _ONCE.search(found[0]):
        return False
    of_role = found["role"] is not None and _OF_A_TRADE.search(found["role"]) is not None
    return _QUOTED_BY.search(found["name"]) is None and (of_role or _KNOWS.match(found["name"]) is not None)


def _is_talk(speakers: Sequence[Speaker], *, forum: bool) -> bool:
    """Return True if lines are a talk: of some of several lines, or of the posts of a forum."""
    names = {each.given for each in speakers}
    numbered = all(each.numbered for each in speakers)
    return len(speakers) >= FEWEST and (len(names) < len(speakers) or numbered or forum)


def _parts_of(speakers: Sequence[Speaker]) -> list[Part]:
    """Return who asks, answers or only talks along, of those who speak in turn."""
    hosts = {each.given for each in speakers if each.hosts}
    asking = hosts | {each.given for each in speakers if each.asks} or {speakers[0].given}
    knowing = {each.given for each in speakers if hosts or each.knows} - asking
    return ["asks" if each.given in asking else "answers" if each.given in knowing else "talks" for each in speakers]


def turns_of(lines: Sequence[str]) -> list[SpokenTurn]:
    """Return the turns of a talk, with the part of each in it; empty where it is none, or outside a forum nobody answers."""
    opened = [(place, each) for place, line in enumerate(lines) if (each := speaker_of(line)) is not None]
    speakers = [each for _, each in opened]
    forum = bool(opened) and any(_FORUM.search(line) for line in lines[: opened[0][0] + 1])
    if not opened or not _is_talk(speakers, forum=forum):
        return []
    ends = [place for place, _ in opened[1:]] + [len(lines)]
    said = [
        "\n".join([lines[place][each.begins :], *lines[place + 1 : end]])
        for (place, each), end in zip(opened, ends, strict=True)
    ]
    of_a_forum = forum or any(each.numbered for each in speakers)
    parts = _parts_of(speakers)
    if not any(each.hosts for each in speakers):
        parts = _asked_between(said, parts) if of_a_forum else _of_many(speakers, said, parts)
    parts = [
        "talks" if _CLOSES.search(text) and part == "answers" else part for text, part in zip(said, parts, strict=True)
    ]
    if not of_a_forum and "answers" not in parts:
        return []
    return [SpokenTurn(each.given, part, text) for (_, each), part, text in zip(opened, parts, said, strict=True)]


def _of_many(speakers: Sequence[Speaker], said: Sequence[str], parts: Sequence[Part]) -> list[Part]:
    """Whoever asks is no talker where everybody may; and who alone follows on all questions answers them."""
    asks = ["?" in text for text in said]
    if "answers" not in parts:
        names = {each.given for each in speakers}
        followed = [other.given for one, other in zip(range(len(said)), speakers[1:], strict=False) if asks[one]]
        alone = {name for name in names if followed.count(name) >= max(2, len(followed))}
        parts = ["answers" if each.given in alone else part for each, part in zip(speakers, parts, strict=True)]
    return ["asks" if part == "talks" and ask else part for part, ask in zip(parts, asks, strict=True)]


def _asked_between(said: Sequence[str], parts: Sequence[Part]) -> list[Part]:
    """Of a forum also those ask whose question is answered next."""
    return [
        "asks" if part == "talks" and text.rstrip().endswith("?") and following == "answers" else part
        for text, part, following in zip(said, parts, [*parts[1:], "talks"], strict=True)
    ]
