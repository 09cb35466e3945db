"""Lists of a sentence: papers, steps, those concerned. Pure.

A list is cut only before a word that begins an entry of its kind (a paper, a person, an action): where commas stand within an
entry it stays whole.
"""

import re
from dataclasses import dataclass

from distributor.render.scene_words import PERSON, as_read, stripped, word_count

FEWEST, MOST = 2, 5
LONGEST_ENTRY = 90
LONGEST_STEP = 110
LONGEST_OF_WHAT = 80

_COUNT = (
    r"(?:\d{1,2}\s+(?:bản\s+|bộ\s+|tờ\s+)?|một\s+|hai\s+|ba\s+|các\s+|những\s+|bản\s+sao\s+|bản\s+chính\s+|bản\s+)?"
)
_PAPER = (
    r"(?:đơn|giấy|bản|tờ|sổ|phiếu|thẻ|căn cước|cccd|cmnd|chứng minh|hộ chiếu|hợp đồng|hóa đơn|hoá đơn|danh sách|văn bản|"
    r"biên bản|ảnh|quyết định|chứng từ|chứng chỉ|bằng|điều lệ|sơ yếu|lý lịch|báo cáo|tài liệu|thỏa thuận|thoả thuận|hồ sơ|"
    r"phương án|trích lục|bảng kê|đề án|kế hoạch|thư|lệnh|vé|bút|mã|số|xác nhận|tiền mặt|biên lai|thuyết minh|bản vẽ|sơ đồ)"
)
_ACTION = (
    r"(?:nộp|gửi|mang|chuẩn bị|điền|khai|đăng ký|đăng nhập|đến|tới|nhận|ký|tải|truy cập|mở|chọn|quét|gọi|liên hệ|báo|kiểm tra|"
    r"lấy|xuất trình|thanh toán|đóng|trả|chờ|làm|lập|công chứng|chứng thực|bấm|nhập|xem|tra cứu|dừng|giữ|lưu|chụp|đề nghị|"
    r"yêu cầu|cài|in|khởi kiện|khai nhận|sang tên|viết|xin|tham gia|có mặt|vào|trả lời|đính kèm|kèm|tạo|xác thực|theo dõi)"
)
_OF_PAPERS = re.compile(
    r"(?P<of>(?:thành phần\s+)?(?:hồ sơ|giấy tờ)[^:]{0,70}?)\s*"
    r"(?::|(?<!\w)(?:gồm có|gồm|bao gồm|có|là)(?!\w)\s*:?)\s*(?P<list>.+)\Z",
    re.IGNORECASE | re.DOTALL,
)
_OF_BRINGING = re.compile(
    r"(?P<of>)(?:.{0,60}(?<!\w))?(?:mang\s+theo|cầm\s+theo|đem\s+theo|mang|xuất\s+trình|nộp|chuẩn\s+bị|cần)\s*:?\s+"
    rf"(?P<list>{_COUNT}{_PAPER}(?!\w).+)\Z",
    re.IGNORECASE | re.DOTALL,
)
_OF_ANY = re.compile(rf"(?P<of>[^:]{{3,80}}):\s*(?P<list>{_COUNT}{_PAPER}(?!\w).+)\Z", re.IGNORECASE | re.DOTALL)
_OF_WHOM = re.compile(
    r"(?P<of>[^:]{0,80}?)\s*"
    r"(?::|(?<!\w)(?:gồm có|gồm|bao gồm|áp dụng (?:với|cho|đối với)|dành cho|cho|đối với|ưu tiên|là)(?!\w)\s*:?)"
    r"\s*(?P<list>.+)\Z",
    re.IGNORECASE | re.DOTALL,
)
_CITIZEN = r"(?:(?:người dân|công dân|bà con|cha mẹ|phụ huynh|người nộp|hai bên|ông, bà|thí sinh|chủ hộ)\s+)?"
_TO_DO = re.compile(
    rf"{_CITIZEN}"
    rf"(?:hãy\s+|cần\s+|phải\s+|có thể\s+|nên\s+)?{_ACTION}(?!\w)",
    re.IGNORECASE,
)
_DONE_WITHIN = re.compile(r",\s+(?:nộp|xuất trình|mang|gửi|điền|ký|đến|kê khai)(?!\w)", re.IGNORECASE)
"""An entry that goes on to another action is no paper."""
_NUMBERED = re.compile(r"(?<!\w)(?:bước\s+\d{1,2}\s*[:.)]|\(?(?:\d{1,2}|[a-eđ])\)|\d{1,2}\.\s)\s*", re.IGNORECASE)
_WRITTEN = re.compile(r"(?<!\w)Bước\s+(?P<number>\d{1,2})\s*[:.]\s*")
_BARE = re.compile(r"\S+(?:\s+\S+)?")
_ANY_PAPER = re.compile(r"(?:các\s+)?(?:giấy tờ|tài liệu|văn bản|bản sao|bản chính|hồ sơ|chứng từ)", re.IGNORECASE)
_JOINT = r"(?:\s*;\s*(?:và\s+)?|\s*,\s*(?:và\s+|hoặc\s+)?|\s+và\s+|\s+cùng\s+|\s+kèm\s+(?:theo\s+)?)"
_SEMICOLON = r"\s*;\s*(?:và\s+)?"


@dataclass(frozen=True)
class Entries:
    entries: tuple[str, ...]
    of_what: str = ""


def papers_of(sentence: str) -> Entries | None:
    """The papers that a sentence lists."""
    whole = stripped(sentence)
    for pattern in (_OF_PAPERS, _OF_BRINGING, _OF_ANY):
        if found := pattern.match(whole):
            entries = _merged(_cut(found["list"], rf"{_COUNT}{_PAPER}"), _ANY_PAPER)
            if any(_DONE_WITHIN.search(entry) for entry in entries):
                return None
            if entries and re.match(rf"{_COUNT}{_PAPER}(?!\w)", entries[0], re.IGNORECASE):
                return _checked(entries, found["of"])
    return None


def people_of(sentence: str) -> Entries | None:
    """Those whom a sentence lists."""
    found = _OF_WHOM.match(stripped(sentence))
    if found is None:
        return None
    entries = _merged(_cut(found["list"], rf"(?:các\s+|những\s+|một\s+số\s+)?{PERSON}"), _BARE)
    if not entries or not re.match(rf"(?:các\s+|những\s+|một\s+số\s+)?{PERSON}(?!\w)", entries[0], re.IGNORECASE):
        return None
    return _checked(entries, found["of"])


def steps_of(sentence: str) -> Entries | None:
    """The steps that a sentence numbers, or the actions that it sets one after the other by semicolons or "rồi", "sau đó"."""
    whole = stripped(sentence)
    marks = list(_NUMBERED.finditer(whole))
    if len(marks) >= FEWEST:
        ends = [*(mark.start() for mark in marks[1:]), len(whole)]
        entries = [stripped(whole[mark.end() : end]) for mark, end in zip(marks, ends, strict=True)]
        return _checked(entries, whole[: marks[0].start()], LONGEST_STEP)
    if re.search(r"(?<!\w)hoặc(?!\w)", whole):
        return None
    whole = re.sub(rf"\A{_CITIZEN}(?:cần\s+|phải\s+|có thể\s+)?(?={_ACTION}(?!\w))", "", whole, flags=re.IGNORECASE)
    parts = re.split(r"\s*;\s*(?:sau đó\s+|rồi\s+)?|\s*,\s*(?:rồi|sau đó)\s+|\s+rồi\s+", whole, flags=re.IGNORECASE)
    parts = [each for part in parts for each in _cut(part, _ACTION)]
    if all(re.match(rf"{_ACTION}(?!\w)", part, re.IGNORECASE) and word_count(part) >= FEWEST for part in parts):
        return _checked(parts, "", LONGEST_STEP)
    return None


def written_steps(text: str) -> tuple[str, tuple[str, ...]] | None:
    """The words and the steps of "Bước 1: …", "Bước 2: …", each a short paragraph; None unless all are there in order."""
    marks = list(_WRITTEN.finditer(text))
    if [int(mark["number"]) for mark in marks] != list(range(1, len(marks) + 1)) or not FEWEST <= len(marks) <= MOST:
        return None
    ends = [*(mark.start() for mark in marks[1:]), len(text)]
    told = [text[mark.end() : end].strip().partition("\n")[0] for mark, end in zip(marks, ends, strict=True)]
    steps = tuple(stripped(as_read(each)) for each in told)
    if not all(0 < len(step) <= LONGEST_STEP for step in steps):
        return None
    return " ".join(f"Bước {number}: {step}." for number, step in enumerate(steps, start=1)), steps


def is_one_of_many_steps(sentence: str, text: str) -> bool:
    """Return True if the text numbers it as one of more steps than a card holds: by itself it would say that it is the way."""
    marks = list(_WRITTEN.finditer(text))
    said = as_read(stripped(sentence)).casefold()
    return len(marks) > MOST and any(text[mark.end() :].casefold().startswith(said) for mark in marks)


def begins_with_action(sentence: str) -> bool:
    """Return True if it tells a citizen to do something: "Nộp hồ sơ tại …", "Người dân mang theo …"."""
    return _TO_DO.match(sentence.strip()) is not None


def _cut(text: str, begins: str) -> list[str]:
    """Cut at joints before a word that begins an entry, outside brackets; where there are semicolons only at these."""
    depth, starts = 0, [(0, 0)]
    joint = _SEMICOLON if text.count(";") > 1 else _JOINT
    spots = {match.start(): match.end() for match in re.finditer(rf"{joint}(?={begins}(?!\w))", text, re.IGNORECASE)}
    for place, letter in enumerate(text):
        depth += (letter == "(") - (letter == ")")
        if place in spots and depth <= 0:
            starts.append((place, spots[place]))
    ends = [*(start for start, _ in starts[1:]), len(text)]
    return [stripped(text[begin:end]) for (_, begin), end in zip(starts, ends, strict=True)]


def _merged(entries: list[str], bare: re.Pattern[str]) -> list[str]:
    """A bare entry takes what the next says of both: "thương binh, bệnh binh từ 81%"."""
    made: list[str] = []
    held = ""
    for place, entry in enumerate(entries):
        whole = f"{held}, {entry}" if held else entry
        following = entries[place + 1] if place + 1 < len(entries) else ""
        if bare.fullmatch(entry) and word_count(following) > 3:
            held = whole
            continue
        made.append(whole)
        held = ""
    return made


def _checked(entries: list[str], of_what: str, longest: int = LONGEST_ENTRY) -> Entries | None:
    entries = [entry for entry in entries if entry]
    fits = FEWEST <= len(entries) <= MOST and all(len(entry) <= longest for entry in entries)
    of_what = stripped(of_what)
    return Entries(tuple(entries), of_what) if fits and len(of_what) <= LONGEST_OF_WHAT else None
