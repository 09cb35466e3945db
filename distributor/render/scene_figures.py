"""The one figure that a sentence tells, with what it is of and for whom; and old against new. Pure.

A figure counts only where the sentence says it of something ("được giảm 30%", "Phí … là 45.000 đồng"), not where it names a
condition ("từ 70% lao động"), a document, a day or a place. What stands before it, itself, and what follows are together the
sentence: nothing gets lost, so that no slot says more than the sentence does.
"""

import re
from dataclasses import dataclass, replace

from distributor.render.scene_words import CONDITION, JOINT, PERSON, clauses, stripped, word_count

LONGEST_OF_WHAT = 96
LONGEST_FOR_WHOM = 90
LONGEST_NOTE = 150
LONGEST_ABOUT = 11
"""Words of what a figure is of that stand beneath it in a video; one of more is not large, for alone it would tell nothing."""
MOST_TOLD = 3
"""Figures of a sentence of which one is shown and the rest said beneath."""
_N = r"(?:\d{1,3}(?:\.\d{3})+(?:,\d+)?|\d+(?:,\d+)?)"
_MONEY = r"(?:(?:nghìn|ngàn|triệu|tỷ|tỉ)(?:\s+(?:tỷ|đồng))?|đồng(?!\s+giá(?!\w)))"
_MEASURE = (
    r"(?:m²|m2|m3|m³|ha|km/h|km/giờ|km|mét|cm|mm|m|kg|gam|tấn|tạ|lít|ml|độ|ngày\s+làm\s+việc|ngày|tuần|tháng|năm|giờ\s+làm\s+việc|"
    r"giờ|phút|tuổi|lần|điểm|kWh|chữ|từ|trang|tiết)"
)
_UNIT = rf"(?:%|‰|(?:{_MONEY}|{_MEASURE})(?![\w²³]))"
_PER_NOUN = (
    r"(?:hồ sơ|vụ việc|năm học|học kỳ|khóa học|khoá học|học sinh|sinh viên|học viên|ngày thực học|nhân khẩu|doanh nghiệp|"
    r"giấy phép|bản sao|trẻ em|hộ gia đình|lao động|hành vi|hợp đồng|trường hợp|phương tiện|chuyến|bản án|văn bản|ngày làm việc|"
    r"tác phẩm|tháng|năm|ngày|giờ|người|hộ|thửa|m²|m2|m³|m3|ha|kg|tấn|lít|suất|bộ|xe|lượt|lần|khẩu|vụ|trẻ|cháu|giấy|thẻ|con|"
    r"công|đêm|bản|tờ|trang|cây|đơn vị|thôn|xã|em|phòng|ca|tiết|buổi|kWh|khóa|khoá|[^\W\d_]+)"
)
_PER = rf"(?:\s?/\s?(?:{_N}\s)?{_PER_NOUN})*"
LIMIT = (
    r"(?:không\s+được\s+vượt\s+quá|không\s+vượt\s+quá|không\s+được\s+quá|không\s+quá|không\s+được\s+dưới|không\s+dưới|"
    r"không\s+nhỏ\s+hơn|không\s+ít\s+hơn|không\s+thấp\s+hơn|không\s+cao\s+hơn|ít\s+nhất|tối\s+thiểu|tối\s+đa|cao\s+nhất|thấp\s+nhất|"
    r"trong\s+vòng|trong\s+thời\s+hạn|trong|chậm\s+nhất|lớn\s+hơn|nhỏ\s+hơn|trung\s+bình|thêm|"
    r"trên|dưới|hơn|quá|khoảng|gần|bằng|chỉ|đủ|còn|"
    r"đến|tới|từ|mỗi|là)"
)
_CHANGING = (
    r"(?:(?:có\s+thể|không|chỉ|sẽ|cũng)\s+)*(?:(?:được|bị|phải)\s+)?(?<!xử\s)(?<!tiền\s)(?<!mức\s)(?<!cứu\s)"
    r"(?:giảm|tăng|(?:nộp\s+)?phạt(?:\s+tiền)?|đóng|nộp|trả|thưởng|miễn|khấu\s+trừ|hưởng|vay|hỗ\s+trợ|trợ\s+cấp|trợ\s+giúp|tặng(?:\s+quà)?|cộng)"
)
_PAYS = re.compile(
    r"(?:đóng|nộp(?!\s+phạt)|trả|thưởng|hưởng|vay|hỗ\s+trợ|trợ\s+cấp|trợ\s+giúp|tặng|cộng)(?!\w)", re.IGNORECASE
)
_COMPOUND = re.compile(r"chi|hoàn|thu|chậm|giao|thanh|tài|bù|kê|gửi|cấp", re.IGNORECASE)
_MAY_PAY = re.compile(
    rf"(?:.*(?:[,:;]|(?<!\w)(?:và|hoặc|thì|đều|đã|còn|đang|vẫn|mới)))?\s*|(?:các\s+|mỗi\s+)?{PERSON}(?:\s+\S+){{0,8}}?\s*",
    re.I,
)
"""After which a verb of paying stands alone: nothing, a pause, who pays."""
_RANGE = rf"(?:từ\s+)?{_N}(?:\s*{_UNIT}{_PER})?\s*(?:đến|tới|[-–—])\s*(?:dưới\s+)?{_N}\s*{_UNIT}{_PER}"
VALUE = rf"(?:{_RANGE}|{_N}\s*(?:tuổi|năm|giờ)\s+{_N}\s*(?:tháng|phút)|{_N}\s*{_UNIT}{_PER})"
AFTER_VALUE = (
    r"(?:\s+(?:trở\s+lên|trở\s+xuống|(?:mỗi|một)\s+"
    r"(?:tháng|năm(?:\s+học)?|học\s+kỳ|ngày|người|hộ|lần|lượt|vụ|ca)"
    r"(?=\s*(?:[,.;:)]|\Z|(?:và|trong|cho|kể|nếu|của|không|tối|đối|sau|từ)(?!\w)))))?"
)
FIGURE = re.compile(
    rf"(?<![\w/.,–-])(?P<value>(?:(?:{LIMIT})\s+){{0,3}}{VALUE}{AFTER_VALUE})(?!\s*(?:tháng|năm)\s+\d|[/\d])",
    re.IGNORECASE,
)
NOT_OF_A_FIGURE = re.compile(
    r"(?<!\w)(?:ngày|tháng|lúc|quý|khoản|điều|điểm|mục|chương|phụ lục|số|mẫu|kỳ|khóa|khoá|hạng|nghị định|quyết định|thông tư|"
    r"luật|nghị quyết|công văn|kế hoạch|thứ|lớp|tổ|(?<!trực )tuyến|quận|phường|khu phố|đường|quốc lộ|tuổi|năm)\s+\Z",
    re.IGNORECASE,
)
"""What a number that belongs to a day, a document or a place stands behind."""
_UNIT_TOLD = re.compile(r"(?<!\w)đơn\s+vị\s*(?:tính\s*[:(]?|[:(])\s*\Z", re.IGNORECASE)
"""Before what a table counts in: "đơn vị tính: 1.000 đồng"; "mỗi đơn vị 5 triệu đồng" is what a unit gets."""
_CLOCK_BEFORE = re.compile(r"(?<!\w)(?:sau|trước|lúc|từ|đến|vào)\s+\Z", re.IGNORECASE)
_CLOCK = re.compile(r"(?:(?:từ|lúc|vào|đến|tới)\s+)+\d{1,2}\s*(?:giờ|h)(?!\w)", re.IGNORECASE)
"""An hour of the day, by what stands before it: "từ 8 giờ đến 17 giờ"."""
_MINUTES = re.compile(r"(?:\s*\d{2}|\s+(?:sáng|trưa|chiều|tối|đêm)|\s+(?:thứ|ngày)\s+\w+)(?!\w)", re.IGNORECASE)
"""Behind an hour of the day: "7 giờ 30", "7 giờ ngày 03/12/2026"."""
_UNDER_A_CONDITION = re.compile(
    r"(?<!\w)(?:nếu|khi|trường\s+hợp)(?!\w)(?![^,:;]*(?<!\w)(?:được|bị|thì|phải)(?!\w))[^,:;]*\Z", re.IGNORECASE
)
_HELD = re.compile(r"(?<!\w)(?:nắm\s+giữ|giữ|sở\s+hữu|chiếm|sử\s+dụng|dùng|thu\s+nhập|doanh\s+thu)\s+\Z", re.IGNORECASE)
"""Before a share or a sum that describes somebody."""
_OLD_ALONE = re.compile(r"(?:tăng|giảm|nâng|hạ|rút)\s+(?:\S+\s+)?từ\s", re.IGNORECASE)
"""How a figure begins that is the old one of two: alone it says the contrary."""
_THEN = re.compile(r"(?<!\w)(?:sẽ|mới|đều)\s+(?:được|phải|bị)(?!\w)", re.IGNORECASE)
"""Tells what follows where the figure is reached: it is a condition."""
_PAY_UNIT = re.compile(r".*(?:ngày|tháng)\|\s*lương(?!\w)", re.IGNORECASE)
"""A month's pay is no month."""
_REPORTED = re.compile(
    r"\s*(?:(?:đầu|cuối)\s+(?:năm|quý|tháng|kỳ)|(?:vừa\s+)?qua|gần\s+đây|trở\s+lại\s+đây)(?!\w)", re.IGNORECASE
)
"""Behind the time of which a report tells: "giảm sâu trong 6 tháng đầu năm"."""
_CLAUSE_END = re.compile(r"[,;:]|\.(?=\s|\Z)|(?<!\w)(?:và|hoặc|còn)(?!\w)", re.IGNORECASE)
_SO = re.compile(r"\s*,?\s*(?:nên|thì|mà|vì vậy)(?!\w)", re.IGNORECASE)
NOT_OF_MONEY = re.compile(
    r"(?<!\w)(?:(?<!trực )tuyến|quốc lộ|tổ|ngày|tháng|khoản|điều|điểm|mục|số|nghị định|quyết định)\s+\Z", re.IGNORECASE
)
_SAID_OF = re.compile(
    r"(?:(?<!\w)(?:là|mức|bằng|được|bị|phải|suất|giá|phí|thuế|lương|còn|lên|xuống|trong|hạn|thời\s+hạn|thời\s+hiệu|thời\s+gian|"
    r"diện\s+tích|phạt|phạt\s+tiền|giảm|tăng|thêm|hỗ\s+trợ|trợ\s+cấp|trợ\s+giúp|đột\s+xuất|hằng\s+tháng|tặng|tặng\s+quà|quà|"
    r"thưởng|hưởng|đóng|nộp|trả|thu|vay|chi|bồi\s+thường|cấp|tiền|tính|vượt|rộng|dài|cao|nặng|cần|có|mang|gồm|sau|kéo\s+dài|"
    r"đạt|miễn|nghỉ|bảo\s+lãnh|đặt\s+cọc|chậm\s+nhất|ít\s+nhất|một\s+lần)|:)\s*\Z",
    re.IGNORECASE,
)
"""Ends what a figure is said of."""
_LIGHT_END = re.compile(
    r"(?:[\s,:–-]+|(?<!\w)(?:(?:có|với|ở|theo)\s+mức|có\s+mức|là|gồm|với|được|bị|sẽ|phải|(?<!đất\s)(?<!nhà\s)(?<!chỗ\s)ở))+\Z",
    re.IGNORECASE,
)
"""Only joins what it is of with the figure."""
_FOR_WHOM = re.compile(
    rf"\s(?:cho|đối\s+với|dành\s+cho|áp\s+dụng\s+cho|với)\s+(?=(?:các\s+|những\s+|mỗi\s+)?{PERSON}(?!\w))", re.I
)
_WHO_IS = re.compile(
    rf"(?P<who>(?:các\s+|những\s+|mỗi\s+)?{PERSON}(?!\w)(?:[^;:]){{1,110}})\s+"
    r"(?P<verb>(?:sẽ\s+)?(?:được|phải|có\s+quyền)(?!\w).*)\Z",
    re.IGNORECASE,
)
_WHOLE_WHO = re.compile(rf"(?:các\s+|những\s+|mỗi\s+)?{PERSON}(?!\w)", re.IGNORECASE)
_ADVERB_END = re.compile(r"(?<!\w)(?:(?:chỉ|không|cũng|đều|vẫn|còn|đã|chưa|mới|luôn|tự)\s*)+\Z", re.IGNORECASE)
_HANGING = re.compile(
    r"(?:(?<!\w)(?:không|chưa|trừ|và|hoặc|của|theo|tại|cho|về|để|mà|nhưng|vì|do|khi|nếu))\Z", re.IGNORECASE
)
_CONDITIONAL = re.compile(
    r"\s*,?\s*(?:thì|được|phải|cũng|có\s+quyền|mới|mà|không\s+(?:được|phải)|bị|là)(?!\w)", re.IGNORECASE
)
"""Follows a figure that is a condition."""
_DENIED = re.compile(r"(?<!\w)(?:không|chưa|bỏ|(?<!khấu\s)(?<!giảm\s)trừ)(?!\w)", re.IGNORECASE)
_EXCEPTED = re.compile(
    r"(?<!\w)(?:trước\s+đây|không\s+áp\s+dụng|(?<!khấu\s)(?<!giảm\s)trừ)(?!\w)[^;]*\Z", re.IGNORECASE
)
"""Denies or excepts all that follows up to the semicolon."""
_CHAIN = re.compile(rf"\s*,?\s*(?:(?:từ|dưới|trên)\s+)?{_N}\s*(?:%|{_MONEY})", re.IGNORECASE)
_NO_THING = re.compile(
    r"(?:hoặc|và|cho|đối|do|vì|so|kể|từ|khi|trên|trong|tại|ở|để|nếu|trừ|nhưng|theo|sau|trước|bằng|đến|tới|khỏi|vào|qua|như|là)(?!\w)|\(",
    re.I,
)
"""Begins what follows a figure and is not what it is of."""
NUMBER = re.compile(r"(?<![\d.,/])\d{1,3}(?:\.\d{3})+(?:,\d+)?(?![\d/])|(?<![\d.,/])\d+(?:,\d+)?(?![\d/])")
_UNIT_BEHIND = re.compile(
    r"\s?(?:(?:nghìn|ngàn|triệu|tỷ|tỉ)(?: (?:nghìn|triệu|tỷ|tỉ))? đồng|nghìn|triệu|tỷ|tỉ|đồng|%|‰|m²|m2|ha|km|m|kg|tấn|lít|kWh|"
    r"ngày làm việc|ngày|tháng|năm|giờ|phút|tuổi|lần|điểm|người|hộ|suất|tin)(?![\w²])",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class FigureParts:
    """The parts of a sentence with a figure, in its order: what it is of or for whom, the figure, the rest. `before`, `after`:
    all beside the figure."""

    figure: str
    of_what: str = ""
    for_whom: str = ""
    note: str = ""
    before: str = ""
    after: str = ""


def figure_of(sentence: str) -> FigureParts | None:
    """None where the sentence does not surely tell one figure."""
    first, rest = clauses(stripped(sentence))
    matches = [match for match in FIGURE.finditer(first) if _is_figure(first, match)]
    told = [match for match in matches if _is_said(first, match)]
    if not told or len(told) > MOST_TOLD or CONDITION.match(first):
        return None
    tried = dict.fromkeys([*[match for match in told if is_worth(match)][:1], told[0]])
    return next((parts for main in tried if (parts := _told_by(first, rest, main, matches)) is not None), None)


def _told_by(first: str, rest: str, main: re.Match[str], matches: list[re.Match[str]]) -> FigureParts | None:
    after = first[main.end("value") :]
    if _is_condition(main["value"], after):
        return None
    if sum(match.start() < main.start() for match in matches) > 1:
        return None  # a chain of steps with a figure each: none of them is the sentence's
    before, figure = _with_verb(first[: main.start("value")], main["value"])
    parts = _parts(before, in_signs(figure), stripped(after), rest)
    if parts is None or _OLD_ALONE.match(parts.figure) or not _fits(parts) or not _are_balanced(parts):
        return None
    if FIGURE.search(parts.of_what) or FIGURE.search(parts.for_whom):
        return None  # two cases with a figure each: large, the one would be taken for the other's
    return replace(parts, before=without_joint(before), after=joined(after, rest))


def _is_condition(value: str, after: str) -> bool:
    """Return True if it is reached before something holds, is a step of a chain, or no figure for what follows it."""
    soon = after.partition(", ")[0]
    if _CONDITIONAL.match(after) or re.search(r"(?<!\w)thì(?!\w)", soon, re.IGNORECASE) or _CHAIN.match(after):
        return True
    if _REPORTED.match(after):
        return True
    return _THEN.search(after) is not None or _PAY_UNIT.match(f"{value}|{after}") is not None


def is_worth(match: re.Match[str]) -> bool:
    """Return True if it is money or a share, which a citizen looks for before a duration."""
    return re.search(r"đồng|%|triệu|tỷ(?!\w)", match.group(), re.IGNORECASE) is not None


def _are_balanced(parts: FigureParts) -> bool:
    """Return True if no quotation and no bracket is torn apart."""
    texts = (parts.figure, parts.of_what, parts.for_whom, parts.note)
    return all(text.count("“") == text.count("”") and text.count("(") == text.count(")") for text in texts)


@dataclass(frozen=True)
class Sizes:
    """A figure as it is set: `big` large, what stands before and after it small."""

    before: str
    big: str
    after: str


def sizes_of(figure: str) -> Sizes:
    """Part a figure: `không quá 20 % giá trị` → "không quá", "20 %", "giá trị".

    Large is from the first number to the last one's unit; all of a figure without a number.
    """
    numbers = list(NUMBER.finditer(figure))
    if not numbers:
        return Sizes("", figure.strip(), "")
    start, end = numbers[0].start(), numbers[-1].end()
    unit = _UNIT_BEHIND.match(figure, end)
    end = unit.end() if unit else end
    return Sizes(figure[:start].strip(), figure[start:end].strip(), figure[end:].strip(" ,;"))


def figures_behind(sentence: str, figure: str) -> list[tuple[str, str, float]]:
    """The other figures that the sentence tells behind this one, each with what it is of and where in the sentence it stands, as
    a share of its length; none that its clause denies, and none where what it is of is too long to stand with it."""
    place = sentence.casefold().find(figure.casefold())
    found = []
    for match in FIGURE.finditer(sentence) if place >= 0 else ():
        if match.start() < place + len(figure) or not (_is_figure(sentence, match) and _is_said(sentence, match)):
            continue
        led, rest = sentence[: match.start()], sentence[match.end() :]
        before, after = _CLAUSE_END.split(led)[-1], _CLAUSE_END.split(rest, maxsplit=1)[0]
        if _is_condition(match["value"], rest) or _OLD_ALONE.match(_with_verb(before, match["value"])[1]):
            continue
        if _EXCEPTED.search(led) or _DENIED.search(f"{before} {after}"):
            continue
        of_what = re.sub(r"\s+thì\Z", "", without_joint(before), flags=re.IGNORECASE)
        if word_count(of_what) > LONGEST_ABOUT or FIGURE.search(of_what):
            continue
        found.append((in_signs(match["value"]), of_what, match.start() / len(sentence)))
    return found


def _is_figure(clause: str, match: re.Match[str]) -> bool:
    before = clause[: match.start("value")]
    if re.search(r"(?:\d|\s)(?:giờ|h)\Z", match["value"], re.IGNORECASE):
        led = _CLOCK_BEFORE.search(before) or _CLOCK.match(match["value"])
        if led or _MINUTES.match(clause, match.end("value")):
            return False
    if _UNIT_TOLD.search(before):
        return False
    plain = NOT_OF_MONEY if is_worth(match) else NOT_OF_A_FIGURE
    return plain.search(before) is None


def _is_said(clause: str, match: re.Match[str]) -> bool:
    value = match["value"]
    before = clause[: match.start("value")]
    bare = re.match(rf"(?:{LIMIT}\s+)*", value, re.IGNORECASE)
    led = (bare.group() if bare else "").casefold().split()
    if value.casefold().endswith(("trở lên", "trở xuống")) or (led[:1] == ["từ"] and not _SAID_OF.search(before)):
        return False
    if not before.strip():
        return not set(led) & {"dưới", "trên", "từ", "hơn", "quá"} and not _SO.match(clause[match.end("value") :])
    if re.search(r"(?<!\w)giá\s*\Z", before, re.IGNORECASE) and not re.search("đồng|%", value):
        return False
    if _UNDER_A_CONDITION.search(before) or _HELD.search(before):
        return False
    ends = not clause[match.end("value") :].strip(JOINT + ".")
    if is_worth(match) and (ends or not set(led) & {"trên", "dưới", "quá", "từ"}):
        return True
    if re.search(r"tuổi\b", value, re.IGNORECASE):
        return "là" in led or before.rstrip().casefold().endswith(("là", ":", "tuổi"))
    return _SAID_OF.search(before) is not None or (
        bool(led) and led[0] in {"không", "tối", "còn", "chỉ", "là", "bằng", "thêm", "trong", "chậm", "ít"}
    )


def _with_verb(before: str, value: str) -> tuple[str, str]:
    """Return the value with the verb that changes its meaning: "giảm 30%", "sau 5 ngày"."""
    if later := re.search(r"(?<!\w)sau\s+\Z", before, re.IGNORECASE):
        return before[: later.start()], before[later.start() :] + value
    verb = re.search(rf"(?<!\w){_CHANGING}\s+\Z", before, re.IGNORECASE)
    if verb is None or value.casefold().startswith("trong"):
        return before, re.sub(r"\Alà\s+", "", value, flags=re.IGNORECASE)
    word = verb.group()
    last = before[: verb.start()].rstrip().rpartition(" ")[2]
    if _PAYS.match(word) and (_COMPOUND.fullmatch(last) or not _MAY_PAY.fullmatch(before[: verb.start()])):
        return before, re.sub(r"\Alà\s+", "", value, flags=re.IGNORECASE)  # a part of another verb: "bảo hiểm chi trả"
    plain = re.match(r"(?:sẽ\s+)?(?:được|bị|phải)\s+", word, re.IGNORECASE)
    start = verb.start() + (plain.end() if plain else 0)
    return before[:start], (before[start:] + value).strip()


def in_signs(figure: str) -> str:
    return re.sub(r"(?<=m)([23])(?!\w)", lambda found: "²" if found[1] == "2" else "³", figure)


def _parts(before: str, figure: str, after: str, rest: str) -> FigureParts | None:
    is_given = re.search(r"(?<!\w)được\s*\Z", before, re.IGNORECASE) is not None
    before = without_joint(before)
    whom_after, after_of, after_note = _split_after(after)
    if not before:
        return FigureParts(figure, after_of, whom_after, joined(after_note, rest))
    of_what, for_whom = before, ""
    if is_given and _WHOLE_WHO.match(before) and re.match(_CHANGING, figure, re.IGNORECASE):
        return FigureParts(figure, after_of, before, joined(whom_after, after_note, rest))  # "hộ bán cho cơ sở được …"
    if found := _FOR_WHOM.search(before):
        of_what, for_whom = stripped(before[: found.start()]), re.sub(r"\s+thì\Z", "", stripped(before[found.end() :]))
        if CONDITION.search(for_whom) or "," in for_whom[:1]:
            return None
    elif (who := _WHO_IS.match(before)) and word_count(who["who"]) <= 18:
        for_whom, told = stripped(who["who"]), who["verb"]
        if adverb := _ADVERB_END.search(for_whom):
            for_whom, told = stripped(for_whom[: adverb.start()]), f"{adverb.group()} {told}"
        verb = re.sub(r"\A(?:sẽ\s+)?(?:được(?:\s+phép)?|phải)\s*", "", told, flags=re.IGNORECASE)
        of_what = stripped(verb)
        if after_of and not of_what:
            return FigureParts(figure, after_of, for_whom, joined(whom_after, after_note, rest))
    elif re.match(rf"(?:các\s+|mỗi\s+)?{PERSON}(?!\w)", before, re.I) and re.match(_CHANGING, figure, re.I):
        return FigureParts(figure, after_of, before, joined(whom_after, after_note, rest))
    if _HANGING.search(of_what) or _HANGING.search(for_whom) or of_what.casefold() in {"có", "đã", "đã có", "hiện có"}:
        return None
    if whom_after and not for_whom:
        return FigureParts(figure, of_what, whom_after, joined(after_of, after_note, rest))
    return FigureParts(figure, of_what, for_whom, joined(after, rest))


def _split_after(after: str) -> tuple[str, str, str]:
    """Split into for whom, of what, and the rest, of what follows a figure."""
    after = after.strip()
    if found := re.match(
        rf"(?:(?:cho|đối với|dành cho)(?!\s+(?:mỗi\s+)?\d)|với(?=\s{PERSON}(?!\w)))\s+", after, re.IGNORECASE
    ):
        whom, comma, note = after[found.end() :].partition(", ")
        return (stripped(whom), "", stripped(note)) if comma else (stripped(whom), "", "")
    if found := _FOR_WHOM.search(after):
        return stripped(after[found.end() :]), stripped(after[: found.start()]), ""
    if _NO_THING.match(after):
        return "", "", after
    of_what, comma, note = after.partition(", ")
    return "", stripped(of_what), stripped(note) if comma else ""


def joined(*parts: str) -> str:
    return "; ".join(part for part in (stripped(each) for each in parts) if part)


def without_joint(before: str) -> str:
    return stripped(_LIGHT_END.sub("", before))


def _fits(parts: FigureParts) -> bool:
    return (
        len(parts.of_what) <= LONGEST_OF_WHAT
        and len(parts.for_whom) <= LONGEST_FOR_WHOM
        and len(parts.note) <= LONGEST_NOTE
        and bool(parts.of_what or parts.for_whom or parts.note)
    )
