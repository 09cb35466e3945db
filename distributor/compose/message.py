"""An item's message, of which every text, card and video is made: its points by part, and the facts of short texts. Pure.

1. The message is the item's chosen points, in their order of importance; of an older item those that its key points give.
2. A long text tells all of them by part: who is concerned, what is new, what to do, which papers, where, until when, from
   when. Where room is short the least important point goes first, each as a whole.
3. A short text (X, SMS) tells one: of a document the most important with a figure or a day, else the most important.
"""

import re
from dataclasses import replace
from itertools import pairwise

from distributor.compose.item import ItemView
from distributor.compose.worth import MOST_SHORT_FACTS, ON_A_DAY, has_figure, leaves_title_unanswered, less_worth
from distributor.facts import Answer, Facts, KeyPoints, Point, Role
from distributor.policy import WARNING_KIND
from distributor.text.borders import protected, sentence_ends
from distributor.text.plain import one_line, word_pairs
from distributor.understand.answering_told import tells_answer
from distributor.understand.closing import applies_from
from distributor.understand.last_moment import NOT_HELD
from distributor.understand.roles import FIRMS_DUTY

LED = (Role.WHO, Role.HOW, Role.WHERE, Role.DEADLINE)
"""Of each of these the first point is led by a label of its own; others of the role are told beside what changes."""
QUESTION = "question"
"""The kind whose items are told by their answer, or by all that the reply says."""
LEAST_VERDICT = 3
"""Words of a sentence that is more than "Không." or "Có, được."."""
_LEADS_ON = re.compile(r"(?:như sau|sau đây|dưới đây)\s*[.:;…]*\Z", re.IGNORECASE)
"""Ends what only announces the answer."""
_TAKES_BACK = re.compile(
    r"(?<!\w)(?:trừ|nhưng|tuy nhiên|không|nếu|chỉ|riêng|trường hợp|với điều kiện)(?!\w)", re.IGNORECASE
)
_WHOM = re.compile(r"(?:đối tượng|phạm vi)(?: (?:áp dụng|thụ hưởng|được \w+))?:", re.IGNORECASE)
_STEP = re.compile(r"bước \d+\s*[:.]", re.IGNORECASE)
_ENTRIES = re.compile(r"(?P<lead>[^:;.]{3,90}): (?:(?!(?<!\w)(?:trừ|nếu|chỉ)(?!\w))[^;]){8,}(?=; )")
_HALF = re.compile(
    r"(?:(?!(?<!\w)(?:trừ|nếu|chỉ|đồng thời|gồm)(?!\w))[^;:]){5,}(?<!\w)(?:được|miễn|giảm|phải|phạt|hỗ trợ|là)(?!\w)"
    r"[^;:]{4,}(?=;\s)",
    re.IGNORECASE,
)
"""A ruling before a semicolon, behind which another one stands."""
_HELD = re.compile(
    r"(?:(?P<before>[^,;:.]{3,120}) )?(?:tổ chức|khai mạc|mở) "
    r"(?P<what>[^;:.]{4,120}? (?:từ|lúc|vào) [^;:]{0,24}\d[^;:]{4,160})\Z",
    re.IGNORECASE,
)
"""What is held and when, behind who holds it."""
_HOURS = re.compile(r"(?<!\w)(\d{1,2}) giờ(?: (\d\d)(?! giờ)(?: phút)?)?(?!\w)")
_FROM_TO = re.compile(r"(?:từ )?(\d{1,2}h(?:\d\d)?) (?:đến|-|–) (?=\d{1,2}h)")
_HOURS_OF_A_DAY = re.compile(
    r"\d(?: giờ|h)(?: ?\d\d)?(?: phút)? ?(?:đến|tới|-|–) ?\d{1,2}(?: giờ|h)[^.;]{0,40}?\d{1,2}/\d{1,2}", re.IGNORECASE
)
AS_PRINTED = re.compile(
    r"(?<!\w)(?:đã|được) (?:in|ghi|viết|nêu|đăng|trình bày)(?: nhầm| sai)?(?: là|:|\s[“\"])|(?:in|ghi|viết"
    r"|đánh máy) (?:nhầm|sai)(?!\w)",
    re.IGNORECASE,
)
"""What stood wrong somewhere, before what is right."""
_COMPARED = re.compile(
    r",\s+(?:tăng|giảm|cao hơn|thấp hơn|thay vì|thay cho|gấp)\s"
    r"(?:(?!(?<!\w)(?:trừ|nếu|chỉ|nhưng)(?!\w))[^,;.]|[.,](?=\d)){4,120}\.?\Z",
    re.IGNORECASE,
)
"""What it was before, behind what it is now."""
_ONLY_WHOLE = re.compile(r"(?<!\w)(?:đủ|đồng thời|tất cả|hồ sơ|giấy tờ|gồm)(?!\w)(?!.*trong đó)", re.IGNORECASE)
_TERM = re.compile(
    r"(?<!\w)(?:(?:trước|chậm nhất|hạn|hết|đến (?:hết|ngày)|trong (?:thời hạn|cả)|trong thời gian (?:từ |không quá |tối đa )?\d+"
    r"|không quá|kể từ|sau)(?!\w)"
    r"|(?:đến|trong|trong vòng) \d)",
    re.IGNORECASE,
)
"""Until when, or how long; from when on is none."""
_FALSE_ADDRESS = re.compile(
    r"(?<![\w.@])(?!\S*\.gov\.vn)[\w-]+(?:\.[\w-]+)*\.(?:com|net|online|xyz|info|top|vip|cc|vn)(?!\w)", re.IGNORECASE
)
"""What a telephone makes a link of: in a warning it is the swindler's, unless it is an office's."""
_ONE_DAY_OF_SEVERAL = re.compile(
    r"(?:\d{1,2}\s?(?:g|h|:|giờ)\s?\d{0,2}[^:;,]{0,16}, )?(?:thứ (?:hai|ba|tư|năm|sáu|bảy)|chủ nhật|ngày \d)[^:]{0,40}:|"
    r"(?:thôn|bản|ấp|tổ|khu phố|xóm|buôn)\s[^:;]{1,60}: [^;]{0,60}\d{1,2}/\d{1,2}",
    re.IGNORECASE,
)
"""A line of a timetable: a day and what is then, or a hamlet and its day."""
_EXCEPTS_ONLY = re.compile(
    r"(?:(?:việc|quy định|mức|nội dung|chính sách)\s[^.;:]{0,80}? )?"
    r"không (?:được )?áp dụng (?:[^.;:]{0,60}? )?(?:đối với|cho|với)(?!\w)|"
    r"(?:các )?(?:xe|phương tiện|trường hợp|người|hộ)\s[^.;:]{0,80}? không (?:bị (?:hạn chế|cấm|điều chỉnh)|thuộc diện)"
    r"[^.;:]{0,20}\W*\Z",
    re.IGNORECASE,
)
"""Whom a ruling leaves out, without the ruling."""
_LEANS = re.compile(
    r"(?:(?:mức|quy định|hành vi|việc|khoản|số tiền)[^,;.]{0,30} (?:trên|nêu trên|này|đó)(?!\w)|ngoài ra|đồng thời|bên cạnh đó|"
    r"(?:nghị định|thông tư|luật|nghị quyết|quyết định|văn bản)(?: này| mới)? (?:cũng|còn)(?!\w)|riêng\s|"
    r"(?:nếu|trường hợp)\s[^.;]*gấp)",
    re.IGNORECASE,
)
"""What is understood only behind what stands before it."""
_NEVER_ALONE = re.compile(
    r"(?<!\w)(?:các|những) (?:ngày|buổi|địa điểm|thời gian|đợt) (?:nêu |nói )?trên(?!\w)|theo quy định (?:cũ|trước đây)(?!\w)",
    re.IGNORECASE,
)
"""What points to days that are not told, and what goes on by the old rule."""
_AT = re.compile(r"\A(?:tại|ở)\s+", re.IGNORECASE)
_BEFORE = re.compile(r"\s\((?:trước đây|hiện nay|quy định cũ|mức cũ|cũ)(?!\w)[^()]{3,80}\)", re.IGNORECASE)
"""What it was before, in brackets."""
_NAMED = re.compile(
    r"(?:đối tượng|áp dụng|hồ sơ|giấy tờ|thời hạn|thời gian|hạn |nơi |nghị định|quyết định|nghị quyết|thông tư|luật|quy định|"
    r"chậm nhất|trước ngày|từ ngày|trong thời hạn|trong vòng)|[^:]{3,40}:\s",
    re.IGNORECASE,
)
"""How a statement begins that says by itself what it is about, so that a label before it would say it twice."""

_OF_WHAT = re.compile(
    r"(?:từ [\d/]+: )?(?:được )?(?:miễn(?:, giảm)?|giảm|không thu|thu|hỗ trợ|trợ cấp|thưởng)\s+(?:bằng |thêm |ngay )?"
    r"(?:\d[\d.,]*\s?(?:%|(?:triệu |nghìn )?đồng)?\s*)?(?:đối với|cho)(?!\w)",
    re.IGNORECASE,
)
"""What is freed or paid, without of what."""
_NAMES_NOTHING = re.compile(
    r"công dân|người dân|bà con|cá nhân|tổ chức|hộ gia|gia đình|nhân dân|ủy ban|đối tượng|trường hợp|quy định|thực hiện|áp dụng|"
    r"hỗ trợ|mức hỗ|được hỗ|mức thu|trợ cấp|trẻ em|"
    r"(?:về |tại |của )?ubnd \S*|\S+ ubnd|"
    r"thông báo|quyết định|nghị quyết|nghị định|thông tư|địa bàn|trên địa|cơ quan|đơn vị|bắt đầu|kể từ|từ ngày|được hưởng|"
    r"(?:từ|ngày|tháng|năm|quý|đến|trước) \S+|\S*\d\S* \S+|\S+ \S*\d\S*"
)
"""Two words that stand in texts of any subject."""


def is_told_by_answer(item: ItemView) -> bool:
    return item.kind == QUESTION and not item.facts.told_whole


def message_of(item: ItemView) -> tuple[Point, ...]:
    """The most important first. Empty where nothing is known, and of a question that its answer tells."""
    facts = item.facts
    if is_told_by_answer(item):
        return ()
    if facts.message:
        return tuple(_without_title(_of_whom(point), one_line(item.title)) for point in facts.message)
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


def _of_whom(point: Point) -> Point:
    """Give a point the role of whom it concerns where a notice labels it so, whatever else it says."""
    return replace(point, role=Role.WHO) if _WHOM.match(point.statement) else point


def _without_title(point: Point, title: str) -> Point:
    """Return the point without the item's own title, which a notice runs into its first sentence: "Lịch tiêm chủng Thời gian:
    …"."""
    rest = point.statement[len(title) :].lstrip(" .:;–-") if point.statement.startswith(title) and title else ""
    return replace(point, statement=rest) if len(rest.split()) > 3 and rest[0].isupper() else point


def points_told(item: ItemView, most: int | None = None) -> KeyPoints:
    """The message by part, for texts, cards and videos. `most`: no more than so many of its points, the most important."""
    facts = item.facts
    if is_told_by_answer(item):
        return KeyPoints(topic=facts.points.topic)
    if not facts.message and most is None:
        return facts.points
    message = message_of(item)[:most]
    until = next((point for point in message if point.role is Role.DEADLINE and point.day), None)
    led = {role: _first(message, role) for role in LED}
    led[Role.DEADLINE] = until or next(
        (point for point in message if point.role is Role.DEADLINE and _TERM.search(point.statement)), None
    )
    apart = [*led.values(), _first(message, Role.PAPERS), *[each for each in message if _says_effect(each, facts)][:1]]
    return KeyPoints(
        topic=facts.points.topic,
        affected=_said(led[Role.WHO]),
        changes=tuple(point.statement for point in _as_it_stands(item, message) if point not in apart),
        action=_said(led[Role.HOW]),
        place=_said(led[Role.WHERE]),
        deadline=_said(led[Role.DEADLINE]),
        deadline_on=until.day if until else None,
    )


def _as_it_stands(item: ItemView, message: tuple[Point, ...]) -> list[Point]:
    """Put points into the order of the source: "Trường hợp tái phạm …" is understood behind what it is about, and of a notice
    what people are called to stands before what happens to those who do not come.

    A warning keeps its own order: what an office never does goes before what the swindler does.
    """
    if item.kind == WARNING_KIND:
        return list(message)
    for text in (item.text, item.summary, item.page):
        source = one_line(text)
        places = [source.find(one_line(point.quotes[0])) if point.quotes else -1 for point in message]
        if message and min(places) >= 0:
            return [message[at] for at in sorted(range(len(message)), key=lambda at: places[at])]
    return list(message)


def answer_of(item: ItemView) -> Answer | None:
    """Return what a question is answered with; None where no sure answer is known: nothing else passes for one."""
    return item.facts.told_answer if item.kind == QUESTION else None


def papers_told(item: ItemView, most: int | None = None) -> str:
    return _said(_first(message_of(item)[:most], Role.PAPERS))


def effect_told(item: ItemView, most: int | None = None) -> str:
    """The statement that says from when the document has effect."""
    message = message_of(item)[:most]
    return next((one_line(each.statement) for each in message if _says_effect(each, item.facts)), "")


def followed_from(item: ItemView) -> str:
    """Return what the statement of effect says of when the rules are followed, where the day of effect alone would mislead;
    mostly empty."""
    return applies_from(effect_told(item))


def _says_effect(point: Point, facts: Facts) -> bool:
    document = facts.document
    when = document.effective_on if document else None
    if document is None:
        return False  # of a list of acts each has its own
    return point.role is Role.EFFECT and (point.day is None or when is None or point.day == when)


def _first(message: tuple[Point, ...], role: Role) -> Point | None:
    return next((point for point in message if point.role is role), None)


def _said(point: Point | None) -> str:
    return one_line(point.statement) if point else ""


def short_facts(item: ItemView) -> tuple[Point, ...]:
    """Points that may stand for the whole in a short text: by importance, but those with a figure or a day before others.

    Of a question its answer, then the answer without its last sentence, and so on: it begins with what it concludes. Nothing of
    a reply that is told whole: which of its sentences is the answer is not sure.
    """
    if item.facts.told_whole:
        return ()
    answer = answer_of(item)
    if answer is not None:
        return tuple(Point(Role.HOW, each, day=None) for each in _answer_in_short(answer))
    message = message_of(item)
    if sum(_STEP.match(point.statement) is not None for point in message) > 1:
        # One step of several stands for none of them.
        message = tuple(point for point in message if _STEP.match(point.statement) is None)
    if sum(_ONE_DAY_OF_SEVERAL.match(point.statement) is not None for point in message) > 1:
        # Nor does one day of a timetable.
        message = tuple(point for point in message if _ONE_DAY_OF_SEVERAL.match(point.statement) is None)
    told = [point for point in message if not _says_effect(point, item.facts)] or list(message)
    # Whom it concerns is said by no predicate, and where without what ("tại nhà văn hóa"): alone it says nothing.
    alone = [point for point in told if point.role is not Role.WHO and not _is_fragment(point)]
    # Where it is helps nobody who does not know when.
    dated = item.kind != WARNING_KIND and ON_A_DAY.search(item.title)
    places = [_as_sentence(point) for point in told if dated and _is_fragment(point)]
    told = [*(alone or [point for point in told if not _is_fragment(point)]), *places]
    told = [
        point
        for point in told
        if not any(each.match(point.statement) for each in (_EXCEPTS_ONLY, _LEANS, FIRMS_DUTY))
        and not _NEVER_ALONE.search(point.statement)
        and not (item.kind == WARNING_KIND and _FALSE_ADDRESS.search(point.statement))
        and len(point.statement.split()) > LEAST_VERDICT
        and not leaves_title_unanswered(point, item)  # what is not the answer looks like one under a question
    ]
    told = [replace(point, statement=one_line(point.statement)) for point in told]
    by_worth = sorted(range(len(told)), key=lambda place: place + less_worth(told[place], item))
    return tuple(each for place in by_worth[:MOST_SHORT_FACTS] for each in _with_beginning(told[place], item.kind))


def _is_fragment(point: Point) -> bool:
    return point.role is Role.WHERE and point.statement[:1].islower()


def _as_sentence(point: Point) -> Point:
    """`Địa điểm: số 12 đường Trần Phú` of `tại số 12 đường Trần Phú`."""
    return replace(point, statement=f"Địa điểm: {_AT.sub('', point.statement)}")


def _with_beginning(point: Point, kind: str) -> tuple[Point, ...]:
    """The point, then what it says first, where the rest only adds to it: another clause, further entries of a list.

    What a swindler holds is told with who he is.
    """
    told = [point.statement]
    if AS_PRINTED.search(told[0]):
        return (point,)  # the half of it is what was wrong
    ends = [*sentence_ends(told[0], protected(told[0])), len(told[0])]
    if len(ends) > 1 and not _TAKES_BACK.search(told[0][ends[0] : ends[1]]):
        told.append(told[0][: ends[0]])
    found = _HELD.match(told[-1]) if kind != WARNING_KIND else None
    if found and not NOT_HELD.search(found["before"] or ""):
        told.append(f"{found['what'][:1].upper()}{found['what'][1:]}")
    if _BEFORE.search(told[-1]):
        told.append(_BEFORE.sub("", told[-1]))
    if found := _COMPARED.search(told[-1]):
        told.append(f"{told[-1][: found.start()]}.")
    if (found := _HALF.match(told[-1])) and not _TAKES_BACK.search(told[-1][found.end() :]):
        told.append(f"{found[0]}.")
    if (found := _ENTRIES.match(told[-1])) and not _ONLY_WHOLE.search(found["lead"]):
        told.append(f"{found[0]}.")
    told += [brief for text in told if (brief := brief_hours(text)) != text]
    return (point, *(replace(point, statement=text) for text in told[1:] if has_figure(text)))


def says_hours(text: str) -> bool:
    """Return True if it names hours of a day: `8 giờ đến 11 giờ 30 ngày 05/12/2026`, `8h-11h30 ngày …`."""
    return _HOURS_OF_A_DAY.search(text) is not None


def brief_hours(text: str) -> str:
    """Shorten hours such as `từ 8 giờ đến 11 giờ 30 ngày …` as people write it in a message: `8h-11h30 ngày …`."""
    return _FROM_TO.sub(r"\1-", _HOURS.sub(lambda found: f"{found[1]}h{(found[2] or '').replace('00', '')}", text))


def _answer_in_short(answer: Answer) -> list[str]:
    """The answer, then its beginnings; where what its first quote says stands behind the rule, that sentence, for it answers."""
    text = one_line(answer.text)
    told = _beginnings(text)
    ends = [0, *sentence_ends(text, protected(text)), len(text)]
    sentences = [each for begin, end in pairwise(ends) if (each := text[begin:end].strip())]
    if len(sentences) < 2 or not answer.quotes:
        return told
    best = max(sentences, key=lambda each: len(word_pairs(each) & word_pairs(answer.quotes[0])))
    alike = tells_answer(best, answer.quotes[0]) and 4 * len(answer.quotes[0].split()) <= 5 * len(best.split())
    if best == sentences[0] or len(sentences[0].split()) <= LEAST_VERDICT or not alike:
        return told
    return [told[0], best]


def _beginnings(text: str) -> list[str]:
    ends = [*sentence_ends(text, protected(text)), len(text)]
    told = (text[:end] for end in reversed(ends))
    stands = [beginning for beginning in told if not _LEADS_ON.search(beginning)]
    # "Không." alone says too much where "chỉ được … khi" or "trừ …" follows.
    whole = [
        each
        for each in stands
        if each == text or len(each.split()) > LEAST_VERDICT or not takes_back(text[len(each) :])
    ]
    return (whole or stands)[:MOST_SHORT_FACTS]


def takes_back(text: str) -> bool:
    """Return True if words stand in it that limit or deny what stands before or behind them."""
    return _TAKES_BACK.search(text) is not None


def names_itself(text: str) -> bool:
    """Return True if a sentence says by itself what a label before it would say: "Hồ sơ gồm …", "Thời hạn giải quyết …"."""
    return _NAMED.match(text) is not None


def in_common(one: str, other: str) -> bool:
    """Return True if both have two words in a row in common that name something: then the one can be understood without the
    other. Never what does not say of what it frees or what it pays: "Miễn đối với hộ nghèo"."""
    return _OF_WHAT.match(one) is None and any(
        not _NAMES_NOTHING.fullmatch(" ".join(pair)) for pair in word_pairs(one) & word_pairs(other)
    )
