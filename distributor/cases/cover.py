"""Taking out of a text by what a private person could be found: telephones, papers, bank accounts, plates, e-mail. Pure.

Wider than what a published text is held for (`distributor.ingest.holds`): to answer a citizen, none of these is needed.
"""

import re

from phrases import phrase

COVERED = str(phrase("cases.covered"))
_NUMBER = re.compile(r"(?<!\w)(?:\+|\((?=\d))?[A-Za-z]{0,3}\d(?:[ .,\-()]{0,2}\d){7,}(?!\w)")
"""Telephones, identity numbers, cards, bank accounts. Eight digits or more; a day or a document's number is shorter."""
_PASSPORT = re.compile(r"(?<!\w)[A-Za-z]\d{7}(?!\w)")
_PLATE = re.compile(r"(?<![\w/-])[1-9]\d[ -]?[A-Z](?:[A-Z]|\d)?[ .-]{0,2}\d{3}\.?\d{2}(?!\w)")
_MAIL = re.compile(r"[^\s@<>,;:]{1,64}@[\w-]{1,60}(?:\.[\w-]{1,60}){1,5}")
_DAY = re.compile(r"\d{1,2}[./-]\d{1,2}[./-]\d{4}")
_AMOUNT = re.compile(r"[1-9]\d{0,2}(?:[.,]\d{3}){2,5}")
_MONEY = re.compile(r"\s?(?:đồng|đ(?!\w)|vnđ|vnd)", re.IGNORECASE)
_UNSEEN = re.compile("[\u00ad\u200b-\u200d\u2060\ufeff]")
"""Signs that nobody sees, which would part a number."""


def covered(text: str) -> tuple[str, int]:
    """The text without them, and how many there were."""
    found = 0

    def cover(match: re.Match[str]) -> str:
        nonlocal found
        is_money = _AMOUNT.fullmatch(match[0]) and _MONEY.match(match.string, match.end())
        if is_money or _DAY.fullmatch(match[0]):
            return match[0]
        found += 1
        return COVERED

    said = _UNSEEN.sub("", text)
    for pattern in (_MAIL, _NUMBER, _PASSPORT, _PLATE):
        said = pattern.sub(cover, said)
    return said, found


def without_numbers(text: str) -> str:
    return covered(text)[0]
