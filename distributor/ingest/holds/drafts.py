"""Drafts: a document whose number or day is still blank, or that says so near its head; news of what is not decided yet. Pure.

A text may tell of the draft that a law once was ("so với dự thảo trình tại kỳ họp trước"): where the beginning says that it was
passed, the word holds nothing.
"""

import re

from distributor.ingest.holds.words import spaced_out

HEAD = 2_000
_BEGINNING, _OPENING = 1_500, 300
_SYMBOL = r"(?:QĐ|NQ|NĐ|TT|CT|KH|TB|BC|HD|TTr|QC|CTr|ĐA|PA|VBHN|CĐ)"
_BLANK_NUMBER = re.compile(
    rf"(?:^|[|\s])(?i:số)\s*[:：]?[ \t.…_]{{0,60}}/[ \t]?(?:20(?:\d\d|[.…_]{{1,6}})[ \t]?/[ \t]?)?{_SYMBOL}(?:-|–)\w",
    re.MULTILINE,
)
_BLANK_DAY = re.compile(
    r"(?i:ngày)[ \t.…_]{1,60}(?i:tháng)(?:[ \t.…_]|\d){1,60}(?i:năm)"
    r"|(?i:ngày)[ \t]?[.…_]{2,20}[ \t.…_]{0,20}/[ \t.…_\d]{1,20}/[ \t.…_\d]{1,12}"
)
_BLANK_EFFECT = re.compile(r"có\s+hiệu\s+lực[^.\n]{0,40}\bngày[ \t.…_]{2,60}(?:tháng|/)", re.IGNORECASE)
_FORMS = re.compile(r"(?<!\w)(?:Mẫu\s+(?:số|\d)|MẪU|Phụ\s+lục|PHỤ\s+LỤC|Biểu\s+mẫu)")
_COMPLETE = re.compile(r"(?i:số)\s*:\s*\d{1,5}\s*/[\w/.-]*")
_ORDINAL = r"(?:[ \t]*(?:lần|số|v|ver|version)?[ \t.:]*(?:thứ[ \t]+)?[\w/.-]{0,12})"
_STAMP = re.compile(
    rf"^[^\w\n]*(?:dự\s+th[ảẩ]o|du\s+thao|bản\s+(?:dự\s+)?thảo|bản\s+nháp){_ORDINAL}{_ORDINAL}"
    r"(?:[ \t]*[-–,(][^\n]{0,60})?[^\w\n]*$",
    re.IGNORECASE | re.MULTILINE,
)
_LINE_BEGINS = re.compile(
    r"^[^\w\n]*(?:bản\s+(?:nháp|thảo)|dự\s+thảo\s+(?:lần|\d))(?!\w)", re.IGNORECASE | re.MULTILINE
)
_BRACKETED = re.compile(
    r"[(\[]\s*(?:bản\s+)?(?:dự\s+thảo|bản\s+thảo|bản\s+nháp)(?!\s+(?:này|nghị|luật|thông\s+tư|quyết|kèm))[^()\[\]\n]{0,60}[)\]]",
    re.IGNORECASE,
)
_CAPITALS = re.compile(r"(?<!\w)(?:DỰ\s+THẢO|DU\s+THAO)(?!\w)")
_UNSIGNED = re.compile(
    r"(?<!\w)(?:chưa\s+(?:ký(?=\s*[)\],;.\n])|trình\s+lãnh\s+đạo|trình\s+ký|ban\s+hành\s+chính\s+thức)|(?:đang\s+)?(?:chờ|để|bản)\s+trình\s+ký"
    r"|trình\s+ký(?:\s+ban\s+hành|\s*:)|bản\s+thảo\s+để|xin\s+ý\s+kiến\s+(?:trước\s+khi|lần)|bản\s+xin\s+ý\s+kiến"
    r"|bản\s+chưa\s+chính\s+thức|hạn\s+gửi\s+góp\s+ý|bản\s+so\s+sánh\s+dự\s+thảo|đang\s+lấy\s+ý\s+kiến)(?!\w)",
    re.IGNORECASE,
)
_ALTERNATIVES = re.compile(r"\[[^\]\n]{0,120}phương\s+án\s+\d|^\s*phương\s+án\s+[12]\s*:", re.IGNORECASE | re.MULTILINE)
_TRAIL = re.compile(
    r"^[^\n]{0,160}[>»›/|][^\n]{0,80}(?:lấy\s+ý\s+kiến|góp\s+ý|dự\s+thảo)[^\n]{0,120}[>»›][^\n]*$"
    r"|tình\s+trạng\s*:\s*(?:đang\s+)?lấy\s+ý\s+kiến|\[\s*gửi\s+(?:ý\s+kiến|góp\s+ý)\s*\]",
    re.IGNORECASE | re.MULTILINE,
)
_DRAFT_TITLE = re.compile(r"dự\s+thảo|(?<!\w)du\s+thao|bản\s+nháp|bản\s+thảo", re.IGNORECASE)
_PROPOSAL_TITLE = re.compile(
    r"(?<!\w)(?:(?:lấy|xin|(?<!nhận\s)góp|tham\s+gia)\s+ý(?:\s+kiến)?(?!\w)(?!\s+(?:cử\s+tri|đánh\s+giá|khách\s+hàng|phản\s+hồi))"
    r"|(?:dự\s+kiến\s+)?trình\s+(?:hđnd|hội\s+đồng\s+nhân\s+dân|quốc\s+hội|chính\s+phủ|ubnd|kỳ\s+họp)(?!\w))"
    r"|^\W*tờ\s+trình(?!\w)",
    re.IGNORECASE,
)
_ABOUT_DRAFTING = re.compile(
    r"\?\s*$|(?:quyền|cách|hướng\s+dẫn|quy\s+trình|tập\s+huấn|kỹ\s+năng)[^\n]{0,40}(?:góp\s+ý|dự\s+thảo|soạn\s+thảo)"
    r"|dự\s+thảo\s+(?:hợp\s+đồng|di\s+chúc|đơn)|truyền\s+thông\s+(?:chính\s+sách|dự\s+thảo)",
    re.IGNORECASE,
)
"""A title that tells how laws are drafted, or how to take part in it; "Truyền thông dự thảo chính sách" is an office's task."""
_ENDED_DRAFT = re.compile(r"(?:qua|sau|khác|so\s+với|từ)\s+(?:\w+\s+){0,4}(?:lần\s+)?dự\s+thảo", re.IGNORECASE)
_STILL = re.compile(
    r"(?:theo|tại|nêu\s+trong|trong|nội\s+dung(?:\s+chính)?\s+của|toàn\s+văn|hoàn\s+thiện|hồ\s+sơ|xây\s+dựng|vào|đối\s+với|về|công\s+bố"
    r"|trình(?:\s+\w+){0,6}|có|đang|bản|soạn)\s+dự\s+thảo|đang\s+(?:được\s+)?(?:lấy\s+ý\s+kiến|soạn\s+thảo|chủ\s+trì\s+soạn)"
    r"|dự\s+thảo\s+(?:lần|luật|nghị|thông|quyết|quy|đề\s+án|văn\s+bản|này|mới|cũng|nêu|đề|bổ|quy|kế|bộ|chỉ|tờ)",
    re.IGNORECASE,
)
_NOT_PASSED = re.compile(
    r"chưa\s+(?:được\s+)?(?:thông\s+qua|ban\s+hành|phê\s+duyệt|biểu\s+quyết)|(?:sẽ|khi|nếu)\s+được\s+(?:xem\s+xét|trình|thông\s+qua|ban\s+hành)"
    r"|trước\s+khi\s+(?:trình|ban\s+hành)|(?:sẽ|để|xem\s+xét,?|dự\s+kiến|việc)\s+(?:thông\s+qua|ban\s+hành|trình)"
    r"|lấy\s+ý\s+kiến\s+(?:rộng\s+rãi|trong|đến|từ|góp|nhân\s+dân)|mời[^.\n]{0,40}góp\s+ý|(?:theo|công\s+bố|trình[^.\n]{0,30})\s+dự\s+thảo",
    re.IGNORECASE,
)
_PASSED = re.compile(
    r"(?:đã|vừa|chính\s+thức|mới|được)\s+(?:được\s+)?(?:[^\W\d_]+\s+){0,8}?(?:biểu\s+quyết\s+)?(?:thông\s+qua|phê\s+duyệt|ký\s+ban\s+hành|ban\s+hành"
    r"|ký\s+quyết\s+định|có\s+hiệu\s+lực)(?!\s+(?:dự\s+thảo|tờ\s+trình))",
    re.IGNORECASE,
)
_PASSED_TITLE = re.compile(
    r"(?:thông\s+qua|ban\s+hành|có\s+hiệu\s+lực|công\s+bố|áp\s+dụng\s+từ|chính\s+thức)(?!\s+dự\s+thảo)", re.IGNORECASE
)
_PROPOSES = re.compile(r"(?<!\w)(?:đề\s+xuất|dự\s+kiến|kiến\s+nghị\s+sửa|sẽ|có\s+thể)(?!\w)", re.IGNORECASE)
_PENDING = re.compile(
    r"trước\s+khi\s+(?:trình|ký)(?!\s+(?:kết|hợp|giao|thỏa|vào))|đăng\s[^.\n]{0,60}(?:để\s+)?(?:lấy|tập\s+hợp|tiếp\s+nhận|thu\s+thập)\s+"
    r"(?:các\s+)?(?:ý\s+kiến|phản\s+hồi|góp\s+ý)|"
    r"(?:sở\s+tư\s+pháp|bộ\s+tư\s+pháp|hội\s+đồng(?:\s+tư\s+vấn)?)\s+(?:đang\s+|đã\s+)?thẩm\s+định|(?:hồ\s+sơ|thẩm\s+định)\s+(?:xây\s+dựng\s+)?"
    r"(?:nghị\s+quyết|quyết\s+định|nghị\s+định|thông\s+tư)(?=[^.\n]{0,120}(?:thẩm\s+định|hoàn\s+thiện|trình))|khi\s+được\s+(?:ban\s+hành|thông\s+qua)"
    r"|cơ\s+quan\s+soạn\s+thảo|dự\s+án\s+(?:luật|nghị\s+quyết|pháp\s+lệnh)[^.\n]{0,60}(?<!\w)(?:đang|đề\s+xuất|thảo\s+luận|trình)(?!\w)|chưa\s+(?:được\s+)?(?:thông\s+qua|biểu\s+quyết|phê\s+duyệt|ban\s+hành)(?!\w)|(?:đang|còn)\s+(?:nằm\s+)?(?:ở|trên|chờ)\s+(?:bàn\s+)?thẩm\s+định"
    r"|(?:phương\s+án|tờ\s+trình|đề\s+án)[^.\n]{0,80}(?<!\w)(?:trình|gửi)\s+(?:ubnd|hđnd|chính\s+phủ|quốc\s+hội|thủ\s+tướng|bộ\s+trưởng)|(?:sẽ|dự\s+kiến)\s+(?:được\s+)?(?:trình|ban\s+hành)\s+(?:hđnd|quốc\s+hội|trước|vào|trong|(?:tại\s+)?kỳ)"
    r"|(?:văn\s+bản|quy\s+định|nghị\s+quyết|nghị\s+định|thông\s+tư)[^.\n]{0,60}(?:sắp\s+(?:được\s+)?(?:ban|có)|đang\s+(?:được\s+)?(?:xây\s+dựng|soạn|hoàn\s+thiện|thẩm\s+định|trình))|mức\s+(?:phạt|thu|hỗ\s+trợ)\s+dự\s+(?:tính|kiến)",
)
"""What stands in a file that is on its way to those who decide; of text in lower case."""
_PROPOSED = re.compile(
    r"(?:bộ|sở|ubnd|chính\s+phủ)[^.\n]{0,60}(?:đang\s+)?(?:đề\s+xuất|kiến\s+nghị\s+sửa|lấy\s+ý\s+kiến|dự\s+kiến\s+(?:trình|ban))",
    re.IGNORECASE,
)
_DOCUMENT_HEAD = re.compile(r"^\s*Điều\s+1\.|(?:^|\s)số\s*:\s*\d{1,5}[\w/.-]*/", re.IGNORECASE | re.MULTILINE)


_CALLS = re.compile(
    r"^\W*(?:thông\s+báo\s+(?:về\s+việc\s+)?)?(?:kính\s+)?(?:mời|lấy|đề\s+nghị|kêu\s+gọi|đăng\s+tải|tổ\s+chức\s+lấy)(?!\w)[^\n]{0,80}(?:góp\s+ý|ý\s+kiến)",
    re.IGNORECASE,
)
_OPEN_TO_ALL = re.compile(
    r"(?:nhân\s+dân|bà\s+con|người\s+dân|công\s+dân|tổ\s+chức,\s+cá\s+nhân|cá\s+nhân|doanh\s+nghiệp)[^.\n]{0,120}(?:góp\s+ý|ý\s+kiến)"
    r"|(?:góp\s+ý|ý\s+kiến)[^.\n]{0,120}(?:nhân\s+dân|bà\s+con|người\s+dân|công\s+dân|tổ\s+chức,\s+cá\s+nhân|cá\s+nhân|doanh\s+nghiệp)",
    re.IGNORECASE,
)
_PUBLISHED = re.compile(
    r"cổng\s+thông\s+tin|trang\s+thông\s+tin|đăng\s+(?:tải|công\s+khai|trên)|niêm\s+yết|website", re.IGNORECASE
)


def is_call_for_comments(title: str, text: str) -> bool:
    """Return True if an office calls on everybody to comment on a draft that it has published: the call itself is no draft."""
    if _CALLS.match(title) is None:
        return False
    beginning = f"{title}\n{text[:_BEGINNING]}"
    return _OPEN_TO_ALL.search(beginning) is not None and _PUBLISHED.search(beginning) is not None


def tells_how_to_comment(title: str) -> bool:
    """Return True if the title asks or tells how citizens take part in drafting: nothing that is a draft itself."""
    return _ABOUT_DRAFTING.search(title) is not None


def says_passed(title: str, text: str) -> bool:
    """Return True if title and opening say that what was a draft has been passed, and the title proposes nothing."""
    if _PROPOSES.search(title):
        return False
    return _PASSED.search(_NOT_PASSED.sub(" ", f"{title}\n{text[:_OPENING]}")) is not None


def find_draft(title: str, text: str) -> str:
    """Return where a draft shows that it is one: "title", "number", "day", "stamp", "news"; empty if the text is no draft and
    is not about one."""
    of_drafting = _ABOUT_DRAFTING.search(title) is not None
    calls = is_call_for_comments(title, text)
    if not calls and _DRAFT_TITLE.search(title) and not _ENDED_DRAFT.search(title) and not of_drafting:
        return "title"
    head = text[:HEAD]
    beginning = text[:_BEGINNING]
    if forms := _FORMS.search(beginning, 200):
        beginning = beginning[: forms.start()]
    complete = _COMPLETE.search(beginning) is not None
    if not complete and _BLANK_NUMBER.search(beginning):
        return "number"
    if (not complete and _BLANK_DAY.search(beginning)) or ("hiệu lực" in text and _BLANK_EFFECT.search(text)):
        return "day"
    if any(pattern.search(head) for pattern in (_STAMP, _LINE_BEGINS, _BRACKETED)) or _CAPITALS.search(head[:900]):
        return "stamp"
    if "dựthảo" in spaced_out(head):
        return "stamp"
    if calls:
        return ""
    if (
        _UNSIGNED.search(f"{title}\n{head}")
        or ("Điều" in head and _ALTERNATIVES.search(text[:20_000]))
        or _TRAIL.search(head)
    ):
        return "stamp"
    if _PROPOSAL_TITLE.search(title) and not of_drafting:
        return "title"
    return "" if _DOCUMENT_HEAD.search(head) else _news(title, text[:_BEGINNING])


_BILL = re.compile(
    r"dự\s+án\s+(?:bộ\s+)?(?:luật(?!\s+(?:sư|gia))|nghị\s+quyết|pháp\s+lệnh)|(?<!\w)dự\s+luật(?!\w)", re.IGNORECASE
)
_NOT_PASSED_TITLE = re.compile(
    r"(?<!\w)(?:không|chưa|lùi|hoãn|rút|dừng|sẽ|xem\s+xét,?|dự\s+kiến)\s+(?:\w+\s+){0,2}?(?:thông\s+qua|trình|ban\s+hành)"
    r"[^\n]{0,60}(?:luật|nghị\s+quyết|pháp\s+lệnh)|^\W*kiến\s+nghị\s+(?:bỏ|sửa|bổ\s+sung|giữ|xem\s+xét)(?!\w)|"
    r"quốc\s+hội\s+(?:thảo\s+luận|cho\s+ý\s+kiến|bàn|tranh\s+luận|góp\s+ý)(?![^\n]*thông\s+qua)",
    re.IGNORECASE,
)
"""A title about a bill that is none yet: "Không thông qua Bộ luật Lao động sửa đổi năm 2017"."""
_COMING_TITLE = re.compile(
    r"(?<!\w)sắp\s+(?:có|ban\s+hành|áp\s+dụng|cấm|phạt|thu|tăng|giảm|bỏ|siết|thay|được|phải|bị)(?!\w)|(?<!\w)rục\s+rịch(?!\w)|có\s+thể\s+(?:sẽ\s+)?(?:bị\s+cấm|phải\s+nộp|được\s+miễn|tăng|giảm|nâng)",
    re.IGNORECASE,
)
_ISSUED_NUMBER = re.compile(
    r"(?<!\w)\d{1,4}/20\d\d/[A-ZĐ]{2,4}-[A-ZĐ]|(?:nghị\s+định|nghị\s+quyết|quyết\s+định|thông\s+tư)\s+(?:số\s+)?\d",
    re.IGNORECASE,
)


def _news(title: str, beginning: str) -> str:
    """An article about what is not decided yet."""
    mentions = len(re.findall(r"dự\s+thảo", beginning, re.IGNORECASE))
    proposes = _PROPOSES.search(title) is not None
    if _NOT_PASSED_TITLE.search(title) or (_BILL.search(title) and not _PASSED_TITLE.search(title)):
        return "news"
    if (
        not mentions
        and _PENDING.search(f"{title}\n{beginning[:800]}".lower())
        and not _PASSED.search(_NOT_PASSED.sub(" ", beginning))
    ):
        return "news"
    if not mentions and _COMING_TITLE.search(title) and not _ISSUED_NUMBER.search(beginning):
        # "Sắp có quy định mới về …?"
        return "" if _PASSED.search(_NOT_PASSED.sub(" ", beginning)) else "news"
    if not mentions:
        # "Bộ Tài chính đề xuất …": a proposal without the word.
        return "news" if proposes and _PROPOSED.search(beginning[:500]) and not _PASSED.search(beginning) else ""
    whole = f"{title}\n{beginning}"
    still = _STILL.search(whole) is not None
    not_passed = _NOT_PASSED.search(whole) is not None
    early = re.search(r"dự\s+thảo", beginning[:500], re.IGNORECASE) is not None
    passed = _PASSED.search(_NOT_PASSED.sub(" ", whole)) or (_PASSED_TITLE.search(title) and not proposes)
    if passed and not re.search(r"theo\s+dự\s+thảo|đang\s+(?:lấy|dự)", whole, re.IGNORECASE):
        return ""
    return "news" if still and early and (not_passed or mentions >= 2 or proposes) else ""
