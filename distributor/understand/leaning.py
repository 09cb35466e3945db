"""Whether words lean on others: point back, name by the place of a clause whom they hold for, take back what went before, or
say of one group only what others must meet too. Pure, linear.
"""

import re
from collections.abc import Sequence

_UP = r"(?<!\w)(?:các|những|theo) (?:\w+ ){1,3}(?<!cấp )trên"
_UP += r"|(?<!\w)(?:quá|hết|sau) thời (?:hạn|gian) trên"
_UP += r"|(?<!\w)(?:việc|vụ việc|sự việc|thông tin|quy định|hành vi|đề xuất|mức|số tiền) "
_UP += r"(?:sửa đổi |vi phạm |điều chỉnh |bổ sung )?trên"
_GOES_ON = r"(?:với|trước|được|phải|cho|để|thì|nếu|mà|có|không(?! gian)|là|đã|sẽ|nhằm|bị|do|vì)(?!\w)"
_UP = rf"(?:{_UP})(?=\s*(?:[.,;:!]|\Z)|\s{_GOES_ON})"
_REFERS_UP = re.compile(_UP, re.IGNORECASE)
_HEAVIER = re.compile(
    r"\W*(?:nếu |trường hợp )?phạm tội (?:có tổ chức|thuộc|nhiều lần|gây|mà|trong (?:các|một))(?!\w)", re.IGNORECASE
)
_SPEAKS_OF = re.compile(r"(?:\A|:)\s*[“\"](?:đây|đó|điều (?:này|đó))(?!\w)", re.IGNORECASE)
POINTS_BACK = re.compile(
    r"(?<!quy định tại )(?<!\d )(?<!\d và )(?<!\w)(?:khoản|điểm|mục|chương|điều) này(?!\w)|^quy định này|"
    r"(?<!\w)(?:nêu|nói|kể|quy định|đã) trên(?!\w)|như sau(?!:\s+\S)|sau đây(?! gọi)|dưới đây|trên đây|"
    rf"{_UP}|"
    r"(?<!\w)(?:việc|trường hợp|người|mức|thời hạn|thời điểm|số|quyền) (?:này|đó)(?!\w)|"
    r"(?<!\w)thời (?:hạn|gian|điểm) trên(?! \d)(?!\w)",
    re.IGNORECASE,
)
_TAKES_BACK = re.compile(
    r"(?:tuy nhiên|trừ|nhưng|ngoại trừ|không áp dụng|quy định này không)|[^.;:]{4,90} không áp dụng (?:đối với|với|cho)(?!\w)",
    re.IGNORECASE,
)
_FREES = re.compile(
    r"[^.;:]{4,90} không phải (?:trả|nộp|đóng|chịu) (?:tiền|thuế|phí|lệ phí|khoản)(?!\w)", re.IGNORECASE
)
_CHARGES = re.compile(r"(?<!\w)(?:áp dụng|thu|nộp|trả|đóng|mức|giá|phí)(?!\w)", re.IGNORECASE)
AT_A_TIME = re.compile(
    r"(?:kể cả|và)\s[^;.]{3,60}?\s(?:trong (?:tháng|thời gian|dịp|năm)|đến hết|từ ngày)\s", re.IGNORECASE
)
"""When alone it is so."""
ONLY = r"(?<!\w)(?<!địa )(?<!không )chỉ (?!tiêu|đạo|thị(?!\w)|số|dẫn|định|huy|cần|giới|là|trong|sau khi|khi)\w"
"""Begins what holds for those that are named and for nobody else: "chỉ dành cho", "chỉ tiếp nhận"."""
_MUST_MEET = re.compile(r"(?<!\w)(?:điều kiện|không quá|không vượt quá|thấp hơn|dưới mức)(?!\w)", re.IGNORECASE)
_OF_OTHERS = re.compile(
    r";\s+(?:các )?(?:người|hộ|cá nhân|tổ chức|trường hợp|trẻ em|học sinh|đối với)(?!\w)", re.IGNORECASE
)
"""What others must meet: without it they read that the first's condition is theirs."""
_BY_CITATION = re.compile(
    r"(?:đối với )?(?:các )?(?:(?:người|đối tượng|trường hợp|trẻ em|học sinh|hộ|cá nhân|tổ chức)[^:;,]{0,20}? (?:quy định |nêu )?"
    r"|[^:;,.\d]{2,40}? (?:quy định|nêu) )tại (?:điểm|khoản|điều)\s[^:;]{1,60}:",
    re.IGNORECASE,
)
_PLACE_OF_THIS = (
    r"(?:các )?(?:cột |(?:điểm|khoản|điều|bảng) (?=[^:;.]{0,70}?(?: này(?!\w)|\d(?:,|\Z)))"
    r"(?![^:;.]{1,70}? (?:Luật|Bộ luật|Nghị định|Thông tư|Nghị quyết|Quyết định)(?! này)(?!\w)))"
)
_THAT_OF_THIS = re.compile(
    r"(?:riêng |đối với )?(?:(?:các |những |nhóm )?(?:người|đối tượng|trường hợp|trẻ em|học sinh|sinh viên|hộ|cá nhân|tổ chức|"
    rf"cơ sở)|việc \S+|mức \S+|quy định)(?: [^\s:;,]+){{0,4}}? (?:tại|thuộc|theo) {_PLACE_OF_THIS}|"
    rf"ngoài [^:;,]{{3,60}}? tại {_PLACE_OF_THIS}|(?:các )?(?:thủ tục|nội dung|mục)(?: có)? số thứ tự \d",
    re.IGNORECASE,
)
"""`việc miễn tại khoản 1 Điều này không áp dụng …`, `học sinh thuộc khoản 3 Điều 2 Nghị quyết này: 120.000 đồng`, `ngoài các
khung giờ tại khoản 1, …`."""
_SHARE_BY_CITATION = re.compile(
    r"\d\s?% (?:của )?mức(?: thu| phí| giá| hỗ trợ)? (?:được )?(?:quy định |nêu )?tại (?:điểm|khoản)\s", re.IGNORECASE
)


_SUM_OF_CITED = re.compile(
    r"\d\s?(?:%|đồng|triệu)[^:;]{0,30}? (?:đối với|với|cho) (?:các )?(?:người|đối tượng|trường hợp|trẻ em|học sinh|hộ|cá nhân)"
    rf"[^:;,]{{0,20}}? (?:quy định |nêu )?tại {_PLACE_OF_THIS}[^:;,]{{0,50}}\Z",
    re.IGNORECASE,
)
"""`20% đối với người quy định tại điểm b khoản 2 Điều 1`."""


def is_told_by_citation(text: str) -> bool:
    """Return True if for whom it holds, or of how much a share is, is only told by the place of another clause: nobody can
    tell."""
    by_place = _BY_CITATION.match(text) or _THAT_OF_THIS.match(text)
    of_cited = _SHARE_BY_CITATION.search(text) or _SUM_OF_CITED.search(text.rstrip(" .;"))
    return by_place is not None or of_cited is not None


def refers_up(text: str) -> bool:
    """Return True if it needs what stands above it: a list ("gọi các số trên"), the crime of which it tells what is heavier ("Nếu
    phạm tội có tổ chức …"), or what somebody speaks of ("“Đây là kết quả …”")."""
    return _HEAVIER.match(text) is not None or any(each.search(text) for each in (_SPEAKS_OF, _REFERS_UP))


def takes_back(sentence: str, before: str) -> bool:
    """Return True if a sentence takes back some of what the one before it rules."""
    frees = _FREES.match(sentence) is not None and _CHARGES.search(before) is not None
    return frees or _TAKES_BACK.match(sentence) is not None


def parts_people(text: str, behind: str = "") -> bool:
    """Return True if it sets conditions for one group after the other: true only whole. `behind`: what follows a semicolon."""
    return (
        _MUST_MEET.search(text) is not None and _OF_OTHERS.search(f"{text}; {behind}" if behind else text) is not None
    )


OF_COSTS = re.compile(
    r"(?<=chi phí) (?:quy định|nêu) tại khoản \d{1,2} Điều (?:này|\d{1,3})(?=[^;]*\d\s?đồng)", re.IGNORECASE
)
"""Which costs, where the sum stands beside it."""
_THAT_TIME = re.compile(r"(?<=\s)thời (?:hạn|gian) (?:này|nói trên|nêu trên)(?!\w)", re.IGNORECASE)
_A_TIME = re.compile(r"thời (?:hạn|gian)(?!\w)[^.;]*?\d", re.IGNORECASE)


def without_own_time(text: str) -> str:
    """The text without "thời hạn này" where it has named that time itself: "Thời hạn nộp là ngày 30/6; quá thời hạn này …"."""
    named = _A_TIME.search(text)
    return text if named is None else f"{text[: named.end()]}{_THAT_TIME.sub('', text[named.end() :])}"


_OF_SOME = re.compile(
    r"[^;:.]{0,160}(?<!\w)(?:từ(?: đủ)?|đến|trên|dưới|không quá) \d[^;:.]{0,160}?(?<!\w)(?:phải|được|thì|không)(?!\w)",
    re.IGNORECASE,
)
"""Says of whom or what it holds by a figure: "Phương tiện có sức chở từ 05 người đến 12 người phải …"."""
_GOES_ON_OF_THEM = re.compile(r"\s*(?:không|chỉ|được|phải|nếu)(?!\w)", re.IGNORECASE)


DENIES = re.compile(r"(?:không|chưa) [^,]{3,40} (?:từ|trước|sau|quá) \d|chỉ(?!\w)", re.IGNORECASE)


def told_alone(pieces: Sequence[str]) -> list[str]:
    """Return the pieces of a sentence that need no other: the first, and those after it that neither deny nor go on with what
    it says of some alone ("…; không phải đăng kiểm")."""
    first, *rest = pieces
    leans = _OF_SOME.match(first) is not None
    return [
        first,
        *(each for each in rest if not (DENIES.match(each.strip()) or (leans and _GOES_ON_OF_THEM.match(each)))),
    ]
