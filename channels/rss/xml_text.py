"""Text as a feed can carry it: only characters that XML 1.0 can hold, and escaped where readers take it for HTML."""

import re
from html import escape, unescape

_INVALID = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def is_valid_xml(text: str) -> bool:
    return _INVALID.search(text) is None


def strip_invalid_xml(text: str) -> str:
    """Return `text` without the characters that would make a document unreadable as a whole."""
    return _INVALID.sub("", text)


_TAG_LIKE = re.compile(r"<[A-Za-z/!?]")


def as_html(text: str) -> str:
    """HTML that shows the very `text`, its lines kept: for RSS's `description`, which every reader takes for HTML."""
    return escape(text, quote=False).replace("\n", "<br>\n")


def as_title(text: str) -> str:
    """A title for RSS, which does not say whether it is HTML: plain where both readings show the same, else HTML.

    Readers guess by what looks like a tag or a character reference (`<b>`, `&lt;`), and show all else as it is.
    """
    return escape(text, quote=False) if _TAG_LIKE.search(text) or unescape(text) != text else text
