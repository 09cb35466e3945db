"""Characters that XML 1.0 can hold, which is fewer than a text can."""

import re

_INVALID = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def is_valid_xml(text: str) -> bool:
    return _INVALID.search(text) is None


def strip_invalid_xml(text: str) -> str:
    """`text` without the characters that would make a document unreadable as a whole."""
    return _INVALID.sub("", text)
