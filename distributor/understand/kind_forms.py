"""The forms in which a piece of news speaks: asked and answered, steps, a rule of law, an appeal. Pure, bounded.

What a careful reader sees before the words: who speaks to whom, whether a rule is stated, whether something is over or still to
be done. Each form is there or not; what it weighs for each kind is learnt (`kind_model.py`).
"""

import re
from collections.abc import Iterator, Mapping, Set

MOST_READ, LEAD = 6_000, 600
_I = re.IGNORECASE
_LAW = (
    r"(?:(?:bộ\s+)?luật\s+(?-i:[A-ZĐ])|nghị\s+định|thông\s+tư|nghị\s+quyết\s+(?:số|\d)|quyết\s+định\s+(?:số|này|\d)"
    r"|pháp\s+lệnh|hiến\s+pháp|điều\s+\d|theo\s+(?:luật|quy\s+định|pháp\s+luật)|(?:pháp\s+)?luật\s+(?:quy\s+định|cấm|nghiêm\s+cấm))"
)
_BINDS = (
    r"(?:bị\s+(?:phạt|xử\s+(?:phạt|lý)|tịch\s+thu|tước|buộc|truy\s+cứu)|phạt\s+(?:tiền|từ|tù)|nghiêm\s+cấm|cấm\s|phải\s|không\s+được\s"
    r"|có\s+(?:trách\s+nhiệm|nghĩa\s+vụ|quyền)|được\s+(?:hưởng|miễn|hỗ\s+trợ|giảm|cấp|nhận|quyền)|(?:chỉ|mới)\s+được\s|tối\s+đa"
    r"|mức\s+(?:phạt|hưởng))"
)
_PEOPLE = (
    r"(?:bà\s+con|người\s+dân|nhân\s+dân|cô\s+bác|phụ\s+huynh|cha\s+mẹ|các\s+bậc|mọi\s+người|chủ\s+(?:xe|hộ|nhà|tàu|nuôi)|khách\s+hàng"
    r"|người\s+lao\s+động|công\s+nhân|các\s+hộ|hộ\s+(?:dân|gia\s+đình|kinh\s+doanh)|chị\s+em|các\s+em|thanh\s+niên)"
)
_ANYWHERE: Mapping[str, re.Pattern[str]] = {
    "asked_and_answered": re.compile(
        r"(?:^|\n)\W*(?:câu\s+)?hỏi(?:\s+\d+)?\s*(?:\([^)\n]{1,60}\)\s*)?[:.].{10,2000}?(?:^|\n)\W*(?:trả\s+lời|đáp|luật\s+sư|giải\s+đáp)"
        r"|trả\s+lời\s+(?:như\s+sau|câu\s+hỏi)|(?:xin\s+hỏi|muốn\s+hỏi|hỏi\s*:)[^\n]{5,}\n[^\n]{0,60}(?:trả\s+lời|đáp|:)",
        _I | re.DOTALL,
    ),
    "states_rule": re.compile(
        rf"{_LAW}[^.\n]{{0,240}}{_BINDS}|{_BINDS}[^.\n]{{0,160}}(?:\(|theo\s+)(?:khoản\s+\d+\s+)?{_LAW}", _I
    ),
    "appeals": re.compile(
        rf"(?:đề\s+nghị|kêu\s+gọi|khuyến\s+cáo|khuyến\s+nghị|khuyên|nhắc|xin\s+nhắc|lưu\s+ý|mời|yêu\s+cầu)\s+(?:tất\s+cả\s+)?{_PEOPLE}"
        rf"|{_PEOPLE}[^.\n]{{0,60}}\s(?:hãy|cần|nên|đừng|lưu\s+ý|chú\s+ý|tuyệt\s+đối|không\s+(?:được|nên|đốt|nộp|bấm|cung|cho|chuyển|để|sạc|đưa))\s",
        _I,
    ),
    "guides": re.compile(
        rf"hướng\s+dẫn\s+(?:các\s+)?{_PEOPLE}|(?:xin\s+)?hướng\s+dẫn\s+(?:thật\s+)?(?:cụ\s+thể|như\s+sau)|{_PEOPLE}\s+làm\s+(?:ngay|như\s+sau)",
        _I,
    ),
    "come": re.compile(
        r"\A(?=.*(?:miễn\s+phí|không\s+(?:thu|mất)\s+(?:lệ\s+)?phí|không\s+thu\s)).*\d\s*(?:giờ|h)(?:\s*\d+)?\s*(?:[-–]|đến)",
        _I | re.DOTALL,
    ),
    "contact": re.compile(r"(?:gọi|liên\s+hệ|đường\s+dây|tổng\s+đài|hotline|điện\s+thoại)[^.\n]{0,60}\d{3,4}", _I),
    "in_force": re.compile(
        r"(?:có\s+)?hiệu\s+lực\s+(?:thi\s+hành\s+)?(?:từ|kể\s+từ|vào)|áp\s+dụng\s+(?:từ|kể\s+từ)|(?:kể\s+)?từ\s+(?:0\s+giờ\s+)?ngày\s+\d",
        _I,
    ),
    "then_and_now": re.compile(
        r"thay\s+vì|thay\s+thế\s+(?:quyết|nghị|thông|luật)|như\s+trước|trước\s+đây|không\s+còn|bãi\s+bỏ|được\s+mở\s+rộng|lần\s+đầu\s+tiên|quy\s+định\s+mới|điểm\s+mới",
        _I,
    ),
    "just_issued": re.compile(
        r"vừa\s+(?:được\s+)?(?:ký|ban\s+hành|thông\s+qua)|(?:đã|mới|ký)\s+ban\s+hành\s+(?:quyết|nghị|thông|luật)|(?:được\s+)?quốc\s+hội\s+(?:khóa\s+\w+\s+)?thông\s+qua|đã\s+(?:biểu\s+quyết\s+)?thông\s+qua",
        _I,
    ),
    "not_yet": re.compile(
        r"nếu\s+được\s+thông\s+qua|dự\s+kiến|(?:sẽ\s+(?:được\s+)?|đang\s+)trình|đề\s+xuất|hồ\s+sơ\s+(?:nghị\s+quyết|dự\s+án|xây\s+dựng)|dự\s+thảo|phương\s+án\s+\d",
        _I,
    ),
    "asks_comments": re.compile(
        r"(?:góp\s+ý|ý\s+kiến)[^.\n]{0,120}(?:gửi\s+(?:về|qua|đến|tới)|trước\s+ngày|đến\s+hết|qua\s+(?:thư|email|hộp))|lấy\s+ý\s+kiến[^.\n]{0,80}(?:dự\s+thảo|nhân\s+dân|người\s+dân)",
        _I,
    ),
    "prizes": re.compile(
        r"thể\s+lệ|giải\s+nhất[^.\n]{0,60}\d\.\d{3}\.\d{3}|giải\s+nhất[^.\n]{0,60}triệu|(?:bài|tranh|ảnh|tác\s+phẩm)\s+(?:dự\s+)?thi|cơ\s+cấu\s+giải",
        _I,
    ),
    "awarded": re.compile(
        r"trao\s+giải|(?:giải\s+nhất|giải\s+nhì)[^.\n]{0,50}(?:thuộc\s+về|cho|:)\s+(?:ông|bà|anh|chị|em|đội|thí)|đoạt\s+giải|giành\s+(?:giải|cúp)|bế\s+mạc|tổng\s+kết\s+(?:cuộc|hội)",
        _I,
    ),
    "ceremony": re.compile(
        r"(?:tham\s+dự|dự\s+(?:hội\s+nghị|buổi|lễ))\s+có|tới\s+dự|phát\s+biểu\s+(?:tại|chỉ\s+đạo|khai\s+mạc|kết\s+luận)|nhân\s+dịp\s+này|dịp\s+này|tặng\s+(?:giấy|bằng)\s+khen|diễn\s+văn|văn\s+nghệ|chụp\s+ảnh|đánh\s+giá\s+cao",
        _I,
    ),
    "own_work": re.compile(
        r"(?:nâng\s+cao|đẩy\s+mạnh|quyết\s+tâm|phát\s+huy|đổi\s+mới)\s+(?:chất\s+lượng|hiệu\s+quả|hoàn\s+thành|kết\s+quả|tinh\s+thần|công\s+tác)|nhiệm\s+vụ\s+trọng\s+tâm|kết\s+quả\s+đạt\s+được|chỉ\s+tiêu|thời\s+gian\s+tới|ký\s+kết|trao\s+đổi\s+kinh\s+nghiệm|thỏa\s+thuận\s+hợp\s+tác",
        _I,
    ),
    "course": re.compile(r"tập\s+huấn|bồi\s+dưỡng|học\s+viên|giảng\s+viên|lớp\s+(?:thứ|tập)", _I),
    "dialogue": re.compile(
        r"đối\s+thoại|chất\s+vấn|(?:người\s+dân|bà\s+con|cử\s+tri|doanh\s+nghiệp|công\s+nhân|chủ\s+[^.\n]{2,60})\s+(?:đã\s+)?(?:nêu|hỏi|kiến\s+nghị|dự\s+hội\s+nghị|đến\s+nghe)|câu\s+(?:được\s+)?hỏi\s+nhiều",
        _I,
    ),
    "swindle": re.compile(
        r"kẻ\s+gian|tự\s+xưng|(?:đường\s+)?link(?!\w)|mã\s+otp|giả\s+(?:danh|mạo|làm|người|sàn|web|cán)|sập\s+bẫy|lừa(?!\w)|quét\s+(?:khuôn\s+mặt|mã)|thủ\s+đoạn|kịch\s+bản|mã\s+độc",
        _I,
    ),
    "guard": re.compile(
        r"không\s+(?:bấm|nhấn|truy\s+cập|cung\s+cấp|chuyển\s+(?:tiền|khoản)|nạp\s+tiền|làm\s+theo|cho\s+(?:mượn|người\s+lạ)|đưa\s+căn\s+cước|yêu\s+cầu)|trình\s+báo|báo\s+(?:ngay\s+)?(?:công\s+an|cơ\s+quan\s+công\s+an|ngân\s+hàng)|cảnh\s+giác",
        _I,
    ),
    "investigated": re.compile(
        r"khởi\s+tố|bị\s+can|tạm\s+giam|điều\s+tra\s+(?:viên|mở\s+rộng|làm\s+rõ)|khám\s+xét|nghi\s+(?:can|phạm)|bắt\s+(?:giữ|tạm|khẩn|quả)",
        _I,
    ),
    "hails": re.compile(
        r"(?:^|\n)\W*(?:kính\s+)?(?:thưa|gửi)\s+(?:toàn\s+thể\s+)?(?:bà\s+con|các\s+bậc|quý|nhân\s+dân|các\s+(?:bác|đồng\s+bào))|thân\s+(?:mến|ái)|bài\s+tuyên\s+truyền|thư\s+ngỏ",
        _I,
    ),
    "movement": re.compile(
        r"phong\s+trào|phát\s+động|hưởng\s+ứng|mít\s+tinh|tuyên\s+truyền|ra\s+quân|vận\s+động|gương\s+(?:sáng|người)|chiến\s+dịch",
        _I,
    ),
    "stage": re.compile(
        r"(?:^|\n)\s*(?:vai|nhân\s+vật|người\s+dẫn(?:\s+chuyện)?|các\s+vai)\s*:|truyện\s+thanh|tiểu\s+phẩm|màn\s+(?:hài|kịch|\d)|kịch\s+(?:bản|truyền|ngắn)|(?:^|\n)\s*\((?:tiếng|nhạc|trên|cười|trong)\s",
        _I,
    ),
    "office_letter": re.compile(
        r"(?:^|\n)\s*V/v\s|kính\s+gửi\s*:\s*(?:các\s+)?(?:sở|ubnd|ban|phòng|công\s+an|đồng\s+chí|văn\s+phòng|bộ)", _I
    ),
    "court": re.compile(
        r"hội\s+đồng\s+xét\s+xử|tuyên\s+(?:phạt|án)|bản\s+án|sơ\s+thẩm|phúc\s+thẩm|bị\s+cáo|tòa\s+án\s+(?:nhân\s+dân|áp\s+dụng)",
        _I,
    ),
    "free_aid": re.compile(r"trợ\s+giúp\s+(?:pháp\s+lý|viên)|tư\s+vấn\s+(?:pháp\s+luật\s+)?miễn\s+phí", _I),
    "press": re.compile(
        r"thông\s+(?:cáo|tin)\s+báo\s+chí|tcbc|cơ\s+quan\s+báo\s+chí|thông\s+tin\s+cho\s+báo\s+chí|người\s+phát\s+ngôn",
        _I,
    ),
    "leader_orders": re.compile(
        r"(?:chủ\s+tịch|bí\s+thư|thủ\s+tướng|bộ\s+trưởng|giám\s+đốc|lãnh\s+đạo)[^.\n]{0,80}(?:yêu\s+cầu|chỉ\s+đạo|giao|kết\s+luận|lưu\s+ý)",
        _I,
    ),
    "compared": re.compile(
        r"so\s+với\s+(?:cùng|kỳ|tháng|quý|năm|dịp)|cùng\s+kỳ|(?:tăng|giảm|đạt|chiếm)\s+(?:hơn\s+|gần\s+|khoảng\s+)?\d",
        _I,
    ),
    "of_period": re.compile(
        r"(?:\d+|ba|sáu|chín|mười|mười\s+một)\s+tháng(?:\s+(?:đầu|qua|năm)|\s*[:,])|quý\s+(?:[iv]+|\d)(?!\w)|từ\s+(?:ngày\s+)?\d{1,2}/\d{1,2}(?:/\d{4})?\s+đến|nửa\s+đầu\s+năm|(?:số\s+liệu|thống\s+kê|kết\s+quả\s+kiểm\s+tra)",
        _I,
    ),
}
"""Looked for in the text."""
_IN_TITLE: Mapping[str, re.Pattern[str]] = {
    "wh_question": re.compile(
        r"(?:thế\s+nào|ra\s+sao|ở\s+đâu|làm\s+gì|những\s+gì|bao\s+(?:lâu|nhiêu)|mấy\s+bước|khi\s+nào|trả\s+lời\s+gì)\W*$",
        _I,
    ),
    "yes_no": re.compile(r"(?:không|chưa|được\s+không|thật\s+không)\s*\?\W*$", _I),
    "urges": re.compile(r"(?:^|[\s:\"“])(?:đừng|hãy|chớ|không\s+để|mỗi\s+(?:nhà|người|gia\s+đình))\s|!\W*$", _I),
    "forbids": re.compile(r"(?:^|\s)(?:cấm|bắt\s+buộc|không\s+còn|bãi\s+bỏ|được\s+hỗ\s+trợ|được\s+miễn|thêm)\s", _I),
    "from_day": re.compile(
        r"(?:kể\s+)?từ\s+(?:ngày\s+|năm\s+|tháng\s+|đầu\s+)?\d{1,2}[/-]\d|từ\s+(?:năm|tháng)\s+\d", _I
    ),
    "period": re.compile(r"(?:\d+|ba|sáu|chín|mười)\s+(?:tháng|ngày)|quý\s|tháng\s+\d|năm\s+20\d\d", _I),
    "counts": re.compile(
        r"\d[\d.,]*\s*(?:%|vụ|lượt|trường\s+hợp|hồ\s+sơ|người|doanh|tài\s+xế|công\s+trình|đơn|tỷ|cơ\s+sở)", _I
    ),
    "names_law": re.compile(r"(?:luật|nghị\s+(?:định|quyết)|thông\s+tư|quyết\s+định)\s", _I),
    "plan": re.compile(r"^\W*(?:kế\s+hoạch|kh|lịch)(?!\w)", _I),
    "data": re.compile(r"số\s+liệu|thống\s+kê|báo\s+cáo|kết\s+quả", _I),
    "press": re.compile(r"thông\s+(?:cáo|tin)\s+(?:cho\s+)?báo\s+chí|tcbc", _I),
    "open_letter": re.compile(r"thư\s+ngỏ|loa\s+phát\s+thanh|phát\s+thanh|gương\s|chuyện\s", _I),
    "award": re.compile(r"trao\s+giải|chung\s+kết|bế\s+mạc|khai\s+mạc|tổng\s+kết|đoạt|giành", _I),
}
_TO_DO = frozenset(
    {"states_rule", "come", "appeals", "guides", "asks_comments", "prizes", "asked_and_answered", "guard"}
)
"""Something that a citizen may take with him: a rule, advice, an invitation."""
_REPORTED = frozenset({"ceremony", "awarded", "own_work", "course", "compared"})
"""What was done and is over."""
_COUNTED_UNITS = re.compile(
    r"\d[\d.,]*\s+(?:vụ|lượt|trường\s+hợp|hồ\s+sơ|người|doanh\s+nghiệp|đơn|cuộc|công\s+trình|hộ|trẻ|cơ\s+sở|việc|phương\s+tiện|lao\s+động|xe)",
    _I,
)
_PERCENT = re.compile(r"\d\s*%")
_NUMBER = re.compile(r"(?<![\w/])\d[\d.,]*(?![\w/])")
_LAW_NAMED = re.compile(_LAW, _I)
_BINDING = re.compile(_BINDS, _I)
_SPEAKER = re.compile(r"(?:^|\n)\s*[A-ZĐÀ-Ỹ][A-ZĐÀ-Ỹ ]{1,24}(?:\s*\([^)\n]{2,90}\))?\s*:")
_WRITTEN_SPEAKER = re.compile(
    r"(?:^|\n)\s*(?:Ông|Bà|Anh|Chị|Chú|Cô|Bác|Cậu|Mẹ|Bố|Vợ|Chồng|[A-ZĐ]\w{1,7})(?:\s[A-ZĐ]\w{1,8})?\s*(?:\([^)\n]{2,90}\))?\s*:\s"
)
_PAPERS: tuple[re.Pattern[str], ...] = tuple(
    re.compile(each, _I)
    for each in (
        r"nơi\s+nộp|nộp\s+(?:hồ\s+sơ\s+)?(?:tại|ở|trực)|đến\s+(?:ubnd|trung\s+tâm\s+phục\s+vụ)",
        r"giấy\s+tờ\s*:|(?:hồ\s+sơ|giấy\s+tờ)\s+(?:gồm|cần)|thành\s+phần\s+hồ\s+sơ|mang\s+theo|tờ\s+khai|theo\s+mẫu|bản\s+(?:sao|chụp)",
        r"lệ\s+phí|phí\s*:|không\s+(?:mất|thu)\s+phí|miễn\s+phí",
        r"thời\s+(?:hạn|gian)\s*(?:giải\s+quyết|:)|\d+\s+ngày\s+làm\s+việc|trả\s+kết\s+quả|kết\s+quả\s+trong|có\s+kết\s+quả",
        r"bước\s+\d|chặng\s+\d|dịch\s+vụ\s+công",
    )
)
_PLAN_PARTS: tuple[re.Pattern[str], ...] = tuple(
    re.compile(each, _I)
    for each in (
        r"mục\s+(?:đích|tiêu)|yêu\s+cầu\s*:",
        r"phân\s+công|tổ\s+chức\s+thực\s+hiện|nhiệm\s+vụ(?:,\s+giải\s+pháp)?\s*[:\n]",
        r"kinh\s+phí",
        r"k[ếê]\s+ho[ạa]ch",
        r"\d+\s*[/-]\s*KH(?:-|\s)|nội\s+dung\s*:|thời\s+gian\s*[,:]",
    )
)
_LAW_WORDS = re.compile(
    r"luật|nghị\s+định|thông\s+tư|nghị\s+quyết|điều\s+\d|quy\s+định|phạt|pháp\s+lý|tòa\s+án|quyền|nghĩa\s+vụ|thủ\s+tục|trợ\s+cấp|công\s+an|vi\s+phạm",
    _I,
)
_HEADED = re.compile(r"^\s*(?:[A-ZĐÀ-Ỹ0-9][A-ZĐÀ-Ỹ0-9 ,.\-–]{7,})(?:\n|$)")
_NUMBERED = re.compile(r"(?:^|\n)\s*(?:\(?\d{1,2}[.)/]|[-+•])\s")

_LETTER_WITHIN, _MOST_ASKED = 2_500, 4
"""Characters of a text within which a letter is replied to, and questions that it may ask."""
_ANSWERED = re.compile(
    r"(?<=\?)[\s\"”]*(?:\([^()]{2,80}\)\s*)?(?:[^?\n]{0,120}?(?<!\w)(?:ảnh|hình|nguồn)(?!\w)[^?\n]{0,60}?)?"
    r"(?:đáp|[^.?:\n]{0,140}?(?<!\w)"
    r"(?:trả lời|giải đáp|tư vấn|phúc đáp|hướng dẫn)(?!\w)[^.?:\n]{0,60})\s*:",
    re.IGNORECASE,
)
"""Right behind a question, who replies; a caption may stand between."""
_ASKED = re.compile(
    r"(?<!\w)(?:tôi|em|cháu|chúng tôi|gia đình mình|vợ chồng mình)(?!\w)|"
    r"(?<!\w)(?:ông|bà|anh|chị|bạn|em|cô|chú|bác|bạn đọc|độc giả)\s[^.?]{0,160}?(?<!\w)(?:hỏi|thắc mắc|đề nghị)(?!\w)",
    re.IGNORECASE,
)
_INTERVIEW = re.compile(
    r"(?<!\w)(?:PV|P\.V|phóng viên|thưa (?:ông|bà|luật sư|đồng chí)|xin (?:ông|bà) cho biết)(?!\w)", re.IGNORECASE
)


def forms_of(title: str, text: str) -> Iterator[str]:
    """The names of the forms: `says-states_rule`, `heads-urges`, `form-many_figures` …"""
    text = text[:MOST_READ]
    lead = text[:LEAD]
    said = {name for name, pattern in _ANYWHERE.items() if pattern.search(text)}
    yield from (f"says-{name}" for name in said)
    yield from (f"opens-{name}" for name in said if _ANYWHERE[name].search(lead))
    for name, pattern in _IN_TITLE.items():
        if pattern.search(title):
            yield f"heads-{name}"
    yield from _counted(text)
    yield from _of_law(text, said)
    if not _LAW_WORDS.search(f"{title}\n{text}"):
        yield "form-no_law"


def is_letter_answered(text: str) -> bool:
    """Return True if a text is somebody's question and, right behind it, who replies: "Ông A hỏi: … không? Sở Y tế trả lời:"."""
    found = _ANSWERED.search(text[:_LETTER_WITHIN])
    asked = text[: found.start()] if found is not None else ""
    return _ASKED.search(asked) is not None and asked.count("?") <= _MOST_ASKED and _INTERVIEW.search(asked) is None


def _counted(text: str) -> Iterator[str]:
    """Figures, speakers, length, numbering: what can be counted."""
    words = max(1, len(text.split()))
    if len(_NUMBER.findall(text)) / words >= 0.06:
        yield "form-many_figures"
    if len(_PERCENT.findall(text)) >= 2:
        yield "form-percents"
    if (units := len(_COUNTED_UNITS.findall(text))) >= 4:
        yield "form-counted_units"
    if units >= 4 and units / words >= 0.03:
        yield "form-mostly_counted"
    if len(_SPEAKER.findall(text)) >= 3 or len(_WRITTEN_SPEAKER.findall(text)) >= 4:
        yield "form-speakers"
    if _HEADED.match(text):
        yield "form-headed"
    if len(_NUMBERED.findall(text)) >= 3:
        yield "form-numbered"
    if words < 180:
        yield "form-short"
    if words > 600:
        yield "form-long"


def _of_law(text: str, said: Set[str]) -> Iterator[str]:
    """Yield whether a rule, a duty or a way to do something is told; of a plan its parts."""
    papers = sum(each.search(text) is not None for each in _PAPERS)
    yield from (f"form-papers_{n}" for n in (2, 3, 4) if papers >= n)
    duties = len(_BINDING.findall(text))
    law = _LAW_NAMED.search(text) is not None
    if law and duties >= 2:
        yield "form-law_and_duties"
    if papers < 3 and not said & _TO_DO and not (law and duties >= 2):
        yield "form-nothing_to_do"
        if said & _REPORTED:
            yield "form-only_reported"
    if "states_rule" in said and said & {"appeals", "guides", "contact"}:
        yield "form-rule_and_advice"
    parts = sum(each.search(text[:2500]) is not None for each in _PLAN_PARTS)
    yield from (f"form-plan_parts_{n}" for n in (2, 3) if parts >= n)
