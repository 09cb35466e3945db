"""A clause said in at most 40 words: its own, shortened where nothing of its sense can be lost. Pure, linear, bounded.

What may go: editors' notes, brackets that only name or repeat, "theo quy định của pháp luật" at an end, what a later clause adds.
What never goes alone: a denial, a condition, an exception, a number or its unit. What cannot be said so is not said at all.
"""

import re
from collections.abc import Sequence
from functools import lru_cache

from distributor.text.plain import capital
from distributor.understand.counted_things import COUNTED, COUNTS_ON, TARIFF, uncounted
from distributor.understand.dates import DAY, short_days
from distributor.understand.leaning import (
    AT_A_TIME,
    OF_COSTS,
    ONLY,
    POINTS_BACK,
    is_told_by_citation,
    parts_people,
    takes_back,
    without_own_time,
)
from distributor.understand.legible import VIETNAMESE_UPPER
from distributor.understand.wording import NOT_ALL_OF_IT, alike_worded, briefly, count, said_once

MOST_WORDS = 40
MOST_QUOTE_WORDS = 80
LEAST_WORDS = 4
LONGEST = 2_500
"""Characters of what is shortened at all."""
_LIVES = ("thường trú", "tạm trú", "cư trú", "sinh sống", "làm việc", "học tập", "hoạt động", "trụ sở")
_NOT_LIVES = "".join(f"(?<!{each})" for each in _LIVES)
"""Behind these the area is a condition, and stays."""
_AREA = re.compile(
    rf"{_NOT_LIVES}\s+trên địa bàn "
    rf"(?P<area>(?:tỉnh|thành phố)(?: [{VIETNAMESE_UPPER}]\w+(?:[ -][{VIETNAMESE_UPPER}]\w+){{0,3}})?)"
    r"(?=\s|[,;.:]|\Z)"
)
_NAMED = re.compile(
    r"\s*\((?:sau đây|dưới đây|gọi (?:tắt|chung|là)|viết tắt|theo mẫu|mẫu số|kèm theo|ban hành|"
    r"[a-zà-ỹ ]{2,30} viết tắt)[^()]*\)",
    re.IGNORECASE,
)
_NUMBER_OF_PART = re.compile(r"\A[IVX]{1,5}[.)]\s+(?=[^\W\d_][^:.;]{2,60}:)")
"""`V. Giải thưởng: …`: its place among parts that are not all told."""
_AS_FOLLOWS = re.compile(r",?\s+(?:cụ thể )?như sau:(?=\s+\S)", re.IGNORECASE)
"""Opens what stands in the same sentence: the colon says it."""
_BESIDE = re.compile(
    r",\s+(?:không tính vào|chưa kể|không kể|chưa tính|ngoài)(?: (?:mức|khoản|số tiền)[^,;.()\d]{0,40}?)?(?: (?:quy định|nêu))? "
    r"tại (?:điểm|khoản)\s[^,;.()]{1,40}? (?:Điều|khoản) này(?=\s*(?:[;.]|[”\"]|\Z))",
    re.IGNORECASE,
)
"""Which other sum is beside it: nothing is taken from what somebody gets."""
_ATTACHED = re.compile(
    r"(?:,?\s+(?:được )?(?:quy định )?(?:cụ thể |chi tiết )?|\s*\((?:có |cụ thể |chi tiết )?)(?:tại |theo |như |có )?(?:các )?"
    r"(?:phụ lục|danh sách|danh mục|biểu|bảng)[^,;.:()]{0,24}? (?:đính )?kèm(?: theo)?\)?(?=\s*(?:[;.]|\Z))|"
    r"\s*\((?=[^()\d]*\b(?:kèm|chi tiết)\b)(?=[^()\d]*\b(?:phụ lục|danh sách|danh mục|biểu|bảng)\b)[^()\d]{6,90}\)",
    re.IGNORECASE,
)
"""Where the particulars stand: an annex that is read with the document."""
_WITH_THIS = re.compile(
    r"(?<=\w)(?:(?<=mẫu) (?:được )?ban hành)? kèm theo (?=(?:luật|nghị định|nghị quyết|thông tư|quyết định|kế hoạch) này(?!\w))"
    r"(?:luật|nghị định|nghị quyết|thông tư|quyết định|kế hoạch) này(?!\w)(?: là(?= (?:quy|kế|danh|bảng|biểu)))?",
    re.IGNORECASE,
)
"""The annex of the document that speaks."""
_BRACKET = re.compile(r"\s*\([^()]{1,700}\)")
_BY_LAW = re.compile(
    rf"{NOT_ALL_OF_IT},?\s+(?:theo|phù hợp với|đúng) (?:đúng )?(?:các )?quy định (?:của|tại) (?:các )?(?:pháp luật|"
    r"luật)(?: (?:về|có liên quan|hiện hành)[^,;.()]{0,90})?(?=\s*(?:[;.)]|\Z))"
    rf"|{NOT_ALL_OF_IT},?\s+theo quy định(?: hiện hành)?(?=\s*(?:[;.)]|\Z))",
    re.IGNORECASE,
)
_BY_PLACE = re.compile(
    rf"{NOT_ALL_OF_IT},?\s+theo (?:đúng )?quy định tại (?:các )?(?:điểm|khoản|điều|chương|mục|phụ lục)\s"
    r"(?:[^,;.()]|,\s(?=(?:điểm|khoản|điều)\s)){0,100}?(?:này|"
    r"Điều \d{1,3}(?: (?:của )?(?:Thông tư|Nghị định|Nghị quyết|Quyết định|Quy định|Quy chế|Luật) này)?"
    r"|Luật [A-ZĐ][^,;.()]{2,40}\d{4})(?=\s|[,;.]|\Z)",
    re.IGNORECASE,
)
"""How, not whom: "theo quy định tại khoản 1" says where the manner stands; "quy định tại khoản 1" alone limits, and stays."""
_OFFICE = r"(?:Chính phủ|Quốc hội|Ủy ban|Uỷ ban|UBND|HĐND|Hội đồng|Bộ|Thủ tướng|Chủ tịch|Thống đốc|Giám đốc)"
_OF_DOCUMENT = re.compile(
    rf"(?P<number>(?<!\w)\d{{1,5}}/[\w/.-]+)\s+ngày\s+{DAY}(?:\s+của\s+{_OFFICE}(?:\s+[^\s,;.()]+){{0,9}}?)?"
    r"(?=\s+(?:về|ban hành|quy định|sửa đổi|v/v|hướng dẫn)(?!\w)|\s*[,;.]|\Z)"
)
_WITH_WHOM = re.compile(
    r",? (?:chủ trì,? )?phối hợp (?:với|cùng) [^;.\d]{3,160}? "
    r"(?=(?:sẽ )?(?:tổ chức|khai mạc|mở|tiến hành|triển khai|thực hiện) )",
    re.IGNORECASE,
)
"""Who helps to organise it, where a day stands behind it."""
_PERSON = re.compile(r"\s*\((?:ông|bà|đồng chí|đ/c)\s[^()\d]{3,60}\)", re.IGNORECASE)
_SLASH = re.compile(
    r"(?<=\w)\s?/ (?=(?:người|hộ|tháng|năm|lần|thửa|m2|m²|ngày|lượt|hồ sơ|trường hợp|con|học sinh|trẻ|vụ|giờ)(?!\w))",
    re.IGNORECASE,
)
_MORE_TO_BEAR = re.compile(
    r"(?P<fined>(?<!\w)(?:xử )?phạt\s[^;]*?\d[\d.,]*\s(?:đồng|triệu|nghìn)[^,;]*),\s(?:và |đồng thời |ngoài ra )?"
    r"(?:phải chịu|buộc)\s[^;]*",
    re.IGNORECASE,
)
"""What somebody bears beside his fine."""
_FROM_ITS_EFFECT = re.compile(
    r",? (?:kể )?từ (?:ngày|khi) (?:luật|nghị định|nghị quyết|thông tư|quyết định|quy định|quy chế) này có hiệu lực(?: thi hành)?"
    r"(?= (?:cho )?đến (?:hết )?(?:ngày|năm|tháng|quý) )",
    re.IGNORECASE,
)
"""No rule holds before: until when is what somebody must know."""
_PURPOSE = re.compile(
    r"(?:,\s+(?:để|bảo đảm|đảm bảo)|(?:,|(?<!thực hiện)(?<!xác lập)(?<!hành vi))\s+nhằm) [^;.,]{10,200}(?=\s*[.;]?\Z)",
    re.IGNORECASE,
)
"""What for; not what tells which deals are meant: "giao dịch do một bên thực hiện nhằm đáp ứng nhu cầu thiết yếu"."""
_PURPOSE_OF_A_TIME = re.compile(r"(?<=/\d{4}) (?:để|theo [Mm]ẫu|qua|bằng) [^;.]{10,200}\Z")
"""What for or how, behind the day until which something is so: "tạm dừng … đến 6 giờ ngày 07/12/2026 để nâng cấp hệ thống"."""
_BINDS = re.compile(
    r"(?<!\w)(?:trừ|nếu|không|chưa|với điều kiện|nhưng|tuy nhiên|ngoại trừ|chỉ|trong thời hạn|chậm nhất|trước|"
    r"ít nhất|tối đa|tối thiểu|"
    r"đồng thời phải|phải|khi|sau khi|thì|đến hết|kể từ|đối với|thuộc|cùng|trong trường hợp|của|bằng)(?!\w)|\d",
    re.IGNORECASE,
)
"""What a part may hold that the words before it do not stay true without."""
_RULES = re.compile(
    r"(?<!\w)(?:được|phải|không|có quyền|có nghĩa vụ|có trách nhiệm|bị|là|gồm|bao gồm|thì|miễn|giảm|cấm|hỗ trợ|"
    r"phạt|thực hiện|áp dụng|nộp|tính|"
    r"bằng|có)(?!\w)",
    re.IGNORECASE,
)
_ENDS_AT = re.compile(
    r";\s+|,\s+(?=(?:nhằm|góp phần|qua đó|từ đó|trong đó|bao gồm|kể cả|chẳng hạn|ví dụ|cùng với|để|"
    r"trình|gửi|báo cáo|thông báo|niêm yết|trả lời|chuyển|lập biên bản|thực hiện việc|tổ chức thực hiện) )",
    re.IGNORECASE,
)
_WIDENS = re.compile(r"\s*\((?:bao gồm cả|kể cả)\s", re.IGNORECASE)
_WIDENING = re.compile(rf"{_WIDENS.pattern}[^()]{{1,700}}\)", re.IGNORECASE)
"""An aside that only widens what is said; without it less is said, nothing wrong."""
_TORN = re.compile(
    r"(?<!\w)(?:là|gồm|của|và|hoặc|tại|về|(?<!tiếp )theo|cho|với|(?<!năm )(?<!tháng )(?<!ngày )(?<!hôm )sau|như sau|"
    r"được thực hiện|được quy định|(?<!đúng )(?<!tỉnh )(?<!phủ )(?<!dân )(?<!luật )quy định)\Z",
    re.IGNORECASE,
)
"""An end that only opens something."""
_COUNTED = re.compile(
    r"(?<!\w)(?:hai|ba|bốn|năm|sáu|bảy|tám|chín|mười|\d{1,2}) (?:\w+ ){1,4}?(?:sau|gồm|sau đây)?:", re.IGNORECASE
)
"""A list that says how many it has must have them all."""
_OPEN = re.compile(r"(?<!\w)(?:nếu|khi|trường hợp) (?:(?!thì|được|phải|không|là)[^;])*\Z", re.IGNORECASE)
"""A condition whose consequence is still to come."""
_BOUND = re.compile(
    r"(?<!\w)(?:trừ|với điều kiện|nhưng|tuy nhiên|ngoại trừ|đồng thời phải)(?!\w)|^(?:nếu|trường hợp)(?: không| chưa| có)(?!\w)|"
    r"^(?:(?:thời (?:gian|hạn)|mức|tổng|số|diện tích|mỗi|riêng|với)(?!\w)[^;,.]{0,60}?\s)?"
    r"(?:không quá|không vượt quá|tối đa|tối thiểu|ít nhất|chậm nhất|chỉ (?:được|áp dụng|cấp|trong))(?!\w)",
    re.IGNORECASE,
)
_LIMITS = re.compile(
    r"(?<!\w)(?:trừ|nếu|khi|với điều kiện|nhưng|trường hợp|theo|trong thời hạn|chậm nhất|trước|cho đến|tại)(?!\w)",
    re.IGNORECASE,
)
"""What may hold for all that is joined by an "and"."""
_LEADS = re.compile(
    r"[,\s]*(?:(?:được )?(?:quy định )?(?:cụ thể )?(?:như sau|sau đây|dưới đây|sau)|cụ thể|bao gồm|gồm(?: có)?|là)?\s*:?\s*\Z",
    re.IGNORECASE,
)
_ALL = re.compile(
    rf"(?<!\w)(?:đủ|đồng thời|tất cả|đầy đủ|đáp ứng)(?!\w)|{ONLY}|"
    r"hồ sơ[^.]{0,80}(?:gồm|bao gồm)|giấy tờ[^.]{0,60}gồm",
    re.IGNORECASE,
)
_SENTENCE = re.compile(
    rf"(?<=[^\s\d{VIETNAMESE_UPPER}][.?!])\s+(?=[{VIETNAMESE_UPPER}\d])|(?<=[\d%][.])\s+(?=[{VIETNAMESE_UPPER}])"
    r"|(?:(?<=cấp [IVX][.])|(?<=cấp [IV][IV][.])|(?<=cấp III[.])|(?<=loại [IVX][.])|(?<=nhóm [IVX][.])|(?<=hạng [IVX][.]))"
    rf"\s+(?=[{VIETNAMESE_UPPER}])"
)
"""At a full stop, not one of a name's letter: "K. Nguyễn"; a grade ends a sentence: "cấp V. Ở các cấp thấp hơn"."""
_OPENS_WHOM = re.compile(
    r"(?<!\w)(?:(?P<only>gồm có|bao gồm|gồm|là)|(?P<whom>đối với|với|cho)|trường hợp|đối tượng)(?: sau(?: đây)?)?\Z",
    re.IGNORECASE,
)
_APPLIES = re.compile(r"(?<!không )(?<!không được )áp dụng (?:đối với|với|cho)\Z", re.IGNORECASE)
_ENDS = " .;,:–-/"
_BARE = re.compile(r":\s*\d{1,3}(?:[.,]\d{1,3})*\s*(?:;|\.(?!\d)|\Z)")
_UNIT = re.compile(
    r"(?<!\w)(?:đồng|phần trăm|m2|m²|mét|km|ha|kg|tấn|lít|giờ|phút|ngày|tuần|tháng|năm|tuổi|điểm|lần|lượt|người|hộ|trẻ|"
    r"học sinh|bộ|bản|suất|hệ số)(?!\w)|%",
    re.IGNORECASE,
)
"""`Trung học cơ sở: 80;`: a cell of a table whose unit was lost; eighty of what, nobody can tell."""
_LETTERED = re.compile(r"(?<!\S)[a-zđ\d]{1,2}\)")
_PAIRED = re.compile(r"\([^()]*\)")
_PARTNER = {"(": ")", "“": "”", "«": "»"}


def sentences(text: str) -> list[str]:
    """The sentences of a clause; "TP. Huế" and "1. Bị" are no ends."""
    return [part for part in (each.strip() for each in _SENTENCE.split(text)) if part]


@lru_cache(maxsize=1024)
def plainly(text: str) -> str:
    """Short days, no brackets that only name, no end that says nothing."""
    text = _NAMED.sub("", _NUMBER_OF_PART.sub("", text))
    text = _BESIDE.sub("", _AS_FOLLOWS.sub(":", said_once(text)))
    text = _SLASH.sub("/", text)
    text = short_days(text)
    text = _OF_DOCUMENT.sub(lambda found: found["number"], text)
    text = _ATTACHED.sub("", text)
    text = _WITH_THIS.sub("", text)
    text = _BY_PLACE.sub("", text)
    text = _BY_LAW.sub("", OF_COSTS.sub("", text))
    return " ".join(text.split())


def is_whole(text: str) -> bool:
    """Return True if brackets and quotation marks pair."""
    text = _LETTERED.sub("", _PAIRED.sub("", text))
    return all(text.count(left) == text.count(right) for left, right in _PARTNER.items()) and text.count('"') % 2 == 0


def is_bare(text: str) -> bool:
    """Return True if a figure stands without its unit behind a label, as out of a torn table."""
    return _BARE.search(text) is not None and _UNIT.search(text) is None


def points_back(text: str) -> bool:
    """Return True if it needs words that stand elsewhere: "trường hợp này", "như sau"."""
    return POINTS_BACK.search(plainly(without_own_time(text))) is not None


def fit(text: str, most: int = MOST_WORDS) -> str:
    """The clause as one statement; empty where it cannot be said in so many words without losing some of its sense."""
    if len(text) > LONGEST:
        return ""
    text = _trimmed(plainly(text))
    if count(text) > most:
        text = COUNTS_ON.sub(":", text)
    if count(text) > most:
        text = _shorter(text, most)
    text = uncounted(text.strip(_ENDS))
    if count(text) > most or count(text) < LEAST_WORDS or not is_whole(text) or _TORN.search(text):
        return ""
    return f"{capital(text)}."


def _trimmed(text: str) -> str:
    """Return a text without marks at its ends; a quotation mark stays where its partner stands within."""
    text = text.strip(_ENDS)
    for _ in range(2):
        if text[:1] in '“"' and not is_whole(text):
            text = text[1:].strip(_ENDS)
        if text[-1:] in '”"' and not is_whole(text):
            text = text[:-1].strip(_ENDS)
    return text[1:-1].strip(_ENDS) if text[:1] == "“" and text.find("”") == len(text) - 1 else text


def _shorter(text: str, most: int, *, ruled: bool = False) -> str:
    """Shorten a statement. `ruled`: what stands before it rules already, so that a part of it needs no verb."""
    parts = sentences(text)
    if len(parts) > 1:
        kept = ""
        for part in parts:
            if count(f"{kept} {part}") > most:
                break
            kept = f"{kept} {part}".strip()
        if kept and not _turns(parts, kept):
            return kept
        text = parts[0] if not kept else text
    text = _FROM_ITS_EFFECT.sub("", _WITH_WHOM.sub(" ", text))
    without = briefly(_without_brackets(_PERSON.sub("", text)), most)
    if count(without) <= most:
        return without
    if count(timed := _PURPOSE_OF_A_TIME.sub("", without)) <= most:
        return timed
    without = _PURPOSE.sub("", without)
    if count(without) <= most and _RULES.search(without):
        return without
    fined = _MORE_TO_BEAR.sub(r"\g<fined>", without)
    if count(fined) <= most:
        return fined
    return without if TARIFF.search(without) else _cut(without, most, ruled=ruled)


@lru_cache(maxsize=8)  # a source is asked for again with each line of a post
def one_wording(text: str) -> str:
    """Made alike to texts that say the same in shorter words, so that a number is found again between its neighbours."""
    return alike_worded(_WIDENING.sub("", _AREA.sub("", plainly(text))))


def without_area(text: str, head: str) -> str:
    """Return a statement without "trên địa bàn tỉnh …" where the head of the document names that province: all of the document
    is about it."""

    def kept(found: re.Match[str]) -> str:
        return "" if found["area"].casefold() in head.casefold() else found[0]

    return _AREA.sub(kept, text)


def _without_brackets(text: str) -> str:
    """Return a text without asides that bind nothing and stand beside no number, whose neighbours must stay."""

    def kept(found: re.Match[str]) -> str:
        around = text[max(0, found.start() - 30) : found.start()] + text[found.end() : found.end() + 30]
        if _WIDENS.match(found[0]):
            return ""
        binds = _BINDS.search(found[0]) or any(letter.isdigit() for letter in around)
        return found[0] if binds else ""

    return _BRACKET.sub(kept, text)


def _turns(parts: Sequence[str], kept: str) -> bool:
    """Return True if the sentence behind what is kept takes some of it back."""
    return takes_back(next((part for part in parts if part not in kept), ""), kept)


def _cut(text: str, most: int, *, ruled: bool) -> str:
    """The longest beginning that rules by itself and loses no bound; empty if there is none.

    It ends at a semicolon, or at a comma behind which only a purpose or an example follows: what a comma lists belongs together.
    """
    for found in reversed(list(_ENDS_AT.finditer(text))):
        head, tail = text[: found.start()], text[found.end() :]
        if count(head) > most:
            continue
        rules = ruled or _RULES.search(head)
        if count(head) < (4 if ruled else 8) or not rules or not is_whole(head):
            return ""
        if (
            _COUNTED.search(head)
            or COUNTED.search(head)
            or (_BINDS.match(tail) and not text[found.start()].isspace())
            or _OPEN.search(head)
            or (text[found.start()] == ";" and (_BOUND.search(tail) or needs_all(head.partition(";")[0])))
            or parts_people(head, tail)
            or AT_A_TIME.search(tail)
            or (text[found.start()].isspace() and _LIMITS.search(tail))
        ):
            continue
        opener, colon, entries = head.rpartition(": ")
        if colon and text[found.start()] == ";" and (some := some_of(opener)) != opener:
            head = f"{some}: {entries}"
            if count(head) > most:
                continue
        return head
    return ""


def lead_in(text: str) -> str:
    """Return what opens a list, without "như sau:"; empty where nothing is left of it."""
    return _LEADS.sub("", plainly(text)).strip(_ENDS)


def needs_all(lead: str) -> bool:
    """Return True if a list is only true whole: conditions that must all be met, papers that a file consists of."""
    return _ALL.search(lead) is not None


def some_of(lead: str) -> str:
    """The words that open a list of which some entries are told: whom or which, not how much."""
    found = None if "một trong" in lead or _APPLIES.search(lead) else _OPENS_WHOM.search(lead)
    if found is None:
        return lead
    if found["only"]:
        return f"{lead[: found.start()].rstrip(' ,')}, trong đó có"
    return f"{lead[: found.end()]}{' một số trường hợp' if found['whom'] else ''}, trong đó có"


def joined(lead: str, items: Sequence[str], most: int = MOST_WORDS) -> str:
    """Return `lead: item; item.` in at most so many words; empty where not even the first item fits."""
    said: list[str] = []
    room = most - count(lead)
    for item in items:
        words = _trimmed(plainly(item))
        if is_told_by_citation(words):
            continue
        if count(words) > room and not said:
            words = _shorter(words, room, ruled=True).strip(_ENDS)
        if not words or count(words) > room or not is_whole(words):
            break
        said.append(words)
        room -= count(words)
    if not said or not is_whole(lead):
        return ""
    if not lead:
        return f"{capital('; '.join(said))}."
    return uncounted(f"{capital(lead)}: {'; '.join(lowered(each) for each in said)}.")


_PROPER = re.compile(
    rf"[{VIETNAMESE_UPPER}]\w*[{VIETNAMESE_UPPER}]|\w+\s+[{VIETNAMESE_UPPER}]|"
    r"(?:Luật|Nghị|Quyết(?! định (?:việc|cho|chủ trương|giao|cấp))|Thông(?! báo)|Bộ|Ủy|Uỷ|Hội|Nhà nước|Mặt)(?!\w)"
)


def lowered(text: str) -> str:
    """Return a text as it goes on behind a colon: with a small letter, but names and offices."""
    return text if _PROPER.match(text) else text[:1].lower() + text[1:]
