"""A page of questions and answers, cut into pieces: who speaks in each, under which heading, and whether it only quotes the law.

1. Of a table of questions the row that the title asks is left (`questions_tables.py`). Page furniture goes: paths, counters,
   captions, addresses of pictures, other news, signatures and what follows them (`questions_pieces.py`).
2. Lines are cut at ends of sentences and at entries of lists, also where a page has lost its lines.
3. A piece is asked, answered, or stands before both: by the speakers of a talk, by labels ("Hỏi:", "… trả lời như sau:"), by the
   salutation of a reply, by headings that ask, else by the last piece in which the asker speaks.
4. Provisions are marked as the law's own words: in long quotation marks, or after "… quy định như sau:" until somebody concludes.

Pure and linear; a page of any length is read up to `MOST_READ`.
"""

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice, pairwise

from distributor.text.plain import clean, letters
from distributor.understand import questions_cues as cues
from distributor.understand.questions import without_series
from distributor.understand.questions_exchanges import exchange_asked
from distributor.understand.questions_pieces import Piece, Zone, has_lost_case, pieces_of, without_old_rules
from distributor.understand.questions_reply import reply_of, salutation, salutes
from distributor.understand.questions_sections import Sections, sections_of
from distributor.understand.questions_tables import row_asked

MOST_READ = 120_000
MOST_PIECES = 600
LONG_QUOTE = 60
SHORT_ARTICLE = 2_500
LONGEST_HEADING = 260
MASTHEAD = 4
"""Pieces at most above the first question of a page that are its masthead."""
_AN_OFFICE = re.compile(
    r"\W*(?:Trung tâm|Văn phòng|Luật sư|Luật gia|Công ty|Sở|Phòng|Hội|Đoàn|Chi nhánh|Báo)(?= [A-ZĐÀ-Ỹ][^.?!]{2,90}[.]?\s*\Z)"
)
_ONLY_THANKS = re.compile(r"(?:xin |trân trọng )?(?:chân thành )?(?:cảm|cám) ơn[.! ]*", re.IGNORECASE)
"""A page's end, which says of nobody that he asked: a newspaper thanks for a picture, too."""


@dataclass(frozen=True)
class QuestionPage:
    """`headings`: of the sections, by number from 1. `labelled`: a label or a heading says where the answer begins.

    `turns`: how many questions are labelled and answered in turn, 0 or 1 for one. `numbered`: its sections are an article's, with
    numbered headings that need not ask. `many`: it was a page of many questions, of which maybe one is left. `tells_old`: an
    old rule stood labelled beside the new one, and is left out: it may still hold for some.
    """

    text: str
    pieces: tuple[Piece, ...]
    headings: tuple[str, ...] = ()
    labelled: bool = False
    turns: int = 0
    answer_label: bool = False
    numbered: bool = False
    many: bool = False
    tells_old: bool = False

    @property
    def is_letter(self) -> bool:
        """Return True if somebody asks in his own words, and is answered, or says that he asks."""
        asked = [each for each in self.pieces if each.zone == "asked"]
        speaks = any(_is_asker(each) for each in asked)
        asks = any(each.asks or cues.ASKING.search(each.text) for each in asked)
        answers = [each for each in self.pieces if each.zone == "answer" and not each.law]
        answered = self.labelled or any(each.concludes or cues.SECOND_PERSON.search(each.text) for each in answers)
        answered = answered or any(cues.ASKING.search(each.text) for each in asked)
        return (speaks or self.answer_label) and asks and bool(answers) and answered

    @property
    def is_article(self) -> bool:
        """Return True if nobody asks but the title: a short text in its author's own words, without labels, headings or
        provisions."""
        plain = not (self.labelled or self.headings or len(self.text) > SHORT_ARTICLE or has_lost_case(self.text))
        return plain and not any(
            each.zone == "asked" or each.law or (each.opens_list and cues.QUOTES_LAW.search(each.text))
            for each in self.pieces
        )

    @property
    def opens_with_question(self) -> bool:
        """Return True if what is asked stands above all that answers, and ends with a question: a letter without labels."""
        zones = [each.zone for each in self.pieces]
        above = zones.index("answer") if "answer" in zones else 0
        return above > 0 and self.pieces[above - 1].asks and set(zones[above:]) == {"answer"}

    @property
    def asked(self) -> list[str]:
        """Return what the asker asks, sentence by sentence."""
        found = [each for each in self.pieces if each.asks or (each.zone == "asked" and cues.ASKING.search(each.text))]
        return [each.as_asked for each in found if each.zone == "asked" or not (each.law or self.headings)]

    def section(self, number: int) -> list[Piece]:
        return [each for each in self.pieces if each.zone == "answer" and each.section == number]


def read_page(title: str, text: str) -> QuestionPage:
    read, many = exchange_asked(title, row_asked(title, text[:MOST_READ]))
    text = clean(read)
    read_all = list(islice(pieces_of(text, title), MOST_PIECES))
    pieces = without_old_rules(read_all)
    tells_old = len(pieces) < len(read_all)
    told = any(_is_answer_label(each) for each in pieces)
    sections = sections_of(pieces)
    pieces, headings, labelled = _zoned(pieces, sections, title)
    turns = sum(1 for each in pieces if each.zone == "turn")
    kept = [each for each in pieces if each.zone != "turn"]
    numbered = bool(sections.headings)
    return QuestionPage(
        text, tuple(_with_law(kept, text)), tuple(headings), labelled, turns, told, numbered, many, tells_old
    )


# 3: who speaks


def _zoned(pieces: list[Piece], sections: Sections, title: str) -> tuple[list[Piece], list[str], bool]:
    if sections.headings:
        return _by_sections(pieces, sections)
    zoned, headings, labelled = _by_speakers(pieces, sections, title)
    return (_unsaluted(_with_story(zoned)) if labelled else zoned), headings, labelled


def _unsaluted(zoned: list[Piece]) -> list[Piece]:
    """The pieces with the reply's first from behind its salutation on: "Chị D. thân mến, …"."""
    place = next((place for place, each in enumerate(zoned) if each.zone == "answer"), len(zoned))
    cut = zoned[place : place + 1]
    begins = salutation(cut[0].text) if cut else 0
    return [*zoned[:place], _from(cut[0], begins), *zoned[place + 1 :]] if cut and begins < len(cut[0].text) else zoned


def _with_story(zoned: list[Piece]) -> list[Piece]:
    """What stands between the asker's sentences is his too, and before them on the same line: "Chị M.: Em và chồng ly thân …"."""
    first = next((place for place, each in enumerate(zoned) if each.zone == "asked"), len(zoned))
    while 0 < first < len(zoned) and zoned[first - 1].line == zoned[first].line and zoned[first - 1].zone == "before":
        first -= 1
    answer = next((place for place, each in enumerate(zoned) if each.zone in ("answer", "turn")), len(zoned))
    return [
        replace(each, zone="asked") if first <= place < answer and each.zone == "before" else each
        for place, each in enumerate(zoned)
    ]


def _by_speakers(pieces: list[Piece], sections: Sections, title: str) -> tuple[list[Piece], list[str], bool]:
    pieces = [each for place, each in enumerate(pieces) if place not in sections.contents]
    pieces = _without_masthead(pieces)
    labels = [place for place, each in enumerate(pieces) if _is_answer_label(each)]
    if labels and _signs_off(pieces, labels[0]):
        labels = []
    if labels:
        return _by_labels(pieces, labels[0])
    if (reply := salutes(pieces) or reply_of(pieces)) is not None:
        return _by_salutation(pieces, *reply), [], False
    headings = _heading_places(pieces, 0)
    if len(headings) == 1 and letters(without_series(pieces[headings[0]].text)) == letters(title):
        # The title once more, above its own text.
        del pieces[headings[0]]
        headings = []
    if len(headings) > 1 and _is_story(pieces[headings[0] + 1 : headings[1]]):
        headings = headings[1:]
    if headings:
        return _by_headings(pieces, headings, _last_asked(pieces[: headings[0]]) + 1)
    last = _last_asked(pieces)
    zoned = [
        replace(each, zone="answer" if place > last else "asked" if _is_asker(each) else "before")
        for place, each in enumerate(pieces)
    ]
    return zoned, [], False


def _signs_off(pieces: Sequence[Piece], first: int) -> bool:
    """Return True if the only label says below the reply who gave it: "Tư vấn: Trung tâm Tư vấn pháp luật …"."""
    lines = pieces[-1].line - pieces[first].line
    named = first + 1 < len(pieces) and _AN_OFFICE.match(
        cues.ANSWERS.sub("", pieces[first].text) or pieces[first + 1].text
    )
    return lines == 0 and first > 0 and named is not None and not any(each.asks for each in pieces[first:])


def _without_masthead(pieces: list[Piece]) -> list[Piece]:
    """The pieces without a label above all that is asked, and the title beneath it: "Luật sư tư vấn: Nhà đất được cho …"."""
    asks = next((place for place, each in enumerate(pieces[: MASTHEAD + 1]) if cues.ASKS.match(each.text)), 0)
    above, below = pieces[:asks], pieces[asks:]
    is_masthead = any(_is_answer_label(each) for each in above) and any(map(_is_answer_label, below))
    return below if is_masthead and not any(each.asks or _is_asker(each) for each in above) else pieces


def _by_salutation(pieces: list[Piece], place: int, begins: int) -> list[Piece]:
    """A letter and its reply, which begins with a salutation."""
    opens = _from(pieces[place], begins)
    return [
        *(replace(each, zone="asked") for each in pieces[:place]),
        *([replace(opens, zone="answer")] if opens.text else []),
        *(replace(each, zone="answer") for each in pieces[place + 1 :]),
    ]


def _from(piece: Piece, begins: int) -> Piece:
    return replace(piece, text=piece.text[begins:], start=piece.start + begins, marker="") if begins else piece


def _by_labels(pieces: list[Piece], first: int) -> tuple[list[Piece], list[str], bool]:
    """Questions and answers in turn; each further question that is labelled, or is a line that asks, opens a section."""
    headings: list[str] = []
    zoned: list[Piece] = []
    answers = [place for place, each in enumerate(pieces) if _is_answer_label(each)]
    asks = [place for place, each in enumerate(pieces) if cues.ASKS.match(each.text)]
    turns = sum(1 for one, other in pairwise(answers) if any(one < place < other for place in asks))
    later = set(_heading_places(pieces, first + 1))
    zone: Zone = "before"
    asking: list[str] = []
    for place, each in enumerate(pieces):
        if place in later:
            _head(headings, pieces, later, place)
            zone = "answer"
            continue
        if cues.ASKS.match(each.text):
            zone, asking = "asked", []
        if _is_answer_label(each):
            if turns and asking:
                headings.append(" ".join(asking))
                zoned.append(replace(each, zone="turn"))
                asking = []
            rest = cues.ANSWERS.sub("", each.text).strip() if cues.ANSWER_LABEL.match(each.text) else ""
            if zone == "before" and place == first:
                zoned = [replace(one, zone="asked") if _is_asker(one) or one.asks else one for one in zoned]
            zone = "answer"
            if rest:
                zoned.append(replace(each, text=rest, start=each.end - len(rest), zone="answer", section=len(headings)))
            continue
        if zone == "asked":
            asking.append(each.text)
        late_story = zone == "answer" and place < first + 6 and each.asks and _is_asker(each)
        zoned.append(replace(each, zone="asked" if late_story else zone, section=len(headings)))
    return zoned, headings, True


def _is_story(section: Sequence[Piece]) -> bool:
    """Return True if the asker tells his case under a line that asks: the title in other words, which heads no answer."""
    return any(_is_asker(each) and each.asks for each in section) and any(
        cues.ASKING.search(each.text) for each in section
    )


def _by_headings(pieces: list[Piece], places: Sequence[int], begins: int) -> tuple[list[Piece], list[str], bool]:
    headings: list[str] = []
    zoned: list[Piece] = []
    for place, each in enumerate(pieces):
        if place in places:
            _head(headings, pieces, places, place)
        elif headings:
            zoned.append(replace(each, zone="answer", section=len(headings)))
        else:
            asks = _is_asker(each) or each.asks
            zoned.append(replace(each, zone="asked" if asks and place < begins else "before"))
    return zoned, headings, True


def _by_sections(pieces: list[Piece], sections: Sections) -> tuple[list[Piece], list[str], bool]:
    """An article's numbered sections: what stands before the first is the asker's, or leads on."""
    first = min(sections.headings)
    told = next((place for place, each in enumerate(pieces[:first]) if _is_answer_label(each)), first)
    headings: list[str] = []
    zoned: list[Piece] = []
    for place, each in enumerate(pieces):
        if place in sections.contents:
            continue
        if place in sections.headings:
            headings.append(sections.headings[place])
        elif headings:
            zoned.append(replace(each, zone="answer", section=len(headings)))
        elif place > told:
            zoned.append(replace(each, zone="answer"))
        elif place != told:
            zoned.append(replace(each, zone="asked" if _is_asker(each) or each.asks else "before"))
    return zoned, headings, True


def _heading_places(pieces: Sequence[Piece], begin: int) -> list[int]:
    """Lines that only ask, in nobody's own voice, with something beneath them."""
    asking, last = dict[int, bool](), dict[int, int]()
    for place, each in enumerate(pieces):
        asking[each.line] = asking.get(each.line, True) and each.asks
        last[each.line] = place
    return [
        place
        for place, each in enumerate(pieces[:-1])
        if place >= begin
        and asking[each.line]
        and len(each.text) <= LONGEST_HEADING
        and not each.text.startswith(("“", '"'))
        and not _is_asker(each)
        and last[each.line] + 1 < len(pieces)
    ]


def _head(headings: list[str], pieces: Sequence[Piece], places: Collection[int], place: int) -> None:
    """Add a heading; several questions on one line are one."""
    if place - 1 in places and pieces[place - 1].line == pieces[place].line:
        headings[-1] = f"{headings[-1]} {pieces[place].text}"
    else:
        headings.append(pieces[place].text)


def _is_answer_label(piece: Piece) -> bool:
    return cues.ANSWERS.search(piece.text) is not None and not piece.asks


def _is_asker(piece: Piece) -> bool:
    """Return True if the asker speaks of himself, or somebody says that he asks."""
    if cues.OFFICE_VOICE.search(piece.text) or (
        cues.SENDS.search(piece.text) and not cues.SPEAKS_AS_I.search(piece.text)
    ):
        return False
    return (
        cues.FIRST_PERSON.search(piece.text) is not None
        or cues.ASKS.match(piece.text) is not None
        or (cues.ASKING.search(piece.text) is not None)
    )


def _last_asked(pieces: Sequence[Piece]) -> int:
    """The last piece of the asker, before anybody concludes and within the first three quarters; -1 without one. A page that
    ends with thanks is not all his."""
    last = -1
    thanks = bool(pieces) and _ONLY_THANKS.fullmatch(pieces[-1].text.strip()) is not None
    for place, each in enumerate(pieces[:-1] if thanks else pieces):
        if place > 0.75 * len(pieces) and last >= 0:
            break
        if cues.CONCLUSION.match(each.text) and not each.asks and not _is_asker(each):
            break
        if _is_asker(each) or each.asks:
            last = place
    return last


# 4: the law's own words


def _with_law(pieces: Sequence[Piece], text: str) -> Iterator[Piece]:
    spans = _quoted(text)
    section, quoting = -1, False
    at = 0
    before: Piece | None = None
    for each in pieces:
        while at < len(spans) and spans[at][1] <= each.start:
            at += 1
        inside = at < len(spans) and spans[at][0] <= each.start and each.end <= spans[at][1] + 2
        concludes = cues.CONCLUSION.match(each.text) is not None or _only_opened(before, each)
        if each.section != section or concludes:
            quoting = False
        section = each.section
        if quoting and not each.marker and cues.TURNS.match(each.text):
            quoting = False
        if quoting and (cues.SECOND_PERSON.search(each.text) or cues.SHORT_VERDICT.match(each.text)):
            quoting = False
        before = replace(each, law=inside or quoting, concludes=concludes) if each.zone == "answer" else each
        yield before
        if not concludes and each.opens_list and cues.QUOTES_LAW.search(each.text):
            quoting = True


_OF_ASKER = re.compile(r"\W*(?:đối với |trong |với |về )?trường hợp của [^:,.;]{2,30}:", re.IGNORECASE)


def _only_opened(before: Piece | None, each: Piece) -> bool:
    """Return True for what follows an opened conclusion on its line that has told nothing but the case: "Trường hợp của chị: chị
    đóng đúng 9 năm. Sau 12 tháng chị được …"."""
    if before is None or before.line != each.line or each.marker or not _OF_ASKER.match(before.text):
        return False
    return cues.VERDICT.search(before.text) is None


def _quoted(text: str) -> list[tuple[int, int]]:
    """Long quotations, in order; marks that do not pair quote nothing."""
    found = [(each.start(), each.end()) for each in cues.QUOTATION.finditer(text)]
    return [(start, end) for start, end in found if end - start >= LONG_QUOTE]
