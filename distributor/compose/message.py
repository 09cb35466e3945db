"""An item's message, of which every text, card and video is made: its points by part, and the facts of short texts. Pure.

1. The message is the item's chosen points, in their order of importance; of an older item those that its key points give.
2. A long text tells all of them by part: who is concerned, what is new, what to do, which papers, where, until when, from
   when. Where room is short the least important point goes first, each as a whole.
3. A short text (X, SMS) tells one: the most important with a figure or a day, else the most important.
"""

import re
from dataclasses import replace

from distributor.compose.borders import protected, sentence_ends
from distributor.compose.item import ItemView
from distributor.compose.plain import one_line
from distributor.understand.facts import Answer, Facts, KeyPoints, Point, Role

WHAT = frozenset({Role.CHANGE, Role.AMOUNT, Role.RIGHT, Role.DUTY, Role.BAN, Role.PENALTY})
"""What changes for a citizen; these points are the bullets of a post."""
QUESTION = "question"
"""The kind whose items are told by their answer."""
MOST_SHORT_FACTS = 5
"""Points that are tried for a short text."""
_ACT_OR_PLACE = re.compile(
    r"(?:điểm|khoản|điều|mục|chương|phụ lục|mẫu(?: số)?|số)\s+[\da-zđ.]+(?:[/-]\S+)?|\d+\s*/\s*(?:\d{4}\s*/\s*)?[A-ZĐ]\S*",
    re.IGNORECASE,
)
_DIGIT = re.compile(r"\d")
_NAMED = re.compile(
    r"(?:đối tượng|áp dụng|hồ sơ|giấy tờ|thời hạn|thời gian|hạn |nơi |nghị định|quyết định|nghị quyết|thông tư|luật|quy định|"
    r"chậm nhất|trước ngày|từ ngày)|[^:]{3,40}:\s",
    re.IGNORECASE,
)
"""How a statement begins that says by itself what it is about, so that a label before it would say it twice."""


def message_of(item: ItemView) -> tuple[Point, ...]:
    """The most important first. Empty where nothing is known, and of a question: its answer tells it."""
    facts = item.facts
    if item.kind == QUESTION:
        return ()
    if facts.message:
        return facts.message
    points = facts.points
    first, *others = points.changes or ("",)
    told = [
        Point(Role.CHANGE, first),
        Point(Role.DEADLINE, points.deadline, day=points.deadline_on),
        Point(Role.HOW, points.action),
        *(Point(Role.CHANGE, change) for change in others),
        Point(Role.WHERE, points.place),
        Point(Role.WHO, points.affected),
    ]
    return tuple(point for point in told if point.statement)


def points_told(item: ItemView, most: int | None = None) -> KeyPoints:
    """The message by part, for texts, cards and videos. `most`: no more than so many of its points, the most important."""
    facts = item.facts
    if item.kind == QUESTION:
        return KeyPoints(topic=facts.points.topic)
    if not facts.message and most is None:
        return facts.points
    message = message_of(item)[:most]
    until = next((point for point in message if point.role is Role.DEADLINE and point.day), None)
    return KeyPoints(
        topic=facts.points.topic,
        affected=_joined(message, Role.WHO),
        changes=tuple(point.statement for point in message if point.role in WHAT or _is_of_effect(point, item)),
        action=_joined(message, Role.HOW),
        place=_joined(message, Role.WHERE),
        deadline=_joined(message, Role.DEADLINE),
        deadline_on=until.day if until else None,
    )


def answer_of(item: ItemView) -> Answer | None:
    """What a question is answered with; None where no sure answer is known: nothing else passes for one."""
    return item.facts.answer if item.kind == QUESTION else None


def papers_told(item: ItemView, most: int | None = None) -> str:
    return _joined(message_of(item)[:most], Role.PAPERS)


def effect_told(item: ItemView, most: int | None = None) -> str:
    """The statement that says from when the act has effect."""
    message = message_of(item)[:most]
    return next((one_line(each.statement) for each in message if _says_effect(each, item.facts)), "")


def _is_of_effect(point: Point, item: ItemView) -> bool:
    """Of effect, but not the statement of the day: "Hồ sơ đã nộp trước ngày … được giải quyết theo quy định cũ"."""
    return point.role is Role.EFFECT and one_line(point.statement) != effect_told(item)


def _says_effect(point: Point, facts: Facts) -> bool:
    document = facts.document
    when = document.effective_on if document else None
    return point.role is Role.EFFECT and (point.day is None or when is None or point.day == when)


def _joined(message: tuple[Point, ...], role: Role) -> str:
    return " ".join(_stopped(one_line(point.statement)) for point in message if point.role is role)


def _stopped(text: str) -> str:
    return text if not text or text.endswith((".", "!", "?", "…")) else f"{text.rstrip(' ,;:')}."


def short_facts(item: ItemView) -> tuple[Point, ...]:
    """Points that may stand for the whole in a short text, those with a figure or a day first, then by importance.

    Of a question its answer, then the answer without its last sentence, and so on: it begins with what it concludes.
    """
    answer = answer_of(item)
    if answer is not None:
        return tuple(Point(Role.HOW, beginning, day=None) for beginning in _beginnings(one_line(answer.text)))
    told = [point for point in message_of(item) if not _says_effect(point, item.facts)] or list(message_of(item))
    told = [replace(point, statement=one_line(point.statement)) for point in told]
    by_worth = sorted(told, key=lambda point: (not _tells_figure(point, item), point.role is Role.WHO))
    return tuple(by_worth[:MOST_SHORT_FACTS])


def _tells_figure(point: Point, item: ItemView) -> bool:
    """The day of effect is said beside any fact, and is none of this one's."""
    document = item.facts.document
    when = document.effective_on if document else None
    text = point.statement
    if when is not None:
        text = re.sub(rf"\b0?{when.day}\s*(?:/|tháng)\s*0?{when.month}\s*(?:/|năm)\s*{when.year}\b", " ", text)
    return has_figure(text)


def _beginnings(text: str) -> list[str]:
    ends = [*sentence_ends(text, protected(text)), len(text)]
    return [text[:end] for end in reversed(ends)][:MOST_SHORT_FACTS]


def has_figure(text: str) -> bool:
    """Whether it says a number or a day that is not part of the name of an act or of a place in one."""
    return _DIGIT.search(_ACT_OR_PLACE.sub(" ", text)) is not None


def names_itself(text: str) -> bool:
    """Whether a sentence says by itself what a label before it would say: "Hồ sơ gồm …", "Thời hạn giải quyết …"."""
    return _NAMED.match(text) is not None
