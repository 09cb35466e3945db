"""What a title says that its item does, whatever the words beneath weigh: it warns, accuses, reports a dialogue. Pure."""

import re

_COUNTS_OFF = re.compile(
    r"(?:^|[.!?]\s)\W*(?:(?:việc|điều|lưu\s+ý|điểm)\s+)?(?P<which>thứ\s+(?:nhất|hai|ba|tư|năm)|(?:một|hai|ba|bốn)\s+là)\s*[,:]",
    re.IGNORECASE | re.MULTILINE,
)
_LEAST_COUNTED = 3
_WARNS_OF = re.compile(
    r"\W*(?:[^\W\d_][^:\n]{2,40}:\s*)?(?:cảnh\s+báo|cảnh\s+giác|cẩn\s+thận|đề\s+phòng)\s+(?:(?:với|trước|về)\s+)?"
    r"(?!cháy|dịch|lũ|mưa|bão|sạt|ngộ)",
    re.IGNORECASE,
)
"""Such a title above a text of swindlers warns, though the text tells their trick step by step."""
_ACCUSES = re.compile(
    r"(?<!\w)(?<!khởi\s)(?<!truy\s)(?<!yếu\s)(?<!công\s)"
    r"(?:bị\s+)?[\"“'‘]?tố[\"”'’]?\s+(?!cáo|giác|tụng|chất|nga|chức|tranh)",
    re.IGNORECASE,
)
"""Who accuses whom is news of a case, in whatever words it is told."""
_DIALOGUE_TITLE = re.compile(
    r"(?<!\w)đối\s+thoại\s+(?:trực\s+tiếp\s+)?(?:với|cùng)\s|\A\W*(?:hội\s+nghị\s+|buổi\s+)?đối\s+thoại(?!\w)",
    re.IGNORECASE,
)
_SWINDLES = re.compile(
    r"lừa|(?<!\w)(?:giả (?:mạo|danh)|mạo (?:danh|nhận|xưng)|kẻ (?:gian|xấu)|chiếm đoạt|thủ đoạn|tự (?:xưng|nhận)|mất tiền|otp|"
    r"tin nhắn giả|cuộc gọi giả|đường (?:dẫn|link) lạ|là giả|bấm (?:vào )?link|sập bẫy|mã độc|chiêu trò)(?!\w)",
    re.IGNORECASE,
)
_CAUGHT = re.compile(
    r"(?<!\w)(?:bắt|khởi tố|truy tố|xét xử|tuyên (?:án|phạt)|lĩnh|tù|phạt|triệt phá)(?!\w)", re.IGNORECASE
)
_READ = 6_000


def kind_of_what_it_does(title: str, text: str) -> str:
    """Return the kind that a title makes certain; empty where it makes none."""
    if _WARNS_OF.match(title) and _SWINDLES.search(text[:_READ]) and not _CAUGHT.search(title):
        return "scam_warning"
    if accuses(title):
        return "other_legal"
    return "policy_dialogue" if _DIALOGUE_TITLE.search(title) else ""


def accuses(title: str) -> bool:
    """Return True if a title tells that somebody accuses somebody."""
    return _ACCUSES.search(title) is not None


def counts_off_rules(text: str) -> bool:
    """Return True if a text counts off what to do or not: "Việc thứ nhất: …", "Thứ hai, …", "Ba là …"."""
    return len({found["which"].casefold() for found in _COUNTS_OFF.finditer(text)}) >= _LEAST_COUNTED
