"""Who speaks where nobody is labelled as asking or answering: posts of a forum, talks on the air, letters and replies. Pure.

"#3 LS. Hoài Phong [Luật sư]: …" answers, "#2 gio_nui: …" only talks along and is no part of anything. A reply that begins with
"Thưa ông Kha," begins there: all above it is the asker's.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from distributor.understand.questions_speakers import FORUM, Part, Speaker, is_talk, parts_of, speaker_of

_CLOSES = re.compile(
    r"(?<!\w)(?:khóa (?:bình luận|bài|chủ đề|thớt)|xin (?:phép )?khóa|nhắc (?:nội quy|thành viên))(?!\w)",
    re.IGNORECASE,
)
"""Of who keeps a forum in order: nobody is answered by it."""
_ANOTHER = re.compile(
    r"(?<!\w)(?:(?:ông|bà|anh|chị|bạn|bác|cô|chú|em|thính giả|bạn đọc|một) [^.?!]{0,60}?(?<!\w)(?:hỏi|thắc mắc|gửi câu hỏi)"
    r"(?!\w)|câu hỏi (?:tiếp theo|thứ|khác|nữa|cuối))",
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
    speakers = [found for _, found in opened]
    names = [each.given for each in speakers]
    forum = any(FORUM.search(each.text) for each in pieces[: opened[0][0] + 1]) if opened else False
    if not is_talk(speakers, forum=forum):
        return []
    parts = parts_of(speakers)
    turns: list[SpeakerTurn] = []
    for at, (place, found) in enumerate(opened):
        ends = opened[at + 1][0] if at + 1 < len(opened) else len(pieces)
        closes = any(_CLOSES.search(pieces[each].text) for each in range(place, ends))
        part: Part = "talks" if closes and parts[at] == "answers" else parts[at]
        turns.append(SpeakerTurn(part, tuple(range(place, ends)), found.begins))
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


def _speaks(pieces: Sequence[TalkLine], place: int, each: TalkLine) -> Speaker | None:
    return None if place and pieces[place - 1].line == each.line else speaker_of(each.text)


def reply_of(pieces: Sequence[TalkLine]) -> tuple[int, int] | None:
    """Return which piece opens the reply of somebody who knows ("Cô Tư pháp: …") below a question, and where his words begin."""
    asked = False
    for place, each in enumerate(pieces):
        found = _speaks(pieces, place, each) if asked else None
        if found is not None and found.knows and not each.asks:
            return place, found.begins + salutation(each.text[found.begins :])
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
