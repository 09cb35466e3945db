"""A row of a table that cannot be taken, and columns known by their titles. Pure, and apart: a child that reads a table needs no
database for it.
"""

import re
from dataclasses import dataclass

from channels.sms_text import unaccent

_NOT_WORD = re.compile(r"[^a-z0-9]+")


@dataclass(frozen=True, slots=True)
class Fault:
    """The reason why a row cannot be taken; the number itself is not repeated. `column`: its title, where one is to blame.

    `doubled`: there is nothing wrong with it, but its number stood in an earlier row; the first counts.
    """

    line: int
    words: str
    column: str = ""
    doubled: bool = False


def folded_title(text: str) -> str:
    """A column's title as it is compared: without accents, case and signs."""
    return _NOT_WORD.sub(" ", unaccent(text).lower()).strip()
