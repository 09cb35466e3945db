"""Which sentences of an article only set its scene: how it was, what happened somewhere, how many there are. Pure.

An article that teaches a rule often begins with a story. Where two of its sentences bind, give or forbid something, the story is
not told beside them: a post has room for what a citizen can go by.
"""

import re
from collections.abc import Sequence

from distributor.understand.candidate import Candidate

LEAST_RULES = 2
_BINDS = re.compile(
    r"(?<!\w)(?:phải|không được|chỉ được|nghiêm cấm|cấm|bị (?:xử )?phạt|phạt (?:tiền|từ|đến)|có quyền|bắt buộc|"
    r"được (?:hỗ trợ|miễn|hưởng|nhận|cấp|giảm|vay|đăng ký|trợ giúp)|không (?:phải|cần|thu))(?!\w)",
    re.IGNORECASE,
)
_GOES_BY = re.compile(
    rf"{_BINDS.pattern}|(?<!\w)(?:quyền|nên|cần|đừng|miễn|giảm|hỗ trợ|mức|hiệu lực|quy định|luật|nghị (?:định|quyết)|thông tư|"
    r"quyết định|hồ sơ|thủ tục|giấy|nộp|đăng ký|khai báo|gọi|liên hệ|báo (?:ngay|công an|cho|điện|xã)|mang theo|thời hạn|"
    r"lệ phí|mẫu|trách nhiệm|nghĩa vụ|bồi thường|trường hợp|điều kiện|khuyến cáo|đề nghị|yêu cầu|hướng dẫn|người dân|bà con|"
    r"ai (?:cần|muốn|có)|không|tối (?:thiểu|đa))(?!\w)|\d",
    re.IGNORECASE,
)
"""What a citizen can go by."""
_COUNTS = re.compile(
    r"\W*(?:(?:tuần|tháng|năm|hôm|mùa|mới) (?:trước|ngoái|qua|đây)(?!\w)|theo (?:thống kê|số liệu|báo cáo)(?!\w)|"
    r"(?:\([^)]*\)\s*[-–]?\s*)?(?:thôn|bản|ấp|xã|phường|toàn tỉnh)\s[^,;.]{0,30}(?<!\w)có \d)",
    re.IGNORECASE,
)
"""Begins with what was, or with how many there are."""


def without_scenery(chosen: Sequence[Candidate]) -> list[Candidate]:
    """Return the sentences without those that only set the scene, where at least two others bind or give something."""
    told = [each for each in chosen if _GOES_BY.search(each.statement) and not _COUNTS.match(each.statement)]
    rules = sum(_BINDS.search(each.statement) is not None for each in told)
    return told if rules >= LEAST_RULES else list(chosen)
