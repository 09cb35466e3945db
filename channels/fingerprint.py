"""How a published post is known again: by its own short link, else by its text and number of media."""

import re
from functools import lru_cache
from unicodedata import normalize


@lru_cache(maxsize=256)
def _whole_link(link: str) -> re.Pattern[str]:
    # `/l/ab` is not in `/l/abc` or `/l/ab/c`, but is in `/l/ab.`, `/l/ab/` and `/l/ab?fbclid=1`.
    return re.compile(rf"{re.escape(link)}/?(?![\w\-/%])")


def carries(text: str, link: str) -> bool:
    """Return True if `link` stands in `text` as itself, not as the beginning of a longer one."""
    return _whole_link(link).search(text) is not None


def same_text(one: str, other: str) -> bool:
    """Equal as a reader sees them: NFC, and platforms may touch white space."""
    return _plain(one) == _plain(other)


def _plain(text: str) -> str:
    return " ".join(normalize("NFC", text).split())
