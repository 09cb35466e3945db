"""The text of a "phiếu chuyển": what was asked and of whom it is asked, without who asked. Pure."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from distributor.phrases import phrase

COVERED = str(phrase("cases.covered"))
_NUMBER = re.compile(r"(?<!\w)\+?\d(?:[ .\-()]{0,2}\d){7,}(?!\w)")
"""Telephones, identity numbers, bank accounts. Eight digits or more; a day or a document's number is shorter."""
_MAIL = re.compile(r"[^\s@<>]+@[^\s@<>]+\.[^\s@<>]+")
_DAY = re.compile(r"\d{1,2}[./-]\d{1,2}[./-]\d{4}")


@dataclass(frozen=True)
class Transfer:
    """`asked`: the messages' texts, oldest first. `through`: the channel and account by which they came."""

    number: int
    unit: str
    agency: str
    through: str
    asked: Sequence[str]
    asked_at: datetime
    at: datetime
    note: str = ""


def without_numbers(text: str) -> str:
    """The text without numbers and addresses by which a person could be found."""
    covered = _NUMBER.sub(lambda found: found[0] if _DAY.fullmatch(found[0]) else COVERED, text)
    return _MAIL.sub(COVERED, covered)


def transfer_text(transfer: Transfer) -> str:
    """To be printed, or copied into a letter: in Vietnamese, whatever staff read."""
    return str(
        phrase(
            "cases.slip",
            office=transfer.unit.upper(),
            number=transfer.number,
            at=transfer.at,
            agency=transfer.agency,
            asked_at=transfer.asked_at,
            unit=transfer.unit,
            through=transfer.through,
            asked="\n".join(f"“{without_numbers(text)}”" for text in transfer.asked),
            note=phrase("cases.slip-note", note=without_numbers(transfer.note)) if transfer.note else "",
        )
    )
