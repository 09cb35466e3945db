"""Which sentences of news and notices tell nobody anything: whose day it is, slogans, who wrote it, what an office settles for
itself, what somebody felt. Patterns only, linear.
"""

import re

from distributor.understand.says_little import tells_what_was_printed

_OBSERVES = re.compile(
    r"(?:(?:hằng|hàng) năm, )?(?:lấy )?ngày \d{1,2}(?:[/ ](?:tháng )?\d{1,2})?[^,;.]{0,24} (?:là|làm) (?:ngày|tuần|tháng) ",
    re.IGNORECASE,
)
_SLOGAN = re.compile(
    r"(?:hãy (?:để|cùng|là|chung tay|hành động|lan tỏa|trở thành|nói không)|vì một|chung tay|"
    r"mỗi (?:người|chúng ta|gia đình|công dân)[^.;:\d]{0,30}(?:hãy|là một|là người))(?!\w)[^\d:;]*\Z",
    re.IGNORECASE,
)
_CREDIT = re.compile(
    r"(?:bài|tin|ảnh|tin,? bài|bài,? ảnh|tổng hợp|biên (?:soạn|tập)|kịch bản|người phát ngôn|thực hiện|nguồn|"
    r"soạn giả|ban biên tập)(?: (?:và|-) ảnh)?\s*:\s[^.:;\d]{3,60}\.?\Z",
    re.IGNORECASE,
)
_ON_AIR = re.compile(
    r"(?:chuyên mục|chương trình|tiết mục|bản tin)(?: \S+){0,3} (?:kết thúc|hôm nay|xin|đến đây)(?!\w)|"
    r"(?:xin )?(?:kính )?chào (?:và hẹn|tạm biệt)",
    re.IGNORECASE,
)
_FEELS = re.compile(
    r"(?:(?:ông|bà|anh|chị|em|cô|chú|bác)(?: [^\W\d_]\S*){1,5}|một(?: \S+){1,4}?)"
    r"(?:,? \([^()]{2,60}\))?(?:, [^,;:.]{3,90}(?:\([^()]*\))?,)? "
    r"(?:kể|than|tâm sự|bày tỏ|phấn khởi|nhận xét|bộc bạch|xúc động|lo lắng|thắc mắc|vui mừng)(?!\w)|"
    r"không khí\s|[^.;]{3,80} nêu (?:một|hai|ba|bốn|một số|nhiều) ý(?: kiến)?\W*\Z|"
    r"[^.;]{0,40}(?:buổi|cuộc) (?:đối thoại|họp|gặp|làm việc) (?:mới )?(?:kết thúc|khép lại|bế mạc)",
    re.IGNORECASE,
)
_OWN_AFFAIRS = re.compile(
    r"(?<!\w)(?:biên chế|nhân sự|đầu tư công|quy chế (?:làm việc|tổ chức|hoạt động)|cơ cấu tổ chức|chức năng, nhiệm vụ|"
    r"(?:phân bổ|dự toán|quyết toán)(?: dự toán| ngân sách| thu| chi)?|mức chi (?:hội nghị|tiếp khách|đón tiếp|công tác)|"
    r"kế hoạch (?:vốn|tài chính)|chủ trương đầu tư|miễn nhiệm|(?:khai|bế) mạc)(?!\w)",
    re.IGNORECASE,
)
_ENDS_ANOTHER = re.compile(
    r"(?:thay thế|bãi bỏ) (?:các )?(?:nghị quyết|quyết định|luật|nghị định|thông tư)[^,;]*\Z", re.IGNORECASE
)
_SUM = re.compile(r"\d[\d.,]*\s?(?:đồng|%|triệu|tỷ)", re.IGNORECASE)
_ASIDE = re.compile(r"\([^()]*\)\.?\Z")
"""Nothing but what stands in brackets: "(Chi tiết nhân thân đã được lược bỏ.)"."""
_TO_THE_PRESS = re.compile(
    r"(?:đề nghị|kính mời|mời) (?:các )?(?:cơ quan )?(?:báo chí|báo, đài)[^.;]{0,40}(?:đưa tin|thông tin)",
    re.IGNORECASE,
)
_WHY = re.compile(r"(?:sự cần thiết|mục đích|lý do|mục tiêu)(?: ban hành)?\s*:", re.IGNORECASE)
_TAKES_EFFECT = re.compile(r"(?:ngày |có )?hiệu lực(?: thi hành)?\s*:", re.IGNORECASE)
_OF_ACTS = frozenset({"press_release", "council_activity"})


_OF_NOBODY = re.compile(r"[-–\s]*(?:được|phải|bị|thì|là|mà)(?!\w)")
"""The end of a sentence that was cut between its dashes: "… người cao tuổi… – được cử người bào chữa"."""


def is_of_nobody(text: str) -> bool:
    """Return True if a sentence has lost whom it is of."""
    return _OF_NOBODY.match(text) is not None


def tells_nothing(text: str, kind: str) -> bool:
    """Return True if nobody is told anything by it. `kind`: of the page; what acts settle for offices is dull where acts are
    listed."""
    begins = text.strip()
    if _OBSERVES.match(begins) or _SLOGAN.match(begins) or _CREDIT.match(begins):
        return True
    if _ON_AIR.match(begins) or _FEELS.match(begins) or tells_what_was_printed(begins):
        return True
    if _ASIDE.match(begins) or _WHY.match(begins) or _TO_THE_PRESS.match(begins):
        return True
    if kind in _OF_ACTS and (_ENDS_ANOTHER.match(begins) or _TAKES_EFFECT.match(begins)):
        return True
    return kind in _OF_ACTS and _OWN_AFFAIRS.search(begins) is not None and _SUM.search(begins) is None
