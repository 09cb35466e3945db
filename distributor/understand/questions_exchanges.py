"""Many questions on one page, each with its answer: booklets, minutes, chats, calls and talks. What the title asks is the page.

Layouts: numbered or labelled "Câu 3. …? Trả lời: …" or "3/ …? - …"; lines of two voices in turn, each behind a dash; speakers
by name: a host asks for others, or one who knows by office or trade answers ("🙋 Thu Cúc: …", "💬 Trung tâm: …"). Which exchange
is meant is told by the title's words and by pairs of them; where two come near, the page stays whole. What is asked next belongs
to it only where it returns to the asker: "Còn trường hợp của chị Nhung ạ?". What such a page says waits for a person, always:
its title may ask of one case and the exchange that looks like it tell another, or be taken back further down. Pure and linear.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise, takewhile

from distributor.understand.legible import VIETNAMESE_UPPER
from distributor.understand.questions import Wants, telling_words, wants_of, words_of
from distributor.understand.questions_speakers import SpokenTurn, speaker_of, turns_of

FEWEST, MOST = 2, 400
"""Exchanges of a page that is one of many."""
LEAST_ALIKE = 0.22
"""Share of the title's words and pairs that the question asked must have."""
LEAST_OF_A_TALK = 0.12
"""The same of what is asked first in a talk with one asker, whose title names its matter."""
LONGEST_MESSAGE = 60
"""Characters of a message that may ask without a question mark."""
LEAST_OWN = 4
"""Words of a question's own with which it asks of something else."""
LEAST_OF_ITS_OWN = 3
"""… and with which it is more than a question back."""
LEAST_SAID = 0.6
"""Share of the title's words that such a talk says anywhere."""
LEAST_TOLD = 0.5
"""… and of which its best exchange says so much."""
FAR_AHEAD = 1.5
"""The same where its answer counts as well."""
LEAST_AHEAD = 1.25
"""How much better it must fit than any other."""
LEAST_RETURNING = 0.5
"""Share of its likeness that a question needs to be more of the same."""
_NUMBERED = re.compile(
    r"\W{0,3}(?P<word>(?:câu|câu hỏi|hỏi)\s+)?(?P<number>\d{1,3})\s*(?P<sign>[./):])\s*(?=\S)", re.IGNORECASE
)
_MARKED = re.compile(r"\s*(?P<sign>[➤►▶➔➜→❓❔✦✪★☆●◆■▪◇□♦♠♣❖✱])\s*(?=\S[^?]{8,}\?)")
_ASKED = re.compile(r"\W{0,3}(?:hỏi|câu hỏi|h)\s*[:.]\s*(?=\S)", re.IGNORECASE)
_ANSWERED = re.compile(
    r"(?:\A|(?<=[?.!…\"”)])\s+|\n)\W{0,3}(?:trả lời|đáp|giải đáp|tl|đ)(?:\s+\d{1,3})?\s*[:.]\s*(?=\S)", re.IGNORECASE
)
_PETITIONS = re.compile(r"(?<!\w)(?:hỏi|phản ánh|kiến nghị|đề nghị|ý kiến|thắc mắc)(?!\w)", re.IGNORECASE)
_STAMP = re.compile(
    r"\s*(?:\[\d{1,2}(?::\d{2}){1,2}\]|\(\d{1,2}(?::\d{2}){1,2}\)|\d{1,2}:\d{2}(?::\d{2})?(?=\s))\s*(?:[-–|]\s*)?(?=\S)"
)
"""When something was said: "[18:40] MC Ngân: …", "06:52 Thanh Nhàn: …"."""
_ASKER = re.compile(r"\s*[-–—]\s*[^\n?:]{2,45}\n")
"""Who asks, behind his question: "…? – Thu N., phường 4."."""
_DASH = re.compile(r"\s*[-–—]\s+(?=\S)")
_STAGE = re.compile(
    r"\s*(?!.*(?:\d|(?<!\w)(?:trừ|chỉ|áp dụng|nay|đính chính|không|còn tiếp)(?!\w)))(?:\([^()]{1,60}\)|\[[^\[\]]{1,60}\])\s*",
    re.IGNORECASE,
)
"""What is seen or heard meanwhile: "(Nhạc cắt)"."""
_NUMBER = re.compile(r"\d[\d.,/]*(?<=\d)")
_SERVES = re.compile(r"\W*(?:dạ|vâng|xin chào|kính chào)(?!\w)", re.IGNORECASE)
_ASKED_AND_DRAWN = re.compile(r"\?\s*[–—→⇒>-]")
_DRAWN = re.compile(r"[\s–—→⇒>=-]+")
_RETURNS = re.compile(
    r"(?<!\w)(?:(?:quay|trở) (?:lại|về)|trường hợp (?:này|trên|nêu trên|của|như)|(?:cụ thể|riêng) (?:với|trường hợp|thì)|"
    r"vậy (?:cụ thể|là|tóm lại)|câu hỏi của)(?!\w)",
    re.IGNORECASE,
)


_CASE_OF = re.compile(rf"(?i:trường hợp của) (?:\S+ )?([{VIETNAMESE_UPPER}]\w*)")
_TAKES_UP = re.compile(
    r"\A\W*(?:(?:tức|nghĩa|vậy|thế|như vậy|đó)? ?là|cụ thể)(?!\w)|"
    r"(?<!\w)(?:diện|nhóm|mức|khoản|loại|việc|quy định|cách|giấy|đơn|hồ sơ|điều|phần) (?:này|đó|ấy)(?!\w)",
    re.IGNORECASE,
)
_SO_THEN = re.compile(r"\W*vậy (?:là|thì)(?!\w)", re.IGNORECASE)
"""Whoever asks on from what was just said, though another asked before."""


@dataclass(frozen=True)
class AnsweredQuestion:
    """One question with its answer, both as they stand. `speaks_on`: whoever asked the one before it asks this too."""

    question: str
    answer: str
    speaks_on: bool = False


def exchange_asked(title: str, text: str) -> tuple[str, bool]:
    """Return the question and the answer that a title asks for, labelled, or the text itself where the title asks for none of
    them more than for another; and whether it is a page of many questions, or a talk. Of a forum in which nobody knows only the
    question is left, of a talk with one asker whose title is in other words what is asked first."""
    lines = [_STAMP.sub("", line, count=1) if _STAMP.match(line) else line for line in text.split("\n")]
    lines = [line for line in lines if line.strip() and not _STAGE.fullmatch(line)]
    for read in (_numbered, _labelled, _marked, _dashed):
        exchanges = read(lines)[:MOST]
        if len(exchanges) >= FEWEST:
            asked = _asked(title, exchanges)
            return (_labelled_text(asked) if asked else text), True
    turns = turns_of(lines)
    if exchanges := _of_turns(turns)[:MOST]:
        alone = all(each.speaks_on for each in exchanges[1:])
        asked = _asked(title, exchanges) or ([_nearest(title, exchanges)] if alone else [])
        return (_labelled_text(asked) if asked else text), True
    if turns and all(each.part != "answers" for each in turns):
        return f"Hỏi: {turns[0].text}", True
    return text, False


def _labelled_text(asked: Sequence[AnsweredQuestion]) -> str:
    question = " ".join(each.question for each in asked)
    return f"Hỏi: {question}\nTrả lời: " + "\n".join(each.answer for each in asked)


# which is asked


def _asked(title: str, exchanges: Sequence[AnsweredQuestion]) -> list[AnsweredQuestion]:
    alike = [_likeness(title, each.question) for each in exchanges]
    return _in_parts(title, exchanges) or _asked_as(title, exchanges, alike) or _answered(title, exchanges)


def _nearest(title: str, exchanges: Sequence[AnsweredQuestion]) -> AnsweredQuestion:
    """Of a talk with one asker the first exchange that says the number of its title, else the one that says far more of it than
    what is asked first, else that."""
    numbers = _numbers(title)
    saying = (each for each in exchanges if numbers and numbers <= _numbers(each.answer))
    alike = _told_of(title, exchanges)
    best = max(range(len(alike)), key=lambda place: alike[place])
    wanted = telling_words(title)
    tells = wanted & telling_words(f"{exchanges[best].question} {exchanges[best].answer}")
    clear = len(tells) >= max(LEAST_OWN, LEAST_TOLD * len(wanted)) and alike[best] >= FAR_AHEAD * alike[0]
    return next(saying, exchanges[best if clear else 0])


def _numbers(text: str) -> set[str]:
    """The figures of a text, "06" as "6"."""
    return {each.lstrip("0") for each in _NUMBER.findall(text)}


def _answered(title: str, exchanges: Sequence[AnsweredQuestion]) -> list[AnsweredQuestion]:
    """The exchange that says what a title names, though it is asked in other words: what others say too counts less."""
    wanted, alike = telling_words(title), _told_of(title, exchanges)
    best = max(range(len(alike)), key=lambda place: alike[place])
    others = [each for place, each in enumerate(alike) if place != best]
    tells = f"{exchanges[best].question} {exchanges[best].answer}"
    share = len(wanted & telling_words(tells)) / (len(wanted) or 1)
    numbers = _numbers(title) <= _numbers(tells)
    clear = share >= LEAST_SAID and alike[best] >= FAR_AHEAD * max(others, default=0.0)
    return [exchanges[best]] if clear and numbers else []


def _told_of(title: str, exchanges: Sequence[AnsweredQuestion]) -> list[float]:
    """How much each exchange says of what a title names: a word that others say too counts less."""
    said = [telling_words(f"{each.question} {each.answer}") for each in exchanges]
    rare = {word: 1 / max(1, sum(word in words for words in said)) for word in telling_words(title)}
    return [sum(weight for word, weight in rare.items() if word in words) for words in said]


def _asked_as(title: str, exchanges: Sequence[AnsweredQuestion], alike: Sequence[float]) -> list[AnsweredQuestion]:
    """The exchange whose question is in the title's words, with what is asked of it next."""
    best = max(range(len(alike)), key=lambda place: alike[place])
    following = list(takewhile(lambda place: exchanges[place].speaks_on, range(best + 1, len(exchanges))))
    more = [
        place
        for place in following
        if alike[place] >= LEAST_RETURNING * alike[best]
        or _returns(exchanges[place].question, exchanges[best].question)
        or _asks_the_rest(title, exchanges[place].question)
        or _asks_back_at(exchanges[place].question, f"{title} {exchanges[best].question}")
    ]
    if not following and best + 1 < len(exchanges) and _SO_THEN.match(exchanges[best + 1].question):
        more = [best + 1]
    others = [alike[place] for place in range(len(alike)) if place != best and place not in more]
    least = LEAST_OF_A_TALK if not best and _talks_of(title, exchanges) else LEAST_ALIKE
    said = f"{exchanges[best].question} {exchanges[best].answer}"
    if not _numbers(title) <= _numbers(said):
        return []  # lớp 9 is not lớp 6
    if alike[best] < least or alike[best] < LEAST_AHEAD * max(others, default=0.0):
        return []
    return [exchanges[place] for place in (best, *more)]


def _returns(question: str, first: str) -> bool:
    """Return True if a question returns to the case asked of first, and to nobody else's."""
    named = _CASE_OF.search(question)
    return _RETURNS.search(question) is not None and (named is None or named[1] in first)


def _asks_back_at(question: str, before: str) -> bool:
    """Return True if a question takes up what was just said, with hardly a word of its own: "Là những ai?", "Cô út thuộc diện
    này?"."""
    own = telling_words(question) - telling_words(before)
    return _TAKES_UP.search(question) is not None and len(own) < LEAST_OF_ITS_OWN and not _NUMBER.search(question)


def _asks_the_rest(title: str, question: str) -> bool:
    """Return True if a short question asks for one of the several things that a title asks for: "Thế hết nhiêu tiền ạ?"."""
    wanted, asked = wants_of(title), wants_of(question)
    first = question.partition("?")[0]
    return (
        len(wanted) > 1
        and bool(asked)
        and asked <= wanted
        and len(telling_words(first) - telling_words(title)) < LEAST_OWN
    )


def _in_parts(title: str, exchanges: Sequence[AnsweredQuestion]) -> list[AnsweredQuestion]:
    """The exchanges that each ask shortly for one of the several things that a title asks for: "Nộp ở đâu?", "Bao lâu có?"."""
    wanted, words = wants_of(title), telling_words(title)
    found: dict[Wants, tuple[int, int]] = {}
    for place, each in enumerate(exchanges if len(wanted) > 1 else ()):
        first = each.question.partition("?")[0]
        own = len(telling_words(first) - words)
        for wants in wants_of(f"{first}?") & wanted if own < LEAST_OWN else ():
            found[wants] = min(found.get(wants, (own, place)), (own, place))
    places = sorted({place for _, place in found.values()})
    return [exchanges[place] for place in places] if len(places) == len(wanted) > 1 else []


def _talks_of(title: str, exchanges: Sequence[AnsweredQuestion]) -> bool:
    """Return True if one asker's whole talk is of what a title names."""
    said = frozenset[str]().union(*(telling_words(f"{each.question} {each.answer}") for each in exchanges))
    wanted = telling_words(title)
    return all(each.speaks_on for each in exchanges[1:]) and len(wanted & said) >= LEAST_SAID * len(wanted)


def _likeness(title: str, question: str) -> float:
    """Share of the title's telling words, and of its pairs of words, that a question has; less where it asks for something else,
    least where one asks what a thing is and the other does not."""
    wanted, pairs = telling_words(title), _pairs(title)
    found = len(wanted & telling_words(question)) + 2 * len(pairs & _pairs(question))
    one, other = wants_of(title), wants_of(question)
    defines = (Wants.DEFINITION in one) != (Wants.DEFINITION in other)
    share = 0.5 if defines else 0.7 if one and other and not one & other else 1.0
    return share * found / (len(wanted) + 2 * len(pairs) or 1)


def _pairs(text: str) -> set[tuple[str, str]]:
    return {(one, other) for one, other in pairwise(words_of(text)) if telling_words(f"{one} {other}")}


# numbers and labels


def _numbered(lines: Sequence[str]) -> list[AnsweredQuestion]:
    """Exchanges whose questions are counted through, in one way of writing the number."""
    opened: list[int] = []
    style, number = ("", ""), 0
    for place, line in enumerate(lines):
        found = _NUMBERED.match(line)
        if found is None:
            continue
        own = ((found["word"] or "").strip().casefold(), found["sign"])
        counts_on = int(found["number"]) == number + 1 and own == style
        if (counts_on or not opened) and ("?" in line or (opened and _PETITIONS.search(line))):
            opened, style, number = [*opened, place], own, int(found["number"])
    return _blocks(lines, opened, _NUMBERED)


def _labelled(lines: Sequence[str]) -> list[AnsweredQuestion]:
    return _blocks(lines, [place for place, line in enumerate(lines) if _ASKED.match(line)], _ASKED)


def _marked(lines: Sequence[str]) -> list[AnsweredQuestion]:
    """Exchanges whose questions stand behind one sign each: "➤ …?"."""
    signs = {place: found["sign"] for place, line in enumerate(lines) if (found := _MARKED.match(line)) is not None}
    first = next(iter(signs.values()), "")
    return _blocks(lines, [place for place, sign in signs.items() if sign == first], _MARKED)


def _blocks(lines: Sequence[str], opened: Sequence[int], label: re.Pattern[str]) -> list[AnsweredQuestion]:
    """Exchanges of the lines from each opening one to the next."""
    blocks = ["\n".join(lines[one:other]) for one, other in pairwise([*opened, len(lines)])]
    cut = [label.sub("", block, count=1) for block in blocks]
    return [each for block in cut if (each := _split(block)) is not None]


def _split(block: str) -> AnsweredQuestion | None:
    """A block cut at its label of an answer, else behind the question mark before a dash, else behind the last one of its first
    line; None without either."""
    labelled = _ANSWERED.search(block)
    if labelled is not None:
        return _exchange(block[: labelled.start()], block[labelled.end() :])
    first, _, rest = block.partition("\n")
    drawn = _ASKED_AND_DRAWN.search(first)
    ends = drawn.start() + 1 if drawn is not None else first.rfind("?") + 1
    signed = _ASKER.match(block, ends)
    said = "" if signed is not None and rest.strip() else _unmarked(first[ends:])
    return _exchange(first[:ends], f"{said}\n{_unspoken(rest)}") if ends else None


def _exchange(question: str, answer: str, speaks_on: bool = False) -> AnsweredQuestion | None:
    question, answer = " ".join(question.split()), answer.strip()
    return AnsweredQuestion(question, answer, speaks_on) if question and answer else None


def _unmarked(text: str) -> str:
    drawn = _DRAWN.match(text)
    return text[drawn.end() :] if drawn else text


def _unspoken(text: str) -> str:
    """The reply of somebody named at its head, without his name: "Ông Trung, Trưởng phòng Kinh tế: …"."""
    speaker = speaker_of(text)
    return text[speaker.begins :] if speaker is not None else text


# voices


def _dashed(lines: Sequence[str]) -> list[AnsweredQuestion]:
    """A call as it was taken down, two voices in turn: who called asks, who serves says "Dạ"."""
    opened = [place for place, line in enumerate(lines) if _DASH.match(line)]
    if len(opened) < 2 * FEWEST:
        return []
    said = ["\n".join(lines[one:other]) for one, other in pairwise([*opened, len(lines)])]
    said = [_DASH.sub("", each, count=1) for each in said]
    voices = said[::2], said[1::2]
    caller = 0 if (_replies(voices[0]), -_asks(voices[0])) <= (_replies(voices[1]), -_asks(voices[1])) else 1
    asking, answering = voices[caller], voices[1 - caller]
    if _asks(asking) < FEWEST or _asks_back(answering) >= 0.5 * len(answering):
        return []
    turns = [SpokenTurn("", "asks" if place % 2 == caller else "answers", each) for place, each in enumerate(said)]
    return _of_turns(turns)


def _replies(voice: Sequence[str]) -> int:
    """How often a voice opens as who serves does: "Dạ …"."""
    return sum(_SERVES.match(each) is not None for each in voice)


def _asks(voice: Sequence[str]) -> int:
    return sum("?" in each for each in voice)


def _asks_back(voice: Sequence[str]) -> int:
    return sum(each.rstrip().endswith("?") for each in voice)


def _asks_shortly(text: str) -> bool:
    """Return True if a short message asks without a question mark: "mấy ngày có ạ, có tốn phí ko"."""
    return len(text) <= LONGEST_MESSAGE and bool(wants_of(f"{text} ?"))


def _of_turns(turns: Iterable[SpokenTurn]) -> list[AnsweredQuestion]:
    """Exchanges of a talk. What an asker tells without asking belongs to his question; a question back is no answer."""
    asked: list[tuple[str, list[str], list[str]]] = []
    for turn in turns:
        asks = "?" in turn.text or _PETITIONS.search(turn.text) or _asks_shortly(turn.text)
        if turn.part == "asks" and asks and (not asked or asked[-1][2]):
            asked.append((turn.speaker, [turn.text], []))
        elif turn.part == "asks" and asked and not asked[-1][2]:
            asked[-1][1].append(turn.text)
        elif turn.part == "answers" and asked and not turn.text.rstrip().endswith("?"):
            asked[-1][2].append(turn.text)
    found = [
        _exchange(" ".join(said), "\n".join(answer), place > 0 and speaker == asked[place - 1][0])
        for place, (speaker, said, answer) in enumerate(asked)
    ]
    return [each for each in found if each is not None]
