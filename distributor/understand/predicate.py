"""Whether the beginning of a sentence still says what the sentence rules, and not only whom it is about. Pure."""

import re

_RULED = re.compile(
    r"(?<!\w)(?:bị (?:phạt|xử|tước|tịch thu|buộc)|phạt (?:tiền|tù)|phải|không được|được|có quyền|có nghĩa vụ|"
    r"có trách nhiệm|thì|là|gồm|bao gồm|mức)(?!\w)",
    re.IGNORECASE,
)
_NO_SUBJECT = re.compile(
    r"(?:trong|trước|sau|đã|sẽ|đang|cũng|không|chưa|có thể|cần|nên|để|nhằm|và|hoặc|nhưng|mà|này|đó|việc này)(?!\w)",
    re.IGNORECASE,
)
_OPEN = re.compile(r"(?<!\w)(?:nếu|trừ|khi|trường hợp|với điều kiện)(?:\s+[^\s,;.…]+){0,3}\s*…\s*\Z", re.IGNORECASE)
"""A condition that has hardly begun."""


def is_torn(sentence: str, beginning: str) -> bool:
    """Return that what is ruled stands behind the beginning: "Người không xích giữ chó …" of one who is fined for it; or that it
    ends within a condition: "15.000 đồng/lần nếu nộp…"."""
    leaves_out = _RULED.search(sentence) is not None and _RULED.search(beginning) is None
    return leaves_out or _OPEN.search(beginning) is not None


def is_whole_rule(words: str) -> bool:
    """Return that something stands before what is ruled: "trộm cắp tài sản … bị phạt", not "phải nộp trước ngày …"."""
    found = _RULED.search(words)
    return found is not None and len(words[: found.start()].split()) > 1 and _NO_SUBJECT.match(words) is None
