"""Whether the beginning of a sentence still says what the sentence rules, and not only whom it is about. Pure."""

import re

_RULED = re.compile(
    r"(?<!\w)(?:bị (?:phạt|xử|tước|tịch thu|buộc)|phạt (?:tiền|tù)|phải|không được|được|có quyền|có nghĩa vụ|"
    r"có trách nhiệm|thì|là|gồm|bao gồm|mức)(?!\w)",
    re.IGNORECASE,
)


def is_torn(sentence: str, beginning: str) -> bool:
    """Return that what is ruled stands behind the beginning: "Người không xích giữ chó …" of one who is fined for it."""
    return _RULED.search(sentence) is not None and _RULED.search(beginning) is None
