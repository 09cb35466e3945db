"""What the heading of an article, or of a part of a document, says of what stands under it."""

import re
from typing import Literal

Section = Literal[
    "", "asked", "answer", "moral", "scope", "addressees", "definitions", "effect", "offices", "ban", "penalty", "papers",
    "procedure", "deadline", "right", "duty", "amount", "principle", "relief",
]  # fmt: skip
_NAMED: tuple[tuple[Section, str], ...] = (
    ("scope", r"phạm vi(?: điều chỉnh| áp dụng)?\s*\Z|phạm vi điều chỉnh(?! và đối tượng)"),
    ("addressees", r"đối tượng\s*\Z|đối tượng(?: được)? (?:áp dụng|thụ hưởng|hưởng|hỗ trợ|tặng|đăng ký|mua|vay|xét)|"
    r"người nộp|phạm vi điều chỉnh và đối tượng|phạm vi, đối tượng|đối tượng (?:chịu|nộp)"),
    ("definitions", r"giải thích|thuật ngữ"),
    ("effect", r"(?:điều khoản |quy định )?chuyển tiếp|hiệu lực|(?:điều khoản|tổ chức) thi hành|điều khoản"),
    (
        "offices",
        r"tổ chức (?:thực hiện|triển khai)|(?:trách nhiệm|nhiệm vụ|thẩm quyền|quyền hạn)[^.]{0,40}(?:ủy ban|"
        r"uỷ ban|sở|bộ|cơ quan|chính phủ|"
        r"hội đồng|thủ tướng|mặt trận|công an|tòa án|thanh tra|các cấp|thi hành)|trách nhiệm (?:quản lý|"
        r"thi hành|thực hiện|tổ chức)|"
        r"quản lý nhà nước|kinh phí|nguồn (?:vốn|tài chính|kinh phí)|phân công|kiểm tra|giám sát|báo cáo|chế độ (?:họp|báo cáo)|"
        r"đánh giá chung|tình hình(?! vi phạm)|nhiệm vụ (?:trọng tâm|và giải pháp)|"
        r"cơ cấu|tổ chức bộ máy|chức năng|hợp tác quốc tế|mục (?:đích|tiêu)|yêu cầu|quan điểm|xây dựng cơ sở dữ liệu",
    ),
    ("ban", r"(?:các )?(?:hành vi|việc|trường hợp|điều)?\s*(?:bị )?(?:nghiêm )?cấm|hành vi (?:bị )?(?:nghiêm )?cấm|không được"),
    ("penalty", r"(?:mức |hình thức )?(?:xử phạt|phạt|xử lý vi phạm|chế tài)|vi phạm"),
    ("relief", r"miễn|giảm|không thu|không chịu|(?:các )?trường hợp (?:được )?(?:không bị|không phải|không áp dụng|loại trừ)"),
    ("papers", r"hồ sơ|thành phần hồ sơ|giấy tờ"),
    ("procedure", r"trình tự|thủ tục|cách thức|phương thức|quy trình|đăng ký|khai"),
    ("deadline", r"thời (?:hạn|gian|hiệu|điểm)|kế hoạch thời gian"),
    ("amount", r"mức|giá|định mức|thuế suất|lãi suất|chế độ|chính sách|biểu|hỗ trợ|trợ cấp|diện tích|hạn mức|"
    r"nội dung (?:và mức|chi|hỗ trợ)"),
    ("right", r"quyền|quyền lợi"),
    ("duty", r"nghĩa vụ|trách nhiệm"),
    ("principle", r"nguyên tắc|chính sách của nhà nước|áp dụng pháp luật"),
)  # fmt: skip
_PATTERNS = tuple((name, re.compile(rf"(?:{pattern})(?!\w)", re.IGNORECASE)) for name, pattern in _NAMED)
_ANYWHERE = re.compile(
    r"(?<!\w)(?:nghiêm cấm|bị cấm)(?!\w)|^(?:các |những )?(?:nghề|ngư cụ|loại|hàng hóa|phương tiện|vật|chất|thức ăn|việc)"
    r"[^.;:]{0,40}\scấm(?: (?:sử dụng|lưu hành|kinh doanh|nuôi|trồng|bán|mang|dùng)| [^.;:]{0,40})?\Z",
    re.IGNORECASE,
)
_OFFICE_ONLY = re.compile(
    r"(?:(?:các )?(?:sở|ủy ban nhân dân|uỷ ban nhân dân|ubnd|công an|bộ(?! phận)|cục|chi cục|thuế tỉnh|kho bạc"
    r"|ngân hàng nhà nước|"
    r"mặt trận|bảo hiểm xã hội|ban quản lý|chủ tịch|giám đốc|thủ trưởng)"
    r"(?:(?!(?<!\w)(?:được|phải|không|hỗ trợ|cấp phép)(?!\w))[^.;:]){0,110}\Z)",
    re.IGNORECASE,
)
"""A heading that is an office's name: below it stands what the office has to do."""
_STATE_DUTY = re.compile(r"chính sách của nhà nước|chức năng, nhiệm vụ", re.IGNORECASE)


def section_of(heading: str) -> Section:
    """Empty for a heading that says nothing of the sort."""
    heading = heading.lstrip("0123456789.) ").strip()
    if not heading:
        return ""
    if _STATE_DUTY.match(heading):
        return "principle"
    if _ANYWHERE.search(heading[:80]):
        return "ban"
    if _OFFICE_ONLY.match(heading):
        return "offices"
    return next((name for name, pattern in _PATTERNS if pattern.match(heading)), "")
