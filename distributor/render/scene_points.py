"""The scene of one sentence, by the role of its point: what is surely told gets its layout, the rest is a statement. Pure."""

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import pairwise

from distributor.facts import Point, Role
from distributor.render.scene import Scene, SceneKind
from distributor.render.scene_compare import comparison_of
from distributor.render.scene_days import BEFORE, FROM, TO_THE_END, UNTIL, deadline_of, effect_of
from distributor.render.scene_figures import LONGEST_NOTE, FigureParts, figure_of, joined
from distributor.render.scene_lists import papers_of, people_of, steps_of
from distributor.render.scene_place import is_invitation, place_of
from distributor.render.scene_words import PERSON, as_read, clauses, concerns_office, stripped
from distributor.text.plain import one_line
from distributor.understand.dates import DAY

LONGEST_READ = 600
"""Longer than any statement of a message: none is taken apart that is."""
LONGEST_BAN = 150
LONGEST_NAME = 90
"""Of those concerned, who are only named: no sentence, which would end with a full stop."""

_FINE = re.compile(r"(?<!\w)phạt(?!\w).*\d", re.IGNORECASE | re.DOTALL)
_BANNED = re.compile(
    rf"(?:(?:kể\s+)?từ\s+(?:ngày\s+)?{DAY},?\s+)?(?:nghiêm\s+cấm|cấm|không\s+được(?!\s+phép)|không\s+ai\s+được)(?!\w)",
    re.IGNORECASE,
)
_NOBODY = re.compile(
    rf"{PERSON}(?!\w)(?:(?!\s(?:mà|nếu|khi|thì)\s)[^.;:]){{0,90}}?\s+(?:tuyệt\s+đối\s+)?không\s+được"
    r"(?!\s+(?:phép\s+)?(?:hưởng|nhận|xét|giảm|bồi|thực))(?!\w)",
    re.IGNORECASE,
)
"""Who may not do something; not what somebody is not given."""
_OPENER = re.compile(
    r"\A(?:theo đó|cụ thể|ngoài ra|đồng thời|bên cạnh đó|trong đó|theo quy định|được biết|như vậy|đặc biệt|đáng chú ý)\s*,\s*",
    re.IGNORECASE,
)
"""How a sentence of an article begins that says nothing by it."""
_SENTENCE_END = re.compile(r"(?<=[^\W\d_][^\W_])\.\s+(?=[A-ZĐÀ-Ỹ])|(?<=[\d%)”])\.\s+(?=[A-ZĐÀ-Ỹ])")
_WITH_NOTE = frozenset({SceneKind.FIGURE, SceneKind.COMPARISON, SceneKind.DEADLINE, SceneKind.EFFECT, SceneKind.BAN})
_ON_WHOM = re.compile(
    r"(?:đối với|với|cho)\s+(?:một trong (?:các|những)\s+)?(?:hành vi\s+)?(?P<act>.+)\Z", re.IGNORECASE | re.DOTALL
)
_LISTS_PEOPLE = re.compile(r"(?:các\s+|những\s+)?đối\s+tượng(?!\w)[^:;,.]*(?<!\w)(?:gồm|là)(?!\w)", re.IGNORECASE)
_LISTS_PAPERS = re.compile(r"(?:thành\s+phần\s+)?hồ\s+sơ(?!\w)[^:;,.]*(?<!\w)gồm(?!\w)", re.IGNORECASE)
_BREAKS_IT = frozenset({"", "vi phạm", "ai vi phạm", "người vi phạm", "nếu vi phạm", "cá nhân vi phạm"})
"""All that stands before a fine which is that of the ban before it."""
_ONE_CASE = re.compile(
    r"(?:một|hai|ba|bốn|năm|\d+)\s+(?:doanh nghiệp|người|đối tượng|cơ sở|hộ|trường hợp)(?!\w)", re.IGNORECASE
)
"""How a sentence begins that tells of cases, not of a rule."""
_QUOTED_APART = re.compile(
    r"[“\"](?P<wrong>[^“”\"]{2,150})[”\"][^“”\".]{0,80}(?:sửa|đọc|đính chính|thay|viết)[^“”\".]{0,30}(?:là|thành|bằng)\s*:?\s*"
    r"[“\"](?P<right>[^“”\"]{2,150})[”\"]",
    re.IGNORECASE,
)
_NOT_AS_PRINTED = re.compile(
    r"(?<!\w)là\s+(?P<right>[^,;]{2,60}),\s*(?:chứ\s+)?không\s+phải(?:\s+là)?\s+(?P<wrong>(?:[^,;.]|\.(?=\w)){2,60}?)"
    r"(?:\s+như\s+[^,;.]+)?(?=[;,]|\.(?!\w)|\Z)",
    re.IGNORECASE,
)
_ALL_OF = re.compile(
    rf"(?P<who>{PERSON}(?!\w)[^,;:]{{2,60}}(?:,\s+(?:và\s+)?{PERSON}(?!\w)[^,;:]{{2,60}}?){{1,4}}?)\s+"
    r"(?P<rest>(?:được|phải|cũng được|không phải|có quyền|thuộc diện)(?!\w).+)\Z",
    re.IGNORECASE,
)
_MUST = re.compile(r"(?<!\w)(?:phải|cần|có trách nhiệm|hoàn thành)(?!\w)", re.IGNORECASE)
_TO_THE_END = re.compile(r"(?<!\w)đến\s+hết\s+(?:ngày\s+)?\d", re.IGNORECASE)
_SUBJECT = re.compile(
    r"(?P<who>(?!diện(?!\w))[^,;:]{4,90}?)\s+(?P<rest>(?:được|phải|cũng được|có quyền|thuộc diện)(?!\w).+)\Z",
    re.IGNORECASE,
)


def scene_of(point: Point) -> Scene:
    """The scene of a point, without its pictogram."""
    sentence = as_read(point.statement)
    if len(sentence) > LONGEST_READ:
        return Scene(SceneKind.STATEMENT, sentence)
    first, more = _first_of(sentence)
    if more and point.role is Role.HOW and (numbered := _steps(sentence, point)):
        return numbered
    for read in _READERS.get(point.role, (_figure,)):
        if scene := read(_OPENER.sub("", first), point):
            return _with_rest(replace(scene, statement=sentence), more)
    return Scene(SceneKind.STATEMENT, sentence)


def _first_of(sentence: str) -> tuple[str, str]:
    """The first of several sentences, and the others."""
    end = _SENTENCE_END.search(sentence)
    return (sentence[: end.start()], sentence[end.end() :]) if end else (sentence, "")


def _with_rest(scene: Scene, more: str) -> Scene:
    """Add beneath what further sentences say, where the layout has a place for it and it is short."""
    if not more:
        return scene
    note = joined(scene.note, more)
    keeps = scene.kind in _WITH_NOTE and (scene.kind is not SceneKind.BAN or scene.figure) and len(note) <= LONGEST_NOTE
    return replace(scene, note=note) if keeps else Scene(SceneKind.STATEMENT, scene.statement)


def _comparison(sentence: str, point: Point) -> Scene | None:
    found = comparison_of(sentence, is_change=point.role is Role.CHANGE)
    if found is None:
        return None
    return Scene(
        SceneKind.COMPARISON, sentence, of_what=found.of_what, before=found.before, after=found.after, note=found.note
    )


def _figure(sentence: str, _: Point) -> Scene | None:
    found = figure_of(sentence)
    return _of_figure(sentence, found) if found else None


def _of_figure(sentence: str, found: FigureParts) -> Scene:
    return Scene(
        SceneKind.FIGURE,
        sentence,
        figure=found.figure,
        of_what=found.of_what,
        for_whom=found.for_whom,
        note=found.note,
    )


def _figure_of_a_rule(sentence: str, point: Point) -> Scene | None:
    """Return the figure of a rule; not "có hiệu lực sau 10 ngày kể từ ngày ký"."""
    return None if "hiệu lực" in sentence.casefold() else _figure(sentence, point)


_OFFICES_DAY = re.compile(
    r"(?:sẽ|phải) (?:được )?(?:trả lời|giải quyết|công bố|thông báo|chi trả|phản hồi)(?! cho)", re.IGNORECASE
)
"""A day by which an office does something: as a leaf it would be taken for the reader's own."""


def _deadline(sentence: str, point: Point) -> Scene | None:
    found = deadline_of(sentence, point.day)
    if found is None or _OFFICES_DAY.search(sentence):
        return None
    return Scene(
        SceneKind.DEADLINE,
        sentence,
        todo=found.todo,
        note=found.note,
        day=found.day,
        day_label=found.label,
        hours=found.hours,
    )


def _due(sentence: str, point: Point) -> Scene | None:
    """Return until when a duty must be done; not "xe mua trước ngày … phải …", which is a condition."""
    scene = _deadline(sentence, point)
    if scene is None or scene.note or scene.day_label not in {UNTIL, BEFORE} or not _MUST.search(scene.todo):
        return None
    return scene


def _until(sentence: str, point: Point) -> Scene | None:
    """Return until when a right or a rule holds; not "giấy phép cấp trước ngày …", which is a condition."""
    scene = _deadline(sentence, point) if _TO_THE_END.search(sentence) else None
    return replace(scene, day_label=TO_THE_END) if scene is not None and scene.day_label == UNTIL else None


def _effect(sentence: str, point: Point) -> Scene | None:
    if found := effect_of(sentence, point.day):
        return Scene(
            SceneKind.EFFECT, sentence, of_what=found.todo, note=found.note, day=found.day, day_label=found.label
        )
    found = deadline_of(sentence, point.day)
    if found is None or found.label != FROM:
        return None
    return Scene(SceneKind.EFFECT, sentence, of_what=found.todo, note=found.note, day=found.day, day_label=found.label)


def _ban(sentence: str, _: Point) -> Scene | None:
    """Return what is banned; with the fine where the same sentence tells it."""
    fine = _penalty(sentence, _) if _FINE.search(sentence) else None
    if fine is not None:
        return fine
    if with_fine := _ban_and_fine(sentence):
        return with_fine
    banned = _BANNED.match(sentence) or (_NOBODY.match(sentence) and not concerns_office(sentence))
    if not banned or len(sentence) > LONGEST_BAN:
        return None
    return Scene(SceneKind.BAN, sentence, of_what=stripped(sentence))


def _ban_and_fine(sentence: str) -> Scene | None:
    """ "Cấm …; vi phạm bị phạt …": the fine of the second clause is that of the first."""
    banned, fined = clauses(sentence)
    found = figure_of(fined) if _BANNED.match(banned) and _FINE.search(fined) and len(banned) <= LONGEST_BAN else None
    if found is None or found.note or found.for_whom or found.of_what.casefold() not in _BREAKS_IT:
        return None
    return Scene(SceneKind.BAN, sentence, figure=found.figure, of_what=stripped(banned))


def _penalty(sentence: str, _: Point) -> Scene | None:
    """An act and its fine; a fine of somebody whom the news names is none."""
    found = figure_of(sentence)
    if found is None or not _FINE.search(f"{found.before} {found.figure}"):
        return None
    if _ONE_CASE.match(sentence) or concerns_office(sentence):
        return None
    act, note = re.sub(r"\s+thì\Z", "", found.before), found.note
    if not act:  # "Phạt tiền từ … đến … đối với hành vi …"
        named = _ON_WHOM.match(found.after)
        act, note = stripped(named["act"] if named else found.after), ""
    if not act or len(act) > LONGEST_BAN:
        return None
    return Scene(SceneKind.BAN, sentence, figure=found.figure, of_what=act, note=note)


def _place(sentence: str, _: Point) -> Scene | None:
    found = place_of(sentence)
    if found is None or not is_invitation(found, sentence):
        return None
    return Scene(
        SceneKind.PLACE,
        sentence,
        of_what=found.what,
        place=found.place,
        hours=found.hours,
        day=found.day,
        day_label=("Từ ngày" if found.since else "Ngày") if found.day else "",
        bring=found.bring,
        note=found.note,
    )


def _place_with_time(sentence: str, point: Point) -> Scene | None:
    scene = _place(sentence, point)
    return scene if scene and (scene.hours or scene.day) else None


def _steps(sentence: str, _: Point) -> Scene | None:
    found = steps_of(sentence)
    return Scene(SceneKind.STEPS, sentence, of_what=found.of_what, steps=found.entries) if found else None


def _papers(sentence: str, _: Point) -> Scene | None:
    found = papers_of(sentence)
    return Scene(SceneKind.STEPS, sentence, of_what=found.of_what, steps=found.entries) if found else None


def _listed(sentence: str, point: Point) -> Scene | None:
    """A sentence that says itself of what it is a list, whichever its role."""
    if _LISTS_PEOPLE.match(sentence) and (found := people_of(sentence)):
        return Scene(SceneKind.WHO, sentence, of_what=found.of_what, steps=found.entries)
    return _papers(sentence, point) if _LISTS_PAPERS.match(sentence) else None


def _who(sentence: str, _: Point) -> Scene | None:
    if found := people_of(sentence):
        return Scene(SceneKind.WHO, sentence, of_what=found.of_what, steps=found.entries)
    if concerns_office(sentence):
        return None
    subject = _SUBJECT.match(stripped(sentence)) or _ALL_OF.match(stripped(sentence))
    if subject is None:
        named = stripped(sentence)
        is_name = named == sentence and len(named) <= LONGEST_NAME and _PERSON_FIRST.match(named)
        return Scene(SceneKind.WHO, sentence, steps=(named,)) if is_name else None
    return Scene(SceneKind.WHO, sentence, for_whom=stripped(subject["who"]), note=stripped(subject["rest"]))


_PERSON_FIRST = re.compile(rf"{PERSON}(?!\w)", re.IGNORECASE)
Reader = Callable[[str, Point], Scene | None]
_READERS: dict[Role, tuple[Reader, ...]] = {
    Role.CHANGE: (_listed, _comparison, _figure, _place_with_time, _until),
    Role.AMOUNT: (_comparison, _figure, _until),
    Role.DEADLINE: (_comparison, _deadline, _place_with_time, _figure),
    Role.WHO: (_who,),
    Role.WHERE: (_place,),
    Role.HOW: (_comparison, _place_with_time, _steps, _papers, _figure, _place, _until),
    Role.PAPERS: (_papers, _steps),
    Role.RIGHT: (_listed, _comparison, _figure, _place_with_time, _until),
    Role.DUTY: (_comparison, _due, _figure),
    Role.BAN: (_ban,),
    Role.PENALTY: (_penalty, _figure),
    Role.EFFECT: (_effect, _comparison, _figure_of_a_rule),
}


def put_right(statements: Sequence[str]) -> tuple[str, str]:
    """Wrong and right as they are written, where a statement sets them apart otherwise than side by side in quotation marks."""
    for statement in statements:
        for pattern in (_QUOTED_APART, _NOT_AS_PRINTED):
            if len(statement) <= LONGEST_READ and (found := pattern.search(one_line(statement))):
                return stripped(found["wrong"]), stripped(found["right"])
    return "", ""


def joined_fine(ban: Scene, penalty: Scene) -> Scene | None:
    """A ban with the fine of another sentence of the message, if that speaks of the same act."""
    if ban.kind is not SceneKind.BAN or ban.figure or penalty.kind is not SceneKind.BAN or not penalty.figure:
        return None
    banned, fined = _telling(ban.of_what), _telling(penalty.of_what)
    if not fined or len(banned & fined) < max(2, round(0.6 * min(len(banned), len(fined)))):
        return None
    return replace(ban, figure=penalty.figure, note=penalty.statement)


def _telling(text: str) -> frozenset[tuple[str, str]]:
    words = [word for word in re.findall(r"\w+", text.casefold()) if word not in _LIGHT]
    return frozenset(pairwise(words))


_LIGHT_WORDS = "nghiêm cấm không được hoặc và các những của cho tại trên trong ở bị người hành vi việc"
_LIGHT = frozenset(_LIGHT_WORDS.split())
