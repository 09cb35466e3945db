"""Where the reply to a letter begins, where no label says so: with whoever knows by office or trade ("Cô Tư pháp: …"), or with a
salutation ("Thưa ông Kha, …"). All above it is the asker's. Pure."""

import re
from collections.abc import Sequence
from typing import Protocol

from distributor.understand.questions_speakers import Speaker, speaker_of

_SALUTES = re.compile(
    r"\s*(?:(?:(?:xin |kính )?(?:chào|thưa)|(?:thân|kính) (?:mến )?(?:gửi|chào)|chào)\s+"
    r"(?:bạn|ông|bà|anh|chị|em|cô|chú|bác|cháu)(?! (?:luật|trong|của|chị|em))(?: (?-i:[A-ZĐÀ-Ỹ])[^\s,.!:]*){0,5}|"
    r"(?:bạn|ông|bà|anh|chị|em|cô|chú|bác|cháu)(?: (?-i:[A-ZĐÀ-Ỹ])[^\s,!:]*){0,5} (?:thân|kính|quý) mến|"
    r"(?:chào|thân gửi) (?-i:[A-ZĐÀ-Ỹ])[^\s,.!:]*(?: (?-i:[A-ZĐÀ-Ỹ])[^\s,.!:]*){0,3})\s*[,.!:]\s*",
    re.IGNORECASE,
)
_DECIDES = re.compile(
    r"\W*(?:dạ,? )?(?:không|được|có|chưa|đúng|sai)"
    r"(?: (?:nhé|nha|ạ|đâu|luôn|hẳn|bạn|anh|chị|ông|bà|bà con)){0,3}\s*[.!]\s*\Z",
    re.IGNORECASE,
)
MOST_LINES_ASKED = 2
"""Lines from the first question of a page to its last, where it is answered once."""
_AS_I = re.compile(r"(?<!\w)(?:(?<!chúng )tôi(?! (?:xin|trả|tư|cho))|xin hỏi|cho hỏi)(?!\w)", re.IGNORECASE)


class TalkLine(Protocol):
    @property
    def text(self) -> str: ...
    @property
    def line(self) -> int: ...
    @property
    def asks(self) -> bool: ...


def _speaks(pieces: Sequence[TalkLine], place: int, each: TalkLine) -> Speaker | None:
    return None if place and pieces[place - 1].line == each.line else speaker_of(each.text)


def reply_of(pieces: Sequence[TalkLine]) -> tuple[int, int] | None:
    """Return which piece opens the reply below a question, and where its words begin: a line that only decides ("Không nhé!"), or
    somebody who knows ("Cô Tư pháp: …")."""
    asking = [place for place, each in enumerate(pieces) if each.asks]
    asks_once = bool(asking) and pieces[asking[-1]].line - pieces[asking[0]].line <= MOST_LINES_ASKED
    asked = False
    for place, each in enumerate(pieces):
        opens_line = not place or pieces[place - 1].line != each.line
        if asks_once and place > asking[-1] and opens_line and _DECIDES.match(each.text):
            return place, 0
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
